/* Puts a save, a crash and a restart into a tape. */
#include "rehydrate.h"

#include <assert.h>
#include <string.h>

void sim_rehydrate_begin(sim_rehydrate *pair, const sim_tape *tape)
{
    sim_config config = sim_config_wrap(tape->config);
    memset(pair, 0, sizeof *pair);
    pair->tape = tape;
    for (uint32_t i = 0; i < tape->count; i++) {
        const sim_op *op = &tape->ops[i];
        unsigned node = op->args[0] % config.nodes;
        unsigned other = op->args[1] % config.nodes;
        if (op->code == SIM_OP_RESTART || op->code == SIM_OP_DAMAGE) {
            pair->read[node][op->args[1] % SIM_STORES] = i + 1;
        }
        if (op->code == SIM_OP_FORK) {
            pair->read[other][op->args[2] % SIM_STORES] = i + 1;
        }
        if (op->code == SIM_OP_DAMAGE && op->args[2] % SIM_DAMAGE_BOUND == SIM_DAMAGE_TEAR) {
            pair->torn[node] = i + 1;
        }
        if (op->code == SIM_OP_LEAVE) {
            pair->left[node] = i + 1;
        }
    }
}

/* An application op that was submitted and not seen in the log dies with its process. */
static bool has_unseen_op(const sim_node *node)
{
    for (uint32_t i = 0; i < node->unseen_count; i++) {
        if (node->unseen[i].kind == SIM_ENTRY_APP) {
            return true;
        }
    }
    return false;
}

/* A store of the node that is not read from index on. */
static bool find_store(const sim_rehydrate *pair, unsigned node, uint32_t index, uint64_t choice,
                       unsigned *store)
{
    assert(node < SIM_NODES_MAX);
    if (pair->torn[node] > index) {
        return false;
    }
    for (unsigned i = 0; i < SIM_STORES; i++) {
        *store = (unsigned)((choice + i) % SIM_STORES);
        if (pair->read[node][*store] <= index) {
            return true;
        }
    }
    return false;
}

void sim_rehydrate_look(sim_rehydrate *pair, const sim_world *world, uint32_t index)
{
    assert(index < pair->tape->count);
    assert(!pair->found || pair->at < index);
    const sim_op *op = &pair->tape->ops[index];
    if (sim_op_row_of(SIM_SCHEME_COMPRESSOR, op->code)->args[0].kind != SIM_ARG_NODE) {
        return;
    }
    unsigned index_of_node = sim_world_node(world, op->args[0]);
    const sim_node *node = &world->nodes[index_of_node];
    if (node->state == SIM_NODE_DOWN || node->live == 0 || has_unseen_op(node)) {
        return;
    }
    sim_random random = sim_variant_random(pair->tape, SIM_PURPOSE_REHYDRATE, op);
    uint64_t rank = sim_random_next(&random);
    unsigned store;
    /* A node that is down can leave only if it ever saved: the pair's save must not be the first.
     */
    bool leaves = pair->left[index_of_node] > index && node->newest_serial == 0;
    if ((pair->found && rank >= pair->rank) || leaves ||
        !find_store(pair, index_of_node, index, sim_random_next(&random), &store)) {
        return;
    }
    pair->found = true;
    pair->rank = rank;
    pair->at = index;
    pair->node = index_of_node;
    pair->store = store;
}

static void put(sim_variant *variant, const sim_rehydrate *pair, sim_op_code code, uint32_t store,
                bool extra)
{
    sim_variant_add(variant, sim_variant_op(code, pair->node, store, 0), pair->at, extra);
}

void sim_rehydrate_write(const sim_rehydrate *pair, sim_variant *without, sim_variant *with)
{
    uint32_t count = (uint32_t)pair->tape->count;
    assert(pair->found);
    assert(pair->at < count);
    assert(pair->store < SIM_STORES);
    sim_variant_copy(without, pair->tape, 0, pair->at);
    put(without, pair, SIM_OP_OFFLINE, 0, false);
    put(without, pair, SIM_OP_RECONNECT, 0, false);
    sim_variant_copy(without, pair->tape, pair->at, count);

    sim_variant_copy(with, pair->tape, 0, pair->at);
    put(with, pair, SIM_OP_OFFLINE, 0, false);
    put(with, pair, SIM_OP_SAVE, pair->store, true);
    put(with, pair, SIM_OP_CRASH, 0, true);
    put(with, pair, SIM_OP_RESTART, pair->store, true);
    put(with, pair, SIM_OP_RECONNECT, 0, false);
    sim_variant_copy(with, pair->tape, pair->at, count);
}
