/* fuzz_snowflake: the bytes are a binary tape, played in a world of Snowflake IDs. */
#include "played.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    fuzz_played_input(SIM_SCHEME_SNOWFLAKE, "fuzz_snowflake", bytes, size);
    return 0;
}
