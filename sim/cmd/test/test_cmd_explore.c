/* idsim explore, and the exploration behind it: workers, failures, files, exit status. */
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>
#include <jansson.h>

#include "cmd/exploration.h"
#include "cmd/output.h"
#include "sequence/subject.h"

/* Where each test may leave files; it is the current directory. */
static char directory[] = "/tmp/idsim-explore-XXXXXX";

/* --- The command. --- */

#define ARGUMENTS_MAX 24

/* Starts idsim with arguments that are separated by spaces, its output going to files. */
static pid_t start(const char *command)
{
    static char name[] = "idsim";
    char line[512];
    char *argv[ARGUMENTS_MAX + 1] = {name};
    size_t count = 1;
    char *rest = NULL;
    (void)snprintf(line, sizeof line, "explore %s", command);
    for (char *word = strtok_r(line, " ", &rest); word != NULL; word = strtok_r(NULL, " ", &rest)) {
        assert_true(count < ARGUMENTS_MAX);
        argv[count++] = word;
    }
    argv[count] = NULL;
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        int out = open("out", O_WRONLY | O_CREAT | O_TRUNC, 0600);
        int err = open("err", O_WRONLY | O_CREAT | O_TRUNC, 0600);
        if (dup2(out, STDOUT_FILENO) >= 0 && dup2(err, STDERR_FILENO) >= 0) {
            (void)execv(IDSIM_PATH, argv);
        }
        _exit(127);
    }
    return pid;
}

static int finish(pid_t pid)
{
    int status = 0;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static char *slurp(const char *name)
{
    FILE *file = fopen(name, "rb");
    assert_non_null(file);
    char *text = calloc(1, 1u << 20);
    assert_non_null(text);
    (void)fread(text, 1, (1u << 20) - 1, file);
    (void)fclose(file);
    return text;
}

static void expect(const char *command, int status, const char *in_out, const char *in_err)
{
    int got = finish(start(command));
    char *out = slurp("out");
    char *err = slurp("err");
    if (got != status || (in_out != NULL && strstr(out, in_out) == NULL) ||
        (in_err != NULL && strstr(err, in_err) == NULL)) {
        fail_msg("explore %s: status %d\n%s%s", command, got, out, err);
    }
    free(out);
    free(err);
}

static json_t *run_json(const char *command, int *status)
{
    json_error_t error;
    *status = finish(start(command));
    json_t *json = json_load_file("out", 0, &error);
    if (json == NULL) {
        char *err = slurp("err");
        fail_msg("explore %s: %s\n%s", command, error.text, err);
    }
    return json;
}

static void wrong_arguments_are_explained(void **state)
{
    (void)state;
    expect("--help", 0, "Examples", NULL);
    expect("--list", 0, "hostile", NULL);
    expect("--list", 0, "Scopes of korder worlds", NULL);
    expect("stroage", 2, NULL, "Did you mean 'storage'?");
    expect("tiny ranges", 2, NULL, "unexpected argument 'ranges'");
    expect("--ops 33", 2, NULL, "at most 32");
    expect("--nodes 5", 2, NULL, "at most 4");
    expect("--sessions 0", 2, NULL, "from 1");
    expect("--begin nowhere", 2, NULL, "not 'nowhere'");
    expect("--alphabet strat,open", 2, NULL, "Did you mean 'start'?");
    expect("--alphabet start,,open", 2, NULL, "list of ops");
    expect("--alphabet open:count=1", 2, NULL, "no argument 'count'");
    expect("--memory 1", 2, NULL, "at least");
    expect("--no-merge=1", 2, NULL, "no value");
    expect("--time 0", 2, NULL, "60s");
}

static void what_never_happens_is_vacuous(void **state)
{
    (void)state;
    expect("--ops 0", 3, "VACUOUS  1 state judged and 0 ops tried", NULL);
    expect("--alphabet generate --begin empty", 3, "No op had any effect", NULL);
    expect("--alphabet start --begin empty --nodes 1 --ops 1", 0, "2 states judged and 1 op ",
           NULL);
}

static bool names(const json_t *list, const char *name)
{
    size_t i;
    const json_t *value;
    json_array_foreach(list, i, value)
    {
        if (strcmp(json_string_value(value), name) == 0) {
            return true;
        }
    }
    return false;
}

/* What worlds of other schemes go through was never to be reached. */
static void marks_and_faults_are_those_of_the_scope(void **state)
{
    (void)state;
    int status = 0;
    json_t *result = run_json("--ops 1 --json", &status);
    json_t *marks = json_object_get(json_object_get(result, "marks"), "missed");
    json_t *faults = json_object_get(json_object_get(result, "faults"), "missed");
    assert_int_equal(status, 0);
    assert_true(names(marks, "local") && names(marks, "stuck-excused"));
    assert_true(names(faults, "up-lost") && names(faults, "forged"));
    assert_false(names(marks, "seq-granted") || names(marks, "korder-touched"));
    assert_false(names(faults, "write-lost") || names(faults, "clock-smear"));
    json_decref(result);
}

static void a_state_that_cannot_be_written_is_known_before_the_search(void **state)
{
    (void)state;
    expect("--state gone/file", 4, NULL, "could not be written");
    char *out = slurp("out");
    assert_string_equal(out, "");
    free(out);
}

static void a_scope_of_another_scheme_has_its_own_arguments(void **state)
{
    (void)state;
    expect("snowflake --sessions 2", 2, NULL, "--sessions is for scopes of compressor worlds");
    expect("korder --cluster-size 2", 2, NULL, "--cluster-size is for scopes of compressor worlds");
    expect("sequence --write-ahead", 2, NULL, "--write-ahead is for scopes of compressor worlds");
    expect("sequence --begin sessions", 2, NULL, "They begin with empty or up");
    expect("ranges --begin up", 2, NULL, "compressor worlds cannot begin with 'up'");
    expect("snowflake --alphabet korder", 2, NULL, "'korder' is a scope of korder worlds");
    expect("snowflake --alphabet mnit", 2, NULL, "Did you mean 'mint'?");
    expect("snowflake --alphabet generate", 2, NULL, "not the name of an op");
    expect("snowflake --ops 1 --begin empty --nodes 1", 0, "snowflake, nodes 1, layout 3", NULL);
    int status = 0;
    json_t *result =
        run_json("korder --ops 2 --alphabet korder-marks --nodes 3 --jobs 1 --json", &status);
    assert_int_equal(status, 0);
    json_t *scope = json_object_get(result, "scope");
    json_t *world = json_object_get(scope, "world");
    assert_string_equal(json_string_value(json_object_get(scope, "scheme")), "korder");
    assert_int_equal(json_integer_value(json_object_get(world, "nodes")), 3);
    assert_int_equal(json_integer_value(json_object_get(world, "drift")), 5);
    assert_null(json_object_get(scope, "sessions"));
    assert_string_equal(json_string_value(json_object_get(scope, "begin")), "up");
    json_decref(result);
}

static bool is_listed(const json_t *result, const char *what, const char *name)
{
    static const char *const where[] = {"reached", "missed"};
    bool found = false;
    for (unsigned i = 0; i < 2; i++) {
        size_t at;
        json_t *entry;
        json_array_foreach(json_object_get(json_object_get(result, what), where[i]), at, entry)
        {
            found = found || strcmp(json_string_value(entry), name) == 0;
        }
    }
    return found;
}

static void marks_and_faults_are_those_of_the_scheme(void **state)
{
    (void)state;
    int status = 0;
    json_t *result = run_json("sequence --ops 0 --json", &status);
    assert_true(is_listed(result, "marks", "seq-granted"));
    assert_true(is_listed(result, "faults", "up-lost"));
    assert_true(is_listed(result, "faults", "crash"));
    assert_true(is_listed(result, "faults", "truncated"));
    assert_false(is_listed(result, "marks", "local"));
    assert_false(is_listed(result, "marks", "flake-made"));
    assert_false(is_listed(result, "faults", "clock-back"));
    assert_false(is_listed(result, "faults", "cut"));
    json_decref(result);
    result = run_json("korder --ops 0 --json", &status);
    assert_true(is_listed(result, "marks", "korder-borrowed"));
    assert_true(is_listed(result, "faults", "clock-smear"));
    assert_false(is_listed(result, "faults", "mark-lost"));
    json_decref(result);
    result = run_json("ranges --ops 0 --json", &status);
    assert_true(is_listed(result, "marks", "local"));
    assert_false(is_listed(result, "faults", "clock-back"));
    assert_false(is_listed(result, "marks", "seq-granted"));
    json_decref(result);
}

/* What is the same whoever did the work, and however long it took. */
static void drop_times(json_t *result)
{
    size_t i;
    json_t *level;
    (void)json_object_del(result, "command_line");
    (void)json_object_del(result, "started");
    (void)json_object_del(result, "seconds");
    (void)json_object_del(result, "states_per_second");
    json_array_foreach(json_object_get(result, "levels"), i, level)
    {
        (void)json_object_del(level, "seconds");
    }
}

static void does_not_depend_on_its_jobs(const char *scope)
{
    char command[80];
    int status = 0;
    (void)snprintf(command, sizeof command, "%s --ops 3 --jobs 1 --json", scope);
    json_t *first = run_json(command, &status);
    assert_int_equal(status, 0);
    assert_string_equal(json_string_value(json_object_get(first, "verdict")), "PASS");
    assert_string_equal(json_string_value(json_object_get(first, "ended")), "complete");
    assert_int_equal(json_integer_value(json_object_get(first, "complete_depth")), 3);
    assert_int_equal(json_array_size(json_object_get(first, "levels")), 4);
    drop_times(first);
    for (int jobs = 2; jobs <= 4; jobs++) {
        (void)snprintf(command, sizeof command, "%s --ops 3 --jobs %d --json", scope, jobs);
        json_t *next = run_json(command, &status);
        drop_times(next);
        assert_true(json_equal(first, next));
        json_decref(next);
    }
    json_decref(first);
}

static void a_search_does_not_depend_on_its_jobs(void **state)
{
    (void)state;
    does_not_depend_on_its_jobs("storage");
    does_not_depend_on_its_jobs("sequence");
    does_not_depend_on_its_jobs("snowflake-ahead");
    does_not_depend_on_its_jobs("korder-marks");
}

static void options_change_single_traits_of_a_scope(void **state)
{
    (void)state;
    int status = 0;
    json_t *result = run_json("ranges --ops 1 --nodes 3 --sessions 2 --cluster-size 7 --begin "
                              "connected --alphabet open:layout=0,take --write-ahead "
                              "--no-symmetry --no-merge --json",
                              &status);
    assert_int_equal(status, 0);
    json_t *scope = json_object_get(result, "scope");
    assert_int_equal(json_integer_value(json_object_get(scope, "nodes")), 3);
    assert_int_equal(json_integer_value(json_object_get(scope, "sessions")), 2);
    assert_int_equal(json_integer_value(json_object_get(scope, "cluster_size")), 7);
    assert_string_equal(json_string_value(json_object_get(scope, "begin")), "connected");
    assert_true(json_is_true(json_object_get(scope, "write_ahead")));
    assert_true(json_is_false(json_object_get(scope, "merge")));
    assert_true(json_is_false(json_object_get(scope, "symmetry")));
    assert_int_equal(json_array_size(json_object_get(scope, "letters")), 12);
    /* Every letter is a tape. */
    assert_int_equal(json_integer_value(json_object_get(result, "states")), 13);
    json_decref(result);
}

static void a_scope_can_be_exhausted(void **state)
{
    (void)state;
    expect("--alphabet start,crash --begin empty --ops 32", 0, "however long", NULL);
    expect("ranges --ops 2", 0, "Every tape of up to 2 ops", NULL);
}

/* So little memory that nothing less is taken. */
static uint64_t least_memory(const char *name)
{
    const sim_scope *scope = sim_scope_find(name);
    sim_alphabet alphabet;
    sim_alphabet_error error = {"", ""};
    assert_non_null(scope);
    assert_true(sim_alphabet_parse(scope->alphabet, &scope->config, &alphabet, &error));
    return (sim_exploration_ring_bytes(alphabet.count) + SIM_SEARCH_BYTES_MIN) / (1u << 20) + 1;
}

static void a_full_memory_is_no_success(void **state)
{
    (void)state;
    char command[100];
    unsigned memory = (unsigned)least_memory("tiny");
    (void)snprintf(command, sizeof command, "tiny --memory %u", memory - 1);
    expect(command, 2, NULL, "at least");
    (void)snprintf(command, sizeof command, "tiny --no-merge --ops 9 --memory %u", memory);
    expect(command, 4, "The memory was full", NULL);
    expect(command, 4, "Every tape of up to 1 op ", NULL);
    int status = 0;
    (void)snprintf(command, sizeof command, "tiny --no-merge --ops 9 --json --memory %u", memory);
    json_t *result = run_json(command, &status);
    assert_int_equal(status, 4);
    assert_string_equal(json_string_value(json_object_get(result, "ended")), "memory");
    assert_true(json_integer_value(json_object_get(result, "memory_bytes")) <= (json_int_t)memory
                                                                                   << 20);
    json_decref(result);
}

/* --- State files. --- */

static void a_search_goes_on_another_day(void **state)
{
    (void)state;
    int status = 0;
    json_t *whole = run_json("ranges --ops 6 --json", &status);
    (void)unlink("day.state");
    for (int ops = 2; ops <= 6; ops += 2) {
        char command[80];
        (void)snprintf(command, sizeof command, "ranges --ops %d --state day.state --json", ops);
        json_t *result = run_json(command, &status);
        assert_int_equal(status, 0);
        if (ops == 6) {
            drop_times(whole);
            drop_times(result);
            assert_true(
                json_equal(json_object_get(whole, "levels"), json_object_get(result, "levels")));
            assert_true(
                json_equal(json_object_get(whole, "marks"), json_object_get(result, "marks")));
        }
        json_decref(result);
    }
    json_decref(whole);
    expect("ranges --ops 6 --state day.state", 0, "earlier", NULL);
    expect("ranges --ops 3 --state day.state", 2, NULL, "beyond --ops 3");
    expect("ranges --ops 6 --nodes 1 --state day.state", 2, NULL, "another scope");
    expect("ranges --ops 6 --no-merge --state day.state", 2, NULL, "another scope");
    expect("storage --state day.state", 2, NULL, "another scope");
    expect("snowflake --state day.state", 2, NULL, "another scope");
    (void)unlink("day.state");
    expect("snowflake --ops 2 --state day.state", 0, NULL, NULL);
    expect("snowflake --ops 3 --state day.state", 0, "earlier", NULL);
    expect("snowflake-ahead --state day.state", 2, NULL, "another scope");
    expect("korder --alphabet pass,set-clock --state day.state", 2, NULL, "another scope");
    (void)unlink("day.state");
}

static void what_is_no_state_is_refused_and_stays(void **state)
{
    (void)state;
    FILE *file = fopen("no.state", "w");
    assert_non_null(file);
    assert_true(fputs("a shopping list\n", file) >= 0);
    assert_int_equal(fclose(file), 0);
    expect("ranges --ops 2 --state no.state", 2, NULL, "no state of a search");
    char *text = slurp("no.state");
    assert_string_equal(text, "a shopping list\n");
    free(text);
    assert_int_equal(unlink("no.state"), 0);
    expect("ranges --ops 2 --state .", 4, NULL, "cannot");
    expect("ranges --ops 2 --state nowhere/x", 4, NULL, "could not be written");
}

static bool is_there(const char *name)
{
    struct stat status;
    return stat(name, &status) == 0;
}

static void an_interrupted_search_leaves_its_state(void **state)
{
    (void)state;
    const struct timespec pause = {0, 5000000};
    (void)unlink("int.state");
    pid_t pid = start("tiny --ops 20 --state int.state --jobs 1");
    while (!is_there("int.state")) {
        (void)nanosleep(&pause, NULL);
    }
    assert_int_equal(kill(pid, SIGINT), 0);
    assert_int_equal(finish(pid), 128 + SIGINT);
    char *out = slurp("out");
    assert_non_null(strstr(out, "Interrupted by signal 2"));
    assert_non_null(strstr(out, "INTERRUPTED"));
    free(out);
    expect("tiny --ops 20 --state int.state --jobs 1 --time 1s", 0, "The time was up", NULL);
    assert_int_equal(unlink("int.state"), 0);
}

/* --- Subjects that are wrong. --- */

/* What an exploration with a subject came to. */
typedef struct outcome {
    sim_exploration_end end;
    uint64_t failed;
    sim_failure_kind kind;
    sim_invariant invariant;
    bool has_tape;
    sim_tape tape;
    char text[4000]; /* what was told */
} outcome;

static outcome explore_scope(const sim_search_scope *scope, const char *list,
                             const sim_run_options *run, uint64_t failures)
{
    outcome o;
    sim_search search;
    sim_alphabet alphabet;
    sim_alphabet_error error = {"", ""};
    sim_exploration exploration;
    sim_report report;
    FILE *people = tmpfile();
    const sim_exploration_options options = {
        .limits = {1.0, 1024},
        .jobs = 2,
        .max_failures = failures,
        .name = "test",
        .people = people,
    };
    memset(&o, 0, sizeof o);
    assert_non_null(people);
    assert_true(sim_alphabet_parse(list, &scope->config, &alphabet, &error));
    assert_true(sim_report_open(&report, "failures"));
    assert_true(sim_search_open(&search, scope, &alphabet, run, (size_t)16 << 20));
    assert_true(sim_exploration_open(&exploration, &options, &search, &report));
    sim_exploration_run(&exploration);
    o.end = exploration.end;
    o.failed = exploration.failed;
    if (exploration.failure_count > 0) {
        const sim_failure_note *note = &exploration.failures[0];
        sim_tape_error tape_error;
        o.kind = note->kind;
        o.has_tape = note->tape != NULL && sim_tape_read_file(note->tape, &o.tape, &tape_error);
        for (unsigned i = 0; i < SIM_INVARIANT_COUNT; i++) {
            if (strcmp(note->name, sim_invariant_name((sim_invariant)i)) == 0) {
                o.invariant = (sim_invariant)i;
            }
        }
    }
    rewind(people);
    (void)fread(o.text, 1, sizeof o.text - 1, people);
    (void)fclose(people);
    sim_exploration_close(&exploration);
    sim_search_close(&search);
    sim_report_close(&report);
    return o;
}

static outcome explore(const sim_subject *subject, const char *list, uint32_t ops,
                       uint64_t failures)
{
    const sim_search_scope scope = {
        .config = {.nodes = 1, .slots = 1, .cluster_size = 2, .seed = 1},
        .begin = SIM_BEGIN_SESSIONS,
        .ops = ops,
        .merge = true,
    };
    const sim_run_options run = {.subjects.of[SIM_SCHEME_COMPRESSOR] = subject, .until = SIM_NEVER};
    return explore_scope(&scope, list, &run, failures);
}

static ida_status take_too_little(ida_session *session, ida_range *range)
{
    ida_status status = ida_session_take(session, range);
    if (status == IDA_OK && range->count > 1) {
        range->count--;
    }
    return status;
}

static void a_failure_is_told_and_leaves_its_tape(void **state)
{
    (void)state;
    sim_subject subject = sim_subject_core;
    subject.session_take = take_too_little;
    outcome o = explore(&subject, "generate:count=1,take,up:message=1", 6, 1);
    assert_int_equal(o.end, SIM_EXPLORATION_FAILURES);
    assert_int_equal(o.failed, 1);
    assert_int_equal(o.kind, SIM_FAILURE_INVARIANT);
    assert_int_equal(o.invariant, SIM_INVARIANT_CONTRACT);
    assert_true(o.has_tape);
    assert_non_null(strstr(o.text, "FAIL"));
    assert_non_null(strstr(o.text, "idsim replay failures/idsim-explore-test-1.tape"));
    /* start, reconnect, down-many and open; then two IDs; and at a checkpoint the copies that are
       loaded take them. */
    const sim_run_options options = {.subjects.of[SIM_SCHEME_COMPRESSOR] = &subject,
                                     .until = SIM_NEVER};
    sim_result result = sim_run_tape(&o.tape, &options);
    assert_int_equal(result.verdict, SIM_FAIL);
    assert_int_equal(result.failure.invariant, SIM_INVARIANT_CONTRACT);
    assert_int_equal(o.tape.count, 4 + 2 + 1);
    sim_tape_free(&o.tape);
}

/* The third ID of a world is the first one again. */
static ida_status next_repeats(ida_coordinator *coordinator, uint64_t *id)
{
    ida_status status = ida_coordinator_next(coordinator, id);
    *id -= status == IDA_OK && *id == 1003 ? 2 : 0;
    return status;
}

static void a_failure_of_another_scheme_leaves_its_tape(void **state)
{
    (void)state;
    sim_sequence_subject subject = sim_sequence_core;
    subject.coordinator_next = next_repeats;
    const sim_run_options run = {
        .subjects.of[SIM_SCHEME_SEQUENCE] = &subject, .until = SIM_NEVER, .without_quiet = true};
    const sim_search_scope scope = {.config = sim_scope_find("sequence-ranges")->config,
                                    .begin = SIM_BEGIN_UP,
                                    .ops = 6,
                                    .merge = true};
    outcome o = explore_scope(&scope, "draw:count=0,ask", &run, 1);
    assert_int_equal(o.end, SIM_EXPLORATION_FAILURES);
    assert_int_equal(o.invariant, SIM_INVARIANT_SEQ_UNIQUE);
    assert_true(o.has_tape);
    sim_result result = sim_run_tape(&o.tape, &run);
    assert_int_equal(result.verdict, SIM_FAIL);
    assert_int_equal(result.failure.invariant, SIM_INVARIANT_SEQ_UNIQUE);
    /* What it begins with, and three draws; a checkpoint is no op of its worlds. */
    sim_tape begin;
    sim_tape_init(&begin, scope.config);
    assert_true(sim_begin_append(SIM_BEGIN_UP, &begin));
    assert_int_equal(o.tape.count, begin.count + 3);
    sim_tape_free(&begin);
    sim_tape_free(&o.tape);
}

static void failures_are_counted_when_none_is_enough(void **state)
{
    (void)state;
    sim_subject subject = sim_subject_core;
    subject.session_take = take_too_little;
    outcome o = explore(&subject, "generate:count=1/2,take", 4, 0);
    assert_int_equal(o.end, SIM_EXPLORATION_COMPLETE);
    assert_true(o.failed > 1);
    sim_tape_free(&o.tape);
}

static ida_status finalize_crash(ida_document *document, const ida_range *range)
{
    if (range->count == 3) {
        /* With its default action, whoever catches it. */
        (void)signal(SIGABRT, SIG_DFL);
        abort();
    }
    return ida_document_finalize(document, range);
}

/* The crash is that of a state; the tape leads right to it. */
static void a_crash_is_a_failure_with_a_tape(void **state)
{
    (void)state;
    sim_subject subject = sim_subject_core;
    subject.document_finalize = finalize_crash;
    outcome o = explore(&subject, "generate:count=1/3,take,up:message=1,down", 6, 1);
    assert_int_equal(o.end, SIM_EXPLORATION_FAILURES);
    assert_int_equal(o.kind, SIM_FAILURE_CRASH);
    assert_true(o.has_tape);
    bool generated = false;
    for (size_t i = 0; i < o.tape.count; i++) {
        generated = generated || o.tape.ops[i].code == SIM_OP_GENERATE;
    }
    assert_true(generated);
    assert_true(o.tape.count <= 4 + 3);
    sim_tape_free(&o.tape);
}

static ida_status open_crash(const ida_document *document, ida_uuid id, ida_session **session)
{
    (void)document;
    (void)id;
    (void)session;
    (void)signal(SIGABRT, SIG_DFL);
    abort();
}

static void a_crash_before_the_first_letter_is_a_failure_too(void **state)
{
    (void)state;
    sim_subject subject = sim_subject_core;
    subject.session_open = open_crash;
    outcome o = explore(&subject, "take", 2, 1);
    assert_int_equal(o.end, SIM_EXPLORATION_FAILURES);
    assert_int_equal(o.kind, SIM_FAILURE_CRASH);
    assert_true(o.has_tape);
    assert_int_equal(o.tape.count, 4);
    sim_tape_free(&o.tape);
}

static ida_status generate_hang(ida_session *session, ida_id *id)
{
    volatile bool hangs = ida_session_generated(session) == 2;
    while (hangs) {
    }
    return ida_session_generate(session, id);
}

static void a_hang_is_a_failure_with_a_tape(void **state)
{
    (void)state;
    sim_subject subject = sim_subject_core;
    subject.session_generate = generate_hang;
    outcome o = explore(&subject, "generate:count=1", 6, 1);
    assert_int_equal(o.end, SIM_EXPLORATION_FAILURES);
    assert_int_equal(o.kind, SIM_FAILURE_HANG);
    assert_true(o.has_tape);
    assert_int_equal(o.tape.count, 4 + 3);
    sim_tape_free(&o.tape);
}

static void the_core_passes(void **state)
{
    (void)state;
    outcome o = explore(NULL, "generate:count=1/3,take,up:message=1,down", 5, 1);
    assert_int_equal(o.end, SIM_EXPLORATION_COMPLETE);
    assert_int_equal(o.failed, 0);
    assert_non_null(strstr(o.text, "earlier") == NULL ? o.text : NULL);
}

static int enter_directory(void **state)
{
    (void)state;
    return mkdtemp(directory) == NULL || chdir(directory) != 0 ? -1 : 0;
}

static int leave_directory(void **state)
{
    (void)state;
    (void)unlink("out");
    (void)unlink("err");
    for (int i = 1; i <= 10; i++) {
        char name[80];
        (void)snprintf(name, sizeof name, "failures/idsim-explore-test-%d.tape", i);
        (void)unlink(name);
    }
    (void)rmdir("failures");
    return chdir("/") != 0 || rmdir(directory) != 0 ? -1 : 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wrong_arguments_are_explained),
        cmocka_unit_test(what_never_happens_is_vacuous),
        cmocka_unit_test(marks_and_faults_are_those_of_the_scope),
        cmocka_unit_test(a_state_that_cannot_be_written_is_known_before_the_search),
        cmocka_unit_test(a_scope_of_another_scheme_has_its_own_arguments),
        cmocka_unit_test(marks_and_faults_are_those_of_the_scheme),
        cmocka_unit_test(a_search_does_not_depend_on_its_jobs),
        cmocka_unit_test(options_change_single_traits_of_a_scope),
        cmocka_unit_test(a_scope_can_be_exhausted),
        cmocka_unit_test(a_full_memory_is_no_success),
        cmocka_unit_test(a_search_goes_on_another_day),
        cmocka_unit_test(what_is_no_state_is_refused_and_stays),
        cmocka_unit_test(an_interrupted_search_leaves_its_state),
        cmocka_unit_test(a_failure_is_told_and_leaves_its_tape),
        cmocka_unit_test(a_failure_of_another_scheme_leaves_its_tape),
        cmocka_unit_test(failures_are_counted_when_none_is_enough),
        cmocka_unit_test(a_crash_is_a_failure_with_a_tape),
        cmocka_unit_test(a_crash_before_the_first_letter_is_a_failure_too),
        cmocka_unit_test(a_hang_is_a_failure_with_a_tape),
        cmocka_unit_test(the_core_passes),
    };
    return cmocka_run_group_tests_name("cmd_explore", tests, enter_directory, leave_directory);
}
