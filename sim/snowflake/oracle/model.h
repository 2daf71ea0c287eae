/* The reference model of Snowflake IDs: slow, obvious, and written from the rules alone. */
#ifndef SIM_SNOWFLAKE_MODEL_H
#define SIM_SNOWFLAKE_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernel/disorder.h"
#include "kernel/id_map.h"
#include "snowflake/event.h"
#include "snowflake/state.h"

/* The fields of an ID, the time as a count of ticks. */
typedef struct sim_flake_fields {
    uint64_t tick;
    uint64_t sequence;
    uint64_t number;
    bool spare; /* a bit above all fields is set */
} sim_flake_fields;

/* A lane's block: numbers of one tick that only it may use. */
typedef struct sim_flake_lane {
    int64_t block; /* how many it takes at once */
    int64_t left;
    int64_t tick;     /* if any are left: theirs, */
    int64_t sequence; /* and that of the next */
    bool any;         /* it made an ID; its last one: */
    uint64_t last_id;
} sim_flake_lane;

/* The state of a generator, as far as the rules need it. */
typedef struct sim_flake_model {
    bool up;
    uint64_t run; /* counts the generators of the world; of this one */
    uint32_t lease;
    uint64_t number;
    int64_t start_us; /* no tick begins before this: lease and mark */
    int64_t end_us;
    int64_t first_tick;
    sim_flake_lane lanes[SIM_SNOWFLAKE_LANES];
    bool any; /* a number was taken; the last one: */
    int64_t last_tick;
    int64_t last_sequence;
    bool made; /* it made an ID; the highest one: */
    uint64_t last_id;
    int64_t clock_tick; /* of the highest reading that it made an ID at; -1 for all before time 0 */
    int64_t asked_us;  /* inexact: the reading when the call that is still refused was first made */
    unsigned crossing; /* so many of the next calls are of threads that met; since they did, */
    int64_t lost_max;  /* at most that many numbers may have been left out */
    bool served;       /* in the quiet phase: it made an ID, or has no time left */
} sim_flake_model;

/* The state of a lease. */
typedef struct sim_flake_lease {
    bool any; /* an ID was made under it, since a run began that had its mark */
    uint64_t last_id;
    int64_t high_water_us; /* no part of this time or a later one was used by any run */
    uint64_t unmarked_run; /* the last run that began below it */
} sim_flake_lease;

/* What an ID was made by, as a nonzero number. */
#define SIM_FLAKE_MAKER(run, lease) ((run)*SIM_LEASES_MAX + (lease))
#define SIM_FLAKE_RUN(maker)        ((maker) / SIM_LEASES_MAX)
#define SIM_FLAKE_LEASE(maker)      ((maker) % SIM_LEASES_MAX)

/* The right answer of a call; tick and sequence are those of the ID if status is IDA_OK. */
typedef struct sim_flake_answer {
    ida_status status;
    int64_t tick;
    int64_t sequence;
    int64_t taken; /* how many numbers are taken from the generator; 0: it is one of a block */
} sim_flake_answer;

/* A call: where, when, and at which sequence a tick begins. */
typedef struct sim_flake_call {
    unsigned lane; /* SIM_LANE_NONE: on none */
    int64_t now_us;
    uint64_t from;
} sim_flake_call;

typedef struct sim_snowflake_model {
    ida_snowflake_layout layout;
    ida_snowflake_policy policy;
    uint64_t runs;
    sim_flake_model nodes[SIM_NODES_MAX];
    sim_flake_lease leases[SIM_LEASES_MAX];
    sim_id_map makers;  /* of all IDs */
    sim_disorder order; /* all IDs in the order they were made */
    int64_t skew_min_us;
    int64_t skew_max_us;
} sim_snowflake_model;

void sim_snowflake_model_init(sim_snowflake_model *model, const sim_snowflake_setting *setting);
void sim_snowflake_model_free(sim_snowflake_model *model);

/* Splits an ID into its fields, from the lowest on. */
sim_flake_fields sim_flake_fields_of(const ida_snowflake_layout *layout, uint64_t id);
/* The time at which a tick begins. */
int64_t sim_flake_tick_start(const ida_snowflake_layout *layout, int64_t tick);
/* The tick of a time; below 0 before the epoch. */
int64_t sim_flake_tick_of(const ida_snowflake_layout *layout, int64_t time_us);
/* The most that an ID's time may be ahead of the clock. */
uint64_t sim_flake_lead(const ida_snowflake_policy *policy);
/* A generator begins. */
void sim_flake_begin(const sim_snowflake_model *model, sim_flake_model *node,
                     const sim_snowflake_event *begun);
/* The right answer of a call. */
sim_flake_answer sim_flake_ask(const sim_snowflake_model *model, const sim_flake_model *node,
                               sim_flake_call call);
/* Leaves out the next numbers of the open tick, count of them or as many as it has. */
void sim_flake_leave_out(const sim_snowflake_model *model, sim_flake_model *node, int64_t count);
/*
 * The earliest reading at which a call gives an ID, if this one gave none but a later one could.
 */
int64_t sim_flake_earliest(const sim_snowflake_model *model, const sim_flake_model *node,
                           sim_flake_call call);
/* The generator made what the answer says. */
void sim_flake_accept(const sim_snowflake_model *model, sim_flake_model *node,
                      const sim_flake_answer *answer, sim_flake_call call);
/* The earliest time of which no part is used. */
int64_t sim_flake_high_water(const sim_snowflake_model *model, const sim_flake_model *node);

#endif
