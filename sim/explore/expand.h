/*
 * One step of an exhaustive search: a state is judged, and its successors are found.
 *
 * A state is a tape: worlds are not copied but played again from the beginning. That costs less
 * than a copy would (tapes are short and a world is some 100 kB), and it needs nothing of a world
 * or a subject that a tape does not need. Ops that lead here were judged at the states before, so
 * the oracle is asked nothing on the way; and an op that leaves the world as it is does not cost a
 * new one.
 *
 * A state is judged by sim_run_tape: its tape, with all questions, and the quiet phase after it;
 * and before that, in the ID compressor's worlds, a CHECKPOINT. So what is found here is what
 * "idsim replay" shows.
 *
 * The worlds are those of any scheme, by its machine (machine.h).
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
    uint32_t letter; /* of the alphabet: how it is reached */
} sim_child;

/* What is known of a state once it was expanded. Its children follow in the order of letters. */
typedef struct sim_expansion {
    sim_result result;          /* a state that is not PASS has no children */
    sim_state_hash hash;        /* of the state itself; zeros if letters were not tried */
    uint32_t unchanged;         /* letters that leave the state as it is */
    bool marks[SIM_MARK_COUNT]; /* reached on the way to it or by a letter */
    bool faults[SIM_FAULT_COUNT];
    uint32_t child_count;
    sim_child children[];
} sim_expansion;

/* How to expand. All of it stays as it is while states are expanded. */
typedef struct sim_expander {
    const sim_alphabet *alphabet;
    const sim_run_options *options; /* whose subjects the worlds have; NULL: the core's */
    bool everything;                /* letters that change nothing have children too */
    bool judge_only;                /* no children */
    /* Told each op that a world is about to execute, for who wants to know after a crash. */
    void (*before_op)(void *context, const void *world, uint64_t index, const sim_op *op);
    void *before_op_context;
    /* Called with each world, that of the machine, and the letter that it is about to meet; or
     * NULL.
     */
    void (*meet)(void *context, const void *world, const sim_op *letter);
    void *meet_context;
    sim_canon canon;
} sim_expander;

/* The bytes of an expansion by an alphabet of so many letters. */
size_t sim_expansion_size(size_t letters);

/*
 * Expands the state that a tape leads to. The tape is used for trying letters and is as it was
 * afterwards, but for its memory; one that fails comes back with the CHECKPOINT that it takes, if
 * it takes one. The verdict is BROKEN without memory.
 */
void sim_expand(sim_expander *expander, sim_tape *tape, sim_expansion *expansion);

/* The hash of the state that a tape leads to; false without memory or if it fails on the way. */
bool sim_expand_hash(sim_expander *expander, const sim_tape *tape, sim_state_hash *hash);

#endif
