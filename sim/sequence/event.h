/* The events of a sequence world. The world emits each happening once (kernel/observer.h). */
#ifndef SIM_SEQUENCE_EVENT_H
#define SIM_SEQUENCE_EVENT_H

#include <stdbool.h>
#include <stdint.h>

#include <idalloc/idalloc.h>

#include "kernel/fields.h"
#include "tape/tape.h"

/* X(constant, name, members of sim_sequence_event that it uses) */
#define SIM_SEQUENCE_EVENT_TABLE(X)                                                                \
    X(OP, "op", OP)             /* an op begins */                                                 \
    X(DONE, "op-done", NONE)    /* an op ends */                                                   \
    X(QUIET, "quiet", NONE)     /* the quiet phase begins */                                       \
    X(SETTLED, "settled", NONE) /* it ends */                                                      \
    /* A coordinator was to ask a master; the master was asked; the coordinator got the reply. */  \
    X(ASKED, "asked", NODE | MASTER | UP | SENT | MESSAGE | REQUEST)                               \
    X(ANSWERED, "answered", MASTER | TERM | NODE | REQUEST | STATUS | SENT | MESSAGE | REPLY)      \
    X(INSTALLED, "installed", NODE | REPLY | STATUS)                                               \
    X(LOST, "lost", MESSAGE | WHAT | NODE | MASTER | LOSS)   /* a message will not arrive */       \
    X(REPEATED, "repeated", MESSAGE | WHAT | NODE | MASTER)  /* a copy of it is in flight */       \
    X(READ, "read", MESSAGE | WHAT | NODE | MASTER | STATUS) /* it arrived, */                     \
    X(CUT_SHORT, "cut-short",                                                                      \
      MESSAGE | WHAT | NODE | MASTER | STATUS) /* or only a part of it did */                      \
    /* A master sent a write; it was lost, or the storage compared; the master was told. */        \
    X(WRITING, "writing", MASTER | TERM | WRITE | RECORDS)                                         \
    X(WRITE_LOST, "write-lost", MASTER | WRITE)                                                    \
    X(WRITTEN, "written", MASTER | WRITE | RECORDS | HOW | APPLIED)                                \
    X(CONFIRMED, "confirmed", MASTER | TERM | STATUS)                                              \
    X(STORAGE_READ, "storage-read",                                                                \
      MASTER | DAMAGED | STATUS)                       /* by a master, before it takes office */   \
    X(ELECTED, "elected", MASTER | TERM | STATUS)      /* a master tried to take office */         \
    X(DEPOSED, "deposed", MASTER | TERM)               /* a master left office */                  \
    X(JOINED, "joined", MASTER | TERM | NODE | STATUS) /* a master was told of a new member */     \
    X(LEFT, "left", MASTER | TERM | NODE)              /* a master was told that a member left */  \
    X(ENLISTED, "enlisted", NODE)                      /* a coordinator became a member */         \
    X(RETIRED, "retired", NODE)                        /* a coordinator stopped being a member */  \
    X(RECORD_READ, "record-read",                                                                  \
      NODE | DAMAGED | STATUS)                  /* by a coordinator, before it starts */           \
    X(BOOTED, "booted", NODE | RECORD | STATUS) /* a coordinator tried to start from a record */   \
    X(KEPT, "kept",                                                                                \
      NODE | PENDING | RECORD | HOW | STATUS) /* a coordinator tried to store its record */        \
    X(STOPPED, "stopped", NODE)                                                                    \
    X(DREW, "drew", NODE | ID | STATUS) /* a coordinator tried to draw an ID */                    \
    X(TWISTED, "twisted", MESSAGE | WHAT | NODE | MASTER | STATUS) /* it arrived, but altered */   \
    /* A coordinator stopped and stored its record; a master was told, or raised. */               \
    X(HANDED_BACK, "handed-back", NODE | MASTER | PENDING | RECORD | HOW | SENT | STATUS | REST)   \
    X(TAKEN_BACK, "taken-back", MASTER | TERM | NODE | STATUS | REST)                              \
    X(RAISED, "raised", MASTER | TERM | ISSUED | STATUS)

typedef enum sim_sequence_happening {
#define SIM_SEQ_CONSTANT(constant, name, members) SIM_SEQ_##constant,
    SIM_SEQUENCE_EVENT_TABLE(SIM_SEQ_CONSTANT)
#undef SIM_SEQ_CONSTANT
} sim_sequence_happening;

/* A message. */
typedef enum sim_sequence_what {
    SIM_SEQ_REQUEST,
    SIM_SEQ_REPLY,
    SIM_SEQ_RETURN,
} sim_sequence_what;

/* Why a message does not arrive. */
typedef enum sim_sequence_loss {
    SIM_SEQ_DROPPED,
    SIM_SEQ_CROWDED_OUT, /* too many messages are in flight */
    SIM_SEQ_NOBODY,      /* its receiver is down */
} sim_sequence_loss;

typedef struct sim_sequence_event {
    sim_sequence_happening kind;
    uint8_t node;      /* the place of a coordinator */
    uint8_t master;    /* the place of a master, */
    uint64_t term;     /* and its term */
    uint64_t message;  /* the world counts messages, and writes, from 1. 0: none */
    ida_status status; /* what the call returned */
    bool up;           /* the coordinator is up */
    bool sent;         /* a request or reply was sent; message is its number */
    bool applied;      /* the storage applied the write */
    bool pending;      /* there is something to store */
    bool damaged;      /* what was read differs from what was written */
    sim_sequence_what what;
    sim_sequence_loss loss;
    uint32_t how; /* SIM_WRITE_DONE, _UNHEARD or _LOST: what became of a write */
    union {
        struct { /* the largest comes first, so that an initializer clears all */
            ida_chunk_request request;
            ida_chunk_reply reply;
        };
        sim_op op;
        ida_master_write write;
        ida_coordinator_record record;
        uint64_t id;
        uint64_t issued; /* up to which a sequence is raised */
        struct {
            const uint8_t *bytes; /* of a twisted message; they live as long as the call, */
            size_t size;
        };
        struct {
            ida_coordinator_record last; /* what a coordinator that stops stores, */
            ida_chunk_return returned;   /* and what it hands back */
            bool again;                  /* it says the same when it stops again, and is quiet */
        };
    };
} sim_sequence_event;

/* What the numbers of an event are within. */
typedef struct sim_sequence_limits {
    unsigned masters;
    uint64_t last_term;
    uint64_t messages_sent;
    uint64_t writes_sent;
} sim_sequence_limits;

/* Asserts that those that an event's kind has are. */
void sim_sequence_check_event(const sim_sequence_event *event, sim_sequence_limits limits);

/* For the row of the machine. */
const char *sim_sequence_event_kind(const void *event);
void sim_sequence_event_fields(const void *event, const sim_fields *fields);
/* Observers: the numbers of the digest, of a sim_trace, and words for people, of a sim_narrator. */
bool sim_sequence_digest(void *trace, const void *event);
bool sim_sequence_narrate(void *narrator, const void *event);

#endif
