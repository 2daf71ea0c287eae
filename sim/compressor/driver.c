/*
 * The compressor's swarm driver: draws an op by the weights of the scenario's mix, then arguments
 * that make sense in the world's current state. It reads the nodes and the network, never the
 * subject.
 */
#include <stdlib.h>

#include "compressor.h"
#include "driver_shards.h"
#include "kernel/random.h"
#include "mix.h"
#include "recipe/recipe.h"
#include "timetable.h"
#include "world.h"

/* One stream for each purpose, so that an extra draw in one does not change the others. */
enum { STREAM_OP = 1, STREAM_NODE, STREAM_ARGUMENT, STREAM_LAYOUT, STREAM_AMOUNT, STREAM_SHARD };

#define TRIES 6u

typedef struct swarm {
    bool is_timed; /* first, as in a timetable, which it tells apart */
    sim_mix mix;
    sim_weights codes;
    sim_random op;
    sim_random node;
    sim_random argument;
    sim_random layout;
    sim_random count;
    sim_random shard;
    uint32_t boot_next; /* the next opening move */
    sim_op next;        /* what follows the last op; NOP: whatever is drawn */
} swarm;

void *sim_compressor_driver_create(const sim_recipe *recipe, uint64_t seed, sim_config *config)
{
    if (recipe->is_timed) {
        return sim_timetable_create(recipe, seed, config);
    }
    swarm *driver = calloc(1, sizeof *driver);
    if (driver == NULL) {
        return NULL;
    }
    driver->mix = sim_mix_make(recipe, seed);
    driver->mix.config = sim_config_wrap(driver->mix.config);
    sim_weights_set(&driver->codes, driver->mix.weights, SIM_OP_CODES);
    *config = driver->mix.config;
    driver->op = sim_random_stream(seed, STREAM_OP);
    driver->node = sim_random_stream(seed, STREAM_NODE);
    driver->argument = sim_random_stream(seed, STREAM_ARGUMENT);
    driver->layout = sim_random_stream(seed, STREAM_LAYOUT);
    driver->count = sim_random_stream(seed, STREAM_AMOUNT);
    driver->shard = sim_random_stream(seed, STREAM_SHARD);
    return driver;
}

static bool is_timed(const void *driver)
{
    return *(const bool *)driver;
}

void sim_compressor_driver_count(const void *driver, uint64_t amounts[SIM_AMOUNT_COUNT])
{
    if (is_timed(driver)) {
        sim_timetable_count(driver, amounts);
    }
}

static uint32_t below(sim_random *random, uint64_t bound)
{
    return (uint32_t)sim_random_below(random, bound);
}

static uint32_t draw_layout(swarm *driver)
{
    unsigned kind = sim_random_weighted(&driver->layout, driver->mix.layouts, SIM_LAYOUT_KINDS);
    /* Neighbours should be close to each other; a session near the top needs some room. */
    static const uint32_t variations[SIM_LAYOUT_KINDS] = {1u << 20, 1u << 20, 1u << 20, 1u << 20,
                                                          64,       16,       16,       4096};
    uint32_t bound = variations[kind];
    if (kind == SIM_LAYOUT_NEIGHBOUR) {
        /*
         * The distance of two neighbours: a session reaches the next one with its first cluster, or
         * later.
         */
        uint32_t reach = 3 * driver->mix.config.cluster_size;
        reach = reach < 16 ? 16 : reach < 256 ? reach : 256;
        bound = 4 * reach;
        if (driver->mix.edges) {
            uint32_t place = 1 + below(&driver->layout, 3);
            uint32_t offset = 128 - reach / 2 + below(&driver->layout, reach);
            uint32_t base = below(&driver->layout, 4);
            return kind + SIM_LAYOUT_KINDS * (base + 4 * offset + 1024 * place);
        }
    }
    if (kind == SIM_LAYOUT_TOP && below(&driver->layout, 2) == 0) {
        /* The UUIDs left above it: few enough that it reaches the last one. */
        bound = 2 * driver->mix.config.cluster_size + 8;
    }
    return kind + SIM_LAYOUT_KINDS * below(&driver->layout, bound);
}

/* How many IDs in a call: mostly few, often around the cluster size, sometimes many. */
static uint32_t draw_count(swarm *driver)
{
    const sim_mix *mix = &driver->mix;
    uint32_t size = mix->batch == 0 ? mix->config.cluster_size : mix->batch;
    switch (below(&driver->count, 8)) {
    case 0:
        return size - 1 + below(&driver->count, 3);
    case 1:
        return 1 + below(&driver->count, driver->mix.bulk);
    case 2:
    case 3:
        return 1 + below(&driver->count, 6);
    default:
        return 1;
    }
}

/*
 * A cluster size: near the usual one, sometimes where its encoding gets longer, or out of bounds.
 */
static uint32_t draw_size(swarm *driver)
{
    static const uint32_t wide[] = {
        255, 256, 65535, 65536, IDA_CLUSTER_SIZE_MAX, 0, IDA_CLUSTER_SIZE_MAX + 1, UINT32_MAX,
    };
    if (below(&driver->count, 24) == 0) {
        return wide[below(&driver->count, sizeof wide / sizeof wide[0])];
    }
    return 1 + below(&driver->count, 2 * (uint64_t)driver->mix.config.cluster_size);
}

/* A ghost's layout: often one of a few, so that ghosts come back. */
static uint32_t draw_ghost(swarm *driver)
{
    uint32_t layout = draw_layout(driver);
    bool again = below(&driver->layout, 16) < driver->mix.ghosts_again;
    return again ? SIM_LAYOUT_KINDS * below(&driver->layout, 2) : layout;
}

/* --- Which node: the first suitable one after a random place. --- */

typedef bool node_test(const sim_world *world, const sim_node *node);

static bool is_down(const sim_world *world, const sim_node *node)
{
    (void)world;
    return node->state == SIM_NODE_DOWN;
}

static bool is_up(const sim_world *world, const sim_node *node)
{
    return !is_down(world, node);
}

static bool is_offline(const sim_world *world, const sim_node *node)
{
    (void)world;
    return node->state == SIM_NODE_OFFLINE;
}

static bool is_connected(const sim_world *world, const sim_node *node)
{
    (void)world;
    return node->state == SIM_NODE_CONNECTED;
}

static bool has_store(const sim_world *world, const sim_node *node)
{
    (void)world;
    for (unsigned i = 0; i < SIM_STORES; i++) {
        if (node->stores[i].bytes != NULL) {
            return true;
        }
    }
    return false;
}

static bool is_down_with_store(const sim_world *world, const sim_node *node)
{
    return is_down(world, node) && has_store(world, node);
}

static bool has_up_message(const sim_world *world, const sim_node *node)
{
    (void)world;
    for (unsigned i = 0; i < SIM_UP_MESSAGES; i++) {
        if (node->up[i].used) {
            return true;
        }
    }
    return false;
}

static bool is_behind(const sim_world *world, const sim_node *node)
{
    return (node->state == SIM_NODE_CONNECTED || node->state == SIM_NODE_JOINING) &&
           node->position < world->log_count;
}

static bool has_applied(const sim_world *world, const sim_node *node)
{
    return is_up(world, node) && node->position > 0;
}

static bool is_cut(const sim_world *world, const sim_node *node)
{
    (void)world;
    return node->cut_up || node->cut_down;
}

static bool any_node(const sim_world *world, const sim_node *node)
{
    (void)world;
    (void)node;
    return true;
}

static bool find_node(swarm *driver, const sim_world *world, node_test *test, uint32_t *found)
{
    uint32_t count = world->config.nodes;
    uint32_t from = below(&driver->node, count);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t at = (from + i) % count;
        if (test(world, &world->nodes[at])) {
            *found = at;
            return true;
        }
    }
    return false;
}

/* A slot of a node with a session, or without one. */
static bool find_slot(swarm *driver, const sim_world *world, uint32_t node, bool empty,
                      uint32_t *found)
{
    uint32_t count = world->config.slots;
    uint32_t from = below(&driver->node, count);
    if (sim_config_is_large(&world->config)) {
        /* Slots are used from the first on, so that no search is long. */
        uint32_t live = world->nodes[node].live;
        from = empty || live == 0 ? live : from % live;
    }
    for (uint32_t i = 0; i < count; i++) {
        uint32_t at = (from + i) % count;
        if ((world->nodes[node].slots[at].session == NULL) == empty) {
            *found = at;
            return true;
        }
    }
    return false;
}

/* --- Which message, store, entry. --- */

static uint32_t pick_up_message(swarm *driver, const sim_node *node)
{
    uint32_t oldest = 0;
    uint32_t chosen = 0;
    uint32_t used = 0;
    bool any = below(&driver->argument, 16) < driver->mix.reorder;
    for (uint32_t i = 0; i < SIM_UP_MESSAGES; i++) {
        const sim_up_message *message = &node->up[i];
        if (!message->used) {
            continue;
        }
        used++;
        if (below(&driver->argument, used) == 0) {
            chosen = i;
        }
        const sim_entry *first = &node->up[oldest].entry;
        if (!node->up[oldest].used || message->entry.epoch < first->epoch ||
            (message->entry.epoch == first->epoch && message->entry.number < first->number)) {
            oldest = i;
        }
    }
    return any ? chosen : oldest;
}

static uint32_t pick_ahead(swarm *driver)
{
    bool any = below(&driver->argument, 16) < driver->mix.reorder;
    return any ? 1 + below(&driver->argument, 4) : 0;
}

static uint32_t pick_store(swarm *driver, const sim_node *node)
{
    uint32_t newest = 0;
    for (uint32_t i = 1; i < SIM_STORES; i++) {
        const sim_store *store = &node->stores[i];
        const sim_store *best = &node->stores[newest];
        if (store->bytes != NULL && (best->bytes == NULL || store->serial > best->serial)) {
            newest = i;
        }
    }
    bool any = below(&driver->argument, 16) < driver->mix.old_stores;
    return any ? below(&driver->argument, SIM_STORES) : newest;
}

/* --- The ops. --- */

static sim_op op1(sim_op_code code, uint32_t a)
{
    sim_op op = {(uint8_t)code, {a, 0, 0}};
    return op;
}

static sim_op op2(sim_op_code code, uint32_t a, uint32_t b)
{
    sim_op op = {(uint8_t)code, {a, b, 0}};
    return op;
}

static sim_op op3(sim_op_code code, uint32_t a, uint32_t b, uint32_t c)
{
    sim_op op = {(uint8_t)code, {a, b, c}};
    return op;
}

static sim_arg_kind kind_of(sim_op_code code, unsigned index)
{
    return sim_op_row_of(SIM_SCHEME_COMPRESSOR, code)->args[index].kind;
}

/* The kind of node that an op needs. */
static node_test *test_for(sim_op_code code)
{
    switch (code) {
    case SIM_OP_START:
    case SIM_OP_JOIN:
    case SIM_OP_FORK:
        return is_down;
    case SIM_OP_RESTART:
        return is_down_with_store;
    case SIM_OP_DAMAGE:
        return has_store;
    case SIM_OP_OFFLINE:
    case SIM_OP_TAKE:
    case SIM_OP_SEND:
    case SIM_OP_RESEND:
        return is_connected;
    case SIM_OP_RECONNECT:
    case SIM_OP_RESET:
        return is_offline;
    case SIM_OP_UP:
    case SIM_OP_UP_LOST:
    case SIM_OP_UP_AGAIN:
        return has_up_message;
    case SIM_OP_DOWN:
    case SIM_OP_DOWN_LOST:
    case SIM_OP_DOWN_AGAIN:
    case SIM_OP_DOWN_MANY:
    case SIM_OP_FETCH:
        return is_behind;
    case SIM_OP_DOWN_OLD:
    case SIM_OP_READ:
        return has_applied;
    case SIM_OP_HEAL:
        return is_cut;
    case SIM_OP_CUT:
    case SIM_OP_SEQUENCER:
    case SIM_OP_GHOST:
    case SIM_OP_FORGE:
    case SIM_OP_CHECKPOINT:
    case SIM_OP_NOP:
        return any_node;
    default:
        return is_up;
    }
}

/* Mostly where numbers stop to fit 32 bits, a double's 53 or 63. */
static uint32_t draw_power(swarm *driver)
{
    static const uint8_t edges[] = {31, 32, 33, 52, 53, 54, 61, 62, 63};
    uint32_t power = below(&driver->argument, 2) == 0
                         ? below(&driver->argument, 60)
                         : edges[below(&driver->argument, sizeof edges)];
    return power + SIM_POWER_BOUND * below(&driver->argument, 2);
}

/* Ops on a session of a node. If no session is left to generate, one is opened. */
static bool make_session_op(swarm *driver, const sim_world *world, sim_op_code code, uint32_t node,
                            sim_op *op)
{
    uint32_t slot;
    if (code == SIM_OP_GENERATE && world->nodes[node].live == 0) {
        code = SIM_OP_OPEN;
    }
    if (!find_slot(driver, world, node, code == SIM_OP_OPEN, &slot)) {
        return false;
    }
    uint32_t value = 0;
    switch (kind_of(code, 2)) {
    case SIM_ARG_LAYOUT:
        value = draw_layout(driver);
        break;
    case SIM_ARG_COUNT:
        value =
            sim_driver_count(&driver->shard, &world->nodes[node].slots[slot], draw_count(driver));
        break;
    case SIM_ARG_SIZE:
        value = draw_size(driver);
        break;
    case SIM_ARG_POWER:
        value = draw_power(driver);
        break;
    case SIM_ARG_INDEX:
        value = below(&driver->argument, code == SIM_OP_READ ? world->log_count + 1 : 1u << 24);
        break;
    default:
        break;
    }
    *op = op3(code, node, slot, value);
    if (code == SIM_OP_OPEN && driver->mix.used_at_once) {
        driver->next = op3(SIM_OP_GENERATE, node, slot, draw_count(driver));
    }
    return true;
}

/*
 * A node restarts from its storage. If that is damaged, the node fails to load and then joins like
 * a new one; otherwise a long world would end with no nodes left.
 */
static sim_op make_restart(swarm *driver, const sim_world *world, uint32_t node)
{
    const sim_node *at = &world->nodes[node];
    uint32_t store = pick_store(driver, at);
    uint32_t from;
    if (!at->stores[store].damaged || below(&driver->argument, 4) == 0) {
        return op2(SIM_OP_RESTART, node, store);
    }
    return find_node(driver, world, is_up, &from) ? op2(SIM_OP_JOIN, node, from)
                                                  : op1(SIM_OP_START, node);
}

/* Ops on a node, its storage and its links. */
static bool make_node_op(swarm *driver, const sim_world *world, sim_op_code code, uint32_t node,
                         sim_op *op)
{
    const sim_node *at = &world->nodes[node];
    uint32_t other = 0;
    switch (code) {
    case SIM_OP_JOIN:
        if (!find_node(driver, world, is_up, &other)) {
            return false;
        }
        *op = op2(code, node, other);
        return true;
    case SIM_OP_FORK:
        if (!find_node(driver, world, has_store, &other)) {
            return false;
        }
        *op = op3(code, node, other, pick_store(driver, &world->nodes[other]));
        return true;
    case SIM_OP_RESTART:
        *op = make_restart(driver, world, node);
        return true;
    case SIM_OP_SAVE:
        *op = op2(code, node, below(&driver->argument, SIM_STORES - 1));
        return true;
    case SIM_OP_DAMAGE:
        /* Drawn one after the other: C leaves the order of arguments open. */
        other = pick_store(driver, at);
        *op = op3(code, node, other, below(&driver->argument, 1u << 16));
        return true;
    case SIM_OP_CUT:
        *op = op2(code, node, below(&driver->argument, SIM_CUT_DOWN + 1));
        return true;
    case SIM_OP_STARVE:
        *op = op2(code, node, below(&driver->argument, 5));
        return true;
    default:
        *op = op1(code, node);
        return true;
    }
}

/* Ops on messages and on the log. */
static sim_op make_network_op(swarm *driver, const sim_world *world, sim_op_code code,
                              uint32_t node)
{
    switch (code) {
    case SIM_OP_UP:
    case SIM_OP_UP_LOST:
    case SIM_OP_UP_AGAIN:
        return op2(code, node, pick_up_message(driver, &world->nodes[node]));
    case SIM_OP_DOWN:
    case SIM_OP_DOWN_LOST:
    case SIM_OP_DOWN_AGAIN:
        return op2(code, node, pick_ahead(driver));
    case SIM_OP_DOWN_OLD:
        return op2(code, node, below(&driver->argument, 8));
    case SIM_OP_DOWN_MANY:
        return op2(code, node, 2 + below(&driver->argument, 16));
    case SIM_OP_GHOST:
        return op2(code, draw_ghost(driver), below(&driver->count, 6));
    case SIM_OP_FORGE: {
        uint32_t how = below(&driver->argument, driver->mix.forgeries);
        uint32_t entry = below(&driver->argument, world->log_count + 1);
        return op3(code, how, entry, below(&driver->argument, 64));
    }
    default:
        return op1(code, 0);
    }
}

/* The op has a message, an entry or no node as its argument. */
static bool is_network_op(sim_op_code code)
{
    sim_arg_kind second = kind_of(code, 1);
    return kind_of(code, 0) != SIM_ARG_NODE || second == SIM_ARG_MESSAGE ||
           second == SIM_ARG_AHEAD || second == SIM_ARG_BEHIND || second == SIM_ARG_COUNT;
}

static bool make_op(swarm *driver, const sim_world *world, sim_op_code code, sim_op *op)
{
    uint32_t node;
    if (sim_driver_is_shard_op(code)) {
        return sim_driver_make_shard_op(&driver->shard, &driver->mix, world, code, op);
    }
    if (!find_node(driver, world, test_for(code), &node)) {
        return false;
    }
    if (kind_of(code, 1) == SIM_ARG_SLOT) {
        return make_session_op(driver, world, code, node, op);
    }
    if (is_network_op(code)) {
        *op = make_network_op(driver, world, code, node);
        return true;
    }
    return make_node_op(driver, world, code, node, op);
}

/* The opening moves: nodes start, connect, and open their first sessions. */
static bool boot(swarm *driver, sim_op *op)
{
    uint32_t moves = 2u + driver->mix.opened;
    if (driver->boot_next >= moves * driver->mix.started) {
        return false;
    }
    uint32_t node = driver->boot_next / moves;
    uint32_t move = driver->boot_next % moves;
    driver->boot_next++;
    if (move == 0) {
        *op = op1(SIM_OP_START, node);
    } else if (move == 1) {
        *op = op1(SIM_OP_RECONNECT, node);
    } else {
        *op = op3(SIM_OP_OPEN, node, move - 2, draw_layout(driver));
    }
    return true;
}

static sim_op_code draw_code(swarm *driver)
{
    return (sim_op_code)sim_weights_draw(&driver->codes, &driver->op);
}

sim_op sim_compressor_driver_next(void *context, const void *seen)
{
    if (is_timed(context)) {
        return sim_timetable_next(context, seen);
    }
    swarm *driver = context;
    const sim_world *world = seen;
    sim_op op = driver->next;
    uint32_t node;
    driver->next = op1(SIM_OP_NOP, 0);
    if (op.code != SIM_OP_NOP || boot(driver, &op)) {
        return op;
    }
    if (!find_node(driver, world, is_up, &node) && below(&driver->argument, 4) == 0) {
        return make_op(driver, world, SIM_OP_START, &op) ? op : op1(SIM_OP_NOP, 0);
    }
    for (unsigned i = 0; i < TRIES; i++) {
        if (make_op(driver, world, draw_code(driver), &op)) {
            return op;
        }
    }
    return op;
}
