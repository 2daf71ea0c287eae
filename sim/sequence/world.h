/*
 * The world of a sequence: masters and coordinators over an unreliable network, and one storage.
 *
 * nodes         coordinators; each keeps a record of its own, which survives when it stops
 * masters       processes that may hold office; a new term does not end the old ones: they do not
 *               know of it
 * prefetch      the coordinators' prefetch percentage; above 100 means 100
 * range-size    how many IDs a range has
 * seed          where the IDs begin and end: see sim_sequence_bounds; and the sequence's number
 *
 * The storage is one register that compares before it replaces. Writes to it are under way like
 * any message, and may arrive after the master that sent them is gone.
 */
#ifndef SIM_SEQUENCE_WORLD_H
#define SIM_SEQUENCE_WORLD_H

#include <stdbool.h>
#include <stdint.h>

#include "kernel/accounting.h"
#include "kernel/limits.h"
#include "kernel/trace.h"
#include "marks.h"
#include "subject.h"
#include "tape/tape.h"
#include "vocabulary.h"

#define SIM_SEQUENCE_MESSAGES 32u /* under way, both ways together */
#define SIM_SEQUENCE_WRITES   8u  /* under way to the storage */
#define SIM_DRAW_MAX          64u /* IDs that an op draws at most */

/* A message under way: a request to a master, or a reply to a coordinator. */
typedef struct sim_chunk_message {
    bool is_reply;
    bool is_copy;   /* it arrived once already */
    uint8_t node;   /* the coordinator that asked */
    uint8_t master; /* the place of the master that is asked, or that answered */
    uint8_t size;
    uint8_t bytes[IDA_CHUNK_REPLY_ENCODED_SIZE];
} sim_chunk_message;

/* A write under way to the storage. */
typedef struct sim_register_write {
    uint8_t master;
    uint64_t office; /* which time in office sent it */
    ida_master_write write;
} sim_register_write;

/* A process that may hold office. */
typedef struct sim_office {
    ida_master *master; /* NULL: not in office */
    uint64_t number;    /* counts the times in office of the world; of this one */
    uint64_t term;
    bool writing; /* its pending write is under way, or what came of it is not known */
} sim_office;

typedef struct sim_coordinator {
    ida_coordinator *coordinator; /* NULL: down */
    bool member;
    bool stored; /* there is a record */
    uint8_t record[IDA_COORDINATOR_RECORD_ENCODED_SIZE];
    bool dry;                 /* the last draw gave nothing, and nothing has come since */
    ida_chunk_reply answered; /* what it was answered last, by any master */
} sim_coordinator;

struct sim_sequence_oracle;

typedef struct sim_sequence_world {
    sim_config config; /* wrapped */
    const sim_sequence_subject *subject;
    sim_memory memory;
    ida_allocator allocator;
    sim_trace trace;
    sim_tally tally;
    struct sim_sequence_oracle *oracle; /* NULL: nobody looks */
    ida_master_config bounds;
    bool stored;                                    /* the storage holds a record: */
    ida_master_record held;                         /* this one, */
    uint8_t record[IDA_MASTER_RECORD_ENCODED_SIZE]; /* as these bytes */
    sim_office offices[SIM_MASTERS_MAX];
    sim_coordinator nodes[SIM_NODES_MAX];
    sim_chunk_message messages[SIM_SEQUENCE_MESSAGES]; /* in the order they were sent */
    uint32_t message_count;
    sim_register_write writes[SIM_SEQUENCE_WRITES]; /* in the order they were sent */
    uint32_t write_count;
    uint64_t office_count;
    uint64_t last_term;
    uint64_t op_count;
    uint64_t ids;
    bool quiet;
    bool out_of_memory;
} sim_sequence_world;

/* Where a seed's IDs begin and end, and the rest of what masters are told. */
ida_master_config sim_sequence_bounds(const sim_config *config);
/* The prefetch percentage of a config. */
uint32_t sim_sequence_prefetch(const sim_config *config);
/* NULL without memory. The oracle is the caller's to make and to destroy before the world. */
sim_sequence_world *sim_sequence_create(const sim_config *config,
                                        const sim_sequence_subject *subject);
/* Ends everything; returns the bytes that the subject still holds. */
size_t sim_sequence_stop(sim_sequence_world *world);
void sim_sequence_destroy(sim_sequence_world *world);
/* False when the run should stop. */
bool sim_sequence_execute(sim_sequence_world *world, const sim_op *op);
bool sim_sequence_settle(sim_sequence_world *world);
/* Whether what an op does depends on how many there were before it: where damage strikes. */
bool sim_sequence_is_numbered(const sim_op *op);

#endif
