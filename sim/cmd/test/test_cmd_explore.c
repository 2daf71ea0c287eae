/* idsim explore: arguments, scopes, jobs, limits, state files. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "cmd/exploration.h"
#include "cmd/output.h"
#include "sequence/subject.h"
#include "support_idsim.h"

TEST(wrong_arguments_are_explained)
{
    expect("explore --help", 0, "Examples", NULL);
    expect("explore --list", 0, "hostile", NULL);
    expect("explore --list", 0, "Scopes of korder worlds", NULL);
    expect("explore stroage", 2, NULL, "Did you mean 'storage'?");
    expect("explore tiny ranges", 2, NULL, "unexpected argument 'ranges'");
    expect("explore --ops 33", 2, NULL, "at most 32");
    expect("explore --nodes 5", 2, NULL, "at most 4");
    expect("explore --sessions 0", 2, NULL, "from 1");
    expect("explore --begin nowhere", 2, NULL, "not 'nowhere'");
    expect("explore --alphabet strat,open", 2, NULL, "Did you mean 'start'?");
    expect("explore --alphabet start,,open", 2, NULL, "list of ops");
    expect("explore --alphabet open:count=1", 2, NULL, "no argument 'count'");
    expect("explore --memory 1", 2, NULL, "at least");
    expect("explore --no-merge=1", 2, NULL, "no value");
    expect("explore --time 0", 2, NULL, "60s");
}

TEST(what_never_happens_is_vacuous)
{
    expect("explore --ops 0", 3, "VACUOUS  1 state judged and 0 ops tried", NULL);
    expect("explore --alphabet generate --begin empty", 3, "No op had any effect", NULL);
    expect("explore --alphabet start --begin empty --nodes 1 --ops 1", 0,
           "2 states judged and 1 op ", NULL);
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
TEST(marks_and_faults_are_those_of_the_scope)
{
    int status = 0;
    json_t *result = run_json("explore --ops 1 --json", &status);
    json_t *marks = json_object_get(json_object_get(result, "marks"), "missed");
    json_t *faults = json_object_get(json_object_get(result, "faults"), "missed");
    assert_int_equal(status, 0);
    assert_true(names(marks, "local") && names(marks, "stuck-excused"));
    assert_true(names(faults, "up-lost") && names(faults, "forged"));
    assert_false(names(marks, "seq-granted") || names(marks, "korder-touched"));
    assert_false(names(faults, "write-lost") || names(faults, "clock-smear"));
    json_decref(result);
}

TEST(a_state_that_cannot_be_written_is_known_before_the_search)
{
    ended r = run("explore --state gone/file");
    assert_int_equal(r.status, 4);
    assert_non_null(strstr(r.err, "could not be written"));
    assert_string_equal(r.out, "");
    discard(&r);
}

TEST(a_scope_of_another_scheme_has_its_own_arguments)
{
    expect("explore snowflake --sessions 2", 2, NULL,
           "--sessions is for scopes of compressor worlds");
    expect("explore korder --cluster-size 2", 2, NULL,
           "--cluster-size is for scopes of compressor worlds");
    expect("explore sequence --write-ahead", 2, NULL,
           "--write-ahead is for scopes of compressor worlds");
    expect("explore sequence --begin sessions", 2, NULL, "They begin with empty or up");
    expect("explore ranges --begin up", 2, NULL, "compressor worlds cannot begin with 'up'");
    expect("explore snowflake --alphabet korder", 2, NULL, "'korder' is a scope of korder worlds");
    expect("explore snowflake --alphabet mnit", 2, NULL, "Did you mean 'mint'?");
    expect("explore snowflake --alphabet generate", 2, NULL, "not the name of an op");
    expect("explore snowflake --ops 1 --begin empty --nodes 1", 0, "snowflake, nodes 1, layout 3",
           NULL);
    int status = 0;
    json_t *result = run_json(
        "explore korder --ops 2 --alphabet korder-marks --nodes 3 --jobs 1 --json", &status);
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

TEST(marks_and_faults_are_those_of_the_scheme)
{
    int status = 0;
    json_t *result = run_json("explore sequence --ops 0 --json", &status);
    assert_true(is_listed(result, "marks", "seq-granted"));
    assert_true(is_listed(result, "faults", "up-lost"));
    assert_true(is_listed(result, "faults", "crash"));
    assert_true(is_listed(result, "faults", "truncated"));
    assert_false(is_listed(result, "marks", "local"));
    assert_false(is_listed(result, "marks", "flake-made"));
    assert_false(is_listed(result, "faults", "clock-back"));
    assert_false(is_listed(result, "faults", "cut"));
    json_decref(result);
    result = run_json("explore korder --ops 0 --json", &status);
    assert_true(is_listed(result, "marks", "korder-borrowed"));
    assert_true(is_listed(result, "faults", "clock-smear"));
    assert_false(is_listed(result, "faults", "mark-lost"));
    json_decref(result);
    result = run_json("explore ranges --ops 0 --json", &status);
    assert_true(is_listed(result, "marks", "local"));
    assert_false(is_listed(result, "faults", "clock-back"));
    assert_false(is_listed(result, "marks", "seq-granted"));
    json_decref(result);
}

/* What is the same whoever did the work, and however long it took. */
static void drop_all_times(json_t *result)
{
    size_t i;
    json_t *level;
    drop_times(result);
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
    (void)snprintf(command, sizeof command, "explore %s --ops 3 --jobs 1 --json", scope);
    json_t *first = run_json(command, &status);
    assert_int_equal(status, 0);
    assert_string_equal(json_string_value(json_object_get(first, "verdict")), "PASS");
    assert_string_equal(json_string_value(json_object_get(first, "ended")), "complete");
    assert_int_equal(json_integer_value(json_object_get(first, "complete_depth")), 3);
    assert_int_equal(json_array_size(json_object_get(first, "levels")), 4);
    drop_all_times(first);
    for (int jobs = 2; jobs <= 4; jobs++) {
        (void)snprintf(command, sizeof command, "explore %s --ops 3 --jobs %d --json", scope, jobs);
        json_t *next = run_json(command, &status);
        drop_all_times(next);
        assert_true(json_equal(first, next));
        json_decref(next);
    }
    json_decref(first);
}

TEST(a_search_does_not_depend_on_its_jobs)
{
    does_not_depend_on_its_jobs("storage");
    does_not_depend_on_its_jobs("sequence");
    does_not_depend_on_its_jobs("snowflake-ahead");
    does_not_depend_on_its_jobs("korder-marks");
}

TEST(options_change_single_traits_of_a_scope)
{
    int status = 0;
    json_t *result =
        run_json("explore ranges --ops 1 --nodes 3 --sessions 2 --cluster-size 7 --begin "
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

TEST(a_scope_can_be_exhausted)
{
    expect("explore --alphabet start,crash --begin empty --ops 32", 0, "however long", NULL);
    expect("explore ranges --ops 2", 0, "Every tape of up to 2 ops", NULL);
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

TEST(a_full_memory_is_no_success)
{
    char command[100];
    unsigned memory = (unsigned)least_memory("tiny");
    (void)snprintf(command, sizeof command, "explore tiny --memory %u", memory - 1);
    expect(command, 2, NULL, "at least");
    (void)snprintf(command, sizeof command, "explore tiny --no-merge --ops 9 --memory %u", memory);
    expect(command, 4, "The memory was full", NULL);
    expect(command, 4, "Every tape of up to 1 op ", NULL);
    int status = 0;
    (void)snprintf(command, sizeof command, "explore tiny --no-merge --ops 9 --json --memory %u",
                   memory);
    json_t *result = run_json(command, &status);
    assert_int_equal(status, 4);
    assert_string_equal(json_string_value(json_object_get(result, "ended")), "memory");
    assert_true(json_integer_value(json_object_get(result, "memory_bytes")) <= (json_int_t)memory
                                                                                   << 20);
    json_decref(result);
}

TEST(a_search_goes_on_another_day)
{
    int status = 0;
    json_t *whole = run_json("explore ranges --ops 6 --json", &status);
    (void)unlink("day.state");
    for (int ops = 2; ops <= 6; ops += 2) {
        char command[80];
        (void)snprintf(command, sizeof command, "explore ranges --ops %d --state day.state --json",
                       ops);
        json_t *result = run_json(command, &status);
        assert_int_equal(status, 0);
        if (ops == 6) {
            drop_all_times(whole);
            drop_all_times(result);
            assert_true(
                json_equal(json_object_get(whole, "levels"), json_object_get(result, "levels")));
            assert_true(
                json_equal(json_object_get(whole, "marks"), json_object_get(result, "marks")));
        }
        json_decref(result);
    }
    json_decref(whole);
    expect("explore ranges --ops 6 --state day.state", 0, "earlier", NULL);
    expect("explore ranges --ops 3 --state day.state", 2, NULL, "beyond --ops 3");
    expect("explore ranges --ops 6 --nodes 1 --state day.state", 2, NULL, "another scope");
    expect("explore ranges --ops 6 --no-merge --state day.state", 2, NULL, "another scope");
    expect("explore storage --state day.state", 2, NULL, "another scope");
    expect("explore snowflake --state day.state", 2, NULL, "another scope");
    (void)unlink("day.state");
    expect("explore snowflake --ops 2 --state day.state", 0, NULL, NULL);
    expect("explore snowflake --ops 3 --state day.state", 0, "earlier", NULL);
    expect("explore snowflake-ahead --state day.state", 2, NULL, "another scope");
    expect("explore korder --alphabet pass,set-clock --state day.state", 2, NULL, "another scope");
    (void)unlink("day.state");
}

TEST(what_is_no_state_is_refused_and_stays)
{
    file_write_text("no.state", "a shopping list\n");
    expect("explore ranges --ops 2 --state no.state", 2, NULL, "no state of a search");
    file_assert_text("no.state", "a shopping list\n");
    file_remove("no.state");
    expect("explore ranges --ops 2 --state .", 4, NULL, "cannot");
    expect("explore ranges --ops 2 --state nowhere/x", 4, NULL, "could not be written");
}

TEST(an_interrupted_search_leaves_its_state)
{
    const struct timespec pause = {0, 5000000};
    (void)unlink("int.state");
    running r = run_begin("explore tiny --ops 20 --state int.state --jobs 1", NULL);
    while (!file_exists("int.state")) {
        (void)nanosleep(&pause, NULL);
    }
    assert_int_equal(kill(r.pid, SIGINT), 0);
    ended end = run_end(&r);
    assert_int_equal(end.status, 128 + SIGINT);
    assert_non_null(strstr(end.out, "Interrupted by signal 2"));
    assert_non_null(strstr(end.out, "INTERRUPTED"));
    discard(&end);
    expect("explore tiny --ops 20 --state int.state --jobs 1 --time 1s", 0, "The time was up",
           NULL);
    file_remove("int.state");
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
    };
    return RUN_IDSIM_TESTS(tests);
}
