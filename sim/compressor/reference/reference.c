/* The reference subject: the oracle's model behind the core's calls. */
#include "reference.h"

#include <assert.h>
#include <string.h>

#include "compressor/oracle/answer.h"
#include "compressor/oracle/stable.h"
#include "compressor/oracle/tree.h"
#include "internal.h"

/* --- Documents. --- */

ida_status sim_reference_create(const ida_allocator *allocator, ida_document **document)
{
    sim_reference_document *created =
        allocator->resize(allocator->context, NULL, 0, sizeof *created);
    if (created == NULL) {
        return IDA_NO_MEMORY;
    }
    created->allocator = *allocator;
    sim_model_init(&created->model);
    *document = sim_reference_document_handle(created);
    return IDA_OK;
}

void sim_reference_destroy(ida_document *document)
{
    if (document == NULL) {
        return;
    }
    sim_reference_document *freed = sim_reference_document_of(document);
    const ida_allocator allocator = freed->allocator;
    sim_model_free(&freed->model);
    (void)allocator.resize(allocator.context, freed, sizeof *freed, 0);
}

/* The outcome of the next entry of the log; NULL without memory. */
static const sim_outcome *append(ida_document *document, const sim_entry *entry)
{
    sim_model *model = &sim_reference_document_of(document)->model;
    return sim_model_append(model, entry) ? sim_model_outcome(model, model->outcome_count - 1)
                                          : NULL;
}

static ida_status finalize(ida_document *document, const ida_range *range)
{
    const sim_entry entry = {.kind = SIM_ENTRY_RANGE, .range = *range};
    const sim_outcome *outcome = append(document, &entry);
    return outcome == NULL ? IDA_NO_MEMORY : outcome->status;
}

static ida_status ghost(ida_document *document, ida_uuid session, uint64_t count, ida_id *first)
{
    const sim_entry entry = {.kind = SIM_ENTRY_GHOST,
                             .range = {.session = session, .count = count}};
    const sim_outcome *outcome = append(document, &entry);
    if (outcome == NULL) {
        return IDA_NO_MEMORY;
    }
    assert(outcome->status == IDA_OK || outcome->session == SIM_NONE);
    if (outcome->session != SIM_NONE) {
        *first = (ida_id)outcome->ghost_first;
    }
    return outcome->status;
}

static const sim_model *model_of(const ida_document *document)
{
    return &sim_reference_document_in(document)->model;
}

static ida_status document_decompress(const ida_document *document, ida_id id, ida_uuid *uuid)
{
    const sim_model *model = model_of(document);
    return sim_answer_stable(model, model->outcome_count, id, uuid);
}

static ida_status document_recompress(const ida_document *document, ida_uuid uuid, ida_id *id)
{
    const sim_model *model = model_of(document);
    return sim_answer_final(model, model->outcome_count, uuid, id);
}

static uint64_t finalized(const ida_document *document, ida_uuid session)
{
    const sim_model *model = model_of(document);
    return sim_model_extent(model, sim_model_find(model, session), model->outcome_count).finalized;
}

/* The document's counters now. */
static sim_outcome counters(const ida_document *document)
{
    const sim_model *model = model_of(document);
    return sim_model_counters(model, model->outcome_count);
}

static size_t session_count(const ida_document *document)
{
    return counters(document).sessions;
}

static size_t cluster_count(const ida_document *document)
{
    return counters(document).clusters;
}

static ida_id final_limit(const ida_document *document)
{
    return (ida_id)counters(document).final_limit;
}

static bool get_cluster(const ida_document *document, size_t index, ida_cluster *cluster)
{
    if (index >= cluster_count(document)) {
        return false;
    }
    const sim_model *model = model_of(document);
    *cluster = sim_answer_cluster(model, model->outcome_count, index);
    return true;
}

/* True if its sessions own those final IDs, and each has finalized some. */
static bool document_verify(const ida_document *document)
{
    const sim_model *model = model_of(document);
    uint64_t reserved = 0;
    for (size_t i = 0; i < model->member_count; i++) {
        const sim_member *member = &model->members[i];
        if (member->finalized == 0 || member->finalized > member->allocated) {
            return false;
        }
        reserved += member->allocated;
    }
    return reserved == counters(document).final_limit && session_count(document) <= reserved;
}

/* --- Sessions. --- */

sim_reference_session *sim_reference_new_session(const sim_reference_document *document,
                                                 ida_uuid id)
{
    const ida_allocator *allocator = &document->allocator;
    sim_reference_session *session =
        allocator->resize(allocator->context, NULL, 0, sizeof *session);
    if (session != NULL) {
        memset(session, 0, sizeof *session);
        session->document = document;
        sim_incarnation_open(&session->self, id, IDA_CLUSTER_SIZE_DEFAULT);
    }
    return session;
}

static ida_status open_session(const ida_document *document, ida_uuid id, ida_session **session)
{
    const sim_model *model = model_of(document);
    ida_status status = sim_answer_open(model, model->outcome_count, id);
    if (status != IDA_OK) {
        return status;
    }
    sim_reference_session *opened =
        sim_reference_new_session(sim_reference_document_in(document), id);
    if (opened == NULL) {
        return IDA_NO_MEMORY;
    }
    *session = sim_reference_session_handle(opened);
    return IDA_OK;
}

void sim_reference_close(ida_session *session)
{
    if (session == NULL) {
        return;
    }
    sim_reference_session *freed = sim_reference_session_of(session);
    const ida_allocator *allocator = &freed->document->allocator;
    sim_incarnation_free(&freed->self);
    (void)allocator->resize(allocator->context, freed, sizeof *freed, 0);
}

sim_view sim_reference_view(ida_session *handle)
{
    sim_reference_session *session = sim_reference_session_of(handle);
    assert(session->document != NULL);
    const sim_model *model = &session->document->model;
    return sim_view_of(model, &session->self, model->outcome_count);
}

/* Room for two more runs first, so that both are recorded or neither. */
static ida_status give(sim_incarnation *self, const ida_run *runs, size_t run_count)
{
    assert(run_count <= 2);
    while (self->given_capacity < self->given_count + run_count) {
        if (!sim_grow(&self->given, &self->given_capacity, self->given_capacity,
                      sizeof *self->given)) {
            return IDA_NO_MEMORY;
        }
    }
    for (size_t i = 0; i < run_count; i++) {
        bool eager = runs[i].first >= 0;
        bool given = sim_incarnation_give(self, runs[i].count * sim_answer_step(self), eager,
                                          eager ? (uint64_t)runs[i].first : 0);
        assert(given);
        (void)given;
    }
    return IDA_OK;
}

static ida_status generate_many(ida_session *session, uint64_t count, ida_run runs[2],
                                size_t *run_count)
{
    sim_view view = sim_reference_view(session);
    ida_run made[2];
    size_t made_count;
    ida_status status = sim_answer_generate(&view, count, made, &made_count);
    if (status == IDA_OK) {
        status = give(&sim_reference_session_of(session)->self, made, made_count);
    }
    assert(status != IDA_OK || made_count == 0 || count > 0);
    if (status == IDA_OK) {
        memcpy(runs, made, made_count * sizeof *runs);
        *run_count = made_count;
    }
    return status;
}

static ida_status generate(ida_session *session, ida_id *id)
{
    ida_run runs[2];
    size_t run_count;
    ida_status status = generate_many(session, 1, runs, &run_count);
    if (status == IDA_OK) {
        assert(run_count == 1);
        assert(runs[0].count == 1);
        *id = runs[0].first;
    }
    return status;
}

static ida_status generate_unique(ida_session *session, ida_unique_id *id)
{
    sim_view view = sim_reference_view(session);
    ida_unique_id made;
    ida_status status = sim_answer_unique(&view, &made);
    if (status == IDA_OK) {
        const ida_run run = {made.final_id, 1};
        status = give(&sim_reference_session_of(session)->self, &run, 1);
    }
    if (status == IDA_OK) {
        *id = made;
    }
    return status;
}

static ida_status take_range(ida_session *session, bool again, ida_range *range)
{
    sim_view view = sim_reference_view(session);
    ida_status status = sim_answer_may_take(&view);
    if (status != IDA_OK) {
        return status;
    }
    *range = sim_answer_take(&view, again);
    sim_incarnation *self = &sim_reference_session_of(session)->self;
    assert(range->count == 0 || range->first_gen_count + range->count == self->generated + 1);
    self->next_start = self->generated + 1;
    return IDA_OK;
}

static ida_status take(ida_session *session, ida_range *range)
{
    return take_range(session, false, range);
}

static ida_status retake(ida_session *session, ida_range *range)
{
    return take_range(session, true, range);
}

static ida_status reset(ida_session *session)
{
    sim_view view = sim_reference_view(session);
    if (sim_view_stale(&view)) {
        return IDA_STALE_SESSION;
    }
    sim_reference_session_of(session)->self.next_start = view.finalized + 1;
    return IDA_OK;
}

static ida_status set_cluster_size(ida_session *session, uint32_t size)
{
    ida_status status = sim_answer_resize(size);
    if (status == IDA_OK) {
        sim_reference_session_of(session)->self.cluster_size = size;
    }
    return status;
}

static sim_answer ask(ida_session *session, const sim_question *question)
{
    sim_view view = sim_reference_view(session);
    return sim_answer_expected(&view, question);
}

/* Asks a question that has an ID as its answer. */
static ida_status ask_id(ida_session *session, const sim_question *question, ida_id *id)
{
    sim_answer answer = ask(session, question);
    if (answer.status == IDA_OK) {
        *id = answer.id;
    }
    return answer.status;
}

static ida_status to_op_space(ida_session *session, ida_id id, ida_id *op_id)
{
    const sim_question question = {.call = SIM_CALL_TO_OP, .id = id};
    return ask_id(session, &question, op_id);
}

static ida_status to_session_space(ida_session *session, ida_id op_id, ida_uuid origin, ida_id *id)
{
    const sim_question question = {.call = SIM_CALL_TO_SESSION, .id = op_id, .uuid = origin};
    return ask_id(session, &question, id);
}

static ida_status to_session_space_without_origin(ida_session *session, ida_id op_id, ida_id *id)
{
    const sim_question question = {.call = SIM_CALL_WITHOUT_ORIGIN, .id = op_id};
    return ask_id(session, &question, id);
}

static ida_status decompress(ida_session *session, ida_id id, ida_uuid *uuid)
{
    const sim_question question = {.call = SIM_CALL_DECOMPRESS, .id = id};
    sim_answer answer = ask(session, &question);
    if (answer.status == IDA_OK) {
        *uuid = answer.uuid;
    }
    return answer.status;
}

static ida_status recompress(ida_session *session, ida_uuid uuid, ida_id *id)
{
    const sim_question question = {.call = SIM_CALL_RECOMPRESS, .uuid = uuid};
    return ask_id(session, &question, id);
}

static bool try_recompress(ida_session *session, ida_uuid uuid, ida_id *id)
{
    const sim_question question = {.call = SIM_CALL_TRY_RECOMPRESS, .uuid = uuid};
    return ask_id(session, &question, id) == IDA_OK;
}

static const sim_incarnation *self_of(const ida_session *session)
{
    return &sim_reference_session_in(session)->self;
}

static uint64_t generated(const ida_session *session)
{
    return self_of(session)->generated;
}

static uint64_t next_range_start(const ida_session *session)
{
    return self_of(session)->next_start;
}

static uint32_t cluster_size(const ida_session *session)
{
    return self_of(session)->cluster_size;
}

static ida_uuid session_id(const ida_session *session)
{
    return self_of(session)->uuid;
}

static bool is_stale(ida_session *session)
{
    sim_view view = sim_reference_view(session);
    return sim_view_stale(&view);
}

/* True if its runs are consecutive up to what it generated, and its range starts in them. */
static bool session_verify(const ida_session *session)
{
    const sim_incarnation *self = self_of(session);
    uint64_t next = 1;
    for (size_t i = 0; i < self->given_count; i++) {
        if (self->given[i].first_gen != next || self->given[i].count == 0) {
            return false;
        }
        next += self->given[i].count;
    }
    return next == self->generated + 1 && self->next_start >= 1 &&
           (self->shard.is_child || self->next_start <= next) && sim_tree_is_sound(self);
}

/* --- The table. --- */

const sim_subject sim_subject_reference = {
    .name = "reference",
    .document_create = sim_reference_create,
    .document_destroy = sim_reference_destroy,
    .document_finalize = finalize,
    .document_ghost = ghost,
    .document_decompress = document_decompress,
    .document_recompress = document_recompress,
    .document_finalized = finalized,
    .document_session_count = session_count,
    .document_cluster_count = cluster_count,
    .document_final_limit = final_limit,
    .document_cluster = get_cluster,
    .document_verify = document_verify,
    .session_open = open_session,
    .session_close = sim_reference_close,
    .session_generate = generate,
    .session_generate_many = generate_many,
    .session_generate_unique = generate_unique,
    .session_take = take,
    .session_retake = retake,
    .session_reset = reset,
    .session_set_cluster_size = set_cluster_size,
    .session_to_op_space = to_op_space,
    .session_to_session_space = to_session_space,
    .session_to_session_space_without_origin = to_session_space_without_origin,
    .session_decompress = decompress,
    .session_recompress = recompress,
    .session_try_recompress = try_recompress,
    .session_generated = generated,
    .session_next_range_start = next_range_start,
    .session_cluster_size = cluster_size,
    .session_is_stale = is_stale,
    .session_id = session_id,
    .session_verify = session_verify,
    .snapshot_bound = sim_reference_snapshot_bound,
    .snapshot_save = sim_reference_snapshot_save,
    .snapshot_load = sim_reference_snapshot_load,
    .shard_split = sim_reference_split,
    .shard_report = sim_reference_report,
    .shard_synchronize = sim_reference_synchronize,
    .shard_parent_report = sim_reference_parent_report,
    .shard_follow = sim_reference_follow,
    .shard_dispose = sim_reference_dispose,
    .shard_revoke = sim_reference_revoke,
    .shard_describe = sim_reference_describe,
    .shard_child_at = sim_reference_child_at,
    .shard_token_encode = sim_reference_token_encode,
    .shard_token_decode = sim_reference_token_decode,
};
