/* The idsim command as a program of its own, for tests: output, files, exit status, signals. */
#ifndef SIM_CMD_TEST_SUPPORT_IDSIM_H
#define SIM_CMD_TEST_SUPPORT_IDSIM_H

#include <stdbool.h>
#include <stdio.h>
#include <sys/types.h>

#include <jansson.h>

#include "support_cmocka.h"
#include "support_directory.h"

#define ARGUMENTS_MAX 24

/* A tape that converts, shows and replays. */
extern const char tape_text[];

typedef struct ended {
    int status; /* exit status; -1 if it died of a signal */
    char *out;
    char *err;
} ended;

typedef struct running {
    pid_t pid;
    FILE *out;
    FILE *err;
} running;

/* Closes a file, and returns all of it, as a string to be freed. */
char *slurp(FILE *file);

/* Splits a command line at spaces; there is no quoting. */
void split(char *line, char *argv[ARGUMENTS_MAX + 1]);

/* Starts "idsim COMMAND"; in may be NULL. */
pid_t start(const char *command, FILE *in, int out, FILE *err);
/* Waits for its end, and returns the exit status. */
int finish(pid_t pid);

/* The same with output that is kept. */
running run_begin(const char *command, FILE *in);
ended run_end(running *r);
ended run(const char *command);
ended run_with_text(const char *command, const char *text, size_t size);
void discard(ended *r);

/* Runs it, and looks for its status and words of its output and errors; NULL for none. */
void expect(const char *command, int status, const char *in_out, const char *in_err);

json_t *run_json(const char *command, int *status);
json_t *load_json(const char *name);
const char *text_of(json_t *object, const char *name);

/* How long it took, with how many workers, how it was called and when. */
void drop_times(json_t *document);

/* Runs tests in a directory of their own. */
#define RUN_IDSIM_TESTS(tests) run_idsim_tests(tests, COUNT_OF(tests))
int run_idsim_tests(const struct CMUnitTest *tests, size_t count);

#endif
