/* idsim sweep --result and idsim merge: shards add up to the whole, byte for byte. */
#include <glob.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "cmd/sweepresult.h"
#include "scenario/builtin.h"

#include "support_idsim.h"

/* Removes all that a test wrote. */
static void clean(void)
{
    glob_t found;
    if (glob("*", 0, NULL, &found) == 0) {
        for (size_t i = 0; i < found.gl_pathc; i++) {
            if (remove(found.gl_pathv[i]) != 0) {
                directory_remove(found.gl_pathv[i]);
            }
        }
        globfree(&found);
    }
}

/* The one result in a directory. */
static char *result_in(const char *directory)
{
    char pattern[80];
    glob_t found;
    (void)snprintf(pattern, sizeof pattern, "%s/*" SIM_RESULT_SUFFIX, directory);
    assert_int_equal(glob(pattern, 0, NULL, &found), 0);
    assert_int_equal(found.gl_pathc, 1);
    char *path = strdup(found.gl_pathv[0]);
    globfree(&found);
    return path;
}

static size_t count_in(const char *directory)
{
    char pattern[80];
    glob_t found;
    (void)snprintf(pattern, sizeof pattern, "%s/*", directory);
    size_t count = glob(pattern, 0, NULL, &found) == 0 ? found.gl_pathc : 0;
    globfree(&found);
    return count;
}

static char *text_in(const char *directory)
{
    char *path = result_in(directory);
    char *text = slurp(fopen(path, "rb"));
    free(path);
    return text;
}

static void assert_same_result(const char *one, const char *other)
{
    char *path = result_in(one);
    char *other_path = result_in(other);
    assert_string_equal(strrchr(path, '/'), strrchr(other_path, '/'));
    char *text = text_in(one);
    char *other_text = text_in(other);
    assert_string_equal(text, other_text);
    free(text);
    free(other_text);
    free(path);
    free(other_path);
}

/* Writes a file with one text of the other's replaced by another. */
static void write_changed(const char *name, const char *text, const char *from, const char *to)
{
    const char *at = strstr(text, from);
    FILE *file = fopen(name, "wb");
    assert_non_null(at);
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, (size_t)(at - text), file), (size_t)(at - text));
    assert_true(fprintf(file, "%s%s", to, at + strlen(from)) > 0);
    assert_int_equal(fclose(file), 0);
}

TEST(test_shards_add_up_to_the_whole_with_any_number_of_workers)
{
    expect("sweep steady korder -j1 --seeds 5..65 --ops 30 --result whole", 3, "whole/steady-and",
           NULL);
    expect("sweep steady korder -j4 --seeds 5..65 --ops 30 --result busy", 3, NULL, NULL);
    assert_same_result("whole", "busy");
    expect("sweep steady korder -j3 --seeds 5..65 --ops 30 --shard 3/3 --result shards", 0, "PASS",
           NULL);
    expect("sweep steady korder -j1 --seeds 5..65 --ops 30 --shard 1/3 --result shards", 0, NULL,
           NULL);
    expect("sweep steady korder -j2 --seeds 5..65 --ops 30 --shard 2/3 --result shards", 0, NULL,
           NULL);
    expect("merge shards --result merged", 3, "VACUOUS  3 results", NULL);
    assert_same_result("whole", "merged");
    clean();
}

TEST(test_ranges_that_follow_each_other_are_shards_too)
{
    expect("sweep steady -j1 --seeds 0..30 --ops 20 --result all", 3, NULL, NULL);
    expect("sweep steady -j1 --seeds 10..30 --ops 20 --result late", 3, NULL, NULL);
    expect("sweep steady -j1 --seeds 0..10 --ops 20 --shard 1/2 --result early", 0, NULL, NULL);
    expect("sweep steady -j1 --seeds 0..10 --ops 20 --shard 2/2 --result early", 0, NULL, NULL);
    expect("merge late early --result both", 3, NULL, NULL);
    assert_same_result("all", "both");
    /* What was merged is merged again. */
    expect("merge early --result ten", 3, NULL, NULL);
    expect("merge late ten --result again", 3, NULL, NULL);
    assert_same_result("all", "again");
    clean();
}

static void write_text(const char *path, const char *text)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

#define SHORT_WORLDS                                                                               \
    "[scenario]\nname = mine\nbase = steady\ndescription = short \xc3\xbc\n"                       \
    "[must-reach]\nmarks = overflowed\n[expect]\n"

TEST(test_scenario_files_are_merged_wherever_they_lie)
{
    assert_int_equal(mkdir("there", 0700), 0);
    write_text("mine.scenario", SHORT_WORLDS "ids per worlds = at least 1\n");
    write_text("there/copy.scenario", SHORT_WORLDS "ids per worlds = at least 1\n");
    expect("sweep mine.scenario steady -j1 --seeds 0..20 --ops 60 --result whole", 3,
           "whole/mine-and", NULL);
    expect("sweep mine.scenario steady -j1 --seeds 0..20 --ops 60 --shard 1/2 --result shards", 0,
           NULL, NULL);
    expect(
        "sweep there/copy.scenario steady -j1 --seeds 0..20 --ops 60 --shard 2/2 --result shards",
        0, NULL, NULL);
    expect("merge shards --result merged", 3, "expected by mine", NULL);
    assert_same_result("whole", "merged");
    clean();
}

TEST(test_what_a_file_expects_is_asked_of_the_whole)
{
    write_text("mine.scenario", SHORT_WORLDS "ids per worlds = at least 100000\n");
    expect("sweep mine.scenario -j1 --seeds 0..4 --ops 60 --shard 1/2 --result shards", 0, "MISSED",
           NULL);
    expect("sweep mine.scenario -j1 --seeds 0..4 --ops 60 --shard 2/2 --result shards", 0, "PASS",
           NULL);
    expect("merge shards", 1, "MISSED", NULL);
    clean();
}

TEST(test_files_of_another_text_are_not_merged)
{
    write_text("mine.scenario", SHORT_WORLDS "ids per worlds = at least 1\n");
    expect("sweep mine.scenario -j1 --seeds 0..4 --ops 60 --shard 1/2 --result shards", 0, NULL,
           NULL);
    write_text("mine.scenario", SHORT_WORLDS "ids per worlds = at least 2\n");
    expect("sweep mine.scenario -j1 --seeds 0..4 --ops 60 --shard 2/2 --result shards", 0, NULL,
           NULL);
    expect("merge shards", 2, NULL, "their \"plan\" differs");
    clean();
}

TEST(test_a_text_that_is_no_scenario_is_refused)
{
    write_text("mine.scenario", SHORT_WORLDS "ids per worlds = at least 1\n");
    expect("sweep mine.scenario -j1 --seeds 0..2 --ops 60 --result one", 3, NULL, NULL);
    char *text = text_in("one");
    write_changed("name.result.json", text, "name = mine", "name = yours");
    expect("merge name.result.json", 2, NULL, "text of a scenario of another name");
    write_changed("base.result.json", text, "base = steady", "base = stedy");
    expect("merge base.result.json", 2, NULL, "there is no built-in scenario 'stedy'");
    write_changed("null.result.json", text, "\"texts\": [", "\"texts\": [null, ");
    expect("merge null.result.json", 2, NULL, "not a text or null for each");
    write_changed("mark.result.json", text, "marks = overflowed", "marks = expanded");
    expect("merge mark.result.json", 2, NULL, "it is not what idsim wrote");
    free(text);
    write_text("mine.scenario", "# \xff\n" SHORT_WORLDS "ids per worlds = at least 1\n");
    expect("sweep mine.scenario -j1 --seeds 0..2 --ops 60 --result one", 2, NULL,
           "'mine.scenario' is not in UTF-8");
    clean();
}

TEST(test_the_last_seed_of_all_is_merged)
{
    expect("sweep steady -j1 --ops 20 --seeds 18446744073709551613..18446744073709551616 "
           "--result end",
           3, "-18446744073709551613-18446744073709551616-", NULL);
    expect("merge end --result end-again", 3, NULL, NULL);
    assert_same_result("end", "end-again");
    clean();
}

TEST(test_a_shard_that_is_played_twice_counts_once)
{
    expect("sweep steady -j1 --seeds 0..8 --ops 20 --shard 1/2 --result twice", 0, NULL, NULL);
    expect("sweep steady -j2 --seeds 0..8 --ops 20 --shard 1/2 --result twice", 0, NULL, NULL);
    assert_int_equal(count_in("twice"), 1);
    expect("sweep steady -j1 --seeds 0..8 --ops 20 --shard 1/2 --result copy", 0, NULL, NULL);
    expect("sweep steady -j1 --seeds 0..8 --ops 20 --shard 2/2 --result copy", 0, NULL, NULL);
    expect("merge twice copy twice --result once", 3, "seeds                            8", NULL);
    clean();
}

TEST(test_missing_shards_are_named)
{
    expect("sweep steady -j1 --seeds 0..20 --ops 20 --shard 2/10 --result some", 0, NULL, NULL);
    expect("sweep steady -j1 --seeds 0..20 --ops 20 --shard 6/10 --result some", 0, NULL, NULL);
    expect("merge some --result none", 4, NULL, "missing: shards 1,3-5,7-10 of 10 of seeds 0..20");
    assert_int_equal(count_in("none"), 0);
    expect("sweep steady -j1 --seeds 30..32 --ops 20 --result some", 3, NULL, NULL);
    expect("merge some", 4, NULL, "missing: seeds 20..30");
    expect("merge some --seeds 0..50", 4, NULL, "missing: seeds 32..50");
    expect("merge some --seeds 2..50", 2, NULL, "seeds that are not in --seeds");
    assert_int_equal(mkdir("empty", 0777), 0);
    expect("merge empty", 4, NULL, "missing: all results");
    expect("merge nowhere", 4, NULL, "cannot read 'nowhere'");
    clean();
}

TEST(test_what_does_not_belong_together_is_refused)
{
    expect("sweep steady -j1 --seeds 0..4 --ops 20 --result a", 3, NULL, NULL);
    expect("sweep steady -j1 --seeds 4..8 --ops 21 --result b", 3, NULL, NULL);
    expect("merge a b", 2, NULL, "are of two sweeps");
    expect("sweep steady -j1 --seeds 2..6 --ops 20 --result c", 3, NULL, NULL);
    expect("merge a c", 2, NULL, "share seeds");
    expect("sweep steady -j1 --seeds 0..4 --ops 20 --shard 1/2 --result d", 0, NULL, NULL);
    expect("merge a d", 2, NULL, "share seeds");
    clean();
}

/* A sum that is wrong in two places that agree with each other cannot be told from a right one. */
TEST(test_two_different_results_of_a_shard_are_refused)
{
    expect("sweep steady -j1 --seeds 0..2 --ops 20 --result right", 3, NULL, NULL);
    char *text = text_in("right");
    const char *fingerprint = strstr(text, "\"fingerprint\": \"");
    char from[40];
    char to[40];
    assert_non_null(fingerprint);
    (void)snprintf(from, sizeof from, "%.33s", fingerprint);
    (void)snprintf(to, sizeof to, "\"fingerprint\": \"%s", "0123456789abcdef\"");
    write_changed("wrong.result.json", text, from, to);
    expect("merge right wrong.result.json", 2, NULL, "are two results of one shard, and differ");
    free(text);
    clean();
}

TEST(test_damaged_and_foreign_results_are_refused)
{
    expect("sweep steady -j1 --seeds 0..2 --ops 20 --result good", 3, NULL, NULL);
    char *text = text_in("good");
    static const struct {
        const char *from;
        const char *to;
        const char *says;
    } changes[] = {
        {"\"schema\": \"idsim-result/1\"", "\"schema\": \"idsim-sweep/1\"", "\"schema\" is not"},
        {"\"compiler\": \"", "\"compiler\": \"another ", "another build of idsim: its \"build\""},
        {"\"last\": \"1\"", "\"last\": \"0\"", "not the number of its seeds"},
        {"\"first\": \"0\"", "\"first\": \"2\"", "first and the last seed"},
        {"\"part\": 1", "\"part\": 2", "not a part of its parts"},
        {"\"steady\"", "\"staedy\"", "a scenario that this idsim does not have"},
        {"\"ops\": 20", "\"ops\": 0", "\"plan\" is not as"},
        {"\"ops\": 40", "\"ops\": 41", "it is not what idsim wrote"},
        {"\"causes\": []", "\"causes\": [], \"more\": 1", "it is not what idsim wrote"},
        {"\"causes\": []", "\"causes\": [{}]", "a cause has no text"},
        {"\"causes\": []", "\"causes\": [{\"cause\": \"x\", \"failures\": 1, \"examples\": []}]",
         "another number of failures than it describes"},
        {"\"seeds_done\": 2", "\"seeds_done\": 2, \"seeds_done\": 2", "it is not JSON: duplicate"},
        {"\"causes\": []", "\"causes\": [", "changed.result.json:"},
    };
    for (size_t i = 0; i < COUNT_OF(changes); i++) {
        name_case("%s", changes[i].to);
        write_changed("changed.result.json", text, changes[i].from, changes[i].to);
        expect("merge changed.result.json", 2, NULL, changes[i].says);
    }
    free(text);
    clean();
}

TEST(test_what_a_result_cannot_hold_is_refused)
{
    expect("sweep steady --seeds 0..4 --time 5s --result r", 2, NULL, "does not go with --time");
    expect("sweep steady --seeds 0..4 --max-failures 3 --result r", 2, NULL, "--max-failures");
    expect("merge", 2, NULL, "needs a directory");
    expect("merge r --seeds 0..", 2, NULL, "has no end");
    expect("merge r --reslut m", 2, NULL, "Did you mean --result?");
}

/* Its status if it is told to stop then, which may be before it has begun. */
static int status_after(long milliseconds)
{
    const struct timespec pause = {milliseconds / 1000, milliseconds % 1000 * 1000000};
    running r = run_begin("sweep steady -j1 --seeds 0..100000000 --result cut", NULL);
    (void)nanosleep(&pause, NULL);
    assert_int_equal(kill(r.pid, SIGTERM), 0);
    ended end = run_end(&r);
    int status = end.status;
    discard(&end);
    return status;
}

/* An interrupted sweep has no result, so its shard is missing. */
TEST(test_an_interrupted_shard_leaves_no_result)
{
    long milliseconds = 200;
    while (status_after(milliseconds) != 143) {
        milliseconds *= 2;
        assert_true(milliseconds < 1000000);
    }
    assert_int_equal(count_in("cut"), 0);
    expect("merge cut", 4, NULL, "missing: all results");
    clean();
}

/* --- Failures. --- */

/* A failure of a seed: its kind is its cause. */
static sim_failure_note note_of(const sim_scenario *scenario, uint64_t seed)
{
    static const sim_failure_kind kinds[] = {SIM_FAILURE_CRASH, SIM_FAILURE_HANG,
                                             SIM_FAILURE_MEMORY};
    sim_failure_kind kind = kinds[seed % 7 % COUNT_OF(kinds)];
    sim_failure_note note = {.scenario = scenario,
                             .seed = seed,
                             .ops = 40,
                             .kind = kind,
                             .name = sim_failure_kind_name(kind),
                             .expected = "an end",
                             .got = "none"};
    return note;
}

/* The result of a shard in which every seed failed that its scenario does not divide. */
static void fail_shard(sim_sweepresult *result, const sim_sweep_plan *plan, uint64_t part,
                       uint64_t parts)
{
    sim_sweepresult_begin(result, plan, &(sim_seeds){100, 199, false}, &(sim_shard){part, parts});
    for (uint64_t seed = 100 + part - 1; seed < 200; seed += parts) {
        for (size_t i = 0; i < plan->scenario_count; i++) {
            result->sums[i].worlds++;
            if (seed % (i + 2) != 0) {
                sim_failure_note note = note_of(plan->scenarios[i], seed);
                result->sums[i].failures++;
                sim_sweepresult_add_failure(result, &note);
            }
        }
    }
}

TEST(test_failures_are_grouped_by_cause_in_any_order_of_shards)
{
    const sim_scenario *scenarios[] = {sim_scenario_find("steady"), sim_scenario_find("korder")};
    const sim_sweep_plan plan = {.scenarios = scenarios, .scenario_count = 2};
    sim_sweepresult whole;
    fail_shard(&whole, &plan, 1, 1);
    char *expected = sim_sweepresult_text(&whole);
    assert_int_equal(whole.causes.count, 3);
    assert_int_equal(whole.causes.causes[0].example_count, SIM_EXAMPLES_MAX);
    for (uint64_t parts = 2; parts <= 9; parts++) {
        sim_sweepresult merged;
        sim_sweepresult_begin(&merged, &plan, &(sim_seeds){100, 199, false}, &(sim_shard){1, 1});
        for (uint64_t i = 0; i < parts; i++) {
            sim_sweepresult shard;
            fail_shard(&shard, &plan, parts - i, parts);
            sim_sweepresult_add(&merged, &shard);
            sim_sweepresult_free(&shard);
        }
        char *text = sim_sweepresult_text(&merged);
        name_case("%d shards", (int)parts);
        assert_string_equal(text, expected);
        free(text);
        sim_sweepresult_free(&merged);
    }
    free(expected);
    sim_sweepresult_free(&whole);
}

TEST(test_failures_survive_their_file)
{
    const sim_scenario *scenarios[] = {sim_scenario_find("korder")};
    const sim_sweep_plan plan = {.scenarios = scenarios, .scenario_count = 1, .ops = 40};
    sim_sweepresult written;
    sim_sweepresult read;
    fail_shard(&written, &plan, 3, 5);
    assert_int_equal(mkdir("failed", 0777), 0);
    char *path = sim_sweepresult_write(&written, "failed");
    assert_non_null(path);
    assert_int_equal(sim_sweepresult_read(&read, path), 0);
    char *one = sim_sweepresult_text(&written);
    char *other = sim_sweepresult_text(&read);
    assert_string_equal(one, other);
    assert_non_null(strstr(one, "\"reproduce\": \"replay korder --seed 107 --ops 40\""));
    expect("merge failed", 4, "replay korder --seed 107 --ops 40", "missing: shards 1-2,4-5 of 5");
    free(one);
    free(other);
    free(path);
    sim_sweepresult_free(&written);
    sim_sweepresult_free(&read);
    clean();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shards_add_up_to_the_whole_with_any_number_of_workers),
        cmocka_unit_test(test_ranges_that_follow_each_other_are_shards_too),
        cmocka_unit_test(test_scenario_files_are_merged_wherever_they_lie),
        cmocka_unit_test(test_what_a_file_expects_is_asked_of_the_whole),
        cmocka_unit_test(test_files_of_another_text_are_not_merged),
        cmocka_unit_test(test_a_text_that_is_no_scenario_is_refused),
        cmocka_unit_test(test_the_last_seed_of_all_is_merged),
        cmocka_unit_test(test_a_shard_that_is_played_twice_counts_once),
        cmocka_unit_test(test_missing_shards_are_named),
        cmocka_unit_test(test_what_does_not_belong_together_is_refused),
        cmocka_unit_test(test_two_different_results_of_a_shard_are_refused),
        cmocka_unit_test(test_damaged_and_foreign_results_are_refused),
        cmocka_unit_test(test_what_a_result_cannot_hold_is_refused),
        cmocka_unit_test(test_an_interrupted_shard_leaves_no_result),
        cmocka_unit_test(test_failures_are_grouped_by_cause_in_any_order_of_shards),
        cmocka_unit_test(test_failures_survive_their_file),
    };
    return RUN_IDSIM_TESTS(tests);
}
