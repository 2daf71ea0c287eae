/* Cuts a range of a tape in two, where the rules make that equal. */
#include "split.h"

#include <assert.h>

#include "compressor/oracle/model.h"
#include "compressor/oracle/stable.h"

/* A node that has more in flight than this, or a log that is longer, has no room for more. */
#define UNSEEN_MAX 8u
#define LOG_MAX    (SIM_LOG_MAX / 4)
/* The first part usually has few enough IDs to fit, or more than fit, by up to this many. */
#define FIRST_MAX 5u

bool sim_split_is_equal(uint64_t room, const sim_cut *cut)
{
    assert(cut->first >= 1);
    assert(cut->first < cut->count);
    uint64_t last = cut->count - cut->first;
    if (cut->count <= room) {
        return true;
    }
    if (cut->first <= room || last > cut->first_size) {
        return cut->last_size == cut->size;
    }
    return cut->first_size == cut->size + last;
}

void sim_split_begin(sim_split *pair, const sim_tape *tape)
{
    *pair = (sim_split){.tape = tape};
}

/* --- Choosing. --- */

/* Ways to cut that are equal: two for any room, one if the room is large enough. */
static sim_cut draw_cut(sim_random *random, uint32_t size)
{
    assert(size >= IDA_CLUSTER_SIZE_MIN);
    assert(size <= IDA_CLUSTER_SIZE_MAX);
    sim_cut cut = {.size = size, .first_size = size, .last_size = size};
    cut.first = 1 + sim_random_below(random, FIRST_MAX);
    cut.first += sim_random_chance(random, 1, 2) ? size : 0;
    uint64_t way = sim_random_below(random, 3);
    if (way == 0) {
        /* The second part overflows, by one or two. */
        cut.count = cut.first + size + 1 + sim_random_below(random, 2);
        return cut;
    }
    /* The second part fits, exactly or with room left. */
    uint64_t last = 1 + sim_random_below(random, size);
    cut.count = cut.first + last;
    if (way == 1 && last <= IDA_CLUSTER_SIZE_MAX - size) {
        cut.first_size = size + (uint32_t)last;
    }
    assert(cut.first_size <= IDA_CLUSTER_SIZE_MAX);
    return cut;
}

/* A sharded session generates IDs one by one, and a child takes no ranges. */
static bool can_be_cut(const sim_world *world, ida_session *session)
{
    ida_shard_info info;
    return !world->subject->session_is_stale(session) &&
           (world->subject->shard_split == NULL || !world->subject->shard_describe(session, &info));
}

/* The session that an op names, or the node's first one. */
static bool find_session(const sim_world *world, const sim_op *op, unsigned node, unsigned *slot)
{
    const sim_slot *slots = world->nodes[node].slots;
    *slot = sim_world_slot(world, op->args[1]);
    for (unsigned i = 0; i < world->config.slots; i++) {
        if (slots[*slot].session != NULL && can_be_cut(world, slots[*slot].session)) {
            return true;
        }
        *slot = *slot + 1 == world->config.slots ? 0 : *slot + 1;
    }
    return false;
}

void sim_split_look(sim_split *pair, const sim_world *world, uint32_t index)
{
    const sim_op *op = &pair->tape->ops[index];
    if (sim_op_row_of(SIM_SCHEME_COMPRESSOR, op->code)->args[0].kind != SIM_ARG_NODE ||
        world->log_count > LOG_MAX) {
        return;
    }
    unsigned node = sim_world_node(world, op->args[0]);
    const sim_node *at = &world->nodes[node];
    unsigned slot;
    if (at->state != SIM_NODE_CONNECTED || at->live == 0 || at->unseen_count > UNSEEN_MAX) {
        return;
    }
    sim_random random = sim_variant_random(pair->tape, SIM_PURPOSE_SPLIT, op);
    uint64_t rank = sim_random_next(&random);
    if ((pair->found && rank >= pair->rank) || !find_session(world, op, node, &slot)) {
        return;
    }
    uint32_t size = world->subject->session_cluster_size(at->slots[slot].session);
    if (size < IDA_CLUSTER_SIZE_MIN || size > IDA_CLUSTER_SIZE_MAX) {
        return; /* a wrong answer, which is the oracle's to find */
    }
    pair->found = true;
    pair->rank = rank;
    pair->at = index;
    pair->node = node;
    pair->slot = slot;
    sim_random how = sim_variant_random(pair->tape, SIM_PURPOSE_CUT, op);
    pair->cut = draw_cut(&how, size);
}

/* --- Writing. --- */

static void put(sim_variant *to, const sim_split *pair, sim_op_code code, uint32_t a, uint32_t b,
                uint32_t c)
{
    sim_variant_add(to, sim_variant_op(code, a, b, c), pair->at, false);
}

/* The session generates that many IDs, and takes them with that cluster size. */
static void put_range(sim_variant *to, const sim_split *pair, uint64_t count, uint32_t size)
{
    assert(count >= 1);
    assert(count <= UINT32_MAX);
    put(to, pair, SIM_OP_RESIZE, pair->node, pair->slot, size);
    put(to, pair, SIM_OP_GENERATE, pair->node, pair->slot, (uint32_t)count);
    put(to, pair, SIM_OP_TAKE, pair->node, pair->slot, 0);
}

static void put_catching_up(sim_variant *to, const sim_split *pair, uint32_t node)
{
    put(to, pair, SIM_OP_HEAL, node, 0, 0);
    put(to, pair, SIM_OP_FETCH, node, 0, 0);
    put(to, pair, SIM_OP_DOWN_MANY, node, SIM_LOG_MAX, 0);
}

/* The node's submissions reach the log, and the log all nodes; then the node reconnects. */
static void put_delivery(sim_variant *to, const sim_split *pair)
{
    sim_config config = sim_config_wrap(pair->tape->config);
    put(to, pair, SIM_OP_HEAL, pair->node, 0, 0);
    put(to, pair, SIM_OP_RESEND, pair->node, 0, 0);
    for (uint32_t message = 0; message < SIM_UP_MESSAGES; message++) {
        put(to, pair, SIM_OP_UP, pair->node, message, 0);
    }
    for (uint32_t node = 0; node < config.nodes; node++) {
        put_catching_up(to, pair, node);
    }
    put(to, pair, SIM_OP_RECONNECT, pair->node, 0, 0);
    put_catching_up(to, pair, pair->node);
}

void sim_split_write(const sim_split *pair, sim_variant *whole, sim_variant *parts)
{
    const sim_cut *cut = &pair->cut;
    uint32_t count = (uint32_t)pair->tape->count;
    assert(pair->found);
    assert(pair->at < count);
    sim_variant_copy(whole, pair->tape, 0, pair->at);
    put(whole, pair, SIM_OP_TAKE, pair->node, pair->slot, 0);
    put_range(whole, pair, cut->count, cut->size);
    put_delivery(whole, pair);
    sim_variant_copy(whole, pair->tape, pair->at, count);

    sim_variant_copy(parts, pair->tape, 0, pair->at);
    put(parts, pair, SIM_OP_TAKE, pair->node, pair->slot, 0);
    put_range(parts, pair, cut->first, cut->first_size);
    put_range(parts, pair, cut->count - cut->first, cut->last_size);
    put_delivery(parts, pair);
    sim_variant_copy(parts, pair->tape, pair->at, count);
}

/* --- Finding the seam. --- */

static bool is_range(const sim_testimony *testimony, uint64_t position)
{
    return position < testimony->fact_count && testimony->facts[position].kind == SIM_ENTRY_RANGE;
}

/* Whether two ranges are one that was cut. */
static bool read_cut(const ida_range *whole, const ida_range *first, const ida_range *last,
                     sim_cut *cut)
{
    *cut = (sim_cut){whole->count, first->count, whole->requested_cluster_size,
                     first->requested_cluster_size, last->requested_cluster_size};
    return sim_stable_equal(whole->session, first->session) &&
           sim_stable_equal(whole->session, last->session) && first->count >= 1 &&
           last->count >= 1 && first->first_gen_count == whole->first_gen_count &&
           last->first_gen_count == first->first_gen_count + first->count &&
           first->count + last->count == whole->count;
}

/* The model's view of the log up to a range, and of the range. */
static bool ask_model(const sim_testimony *whole, uint64_t position, const sim_cut *cut,
                      bool *equal)
{
    assert(position < whole->fact_count);
    assert(whole->facts[position].kind == SIM_ENTRY_RANGE);
    const ida_range *range = &whole->facts[position].range;
    sim_model model;
    bool complete = true;
    sim_model_init(&model);
    for (uint64_t i = 0; i < position && complete; i++) {
        const sim_entry entry = {.kind = whole->facts[i].kind, .range = whole->facts[i].range};
        complete = sim_model_append(&model, &entry);
    }
    if (complete) {
        uint32_t session = sim_model_find(&model, range->session);
        sim_extent extent = sim_model_extent(&model, session, position);
        *equal = sim_model_foresee(&model, range) == IDA_OK &&
                 sim_split_is_equal(extent.allocated - extent.finalized, cut);
    }
    sim_model_free(&model);
    return complete;
}

bool sim_split_find_seam(const sim_testimony *whole, const sim_testimony *parts, sim_seam *seam)
{
    uint64_t at = 0;
    bool equal = false;
    sim_cut cut;
    seam->position = SIM_NEVER;
    while (at < whole->fact_count && at < parts->fact_count &&
           sim_fact_same(&whole->facts[at], &parts->facts[at])) {
        at++;
    }
    if (!is_range(whole, at) || !is_range(parts, at) || !is_range(parts, at + 1) ||
        !read_cut(&whole->facts[at].range, &parts->facts[at].range, &parts->facts[at + 1].range,
                  &cut)) {
        return true;
    }
    if (!ask_model(whole, at, &cut, &equal)) {
        return false;
    }
    seam->position = equal ? at : SIM_NEVER;
    return true;
}
