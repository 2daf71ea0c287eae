/* fuzz_korder: the bytes are a binary tape, played in a world of k-ordered IDs. */
#include "played.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    fuzz_played_input(SIM_SCHEME_KORDER, "fuzz_korder", bytes, size);
    return 0;
}
