/* fuzz_sequence: the bytes are a binary tape, played in a world of Noah sequences. */
#include "played.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    fuzz_played_input(SIM_SCHEME_SEQUENCE, "fuzz_sequence", bytes, size);
    return 0;
}
