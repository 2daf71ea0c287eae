/* Compares recorded calls with the data of a failure. */
#include "ctest_expect.h"

#include <string.h>

#include "wording.h"

/* The question that a call answers; SIM_WORD_NONE: no failure is about it. */
static sim_word question_of(const sim_recorded *call, const sim_failure *failure)
{
    static const sim_word questions[] = {
        [SIM_RECORDED_DOCUMENT_DECOMPRESS] = SIM_WORD_DOCUMENT_DECOMPRESS,
        [SIM_RECORDED_DOCUMENT_RECOMPRESS] = SIM_WORD_DOCUMENT_RECOMPRESS,
        [SIM_RECORDED_DOCUMENT_FINALIZED] = SIM_WORD_DOCUMENT_FINALIZED,
        [SIM_RECORDED_DOCUMENT_CLUSTER] = SIM_WORD_DOCUMENT_CLUSTER,
        [SIM_RECORDED_DOCUMENT_VERIFY] = SIM_WORD_DOCUMENT_VERIFY,
        [SIM_RECORDED_SESSION_OPEN] = SIM_WORD_SESSION_OPEN,
        [SIM_RECORDED_SESSION_GENERATE] = SIM_WORD_SESSION_GENERATE,
        [SIM_RECORDED_SESSION_GENERATE_MANY] = SIM_WORD_SESSION_GENERATE,
        [SIM_RECORDED_SESSION_GENERATE_UNIQUE] = SIM_WORD_SESSION_GENERATE_UNIQUE,
        [SIM_RECORDED_SESSION_TAKE] = SIM_WORD_SESSION_TAKE,
        [SIM_RECORDED_SESSION_RETAKE] = SIM_WORD_SESSION_RETAKE,
        [SIM_RECORDED_SESSION_RESET] = SIM_WORD_SESSION_RESET,
        [SIM_RECORDED_SESSION_SET_CLUSTER_SIZE] = SIM_WORD_SESSION_SET_CLUSTER_SIZE,
        [SIM_RECORDED_SESSION_TO_OP_SPACE] = SIM_WORD_SESSION_TO_OP_SPACE,
        [SIM_RECORDED_SESSION_TO_SESSION_SPACE] = SIM_WORD_SESSION_TO_SESSION_SPACE,
        [SIM_RECORDED_SESSION_WITHOUT_ORIGIN] = SIM_WORD_SESSION_WITHOUT_ORIGIN,
        [SIM_RECORDED_SESSION_DECOMPRESS] = SIM_WORD_SESSION_DECOMPRESS,
        [SIM_RECORDED_SESSION_RECOMPRESS] = SIM_WORD_SESSION_RECOMPRESS,
        [SIM_RECORDED_SESSION_TRY_RECOMPRESS] = SIM_WORD_SESSION_TRY_RECOMPRESS,
        [SIM_RECORDED_SESSION_GENERATED] = SIM_WORD_SESSION_GENERATED,
        [SIM_RECORDED_SESSION_NEXT_RANGE_START] = SIM_WORD_SESSION_NEXT_RANGE_START,
        [SIM_RECORDED_SESSION_CLUSTER_SIZE] = SIM_WORD_SESSION_CLUSTER_SIZE,
        [SIM_RECORDED_SESSION_IS_STALE] = SIM_WORD_SESSION_IS_STALE,
        [SIM_RECORDED_SESSION_VERIFY] = SIM_WORD_SESSION_VERIFY,
        [SIM_RECORDED_SNAPSHOT_SAVE] = SIM_WORD_SNAPSHOT_SAVE,
        [SIM_RECORDED_SNAPSHOT_LOAD] = SIM_WORD_SNAPSHOT_LOAD,
    };
    unsigned counted = failure->got.word;
    unsigned applied = failure->site.about.kind;
    switch (call->call) {
    case SIM_RECORDED_DOCUMENT_FINALIZE:
        return applied == SIM_VALUE_RANGE ? SIM_WORD_DOCUMENT_APPLY : SIM_WORD_NONE;
    case SIM_RECORDED_DOCUMENT_GHOST:
        return applied == SIM_VALUE_GHOST ? SIM_WORD_DOCUMENT_APPLY : SIM_WORD_DOCUMENT_GHOST;
    case SIM_RECORDED_DOCUMENT_FINAL_LIMIT:
        return counted == SIM_WORD_FINAL_LIMIT ? SIM_WORD_DOCUMENT_COUNTERS : SIM_WORD_NONE;
    case SIM_RECORDED_DOCUMENT_CLUSTER_COUNT:
        return counted == SIM_WORD_CLUSTERS ? SIM_WORD_DOCUMENT_COUNTERS : SIM_WORD_NONE;
    case SIM_RECORDED_DOCUMENT_SESSION_COUNT:
        return counted == SIM_WORD_SESSIONS ? SIM_WORD_DOCUMENT_COUNTERS : SIM_WORD_NONE;
    default:
        return call->call < sizeof questions / sizeof questions[0] ? questions[call->call]
                                                                   : SIM_WORD_NONE;
    }
}

static bool same_runs(const sim_recorded *call, const sim_value *got)
{
    return call->run_count == got->count &&
           memcmp(call->runs, got->of.runs, call->run_count * sizeof *call->runs) == 0;
}

static bool same_range(const ida_range *a, const ida_range *b)
{
    return a->count == b->count &&
           (a->count == 0 || (a->first_gen_count == b->first_gen_count &&
                              ida_uuid_compare(a->session, b->session) == 0 &&
                              a->requested_cluster_size == b->requested_cluster_size));
}

static bool same_unique(const sim_recorded *call, const ida_unique_id *got)
{
    return call->is_final == got->is_final &&
           (got->is_final ? call->answer_id == got->final_id
                          : ida_uuid_compare(call->answer_uuid, got->stable_id) == 0);
}

static bool same_cluster(const ida_cluster *a, const ida_cluster *b)
{
    return a->base_final == b->base_final && a->capacity == b->capacity && a->count == b->count;
}

static bool same_answer(const sim_recorded *call, const sim_value *got)
{
    bool well = call->status == IDA_OK;
    switch (got->kind) {
    case SIM_VALUE_STATUS:
        /* If a failed call wrote an output, an assertion on the status does not show it. */
        return call->status == got->of.status && !got->is_spoiled;
    case SIM_VALUE_TRUTH:
        return call->number == (got->of.truth ? 1 : 0);
    case SIM_VALUE_WORDS:
        return got->count == 1 && call->number == got->of.numbers[0];
    case SIM_VALUE_ID:
        return well && call->answer_id == got->of.id;
    case SIM_VALUE_UUID:
        return well && ida_uuid_compare(call->answer_uuid, got->of.uuid) == 0;
    case SIM_VALUE_UNIQUE:
        return well && same_unique(call, &got->of.unique);
    case SIM_VALUE_RUNS:
        return well && same_runs(call, got);
    case SIM_VALUE_RANGE:
        return well && same_range(&call->range, &got->of.range);
    case SIM_VALUE_CLUSTER:
        return call->number == 1 && same_cluster(&call->cluster, &got->of.cluster);
    case SIM_VALUE_BYTES:
        return well && call->size == got->of.bytes.size;
    default:
        return false;
    }
}

bool sim_expect_was_got(const sim_recorded *call, const sim_failure *failure)
{
    sim_word question = question_of(call, failure);
    /* Only bytes that were never saved must be refused. */
    if (call->call == SIM_RECORDED_SNAPSHOT_LOAD &&
        call->unsaved != sim_expect_is_refusal(&failure->expected)) {
        return false;
    }
    return call->returned && question != SIM_WORD_NONE && question == failure->site.call &&
           same_answer(call, &failure->got);
}

bool sim_expect_is_answer(const sim_value *expected)
{
    return expected->kind != SIM_VALUE_NONE && expected->kind != SIM_VALUE_TEXT &&
           (expected->kind != SIM_VALUE_WORDS || expected->count == 1);
}

bool sim_expect_is_refusal(const sim_value *expected)
{
    return expected->kind == SIM_VALUE_WORDS && expected->word == SIM_WORD_REFUSAL;
}
