/* The names of the invariants. */
#include "invariants.h"

#include <stddef.h>

static const struct {
    const char *name;
    const char *sentence;
    sim_scheme scheme;
} invariants[SIM_INVARIANT_COUNT] = {
#define COMPRESSOR_ROW(constant, name, sentence) {name, sentence, SIM_SCHEME_COMPRESSOR},
    SIM_COMPRESSOR_INVARIANT_TABLE(COMPRESSOR_ROW)
#undef COMPRESSOR_ROW
#define SEQUENCE_ROW(constant, name, sentence) {name, sentence, SIM_SCHEME_SEQUENCE},
        SIM_SEQUENCE_INVARIANT_TABLE(SEQUENCE_ROW)
#undef SEQUENCE_ROW
#define SNOWFLAKE_ROW(constant, name, sentence) {name, sentence, SIM_SCHEME_SNOWFLAKE},
            SIM_SNOWFLAKE_INVARIANT_TABLE(SNOWFLAKE_ROW)
#undef SNOWFLAKE_ROW
#define KORDER_ROW(constant, name, sentence) {name, sentence, SIM_SCHEME_KORDER},
                SIM_KORDER_INVARIANT_TABLE(KORDER_ROW)
#undef KORDER_ROW
};

const char *sim_invariant_name(sim_invariant invariant)
{
    return (size_t)invariant < SIM_INVARIANT_COUNT ? invariants[invariant].name : "unknown";
}

const char *sim_invariant_sentence(sim_invariant invariant)
{
    return (size_t)invariant < SIM_INVARIANT_COUNT ? invariants[invariant].sentence : "";
}

sim_scheme sim_invariant_scheme(sim_invariant invariant)
{
    return (size_t)invariant < SIM_INVARIANT_COUNT ? invariants[invariant].scheme
                                                   : SIM_SCHEME_COMPRESSOR;
}
