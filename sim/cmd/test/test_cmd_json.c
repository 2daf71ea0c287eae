/* Numbers in JSON, and what every document begins with. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <idalloc/version.h>

#include "cmd/json.h"
#include "cmd/provenance.h"

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

static void test_what_names_something_is_always_text(void **state)
{
    (void)state;
    expect_text(sim_json_identity(0), "0");
    expect_text(sim_json_identity(7), "7");
    expect_text(sim_json_identity(UINT64_C(9007199254740993)), "9007199254740993");
    expect_text(sim_json_identity(UINT64_MAX), "18446744073709551615");
}

static void test_a_count_is_exact_whatever_the_reader(void **state)
{
    (void)state;
    expect_number(0);
    expect_number(UINT64_C(9007199254740991));
    expect_text(sim_json_number(UINT64_C(9007199254740992)), "9007199254740992");
    expect_text(sim_json_number((uint64_t)INT64_MAX + 1), "9223372036854775808");
    expect_text(sim_json_number(UINT64_MAX), "18446744073709551615");
}

static const char *text_of(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));
    assert_non_null(text);
    return text;
}

static void test_a_document_says_where_it_comes_from(void **state)
{
    (void)state;
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
static void test_a_wrong_epoch_is_ignored(void **state)
{
    (void)state;
    const char *const wrong[] = {"", "-1", "1e9", "253402300800", "99999999999999999999"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
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
        cmocka_unit_test(test_a_document_says_where_it_comes_from),
        cmocka_unit_test(test_a_wrong_epoch_is_ignored),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
