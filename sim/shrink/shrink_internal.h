/* Shared by the shrinker's passes. */
#ifndef SIM_SHRINK_INTERNAL_H
#define SIM_SHRINK_INTERNAL_H

#include "kernel/id_map.h"
#include "shrink.h"

/* Hashes of the tapes tried; when the table is full, no more are remembered. */
#define SIM_SHRINK_KNOWN_MAX (1u << 19)

typedef struct sim_shrinker {
    const sim_shrink_options *options;
    sim_shrunk *report;
    sim_tape best;      /* has the symptom when played as how says */
    sim_tape candidate; /* the proposal of a pass; has room for SIM_SHRINK_SPARE more ops */
    sim_symptom goal;
    sim_symptom found; /* of best */
    sim_shrink_play how;
    sim_shrink_pass pass;
    sim_shrink_keep keep;
    bool focused;     /* while more questions are asked, nothing else counts as wrong */
    uint64_t grace;   /* plays still allowed after more returned false */
    size_t exchanged; /* the length of best when chunks of it were last exchanged */
    uint64_t work;    /* the cost of all plays so far */
    uint64_t allowed;
    bool over;        /* stopped or failed: nothing more is tried */
    sim_id_map known; /* by hash, with 1 */
} sim_shrinker;

/* --- try.c --- */

/* Plays a tape as how says; false if the shrinker is finished. */
bool sim_shrink_play_tape(sim_shrinker *s, const sim_tape *tape, const sim_shrink_play *how,
                          sim_symptom *symptom);
/* Copies best to the candidate; false without memory, which ends everything. */
bool sim_shrink_propose(sim_shrinker *s);
/* Plays the candidate, and makes it best if it has the symptom. */
bool sim_shrink_try(sim_shrinker *s);
/* Tries best without count ops from first on. */
bool sim_shrink_drop(sim_shrinker *s, size_t first, size_t count);
/* Tries best without the ops marked in without. */
bool sim_shrink_drop_marked(sim_shrinker *s, const bool *without);
void sim_shrink_forget(sim_shrinker *s);

/* Whether a symptom is the one to keep. */
bool sim_shrink_keeps(const sim_shrinker *s, const sim_symptom *symptom);
/* Whether best has it when played as how says. */
bool sim_shrink_shows(sim_shrinker *s);
/* How many ops of best may be dropped: the failing one stays. */
size_t sim_shrink_loose(const sim_shrinker *s);

/* Whether another call, or another answer to it, is accepted. */
bool sim_shrink_may_change_call(const sim_shrinker *s);

/* --- shrink.c --- */

/* Runs all passes until none makes best smaller. */
void sim_shrink_smaller(sim_shrinker *s);
/* Allows some more plays after a stop, without which all work would be lost. */
void sim_shrink_go_on(sim_shrinker *s);

/*
 * --- focus.c: ways to make best smaller; false if it has lost the symptom when played as usual.
 * ---
 */

bool sim_shrink_can_focus(const sim_shrinker *s);
/* From now on worlds are played so that nothing else counts as wrong. */
void sim_shrink_focus(sim_shrinker *s);
bool sim_shrink_focused(sim_shrinker *s);
bool sim_shrink_focused_thoroughly(sim_shrinker *s);

/* --- Passes; each returns true if it made the tape simpler. --- */

bool sim_shrink_groups(sim_shrinker *s);
bool sim_shrink_chunks(sim_shrinker *s);
bool sim_shrink_submissions(sim_shrinker *s);
bool sim_shrink_pairs(sim_shrinker *s);
bool sim_shrink_merge(sim_shrinker *s);
bool sim_shrink_chunk(sim_shrinker *s);
bool sim_shrink_exchange(sim_shrinker *s);
bool sim_shrink_move(sim_shrinker *s);
bool sim_shrink_replace(sim_shrinker *s);
bool sim_shrink_rename(sim_shrinker *s);
bool sim_shrink_arguments(sim_shrinker *s);
bool sim_shrink_world(sim_shrinker *s);

/* --- What arguments mean. --- */

/* Of the index-th argument of an op; NONE if it has fewer. */
sim_arg_kind sim_shrink_kind(const sim_config *config, const sim_op *op, unsigned index);
/* The smallest argument with the same meaning in the world. */
uint32_t sim_shrink_meaning(const sim_config *config, const sim_op *op, unsigned index);

#endif
