/* The passes that make numbers smaller: in arguments and in the world's config. */
#include "shrink_internal.h"

/* In tapes longer than this, arguments are lowered in groups of at least that many ops. */
#define PARTS_FROM 120u
#define PART_MIN   15u

sim_arg_kind sim_shrink_kind(const sim_config *config, const sim_op *op, unsigned index)
{
    return sim_op_row_of((sim_scheme)config->scheme, op->code)->args[index].kind;
}

uint32_t sim_shrink_meaning(const sim_config *config, const sim_op *op, unsigned index)
{
    uint32_t bound = sim_arg_bound(config, sim_shrink_kind(config, op, index));
    return bound == 0 ? op->args[index] : op->args[index] % bound;
}

/* --- Smaller numbers. --- */

/* Sets one number of the candidate. */
typedef void (*set_number)(sim_tape *candidate, size_t where, unsigned index, uint64_t number);

static bool try_number(sim_shrinker *s, set_number set, size_t where, unsigned index,
                       uint64_t number)
{
    if (!sim_shrink_propose(s)) {
        return false;
    }
    set(&s->candidate, where, index, number);
    return sim_shrink_try(s);
}

/*
 * Makes a number as small as possible, but not below least: tries least and the next ones, then
 * halves it, then subtracts one while that succeeds.
 */
static bool lower(sim_shrinker *s, set_number set, size_t where, unsigned index, uint64_t least,
                  uint64_t number)
{
    if (number <= least) {
        return false;
    }
    for (uint64_t small = least; small < number && small < least + 3; small++) {
        if (try_number(s, set, where, index, small)) {
            return true;
        }
    }
    bool lowered = false;
    uint64_t too_small = least;
    while (number - too_small > 1 && !s->over) {
        uint64_t middle = too_small + (number - too_small) / 2;
        if (try_number(s, set, where, index, middle)) {
            number = middle;
            lowered = true;
        } else {
            too_small = middle;
        }
    }
    for (unsigned i = 0; i < 4 && number > least; i++) {
        if (!try_number(s, set, where, index, number - 1)) {
            break;
        }
        number--;
        lowered = true;
    }
    return lowered;
}

/* --- Arguments. --- */

static void set_argument(sim_tape *candidate, size_t where, unsigned index, uint64_t number)
{
    candidate->ops[where].args[index] = (uint32_t)number;
}

/* Sets an argument of all ops of a kind from first to end to 0. */
static bool clear_many(sim_shrinker *s, unsigned code, unsigned index, size_t first, size_t end)
{
    if (!sim_shrink_propose(s)) {
        return false;
    }
    for (size_t i = first; i < end; i++) {
        if (s->candidate.ops[i].code == code) {
            s->candidate.ops[i].args[index] = 0;
        }
    }
    return sim_shrink_try(s);
}

/* In the whole tape, in halves of it, and so on: far fewer proposals than one for each op. */
static bool clear_in_parts(sim_shrinker *s, unsigned code, unsigned index)
{
    bool cleared = false;
    for (size_t size = s->best.count; size > PART_MIN && !s->over; size /= 2) {
        for (size_t first = 0; first < s->best.count && !s->over; first += size) {
            size_t end = s->best.count - first > size ? first + size : s->best.count;
            cleared = clear_many(s, code, index, first, end) || cleared;
        }
    }
    return cleared;
}

/* One argument: first the more significant half if it has two, then as far as possible. */
static bool lower_argument(sim_shrinker *s, size_t where, unsigned index)
{
    const sim_op *op = &s->best.ops[where];
    const sim_kind_row *kind = sim_kind_row_of(sim_shrink_kind(&s->best.config, op, index));
    bool halved = kind->wrap == SIM_WRAP_PART && op->args[index] >= kind->bound &&
                  try_number(s, set_argument, where, index, op->args[index] % kind->bound);
    return lower(s, set_argument, where, index, 0, s->best.ops[where].args[index]) || halved;
}

bool sim_shrink_arguments(sim_shrinker *s)
{
    bool lowered = false;
    sim_scheme scheme = (sim_scheme)s->best.config.scheme;
    if (s->best.count > PARTS_FROM) {
        for (unsigned code = 0; code < SIM_OP_CODES; code++) {
            for (unsigned k = 0; k < sim_op_arg_count(scheme, code); k++) {
                lowered = clear_in_parts(s, code, k) || lowered;
            }
        }
        return lowered;
    }
    for (size_t i = s->best.count; i > 0 && !s->over; i--) {
        for (unsigned k = 0;
             i <= s->best.count && k < sim_op_arg_count(scheme, s->best.ops[i - 1].code); k++) {
            lowered = lower_argument(s, i - 1, k) || lowered;
        }
    }
    return lowered;
}

/* --- The world. --- */

static void set_config(sim_tape *candidate, size_t where, unsigned index, uint64_t number)
{
    sim_config *config = &candidate->config;
    (void)where;
    switch (index) {
    case 0:
        config->nodes = (uint16_t)number;
        break;
    case 1:
        config->slots = (uint32_t)number;
        break;
    case 2:
        config->cluster_size = (uint32_t)number;
        break;
    case 3:
        config->kept = (uint32_t)number;
        break;
    default:
        config->seed = number;
        break;
    }
}

static bool clear_write_ahead(sim_shrinker *s)
{
    bool cleared = false;
    for (unsigned node = 0; node <= SIM_NODES_MAX && s->best.config.write_ahead != 0; node++) {
        if (!sim_shrink_propose(s)) {
            return cleared;
        }
        /* All nodes first. */
        uint16_t kept = node == 0 ? 0 : (uint16_t) ~(1u << (node - 1));
        s->candidate.config.write_ahead &= kept;
        cleared = sim_shrink_try(s) || cleared;
    }
    return cleared;
}

bool sim_shrink_world(sim_shrinker *s)
{
    bool lowered = clear_write_ahead(s);
    /* Without a number of entries to keep it is not large. */
    lowered = lower(s, set_config, 0, 3, 0, s->best.config.kept) || lowered;
    lowered = lower(s, set_config, 0, 0, 1, s->best.config.nodes) || lowered;
    lowered = lower(s, set_config, 0, 1, 1, s->best.config.slots) || lowered;
    lowered = lower(s, set_config, 0, 2, 1, s->best.config.cluster_size) || lowered;
    lowered = lower(s, set_config, 0, 4, 0, s->best.config.seed) || lowered;
    return lowered;
}
