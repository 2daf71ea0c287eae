/* What is written in the Rust v1 format, field by field, and what cannot be written in it. */
#include "support_cmocka.h"
#include "support_rust.h"

TEST(an_empty_document_is_the_published_example)
{
    static const uint8_t expected[] = {
        1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, /* version, no local state, 32 bit */
        5, 0, 0, 0, 0, 0, 0, 0,             /* cluster size */
        0, 0, 0, 0, 0, 0, 0, 0,             /* sessions */
        0, 0, 0, 0, 0, 0, 0, 0,             /* clusters */
    };
    ida_document *document = document_new();
    ida_session *session = session_of_size(document, A, 5);
    saved file = {NULL, 0};
    put_bytes(&file, expected, sizeof(expected));
    foreign_extra extra;
    ida_snapshot loaded = foreign_import(&rust, &file, &extra);
    assert_int_equal(loaded.session_count, 0);
    assert_int_equal(extra.cluster_size, 5);
    assert_uuid_equal(extra.first, uuid_of(0, 0));
    snapshot_close(&loaded);
    assert_import_reproduces(&rust, &file);
    assert_document_exports(&rust, document, session, file);
    close_both(session, document);
}

TEST(the_own_session_is_a_plain_uuid_from_its_end)
{
    static const char text[] = "00112233-4455-4677-8899-aabbccddeeff";
    static const uint8_t expected[] = {
        0xff, 0xee, 0xdd, 0xcc, 0xbb, 0xaa, 0x99, 0x88,
        0x77, 0x46, 0x55, 0x44, 0x33, 0x22, 0x11, 0x00,
    };
    ida_uuid id;
    assert_int_equal(ida_uuid_parse(text, sizeof(text) - 1, &id), IDA_OK);
    ida_document *document = document_new();
    ida_session *session = session_new(document, id);
    uint8_t bytes[FILE_MAX];
    saved file = {bytes, 0};
    assert_int_equal(ida_rust_export_session(session, bytes, sizeof(bytes), &file.size), IDA_OK);
    assert_memory_equal(bytes + AT_OWN, expected, sizeof(expected));
    foreign_extra extra;
    ida_snapshot loaded = foreign_import(&rust, &file, &extra);
    assert_uuid_equal(ida_session_id(loaded.sessions[0]), id);
    snapshot_close(&loaded);
    close_both(session, document);
}

TEST(a_session_is_written_field_by_field)
{
    ida_document *document = document_new();
    ida_session *session = foreign_session(document);
    assert_session_exports(&rust, session, example_file());
    assert_document_exports(&rust, document, session, example_summary());
    saved with_default_size = example_summary();
    set_u64(&with_default_size, AT_SUMMARY_CLUSTER_SIZE, IDA_CLUSTER_SIZE_DEFAULT);
    assert_document_exports(&rust, document, NULL, with_default_size);
    close_both(session, document);
}

TEST(a_session_that_generated_nothing_is_not_listed)
{
    ida_document *document = document_new();
    ida_session *session = session_of_size(document, A, 5);
    apply(document, B, 1, 1, 2);
    apply(document, C, 1, 1, 2);
    assert_session_exports(&rust, session, unlisted_file());
    saved local = unlisted_file();
    saved summary = file_begin(false, true);
    put_bytes(&summary, local.bytes + AT_RUN_1, local.size - AT_RUN_1);
    assert_document_exports(&rust, document, session, summary);
    saved_free(&local);
    close_both(session, document);
}

/* B's document as A sees it, which has generated two IDs that nobody heard of. */
static void put_pending_document(saved *file)
{
    put_sessions(file, 5, "AB", 1);
    put_cluster_32(file, 1, 3, 1);
}

TEST(a_session_with_nothing_finalized_is_listed_without_clusters)
{
    ida_document *document = document_new();
    ida_session *session = session_of_size(document, A, 5);
    generate_count(session, 2);
    apply(document, B, 1, 1, 2);
    saved file = file_begin(true, true);
    put_local(&file, A, 2, 1, 1);
    put_run(&file, 1, 2);
    put_pending_document(&file);
    assert_import_reproduces(&rust, &file);
    assert_session_exports(&rust, session, file);
    saved summary = file_begin(false, true);
    put_pending_document(&summary);
    foreign_extra extra;
    ida_snapshot loaded = foreign_import(&rust, &summary, &extra);
    assert_int_equal(ida_document_session_count(loaded.document), 1);
    assert_true(ida_document_equal(loaded.document, document));
    assert_uuid_equal(extra.first, A);
    snapshot_close(&loaded);
    assert_document_exports(&rust, document, session, summary);
    close_both(session, document);
}

TEST(the_own_session_comes_first_then_the_first_cluster_counts)
{
    ida_document *document = document_new();
    apply(document, C, 1, 1, 2);
    apply(document, B, 1, 1, 2);
    ida_session *session = session_of_size(document, A, 2);
    generate_count(session, 1);
    take_and_finalize(session, document);
    saved file = file_begin(false, true);
    put_sessions(&file, 2, "ACB", 3);
    put_cluster_32(&file, 1, 3, 1);
    put_cluster_32(&file, 2, 3, 1);
    put_cluster_32(&file, 0, 3, 1);
    assert_document_exports(&rust, document, session, file);
    file = file_begin(false, true);
    put_sessions(&file, IDA_CLUSTER_SIZE_DEFAULT, "CBA", 3);
    put_cluster_32(&file, 0, 3, 1);
    put_cluster_32(&file, 1, 3, 1);
    put_cluster_32(&file, 2, 3, 1);
    assert_document_exports(&rust, document, NULL, file);
    close_both(session, document);
}

TEST(numbers_are_32_bit_while_the_last_final_id_is_below_the_largest)
{
    /* One above the last reserved final ID: 2^32 - 1 is the last that is written in 32 bits. */
    const uint64_t limits[] = {UINT32_MAX - 1, UINT32_MAX, UINT64_C(1) << 32, UINT64_C(1) << 53,
                               NUMBERS};
    for (size_t i = 0; i < COUNT_OF(limits); i++) {
        name_case("limit %" PRIu64, limits[i]);
        bool is_32_bit = i < 2;
        ida_document *document = document_new();
        apply(document, A, 1, limits[i] - 1, 1);
        assert_int_equal(ida_document_final_limit(document), limits[i]);
        saved file = large_summary(is_32_bit, limits[i]);
        assert_import_reproduces(&rust, &file);
        assert_document_exports(&rust, document, NULL, file);
        ida_document_destroy(document);
    }
}

TEST(local_state_has_64_bits_whatever_the_clusters_have)
{
    ida_document *document = document_new();
    ida_session *session = session_new(document, A);
    generate_many(session, NUMBERS);
    saved file = file_begin(true, true);
    put_local(&file, A, NUMBERS, 1, 1);
    put_run(&file, 1, NUMBERS);
    put_sessions(&file, IDA_CLUSTER_SIZE_DEFAULT, "A", 0);
    assert_import_reproduces(&rust, &file);
    saved beyond = {NULL, 0};
    put_bytes(&beyond, file.bytes, file.size);
    set_u64(&beyond, AT_GENERATED, NUMBERS + 1);
    assert_import_refused(&rust, &beyond, IDA_MALFORMED);
    set_u64(&beyond, AT_RUN_1 + 8, NUMBERS + 1);
    assert_refused_file(beyond);
    assert_session_exports(&rust, session, file);
    close_both(session, document);
}

TEST(a_buffer_too_small_stays_as_it_was)
{
    assert_int_equal(assert_small_buffers_stay(&rust), EXAMPLE_SIZE);
}

TEST(exporting_asks_for_no_memory)
{
    assert_export_takes_no_memory(&rust);
}

TEST(a_stale_session_cannot_be_written)
{
    assert_stale_session_refused(&rust);
}

/* It would come back whole, over the positions of its children. */
TEST(a_sharded_session_cannot_be_written)
{
    ida_document *document = document_new();
    ida_session *root = session_new(document, A);
    ida_session *child;
    ida_shard_token token;
    const ida_uuid name = uuid_of(5, 5);
    uint8_t bytes[FILE_MAX];
    size_t size = 77;
    assert_int_equal(ida_shard_split(root, &name, 1, &child), IDA_OK);
    assert_int_equal(ida_rust_export_session(root, bytes, sizeof bytes, &size),
                     IDA_NOT_REPRESENTABLE);
    assert_int_equal(ida_rust_export_session(child, bytes, sizeof bytes, &size),
                     IDA_NOT_REPRESENTABLE);
    assert_int_equal(ida_shard_dispose(child, &token), IDA_OK);
    assert_int_equal(ida_rust_export_session(child, bytes, sizeof bytes, &size),
                     IDA_SHARD_DISPOSED);
    assert_int_equal(size, 77);
    assert_int_equal(ida_shard_synchronize(root, &token), IDA_OK);
    assert_int_equal(ida_rust_export_session(root, bytes, sizeof bytes, &size), IDA_OK);
    ida_session_close(child);
    close_both(root, document);
}

TEST(a_header_that_no_allocator_has_is_refused)
{
    ida_document *document = document_new();
    const struct {
        const char *name;
        ida_rust_header header;
    } cases[] = {{"no cluster size", {0, false, A}},
                 {"too large a cluster size", {NUMBERS + 1, false, A}},
                 {"an invalid first session", {5, true, INVALID}}};
    uint8_t bytes[FILE_MAX];
    size_t size = 77;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        name_case("%s", cases[i].name);
        assert_int_equal(
            ida_rust_export_document(document, &cases[i].header, bytes, sizeof(bytes), &size),
            IDA_INVALID_ARGUMENT);
        assert_int_equal(size, 77);
    }
    const ida_rust_header largest = {INT64_MAX, false, INVALID};
    assert_int_equal(ida_rust_export_document(document, &largest, bytes, sizeof(bytes), &size),
                     IDA_OK);
    ida_document_destroy(document);
}

/* A guest: the allocator that wrote the summary generated IDs, and none is finalized yet. */
TEST(a_summary_can_list_a_session_that_the_document_does_not_know)
{
    ida_document *document = document_new();
    apply(document, B, 1, 2, 3);
    ida_rust_header header = {7, true, A};
    uint8_t bytes[FILE_MAX];
    saved file = {bytes, 0};
    assert_int_equal(ida_rust_export_document(document, &header, bytes, sizeof(bytes), &file.size),
                     IDA_OK);
    assert_import_reproduces(&rust, &file);
    foreign_extra extra;
    ida_snapshot loaded = foreign_import(&rust, &file, &extra);
    assert_uuid_equal(extra.first, A);
    assert_int_equal(ida_document_session_count(loaded.document), 1);
    snapshot_close(&loaded);
    ida_document_destroy(document);
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
        cmocka_unit_test(local_state_has_64_bits_whatever_the_clusters_have),
        cmocka_unit_test(a_buffer_too_small_stays_as_it_was),
        cmocka_unit_test(exporting_asks_for_no_memory),
        cmocka_unit_test(a_stale_session_cannot_be_written),
        cmocka_unit_test(a_sharded_session_cannot_be_written),
        cmocka_unit_test(a_header_that_no_allocator_has_is_refused),
        cmocka_unit_test(a_summary_can_list_a_session_that_the_document_does_not_know),
    };
    return RUN_TESTS(tests);
}
