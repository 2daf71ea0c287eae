/* The events of a k-order world. The world emits each happening once (kernel/observer.h). */
#ifndef SIM_KORDER_EVENT_H
#define SIM_KORDER_EVENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <idalloc/korder.h>

#include "setting.h"
#include "timed.h"

/* X(constant, name, members of the event that it uses; event.c writes them) */
#define SIM_KORDER_EVENT_TABLE(X)                                                                  \
    SIM_TIMED_EVENT_TABLE(X)                                                                       \
    X(HASHED, "hashed", NUMBER)             /* a node's name was hashed to a number */             \
    X(SEARCHED, "searched", NUMBER | FOUND) /* a number was searched among those in use */         \
    X(NUMBERED, "numbered", NUMBER | CLASH) /* a node got its final number */                      \
    X(WOKEN, "woken", NUMBER | START | STATUS)                                                     \
    X(KILLED, "killed", 0)                                                                         \
    X(MARKED, "marked", MARK | STATUS) /* a node stored a mark, if one for that time exists */     \
    X(MADE, "made", NUMBER | WAY | LOCAL)                                                          \
    X(REFUSED, "refused", WAY | STATUS)                                                            \
    X(POSTED, "posted", TO | INDEX) /* a message with a node's last ID is in flight */             \
    X(LOST, "lost", TO | INDEX) /* it is lost: too many are in flight, or its receiver is down */  \
    X(HEARD, "heard", FROM | INDEX | FORM | DAMAGED | STATUS)                                      \
    X(SPLIT, "split", LOCAL | NUMBER | STATUS | OWN) /* a node split the ID it received */         \
    X(SERVED, "served", MADE) /* a node was asked for an ID when its clock showed ready_us */      \
    X(CROSSED, "crossed", BETWEEN | BEFORE) /* the next calls are those of two threads at once */

enum {
#define SIM_KORDER_CONSTANT(constant, name, members) SIM_KORDER_##constant,
    SIM_KORDER_EVENT_TABLE(SIM_KORDER_CONSTANT)
#undef SIM_KORDER_CONSTANT
        SIM_KORDER_KINDS
};

/* The forms of a message, from SIM_FORM_BYTES on, and room for one, damaged or not. */
#define SIM_KORDER_FORMS     3u
#define SIM_KORDER_READ_SIZE 20u

/* A search for a number among count others; at: where it was found. */
typedef struct sim_korder_search {
    uint32_t numbers[SIM_NODES_MAX];
    size_t count;
    size_t at;
} sim_korder_search;

typedef struct sim_korder_start {
    ida_korder_config config;
    ida_korder_options options;
} sim_korder_start;

/* What its pointers point to lives as long as the call. */
typedef struct sim_korder_event {
    sim_timed_event head;
    ida_status status;      /* what the call returned */
    unsigned peer;          /* FROM, TO: a node */
    unsigned way;           /* of the call for an ID; FORM */
    bool spread;            /* MADE, REFUSED: the call was given a start: */
    uint32_t from;          /* the sequence at which a tick begins; BEFORE: a step */
    uint32_t number;        /* a node's number */
    uint32_t index;         /* of an ID among all IDs of the world; of CROSSED: how many calls */
    bool flag;              /* FOUND, CLASH, DAMAGED, MADE, BETWEEN; of WOKEN: the node is faithful;
                               of MADE and REFUSED: another thread's calls came during this one */
    ida_korder_local local; /* MARK, too */
    ida_korder_global global;
    union {
        const sim_korder_naming *naming; /* HASHED */
        const sim_korder_search *search; /* SEARCHED */
        const sim_korder_start *start;   /* WOKEN */
        uint64_t time_us;                /* MARKED: of the mark */
        struct {
            const char *data; /* HEARD: what was read as a global ID */
            size_t size;
        };
        struct {
            ida_korder_local own; /* SPLIT: the answer to whether the ID is the node's own */
            ida_status own_status;
        };
    };
} sim_korder_event;

/* Observers: the numbers of the digest (kernel/trace.h), and words for people (narrate.c). */
bool sim_korder_digest(void *trace, const void *event);
bool sim_korder_narrate(void *narrator, const void *event);

/* As in machine.h. */
const char *sim_korder_event_kind(const void *event);
void sim_korder_event_fields(const void *event, const sim_fields *fields);

#endif
