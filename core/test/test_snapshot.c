/*
 * Snapshots. What the library writes is compared with what a second, independent encoder writes;
 * what it reads is written by that encoder too, so that every lie comes with a valid checksum.
 */
#include <idalloc/idalloc.h>
#include <xxhash.h>

#include "../src/session_internal.h"
#include "support_allocator.h"
#include "support_cmocka.h"
#include "support_world.h"

#define A       session_named('A')
#define B       session_named('B')
#define C       session_named('C')
#define NUMBERS ((uint64_t)INT64_MAX)
#define MILLION (UINT64_C(1) << 20)

/* ---- An independent encoder ----------------------------------------------------------------- */

enum { MAX_SESSIONS = 4, MAX_CLUSTERS = 8, MAX_RUNS = 4, MAX_BYTES = 1024 };

typedef struct forged_session {
    ida_uuid id;
    uint64_t reserved;
} forged_session;

typedef struct forged_cluster {
    uint64_t session; /* 0: the next new one; d: the one d before that */
    uint64_t capacity_less_1;
} forged_cluster;

typedef struct forged_run {
    uint64_t gap;
    uint64_t count_less_1;
} forged_run;

typedef struct forged_local {
    ida_uuid id;
    uint64_t generated;
    uint64_t next_less_1;
    uint64_t size_less_1;
    uint64_t run_claim;
    size_t run_count;
    forged_run runs[MAX_RUNS];
} forged_local;

typedef enum odd_way { ODD_LONGER, ODD_TOO_WIDE, ODD_ENDLESS, ODD_HUGE } odd_way;

/* What the bytes say, where counts that are claimed need not be the counts that follow. */
typedef struct forgery {
    uint64_t log_position;
    uint64_t session_claim;
    size_t session_count;
    forged_session sessions[MAX_SESSIONS];
    uint64_t cluster_claim;
    size_t cluster_count;
    forged_cluster clusters[MAX_CLUSTERS];
    uint64_t local_claim;
    size_t local_count;
    forged_local locals[MAX_SESSIONS];
    /* The varint of this ordinal (from 1; 0 for none) is written in this way instead. */
    size_t odd_ordinal;
    odd_way how_odd;
} forgery;

typedef struct encoder {
    uint8_t bytes[MAX_BYTES];
    size_t size;
    size_t varints;
    const forgery *what;
} encoder;

static void put_byte(encoder *e, unsigned byte)
{
    assert_true(e->size < MAX_BYTES);
    e->bytes[e->size++] = (uint8_t)byte;
}

static void put_fixed(encoder *e, uint64_t number)
{
    for (unsigned i = 0; i < 8; i++) {
        put_byte(e, (unsigned)(number >> 8 * i & 0xff));
    }
}

static void put_plain_varint(encoder *e, uint64_t number)
{
    while (number >= 128) {
        put_byte(e, (unsigned)(number % 128) | 128);
        number /= 128;
    }
    put_byte(e, (unsigned)number);
}

static void put_odd_varint(encoder *e, uint64_t number)
{
    switch (e->what->how_odd) {
    case ODD_LONGER:
        /* The same number with a zero on top. */
        put_plain_varint(e, number);
        e->bytes[e->size - 1] |= 0x80;
        put_byte(e, 0);
        break;
    case ODD_TOO_WIDE:
        /* The number and 2^64, which is lost in 64 bits. */
        for (unsigned i = 0; i < 9; i++) {
            put_byte(e, (unsigned)(number >> 7 * i & 0x7f) | 0x80);
        }
        put_byte(e, (unsigned)(number >> 63) | 2);
        break;
    case ODD_ENDLESS:
        for (unsigned i = 0; i < 10; i++) {
            put_byte(e, (unsigned)(number >> (i < 9 ? 7 * i : 63) & 0x7f) | 0x80);
        }
        put_byte(e, 1);
        break;
    case ODD_HUGE:
        put_plain_varint(e, UINT64_MAX);
        break;
    }
}

static void put_varint(encoder *e, uint64_t number)
{
    e->varints++;
    if (e->varints == e->what->odd_ordinal) {
        put_odd_varint(e, number);
    } else {
        put_plain_varint(e, number);
    }
}

static void put_uuid(encoder *e, ida_uuid uuid)
{
    put_fixed(e, uuid.low);
    put_fixed(e, uuid.high);
}

static void put_local(encoder *e, const forged_local *local)
{
    put_uuid(e, local->id);
    put_varint(e, local->generated);
    put_varint(e, local->next_less_1);
    put_varint(e, local->size_less_1);
    put_varint(e, local->run_claim);
    for (size_t i = 0; i < local->run_count; i++) {
        put_varint(e, local->runs[i].gap);
        put_varint(e, local->runs[i].count_less_1);
    }
}

static void put_checksum(encoder *e)
{
    put_fixed(e, XXH3_64bits(e->bytes, e->size));
}

static void encode_body(encoder *e, const forgery *what)
{
    memset(e, 0, sizeof(*e));
    e->what = what;
    memcpy(e->bytes, "IDAL\x01", 5);
    e->size = 5;
    put_varint(e, what->log_position);
    put_varint(e, what->session_claim);
    put_varint(e, what->cluster_claim);
    for (size_t i = 0; i < what->session_count; i++) {
        put_uuid(e, what->sessions[i].id);
        put_varint(e, what->sessions[i].reserved);
    }
    for (size_t i = 0; i < what->cluster_count; i++) {
        put_varint(e, what->clusters[i].session);
        put_varint(e, what->clusters[i].capacity_less_1);
    }
    put_varint(e, what->local_claim);
    for (size_t i = 0; i < what->local_count; i++) {
        put_local(e, &what->locals[i]);
    }
}

static void encode(encoder *e, const forgery *what)
{
    encode_body(e, what);
    put_checksum(e);
}

/* ---- Loading -------------------------------------------------------------------------------- */

static const ida_snapshot untouched = {NULL, NULL, 424242, 232323};

/* Loads a copy that is exactly as long as it says; whatever comes, no more memory than that. */
static ida_status load(const uint8_t *bytes, size_t size, ida_snapshot *snapshot,
                       test_allocator *memory)
{
    uint8_t *copy = malloc(size + 1);
    assert_non_null(copy);
    memcpy(copy, bytes, size);
    test_allocator_init(memory);
    ida_allocator allocator = test_allocator_interface(memory);
    *snapshot = untouched;
    ida_status status = ida_snapshot_load(&allocator, copy, size, snapshot);
    free(copy);
    assert_true(memory->peak_bytes <= 4096 + 128 * size);
    return status;
}

static void close_loaded(ida_snapshot *snapshot, test_allocator *memory)
{
    ida_allocator allocator = test_allocator_interface(memory);
    ida_snapshot_close(&allocator, snapshot);
    assert_null(snapshot->document);
    assert_null(snapshot->sessions);
    assert_int_equal(snapshot->session_count, 0);
    assert_int_equal(snapshot->log_position, 0);
    test_allocator_assert_clean(memory);
}

static void assert_untouched(const ida_snapshot *snapshot)
{
    assert_null(snapshot->document);
    assert_null(snapshot->sessions);
    assert_int_equal(snapshot->session_count, untouched.session_count);
    assert_int_equal(snapshot->log_position, untouched.log_position);
}

static ida_status load_status(const uint8_t *bytes, size_t size)
{
    test_allocator memory;
    ida_snapshot snapshot;
    ida_status status = load(bytes, size, &snapshot, &memory);
    if (status == IDA_OK) {
        close_loaded(&snapshot, &memory);
    } else {
        assert_untouched(&snapshot);
        test_allocator_assert_clean(&memory);
    }
    return status;
}

static ida_status forged_status(const forgery *what)
{
    encoder e;
    encode(&e, what);
    return load_status(e.bytes, e.size);
}

static void assert_sound(const ida_snapshot *snapshot)
{
    assert_true(ida_document_verify(snapshot->document));
    for (size_t i = 0; i < snapshot->session_count; i++) {
        assert_true(ida_session_verify(snapshot->sessions[i]));
        assert_ptr_equal(ida_session_document(snapshot->sessions[i]), snapshot->document);
        if (i > 0) {
            assert_true(ida_uuid_compare(ida_session_id(snapshot->sessions[i - 1]),
                                         ida_session_id(snapshot->sessions[i])) < 0);
        }
    }
}

/* Loads, and saves what came to the very same bytes. */
static void assert_loads_as_it_is(const uint8_t *bytes, size_t size)
{
    test_allocator memory;
    ida_snapshot snapshot;
    assert_int_equal(load(bytes, size, &snapshot, &memory), IDA_OK);
    assert_sound(&snapshot);
    size_t bound = ida_snapshot_bound(snapshot.document, snapshot.sessions, snapshot.session_count);
    assert_true(bound >= size);
    uint8_t *again = malloc(bound);
    assert_non_null(again);
    size_t again_size = 0;
    assert_int_equal(ida_snapshot_save(snapshot.document, snapshot.sessions, snapshot.session_count,
                                       snapshot.log_position, again, bound, &again_size),
                     IDA_OK);
    assert_int_equal(again_size, size);
    assert_memory_equal(again, bytes, size);
    free(again);
    close_loaded(&snapshot, &memory);
}

static void assert_forgery_loads(const forgery *what)
{
    encoder e;
    encode(&e, what);
    assert_loads_as_it_is(e.bytes, e.size);
}

/* ---- One state, as a forgery and as the library makes it ------------------------------------ */

/*
 * A: [lee] 0..2, [ll...] 5..9 of which one is finalized; B: [l.] 3..4; C is new. A made 5, and took
 * them all; C made 2, both local, and took one.
 */
static forgery honest(void)
{
    forgery what = {
        .log_position = 300,
        .session_claim = 2,
        .session_count = 2,
        .sessions = {{A, 4}, {B, 1}},
        .cluster_claim = 3,
        .cluster_count = 3,
        .clusters = {{0, 2}, {0, 1}, {2, 4}},
        .local_claim = 2,
        .local_count = 2,
        .locals = {{A, 5, 5, 3, 2, 2, {{0, 0}, {2, 1}}}, {C, 2, 1, 511, 1, 1, {{0, 1}}}},
    };
    return what;
}

enum { HONEST_VARINTS = 26 };

typedef struct world {
    ida_document *document;
    ida_session *sessions[2];
} world;

static world honest_world(void)
{
    world made = {document_new(), {NULL, NULL}};
    ida_session *a = session_new(made.document, A);
    ida_session *c = session_new(made.document, C);
    assert_int_equal(ida_session_set_cluster_size(a, 2), IDA_OK);
    generate_count(a, 1);
    take_and_finalize(a, made.document);
    apply(made.document, B, 1, 1, 1);
    generate_count(a, 3);
    assert_int_equal(ida_session_set_cluster_size(a, 4), IDA_OK);
    ida_range range = take(a);
    generate_count(a, 1);
    (void)take(a);
    assert_int_equal(ida_document_finalize(made.document, &range), IDA_OK);
    generate_count(c, 1);
    (void)take(c);
    generate_count(c, 1);
    made.sessions[0] = a;
    made.sessions[1] = c;
    return made;
}

static void world_close(world *made)
{
    for (size_t i = 0; i < 2; i++) {
        ida_session_close(made->sessions[i]);
    }
    ida_document_destroy(made->document);
}

static void the_written_bytes_are_those_of_the_documented_format(void **state)
{
    (void)state;
    world made = honest_world();
    forgery what = honest();
    encoder e;
    encode(&e, &what);
    uint8_t bytes[MAX_BYTES];
    size_t size = 0;
    assert_int_equal(
        ida_snapshot_save(made.document, made.sessions, 2, 300, bytes, sizeof(bytes), &size),
        IDA_OK);
    assert_int_equal(size, e.size);
    assert_memory_equal(bytes, e.bytes, size);
    world_close(&made);
}

static void an_empty_document_is_known_to_the_last_byte(void **state)
{
    (void)state;
    ida_document *document = document_new();
    uint8_t bytes[64];
    const uint8_t body[] = {'I', 'D', 'A', 'L', 1, 0, 0, 0, 0};
    size_t size = 0;
    assert_int_equal(ida_snapshot_save(document, NULL, 0, 0, bytes, sizeof(bytes), &size), IDA_OK);
    assert_int_equal(size, sizeof(body) + 8);
    assert_memory_equal(bytes, body, sizeof(body));
    assert_loads_as_it_is(bytes, size);
    ida_document_destroy(document);
}

static void the_honest_forgery_loads_as_it_is(void **state)
{
    (void)state;
    forgery what = honest();
    encoder e;
    encode(&e, &what);
    assert_int_equal(e.varints, HONEST_VARINTS);
    assert_loads_as_it_is(e.bytes, e.size);
    test_allocator memory;
    ida_snapshot snapshot;
    assert_int_equal(load(e.bytes, e.size, &snapshot, &memory), IDA_OK);
    assert_int_equal(snapshot.log_position, 300);
    assert_int_equal(snapshot.session_count, 2);
    assert_cluster(snapshot.document, 0, (ida_cluster){A, 0, 1, 3, 3});
    assert_cluster(snapshot.document, 1, (ida_cluster){B, 3, 1, 2, 1});
    assert_cluster(snapshot.document, 2, (ida_cluster){A, 5, 4, 5, 1});
    ida_session *a = snapshot.sessions[0];
    assert_uuid_equal(ida_session_id(a), A);
    assert_int_equal(ida_session_generated(a), 5);
    assert_int_equal(ida_session_next_range_start(a), 6);
    assert_int_equal(ida_session_cluster_size(a), 4);
    assert_int_equal(generate(a), 7);
    ida_session *c = snapshot.sessions[1];
    assert_uuid_equal(ida_session_id(c), C);
    assert_int_equal(ida_session_next_range_start(c), 2);
    assert_int_equal(ida_session_cluster_size(c), 512);
    assert_int_equal(generate(c), -3);
    close_loaded(&snapshot, &memory);
}

/* ---- Saving --------------------------------------------------------------------------------- */

static void assert_round_trip(const ida_document *document, ida_session *const *sessions,
                              size_t count)
{
    saved first = save(document, sessions, count);
    test_allocator memory;
    ida_snapshot snapshot;
    assert_int_equal(load(first.bytes, first.size, &snapshot, &memory), IDA_OK);
    assert_sound(&snapshot);
    assert_true(ida_document_equal(document, snapshot.document));
    assert_int_equal(snapshot.session_count, count);
    assert_int_equal(snapshot.sessions == NULL, count == 0);
    for (size_t i = 0; i < count; i++) {
        size_t found = 0;
        for (size_t k = 0; k < count; k++) {
            found += ida_session_equal(sessions[i], snapshot.sessions[k]) ? 1 : 0;
        }
        assert_int_equal(found, 1);
    }
    saved second = save(snapshot.document, snapshot.sessions, count);
    assert_true(saved_equal(&first, &second));
    saved_free(&first);
    saved_free(&second);
    close_loaded(&snapshot, &memory);
}

/* A random life of a few sessions that share a document. */
static void live_at_random(ida_document *document, ida_session **sessions, size_t count,
                           uint64_t steps, uint64_t *random)
{
    for (uint64_t i = 0; i < steps; i++) {
        ida_session *session = sessions[random_below(random, count)];
        ida_id first;
        switch (random_below(random, 5)) {
        case 0:
            take_and_finalize(session, document);
            break;
        case 1:
            assert_int_equal(
                ida_session_set_cluster_size(session, 1 + (uint32_t)random_below(random, 9)),
                IDA_OK);
            break;
        case 2:
            assert_int_equal(
                ida_document_ghost(document, uuid_of(7, i << 32), random_below(random, 3), &first),
                IDA_OK);
            break;
        default:
            generate_count(session, random_below(random, 7));
            break;
        }
    }
}

static void save_and_load_are_inverse(void **state)
{
    (void)state;
    enum { SESSIONS = 9 };
    for (uint64_t seed = 1; seed <= 60; seed++) {
        uint64_t random = seed;
        ida_document *document = document_new();
        ida_session *sessions[SESSIONS];
        for (size_t i = 0; i < SESSIONS; i++) {
            sessions[i] = session_new(document, uuid_of(random_below(&random, 1000), 5 * i));
        }
        live_at_random(document, sessions, SESSIONS, 8 * seed, &random);
        for (size_t count = 0; count <= SESSIONS; count += count < 2 ? 1 : 7) {
            assert_round_trip(document, sessions, count);
        }
        for (size_t i = 0; i < SESSIONS; i++) {
            ida_session_close(sessions[i]);
        }
        ida_document_destroy(document);
    }
}

/* With few runs and with many, for what is loaded has just the room it needs. */
static void what_was_loaded_goes_on_like_the_original(void **state)
{
    (void)state;
    enum { SESSIONS = 3 };
    for (uint64_t seed = 1; seed <= 80; seed++) {
        uint64_t random = seed;
        ida_document *document = document_new();
        ida_session *sessions[SESSIONS];
        for (size_t i = 0; i < SESSIONS; i++) {
            sessions[i] = session_new(document, uuid_of(i, 5));
            assert_int_equal(ida_session_set_cluster_size(sessions[i], 2), IDA_OK);
        }
        live_at_random(document, sessions, SESSIONS, seed, &random);
        saved bytes = save(document, sessions, SESSIONS);
        test_allocator memory;
        ida_snapshot snapshot;
        assert_int_equal(load(bytes.bytes, bytes.size, &snapshot, &memory), IDA_OK);
        saved_free(&bytes);
        for (int round = 0; round < 5; round++) {
            uint64_t same = random;
            live_at_random(document, sessions, SESSIONS, 10, &random);
            live_at_random(snapshot.document, snapshot.sessions, SESSIONS, 10, &same);
            saved loaded = save(snapshot.document, snapshot.sessions, SESSIONS);
            bytes = save(document, sessions, SESSIONS);
            assert_true(saved_equal(&bytes, &loaded));
            assert_sound(&snapshot);
            saved_free(&loaded);
            saved_free(&bytes);
        }
        close_loaded(&snapshot, &memory);
        for (size_t i = 0; i < SESSIONS; i++) {
            ida_session_close(sessions[i]);
        }
        ida_document_destroy(document);
    }
}

static void thousands_of_clusters_and_sessions_round_trip(void **state)
{
    (void)state;
    enum { SESSIONS = 1500 };
    ida_document *document = document_new();
    ida_session **sessions = calloc(SESSIONS, sizeof(*sessions));
    assert_non_null(sessions);
    uint64_t random = 3;
    for (size_t i = 0; i < SESSIONS; i++) {
        sessions[i] = session_new(document, uuid_of(random_next(&random) & TEST_HIGH_MAX, i));
        assert_int_equal(ida_session_set_cluster_size(sessions[i], 2), IDA_OK);
    }
    for (size_t i = 0; i < 6000; i++) {
        ida_session *session = sessions[random_below(&random, SESSIONS)];
        generate_count(session, 1 + random_below(&random, 3));
        take_and_finalize(session, document);
    }
    assert_round_trip(document, sessions, SESSIONS);
    assert_round_trip(document, NULL, 0);
    for (size_t i = 0; i < SESSIONS; i++) {
        ida_session_close(sessions[i]);
    }
    free(sessions);
    ida_document_destroy(document);
}

static void the_largest_numbers_round_trip(void **state)
{
    (void)state;
    ida_document *document = document_new();
    ida_session *a = session_new(document, A);
    ida_session *top = session_new(document, TEST_UUID_MAX);
    ida_session *zero = session_new(document, uuid_of(0, 0));
    ida_run runs[2];
    size_t run_count;
    assert_int_equal(ida_session_generate_many(a, NUMBERS, runs, &run_count), IDA_OK);
    assert_int_equal(ida_session_set_cluster_size(a, IDA_CLUSTER_SIZE_MAX), IDA_OK);
    (void)take(a);
    generate_count(top, 1);
    (void)take(top);
    ida_session *sessions[] = {top, zero, a};
    assert_round_trip(document, sessions, 3);
    apply(document, B, 1, NUMBERS - MILLION, (uint32_t)MILLION);
    assert_round_trip(document, sessions, 3);
    ida_session_close(a);
    ida_session_close(top);
    ida_session_close(zero);
    ida_document_destroy(document);
}

static void the_log_position_travels_unread(void **state)
{
    (void)state;
    const uint64_t positions[] = {0,
                                  1,
                                  127,
                                  128,
                                  16383,
                                  16384,
                                  UINT64_C(1) << 35,
                                  UINT64_C(1) << 62,
                                  UINT64_C(1) << 63,
                                  UINT64_MAX};
    const size_t lengths[] = {1, 1, 1, 2, 2, 3, 6, 9, 10, 10};
    world made = honest_world();
    saved base = save(made.document, made.sessions, 2);
    for (size_t i = 0; i < COUNT_OF(positions); i++) {
        uint8_t bytes[MAX_BYTES];
        size_t size = 0;
        assert_int_equal(ida_snapshot_save(made.document, made.sessions, 2, positions[i], bytes,
                                           sizeof(bytes), &size),
                         IDA_OK);
        assert_int_equal(size, base.size - 1 + lengths[i]);
        test_allocator memory;
        ida_snapshot snapshot;
        assert_int_equal(load(bytes, size, &snapshot, &memory), IDA_OK);
        assert_int_equal(snapshot.log_position, positions[i]);
        close_loaded(&snapshot, &memory);
    }
    saved_free(&base);
    world_close(&made);
}

static void a_buffer_of_the_exact_size_is_enough_and_a_smaller_one_is_not(void **state)
{
    (void)state;
    world made = honest_world();
    saved whole = save(made.document, made.sessions, 2);
    size_t bound = ida_snapshot_bound(made.document, made.sessions, 2);
    for (size_t capacity = 0; capacity <= whole.size; capacity++) {
        /* The block is as large as the capacity, so that a sanitizer sees who writes further. */
        uint8_t *buffer = malloc(capacity == 0 ? 1 : capacity);
        assert_non_null(buffer);
        size_t size = 0;
        ida_status status =
            ida_snapshot_save(made.document, made.sessions, 2, 0, buffer, capacity, &size);
        bool enough = capacity >= whole.size;
        assert_int_equal(status, enough ? IDA_OK : IDA_BUFFER_TOO_SMALL);
        assert_int_equal(size, enough ? whole.size : bound);
        free(buffer);
    }
    saved_free(&whole);
    world_close(&made);
}

/* What does not depend on the numbers, and ten bytes for each of them. */
static void the_bound_is_for_the_longest_numbers(void **state)
{
    (void)state;
    ida_document *document = document_new();
    assert_int_equal(ida_snapshot_bound(document, NULL, 0), 4 + 1 + 4 * 10 + 8);
    apply(document, A, 1, 5, 1);
    apply(document, B, 1, 5, 1);
    apply(document, A, 6, 5, 1);
    size_t alone = 4 + 1 + 4 * 10 + 8 + 2 * (16 + 10) + 3 * 20;
    assert_int_equal(ida_snapshot_bound(document, NULL, 0), alone);
    ida_session *sessions[] = {session_new(document, session_named('X')),
                               session_new(document, session_named('Y'))};
    assert_int_equal(ida_snapshot_bound(document, sessions, 2), alone + 2 * (16 + 4 * 10));
    generate_count(sessions[1], 3);
    assert_int_equal(ida_snapshot_bound(document, sessions, 2), alone + 2 * (16 + 4 * 10) + 20);
    ida_session_close(sessions[0]);
    ida_session_close(sessions[1]);
    ida_document_destroy(document);
}

static void a_bound_that_no_buffer_can_have_is_size_max(void **state)
{
    (void)state;
    ida_document *document = document_new();
    ida_session *session = session_new(document, A);
    size_t least = ida_snapshot_bound(document, &session, 1);
    /* With the last one the runs alone would fit. */
    const size_t impossible[] = {SIZE_MAX, SIZE_MAX / 2, SIZE_MAX / 4, SIZE_MAX / 20};
    for (size_t i = 0; i < 4; i++) {
        session->run_count = impossible[i];
        assert_true(ida_snapshot_bound(document, &session, 1) == SIZE_MAX);
    }
    /* The runs of one session fit by less than a run, and then comes another session's one. */
    ida_session *sessions[] = {session, session_new(document, B)};
    session->run_count = 0;
    session->run_count = (SIZE_MAX - ida_snapshot_bound(document, sessions, 2)) / 20;
    assert_true(ida_snapshot_bound(document, sessions, 2) > SIZE_MAX - 20);
    sessions[1]->run_count = 1;
    assert_true(ida_snapshot_bound(document, sessions, 2) == SIZE_MAX);
    sessions[1]->run_count = 0;
    ida_session_close(sessions[1]);
    /* A run takes two bytes at least, and two varints of ten bytes at most. */
    session->run_count = SIZE_MAX / 64;
    size_t bound = ida_snapshot_bound(document, &session, 1);
    assert_true(bound > SIZE_MAX / 64 * 2 && bound <= least + SIZE_MAX / 64 * 20);
    session->run_count = 0;
    ida_session_close(session);
    ida_document_destroy(document);
}

static void nothing_is_written_behind_the_snapshot(void **state)
{
    (void)state;
    world made = honest_world();
    uint8_t buffer[MAX_BYTES];
    memset(buffer, 0x77, sizeof(buffer));
    size_t size = 0;
    assert_int_equal(
        ida_snapshot_save(made.document, made.sessions, 2, 0, buffer, sizeof(buffer), &size),
        IDA_OK);
    for (size_t i = size; i < sizeof(buffer); i++) {
        assert_int_equal(buffer[i], 0x77);
    }
    world_close(&made);
}

static void assert_save_refused(const ida_document *document, ida_session *const *sessions,
                                size_t count)
{
    uint8_t buffer[MAX_BYTES];
    size_t size = 987654;
    assert_int_equal(ida_snapshot_save(document, sessions, count, 0, buffer, sizeof(buffer), &size),
                     IDA_INVALID_ARGUMENT);
    assert_int_equal(size, 987654);
}

static void sessions_of_other_documents_and_twins_are_refused(void **state)
{
    (void)state;
    world made = honest_world();
    world other = honest_world();
    ida_session *twin = session_new(made.document, C);
    assert_save_refused(made.document, other.sessions, 2);
    assert_save_refused(made.document, &other.sessions[1], 1);
    ida_session *mixed[] = {made.sessions[0], other.sessions[1]};
    assert_save_refused(made.document, mixed, 2);
    ida_session *mixed_first[] = {other.sessions[0], made.sessions[1]};
    assert_save_refused(made.document, mixed_first, 2);
    ida_session *same[] = {made.sessions[0], made.sessions[1], made.sessions[0]};
    assert_save_refused(made.document, same, 3);
    ida_session *twins[] = {twin, made.sessions[0], made.sessions[1]};
    assert_save_refused(made.document, twins, 3);
    ida_session_close(twin);
    world_close(&made);
    world_close(&other);
}

/* ---- Canonical bytes ------------------------------------------------------------------------ */

static void the_order_in_which_sessions_are_passed_does_not_matter(void **state)
{
    (void)state;
    enum { SESSIONS = 40 };
    ida_document *document = document_new();
    ida_session *sessions[SESSIONS];
    for (size_t i = 0; i < SESSIONS; i++) {
        sessions[i] = session_new(document, uuid_of(i * 7 % SESSIONS / 4, i * 7 % SESSIONS));
        generate_count(sessions[i], i);
    }
    saved first = save(document, sessions, SESSIONS);
    uint64_t random = 6;
    for (int round = 0; round < 20; round++) {
        for (size_t i = SESSIONS; i > 1; i--) {
            size_t j = (size_t)random_below(&random, i);
            ida_session *swapped = sessions[i - 1];
            sessions[i - 1] = sessions[j];
            sessions[j] = swapped;
        }
        ida_session *order[SESSIONS];
        memcpy(order, sessions, sizeof(order));
        saved again = save(document, sessions, SESSIONS);
        assert_true(saved_equal(&first, &again));
        /* The caller's array stays as it was. */
        assert_memory_equal(order, sessions, sizeof(order));
        saved_free(&again);
    }
    assert_loads_as_it_is(first.bytes, first.size);
    saved_free(&first);
    for (size_t i = 0; i < SESSIONS; i++) {
        ida_session_close(sessions[i]);
    }
    ida_document_destroy(document);
}

static void replicas_save_the_same_whatever_sessions_they_host(void **state)
{
    (void)state;
    ida_document *a = document_new();
    ida_document *b = document_new();
    ida_session *on_a = session_new(a, A);
    ida_session *on_b = session_new(b, B);
    ida_session *idle = session_new(b, C);
    for (int i = 0; i < 40; i++) {
        ida_session *session = i % 3 == 0 ? on_b : on_a;
        generate_count(session, 100);
        ida_range range = take(session);
        assert_int_equal(ida_document_finalize(a, &range), IDA_OK);
        assert_int_equal(ida_document_finalize(b, &range), IDA_OK);
        assert_documents_equal(a, b);
    }
    generate_count(idle, 3);
    assert_documents_equal(a, b);
    ida_session_close(on_a);
    ida_session_close(on_b);
    ida_session_close(idle);
    ida_document_destroy(a);
    ida_document_destroy(b);
}

static void histories_that_lead_to_one_state_give_the_same_bytes(void **state)
{
    (void)state;
    ida_document *documents[2] = {document_new(), document_new()};
    ida_session *sessions[2] = {session_new(documents[0], A), session_new(documents[1], A)};
    ida_run runs[2];
    size_t run_count;
    /* One by one, taken, reset and taken again; or all at once and taken once. */
    generate_count(sessions[0], 3);
    (void)take(sessions[0]);
    assert_int_equal(ida_session_reset(sessions[0]), IDA_OK);
    generate_count(sessions[0], 2);
    ida_range range = take(sessions[0]);
    assert_int_equal(ida_session_generate_many(sessions[1], 5, runs, &run_count), IDA_OK);
    (void)take(sessions[1]);
    saved a = save_session(sessions[0]);
    saved b = save_session(sessions[1]);
    assert_true(saved_equal(&a, &b));
    saved_free(&a);
    saved_free(&b);
    /* One range, or two that reserve as much in the end. */
    assert_int_equal(ida_document_finalize(documents[0], &range), IDA_OK);
    apply(documents[1], A, 1, 2, 515);
    apply(documents[1], A, 3, 3, 9);
    a = save_session(sessions[0]);
    b = save_session(sessions[1]);
    assert_true(saved_equal(&a, &b));
    saved_free(&a);
    saved_free(&b);
    for (size_t i = 0; i < 2; i++) {
        ida_session_close(sessions[i]);
        ida_document_destroy(documents[i]);
    }
}

static void different_states_give_different_bytes(void **state)
{
    (void)state;
    world made = honest_world();
    saved before = save(made.document, made.sessions, 2);
    for (int change = 0; change < 4; change++) {
        switch (change) {
        case 0:
            assert_int_equal(ida_session_set_cluster_size(made.sessions[1], 511), IDA_OK);
            break;
        case 1:
            (void)take(made.sessions[1]);
            break;
        case 2:
            generate_count(made.sessions[1], 1);
            break;
        default:
            apply(made.document, B, 2, 1, 1);
            break;
        }
        saved after = save(made.document, made.sessions, 2);
        assert_false(saved_equal(&before, &after));
        saved_free(&before);
        before = after;
    }
    saved_free(&before);
    world_close(&made);
}

/* ---- Damage --------------------------------------------------------------------------------- */

static void every_truncation_is_refused(void **state)
{
    (void)state;
    forgery what = honest();
    encoder e;
    encode(&e, &what);
    for (size_t size = 0; size < e.size; size++) {
        ida_status status = load_status(e.bytes, size);
        assert_true(status == IDA_MALFORMED || status == IDA_CHECKSUM);
        if (size < 5) {
            assert_int_equal(status, IDA_MALFORMED);
        }
    }
}

static void every_flipped_bit_is_refused(void **state)
{
    (void)state;
    forgery what = honest();
    encoder e;
    encode(&e, &what);
    for (size_t bit = 0; bit < e.size * 8; bit++) {
        e.bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
        ida_status status = load_status(e.bytes, e.size);
        e.bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
        if (bit / 8 < 4) {
            assert_int_equal(status, IDA_MALFORMED);
        } else if (bit / 8 == 4) {
            assert_true(status == IDA_UNSUPPORTED_VERSION || status == IDA_CHECKSUM);
        } else {
            assert_int_equal(status, IDA_CHECKSUM);
        }
    }
    assert_int_equal(load_status(e.bytes, e.size), IDA_OK);
}

static void trailing_bytes_are_refused(void **state)
{
    (void)state;
    forgery what = honest();
    encoder e;
    encode(&e, &what);
    for (unsigned byte = 0; byte < 256; byte++) {
        e.bytes[e.size] = (uint8_t)byte;
        assert_int_equal(load_status(e.bytes, e.size + 1), IDA_CHECKSUM);
    }
    for (unsigned byte = 0; byte < 256; byte++) {
        encode_body(&e, &what);
        put_byte(&e, byte);
        put_checksum(&e);
        assert_int_equal(load_status(e.bytes, e.size), IDA_MALFORMED);
    }
}

static void another_version_is_refused_by_name(void **state)
{
    (void)state;
    forgery what = honest();
    for (unsigned version = 0; version < 256; version++) {
        encoder e;
        encode_body(&e, &what);
        e.bytes[4] = (uint8_t)version;
        put_checksum(&e);
        assert_int_equal(load_status(e.bytes, e.size),
                         version == 1 ? IDA_OK : IDA_UNSUPPORTED_VERSION);
    }
}

static void the_shortest_inputs_are_told_apart(void **state)
{
    (void)state;
    const uint8_t newer[] = {'I', 'D', 'A', 'L', 2};
    assert_int_equal(load_status(newer, 5), IDA_UNSUPPORTED_VERSION);
    assert_int_equal(load_status(newer, 4), IDA_MALFORMED);
    /* A checksum, right or wrong, of nothing. */
    encoder e = {.bytes = {'I', 'D', 'A', 'L', 1}, .size = 5};
    assert_int_equal(load_status(e.bytes, 5), IDA_MALFORMED);
    assert_int_equal(load_status(e.bytes, 12), IDA_MALFORMED);
    assert_int_equal(load_status(e.bytes, 13), IDA_CHECKSUM);
    put_checksum(&e);
    assert_int_equal(load_status(e.bytes, 13), IDA_MALFORMED);
}

static void another_magic_is_malformed(void **state)
{
    (void)state;
    forgery what = honest();
    for (size_t place = 0; place < 4; place++) {
        encoder e;
        encode_body(&e, &what);
        e.bytes[place] ^= 0x20;
        put_checksum(&e);
        assert_int_equal(load_status(e.bytes, e.size), IDA_MALFORMED);
    }
}

static void the_checksum_covers_everything_and_stands_in_little_endian(void **state)
{
    (void)state;
    forgery what = honest();
    encoder e;
    encode_body(&e, &what);
    uint64_t sum = XXH3_64bits(e.bytes, e.size);
    for (unsigned i = 0; i < 8; i++) {
        put_byte(&e, (unsigned)(sum >> (56 - 8 * i) & 0xff));
    }
    assert_int_equal(load_status(e.bytes, e.size), IDA_CHECKSUM);
    encode_body(&e, &what);
    put_fixed(&e, XXH3_64bits(e.bytes + 5, e.size - 5));
    assert_int_equal(load_status(e.bytes, e.size), IDA_CHECKSUM);
}

/* ---- Lies with a valid checksum ------------------------------------------------------------- */

static void every_checksummed_truncation_is_malformed(void **state)
{
    (void)state;
    forgery what = honest();
    encoder whole;
    encode_body(&whole, &what);
    /* Shorter ones have no version. */
    for (size_t size = 5; size < whole.size; size++) {
        encoder e = whole;
        e.size = size;
        put_checksum(&e);
        assert_int_equal(load_status(e.bytes, e.size), IDA_MALFORMED);
    }
}

/* A run takes two bytes at least; no room is made for more of them than there can be. */
static void claimed_runs_take_no_memory_that_the_bytes_cannot_fill(void **state)
{
    (void)state;
    for (size_t claim = 400; claim <= 401; claim++) {
        forgery what = honest();
        encoder e;
        what.local_claim = what.local_count = 1;
        what.locals[0].run_claim = claim;
        what.locals[0].run_count = 0;
        encode_body(&e, &what);
        for (size_t i = 0; i < 800; i++) {
            put_byte(&e, 0);
        }
        put_checksum(&e);
        test_allocator memory;
        ida_snapshot snapshot;
        assert_int_equal(load(e.bytes, e.size, &snapshot, &memory), IDA_MALFORMED);
        assert_int_equal(memory.peak_bytes >= claim * sizeof(ida_local_run), claim == 400);
    }
}

/* Whatever a byte is changed to: it is refused, or it means something and is written alike. */
static void every_changed_byte_is_refused_or_read_for_what_it_says(void **state)
{
    (void)state;
    forgery what = honest();
    encoder whole;
    encode_body(&whole, &what);
    size_t accepted = 0;
    for (size_t place = 5; place < whole.size; place++) {
        for (unsigned change = 1; change < 256; change++) {
            encoder e = whole;
            e.bytes[place] ^= (uint8_t)change;
            put_checksum(&e);
            ida_status status = load_status(e.bytes, e.size);
            if (status == IDA_OK) {
                accepted++;
                assert_loads_as_it_is(e.bytes, e.size);
            } else {
                assert_int_equal(status, IDA_MALFORMED);
            }
        }
    }
    assert_true(accepted > 1000);
}

static void random_changes_are_refused_or_read_for_what_they_say(void **state)
{
    (void)state;
    forgery what = honest();
    encoder whole;
    encode_body(&whole, &what);
    uint64_t random = 77;
    for (int i = 0; i < 40000; i++) {
        encoder e = whole;
        for (uint64_t k = 1 + random_below(&random, 4); k > 0; k--) {
            size_t place = 5 + (size_t)random_below(&random, whole.size - 5);
            e.bytes[place] = (uint8_t)(random_below(&random, 2) == 0 ? random_below(&random, 6)
                                                                     : random_next(&random));
        }
        put_checksum(&e);
        ida_status status = load_status(e.bytes, e.size);
        if (status == IDA_OK) {
            assert_loads_as_it_is(e.bytes, e.size);
        } else {
            assert_int_equal(status, IDA_MALFORMED);
        }
    }
}

static void varints_must_be_in_their_shortest_form_and_fit(void **state)
{
    (void)state;
    for (size_t ordinal = 1; ordinal <= HONEST_VARINTS; ordinal++) {
        for (odd_way way = ODD_LONGER; way <= ODD_ENDLESS; way++) {
            forgery what = honest();
            what.odd_ordinal = ordinal;
            what.how_odd = way;
            assert_int_equal(forged_status(&what), IDA_MALFORMED);
        }
    }
}

static void huge_numbers_are_refused_without_taking_memory(void **state)
{
    (void)state;
    for (size_t ordinal = 1; ordinal <= HONEST_VARINTS; ordinal++) {
        forgery what = honest();
        what.odd_ordinal = ordinal;
        what.how_odd = ODD_HUGE;
        /* The first is the log position, which may be anything. */
        assert_int_equal(forged_status(&what), ordinal == 1 ? IDA_OK : IDA_MALFORMED);
    }
    const uint64_t claims[] = {5,
                               1000,
                               UINT32_MAX,
                               (uint64_t)UINT32_MAX + 1,
                               UINT64_C(1) << 60,
                               UINT64_C(1) << 61,
                               UINT64_C(1) << 63,
                               UINT64_MAX - 1};
    for (size_t i = 0; i < COUNT_OF(claims); i++) {
        forgery what = honest();
        what.session_claim = claims[i];
        assert_int_equal(forged_status(&what), IDA_MALFORMED);
        what = honest();
        what.cluster_claim = claims[i];
        assert_int_equal(forged_status(&what), IDA_MALFORMED);
        what = honest();
        what.local_claim = claims[i];
        assert_int_equal(forged_status(&what), IDA_MALFORMED);
        what = honest();
        what.locals[1].run_claim = claims[i];
        assert_int_equal(forged_status(&what), IDA_MALFORMED);
        what = (forgery){.session_claim = claims[i]};
        assert_int_equal(forged_status(&what), IDA_MALFORMED);
        what = (forgery){.session_claim = claims[i], .cluster_claim = claims[i]};
        assert_int_equal(forged_status(&what), IDA_MALFORMED);
        what = (forgery){.local_claim = claims[i]};
        assert_int_equal(forged_status(&what), IDA_MALFORMED);
    }
}

static void counts_must_be_those_of_what_follows(void **state)
{
    (void)state;
    forgery what = honest();
    what.session_claim = 1;
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
    what.session_claim = 3;
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
    what = honest();
    what.cluster_claim = 2;
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
    what.cluster_claim = 4;
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
    what = honest();
    what.local_claim = 1;
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
    what.local_claim = 3;
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
    what = honest();
    what.locals[0].run_claim = 1;
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
    what = honest();
    what.locals[1].run_claim = 0;
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
    what.locals[1].run_claim = 2;
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
}

static void every_listed_session_has_a_cluster_and_every_cluster_a_session(void **state)
{
    (void)state;
    /* A listed session without a cluster. */
    forgery what = honest();
    what.clusters[1].session = 1;
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
    what = honest();
    what.session_claim = 3;
    what.session_count = 3;
    what.sessions[2] = (forged_session){C, 0};
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
    /* A cluster of a session that is not listed, or before the first. */
    what = honest();
    what.clusters[2] = (forged_cluster){0, 4};
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
    what.clusters[2] = (forged_cluster){3, 4};
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
    what = honest();
    what.clusters[0].session = 1;
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
    what = (forgery){.session_claim = 1, .session_count = 1, .sessions = {{A, 0}}};
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
    what = (forgery){.cluster_claim = 1, .cluster_count = 1, .clusters = {{0, 0}}};
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
    what = (forgery){.cluster_claim = 1, .cluster_count = 1, .clusters = {{1, 0}}};
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
}

static void the_distance_to_a_clusters_session_is_counted_from_the_next_new_one(void **state)
{
    (void)state;
    forgery what = {
        .session_claim = 3,
        .session_count = 3,
        .sessions = {{C, 0}, {A, 0}, {B, 0}},
        .cluster_claim = 6,
        .cluster_count = 6,
        .clusters = {{0, 0}, {0, 1}, {2, 2}, {0, 3}, {3, 4}, {1, 5}},
    };
    encoder e;
    encode(&e, &what);
    assert_loads_as_it_is(e.bytes, e.size);
    test_allocator memory;
    ida_snapshot snapshot;
    assert_int_equal(load(e.bytes, e.size, &snapshot, &memory), IDA_OK);
    assert_cluster(snapshot.document, 0, (ida_cluster){C, 0, 1, 1, 1});
    assert_cluster(snapshot.document, 1, (ida_cluster){A, 1, 1, 2, 2});
    assert_cluster(snapshot.document, 2, (ida_cluster){C, 3, 2, 3, 3});
    assert_cluster(snapshot.document, 3, (ida_cluster){B, 6, 1, 4, 4});
    assert_cluster(snapshot.document, 4, (ida_cluster){C, 10, 5, 5, 5});
    assert_cluster(snapshot.document, 5, (ida_cluster){B, 15, 5, 6, 6});
    close_loaded(&snapshot, &memory);
}

static void reserved_ids_leave_at_least_one_of_the_last_cluster(void **state)
{
    (void)state;
    forgery what = honest();
    what.locals[0] = (forged_local){A, 0, 0, 0, 0, 0, {{0, 0}}};
    what.sessions[0].reserved = 4;
    assert_forgery_loads(&what);
    what.sessions[0].reserved = 0;
    assert_forgery_loads(&what);
    what.sessions[0].reserved = 5;
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
    what.sessions[0].reserved = 7;
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
    what.sessions[0].reserved = 9;
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
    what = honest();
    what.sessions[1].reserved = 2;
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
}

static void no_buffer_at_all_is_too_small(void **state)
{
    (void)state;
    ida_document *document = document_new();
    size_t size = 0;
    assert_int_equal(ida_snapshot_save(document, NULL, 0, 0, NULL, 0, &size), IDA_BUFFER_TOO_SMALL);
    assert_int_equal(size, ida_snapshot_bound(document, NULL, 0));
    ida_document_destroy(document);
}

static void more_may_be_reserved_than_a_range_can_ask_for(void **state)
{
    (void)state;
    forgery what = {
        .session_claim = 1,
        .session_count = 1,
        .sessions = {{A, MILLION}},
        .cluster_claim = 1,
        .cluster_count = 1,
        .clusters = {{0, MILLION + 4}},
    };
    assert_forgery_loads(&what);
    what.sessions[0].reserved = MILLION + 1;
    assert_forgery_loads(&what);
}

static void capacities_stay_within_the_number_space(void **state)
{
    (void)state;
    forgery what = {
        .session_claim = 2,
        .session_count = 2,
        .sessions = {{A, 0}, {B, 0}},
        .cluster_claim = 2,
        .cluster_count = 2,
        .clusters = {{0, NUMBERS - 8}, {0, 6}},
    };
    assert_forgery_loads(&what);
    what.clusters[1].capacity_less_1 = 7;
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
    what.clusters[1].capacity_less_1 = NUMBERS;
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
    what.clusters[0].capacity_less_1 = UINT64_MAX;
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
    what.clusters[0].capacity_less_1 = UINT64_MAX - 1;
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
    what.session_claim = what.session_count = 1;
    what.cluster_claim = what.cluster_count = 1;
    what.clusters[0].capacity_less_1 = NUMBERS - 1;
    assert_forgery_loads(&what);
    what.clusters[0].capacity_less_1 = NUMBERS;
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
}

static void sessions_of_a_document_must_be_valid_and_not_overlap(void **state)
{
    (void)state;
    forgery what = honest();
    what.local_claim = what.local_count = 0;
    assert_forgery_loads(&what);
    /* A holds 8 UUIDs, B 2. */
    what.sessions[1].id = uuid_plus(A, 8);
    assert_forgery_loads(&what);
    what.sessions[1].id = uuid_plus(A, 7);
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
    what.sessions[1].id = A;
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
    what.sessions[1].id = uuid_minus(A, 1);
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
    what.sessions[1].id = uuid_minus(A, 2);
    assert_forgery_loads(&what);
    what.sessions[1].id = uuid_of(TEST_HIGH_MAX + 1, 0);
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
    what.sessions[1].id = TEST_UUID_MAX;
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
    what.sessions[1].id = uuid_minus(TEST_UUID_MAX, 1);
    assert_forgery_loads(&what);
    what.sessions[0].id = uuid_minus(TEST_UUID_MAX, 9);
    assert_forgery_loads(&what);
    what.sessions[0].id = uuid_minus(TEST_UUID_MAX, 8);
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
}

static void attached_sessions_must_be_valid_and_ascend(void **state)
{
    (void)state;
    forgery what = honest();
    forged_local first = what.locals[0];
    what.locals[0] = what.locals[1];
    what.locals[1] = first;
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
    what = honest();
    what.locals[1] = what.locals[0];
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
    what = honest();
    what.locals[1].id = uuid_minus(A, 1);
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
    what.locals[1].id = uuid_plus(A, 1);
    assert_forgery_loads(&what);
    what.locals[1].id = uuid_of(A.high - 1, UINT64_MAX);
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
    what.locals[1].id = uuid_of(A.high + 1, 0);
    assert_forgery_loads(&what);
    what.locals[1].id = uuid_of(TEST_HIGH_MAX + 1, 0);
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
    what.locals[1].id = uuid_of(UINT64_MAX, UINT64_MAX);
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
}

/* C made two, and both are local: run 1..2, next range at 2. */
static void counters_of_an_attached_session_must_agree(void **state)
{
    (void)state;
    forgery what = honest();
    forged_local *local = &what.locals[1];
    local->next_less_1 = 2;
    assert_forgery_loads(&what);
    local->next_less_1 = 0;
    assert_forgery_loads(&what);
    local->next_less_1 = 3;
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
    local->next_less_1 = 0;
    local->size_less_1 = 0;
    assert_forgery_loads(&what);
    local->size_less_1 = MILLION - 1;
    assert_forgery_loads(&what);
    local->size_less_1 = MILLION;
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
    local->size_less_1 = UINT32_MAX;
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
    local->size_less_1 = (uint64_t)UINT32_MAX + 1;
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
    local->size_less_1 = 0;
    local->generated = 3;
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
    local->generated = 1;
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
    local->generated = 0;
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
}

static void generated_stays_within_the_number_spaces(void **state)
{
    (void)state;
    forgery what = {.local_claim = 1, .local_count = 1, .locals = {{A, 1, 0, 0, 1, 1, {{0, 0}}}}};
    assert_forgery_loads(&what);
    what.locals[0].generated = NUMBERS;
    what.locals[0].runs[0].count_less_1 = NUMBERS - 1;
    assert_forgery_loads(&what);
    what.locals[0].next_less_1 = NUMBERS;
    assert_forgery_loads(&what);
    what.locals[0].next_less_1 = NUMBERS + 1;
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
    what.locals[0].next_less_1 = UINT64_MAX;
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
    what.locals[0].next_less_1 = 0;
    what.locals[0].generated = NUMBERS + 1;
    what.locals[0].runs[0].count_less_1 = NUMBERS;
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
    what.locals[0] = (forged_local){uuid_minus(TEST_UUID_MAX, 2), 3, 3, 0, 1, 1, {{0, 2}}};
    assert_forgery_loads(&what);
    what.locals[0] = (forged_local){uuid_minus(TEST_UUID_MAX, 2), 4, 3, 0, 1, 1, {{0, 3}}};
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
    what.locals[0] = (forged_local){A, 0, 0, 0, 0, 0, {{0, 0}}};
    assert_forgery_loads(&what);
}

/* A's five: clusters cover 1..8; the runs are 1 and 4..5. */
static void local_runs_must_ascend_with_gaps_and_be_generated(void **state)
{
    (void)state;
    forgery what = honest();
    forged_local *local = &what.locals[0];
    local->runs[1] = (forged_run){2, 0};
    assert_forgery_loads(&what);
    local->runs[1] = (forged_run){3, 0};
    assert_forgery_loads(&what);
    local->runs[1] = (forged_run){1, 2};
    assert_forgery_loads(&what);
    /* Touching the one before. */
    local->runs[1] = (forged_run){0, 3};
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
    /* Beyond what was generated. */
    local->runs[1] = (forged_run){2, 2};
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
    local->runs[1] = (forged_run){4, 0};
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
    /* Wrapping around. */
    local->runs[1] = (forged_run){UINT64_MAX, 0};
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
    local->runs[1] = (forged_run){UINT64_MAX - 1, 1};
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
    local->runs[1] = (forged_run){UINT64_MAX - 2, 2};
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
    local->runs[1] = (forged_run){2, UINT64_MAX};
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
    local->runs[1] = (forged_run){2, UINT64_MAX - 3};
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
    local->runs[1] = (forged_run){2, UINT64_MAX - 2};
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
}

static void ids_that_no_cluster_covers_must_have_been_local(void **state)
{
    (void)state;
    forgery what = honest();
    forged_local *local = &what.locals[0];
    /* Nine and ten are behind the clusters. */
    local->generated = 10;
    local->runs[1] = (forged_run){2, 6};
    assert_forgery_loads(&what);
    local->runs[1] = (forged_run){7, 1};
    assert_forgery_loads(&what);
    local->runs[1] = (forged_run){8, 0};
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
    local->runs[1] = (forged_run){2, 5};
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
    local->runs[1] = (forged_run){2, 4};
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
    /* A session without clusters. */
    what = honest();
    what.locals[1].runs[0] = (forged_run){1, 0};
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
    what.locals[1].runs[0] = (forged_run){0, 0};
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
    what.locals[1].run_claim = what.locals[1].run_count = 0;
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
}

static void a_stale_session_is_loaded_and_found_out(void **state)
{
    (void)state;
    forgery what = honest();
    what.locals[0] = (forged_local){A, 3, 3, 0, 1, 1, {{0, 0}}};
    encoder e;
    encode(&e, &what);
    assert_loads_as_it_is(e.bytes, e.size);
    test_allocator memory;
    ida_snapshot snapshot;
    assert_int_equal(load(e.bytes, e.size, &snapshot, &memory), IDA_OK);
    ida_id id = TEST_CANARY;
    assert_true(ida_session_is_stale(snapshot.sessions[0]));
    assert_int_equal(ida_session_generate(snapshot.sessions[0], &id), IDA_STALE_SESSION);
    assert_false(ida_session_is_stale(snapshot.sessions[1]));
    close_loaded(&snapshot, &memory);
}

/* ---- Memory and ownership ------------------------------------------------------------------- */

static void loading_takes_memory_in_proportion_to_the_bytes(void **state)
{
    (void)state;
    enum { SESSIONS = 4000 };
    ida_document *document = document_new();
    for (uint64_t i = 0; i < SESSIONS; i++) {
        apply(document, uuid_of(i * 7 % 11, i << 30), 1, 1, 1);
    }
    ida_id first;
    for (uint64_t i = 0; i < 20000; i++) {
        assert_int_equal(ida_document_ghost(document, uuid_of(20 + i % 2, 0), 1, &first), IDA_OK);
    }
    saved bytes = save_document(document);
    test_allocator memory;
    ida_snapshot snapshot;
    /* The limit is in load. */
    assert_int_equal(load(bytes.bytes, bytes.size, &snapshot, &memory), IDA_OK);
    assert_documents_equal(document, snapshot.document);
    assert_int_equal(ida_document_memory(snapshot.document), memory.live_bytes);
    close_loaded(&snapshot, &memory);
    saved_free(&bytes);
    ida_document_destroy(document);
}

static void what_is_taken_over_is_not_closed(void **state)
{
    (void)state;
    forgery what = honest();
    encoder e;
    encode(&e, &what);
    test_allocator memory;
    ida_snapshot snapshot;
    assert_int_equal(load(e.bytes, e.size, &snapshot, &memory), IDA_OK);
    ida_document *document = snapshot.document;
    ida_session *session = snapshot.sessions[1];
    snapshot.document = NULL;
    snapshot.sessions[1] = NULL;
    ida_allocator allocator = test_allocator_interface(&memory);
    ida_snapshot_close(&allocator, &snapshot);
    ida_snapshot_close(&allocator, &snapshot);
    assert_null(snapshot.sessions);
    assert_int_equal(snapshot.session_count, 0);
    assert_int_equal(generate(session), -3);
    assert_int_equal(ida_document_memory(document) + ida_session_memory(session),
                     memory.live_bytes);
    ida_session_close(session);
    ida_document_destroy(document);
    test_allocator_assert_clean(&memory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_written_bytes_are_those_of_the_documented_format),
        cmocka_unit_test(an_empty_document_is_known_to_the_last_byte),
        cmocka_unit_test(the_honest_forgery_loads_as_it_is),
        cmocka_unit_test(save_and_load_are_inverse),
        cmocka_unit_test(what_was_loaded_goes_on_like_the_original),
        cmocka_unit_test(thousands_of_clusters_and_sessions_round_trip),
        cmocka_unit_test(the_largest_numbers_round_trip),
        cmocka_unit_test(the_log_position_travels_unread),
        cmocka_unit_test(a_buffer_of_the_exact_size_is_enough_and_a_smaller_one_is_not),
        cmocka_unit_test(the_bound_is_for_the_longest_numbers),
        cmocka_unit_test(a_bound_that_no_buffer_can_have_is_size_max),
        cmocka_unit_test(nothing_is_written_behind_the_snapshot),
        cmocka_unit_test(sessions_of_other_documents_and_twins_are_refused),
        cmocka_unit_test(the_order_in_which_sessions_are_passed_does_not_matter),
        cmocka_unit_test(replicas_save_the_same_whatever_sessions_they_host),
        cmocka_unit_test(histories_that_lead_to_one_state_give_the_same_bytes),
        cmocka_unit_test(different_states_give_different_bytes),
        cmocka_unit_test(every_truncation_is_refused),
        cmocka_unit_test(every_flipped_bit_is_refused),
        cmocka_unit_test(trailing_bytes_are_refused),
        cmocka_unit_test(another_version_is_refused_by_name),
        cmocka_unit_test(the_shortest_inputs_are_told_apart),
        cmocka_unit_test(another_magic_is_malformed),
        cmocka_unit_test(the_checksum_covers_everything_and_stands_in_little_endian),
        cmocka_unit_test(every_checksummed_truncation_is_malformed),
        cmocka_unit_test(claimed_runs_take_no_memory_that_the_bytes_cannot_fill),
        cmocka_unit_test(every_changed_byte_is_refused_or_read_for_what_it_says),
        cmocka_unit_test(random_changes_are_refused_or_read_for_what_they_say),
        cmocka_unit_test(varints_must_be_in_their_shortest_form_and_fit),
        cmocka_unit_test(huge_numbers_are_refused_without_taking_memory),
        cmocka_unit_test(counts_must_be_those_of_what_follows),
        cmocka_unit_test(every_listed_session_has_a_cluster_and_every_cluster_a_session),
        cmocka_unit_test(the_distance_to_a_clusters_session_is_counted_from_the_next_new_one),
        cmocka_unit_test(reserved_ids_leave_at_least_one_of_the_last_cluster),
        cmocka_unit_test(no_buffer_at_all_is_too_small),
        cmocka_unit_test(more_may_be_reserved_than_a_range_can_ask_for),
        cmocka_unit_test(capacities_stay_within_the_number_space),
        cmocka_unit_test(sessions_of_a_document_must_be_valid_and_not_overlap),
        cmocka_unit_test(attached_sessions_must_be_valid_and_ascend),
        cmocka_unit_test(counters_of_an_attached_session_must_agree),
        cmocka_unit_test(generated_stays_within_the_number_spaces),
        cmocka_unit_test(local_runs_must_ascend_with_gaps_and_be_generated),
        cmocka_unit_test(ids_that_no_cluster_covers_must_have_been_local),
        cmocka_unit_test(a_stale_session_is_loaded_and_found_out),
        cmocka_unit_test(loading_takes_memory_in_proportion_to_the_bytes),
        cmocka_unit_test(what_is_taken_over_is_not_closed),
    };
    return RUN_TESTS(tests);
}
