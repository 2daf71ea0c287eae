/* What is written in the Fluid v2 format, word by word, and what cannot be written in it. */
#include "support_cmocka.h"
#include "support_fluid.h"

TEST(a_session_is_written_word_for_word)
{
    ida_document *document = document_new();
    ida_session *session = foreign_session(document);
    assert_session_exports(&fluid, session, example_text());
    close_both(session, document);
}

TEST(an_empty_document_is_four_words)
{
    static const char expected[] = "AAAAAAAAAEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    ida_document *document = document_new();
    ida_uuid unknown = session_named('X');
    char text[64];
    size_t size = 0;
    assert_int_equal(ida_fluid_export_document(document, NULL, text, sizeof(text), &size), IDA_OK);
    assert_int_equal(size, sizeof(expected) - 1);
    assert_memory_equal(text, expected, size);
    assert_int_equal(ida_fluid_export_document(document, &unknown, text, sizeof(text), &size),
                     IDA_OK);
    assert_memory_equal(text, expected, size);
    saved file = {(uint8_t *)text, size};
    assert_import_reproduces(&fluid, &file);
    foreign_extra extra;
    ida_snapshot loaded = foreign_import(&fluid, &file, &extra);
    assert_uuid_equal(extra.first, uuid_of(0, 0));
    snapshot_close(&loaded);
    ida_document_destroy(document);
}

/* Exports the document and compares it with a list of sessions, and of places of clusters. */
static void assert_order(const ida_document *document, const ida_uuid *first, const char *names,
                         const double *places)
{
    words file = words_begin(false, (double)strlen(names), 4);
    for (const char *name = names; *name != '\0'; name++) {
        add_uuid(&file, session_named(*name));
    }
    for (size_t i = 0; i < 4; i++) {
        ida_cluster cluster;
        assert_true(ida_document_cluster(document, i, &cluster));
        add_cluster(&file, places[i], (double)cluster.capacity, (double)cluster.count);
    }
    char text[FILE_MAX];
    size_t size = 0;
    ida_status status = ida_fluid_export_document(document, first, text, sizeof(text), &size);
    assert_written(status, text, size, text_of_words(&file));
}

TEST(the_named_session_comes_first_then_the_first_cluster_counts)
{
    ida_document *document = document_new();
    apply(document, C, 1, 1, 1);
    apply(document, A, 1, 1, 1);
    apply(document, B, 1, 1, 1);
    apply(document, A, 2, 3, 1);
    const ida_uuid names[] = {A, B, C, session_named('D')};
    assert_order(document, NULL, "CAB", (const double[]){0, 1, 2, 1});
    assert_order(document, &names[3], "CAB", (const double[]){0, 1, 2, 1});
    assert_order(document, &names[2], "CAB", (const double[]){0, 1, 2, 1});
    assert_order(document, &names[0], "ACB", (const double[]){1, 0, 2, 0});
    assert_order(document, &names[1], "BCA", (const double[]){1, 2, 0, 2});
    ida_document_destroy(document);
}

TEST(a_session_without_clusters_is_listed_first_by_itself_only)
{
    ida_document *document = document_new();
    ida_session *session = session_new(document, A);
    apply(document, B, 1, 1, 1);
    words file = words_begin(true, 2, 1);
    add_uuid(&file, A);
    add_uuid(&file, B);
    add_cluster(&file, 1, 2, 1);
    add_local_state(&file, 0, 1, 0);
    assert_words_reproduced(&file);
    assert_session_exports(&fluid, session, text_of_words(&file));
    close_both(session, document);
}

TEST(a_buffer_too_small_stays_as_it_was)
{
    (void)assert_small_buffers_stay(&fluid);
}

TEST(exporting_asks_for_no_memory)
{
    assert_export_takes_no_memory(&fluid);
}

TEST(an_invalid_first_session_is_refused)
{
    ida_document *document = document_new();
    ida_uuid invalid = INVALID;
    char text[64];
    size_t size = 77;
    assert_int_equal(ida_fluid_export_document(document, &invalid, text, sizeof(text), &size),
                     IDA_INVALID_ARGUMENT);
    assert_int_equal(size, 77);
    ida_document_destroy(document);
}

TEST(a_stale_session_cannot_be_written)
{
    assert_stale_session_refused(&fluid);
}

/* Exports the session, in one way or the other, and reads it back. */
static void assert_written_and_read(ida_session *session)
{
    uint8_t text[FILE_MAX];
    saved file = {text, 0};
    assert_int_equal(fluid.export_session(session, text, sizeof(text), &file.size), IDA_OK);
    assert_import_reproduces(&fluid, &file);
    assert_int_equal(
        fluid.export_document(ida_session_document(session), NULL, text, sizeof(text), &file.size),
        IDA_OK);
    assert_import_reproduces(&fluid, &file);
}

TEST(gen_counts_go_up_to_two_to_the_53)
{
    ida_document *document = document_new();
    ida_session *session = session_new(document, A);
    generate_many(session, TWO_TO_53 - 1);
    assert_written_and_read(session);
    (void)take(session);
    assert_written_and_read(session);
    (void)generate(session);
    assert_written_and_read(session);
    (void)take(session);
    assert_export_refused(&fluid, session, IDA_NOT_REPRESENTABLE);
    (void)generate(session);
    assert_int_equal(ida_session_reset(session), IDA_OK);
    assert_export_refused(&fluid, session, IDA_NOT_REPRESENTABLE);
    close_both(session, document);
}

TEST(final_ids_go_up_to_two_to_the_53)
{
    ida_document *document = document_new();
    ida_session *session = session_new(document, B);
    char text[FILE_MAX];
    size_t size = 77;
    apply(document, A, 1, TWO_TO_53 - 1, 1);
    assert_int_equal(ida_document_final_limit(document), TWO_TO_53);
    assert_written_and_read(session);
    apply(document, C, 1, 1, 1);
    assert_export_refused(&fluid, session, IDA_NOT_REPRESENTABLE);
    assert_int_equal(ida_fluid_export_document(document, NULL, text, sizeof(text), &size),
                     IDA_NOT_REPRESENTABLE);
    assert_int_equal(size, 77);
    close_both(session, document);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_session_is_written_word_for_word),
        cmocka_unit_test(an_empty_document_is_four_words),
        cmocka_unit_test(the_named_session_comes_first_then_the_first_cluster_counts),
        cmocka_unit_test(a_session_without_clusters_is_listed_first_by_itself_only),
        cmocka_unit_test(a_buffer_too_small_stays_as_it_was),
        cmocka_unit_test(exporting_asks_for_no_memory),
        cmocka_unit_test(an_invalid_first_session_is_refused),
        cmocka_unit_test(a_stale_session_cannot_be_written),
        cmocka_unit_test(gen_counts_go_up_to_two_to_the_53),
        cmocka_unit_test(final_ids_go_up_to_two_to_the_53),
    };
    return RUN_TESTS(tests);
}
