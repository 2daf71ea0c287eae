/*
 * What a world of time-ordered IDs holds: machines with clocks, processes on them with generators,
 * and messages that carry IDs.
 *
 * A machine has at most one process. A process that ends leaves nothing behind: the next one starts
 * with its number and another seed. A copy of a process goes on from the state of the other, on
 * another machine, without knowing it.
 */
#ifndef SIM_TIMEORDERED_STATE_H
#define SIM_TIMEORDERED_STATE_H

#include <stdbool.h>
#include <stdint.h>

#include "clock_ops.h"
#include "kernel/limits.h"
#include "setting.h"
#include "subject.h"
#include "vocabulary.h"
#include "world_base.h"

#define SIM_TIME_MESSAGES 16u        /* most messages in flight in the world */
#define SIM_TIME_FLOODS   6000u      /* most IDs that floods make in the world */
#define SIM_TIME_IDS_MAX  (1u << 17) /* most IDs in the world; beyond it nothing is asked for */
#define SIM_TIME_LIVES    1024u      /* most processes of the world */

typedef struct sim_time_message {
    uint8_t from;
    uint8_t to;
    uint32_t setting; /* of the process that made the ID */
    uint32_t number;
    idsim_time_text id;
} sim_time_message;

typedef struct sim_time_machine {
    idsim_time_process *process; /* NULL: down */
    uint32_t life; /* the process' number among all of the world, from 1; 0: none yet */
    uint32_t setting;
    uint32_t entropy;
    bool has_id; /* the process has made an ID: */
    idsim_time_text id;
    bool waits[SIM_TIME_INSTANCES_MAX]; /* a generator was refused until a reading: */
    int64_t try_at_us[SIM_TIME_INSTANCES_MAX];
    int64_t asked_us[SIM_TIME_INSTANCES_MAX]; /* and asked first at this one */
    uint64_t log;                             /* a hash of all that was asked of the process */
} sim_time_machine;

typedef struct sim_timeordered_world {
    sim_world_base base;
    sim_timeordered_setting setting;
    const sim_timeordered_subject *subject;
    sim_clocks clocks;
    sim_time_machine machines[SIM_NODES_MAX];
    uint32_t lives; /* processes so far */
    uint64_t past;  /* the sum of the hashes of those that have ended */
    uint32_t flood; /* IDs that floods have made */
    sim_time_message messages[SIM_TIME_MESSAGES];
    uint32_t message_count;
    uint32_t mailed; /* messages so far */
} sim_timeordered_world;

/* The reading of a machine's clock. */
static inline int64_t sim_time_reading(const sim_timeordered_world *world, unsigned node)
{
    return (int64_t)world->clocks.of[node].reading;
}

static inline const idsim_time_profile *sim_time_profile_of(const sim_timeordered_world *world,
                                                            uint32_t setting)
{
    return &world->setting.profiles[setting];
}

#endif
