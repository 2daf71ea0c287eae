/*
 * fuzz_document's programs, with every answer that the core gives in them. The subject is the core
 * behind functions that write their answers down; they have no context, so where to is a variable.
 */
#include "digests.h"
#include "fuzz_document.h"

static sim_trace *answers;

static ida_status note(ida_status status, uint64_t a, uint64_t b, uint64_t c)
{
    const uint64_t numbers[] = {(uint64_t)status, status == IDA_OK ? a : 0,
                                status == IDA_OK ? b : 0, status == IDA_OK ? c : 0};
    sim_trace_event(answers, SIM_EVENT_OTHER, numbers, 4);
    return status;
}

static ida_status finalize(ida_document *document, const ida_range *range)
{
    ida_status status = ida_document_finalize(document, range);
    return note(status, (uint64_t)ida_document_final_limit(document),
                ida_document_cluster_count(document), ida_document_session_count(document));
}

static ida_status ghost(ida_document *document, ida_uuid session, uint64_t count, ida_id *first)
{
    ida_status status = ida_document_ghost(document, session, count, first);
    return note(status, status == IDA_OK ? (uint64_t)*first : 0, 0, 0);
}

static ida_status generate(ida_session *session, ida_id *id)
{
    ida_status status = ida_session_generate(session, id);
    return note(status, status == IDA_OK ? (uint64_t)*id : 0, 0, 0);
}

static ida_status generate_many(ida_session *session, uint64_t count, ida_run runs[2],
                                size_t *run_count)
{
    ida_status status = ida_session_generate_many(session, count, runs, run_count);
    bool any = status == IDA_OK && *run_count > 0;
    return note(status, any ? (uint64_t)runs[0].first : 0, any ? runs[0].count : 0,
                any ? *run_count : 0);
}

static ida_status take(ida_session *session, ida_range *range)
{
    ida_status status = ida_session_take(session, range);
    bool any = status == IDA_OK;
    return note(status, any ? range->first_gen_count : 0, any ? range->count : 0,
                any ? range->requested_cluster_size : 0);
}

static ida_status retake(ida_session *session, ida_range *range)
{
    ida_status status = ida_session_retake(session, range);
    bool any = status == IDA_OK;
    return note(status, any ? range->first_gen_count : 0, any ? range->count : 0,
                any ? range->requested_cluster_size : 0);
}

static ida_status to_op_space(ida_session *session, ida_id id, ida_id *op_id)
{
    ida_status status = ida_session_to_op_space(session, id, op_id);
    return note(status, status == IDA_OK ? (uint64_t)*op_id : 0, 0, 0);
}

static ida_status decompress(ida_session *session, ida_id id, ida_uuid *uuid)
{
    ida_status status = ida_session_decompress(session, id, uuid);
    return note(status, status == IDA_OK ? uuid->high : 0, status == IDA_OK ? uuid->low : 0, 0);
}

static ida_status recompress(ida_session *session, ida_uuid uuid, ida_id *id)
{
    ida_status status = ida_session_recompress(session, uuid, id);
    return note(status, status == IDA_OK ? (uint64_t)*id : 0, 0, 0);
}

static ida_status save(const ida_document *document, ida_session *const *sessions, size_t count,
                       uint64_t log_position, uint8_t *buffer, size_t capacity, size_t *size)
{
    ida_status status =
        ida_snapshot_save(document, sessions, count, log_position, buffer, capacity, size);
    if (status == IDA_OK) {
        sim_trace_bytes(answers, SIM_EVENT_SAVED, buffer, *size);
    }
    return note(status, 0, 0, 0);
}

const char *digests_document(const uint8_t *bytes, size_t size, sim_trace *trace)
{
    sim_subject subject = sim_subject_core;
    fuzz_finding finding = {0};
    subject.document_finalize = finalize;
    subject.document_ghost = ghost;
    subject.session_generate = generate;
    subject.session_generate_many = generate_many;
    subject.session_take = take;
    subject.session_retake = retake;
    subject.session_to_op_space = to_op_space;
    subject.session_decompress = decompress;
    subject.session_recompress = recompress;
    subject.snapshot_save = save;
    answers = trace;
    bool passed = fuzz_document_check(&subject, bytes, size, &finding);
    answers = NULL;
    return passed ? "PASS" : "FAIL";
}
