/* The events of a world of time-ordered IDs. The world emits each happening once
 * (kernel/observer.h). */
#ifndef SIM_TIMEORDERED_EVENT_H
#define SIM_TIMEORDERED_EVENT_H

#include <stdbool.h>
#include <stdint.h>

#include <idalloc/status.h>

#include "subject.h"
#include "timed.h"

/* X(constant, name, members of the event that it uses; event.c writes them) */
#define SIM_TIMEORDERED_EVENT_TABLE(X)                                                             \
    SIM_TIMED_EVENT_TABLE(X)                                                                       \
    X(LAUNCHED, "launched", SETTING | ENTROPY | STATUS)                                            \
    X(QUIT, "quit", 0)                                                                             \
    X(CLONED, "cloned", FROM | STATUS)                                                             \
    X(ISSUED, "issued", INSTANCE | ID)                                                             \
    X(DENIED, "denied",                                                                            \
      INSTANCE | STATUS | TRY_AT) /* a generator was asked for an ID, had none */                  \
    X(ISSUED_AT, "issued-at", INSTANCE | ID | TIME) /* an ID of a time that was given */           \
    X(DENIED_AT, "denied-at", INSTANCE | STATUS | TIME)                                            \
    X(AWAITED, "awaited", TRY_AT)                                                                  \
    X(MAILED, "mailed", TO | NUMBER | ID) /* a message with a machine's last ID is in flight */    \
    X(LOST, "lost", TO | NUMBER)                                                                   \
    X(RECEIVED, "received", FROM | NUMBER | ID | STATUS | PARTS)                                   \
    X(CRAFTED, "crafted", ID | STATUS | PARTS)                                                     \
    X(CONVERTED, "converted", FORM | ID | TEXT | STATUS)

enum {
#define SIM_TIMEORDERED_CONSTANT(constant, name, members) SIM_TIMEORDERED_##constant,
    SIM_TIMEORDERED_EVENT_TABLE(SIM_TIMEORDERED_CONSTANT)
#undef SIM_TIMEORDERED_CONSTANT
        SIM_TIMEORDERED_KINDS
};

/* What outputs are before a call; one that is refused must leave them. */
#define SIM_TIME_UNTOUCHED_TRY_AT INT64_C(-0x5a17ed0150bad1d5)
#define SIM_TIME_UNTOUCHED        "untouched"

typedef struct sim_timeordered_event {
    sim_timed_event head;
    ida_status status; /* what the call returned */
    unsigned instance;
    unsigned peer;                 /* FROM, TO: a machine */
    uint32_t life;                 /* the process: its number among all of the world, from 1 */
    uint32_t parent;               /* CLONED: the process that was copied */
    uint32_t setting;              /* of the process */
    uint32_t entropy;              /* an idsim_time_entropy */
    uint32_t form;                 /* CONVERTED */
    uint32_t how;                  /* RECEIVED, CRAFTED: what was done to the text, a SIM_CRAFT */
    uint32_t moment;               /* ISSUED_AT, DENIED_AT: a SIM_MOMENT */
    uint32_t number;               /* of a message, counted from 0 */
    bool was_refused;              /* ISSUED, DENIED: the call before was refused until a reading */
    bool waits;                    /* DENIED: until a reading, too */
    int64_t asked_us;              /* ISSUED: the reading when an ID was asked for first */
    int64_t try_at_us;             /* DENIED, AWAITED */
    int64_t time_us;               /* ISSUED_AT, DENIED_AT: the given time */
    const idsim_time_text *id;     /* that was made, or decoded, or converted */
    const idsim_time_text *text;   /* CONVERTED: what came */
    const idsim_time_parts *parts; /* RECEIVED, CRAFTED */
} sim_timeordered_event;

/* Observers: the numbers of the digest (kernel/trace.h), and words for people (narrate.c). */
bool sim_timeordered_digest(void *trace, const void *event);
bool sim_timeordered_narrate(void *narrator, const void *event);

/* As in machine.h. Characters that cannot be printed are "?". */
const char *sim_timeordered_event_kind(const void *event);
void sim_timeordered_event_fields(const void *event, const sim_fields *fields);

/* A text in printable characters, for words and files. */
void sim_time_printable(const idsim_time_text *text, char out[IDSIM_TIME_TEXT_SIZE]);

#endif
