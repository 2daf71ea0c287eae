/*
 * What a sequence world holds: masters and coordinators over an unreliable network, and one
 * storage. A new term does not stop the masters before it: they do not know of it.
 *
 * The storage is one register with compare-and-swap. Writes to it are in flight like messages, and
 * may arrive after their master is gone. Each coordinator keeps a record of its own, which survives
 * when it stops.
 */
#ifndef SIM_SEQUENCE_STATE_H
#define SIM_SEQUENCE_STATE_H

#include <stdbool.h>
#include <stdint.h>

#include "config.h"
#include "event.h"
#include "subject.h"
#include "vocabulary.h"
#include "world_base.h"

#define SIM_SEQUENCE_MESSAGES 32u /* in flight, both ways together */
#define SIM_SEQUENCE_WRITES   8u  /* in flight to the storage */

/* A message in flight: a request or a return to a master, or a reply to a coordinator. */
typedef struct sim_chunk_message {
    uint64_t number; /* numbers the messages of the world; copies share it */
    bool is_reply;
    bool is_return;
    bool is_copy;   /* it arrived once already */
    uint8_t node;   /* the coordinator that asked */
    uint8_t master; /* the place of the master that is asked or that answered */
    uint8_t size;
    uint8_t bytes[IDA_CHUNK_RETURN_ENCODED_SIZE];
} sim_chunk_message;

/* A write in flight to the storage. */
typedef struct sim_register_write {
    uint64_t number; /* numbers the writes of the world */
    uint8_t master;
    uint64_t term; /* of the master */
    ida_master_write write;
} sim_register_write;

/* A process that may hold office. */
typedef struct sim_office {
    ida_master *master; /* NULL: not in office */
    uint64_t term;      /* numbers the terms in office of the world */
    bool writing;       /* its pending write is in flight, or its outcome is unknown */
} sim_office;

typedef struct sim_coordinator {
    ida_coordinator *coordinator; /* NULL: down */
    bool member;
    bool stored; /* it has a record */
    uint8_t record[IDA_COORDINATOR_RECORD_ENCODED_SIZE];
    bool dry;                 /* the last draw was refused, and nothing has been installed since */
    ida_chunk_reply answered; /* the last answer it got, from any master */
} sim_coordinator;

typedef struct sim_sequence_world {
    sim_world_base base;
    sim_sequence_config config;
    const sim_sequence_subject *subject;
    bool stored;                                    /* the storage holds a record: */
    ida_master_record held;                         /* this one, */
    uint8_t record[IDA_MASTER_RECORD_ENCODED_SIZE]; /* as these bytes */
    sim_office offices[SIM_MASTERS_MAX];
    sim_coordinator nodes[SIM_NODES_MAX];
    sim_chunk_message messages[SIM_SEQUENCE_MESSAGES]; /* in the order they were sent */
    uint32_t message_count;
    uint64_t messages_sent;
    sim_register_write writes[SIM_SEQUENCE_WRITES]; /* in the order they were sent */
    uint32_t write_count;
    uint64_t writes_sent;
    uint64_t last_term;
} sim_sequence_world;

static inline void sim_sequence_emit(sim_sequence_world *world, sim_sequence_event event)
{
    sim_sequence_check_event(&event, (sim_sequence_limits){.masters = world->config.masters,
                                                           .last_term = world->last_term,
                                                           .messages_sent = world->messages_sent,
                                                           .writes_sent = world->writes_sent});
    sim_emit(&world->base.observers, &event);
}

#endif
