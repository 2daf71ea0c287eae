/*
 * Interval arithmetic over a recipe. Where a section is done only under a condition, a name has
 * afterwards any of the values that it has with and without the section.
 */
#include "bounds.h"

#include <assert.h>

/* The least and the greatest value. */
typedef struct bounds {
    uint64_t low;
    uint64_t high;
} bounds;

typedef struct state {
    bounds of[SIM_NAMES];
} state;

typedef struct checking {
    const sim_recipe *recipe;
    sim_scenario_error *error;
    size_t line;
    state now;
    state before; /* when the last section with tests began */
    state chosen; /* when it ended */
    enum { ALWAYS, CHOSEN, OTHERWISE } section;
} checking;

static bounds sum_of_weights(const state *now)
{
    bounds sum = {0, 0};
    for (unsigned code = 0; code < SIM_OP_CODES; code++) {
        sum.low += now->of[SIM_NAME_WEIGHT + code].low;
        sum.high += now->of[SIM_NAME_WEIGHT + code].high;
    }
    return sum;
}

static bounds operand_bounds(const checking *c, sim_operand operand)
{
    if (!operand.is_name) {
        return (bounds){operand.number, operand.number};
    }
    if (operand.number == SIM_NAME_NUMBER) {
        return (bounds){0, SIM_VALUE_MAX};
    }
    return operand.number == SIM_NAME_WEIGHTS ? sum_of_weights(&c->now) : c->now.of[operand.number];
}

static bool piece_bounds(const checking *c, const sim_recipe_piece *piece, bounds *result)
{
    bounds from = operand_bounds(c, piece->from);
    bounds to = operand_bounds(c, piece->to);
    *result = from;
    if (piece->form == SIM_PIECE_BETWEEN) {
        if (from.high > to.low) {
            return sim_scenario_refuse(c->error, c->line,
                                       "a range can be empty: it may begin at %llu and end at %llu",
                                       (unsigned long long)from.high, (unsigned long long)to.low);
        }
        *result = (bounds){from.low, to.high};
    } else if (piece->form == SIM_PIECE_CHANCE) {
        if (to.low == 0 || from.high > to.low) {
            return sim_scenario_refuse(c->error, c->line,
                                       "a chance can be %llu in %llu: at most all of at least one",
                                       (unsigned long long)from.high, (unsigned long long)to.low);
        }
        *result = (bounds){0, 1};
    }
    return true;
}

static bool fold(const checking *c, bounds *sum, bounds product, bool is_minus)
{
    if (is_minus && sum->low < product.high) {
        return sim_scenario_refuse(c->error, c->line, "a value can be below 0: %llu - %llu",
                                   (unsigned long long)sum->low, (unsigned long long)product.high);
    }
    sum->low = is_minus ? sum->low - product.high : sum->low + product.low;
    sum->high = is_minus ? sum->high - product.low : sum->high + product.high;
    if (sum->high > SIM_VALUE_MAX) {
        return sim_scenario_refuse(c->error, c->line, "a value can be larger than %lu",
                                   (unsigned long)SIM_VALUE_MAX);
    }
    return true;
}

/* The bounds of the option that begins at *at, which is moved to its end. */
static bool option_bounds(const checking *c, size_t end, size_t *at, bounds *sum)
{
    const sim_recipe_piece *pieces = c->recipe->pieces;
    bounds product = {0, 0};
    bool is_minus = false;
    size_t first = *at;
    *sum = (bounds){0, 0};
    for (; *at < end && (*at == first || pieces[*at].link != SIM_LINK_OPTION); (*at)++) {
        bounds value;
        if (!piece_bounds(c, &pieces[*at], &value)) {
            return false;
        }
        if (pieces[*at].link != SIM_LINK_TIMES) {
            if (!fold(c, sum, product, is_minus)) {
                return false;
            }
            product = value;
            is_minus = pieces[*at].link == SIM_LINK_MINUS;
            continue;
        }
        /* Both factors have 32 bits. */
        product = (bounds){product.low * value.low, product.high * value.high};
        if (product.high > SIM_VALUE_MAX) {
            return sim_scenario_refuse(c->error, c->line, "a product can be larger than %lu",
                                       (unsigned long)SIM_VALUE_MAX);
        }
    }
    return fold(c, sum, product, is_minus);
}

static bool value_bounds(const checking *c, sim_recipe_slice slice, bounds *result)
{
    size_t at = slice.first;
    size_t end = at + slice.count;
    *result = (bounds){SIM_VALUE_MAX, 0};
    while (at < end) {
        bounds option;
        if (!option_bounds(c, end, &at, &option)) {
            return false;
        }
        result->low = option.low < result->low ? option.low : result->low;
        result->high = option.high > result->high ? option.high : result->high;
    }
    return true;
}

static bool check_set(checking *c, const sim_recipe_step *step)
{
    uint32_t min;
    uint32_t max;
    bounds value;
    if (c->recipe->pieces[step->part.first].form == SIM_PIECE_ANY) {
        return true;
    }
    if (!value_bounds(c, step->part, &value)) {
        return false;
    }
    const char *text = sim_name_text(c->recipe, step->name);
    sim_name_limits(step->name, &min, &max);
    if (value.low < min) {
        return sim_scenario_refuse(c->error, c->line, "%s can be %llu, but is at least %lu", text,
                                   (unsigned long long)value.low, (unsigned long)min);
    }
    if (value.high > max) {
        return sim_scenario_refuse(c->error, c->line, "%s can be %llu, but is at most %lu", text,
                                   (unsigned long long)value.high, (unsigned long)max);
    }
    c->now.of[step->name] = value;
    return true;
}

/* Each name has either one's values. */
static void unite(state *now, const state *other)
{
    for (unsigned i = 0; i < SIM_NAMES; i++) {
        bounds *at = &now->of[i];
        at->low = other->of[i].low < at->low ? other->of[i].low : at->low;
        at->high = other->of[i].high > at->high ? other->of[i].high : at->high;
    }
}

/* What is known after a section: it was done, or not. */
static void leave(checking *c)
{
    if (c->section == CHOSEN) {
        c->chosen = c->now;
        unite(&c->now, &c->before);
    } else if (c->section == OTHERWISE) {
        unite(&c->now, &c->chosen);
    }
    c->section = ALWAYS;
}

static bool check_tests(checking *c, sim_recipe_slice tests)
{
    for (size_t i = 0; i < tests.count; i++) {
        bounds any;
        if (!piece_bounds(c, &c->recipe->tests[tests.first + i].piece, &any)) {
            return false;
        }
    }
    return true;
}

static bool check_step(checking *c, const sim_recipe_step *step)
{
    c->line = step->line;
    if (step->kind == SIM_STEP_SET) {
        return check_set(c, step);
    }
    if (step->kind == SIM_STEP_ELSE) {
        if (c->section != CHOSEN) {
            return sim_scenario_refuse(c->error, c->line,
                                       "'else' comes right after a section with a condition");
        }
        c->chosen = c->now;
        c->now = c->before;
        c->section = OTHERWISE;
        return true;
    }
    leave(c);
    if (step->part.count > 0) {
        c->before = c->now;
        c->section = CHOSEN;
    }
    return check_tests(c, step->part);
}

/* A stream is used once: two sections that draw the same numbers would depend on each other. */
static bool check_streams(const sim_recipe *const *chain, size_t count, sim_scenario_error *error)
{
    uint32_t used[SIM_RECIPE_STEPS];
    size_t used_count = 0;
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < chain[i]->step_count; k++) {
            const sim_recipe_step *step = &chain[i]->steps[k];
            for (size_t n = 0; step->stream != 0 && n < used_count; n++) {
                if (used[n] == step->stream) {
                    return sim_scenario_refuse(error, step->line, "stream %lu is used before this",
                                               (unsigned long)step->stream);
                }
            }
            if (step->stream != 0 && used_count == SIM_RECIPE_STEPS) {
                return sim_scenario_refuse(error, step->line, "too many streams");
            }
            if (step->stream != 0) {
                used[used_count++] = step->stream;
            }
        }
    }
    return true;
}

/* Only worlds that forget their log may be large; a timetable has no room for those. */
static bool check_large(const checking *c)
{
    const bounds *of = &c->now.of[SIM_NAME_SIZE];
    uint64_t nodes = of[SIM_SIZE_COMPRESSOR_NODES].high;
    uint64_t slots = of[SIM_SIZE_COMPRESSOR_SLOTS].high;
    bool may_be_small = of[SIM_SIZE_COMPRESSOR_KEPT].low < SIM_KEPT_MIN;
    if (may_be_small && of[SIM_SIZE_COMPRESSOR_KEPT].high > 0 &&
        of[SIM_SIZE_COMPRESSOR_KEPT].low > 0) {
        return sim_scenario_refuse(c->error, 0, "kept is 0, or at least %u", SIM_KEPT_MIN);
    }
    if ((may_be_small || c->recipe->is_timed) && nodes > SIM_NODES_MAX) {
        return sim_scenario_refuse(c->error, 0, "nodes can be %llu, but is at most %u%s",
                                   (unsigned long long)nodes, SIM_NODES_MAX,
                                   c->recipe->is_timed ? " in timed worlds" : " if kept is 0");
    }
    if ((may_be_small || c->recipe->is_timed) && slots > SIM_SLOTS_MAX) {
        return sim_scenario_refuse(c->error, 0, "slots can be %llu, but is at most %u%s",
                                   (unsigned long long)slots, SIM_SLOTS_MAX,
                                   c->recipe->is_timed ? " in timed worlds" : " if kept is 0");
    }
    return true;
}

static bool check_totals(const checking *c)
{
    uint64_t layouts = 0;
    for (unsigned i = 0; i < SIM_LAYOUT_KINDS; i++) {
        layouts += c->now.of[SIM_NAME_LAYOUT + i].low;
    }
    if (!c->recipe->is_timed && sum_of_weights(&c->now).low == 0) {
        return sim_scenario_refuse(c->error, 0,
                                   "all weights can be 0: some op needs one that never is");
    }
    if (c->recipe->scheme == SIM_SCHEME_COMPRESSOR && !c->recipe->is_timed && layouts == 0) {
        return sim_scenario_refuse(c->error, 0,
                                   "all layouts can be 0: one of them must never be, such as "
                                   "'random = 1' in [layouts]");
    }
    return true;
}

bool sim_bounds_check(const sim_recipe *recipe, sim_scenario_error *error)
{
    const sim_recipe *chain[SIM_RECIPE_DEPTH];
    size_t count = sim_recipe_chain(recipe, chain);
    checking c = {.error = error};
    for (unsigned i = 0; i < SIM_SIZE_COUNT; i++) {
        const sim_size_row *row = sim_size_row_of((sim_size)i);
        bool derived = row->kind == SIM_SIZE_DERIVED;
        c.now.of[SIM_NAME_SIZE + i] =
            derived ? (bounds){row->min, row->max} : (bounds){row->usual, row->usual};
    }
    for (size_t i = 0; i < count; i++) {
        c.recipe = chain[i];
        c.section = ALWAYS;
        for (size_t k = 0; k < chain[i]->step_count; k++) {
            if (!check_step(&c, &chain[i]->steps[k])) {
                return false;
            }
        }
        leave(&c);
    }
    return check_large(&c) && check_totals(&c) && check_streams(chain, count, error);
}
