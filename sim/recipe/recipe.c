/*
 * Draws from a recipe. Each option, range, chance and seed takes exactly one number out of its
 * stream, and what a recipe does not do takes none.
 */
#include "recipe.h"

#include <assert.h>

#include "kernel/random.h"

typedef struct drawing {
    const sim_recipe *recipe;
    sim_derive derive;
    sim_drawn *drawn;
    sim_random usual;
    sim_random own;  /* of a section with a stream of its own */
    bool is_own;     /* draws come from there */
    bool is_done;    /* the steps of this section are done */
    bool was_chosen; /* the last section with tests was done */
} drawing;

static sim_random *random_of(drawing *d)
{
    return d->is_own ? &d->own : &d->usual;
}

static uint32_t sum_of_weights(const sim_drawn *drawn)
{
    uint64_t sum = 0;
    for (unsigned code = 0; code < SIM_OP_CODES; code++) {
        sum += sim_drawn_weights(drawn)[code];
    }
    return (uint32_t)sum;
}

static uint32_t value_of(const drawing *d, sim_operand operand)
{
    if (!operand.is_name) {
        return operand.number;
    }
    assert(operand.number < SIM_NAMES);
    if (operand.number == SIM_NAME_WEIGHTS) {
        return sum_of_weights(d->drawn);
    }
    if (operand.number == SIM_NAME_NUMBER) {
        return d->usual.seed < SIM_VALUE_MAX ? (uint32_t)d->usual.seed : SIM_VALUE_MAX;
    }
    if (operand.number < SIM_NAME_CHOICE &&
        sim_size_row_of((sim_size)operand.number)->kind == SIM_SIZE_DERIVED) {
        assert(d->derive != NULL);
        return d->derive(d->drawn, (sim_size)operand.number);
    }
    return d->drawn->values[operand.number];
}

static uint64_t piece_value(drawing *d, const sim_recipe_piece *piece)
{
    uint32_t from = value_of(d, piece->from);
    uint32_t to = value_of(d, piece->to);
    switch (piece->form) {
    case SIM_PIECE_BETWEEN:
        return sim_random_between(random_of(d), from, to);
    case SIM_PIECE_CHANCE:
        return sim_random_chance(random_of(d), from, to);
    default:
        return from;
    }
}

/* The pieces of the option that is drawn; without a draw if there is only one. */
static sim_recipe_slice draw_option(drawing *d, sim_recipe_slice whole)
{
    const sim_recipe_piece *pieces = d->recipe->pieces;
    uint64_t total = 0;
    unsigned options = 0;
    size_t end = (size_t)whole.first + whole.count;
    for (size_t i = whole.first; i < end; i++) {
        options += pieces[i].link == SIM_LINK_OPTION;
        total += pieces[i].link == SIM_LINK_OPTION ? pieces[i].share : 0;
    }
    uint64_t at = options > 1 ? sim_random_below(random_of(d), total) : 0;
    size_t first = whole.first;
    while (at >= pieces[first].share) {
        at -= pieces[first].share;
        do {
            first++;
        } while (pieces[first].link != SIM_LINK_OPTION);
        assert(first < end);
    }
    size_t last = first + 1;
    while (last < end && pieces[last].link != SIM_LINK_OPTION) {
        last++;
    }
    return (sim_recipe_slice){(uint16_t)first, (uint16_t)(last - first)};
}

/* A sum of products, in the order in which it is written. */
static uint32_t evaluate(drawing *d, sim_recipe_slice whole)
{
    sim_recipe_slice option = draw_option(d, whole);
    uint64_t sum = 0;
    uint64_t product = 0;
    bool is_minus = false;
    for (size_t i = option.first; i < (size_t)option.first + option.count; i++) {
        const sim_recipe_piece *piece = &d->recipe->pieces[i];
        uint64_t value = piece_value(d, piece);
        if (piece->link == SIM_LINK_TIMES) {
            product *= value;
            continue;
        }
        sum = is_minus ? sum - product : sum + product;
        product = value;
        is_minus = piece->link == SIM_LINK_MINUS;
    }
    sum = is_minus ? sum - product : sum + product;
    assert(sum <= SIM_VALUE_MAX);
    return (uint32_t)sum;
}

static void set(drawing *d, const sim_recipe_step *step)
{
    const sim_recipe_piece *first = &d->recipe->pieces[step->part.first];
    if (first->form == SIM_PIECE_ANY) {
        d->drawn->seed = sim_random_next(random_of(d));
        return;
    }
    uint32_t value = evaluate(d, step->part);
    d->drawn->values[step->name] = value;
    if (step->name == SIM_NAME_SIZE + (uint32_t)sim_size_seed(d->recipe->scheme)) {
        d->drawn->seed = value;
    }
}

static bool holds(drawing *d, const sim_recipe_test *test)
{
    uint64_t value = piece_value(d, &test->piece);
    uint32_t with = value_of(d, test->with);
    switch (test->relation) {
    case SIM_IS:
        return value == with;
    case SIM_IS_NOT:
        return value != with;
    case SIM_IS_LESS:
        return value < with;
    case SIM_IS_MORE:
        return value > with;
    default:
        return value != 0;
    }
}

static void enter(drawing *d, const sim_recipe_step *section)
{
    d->is_own = section->stream != 0;
    if (d->is_own) {
        d->own = sim_random_stream(d->usual.seed, section->stream);
    }
    d->is_done = true;
    for (size_t i = 0; i < section->part.count; i++) {
        /* Every test is made, so that one does not change what another draws. */
        bool does = holds(d, &d->recipe->tests[section->part.first + i]);
        d->is_done = d->is_done && does;
    }
    if (section->part.count > 0) {
        d->was_chosen = d->is_done;
    }
}

static void draw_steps(drawing *d)
{
    for (size_t i = 0; i < d->recipe->step_count; i++) {
        const sim_recipe_step *step = &d->recipe->steps[i];
        switch (step->kind) {
        case SIM_STEP_SECTION:
            enter(d, step);
            break;
        case SIM_STEP_ELSE:
            d->is_done = !d->was_chosen;
            break;
        case SIM_STEP_SET:
            if (d->is_done) {
                set(d, step);
            }
            break;
        }
    }
}

size_t sim_recipe_chain(const sim_recipe *recipe, const sim_recipe *chain[SIM_RECIPE_DEPTH])
{
    size_t count = 0;
    for (const sim_recipe *at = recipe; at != NULL; at = at->base) {
        assert(count < SIM_RECIPE_DEPTH);
        count++;
    }
    size_t left = count;
    for (const sim_recipe *at = recipe; at != NULL; at = at->base) {
        chain[--left] = at;
    }
    return count;
}

void sim_recipe_draw(const sim_recipe *recipe, uint64_t seed, sim_derive derive, sim_drawn *drawn)
{
    const sim_recipe *chain[SIM_RECIPE_DEPTH];
    size_t count = sim_recipe_chain(recipe, chain);
    drawing d = {
        .derive = derive, .drawn = drawn, .usual = sim_random_stream(seed, recipe->stream)};
    *drawn = (sim_drawn){0};
    for (unsigned i = 0; i < SIM_SIZE_COUNT; i++) {
        drawn->values[SIM_NAME_SIZE + i] = sim_size_row_of((sim_size)i)->usual;
    }
    for (size_t i = 0; i < count; i++) {
        d.recipe = chain[i];
        draw_steps(&d);
    }
    if (!recipe->sets_seed) {
        drawn->seed = sim_random_next(&d.usual);
    }
}
