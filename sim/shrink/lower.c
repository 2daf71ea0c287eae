/* The passes that make numbers smaller: arguments, and the world's. */
#include <string.h>

#include "compressor/world.h"
#include "shrink_internal.h"

/* In tapes longer than this many arguments are lowered at a time, of no fewer ops than that. */
#define PARTS_FROM 120u
#define PART_MIN   15u

sim_argument sim_shrink_argument(unsigned code, unsigned index)
{
    static const struct {
        const char *name;
        sim_argument kind;
    } kinds[] = {{"node", SIM_ARGUMENT_NODE},
                 {"from", SIM_ARGUMENT_NODE},
                 {"slot", SIM_ARGUMENT_SLOT},
                 {"store", SIM_ARGUMENT_STORE},
                 {"message", SIM_ARGUMENT_MESSAGE}};
    const char *name = sim_op_arg_names(code);
    for (; index > 0; index--) {
        const char *blank = strchr(name, ' ');
        name = blank == NULL ? "" : blank + 1;
    }
    size_t length = strcspn(name, " ");
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (strlen(kinds[i].name) == length && strncmp(kinds[i].name, name, length) == 0) {
            return kinds[i].kind;
        }
    }
    return SIM_ARGUMENT_NUMBER;
}

uint32_t sim_shrink_meaning(const sim_config *config, const sim_op *op, unsigned index)
{
    uint32_t argument = op->args[index];
    switch (sim_shrink_argument(op->code, index)) {
    case SIM_ARGUMENT_NODE:
        return argument % config->nodes;
    case SIM_ARGUMENT_SLOT:
        return argument % config->slots;
    case SIM_ARGUMENT_STORE:
        return argument % SIM_STORES;
    case SIM_ARGUMENT_MESSAGE:
    case SIM_ARGUMENT_NUMBER:
        break;
    }
    return argument;
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
 * Makes a number as small as it gets without going below least: least and the next ones, then by
 * halves, then one less at a time for as long as that succeeds.
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

/* In all of the tape, in halves of it, and so on: far fewer proposals than one for each op. */
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

bool sim_shrink_arguments(sim_shrinker *s)
{
    bool lowered = false;
    if (s->best.count > PARTS_FROM) {
        for (unsigned code = 0; code < SIM_OP_CODES; code++) {
            for (unsigned k = 0; k < sim_op_arg_count(code); k++) {
                lowered = clear_in_parts(s, code, k) || lowered;
            }
        }
        return lowered;
    }
    for (size_t i = s->best.count; i > 0 && !s->over; i--) {
        for (unsigned k = 0; i <= s->best.count && k < sim_op_arg_count(s->best.ops[i - 1].code);
             k++) {
            lowered = lower(s, set_argument, i - 1, k, 0, s->best.ops[i - 1].args[k]) || lowered;
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
        config->nodes = (uint8_t)number;
        break;
    case 1:
        config->slots = (uint8_t)number;
        break;
    case 2:
        config->cluster_size = (uint32_t)number;
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
        /* All of them first. */
        uint16_t kept = node == 0 ? 0 : (uint16_t) ~(1u << (node - 1));
        s->candidate.config.write_ahead &= kept;
        cleared = sim_shrink_try(s) || cleared;
    }
    return cleared;
}

bool sim_shrink_world(sim_shrinker *s)
{
    bool lowered = clear_write_ahead(s);
    lowered = lower(s, set_config, 0, 0, 1, s->best.config.nodes) || lowered;
    lowered = lower(s, set_config, 0, 1, 1, s->best.config.slots) || lowered;
    lowered = lower(s, set_config, 0, 2, 1, s->best.config.cluster_size) || lowered;
    lowered = lower(s, set_config, 0, 3, 0, s->best.config.seed) || lowered;
    return lowered;
}
