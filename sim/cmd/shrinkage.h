/*
 * Shrinking as commands do it: in a worker process, with a time limit, and with the result written
 * out: the tape, its story in words, and a C test where possible.
 */
#ifndef SIM_CMD_SHRINKAGE_H
#define SIM_CMD_SHRINKAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "campaign.h"
#include "failure.h"
#include "shrink/shrink.h"
#include "trial.h"

typedef struct sim_shrinkage {
    sim_trials *trials;
    double limit_seconds;
    sim_shrink_keep keep;
    /* Set by sim_shrinkage_run. */
    double began;
    double shown;
    bool terminal;
    size_t before; /* ops of the original tape */
    double seconds;
    sim_shrunk shrunk;
} sim_shrinkage;

/* Shrinks tape in place, showing progress on a terminal. */
void sim_shrinkage_run(sim_shrinkage *shrinkage, sim_tape *tape);
/* The failure of the result; nothing in it has to be freed. */
sim_failure_note sim_shrinkage_failure(const sim_shrinkage *shrinkage, const sim_tape *tape);
/* "600 ops to 5, 0.3 s" */
void sim_shrinkage_summary(const sim_shrinkage *shrinkage, const sim_tape *tape, char *text,
                           size_t size);

/*
 * Shrinks the first failure of each kind (invariant or crash, and kind of op) of a finished
 * campaign, and writes beside its tape X.tape the files X.shrunk.tape, X.shrunk.txt, and X.shrunk.c
 * if the failure shows in calls of the core alone. Stores the results in the failures, and prints
 * them to people, if not NULL.
 */
void sim_shrinkage_of_campaign(sim_campaign *campaign);

#endif
