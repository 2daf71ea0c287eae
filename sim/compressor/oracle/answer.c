/* The right answer to each question, from the model alone. */
#include "answer.h"

#include <assert.h>

#include "stable.h"

static const sim_meaning unknown = {.kind = SIM_KIND_UNKNOWN};

sim_view sim_view_of(const sim_model *model, sim_incarnation *self, uint64_t position)
{
    sim_view view = {.model = model, .self = self, .position = position};
    view.session = sim_incarnation_session(self, model);
    sim_extent extent = sim_model_extent(model, view.session, position);
    view.finalized = extent.finalized;
    view.allocated = extent.allocated;
    view.final_limit = sim_model_at(model, position)->final_limit;
    assert(view.finalized <= view.allocated);
    assert(view.allocated <= view.final_limit);
    assert(view.final_limit <= SIM_NUMBER_MAX);
    return view;
}

bool sim_view_stale(const sim_view *view)
{
    return view->finalized > view->self->generated && !view->self->shard.is_child;
}

uint64_t sim_answer_step(const sim_incarnation *self)
{
    assert(!self->shard.is_sharded || self->shard.stride >= 2);
    return self->shard.is_sharded ? self->shard.stride : 1;
}

ida_status sim_answer_may_take(const sim_view *view)
{
    const sim_shard *shard = &view->self->shard;
    if (sim_view_stale(view)) {
        return IDA_STALE_SESSION;
    }
    if (!shard->is_child) {
        return IDA_OK;
    }
    return shard->is_disposed ? IDA_SHARD_DISPOSED : IDA_NOT_ROOT;
}

/* The number of IDs that a negative ID counts back; right for INT64_MIN too. */
static uint64_t gen_of(ida_id local)
{
    assert(local < 0);
    return (uint64_t)(-(local + 1)) + 1;
}

static ida_id local_of(uint64_t gen)
{
    assert(gen >= 1);
    assert(gen <= SIM_NUMBER_MAX);
    return -(ida_id)gen;
}

static ida_uuid uuid_of(ida_uuid session, uint64_t gen)
{
    ida_uuid uuid = session;
    assert(gen >= 1);
    bool exists = sim_stable_add(session, gen - 1, &uuid);
    assert(exists);
    (void)exists;
    return uuid;
}

/* An ID that this incarnation handed out. */
static sim_meaning own_meaning(const sim_view *view, uint64_t gen)
{
    const sim_given *given = sim_incarnation_given(view->self, gen);
    sim_meaning meaning = {.kind = SIM_KIND_EAGER, .uuid = uuid_of(view->self->uuid, gen)};
    if (given->eager) {
        meaning.session_form = (ida_id)(given->base_final + (gen - given->first_gen));
        meaning.op_form = meaning.session_form;
        return meaning;
    }
    meaning.session_form = local_of(gen);
    if (gen <= view->allocated) {
        meaning.kind = SIM_KIND_COVERED;
        meaning.op_form = (ida_id)sim_model_final(view->model, view->session, gen);
    } else {
        meaning.kind = SIM_KIND_LOCAL;
        meaning.op_form = meaning.session_form;
    }
    return meaning;
}

/* An ID from the log, of another session or another incarnation of this one. */
static sim_meaning log_meaning(const sim_view *view, uint32_t session, uint64_t gen)
{
    sim_meaning meaning = {.kind = SIM_KIND_LOGGED};
    meaning.uuid = uuid_of(view->model->members[session].uuid, gen);
    meaning.op_form = (ida_id)sim_model_final(view->model, session, gen);
    meaning.session_form = meaning.op_form;
    meaning.is_unheard = view->self->shard.is_child && session == view->session;
    return meaning;
}

/* A gen count of a session in the log, if it is finalized at the view's position. */
static sim_meaning finalized_meaning(const sim_view *view, uint32_t session, uint64_t gen)
{
    assert(gen >= 1);
    uint64_t finalized = session == view->session
                             ? view->finalized
                             : sim_model_extent(view->model, session, view->position).finalized;
    return gen <= finalized ? log_meaning(view, session, gen) : unknown;
}

sim_meaning sim_meaning_of_final(const sim_view *view, uint64_t final_id)
{
    if (final_id >= view->final_limit) {
        return unknown;
    }
    const sim_piece *piece = sim_model_piece(view->model, final_id);
    assert(piece != NULL);
    uint64_t gen = piece->first_gen + (final_id - piece->base_final);
    if (piece->session == view->session && gen <= view->self->generated) {
        return own_meaning(view, gen);
    }
    return finalized_meaning(view, piece->session, gen);
}

sim_meaning sim_meaning_of_uuid(const sim_view *view, ida_uuid uuid)
{
    uint64_t distance;
    if (sim_stable_distance(view->self->uuid, uuid, &distance) &&
        distance < view->self->generated) {
        return own_meaning(view, distance + 1);
    }
    uint32_t session;
    uint64_t gen;
    if (!sim_model_locate(view->model, uuid, &session, &gen)) {
        return unknown;
    }
    return finalized_meaning(view, session, gen);
}

/* The meaning of an ID in session space. */
static sim_meaning meaning_in_session(const sim_view *view, ida_id id)
{
    if (id >= 0) {
        return sim_meaning_of_final(view, (uint64_t)id);
    }
    uint64_t gen = gen_of(id);
    if (gen > view->self->generated) {
        return unknown;
    }
    sim_meaning meaning = own_meaning(view, gen);
    return meaning.kind != SIM_KIND_EAGER ? meaning : unknown;
}

/* The meaning of a local ID in op space, written by origin; status says why it has none. */
static sim_meaning meaning_from(const sim_view *view, uint64_t gen, ida_uuid origin,
                                ida_status *status)
{
    *status = IDA_UNKNOWN_ID;
    if (sim_stable_equal(origin, view->self->uuid)) {
        if (gen <= view->self->generated) {
            sim_meaning meaning = own_meaning(view, gen);
            return meaning.kind != SIM_KIND_EAGER ? meaning : unknown;
        }
        return gen <= view->finalized ? log_meaning(view, view->session, gen) : unknown;
    }
    uint32_t session = sim_model_find(view->model, origin);
    if (sim_model_extent(view->model, session, view->position).allocated == 0) {
        *status = IDA_UNKNOWN_SESSION;
        return unknown;
    }
    return finalized_meaning(view, session, gen);
}

static sim_answer answer_to_session(const sim_view *view, const sim_question *question)
{
    sim_answer answer = {.status = IDA_UNKNOWN_ID};
    bool with_origin = question->call == SIM_CALL_TO_SESSION;
    if (with_origin && !sim_stable_valid(question->uuid)) {
        answer.status = IDA_INVALID_ARGUMENT;
        return answer;
    }
    sim_meaning meaning;
    if (question->id >= 0) {
        meaning = sim_meaning_of_final(view, (uint64_t)question->id);
    } else if (!with_origin) {
        answer.status = IDA_ORIGIN_REQUIRED;
        return answer;
    } else {
        meaning = meaning_from(view, gen_of(question->id), question->uuid, &answer.status);
    }
    if (meaning.kind != SIM_KIND_UNKNOWN && !meaning.is_unheard) {
        answer.status = IDA_OK;
        answer.id = meaning.session_form;
    }
    return answer;
}

static sim_answer answer_recompress(const sim_view *view, const sim_question *question)
{
    sim_answer answer = {.status = IDA_UNKNOWN_ID};
    if (!sim_stable_valid(question->uuid)) {
        if (question->call == SIM_CALL_RECOMPRESS) {
            answer.status = IDA_INVALID_ARGUMENT;
        }
        return answer;
    }
    sim_meaning meaning = sim_meaning_of_uuid(view, question->uuid);
    if (meaning.kind != SIM_KIND_UNKNOWN && !meaning.is_unheard) {
        answer.status = IDA_OK;
        answer.id = meaning.session_form;
    }
    return answer;
}

sim_answer sim_answer_expected(const sim_view *view, const sim_question *question)
{
    switch (question->call) {
    case SIM_CALL_TO_SESSION:
    case SIM_CALL_WITHOUT_ORIGIN:
        return answer_to_session(view, question);
    case SIM_CALL_RECOMPRESS:
    case SIM_CALL_TRY_RECOMPRESS:
        return answer_recompress(view, question);
    case SIM_CALL_TO_OP:
    case SIM_CALL_DECOMPRESS:
    case SIM_CALL_COUNT:
        break;
    }
    sim_answer answer = {.status = IDA_UNKNOWN_ID};
    sim_meaning meaning = meaning_in_session(view, question->id);
    if (meaning.kind != SIM_KIND_UNKNOWN) {
        answer.status = IDA_OK;
        answer.id = meaning.op_form;
        answer.uuid = meaning.uuid;
    }
    return answer;
}

/* A shard hands out every stride-th gen count, in the local form, as far as doubles are exact. */
static ida_status generate_in_shard(const sim_view *view, uint64_t count, ida_run runs[2],
                                    size_t *run_count)
{
    const sim_incarnation *self = view->self;
    uint64_t step = sim_answer_step(self);
    ida_uuid last;
    if (self->shard.is_disposed) {
        return IDA_SHARD_DISPOSED;
    }
    if (count != 1) {
        return IDA_SHARDED;
    }
    if (self->generated > IDA_SHARD_GEN_MAX || step > IDA_SHARD_GEN_MAX - self->generated ||
        !sim_stable_add(self->uuid, self->generated + step - 1, &last)) {
        return IDA_EXHAUSTED;
    }
    runs[0] = (ida_run){local_of(self->generated + step), 1};
    *run_count = 1;
    return IDA_OK;
}

ida_status sim_answer_generate(const sim_view *view, uint64_t count, ida_run runs[2],
                               size_t *run_count)
{
    *run_count = 0;
    uint64_t generated = view->self->generated;
    if (sim_view_stale(view)) {
        return IDA_STALE_SESSION;
    }
    if (view->self->shard.is_sharded) {
        return generate_in_shard(view, count, runs, run_count);
    }
    if (count == 0) {
        return IDA_OK;
    }
    ida_uuid last;
    if (count > SIM_NUMBER_MAX - generated ||
        !sim_stable_add(view->self->uuid, generated + count - 1, &last)) {
        return IDA_EXHAUSTED;
    }
    uint64_t room = view->allocated > generated ? view->allocated - generated : 0;
    uint64_t eager = count < room ? count : room;
    assert(eager == 0 || view->session != SIM_NONE);
    if (eager > 0) {
        runs[*run_count].first = (ida_id)sim_model_final(view->model, view->session, generated + 1);
        runs[*run_count].count = eager;
        (*run_count)++;
    }
    if (eager < count) {
        runs[*run_count].first = local_of(generated + eager + 1);
        runs[*run_count].count = count - eager;
        (*run_count)++;
    }
    return IDA_OK;
}

bool sim_answer_same_runs(const ida_run *a, size_t a_count, const ida_run *b, size_t b_count)
{
    if (a_count != b_count) {
        return false;
    }
    for (size_t i = 0; i < a_count; i++) {
        if (a[i].first != b[i].first || a[i].count != b[i].count) {
            return false;
        }
    }
    return true;
}

ida_range sim_answer_take(const sim_view *view, bool again)
{
    const sim_incarnation *self = view->self;
    uint64_t first = view->finalized + 1;
    assert(self->next_start >= 1);
    assert(self->next_start <= self->generated + 1);
    if (!again && self->next_start > first) {
        first = self->next_start;
    }
    ida_range range = {
        .session = self->uuid,
        .first_gen_count = first,
        .count = first > self->generated ? 0 : self->generated - first + 1,
        .requested_cluster_size = self->cluster_size,
    };
    return range;
}

bool sim_answer_same_range(const ida_range *a, const ida_range *b)
{
    if (a->count == 0 || b->count == 0) {
        return a->count == b->count;
    }
    return sim_stable_equal(a->session, b->session) && a->first_gen_count == b->first_gen_count &&
           a->count == b->count && a->requested_cluster_size == b->requested_cluster_size;
}

ida_status sim_answer_unique(const sim_view *view, ida_unique_id *id)
{
    ida_run runs[2];
    size_t run_count;
    ida_status status = sim_answer_generate(view, 1, runs, &run_count);
    if (status == IDA_OK) {
        assert(run_count == 1);
        assert(runs[0].count == 1);
        ida_id first = runs[0].first;
        *id = (ida_unique_id){.is_final = first >= 0, .final_id = first};
        id->stable_id =
            uuid_of(view->self->uuid, view->self->generated + sim_answer_step(view->self));
    }
    return status;
}

ida_status sim_answer_resize(uint32_t size)
{
    bool valid = size >= IDA_CLUSTER_SIZE_MIN && size <= IDA_CLUSTER_SIZE_MAX;
    return valid ? IDA_OK : IDA_INVALID_ARGUMENT;
}

/* --- Documents. --- */

ida_status sim_answer_open(const sim_model *model, uint64_t position, ida_uuid uuid)
{
    if (!sim_stable_valid(uuid)) {
        return IDA_INVALID_ARGUMENT;
    }
    uint32_t session = sim_model_find(model, uuid);
    bool known = sim_model_extent(model, session, position).allocated > 0;
    return known ? IDA_SESSION_EXISTS : IDA_OK;
}

ida_status sim_answer_stable(const sim_model *model, uint64_t position, ida_id id, ida_uuid *uuid)
{
    if (id < 0 || (uint64_t)id >= sim_model_at(model, position)->final_limit) {
        return IDA_UNKNOWN_ID;
    }
    const sim_piece *piece = sim_model_piece(model, (uint64_t)id);
    assert(piece != NULL);
    uint64_t gen = piece->first_gen + ((uint64_t)id - piece->base_final);
    if (gen > sim_model_extent(model, piece->session, position).finalized ||
        !sim_stable_add(model->members[piece->session].uuid, gen - 1, uuid)) {
        return IDA_UNKNOWN_ID;
    }
    return IDA_OK;
}

ida_status sim_answer_final(const sim_model *model, uint64_t position, ida_uuid uuid, ida_id *id)
{
    if (!sim_stable_valid(uuid)) {
        return IDA_INVALID_ARGUMENT;
    }
    uint32_t session;
    uint64_t gen;
    if (!sim_model_locate(model, uuid, &session, &gen) ||
        gen > sim_model_extent(model, session, position).finalized) {
        return IDA_UNKNOWN_ID;
    }
    *id = (ida_id)sim_model_final(model, session, gen);
    return IDA_OK;
}

ida_cluster sim_answer_cluster(const sim_model *model, uint64_t position, size_t index)
{
    size_t at = model->clusters[index];
    const sim_piece *first = &model->pieces[at];
    assert(index < sim_model_counters(model, position).clusters);
    assert(first->cluster == index);
    ida_cluster cluster = {
        .session = model->members[first->session].uuid,
        .base_final = (ida_id)first->base_final,
        .base_gen_count = first->first_gen,
    };
    while (at < model->piece_count && model->pieces[at].cluster == index &&
           model->pieces[at].position < position) {
        cluster.capacity += model->pieces[at].count;
        at++;
    }
    uint64_t finalized = sim_model_extent(model, first->session, position).finalized;
    assert(finalized >= first->first_gen);
    assert(cluster.capacity > 0);
    uint64_t count = finalized - (first->first_gen - 1);
    cluster.count = count < cluster.capacity ? count : cluster.capacity;
    return cluster;
}
