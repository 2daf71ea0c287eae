/*
 * The world of Snowflake IDs: processes with clocks, and a lease master that gives coordinator
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
#ifndef SIM_SNOWFLAKE_WORLD_H
#define SIM_SNOWFLAKE_WORLD_H

#include <stdbool.h>
#include <stdint.h>

#include "clock_ops.h"
#include "kernel/accounting.h"
#include "kernel/limits.h"
#include "kernel/trace.h"
#include "marks.h"
#include "setting.h"
#include "subject.h"
#include "tape/tape.h"

#define SIM_MINT_MAX   64u   /* IDs that an op makes at most */
#define SIM_LEASES_MAX 1024u /* that the master ever gives */
/* So much true time at most passes while a node waits; it is asked again then. */
#define SIM_AWAIT_MAX UINT64_C(3600000000)

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

/* What came of asking for an ID. */
typedef struct sim_minted {
    int64_t now_us;
    ida_status status;
    uint64_t id;
    int64_t try_at_us;
} sim_minted;

/* What the world writes where a refused call must leave everything as it is. */
#define SIM_UNTOUCHED_ID     UINT64_C(0x5a17ed0150bad1d5)
#define SIM_UNTOUCHED_TRY_AT INT64_C(-0x5a17ed0150bad1d5)

struct sim_snowflake_oracle;

typedef struct sim_snowflake_world {
    sim_config config; /* wrapped */
    sim_snowflake_setting setting;
    const sim_snowflake_subject *subject;
    sim_memory memory;
    ida_allocator allocator;
    sim_trace trace;
    sim_tally tally;
    struct sim_snowflake_oracle *oracle; /* NULL: nobody looks */
    sim_clocks clocks;
    sim_lease leases[SIM_LEASES_MAX];
    uint32_t lease_count;
    sim_holder nodes[SIM_NODES_MAX];
    /* No ID that a node made with a number has a time at this or after it. */
    int64_t used_us[SIM_NODES_MAX + 1][SIM_NODES_MAX];
    uint64_t op_count;
    uint64_t ids;
    bool quiet;
    bool out_of_memory;
} sim_snowflake_world;

/* NULL without memory. The oracle is the caller's to make and to destroy before the world. */
sim_snowflake_world *sim_snowflake_create(const sim_config *config,
                                          const sim_snowflake_subject *subject);
/* Ends everything; returns the bytes that the subject still holds. */
size_t sim_snowflake_stop(sim_snowflake_world *world);
void sim_snowflake_destroy(sim_snowflake_world *world);
/* What a node's clock reads. */
int64_t sim_snowflake_reading(const sim_snowflake_world *world, unsigned node);
/* False when the run should stop. */
bool sim_snowflake_execute(sim_snowflake_world *world, const sim_op *op);
bool sim_snowflake_settle(sim_snowflake_world *world);

#endif
