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

#define SIM_INVARIANT_WORDS ((SIM_INVARIANT_COUNT + 63) / 64)

/* Some of them, one bit each by their number. */
typedef struct sim_invariant_set {
    uint64_t words[SIM_INVARIANT_WORDS];
} sim_invariant_set;

/* As what is asked for, an empty set stands for all. */
#define SIM_INVARIANTS_ALL ((sim_invariant_set){{0}})

static inline void sim_invariants_add(sim_invariant_set *set, sim_invariant invariant)
{
    set->words[invariant / 64] |= UINT64_C(1) << invariant % 64;
}

static inline bool sim_invariants_have(const sim_invariant_set *set, sim_invariant invariant)
{
    return (set->words[invariant / 64] >> invariant % 64 & 1) != 0;
}

static inline bool sim_invariants_are_all(const sim_invariant_set *set)
{
    bool empty = true;
    for (unsigned i = 0; i < SIM_INVARIANT_WORDS; i++) {
        empty = empty && set->words[i] == 0;
    }
    return empty;
}

static inline sim_invariant_set sim_invariants_of(sim_invariant invariant)
{
    sim_invariant_set only = SIM_INVARIANTS_ALL;
    sim_invariants_add(&only, invariant);
    return only;
}

/* Whether an invariant belongs to what is asked for. */
static inline bool sim_invariant_in(sim_invariant_set set, sim_invariant invariant)
{
    return sim_invariants_are_all(&set) || sim_invariants_have(&set, invariant);
}

const char *sim_invariant_name(sim_invariant invariant);
const char *sim_invariant_sentence(sim_invariant invariant);
/* The scheme it applies to. */
sim_scheme sim_invariant_scheme(sim_invariant invariant);

#endif
