/*
 * What comes of a file in the Fluid format, and which files are refused because of their form:
 * numbers, lengths, base64, versions and damage.
 */
#include <float.h>
#include <math.h>

#include "support_cmocka.h"
#include "support_fluid.h"

static ida_snapshot import_words(const words *file, foreign_extra *extra)
{
    saved text = text_of_words(file);
    ida_snapshot loaded = foreign_import(&fluid, &text, extra);
    saved_free(&text);
    return loaded;
}

TEST(a_loaded_session_goes_on_as_the_original)
{
    ida_document *document = document_new();
    ida_session *session = foreign_session(document);
    words file = example_words();
    foreign_extra extra;
    ida_snapshot loaded = import_words(&file, &extra);
    assert_int_equal(loaded.session_count, 1);
    ida_session *twin = loaded.sessions[0];
    assert_true(ida_document_equal(loaded.document, document));
    assert_int_equal(ida_session_cluster_size(twin), IDA_CLUSTER_SIZE_DEFAULT);
    assert_int_equal(ida_session_set_cluster_size(twin, 3), IDA_OK);
    assert_true(ida_session_equal(twin, session));
    assert_int_equal(generate(twin), generate(session));
    ida_range range = retake(session);
    assert_range_equal(retake(twin), range);
    finalize(loaded.document, range);
    finalize(document, range);
    assert_true(ida_document_equal(loaded.document, document));
    assert_int_equal(generate(twin), generate(session));
    snapshot_close(&loaded);
    close_both(session, document);
}

TEST(a_summary_is_for_a_session_that_is_new)
{
    words file = summary_words();
    foreign_extra extra;
    ida_snapshot loaded = import_words(&file, &extra);
    assert_int_equal(loaded.session_count, 0);
    assert_null(loaded.sessions);
    assert_uuid_equal(extra.first, A);
    ida_session *session = NULL;
    assert_int_equal(ida_session_open(loaded.document, B, &session), IDA_SESSION_EXISTS);
    session = session_new(loaded.document, C);
    assert_int_equal(generate(session), -1);
    ida_session_close(session);
    snapshot_close(&loaded);
}

TEST(a_document_of_the_lowest_session_comes_back)
{
    assert_lowest_session_comes_back(&fluid);
}

TEST(first_may_be_left_out)
{
    saved text = summary_text();
    ida_allocator allocator = ida_allocator_standard();
    ida_snapshot loaded;
    assert_int_equal(
        ida_fluid_import(&allocator, (const char *)text.bytes, text.size, &loaded, NULL), IDA_OK);
    snapshot_close(&loaded);
    saved_free(&text);
}

TEST(any_order_of_sessions_is_read)
{
    words file = words_begin(false, 3, 3);
    add_uuid(&file, C);
    add_uuid(&file, B);
    add_uuid(&file, A);
    add_cluster(&file, 2, 3, 3);
    add_cluster(&file, 1, 3, 1);
    add_cluster(&file, 0, 3, 1);
    foreign_extra extra;
    ida_snapshot loaded = import_words(&file, &extra);
    ida_document *expected = document_new();
    apply(expected, A, 1, 1, 2);
    apply(expected, B, 1, 1, 2);
    apply(expected, C, 1, 1, 2);
    apply(expected, A, 2, 2, 2);
    assert_documents_equal(loaded.document, expected);
    assert_uuid_equal(extra.first, C);
    ida_document_destroy(expected);
    snapshot_close(&loaded);
}

TEST(listed_sessions_without_clusters_are_dropped)
{
    for (size_t i = 0; i < 2; i++) {
        bool with_session = i == 1;
        name_case(with_session ? "with a session" : "a summary");
        words file = words_begin(with_session, 4, 1);
        words expected = words_begin(with_session, 2, 1);
        add_uuid(&file, A);
        add_uuid(&file, C);
        add_uuid(&file, B);
        add_uuid(&file, uuid_plus(B, 1));
        add_cluster(&file, with_session ? 2 : 0, 5, 2);
        if (!with_session) {
            expected = words_begin(false, 1, 1);
        }
        add_uuid(&expected, A);
        if (with_session) {
            add_uuid(&expected, B);
        }
        add_cluster(&expected, with_session ? 1 : 0, 5, 2);
        for (size_t j = 0; with_session && j < 3; j++) {
            add_number(&file, j == 1 ? 1 : 0);
            add_number(&expected, j == 1 ? 1 : 0);
        }
        foreign_extra extra;
        ida_snapshot loaded = import_words(&file, &extra);
        assert_int_equal(ida_document_session_count(loaded.document), 1);
        uint8_t again[FILE_MAX];
        size_t size = 0;
        ida_status status = fluid.export_again(&loaded, &extra, again, sizeof(again), &size);
        assert_written(status, again, size, text_of_words(&expected));
        snapshot_close(&loaded);
    }
}

/* ---- Numbers and lengths --------------------------------------------------------------------- */

TEST(the_limits_of_numbers_are_read_alike)
{
    words file = words_begin(false, 2, 2);
    add_uuid(&file, A);
    add_uuid(&file, B);
    add_cluster(&file, 0, (double)(TWO_TO_53 - 1), 1);
    add_cluster(&file, 1, 1, 1);
    assert_words_reproduced(&file);
    file.at[AT_B_CAPACITY] = number(2);
    assert_words_refused(&file, IDA_MALFORMED);
    file.at[AT_B_CAPACITY] = number((double)TWO_TO_53);
    assert_words_refused(&file, IDA_MALFORMED);
}

TEST(every_power_of_two_and_its_neighbours_survive)
{
    for (unsigned power = 0; power <= 52; power++) {
        for (uint64_t delta = 0; delta <= 2; delta++) {
            uint64_t generated = (UINT64_C(1) << power) + delta - 1;
            name_case("%" PRIu64 " generated", generated);
            words file = words_begin(true, 1, 0);
            add_uuid(&file, A);
            add_local_state(&file, (double)generated, 1, generated != 0 ? 1 : 0);
            if (generated != 0) {
                add_number(&file, 1);
                add_number(&file, (double)generated);
            }
            assert_words_reproduced(&file);
            foreign_extra extra;
            ida_snapshot loaded = import_words(&file, &extra);
            assert_int_equal(ida_session_generated(loaded.sessions[0]), generated);
            snapshot_close(&loaded);
        }
    }
}

TEST(what_is_no_whole_number_is_refused_everywhere)
{
    const uint64_t no_numbers[] = {
        number(NAN),
        UINT64_C(0x7ff0000000000001),
        UINT64_MAX,
        number(INFINITY),
        number(-INFINITY),
        number(-0.0),
        number(-1),
        number(-2),
        number(0.5),
        number(1.5),
        number(2.25),
        number(-0.5),
        number((double)TWO_TO_53 - 0.0) + 1,
        number((double)(TWO_TO_53 * 2)),
        number((double)(UINT64_C(1) << 63)),
        number(DBL_MAX),
        number(DBL_MIN),
        1,
        number(5) + 1,
        number(5) - 1,
    };
    for (size_t at = 0; at < EXAMPLE_WORDS; at++) {
        if (at >= AT_A_LOW && at <= AT_B_HIGH) {
            continue;
        }
        for (size_t i = 0; i < COUNT_OF(no_numbers); i++) {
            name_case("word %zu = %016" PRIx64, at, no_numbers[i]);
            words file = example_words();
            file.at[at] = no_numbers[i];
            assert_words_refused(&file, at == AT_VERSION ? IDA_UNSUPPORTED_VERSION : IDA_MALFORMED);
        }
    }
}

TEST(other_versions_are_told_apart_from_damage)
{
    const double versions[] = {0,  1,   4,   1000, (double)TWO_TO_53, (double)(UINT64_C(1) << 60),
                               -1, 2.5, NAN, -2,   INFINITY};
    for (size_t i = 0; i < COUNT_OF(versions); i++) {
        name_case("version %g", versions[i]);
        words file = example_words();
        file.at[AT_VERSION] = number(versions[i]);
        assert_words_refused(&file, IDA_UNSUPPORTED_VERSION);
        file.count = 1;
        assert_words_refused(&file, IDA_UNSUPPORTED_VERSION);
    }
    words only_version = example_words();
    only_version.count = 1;
    assert_words_refused(&only_version, IDA_MALFORMED);
}

TEST(the_flag_is_zero_or_one)
{
    assert_change_refused(AT_FLAG, 2);
    assert_change_refused(AT_FLAG, 0);
    words file = summary_words();
    file.at[AT_FLAG] = number(1);
    assert_words_refused(&file, IDA_MALFORMED);
}

TEST(counts_must_match_the_length)
{
    const struct {
        const char *name;
        size_t at;
    } counts[] = {NAMED(AT_SESSIONS), NAMED(AT_CLUSTERS), NAMED(AT_RUNS)};
    const double values[] = {0, 1, 3, 4, 5, 7, 8, 20, 256, 1e18, 4e9, 1e9, 1e5, (double)TWO_TO_53};
    for (size_t i = 0; i < COUNT_OF(counts); i++) {
        for (size_t j = 0; j < COUNT_OF(values); j++) {
            name_case("%s = %g", counts[i].name, values[j]);
            assert_change_refused(counts[i].at, values[j]);
        }
    }
    words longer = example_words();
    add_number(&longer, 1);
    assert_words_refused(&longer, IDA_MALFORMED);
    add_number(&longer, 1);
    assert_words_refused(&longer, IDA_MALFORMED);
    words longer_summary = summary_words();
    add_number(&longer_summary, 0);
    assert_words_refused(&longer_summary, IDA_MALFORMED);
    words no_session = words_begin(true, 0, 0);
    add_local_state(&no_session, 0, 1, 0);
    assert_words_refused(&no_session, IDA_MALFORMED);
}

TEST(half_words_are_refused)
{
    uint8_t bytes[64] = {0, 0, 0, 0, 0, 0, 0, 0x40};
    for (size_t size = 0; size <= sizeof(bytes); size++) {
        name_case("%zu bytes", size);
        saved text = text_of_bytes(bytes, size);
        bool whole = size % 8 == 0 && size == 32;
        if (whole) {
            assert_import_reproduces(&fluid, &text);
        } else {
            assert_import_refused(&fluid, &text, IDA_MALFORMED);
        }
        saved_free(&text);
    }
}

/* ---- Damage ---------------------------------------------------------------------------------- */

/* Puts characters into the example's text, in place of some that are there. */
static void assert_edit_refused(size_t at, size_t removed, const char *inserted)
{
    saved text = example_text();
    saved edited = {NULL, 0};
    put_bytes(&edited, text.bytes, at);
    put_bytes(&edited, inserted, strlen(inserted));
    put_bytes(&edited, text.bytes + at + removed, text.size - at - removed);
    assert_import_refused(&fluid, &edited, IDA_MALFORMED);
    saved_free(&edited);
    saved_free(&text);
}

TEST(garbage_in_the_text_is_refused)
{
    assert_edit_refused(0, 0, " ");
    assert_edit_refused(8, 0, "\n");
    assert_edit_refused(8, 0, "\r\n\r\n");
    assert_edit_refused(8, 0, "    ");
    assert_edit_refused(8, 0, "====");
    assert_edit_refused(8, 4, "AA==");
    assert_edit_refused(8, 4, "----");
    assert_edit_refused(8, 4, "____");
    assert_edit_refused(8, 1, "!");
    assert_edit_refused(8, 1, "\xc0");
    saved text = summary_text();
    assert_int_equal(text.bytes[text.size - 1], '=');
    saved unpadded = {text.bytes, text.size - 1};
    assert_import_refused(&fluid, &unpadded, IDA_MALFORMED);
    uint8_t nul = 0;
    put_bytes(&text, &nul, 1);
    assert_import_refused(&fluid, &text, IDA_MALFORMED);
    saved_free(&text);
}

TEST(every_truncation_is_refused)
{
    words files[] = {example_words(), summary_words()};
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        named_file text = {i == 0 ? "example" : "summary", text_of_words(&files[i])};
        assert_import_reproduces(&fluid, &text.file);
        assert_truncations_refused(&fluid, &text);
        while (files[i].count > 1) {
            files[i].count--;
            name_case("%s cut to %zu words", text.name, files[i].count);
            assert_words_refused(&files[i], IDA_MALFORMED);
        }
        saved_free(&text.file);
    }
}

TEST(every_changed_byte_is_refused_or_harmless)
{
    named_file files[] = {NAMED(example_text()), NAMED(summary_text())};
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        assert_true(assert_byte_changes_harmless(&fluid, &files[i]) > 0);
        saved_free(&files[i].file);
    }
}

TEST(a_load_without_memory_leaves_nothing)
{
    named_file files[] = {NAMED(example_text()), NAMED(summary_text())};
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        assert_import_survives_starvation(&fluid, &files[i]);
        saved_free(&files[i].file);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_loaded_session_goes_on_as_the_original),
        cmocka_unit_test(a_summary_is_for_a_session_that_is_new),
        cmocka_unit_test(a_document_of_the_lowest_session_comes_back),
        cmocka_unit_test(first_may_be_left_out),
        cmocka_unit_test(any_order_of_sessions_is_read),
        cmocka_unit_test(listed_sessions_without_clusters_are_dropped),
        cmocka_unit_test(the_limits_of_numbers_are_read_alike),
        cmocka_unit_test(every_power_of_two_and_its_neighbours_survive),
        cmocka_unit_test(what_is_no_whole_number_is_refused_everywhere),
        cmocka_unit_test(other_versions_are_told_apart_from_damage),
        cmocka_unit_test(the_flag_is_zero_or_one),
        cmocka_unit_test(counts_must_match_the_length),
        cmocka_unit_test(half_words_are_refused),
        cmocka_unit_test(garbage_in_the_text_is_refused),
        cmocka_unit_test(every_truncation_is_refused),
        cmocka_unit_test(every_changed_byte_is_refused_or_harmless),
        cmocka_unit_test(a_load_without_memory_leaves_nothing),
    };
    return RUN_TESTS(tests);
}
