/* idsim id: IDs are explained, and what is no ID is refused. */
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

/* What is said of the only ID of a command, to be freed. */
static json_t *explained(const char *command)
{
    int status = 0;
    json_t *all = run_json(command, &status);
    json_t *ids = json_object_get(all, "ids");
    assert_int_equal(status, 0);
    assert_int_equal(json_array_size(ids), 1);
    json_t *one = json_incref(json_array_get(ids, 0));
    json_decref(all);
    return one;
}

TEST(test_an_id_is_explained_as_json)
{
    json_t *both = explained("id snowflake decode 18014398509481985 --json");
    assert_string_equal(text_of(both, "id"), "18014398509481985");
    assert_string_equal(text_of(both, "hex"), "0x0040000000000001");
    assert_int_equal(json_integer_value(json_object_get(both, "noah_coordinator")), 1);
    assert_int_equal(json_integer_value(json_object_get(both, "twitter_sequence")), 1);
    json_decref(both);
    json_t *one = explained("id snowflake decode 1 --layout noah --json");
    assert_int_equal(json_integer_value(json_object_get(one, "tick")), 10000);
    assert_non_null(strstr(text_of(one, "note"), "within 10 s of the epoch"));
    json_decref(one);
    json_t *korder = explained("id korder decode 0060398a03eb27327b698001 --json");
    assert_string_equal(text_of(korder, "id"), "0060398a03eb27327b698001");
    assert_int_equal(json_integer_value(json_object_get(korder, "node")), 65742642);
    assert_int_equal(json_integer_value(json_object_get(korder, "drift")), 8);
    assert_int_equal(json_integer_value(json_object_get(korder, "tick")), 1024);
    json_decref(korder);
}

TEST(test_what_is_no_id_is_refused)
{
    expect("id snowflake decode -1", 2, NULL, "'-1' has bits above all fields");
    expect("id snowflake decode -9223372036854775809", 2, NULL, "is not a Snowflake ID");
    expect("id snowflake decode 0xffffffffffffffff", 2, NULL, "of both published layouts");
    expect("id snowflake decode 1 --layout time:63,coordinator:1,sequence:0", 2, NULL,
           "unit 1000 us and epoch 1288834974657 ms");
    expect("id snowflake decode 1 --layout sequence:1,time:1,coordinator:1", 2, NULL,
           "The orders are");
    expect("id snowflake decode 1 --layout twiter", 2, "", "Did you mean 'twitter'?");
    expect("id snowflake decode 1 --epoch-ms 5", 2, "", "need --layout");
    expect("id korder decode 1 --form hexa", 2, "", "Did you mean 'hex'?");
    expect("id korder decode 0060398a7b698001 --hex", 2, "", "does not apply to a korder ID");
    expect("id snowflak decode 1", 2, "", "Did you mean 'snowflake'?");
    expect("id snowflake 1", 2, "", "the word decode");
    expect("id snowflake decode 1,234", 2, "", "digits only");
    expect("id snowflake decode 1.76E+17", 2, "", "perhaps by a spreadsheet");
}

static size_t count_of(const char *text, const char *word)
{
    size_t count = 0;
    for (const char *at = strstr(text, word); at != NULL; at = strstr(at + 1, word)) {
        count++;
    }
    return count;
}

TEST(test_many_ids_are_explained)
{
    expect("id snowflake decode 20 --layout Twitter", 0, "older than the scheme", NULL);
    expect("id snowflake decode 271065ac1020007 --layout discord", 0, "175928847299117063", NULL);
    expect("id snowflake decode 10 --hex", 0, "  16\n", NULL);
    expect("id uuid decode {8f0a4c3e-7b21-4f5a-9c3d-2e1f0a9b8c7d}", 0, "version  4", NULL);
    ended r = run("id snowflake decode 7 x 0x9 --layout noah");
    assert_int_equal(r.status, 2);
    assert_non_null(strstr(r.out, "  7\n"));
    assert_non_null(strstr(r.out, "  9\n"));
    assert_non_null(strstr(r.err, "'x' is not a Snowflake ID"));
    discard(&r);
    static const char lines[] = "7\r\n\n  \t\n 0x9 \nx\0y\n10";
    r = run_with_text("id snowflake decode --layout noah", lines, sizeof lines - 1);
    assert_int_equal(r.status, 2);
    assert_int_equal(count_of(r.out, "  hex "), 3);
    assert_non_null(strstr(r.out, "  10\n"));
    assert_non_null(strstr(r.err, "'x?y' is not a Snowflake ID"));
    assert_non_null(strstr(r.err, "line 5 of standard input"));
    discard(&r);
    static const char uuids[] = "8f0a4c3e-7b21-4f5a-9c3d-2e1f0a9b8c7d\n"
                                "urn:uuid:8f0a4c3e-7b21-4f5a-9c3d-2e1f0a9b8c7d\n";
    r = run_with_text("id uuid decode - 8F0A4C3E7B214F5A9C3D2E1F0A9B8C7D --json", uuids,
                      sizeof uuids - 1);
    assert_int_equal(r.status, 0);
    assert_int_equal(count_of(r.out, "8f0a4c3e-7b21-4f5a-9c3d-2e1f0a9b8c7d"), 3);
    json_t *all = json_loads(r.out, 0, NULL);
    assert_int_equal(json_array_size(json_object_get(all, "ids")), 3);
    json_decref(all);
    discard(&r);
    r = run_with_text("id snowflake decode --layout noah",
                      "\xEF\xBB\xBF"
                      "7\n",
                      5);
    assert_int_equal(r.status, 0);
    assert_non_null(strstr(r.out, "  7\n"));
    discard(&r);
    r = run_with_text("id snowflake decode --layout noah",
                      "\xFF\xFE"
                      "7\0\n\0",
                      6);
    assert_int_equal(r.status, 2);
    assert_non_null(strstr(r.err, "iconv"));
    assert_null(strstr(r.err, "is not a Snowflake ID"));
    discard(&r);
    r = run_with_text("id uuid decode", "\n \n", 3);
    assert_int_equal(r.status, 2);
    assert_non_null(strstr(r.err, "no ID was given"));
    discard(&r);
}

/* A line without an end does not fill the memory. */
TEST(test_a_line_that_is_too_long_is_no_id)
{
    const size_t size = 1u << 20;
    char *line = malloc(size);
    assert_non_null(line);
    memset(line, '1', size);
    line[size - 3] = '\n';
    line[size - 2] = '7';
    line[size - 1] = '\n';
    ended r = run_with_text("id snowflake decode --layout noah", line, size);
    assert_int_equal(r.status, 2);
    assert_int_equal(count_of(r.out, "  hex "), 1);
    assert_non_null(strstr(r.err, "line 1 of standard input"));
    discard(&r);
    free(line);
}

TEST(times_are_encoded_and_ids_compared)
{
    json_t *one = explained("id snowflake encode 2016-04-30T11:18:25.796 --layout discord --json");
    assert_string_equal(text_of(one, "first"), "175928847298985984");
    assert_string_equal(text_of(one, "until"), "2016-04-30T11:18:25.796999Z");
    json_decref(one);
    one = explained("id snowflake compare 175928847299117063 --now 2026-01-01 --json");
    assert_non_null(strstr(text_of(one, "discord"), "2016-04-30"));
    json_decref(one);
    one = explained("id snowflake decode 175928847299117063 --layout discord --json");
    assert_int_equal(json_integer_value(json_object_get(one, "worker")), 1);
    json_decref(one);
    expect("id ulid decode 01ARZ3NDEKTSV4RRFFQ69G5FAV --line", 0,
           "01ARZ3NDEKTSV4RRFFQ69G5FAV\thex=01563e3ab5d3d6764c61efb99302bd5b\ttime=", NULL);
    ended r = run_with_text("id snowflake decode --layout discord --line", "7\nx\n8\n", 6);
    assert_int_equal(r.status, 2);
    assert_int_equal(count_of(r.out, "\n"), 2);
    assert_int_equal(count_of(r.out, "\tcoordinator=0\t"), 2);
    discard(&r);
    r = run_with_text("id uuid encode --uuid-version 6", "2022-02-22\n@1\n", 14);
    assert_int_equal(r.status, 0);
    assert_int_equal(count_of(r.out, "first "), 2);
    discard(&r);
}

TEST(verbs_and_options_that_do_not_fit_are_refused)
{
    expect("id snowflake encode 2026-01-01", 2, "", "needs --layout");
    expect("id snowflake encode 2026-01-01 --layout discord --hex", 2, "",
           "--hex does not apply to a snowflake ID with encode");
    expect("id uuid compare 1", 2, "", "can't be compared");
    expect("id uuid encode 2026-01-01 --uuid-version 4", 2, "", "1, 6 or 7");
    expect("id snowflake decode 1 --json --line", 2, "", "take one");
    expect("id snowflake decode 1 --form hex", 2, "", "needs shortcode");
    expect("id snowflake compare 1 --now soon", 2, "", "--now needs a time");
    expect("id ulid encode tomorrow", 2, "", "is not a time");
    expect("id ulid decode 1", 2, "", "is not a ULID");
    expect("id snowflake explain 1", 2, "", "decode, encode or compare");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_id_is_explained_as_json),
        cmocka_unit_test(test_what_is_no_id_is_refused),
        cmocka_unit_test(test_many_ids_are_explained),
        cmocka_unit_test(test_a_line_that_is_too_long_is_no_id),
        cmocka_unit_test(times_are_encoded_and_ids_compared),
        cmocka_unit_test(verbs_and_options_that_do_not_fit_are_refused),
    };
    return RUN_IDSIM_TESTS(tests);
}
