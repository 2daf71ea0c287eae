/* Arguments: what is accepted, what is refused, and which name is suggested. */
#include <stdio.h>

#include "cmd/options.h"
#include "cmd/output.h"
#include "cmd/play.h"
#include "scenario/builtin.h"
#include "support_cmocka.h"

typedef struct values {
    bool flag;
    uint64_t number;
    uint64_t time_ms;
    const char *text;
    sim_seeds seeds;
    sim_shard shard;
    int words;
} values;

/* Parses up to eight arguments, from copies that last until the next call. */
static bool parse(values *v, const char *const *arguments)
{
    static char copies[8][100];
    char *argv[8];
    int argc = 0;
    *v = (values){.shard = {1, 1}};
    sim_option options[] = {
        {"flag", &v->flag, 0, 0, SIM_OPTION_FLAG, 'f', false},
        {"number", &v->number, 1, 100, SIM_OPTION_NUMBER, 'n', false},
        {"time", &v->time_ms, 1, 7200, SIM_OPTION_DURATION, 0, false},
        {"text", &v->text, 0, 0, SIM_OPTION_TEXT, 't', false},
        {"seeds", &v->seeds, 0, 0, SIM_OPTION_SEEDS, 0, false},
        {"shard", &v->shard, 0, 1000, SIM_OPTION_SHARD, 0, false},
    };
    while (argc < 8 && arguments[argc] != NULL) {
        (void)snprintf(copies[argc], sizeof copies[argc], "%s", arguments[argc]);
        argv[argc] = copies[argc];
        argc++;
    }
    return sim_options_parse("test", options, 6, argc, argv, &v->words);
}

static bool parse_one(values *v, const char *argument)
{
    const char *const arguments[] = {argument, NULL};
    return parse(v, arguments);
}

TEST(test_words_and_options_mix)
{
    values v;
    const char *const arguments[] = {"one", "--number", "7", "two", "-f", "--", "--number", NULL};
    assert_true(parse(&v, arguments));
    assert_int_equal(v.words, 3);
    assert_int_equal(v.number, 7);
    assert_true(v.flag);
}

TEST(test_numbers_are_strict)
{
    values v;
    const char *const bad[] = {
        "--number=",   "--number=0",   "--number=101",
        "--number=1k", "--number=+1",  "--number=-1",
        "--number= 1", "--number=0x1", "--number=99999999999999999999999999"};
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        name_case("%s", bad[i]);
        assert_false(parse_one(&v, bad[i]));
    }
    assert_true(parse_one(&v, "--number=100"));
    uint64_t number = 0;
    assert_true(sim_parse_number("18446744073709551615", 0, UINT64_MAX, &number));
    assert_true(number == UINT64_MAX);
    assert_false(sim_parse_number("18446744073709551616", 0, UINT64_MAX, &number));
}

TEST(test_durations)
{
    values v;
    assert_true(parse_one(&v, "--time=60s"));
    assert_int_equal(v.time_ms, 60000);
    assert_true(parse_one(&v, "--time=5m"));
    assert_int_equal(v.time_ms, 300000);
    assert_true(parse_one(&v, "--time=2h"));
    assert_int_equal(v.time_ms, 7200000);
    assert_true(parse_one(&v, "--time=45"));
    assert_int_equal(v.time_ms, 45000);
    const char *const bad[] = {"--time=0s", "--time=3h",   "--time=s",
                               "--time=5x", "--time=1.5s", "--time=-5s"};
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        name_case("%s", bad[i]);
        assert_false(parse_one(&v, bad[i]));
    }
}

TEST(test_seeds)
{
    values v;
    assert_true(parse_one(&v, "--seeds=5..20"));
    assert_int_equal(v.seeds.from, 5);
    assert_int_equal(v.seeds.last, 19);
    assert_false(v.seeds.open);
    assert_true(parse_one(&v, "--seeds=5.."));
    assert_true(v.seeds.open);
    assert_true(v.seeds.last == UINT64_MAX);
    const char *const bad[] = {"--seeds=5",    "--seeds=5..5",  "--seeds=6..5", "--seeds=..5",
                               "--seeds=..",   "--seeds=1...5", "--seeds=a..b", "--seeds=1-5",
                               "--seeds=0..0", "--seeds=5..1k"};
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        name_case("%s", bad[i]);
        assert_false(parse_one(&v, bad[i]));
    }
}

TEST(test_every_number_of_64_bits_is_a_seed)
{
    values v;
    assert_true(parse_one(&v, "--seeds=9223372036854775808..18446744073709551615"));
    assert_true(v.seeds.from == (uint64_t)INT64_MAX + 1);
    assert_true(v.seeds.last == UINT64_MAX - 1);
    assert_true(parse_one(&v, "--seeds=18446744073709551615..18446744073709551616"));
    assert_true(v.seeds.from == UINT64_MAX && v.seeds.last == UINT64_MAX);
    assert_false(v.seeds.open);
    assert_true(parse_one(&v, "--seeds=18446744073709551615.."));
    assert_true(v.seeds.from == UINT64_MAX && v.seeds.last == UINT64_MAX);
    const char *const bad[] = {
        "--seeds=18446744073709551616..", "--seeds=18446744073709551616..18446744073709551617",
        "--seeds=18446744073709551615..18446744073709551615", "--seeds=0..18446744073709551617",
        "--seeds=0..184467440737095516160"};
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        name_case("%s", bad[i]);
        assert_false(parse_one(&v, bad[i]));
    }
    char next[SIM_SEED_TEXT];
    sim_format_next_seed(0, next);
    assert_string_equal(next, "1");
    sim_format_next_seed(UINT64_MAX - 1, next);
    assert_string_equal(next, "18446744073709551615");
    sim_format_next_seed(UINT64_MAX, next);
    assert_string_equal(next, "18446744073709551616");
}

TEST(test_short_options_go_as_everywhere)
{
    values v;
    const char *const apart[] = {"-n", "7", "one", NULL};
    const char *const clustered[] = {"-fn7", "one", NULL};
    const char *const clustered_apart[] = {"one", "-fn", "7", NULL};
    const char *const text[] = {"-ft-x=1", "two", "-n1", NULL};
    const char *const twice[] = {"-n7", "--number=7", NULL};
    assert_true(parse(&v, apart));
    assert_int_equal(v.number, 7);
    assert_int_equal(v.words, 1);
    assert_true(parse_one(&v, "-n7"));
    assert_int_equal(v.number, 7);
    assert_false(v.flag);
    assert_true(parse(&v, clustered));
    assert_int_equal(v.number, 7);
    assert_true(v.flag);
    assert_int_equal(v.words, 1);
    assert_true(parse(&v, clustered_apart));
    assert_int_equal(v.number, 7);
    assert_true(v.flag);
    assert_true(parse(&v, text));
    assert_string_equal(v.text, "-x=1");
    assert_int_equal(v.number, 1);
    assert_false(parse(&v, twice));
    const char *const bad[] = {"-n",  "-n0",   "-n101", "-n7f", "-n-7", "-fx",
                               "-ff", "-fn=7", "-n=7",  "-t=x", "-f7",  "-fn"};
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        name_case("%s", bad[i]);
        assert_false(parse_one(&v, bad[i]));
    }
}

TEST(test_names_are_found_in_capitals_too)
{
    static const char *const names[] = {"noah", "twitter"};
    sim_nearest nearest;
    sim_invariant_set set = SIM_INVARIANTS_ALL;
    assert_int_equal(sim_name_find("Twitter", names, 2, &nearest), 1);
    assert_int_equal(sim_name_find("NOAH", names, 2, &nearest), 0);
    assert_int_equal(sim_name_find("TWITER", names, 2, &nearest), 2);
    assert_string_equal(nearest.best, "twitter");
    assert_int_equal(sim_name_find("twitters", names, 2, &nearest), 2);
    assert_int_equal(sim_name_find("", names, 2, &nearest), 2);
    assert_null(nearest.best);
    assert_ptr_equal(sim_options_scenario("Swarm"), sim_scenario_find("swarm"));
    assert_true(sim_options_invariants("Rejection", &set));
    const sim_invariant_set rejection = sim_invariants_of(SIM_INVARIANT_REJECTION);
    assert_memory_equal(&set, &rejection, sizeof set);
}

TEST(test_shards)
{
    values v;
    assert_true(parse_one(&v, "--shard=3/3"));
    assert_int_equal(v.shard.part, 3);
    assert_int_equal(v.shard.parts, 3);
    const char *const bad[] = {"--shard=0/3", "--shard=4/3", "--shard=1",
                               "--shard=/",   "--shard=1/0", "--shard=1/1001"};
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        name_case("%s", bad[i]);
        assert_false(parse_one(&v, bad[i]));
    }
}

TEST(test_options_are_checked)
{
    values v;
    const char *const missing[] = {"--number", NULL};
    const char *const swallowed[] = {"--text", "--flag", NULL};
    const char *const twice[] = {"--number=1", "--number=2", NULL};
    const char *const dash[] = {"--text", "-", NULL};
    assert_false(parse(&v, missing));
    assert_false(parse(&v, swallowed));
    assert_false(parse(&v, twice));
    assert_true(parse(&v, dash));
    assert_string_equal(v.text, "-");
    assert_false(parse_one(&v, "--unknown"));
    assert_false(parse_one(&v, "-x"));
    assert_false(parse_one(&v, "-ff"));
    assert_false(parse_one(&v, "--flag=yes"));
    assert_false(parse_one(&v, "--flags"));
    assert_false(parse_one(&v, "--text="));
    assert_false(parse_one(&v, "--"
                               "a-name-that-is-much-longer-than-any-option-of-ours-could-ever-be"));
}

TEST(test_the_nearest_name)
{
    const char *names[] = {"swarm", "steady", "offline", "fork"};
    const char *pairs[][2] = {{"swram", "swarm"}, {"stead", "steady"}, {"ofline", "offline"},
                              {"off", "offline"}, {"frok", "fork"},    {"xyzzy", NULL},
                              {"", NULL}};
    for (size_t i = 0; i < COUNT_OF(pairs); i++) {
        name_case("%s", pairs[i][0]);
        sim_nearest nearest = sim_nearest_to(pairs[i][0]);
        for (size_t j = 0; j < 4; j++) {
            sim_nearest_try(&nearest, names[j]);
        }
        if (pairs[i][1] == NULL) {
            assert_null(nearest.best);
        } else {
            assert_non_null(nearest.best);
            assert_string_equal(nearest.best, pairs[i][1]);
        }
    }
}

TEST(test_invariants)
{
    const sim_invariant_set rejection = sim_invariants_of(SIM_INVARIANT_REJECTION);
    sim_invariant_set both = rejection;
    sim_invariants_add(&both, SIM_INVARIANT_LIVENESS);
    sim_invariant_set set = SIM_INVARIANTS_ALL;
    assert_true(sim_options_invariants("rejection", &set));
    assert_memory_equal(&set, &rejection, sizeof set);
    assert_true(sim_options_invariants("liveness,rejection,liveness", &set));
    assert_memory_equal(&set, &both, sizeof set);
    assert_true(sim_invariant_in(set, SIM_INVARIANT_LIVENESS));
    assert_false(sim_invariant_in(set, SIM_INVARIANT_CONTRACT));
    assert_true(sim_invariant_in(SIM_INVARIANTS_ALL, SIM_INVARIANT_CONTRACT));
    assert_false(sim_options_invariants("", &set));
    assert_false(sim_options_invariants("reject", &set));
    assert_false(sim_options_invariants("rejection,", &set));
    assert_false(sim_options_invariants(",rejection", &set));
    assert_false(sim_options_invariants("rejection liveness", &set));
}

TEST(test_shards_divide_a_plan)
{
    const sim_scenario scenario = {.name = "one", .sentence = "", .default_ops = 100};
    const sim_scenario *scenarios[] = {&scenario, &scenario};
    unsigned seen[30] = {0};
    for (uint64_t part = 1; part <= 4; part++) {
        const sim_plan plan = {.scenarios = scenarios,
                               .scenario_count = 2,
                               .seeds = {10, 29, false},
                               .shard = {part, 4}};
        uint64_t tasks = sim_plan_tasks(&plan);
        assert_int_equal(tasks, 10);
        for (uint64_t task = 0; task < tasks; task++) {
            assert_int_equal(sim_plan_scenario(&plan, task), task % 2);
            assert_in_range(sim_plan_seed(&plan, task), 10, 29);
            seen[sim_plan_seed(&plan, task)]++;
        }
    }
    for (size_t seed = 0; seed < 30; seed++) {
        assert_int_equal(seen[seed], seed < 10 ? 0 : 2);
    }
    const sim_plan huge = {.scenarios = scenarios,
                           .scenario_count = 2,
                           .seeds = {0, SIM_SEED_MAX / 2, false},
                           .shard = {1, 1}};
    assert_true(sim_plan_tasks(&huge) == UINT64_MAX);
}

TEST(test_a_plan_reaches_the_last_seed)
{
    const sim_scenario scenario = {.name = "one", .sentence = "", .default_ops = 100};
    const sim_scenario *scenarios[] = {&scenario, &scenario};
    sim_plan plan = {.scenarios = scenarios,
                     .scenario_count = 1,
                     .seeds = {0, SIM_SEED_MAX, false},
                     .shard = {1, 1}};
    assert_true(sim_plan_tasks(&plan) == UINT64_MAX);
    plan.seeds.from = 1;
    assert_true(sim_plan_tasks(&plan) == UINT64_MAX);
    plan.seeds.from = 2;
    assert_true(sim_plan_tasks(&plan) == UINT64_MAX - 1);
    plan.seeds.from = SIM_SEED_MAX;
    assert_int_equal(sim_plan_tasks(&plan), 1);
    assert_true(sim_plan_seed(&plan, 0) == SIM_SEED_MAX);
    plan.scenario_count = 2;
    plan.seeds.from = SIM_SEED_MAX - 6;
    plan.shard = (sim_shard){3, 4};
    assert_int_equal(sim_plan_tasks(&plan), 4);
    assert_true(sim_plan_seed(&plan, 3) == SIM_SEED_MAX);
    plan.shard = (sim_shard){8, 8};
    assert_int_equal(sim_plan_tasks(&plan), 0);
}

TEST(test_text_for_people)
{
    char count[SIM_COUNT_TEXT];
    char time[SIM_TIME_TEXT];
    char safe[8];
    sim_format_count(0, count);
    assert_string_equal(count, "0");
    sim_format_count(999, count);
    assert_string_equal(count, "999");
    sim_format_count(UINT64_MAX, count);
    assert_string_equal(count, "18,446,744,073,709,551,615");
    sim_format_time(3.14, time);
    assert_string_equal(time, "3.1 s");
    sim_format_time(75.2, time);
    assert_string_equal(time, "1 min 15 s");
    sim_format_time(7260.0, time);
    assert_string_equal(time, "2 h 1 min");
    sim_format_safe("a\033[2Jbcdefgh", safe, sizeof safe);
    assert_string_equal(safe, "a?[2Jbc");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words_and_options_mix),
        cmocka_unit_test(test_numbers_are_strict),
        cmocka_unit_test(test_durations),
        cmocka_unit_test(test_seeds),
        cmocka_unit_test(test_every_number_of_64_bits_is_a_seed),
        cmocka_unit_test(test_short_options_go_as_everywhere),
        cmocka_unit_test(test_names_are_found_in_capitals_too),
        cmocka_unit_test(test_shards),
        cmocka_unit_test(test_options_are_checked),
        cmocka_unit_test(test_the_nearest_name),
        cmocka_unit_test(test_invariants),
        cmocka_unit_test(test_shards_divide_a_plan),
        cmocka_unit_test(test_a_plan_reaches_the_last_seed),
        cmocka_unit_test(test_text_for_people),
    };
    return RUN_TESTS(tests);
}
