/*
 * What a Snowflake world holds: processes with clocks, and a lease master that gives coordinator
 * numbers.
 *
 * The master leases a number for the interval [start, end) of the time inside IDs, starting from
 * the reading of its clock (node 0's). A careful master never leases the same time of a number
 * twice, whatever its clock reads. A careless one ignores its earlier leases.
 *
 * Each node stores one time, its mark: no ID that the node made under its lease has a tick that
 * ends after the mark. A node stores its high-water mark when it stops, but not when it crashes.
 * Where nodes store ahead (setting.h), a node stores a time before it uses it, so that its mark is
 * valid even after a crash.
 */
#ifndef SIM_SNOWFLAKE_STATE_H
#define SIM_SNOWFLAKE_STATE_H

#include <stdbool.h>
#include <stdint.h>

#include "clock_ops.h"
#include "kernel/limits.h"
#include "setting.h"
#include "subject.h"
#include "tape/tape.h"
#include "world_base.h"

#define SIM_SNOWFLAKE_LANES 2u
#define SIM_LEASES_MAX      1024u /* most leases in a world */

/* A lease of a number to a node; its row stays after the lease ends. */
typedef struct sim_lease {
    uint64_t number;
    int64_t start_us;
    int64_t end_us;
    int64_t used_us; /* no ID under it has a time at or after this; INT64_MIN: none made */
    uint8_t node;
} sim_lease;

typedef struct sim_holder {
    ida_snowflake *generator; /* NULL: down */
    ida_snowflake_lane lanes[SIM_SNOWFLAKE_LANES];
    bool has_lease;
    uint32_t lease;      /* its row */
    int64_t mark_us;     /* its stored mark; INT64_MIN: none */
    bool crashed;        /* it crashed the last time */
    int64_t end_us;      /* the end of the time it may use, as far as its generator knows */
    int64_t before_us;   /* the used_us of its lease when its generator began */
    uint64_t highest_id; /* that its generator made, for a mark */
    bool waits;          /* it was refused, and told from which reading on to try again: */
    int64_t try_at_us;
} sim_holder;

typedef struct sim_snowflake_world {
    sim_world_base base;
    sim_snowflake_setting setting;
    const sim_snowflake_subject *subject;
    sim_clocks clocks;
    sim_lease leases[SIM_LEASES_MAX];
    uint32_t lease_count;
    sim_holder nodes[SIM_NODES_MAX];
    /* No ID that a node made with a number has a time at or after this. */
    int64_t used_us[SIM_NODES_MAX + 1][SIM_NODES_MAX];
} sim_snowflake_world;

/* How many numbers a lane takes at once: a few, and many. */
static inline uint32_t sim_snowflake_block(unsigned node, unsigned lane)
{
    static const uint8_t blocks[SIM_SNOWFLAKE_LANES][4] = {{2, 3, 5, 1}, {64, 8, 7, 200}};
    return blocks[lane][node % 4];
}

/* The reading of a node's clock. */
static inline int64_t sim_snowflake_reading(const sim_snowflake_world *world, unsigned node)
{
    return (int64_t)world->clocks.of[node].reading;
}

#endif
