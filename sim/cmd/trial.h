/*
 * Trials: tapes played in a worker process, one after another, so that a tape that crashes or hangs
 * costs only a new worker. For the shrinker.
 */
#ifndef SIM_CMD_TRIAL_H
#define SIM_CMD_TRIAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "failure.h"
#include "shrink/shrink.h"
#include "worker.h"

/* Shared by parent and worker: the tape to play next, and how. */
typedef struct sim_trial {
    sim_config config;
    sim_shrink_play how;
    bool by_seed; /* not a tape: a world of the scenario's driver is played and recorded */
    const sim_scenario *scenario;
    uint64_t seed;
    uint64_t ops_wanted; /* 0: the scenario's */
    uint32_t count;
    sim_op ops[];
} sim_trial;

typedef struct sim_trials {
    sim_trial *trial;
    size_t trial_size;
    uint32_t ops_max;
    sim_worker worker;
    sim_worker_setup setup;
    double timeout_seconds;
    uint64_t started; /* the number of worker processes started */
} sim_trials;

/* Tapes have at most ops_max ops. False after an error message. */
bool sim_trials_open(sim_trials *trials, uint32_t ops_max, const sim_limits *limits);
void sim_trials_close(sim_trials *trials);
/* For sim_shrink_options.play, context being trials. False after an error message. */
bool sim_trials_play(void *context, const sim_tape *tape, const sim_shrink_play *how,
                     sim_symptom *symptom);
/*
 * Plays a seed (ops 0: the scenario's default) and records its tape, as far as it got; tape is the
 * caller's to free. False after an error message.
 */
bool sim_trials_record(sim_trials *trials, const sim_scenario *scenario, uint64_t seed,
                       uint64_t ops, sim_tape *tape);

#endif
