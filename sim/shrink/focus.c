/*
 * Shrinking while only the symptom counts.
 *
 * A wrong core gives many wrong answers, and every dropped op changes which one shows first. So the
 * tape is first made smaller as if only the symptom were wrong; then the symptom is made to show
 * first again: by the seed, which draws the questions, and by checkpoints at the end, since some
 * checks of a checkpoint take turns.
 */
#include "shrink_internal.h"

/* The most checkpoints; for each number of them that many seeds are tried. */
#define CHECKPOINTS_MAX 2u
#define SEEDS_MAX       2048u
/* The number of rounds when more questions than usual are asked. */
#define ROUNDS 16u

bool sim_shrink_can_focus(const sim_shrinker *s)
{
    return !sim_symptom_names_no_call(&s->goal) && s->best.config.scheme == SIM_SCHEME_COMPRESSOR;
}

static bool try_checkpoints(sim_shrinker *s, uint64_t seed, size_t checkpoints)
{
    if (!sim_shrink_propose(s)) {
        return false;
    }
    for (size_t i = 0; i < checkpoints; i++) {
        s->candidate.ops[s->candidate.count++] = (sim_op){.code = SIM_OP_CHECKPOINT};
    }
    s->candidate.config.seed = seed;
    return sim_shrink_try(s);
}

static bool make_it_show_first(sim_shrinker *s)
{
    const uint64_t first = s->best.config.seed;
    if (sim_shrink_shows(s)) {
        return true;
    }
    for (size_t checkpoints = 0; checkpoints <= CHECKPOINTS_MAX; checkpoints++) {
        for (uint64_t i = 0; i < SEEDS_MAX && !s->over; i++) {
            if (try_checkpoints(s, i == 0 ? first : i - 1, checkpoints)) {
                return true;
            }
        }
    }
    return false;
}

void sim_shrink_focus(sim_shrinker *s)
{
    s->how.focused = true;
    s->how.any_call = sim_shrink_may_change_call(s);
    s->how.failure = s->goal.failure;
}

static bool shrink_focused(sim_shrinker *s, uint32_t rounds)
{
    s->how = (sim_shrink_play){.to_the_end = true, .last_rounds = rounds};
    sim_shrink_focus(s);
    s->pass = SIM_SHRINK_FOCUS;
    if (!sim_shrink_shows(s)) {
        return false;
    }
    sim_shrink_smaller(s);
    sim_shrink_forget(s);
    s->pass = SIM_SHRINK_FIRST;
    s->how = (sim_shrink_play){.to_the_end = true};
    sim_shrink_go_on(s);
    bool first = make_it_show_first(s);
    s->grace = 0;
    return first;
}

bool sim_shrink_focused(sim_shrinker *s)
{
    return shrink_focused(s, 0);
}

bool sim_shrink_focused_thoroughly(sim_shrinker *s)
{
    return shrink_focused(s, ROUNDS);
}
