/* The calls behind the questions, and the data about their answers. */
#include "question.h"

#include <assert.h>

#include "stable.h"

/* The value of output arguments before a call: no right answer equals it. */
#define SENTINEL_ID INT64_C(-0x5EA7B0A7C0DEC0DE)
static const ida_uuid sentinel_uuid = {UINT64_C(0xFEEDFACEFEEDFACE), UINT64_C(0xC0FFEEC0FFEE)};

static const sim_word call_words[SIM_CALL_COUNT] = {
    [SIM_CALL_TO_OP] = SIM_WORD_SESSION_TO_OP_SPACE,
    [SIM_CALL_TO_SESSION] = SIM_WORD_SESSION_TO_SESSION_SPACE,
    [SIM_CALL_WITHOUT_ORIGIN] = SIM_WORD_SESSION_WITHOUT_ORIGIN,
    [SIM_CALL_DECOMPRESS] = SIM_WORD_SESSION_DECOMPRESS,
    [SIM_CALL_RECOMPRESS] = SIM_WORD_SESSION_RECOMPRESS,
    [SIM_CALL_TRY_RECOMPRESS] = SIM_WORD_SESSION_TRY_RECOMPRESS,
};

sim_answer sim_question_ask(const sim_subject *subject, ida_session *session,
                            const sim_question *question)
{
    assert(question->call < SIM_CALL_COUNT);
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

bool sim_answers_agree(const sim_question *question, const sim_answer *expected,
                       const sim_answer *got)
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

static bool is_known(sim_meaning meaning)
{
    return meaning.kind != SIM_KIND_UNKNOWN;
}

sim_invariant sim_question_breaks(const sim_view *view, const sim_question *question,
                                  const sim_answer *expected, const sim_answer *got)
{
    assert(!sim_answers_agree(question, expected, got));
    if (expected->status != IDA_OK) {
        return got->status == IDA_OK ? SIM_INVARIANT_NO_INVENTION : SIM_INVARIANT_CONTRACT;
    }
    bool answered = got->status == IDA_OK;
    switch (question->call) {
    case SIM_CALL_TO_OP:
        /* The wrong final ID belongs to another ID: then two IDs have one final ID. */
        if (answered && got->id >= 0 && is_known(sim_meaning_of_final(view, (uint64_t)got->id))) {
            return SIM_INVARIANT_FINAL_UNIQUE;
        }
        return SIM_INVARIANT_ROUND_TRIP;
    case SIM_CALL_DECOMPRESS:
        /* Likewise for a wrong UUID. */
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

sim_value sim_answer_value(const sim_question *question, const sim_answer *answer)
{
    if (answer->status != IDA_OK) {
        sim_value value = sim_value_status(answer->status);
        value.is_spoiled = answer->spoiled;
        return value;
    }
    return question->call == SIM_CALL_DECOMPRESS ? sim_value_uuid(answer->uuid)
                                                 : sim_value_id(answer->id);
}

sim_word sim_question_word(const sim_question *question)
{
    assert(question->call < SIM_CALL_COUNT);
    return call_words[question->call];
}

sim_value sim_question_value(const sim_question *question)
{
    switch (question->call) {
    case SIM_CALL_RECOMPRESS:
    case SIM_CALL_TRY_RECOMPRESS:
        return sim_value_uuid(question->uuid);
    case SIM_CALL_TO_SESSION:
        return sim_value_origin(question->id, question->uuid);
    case SIM_CALL_TO_OP:
    case SIM_CALL_WITHOUT_ORIGIN:
    case SIM_CALL_DECOMPRESS:
    case SIM_CALL_COUNT:
        break;
    }
    return sim_value_id(question->id);
}
