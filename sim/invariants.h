/* The invariants: the rules that oracles check. */
#ifndef SIM_INVARIANTS_H
#define SIM_INVARIANTS_H

#include <stdbool.h>
#include <stdint.h>

#include "scheme.h"

typedef enum sim_invariant {
#define SIM_INVARIANT_CONSTANT(constant, name, sentence) SIM_INVARIANT_##constant,
    SIM_OF_SCHEMES(INVARIANT, SIM_INVARIANT_CONSTANT)
#undef SIM_INVARIANT_CONSTANT
        SIM_INVARIANT_COUNT
} sim_invariant;

/* Invariants, one bit each by their number. */
typedef uint64_t sim_invariant_set;

_Static_assert(SIM_INVARIANT_COUNT <= 64, "every invariant has a bit");

#define SIM_INVARIANTS_ALL ((sim_invariant_set)0) /* an empty set stands for all */

/* Whether an invariant belongs to a set. */
static inline bool sim_invariant_in(sim_invariant_set set, sim_invariant invariant)
{
    return set == SIM_INVARIANTS_ALL || (set >> invariant & 1) != 0;
}

const char *sim_invariant_name(sim_invariant invariant);
const char *sim_invariant_sentence(sim_invariant invariant);
/* The scheme it applies to. */
sim_scheme sim_invariant_scheme(sim_invariant invariant);

#endif
