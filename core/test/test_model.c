/*
 * The core against a model: the same random life, step by step, in the library and in arrays.
 */
#include "support_cmocka.h"
#include "support_model.h"
#include "support_random.h"

enum { STEPS = 1500, WORLDS = 200 };

static void count_mark(world *w, ida_status status)
{
    w->marks[MARK_STALE] += status == IDA_STALE_SESSION ? 1 : 0;
    w->marks[MARK_EXHAUSTED] += status == IDA_EXHAUSTED ? 1 : 0;
    w->marks[MARK_COLLISION] += status == IDA_COLLISION ? 1 : 0;
    w->marks[MARK_OUT_OF_ORDER] += status == IDA_OUT_OF_ORDER ? 1 : 0;
    w->marks[MARK_INVALID] += status == IDA_INVALID_RANGE ? 1 : 0;
}

static void step_generate(world *w, replica *r, size_t slot)
{
    int64_t expected = TEST_CANARY;
    ida_status right = model_generate(w, r, slot, 1, &expected);
    ida_id id = TEST_CANARY;
    assert_int_equal(ida_session_generate(r->sessions[slot], &id), right);
    assert_int_equal(id, expected);
    count_mark(w, right);
    w->marks[MARK_EAGER] += right == IDA_OK && id >= 0 ? 1 : 0;
    w->marks[MARK_LOCAL] += right == IDA_OK && id < 0 ? 1 : 0;
}

static void step_generate_many(world *w, replica *r, size_t slot)
{
    enum { MANY = 12 };
    uint64_t count = 1 + below(MANY);
    int64_t expected[MANY];
    ida_status right = model_generate(w, r, slot, count, expected);
    ida_run runs[2] = {{TEST_CANARY, 0}, {TEST_CANARY, 0}};
    size_t run_count = 99;
    assert_int_equal(ida_session_generate_many(r->sessions[slot], count, runs, &run_count), right);
    count_mark(w, right);
    if (right != IDA_OK) {
        assert_int_equal(run_count, 99);
        assert_int_equal(runs[0].first, TEST_CANARY);
        return;
    }
    size_t at = 0;
    for (size_t i = 0; i < run_count; i++) {
        for (uint64_t k = 0; k < runs[i].count; k++) {
            assert_true(at < count);
            assert_int_equal(runs[i].first + (runs[i].first < 0 ? -(ida_id)k : (ida_id)k),
                             expected[at]);
            at++;
        }
    }
    assert_int_equal(at, count);
}

static void step_generate_unique(world *w, replica *r, size_t slot)
{
    int64_t expected = TEST_CANARY;
    ida_status right = model_generate(w, r, slot, 1, &expected);
    ida_unique_id id = {true, TEST_CANARY, {1, 2}};
    assert_int_equal(ida_session_generate_unique(r->sessions[slot], &id), right);
    if (right != IDA_OK) {
        assert_int_equal(id.final_id, TEST_CANARY);
    } else if (expected >= 0) {
        assert_true(id.is_final);
        assert_int_equal(id.final_id, expected);
    } else {
        const model_session *model = &r->model.sessions[slot];
        assert_false(id.is_final);
        assert_uuid_equal(id.stable_id, uuid_at(w, model->place + model->generated - 1));
    }
}

static void append_to_log(world *w, log_entry entry)
{
    assert_true(w->log_count < MAX_LOG);
    w->log[w->log_count++] = entry;
}

static void step_take(world *w, replica *r, size_t slot, bool again)
{
    model_session *model = &r->model.sessions[slot];
    ida_range canary = range_of(uuid_of(9, 9), 9, 9, 9);
    ida_range range = canary;
    ida_status status = again ? ida_session_retake(r->sessions[slot], &range)
                              : ida_session_take(r->sessions[slot], &range);
    if (model_is_stale(r, slot)) {
        assert_int_equal(status, IDA_STALE_SESSION);
        assert_memory_equal(&range, &canary, sizeof(range));
        return;
    }
    assert_int_equal(status, IDA_OK);
    uint64_t unfinalized = model_finalized(&r->model.document, model->place) + 1;
    uint64_t first = again || model->next_start < unfinalized ? unfinalized : model->next_start;
    assert_int_equal(range.count, model->generated + 1 - first);
    assert_uuid_equal(range.session, uuid_at(w, model->place));
    if (range.count > 0) {
        assert_int_equal(range.first_gen_count, first);
        assert_int_equal(range.requested_cluster_size, model->cluster_size);
    }
    model->next_start = model->generated + 1;
    /* Some are lost on their way, and some come twice. */
    uint64_t luck = below(20);
    for (uint64_t copies = luck == 0 ? 0 : luck == 1 ? 2 : 1; copies > 0; copies--) {
        append_to_log(w, (log_entry){.place = model->place,
                                     .first = range.first_gen_count,
                                     .count = range.count,
                                     .size = range.requested_cluster_size});
    }
}

static void step_reset(replica *r, size_t slot)
{
    model_session *model = &r->model.sessions[slot];
    bool stale = model_is_stale(r, slot);
    assert_int_equal(ida_session_reset(r->sessions[slot]), stale ? IDA_STALE_SESSION : IDA_OK);
    if (!stale) {
        model->next_start = model_finalized(&r->model.document, model->place) + 1;
    }
}

static void step_set_size(replica *r, size_t slot)
{
    uint32_t size = (uint32_t)below(16);
    assert_int_equal(ida_session_set_cluster_size(r->sessions[slot], size),
                     size == 0 ? IDA_INVALID_ARGUMENT : IDA_OK);
    if (size > 0) {
        r->model.sessions[slot].cluster_size = size;
    }
}

/* The next entry of the log, at one replica; the outcome must be the same at every other. */
static void step_deliver(world *w, replica *r)
{
    if (r->model.position == w->log_count) {
        return;
    }
    log_entry *entry = &w->log[r->model.position++];
    ida_id first = TEST_CANARY;
    int64_t right_first = TEST_CANARY;
    ida_status right;
    ida_status status;
    if (entry->is_ghost) {
        right = model_ghost(w, &r->model.document, entry, &right_first);
        status = ida_document_ghost(r->document, uuid_at(w, entry->place), entry->count, &first);
        w->marks[MARK_GHOST] += right == IDA_OK && entry->count > 0 ? 1 : 0;
    } else {
        ida_range range =
            range_of(uuid_at(w, entry->place), entry->first, entry->count, entry->size);
        right = model_finalize(w, &r->model.document, entry);
        status = ida_document_finalize(r->document, &range);
    }
    assert_int_equal(status, right);
    assert_int_equal(first, right_first);
    assert_true(!entry->applied || entry->outcome == right);
    entry->applied = true;
    entry->outcome = right;
    count_mark(w, right);
}

/* A place near one that a session began at, or any. */
static uint64_t some_place(world *w)
{
    const replica *r = &w->replicas[below(REPLICAS)];
    uint64_t near = r->model.sessions[below(SLOTS)].place + below(24);
    return below(3) > 0 ? below(PLACES_TO_OPEN) : near < w->top ? near : 0;
}

static void step_hostile_entry(world *w)
{
    const model_document *document = &w->replicas[below(REPLICAS)].model.document;
    log_entry entry = {.place = some_place(w),
                       .count = below(6),
                       .size = (uint32_t)below(6),
                       .is_ghost = below(2) == 0};
    if (document->member_count > 0 && below(2) == 0) {
        int member = (int)below((uint64_t)document->member_count);
        entry.place = document->members[member].place;
    }
    entry.first = model_finalized(document, entry.place) + below(3);
    if (w->top == PLACES_AT_THE_TOP && below(8) == 0) {
        entry.count = UINT64_C(1) << below(62);
    }
    append_to_log(w, entry);
}

/* The usual cluster size would use the model's arrays up at once. */
static void make_small(replica *r, size_t slot)
{
    compare_counters(r, slot);
    assert_int_equal(ida_session_set_cluster_size(r->sessions[slot], 2), IDA_OK);
    r->model.sessions[slot].cluster_size = 2;
}

static void step_replace(world *w, replica *r, size_t slot)
{
    uint64_t place = some_place(w);
    bool exists = model_find(&r->model.document, place) != NOBODY;
    ida_session *session = NULL;
    assert_int_equal(ida_session_open(r->document, uuid_at(w, place), &session),
                     exists ? IDA_SESSION_EXISTS : IDA_OK);
    w->marks[MARK_EXISTS] += exists ? 1 : 0;
    assert_int_equal(session == NULL, exists);
    if (!exists) {
        ida_session_close(r->sessions[slot]);
        r->sessions[slot] = session;
        model_session_open(&r->model.sessions[slot], place);
        make_small(r, slot);
    }
}

static bool has_twins(const replica *r)
{
    for (size_t i = 0; i < SLOTS; i++) {
        for (size_t k = 0; k < i; k++) {
            if (r->model.sessions[i].place == r->model.sessions[k].place) {
                return true;
            }
        }
    }
    return false;
}

static void step_save(world *w, replica *r)
{
    size_t bound = ida_snapshot_bound(r->document, r->sessions, SLOTS);
    uint8_t *bytes = malloc(bound);
    assert_non_null(bytes);
    size_t size = 0;
    uint64_t position = below(UINT64_MAX);
    ida_status status =
        ida_snapshot_save(r->document, r->sessions, SLOTS, position, bytes, bound, &size);
    assert_int_equal(status, has_twins(r) ? IDA_INVALID_ARGUMENT : IDA_OK);
    w->marks[MARK_TWINS] += has_twins(r) ? 1 : 0;
    if (status != IDA_OK) {
        free(bytes);
        return;
    }
    saved_free(&r->snapshot);
    r->snapshot = (saved){bytes, size};
    r->snapshot_position = position;
    *r->snapshot_model = r->model;
}

static void close_replica(replica *r)
{
    for (size_t slot = 0; slot < SLOTS; slot++) {
        ida_session_close(r->sessions[slot]);
    }
    ida_document_destroy(r->document);
}

/* The process dies, and begins again from what it saved last, however long ago. */
static void step_restore(world *w, replica *r)
{
    if (r->snapshot.bytes == NULL) {
        return;
    }
    close_replica(r);
    ida_allocator allocator = ida_allocator_standard();
    ida_snapshot loaded;
    assert_int_equal(ida_snapshot_load(&allocator, r->snapshot.bytes, r->snapshot.size, &loaded),
                     IDA_OK);
    assert_int_equal(loaded.log_position, r->snapshot_position);
    assert_int_equal(loaded.session_count, SLOTS);
    r->model = *r->snapshot_model;
    r->document = loaded.document;
    loaded.document = NULL;
    for (size_t slot = 0; slot < SLOTS; slot++) {
        ida_uuid id = uuid_at(w, r->model.sessions[slot].place);
        r->sessions[slot] = NULL;
        for (size_t i = 0; i < SLOTS; i++) {
            if (loaded.sessions[i] != NULL &&
                ida_uuid_compare(ida_session_id(loaded.sessions[i]), id) == 0) {
                r->sessions[slot] = loaded.sessions[i];
                loaded.sessions[i] = NULL;
            }
        }
        assert_non_null(r->sessions[slot]);
        compare_counters(r, slot);
    }
    ida_snapshot_close(&allocator, &loaded);
    compare_clusters(w, r);
    w->marks[MARK_RESTORED]++;
}

/* A local ID whose UUID the document gave to somebody else: the rule that is easy to forget. */
static void count_given_away(world *w, const replica *r, size_t slot)
{
    const model_session *model = &r->model.sessions[slot];
    uint64_t last = model->place + model->generated - 1;
    if (model->generated > 0 && last < PLACES && r->model.document.owners[last] != NOBODY &&
        model->local[model->generated]) {
        int owner = r->model.document.owners[last];
        w->marks[MARK_GIVEN_AWAY] += r->model.document.members[owner].place != model->place ? 1 : 0;
    }
}

static void step(world *w)
{
    replica *r = &w->replicas[below(REPLICAS)];
    size_t slot = (size_t)below(SLOTS);
    uint64_t kind = below(100);
    if (model_is_stale(r, slot) && below(4) == 0) {
        step_replace(w, r, slot);
    } else if (kind < 20) {
        step_generate(w, r, slot);
    } else if (kind < 26) {
        step_generate_many(w, r, slot);
    } else if (kind < 30) {
        step_generate_unique(w, r, slot);
    } else if (kind < 44) {
        step_take(w, r, slot, false);
    } else if (kind < 50) {
        step_take(w, r, slot, true);
    } else if (kind < 53) {
        step_reset(r, slot);
    } else if (kind < 56) {
        step_set_size(r, slot);
    } else if (kind < 58) {
        step_hostile_entry(w);
    } else if (kind < 62) {
        step_save(w, r);
    } else if (kind < 63) {
        step_restore(w, r);
    } else if (kind < 64) {
        step_replace(w, r, slot);
    } else {
        for (uint64_t entries = 1 + below(3); entries > 0; entries--) {
            step_deliver(w, r);
        }
    }
    compare_some_answers(w, r, slot);
    count_given_away(w, r, slot);
}

static bool has_room(const world *w)
{
    for (size_t i = 0; i < REPLICAS; i++) {
        const model_replica *r = &w->replicas[i].model;
        if (r->document.final_count > MAX_FINALS - 64 ||
            r->document.cluster_count > MAX_CLUSTERS - 2 ||
            r->document.member_count > MAX_MEMBERS - 2) {
            return false;
        }
        for (size_t slot = 0; slot < SLOTS; slot++) {
            if (r->sessions[slot].generated > MAX_GENS - 16) {
                return false;
            }
        }
    }
    return w->log_count < MAX_LOG - 4;
}

static void open_world(world *w, uint64_t seed)
{
    memset(w, 0, sizeof(*w));
    random_begin(seed);
    /* Half of the worlds are at the top of the UUIDs; the others lie across the two halves. */
    bool at_the_top = seed % 2 == 1;
    w->top = at_the_top ? PLACES_AT_THE_TOP : PLACES;
    w->lowest = at_the_top ? uuid_minus(TEST_UUID_MAX, PLACES_AT_THE_TOP - 1)
                           : uuid_of(77, UINT64_MAX - PLACES_TO_OPEN / 2);
    for (size_t i = 0; i < REPLICAS; i++) {
        replica *r = &w->replicas[i];
        r->snapshot_model = calloc(1, sizeof(*r->snapshot_model));
        assert_non_null(r->snapshot_model);
        r->document = document_new();
        for (size_t k = 0; k < PLACES; k++) {
            r->model.document.owners[k] = NOBODY;
        }
        for (size_t slot = 0; slot < SLOTS; slot++) {
            uint64_t place = 50 + 100 * (i * SLOTS + slot);
            r->sessions[slot] = session_new(r->document, uuid_at(w, place));
            model_session_open(&r->model.sessions[slot], place);
            make_small(r, slot);
        }
    }
}

static void close_world(world *w)
{
    for (size_t i = 0; i < REPLICAS; i++) {
        close_replica(&w->replicas[i]);
        saved_free(&w->replicas[i].snapshot);
        free(w->replicas[i].snapshot_model);
    }
}

static uint64_t live(uint64_t seed, size_t *marks)
{
    world *w = malloc(sizeof(*w));
    assert_non_null(w);
    open_world(w, seed);
    uint64_t steps = 0;
    while (steps < STEPS && has_room(w)) {
        step(w);
        steps++;
        if (steps % 500 == 0) {
            compare_everything(w);
        }
    }
    /* Everything is delivered in the end, and then the replicas are one. */
    for (size_t i = 0; i < REPLICAS; i++) {
        while (has_room(w) && w->replicas[i].model.position < w->log_count) {
            step_deliver(w, &w->replicas[i]);
        }
    }
    compare_everything(w);
    for (size_t i = 0; i < MARK_COUNT; i++) {
        marks[i] += w->marks[i];
    }
    close_world(w);
    free(w);
    return steps;
}

TEST(random_lives_are_as_the_model_says)
{
    size_t marks[MARK_COUNT] = {0};
    uint64_t steps = 0;
    for (uint64_t seed = 1; seed <= WORLDS; seed++) {
        name_case("seed %" PRIu64, seed);
        steps += live(seed, marks);
    }
    assert_true(steps > 200000);
    static const char *const names[MARK_COUNT] = {
        "eager",    "local",      "stale", "exhausted", "collision",  "out of order", "invalid",
        "expanded", "overflowed", "ghost", "restored",  "given away", "twins",        "exists"};
    for (size_t i = 0; i < MARK_COUNT; i++) {
        name_case("%s", names[i]);
        assert_true(marks[i] >= 10);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_lives_are_as_the_model_says),
    };
    return RUN_TESTS(tests);
}
