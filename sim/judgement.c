/* Counting checks and keeping the first failure. */
#include "judgement.h"

#include <inttypes.h>
#include <stdio.h>

#define TEXT 160u

bool sim_judge(sim_judgement *judgement, sim_invariant invariant, bool holds, const char *where,
               const char *expected, const char *got)
{
    judgement->checks[invariant]++;
    if (!holds && !judgement->failure.failed && sim_invariant_in(judgement->only, invariant)) {
        sim_fail(&judgement->failure, invariant, where, expected, got);
    }
    return holds;
}

bool sim_judge_number(sim_judgement *judgement, sim_invariant invariant, const char *where,
                      const char *what, uint64_t expected, uint64_t got)
{
    if (expected == got) {
        return sim_judge(judgement, invariant, true, where, "", "");
    }
    char expected_text[TEXT];
    char got_text[TEXT];
    (void)snprintf(expected_text, sizeof expected_text, "%s %" PRIu64, what, expected);
    (void)snprintf(got_text, sizeof got_text, "%s %" PRIu64, what, got);
    return sim_judge(judgement, invariant, false, where, expected_text, got_text);
}

bool sim_judge_signed(sim_judgement *judgement, sim_invariant invariant, const char *where,
                      const char *what, int64_t expected, int64_t got)
{
    if (expected == got) {
        return sim_judge(judgement, invariant, true, where, "", "");
    }
    char expected_text[TEXT];
    char got_text[TEXT];
    (void)snprintf(expected_text, sizeof expected_text, "%s %" PRId64, what, expected);
    (void)snprintf(got_text, sizeof got_text, "%s %" PRId64, what, got);
    return sim_judge(judgement, invariant, false, where, expected_text, got_text);
}

bool sim_judge_status(sim_judgement *judgement, sim_invariant invariant, const char *where,
                      ida_status expected, ida_status got)
{
    return sim_judge(judgement, invariant, expected == got, where, ida_status_name(expected),
                     ida_status_name(got));
}

void sim_judge_memory(sim_result *result, const sim_memory *memory, size_t left,
                      sim_invariant invariant, const char *where)
{
    if (result->failure.failed) {
        return;
    }
    if (memory->misused) {
        sim_fail(&result->failure, invariant, "a call of the allocator",
                 "old_size is the size that was asked for last", "another old_size");
    } else if (left > 0) {
        char got[64];
        (void)snprintf(got, sizeof got, "%zu bytes left", left);
        sim_fail(&result->failure, invariant, where, "no memory is held any more", got);
    }
}
