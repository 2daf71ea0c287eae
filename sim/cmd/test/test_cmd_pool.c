/* Worker processes that crash, hang, run out of memory: what the pool makes of them. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "cmd/pool.h"
#include "support_cmocka.h"

#define MEMORY_BYTES ((uint64_t)512 << 20)

/* What the tasks of a test do, by number. */
typedef enum deed {
    PASS,
    FAIL,
    CRASH,
    EXIT,
    HANG,
    EXHAUST,
    DIFFER,
    WAIT_FOR_EVER,
    WAIT_LONG,
    TWO_SLOW_PLAYS,
    KILLED_FROM_OUTSIDE,
    END_BADLY,
} deed;

typedef struct script {
    const deed *deeds;
    uint64_t count;
    uint64_t stop_at;      /* done says stop at this task; UINT64_MAX: never */
    uint64_t interrupt_at; /* done raises SIGTERM at this task; UINT64_MAX: never */
    double timeout_seconds;
    sim_task_outcome outcomes[64];
    uint64_t op_counts[64];
    uint64_t digests[64];
    size_t outcome_count;
} script;

/* Uses processor time, which is what the watchdog measures. */
static void work_milliseconds(long milliseconds)
{
    clock_t until = clock() + (clock_t)(milliseconds * (CLOCKS_PER_SEC / 1000));
    while (clock() < until) {
    }
}

static void sleep_milliseconds(long milliseconds)
{
    const struct timespec pause = {milliseconds / 1000, milliseconds % 1000 * 1000000};
    (void)nanosleep(&pause, NULL);
}

/* Takes all memory there is, gives it back, and says so as a run does. */
static void exhaust_memory(sim_record *record)
{
    const size_t size = (size_t)1 << 20;
    void **newest = NULL;
    for (void **block = malloc(size); block != NULL; block = malloc(size)) {
        block[0] = newest;
        newest = block;
    }
    while (newest != NULL) {
        void **block = newest;
        newest = block[0];
        free(block);
    }
    record->result.verdict = SIM_BROKEN;
}

static void die_badly(void)
{
    _exit(9);
}

static void misbehave(deed what, sim_record *record)
{
    switch (what) {
    case PASS:
        break;
    case FAIL:
        record->result.verdict = SIM_FAIL;
        record->result.failure = (sim_failure){.failed = true, .op = 2};
        break;
    case CRASH:
        abort();
    case EXIT:
        _exit(7);
    case HANG:
        for (;;) {
            work_milliseconds(1000);
        }
    case WAIT_FOR_EVER:
        for (;;) {
            sleep_milliseconds(1000);
        }
    case WAIT_LONG:
        sleep_milliseconds(700);
        break;
    case EXHAUST:
        exhaust_memory(record);
        break;
    case DIFFER:
        record->replayed = true;
        record->replayed_digest = 1;
        break;
    case TWO_SLOW_PLAYS:
        work_milliseconds(700);
        atomic_fetch_add(&record->plays, 1);
        work_milliseconds(700);
        break;
    case KILLED_FROM_OUTSIDE:
        (void)raise(SIGKILL);
        break;
    case END_BADLY:
        (void)atexit(die_badly);
        break;
    }
}

static void play(void *context, uint64_t task, sim_record *record)
{
    const script *s = context;
    const sim_op op = {SIM_OP_GENERATE, {(uint32_t)task, 0, 1}};
    atomic_fetch_add(&record->plays, 1);
    for (uint64_t i = 0; i <= task % 8; i++) {
        sim_record_op(record, NULL, i, &op);
    }
    record->result.digest = task * 1000;
    misbehave(s->deeds[task], record);
}

static bool more(void *context, uint64_t task)
{
    const script *s = context;
    return task < s->count;
}

static bool done(void *context, const sim_task_outcome *outcome)
{
    script *s = context;
    size_t at = s->outcome_count++;
    assert_true(at < 64);
    s->outcomes[at] = *outcome;
    s->op_counts[at] = sim_record_op_count(outcome->record);
    s->digests[at] = outcome->record->result.digest;
    if (outcome->task == s->interrupt_at) {
        (void)raise(SIGTERM);
    }
    return outcome->task != s->stop_at;
}

static void tick(void *context)
{
    (void)context;
}

static sim_pool_end run(script *s, const deed *deeds, uint64_t count, unsigned jobs)
{
    s->deeds = deeds;
    s->count = count;
    const sim_pool_options options = {
        .jobs = jobs,
        .timeout_seconds = s->timeout_seconds,
        .setup = {.play = play, .context = s, .memory_bytes = MEMORY_BYTES, .ops_max = 16},
        .more = more,
        .done = done,
        .tick = tick,
        .context = s,
    };
    return sim_pool_run(&options);
}

static script new_script(void)
{
    return (script){.stop_at = UINT64_MAX, .interrupt_at = UINT64_MAX, .timeout_seconds = 2.0};
}

TEST(test_outcomes_come_in_order_for_any_number_of_jobs)
{
    const deed deeds[40] = {[3] = FAIL, [7] = CRASH, [8] = CRASH, [20] = EXIT, [21] = DIFFER};
    const unsigned jobs[] = {1, 2, 3, 8, 100};
    for (size_t j = 0; j < COUNT_OF(jobs); j++) {
        script s = new_script();
        assert_int_equal(run(&s, deeds, 40, jobs[j]), SIM_POOL_COMPLETE);
        assert_int_equal(s.outcome_count, 40);
        for (uint64_t i = 0; i < 40; i++) {
            sim_end end = deeds[i] == CRASH  ? SIM_END_SIGNAL
                          : deeds[i] == EXIT ? SIM_END_EXIT
                                             : SIM_END_DONE;
            assert_int_equal(s.outcomes[i].task, i);
            assert_int_equal(s.outcomes[i].end, end);
            assert_int_equal(s.digests[i], end == SIM_END_DONE ? i * 1000 : 0);
            assert_false(s.outcomes[i].beyond);
            assert_false(s.outcomes[i].late);
        }
    }
}

TEST(test_a_crash_keeps_the_ops_up_to_it)
{
    const deed deeds[] = {PASS, PASS, PASS, PASS, CRASH, EXIT, PASS};
    script s = new_script();
    assert_int_equal(run(&s, deeds, 7, 2), SIM_POOL_COMPLETE);
    assert_int_equal(s.outcomes[4].end, SIM_END_SIGNAL);
    assert_int_equal(s.outcomes[4].detail, SIGABRT);
    assert_int_equal(s.op_counts[4], 5);
    assert_int_equal(s.outcomes[5].end, SIM_END_EXIT);
    assert_int_equal(s.outcomes[5].detail, 7);
    assert_int_equal(s.op_counts[5], 6);
}

TEST(test_every_task_may_crash)
{
    deed deeds[30];
    for (size_t i = 0; i < 30; i++) {
        deeds[i] = CRASH;
    }
    script s = new_script();
    assert_int_equal(run(&s, deeds, 30, 4), SIM_POOL_COMPLETE);
    assert_int_equal(s.outcome_count, 30);
}

TEST(test_the_watchdog_ends_a_hang_and_others_go_on)
{
    const deed deeds[] = {PASS, HANG, PASS, PASS, PASS, PASS};
    script s = new_script();
    assert_int_equal(run(&s, deeds, 6, 2), SIM_POOL_COMPLETE);
    assert_int_equal(s.outcome_count, 6);
    assert_int_equal(s.outcomes[1].end, SIM_END_HANG);
    assert_int_equal(s.op_counts[1], 2);
    assert_int_equal(s.outcomes[5].end, SIM_END_DONE);
}

/* It uses no processor time, so the clock must end it. */
TEST(test_the_watchdog_ends_what_waits_for_ever)
{
    const deed deeds[] = {PASS, WAIT_FOR_EVER, PASS};
    script s = new_script();
    s.timeout_seconds = 0.05;
    assert_int_equal(run(&s, deeds, 3, 1), SIM_POOL_COMPLETE);
    assert_int_equal(s.outcomes[1].end, SIM_END_HANG);
    assert_int_equal(s.outcomes[2].end, SIM_END_DONE);
}

/* A worker that gets no processor time does not hang. */
TEST(test_a_worker_that_gets_no_processor_does_not_hang)
{
    const deed deeds[] = {PASS, WAIT_LONG, PASS};
    script s = new_script();
    s.timeout_seconds = 0.2;
    assert_int_equal(run(&s, deeds, 3, 1), SIM_POOL_COMPLETE);
    assert_int_equal(s.outcomes[1].end, SIM_END_DONE);
}

TEST(test_a_second_play_has_its_own_time)
{
    const deed deeds[] = {TWO_SLOW_PLAYS};
    script s = new_script();
    s.timeout_seconds = 1.0;
    assert_int_equal(run(&s, deeds, 1, 1), SIM_POOL_COMPLETE);
    assert_int_equal(s.outcomes[0].end, SIM_END_DONE);
}

TEST(test_memory_is_bounded)
{
    if (sim_worker_memory_unlimited()) {
        skip();
    }
    const deed deeds[] = {PASS, EXHAUST, PASS};
    script s = new_script();
    assert_int_equal(run(&s, deeds, 3, 1), SIM_POOL_COMPLETE);
    assert_int_equal(s.outcomes[1].end, SIM_END_DONE);
    assert_true(s.digests[1] == 1000);
    assert_int_equal(s.outcomes[2].end, SIM_END_DONE);
}

TEST(test_a_kill_from_outside_is_that_tasks_end)
{
    const deed deeds[] = {PASS, KILLED_FROM_OUTSIDE, PASS};
    script s = new_script();
    assert_int_equal(run(&s, deeds, 3, 1), SIM_POOL_COMPLETE);
    assert_int_equal(s.outcomes[1].end, SIM_END_SIGNAL);
    assert_int_equal(s.outcomes[1].detail, SIGKILL);
}

TEST(test_a_worker_that_ends_badly_is_told)
{
    const deed deeds[] = {PASS, END_BADLY, PASS};
    script s = new_script();
    assert_int_equal(run(&s, deeds, 3, 1), SIM_POOL_COMPLETE);
    assert_int_equal(s.outcome_count, 4);
    assert_true(s.outcomes[3].late);
    assert_int_equal(s.outcomes[3].task, 2);
    assert_int_equal(s.outcomes[3].end, SIM_END_EXIT);
    assert_int_equal(s.outcomes[3].detail, 9);
}

TEST(test_stop_delivers_nothing_after_it)
{
    const deed deeds[40] = {PASS};
    for (unsigned jobs = 1; jobs <= 4; jobs++) {
        script s = new_script();
        s.stop_at = 9;
        assert_int_equal(run(&s, deeds, 40, jobs), SIM_POOL_STOPPED);
        assert_int_equal(s.outcome_count, 10);
    }
}

/* In a process of its own, for a signal that came is remembered. */
TEST(test_a_signal_ends_the_pool_and_what_was_done_is_delivered)
{
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        const deed deeds[40] = {[6] = HANG};
        script s = new_script();
        s.interrupt_at = 5;
        s.timeout_seconds = 60.0;
        bool good = run(&s, deeds, 40, 2) == SIM_POOL_INTERRUPTED && s.outcome_count >= 6;
        for (size_t i = 0; i < s.outcome_count; i++) {
            good =
                good && s.outcomes[i].task != 6 && s.outcomes[i].beyond == (s.outcomes[i].task > 6);
        }
        _exit(good ? 0 : 1);
    }
    int status = 0;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

TEST(test_no_children_are_left)
{
    errno = 0;
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
    assert_int_equal(errno, ECHILD);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_outcomes_come_in_order_for_any_number_of_jobs),
        cmocka_unit_test(test_a_crash_keeps_the_ops_up_to_it),
        cmocka_unit_test(test_every_task_may_crash),
        cmocka_unit_test(test_the_watchdog_ends_a_hang_and_others_go_on),
        cmocka_unit_test(test_the_watchdog_ends_what_waits_for_ever),
        cmocka_unit_test(test_a_worker_that_gets_no_processor_does_not_hang),
        cmocka_unit_test(test_a_second_play_has_its_own_time),
        cmocka_unit_test(test_memory_is_bounded),
        cmocka_unit_test(test_a_kill_from_outside_is_that_tasks_end),
        cmocka_unit_test(test_a_worker_that_ends_badly_is_told),
        cmocka_unit_test(test_stop_delivers_nothing_after_it),
        cmocka_unit_test(test_a_signal_ends_the_pool_and_what_was_done_is_delivered),
        cmocka_unit_test(test_no_children_are_left),
    };
    return RUN_TESTS(tests);
}
