/* The names of the invariants. */
#include "invariants.h"

#include <stddef.h>

static const struct {
    const char *name;
    const char *sentence;
} invariants[] = {
#define ROW(constant, name, sentence) {name, sentence},
    SIM_OF_SCHEMES(INVARIANT, ROW)
#undef ROW
};

static const bool invariants_of[SIM_SCHEME_COUNT][SIM_INVARIANT_COUNT] = {
#define HAS(constant, name, sentence) [SIM_INVARIANT_##constant] = true,
#define INVARIANTS_OF(constant, scheme, number, ...)                                               \
    [number] = {SIM_##constant##_INVARIANT_TABLE(HAS)},
    SIM_SCHEME_TABLE(INVARIANTS_OF, )
#undef INVARIANTS_OF
#undef HAS
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
    unsigned scheme = 0;
    bool is_known = (size_t)invariant < SIM_INVARIANT_COUNT;
    while (is_known && !invariants_of[scheme][invariant]) {
        scheme++;
    }
    return (sim_scheme)scheme;
}
