/* Changes when and how a tape delivers log entries. */
#include "delivery.h"

#include <assert.h>

/* The most deliveries held back at a time, and the most ops that one is held back by. */
#define HELD_MAX 8u
#define HELD_OPS 24u
/* How many entries a node catches up with when it fetches or is sped up. */
#define FETCHED 4u
/* In this many deliveries, each way of changing one is drawn about once; the others stay. */
#define WAYS 10u

/* A delivery that is postponed. */
typedef struct held {
    sim_op op;
    uint32_t due; /* the op of the original before which it is due */
    bool fetch;   /* it was lost: the node has to fetch it */
} held;

typedef struct redelivery {
    const sim_tape *tape;
    sim_variant *to;
    held held[HELD_MAX];
    uint32_t held_count;
    uint32_t changed;
} redelivery;

static bool is_delivery(unsigned code)
{
    return code == SIM_OP_DOWN || code == SIM_OP_DOWN_LOST || code == SIM_OP_DOWN_AGAIN ||
           code == SIM_OP_DOWN_MANY;
}

static void hand_over(redelivery *r, const held *late, uint32_t index)
{
    assert(is_delivery(late->op.code));
    uint32_t node = late->op.args[0];
    if (late->fetch) {
        sim_variant_add(r->to, sim_variant_op(SIM_OP_FETCH, node, 0, 0), index, false);
        sim_variant_add(r->to, sim_variant_op(SIM_OP_DOWN_MANY, node, FETCHED, 0), index, false);
    } else {
        sim_variant_add(r->to, late->op, index, false);
    }
}

/* Makes the deliveries due before an op, in the order in which they were held back. */
static void release(redelivery *r, uint32_t index)
{
    uint32_t kept = 0;
    assert(r->held_count <= HELD_MAX);
    for (uint32_t i = 0; i < r->held_count; i++) {
        held late = r->held[i];
        if (late.due <= index) {
            hand_over(r, &late, index);
        } else {
            r->held[kept] = late;
            kept++;
        }
    }
    r->held_count = kept;
}

static bool hold(redelivery *r, sim_op op, uint32_t due, bool fetch)
{
    assert(is_delivery(op.code));
    assert(r->held_count <= HELD_MAX);
    if (r->held_count == HELD_MAX) {
        return false;
    }
    r->held[r->held_count] = (held){op, due, fetch};
    r->held_count++;
    return true;
}

static void redeliver(redelivery *r, uint32_t index, sim_random *random)
{
    assert(index < r->tape->count);
    sim_op op = r->tape->ops[index];
    uint32_t node = op.args[0];
    uint32_t way = (uint32_t)sim_random_below(random, WAYS);
    uint32_t due = index + 1 + (uint32_t)sim_random_below(random, HELD_OPS);
    r->changed++;
    if (way == 0 && hold(r, op, due, false)) {
        return;
    }
    if (way == 1 && hold(r, op, due, true)) {
        sim_variant_add(r->to, sim_variant_op(SIM_OP_DOWN_LOST, node, 0, 0), index, false);
        return;
    }
    if (way == 2) { /* the next one comes first */
        sim_variant_add(r->to, sim_variant_op(SIM_OP_DOWN, node, 1, 0), index, false);
    } else if (way == 3) { /* repeated, before and after */
        sim_variant_add(r->to, sim_variant_op(SIM_OP_DOWN_AGAIN, node, 0, 0), index, false);
        sim_variant_add(r->to, sim_variant_op(SIM_OP_DOWN_OLD, node, 0, 0), index, false);
    } else if (way == 4) { /* sped up */
        sim_variant_add(r->to, sim_variant_op(SIM_OP_FETCH, node, 0, 0), index, false);
        sim_variant_add(r->to, sim_variant_op(SIM_OP_DOWN_MANY, node, FETCHED, 0), index, false);
    } else {
        r->changed--;
    }
    sim_variant_add(r->to, op, index, false);
}

uint32_t sim_delivery_write(const sim_tape *tape, sim_variant *otherwise)
{
    redelivery r = {.tape = tape, .to = otherwise};
    sim_random random = sim_random_stream(tape->config.seed, SIM_PURPOSE_DELIVERY);
    for (uint32_t i = 0; i < tape->count; i++) {
        release(&r, i);
        if (is_delivery(tape->ops[i].code)) {
            redeliver(&r, i, &random);
        } else {
            sim_variant_add(otherwise, tape->ops[i], i, false);
        }
    }
    for (uint32_t i = 0; i < r.held_count; i++) {
        hand_over(&r, &r.held[i], (uint32_t)tape->count);
    }
    assert(r.changed <= tape->count);
    /* What is held back comes in the end. */
    assert(otherwise->no_memory || otherwise->tape.count >= tape->count);
    return r.changed;
}
