/*
 * Replays vectors/snowflake.json: IDs of four published layouts, and what published generators made
 * of one clock script.
 */
#include "support_snowflake.h"
#include "support_vectors.h"

#define SCRIPT_MAX 32

static uint64_t number(const json_t *object, const char *key)
{
    const json_t *value = member(object, key);
    if (json_is_string(value)) {
        char *end = NULL;
        uint64_t read = strtoull(json_string_value(value), &end, 10);
        assert_true(*end == '\0');
        return read;
    }
    assert_true(json_is_integer(value));
    return (uint64_t)json_integer_value(value);
}

static void assert_vector(const ida_snowflake_layout *layout, int64_t ms, uint64_t coordinator,
                          uint64_t sequence, uint64_t id)
{
    name_case("ID %" PRIu64, id);
    ida_snowflake_parts parts = {
        .time_us = ms * 1000, .sequence = sequence, .coordinator = coordinator};
    uint64_t composed = 0;
    assert_int_equal(ida_snowflake_compose(layout, &parts, &composed), IDA_OK);
    assert_true(composed == id);
    ida_snowflake_parts read;
    assert_int_equal(ida_snowflake_decompose(layout, id, &read), IDA_OK);
    assert_true(read.coordinator == coordinator);
    assert_true(read.sequence == sequence);
    int64_t unit = (int64_t)layout->unit_us;
    assert_true((read.time_us - layout->epoch_us) % unit == 0);
    assert_in_range(parts.time_us - read.time_us, 0, unit - 1);
}

TEST(noah)
{
    const json_t *scheme = member(vectors, "noah_snowflake");
    ida_snowflake_layout layout = ida_snowflake_noah();
    assert_true((uint64_t)layout.epoch_us / layout.unit_us == number(scheme, "epoch_units"));
    assert_true((UINT64_C(1) << layout.time_bits) - 1 == number(scheme, "max_elapsed"));
    size_t i;
    const json_t *vector;
    json_array_foreach(member(scheme, "vectors"), i, vector)
    {
        assert_vector(&layout, (int64_t)number(vector, "ms"), number(vector, "machine"),
                      number(vector, "seq"), number(vector, "id"));
    }
    assert_int_equal(i, 30);
    int64_t last_ms = (int64_t)number(scheme, "last_instant_ms");
    assert_vector(&layout, last_ms, 65535, 255, (uint64_t)INT64_MAX);
    ida_snowflake_parts parts = {.time_us = last_ms * 1000 + 9999};
    uint64_t id = 4711;
    assert_int_equal(ida_snowflake_compose(&layout, &parts, &id), IDA_OK);
    parts.time_us++;
    id = 4711;
    assert_int_equal(ida_snowflake_compose(&layout, &parts, &id), IDA_EXHAUSTED);
    assert_int_equal(id, 4711);
}

TEST(twitter)
{
    const json_t *scheme = member(vectors, "twitter");
    ida_snowflake_layout layout = ida_snowflake_twitter();
    assert_true((uint64_t)layout.epoch_us == number(scheme, "epoch_ms") * 1000);
    size_t i;
    const json_t *vector;
    json_array_foreach(member(scheme, "vectors"), i, vector)
    {
        uint64_t worker = number(vector, "dc") << 5 | number(vector, "worker");
        assert_vector(&layout, (int64_t)number(vector, "ms"), worker, number(vector, "seq"),
                      number(vector, "id"));
    }
    assert_int_equal(i, 12);
}

/* All 64 bits are used. */
TEST(discord_as_a_layout_of_the_callers)
{
    const json_t *scheme = member(vectors, "discord");
    ida_snowflake_layout layout = {.epoch_us = (int64_t)number(scheme, "epoch_ms") * 1000,
                                   .unit_us = 1000,
                                   .time_bits = 42,
                                   .sequence_bits = 12,
                                   .coordinator_bits = 10,
                                   .order = IDA_SNOWFLAKE_TIME_COORDINATOR_SEQUENCE};
    assert_int_equal(ida_snowflake_layout_validate(&layout), IDA_OK);
    size_t i;
    const json_t *vector;
    json_array_foreach(member(scheme, "vectors"), i, vector)
    {
        uint64_t process = number(vector, "worker") << 5 | number(vector, "process");
        assert_vector(&layout, (int64_t)number(vector, "ms"), process, number(vector, "increment"),
                      number(vector, "id"));
    }
    assert_int_equal(i, 3);
}

/* The answers of its own tests: time in the middle, the first and the last that fit. */
TEST(hazelcast_as_a_layout_of_the_callers)
{
    const int64_t epoch_ms = 1514764800000;
    ida_snowflake_layout layout = {.epoch_us = epoch_ms * 1000,
                                   .unit_us = 1000,
                                   .time_bits = 41,
                                   .sequence_bits = 6,
                                   .coordinator_bits = 16,
                                   .order = IDA_SNOWFLAKE_TIME_SEQUENCE_COORDINATOR};
    assert_vector(&layout, 1516028439000, 1234, 0, UINT64_C(5300086112257234));
    assert_vector(&layout, epoch_ms, 1234, 0, 1234);
    assert_vector(&layout, epoch_ms + (INT64_C(1) << 41) - 1, 1234, 0,
                  UINT64_C(9223372036850582738));
}

TEST(instagram_as_a_layout_of_the_callers)
{
    const json_t *scheme = member(vectors, "instagram");
    ida_snowflake_layout layout = {.epoch_us = (int64_t)number(scheme, "epoch_ms") * 1000,
                                   .unit_us = 1000,
                                   .time_bits = 41,
                                   .sequence_bits = 10,
                                   .coordinator_bits = 13,
                                   .order = IDA_SNOWFLAKE_TIME_COORDINATOR_SEQUENCE};
    size_t i;
    const json_t *vector;
    json_array_foreach(member(scheme, "vectors"), i, vector)
    {
        assert_vector(&layout, (int64_t)number(vector, "ms"), number(vector, "shard"),
                      number(vector, "seq"), number(vector, "id"));
    }
    assert_int_equal(i, 6);
}

/* What one ID of the script was: a tick and a sequence, or refused. */
typedef struct outcome {
    bool refused;
    uint64_t tick;
    uint64_t sequence;
} outcome;

static size_t run_script(ida_snowflake_behind behind, outcome outcomes[SCRIPT_MAX])
{
    ida_snowflake_config config = snowflake_config(behind, IDA_SNOWFLAKE_BORROW, 1000000);
    ida_snowflake *generator = snowflake_new(&config);
    size_t i;
    const json_t *reading;
    json_array_foreach(member(vectors, "clock_regression_script"), i, reading)
    {
        assert_true(i < SCRIPT_MAX);
        int64_t now_us = config.layout.epoch_us + json_integer_value(reading) * 1000 + 999;
        uint64_t id = 0;
        ida_status status = ida_snowflake_next(generator, now_us, &id, NULL);
        outcomes[i] = (outcome){.refused = status != IDA_OK};
        assert_true(status == IDA_OK || status == IDA_CLOCK_BEHIND);
        if (status == IDA_OK) {
            ida_snowflake_parts parts;
            assert_int_equal(ida_snowflake_decompose(&config.layout, id, &parts), IDA_OK);
            outcomes[i].tick = (uint64_t)(parts.time_us - config.layout.epoch_us) / 1000;
            outcomes[i].sequence = parts.sequence;
        }
    }
    ida_snowflake_destroy(generator);
    return i;
}

static bool outcome_is(const outcome *got, const json_t *wanted)
{
    if (json_is_string(wanted)) {
        return got->refused && strcmp(json_string_value(wanted), "refuse") == 0;
    }
    return !got->refused && got->tick == (uint64_t)json_integer_value(json_array_get(wanted, 0)) &&
           got->sequence == (uint64_t)json_integer_value(json_array_get(wanted, 1));
}

static bool script_is(ida_snowflake_behind behind, const json_t *result)
{
    outcome outcomes[SCRIPT_MAX];
    size_t count = run_script(behind, outcomes);
    const json_t *wanted = member(result, "out");
    assert_int_equal(count, json_array_size(wanted));
    for (size_t i = 0; i < count; i++) {
        if (!outcome_is(&outcomes[i], json_array_get(wanted, i))) {
            return false;
        }
    }
    return true;
}

/*
 * The two generators that are right are ours, policy by policy. The others either repeat an ID or
 * go back, says the file, and neither of ours does what they do.
 */
TEST(the_clock_script_gives_what_the_correct_generators_give)
{
    const char *key;
    json_t *result;
    size_t right = 0;
    size_t wrong = 0;
    json_object_foreach(member(vectors, "clock_regression_results"), key, result)
    {
        name_case("%s", key);
        bool refusing = script_is(IDA_SNOWFLAKE_REFUSE, result);
        bool logical = script_is(IDA_SNOWFLAKE_LOGICAL, result);
        if (strcmp(key, "twitter_fixed") == 0) {
            assert_true(refusing && !logical);
            right++;
        } else if (strstr(key, "logical_time") != NULL) {
            assert_true(logical && !refusing);
            right++;
        } else {
            assert_true(!logical && !refusing);
            assert_true(number(result, "duplicates") + number(result, "nonmonotone") > 0);
            wrong++;
        }
    }
    assert_int_equal(right, 2);
    assert_int_equal(wrong, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(noah),
        cmocka_unit_test(twitter),
        cmocka_unit_test(discord_as_a_layout_of_the_callers),
        cmocka_unit_test(hazelcast_as_a_layout_of_the_callers),
        cmocka_unit_test(instagram_as_a_layout_of_the_callers),
        cmocka_unit_test(the_clock_script_gives_what_the_correct_generators_give),
    };
    if (!load_vectors(IDA_TEST_DATA "/snowflake.json", 0)) {
        return EXIT_FAILURE;
    }
    int failures = RUN_TESTS(tests);
    json_decref(vectors);
    return failures;
}
