/* The state of a world, shared by its files; observers and the driver may read it. */
#ifndef SIM_STATE_H
#define SIM_STATE_H

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <idalloc/idalloc.h>

#include "kernel/accounting.h"
#include "kernel/id_map.h"
#include "kernel/limits.h"
#include "kernel/observer.h"
#include "marks.h"
#include "subject.h"
#include "tape/tape.h"

#define SIM_WAL_STORE   3u
#define SIM_MENTIONS    3u    /* most IDs that an application op mentions */
#define SIM_UP_MESSAGES 32u   /* submissions in flight from one node */
#define SIM_SEEN        8u    /* how many runs and foreign IDs an application remembers */
#define SIM_LOG_MAX     8192u /* log entries, except in large worlds */

/* Headroom of the log for the quiet phase: before it, the sequencer refuses to use it. */
#define SIM_LOG_HEADROOM 2048u
/* How many sessions that were live twice the tally remembers. */
#define SIM_REMEMBERED 32u

typedef enum sim_entry_kind {
    SIM_ENTRY_RANGE,
    SIM_ENTRY_APP,
    SIM_ENTRY_JOIN,  /* a node's new connection */
    SIM_ENTRY_GHOST, /* IDs of a ghost session, made by every replica at this point */
} sim_entry_kind;

/* What a client submits, and what the log holds. */
typedef struct sim_entry {
    sim_entry_kind kind;
    bool forged;       /* a FORGE op put it there; no client sent it */
    uint16_t node;     /* the client */
    uint32_t slot;     /* the session slot it came from */
    uint32_t epoch;    /* the client's connection */
    uint32_t number;   /* the client's number of this submission on that connection, from 1 */
    ida_range range;   /* RANGE; a GHOST uses session and count */
    ida_uuid origin;   /* APP: the session that wrote it */
    uint32_t mentions; /* APP: how many IDs it mentions */
    ida_id ids[SIM_MENTIONS]; /* APP: in op space */
    ida_uuid
        stable[SIM_MENTIONS]; /* APP: their stable IDs, for checking; receivers never see them */
} sim_entry;

/* A submission in flight to the sequencer. */
typedef struct sim_up_message {
    bool used;
    sim_entry entry;
} sim_up_message;

/* What the log says of a client's connection. */
typedef struct sim_connection {
    uint32_t epoch;
    uint32_t expected;
} sim_connection;

/* The sequencer's state of one client; only the log survives a restart. */
typedef struct sim_client {
    uint32_t epoch;                    /* the current connection; durable (the log has its JOIN) */
    uint32_t expected;                 /* the next number to be sequenced; follows from the log */
    sim_entry buffer[SIM_UP_MESSAGES]; /* arrived too early; slot = number % SIM_UP_MESSAGES */
    bool buffered[SIM_UP_MESSAGES];
    sim_connection kept; /* what the forgotten entries of the log say */
    sim_connection read; /* while the log is read */
} sim_client;

typedef enum sim_node_state {
    SIM_NODE_DOWN,    /* never started, left, or crashed */
    SIM_NODE_OFFLINE, /* up, without a connection */
    SIM_NODE_JOINING, /* up, waits to see its new connection's JOIN in the log */
    SIM_NODE_CONNECTED,
} sim_node_state;

/* A session on a node, with the memory of its application. */
typedef struct sim_slot {
    ida_session *session; /* NULL: empty */
    ida_uuid uuid;
    ida_uuid shard;           /* zeros: it is no child; else its shard ID, */
    ida_uuid parent;          /* and the shard ID of its parent, zeros for the root */
    uint32_t births;          /* children it ever had */
    ida_run issued[SIM_SEEN]; /* runs handed out, newest at (issued_count - 1) % SIM_SEEN */
    uint32_t issued_count;
    ida_id seen[SIM_SEEN]; /* session-space IDs read from application ops */
    uint32_t seen_count;
    bool loaded; /* it came from a snapshot: it may have lost IDs */
} sim_slot;

/* A saved snapshot in a node's storage, with what the application saved beside it. */
typedef struct sim_store {
    uint8_t *bytes; /* NULL: empty */
    size_t size;
    size_t capacity;
    bool damaged;           /* the bytes differ from the saved ones */
    uint64_t position;      /* the log position at that time */
    uint64_t serial;        /* counts all saves of the world: tells which is newer */
    uint32_t loads;         /* how often it was rehydrated */
    size_t original_size;   /* of the saved bytes, */
    uint64_t original_hash; /* and their XXH3-64 */
    sim_slot *slots; /* config.slots of them, NULL if nothing was ever saved; a session pointer is
                        not NULL if there was one, and is never dereferenced */
} sim_store;

/* Per log entry and node. */
#define SIM_DOWN_UNDER_WAY 1u
#define SIM_DOWN_RECEIVED  2u

/* How many IDs a session had made when its node crashed. */
typedef struct sim_lost {
    ida_uuid uuid;
    uint64_t generated;
} sim_lost;

typedef struct sim_node {
    sim_node_state state;
    ida_document *document; /* NULL when down */
    uint64_t position;      /* log entries applied */
    uint64_t joined_at;     /* where it joined from a summary; 0 otherwise */
    bool loaded;            /* its document came from a summary or a snapshot, */
    uint64_t loaded_at;     /* which were made at this position */
    sim_slot *slots;        /* config.slots of them */
    sim_store stores[SIM_STORES];
    uint64_t newest_serial; /* of its saves; 0 if there are none */
    uint8_t *down;          /* flags of each kept log entry, log_capacity of them */
    bool cut_up;
    bool cut_down;
    uint32_t epoch;                     /* its connection, as it knows it */
    uint32_t next_number;               /* of its next submission on it */
    uint32_t next_sent;                 /* the next number to send, within a window */
    sim_up_message up[SIM_UP_MESSAGES]; /* in flight; survives a crash of the node */
    sim_entry *unseen;                  /* submitted, not seen in the log yet, in order: */
    uint32_t unseen_count;              /* part of a block of unseen_capacity entries */
    uint32_t unseen_capacity;
    sim_entry *unseen_block;
    sim_id_map open;    /* in large worlds: by UUID, 2 + the slot of a live session, else 1 */
    uint32_t live;      /* sessions in its slots */
    uint32_t starve_in; /* which of its next requests for memory fails: 1 is the next; 0: none */
    bool unsaved;       /* generated or took something since the last save */
    sim_lost *lost;     /* config.slots of them: what its last crash lost; NULL before that */
} sim_node;

/* Misbehaviour of a subject that its answers do not show. It ends the run. */
typedef enum sim_violation {
    SIM_VIOLATION_NONE,
    SIM_VIOLATION_OLD_SIZE,  /* it passed a wrong old size to the allocator */
    SIM_VIOLATION_LIMIT,     /* it requested more memory than SIM_MEMORY_LIMIT */
    SIM_VIOLATION_NO_MEMORY, /* it reported no-memory, but no request was refused */
    SIM_VIOLATION_LOADED,    /* a snapshot loaded with other sessions or another log position */
} sim_violation;

#define SIM_NEWBORNS SIM_NEWBORN_BOUND /* children on their way to a node */
#define SIM_TOKENS   SIM_TOKEN_BOUND   /* tokens on their way */

/* A child on its way, as bytes. They may be loaded more than once. */
typedef struct sim_newborn {
    uint8_t *bytes; /* NULL: empty */
    size_t size;
    uint64_t position; /* the log position of its document */
    uint32_t loads;
    sim_slot slot;              /* its session is never dereferenced, */
    const ida_session *session; /* but this one is: only while the newborn is being made */
} sim_newborn;

/* A token on its way, as the bytes say it. */
typedef struct sim_token {
    bool used;
    uint8_t bytes[IDA_SHARD_TOKEN_ENCODED_SIZE];
    ida_shard_token said; /* by whoever made it; of a forged one, what its bytes say */
    ida_status decoded;   /* of a forged one: whether its bytes are a token */
    ida_uuid session;     /* whom it is for: the session, */
    ida_uuid to;          /* and the shard; zeros are the root */
    uint32_t arrivals;
    uint64_t serial;
} sim_token;

/* What a world has from its first split on. */
typedef struct sim_post {
    sim_newborn newborns[SIM_NEWBORNS];
    sim_token tokens[SIM_TOKENS];
    uint64_t newborn_count; /* ever made */
    uint64_t token_count;
    uint32_t births;
} sim_post;

typedef struct sim_world {
    sim_config config; /* wrapped */
    const sim_subject *subject;
    sim_memory memory;
    ida_allocator allocator; /* over memory */
    sim_observers observers; /* of its events: event.h */
    sim_tally tally;
    sim_node *nodes;            /* config.nodes of them */
    sim_client *clients;        /* the sequencer's view of each */
    sim_entry *log;             /* from position log_base on; grows, and moves when it does */
    uint64_t log_base;          /* large worlds forget the entries before it (service.h) */
    uint64_t log_count;         /* entries ever, forgotten ones included */
    uint64_t log_capacity;      /* always more than are kept */
    ida_document *service;      /* the service's replica, at log_base; NULL while that is 0 */
    ida_session **session_room; /* room for those of a node */
    ida_range *range_room;      /* likewise */
    uint64_t op_count;          /* ops executed before this one */
    uint64_t next_look;         /* the op_count at which the documents are next checked */
    uint64_t save_serial;
    uint64_t ids;      /* IDs handed out */
    uint64_t sessions; /* sessions opened */
    uint64_t accepted; /* ranges with IDs that a node's document accepted */
    uint64_t refused;  /* ranges that one refused */
    bool quiet;        /* in the quiet phase: the log's headroom may be used */
    sim_violation violation;
    ida_uuid forked[SIM_REMEMBERED]; /* newest at (forked_count - 1) % SIM_REMEMBERED */
    uint32_t forked_count;
    sim_post *post;   /* NULL before the first split */
    uint8_t *scratch; /* for saving documents */
    size_t scratch_capacity;
    bool out_of_memory; /* the harness itself ran out of memory; the run is void */
} sim_world;

/* How many ops apart the documents enter the digest, at first; execute.c. */
#define SIM_LOOK_INTERVAL 64u

/* Wrapped indices, as ops use them. */
static inline unsigned sim_world_node(const sim_world *world, uint32_t argument)
{
    return argument % world->config.nodes;
}

static inline unsigned sim_world_slot(const sim_world *world, uint32_t argument)
{
    return argument % world->config.slots;
}

/* The entry at a position that is not forgotten. */
static inline sim_entry *sim_world_entry(const sim_world *world, uint64_t position)
{
    assert(position >= world->log_base);
    assert(position < world->log_count);
    return &world->log[position - world->log_base];
}

/* The flags of a position on its way to a node. */
static inline uint8_t *sim_world_down(const sim_world *world, const sim_node *node,
                                      uint64_t position)
{
    assert(position >= world->log_base);
    return &node->down[position - world->log_base];
}

/*
 * The most submissions of one node not yet seen in the log. TAKE and SEND stop at SIM_UP_MESSAGES
 * of them; a new connection may also have to submit a range of each session.
 */
static inline uint32_t sim_world_unseen_max(const sim_world *world)
{
    return SIM_UP_MESSAGES + world->config.slots;
}

/* GHOST makes its UUIDs as if on this node, so that they equal no other UUID by chance. */
static inline unsigned sim_world_ghost_node(const sim_world *world)
{
    return sim_config_is_large(&world->config) ? SIM_LARGE_NODES_MAX : SIM_NODES_MAX;
}

static inline bool sim_uuid_same(ida_uuid a, ida_uuid b)
{
    return a.high == b.high && a.low == b.low;
}

/* Zeros are the shard ID of a root, and of a session that was never split. */
static inline bool sim_uuid_is_zero(ida_uuid uuid)
{
    return uuid.high == 0 && uuid.low == 0;
}

#endif
