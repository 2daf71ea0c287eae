/*
 * Compares the answers of look-ups with the right ones, and names the invariant that a wrong one
 * breaks.
 */
#include "oracle_internal.h"

#include "question.h"
#include "twin.h"

/* The invariants that a right answer to this question supports. */
static void count_checks(sim_oracle *oracle, const sim_question *question,
                         const sim_answer *expected)
{
    if (oracle->after_restore) {
        sim_count(oracle, SIM_INVARIANT_REHYDRATION);
    }
    if (expected->status != IDA_OK) {
        bool unknown =
            expected->status == IDA_UNKNOWN_ID || expected->status == IDA_UNKNOWN_SESSION;
        sim_count(oracle, unknown ? SIM_INVARIANT_NO_INVENTION : SIM_INVARIANT_CONTRACT);
        return;
    }
    switch (question->call) {
    case SIM_CALL_TO_OP:
        if (expected->id >= 0) {
            sim_count(oracle, SIM_INVARIANT_FINAL_UNIQUE);
        }
        sim_count(oracle, SIM_INVARIANT_ROUND_TRIP);
        break;
    case SIM_CALL_TO_SESSION:
    case SIM_CALL_WITHOUT_ORIGIN:
        sim_count(oracle, SIM_INVARIANT_ROUND_TRIP);
        break;
    case SIM_CALL_DECOMPRESS:
        sim_count(oracle, SIM_INVARIANT_STABLE_UNIQUE);
        sim_count(oracle, SIM_INVARIANT_STABLE_FOREVER);
        break;
    case SIM_CALL_RECOMPRESS:
    case SIM_CALL_TRY_RECOMPRESS:
    case SIM_CALL_COUNT:
        sim_count(oracle, SIM_INVARIANT_STABLE_FOREVER);
        break;
    }
}

/* True if the incarnation has already handed out an ID of this run. */
static bool repeats(const sim_view *view, const ida_run *run)
{
    if (run->count == 0 || view->self->generated == 0) {
        return false;
    }
    if (run->first < 0) {
        uint64_t gen = (uint64_t)(-(run->first + 1)) + 1;
        return gen <= view->self->generated && !sim_incarnation_given(view->self, gen)->eager;
    }
    sim_meaning meaning = sim_meaning_of_final(view, (uint64_t)run->first);
    return meaning.kind != SIM_KIND_UNKNOWN && meaning.kind != SIM_KIND_LOGGED;
}

sim_invariant sim_judge_runs(const sim_view *view, const ida_run *expected, size_t expected_count,
                             const ida_run *got, size_t got_count)
{
    for (size_t i = 0; i < got_count; i++) {
        if (repeats(view, &got[i])) {
            return SIM_INVARIANT_SESSION_UNIQUE;
        }
    }
    for (size_t i = 0; i < got_count; i++) {
        if (got[i].first < 0) {
            continue;
        }
        bool right = i < expected_count && expected[i].first == got[i].first &&
                     got[i].count <= expected[i].count;
        if (!right) {
            return SIM_INVARIANT_EAGER_HONEST;
        }
    }
    return SIM_INVARIANT_CONTRACT;
}

/* True if a session with the same history that was never loaded answers correctly. */
static bool twin_agrees(const sim_oracle *oracle, unsigned node, unsigned slot,
                        const sim_question *question, const sim_answer *expected)
{
    sim_twin twin;
    if (!sim_twin_make(oracle, node, slot, &twin)) {
        return false;
    }
    sim_answer got = sim_question_ask(oracle->world->subject, twin.session, question);
    sim_twin_free(oracle, &twin);
    return sim_answers_agree(question, expected, &got);
}

void sim_judge_answer(sim_oracle *oracle, unsigned node, unsigned slot, const sim_view *view,
                      const sim_question *question, const sim_answer *got)
{
    sim_answer expected = sim_answer_expected(view, question);
    count_checks(oracle, question, &expected);
    if (oracle->collects || sim_answers_agree(question, &expected, got)) {
        return;
    }
    oracle->after_restore =
        oracle->after_restore && twin_agrees(oracle, node, slot, question, &expected);
    sim_report(oracle, sim_question_breaks(view, question, &expected, got),
               sim_site_about(sim_site_slot(oracle, node, slot, sim_question_word(question)),
                              sim_question_value(question)),
               sim_answer_value(question, &expected), sim_answer_value(question, got));
}

void sim_ask(sim_oracle *oracle, unsigned node, unsigned slot, const sim_view *view,
             ida_session *session, const sim_question *question)
{
    if (oracle->failure.failed ||
        !sim_claims_call(oracle->world->subject->unclaimed, sim_question_word(question))) {
        return;
    }
    sim_answer got = sim_question_ask(oracle->world->subject, session, question);
    sim_judge_answer(oracle, node, slot, view, question, &got);
}
