/*
 * What a lease world holds: registries and holders with clocks, messages between them, and one
 * storage for records.
 *
 * Each process has two clocks: the time of day, which drifts, stops and is set, and one that only
 * drifts. Registries are the first nodes. The storage keeps the last few records, so that a
 * registry can start from an old one.
 *
 * A holder makes IDs with a generator that knows the number and the span of its lease.
 */
#ifndef SIM_LEASE_STATE_H
#define SIM_LEASE_STATE_H

#include <stdbool.h>
#include <stdint.h>

#include "clock_ops.h"
#include "event.h"
#include "kernel/limits.h"
#include "setting.h"
#include "subject.h"
#include "tape/tape.h"
#include "world_base.h"

#define SIM_LEASE_MESSAGES 24u /* in flight */
#define SIM_LEASE_RECORDS  4u  /* that the storage keeps */

typedef enum sim_lease_what {
    SIM_LEASE_GRANT,
    SIM_LEASE_RENEWAL,
    SIM_LEASE_RETURN,
    SIM_LEASE_ANSWER,
} sim_lease_what;

typedef struct sim_lease_message {
    uint64_t number; /* numbers the messages of the world; copies share it */
    sim_lease_what what;
    bool is_copy; /* it arrived once already */
    uint8_t from;
    uint8_t to;
    ida_uuid holder;                       /* GRANT */
    uint64_t request;                      /* GRANT */
    int64_t mark_us;                       /* RETURN */
    uint8_t bytes[IDA_LEASE_ENCODED_SIZE]; /* of the lease; the others */
} sim_lease_message;

/* A record as it was stored. */
typedef struct sim_lease_record {
    size_t size;          /* 0: none */
    unsigned incarnation; /* that wrote it */
    uint8_t bytes[IDA_LEASE_RECORD_SIZE(SIM_LEASE_COUNT_MAX)];
} sim_lease_record;

typedef struct sim_lease_office {
    ida_lease_registry *registry; /* NULL: down */
    unsigned incarnation;
    ida_lease_authority authority;
    bool unsent[SIM_LEASE_COUNT_MAX]; /* the lease of a number waits for its record, */
    uint8_t to[SIM_LEASE_COUNT_MAX];  /* and is then sent there */
    bool jumped;                      /* it refused the last reading */
} sim_lease_office;

typedef struct sim_lease_tenant {
    bool up;
    ida_lease_holder holder;
    ida_snowflake *generator; /* NULL: none */
    ida_lease made_for;       /* the lease that the last generator knew, */
    int64_t mark_us;          /* and where it ended, for the next one under the same lease */
    bool jumped;
} sim_lease_tenant;

typedef struct sim_lease_world {
    sim_world_base base;
    sim_lease_setting setting;
    const sim_lease_subject *subject;
    sim_clocks clocks; /* the time of day */
    sim_clocks steady; /* the clocks that nobody sets */
    sim_lease_office offices[SIM_LEASE_REGISTRIES_MAX];
    sim_lease_tenant tenants[SIM_NODES_MAX];        /* by node; those of registries are never up */
    sim_lease_record records[SIM_LEASE_RECORDS];    /* the newest first */
    sim_lease_message messages[SIM_LEASE_MESSAGES]; /* in the order they were sent */
    uint32_t message_count;
    uint64_t messages_sent;
    unsigned incarnations;
    uint64_t holders;                    /* how many were hired */
    int64_t authority_end_us;            /* of the last election */
    int64_t highest_us;                  /* the highest time of day that a registry read */
    uint32_t users[SIM_LEASE_COUNT_MAX]; /* the node that used a number last, plus one */
} sim_lease_world;

static inline ida_lease_time sim_lease_now(const sim_lease_world *world, unsigned node)
{
    return (ida_lease_time){(int64_t)world->clocks.of[node].reading,
                            world->steady.of[node].reading};
}

/* The ID of a holder: valid, and of no other. */
static inline ida_uuid sim_lease_holder_id(uint64_t number)
{
    return (ida_uuid){1, number};
}

/* Emits an event of a node, with its clocks. */
void sim_lease_emit(sim_lease_world *world, unsigned kind, unsigned node, sim_lease_event event);

/* --- Messages; network.c. --- */

/* Sends it; its number, or 0 if it was crowded out. Sets number, is_copy and from to. */
uint64_t sim_lease_send(sim_lease_world *world, sim_lease_message message);
void sim_lease_bring(sim_lease_world *world, uint32_t which, uint32_t how);

/* --- Registries; registry.c. --- */

void sim_lease_serve(sim_lease_world *world, unsigned node, uint32_t origin);
void sim_lease_cease(sim_lease_world *world, unsigned node);
void sim_lease_record_it(sim_lease_world *world, unsigned node, uint32_t how);
void sim_lease_prolong(sim_lease_world *world, unsigned node);
void sim_lease_hear(sim_lease_world *world, const sim_lease_message *message);

/* --- Holders; holder.c. --- */

void sim_lease_hire(sim_lease_world *world, unsigned node);
void sim_lease_fire(sim_lease_world *world, unsigned node);
void sim_lease_apply(sim_lease_world *world, unsigned node, unsigned registry);
void sim_lease_give_up(sim_lease_world *world, unsigned node, unsigned registry);
void sim_lease_answer(sim_lease_world *world, const sim_lease_message *message);
void sim_lease_work(sim_lease_world *world, unsigned node, uint32_t count);

#endif
