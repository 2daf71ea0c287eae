/*
 * The world of k-ordered IDs: nodes that make them by clocks which are off, and tell each other.
 *
 * nodes     each has a clock, and a generator while it is up
 * drift     X: windows are 2^X seconds long
 * faithful  bit n: node n's generator is faithful, otherwise strict
 * lead      how many ticks a strict one may run ahead of its clock
 * seed      when true time begins, and the nodes' numbers: sim_korder_start, sim_korder_name
 *
 * A node stores its high-water mark ahead, as korder.h says, before it makes an ID for which the
 * last one does not stand; what it stored survives when it stops. Marks only grow.
 */
#ifndef SIM_KORDER_WORLD_H
#define SIM_KORDER_WORLD_H

#include <stdbool.h>
#include <stdint.h>

#include "clock_ops.h"
#include "kernel/accounting.h"
#include "kernel/limits.h"
#include "kernel/trace.h"
#include "marks.h"
#include "subject.h"
#include "tape/tape.h"
#include "vocabulary.h"

#define SIM_KORDER_LANES     2u
#define SIM_KORDER_MESSAGES  16u        /* under way, all together */
#define SIM_KORDER_MAKE_MAX  64u        /* IDs that MAKE makes at most */
#define SIM_KORDER_BURST_MAX 20000u     /* and BURST */
#define SIM_KORDER_BURSTS    40000u     /* the bursts of a world together */
#define SIM_KORDER_IDS_MAX   (1u << 17) /* all of a world; who asks for more gets none */
#define SIM_KORDER_NONE      UINT32_MAX /* no ID of the world */

/* BEGIN's "how". What is not named is as NORMAL. */
enum {
    SIM_BEGIN_NORMAL,
    SIM_BEGIN_UNMARKED, /* without the mark that is stored */
    SIM_BEGIN_ANYWAY,   /* with a number that another node has */
    SIM_BEGIN_WRONG,    /* with options that no generator takes */
    SIM_BEGIN_HOWS
};

/* MAKE's and BURST's "way"; from LANE on: the lane of that number. */
enum { SIM_WAY_NEXT, SIM_WAY_GLOBAL, SIM_WAY_LANE, SIM_WAYS = SIM_WAY_LANE + SIM_KORDER_LANES };

typedef struct sim_korder_message {
    uint8_t from;
    uint8_t to;
    uint32_t event; /* which of the world's IDs it carries, */
    ida_korder_global id;
} sim_korder_message;

typedef struct sim_korder_node {
    ida_korder *generator; /* NULL: down */
    ida_korder_lane lanes[SIM_KORDER_LANES];
    ida_korder_config config;
    bool faithful;
    bool named;  /* it has its number */
    bool marked; /* there is a mark in its storage: */
    ida_korder_local mark;
    uint32_t mark_sequence; /* of the marks that it stores */
    uint64_t mark_ahead;    /* how long each is to stand, besides the lead */
    uint64_t mark_until;    /* what the clock must not show before the next is stored */
    uint32_t latest;        /* its last ID, or SIM_KORDER_NONE */
    ida_korder_global id;   /* that one */
} sim_korder_node;

struct sim_korder_oracle;

typedef struct sim_korder_world {
    sim_config config; /* wrapped */
    const sim_korder_subject *subject;
    sim_memory memory;
    ida_allocator allocator;
    sim_trace trace;
    sim_tally tally;
    struct sim_korder_oracle *oracle; /* NULL: nobody looks */
    sim_clocks clocks;
    sim_korder_node nodes[SIM_NODES_MAX];
    sim_korder_message messages[SIM_KORDER_MESSAGES]; /* in the order they were sent */
    uint32_t message_count;
    uint32_t burst; /* IDs that bursts have made */
    uint32_t ids;
    uint64_t op_count;
    bool quiet;
    bool out_of_memory;
} sim_korder_world;

/* X, from the drift that a config has. */
uint32_t sim_korder_drift(const sim_config *config);
/* When true time begins: often a little before the edge of a window. */
uint64_t sim_korder_start(const sim_config *config);

/* How a node comes to its number. */
typedef struct sim_korder_naming {
    const char *name; /* NULL: it has none, and its number is given */
    ida_korder_hash hash;
    uint32_t number;
} sim_korder_naming;

sim_korder_naming sim_korder_name(const sim_config *config, unsigned node);

/* NULL without memory. The oracle is the caller's to make and to destroy before the world. */
sim_korder_world *sim_korder_create(const sim_config *config, const sim_korder_subject *subject);
/* Ends every generator; returns the bytes that the subject still holds. */
size_t sim_korder_stop(sim_korder_world *world);
void sim_korder_destroy(sim_korder_world *world);
/* False when the run should stop. */
bool sim_korder_execute(sim_korder_world *world, const sim_op *op);
bool sim_korder_settle(sim_korder_world *world);
/* Whether what an op does depends on how many there were before it: what is damaged or spoilt. */
bool sim_korder_is_numbered(const sim_op *op);

/* What a node's clock shows. */
uint64_t sim_korder_reading(const sim_korder_world *world, unsigned node);
/* Marks say what the tape led to: in the quiet phase none is counted. */
void sim_korder_mark(sim_korder_world *world, sim_mark mark);

#endif
