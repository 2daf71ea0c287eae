/* idsim replay --events: event files. */
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

/* A line of an event file, as JSON; text moves on to the next one. */
static json_t *next_line(char **text)
{
    char *end = strchr(*text, '\n');
    assert_non_null(end);
    *end = '\0';
    json_t *line = json_loads(*text, 0, NULL);
    if (line == NULL) {
        fail_msg("not JSON: %s", *text);
    }
    *text = end + 1;
    return line;
}

/* Each event names the op that it belongs to; there are that many ops, and then the quiet phase. */
static json_t *read_events(char **text, json_int_t ops, bool quiet)
{
    json_int_t op = 0;
    json_int_t begun = 0;
    for (;;) {
        json_t *line = next_line(text);
        if (json_object_get(line, "outcome") != NULL) {
            assert_int_equal(begun, ops);
            assert_int_equal(op, quiet ? ops : ops - 1);
            return line;
        }
        begun += strcmp(text_of(line, "kind"), "op") == 0;
        assert_true(json_integer_value(json_object_get(line, "op")) >= op);
        op = json_integer_value(json_object_get(line, "op"));
        assert_true(op == begun - 1 || (op == ops && begun == ops));
        json_decref(line);
    }
}

/* Nothing of a file that grew beside its place is left. */
static void assert_no_part(void)
{
    glob_t found;
    if (glob("*.part-*", 0, NULL, &found) != GLOB_NOMATCH) {
        fail_msg("%s is left", found.gl_pathv[0]);
    }
    globfree(&found);
}

TEST(test_events_are_written_from_beginning_to_end)
{
    int status;
    expect("replay steady --seed 3 --ops 80 --events a.events", 0, "PASS", NULL);
    char *text = file_read_text("a.events");
    char *rest = text;
    json_t *head = next_line(&rest);
    assert_string_equal(text_of(head, "schema"), "idsim-events/1");
    assert_string_equal(text_of(head, "command"), "replay");
    assert_string_equal(text_of(head, "scenario"), "steady");
    assert_string_equal(text_of(head, "seed"), "3");
    assert_string_equal(text_of(json_object_get(head, "world"), "scheme"), "compressor");
    json_t *outcome = read_events(&rest, 80, true);
    assert_string_equal(rest, "");
    json_t *told = run_json("replay steady --seed 3 --ops 80 --json", &status);
    assert_string_equal(text_of(outcome, "outcome"), "PASS");
    assert_string_equal(text_of(outcome, "digest"), text_of(told, "digest"));
    assert_true(json_is_null(json_object_get(outcome, "failure")));
    json_decref(head);
    json_decref(outcome);
    json_decref(told);
    free(text);
    file_remove("a.events");
    assert_no_part();
}

TEST(test_events_of_a_tape_that_is_cut_end_there)
{
    file_write_text("t.tape", tape_text);
    expect("replay t.tape --until 2 --events a.events", 0, "2 ops (--until)", NULL);
    char *text = file_read_text("a.events");
    char *rest = text;
    json_t *head = next_line(&rest);
    assert_string_equal(text_of(head, "tape"), "t.tape");
    assert_string_equal(text_of(head, "tape_form"), "text");
    assert_true(json_is_null(json_object_get(head, "seed")));
    assert_int_equal(json_integer_value(json_object_get(head, "ops")), 4);
    assert_int_equal(json_integer_value(json_object_get(head, "until")), 2);
    assert_null(strstr(rest, "\"quiet\""));
    json_t *outcome = read_events(&rest, 2, false);
    assert_int_equal(json_integer_value(json_object_get(outcome, "ops")), 2);
    json_decref(head);
    json_decref(outcome);
    free(text);
    file_remove("a.events");
    file_remove("t.tape");
}

/* They take the place of the story. */
TEST(test_events_can_be_printed)
{
    expect("replay swarm --seed 3 --ops 80 --events a.events", 0, "PASS", NULL);
    ended r = run("replay swarm --seed 3 --ops 80 --events -");
    char *text = file_read_text("a.events");
    assert_int_equal(r.status, 0);
    /* The heads say when and how. */
    assert_non_null(strchr(r.out, '\n'));
    assert_string_equal(strchr(r.out, '\n'), strchr(text, '\n'));
    discard(&r);
    free(text);
    file_remove("a.events");
    expect("replay swarm --seed 3 --events - --json", 2, "", "cannot be used together");
}

TEST(test_events_that_cannot_be_written_are_an_error)
{
    expect("replay --seed 3 --ops 9 --events no/a.events", 4, "", "cannot write 'no/a.events'");
    expect("replay --seed 3 --ops 9 --events .", 4, "", "Is a directory");
    if (access("/dev/full", F_OK) == 0) {
        expect("replay --seed 3 --ops 9 --events /dev/full", 4, "BROKEN  9 ops",
               "'/dev/full' could not be written: No space");
    }
    /* What is refused leaves no file, and what is there stays. */
    file_write_text("a.events", "old");
    file_write_text("a.chain", "old");
    expect("replay --seed 3 --events a.events --chain a.chain", 4, "", "cannot write 'a.chain'");
    expect("replay --seed 3 --events b.events --chain a.chain", 4, "", "cannot write 'a.chain'");
    expect("replay none.tape --events b.events", 4, "", "cannot read");
    char *text = file_read_text("a.events");
    assert_string_equal(text, "old");
    free(text);
    assert_false(file_exists("b.events"));
    assert_no_part();
    file_remove("a.events");
    file_remove("a.chain");
}

TEST(test_a_signal_leaves_no_events)
{
    const struct timespec pause = {0, 300000000};
    running r = run_begin("replay --seed 3 --ops 1000000 --events a.events", NULL);
    (void)nanosleep(&pause, NULL);
    assert_int_equal(kill(r.pid, SIGTERM), 0);
    ended end = run_end(&r);
    /* -1: it came before anything was begun. */
    assert_true(end.status == 143 || end.status == -1);
    assert_false(file_exists("a.events"));
    assert_no_part();
    discard(&end);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_events_are_written_from_beginning_to_end),
        cmocka_unit_test(test_events_of_a_tape_that_is_cut_end_there),
        cmocka_unit_test(test_events_can_be_printed),
        cmocka_unit_test(test_events_that_cannot_be_written_are_an_error),
        cmocka_unit_test(test_a_signal_leaves_no_events),
    };
    return RUN_IDSIM_TESTS(tests);
}
