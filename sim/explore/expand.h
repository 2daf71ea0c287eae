/*
 * One step of an exhaustive search: judges a state and finds its successors.
 *
 * A state is a tape: worlds are replayed from the beginning instead of copied. That costs less than
 * a copy (tapes are short and a world is some 100 kB), and it requires nothing of a world or
 * subject that a tape does not require. The ops that lead to a state were judged at earlier states,
 * so the oracle asks nothing on the way; and an op that leaves the world unchanged does not cost a
 * new world.
 *
 * A state is judged by sim_run_tape: its tape with all questions, then the quiet phase; in the ID
 * compressor's worlds a CHECKPOINT comes in between. So "idsim replay" shows the same failure.
 *
 * Worlds of any scheme are played by its machine (machine.h).
 */
#ifndef SIM_EXPAND_H
#define SIM_EXPAND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "alphabet.h"
#include "canon.h"
#include "run.h"
#include "scope.h"

/* A successor of a state. */
typedef struct sim_child {
    sim_state_hash hash;
    uint32_t letter; /* of the alphabet: the letter that reaches it */
} sim_child;

/* What is known of a state after its expansion. Its children follow in the order of letters. */
typedef struct sim_expansion {
    sim_result result;          /* a state that does not PASS has no children */
    sim_state_hash hash;        /* of the state itself; zeros if letters were not tried */
    uint32_t unchanged;         /* letters that leave the state unchanged */
    bool marks[SIM_MARK_COUNT]; /* reached on the way to it or by a letter */
    bool faults[SIM_FAULT_COUNT];
    uint32_t child_count;
    sim_child children[];
} sim_expansion;

/* How to expand. It stays unchanged while states are expanded. */
typedef struct sim_expander {
    const sim_alphabet *alphabet;
    const sim_run_options *options; /* the subjects of the worlds; NULL: the core */
    bool everything;                /* letters that change nothing have children too */
    bool judge_only;                /* no children */
    /* Called with each op that a world is about to execute, so that a crash can be traced to it. */
    void (*before_op)(void *context, const void *world, uint64_t index, const sim_op *op);
    void *before_op_context;
    /* Called with each world of the machine and the letter that it executes next; may be NULL. */
    void (*meet)(void *context, const void *world, const sim_op *letter);
    void *meet_context;
    sim_canon canon;
} sim_expander;

/* The size in bytes of an expansion by an alphabet of that many letters. */
size_t sim_expansion_size(size_t letters);

/*
 * Expands the state that a tape leads to. The tape is used for trying letters and is restored,
 * except for its memory; a failing tape comes back with the CHECKPOINT that it needs, if it needs
 * one. The verdict is BROKEN without memory.
 */
void sim_expand(sim_expander *expander, sim_tape *tape, sim_expansion *expansion);

/* The hash of the state that a tape leads to; false without memory or if it fails on the way. */
bool sim_expand_hash(sim_expander *expander, const sim_tape *tape, sim_state_hash *hash);

#endif
