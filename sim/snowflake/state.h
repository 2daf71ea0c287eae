/*
 * What a Snowflake world holds: processes with clocks, and a lease master that gives coordinator
 * numbers.
 *
 * The master gives a number for a time, [start, end) of the time inside IDs, from what its clock
 * (node 0's) reads on. A careful master never gives one time of a number twice, whatever its clock
 * reads. A careless one does not look at what it gave before.
 *
 * Each node has a storage of one time, its mark. What it means: no ID that the node made under its
 * lease has a time of which a part is at the mark or after it. A node stores its high-water mark
 * when it stops; if it crashes, it does not. Where nodes store ahead (setting.h), a node stores a
 * time before it uses it, so that its mark is good after a crash, too.
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

#define SIM_LEASES_MAX 1024u /* that the master ever gives */

/* What a node is given with a number; rows stay when the lease is over. */
typedef struct sim_lease {
    uint64_t number;
    int64_t start_us;
    int64_t end_us;
    int64_t used_us; /* no ID under it has a time at this or after it; INT64_MIN: there is none */
    uint8_t node;
} sim_lease;

typedef struct sim_holder {
    ida_snowflake *generator; /* NULL: down */
    bool has_lease;
    uint32_t lease;    /* its row */
    int64_t mark_us;   /* what it stored; INT64_MIN: nothing */
    bool crashed;      /* it did not stop in order the last time */
    int64_t end_us;    /* up to where it may use time, as far as its generator knows */
    int64_t before_us; /* the used_us of its lease when its generator began */
    bool waits;        /* it was refused, and told from which reading on it would not be: */
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
    /* No ID that a node made with a number has a time at this or after it. */
    int64_t used_us[SIM_NODES_MAX + 1][SIM_NODES_MAX];
} sim_snowflake_world;

/* What a node's clock reads. */
static inline int64_t sim_snowflake_reading(const sim_snowflake_world *world, unsigned node)
{
    return (int64_t)world->clocks.of[node].reading;
}

#endif
