/* Expectations: how they are read, judged and printed; and what is counted in a world. */
#include "compressor/compressor.h"
#include "registry.h"
#include "run.h"
#include "scenario/expectation.h"
#include "support_cmocka.h"

static sim_expectation read_one(const char *key, const char *value)
{
    sim_expectation expectation;
    sim_scenario_error error = {0};
    if (!sim_expectation_read(key, value, 1, &expectation, &error)) {
        fail_msg("%s = %s: %s", key, value, error.message);
    }
    return expectation;
}

static sim_expectation_outcome judge(const char *value, uint64_t of, uint64_t per)
{
    uint64_t amounts[SIM_AMOUNT_COUNT] = {0};
    sim_tally tally = {0};
    amounts[SIM_AMOUNT_OPS] = of;
    amounts[SIM_AMOUNT_IDS] = per;
    sim_expectation expectation = read_one("ops per ids", value);
    return sim_expectation_judge(&expectation, amounts, &tally);
}

TEST(a_limit_is_met_up_to_its_last_digit)
{
    assert_int_equal(judge("at least 90 %", 90, 100), SIM_OUTCOME_MET);
    assert_int_equal(judge("at least 90 %", 89, 100), SIM_OUTCOME_MISSED);
    assert_int_equal(judge("at most 5 %", 5, 100), SIM_OUTCOME_MET);
    assert_int_equal(judge("at most 5 %", 6, 100), SIM_OUTCOME_MISSED);
    assert_int_equal(judge("at most 0.5 %", 5, 1000), SIM_OUTCOME_MET);
    assert_int_equal(judge("at most 0.5 %", 6, 1000), SIM_OUTCOME_MISSED);
    assert_int_equal(judge("at most 2.125", 17, 8), SIM_OUTCOME_MET);
    assert_int_equal(judge("at most 2.124", 17, 8), SIM_OUTCOME_MISSED);
    assert_int_equal(judge("at least 0", 0, 1), SIM_OUTCOME_MET);
    assert_int_equal(judge("at least 1", 0, 0), SIM_OUTCOME_UNKNOWN);
}

TEST(large_amounts_do_not_overflow)
{
    assert_int_equal(judge("at most 1", UINT64_MAX, UINT64_MAX), SIM_OUTCOME_MET);
    assert_int_equal(judge("at most 1", UINT64_MAX, UINT64_MAX - 1), SIM_OUTCOME_MISSED);
    assert_int_equal(judge("at least 1000000", UINT64_MAX, UINT64_MAX / 1000000), SIM_OUTCOME_MET);
    assert_int_equal(judge("at least 1000000", UINT64_MAX / 2, UINT64_MAX / 1000000),
                     SIM_OUTCOME_MISSED);
}

TEST(what_is_no_expectation_is_refused)
{
    static const char *const rows[][2] = {
        {"ids per ops", "90 %"},
        {"ids per ops", "at least"},
        {"ids per ops", "at least x"},
        {"ids per ops", "at most 5 percent"},
        {"ids per ops", "at most 1.2345"},
        {"ids per ops", "at most 5.25 %"},
        {"ids per ops", "at most 5."},
        {"ids per ops", "at most 99999999999"},
        {"ids per ops", "at most -1"},
        {"ids per ops", ""},
        {"ids per opps", "at most 1"},
        {"eager-shar", "at most 1"},
        {" per ", "at most 1"},
        {"ids per ", "at most 1"},
        {"ids", "at most 1"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        sim_expectation expectation;
        sim_scenario_error error = {0};
        if (sim_expectation_read(rows[i][0], rows[i][1], 7, &expectation, &error)) {
            fail_msg("accepted: %s = %s", rows[i][0], rows[i][1]);
        }
        assert_int_equal(error.line, 7);
        assert_true(error.message[0] != '\0');
    }
    sim_expectation expectation;
    sim_scenario_error error = {0};
    assert_false(sim_expectation_read("eager-shar", "at most 1", 7, &expectation, &error));
    assert_string_equal(error.hint, "Did you mean 'eager-share'?");
}

static void assert_printed(const char *value, uint64_t of, uint64_t per, const char *measured)
{
    uint64_t amounts[SIM_AMOUNT_COUNT] = {0};
    sim_tally tally = {0};
    char text[SIM_EXPECTATION_TEXT];
    amounts[SIM_AMOUNT_OPS] = of;
    amounts[SIM_AMOUNT_IDS] = per;
    sim_expectation expectation = read_one("ops per ids", value);
    sim_expectation_limit(&expectation, text);
    assert_string_equal(text, value);
    sim_expectation_measured(&expectation, amounts, &tally, text);
    assert_string_equal(text, measured);
}

TEST(limits_and_measurements_are_printed_as_they_are_written)
{
    assert_printed("at least 90 %", 3, 4, "75 %");
    assert_printed("at most 0.5 %", 1, 3, "33.3 %");
    assert_printed("at most 12.05", 5, 2, "2.5");
    assert_printed("at most 7", 2, 3, "0.666");
    assert_printed("at most 7", 5, 0, "nothing");
}

/* One session: three local IDs, of which two would be eager after a cluster of five was made. */
TEST(a_world_is_counted)
{
    static const char text[] = "idalloc-tape 1\n"
                               "world nodes=1 slots=2 write-ahead=0x1 cluster-size=5 seed=7\n"
                               "start 0\nreconnect 0\ndown 0 0\nopen 0 1 0\ngenerate 0 1 3\n"
                               "take 0 1\nup 0 1\ndown 0 0\ngenerate 0 1 2\nunique 0 1\n";
    uint64_t amounts[SIM_AMOUNT_COUNT] = {0};
    const sim_observer counting = {sim_machine_of(SIM_SCHEME_COMPRESSOR)->count, amounts};
    sim_run_options options = {.until = SIM_NEVER, .observers = &counting, .observer_count = 1};
    sim_tape tape;
    sim_tape_error error;
    assert_true(sim_tape_parse(text, sizeof text - 1, &tape, &error));
    sim_result result = sim_run_tape(&tape, &options);
    assert_int_equal(result.verdict, SIM_PASS);
    assert_int_equal(result.ids, 6);
    assert_int_equal(amounts[SIM_AMOUNT_EAGER_IDS], 3);
    assert_int_equal(amounts[SIM_AMOUNT_LOCAL_IDS], 3);
    assert_int_equal(amounts[SIM_AMOUNT_CLUSTERS], 1);
    assert_int_equal(amounts[SIM_AMOUNT_FINALS], 8);
    assert_int_equal(amounts[SIM_AMOUNT_UNUSED_FINALS], 2);
    /* Name, version, position, two counts, the session, its cluster, no session, the hash. */
    /* Name, version, position, two counts, the session, its cluster, no session, the hash. */
    assert_int_equal(amounts[SIM_AMOUNT_SNAPSHOT_BYTES], 4 + 1 + 1 + 1 + 1 + 16 + 1 + 2 + 1 + 8);
    assert_int_equal(amounts[SIM_AMOUNT_RANGES], 2);
    assert_int_equal(amounts[SIM_AMOUNT_WIRE_BYTES], 2 * IDA_RANGE_ENCODED_SIZE);
    sim_tape_free(&tape);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_limit_is_met_up_to_its_last_digit),
        cmocka_unit_test(large_amounts_do_not_overflow),
        cmocka_unit_test(what_is_no_expectation_is_refused),
        cmocka_unit_test(limits_and_measurements_are_printed_as_they_are_written),
        cmocka_unit_test(a_world_is_counted),
    };
    return RUN_TESTS(tests);
}
