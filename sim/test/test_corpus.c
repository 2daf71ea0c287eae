/*
 * Old tapes in corpus/ run in every test: each is a bug that was found once, or a world worth
 * keeping, and must pass. SIM_CORPUS is the folder.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../run.h"

#define PATH_SIZE 4096

/* For scandir. */
static int is_tape(const struct dirent *entry)
{
    size_t length = strlen(entry->d_name);
    return length > 5 && strcmp(entry->d_name + length - 5, ".tape") == 0;
}

static void assert_tape_passes(const char *path)
{
    sim_tape tape;
    sim_tape_error error;
    if (!sim_tape_read_file(path, &tape, &error)) {
        fail_msg("%s:%zu:%zu: %s", path, error.line, error.column, error.message);
    }
    sim_run_options options = {.until = SIM_NEVER, .pairs = SIM_PAIRS_ALL};
    sim_result result = sim_run_tape(&tape, &options);
    if (result.verdict != SIM_PASS) {
        fail_msg("%s: %s: expected %s, got %s", path, result.failure.where, result.failure.expected,
                 result.failure.got);
    }
    assert_true(tape.count > 0);
    sim_tape_free(&tape);
}

static void every_regression_tape_passes(void **state)
{
    (void)state;
    struct dirent **tapes;
    int count = scandir(SIM_CORPUS "/regressions", &tapes, is_tape, alphasort);
    assert_true(count > 0);
    for (int i = 0; i < count; i++) {
        char path[PATH_SIZE];
        int length = snprintf(path, sizeof path, "%s/regressions/%s", SIM_CORPUS, tapes[i]->d_name);
        assert_true(length > 0 && (size_t)length < sizeof path);
        assert_tape_passes(path);
        free(tapes[i]);
    }
    free(tapes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_regression_tape_passes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
