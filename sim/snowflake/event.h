/* The events of a Snowflake world. The world emits each happening once (kernel/observer.h). */
#ifndef SIM_SNOWFLAKE_EVENT_H
#define SIM_SNOWFLAKE_EVENT_H

#include <stdbool.h>
#include <stdint.h>

#include <idalloc/status.h>

#include "timed.h"

/* X(constant, name, members of the event that it uses; event.c writes them) */
#define SIM_SNOWFLAKE_EVENT_TABLE(X)                                                               \
    SIM_TIMED_EVENT_TABLE(X)                                                                       \
    X(LEASED, "leased", LEASE | OVERLAPS) /* the lease master gave a coordinator number */         \
    X(BEGUN, "begun", LEASE | MARK | STATUS)                                                       \
    X(MINTED, "minted", ID | LANE)                                                                 \
    X(REFUSED, "refused", STATUS | TRY_AT | LANE) /* a node requested an ID and got none */        \
    X(AWAITED, "awaited", TRY_AT)                 /* time passed for a node that was refused */    \
    X(EXTENDED, "extended",                                                                        \
      END | STATUS) /* a node tried to change the end of the time it may use */                    \
    X(HALTED, "halted", CRASH | MARK)                                                              \
    X(CROSSED, "crossed", BETWEEN | BEFORE) /* the next calls are those of two threads at once */

enum {
#define SIM_SNOWFLAKE_CONSTANT(constant, name, members) SIM_SNOWFLAKE_##constant,
    SIM_SNOWFLAKE_EVENT_TABLE(SIM_SNOWFLAKE_CONSTANT)
#undef SIM_SNOWFLAKE_CONSTANT
        SIM_SNOWFLAKE_KINDS
};

/* Outputs are set to these before a call that must leave them unchanged. */
#define SIM_UNTOUCHED_ID     UINT64_C(0x5a17ed0150bad1d5)
#define SIM_UNTOUCHED_TRY_AT INT64_C(-0x5a17ed0150bad1d5)

typedef struct sim_snowflake_event {
    sim_timed_event head;
    ida_status status; /* what the call returned */
    bool flag;         /* OVERLAPS: part of the lease was already given; CRASH; BETWEEN */
    unsigned lane;     /* of MINTED and REFUSED: where; SIM_LANE_NONE: on none; */
    bool begins;       /* and whether a tick was to begin at: */
    uint64_t from;     /* this sequence; of CROSSED: the step that the second thread came before */
    unsigned calls;    /* of CROSSED: how many of the next calls are of the two threads */
    bool crossed;      /* of MINTED and REFUSED: it is the call of the thread that began first */
    bool was_refused;  /* of MINTED and REFUSED: the previous call was refused, and was told to */
    int64_t told_us;   /* try again at this reading */
    int64_t try_at_us;
    uint64_t id;
    uint32_t lease; /* its row, */
    uint64_t number;
    int64_t start_us; /* INT64_MIN: none */
    int64_t end_us;   /* INT64_MAX: none */
    int64_t mark_us;  /* the stored mark; INT64_MIN: none */
} sim_snowflake_event;

/* Observers: the numbers of the digest (kernel/trace.h), and words for people (narrate.c). */
bool sim_snowflake_digest(void *trace, const void *event);
bool sim_snowflake_narrate(void *narrator, const void *event);

/* As in machine.h. An unset time is left out. */
const char *sim_snowflake_event_kind(const void *event);
void sim_snowflake_event_fields(const void *event, const sim_fields *fields);

#endif
