/*
 * Sessions that the hash table has no place for: their IDs were chosen so that they meet in a
 * bucket, or have one hash. Everything must be as with any other sessions.
 *
 * Each log goes to two documents: one of chosen sessions, and one of ordinary ones in their place.
 */
#include "../src/document_internal.h"
#include "support_cmocka.h"
#include "support_document.h"
#include "support_random.h"

enum { SESSIONS = 300, RANGES = 3000 };

/* The number whose product with an odd one is 1, by Newton's method. */
static uint64_t inverse_of(uint64_t odd)
{
    uint64_t inverse = odd;
    for (int i = 0; i < 6; i++) {
        inverse *= 2 - odd * inverse;
    }
    return inverse;
}

/* The session with this hash and upper half: the steps of ida_member_hash, backwards. */
static ida_uuid session_with_hash(uint32_t hash, uint64_t high)
{
    uint64_t mixed = ((uint64_t)hash << 32) * inverse_of(UINT64_C(0xd6e8feb86659fd93)) ^ high;
    mixed = (mixed ^ mixed >> 32) * inverse_of(UINT64_C(0x9e3779b97f4a7c15));
    ida_uuid id = uuid_of(high, mixed ^ (high << 32 | high >> 32));
    assert_int_equal(ida_member_hash(id), hash);
    return id;
}

typedef struct fixture {
    ida_uuid chosen[SESSIONS];
    ida_uuid ordinary[SESSIONS];
    uint64_t finalized[SESSIONS];
    ida_document *document;
    ida_document *like; /* of ordinary sessions */
    uint64_t random;
} fixture;

static uint32_t one_hash(uint32_t number)
{
    (void)number;
    return 12345;
}

static uint32_t hash_0(uint32_t number)
{
    (void)number;
    return 0;
}

/* One bucket, however often the table is split. */
static uint32_t low_bits_alike(uint32_t number)
{
    return number << 20 | 77;
}

/* Some have one hash, and the others are the ones that fill the buckets. */
static uint32_t every_third_alike(uint32_t number)
{
    return number % 3 == 0 ? 5 : number * UINT32_C(2654435761);
}

static void fixture_open(fixture *f, uint32_t (*hash)(uint32_t), uint64_t seed)
{
    memset(f, 0, sizeof(*f));
    f->document = document_new();
    f->like = document_new();
    f->random = seed;
    for (uint32_t i = 0; i < SESSIONS; i++) {
        /* In no order, so that neighbours come before and after one another. */
        uint64_t high = 1 + i * 7 % SESSIONS;
        f->chosen[i] = session_with_hash(hash(i), high);
        f->ordinary[i] = uuid_of(high, 0);
    }
}

static void fixture_close(fixture *f)
{
    document_close(f->document);
    document_close(f->like);
}

/* The next IDs of a session, or a range that is refused; or a ghost, where size is 0. */
static void apply_both(fixture *f, uint32_t session, uint64_t first, uint64_t count, uint32_t size)
{
    ida_id answer = TEST_CANARY;
    ida_id expected = TEST_CANARY;
    ida_status status;
    ida_status right;
    if (size == 0) {
        right = ida_document_ghost(f->like, f->ordinary[session], count, &expected);
        status = ida_document_ghost(f->document, f->chosen[session], count, &answer);
    } else {
        ida_range like = range_of(f->ordinary[session], first, count, size);
        ida_range range = range_of(f->chosen[session], first, count, size);
        right = ida_document_finalize(f->like, &like);
        status = ida_document_finalize(f->document, &range);
    }
    assert_int_equal(status, right);
    assert_int_equal(answer, expected);
    f->finalized[session] += status == IDA_OK ? count : 0;
}

static void live(fixture *f, uint64_t ranges)
{
    for (uint64_t i = 0; i < ranges; i++) {
        uint32_t session = (uint32_t)random_below(&f->random, SESSIONS);
        uint64_t kind = random_below(&f->random, 10);
        uint64_t first = f->finalized[session] + (kind == 0 ? 0 : kind == 1 ? 2 : 1);
        uint32_t size = kind == 2 ? 0 : 1 + (uint32_t)random_below(&f->random, 3);
        apply_both(f, session, first, 1 + random_below(&f->random, 3), size);
    }
}

static void assert_same_clusters(const fixture *f, const ida_document *document)
{
    size_t count = ida_document_cluster_count(f->like);
    assert_int_equal(ida_document_cluster_count(document), count);
    for (size_t i = 0; i < count; i++) {
        ida_cluster expected;
        assert_true(ida_document_cluster(f->like, i, &expected));
        uint32_t session = 0;
        while (ida_uuid_compare(f->ordinary[session], expected.session) != 0) {
            session++;
        }
        expected.session = f->chosen[session];
        assert_cluster(document, i, expected);
        assert_decompresses(document, expected.base_final,
                            uuid_plus(f->chosen[session], expected.base_gen_count - 1));
    }
}

static void assert_sessions_are_known(const fixture *f, const ida_document *document)
{
    for (uint32_t i = 0; i < SESSIONS; i++) {
        name_case("session %u", i);
        assert_int_equal(ida_document_finalized(document, f->chosen[i]), f->finalized[i]);
        ida_session *session = NULL;
        assert_int_equal(ida_session_open(document, f->chosen[i], &session),
                         f->finalized[i] > 0 ? IDA_SESSION_EXISTS : IDA_OK);
        ida_session_close(session);
    }
    assert_true(ida_document_verify(document));
}

TEST(sessions_that_were_left_out_are_as_any_others)
{
    static const struct {
        const char *name;
        uint32_t (*hash)(uint32_t);
        uint32_t in_table_max;
    } rows[] = {
        NAMED(one_hash, 1),
        NAMED(hash_0, 1),
        NAMED(low_bits_alike, 8),
        NAMED(every_third_alike, SESSIONS * 2 / 3 + 1),
    };
    for (size_t k = 0; k < COUNT_OF(rows); k++) {
        fixture f;
        fixture_open(&f, rows[k].hash, k + 1);
        live(&f, RANGES);
        name_case("%s", rows[k].name);
        assert_int_equal(ida_document_session_count(f.document),
                         ida_document_session_count(f.like));
        assert_in_range(f.document->table.entry_count, 1, rows[k].in_table_max);
        assert_same_clusters(&f, f.document);
        assert_sessions_are_known(&f, f.document);
        fixture_close(&f);
    }
}

/* Loading fills the table in another way; and then the log goes on. */
TEST(they_come_back_from_a_snapshot_and_go_on)
{
    uint32_t (*const hashes[])(uint32_t) = {one_hash, low_bits_alike, every_third_alike};
    for (size_t k = 0; k < COUNT_OF(hashes); k++) {
        fixture f;
        fixture_open(&f, hashes[k], k + 10);
        live(&f, RANGES / 3);
        saved bytes = save_document(f.document);
        ida_snapshot loaded = snapshot_load(&bytes);
        assert_same_clusters(&f, loaded.document);
        assert_sessions_are_known(&f, loaded.document);
        ida_document_destroy(f.document);
        f.document = loaded.document;
        loaded.document = NULL;
        snapshot_close(&loaded);
        live(&f, RANGES);
        assert_same_clusters(&f, f.document);
        assert_sessions_are_known(&f, f.document);
        saved_free(&bytes);
        fixture_close(&f);
    }
}

/* Each session finds itself, though the table has another one in its place. */
TEST(sessions_of_one_hash_generate_their_own_eager_finals)
{
    enum { FEW = 20 };
    ida_document *document = document_new();
    ida_session *sessions[FEW];
    for (uint32_t i = 0; i < FEW; i++) {
        sessions[i] = session_of_size(document, session_with_hash(99, 1000 - i), 3);
        generate_count(sessions[i], 2);
    }
    for (uint32_t i = 0; i < FEW; i++) {
        take_and_finalize(sessions[i], document);
    }
    for (uint32_t i = 0; i < FEW; i++) {
        name_case("session %u", i);
        assert_int_equal(generate(sessions[i]), 5 * i + 2);
        assert_decompresses(document, (ida_id)i * 5 + 1, uuid_plus(ida_session_id(sessions[i]), 1));
    }
    close_all(sessions, FEW, document);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sessions_that_were_left_out_are_as_any_others),
        cmocka_unit_test(they_come_back_from_a_snapshot_and_go_on),
        cmocka_unit_test(sessions_of_one_hash_generate_their_own_eager_finals),
    };
    return RUN_TESTS(tests);
}
