/*
 * What is the same in worlds with clocks (clock_ops.h): how an op is executed, how the quiet phase
 * goes, and how an event begins. Such a world begins with its sim_world_base.
 */
#ifndef SIM_TIMED_H
#define SIM_TIMED_H

#include "clock_ops.h"
#include "kernel/fields.h"
#include "kernel/trace.h"
#include "world_base.h"

/* X(constant, name, members): the first kinds of events. A scheme's table begins with these. */
#define SIM_TIMED_EVENT_TABLE(X)                                                                   \
    X(OP, "op", 0)           /* an op begins, of the tape or of the quiet phase */                 \
    X(CLOCK, "clock", 0)     /* it is one of clocks, and done; node: whose, unless of all */       \
    X(DONE, "op-done", 0)    /* an op ends */                                                      \
    X(QUIET, "quiet", 0)     /* the quiet phase begins */                                          \
    X(SETTLED, "settled", 0) /* and ends */

enum {
#define SIM_TIMED_CONSTANT(constant, name, members) SIM_TIMED_##constant,
    SIM_TIMED_EVENT_TABLE(SIM_TIMED_CONSTANT)
#undef SIM_TIMED_CONSTANT
};

/* How each event begins; of the kinds above that is all. */
typedef struct sim_timed_event {
    unsigned kind;
    unsigned node;       /* SIM_NODES_MAX: no node's */
    uint64_t true_us;    /* true time */
    uint64_t reading_us; /* of the node's clock */
    const sim_op *op;    /* OP, CLOCK, DONE; lives as long as the call */
    uint64_t index;      /* its own on the tape; in the quiet phase, how many the tape has */
} sim_timed_event;

sim_timed_event sim_timed_head(const sim_clocks *clocks, unsigned kind, unsigned node);
/* Executes an op: by perform, unless it is one of clocks. faults: counts what strikes them. */
void sim_timed_execute(sim_world_base *world, sim_clocks *clocks, sim_tally *faults,
                       const sim_op *op, void (*perform)(void *world, const sim_op *op));
/* The quiet phase: each node is served, as long as that returns true. */
void sim_timed_settle(sim_world_base *world, const sim_clocks *clocks,
                      bool (*serve)(void *world, unsigned node));

/* What an event of a world with clocks is, a scheme's own or not. */
static inline unsigned sim_timed_kind(const void *event)
{
    return ((const sim_timed_event *)event)->kind;
}

/* What the kinds above have in a digest. */
void sim_timed_digest(sim_trace *trace, const sim_timed_event *event);
/* The fields that each event has, and the op of an OP. */
void sim_timed_fields(sim_scheme scheme, const sim_timed_event *event, const sim_fields *fields);

#endif
