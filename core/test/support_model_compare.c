/* Comparing the library with the model, question by question: see the header. */
#include "support_cmocka.h"
#include "support_model.h"
#include "support_random.h"

static void compare_answer(ida_status status, int64_t answer, ida_status right, int64_t expected)
{
    assert_int_equal(status, right);
    assert_int_equal(answer, right == IDA_OK ? expected : TEST_CANARY);
}

static void compare_id(const world *w, replica *r, size_t slot, int64_t id, uint64_t origin)
{
    ida_session *session = r->sessions[slot];
    const model_session *model = &r->model.sessions[slot];
    int64_t expected = model_op_space(&r->model, model, id);
    ida_id answer = TEST_CANARY;
    ida_status status = ida_session_to_op_space(session, id, &answer);
    compare_answer(status, answer, expected == NO_ANSWER ? IDA_UNKNOWN_ID : IDA_OK, expected);

    ida_status right = model_session_space(&r->model, model, id, origin, &expected);
    answer = TEST_CANARY;
    status = ida_session_to_session_space(session, id, uuid_at(w, origin), &answer);
    compare_answer(status, answer, right, expected);
    answer = TEST_CANARY;
    status = ida_session_to_session_space_without_origin(session, id, &answer);
    compare_answer(status, answer, id < 0 ? IDA_ORIGIN_REQUIRED : right, expected);

    expected = model_decompress(&r->model, model, id);
    ida_uuid uuid = uuid_of(1, 2);
    status = ida_session_decompress(session, id, &uuid);
    assert_int_equal(status, expected == NO_ANSWER ? IDA_UNKNOWN_ID : IDA_OK);
    assert_uuid_equal(uuid, status == IDA_OK ? uuid_at(w, (uint64_t)expected) : uuid_of(1, 2));

    bool finalized = model_is_finalized(&r->model.document, id);
    uuid = uuid_of(1, 2);
    status = ida_document_decompress(r->document, id, &uuid);
    assert_int_equal(status, finalized ? IDA_OK : IDA_UNKNOWN_ID);
    if (finalized) {
        assert_uuid_equal(uuid, uuid_at(w, (uint64_t)expected));
    }
}

static void compare_place(const world *w, replica *r, size_t slot, uint64_t place)
{
    if (place >= w->top) {
        return;
    }
    int64_t expected = model_recompress(&r->model, &r->model.sessions[slot], place);
    ida_id answer = TEST_CANARY;
    ida_status status = ida_session_recompress(r->sessions[slot], uuid_at(w, place), &answer);
    compare_answer(status, answer, expected == NO_ANSWER ? IDA_UNKNOWN_ID : IDA_OK, expected);
    answer = TEST_CANARY;
    assert_int_equal(ida_session_try_recompress(r->sessions[slot], uuid_at(w, place), &answer),
                     expected != NO_ANSWER);
    assert_int_equal(answer, expected == NO_ANSWER ? TEST_CANARY : expected);
    expected = model_document_recompress(&r->model.document, place);
    answer = TEST_CANARY;
    status = ida_document_recompress(r->document, uuid_at(w, place), &answer);
    compare_answer(status, answer, expected == NO_ANSWER ? IDA_UNKNOWN_ID : IDA_OK, expected);
}

void compare_counters(replica *r, size_t slot)
{
    ida_session *session = r->sessions[slot];
    const model_session *model = &r->model.sessions[slot];
    assert_int_equal(ida_session_generated(session), model->generated);
    assert_int_equal(ida_session_next_range_start(session), model->next_start);
    assert_int_equal(ida_session_cluster_size(session), model->cluster_size);
    assert_int_equal(ida_session_is_stale(session), model_is_stale(r, slot));
}

static void compare_local_runs(replica *r, size_t slot)
{
    const model_session *model = &r->model.sessions[slot];
    ida_local_run runs[MAX_GENS];
    uint64_t first = below(model->generated + 3);
    uint64_t last = below(model->generated + 3);
    size_t expected = 0;
    size_t count = ida_session_local_runs(r->sessions[slot], first, last, runs, MAX_GENS);
    for (uint64_t gen = first > 0 ? first : 1; gen <= last && gen <= model->generated; gen++) {
        if (!model->local[gen]) {
            continue;
        }
        bool begins = gen <= first || gen == 1 || !model->local[gen - 1];
        expected += begins ? 1 : 0;
        assert_true(expected <= count);
        if (begins) {
            assert_int_equal(runs[expected - 1].first_gen_count, gen);
        }
        bool ends = gen == last || gen == model->generated || !model->local[gen + 1];
        if (ends) {
            assert_int_equal(runs[expected - 1].count,
                             gen - runs[expected - 1].first_gen_count + 1);
        }
    }
    assert_int_equal(count, expected);
}

void compare_some_answers(world *w, replica *r, size_t slot)
{
    const model_session *model = &r->model.sessions[slot];
    int64_t lowest = -(int64_t)model->generated - 2;
    int64_t ids = (int64_t)r->model.document.final_count + 3 - lowest;
    uint64_t origin = r->model.sessions[below(SLOTS)].place;
    if (r->model.document.member_count > 0 && below(2) == 0) {
        int member = (int)below((uint64_t)r->model.document.member_count);
        origin = r->model.document.members[member].place;
    }
    compare_id(w, r, slot, lowest + (int64_t)below((uint64_t)ids), origin);
    compare_id(w, r, slot, -1 - (int64_t)below(model->generated + 2), model->place);
    compare_place(w, r, slot, below(PLACES_TO_OPEN + 100));
    compare_place(w, r, slot, model->place + below(model->generated + 3));
    compare_local_runs(r, slot);
    compare_counters(r, slot);
}

void compare_clusters(const world *w, const replica *r)
{
    const model_document *model = &r->model.document;
    assert_int_equal(ida_document_cluster_count(r->document), model->cluster_count);
    assert_int_equal(ida_document_session_count(r->document), model->member_count);
    assert_int_equal(ida_document_final_limit(r->document), model->final_count);
    for (size_t i = 0; i < model->cluster_count; i++) {
        const model_cluster *cluster = &model->clusters[i];
        const model_member *member = &model->members[cluster->member];
        uint64_t left = member->finalized - (cluster->base_gen - 1);
        uint64_t count = left < cluster->capacity ? left : cluster->capacity;
        assert_cluster(r->document, i,
                       (ida_cluster){uuid_at(w, member->place), (ida_id)cluster->base_final,
                                     cluster->base_gen, cluster->capacity, count});
    }
    for (int i = 0; i < model->member_count; i++) {
        assert_int_equal(ida_document_finalized(r->document, uuid_at(w, model->members[i].place)),
                         model->members[i].finalized);
    }
    assert_true(ida_document_verify(r->document));
}

void compare_everything(world *w)
{
    for (size_t i = 0; i < REPLICAS; i++) {
        replica *r = &w->replicas[i];
        compare_clusters(w, r);
        for (size_t slot = 0; slot < SLOTS; slot++) {
            const model_session *model = &r->model.sessions[slot];
            assert_true(ida_session_verify(r->sessions[slot]));
            for (int64_t id = -(int64_t)model->generated - 2;
                 id < (int64_t)r->model.document.final_count + 3; id += 1 + (int64_t)below(7)) {
                compare_id(w, r, slot, id, below(2) == 0 ? model->place : id < 0 ? 0 : 1);
            }
            for (uint64_t place = 0; place < PLACES_TO_OPEN + 100; place += 1 + below(7)) {
                compare_place(w, r, slot, place);
            }
        }
    }
    if (w->replicas[0].model.position == w->replicas[1].model.position) {
        assert_documents_equal(w->replicas[0].document, w->replicas[1].document);
    }
}

void compare_session(const world *w, replica *r, size_t slot)
{
    const model_session *model = &r->model.sessions[slot];
    assert_true(ida_session_verify(r->sessions[slot]));
    for (int64_t id = -(int64_t)model->generated - 2;
         id < (int64_t)r->model.document.final_count + 3; id++) {
        compare_id(w, r, slot, id, model->place);
    }
    compare_id(w, r, slot, INT64_MAX - 1, model->place);
    compare_id(w, r, slot, INT64_MAX, model->place);
    compare_id(w, r, slot, INT64_MIN, model->place);
    int own = model_find(&r->model.document, model->place);
    uint64_t allocated = own == NOBODY ? 0 : r->model.document.members[own].allocated;
    uint64_t last = allocated > model->generated ? allocated : model->generated;
    for (uint64_t place = model->place - 2; place < model->place + last + 3; place++) {
        compare_place(w, r, slot, place);
    }
    compare_counters(r, slot);
}
