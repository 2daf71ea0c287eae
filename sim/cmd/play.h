/* The worlds that a run or a sweep plays, and how a worker plays one. */
#ifndef SIM_CMD_PLAY_H
#define SIM_CMD_PLAY_H

#include <stddef.h>
#include <stdint.h>

#include "compressor/metamorphic/pair.h"
#include "compressor/subject.h"
#include "options.h"
#include "scenario/scenario.h"
#include "worker.h"

/* One seed in this many is replayed, from its seed and from its tape, and compared op by op. */
#define SIM_CHECK_EVERY 64u
/* One seed in this many is compared with paired worlds. */
#define SIM_PAIR_EVERY 10u

/*
 * Worlds, numbered from 0: the first seed of each scenario, then the second of each, and so on.
 * A shard has the seeds from + part - 1, and every parts-th after that.
 */
typedef struct sim_plan {
    const sim_scenario **scenarios;
    size_t scenario_count;
    sim_seeds seeds;
    sim_shard shard;
    uint64_t ops;         /* ops of a world; 0: the scenario's default */
    uint64_t check_every; /* 0: nothing is replayed */
    uint64_t pair_every;  /* 0: no paired worlds */
    bool by_seed;         /* the seed says which worlds these are, not its place in the plan */
    const sim_subject *subject; /* NULL: the core */
    sim_invariant_set only;     /* the invariants that can fail a world */
} sim_plan;

/* The number of worlds; UINT64_MAX if that many or more. */
uint64_t sim_plan_tasks(const sim_plan *plan);
size_t sim_plan_scenario(const sim_plan *plan, uint64_t task);
uint64_t sim_plan_seed(const sim_plan *plan, uint64_t task);
/* Whether a task is one of those that come up once in that many seeds; every: 0 for never. */
bool sim_plan_picks(const sim_plan *plan, uint64_t task, uint64_t every);
/* The most ops in a world of the plan. */
uint32_t sim_plan_ops_max(const sim_plan *plan);

/* For sim_worker_setup.play, context being a plan. */
void sim_play(void *context, uint64_t task, sim_record *record);

#endif
