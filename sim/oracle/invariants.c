/* The names of the invariants. */
#include "oracle.h"

#include <stddef.h>

static const struct {
    const char *name;
    const char *sentence;
} invariants[SIM_INVARIANT_COUNT] = {
#define SIM_INVARIANT_ROW(constant, name, sentence) {name, sentence},
    SIM_INVARIANT_TABLE(SIM_INVARIANT_ROW)
#undef SIM_INVARIANT_ROW
};

const char *sim_invariant_name(sim_invariant invariant)
{
    return (size_t)invariant < SIM_INVARIANT_COUNT ? invariants[invariant].name : "unknown";
}

const char *sim_invariant_sentence(sim_invariant invariant)
{
    return (size_t)invariant < SIM_INVARIANT_COUNT ? invariants[invariant].sentence : "";
}
