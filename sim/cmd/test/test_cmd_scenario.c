/* idsim with scenario files: they are played wherever a scenario can be named. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support_idsim.h"

static const char mine[] = "[scenario]\n"
                           "name = mine\n"
                           "description = two nodes with large clusters\n"
                           "base = steady\n"
                           "ops = 200\n"
                           "[sizes]\n"
                           "nodes = 2\n"
                           "cluster-size = 64\n";

TEST(a_file_is_played_like_a_scenario)
{
    file_write_text("my.scenario", mine);
    expect("run my.scenario --seed 3", 0, "mine, seed 3: 2 nodes", NULL);
    expect("run ./my.scenario --seed 3", 0, "cluster size 64", NULL);
    expect("replay my.scenario --seed 3 --until 2", 0, "2 ops (--until)", NULL);
    expect("replay --scenario my.scenario --seed 3 --until 2", 0, "2 ops (--until)", NULL);
    expect("shrink my.scenario --seed 3", 2, NULL, "there is nothing to shrink");
    expect("sweep my.scenario steady --seeds 0..20", 0, "mine", NULL);
    expect("replay my.scenario", 2, NULL, "idsim replay my.scenario --seed 7");
    file_remove("my.scenario");
}

TEST(a_built_in_scenario_is_the_same_as_its_file)
{
    int status = 0;
    ended shown = run("scenario show burst");
    assert_int_equal(shown.status, 0);
    file_write_text("copy.scenario", shown.out);
    discard(&shown);
    json_t *built_in = run_json("run burst --seed 5 --json", &status);
    json_t *file = run_json("run copy.scenario --seed 5 --json", &status);
    assert_string_equal(text_of(file, "digest"), text_of(built_in, "digest"));
    assert_string_equal(text_of(file, "scenario"), "burst");
    json_decref(built_in);
    json_decref(file);
    file_remove("copy.scenario");
}

TEST(check_says_what_is_wrong_and_where)
{
    file_write_text("good.scenario", mine);
    file_write_text(
        "bad.scenario",
        "[scenario]\nname = bad\ndescription = bad\nbase = steady\n[sizes]\nnode = 3\n");
    expect("scenario check good.scenario", 0, "good.scenario: right: mine, compressor worlds",
           NULL);
    expect("scenario check bad.scenario", 2, NULL, "bad.scenario:6: [sizes] of the scheme");
    expect("scenario check bad.scenario", 2, NULL, "Did you mean 'nodes'?");
    expect("scenario check bad.scenario good.scenario", 2, "good.scenario: right",
           "bad.scenario:6");
    expect("run bad.scenario", 2, NULL, "bad.scenario:6");
    expect("sweep steady bad.scenario --seeds 0..1000000", 2, NULL, "bad.scenario:6");
    file_remove("good.scenario");
    file_remove("bad.scenario");
}

TEST(what_cannot_be_read_is_not_a_wrong_file)
{
    assert_int_equal(mkdir("dir.scenario", 0700), 0);
    expect("run none.scenario", 4, NULL, "cannot read 'none.scenario'");
    expect("sweep ./none --seeds 0..2", 4, NULL, "cannot read './none'");
    expect("scenario check dir.scenario", 4, NULL, "cannot read 'dir.scenario'");
    assert_int_equal(rmdir("dir.scenario"), 0);
    FILE *large = fopen("large.scenario", "wb");
    assert_non_null(large);
    assert_int_equal(fseek(large, 1 << 20, SEEK_SET), 0);
    assert_int_equal(fputc('\n', large), '\n');
    assert_int_equal(fclose(large), 0);
    expect("run large.scenario", 2, NULL, "larger than 65536 bytes");
    file_remove("large.scenario");
}

TEST(two_scenarios_of_one_name_cannot_share_a_sweep)
{
    file_write_text("a.scenario", mine);
    file_write_text("b.scenario", mine);
    expect("sweep a.scenario b.scenario --seeds 0..2", 2, NULL, "have one name, mine");
    expect("sweep a.scenario a.scenario --seeds 0..2", 2, NULL, "is given twice");
    file_remove("a.scenario");
    file_remove("b.scenario");
}

TEST(show_and_draw_print_what_can_be_read_again)
{
    expect("scenario show steady", 0, "[must-reach]", NULL);
    expect("scenario show stedy", 2, NULL, "'steady'");
    expect("scenario draw korder --seed 3", 0, "[weights]", NULL);
    expect("scenario draw steady --seed 3", 0, "generate = 60", NULL);
    expect("scenario", 2, NULL, "needs show, check or draw");
    expect("scenario shwo steady", 2, NULL, "'show'");
    expect("scenario show", 2, NULL, "needs one scenario");
    expect("scenario show steady offline", 2, NULL, "needs one scenario");
    expect("scenario check", 2, NULL, "needs files");
    expect("scenario show steady --seed 3", 2, NULL, "no --seed");
}

/* The verdict, the table, JSON, JUnit and Markdown say the same. */
TEST(an_expectation_is_judged_over_all_worlds)
{
    char text[600];
    int status = 0;
    (void)snprintf(text, sizeof text, "%s[expect]\neager-share = at least 0.1 %%\n", mine);
    file_write_text("met.scenario", text);
    expect("run met.scenario --seed 3", 0, "at least 0.1 %", NULL);
    (void)snprintf(text, sizeof text, "%s[expect]\neager-share = at least 99.9 %%\n", mine);
    file_write_text("missed.scenario", text);
    expect("run missed.scenario --seed 3", 1, "MISSED", NULL);
    expect("sweep missed.scenario --seeds 0..20 --junit j.xml --summary s.md", 1, "MISSED", NULL);
    char *junit = file_read_text("j.xml");
    assert_non_null(strstr(junit, "name=\"expect eager-share\""));
    assert_non_null(strstr(junit, "<failure message=\"expected at least 99.9 %, measured"));
    assert_non_null(strstr(junit, "failures=\"1\""));
    char *summary = file_read_text("s.md");
    assert_non_null(strstr(summary, "mine expects `eager-share` at least 99.9 %, and measured"));
    free(junit);
    free(summary);
    json_t *result = run_json("sweep missed.scenario --seeds 0..20 --json", &status);
    assert_int_equal(status, 1);
    assert_string_equal(text_of(result, "verdict"), "FAIL");
    assert_int_equal(json_integer_value(json_object_get(result, "failure_count")), 0);
    json_t *scenario = json_array_get(json_object_get(result, "scenarios"), 0);
    json_t *row = json_array_get(json_object_get(scenario, "expectations"), 0);
    assert_string_equal(text_of(row, "limit"), "at least 99.9 %");
    assert_true(json_is_false(json_object_get(row, "met")));
    json_decref(result);
    file_remove("met.scenario");
    file_remove("missed.scenario");
    file_remove("j.xml");
    file_remove("s.md");
}

TEST(an_expectation_with_nothing_to_measure_proves_nothing)
{
    char text[600];
    (void)snprintf(text, sizeof text, "%s[expect]\nids per ghost = at most 1\n", mine);
    file_write_text("none.scenario", text);
    expect("sweep none.scenario --seeds 0..40", 3, "nothing that mine expects something of", NULL);
    file_remove("none.scenario");
}

TEST(a_file_without_the_ending_needs_a_slash)
{
    file_write_text("plain", mine);
    expect("run plain", 2, NULL, "To play a file: ./plain");
    expect("run ./plain --ops 10", 0, "mine, seed 0", NULL);
    file_remove("plain");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_is_played_like_a_scenario),
        cmocka_unit_test(a_built_in_scenario_is_the_same_as_its_file),
        cmocka_unit_test(check_says_what_is_wrong_and_where),
        cmocka_unit_test(what_cannot_be_read_is_not_a_wrong_file),
        cmocka_unit_test(two_scenarios_of_one_name_cannot_share_a_sweep),
        cmocka_unit_test(show_and_draw_print_what_can_be_read_again),
        cmocka_unit_test(an_expectation_is_judged_over_all_worlds),
        cmocka_unit_test(an_expectation_with_nothing_to_measure_proves_nothing),
        cmocka_unit_test(a_file_without_the_ending_needs_a_slash),
    };
    return RUN_IDSIM_TESTS(tests);
}
