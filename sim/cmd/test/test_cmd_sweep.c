/* idsim run and idsim sweep: seeds, shards, jobs, limits, reports, signals. */
#include <fcntl.h>
#include <glob.h>
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "support_idsim.h"

TEST(test_a_run_and_a_sweep_agree_about_a_seed)
{
    int status = 0;
    json_t *one = run_json("run swarm --seed 7 --ops 200 --json", &status);
    assert_int_equal(status, 0);
    json_t *many = run_json("sweep swarm --seeds 6..9 --ops 200 --json", &status);
    json_t *seed = json_array_get(json_object_get(many, "seeds"), 1);
    assert_string_equal(text_of(seed, "seed"), "7");
    assert_string_equal(text_of(one, "verdict"), "PASS");
    assert_string_equal(text_of(one, "digest"), text_of(seed, "digest"));
    assert_int_equal(json_integer_value(json_object_get(one, "ops")), 200);
    assert_true(json_is_null(json_object_get(one, "failure")));
    assert_int_equal(json_integer_value(json_object_get(many, "seeds_replayed")), 1);
    json_decref(one);
    json_decref(many);
}

static json_int_t paired_checks(const json_t *written)
{
    return json_integer_value(json_object_get(json_object_get(written, "checks"), "pair-rename"));
}

/* All 64 bits, and the last seed of all, too. */
TEST(test_the_last_seeds_are_played)
{
    expect("run steady --seed 9223372036854775808 --ops 20", 0, "seed 9223372036854775808", NULL);
    expect("sweep steady -j1 --ops 20 --seeds 18446744073709551613..18446744073709551616", 3,
           "Seeds 18446744073709551613 to 18446744073709551615 of", NULL);
    expect("sweep steady -j2 --ops 20 --seeds 18446744073709551614.. --time 60s", 3,
           "Seeds 18446744073709551614 to 18446744073709551615 of", NULL);
    expect("sweep steady --ops 20 --shard 3/3 --seeds 18446744073709551610..18446744073709551616",
           3, "Seeds 18446744073709551612 to 18446744073709551615, every 3rd", NULL);
    int status = 0;
    json_t *last = run_json("sweep steady -j1 --ops 20 --json"
                            " --seeds 18446744073709551615..18446744073709551616",
                            &status);
    json_t *one = run_json("run steady --ops 20 --json --seed 18446744073709551615", &status);
    json_t *told = run_json("replay steady --ops 20 --json --seed 18446744073709551615", &status);
    json_t *scenario = json_array_get(json_object_get(last, "scenarios"), 0);
    json_t *seed = json_array_get(json_object_get(last, "seeds"), 0);
    assert_true(json_is_null(json_object_get(scenario, "next_seed")));
    assert_string_equal(text_of(seed, "digest"), text_of(one, "digest"));
    assert_string_equal(text_of(told, "digest"), text_of(one, "digest"));
    json_decref(last);
    json_decref(one);
    json_decref(told);
}

TEST(test_a_share_of_a_sweep_is_paired)
{
    static const struct {
        const char *command;
        json_int_t paired;
    } sweeps[] = {{"sweep steady --seeds 0..9 --ops 60 --json", 1},
                  {"sweep steady --seeds 0..9 --ops 60 --pair-every 3 --json", 3},
                  {"sweep steady --seeds 0..9 --ops 60 --pair-every 0 --json", 0}};
    int status = 0;
    char digest[17] = "";
    for (size_t i = 0; i < COUNT_OF(sweeps); i++) {
        name_case("%s", sweeps[i].command);
        json_t *sweep = run_json(sweeps[i].command, &status);
        assert_int_equal(json_integer_value(json_object_get(sweep, "seeds_paired")),
                         sweeps[i].paired);
        assert_int_equal(paired_checks(sweep) > 0, sweeps[i].paired > 0);
        if (i > 0) {
            assert_string_equal(text_of(sweep, "digest"), digest);
        }
        (void)snprintf(digest, sizeof digest, "%s", text_of(sweep, "digest"));
        json_decref(sweep);
    }
    json_t *one = run_json("run steady --seed 1 --ops 60 --json", &status);
    assert_true(paired_checks(one) > 0);
    json_decref(one);
    expect("sweep steady --seeds 0..9 --ops 60 --pair-every x", 2, NULL, "--pair-every needs");
}

TEST(test_a_sweep_does_not_depend_on_its_jobs)
{
    int status = 0;
    json_t *first = run_json("sweep swarm fork --seeds 0..40 --ops 150 --jobs 1 --json", &status);
    drop_times(first);
    for (int jobs = 2; jobs <= 5; jobs++) {
        char command[100];
        int again = 0;
        (void)snprintf(command, sizeof command,
                       "sweep swarm fork --seeds 0..40 --ops 150 --jobs %d --json", jobs);
        json_t *next = run_json(command, &again);
        drop_times(next);
        assert_int_equal(again, status);
        assert_true(json_equal(first, next));
        json_decref(next);
    }
    assert_int_equal(json_array_size(json_object_get(first, "seeds")), 80);
    json_decref(first);
}

TEST(test_shards_make_the_whole)
{
    int status = 0;
    json_t *whole = run_json("sweep swarm --seeds 3..13 --ops 50 --json", &status);
    json_t *seeds = json_object_get(whole, "seeds");
    size_t found = 0;
    for (int part = 1; part <= 3; part++) {
        char command[100];
        (void)snprintf(command, sizeof command,
                       "sweep swarm --seeds 3..13 --ops 50 --json --shard %d/3", part);
        json_t *shard = run_json(command, &status);
        json_t *shard_seeds = json_object_get(shard, "seeds");
        for (size_t i = 0; i < json_array_size(shard_seeds); i++) {
            size_t index = (size_t)(part - 1) + i * 3;
            assert_true(json_equal(json_array_get(shard_seeds, i), json_array_get(seeds, index)));
            found++;
        }
        json_decref(shard);
    }
    assert_int_equal(found, 10);
    json_decref(whole);
}

TEST(test_numbers_end_in_one_column)
{
    expect("sweep korder --seeds 0..1 --ops 1", 3,
           "  korder-separation                0   nothing to check\n"
           "  korder-neighbourhood             0   nothing to check\n",
           NULL);
    expect("sweep korder --seeds 0..1 --ops 1", 3, "             1 seed ", NULL);
}

TEST(test_a_short_sweep_is_vacuous_and_says_why)
{
    expect("sweep swarm --seeds 0..1 --ops 3", 3, "never had anything to check", NULL);
    expect("sweep swarm --seeds 0..1 --ops 3", 3, "missing mark", NULL);
    int status = 0;
    json_t *sweep = run_json("sweep swarm --seeds 0..1 --ops 3 --json", &status);
    assert_int_equal(status, 3);
    assert_string_equal(text_of(sweep, "verdict"), "VACUOUS");
    assert_true(json_array_size(json_object_get(sweep, "unchecked")) > 0);
    json_t *scenario = json_array_get(json_object_get(sweep, "scenarios"), 0);
    json_t *missed = json_object_get(json_object_get(scenario, "missed"), "marks");
    assert_true(json_array_size(missed) > 0);
    json_decref(sweep);
}

TEST(test_a_time_limit_says_which_seeds)
{
    int status = 0;
    json_t *sweep = run_json("sweep swarm --seeds 100.. --time 1s --ops 20 --json", &status);
    json_t *scenario = json_array_get(json_object_get(sweep, "scenarios"), 0);
    json_int_t done = json_integer_value(json_object_get(sweep, "seeds_done"));
    assert_string_equal(text_of(sweep, "ended"), "time");
    assert_true(done > 0);
    char next[32];
    (void)snprintf(next, sizeof next, "%lld", (long long)(100 + done));
    assert_string_equal(text_of(scenario, "first_seed"), "100");
    assert_string_equal(text_of(scenario, "next_seed"), next);
    assert_int_equal(json_array_size(json_object_get(sweep, "seeds")), (size_t)done);
    json_decref(sweep);
}

TEST(test_a_report_is_written)
{
    int status = 0;
    json_t *shown = run_json("sweep swarm --seeds 0..5 --ops 30 --json --report a/b", &status);
    json_t *written = load_json("a/b/result.json");
    assert_true(json_equal(shown, written));
    json_decref(shown);
    json_decref(written);
    shown = run_json("run --ops 30 --json --report a/b/", &status);
    written = load_json("a/b/result.json");
    assert_true(json_equal(shown, written));
    json_decref(shown);
    json_decref(written);
    directory_remove("a");
}

TEST(test_few_open_files_make_few_workers)
{
    struct rlimit before;
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
    struct rlimit few = {64, before.rlim_max};
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &few), 0);
    ended r = run("sweep --seeds 0..10 --ops 50 --jobs 64 --timeout 5s");
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
    assert_int_equal(r.status, 3);
    assert_non_null(strstr(r.out, "Seeds 0 to 9 of each"));
    assert_non_null(strstr(r.err, "limit on open files is 64"));
    discard(&r);
}

/* A world that hangs: what is told is what is known, and how to see it again. */
TEST(test_a_hang_is_told_without_guesses)
{
    ended r = run("run --ops 1048576 --timeout 1s --report a/b");
    if (r.status == 1) {
        assert_non_null(strstr(r.out, "hang"));
        assert_non_null(strstr(r.out, "  reproduce   idsim replay swarm --seed 0 --ops 1048576"));
        assert_non_null(strstr(r.out, "  or          idsim replay a/b/idsim-swarm-0.tape"));
        assert_null(strstr(r.out, "invariants, and how often"));
    }
    discard(&r);
    directory_remove("a");
}

/*
 * Starts a sweep without end, sends the signal after that many milliseconds, and looks at what it
 * leaves. False if the signal came before the sweep had played anything.
 */
static bool interrupt_after(long milliseconds, int number, int status)
{
    const struct timespec pause = {milliseconds / 1000, milliseconds % 1000 * 1000000};
    running r = run_begin("sweep swarm --seeds 0..1000000000 --ops 50 --jobs 2 --json", NULL);
    (void)nanosleep(&pause, NULL);
    assert_int_equal(kill(r.pid, number), 0);
    ended end = run_end(&r);
    json_t *sweep = json_loads(end.out, 0, NULL);
    bool played = sweep != NULL && json_integer_value(json_object_get(sweep, "seeds_done")) > 0;
    if (played) {
        assert_int_equal(end.status, status);
        assert_string_equal(text_of(sweep, "verdict"), "INTERRUPTED");
        assert_string_equal(text_of(sweep, "ended"), "interrupted");
    }
    json_decref(sweep);
    discard(&end);
    return played;
}

/* A slow machine takes its time to begin. */
static void interrupt_with(int number, int status)
{
    long milliseconds = 300;
    while (!interrupt_after(milliseconds, number, status)) {
        milliseconds *= 2;
        assert_true(milliseconds < 1000000);
    }
}

TEST(test_a_signal_ends_a_sweep_with_a_summary)
{
    interrupt_with(SIGINT, 130);
    interrupt_with(SIGTERM, 143);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_run_and_a_sweep_agree_about_a_seed),
        cmocka_unit_test(test_the_last_seeds_are_played),
        cmocka_unit_test(test_a_share_of_a_sweep_is_paired),
        cmocka_unit_test(test_a_sweep_does_not_depend_on_its_jobs),
        cmocka_unit_test(test_shards_make_the_whole),
        cmocka_unit_test(test_numbers_end_in_one_column),
        cmocka_unit_test(test_a_short_sweep_is_vacuous_and_says_why),
        cmocka_unit_test(test_a_time_limit_says_which_seeds),
        cmocka_unit_test(test_a_report_is_written),
        cmocka_unit_test(test_few_open_files_make_few_workers),
        cmocka_unit_test(test_a_hang_is_told_without_guesses),
        cmocka_unit_test(test_a_signal_ends_a_sweep_with_a_summary),
    };
    return RUN_IDSIM_TESTS(tests);
}
