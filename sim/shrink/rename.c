/* The pass that gives nodes, slots and stores the smallest numbers, in the order of their use. */
#include <string.h>

#include "shrink_internal.h"

#define KINDS 4u

/* New numbers for old ones; the next one is free. */
typedef struct names {
    uint8_t of[KINDS][SIM_SLOTS_MAX];
    bool used[KINDS][SIM_SLOTS_MAX];
    uint8_t next[KINDS];
} names;

static uint8_t name_of(names *n, sim_argument kind, uint32_t old)
{
    if (!n->used[kind][old]) {
        n->used[kind][old] = true;
        n->of[kind][old] = n->next[kind]++;
    }
    return n->of[kind][old];
}

/* Node n's bit moves with it; those of nodes that no op names are dropped. */
static uint16_t rename_bits(const names *n, uint16_t bits)
{
    unsigned renamed = 0;
    for (unsigned node = 0; node < SIM_NODES_MAX; node++) {
        if ((bits >> node & 1u) != 0 && n->used[SIM_ARGUMENT_NODE][node]) {
            renamed |= 1u << n->of[SIM_ARGUMENT_NODE][node];
        }
    }
    return (uint16_t)renamed;
}

/* The kinds of names that are given anew: a bit each, 1 << sim_argument. */
static bool rename_kinds(sim_shrinker *s, unsigned kinds)
{
    names n;
    memset(&n, 0, sizeof n);
    if (!sim_shrink_propose(s)) {
        return false;
    }
    sim_tape *candidate = &s->candidate;
    const sim_config config = sim_config_wrap(candidate->config);
    for (size_t i = 0; i < candidate->count; i++) {
        sim_op *op = &candidate->ops[i];
        for (unsigned k = 0; k < sim_op_arg_count(op->code); k++) {
            sim_argument kind = sim_shrink_argument(op->code, k);
            uint32_t old = sim_shrink_meaning(&config, op, k);
            if (kind >= KINDS || kind == SIM_ARGUMENT_NUMBER || old >= SIM_SLOTS_MAX) {
                continue;
            }
            op->args[k] = (kinds >> kind & 1u) != 0 ? name_of(&n, kind, old) : old;
        }
    }
    candidate->config = config;
    if ((kinds >> SIM_ARGUMENT_NODE & 1u) != 0 && n.next[SIM_ARGUMENT_NODE] > 0) {
        candidate->config.nodes = n.next[SIM_ARGUMENT_NODE];
        if (config.scheme == SIM_SCHEME_COMPRESSOR) {
            candidate->config.write_ahead = rename_bits(&n, config.write_ahead);
        }
    }
    if ((kinds >> SIM_ARGUMENT_SLOT & 1u) != 0 && n.next[SIM_ARGUMENT_SLOT] > 0) {
        candidate->config.slots = n.next[SIM_ARGUMENT_SLOT];
    }
    return sim_shrink_try(s);
}

bool sim_shrink_rename(sim_shrinker *s)
{
    const unsigned nodes = 1u << SIM_ARGUMENT_NODE;
    const unsigned slots = 1u << SIM_ARGUMENT_SLOT;
    const unsigned stores = 1u << SIM_ARGUMENT_STORE;
    if (rename_kinds(s, nodes | slots | stores)) {
        return true;
    }
    bool renamed = rename_kinds(s, 0);
    renamed = rename_kinds(s, nodes) || renamed;
    renamed = rename_kinds(s, slots) || renamed;
    renamed = rename_kinds(s, stores) || renamed;
    return renamed;
}
