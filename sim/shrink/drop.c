/* The passes that drop ops. */
#include <stdlib.h>
#include <string.h>

#include "shrink_internal.h"

/* Pairs are tried in tapes up to the first length, and triples up to the second. */
#define PAIRS_MAX  80u
#define THREES_MAX 16u

/* --- Groups. --- */

/* Ops form a group if they agree in everything except arguments of ANY. */
#define ANY UINT32_MAX

typedef struct group {
    uint32_t code;
    uint32_t node;
    uint32_t slot;
} group;

/* The first argument of a kind, as the world wraps it; ANY if the op has none. */
static uint32_t first_of(const sim_config *config, const sim_op *op, sim_arg_kind kind)
{
    for (unsigned i = 0; i < SIM_OP_ARGS; i++) {
        if (sim_shrink_kind(config, op, i) == kind) {
            return sim_shrink_meaning(config, op, i);
        }
    }
    return ANY;
}

static bool belongs(const sim_config *config, const sim_op *op, const group *wanted)
{
    return (wanted->code == ANY || op->code == wanted->code) &&
           (wanted->node == ANY || first_of(config, op, SIM_ARG_NODE) == wanted->node) &&
           (wanted->slot == ANY || first_of(config, op, SIM_ARG_SLOT) == wanted->slot);
}

static bool drop_group(sim_shrinker *s, bool *without, const group *wanted)
{
    const sim_config config = sim_config_wrap(s->best.config);
    size_t loose = sim_shrink_loose(s);
    bool any = false;
    memset(without, 0, s->best.count * sizeof *without);
    for (size_t i = 0; i < loose; i++) {
        without[i] = belongs(&config, &s->best.ops[i], wanted);
        any = any || without[i];
    }
    return any && sim_shrink_drop_marked(s, without);
}

/* Sessions, then kinds of ops on each node. */
static bool drop_of_node(sim_shrinker *s, bool *without, uint32_t node)
{
    const sim_config config = sim_config_wrap(s->best.config);
    bool dropped = false;
    for (uint32_t slot = 0; slot < config.slots && slot < SIM_SLOTS_MAX; slot++) {
        const group session = {ANY, node, slot};
        dropped = drop_group(s, without, &session) || dropped;
    }
    for (uint32_t code = 0; code < SIM_SYMPTOM_QUIET; code++) {
        const group kind = {code, node, ANY};
        dropped = drop_group(s, without, &kind) || dropped;
    }
    return dropped;
}

bool sim_shrink_groups(sim_shrinker *s)
{
    const sim_config config = sim_config_wrap(s->best.config);
    bool dropped = false;
    bool *without = calloc(s->best.count + 1, sizeof *without);
    if (without == NULL) {
        return false;
    }
    for (uint32_t node = config.nodes; node > 0; node--) {
        const group all = {ANY, node - 1, ANY};
        dropped = drop_group(s, without, &all) || dropped;
    }
    for (uint32_t code = 0; code < SIM_SYMPTOM_QUIET; code++) {
        const group kind = {code, ANY, ANY};
        dropped = drop_group(s, without, &kind) || dropped;
    }
    for (uint32_t node = config.nodes; node > 0; node--) {
        dropped = drop_of_node(s, without, node - 1) || dropped;
    }
    free(without);
    return dropped;
}

/* --- Chunks. --- */

/* Chunks of a size, from the end to the beginning. */
static bool drop_chunks_of(sim_shrinker *s, size_t size)
{
    bool dropped = false;
    size_t end = sim_shrink_loose(s);
    while (end > 0 && !s->over) {
        size_t first = end > size ? end - size : 0;
        bool went = sim_shrink_drop(s, first, end - first);
        dropped = dropped || went;
        size_t loose = sim_shrink_loose(s);
        end = first < loose ? first : loose;
    }
    return dropped;
}

bool sim_shrink_chunks(sim_shrinker *s)
{
    bool dropped = false;
    for (size_t size = sim_shrink_loose(s); size > 1 && !s->over; size = (size + 1) / 2) {
        dropped = drop_chunks_of(s, size) || dropped;
        if (size == 2) {
            break;
        }
    }
    while (drop_chunks_of(s, 1)) {
        dropped = true;
    }
    return dropped;
}

/* --- Submissions. --- */

/* What a dropped op submitted: a range, or a range and an application op. */
#define SUBMISSIONS_MAX 2u

/*
 * Without one submission of a node its later ones have other numbers, which UP and similar ops use:
 * they are lowered too.
 */
static bool drop_submission(sim_shrinker *s, size_t index, uint32_t submissions)
{
    const sim_config config = sim_config_wrap(s->best.config);
    if (!sim_shrink_propose(s)) {
        return false;
    }
    sim_tape *candidate = &s->candidate;
    uint32_t node = first_of(&config, &candidate->ops[index], SIM_ARG_NODE);
    for (size_t i = index; i + 1 < candidate->count; i++) {
        sim_op *op = &candidate->ops[i];
        *op = candidate->ops[i + 1];
        for (unsigned k = 0; k < SIM_OP_ARGS; k++) {
            bool lowered = sim_shrink_kind(&config, op, k) == SIM_ARG_MESSAGE &&
                           first_of(&config, op, SIM_ARG_NODE) == node &&
                           op->args[k] >= submissions;
            op->args[k] -= lowered ? submissions : 0;
        }
    }
    candidate->count--;
    return sim_shrink_try(s);
}

bool sim_shrink_submissions(sim_shrinker *s)
{
    bool dropped = false;
    for (size_t i = sim_shrink_loose(s); i > 0 && !s->over; i--) {
        for (uint32_t submissions = 1; submissions <= SUBMISSIONS_MAX; submissions++) {
            if (i <= sim_shrink_loose(s) && drop_submission(s, i - 1, submissions)) {
                dropped = true;
            }
        }
    }
    return dropped;
}

/* --- Pairs and triples. --- */

static bool drop_pair(sim_shrinker *s, bool *without, size_t i, size_t j)
{
    memset(without, 0, s->best.count * sizeof *without);
    without[i] = true;
    without[j] = true;
    return sim_shrink_drop_marked(s, without);
}

static bool drop_three(sim_shrinker *s, bool *without, size_t i, size_t j)
{
    for (size_t k = 0; k < i; k++) {
        memset(without, 0, s->best.count * sizeof *without);
        without[i] = true;
        without[j] = true;
        without[k] = true;
        if (sim_shrink_drop_marked(s, without)) {
            return true;
        }
    }
    return false;
}

/* A pair or triple that can be dropped. */
static bool drop_some(sim_shrinker *s, bool *without)
{
    size_t loose = sim_shrink_loose(s);
    for (size_t j = loose; j > 1; j--) {
        for (size_t i = j - 1; i > 0; i--) {
            if (drop_pair(s, without, i - 1, j - 1)) {
                return true;
            }
        }
    }
    for (size_t j = loose; j > 2 && loose <= THREES_MAX; j--) {
        for (size_t i = j - 1; i > 1; i--) {
            if (drop_three(s, without, i - 1, j - 1)) {
                return true;
            }
        }
    }
    return false;
}

bool sim_shrink_pairs(sim_shrinker *s)
{
    bool dropped = false;
    if (s->best.count > PAIRS_MAX) {
        return false;
    }
    bool *without = calloc(s->best.count + 1, sizeof *without);
    while (without != NULL && !s->over && drop_some(s, without)) {
        dropped = true;
    }
    free(without);
    return dropped;
}
