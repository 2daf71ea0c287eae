/* Plays tapes in a worker process, for the shrinker. */

/* MAP_ANONYMOUS came into POSIX after 2008. */
#define _DEFAULT_SOURCE

#include "trial.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "guest.h"
#include "output.h"
#include "scenario/seed.h"

/* How often the watchdog checks. */
#define LOOK_MILLISECONDS 50

/* --- In the worker. --- */

/* The messages of hundreds of crashes in assertions and sanitizers help nobody. */
static void be_quiet(void)
{
    int nowhere = open("/dev/null", O_WRONLY);
    if (nowhere >= 0) {
        (void)dup2(nowhere, STDERR_FILENO);
        (void)close(nowhere);
    }
}

static void play_trial(void *context, uint64_t index, sim_record *record)
{
    const sim_trial *trial = context;
    const sim_shrink_play whole = {.to_the_end = true};
    sim_shrink_play how = trial->by_seed ? whole : trial->how;
    sim_run_options options = sim_shrink_run_options(&how);
    (void)index;
    be_quiet();
    options.before_op_context = record;
    options.without_oracle = sim_guest_is_compared();
    if (trial->by_seed) {
        options.before_op = sim_record_op;
        sim_driver *driver = sim_seed_driver(trial->scenario, trial->seed);
        record->result.verdict = SIM_BROKEN;
        if (driver != NULL) {
            record->config = sim_driver_config(driver);
            sim_driver_destroy(driver);
            record->result =
                sim_run_seed(trial->scenario, trial->seed, trial->ops_wanted, &options, NULL);
        }
        return;
    }
    /* The ops are not copied: the parent changes them only when it has the answer. */
    sim_op *ops = ((sim_trial *)context)->ops;
    const sim_tape tape = {trial->config, ops, trial->count, trial->count};
    options.before_op = sim_record_progress;
    record->result = sim_run_tape(&tape, &options);
}

/* --- In the parent. --- */

bool sim_trials_open(sim_trials *trials, uint32_t ops_max, const sim_limits *limits)
{
    memset(trials, 0, sizeof *trials);
    sim_worker_init(&trials->worker);
    trials->ops_max = ops_max;
    const size_t size = sizeof(sim_trial) + ops_max * sizeof(sim_op);
    trials->trial_size = size;
    // cppcheck-suppress invalidFunctionArg ; -1 is for a mapping without a file
    void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) {
        sim_error("no memory for a tape of %u ops: %s", ops_max, strerror(errno));
        return false;
    }
    trials->trial = memory;
    trials->timeout_seconds = limits->timeout_seconds;
    trials->setup = (sim_worker_setup){.play = play_trial,
                                       .context = memory,
                                       .memory_bytes = limits->memory_mb << 20,
                                       .ops_max = ops_max};
    return true;
}

void sim_trials_close(sim_trials *trials)
{
    int detail;
    if (trials->worker.pid != 0) {
        (void)sim_worker_collect(&trials->worker, trials->worker.busy, &detail);
    }
    sim_worker_free(&trials->worker);
    if (trials->trial != NULL) {
        (void)munmap(trials->trial, trials->trial_size);
        trials->trial = NULL;
    }
}

/* Waits for the worker's answer: false if it does not come in time. */
static bool wait_for_answer(sim_trials *trials)
{
    struct pollfd answer = {.fd = trials->worker.fd, .events = POLLIN};
    sim_worker_allow(&trials->worker, trials->timeout_seconds);
    for (;;) {
        int ready = poll(&answer, 1, LOOK_MILLISECONDS);
        if (ready > 0) {
            return true;
        }
        if ((ready < 0 && errno != EINTR) || sim_worker_is_overdue(&trials->worker)) {
            return false;
        }
    }
}

/* Lets the worker run the trial; returns how it ended. False after an error message. */
static bool run_trial(sim_trials *trials, sim_end *end, int *detail)
{
    sim_worker *worker = &trials->worker;
    if (worker->pid == 0) {
        if (!sim_worker_start(worker, &trials->setup, NULL, 0)) {
            sim_error("the worker process could not be started: %s", strerror(errno));
            return false;
        }
        trials->started++;
    }
    *detail = 0;
    *end = SIM_END_DONE;
    sim_worker_give(worker, 0);
    bool answered = wait_for_answer(trials);
    if (!answered || !sim_worker_answer(worker)) {
        *end = sim_worker_collect(worker, !answered, detail);
    }
    return true;
}

bool sim_trials_play(void *context, const sim_tape *tape, const sim_shrink_play *how,
                     sim_symptom *symptom)
{
    static const sim_symptom_kind kinds[] = {
        [SIM_END_DONE] = SIM_SYMPTOM_NONE,
        [SIM_END_SIGNAL] = SIM_SYMPTOM_CRASH,
        [SIM_END_EXIT] = SIM_SYMPTOM_EXIT,
        [SIM_END_HANG] = SIM_SYMPTOM_HANG,
    };
    sim_trials *trials = context;
    sim_trial *trial = trials->trial;
    sim_end end;
    int detail;
    if (tape->count > trials->ops_max) {
        sim_error("a tape of %zu ops is longer than the one to shrink", tape->count);
        return false;
    }
    trial->by_seed = false;
    trial->config = tape->config;
    trial->how = *how;
    trial->count = (uint32_t)tape->count;
    if (tape->count > 0) {
        memcpy(trial->ops, tape->ops, tape->count * sizeof *tape->ops);
    }
    if (!run_trial(trials, &end, &detail)) {
        return false;
    }
    const sim_record *record = trials->worker.record;
    if (end == SIM_END_DONE) {
        *symptom = sim_symptom_of(tape, &record->result);
        return true;
    }
    *symptom = (sim_symptom){.kind = kinds[end], .detail = end == SIM_END_HANG ? 0 : detail};
    symptom->op = atomic_load(&record->op_now);
    symptom->code = sim_symptom_code(tape, symptom->op);
    return true;
}

bool sim_trials_record(sim_trials *trials, const sim_scenario *scenario, uint64_t seed,
                       uint64_t ops, sim_tape *tape)
{
    sim_trial *trial = trials->trial;
    sim_end end;
    int detail;
    trial->by_seed = true;
    trial->scenario = scenario;
    trial->seed = seed;
    trial->ops_wanted = ops;
    if (!run_trial(trials, &end, &detail)) {
        return false;
    }
    if (!sim_record_copy_tape(trials->worker.record, tape)) {
        sim_error("no memory for the tape");
        return false;
    }
    return true;
}
