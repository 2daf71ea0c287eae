/* The pass that gives nodes, slots and stores the smallest numbers, in the order of their use. */
#include <string.h>

#include "shrink_internal.h"

#define BIT(kind) (UINT64_C(1) << SIM_ARG_##kind)

/* New numbers for old ones; the next one is free. */
typedef struct names {
    uint8_t of[SIM_ARG_KINDS][SIM_SLOTS_MAX];
    bool used[SIM_ARG_KINDS][SIM_SLOTS_MAX];
    uint8_t next[SIM_ARG_KINDS];
} names;

static uint8_t name_of(names *n, sim_arg_kind kind, uint32_t old)
{
    if (!n->used[kind][old]) {
        n->used[kind][old] = true;
        n->of[kind][old] = n->next[kind]++;
    }
    return n->of[kind][old];
}

/* Node n's bit moves with it; bits of nodes that no op names are dropped. */
static uint16_t rename_bits(const names *n, uint16_t bits)
{
    unsigned renamed = 0;
    for (unsigned node = 0; node < SIM_NODES_MAX; node++) {
        if ((bits >> node & 1u) != 0 && n->used[SIM_ARG_NODE][node]) {
            renamed |= 1u << n->of[SIM_ARG_NODE][node];
        }
    }
    return (uint16_t)renamed;
}

/* The kinds that are renumbered: a bit each. The others are wrapped. */
static bool rename_kinds(sim_shrinker *s, uint64_t kinds)
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
        for (unsigned k = 0; k < sim_op_arg_count((sim_scheme)config.scheme, op->code); k++) {
            sim_arg_kind kind = sim_shrink_kind(&config, op, k);
            uint32_t old = sim_shrink_meaning(&config, op, k);
            op->args[k] = (kinds >> kind & 1u) != 0 ? name_of(&n, kind, old) : old;
        }
    }
    candidate->config = config;
    if ((kinds & BIT(NODE)) != 0 && n.next[SIM_ARG_NODE] > 0) {
        candidate->config.nodes = n.next[SIM_ARG_NODE];
        if (config.scheme == SIM_SCHEME_COMPRESSOR) {
            candidate->config.write_ahead = rename_bits(&n, config.write_ahead);
        }
    }
    if ((kinds & BIT(SLOT)) != 0 && n.next[SIM_ARG_SLOT] > 0) {
        candidate->config.slots = n.next[SIM_ARG_SLOT];
    }
    return sim_shrink_try(s);
}

bool sim_shrink_rename(sim_shrinker *s)
{
    if (sim_config_is_large(&s->best.config)) {
        return false; /* It has more names than there is room for. */
    }
    if (rename_kinds(s, BIT(NODE) | BIT(SLOT) | BIT(STORE))) {
        return true;
    }
    bool renamed = rename_kinds(s, 0);
    renamed = rename_kinds(s, BIT(NODE)) || renamed;
    renamed = rename_kinds(s, BIT(SLOT)) || renamed;
    renamed = rename_kinds(s, BIT(STORE)) || renamed;
    return renamed;
}
