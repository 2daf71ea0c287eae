/* Counts checks and keeps the first failure. */
#include "judgement.h"

#include "known.h"

bool sim_judge(sim_judgement *judgement, sim_invariant invariant, bool holds, const sim_site *where,
               sim_value expected, sim_value got)
{
    judgement->checks[invariant]++;
    sim_profile_check(judgement->profile, invariant);
    if (!holds && !judgement->failure.failed && sim_invariant_in(judgement->only, invariant)) {
        sim_fail(&judgement->failure, invariant, where, expected, got);
        judgement->failure.failed = !sim_is_passed_over(&judgement->failure);
    }
    return holds;
}

/* Most checks hold: what was expected and came is made into values only if one does not. */
static bool holds_and_counts(sim_judgement *judgement, sim_invariant invariant, bool holds)
{
    if (holds) {
        judgement->checks[invariant]++;
        sim_profile_check(judgement->profile, invariant);
    }
    return holds;
}

bool sim_judge_words(sim_judgement *judgement, sim_invariant invariant, bool holds,
                     const sim_site *where, sim_word expected, sim_word got)
{
    return holds_and_counts(judgement, invariant, holds) ||
           sim_judge(judgement, invariant, false, where, sim_value_words(expected),
                     sim_value_words(got));
}

bool sim_judge_number(sim_judgement *judgement, sim_invariant invariant, const sim_site *where,
                      sim_word what, uint64_t expected, uint64_t got)
{
    return holds_and_counts(judgement, invariant, expected == got) ||
           sim_judge(judgement, invariant, false, where, sim_value_number(what, expected),
                     sim_value_number(what, got));
}

bool sim_judge_signed(sim_judgement *judgement, sim_invariant invariant, const sim_site *where,
                      sim_word what, int64_t expected, int64_t got)
{
    return holds_and_counts(judgement, invariant, expected == got) ||
           sim_judge(judgement, invariant, false, where, sim_value_signed(what, expected),
                     sim_value_signed(what, got));
}

bool sim_judge_status(sim_judgement *judgement, sim_invariant invariant, const sim_site *where,
                      ida_status expected, ida_status got)
{
    return holds_and_counts(judgement, invariant, expected == got) ||
           sim_judge(judgement, invariant, false, where, sim_value_status(expected),
                     sim_value_status(got));
}

void sim_judge_memory(sim_result *result, const sim_memory *memory, size_t left,
                      sim_invariant invariant, sim_word where)
{
    const sim_site end = sim_site_of_call(where);
    if (result->failure.failed) {
        return;
    }
    if (memory->misused) {
        sim_fail_words(&result->failure, invariant, SIM_WORD_ALLOCATOR, SIM_WORD_OLD_SIZE,
                       SIM_WORD_ANOTHER_OLD_SIZE);
    } else if (left > 0) {
        sim_fail(&result->failure, invariant, &end, sim_value_words(SIM_WORD_NO_MEMORY_HELD),
                 sim_value_number(SIM_WORD_BYTES_LEFT, left));
    }
}
