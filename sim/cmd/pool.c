/* Plays numbered tasks in worker processes and delivers their outcomes in order. */
#include "pool.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "interrupt.h"
#include "output.h"

#define TICK_SECONDS 0.2
/* A loop that took longer than this was suspended, or the machine slept: no worker is to blame. */
#define SUSPENDED_SECONDS 2.0
/* Open files left for everything but workers: tapes, results, the socket of one being started. */
#define FILES_RESERVED 16u
/* After an interrupt, tasks that are nearly done may finish. */
#define GRACE_SECONDS 1.0

typedef struct pool {
    const sim_pool_options *options;
    unsigned jobs; /* most workers: as many as requested, or as open files allow */
    sim_worker *workers;
    struct pollfd *polls; /* one for each busy worker, and one for signals */
    sim_worker **polled;  /* the workers they belong to */
    sim_task_outcome *
        *waiting; /* SIM_POOL_WINDOW of them; a task's place is its number modulo SIM_POOL_WINDOW */
    uint64_t next_task;    /* to be given */
    uint64_t next_outcome; /* to be delivered */
    bool no_more;
    bool stopped;
    bool interrupted;
    bool complained; /* about a worker that could not be started */
    double grace_until;
    int broken; /* errno; 0: not broken */
} pool;

bool sim_task_failed(const sim_task_outcome *outcome)
{
    const sim_record *record = outcome->record;
    return outcome->end != SIM_END_DONE || record->result.verdict != SIM_PASS ||
           (record->replayed && (record->replayed_digest != record->result.digest ||
                                 record->replayed_verdict != record->result.verdict));
}

unsigned sim_pool_processors(void)
{
    long online = sysconf(_SC_NPROCESSORS_ONLN);
    if (online < 1) {
        return 1;
    }
    return online > (long)SIM_JOBS_MAX ? SIM_JOBS_MAX : (unsigned)online;
}

static bool finishing(const pool *p)
{
    return p->stopped || p->interrupted || p->broken != 0;
}

static unsigned busy_count(const pool *p)
{
    unsigned count = 0;
    for (unsigned i = 0; i < p->jobs; i++) {
        count += p->workers[i].busy ? 1 : 0;
    }
    return count;
}

/* --- Outcomes. --- */

/* A copy that outlives the record; the ops only if they will be needed. */
static sim_task_outcome *keep(const sim_task_outcome *outcome)
{
    const sim_record *record = outcome->record;
    size_t ops = sim_task_failed(outcome) ? sim_record_op_count(record) : 0;
    size_t record_size = sizeof(sim_record) + ops * sizeof(sim_op);
    sim_task_outcome *copy = malloc(sizeof *copy);
    sim_record *record_copy = malloc(record_size);
    if (copy == NULL || record_copy == NULL) {
        free(copy);
        free(record_copy);
        return NULL;
    }
    memcpy(record_copy, record, record_size);
    record_copy->op_capacity = (uint32_t)ops;
    *copy = *outcome;
    copy->record = record_copy;
    return copy;
}

static void drop(sim_task_outcome *outcome)
{
    if (outcome != NULL) {
        free(outcome->record);
        free(outcome);
    }
}

static void deliver(pool *p, const sim_task_outcome *outcome)
{
    if (!p->stopped && !p->options->done(p->options->context, outcome)) {
        p->stopped = true;
    }
}

static void deliver_waiting(pool *p)
{
    for (;;) {
        sim_task_outcome **place = &p->waiting[p->next_outcome % SIM_POOL_WINDOW];
        if (*place == NULL) {
            return;
        }
        deliver(p, *place);
        drop(*place);
        *place = NULL;
        p->next_outcome++;
    }
}

static void receive(pool *p, const sim_task_outcome *outcome)
{
    if (outcome->task == p->next_outcome) {
        deliver(p, outcome);
        p->next_outcome++;
        deliver_waiting(p);
        return;
    }
    sim_task_outcome *copy = keep(outcome);
    if (copy == NULL) {
        p->broken = ENOMEM;
        return;
    }
    p->waiting[outcome->task % SIM_POOL_WINDOW] = copy;
}

/* --- Workers. --- */

/* Fewer workers do the same work; without any the pool ends. */
static void do_without(pool *p, int why)
{
    if (busy_count(p) == 0) {
        p->broken = why;
    } else if (!p->complained) {
        p->complained = true;
        sim_error("a worker could not be started (%s); continuing with fewer", strerror(why));
    }
}

static void hand_out(pool *p)
{
    int failed = 0; /* errno of a worker that could not be started */
    for (unsigned i = 0; i < p->jobs && !finishing(p) && !p->no_more; i++) {
        sim_worker *worker = &p->workers[i];
        if (worker->busy || (worker->pid == 0 && failed != 0)) {
            continue;
        }
        if (p->next_task - p->next_outcome >= SIM_POOL_WINDOW) {
            break;
        }
        if (!p->options->more(p->options->context, p->next_task)) {
            p->no_more = true;
            break;
        }
        if (worker->pid == 0 &&
            !sim_worker_start(worker, &p->options->setup, p->workers, p->jobs)) {
            failed = errno;
            continue;
        }
        sim_worker_give(worker, p->next_task++);
        sim_worker_allow(worker, p->options->timeout_seconds);
    }
    if (failed != 0) {
        do_without(p, failed);
    }
}

static void lose_worker(pool *p, sim_worker *worker, bool hangs)
{
    sim_task_outcome outcome = {.task = worker->task, .record = worker->record};
    outcome.end = sim_worker_collect(worker, hangs, &outcome.detail);
    if (outcome.end == SIM_END_DONE) {
        outcome.end = SIM_END_EXIT; /* it exited with 0, but in the middle of a task */
    }
    receive(p, &outcome);
}

static void read_answer(pool *p, sim_worker *worker)
{
    if (sim_worker_answer(worker)) {
        sim_task_outcome outcome = {
            .task = worker->task, .end = SIM_END_DONE, .record = worker->record};
        receive(p, &outcome);
    } else {
        lose_worker(p, worker, false);
    }
}

/* A replayed world gets its time again. */
static void watch(pool *p, sim_worker *worker)
{
    if (!worker->busy || !sim_worker_is_overdue(worker)) {
        return;
    }
    uint32_t plays = atomic_load(&worker->record->plays);
    if (plays > worker->plays_seen && worker->plays_seen < SIM_PLAYS_MAX) {
        worker->plays_seen = plays < SIM_PLAYS_MAX ? plays : SIM_PLAYS_MAX;
        sim_worker_allow(worker, p->options->timeout_seconds);
        return;
    }
    lose_worker(p, worker, true);
}

/* --- The loop. --- */

/*
 * Only open descriptors are polled: poll counts the others too when it compares with the limit on
 * open files.
 */
static void wait_for_news(pool *p)
{
    unsigned busy = 0;
    for (unsigned i = 0; i < p->jobs; i++) {
        if (p->workers[i].busy) {
            p->polled[busy] = &p->workers[i];
            p->polls[busy++] = (struct pollfd){p->workers[i].fd, POLLIN, 0};
        }
    }
    nfds_t count = busy;
    if (!p->interrupted) {
        p->polls[count++] = (struct pollfd){sim_interrupt_fd(), POLLIN, 0};
    }
    int ready = poll(p->polls, count, (int)(TICK_SECONDS * 1000));
    if (ready < 0 && errno != EINTR) {
        p->broken = errno;
    }
    for (unsigned i = 0; ready > 0 && i < busy; i++) {
        if (p->polls[i].revents != 0) {
            read_answer(p, p->polled[i]);
        }
    }
}

static void look_at_clock(pool *p, double before)
{
    double now = sim_clock_seconds();
    bool suspended = now - before > SUSPENDED_SECONDS;
    for (unsigned i = 0; i < p->jobs; i++) {
        sim_worker *worker = &p->workers[i];
        if (suspended) {
            sim_worker_postpone(worker, now - before);
        }
        watch(p, worker);
    }
    if (sim_interrupt_signal() != 0 && !p->interrupted) {
        p->interrupted = true;
        p->grace_until = now + GRACE_SECONDS;
    }
}

static bool goes_on(const pool *p)
{
    if (p->stopped || p->broken != 0 || busy_count(p) == 0) {
        return false;
    }
    return !p->interrupted || sim_clock_seconds() < p->grace_until;
}

static void run_loop(pool *p)
{
    hand_out(p);
    while (goes_on(p)) {
        double before = sim_clock_seconds();
        wait_for_news(p);
        if (p->broken != 0) {
            break; /* a worker that was not polled does not count as hanging */
        }
        look_at_clock(p, before);
        hand_out(p);
        p->options->tick(p->options->context);
    }
}

/*
 * Ends the workers. A worker that fails by itself after its work (because of a leak checker) has
 * failed, with its last task as the likeliest cause.
 */
static void end_workers(pool *p)
{
    for (unsigned i = 0; i < p->jobs; i++) {
        sim_worker *worker = &p->workers[i];
        if (worker->pid != 0) {
            sim_task_outcome outcome = {
                .task = worker->task, .late = true, .record = worker->record};
            bool busy = worker->busy;
            outcome.end = sim_worker_collect(worker, busy, &outcome.detail);
            if (!busy && outcome.end != SIM_END_DONE) {
                deliver(p, &outcome);
            }
        }
        sim_worker_free(worker);
    }
}

static void deliver_beyond(pool *p)
{
    uint64_t given = p->next_task;
    for (uint64_t task = p->next_outcome; task < given; task++) {
        sim_task_outcome *outcome = p->waiting[task % SIM_POOL_WINDOW];
        if (outcome != NULL) {
            outcome->beyond = true;
            deliver(p, outcome);
            drop(outcome);
            p->waiting[task % SIM_POOL_WINDOW] = NULL;
        }
    }
}

/* As many workers as requested, unless open files may run out. */
static unsigned jobs_allowed(unsigned asked)
{
    struct rlimit files;
    if (getrlimit(RLIMIT_NOFILE, &files) != 0 || files.rlim_cur == RLIM_INFINITY ||
        files.rlim_cur >= asked + FILES_RESERVED) {
        return asked;
    }
    unsigned limit = (unsigned)files.rlim_cur;
    unsigned allowed = limit > FILES_RESERVED ? limit - FILES_RESERVED : 1;
    if (allowed < asked) {
        sim_error("%u worker%s instead of %u: the limit on open files is %u (ulimit -n)", allowed,
                  allowed == 1 ? "" : "s", asked, limit);
    }
    return allowed < asked ? allowed : asked;
}

static bool prepare(pool *p, const sim_pool_options *options)
{
    memset(p, 0, sizeof *p);
    p->options = options;
    p->jobs = jobs_allowed(options->jobs);
    p->workers = calloc(p->jobs, sizeof *p->workers);
    p->polls = calloc((size_t)p->jobs + 1, sizeof *p->polls);
    p->polled = calloc(p->jobs, sizeof(sim_worker *));
    p->waiting = calloc(SIM_POOL_WINDOW, sizeof(sim_task_outcome *));
    if (p->workers == NULL || p->polls == NULL || p->polled == NULL || p->waiting == NULL) {
        errno = ENOMEM;
        return false;
    }
    for (unsigned i = 0; i < p->jobs; i++) {
        sim_worker_init(&p->workers[i]);
    }
    return sim_interrupt_catch();
}

sim_pool_end sim_pool_run(const sim_pool_options *options)
{
    pool p;
    if (prepare(&p, options)) {
        run_loop(&p);
        end_workers(&p);
        deliver_beyond(&p);
    } else {
        p.broken = errno;
    }
    free(p.workers);
    free(p.polls);
    free(p.polled);
    free(p.waiting);
    if (p.broken != 0) {
        errno = p.broken;
        return SIM_POOL_BROKEN;
    }
    if (p.stopped) {
        return SIM_POOL_STOPPED;
    }
    return p.interrupted ? SIM_POOL_INTERRUPTED : SIM_POOL_COMPLETE;
}
