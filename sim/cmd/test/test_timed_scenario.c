/* Timed scenarios: what [timing] says is what happens, in virtual time. */
#include <stdio.h>

#include "cmd/scenariofile.h"
#include "run.h"
#include "scenario/builtin.h"
#include "scenario/seed.h"
#include "support_cmocka.h"

#define HEAD                                                                                       \
    "[scenario]\nname = t\ndescription = timed\nscheme = compressor\ndriver = timed\nops = 600\n"
/* One node and one session: every ID takes 10 + 30 + 20 ms. */
#define ALONE                                                                                      \
    HEAD "[sizes]\nnodes = 1\nstarted = 1\nslots = 1\n[timing]\nthink = 1 s\ncollect = 10 ms\n"    \
         "up-delay = 30 ms\ndown-delay = 20 ms\n"

static bool make(const char *text, sim_scenario_made *made, sim_scenario_error *error)
{
    sim_scenario_lines lines;
    bool good = sim_scenariofile_split(text, strlen(text), &lines, error) &&
                sim_scenario_make(lines.lines, lines.count, sim_scenario_at, made, error);
    sim_scenariofile_free(&lines);
    return good;
}

typedef struct played {
    sim_result result;
    sim_tape tape;
    uint64_t amounts[SIM_AMOUNT_COUNT];
    uint64_t ops[SIM_OP_CODES]; /* how often each is on the tape */
} played;

static played play(const char *text, uint64_t seed)
{
    static sim_scenario_made made;
    sim_scenario_error error;
    played p = {0};
    sim_run_options options = {.until = SIM_NEVER};
    if (!make(text, &made, &error)) {
        fail_msg("line %zu: %s", error.line, error.message);
    }
    p.result = sim_run_seed_counted(&made.scenario, seed, 0, &options, &p.tape, p.amounts);
    assert_int_equal(p.result.verdict, SIM_PASS);
    for (size_t i = 0; i < p.tape.count; i++) {
        p.ops[p.tape.ops[i].code]++;
    }
    return p;
}

TEST(an_id_is_final_after_all_delays_on_its_way)
{
    played p = play(ALONE, 1);
    assert_true(p.amounts[SIM_AMOUNT_TIMED_IDS] > 50);
    assert_int_equal(p.amounts[SIM_AMOUNT_FINAL_MS], 60 * p.amounts[SIM_AMOUNT_TIMED_IDS]);
    sim_tape_free(&p.tape);
    p = play(ALONE "service = 7 ms\n", 1);
    assert_int_equal(p.amounts[SIM_AMOUNT_FINAL_MS], 67 * p.amounts[SIM_AMOUNT_TIMED_IDS]);
    sim_tape_free(&p.tape);
}

TEST(the_deadline_divides_what_is_in_time)
{
    played p = play(ALONE "[sizes]\ndeadline = 60\n", 1);
    assert_int_equal(p.amounts[SIM_AMOUNT_IDS_IN_TIME], p.amounts[SIM_AMOUNT_TIMED_IDS]);
    sim_tape_free(&p.tape);
    p = play(ALONE "[sizes]\ndeadline = 59\n", 1);
    assert_int_equal(p.amounts[SIM_AMOUNT_IDS_IN_TIME], 0);
    assert_true(p.amounts[SIM_AMOUNT_TIMED_IDS] > 50);
    sim_tape_free(&p.tape);
}

TEST(a_sequencer_serves_one_submission_after_the_other)
{
    /* Four nodes at once: the last waits for the others, so the mean is above 60 + 7 ms. */
    played p = play(HEAD "[sizes]\nnodes = 4\nstarted = 4\nslots = 1\n[timing]\nthink = 1 s\n"
                         "collect = 10 ms\nup-delay = 30 ms\ndown-delay = 20 ms\nservice = 7 ms\n",
                    1);
    uint64_t ids = p.amounts[SIM_AMOUNT_TIMED_IDS];
    assert_true(ids > 50);
    assert_in_range(p.amounts[SIM_AMOUNT_FINAL_MS], 68 * ids, 100 * ids);
    sim_tape_free(&p.tape);
}

TEST(what_is_lost_is_sent_again_and_takes_longer)
{
    played p = play(ALONE "resend = 500 ms\nfetch = 300 ms\n"
                          "[sizes]\nup-loss = 200\ndown-loss = 200\nup-repeat = 100\n",
                    3);
    assert_true(p.ops[SIM_OP_UP_LOST] > 5);
    assert_true(p.ops[SIM_OP_UP_AGAIN] > 2);
    assert_in_range(p.ops[SIM_OP_RESEND], p.ops[SIM_OP_UP_LOST] - 2, p.ops[SIM_OP_UP_LOST]);
    assert_true(p.ops[SIM_OP_DOWN_LOST] > 5);
    assert_in_range(p.ops[SIM_OP_FETCH], p.ops[SIM_OP_DOWN_LOST] - 2, p.ops[SIM_OP_DOWN_LOST]);
    assert_true(p.amounts[SIM_AMOUNT_FINAL_MS] > 100 * p.amounts[SIM_AMOUNT_TIMED_IDS]);
    assert_true(p.result.tally.faults[SIM_FAULT_UP_LOST] > 0);
    sim_tape_free(&p.tape);
}

TEST(nodes_go_offline_and_sessions_end)
{
    played p = play(ALONE "online = 5 s\noffline = 3 s\nsession-life = 10 s\n"
                          "[sizes]\ndeadline = 5000\n",
                    1);
    assert_true(p.ops[SIM_OP_OFFLINE] > 3);
    assert_in_range(p.ops[SIM_OP_RECONNECT], p.ops[SIM_OP_OFFLINE], p.ops[SIM_OP_OFFLINE] + 1);
    assert_true(p.ops[SIM_OP_CLOSE] > 2);
    assert_in_range(p.ops[SIM_OP_OPEN], p.ops[SIM_OP_CLOSE], p.ops[SIM_OP_CLOSE] + 1);
    assert_true(p.result.tally.marks[SIM_MARK_RETAKEN] > 0);
    assert_true(p.amounts[SIM_AMOUNT_IDS_IN_TIME] > 0);
    sim_tape_free(&p.tape);
}

TEST(nodes_crash_and_come_back_from_what_they_saved)
{
    played p = play(ALONE "save = 2 s\ncrash = 9 s\nrepair = 1 s\nsequencer-restart = 11 s\n", 1);
    assert_true(p.ops[SIM_OP_SAVE] > 10);
    assert_true(p.ops[SIM_OP_CRASH] > 3);
    assert_in_range(p.ops[SIM_OP_RESTART], p.ops[SIM_OP_CRASH] - 1, p.ops[SIM_OP_CRASH]);
    assert_true(p.ops[SIM_OP_SEQUENCER] > 3);
    assert_true(p.result.tally.marks[SIM_MARK_REHYDRATED] > 3);
    sim_tape_free(&p.tape);
}

TEST(the_same_seed_is_the_same_tape_and_replays)
{
    static const char text[] = HEAD "[timing]\nthink = exponential 100 ms\n"
                                    "up-delay = log-normal 30 ms spread 200 %\nburst = 1..9\n";
    played one = play(text, 5);
    played two = play(text, 5);
    played other = play(text, 6);
    sim_run_options options = {.until = SIM_NEVER};
    sim_result again = sim_run_tape(&one.tape, &options);
    assert_int_equal(one.tape.count, 600);
    assert_true(sim_tape_equal(&one.tape, &two.tape));
    assert_false(sim_tape_equal(&one.tape, &other.tape));
    assert_true(again.digest == one.result.digest);
    sim_tape_free(&one.tape);
    sim_tape_free(&two.tape);
    sim_tape_free(&other.tape);
}

TEST(a_world_without_any_event_is_nops)
{
    played p = play(HEAD "[timing]\nthink = never\n", 1);
    assert_true(p.ops[SIM_OP_NOP] > 500);
    assert_int_equal(p.ops[SIM_OP_GENERATE], 0);
    sim_tape_free(&p.tape);
}

TEST(wrong_timing_is_refused)
{
    static const struct {
        const char *text;
        const char *message;
        const char *hint;
    } rows[] = {
        {HEAD "[timing]\nthink = 5\n", "a unit is missing", ""},
        {HEAD "[timing]\nthink = ms\n", "a number is missing", ""},
        {HEAD "[timing]\nthink = 5 ms 6\n", "the line should end here", ""},
        {HEAD "[timing]\nthink = 5..4 ms\n", "ends before it begins", ""},
        {HEAD "[timing]\nthink = 1001 d\n", "at most 1000 d", ""},
        {HEAD "[timing]\nthink = 99999999999999999999 us\n", "too large", ""},
        {HEAD "[timing]\nthink = log-normal 5 ms\n", "'spread' and a percentage", ""},
        {HEAD "[timing]\nthink = log-normal 5 ms spread 99 %\n", "from 100 %", ""},
        {HEAD "[timing]\nthink = 0x 5 ms\n", "a share is 1 to", ""},
        {HEAD "[timing]\nburst = 5 ms\n", "the line should end here", ""},
        {HEAD "[timing]\nburst = never\n", "a number is missing", ""},
        {HEAD "[timing]\nthnik = 5 ms\n", "has no 'thnik'", "'think'"},
        {HEAD "[sizes]\nnodes = 17\nkept = 64\n", "at most 16 in timed worlds", ""},
        {HEAD "[weights]\nup = 1\n", "nothing is drawn by weight", ""},
        {"[scenario]\nname = t\ndescription = t\nscheme = korder\ndriver = timed\n",
         "only that of the compressor", ""},
        {"[scenario]\nname = t\ndescription = t\nbase = steady\n[timing]\nthink = 5 ms\n",
         "needs 'driver = timed'", ""},
        {"[scenario]\nname = t\ndescription = t\nbase = steady\ndriver = time\n", "no 'time'",
         "'timed'"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        static sim_scenario_made made;
        sim_scenario_error error = {0};
        if (make(rows[i].text, &made, &error) || strstr(error.message, rows[i].message) == NULL ||
            strstr(error.hint, rows[i].hint) == NULL) {
            fail_msg("%s%s (%s)", rows[i].text, error.message, error.hint);
        }
        assert_true(error.line >= 5 || error.line == 0);
    }
}

TEST(the_examples_are_right_and_play)
{
    static const char *const names[] = {"editor", "coordinators", "phones", "logs"};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        char path[300];
        sim_run_options options = {.until = SIM_NEVER};
        (void)snprintf(path, sizeof path, SIM_SCENARIOS "/examples/%s.scenario", names[i]);
        const sim_scenario *scenario = sim_scenariofile_load(path);
        assert_non_null(scenario);
        assert_true(scenario->expectation_count > 0);
        sim_result result = sim_run_seed(scenario, 1, 500, &options, NULL);
        assert_int_equal(result.verdict, SIM_PASS);
        assert_true(result.ids > 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_id_is_final_after_all_delays_on_its_way),
        cmocka_unit_test(the_deadline_divides_what_is_in_time),
        cmocka_unit_test(a_sequencer_serves_one_submission_after_the_other),
        cmocka_unit_test(what_is_lost_is_sent_again_and_takes_longer),
        cmocka_unit_test(nodes_go_offline_and_sessions_end),
        cmocka_unit_test(nodes_crash_and_come_back_from_what_they_saved),
        cmocka_unit_test(the_same_seed_is_the_same_tape_and_replays),
        cmocka_unit_test(a_world_without_any_event_is_nops),
        cmocka_unit_test(wrong_timing_is_refused),
        cmocka_unit_test(the_examples_are_right_and_play),
    };
    return RUN_TESTS(tests);
}
