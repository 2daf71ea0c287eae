/* Tries a proposal: each only once, and only within the limit. */
#include <stdlib.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "compressor/metamorphic/pair.h"
#include "shrink_internal.h"

/* How many times questions are drawn for one proposal. */
#define DRAWS_MAX 12u
/* The fixed cost of a play. */
#define PLAY_WORK 100u

/* --- Proposals tried before. --- */

static uint64_t hash_tape(const sim_tape *tape)
{
    const uint64_t config[] = {tape->config.nodes,       tape->config.slots,
                               tape->config.write_ahead, tape->config.cluster_size,
                               tape->config.seed,        tape->config.kept};
    uint64_t hash = XXH3_64bits(config, sizeof config);
    for (size_t i = 0; i < tape->count; i++) {
        const sim_op *op = &tape->ops[i];
        const uint32_t numbers[] = {op->code, op->args[0], op->args[1], op->args[2]};
        hash = XXH3_64bits_withSeed(numbers, sizeof numbers, hash);
    }
    return hash;
}

/* Without memory a tape may be tried again, which only costs time. */
static void remember(sim_shrinker *s, uint64_t hash)
{
    uint64_t *number =
        s->known.count < SIM_SHRINK_KNOWN_MAX ? sim_id_map_put(&s->known, 0, hash) : NULL;
    if (number != NULL) {
        *number = 1;
    }
}

void sim_shrink_forget(sim_shrinker *s)
{
    sim_id_map_free(&s->known);
}

/* --- Playing. --- */

bool sim_shrink_play_tape(sim_shrinker *s, const sim_tape *tape, const sim_shrink_play *how,
                          sim_symptom *symptom)
{
    const sim_shrink_options *options = s->options;
    if (s->over) {
        return false;
    }
    bool enough = s->work >= s->allowed;
    if (options->more != NULL && !options->more(options->context, &s->best, s->report->plays)) {
        s->report->end = SIM_SHRINK_STOPPED;
        enough = true;
    }
    if (enough) {
        s->over = s->grace == 0;
        if (s->over) {
            return false;
        }
        s->grace--;
    }
    if (!options->play(options->context, tape, how, symptom)) {
        s->report->end = SIM_SHRINK_BROKEN;
        s->over = true;
        return false;
    }
    s->work += PLAY_WORK + symptom->cost;
    s->report->plays++;
    s->report->counts[s->pass].tried++;
    return true;
}

bool sim_shrink_propose(sim_shrinker *s)
{
    sim_tape *candidate = &s->candidate;
    const size_t room = s->best.count + SIM_SHRINK_SPARE;
    if (s->over) {
        return false;
    }
    if (candidate->capacity < room) {
        sim_op *ops = realloc(candidate->ops, room * sizeof *ops);
        if (ops == NULL) {
            s->report->end = SIM_SHRINK_BROKEN;
            s->over = true;
            return false;
        }
        candidate->ops = ops;
        candidate->capacity = room;
    }
    candidate->config = s->best.config;
    candidate->count = s->best.count;
    if (s->best.count > 0) {
        memcpy(candidate->ops, s->best.ops, s->best.count * sizeof *s->best.ops);
    }
    return true;
}

/*
 * Whether the candidate has the symptom. If that is the answer to a drawn question, another wrong
 * answer may come first; then other questions are drawn.
 */
static bool show_symptom(sim_shrinker *s, sim_symptom *symptom)
{
    sim_shrink_play how = s->how;
    for (unsigned draw = 0; draw < DRAWS_MAX; draw++) {
        if (!sim_shrink_play_tape(s, &s->candidate, &how, symptom)) {
            return false;
        }
        if (sim_shrink_keeps(s, symptom)) {
            return true;
        }
        bool at_the_last =
            symptom->kind == SIM_SYMPTOM_INVARIANT && symptom->op + 1 == s->candidate.count;
        if (how.last_rounds == 0 || !at_the_last) {
            return false;
        }
        how.first_round += how.last_rounds;
    }
    return false;
}

bool sim_shrink_try(sim_shrinker *s)
{
    sim_symptom symptom;
    if (s->over || sim_tape_equal(&s->candidate, &s->best)) {
        return false;
    }
    uint64_t hash = hash_tape(&s->candidate);
    if (sim_id_map_get(&s->known, 0, hash) != 0) {
        s->report->known++;
        return false;
    }
    bool same = show_symptom(s, &symptom);
    if (s->over) {
        return false;
    }
    remember(s, hash);
    if (!same) {
        return false;
    }
    sim_tape worse = s->best;
    s->best = s->candidate;
    s->candidate = worse;
    s->found = symptom;
    /* It may fail earlier than it did; but a pair needs the rest of the tape. */
    if (symptom.op < s->best.count && s->how.pairs == SIM_PAIRS_NONE) {
        s->best.count = (size_t)symptom.op + 1;
    }
    s->report->counts[s->pass].kept++;
    return true;
}

bool sim_shrink_may_change_call(const sim_shrinker *s)
{
    return s->keep == SIM_SHRINK_KEEP_INVARIANT && s->report->drawn;
}

bool sim_shrink_keeps(const sim_shrinker *s, const sim_symptom *symptom)
{
    const sim_symptom *goal = &s->goal;
    switch (s->keep) {
    case SIM_SHRINK_KEEP_OP:
        return sim_symptom_same(symptom, goal) && symptom->code == goal->code;
    case SIM_SHRINK_KEEP_CALL:
        return sim_symptom_same(symptom, goal);
    case SIM_SHRINK_KEEP_INVARIANT:
        break;
    }
    return symptom->kind == goal->kind && symptom->detail == goal->detail &&
           (sim_shrink_may_change_call(s) ||
            sim_symptom_same_failure(&symptom->failure, &goal->failure));
}

bool sim_shrink_shows(sim_shrinker *s)
{
    sim_symptom symptom;
    if (!sim_shrink_play_tape(s, &s->best, &s->how, &symptom) || !sim_shrink_keeps(s, &symptom)) {
        return false;
    }
    s->found = symptom;
    return true;
}

size_t sim_shrink_loose(const sim_shrinker *s)
{
    bool last_stays = !s->how.to_the_end && s->best.count > 0;
    return s->best.count - (last_stays ? 1 : 0);
}

bool sim_shrink_drop(sim_shrinker *s, size_t first, size_t count)
{
    if (count == 0 || !sim_shrink_propose(s)) {
        return false;
    }
    sim_tape *candidate = &s->candidate;
    memmove(candidate->ops + first, candidate->ops + first + count,
            (candidate->count - first - count) * sizeof *candidate->ops);
    candidate->count -= count;
    return sim_shrink_try(s);
}

bool sim_shrink_drop_marked(sim_shrinker *s, const bool *without)
{
    if (!sim_shrink_propose(s)) {
        return false;
    }
    sim_tape *candidate = &s->candidate;
    size_t kept = 0;
    for (size_t i = 0; i < candidate->count; i++) {
        if (!without[i]) {
            candidate->ops[kept++] = candidate->ops[i];
        }
    }
    candidate->count = kept;
    return sim_shrink_try(s);
}
