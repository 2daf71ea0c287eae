/* Numbers in JSON, and what every document begins with. */

#include <idalloc/version.h>

#include "cmd/json.h"
#include "cmd/provenance.h"
#include "support_cmocka.h"
#include "wording.h"

static void expect_text(json_t *value, const char *text)
{
    assert_string_equal(json_string_value(value), text);
    json_decref(value);
}

static void expect_number(uint64_t number)
{
    json_t *value = sim_json_number(number);
    assert_true(json_is_integer(value));
    /* What a reader with only doubles has. */
    assert_true((uint64_t)json_number_value(value) == number);
    json_decref(value);
}

TEST(test_what_names_something_is_always_text)
{
    expect_text(sim_json_identity(0), "0");
    expect_text(sim_json_identity(7), "7");
    expect_text(sim_json_identity(UINT64_C(9007199254740993)), "9007199254740993");
    expect_text(sim_json_identity(UINT64_MAX), "18446744073709551615");
}

TEST(test_a_count_is_exact_whatever_the_reader)
{
    expect_number(0);
    expect_number(UINT64_C(9007199254740991));
    expect_text(sim_json_number(UINT64_C(9007199254740992)), "9007199254740992");
    expect_text(sim_json_number((uint64_t)INT64_MAX + 1), "9223372036854775808");
    expect_text(sim_json_number(UINT64_MAX), "18446744073709551615");
}

/* The data of a finding, as JSON in one line. */
static void expect_finding(sim_value expected, const char *right)
{
    const sim_site site = sim_site_about(
        sim_site_of_actor(SIM_WORD_SEQ_MASTER, 2, UINT64_MAX, SIM_WORD_SEQ_JOINING), expected);
    sim_failure failure = {.failed = false};
    json_t *object = json_object();
    sim_fail(&failure, SIM_INVARIANT_SEQ_UNIQUE, &site, expected, sim_value_status(IDA_OK));
    sim_json_set_finding(object, &failure);
    char *text = json_dumps(json_object_get(object, "expected_value"), JSON_COMPACT);
    assert_string_equal(text, right);
    free(text);
    json_t *where = json_object_get(object, "site");
    assert_true(
        json_equal(json_object_get(where, "about"), json_object_get(object, "expected_value")));
    assert_string_equal(json_string_value(json_object_get(where, "actor")), "seq-master");
    assert_string_equal(json_string_value(json_object_get(where, "number")),
                        "18446744073709551615");
    assert_true(json_is_null(json_object_get(where, "slot")));
    json_decref(object);
}

TEST(test_a_finding_is_written_as_data)
{
    const ida_uuid uuid = {0, 1};
    const ida_run runs[] = {{-3, 2}};
    expect_finding(sim_value_id(-INT64_C(9007199254740991)),
                   "{\"kind\":\"id\",\"id\":-9007199254740991}");
    expect_finding(sim_value_id(INT64_MIN), "{\"kind\":\"id\",\"id\":\"-9223372036854775808\"}");
    expect_finding(sim_value_id(INT64_MAX), "{\"kind\":\"id\",\"id\":\"9223372036854775807\"}");
    expect_finding(sim_value_hash(SIM_WORD_HASH_BEFORE, 1),
                   "{\"kind\":\"words\",\"words\":\"hash-before\","
                   "\"numbers\":[\"0000000000000001\"]}");
    expect_finding(sim_value_signed(SIM_WORD_FLAKE_TICK, -1),
                   "{\"kind\":\"words\",\"words\":\"flake-tick\",\"numbers\":[-1]}");
    expect_finding(sim_value_runs(runs, 1),
                   "{\"kind\":\"runs\",\"runs\":[{\"first\":-3,\"count\":2}]}");
    expect_finding(sim_value_uuid(uuid),
                   "{\"kind\":\"uuid\",\"uuid\":\"00000000-0000-4000-8000-000000000001\"}");
}

static const char *text_of(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));
    assert_non_null(text);
    return text;
}

TEST(test_a_document_says_where_it_comes_from)
{
    static char name[] = "idsim";
    static char argument[] = "a \"b\" \xff";
    char *const argv[] = {name, argument, NULL};
    assert_int_equal(setenv("SOURCE_DATE_EPOCH", "253402300799", 1), 0);
    sim_provenance_begin(2, argv);
    json_t *document = sim_json_document("run");
    const json_t *line = json_object_get(document, "command_line");
    assert_string_equal(text_of(document, "schema"), "idsim-run/1");
    assert_string_equal(text_of(document, "command"), "run");
    assert_string_equal(text_of(document, "started"), "9999-12-31T23:59:59Z");
    assert_int_equal(json_array_size(line), 2);
    assert_string_equal(json_string_value(json_array_get(line, 0)), "idsim");
    assert_string_equal(json_string_value(json_array_get(line, 1)), "a \"b\" ?");
    assert_string_equal(text_of(json_object_get(document, "tool"), "version"), IDA_VERSION);
    assert_string_equal(text_of(json_object_get(document, "core"), "version"), ida_version());
    assert_string_equal(text_of(json_object_get(document, "core"), "commit"), ida_commit());
    json_decref(document);
}

/* What is not a time there is ignored; the clock, which is not tested, is used instead. */
TEST(test_a_wrong_epoch_is_ignored)
{
    const char *const wrong[] = {"", "-1", "1e9", "253402300800", "99999999999999999999"};
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        name_case("%s", wrong[i]);
        assert_int_equal(setenv("SOURCE_DATE_EPOCH", wrong[i], 1), 0);
        sim_provenance_begin(0, NULL);
        json_t *document = sim_json_document("run");
        assert_int_equal(strlen(text_of(document, "started")), strlen("2001-02-03T04:05:06Z"));
        json_decref(document);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_names_something_is_always_text),
        cmocka_unit_test(test_a_count_is_exact_whatever_the_reader),
        cmocka_unit_test(test_a_finding_is_written_as_data),
        cmocka_unit_test(test_a_document_says_where_it_comes_from),
        cmocka_unit_test(test_a_wrong_epoch_is_ignored),
    };
    return RUN_TESTS(tests);
}
