/* The shrinker from beginning to end; the passes are in files of their own. */
#include "shrink.h"

#include <stdlib.h>
#include <string.h>

#include "compressor/metamorphic/pair.h"
#include "shrink_internal.h"

/* How many seeds are tried for one with which the usual questions show the symptom. */
#define SEEDS_MAX 4096u
/* How many are tried even after a stop. */
#define GRACE_PLAYS 512u
/* How many plays are needed to know the symptom; without them there is no result. */
#define GOAL_PLAYS 4u
/* The most idle ops before the last one; for each number of them that many seeds are tried. */
#define IDLE_MAX 1u
/* The cost limit of the plays of one way. */
#define WORK_MAX 8000000u
/* Tapes up to this length are small enough once all ways were tried. */
#define SMALL 8u

static const struct {
    const char *name;
    const char *sentence;
} pass_rows[] = {
#define PASS_ROW(constant, name, sentence) {name, sentence},
    SIM_SHRINK_PASS_TABLE(PASS_ROW)
#undef PASS_ROW
};

const char *sim_shrink_pass_name(sim_shrink_pass pass)
{
    return pass_rows[pass].name;
}

const char *sim_shrink_pass_sentence(sim_shrink_pass pass)
{
    return pass_rows[pass].sentence;
}

/* --- The symptom to keep. --- */

static bool copy_tape(sim_tape *to, const sim_tape *from)
{
    sim_tape_init(to, from->config);
    for (size_t i = 0; i < from->count; i++) {
        if (!sim_tape_append(to, from->ops[i])) {
            sim_tape_free(to);
            return false;
        }
    }
    return true;
}

/*
 * If a world crashes, the quiet phase cannot be told from the last op; playing it without a quiet
 * phase tells.
 */
static bool settle_place(sim_shrinker *s, const sim_tape *tape, sim_symptom *symptom)
{
    const sim_shrink_play without_quiet = {.to_the_end = false};
    sim_symptom partly;
    bool told = symptom->kind == SIM_SYMPTOM_INVARIANT || symptom->kind == SIM_SYMPTOM_NONE;
    if (told || tape->count == 0 || symptom->op + 1 != tape->count) {
        return true;
    }
    if (!sim_shrink_play_tape(s, tape, &without_quiet, &partly)) {
        return false;
    }
    if (partly.kind != symptom->kind) {
        symptom->op = tape->count;
        symptom->code = SIM_SYMPTOM_QUIET;
    }
    return true;
}

/* Plays the original tape, and cuts off everything after the failure. */
static bool find_goal(sim_shrinker *s)
{
    const sim_shrink_play whole = {.to_the_end = true, .pairs = SIM_PAIRS_ALL};
    s->pass = SIM_SHRINK_CUT;
    if (!sim_shrink_play_tape(s, &s->best, &whole, &s->goal) ||
        !settle_place(s, &s->best, &s->goal)) {
        return false;
    }
    s->found = s->goal;
    s->report->before = s->goal;
    if (s->goal.kind == SIM_SYMPTOM_NONE) {
        s->report->end = SIM_SHRINK_PASSES;
        return false;
    }
    if (s->goal.kind == SIM_SYMPTOM_INVARIANT) {
        s->how.pairs = sim_pairs_of((sim_invariant)s->goal.detail);
    }
    /* Where a pair changes the tape, later ops matter too. */
    s->how.to_the_end = s->goal.code == SIM_SYMPTOM_QUIET || s->how.pairs != SIM_PAIRS_NONE;
    if (s->how.to_the_end) {
        return true;
    }
    sim_symptom symptom;
    s->best.count = (size_t)s->goal.op + 1;
    if (!sim_shrink_play_tape(s, &s->best, &s->how, &symptom)) {
        return false;
    }
    if (!sim_symptom_same(&symptom, &s->goal) || symptom.code != s->goal.code) {
        s->report->end = SIM_SHRINK_UNSTEADY;
        return false;
    }
    s->report->counts[SIM_SHRINK_CUT].kept++;
    return true;
}

/* Whether only a drawn question shows it: then it does not show without questions. */
static bool find_drawn(sim_shrinker *s)
{
    const sim_shrink_play silent = {.last_rounds = 1};
    sim_symptom symptom;
    /* All questions come after the last op: one more op that does nothing, and none before. */
    bool has_room = s->best.count < sim_tape_ops_max(&s->best.config);
    if (s->how.to_the_end || s->goal.kind == SIM_SYMPTOM_HANG || !has_room) {
        return true;
    }
    sim_tape longer;
    if (!copy_tape(&longer, &s->best)) {
        s->report->end = SIM_SHRINK_BROKEN;
        return false;
    }
    bool longer_is_whole = sim_tape_append(&longer, (sim_op){.code = SIM_OP_NOP});
    if (!longer_is_whole) {
        s->report->end = SIM_SHRINK_BROKEN;
    }
    bool played = longer_is_whole && sim_shrink_play_tape(s, &longer, &silent, &symptom);
    sim_tape_free(&longer);
    if (!played) {
        return false;
    }
    s->report->drawn = !sim_symptom_same(&symptom, &s->goal) || symptom.op != s->goal.op;
    return true;
}

/* --- Making it smaller. --- */

static bool run_pass(sim_shrinker *s, sim_shrink_pass pass, bool (*run)(sim_shrinker *s))
{
    s->pass = pass;
    return run(s);
}

void sim_shrink_smaller(sim_shrinker *s)
{
    bool smaller = true;
    s->exchanged = SIZE_MAX;
    while (smaller && !s->over) {
        s->report->rounds++;
        smaller = run_pass(s, SIM_SHRINK_GROUPS, sim_shrink_groups);
        smaller = run_pass(s, SIM_SHRINK_CHUNKS, sim_shrink_chunks) || smaller;
        smaller = run_pass(s, SIM_SHRINK_CHUNK, sim_shrink_chunk) || smaller;
        smaller = run_pass(s, SIM_SHRINK_SUBMISSIONS, sim_shrink_submissions) || smaller;
        smaller = run_pass(s, SIM_SHRINK_RENAME, sim_shrink_rename) || smaller;
        smaller = run_pass(s, SIM_SHRINK_MERGE, sim_shrink_merge) || smaller;
        smaller = run_pass(s, SIM_SHRINK_REPLACE, sim_shrink_replace) || smaller;
        smaller = run_pass(s, SIM_SHRINK_WORLD, sim_shrink_world) || smaller;
        smaller = run_pass(s, SIM_SHRINK_ARGUMENTS, sim_shrink_arguments) || smaller;
        smaller = run_pass(s, SIM_SHRINK_PAIRS, sim_shrink_pairs) || smaller;
        /* These cost the most, so they run only when nothing else helps. */
        smaller = smaller || run_pass(s, SIM_SHRINK_MOVE, sim_shrink_move);
        smaller = smaller || run_pass(s, SIM_SHRINK_EXCHANGE, sim_shrink_exchange);
    }
}

void sim_shrink_go_on(sim_shrinker *s)
{
    s->over = s->report->end == SIM_SHRINK_BROKEN;
    s->grace = GRACE_PLAYS;
}

/* --- Drawn questions. --- */

/* Tries the candidate with a seed and the usual questions. */
static bool try_seed(sim_shrinker *s, uint64_t seed, size_t idle)
{
    sim_tape *candidate = &s->candidate;
    if (!sim_shrink_propose(s)) {
        return false;
    }
    size_t last = candidate->count - 1;
    candidate->ops[last + idle] = candidate->ops[last];
    for (size_t i = 0; i < idle; i++) {
        candidate->ops[last + i] = (sim_op){.code = SIM_OP_NOP};
    }
    candidate->count += idle;
    candidate->config.seed = seed;
    return sim_shrink_try(s);
}

/* Searches for a seed, beginning with the tape's own. */
static bool find_seed(sim_shrinker *s)
{
    const uint64_t first = s->best.config.seed;
    for (size_t idle = 0; idle <= IDLE_MAX && !s->over; idle++) {
        for (uint64_t i = 0; i < SEEDS_MAX && !s->over; i++) {
            if (try_seed(s, i == 0 ? first : i - 1, idle)) {
                return true;
            }
        }
    }
    return false;
}

/*
 * Shrinks with this many rounds of questions after the last op, then searches a seed with which the
 * usual round asks the right ones. If there is none, or the tape got no shorter, returns false and
 * restores the tape.
 */
static bool shrink_with_rounds(sim_shrinker *s, uint32_t rounds)
{
    sim_tape given;
    sim_symptom found = s->found;
    if (!copy_tape(&given, &s->best)) {
        s->report->end = SIM_SHRINK_BROKEN;
        s->over = true;
        return false;
    }
    const sim_shrink_play how = s->how;
    s->how.last_rounds = rounds;
    if (s->focused) {
        sim_shrink_focus(s);
    }
    sim_shrink_forget(s);
    sim_shrink_smaller(s);
    s->how = how;
    sim_shrink_forget(s);
    s->pass = SIM_SHRINK_SEED;
    /* Done even after a stop: otherwise all work would be lost. */
    sim_shrink_go_on(s);
    bool landed = s->best.count < given.count && find_seed(s);
    s->grace = 0;
    if (landed) {
        sim_tape_free(&given);
        return true;
    }
    sim_tape_free(&s->best);
    s->best = given;
    s->found = found;
    return false;
}

/*
 * More questions give a smaller tape, but make the seed rarer; the largest number is for symptoms
 * that nothing less shows.
 */
static void shrink_drawn(sim_shrinker *s)
{
    static const uint32_t rounds[] = {128, 32, 8, 1024};
    size_t count = sizeof rounds / sizeof rounds[0] - (s->focused ? 0 : 1);
    for (size_t i = 0; i < count && !s->over; i++) {
        if (shrink_with_rounds(s, rounds[i])) {
            return;
        }
    }
}

/* --- Ways. --- */

/* Where it showed: drawn questions are asked many times. */
static bool shrink_in_place(sim_shrinker *s)
{
    if (s->report->drawn) {
        shrink_drawn(s);
    }
    sim_shrink_smaller(s);
    return true;
}

/* Likewise in the quiet phase, if it shows there and no better way exists. */
static bool shrink_where_it_showed(sim_shrinker *s)
{
    return sim_shrink_shows(s) && shrink_in_place(s);
}

/* Likewise, and nothing else counts as wrong; questions that are not drawn need no repeats. */
static bool shrink_focused_in_place(sim_shrinker *s)
{
    if (!s->report->drawn || !sim_shrink_shows(s)) {
        return false;
    }
    s->focused = true;
    shrink_drawn(s);
    s->focused = false;
    sim_shrink_smaller(s);
    return true;
}

static bool (*const ways[])(sim_shrinker *s) = {
    sim_shrink_focused,
    shrink_focused_in_place,
    sim_shrink_focused_thoroughly,
    shrink_where_it_showed,
};

/* As a plain replay plays it. */
static bool shrink_to_the_end(sim_shrinker *s)
{
    s->how = (sim_shrink_play){.to_the_end = true};
    sim_shrink_smaller(s);
    return true;
}

/* Tries one way from the best tape; false if its result does not count. */
static bool go(sim_shrinker *s, bool (*way)(sim_shrinker *s), uint64_t work)
{
    const sim_shrink_play how = s->how;
    sim_shrink_forget(s);
    s->allowed = work == UINT64_MAX ? UINT64_MAX : s->work + work;
    bool arrived = way(s);
    s->allowed = UINT64_MAX;
    s->over = s->report->end != SIM_SHRINK_COMPLETE;
    s->how = how;
    return arrived && s->report->end != SIM_SHRINK_BROKEN;
}

/* Best becomes the smallest result of all ways. */
static void go_all_ways(sim_shrinker *s)
{
    sim_tape given = s->best;
    sim_tape smallest = {.count = SIZE_MAX};
    sim_symptom found = s->found;
    for (size_t i = 0; i < sizeof ways / sizeof ways[0] && !s->over; i++) {
        if (!copy_tape(&s->best, &given)) {
            s->report->end = SIM_SHRINK_BROKEN;
            s->over = true;
        } else if (go(s, ways[i], WORK_MAX) && s->best.count < smallest.count) {
            sim_tape_free(&smallest);
            smallest = s->best;
            found = s->found;
        } else {
            sim_tape_free(&s->best);
        }
    }
    s->best = given;
    s->found = found;
    if (smallest.count != SIZE_MAX) {
        sim_tape_free(&s->best);
        s->best = smallest;
    }
}

/* And again from there, as long as that helps. */
static void shrink_all_ways(sim_shrinker *s)
{
    size_t before;
    do {
        before = s->best.count;
        go_all_ways(s);
        (void)go(s, shrink_to_the_end, WORK_MAX);
    } while (s->best.count > SMALL && s->best.count < before && !s->over);
    (void)go(s, shrink_to_the_end, UINT64_MAX);
    s->how = (sim_shrink_play){.to_the_end = true};
}

/* Whether the symptom may show at another op, or in the quiet phase. */
static bool is_loose(const sim_shrinker *s)
{
    return s->keep == SIM_SHRINK_KEEP_INVARIANT ||
           (s->keep == SIM_SHRINK_KEEP_CALL && !sim_symptom_names_no_call(&s->goal));
}

static void shrink_all(sim_shrinker *s)
{
    if (sim_shrink_can_focus(s)) {
        shrink_all_ways(s);
        return;
    }
    (void)shrink_in_place(s);
    if (is_loose(s)) {
        s->how.to_the_end = true;
        sim_shrink_forget(s);
        sim_shrink_smaller(s);
    }
}

/* --- The end. --- */

/* Plays the result twice more: it must fail the same way, with the same digest. */
static void play_again(sim_shrinker *s)
{
    const sim_shrink_play whole = {.to_the_end = s->how.to_the_end, .pairs = s->how.pairs};
    sim_symptom symptoms[2];
    s->pass = SIM_SHRINK_AGAIN;
    s->over = false;
    for (size_t i = 0; i < 2; i++) {
        if (!s->options->play(s->options->context, &s->best, &whole, &symptoms[i])) {
            s->report->end = SIM_SHRINK_BROKEN;
            return;
        }
        s->report->plays++;
        s->report->counts[s->pass].tried++;
    }
    bool steady = sim_shrink_keeps(s, &symptoms[0]) && sim_shrink_keeps(s, &symptoms[1]) &&
                  symptoms[0].op == symptoms[1].op && symptoms[0].digest == symptoms[1].digest;
    if (!steady) {
        s->report->end = SIM_SHRINK_UNSTEADY;
        return;
    }
    s->report->counts[s->pass].kept += 2;
    s->report->after = symptoms[0];
}

static bool is_wanted(void *context, const sim_failure *failure)
{
    const sim_shrink_play *how = context;
    return failure->invariant == how->failure.invariant &&
           (how->any_call || sim_symptom_same_failure(failure, &how->failure));
}

sim_run_options sim_shrink_run_options(sim_shrink_play *how)
{
    return (sim_run_options){.until = SIM_NEVER,
                             .pairs = how->pairs,
                             .without_quiet = !how->to_the_end,
                             .last_rounds = how->last_rounds,
                             .first_round = how->first_round,
                             .wanted = how->focused ? is_wanted : NULL,
                             .wanted_context = how};
}

sim_shrunk sim_shrink(sim_tape *tape, const sim_shrink_options *options)
{
    sim_shrunk report = {.end = SIM_SHRINK_COMPLETE};
    sim_shrinker s = {
        .options = options, .report = &report, .keep = options->keep, .allowed = UINT64_MAX};
    if (!copy_tape(&s.best, tape)) {
        report.end = SIM_SHRINK_BROKEN;
        return report;
    }
    s.grace = GOAL_PLAYS;
    if (find_goal(&s) && find_drawn(&s)) {
        s.grace = 0;
        shrink_all(&s);
        if (report.end != SIM_SHRINK_BROKEN) {
            play_again(&s);
        }
    }
    if (report.end == SIM_SHRINK_COMPLETE || report.end == SIM_SHRINK_STOPPED) {
        sim_tape_free(tape);
        *tape = s.best;
    } else {
        sim_tape_free(&s.best);
    }
    sim_tape_free(&s.candidate);
    sim_shrink_forget(&s);
    return report;
}
