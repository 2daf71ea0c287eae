/* idsim: output and files that are lost, unread or cannot be written. */
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

TEST(test_lost_output_is_an_error)
{
    FILE *err = tmpfile();
    assert_non_null(err);
    int full = open("/dev/full", O_WRONLY);
    if (full >= 0) {
        assert_int_equal(finish(start("list marks", NULL, full, err)), 4);
        assert_int_equal(finish(start("run --ops 10 --json", NULL, full, err)), 4);
        assert_int_equal(finish(start("replay --seed 3", NULL, full, err)), 4);
        assert_int_equal(finish(start("explore --ops 2", NULL, full, err)), 4);
        assert_int_equal(finish(start("id snowflake decode 5 --json", NULL, full, err)), 4);
        (void)close(full);
    }
    char *text = slurp(err);
    assert_non_null(strstr(text, "idsim: the output could not be written"));
    free(text);
}

/* The exit status of a command whose output nobody reads, and what it says about that. */
static int run_unread(const char *command, char **said)
{
    FILE *err = tmpfile();
    int ends[2];
    assert_non_null(err);
    assert_int_equal(pipe(ends), 0);
    (void)close(ends[0]);
    int status = finish(start(command, NULL, ends[1], err));
    (void)close(ends[1]);
    *said = slurp(err);
    return status;
}

/* As that of other filters before "| head -1" does. */
TEST(test_output_that_nobody_reads_ends_quietly)
{
    static const char *const commands[] = {"--help",
                                           "list marks",
                                           "list marks --json",
                                           "replay --seed 3 --ops 9",
                                           "replay --seed 3 --json",
                                           "replay --seed 3 --ops 9 --events -",
                                           "run --ops 10",
                                           "run --ops 10 --json",
                                           "sweep --seeds 0..40 --ops 10 -j1",
                                           "sweep --seeds 0..400 --ops 10 --json -j2",
                                           "explore --ops 2",
                                           "explore --ops 2 --json",
                                           "tape convert t.tape -",
                                           "tape convert t.tape /dev/stdout",
                                           "tape show t.tape",
                                           "id snowflake decode 5",
                                           "id snowflake decode 5 --json"};
    file_write_text("t.tape", tape_text);
    for (size_t i = 0; i < COUNT_OF(commands); i++) {
        name_case("%s", commands[i]);
        char *said;
        int status = run_unread(commands[i], &said);
        if (status != 141 || said[0] != '\0') {
            fail_msg("idsim %s: status %d\n%s", commands[i], status, said);
        }
        free(said);
    }
    file_remove("t.tape");
}

/* What is written to a file is not lost with what nobody reads. */
TEST(test_files_are_written_though_nobody_reads_the_output)
{
    char *said;
    expect("replay swarm --seed 3 --ops 9 --chain read.chain", 0, "PASS", NULL);
    assert_int_equal(run_unread("replay swarm --seed 3 --ops 9 --chain unread.chain", &said), 141);
    free(said);
    assert_int_equal(run_unread("replay swarm --seed 3 --ops 9 --events unread.events", &said),
                     141);
    free(said);
    char *events = file_read_text("unread.events");
    assert_non_null(strstr(events, "{\"outcome\":\"PASS\""));
    free(events);
    file_remove("unread.events");
    char *read = file_read_text("read.chain");
    char *unread = file_read_text("unread.chain");
    assert_string_equal(read, unread);
    free(read);
    free(unread);
    file_remove("read.chain");
    file_remove("unread.chain");
    assert_int_equal(run_unread("sweep --seeds 0..3 --ops 10 --report unread", &said), 141);
    free(said);
    char *report = file_read_text("unread/result.json");
    assert_non_null(strstr(report, "\"seeds_done\": 3"));
    free(report);
    directory_remove("unread");
    /* An error that was told counts more. */
    assert_int_equal(run_unread("sweep --seeds 0..3 --ops 10 --report /dev/null/no", &said), 4);
    assert_non_null(strstr(said, "cannot write to the directory"));
    free(said);
}

/* Wherever in it there was no room any more. */
TEST(test_a_lost_result_is_told)
{
    static const char path[] = "full/result.json";
    expect("run --ops 10 --report full", 0, NULL, NULL);
    file_remove(path);
    if (access("/dev/full", F_OK) == 0) {
        assert_int_equal(symlink("/dev/full", path), 0);
        expect("run --ops 10 --report full", 4, NULL,
               "result.json' could not be written: No space");
        expect("sweep --seeds 0..2 --ops 10 --report full", 4, NULL,
               "result.json' could not be written: No space");
        expect("explore --ops 1 --report full", 4, NULL,
               "result.json' could not be written: No space");
        file_remove(path);
        file_remove("full/report.html");
        assert_int_equal(symlink("/dev/full", "full/report.html"), 0);
        expect("run --ops 10 --report full", 4, NULL, "could not be written: No space");
        expect("sweep --seeds 0..2 --ops 10 --report full", 4, NULL,
               "report.html' could not be written: No space");
    }
    directory_remove("full");
}

/* A file takes the lowest number there is, and that may be the one of a stream that is closed. */
TEST(test_what_is_printed_never_goes_to_a_file)
{
    expect("replay swarm --seed 3 --ops 9 --chain open.chain", 0, "PASS", NULL);
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        char command[] = "replay swarm --seed 3 --ops 9 --chain closed.chain";
        char *argv[ARGUMENTS_MAX + 1];
        (void)dup2(open("/dev/null", O_WRONLY), STDERR_FILENO);
        (void)close(STDOUT_FILENO);
        split(command, argv);
        (void)execv(IDSIM_PATH, argv);
        _exit(127);
    }
    assert_int_equal(finish(pid), 4);
    char *open = file_read_text("open.chain");
    char *closed = file_read_text("closed.chain");
    assert_string_equal(open, closed);
    free(open);
    free(closed);
    file_remove("open.chain");
    file_remove("closed.chain");
}

TEST(test_a_report_that_cannot_be_written_is_an_error)
{
    file_write_text("file", "");
    expect("run --ops 10 --report file/dir", 4, NULL, "cannot write to the directory");
    expect("run --ops 10 --report /dev/null/x", 4, NULL, "Not a directory");
    expect("sweep --seeds 0..2 --report /proc/none", 4, NULL, "cannot write to the directory");
    file_remove("file");
}

TEST(test_a_file_that_is_too_large_is_an_error_and_nothing_is_lost)
{
    struct rlimit before;
    char text[9000] = "idalloc-tape 1\nworld nodes=1 slots=1 write-ahead=0 cluster-size=1 seed=1\n";
    size_t end = strlen(text);
    for (; end + 20 < sizeof text; end += strlen(text + end)) {
        (void)snprintf(text + end, sizeof text - end, "generate 0 0 100\n");
    }
    file_write_text("long.tape", text);
    file_write_text("there.tape", "old");
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    const struct rlimit small = {4096, before.rlim_max};
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    ended r = run("tape convert long.tape there.tape --to text");
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    assert_int_equal(r.status, 4);
    assert_non_null(strstr(r.err, "cannot write 'there.tape': File too large"));
    discard(&r);
    char *there = file_read_text("there.tape");
    assert_string_equal(there, "old");
    free(there);
    file_remove("long.tape");
    file_remove("there.tape");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lost_output_is_an_error),
        cmocka_unit_test(test_output_that_nobody_reads_ends_quietly),
        cmocka_unit_test(test_files_are_written_though_nobody_reads_the_output),
        cmocka_unit_test(test_a_lost_result_is_told),
        cmocka_unit_test(test_what_is_printed_never_goes_to_a_file),
        cmocka_unit_test(test_a_report_that_cannot_be_written_is_an_error),
        cmocka_unit_test(test_a_file_that_is_too_large_is_an_error_and_nothing_is_lost),
    };
    return RUN_IDSIM_TESTS(tests);
}
