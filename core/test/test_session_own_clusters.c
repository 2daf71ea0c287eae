/*
 * A session's look-ups when its own clusters stand among those of others, against the model: in
 * each cluster, at both ends of it and just outside, handed out as a local ID, eagerly or not at
 * all; before the session is stale and after that.
 */
#include "support_cmocka.h"
#include "support_model.h"
#include "support_random.h"

/* The slots of one replica, which is all that these worlds have. */
enum {
    OWN,       /* goes on until the end */
    TWIN,      /* of the same ID: generates at first only, and is stale soon */
    NEWCOMER,  /* the document learns of it late */
    OTHERS = 9 /* known by their ranges only */
};

static void slot_open(world *w, size_t slot, uint64_t place)
{
    replica *r = &w->replicas[0];
    r->sessions[slot] = session_of_size(r->document, uuid_at(w, place), 3);
    model_session_open(&r->model.sessions[slot], place);
    r->model.sessions[slot].cluster_size = 3;
}

static world *world_open(uint64_t seed)
{
    world *w = calloc(1, sizeof(*w));
    assert_non_null(w);
    random_begin(seed);
    w->lowest = uuid_of(77, UINT64_MAX - 60);
    w->top = PLACES;
    replica *r = &w->replicas[0];
    r->document = document_new();
    for (size_t k = 0; k < PLACES; k++) {
        r->model.document.owners[k] = NOBODY;
    }
    slot_open(w, OWN, 40);
    slot_open(w, TWIN, 40);
    slot_open(w, NEWCOMER, 2000);
    return w;
}

static void world_close(world *w)
{
    close_all(w->replicas[0].sessions, SLOTS, w->replicas[0].document);
    free(w);
}

static void slot_generate(world *w, size_t slot, uint64_t count)
{
    replica *r = &w->replicas[0];
    for (uint64_t i = 0; i < count; i++) {
        int64_t expected = TEST_CANARY;
        ida_id id = TEST_CANARY;
        ida_status right = model_generate(w, r, slot, 1, &expected);
        assert_int_equal(ida_session_generate(r->sessions[slot], &id), right);
        assert_int_equal(id, expected);
        w->marks[MARK_EAGER] += id >= 0 ? 1 : 0;
        w->marks[MARK_LOCAL] += id < 0 ? 1 : 0;
    }
}

/* Finalizes the next IDs of whatever session is there. */
static void grow(world *w, uint64_t place, uint64_t count, uint32_t size)
{
    replica *r = &w->replicas[0];
    log_entry entry = {.place = place,
                       .first = model_finalized(&r->model.document, place) + 1,
                       .count = count,
                       .size = size};
    ida_range range = range_of(uuid_at(w, place), entry.first, count, size);
    assert_int_equal(ida_document_finalize(r->document, &range),
                     model_finalize(w, &r->model.document, &entry));
}

/* Some or all that was generated and is not finalized. */
static void slot_finalize(world *w, size_t slot, uint32_t size)
{
    replica *r = &w->replicas[0];
    const model_session *model = &r->model.sessions[slot];
    uint64_t finalized = model_finalized(&r->model.document, model->place);
    if (model->generated > finalized) {
        grow(w, model->place, 1 + below(model->generated - finalized), size);
    }
}

static void grow_others(world *w, uint64_t count)
{
    for (uint64_t i = 0; i < count; i++) {
        grow(w, 2500 + 500 * below(OTHERS), 1 + below(3), 1 + (uint32_t)below(4));
    }
}

static void compare_slots(world *w)
{
    for (size_t slot = 0; slot < SLOTS; slot++) {
        name_case("slot %zu, %zu clusters", slot, w->replicas[0].model.document.cluster_count);
        compare_session(w, &w->replicas[0], slot);
    }
    compare_clusters(w, &w->replicas[0]);
}

/* How often a session has IDs in clusters that were not generated, and is stale or not. */
static void count_reserved(world *w, size_t reserved[2])
{
    replica *r = &w->replicas[0];
    for (size_t slot = 0; slot < SLOTS; slot++) {
        const model_session *model = &r->model.sessions[slot];
        int own = model_find(&r->model.document, model->place);
        if (own != NOBODY && r->model.document.members[own].allocated > model->generated) {
            reserved[model_is_stale(r, slot) ? 1 : 0]++;
        }
    }
}

static void live(uint64_t seed, uint64_t rounds, size_t *marks, size_t reserved[2])
{
    world *w = world_open(seed);
    slot_generate(w, TWIN, below(5));
    for (uint64_t round = 1; round <= rounds; round++) {
        slot_generate(w, OWN, below(6));
        if (round < 4) {
            slot_generate(w, TWIN, below(3));
        }
        grow_others(w, below(3));
        slot_finalize(w, OWN, 1 + (uint32_t)below(5));
        if (round > rounds / 2) {
            slot_generate(w, NEWCOMER, below(4));
            slot_finalize(w, NEWCOMER, 1 + (uint32_t)below(3));
        }
        count_reserved(w, reserved);
        if (round < 6 || round % 10 == 0) {
            compare_slots(w);
        }
    }
    /* The session's own IDs are finalized by somebody else: it is stale, too. */
    for (uint64_t i = 0; i < 4; i++) {
        grow(w, 40, w->replicas[0].model.sessions[OWN].generated / 8 + 2, 2);
        grow_others(w, 1);
        count_reserved(w, reserved);
        compare_slots(w);
    }
    assert_true(ida_session_is_stale(w->replicas[0].sessions[OWN]));
    for (size_t i = 0; i < MARK_COUNT; i++) {
        marks[i] += w->marks[i];
    }
    world_close(w);
}

TEST(own_clusters_among_others_are_looked_up_as_the_model_says)
{
    size_t marks[MARK_COUNT] = {0};
    size_t reserved[2] = {0, 0};
    for (uint64_t seed = 1; seed <= 25; seed++) {
        live(seed, 2 * seed, marks, reserved);
    }
    assert_true(marks[MARK_EAGER] > 100);
    assert_true(marks[MARK_LOCAL] > 100);
    assert_true(marks[MARK_OVERFLOWED] > 100);
    assert_true(marks[MARK_EXPANDED] > 10);
    assert_true(reserved[0] > 100);
    assert_true(reserved[1] > 100);
}

/* A chain that is long enough to be guessed in, of clusters that are far from alike. */
TEST(a_long_chain_is_looked_up_as_the_model_says)
{
    world *w = world_open(9);
    const model_document *document = &w->replicas[0].model.document;
    const model_session *own = &w->replicas[0].model.sessions[OWN];
    slot_generate(w, TWIN, 300);
    for (uint64_t i = 0; i < 400; i++) {
        slot_generate(w, OWN, i % 50 == 0 ? 20 : 2);
        grow(w, 2500, i % 40 == 0 ? 40 : 2, 1);
        grow(w, own->place, own->generated - model_finalized(document, own->place), 1);
    }
    name_case("%zu clusters", document->cluster_count);
    assert_true(document->cluster_count > 700);
    compare_slots(w);
    world_close(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(own_clusters_among_others_are_looked_up_as_the_model_says),
        cmocka_unit_test(a_long_chain_is_looked_up_as_the_model_says),
    };
    return RUN_TESTS(tests);
}
