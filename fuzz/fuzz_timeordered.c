/* fuzz_timeordered: the bytes are a binary tape, played in a world of time-ordered IDs. */
#include "played.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    fuzz_played_input(SIM_SCHEME_TIMEORDERED, "fuzz_timeordered", bytes, size);
    return 0;
}
