/* Comparing the answers of look-ups with the right ones, and naming what is wrong with one. */
#include "oracle_internal.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>

#include "stable.h"
#include "twin.h"

/* What output arguments hold before a call: no right answer is ever this. */
#define SENTINEL_ID INT64_C(-0x5EA7B0A7C0DEC0DE)
static const ida_uuid sentinel_uuid = {UINT64_C(0xFEEDFACEFEEDFACE), UINT64_C(0xC0FFEEC0FFEE)};

static const char *const call_names[SIM_CALL_COUNT] = {
    [SIM_CALL_TO_OP] = "to_op_space",
    [SIM_CALL_TO_SESSION] = "to_session_space",
    [SIM_CALL_WITHOUT_ORIGIN] = "to_session_space_without_origin",
    [SIM_CALL_DECOMPRESS] = "decompress",
    [SIM_CALL_RECOMPRESS] = "recompress",
    [SIM_CALL_TRY_RECOMPRESS] = "try_recompress",
};

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

static bool is_known(sim_meaning meaning)
{
    return meaning.kind != SIM_KIND_UNKNOWN;
}

/* The invariant that a wrong answer breaks, the most specific one. */
static sim_invariant name_of(const sim_view *view, const sim_question *question,
                             const sim_answer *expected, const sim_answer *got)
{
    if (expected->status != IDA_OK) {
        return got->status == IDA_OK ? SIM_INVARIANT_NO_INVENTION : SIM_INVARIANT_CONTRACT;
    }
    bool answered = got->status == IDA_OK;
    switch (question->call) {
    case SIM_CALL_TO_OP:
        /* The wrong final ID is that of another ID: then two have one. */
        if (answered && got->id >= 0 && is_known(sim_meaning_of_final(view, (uint64_t)got->id))) {
            return SIM_INVARIANT_FINAL_UNIQUE;
        }
        return SIM_INVARIANT_ROUND_TRIP;
    case SIM_CALL_DECOMPRESS:
        /* Likewise for the wrong UUID. */
        if (answered && sim_stable_valid(got->uuid) &&
            is_known(sim_meaning_of_uuid(view, got->uuid))) {
            return SIM_INVARIANT_STABLE_UNIQUE;
        }
        return SIM_INVARIANT_STABLE_FOREVER;
    case SIM_CALL_RECOMPRESS:
    case SIM_CALL_TRY_RECOMPRESS:
        return SIM_INVARIANT_STABLE_FOREVER;
    case SIM_CALL_TO_SESSION:
    case SIM_CALL_WITHOUT_ORIGIN:
    case SIM_CALL_COUNT:
        break;
    }
    return SIM_INVARIANT_ROUND_TRIP;
}

/* True if the incarnation handed out an ID of this run before. */
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

static void answer_text(const sim_question *question, const sim_answer *answer, char *text,
                        size_t size)
{
    if (answer->status != IDA_OK) {
        (void)snprintf(text, size, "%s%s", ida_status_name(answer->status),
                       answer->spoiled ? ", and an output was written" : "");
    } else if (question->call == SIM_CALL_DECOMPRESS) {
        char uuid[IDA_UUID_TEXT_SIZE];
        sim_stable_text(answer->uuid, uuid);
        (void)snprintf(text, size, "%s", uuid);
    } else {
        (void)snprintf(text, size, "%" PRId64, answer->id);
    }
}

static void question_text(const sim_question *question, char *text, size_t size)
{
    char uuid[IDA_UUID_TEXT_SIZE];
    sim_stable_text(question->uuid, uuid);
    assert(question->call < SIM_CALL_COUNT);
    const char *name = call_names[question->call];
    switch (question->call) {
    case SIM_CALL_RECOMPRESS:
    case SIM_CALL_TRY_RECOMPRESS:
        (void)snprintf(text, size, "%s(%s)", name, uuid);
        return;
    case SIM_CALL_TO_SESSION:
        (void)snprintf(text, size, "%s(%" PRId64 ", origin %s)", name, question->id, uuid);
        return;
    case SIM_CALL_TO_OP:
    case SIM_CALL_WITHOUT_ORIGIN:
    case SIM_CALL_DECOMPRESS:
    case SIM_CALL_COUNT:
        break;
    }
    (void)snprintf(text, size, "%s(%" PRId64 ")", name, question->id);
}

static bool agree(const sim_question *question, const sim_answer *expected, const sim_answer *got)
{
    if (expected->status != got->status || got->spoiled) {
        return false;
    }
    if (expected->status != IDA_OK) {
        return true;
    }
    return question->call == SIM_CALL_DECOMPRESS ? sim_stable_equal(expected->uuid, got->uuid)
                                                 : expected->id == got->id;
}

/* The subject's answer. */
static sim_answer call_subject(const sim_subject *subject, ida_session *session,
                               const sim_question *question)
{
    sim_answer got = {.status = IDA_OK, .id = SENTINEL_ID, .uuid = sentinel_uuid};
    switch (question->call) {
    case SIM_CALL_TO_OP:
        got.status = subject->session_to_op_space(session, question->id, &got.id);
        break;
    case SIM_CALL_TO_SESSION:
        got.status =
            subject->session_to_session_space(session, question->id, question->uuid, &got.id);
        break;
    case SIM_CALL_WITHOUT_ORIGIN:
        got.status =
            subject->session_to_session_space_without_origin(session, question->id, &got.id);
        break;
    case SIM_CALL_DECOMPRESS:
        got.status = subject->session_decompress(session, question->id, &got.uuid);
        break;
    case SIM_CALL_RECOMPRESS:
        got.status = subject->session_recompress(session, question->uuid, &got.id);
        break;
    case SIM_CALL_TRY_RECOMPRESS:
    case SIM_CALL_COUNT:
        if (!subject->session_try_recompress(session, question->uuid, &got.id)) {
            got.status = IDA_UNKNOWN_ID;
        }
        break;
    }
    got.spoiled = got.status != IDA_OK &&
                  (got.id != SENTINEL_ID || !sim_stable_equal(got.uuid, sentinel_uuid));
    return got;
}

/* True if a session with the same history that was never loaded answers rightly. */
static bool twin_agrees(const sim_oracle *oracle, unsigned node, unsigned slot,
                        const sim_question *question, const sim_answer *expected)
{
    sim_twin twin;
    if (!sim_twin_make(oracle, node, slot, &twin)) {
        return false;
    }
    sim_answer got = call_subject(oracle->world->subject, twin.session, question);
    sim_twin_free(oracle, &twin);
    return agree(question, expected, &got);
}

void sim_judge_answer(sim_oracle *oracle, unsigned node, unsigned slot, const sim_view *view,
                      const sim_question *question, const sim_answer *got)
{
    sim_answer expected = sim_answer_expected(view, question);
    count_checks(oracle, question, &expected);
    if (agree(question, &expected, got)) {
        return;
    }
    char call[120];
    char where[sizeof oracle->failure.where];
    char expected_text[80];
    char got_text[80];
    question_text(question, call, sizeof call);
    sim_where_slot(oracle, node, slot, call, where, sizeof where);
    answer_text(question, &expected, expected_text, sizeof expected_text);
    answer_text(question, got, got_text, sizeof got_text);
    oracle->after_restore =
        oracle->after_restore && twin_agrees(oracle, node, slot, question, &expected);
    sim_report(oracle, name_of(view, question, &expected, got), where, expected_text, got_text);
}

void sim_ask(sim_oracle *oracle, unsigned node, unsigned slot, const sim_view *view,
             ida_session *session, const sim_question *question)
{
    if (oracle->failure.failed) {
        return;
    }
    sim_answer got = call_subject(oracle->world->subject, session, question);
    sim_judge_answer(oracle, node, slot, view, question, &got);
}
