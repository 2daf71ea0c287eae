/* The events of a lease world. The world emits each happening once (kernel/observer.h). */
#ifndef SIM_LEASE_EVENT_H
#define SIM_LEASE_EVENT_H

#include <stdbool.h>
#include <stdint.h>

#include <idalloc/lease.h>
#include <idalloc/status.h>

#include "timed.h"

/* X(constant, name, members of the event that it uses; event.c writes them) */
#define SIM_LEASE_EVENT_TABLE(X)                                                                   \
    SIM_TIMED_EVENT_TABLE(X)                                                                       \
    /* A registry started, got more authority, stored its record, ended. */                        \
    X(SERVED, "served", STATUS | ORIGIN | INCARNATION | AUTHORITY)                                 \
    X(PROLONGED, "prolonged", STATUS | INCARNATION | AUTHORITY)                                    \
    X(RECORDED, "recorded", INCARNATION | REVISION | HOW)                                          \
    X(CEASED, "ceased", INCARNATION)                                                               \
    /* It was asked for a grant, a renewal, a return; and was to send a lease. */                  \
    X(GRANTED, "granted", INCARNATION | HOLDER | REQUEST | STATUS | NUMBER)                        \
    X(RENEWED, "renewed", INCARNATION | LEASE | STATUS)                                            \
    X(RETURNED, "returned", INCARNATION | LEASE | MARK | STATUS)                                   \
    X(REPLIED, "replied", INCARNATION | NUMBER | STATUS | LEASE | MESSAGE | TO)                    \
    /* A holder started, crashed, asked, dropped its lease, took an answer, used its number. */    \
    X(HIRED, "hired", HOLDER | STATUS)                                                             \
    X(FIRED, "fired", HOLDER)                                                                      \
    X(APPLIED, "applied", HOLDER | REQUEST | STATUS | MESSAGE | TO)                                \
    X(GAVE_UP, "gave-up", HOLDER | LEASE | MARK | MESSAGE | TO)                                    \
    X(ACCEPTED, "accepted", HOLDER | LEASE | STATUS)                                               \
    X(CHECKED, "checked", HOLDER | STATUS | NUMBER)                                                \
    X(MADE, "made", ID)                                                                            \
    X(REFUSED, "refused", STATUS)                                                                  \
    /* A message went to a node, and came from one. */                                             \
    X(LOST, "lost", MESSAGE | FROM | LOSS)                                                         \
    X(ARRIVED, "arrived", MESSAGE | FROM)                                                          \
    X(REPEATED, "repeated", MESSAGE | FROM)                                                        \
    X(CUT_SHORT, "cut-short", MESSAGE | FROM | STATUS)

enum {
#define SIM_LEASE_CONSTANT(constant, name, members) SIM_LEASE_##constant,
    SIM_LEASE_EVENT_TABLE(SIM_LEASE_CONSTANT)
#undef SIM_LEASE_CONSTANT
        SIM_LEASE_KINDS
};

/* Why a message does not arrive. */
typedef enum sim_lease_loss {
    SIM_LEASE_DROPPED,
    SIM_LEASE_CROWDED_OUT, /* too many messages are in flight */
    SIM_LEASE_NOBODY,      /* its receiver is down */
} sim_lease_loss;

typedef struct sim_lease_event {
    sim_timed_event head; /* node: the registry, or the holder */
    uint64_t mono_us;     /* what its clock that nobody sets reads */
    ida_status status;    /* what the call returned */
    unsigned peer;        /* the other end of a message */
    uint64_t message;     /* the world counts messages from 1; 0: none */
    unsigned incarnation; /* the world counts registries from 0; SIM_LEASE_NO_RECORD: none */
    unsigned origin;      /* SERVED: the incarnation that wrote the record it started from, */
    unsigned record;      /* and how many were stored after that */
    bool says_newest;     /* SERVED: it was told that the record is the newest, */
    bool is_newest;       /* and that is true */
    bool wanted;          /* APPLIED: it was time to ask, as the holder said */
    int64_t begin_us;     /* the authority */
    int64_t end_us;
    uint64_t revision;
    unsigned how; /* SIM_WRITE_DONE, _UNHEARD or _LOST */
    ida_uuid holder;
    uint64_t request;
    uint32_t number;
    ida_lease lease;
    int64_t mark_us;
    uint64_t id;
    sim_lease_loss loss;
} sim_lease_event;

/* Observers: the numbers of the digest (kernel/trace.h), and words for people (narrate.c). */
bool sim_lease_digest(void *trace, const void *event);
bool sim_lease_narrate(void *narrator, const void *event);

/* As in machine.h. */
const char *sim_lease_event_kind(const void *event);
void sim_lease_event_fields(const void *event, const sim_fields *fields);

#endif
