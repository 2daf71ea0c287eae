/*
 * The main function of a fuzz target without an engine: runs every input once, in order.
 *
 * Inputs run in a child process, which reports its progress by a counter in shared memory. If an
 * input ends the child, that input is a finding, and a new child continues with the next one.
 */
#define _DEFAULT_SOURCE
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "finding.h"
#include "fuzz_world.h"
#include "tape/tape.h"

enum { EXIT_PASS = 0, EXIT_FINDINGS = 1, EXIT_USAGE = 2, EXIT_ENVIRONMENT = 4 };

/* Larger files are not inputs. */
#define SIZE_MAX_BYTES ((size_t)16 << 20)

typedef struct inputs {
    char **paths;
    size_t count;
    size_t capacity;
} inputs;

static _Noreturn void give_up(const char *path)
{
    perror(path);
    exit(EXIT_ENVIRONMENT);
}

static void add_path(inputs *all, const char *path)
{
    if (all->count == all->capacity) {
        all->capacity = all->capacity == 0 ? 64 : all->capacity * 2;
        char **paths = realloc(all->paths, all->capacity * sizeof *paths);
        if (paths == NULL) {
            give_up(path);
        }
        all->paths = paths;
    }
    all->paths[all->count] = strdup(path);
    if (all->paths[all->count] == NULL) {
        give_up(path);
    }
    all->count++;
}

/* For scandir: no hidden files, nor the folders themselves. */
static int is_visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static void add_folder(inputs *all, const char *path)
{
    struct dirent **entries;
    int count = scandir(path, &entries, is_visible, alphasort);
    if (count < 0) {
        give_up(path);
    }
    for (int i = 0; i < count; i++) {
        size_t size = strlen(path) + strlen(entries[i]->d_name) + 2;
        char *file = malloc(size);
        struct stat status;
        if (file == NULL) {
            give_up(path);
        }
        (void)snprintf(file, size, "%s/%s", path, entries[i]->d_name);
        if (stat(file, &status) != 0) {
            give_up(file);
        }
        if (S_ISREG(status.st_mode)) {
            add_path(all, file);
        }
        free(file);
        free(entries[i]);
    }
    free(entries);
}

static void collect(inputs *all, int count, char **arguments)
{
    for (int i = 0; i < count; i++) {
        struct stat status;
        if (stat(arguments[i], &status) != 0) {
            give_up(arguments[i]);
        }
        if (S_ISDIR(status.st_mode)) {
            add_folder(all, arguments[i]);
        } else {
            add_path(all, arguments[i]);
        }
    }
}

static void free_inputs(inputs *all)
{
    for (size_t i = 0; i < all->count; i++) {
        free(all->paths[i]);
    }
    free(all->paths);
}

/* The bytes of a file, in a block of exactly their size, so that a sanitizer sees its end. */
static uint8_t *read_input(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    struct stat status;
    if (file == NULL || fstat(fileno(file), &status) != 0) {
        give_up(path);
    }
    *size = (size_t)status.st_size;
    if (*size > SIZE_MAX_BYTES) {
        (void)fprintf(stderr, "%s: too large for an input\n", path);
        exit(EXIT_ENVIRONMENT);
    }
    uint8_t *bytes = malloc(*size + (*size == 0));
    if (bytes == NULL || fread(bytes, 1, *size, file) != *size) {
        give_up(path);
    }
    (void)fclose(file);
    return bytes;
}

#ifdef FUZZ_PLAYS_TAPES
/*
 * Targets play bytes of ops. A text tape is converted to bytes, so that a file means the same here
 * as to idsim; played as raw bytes it would pass whatever it contains.
 */
static uint8_t *bytes_of_tape(const char *path, uint8_t *bytes, size_t *size)
{
    sim_tape tape;
    sim_tape_error error = {0};
    sim_tape_alien alien;
    sim_tape_form form = sim_tape_form_of((const char *)bytes, *size, true, &alien);
    if (form == SIM_TAPE_BINARY || form == SIM_TAPE_BARE) {
        return bytes;
    }
    if (form == SIM_TAPE_ALIEN || !sim_tape_parse((const char *)bytes, *size, &tape, &error)) {
        (void)fprintf(stderr, "%s:%zu:%zu: %s\n", path, error.line, error.column,
                      form == SIM_TAPE_ALIEN ? alien.what : error.message);
        exit(EXIT_USAGE);
    }
    uint8_t *encoded = sim_tape_encode(&tape, size);
    sim_tape_free(&tape);
    free(bytes);
    uint8_t *exact = encoded == NULL ? NULL : realloc(encoded, *size);
    if (exact == NULL) {
        give_up(path);
    }
    return exact;
}
#else
static uint8_t *bytes_of_tape(const char *path, uint8_t *bytes, size_t *size)
{
    (void)path;
    (void)size;
    return bytes;
}
#endif

/* The input that a target gets for a file. */
static uint8_t *read_meant(const char *path, size_t *size)
{
    return bytes_of_tape(path, read_input(path, size), size);
}

static void run_rest(const inputs *all, volatile size_t *done)
{
    while (*done < all->count) {
        size_t size;
        uint8_t *bytes = read_meant(all->paths[*done], &size);
        (void)LLVMFuzzerTestOneInput(bytes, size);
        free(bytes);
        (*done)++;
    }
}

/* Runs the remaining inputs in a child; true if it ended normally. */
static bool run_child(const inputs *all, volatile size_t *done)
{
    (void)fflush(stdout);
    pid_t child = fork();
    if (child < 0) {
        give_up("fork");
    }
    if (child == 0) {
        run_rest(all, done);
        exit(EXIT_PASS);
    }
    int status;
    if (waitpid(child, &status, 0) != child) {
        give_up("waitpid");
    }
    if (WIFEXITED(status) &&
        (WEXITSTATUS(status) == EXIT_ENVIRONMENT || WEXITSTATUS(status) == EXIT_USAGE)) {
        exit(WEXITSTATUS(status));
    }
    return WIFEXITED(status) && WEXITSTATUS(status) == EXIT_PASS;
}

static int replay(const inputs *all)
{
    volatile size_t *done =
        /* An anonymous mmap has no descriptor. */
        /* cppcheck-suppress invalidFunctionArg */
        mmap(NULL, sizeof *done, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (done == MAP_FAILED) {
        give_up("mmap");
    }
    size_t findings = 0;
    do {
        if (run_child(all, done)) {
            break;
        }
        findings++;
        /* A leak sanitizer exits with an error after all inputs have run. */
        (void)printf("FINDING %s\n",
                     *done < all->count ? all->paths[*done] : "after the last input (a leak?)");
        (*done)++;
    } while (*done < all->count);
    (void)printf("%zu inputs, %zu findings\n", all->count, findings);
    return findings == 0 ? EXIT_PASS : EXIT_FINDINGS;
}

#ifdef FUZZ_HAS_STATES
static int print_states(const inputs *all)
{
    static fuzz_states states;
    for (size_t i = 0; i < all->count; i++) {
        size_t size;
        uint8_t *bytes = read_meant(all->paths[i], &size);
        fuzz_finding finding = {0};
        (void)fuzz_world_check(&sim_subject_core, bytes, size, false, &states, &finding);
        free(bytes);
    }
    fuzz_states_print(&states, stdout);
    return EXIT_PASS;
}
#endif

int main(int argc, char **argv)
{
    int (*run)(const inputs *all) = replay;
    int first = 1;
#ifdef FUZZ_HAS_STATES
    if (argc > 1 && strcmp(argv[1], "--states") == 0) {
        run = print_states;
        first++;
    }
#endif
    if (argc <= first || argv[first][0] == '-') {
        (void)fprintf(stderr, "Usage: %s FILE_OR_DIRECTORY...\nRuns every input once.\n", argv[0]);
#ifdef FUZZ_HAS_STATES
        (void)fprintf(stderr, "--states before them: lists the abstract states they reach.\n");
#endif
        return EXIT_USAGE;
    }
    inputs all = {0};
    collect(&all, argc - first, argv + first);
    int result = run(&all);
    free_inputs(&all);
    return result;
}
