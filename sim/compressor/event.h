/*
 * What happens in a world of the ID compressor. A world emits each happening once (observer.h),
 * after it; the digest, the narrator, the oracle and event files all read this one stream.
 */
#ifndef SIM_COMPRESSOR_EVENT_H
#define SIM_COMPRESSOR_EVENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernel/fields.h"
#include "marks.h"
#include "state.h"

/*
 * X(constant, name, members). The members are those of sim_compressor_event that mean something for
 * this kind, in capitals; event.c writes these into files.
 */
#define SIM_COMPRESSOR_EVENT_TABLE(X)                                                              \
    /* The tape. */                                                                                \
    X(OP, "op", OP)                /* an op begins */                                              \
    X(OP_DONE, "op-done", NOTHING) /* and ends */                                                  \
    X(QUIET, "quiet", NOTHING)     /* the quiet phase begins */                                    \
    X(CHECKPOINT, "checkpoint", NOTHING)                                                           \
    X(SETTLED, "settled", NOTHING)                       /* the quiet phase has come to rest */    \
    X(DOCUMENT, "document", NODE | STATUS | SIZE | HASH) /* every so many ops, as it is */         \
    /* Nodes. The first two are offline now, the last two down. */                                 \
    X(STARTED, "started", NODE | POSITION) /* with an empty document */                            \
    X(UP, "up", NODE | POSITION)           /* with what it loaded or joined with */                \
    X(CONNECTING, "connecting", NODE | POSITION | EPOCH)                                           \
    X(CONNECTED, "connected", NODE | POSITION | EPOCH)                                             \
    X(OFFLINE, "offline", NODE | POSITION | EPOCH)                                                 \
    X(CRASHED, "crashed", NODE | UNSAVED)                                                          \
    X(LEFT, "left", NODE)                                                                          \
    /* Storage. */                                                                                 \
    X(SAVED, "saved", NODE | STORE | STATUS | SIZE | HASH | POSITION)                              \
    X(LOADED, "loaded", NODE | FROM | STORE | DAMAGED | STATUS | POSITION)                         \
    X(JOINED, "joined", NODE | FROM | STATUS | POSITION) /* from a summary of a document */        \
    X(DAMAGE, "damage", NODE | STORE | FAULT | SIZE | HASH)                                        \
    /* Sessions. */                                                                                \
    X(OPENED, "opened", NODE | SLOT | SESSION | STATUS)                                            \
    X(CLOSED, "closed", NODE | SLOT | SESSION)                                                     \
    X(GENERATED, "generated", NODE | SLOT | SESSION | COUNT | STATUS | RUNS)                       \
    X(UNIQUE, "generated-unique", NODE | SLOT | SESSION | STATUS | UNIQUE_ID)                      \
    X(RESIZED, "resized", NODE | SLOT | SESSION | SIZE | STATUS)                                   \
    X(TAKEN, "taken", NODE | SLOT | SESSION | AGAIN | STATUS | RANGE)                              \
    X(RESET, "reset", NODE | SLOT | SESSION | STATUS)                                              \
    X(MENTIONED, "mentioned", NODE | SLOT | SESSION | ID | STATUS | MEANING)                       \
    X(READ, "read", NODE | SLOT | SESSION | POSITION | MENTION | STATUS | ID)                      \
    /* The way up: ENTRY is the submission. */                                                     \
    X(SUBMITTED, "submitted", NODE | ENTRY)                                                        \
    X(SENT, "sent", NODE | ENTRY)               /* it is in flight */                              \
    X(CROWDED_OUT, "crowded-out", NODE | ENTRY) /* lost: too much is in flight */                  \
    X(UP_LOST, "up-lost", NODE | ENTRY)                                                            \
    X(UP_CUT, "up-cut", NODE | ENTRY)             /* it meets a cut link, and waits */             \
    X(ARRIVED, "arrived", NODE | ENTRY | AGAIN)   /* and a copy may come again: then, */           \
    X(UP_EARLY, "up-early", NODE | ENTRY)         /* it waits for its turn, */                     \
    X(UP_REPEATED, "up-repeated", NODE | ENTRY)   /* is ignored, for it was there before, */       \
    X(UP_OLD, "up-old", NODE | ENTRY)             /* or for it is of an old connection, */         \
    X(SEQUENCED, "sequenced", POSITION | ENTRY)   /* or enters the log, as forgeries do, too */    \
    X(GHOST, "ghost", POSITION | SESSION | COUNT) /* that entry was a GHOST's, */                  \
    X(FORGED, "forged", POSITION | RANGE | WAY)   /* or a FORGE's */                               \
    /* The way down. */                                                                            \
    X(DOWN_LOST, "down-lost", NODE | POSITION)                                                     \
    X(DOWN_CUT, "down-cut", NODE | POSITION)                                                       \
    X(DOWN_EARLY, "down-early", NODE | POSITION)                                                   \
    X(DOWN_REPEATED, "down-repeated", NODE | POSITION)                                             \
    X(DELIVERED, "delivered", NODE | POSITION) /* it is the next one: it is applied */             \
    X(APPLIED, "applied", NODE | POSITION | STATUS | FINALS)                                       \
    X(FETCHED, "fetched", NODE | POSITION) /* what is missing from there on is sent again */       \
    /* Links and the sequencer. */                                                                 \
    X(CUT, "cut", NODE | LINKS)                                                                    \
    X(HEALED, "healed", NODE)                                                                      \
    X(BLOCKED, "blocked", NODE) /* a cut link kept a node from what it tried */                    \
    X(SEQUENCER, "sequencer-restarted", LOST)

typedef enum sim_compressor_event_kind {
#define SIM_COMPRESSOR_EVENT_CONSTANT(constant, name, members) SIM_COMPRESSOR_##constant,
    SIM_COMPRESSOR_EVENT_TABLE(SIM_COMPRESSOR_EVENT_CONSTANT)
#undef SIM_COMPRESSOR_EVENT_CONSTANT
        SIM_COMPRESSOR_EVENT_KINDS
} sim_compressor_event_kind;

/* What an ID that an application op mentions is in op space, and what it means, if that is known.
 */
typedef struct sim_mention {
    ida_id op_id;
    ida_status stable_status;
    ida_uuid stable;
} sim_mention;

/*
 * Small, for there are many: members that no kind has both of share their place. What its pointers
 * point to lives as long as the call.
 */
typedef struct sim_compressor_event {
    sim_compressor_event_kind kind;
    ida_status status; /* what the call came to */
    const sim_world *world;
    unsigned node; /* where it happened */
    union {
        unsigned slot; /* of the session */
        unsigned store;
    };
    union {
        unsigned from;   /* the node that a store, or a document, is of */
        uint32_t epoch;  /* of the node's connection */
        uint32_t number; /* RUNS: how many; MENTION: which of the entry; WAY: how it is forged */
        sim_fault fault;
    };
    bool flag;         /* AGAIN, DAMAGED, LOST, UNSAVED */
    uint64_t position; /* in the log */
    union {
        uint64_t count; /* IDs that were asked for */
        uint64_t size;  /* bytes, or a cluster size */
        ida_id id;      /* in session space; FINALS: a ghost's first */
    };
    union {
        uint64_t hash; /* XXH3-64 of the bytes */
        const sim_op *op;
        const sim_entry *entry; /* ENTRY, and READ's and APPLIED's, at their position */
        const ida_range *range;
        const ida_run *runs; /* two of them; what is not there is zero */
        const ida_unique_id *unique;
        const sim_mention *mention; /* MEANING */
    };
    ida_uuid session; /* the one in the slot, or a ghost */
} sim_compressor_event;

/* Asserts that the members that an event's kind has are within their ranges. */
void sim_compressor_check_event(const sim_compressor_event *event);

/* --- For files and reports. --- */

const char *sim_compressor_event_name(const void *event);
void sim_compressor_event_fields(const void *event, const sim_fields *fields);

/* A range has two pieces at most; a subject that is wrong may have more. */
#define SIM_FINALS_MAX 4u
/* The final IDs that an entry got, of an event APPLIED: how many runs. */
size_t sim_compressor_finals(const sim_compressor_event *event, ida_run finals[SIM_FINALS_MAX]);

#endif
