/*
 * The events of an ID compressor's world. The world emits each happening once (observer.h), after
 * it has happened. Digest, narrator, oracle and event files all read this one stream.
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
 * X(constant, name, members). The members of sim_compressor_event, in capitals, that this kind
 * uses; event.c writes them into files.
 */
#define SIM_COMPRESSOR_EVENT_TABLE(X)                                                              \
    /* The tape. */                                                                                \
    X(OP, "op", OP)                /* an op begins */                                              \
    X(OP_DONE, "op-done", NOTHING) /* an op ends */                                                \
    X(QUIET, "quiet", NOTHING)     /* the quiet phase begins */                                    \
    X(CHECKPOINT, "checkpoint", NOTHING)                                                           \
    X(SETTLED, "settled", NOTHING)                       /* the quiet phase ends */                \
    X(DOCUMENT, "document", NODE | STATUS | SIZE | HASH) /* from time to time */                   \
    /* Nodes. After the first two the node is offline, after the last two it is down. */           \
    X(STARTED, "started", NODE | POSITION) /* with an empty document */                            \
    X(UP, "up", NODE | POSITION)           /* with a loaded snapshot or a summary */               \
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
    X(STARVED, "starved", NODE | STATUS | CHANGED) /* a request for memory failed; CHANGED: so */  \
    /* has what the node would save. */                                                            \
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
    /* Shards. */                                                                                  \
    X(SPLIT, "split", NODE | SLOT | SESSION | COUNT | STATUS)                                      \
    X(NEWBORN, "newborn", NODE | SLOT | SESSION | STATUS | POSITION | CHILD)                       \
    X(ADOPTED, "adopted", NODE | SESSION | STATUS | POSITION | CHILD)                              \
    X(TOKEN_MADE, "token-made", NODE | SLOT | SESSION | STATUS | TOKEN)                            \
    X(DISPOSED, "disposed", NODE | SLOT | SESSION | STATUS | TOKEN) /* the session closes next */  \
    X(TOKEN_LOST, "token-lost", TOKEN)                                                             \
    X(TOKEN_HEARD, "token-heard", NODE | SLOT | SESSION | STATUS | TOKEN | FORGED)                 \
    X(REVOKED, "revoked", NODE | SLOT | SESSION | COUNT | STATUS | TOKEN)                          \
    /* The way up: ENTRY is the submission. */                                                     \
    X(SUBMITTED, "submitted", NODE | ENTRY)                                                        \
    X(SENT, "sent", NODE | ENTRY)               /* it is in flight */                              \
    X(CROWDED_OUT, "crowded-out", NODE | ENTRY) /* lost: too many messages are in flight */        \
    X(UP_LOST, "up-lost", NODE | ENTRY)                                                            \
    X(UP_CUT, "up-cut", NODE | ENTRY)           /* a cut link holds it back */                     \
    X(ARRIVED, "arrived", NODE | ENTRY | AGAIN) /* AGAIN: a copy stays in flight; it */            \
    X(UP_EARLY, "up-early", NODE | ENTRY)       /* waits for its turn, */                          \
    X(UP_REPEATED, "up-repeated", NODE | ENTRY) /* is ignored as a repeat, */                      \
    X(UP_OLD, "up-old", NODE | ENTRY)           /* is ignored as part of an old connection, */     \
    X(SEQUENCED, "sequenced", POSITION | ENTRY) /* or enters the log, as forged entries do, too */ \
    X(GHOST, "ghost", POSITION | SESSION | COUNT) /* the entry is a GHOST's */                     \
    X(FORGED, "forged", POSITION | RANGE | WAY)   /* the entry is a FORGE's */                     \
    /* The way down. */                                                                            \
    X(DOWN_LOST, "down-lost", NODE | POSITION)                                                     \
    X(DOWN_CUT, "down-cut", NODE | POSITION)                                                       \
    X(DOWN_EARLY, "down-early", NODE | POSITION)                                                   \
    X(DOWN_REPEATED, "down-repeated", NODE | POSITION)                                             \
    X(DELIVERED, "delivered", NODE | POSITION) /* it is the node's next entry, and is applied */   \
    X(APPLIED, "applied", NODE | POSITION | STATUS | FINALS)                                       \
    X(FETCHED, "fetched", NODE | POSITION) /* the missing entries from there on are sent again */  \
    /* Links and the sequencer. */                                                                 \
    X(CUT, "cut", NODE | LINKS)                                                                    \
    X(HEALED, "healed", NODE)                                                                      \
    X(BLOCKED, "blocked", NODE) /* a cut link prevented what a node tried */                       \
    X(SEQUENCER, "sequencer-restarted", LOST)                                                      \
    /* The service of large worlds. */                                                             \
    X(OUTDATED, "outdated", NODE) /* it is down: the entries that it lacks are forgotten */        \
    X(SUMMARIZED, "summarized", POSITION | STATUS | SIZE | HASH) /* those before are forgotten */

typedef enum sim_compressor_event_kind {
#define SIM_COMPRESSOR_EVENT_CONSTANT(constant, name, members) SIM_COMPRESSOR_##constant,
    SIM_COMPRESSOR_EVENT_TABLE(SIM_COMPRESSOR_EVENT_CONSTANT)
#undef SIM_COMPRESSOR_EVENT_CONSTANT
        SIM_COMPRESSOR_EVENT_KINDS
} sim_compressor_event_kind;

/* An ID that an application op mentions: its op-space form, and its stable ID if that is known. */
typedef struct sim_mention {
    ida_id op_id;
    ida_status stable_status;
    ida_uuid stable;
} sim_mention;

/*
 * Kept small, since there are many events: members that no kind uses together share their place.
 * What its pointers point to lives as long as the call.
 */
typedef struct sim_compressor_event {
    sim_compressor_event_kind kind;
    ida_status status; /* what the call returned */
    const sim_world *world;
    unsigned node; /* where it happened */
    union {
        unsigned slot; /* of the session */
        unsigned store;
    };
    union {
        unsigned from;   /* the node that owns the store or document */
        uint32_t epoch;  /* of the node's connection */
        uint32_t number; /* RUNS: how many; MENTION: which of the entry; WAY: how it is forged; */
                         /* CHILD: the newborn */
        sim_fault fault;
    };
    bool flag;         /* AGAIN, CHANGED, DAMAGED, FORGED, LOST, UNSAVED */
    uint64_t position; /* in the log */
    union {
        uint64_t count; /* IDs requested; children; the gen count that a child is not to pass */
        uint64_t size;  /* bytes, or a cluster size */
        ida_id id;      /* in session space; FINALS: a ghost's first */
    };
    union {
        uint64_t hash; /* XXH3-64 of the bytes */
        const sim_op *op;
        const sim_entry *entry; /* ENTRY, and READ's and APPLIED's, at their position */
        const ida_range *range;
        const ida_run *runs; /* two of them; unused ones are zero */
        const ida_unique_id *unique;
        const sim_mention *mention; /* MEANING */
        const sim_token *token;     /* TOKEN; of SPLIT: NULL */
        const sim_newborn *newborn; /* CHILD */
        const ida_uuid *shards;     /* of SPLIT: the IDs of the children */
    };
    ida_uuid session; /* the one in the slot, or a ghost */
} sim_compressor_event;

/* Asserts that the members that an event's kind has are within their ranges. */
void sim_compressor_check_event(const sim_compressor_event *event);

/* --- For files and reports. --- */

const char *sim_compressor_event_name(const void *event);
void sim_compressor_event_fields(const void *event, const sim_fields *fields);

/* A range has at most two pieces; a wrong subject may report more. */
#define SIM_FINALS_MAX 4u
/* The runs of final IDs that an entry got, from an APPLIED event; returns how many. */
size_t sim_compressor_finals(const sim_compressor_event *event, ida_run finals[SIM_FINALS_MAX]);

#endif
