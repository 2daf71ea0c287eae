/* idsim tape and idsim replay: the forms of tapes, and what is no tape. */
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

TEST(test_tapes_convert_and_replay)
{
    file_write_text("t.tape", tape_text);
    expect("tape convert t.tape b.tape", 0, NULL, NULL);
    expect("tape convert b.tape t2.tape", 0, NULL, NULL);
    expect("tape convert t2.tape - --to text", 0, tape_text, NULL);
    expect("tape convert b.tape -", 0, tape_text, NULL);
    expect("tape show b.tape", 0, "generate 0 0 3", NULL);
    expect("replay t.tape", 0, "generate 0 0 3", NULL);
    expect("replay b.tape --until 2", 0, "2 ops (--until)", NULL);
    int status = 0;
    json_t *text = run_json("replay t.tape --json", &status);
    json_t *binary = run_json("replay b.tape --json", &status);
    assert_string_equal(text_of(text, "tape_form"), "text");
    assert_string_equal(text_of(binary, "tape_form"), "binary");
    assert_string_equal(text_of(text, "digest"), text_of(binary, "digest"));
    assert_true(json_equal(json_object_get(text, "story"), json_object_get(binary, "story")));
    json_t *op = json_array_get(json_object_get(text, "story"), 2);
    assert_string_equal(text_of(op, "text"), "generate 0 0 3");
    assert_true(json_array_size(json_object_get(op, "told")) > 0);
    json_decref(text);
    json_decref(binary);
    file_remove("t.tape");
    file_remove("b.tape");
    file_remove("t2.tape");
}

TEST(test_a_tape_comes_from_standard_input)
{
    ended r = run_with_text("replay -", tape_text, strlen(tape_text));
    assert_int_equal(r.status, 0);
    assert_non_null(strstr(r.out, "PASS"));
    discard(&r);
}

TEST(test_a_tape_may_begin_with_a_comment)
{
    char text[400];
    (void)snprintf(text, sizeof text, "\xEF\xBB\xBF# why\n\n%s", tape_text);
    file_write_text("t.tape", text);
    expect("tape convert t.tape - --to text", 0, tape_text, NULL);
    expect("replay t.tape", 0, "generate 0 0 3", NULL);
    expect("replay t.tape --until 50", 0, "4 ops, digest", NULL);
    file_remove("t.tape");
}

/* The form of a file, as every command that reads tapes finds it: their statuses. */
static void expect_form(const char *name, const char *arguments, const char *form, int status,
                        const char *in_err)
{
    char command[200];
    (void)snprintf(command, sizeof command, "tape form %s%s", name, arguments);
    expect(command, status, form, in_err);
    (void)snprintf(command, sizeof command, "tape show %s%s", name, arguments);
    expect(command, status, NULL, in_err);
    (void)snprintf(command, sizeof command, "tape convert %s -%s --to text", name, arguments);
    expect(command, status, NULL, in_err);
    (void)snprintf(command, sizeof command, "replay %s%s", name, arguments);
    expect(command, status, NULL, in_err);
    /* What passes is not shrunk, but it was read. */
    (void)snprintf(command, sizeof command, "shrink %s%s", name, arguments);
    expect(command, 2, NULL, status == 0 ? "nothing to shrink" : in_err);
}

TEST(test_one_reader_decides_what_a_file_is)
{
    char text[400];
    char wide[2 * sizeof text] = {0};
    (void)snprintf(text, sizeof text, "# saved elsewhere\r\n%s", tape_text);
    for (size_t i = 0; i < strlen(text); i++) {
        wide[2 * i] = text[i];
        wide[2 * i + 1] = '\0';
    }
    file_write_text("f.tape", text);
    expect_form("f.tape", "", "text", 0, NULL);
    expect_form("f.tape", " --bare", "text", 0, NULL);
    file_write("f.tape", wide, 2 * strlen(text));
    expect_form("f.tape", "", NULL, 2, "UTF-16");
    expect_form("f.tape", " --bare", NULL, 2, "iconv -f UTF-16");
    file_write("f.tape", "IDT\1\3\2\0\0\5\0\0\0", 12);
    expect_form("f.tape", "", "binary", 0, NULL);
    file_write("f.tape", "\3\2\0\0\5\0\0\0", 8);
    expect_form("f.tape", "", NULL, 2, "read with --bare");
    expect_form("f.tape", " --bare", "bare", 0, "read as bare bytes of ops");
    file_write_text("f.tape", "");
    expect_form("f.tape", "", NULL, 2, "the file is empty");
    file_write_text("f.tape", "{\"verdict\": \"FAIL\"}\n");
    expect_form("f.tape", "", NULL, 2, "it is JSON");
    file_write_text("f.tape", "idalloc-tape 2\n");
    expect_form("f.tape", "", NULL, 2, "version 2 is not known");
    expect_form("f.tape", " --bare", NULL, 2, "version 2 is not known");
    expect("tape form f.tape --to text", 2, NULL, "no --to");
    expect("tape from f.tape", 2, NULL, "Did you mean 'form'?");
    expect("replay --seed 7 --bare", 2, NULL, "--bare goes with a tape");
    expect("shrink --seed 7 --bare", 2, NULL, "--bare goes with a tape");
    file_remove("f.tape");
}

/* The end of the output and the JSON say that it was bytes and not a tape. */
TEST(test_bare_bytes_are_said_in_the_result)
{
    int status = 0;
    file_write("bare", "\3\2\0\0\5\0\0\0\7\0\0\0\0\0\0\0\1\0", 18);
    expect("replay bare --bare", 0, "1 op of bare bytes, digest", NULL);
    json_t *bare = run_json("replay bare --bare --json", &status);
    assert_int_equal(status, 0);
    assert_string_equal(text_of(bare, "tape_form"), "bare");
    json_t *seed = run_json("replay --seed 7 --ops 9 --json", &status);
    assert_true(json_is_null(json_object_get(seed, "tape_form")));
    json_decref(bare);
    json_decref(seed);
    file_remove("bare");
}

TEST(test_a_replayed_seed_is_the_run)
{
    int status = 0;
    json_t *played = run_json("run steady --seed 5 --ops 100 --json", &status);
    json_t *replayed = run_json("replay steady --seed 5 --ops 100 --json", &status);
    assert_string_equal(text_of(played, "digest"), text_of(replayed, "digest"));
    json_decref(played);
    json_decref(replayed);
    expect("replay --scenario steady --seed 5 --ops 4", 0, "PASS", NULL);
}

TEST(test_bad_tapes_are_refused)
{
    file_write_text("bad.tape", "idalloc-tape 1\nworld nodes=2 slots=1\nfly 1\n");
    expect("replay bad.tape", 2, NULL, "bad.tape:");
    expect("tape show bad.tape", 2, NULL, "bad.tape:");
    file_write_text("bad.tape", "\xEF\xBB\xBF# a letter\n\nDear Sir\n");
    expect("replay bad.tape", 2, NULL, "bad.tape:3:1: a tape starts with");
    expect("tape convert bad.tape -", 2, NULL, "bad.tape:3:1: a tape starts with");
    expect("replay swarm", 4, NULL, "replay swarm --seed 7");
    expect("replay missing.tape", 4, NULL, "cannot read");
    expect("replay .", 4, NULL, "cannot read");
    file_write_text("t.tape", tape_text);
    expect("tape convert t.tape no/such/place.tape", 4, NULL, "cannot write");
    file_remove("t.tape");
    file_remove("bad.tape");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tapes_convert_and_replay),
        cmocka_unit_test(test_a_tape_comes_from_standard_input),
        cmocka_unit_test(test_a_tape_may_begin_with_a_comment),
        cmocka_unit_test(test_one_reader_decides_what_a_file_is),
        cmocka_unit_test(test_bare_bytes_are_said_in_the_result),
        cmocka_unit_test(test_a_replayed_seed_is_the_run),
        cmocka_unit_test(test_bad_tapes_are_refused),
    };
    return RUN_IDSIM_TESTS(tests);
}
