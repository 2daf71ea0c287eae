/* fuzz_lease_world: the bytes are a binary tape, played in a world of leases. */
#include "played.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    fuzz_played_input(SIM_SCHEME_LEASE, "fuzz_lease_world", bytes, size);
    return 0;
}
