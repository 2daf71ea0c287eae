/*
 * The passes that merge two ops into one, and replace an op by a simpler one, in worlds of the
 * compressor.
 */
#include <string.h>

#include "compressor/world.h"
#include "shrink_internal.h"

/* --- Two become one. --- */

/* In tapes longer than this an op is merged only with one of the next few that fit. */
#define FAR_MAX 150u
#define NEAR    3u

static bool is_compressors(const sim_shrinker *s)
{
    return s->best.config.scheme == SIM_SCHEME_COMPRESSOR;
}

static unsigned arg_count(unsigned code)
{
    return sim_op_arg_count(SIM_SCHEME_COMPRESSOR, code);
}

/* The last argument of these is a count: two ops in a row equal one with the sum. */
static bool has_count(unsigned code)
{
    return code == SIM_OP_GENERATE || code == SIM_OP_DOWN_MANY;
}

/* An entry that a node waits for is the same as one in order. */
static sim_op as_counted(sim_op op)
{
    if (op.code == SIM_OP_DOWN && op.args[1] == 0) {
        op.code = SIM_OP_DOWN_MANY;
        op.args[1] = 1;
    } else if (op.code == SIM_OP_UNIQUE) {
        op.code = SIM_OP_GENERATE;
        op.args[2] = 1;
    }
    return op;
}

/* One op for two; false if they are of different places, or have no count. */
static bool add_up(sim_op a, sim_op b, sim_op *sum)
{
    a = as_counted(a);
    b = as_counted(b);
    if (a.code != b.code || !has_count(a.code)) {
        return false;
    }
    unsigned last = arg_count(a.code) - 1;
    for (unsigned i = 0; i < last; i++) {
        if (a.args[i] != b.args[i]) {
            return false;
        }
    }
    *sum = a;
    sum->args[last] =
        a.args[last] > UINT32_MAX - b.args[last] ? UINT32_MAX : a.args[last] + b.args[last];
    return true;
}

/* Replaces one of two ops by sum, and drops the other. */
static bool try_merged(sim_shrinker *s, size_t place, size_t dropped, sim_op sum)
{
    if (!sim_shrink_propose(s)) {
        return false;
    }
    sim_tape *candidate = &s->candidate;
    candidate->ops[place] = sum;
    for (size_t i = dropped; i + 1 < candidate->count; i++) {
        candidate->ops[i] = candidate->ops[i + 1];
    }
    candidate->count--;
    return sim_shrink_try(s);
}

static bool merge_with_later(sim_shrinker *s, size_t first)
{
    size_t others = s->best.count > FAR_MAX ? NEAR : SIZE_MAX;
    for (size_t i = first + 1; i < s->best.count && others > 0; i++) {
        sim_op sum;
        if (!add_up(s->best.ops[first], s->best.ops[i], &sum)) {
            continue;
        }
        others--;
        if (try_merged(s, first, i, sum) || try_merged(s, i, first, sum)) {
            return true;
        }
    }
    return false;
}

bool sim_shrink_merge(sim_shrinker *s)
{
    bool merged = false;
    for (size_t i = is_compressors(s) ? s->best.count : 0; i > 0 && !s->over; i--) {
        while (i <= s->best.count && merge_with_later(s, i - 1)) {
            merged = true;
        }
    }
    return merged;
}

/* --- One becomes a simpler one. --- */

/* What may replace an op: with its arguments, and 0 or 1 for any others. */
static const struct {
    uint8_t code;
    uint8_t by;
    uint32_t missing;
} replacements[] = {
    {SIM_OP_JOIN, SIM_OP_START, 0},      {SIM_OP_FORK, SIM_OP_RESTART, 0},
    {SIM_OP_LEAVE, SIM_OP_CRASH, 0},     {SIM_OP_UNIQUE, SIM_OP_GENERATE, 1},
    {SIM_OP_SEND, SIM_OP_TAKE, 0},       {SIM_OP_UP_AGAIN, SIM_OP_UP, 0},
    {SIM_OP_DOWN_AGAIN, SIM_OP_DOWN, 0}, {SIM_OP_DOWN_MANY, SIM_OP_DOWN, 0},
    {SIM_OP_RESEND, SIM_OP_UP, 0},       {SIM_OP_FETCH, SIM_OP_DOWN, 0},
    {SIM_OP_CLOSE, SIM_OP_CRASH, 0},     {SIM_OP_FORGE, SIM_OP_GHOST, 0},
};

static bool try_replaced(sim_shrinker *s, size_t place, uint8_t by, uint32_t missing)
{
    if (!sim_shrink_propose(s)) {
        return false;
    }
    sim_op *op = &s->candidate.ops[place];
    unsigned had = arg_count(op->code);
    unsigned has = arg_count(by);
    /* FORK's store is its third argument, RESTART's the second. */
    if (op->code == SIM_OP_FORK && by == SIM_OP_RESTART) {
        op->args[1] = op->args[2];
    }
    for (unsigned i = had < has ? had : has; i < SIM_OP_ARGS; i++) {
        op->args[i] = i < has ? missing : 0;
    }
    if (by == SIM_OP_DOWN) {
        op->args[1] = 0;
    }
    op->code = by;
    return sim_shrink_try(s);
}

/* The smallest layout without a meaning that no ghost has. */
static uint32_t fresh_layout(const sim_tape *tape)
{
    uint32_t layout = 0;
    for (size_t i = 0; i < tape->count; i++) {
        if (tape->ops[i].code == SIM_OP_GHOST && tape->ops[i].args[0] >= layout &&
            tape->ops[i].args[0] < UINT32_MAX - 2 * SIM_LAYOUT_KINDS) {
            layout = (tape->ops[i].args[0] / SIM_LAYOUT_KINDS + 1) * SIM_LAYOUT_KINDS;
        }
    }
    return layout;
}

/* The ops that get a session's IDs into the log become one ghost. */
static bool try_ghost(sim_shrinker *s, size_t place)
{
    static const uint8_t codes[] = {SIM_OP_UP, SIM_OP_SEND, SIM_OP_TAKE, SIM_OP_OPEN};
    if (memchr(codes, s->best.ops[place].code, sizeof codes) == NULL || !sim_shrink_propose(s)) {
        return false;
    }
    s->candidate.ops[place] =
        (sim_op){.code = SIM_OP_GHOST, .args = {fresh_layout(&s->best), 1, 0}};
    return sim_shrink_try(s);
}

bool sim_shrink_replace(sim_shrinker *s)
{
    bool replaced = false;
    for (size_t i = is_compressors(s) ? sim_shrink_loose(s) : 0; i > 0 && !s->over; i--) {
        replaced = (i <= s->best.count && try_ghost(s, i - 1)) || replaced;
        for (size_t k = 0; k < sizeof replacements / sizeof replacements[0]; k++) {
            if (i <= s->best.count && s->best.ops[i - 1].code == replacements[k].code) {
                replaced =
                    try_replaced(s, i - 1, replacements[k].by, replacements[k].missing) || replaced;
            }
        }
    }
    return replaced;
}
