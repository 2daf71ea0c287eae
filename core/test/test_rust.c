/*
 * The Rust v1 format: what an export writes, field by field, what an import refuses, and that
 * nothing else does harm. Files are built by hand.
 */
#include <idalloc/idalloc.h>

#include "support_allocator.h"
#include "support_cmocka.h"
#include "support_foreign.h"
#include "support_world.h"

#define ROOM 512

/* Where the fields of a file with local state and of one without begin. */
enum {
    AT_VERSION = 0,
    AT_LOCAL = 4,
    AT_32_BIT = 8,
    AT_SUMMARY_CLUSTER_SIZE = 12,
    AT_SUMMARY_SESSIONS = 20,
    AT_OWN = 12,
    AT_GENERATED = 28,
    AT_NEXT = 36,
    AT_RUNS = 44,
    AT_RUN_1 = 52,
    AT_RUN_2 = 68,
    /* of the example, which has two runs and two sessions with a cluster each */
    AT_CLUSTER_SIZE = 84,
    AT_SESSIONS = 92,
    AT_SESSION_A = 100,
    AT_SESSION_B = 116,
    AT_CLUSTERS = 132,
    AT_CLUSTER_A = 140,
    AT_CLUSTER_B = 152,
    EXAMPLE_SIZE = 164
};

static void put_header(saved *file, bool with_session, bool is_32_bit)
{
    put_u32(file, 1);
    put_u32(file, with_session ? 1 : 0);
    put_u32(file, is_32_bit ? 1 : 0);
}

static void put_number_uuid(saved *file, ida_uuid uuid)
{
    put_u64(file, uuid.low);
    put_u64(file, uuid.high);
}

/* The UUID with version and variant, by the formula in the description of the format. */
static void put_plain_uuid(saved *file, ida_uuid uuid)
{
    uint64_t upper_48 = uuid.high >> 10;
    uint64_t middle_12 = (uuid.high << 2 | uuid.low >> 62) & 0xfff;
    put_u64(file, (uuid.low & UINT64_C(0x3fffffffffffffff)) | UINT64_C(0x8000000000000000));
    put_u64(file, upper_48 << 16 | 0x4000 | middle_12);
}

static void put_cluster_32(saved *file, uint32_t place, uint32_t capacity, uint32_t count)
{
    put_u32(file, place);
    put_u32(file, capacity);
    put_u32(file, count);
}

static void put_cluster_64(saved *file, uint64_t place, uint64_t capacity, uint64_t count)
{
    put_u64(file, place);
    put_u64(file, capacity);
    put_u64(file, count);
}

/* A session's state up to its runs, which the caller adds. */
static void put_local(saved *file, ida_uuid session, uint64_t generated, uint64_t next,
                      uint64_t runs)
{
    put_plain_uuid(file, session);
    put_u64(file, generated);
    put_u64(file, next);
    put_u64(file, runs);
}

/* Sessions A and B with a cluster each. */
static void put_example_document(saved *file)
{
    put_u64(file, 3);
    put_u64(file, 2);
    put_number_uuid(file, session_named('A'));
    put_number_uuid(file, session_named('B'));
    put_u64(file, 2);
    put_cluster_32(file, 0, 5, 2);
    put_cluster_32(file, 1, 6, 2);
}

/* And A's local state: 1 and 2 were local, 3 to 5 eager finals, 6 to 8 local. */
static saved example_file(void)
{
    saved file = {NULL, 0};
    put_header(&file, true, true);
    put_local(&file, session_named('A'), 8, 8, 2);
    put_u64(&file, 1);
    put_u64(&file, 2);
    put_u64(&file, 6);
    put_u64(&file, 3);
    put_example_document(&file);
    assert_int_equal(file.size, EXAMPLE_SIZE);
    return file;
}

static saved example_summary(void)
{
    saved file = {NULL, 0};
    put_header(&file, false, true);
    put_example_document(&file);
    return file;
}

/* B and C as a session A sees them that has generated nothing, and so is not listed. */
static saved unlisted_file(void)
{
    saved file = {NULL, 0};
    put_header(&file, true, true);
    put_local(&file, session_named('A'), 0, 1, 0);
    put_u64(&file, 5);
    put_u64(&file, 2);
    put_number_uuid(&file, session_named('B'));
    put_number_uuid(&file, session_named('C'));
    put_u64(&file, 2);
    put_cluster_32(&file, 0, 3, 1);
    put_cluster_32(&file, 1, 3, 1);
    return file;
}

static void set_u64(saved *file, size_t at, uint64_t value)
{
    saved bytes = {NULL, 0};
    put_u64(&bytes, value);
    assert_true(at + bytes.size <= file->size);
    memcpy(file->bytes + at, bytes.bytes, bytes.size);
    saved_free(&bytes);
}

static void set_u32(saved *file, size_t at, uint32_t value)
{
    saved bytes = {NULL, 0};
    put_u32(&bytes, value);
    assert_true(at + bytes.size <= file->size);
    memcpy(file->bytes + at, bytes.bytes, bytes.size);
    saved_free(&bytes);
}

static ida_status import_rust(const ida_allocator *allocator, const uint8_t *bytes, size_t size,
                              ida_snapshot *snapshot, foreign_extra *extra)
{
    ida_rust_header header;
    ida_status status = ida_rust_import(allocator, bytes, size, snapshot, &header);
    if (status == IDA_OK) {
        extra->first = header.first;
        extra->has_first = header.has_first;
        extra->cluster_size = header.cluster_size;
    }
    return status;
}

/* A summary's header is that of an allocator that the import does not make: give it back. */
static ida_status export_rust_again(const ida_snapshot *snapshot, const foreign_extra *extra,
                                    uint8_t *bytes, size_t capacity, size_t *size)
{
    if (snapshot->session_count != 0) {
        return ida_rust_export_session(snapshot->sessions[0], bytes, capacity, size);
    }
    ida_rust_header header = {extra->cluster_size, extra->has_first, extra->first};
    return ida_rust_export_document(snapshot->document, &header, bytes, capacity, size);
}

static const foreign_format rust = {import_rust, export_rust_again};

/* Each of these frees the file. */
static void assert_refused_file(saved file)
{
    assert_import_refused(&rust, &file, IDA_MALFORMED);
    saved_free(&file);
}

static void assert_reproduced_file(saved file)
{
    assert_import_reproduces(&rust, &file);
    saved_free(&file);
}

static void assert_u64_refused(size_t at, uint64_t value)
{
    saved file = example_file();
    set_u64(&file, at, value);
    assert_refused_file(file);
}

static void assert_u32_refused(size_t at, uint32_t value)
{
    saved file = example_file();
    set_u32(&file, at, value);
    assert_refused_file(file);
}

/* The session exports to these bytes; frees them. */
static void assert_session_exports(ida_session *session, saved expected)
{
    uint8_t bytes[ROOM];
    size_t size = 0;
    assert_int_equal(ida_rust_export_session(session, bytes, sizeof(bytes), &size), IDA_OK);
    assert_int_equal(size, expected.size);
    assert_memory_equal(bytes, expected.bytes, size);
    saved_free(&expected);
}

static void assert_document_exports(const ida_document *document, ida_session *session,
                                    saved expected)
{
    uint8_t bytes[ROOM];
    size_t size = 0;
    ida_rust_header header = {.cluster_size = 1};
    if (session != NULL) {
        header = ida_rust_header_of(session);
    }
    assert_int_equal(ida_rust_export_document(document, session == NULL ? NULL : &header, bytes,
                                              sizeof(bytes), &size),
                     IDA_OK);
    assert_int_equal(size, expected.size);
    assert_memory_equal(bytes, expected.bytes, size);
    saved_free(&expected);
}

/* The example's document and session, made by using the library. */
static ida_session *example_session(ida_document *document)
{
    ida_session *session = session_new(document, session_named('A'));
    assert_int_equal(ida_session_set_cluster_size(session, 3), IDA_OK);
    generate_count(session, 2);
    take_and_finalize(session, document);
    apply(document, session_named('B'), 1, 2, 4);
    generate_count(session, 5);
    (void)take(session);
    generate_count(session, 1);
    return session;
}

static void an_empty_document_is_the_published_example(void **state)
{
    (void)state;
    static const uint8_t expected[] = {
        1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, /* version, no local state, 32 bit */
        5, 0, 0, 0, 0, 0, 0, 0,             /* cluster size */
        0, 0, 0, 0, 0, 0, 0, 0,             /* sessions */
        0, 0, 0, 0, 0, 0, 0, 0,             /* clusters */
    };
    ida_document *document = document_new();
    ida_session *session = session_new(document, session_named('A'));
    assert_int_equal(ida_session_set_cluster_size(session, 5), IDA_OK);
    saved file = {NULL, 0};
    put_bytes(&file, expected, sizeof(expected));
    foreign_extra extra;
    ida_snapshot loaded = foreign_import(&rust, &file, &extra);
    assert_int_equal(loaded.session_count, 0);
    assert_int_equal(extra.cluster_size, 5);
    assert_uuid_equal(extra.first, uuid_of(0, 0));
    foreign_close(&loaded);
    assert_import_reproduces(&rust, &file);
    assert_document_exports(document, session, file);
    ida_session_close(session);
    ida_document_destroy(document);
}

static void the_own_session_is_a_plain_uuid_from_its_end(void **state)
{
    (void)state;
    static const char text[] = "00112233-4455-4677-8899-aabbccddeeff";
    static const uint8_t expected[] = {
        0xff, 0xee, 0xdd, 0xcc, 0xbb, 0xaa, 0x99, 0x88,
        0x77, 0x46, 0x55, 0x44, 0x33, 0x22, 0x11, 0x00,
    };
    ida_uuid id;
    assert_int_equal(ida_uuid_parse(text, sizeof(text) - 1, &id), IDA_OK);
    ida_document *document = document_new();
    ida_session *session = session_new(document, id);
    uint8_t bytes[ROOM];
    saved file = {bytes, 0};
    assert_int_equal(ida_rust_export_session(session, bytes, sizeof(bytes), &file.size), IDA_OK);
    assert_memory_equal(bytes + AT_OWN, expected, sizeof(expected));
    foreign_extra extra;
    ida_snapshot loaded = foreign_import(&rust, &file, &extra);
    assert_uuid_equal(ida_session_id(loaded.sessions[0]), id);
    foreign_close(&loaded);
    ida_session_close(session);
    ida_document_destroy(document);
}

static void a_session_is_written_field_by_field(void **state)
{
    (void)state;
    ida_document *document = document_new();
    ida_session *session = example_session(document);
    assert_session_exports(session, example_file());
    assert_document_exports(document, session, example_summary());
    saved with_default_size = example_summary();
    set_u64(&with_default_size, AT_SUMMARY_CLUSTER_SIZE, IDA_CLUSTER_SIZE_DEFAULT);
    assert_document_exports(document, NULL, with_default_size);
    ida_session_close(session);
    ida_document_destroy(document);
}

static void a_session_that_generated_nothing_is_not_listed(void **state)
{
    (void)state;
    ida_document *document = document_new();
    ida_session *session = session_new(document, session_named('A'));
    assert_int_equal(ida_session_set_cluster_size(session, 5), IDA_OK);
    apply(document, session_named('B'), 1, 1, 2);
    apply(document, session_named('C'), 1, 1, 2);
    assert_session_exports(session, unlisted_file());
    saved local = unlisted_file();
    saved summary = {NULL, 0};
    put_header(&summary, false, true);
    put_bytes(&summary, local.bytes + AT_RUN_1, local.size - AT_RUN_1);
    assert_document_exports(document, session, summary);
    saved_free(&local);
    ida_session_close(session);
    ida_document_destroy(document);
}

/* B's document as A sees it, which has generated two IDs that nobody heard of. */
static void put_pending_document(saved *file)
{
    put_u64(file, 5);
    put_u64(file, 2);
    put_number_uuid(file, session_named('A'));
    put_number_uuid(file, session_named('B'));
    put_u64(file, 1);
    put_cluster_32(file, 1, 3, 1);
}

static void a_session_with_nothing_finalized_is_listed_without_clusters(void **state)
{
    (void)state;
    ida_document *document = document_new();
    ida_session *session = session_new(document, session_named('A'));
    assert_int_equal(ida_session_set_cluster_size(session, 5), IDA_OK);
    generate_count(session, 2);
    apply(document, session_named('B'), 1, 1, 2);
    saved file = {NULL, 0};
    put_header(&file, true, true);
    put_local(&file, session_named('A'), 2, 1, 1);
    put_u64(&file, 1);
    put_u64(&file, 2);
    put_pending_document(&file);
    assert_import_reproduces(&rust, &file);
    assert_session_exports(session, file);
    saved summary = {NULL, 0};
    put_header(&summary, false, true);
    put_pending_document(&summary);
    foreign_extra extra;
    ida_snapshot loaded = foreign_import(&rust, &summary, &extra);
    assert_int_equal(ida_document_session_count(loaded.document), 1);
    assert_true(ida_document_equal(loaded.document, document));
    assert_uuid_equal(extra.first, session_named('A'));
    foreign_close(&loaded);
    assert_document_exports(document, session, summary);
    ida_session_close(session);
    ida_document_destroy(document);
}

static void the_own_session_comes_first_then_the_first_cluster_counts(void **state)
{
    (void)state;
    ida_document *document = document_new();
    apply(document, session_named('C'), 1, 1, 2);
    apply(document, session_named('B'), 1, 1, 2);
    ida_session *session = session_new(document, session_named('A'));
    assert_int_equal(ida_session_set_cluster_size(session, 2), IDA_OK);
    generate_count(session, 1);
    take_and_finalize(session, document);
    saved file = {NULL, 0};
    put_header(&file, false, true);
    put_u64(&file, 2);
    put_u64(&file, 3);
    put_number_uuid(&file, session_named('A'));
    put_number_uuid(&file, session_named('C'));
    put_number_uuid(&file, session_named('B'));
    put_u64(&file, 3);
    put_cluster_32(&file, 1, 3, 1);
    put_cluster_32(&file, 2, 3, 1);
    put_cluster_32(&file, 0, 3, 1);
    assert_document_exports(document, session, file);
    file = (saved){NULL, 0};
    put_header(&file, false, true);
    put_u64(&file, IDA_CLUSTER_SIZE_DEFAULT);
    put_u64(&file, 3);
    put_number_uuid(&file, session_named('C'));
    put_number_uuid(&file, session_named('B'));
    put_number_uuid(&file, session_named('A'));
    put_u64(&file, 3);
    put_cluster_32(&file, 0, 3, 1);
    put_cluster_32(&file, 1, 3, 1);
    put_cluster_32(&file, 2, 3, 1);
    assert_document_exports(document, NULL, file);
    ida_session_close(session);
    ida_document_destroy(document);
}

static void put_large(saved *file, bool is_32_bit, uint64_t capacity)
{
    put_header(file, false, is_32_bit);
    put_u64(file, IDA_CLUSTER_SIZE_DEFAULT);
    put_u64(file, 1);
    put_number_uuid(file, session_named('A'));
    put_u64(file, 1);
    if (is_32_bit) {
        put_cluster_32(file, 0, (uint32_t)capacity, (uint32_t)(capacity - 1));
    } else {
        put_cluster_64(file, 0, capacity, capacity - 1);
    }
}

static void numbers_are_32_bit_while_the_last_final_id_is_below_the_largest(void **state)
{
    (void)state;
    /* One above the last reserved final ID: 2^32 - 1 is the last that is written in 32 bits. */
    const uint64_t limits[] = {UINT32_MAX - 1, UINT32_MAX, UINT64_C(1) << 32, UINT64_C(1) << 53,
                               (uint64_t)INT64_MAX};
    for (size_t i = 0; i < COUNT_OF(limits); i++) {
        bool is_32_bit = i < 2;
        ida_document *document = document_new();
        apply(document, session_named('A'), 1, limits[i] - 1, 1);
        assert_int_equal(ida_document_final_limit(document), limits[i]);
        saved file = {NULL, 0};
        put_large(&file, is_32_bit, limits[i]);
        assert_import_reproduces(&rust, &file);
        assert_document_exports(document, NULL, file);
        ida_document_destroy(document);
    }
}

static void a_flag_that_contradicts_the_final_ids_is_refused(void **state)
{
    (void)state;
    saved file = {NULL, 0};
    put_large(&file, false, UINT32_MAX);
    assert_refused_file(file);
    file = (saved){NULL, 0};
    put_large(&file, false, 10);
    assert_refused_file(file);
    /* Each capacity fits 32 bits, but their sum does not. */
    file = (saved){NULL, 0};
    put_header(&file, false, true);
    put_u64(&file, 1);
    put_u64(&file, 2);
    put_number_uuid(&file, session_named('A'));
    put_number_uuid(&file, session_named('B'));
    put_u64(&file, 2);
    put_cluster_32(&file, 0, UINT32_MAX, 1);
    put_cluster_32(&file, 1, 1, 1);
    assert_refused_file(file);
    file = (saved){NULL, 0};
    put_header(&file, false, false);
    put_u64(&file, 5);
    put_u64(&file, 0);
    put_u64(&file, 0);
    assert_refused_file(file);
}

static void local_state_has_64_bits_whatever_the_clusters_have(void **state)
{
    (void)state;
    ida_document *document = document_new();
    ida_session *session = session_new(document, session_named('A'));
    ida_run runs[2];
    size_t run_count;
    uint64_t generated = (uint64_t)INT64_MAX;
    assert_int_equal(ida_session_generate_many(session, generated, runs, &run_count), IDA_OK);
    saved file = {NULL, 0};
    put_header(&file, true, true);
    put_local(&file, session_named('A'), generated, 1, 1);
    put_u64(&file, 1);
    put_u64(&file, generated);
    put_u64(&file, IDA_CLUSTER_SIZE_DEFAULT);
    put_u64(&file, 1);
    put_number_uuid(&file, session_named('A'));
    put_u64(&file, 0);
    assert_import_reproduces(&rust, &file);
    saved beyond = {NULL, 0};
    put_bytes(&beyond, file.bytes, file.size);
    set_u64(&beyond, AT_GENERATED, generated + 1);
    assert_import_refused(&rust, &beyond, IDA_MALFORMED);
    set_u64(&beyond, AT_RUN_1 + 8, generated + 1);
    assert_refused_file(beyond);
    assert_session_exports(session, file);
    ida_session_close(session);
    ida_document_destroy(document);
}

static void a_buffer_too_small_stays_as_it_was(void **state)
{
    (void)state;
    ida_document *document = document_new();
    ida_session *session = example_session(document);
    uint8_t bytes[ROOM];
    uint8_t untouched[ROOM];
    size_t session_size = 0;
    size_t document_size = 0;
    ida_rust_header header = ida_rust_header_of(session);
    memset(bytes, 0x5a, sizeof(bytes));
    memset(untouched, 0x5a, sizeof(untouched));
    assert_int_equal(ida_rust_export_session(session, NULL, 0, &session_size),
                     IDA_BUFFER_TOO_SMALL);
    assert_int_equal(ida_rust_export_document(document, &header, NULL, 0, &document_size),
                     IDA_BUFFER_TOO_SMALL);
    assert_int_equal(session_size, EXAMPLE_SIZE);
    for (size_t capacity = 0; capacity < session_size; capacity++) {
        size_t size = 0;
        assert_int_equal(ida_rust_export_session(session, bytes, capacity, &size),
                         IDA_BUFFER_TOO_SMALL);
        assert_int_equal(size, session_size);
    }
    for (size_t capacity = 0; capacity < document_size; capacity++) {
        size_t size = 0;
        assert_int_equal(ida_rust_export_document(document, &header, bytes, capacity, &size),
                         IDA_BUFFER_TOO_SMALL);
        assert_int_equal(size, document_size);
    }
    assert_memory_equal(bytes, untouched, sizeof(bytes));
    size_t size = 0;
    assert_int_equal(ida_rust_export_session(session, bytes, session_size, &size), IDA_OK);
    assert_memory_equal(bytes + size, untouched, sizeof(bytes) - size);
    ida_session_close(session);
    ida_document_destroy(document);
}

static void exporting_asks_for_no_memory(void **state)
{
    (void)state;
    test_allocator counter;
    test_allocator_init(&counter);
    ida_allocator allocator = test_allocator_interface(&counter);
    ida_document *document = NULL;
    assert_int_equal(ida_document_create(&allocator, &document), IDA_OK);
    ida_session *session = example_session(document);
    uint8_t bytes[ROOM];
    size_t size;
    test_allocator_fail_nth(&counter, 1);
    assert_int_equal(ida_rust_export_session(session, bytes, sizeof(bytes), &size), IDA_OK);
    assert_int_equal(ida_rust_export_document(document, NULL, bytes, sizeof(bytes), &size), IDA_OK);
    assert_int_equal(counter.requests, 0);
    ida_session_close(session);
    ida_document_destroy(document);
    test_allocator_assert_clean(&counter);
}

static void a_stale_session_cannot_be_written(void **state)
{
    (void)state;
    for (uint64_t generated = 0; generated < 3; generated++) {
        ida_document *document = document_new();
        ida_session *session = session_new(document, session_named('A'));
        generate_count(session, generated);
        apply(document, session_named('A'), 1, 3, 1);
        uint8_t bytes[ROOM];
        size_t size = 77;
        assert_int_equal(ida_rust_export_session(session, bytes, sizeof(bytes), &size),
                         IDA_STALE_SESSION);
        assert_int_equal(size, 77);
        assert_int_equal(ida_rust_export_document(document, NULL, bytes, sizeof(bytes), &size),
                         IDA_OK);
        ida_session_close(session);
        ida_document_destroy(document);
    }
}

static void a_header_that_no_allocator_has_is_refused(void **state)
{
    (void)state;
    ida_document *document = document_new();
    ida_uuid good = session_named('A');
    ida_uuid bad = {UINT64_C(1) << 58, 0};
    const ida_rust_header headers[] = {
        {0, false, good}, {(uint64_t)INT64_MAX + 1, false, good}, {5, true, bad}};
    uint8_t bytes[ROOM];
    size_t size = 77;
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(
            ida_rust_export_document(document, &headers[i], bytes, sizeof(bytes), &size),
            IDA_INVALID_ARGUMENT);
        assert_int_equal(size, 77);
    }
    const ida_rust_header largest = {INT64_MAX, false, bad};
    assert_int_equal(ida_rust_export_document(document, &largest, bytes, sizeof(bytes), &size),
                     IDA_OK);
    ida_document_destroy(document);
}

/* A guest: the allocator that wrote the summary generated IDs, and none is finalized yet. */
static void a_summary_can_list_a_session_that_the_document_does_not_know(void **state)
{
    (void)state;
    ida_document *document = document_new();
    apply(document, session_named('B'), 1, 2, 3);
    ida_rust_header header = {7, true, session_named('A')};
    uint8_t bytes[ROOM];
    uint8_t again[ROOM];
    size_t size = 0;
    size_t again_size = 0;
    assert_int_equal(ida_rust_export_document(document, &header, bytes, sizeof(bytes), &size),
                     IDA_OK);
    saved file = {bytes, size};
    foreign_extra extra;
    ida_snapshot loaded = foreign_import(&rust, &file, &extra);
    assert_uuid_equal(extra.first, session_named('A'));
    assert_int_equal(ida_document_session_count(loaded.document), 1);
    assert_int_equal(export_rust_again(&loaded, &extra, again, sizeof(again), &again_size), IDA_OK);
    assert_int_equal(again_size, size);
    assert_memory_equal(again, bytes, size);
    foreign_close(&loaded);
    ida_document_destroy(document);
}

static void a_loaded_session_goes_on_as_the_original(void **state)
{
    (void)state;
    ida_document *document = document_new();
    ida_session *session = example_session(document);
    saved file = example_file();
    foreign_extra extra;
    ida_snapshot loaded = foreign_import(&rust, &file, &extra);
    assert_int_equal(loaded.session_count, 1);
    ida_session *twin = loaded.sessions[0];
    assert_true(ida_document_equal(loaded.document, document));
    assert_true(ida_session_equal(twin, session));
    assert_int_equal(ida_session_cluster_size(twin), 3);
    assert_int_equal(extra.cluster_size, 3);
    assert_uuid_equal(extra.first, session_named('A'));
    assert_int_equal(generate(twin), generate(session));
    ida_range range = take(twin);
    ida_range expected = take(session);
    assert_int_equal(range.first_gen_count, expected.first_gen_count);
    assert_int_equal(range.count, expected.count);
    foreign_close(&loaded);
    saved_free(&file);
    ida_session_close(session);
    ida_document_destroy(document);
}

static void all_forms_are_reproduced(void **state)
{
    (void)state;
    assert_reproduced_file(example_file());
    assert_reproduced_file(example_summary());
    assert_reproduced_file(unlisted_file());
}

static void other_versions_are_told_apart_from_damage(void **state)
{
    (void)state;
    const uint32_t versions[] = {0, 2, 3, 256, 0x01000000, UINT32_MAX};
    for (size_t i = 0; i < COUNT_OF(versions); i++) {
        saved file = example_file();
        set_u32(&file, AT_VERSION, versions[i]);
        assert_import_refused(&rust, &file, IDA_UNSUPPORTED_VERSION);
        file.size = 4;
        assert_import_refused(&rust, &file, IDA_UNSUPPORTED_VERSION);
        file.size = 3;
        assert_import_refused(&rust, &file, IDA_MALFORMED);
        saved_free(&file);
    }
}

static void flags_are_zero_or_one(void **state)
{
    (void)state;
    assert_u32_refused(AT_LOCAL, 0);
    assert_u32_refused(AT_LOCAL, 2);
    assert_u32_refused(AT_LOCAL, 0x101);
    assert_u32_refused(AT_LOCAL, UINT32_MAX);
    assert_u32_refused(AT_32_BIT, 0);
    assert_u32_refused(AT_32_BIT, 2);
    assert_u32_refused(AT_32_BIT, 0x80000001);
    saved wide = {NULL, 0};
    put_large(&wide, false, UINT64_C(1) << 40);
    set_u32(&wide, AT_32_BIT, 2);
    assert_refused_file(wide);
}

static void the_own_session_must_be_a_version_4_uuid(void **state)
{
    (void)state;
    for (unsigned nibble = 0; nibble < 16; nibble++) {
        saved version = unlisted_file();
        saved variant = unlisted_file();
        uint8_t *version_byte = &version.bytes[AT_OWN + 9];
        uint8_t *variant_byte = &variant.bytes[AT_OWN + 7];
        *version_byte = (uint8_t)(nibble << 4 | (*version_byte & 0xf));
        *variant_byte = (uint8_t)(nibble << 4 | (*variant_byte & 0xf));
        if (nibble == 4) {
            assert_reproduced_file(version);
        } else {
            assert_refused_file(version);
        }
        if (nibble >= 8 && nibble < 12) {
            assert_reproduced_file(variant);
        } else {
            assert_refused_file(variant);
        }
    }
}

static void a_session_that_generated_nothing_must_not_be_listed(void **state)
{
    (void)state;
    for (size_t place = 0; place < 2; place++) {
        saved file = {NULL, 0};
        put_header(&file, true, true);
        put_local(&file, session_named('A'), 0, 1, 0);
        put_u64(&file, 5);
        put_u64(&file, 2);
        put_number_uuid(&file, session_named(place == 0 ? 'A' : 'B'));
        put_number_uuid(&file, session_named(place == 0 ? 'B' : 'A'));
        put_u64(&file, 1);
        put_cluster_32(&file, place == 0 ? 1 : 0, 3, 1);
        assert_refused_file(file);
    }
}

static void a_session_that_generated_something_must_be_listed_first(void **state)
{
    (void)state;
    saved swapped = example_file();
    saved missing = example_file();
    ida_uuid a = session_named('A');
    ida_uuid b = session_named('B');
    ida_uuid c = session_named('C');
    set_u64(&swapped, AT_SESSION_A, b.low);
    set_u64(&swapped, AT_SESSION_A + 8, b.high);
    set_u64(&swapped, AT_SESSION_B, a.low);
    set_u64(&swapped, AT_SESSION_B + 8, a.high);
    assert_refused_file(swapped);
    set_u64(&missing, AT_SESSION_A, c.low);
    set_u64(&missing, AT_SESSION_A + 8, c.high);
    assert_refused_file(missing);
    saved nobody = {NULL, 0};
    put_header(&nobody, true, true);
    put_local(&nobody, a, 1, 1, 1);
    put_u64(&nobody, 1);
    put_u64(&nobody, 1);
    put_u64(&nobody, 5);
    put_u64(&nobody, 0);
    put_u64(&nobody, 0);
    assert_refused_file(nobody);
}

static void a_session_needs_a_cluster_size_that_it_can_request(void **state)
{
    (void)state;
    saved file = example_file();
    set_u64(&file, AT_CLUSTER_SIZE, IDA_CLUSTER_SIZE_MAX);
    assert_reproduced_file(file);
    file = example_file();
    set_u64(&file, AT_CLUSTER_SIZE, 1);
    assert_reproduced_file(file);
    assert_u64_refused(AT_CLUSTER_SIZE, 0);
    assert_u64_refused(AT_CLUSTER_SIZE, IDA_CLUSTER_SIZE_MAX + 1);
    assert_u64_refused(AT_CLUSTER_SIZE, (UINT64_C(1) << 32) + 3);
    assert_u64_refused(AT_CLUSTER_SIZE, UINT64_MAX);
}

static void a_summary_tells_any_cluster_size(void **state)
{
    (void)state;
    const uint64_t sizes[] = {1, IDA_CLUSTER_SIZE_MAX, IDA_CLUSTER_SIZE_MAX + 1,
                              (UINT64_C(1) << 32) + 3, (uint64_t)INT64_MAX};
    for (size_t i = 0; i < COUNT_OF(sizes); i++) {
        saved file = example_summary();
        set_u64(&file, AT_SUMMARY_CLUSTER_SIZE, sizes[i]);
        foreign_extra extra;
        ida_snapshot loaded = foreign_import(&rust, &file, &extra);
        assert_int_equal(extra.cluster_size, sizes[i]);
        foreign_close(&loaded);
        assert_reproduced_file(file);
    }
    const uint64_t no_sizes[] = {0, (uint64_t)INT64_MAX + 1, UINT64_MAX};
    for (size_t i = 0; i < COUNT_OF(no_sizes); i++) {
        saved file = example_summary();
        set_u64(&file, AT_SUMMARY_CLUSTER_SIZE, no_sizes[i]);
        assert_refused_file(file);
    }
}

static void counts_must_match_the_length(void **state)
{
    (void)state;
    const size_t places[] = {AT_RUNS, AT_SESSIONS, AT_CLUSTERS};
    for (size_t i = 0; i < 3; i++) {
        for (uint64_t count = 0; count < 16; count++) {
            if (count != 2) {
                assert_u64_refused(places[i], count);
            }
        }
        /* These, times the size of an entry, come round to 2 entries in 64 or in 32 bits. */
        for (unsigned power = 24; power < 64; power++) {
            assert_u64_refused(places[i], UINT64_C(1) << power);
            assert_u64_refused(places[i], (UINT64_C(1) << power) + 2);
        }
        assert_u64_refused(places[i], UINT64_MAX);
        assert_u64_refused(places[i], UINT64_MAX / 16 + 1);
        assert_u64_refused(places[i], UINT64_MAX / 12 + 1);
        assert_u64_refused(places[i], UINT64_MAX / 24 + 1);
    }
}

static void nothing_may_follow_the_last_field(void **state)
{
    (void)state;
    saved files[] = {example_file(), example_summary(), unlisted_file()};
    for (size_t i = 0; i < 3; i++) {
        for (size_t extra = 1; extra <= 24; extra++) {
            uint8_t zero = 0;
            put_bytes(&files[i], &zero, 1);
            assert_import_refused(&rust, &files[i], IDA_MALFORMED);
        }
        saved_free(&files[i]);
    }
}

static void clusters_are_checked(void **state)
{
    (void)state;
    assert_u32_refused(AT_CLUSTER_A, 2);
    assert_u32_refused(AT_CLUSTER_B, 2);
    assert_u32_refused(AT_CLUSTER_B, UINT32_MAX);
    assert_u32_refused(AT_CLUSTER_A + 4, 0);
    assert_u32_refused(AT_CLUSTER_A + 4, 1);
    assert_u32_refused(AT_CLUSTER_A + 8, 0);
    assert_u32_refused(AT_CLUSTER_A + 8, 6);
    assert_u32_refused(AT_CLUSTER_B + 8, 0);
    assert_u32_refused(AT_CLUSTER_B + 8, 7);
    /* B's cluster becomes a second one of A, whose first still has room. */
    assert_u32_refused(AT_CLUSTER_B, 0);
}

static void final_ids_must_not_run_out(void **state)
{
    (void)state;
    const uint64_t capacities[] = {1, 2, (uint64_t)INT64_MAX, (uint64_t)INT64_MAX + 1, UINT64_MAX};
    for (size_t i = 0; i < COUNT_OF(capacities); i++) {
        saved file = {NULL, 0};
        put_header(&file, false, false);
        put_u64(&file, 1);
        put_u64(&file, 2);
        put_number_uuid(&file, session_named('A'));
        put_number_uuid(&file, session_named('B'));
        put_u64(&file, 2);
        put_cluster_64(&file, 0, (uint64_t)INT64_MAX - 1, 1);
        put_cluster_64(&file, 1, capacities[i], 1);
        if (i == 0) {
            assert_reproduced_file(file);
        } else {
            assert_refused_file(file);
        }
    }
}

static void sessions_must_not_overlap_or_repeat(void **state)
{
    (void)state;
    for (uint64_t distance = 0; distance <= 8; distance++) {
        saved file = example_summary();
        ida_uuid b = uuid_plus(session_named('A'), distance);
        set_u64(&file, AT_SUMMARY_SESSIONS + 24, b.low);
        set_u64(&file, AT_SUMMARY_SESSIONS + 32, b.high);
        if (distance >= 5) {
            assert_reproduced_file(file);
        } else {
            assert_refused_file(file);
        }
    }
    saved repeated = {NULL, 0};
    put_header(&repeated, false, true);
    put_u64(&repeated, 5);
    put_u64(&repeated, 2);
    put_number_uuid(&repeated, session_named('A'));
    put_number_uuid(&repeated, session_named('A'));
    put_u64(&repeated, 0);
    assert_refused_file(repeated);
    saved too_high = unlisted_file();
    set_u64(&too_high, too_high.size - 24 - 8 - 8, TEST_HIGH_MAX + 1);
    assert_refused_file(too_high);
}

/* All zero is a UUID as any other, and no sign that there is no session. */
static void a_document_of_the_lowest_session_comes_back(void **state)
{
    (void)state;
    ida_document *document = document_new();
    apply(document, uuid_of(0, 0), 1, 2, 3);
    uint8_t bytes[512];
    size_t size = 0;
    assert_int_equal(ida_rust_export_document(document, NULL, bytes, sizeof(bytes), &size), IDA_OK);
    saved file = {bytes, size};
    assert_import_reproduces(&rust, &file);
    foreign_extra extra;
    ida_snapshot loaded = foreign_import(&rust, &file, &extra);
    assert_documents_equal(loaded.document, document);
    foreign_close(&loaded);
    ida_document_destroy(document);
}

static void listed_sessions_without_clusters_are_dropped(void **state)
{
    (void)state;
    saved file = unlisted_file();
    ida_uuid ghost = session_named('G');
    saved longer = {NULL, 0};
    put_bytes(&longer, file.bytes, AT_RUN_1);
    put_u64(&longer, 5);
    put_u64(&longer, 3);
    put_number_uuid(&longer, ghost);
    put_bytes(&longer, file.bytes + AT_RUN_1 + 16, 32 + 8);
    put_cluster_32(&longer, 1, 3, 1);
    put_cluster_32(&longer, 2, 3, 1);
    foreign_extra extra;
    ida_snapshot loaded = foreign_import(&rust, &longer, &extra);
    assert_int_equal(ida_document_session_count(loaded.document), 2);
    assert_uuid_equal(extra.first, ghost);
    assert_session_exports(loaded.sessions[0], file);
    foreign_close(&loaded);
    saved_free(&longer);
}

static void counters_of_the_session_are_checked(void **state)
{
    (void)state;
    assert_u64_refused(AT_GENERATED, 1); /* two are finalized */
    assert_u64_refused(AT_GENERATED, 7);
    assert_u64_refused(AT_GENERATED, 9);
    assert_u64_refused(AT_GENERATED, UINT64_MAX);
    assert_u64_refused(AT_NEXT, 0);
    assert_u64_refused(AT_NEXT, 10);
    assert_u64_refused(AT_NEXT, UINT64_MAX);
    assert_u64_refused(AT_RUN_1, 0);
    assert_u64_refused(AT_RUN_1 + 8, 0);
    assert_u64_refused(AT_RUN_1 + 8, 5); /* touches the next run */
    assert_u64_refused(AT_RUN_1 + 8, 6);
    assert_u64_refused(AT_RUN_1 + 8, UINT64_MAX);
    assert_u64_refused(AT_RUN_2, 1);
    assert_u64_refused(AT_RUN_2, 3);
    assert_u64_refused(AT_RUN_2, 7);
    assert_u64_refused(AT_RUN_2, UINT64_MAX);
    assert_u64_refused(AT_RUN_2 + 8, 2); /* 8 has no other form */
    assert_u64_refused(AT_RUN_2 + 8, 4);
    assert_u64_refused(AT_RUN_2 + 8, UINT64_MAX - 5);
    for (uint64_t next = 1; next <= 9; next++) {
        saved file = example_file();
        set_u64(&file, AT_NEXT, next);
        assert_reproduced_file(file);
    }
}

static void every_truncation_is_refused(void **state)
{
    (void)state;
    saved files[] = {example_file(), example_summary(), unlisted_file()};
    for (size_t i = 0; i < 3; i++) {
        assert_truncations_refused(&rust, &files[i]);
        saved_free(&files[i]);
    }
}

static void every_changed_byte_is_refused_or_harmless(void **state)
{
    (void)state;
    saved files[] = {example_file(), example_summary(), unlisted_file()};
    for (size_t i = 0; i < 3; i++) {
        assert_true(assert_byte_changes_harmless(&rust, &files[i]) > 0);
        saved_free(&files[i]);
    }
}

static void a_load_without_memory_leaves_nothing(void **state)
{
    (void)state;
    saved files[] = {example_file(), example_summary(), unlisted_file()};
    for (size_t i = 0; i < 3; i++) {
        assert_import_survives_starvation(&rust, &files[i]);
        saved_free(&files[i]);
    }
}

static void the_header_may_be_left_out(void **state)
{
    (void)state;
    saved file = example_summary();
    ida_allocator allocator = ida_allocator_standard();
    ida_snapshot loaded;
    assert_int_equal(ida_rust_import(&allocator, file.bytes, file.size, &loaded, NULL), IDA_OK);
    foreign_close(&loaded);
    saved_free(&file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_document_is_the_published_example),
        cmocka_unit_test(the_own_session_is_a_plain_uuid_from_its_end),
        cmocka_unit_test(a_session_is_written_field_by_field),
        cmocka_unit_test(a_session_that_generated_nothing_is_not_listed),
        cmocka_unit_test(a_session_with_nothing_finalized_is_listed_without_clusters),
        cmocka_unit_test(the_own_session_comes_first_then_the_first_cluster_counts),
        cmocka_unit_test(numbers_are_32_bit_while_the_last_final_id_is_below_the_largest),
        cmocka_unit_test(a_flag_that_contradicts_the_final_ids_is_refused),
        cmocka_unit_test(local_state_has_64_bits_whatever_the_clusters_have),
        cmocka_unit_test(a_buffer_too_small_stays_as_it_was),
        cmocka_unit_test(exporting_asks_for_no_memory),
        cmocka_unit_test(a_stale_session_cannot_be_written),
        cmocka_unit_test(a_header_that_no_allocator_has_is_refused),
        cmocka_unit_test(a_summary_can_list_a_session_that_the_document_does_not_know),
        cmocka_unit_test(a_loaded_session_goes_on_as_the_original),
        cmocka_unit_test(all_forms_are_reproduced),
        cmocka_unit_test(other_versions_are_told_apart_from_damage),
        cmocka_unit_test(flags_are_zero_or_one),
        cmocka_unit_test(the_own_session_must_be_a_version_4_uuid),
        cmocka_unit_test(a_session_that_generated_nothing_must_not_be_listed),
        cmocka_unit_test(a_session_that_generated_something_must_be_listed_first),
        cmocka_unit_test(a_session_needs_a_cluster_size_that_it_can_request),
        cmocka_unit_test(a_summary_tells_any_cluster_size),
        cmocka_unit_test(counts_must_match_the_length),
        cmocka_unit_test(nothing_may_follow_the_last_field),
        cmocka_unit_test(clusters_are_checked),
        cmocka_unit_test(final_ids_must_not_run_out),
        cmocka_unit_test(sessions_must_not_overlap_or_repeat),
        cmocka_unit_test(a_document_of_the_lowest_session_comes_back),
        cmocka_unit_test(listed_sessions_without_clusters_are_dropped),
        cmocka_unit_test(counters_of_the_session_are_checked),
        cmocka_unit_test(every_truncation_is_refused),
        cmocka_unit_test(every_changed_byte_is_refused_or_harmless),
        cmocka_unit_test(a_load_without_memory_leaves_nothing),
        cmocka_unit_test(the_header_may_be_left_out),
    };
    return RUN_TESTS(tests);
}
