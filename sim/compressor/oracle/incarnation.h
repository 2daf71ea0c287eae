/*
 * The local half of the reference model: what one incarnation of a session handed out.
 *
 * Opening a session starts an incarnation; restoring it from a snapshot starts another, which
 * inherits what was handed out before the snapshot was saved. Only two incarnations may hand out
 * the same ID without anything being at fault.
 */
#ifndef SIM_ORACLE_INCARNATION_H
#define SIM_ORACLE_INCARNATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model.h"

/* Gen counts handed out in one form. */
typedef struct sim_given {
    uint64_t first_gen;
    uint64_t count;
    uint64_t base_final; /* of the eager finals; 0 for local IDs */
    bool eager;
} sim_given;

/* A living child, as its parent knows it. */
typedef struct sim_shard_child {
    ida_uuid id;
    uint64_t birth;
    uint64_t stride; /* of its gen counts: birth + stride, birth + 2 * stride, ... */
    uint64_t known;  /* the highest gen count that the parent has heard of */
} sim_shard_child;

/* What a session is among its shards; all zeros if it is none. */
typedef struct sim_shard {
    bool is_sharded;
    bool is_child;
    bool is_disposed;
    bool has_been; /* it was sharded once: gen counts that nobody handed out count as local */
    ida_uuid id;   /* of a child */
    uint64_t stride;
    uint64_t original;         /* the stride without children */
    sim_shard_child *children; /* in the order of their births */
    size_t child_count;
    size_t child_capacity;
    uint64_t state; /* the book's number of the shard's state; book.h */
} sim_shard;

typedef struct sim_incarnation {
    bool live;
    ida_uuid uuid;
    uint64_t generated;
    uint64_t next_start; /* where its next range starts, unless that is finalized by then */
    uint64_t version;    /* differs whenever one of the others differs */
    sim_given *given;    /* every gen count from 1 to generated, in order */
    size_t given_count;
    size_t given_capacity;
    sim_shard shard;
    uint32_t cluster_size;
    uint32_t session;      /* its number in the model, SIM_NONE if the log does not know it */
    uint32_t members_seen; /* the model's member count at the last look-up */
    uint32_t live_index;   /* its place in the oracle's list of live ones */
} sim_incarnation;

/* Resets to a session without IDs. */
void sim_incarnation_open(sim_incarnation *incarnation, ida_uuid uuid, uint32_t cluster_size);
void sim_incarnation_free(sim_incarnation *incarnation);
/* Makes copy equal to original, except its place in lists; false without memory. */
bool sim_incarnation_copy(sim_incarnation *copy, const sim_incarnation *original);
/* Records that the next count IDs were handed out; false without memory. */
bool sim_incarnation_give(sim_incarnation *incarnation, uint64_t count, bool eager,
                          uint64_t base_final);
/* The run of a gen count from 1 to generated. */
const sim_given *sim_incarnation_given(const sim_incarnation *incarnation, uint64_t gen);
/*
 * The number of the incarnation's session in the model; looked up again when the model has grown.
 */
uint32_t sim_incarnation_session(sim_incarnation *incarnation, const sim_model *model);

#endif
