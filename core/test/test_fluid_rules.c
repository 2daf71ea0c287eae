/* Files in the Fluid v2 format that are well formed, and say of clusters or sessions what cannot
 * be. */
#include "support_cmocka.h"
#include "support_fluid.h"

TEST(a_cluster_must_name_a_listed_session)
{
    assert_change_refused(AT_A_PLACE, 2);
    assert_change_refused(AT_B_PLACE, 2);
    assert_change_refused(AT_B_PLACE, -1);
    assert_change_refused(AT_B_PLACE, 4294967296.0);
    assert_change_refused(AT_B_PLACE, 4294967297.0);
    assert_change_refused(AT_B_PLACE, (double)TWO_TO_53);
}

TEST(a_cluster_holds_at_least_one_id_and_no_more_than_its_capacity)
{
    assert_change_refused(AT_A_CAPACITY, 0);
    assert_change_refused(AT_A_CAPACITY, 1);
    assert_change_refused(AT_A_COUNT, 0);
    assert_change_refused(AT_A_COUNT, 6);
    assert_change_refused(AT_B_COUNT, 7);
    assert_change_refused(AT_B_COUNT, 0);
}

TEST(only_the_last_cluster_of_a_session_may_have_room)
{
    words file = words_begin(false, 2, 3);
    add_uuid(&file, A);
    add_uuid(&file, B);
    add_cluster(&file, 0, 3, 3);
    add_cluster(&file, 1, 3, 1);
    add_cluster(&file, 0, 3, 1);
    assert_words_reproduced(&file);
    file.at[AT_A_COUNT] = number(2);
    assert_words_refused(&file, IDA_MALFORMED);
}

TEST(sessions_must_not_overlap)
{
    for (uint64_t distance = 0; distance <= 8; distance++) {
        name_case("distance %" PRIu64, distance);
        words file = summary_words();
        ida_uuid b = uuid_plus(A, distance);
        file.at[AT_B_LOW] = b.low;
        file.at[AT_B_HIGH] = b.high;
        assert_words_accepted_if(distance >= 5, &file);
        b = uuid_minus(A, distance);
        file.at[AT_B_LOW] = b.low;
        file.at[AT_B_HIGH] = b.high;
        assert_words_accepted_if(distance >= 6, &file);
    }
}

TEST(a_session_must_have_122_bits_and_stay_in_them)
{
    words file = words_begin(false, 1, 1);
    add_uuid(&file, TEST_UUID_MAX);
    add_cluster(&file, 0, 1, 1);
    assert_words_reproduced(&file);
    words runs_off = file;
    runs_off.at[7] = number(2);
    assert_words_refused(&runs_off, IDA_MALFORMED);
    words too_high = file;
    too_high.at[5] = TEST_HIGH_MAX + 1;
    assert_words_refused(&too_high, IDA_MALFORMED);
    too_high.at[5] = UINT64_MAX;
    assert_words_refused(&too_high, IDA_MALFORMED);
    words without_cluster = words_begin(false, 1, 0);
    add_uuid(&without_cluster, INVALID);
    assert_words_refused(&without_cluster, IDA_MALFORMED);
}

TEST(a_session_must_not_be_listed_twice)
{
    words file = example_words();
    file.at[AT_B_LOW] = file.at[AT_A_LOW];
    file.at[AT_B_HIGH] = file.at[AT_A_HIGH];
    assert_words_refused(&file, IDA_MALFORMED);
    words empty = words_begin(false, 3, 1);
    add_uuid(&empty, A);
    add_uuid(&empty, B);
    add_uuid(&empty, B);
    add_cluster(&empty, 0, 1, 1);
    assert_words_refused(&empty, IDA_MALFORMED);
}

TEST(more_finalized_than_generated_is_refused)
{
    words file = example_words();
    file.at[AT_GENERATED] = number(2);
    file.at[AT_NEXT] = number(1);
    file.at[AT_RUNS] = number(1);
    file.count = AT_RUN_2_FIRST;
    assert_words_reproduced(&file);
    file.at[AT_GENERATED] = number(1);
    file.at[AT_RUN_1_COUNT] = number(1);
    assert_words_refused(&file, IDA_MALFORMED);
    file.at[AT_GENERATED] = number(0);
    file.at[AT_RUNS] = number(0);
    file.count = AT_RUN_1_FIRST;
    assert_words_refused(&file, IDA_MALFORMED);
}

TEST(the_next_range_starts_at_what_was_generated_or_next)
{
    for (unsigned next = 0; next <= 11; next++) {
        name_case("next %u", next);
        words file = example_words();
        file.at[AT_NEXT] = number(next);
        assert_words_accepted_if(next >= 1 && next <= 9, &file);
    }
}

TEST(local_runs_are_sorted_merged_and_generated)
{
    assert_change_refused(AT_RUN_1_FIRST, 0);
    assert_change_refused(AT_RUN_1_COUNT, 0);
    assert_change_refused(AT_RUN_2_COUNT, 0);
    assert_change_refused(AT_RUN_1_COUNT, 5); /* touches the next run */
    assert_change_refused(AT_RUN_1_COUNT, 6); /* overlaps it */
    assert_change_refused(AT_RUN_2_FIRST, 1);
    assert_change_refused(AT_RUN_2_FIRST, 2);
    assert_change_refused(AT_RUN_2_FIRST, 3);
    assert_change_refused(AT_RUN_2_COUNT, 4); /* beyond what was generated */
    assert_change_refused(AT_RUN_2_COUNT, (double)TWO_TO_53);
    words swapped = example_words();
    swapped.at[AT_RUN_1_FIRST] = number(6);
    swapped.at[AT_RUN_1_COUNT] = number(3);
    swapped.at[AT_RUN_2_FIRST] = number(1);
    swapped.at[AT_RUN_2_COUNT] = number(2);
    assert_words_refused(&swapped, IDA_MALFORMED);
}

TEST(an_id_without_a_final_form_must_be_local)
{
    assert_change_refused(AT_RUN_2_FIRST, 7);
    assert_change_refused(AT_RUN_2_COUNT, 2);
    assert_change_refused(AT_GENERATED, 9);
    words all_local = example_words();
    all_local.at[AT_RUNS] = number(1);
    all_local.at[AT_RUN_1_COUNT] = number(8);
    all_local.count = AT_RUN_2_FIRST;
    assert_words_reproduced(&all_local);
}

TEST(a_session_may_not_generate_beyond_the_last_uuid)
{
    words file = words_begin(true, 1, 0);
    add_uuid(&file, uuid_minus(TEST_UUID_MAX, 4));
    add_local_state(&file, 5, 1, 1);
    add_number(&file, 1);
    add_number(&file, 5);
    assert_words_reproduced(&file);
    file.at[6] = number(6);
    file.at[10] = number(6);
    assert_words_refused(&file, IDA_MALFORMED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_cluster_must_name_a_listed_session),
        cmocka_unit_test(a_cluster_holds_at_least_one_id_and_no_more_than_its_capacity),
        cmocka_unit_test(only_the_last_cluster_of_a_session_may_have_room),
        cmocka_unit_test(sessions_must_not_overlap),
        cmocka_unit_test(a_session_must_have_122_bits_and_stay_in_them),
        cmocka_unit_test(a_session_must_not_be_listed_twice),
        cmocka_unit_test(more_finalized_than_generated_is_refused),
        cmocka_unit_test(the_next_range_starts_at_what_was_generated_or_next),
        cmocka_unit_test(local_runs_are_sorted_merged_and_generated),
        cmocka_unit_test(an_id_without_a_final_form_must_be_local),
        cmocka_unit_test(a_session_may_not_generate_beyond_the_last_uuid),
    };
    return RUN_TESTS(tests);
}
