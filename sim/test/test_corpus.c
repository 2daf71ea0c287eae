/*
 * Old tapes in corpus/ run in every test: each is a bug that was found once, or a world worth
 * keeping, and must pass. Those in golden/ must give the digests that they gave when they were
 * written, for ever; check/determinism/make_golden.c adds what a new op or mark needs. SIM_CORPUS
 * is the folder.
 */

#include <dirent.h>
#include <stdio.h>

#include "compressor/metamorphic/pair.h"
#include "compressor/reference/reference.h"
#include "kernel/trace.h"
#include "run.h"
#include "scenario/builtin.h"
#include "scenario/scenario.h"
#include "support_cmocka.h"
#include "support_finding.h"

#define PATH_SIZE 4096

/* For scandir. */
static int is_tape(const struct dirent *entry)
{
    size_t length = strlen(entry->d_name);
    return length > 5 && strcmp(entry->d_name + length - 5, ".tape") == 0;
}

/* What the golden tapes have of everything that there is. */
typedef struct covered {
    bool codes[SIM_SCHEME_COUNT][SIM_OP_CODES];
    sim_tally tally;
} covered;

/* all, if not NULL, receives what is on the tape. */
static uint64_t assert_tape_passes(const char *path, const sim_subject *subject, covered *all)
{
    sim_tape tape;
    sim_tape_error error;
    if (!sim_tape_read_file(path, &tape, &error)) {
        fail_msg("%s:%zu:%zu: %s", path, error.line, error.column, error.message);
    }
    sim_run_options options = {
        .subjects.of[SIM_SCHEME_COMPRESSOR] = subject, .until = SIM_NEVER, .pairs = SIM_PAIRS_ALL};
    sim_result result = sim_run_tape(&tape, &options);
    if (result.verdict != SIM_PASS) {
        const told_failure text = told(&result.failure);
        fail_msg("%s: %s: expected %s, got %s", path, text.where, text.expected, text.got);
    }
    assert_true(tape.count > 0);
    for (size_t i = 0; i < tape.count && all != NULL; i++) {
        all->codes[tape.config.scheme][tape.ops[i].code] = true;
    }
    if (all != NULL) {
        sim_tally_add(&all->tally, &result.tally);
    }
    sim_tape_free(&tape);
    return result.digest;
}

static void path_of(const char *folder, const char *name, char path[PATH_SIZE])
{
    int length = snprintf(path, PATH_SIZE, "%s/%s/%s", SIM_CORPUS, folder, name);
    assert_true(length > 0 && length < PATH_SIZE);
}

static void assert_regression_tapes_pass(const sim_subject *subject)
{
    struct dirent **tapes;
    int count = scandir(SIM_CORPUS "/regressions", &tapes, is_tape, alphasort);
    assert_true(count > 0);
    for (int i = 0; i < count; i++) {
        char path[PATH_SIZE];
        path_of("regressions", tapes[i]->d_name, path);
        (void)assert_tape_passes(path, subject, NULL);
        free(tapes[i]);
    }
    free(tapes);
}

TEST(every_regression_tape_passes)
{
    assert_regression_tapes_pass(NULL);
}

/* What was once a false alarm passes with the model alone, too. */
TEST(every_regression_tape_passes_with_the_reference)
{
    assert_regression_tapes_pass(&sim_subject_reference);
}

/* --- Goldens. --- */

#define GOLDENS_MIN 30u

typedef struct golden {
    char name[128];
    char digest[17];
} golden;

/* The next line "NAME DIGEST"; false at the end. */
static bool next_golden(FILE *file, golden *one)
{
    char line[256];
    char rest;
    if (fgets(line, sizeof line, file) == NULL) {
        return false;
    }
    assert_int_equal(sscanf(line, "%127s %16s %c", one->name, one->digest, &rest), 2);
    assert_int_equal(strlen(one->digest), 16);
    return true;
}

static FILE *open_digests(void)
{
    char path[PATH_SIZE];
    path_of("golden", "DIGESTS", path);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    return file;
}

/* Plays each, and returns how many there are. */
static unsigned play_goldens(covered *all)
{
    FILE *file = open_digests();
    golden one;
    unsigned count = 0;
    while (next_golden(file, &one)) {
        char path[PATH_SIZE];
        char digest[17];
        path_of("golden", one.name, path);
        sim_trace_format(assert_tape_passes(path, NULL, all), digest);
        if (strcmp(digest, one.digest) != 0) {
            fail_msg("%s: expected digest %s, got %s", one.name, one.digest, digest);
        }
        count++;
    }
    assert_int_equal(fclose(file), 0);
    return count;
}

TEST(every_golden_tape_gives_its_digest)
{
    covered all = {0};
    struct dirent **tapes;
    unsigned count = play_goldens(&all);
    int files = scandir(SIM_CORPUS "/golden", &tapes, is_tape, alphasort);
    assert_true(count >= GOLDENS_MIN);
    /* One that is not listed would be held to nothing. */
    assert_int_equal(files, count);
    for (int i = 0; i < files; i++) {
        free(tapes[i]);
    }
    free(tapes);
}

/* Whether a sweep of some scenario must have the fault. */
static bool is_required(sim_fault fault)
{
    for (size_t i = 0; i < sim_scenario_count(); i++) {
        const sim_scenario *scenario = sim_scenario_at(i);
        for (size_t k = 0; k < scenario->fault_count; k++) {
            if (scenario->faults[k] == fault) {
                return true;
            }
        }
    }
    return false;
}

TEST(golden_tapes_have_every_op_mark_and_fault)
{
    covered all = {0};
    (void)play_goldens(&all);
    for (unsigned i = 0; i < SIM_SCHEME_COUNT * SIM_OP_CODES; i++) {
        sim_scheme scheme = (sim_scheme)(i / SIM_OP_CODES);
        unsigned code = i % SIM_OP_CODES;
        if (sim_op_applies(scheme, code) && code != SIM_OP_NOP && !all.codes[scheme][code]) {
            fail_msg("no golden tape of %s worlds has %s; make_golden adds one",
                     sim_scheme_name(scheme), sim_op_name(scheme, code));
        }
    }
    for (unsigned i = 0; i < SIM_MARK_COUNT; i++) {
        if (all.tally.marks[i] == 0) {
            fail_msg("no golden tape reaches %s; make_golden adds one", sim_mark_name(i));
        }
    }
    for (unsigned i = 0; i < SIM_FAULT_COUNT; i++) {
        if (is_required((sim_fault)i) && all.tally.faults[i] == 0) {
            fail_msg("no golden tape has %s; make_golden adds one", sim_fault_name(i));
        }
    }
}

TEST(golden_tapes_come_from_every_scenario)
{
    for (size_t i = 0; i < sim_scenario_count(); i++) {
        const char *scenario = sim_scenario_at(i)->name;
        size_t length = strlen(scenario);
        FILE *file = open_digests();
        golden one;
        bool found = false;
        while (next_golden(file, &one)) {
            found = found || (strncmp(one.name, scenario, length) == 0 && one.name[length] == '-');
        }
        assert_int_equal(fclose(file), 0);
        if (!found) {
            fail_msg("no golden tape is from %s; make_golden adds some", scenario);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_regression_tape_passes),
        cmocka_unit_test(every_regression_tape_passes_with_the_reference),
        cmocka_unit_test(every_golden_tape_gives_its_digest),
        cmocka_unit_test(golden_tapes_have_every_op_mark_and_fault),
        cmocka_unit_test(golden_tapes_come_from_every_scenario),
    };
    return RUN_TESTS(tests);
}
