/*
 * What a k-order world holds: nodes that make IDs by inaccurate clocks and send them to each other.
 *
 * A node stores its high-water mark ahead, as korder.h says, before it makes an ID that its last
 * stored mark does not cover. Stored marks survive when the node stops. Marks only grow.
 */
#ifndef SIM_KORDER_STATE_H
#define SIM_KORDER_STATE_H

#include <stdbool.h>
#include <stdint.h>

#include "clock_ops.h"
#include "kernel/limits.h"
#include "setting.h"
#include "subject.h"
#include "world_base.h"

#define SIM_KORDER_LANES    2u
#define SIM_KORDER_MESSAGES 16u    /* most messages in flight in the world */
#define SIM_KORDER_BURSTS   40000u /* most IDs that bursts make in the world */
#define SIM_KORDER_IDS_MAX                                                                         \
    (1u << 17) /* most IDs in the world; beyond it, requests for more get none */
#define SIM_KORDER_NONE UINT32_MAX /* not an ID of the world */

typedef struct sim_korder_message {
    uint8_t from;
    uint8_t to;
    uint32_t index; /* of the ID that it carries among all IDs of the world: */
    ida_korder_global id;
} sim_korder_message;

typedef struct sim_korder_node {
    ida_korder *generator; /* NULL: down */
    ida_korder_lane lanes[SIM_KORDER_LANES];
    ida_korder_config config;
    bool named;  /* it has its number */
    bool marked; /* its storage has a mark: */
    ida_korder_local mark;
    uint32_t mark_sequence; /* of the marks that it stores */
    uint64_t mark_ahead;    /* how long each mark stays valid, beyond the lead */
    uint64_t mark_until;    /* the next mark is stored before the clock shows this */
    uint32_t latest;        /* its last ID, or SIM_KORDER_NONE */
    ida_korder_global id;   /* that one, */
    ida_korder_local local; /* and its local form */
    bool is_current;        /* made by its current generator */
} sim_korder_node;

typedef struct sim_korder_world {
    sim_world_base base;
    sim_korder_setting setting;
    const sim_korder_subject *subject;
    sim_clocks clocks;
    sim_korder_node nodes[SIM_NODES_MAX];
    sim_korder_message messages[SIM_KORDER_MESSAGES]; /* in the order they were sent */
    uint32_t message_count;
    uint32_t burst; /* IDs that bursts have made */
} sim_korder_world;

/* The reading of a node's clock. */
static inline uint64_t sim_korder_reading(const sim_korder_world *world, unsigned node)
{
    return world->clocks.of[node].reading;
}

#endif
