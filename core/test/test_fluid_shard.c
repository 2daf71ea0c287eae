/* Version 3 of the Fluid format: the state of a shard, and which of its numbers are refused. */
#include <math.h>

#include "support_cmocka.h"
#include "support_fluid.h"

#define STRIDE_MAX 1000000

/* The places of the words of the state, counted from the flag that says that there is one. */
enum { AT_SHARDED, AT_STRIDE, AT_ORIGINAL, AT_CHILDREN, AT_FIRST_CHILD };

/* A's session at gen count 6, all of it local, up to where the state begins. */
static words begin_file(void)
{
    words file = words_begin(true, 1, 0);
    file.at[AT_VERSION] = number(3);
    add_uuid(&file, A);
    add_local_state(&file, 6, 1, 1);
    add_number(&file, 1);
    add_number(&file, 6);
    return file;
}

static size_t state_at(void)
{
    return begin_file().count;
}

/* Children have the IDs C, C + 1, ...; a child's own ID is B. */
static words shard_file(double stride, double original, size_t children, bool is_child)
{
    words file = begin_file();
    add_number(&file, 1);
    add_number(&file, stride);
    add_number(&file, original);
    add_number(&file, (double)children);
    for (size_t i = 0; i < children; i++) {
        add_uuid(&file, uuid_plus(C, i));
    }
    add_number(&file, is_child ? 1 : 0);
    if (is_child) {
        add_uuid(&file, B);
    }
    return file;
}

static void expect(bool is_good, double stride, double original, size_t children, bool is_child)
{
    name_case("stride %g of %g, %zu children, %s", stride, original, children,
              is_child ? "a child" : "a root");
    words file = shard_file(stride, original, children, is_child);
    assert_words_accepted_if(is_good, &file);
}

TEST(a_session_without_shards_has_one_word_more)
{
    words file = begin_file();
    assert_words_refused(&file, IDA_MALFORMED);
    add_number(&file, 0);
    assert_words_reproduced(&file);
    add_number(&file, 0);
    assert_words_refused(&file, IDA_MALFORMED);
    words summary = summary_words();
    summary.at[AT_VERSION] = number(3);
    assert_words_reproduced(&summary);
    words example = example_words();
    example.at[AT_VERSION] = number(3);
    assert_words_refused(&example, IDA_MALFORMED);
    add_number(&example, 0);
    assert_words_reproduced(&example);
    example.at[AT_VERSION] = number(2);
    assert_words_refused(&example, IDA_MALFORMED);
}

TEST(strides_have_to_fit_the_children)
{
    expect(true, 2, 1, 1, false);
    expect(true, 6, 1, 5, false);
    expect(true, 6, 1, 2, false);
    expect(true, STRIDE_MAX, 1, 3, false);
    expect(true, 2, 2, 0, true);
    expect(true, 6, 3, 1, true);
    expect(true, STRIDE_MAX, STRIDE_MAX, 0, true);
    /* Too many children, or too few. */
    expect(false, 2, 1, 2, false);
    expect(false, 6, 3, 2, true);
    expect(false, 1, 1, 0, false);
    expect(false, 2, 1, 0, false);
    expect(false, 1, 1, 1, false);
    expect(false, 6, 3, 0, true);
    expect(false, 3, 3, 1, true);
    /* Strides that can't be. */
    expect(false, 0, 1, 1, false);
    expect(false, 2, 0, 1, false);
    expect(false, 0, 0, 0, true);
    expect(false, STRIDE_MAX + 1, 1, 1, false);
    expect(false, 2 * STRIDE_MAX, STRIDE_MAX, 1, true);
    expect(false, 3, 2, 1, true);
    expect(false, 5, 2, 1, true);
    expect(false, 3, 6, 1, true);
    expect(false, 6, 3, 1, false);
    expect(false, 2, 1, 1, true);
    expect(false, 1, 1, 0, true);
}

TEST(what_is_no_whole_number_is_refused)
{
    const double values[] = {-1, 2.5, NAN, INFINITY, -0.0, (double)(UINT64_C(1) << 60)};
    words file = shard_file(6, 3, 1, true);
    const size_t places[] = {AT_SHARDED, AT_STRIDE, AT_ORIGINAL, AT_CHILDREN, AT_FIRST_CHILD + 2};
    for (size_t i = 0; i < COUNT_OF(places); i++) {
        for (size_t j = 0; j < COUNT_OF(values); j++) {
            name_case("word %zu of the state = %g", places[i], values[j]);
            words changed = file;
            changed.at[state_at() + places[i]] = number(values[j]);
            assert_words_refused(&changed, IDA_MALFORMED);
        }
    }
}

TEST(flags_are_zero_or_one)
{
    words file = shard_file(6, 3, 1, true);
    assert_words_reproduced(&file);
    file.at[state_at() + AT_SHARDED] = number(7);
    assert_words_refused(&file, IDA_MALFORMED);
    file = shard_file(6, 3, 1, true);
    file.at[state_at() + AT_FIRST_CHILD + 2] = number(2);
    assert_words_refused(&file, IDA_MALFORMED);
    file.at[state_at() + AT_FIRST_CHILD + 2] = number(0);
    assert_words_refused(&file, IDA_MALFORMED);
}

TEST(counts_of_children_must_match_the_length)
{
    const double counts[] = {0, 1, 3, 4, 1e6, 1e15, (double)TWO_TO_53};
    for (size_t i = 0; i < COUNT_OF(counts); i++) {
        name_case("%g children", counts[i]);
        words file = shard_file(6, 1, 2, false);
        file.at[state_at() + AT_CHILDREN] = number(counts[i]);
        assert_words_refused(&file, IDA_MALFORMED);
    }
    words whole = shard_file(6, 3, 1, true);
    for (size_t count = 4; count < whole.count; count++) {
        name_case("%zu words", count);
        words cut = whole;
        cut.count = count;
        assert_words_refused(&cut, IDA_MALFORMED);
    }
    add_number(&whole, 0);
    assert_words_refused(&whole, IDA_MALFORMED);
}

TEST(shard_ids_are_uuids_and_different)
{
    size_t child = state_at() + AT_FIRST_CHILD;
    words file = shard_file(6, 1, 2, false);
    assert_words_reproduced(&file);
    file.at[child + 1] |= UINT64_C(1) << 58;
    assert_words_refused(&file, IDA_MALFORMED);
    file = shard_file(6, 1, 2, false);
    file.at[child] = file.at[child + 2];
    assert_words_refused(&file, IDA_MALFORMED);
    file = shard_file(6, 3, 1, true);
    file.at[child] = B.low;
    file.at[child + 1] = B.high;
    assert_words_refused(&file, IDA_MALFORMED);
    file = shard_file(6, 3, 1, true);
    file.at[file.count - 1] |= UINT64_C(1) << 63;
    assert_words_refused(&file, IDA_MALFORMED);
}

/* A child's last gen count is its birth or an ID of it, and both are local. */
TEST(a_child_stands_at_the_end_of_its_last_run)
{
    words file = shard_file(2, 2, 0, true);
    size_t run_count = state_at() - 1;
    assert_words_reproduced(&file);
    file.at[run_count] = number(5);
    assert_words_refused(&file, IDA_MALFORMED);
}

TEST(more_may_be_finalized_than_a_child_has_heard_of)
{
    for (size_t i = 0; i < 2; i++) {
        bool is_child = i == 1;
        name_case(is_child ? "a child" : "a root");
        words file = words_begin(true, 1, 1);
        file.at[AT_VERSION] = number(3);
        add_uuid(&file, A);
        add_cluster(&file, 0, 9, 8);
        add_local_state(&file, 6, is_child ? 9 : 1, 1);
        add_number(&file, 1);
        add_number(&file, 6);
        words tail = shard_file(6, is_child ? 6 : 1, is_child ? 0 : 1, is_child);
        for (size_t at = state_at(); at < tail.count; at++) {
            file.at[file.count] = tail.at[at];
            file.count++;
        }
        assert_words_accepted_if(is_child, &file);
    }
}

TEST(only_known_versions_are_written)
{
    ida_document *document = document_new();
    ida_session *session = foreign_session(document);
    const uint32_t versions[] = {0, 1, 4, UINT32_MAX};
    for (size_t i = 0; i < COUNT_OF(versions); i++) {
        name_case("version %" PRIu32, versions[i]);
        size_t size = 7;
        assert_int_equal(ida_fluid_export_session_as(session, versions[i], NULL, 0, &size),
                         IDA_UNSUPPORTED_VERSION);
        assert_int_equal(ida_fluid_export_document_as(document, NULL, versions[i], NULL, 0, &size),
                         IDA_UNSUPPORTED_VERSION);
        assert_int_equal(size, 7);
    }
    close_both(session, document);
}

TEST(the_version_of_a_text_is_told)
{
    uint32_t version = 7;
    assert_int_equal(ida_fluid_version("AAAAAAAAAEA=", 12, &version), IDA_OK);
    assert_int_equal(version, 2);
    assert_int_equal(ida_fluid_version("AAAAAAAACEA=", 12, &version), IDA_OK);
    assert_int_equal(version, 3);
    assert_int_equal(ida_fluid_version("AAAAAAAAEEA=", 12, &version), IDA_UNSUPPORTED_VERSION);
    assert_int_equal(ida_fluid_version("AAAAAAAACEA", 11, &version), IDA_MALFORMED);
    assert_int_equal(ida_fluid_version("", 0, &version), IDA_MALFORMED);
    assert_int_equal(version, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_session_without_shards_has_one_word_more),
        cmocka_unit_test(strides_have_to_fit_the_children),
        cmocka_unit_test(what_is_no_whole_number_is_refused),
        cmocka_unit_test(flags_are_zero_or_one),
        cmocka_unit_test(counts_of_children_must_match_the_length),
        cmocka_unit_test(shard_ids_are_uuids_and_different),
        cmocka_unit_test(a_child_stands_at_the_end_of_its_last_run),
        cmocka_unit_test(more_may_be_finalized_than_a_child_has_heard_of),
        cmocka_unit_test(only_known_versions_are_written),
        cmocka_unit_test(the_version_of_a_text_is_told),
    };
    return RUN_TESTS(tests);
}
