/* What the passes of the shrinker share. */
#ifndef SIM_SHRINK_INTERNAL_H
#define SIM_SHRINK_INTERNAL_H

#include "shrink.h"

/* Tapes that were tried, by hash; so many at most, after which nothing more is remembered. */
#define SIM_SHRINK_KNOWN_MAX (1u << 20)

typedef struct sim_shrinker {
    const sim_shrink_options *options;
    sim_shrunk *report;
    sim_tape best;      /* has the symptom, when it is played as how says */
    sim_tape candidate; /* what a pass proposes; capacity is best's or more */
    sim_symptom goal;
    sim_symptom found; /* of best */
    sim_shrink_play how;
    sim_shrink_pass pass;
    bool loose;      /* the op, and a drawn question, may be another one */
    uint64_t grace;  /* plays that are allowed although more says no */
    bool over;       /* more said no, or something failed: nothing is tried any more */
    uint64_t *known; /* an open hash table; 0: free */
    size_t known_capacity;
    size_t known_count;
} sim_shrinker;

/* --- try.c --- */

/* Plays a tape as how says; false if that is over. */
bool sim_shrink_play_tape(sim_shrinker *s, const sim_tape *tape, const sim_shrink_play *how,
                          sim_symptom *symptom);
/* Makes the candidate a copy of best; false without memory, which ends all. */
bool sim_shrink_propose(sim_shrinker *s);
/* Plays the candidate, and makes it the best one if it has the symptom. */
bool sim_shrink_try(sim_shrinker *s);
/* Proposes best without count ops from first on, and tries that. */
bool sim_shrink_drop(sim_shrinker *s, size_t first, size_t count);
/* Proposes best without the ops that are marked in without, and tries that. */
bool sim_shrink_drop_marked(sim_shrinker *s, const bool *without);
void sim_shrink_forget(sim_shrinker *s);

/* Whether a symptom is the one to keep. */
bool sim_shrink_keeps(const sim_shrinker *s, const sim_symptom *symptom);
/* How many of the ops of best may go: the one that fails stays. */
size_t sim_shrink_loose(const sim_shrinker *s);

/* --- Passes; each returns true if it made the tape simpler. --- */

bool sim_shrink_groups(sim_shrinker *s);
bool sim_shrink_chunks(sim_shrinker *s);
bool sim_shrink_submissions(sim_shrinker *s);
bool sim_shrink_pairs(sim_shrinker *s);
bool sim_shrink_merge(sim_shrinker *s);
bool sim_shrink_exchange(sim_shrinker *s);
bool sim_shrink_move(sim_shrinker *s);
bool sim_shrink_replace(sim_shrinker *s);
bool sim_shrink_rename(sim_shrinker *s);
bool sim_shrink_arguments(sim_shrinker *s);
bool sim_shrink_world(sim_shrinker *s);

/* --- What arguments mean. --- */

typedef enum sim_argument {
    SIM_ARGUMENT_NUMBER,
    SIM_ARGUMENT_NODE,
    SIM_ARGUMENT_SLOT,
    SIM_ARGUMENT_STORE,
    SIM_ARGUMENT_MESSAGE, /* the number of a submission */
} sim_argument;

sim_argument sim_shrink_argument(unsigned code, unsigned index);
/* The node, slot or store that an argument names in the world; numbers as they are. */
uint32_t sim_shrink_meaning(const sim_config *config, const sim_op *op, unsigned index);

#endif
