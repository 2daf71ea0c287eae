/*
 * The shared part of worlds with clocks (clock_ops.h): how an op is executed, how the quiet phase
 * runs, and how an event begins. Such a world begins with its sim_world_base.
 */
#ifndef SIM_TIMED_H
#define SIM_TIMED_H

#include "clock_ops.h"
#include "kernel/fields.h"
#include "kernel/trace.h"
#include "world_base.h"

/* X(constant, name, members): the first kinds of events. A scheme's table begins with these. */
#define SIM_TIMED_EVENT_TABLE(X)                                                                   \
    X(OP, "op", 0) /* an op begins, of the tape or of the quiet phase */                           \
    X(CLOCK, "clock",                                                                              \
      0) /* an op of a clock was executed; node: its clock's, unless it is of all clocks */        \
    X(DONE, "op-done", 0)    /* an op ends */                                                      \
    X(QUIET, "quiet", 0)     /* the quiet phase begins */                                          \
    X(SETTLED, "settled", 0) /* the quiet phase ends */

enum {
#define SIM_TIMED_CONSTANT(constant, name, members) SIM_TIMED_##constant,
    SIM_TIMED_EVENT_TABLE(SIM_TIMED_CONSTANT)
#undef SIM_TIMED_CONSTANT
};

/* How each event begins; the kinds above have no more than this. */
typedef struct sim_timed_event {
    unsigned kind;
    unsigned node;       /* SIM_NODES_MAX: of no node */
    uint64_t true_us;    /* true time */
    uint64_t reading_us; /* of the node's clock */
    const sim_op *op;    /* OP, CLOCK, DONE; lives as long as the call */
    uint64_t index;      /* of the op on the tape; in the quiet phase, the tape's length */
} sim_timed_event;

sim_timed_event sim_timed_head(const sim_clocks *clocks, unsigned kind, unsigned node);
/*
 * Executes an op: by perform, unless it is one of clocks. One that the subject does not claim does
 * nothing. faults: counts those that occurred.
 */
void sim_timed_execute(sim_world_base *world, sim_clocks *clocks, sim_tally *faults,
                       uint64_t unclaimed, const sim_op *op,
                       void (*perform)(void *world, const sim_op *op));
/* The quiet phase: serves each node until that returns false. */
void sim_timed_settle(sim_world_base *world, const sim_clocks *clocks,
                      bool (*serve)(void *world, unsigned node));

/* The kind of an event of a world with clocks, shared or the scheme's own. */
static inline unsigned sim_timed_kind(const void *event)
{
    return ((const sim_timed_event *)event)->kind;
}

/* What the kinds above add to a digest. */
void sim_timed_digest(sim_trace *trace, const sim_timed_event *event);
/* The fields that each event has, and the op of an OP. */
void sim_timed_fields(sim_scheme scheme, const sim_timed_event *event, const sim_fields *fields);

#endif
