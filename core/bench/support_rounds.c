#ifdef __linux__
#define _GNU_SOURCE /* for the cores a thread may run on */
#else
#define _POSIX_C_SOURCE 200809L
#endif
#include "support_rounds.h"

#include <pthread.h>
#ifdef __linux__
#include <sched.h>
#endif
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define ROUNDS      9
#define THREADS_MAX 2u
#define ROWS_MAX    20u

/* Further apart than what a core fetches at once. */
#define WORD_DISTANCE 128u

/* A thread of a row. */
typedef struct worker {
    bench_run run;
    const bench_row *row;
    atomic_uint *waiting; /* threads that have not started yet */
    uint64_t sink;
    double cpu_ns;
    double wall_ns;
} worker;

/* The figures of one row: of each round, and what all rounds gave together. */
typedef struct figures {
    double cpu[ROUNDS];
    double ratio[ROUNDS];
    double on_core[ROUNDS];
    uint64_t duplicates;
    uint64_t refused;
} figures;

static uint64_t ids[THREADS_MAX][BENCH_IDS];

/* What the threads of the rows of limits add to. */
static struct {
    _Alignas(WORD_DISTANCE) _Atomic uint64_t word;
} words[THREADS_MAX];

static double read_ns(clockid_t clock)
{
    struct timespec time;
    (void)clock_gettime(clock, &time);
    return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

uint64_t bench_now_us(void)
{
    struct timespec time;
    (void)clock_gettime(CLOCK_REALTIME, &time);
    return (uint64_t)time.tv_sec * 1000000 + (uint64_t)time.tv_nsec / 1000;
}

/*
 * Loops of benchmarks write to variables of their own, for a run may lie in one cache line with
 * that of the other thread.
 */
static uint64_t read_clock(bench_run *run)
{
    uint64_t *out = run->ids;
    uint64_t sum = 0;
    for (size_t i = 0; i < BENCH_IDS; i++) {
        struct timespec time;
        (void)clock_gettime(CLOCK_REALTIME, &time);
        sum += (uint64_t)time.tv_nsec;
        out[i] = sum;
    }
    return sum;
}

static uint64_t add(const bench_run *run, _Atomic uint64_t *word)
{
    uint64_t *out = run->ids;
    for (size_t i = 0; i < BENCH_IDS; i++) {
        out[i] = atomic_fetch_add_explicit(word, 1, memory_order_relaxed);
    }
    return out[BENCH_IDS - 1];
}

static uint64_t add_to_own(bench_run *run)
{
    return add(run, &words[run->thread].word);
}

static uint64_t add_to_shared(bench_run *run)
{
    return add(run, &words[0].word);
}

static uint64_t read_clock_and_add(bench_run *run)
{
    uint64_t *out = run->ids;
    uint64_t sum = 0;
    for (size_t i = 0; i < BENCH_IDS; i++) {
        sum += bench_now_us();
        out[i] = atomic_fetch_add_explicit(&words[0].word, 1, memory_order_relaxed);
    }
    return sum + out[BENCH_IDS - 1];
}

const bench_row bench_clock_row = {.name = BENCH_CLOCK, .work = read_clock};
const bench_row bench_add_row = {.name = BENCH_ADD, .work = add_to_own};
const bench_row bench_clock_and_add_row = {
    .name = BENCH_CLOCK_AND_ADD, .work = read_clock_and_add, .has_ids = true};
const bench_row bench_shared_add_row = {
    .name = BENCH_SHARED_ADD, .work = add_to_shared, .has_ids = true};

/* Each thread on a core of its own, where there are enough and the system can be told. */
static void pin(size_t thread)
{
#ifdef __linux__
    cpu_set_t cores;
    if (sched_getaffinity(0, sizeof cores, &cores) != 0 || (size_t)CPU_COUNT(&cores) <= thread) {
        return;
    }
    size_t skipped = 0;
    for (size_t core = 0; core < CPU_SETSIZE; core++) {
        if (CPU_ISSET(core, &cores) && skipped++ != thread) {
            CPU_CLR(core, &cores);
        }
    }
    (void)pthread_setaffinity_np(pthread_self(), sizeof cores, &cores);
#else
    (void)thread;
#endif
}

static void *work(void *argument)
{
    worker *w = argument;
    pin(w->run.thread);
    (void)atomic_fetch_sub(w->waiting, 1);
    while (atomic_load(w->waiting) != 0) {
    }
    double wall = read_ns(CLOCK_MONOTONIC);
    double cpu = read_ns(CLOCK_THREAD_CPUTIME_ID);
    w->sink = w->row->work(&w->run);
    w->cpu_ns = read_ns(CLOCK_THREAD_CPUTIME_ID) - cpu;
    w->wall_ns = read_ns(CLOCK_MONOTONIC) - wall;
    return NULL;
}

static int compare_ids(const void *a, const void *b)
{
    uint64_t left;
    uint64_t right;
    memcpy(&left, a, sizeof left);
    memcpy(&right, b, sizeof right);
    return (left > right) - (left < right);
}

static uint64_t count_duplicates(size_t threads)
{
    for (size_t i = 0; i < threads; i++) {
        qsort(ids[i], BENCH_IDS, sizeof ids[i][0], compare_ids);
    }
    uint64_t duplicates = 0;
    uint64_t last = 0;
    size_t at[THREADS_MAX] = {0};
    for (size_t merged = 0; merged < threads * BENCH_IDS; merged++) {
        size_t lowest = at[0] < BENCH_IDS ? 0 : 1;
        if (threads == 2 && lowest == 0 && at[1] < BENCH_IDS && ids[1][at[1]] < ids[0][at[0]]) {
            lowest = 1;
        }
        duplicates += merged > 0 && ids[lowest][at[lowest]] == last ? 1 : 0;
        last = ids[lowest][at[lowest]];
        at[lowest]++;
    }
    return duplicates;
}

static void *new_generator(const bench_row *row)
{
    void *generator = row->create == NULL ? NULL : row->create();
    if (row->create != NULL && generator == NULL) {
        (void)fprintf(stderr, "bench: no generator\n");
        exit(1);
    }
    return generator;
}

/* One round of one row; its duplicates and refusals are added to those of the others. */
static void measure(const bench_row *row, size_t threads, size_t round, figures *f)
{
    pthread_t handles[THREADS_MAX];
    worker workers[THREADS_MAX];
    atomic_uint waiting = (unsigned)threads;
    for (size_t i = 0; i < threads; i++) {
        void *generator = i == 0 || row->is_own ? new_generator(row) : workers[0].run.generator;
        workers[i] = (worker){.run = {.generator = generator, .thread = i, .ids = ids[i]},
                              .row = row,
                              .waiting = &waiting};
    }
    for (size_t i = 0; i < threads; i++) {
        if (pthread_create(&handles[i], NULL, work, &workers[i]) != 0) {
            (void)fprintf(stderr, "bench: no thread\n");
            exit(1);
        }
    }
    double cpu = 0;
    double wall = 0;
    for (size_t i = 0; i < threads; i++) {
        (void)pthread_join(handles[i], NULL);
        cpu += workers[i].cpu_ns;
        wall = workers[i].wall_ns > wall ? workers[i].wall_ns : wall;
        f->refused += workers[i].run.refused;
    }
    f->cpu[round] = cpu / (double)threads / BENCH_IDS;
    f->on_core[round] = 100 * cpu / (double)threads / wall;
    f->duplicates += row->has_ids ? count_duplicates(threads) : 0;
    for (size_t i = 0; i < threads && row->destroy != NULL; i++) {
        if (i == 0 || row->is_own) {
            row->destroy(workers[i].run.generator);
        }
    }
}

static int compare_doubles(const void *a, const void *b)
{
    double left;
    double right;
    memcpy(&left, a, sizeof left);
    memcpy(&right, b, sizeof right);
    return (left > right) - (left < right);
}

static double median(double *values)
{
    qsort(values, ROUNDS, sizeof values[0], compare_doubles);
    return values[ROUNDS / 2];
}

static void print(const bench_row *row, size_t threads, figures *f)
{
    char ratio[16] = "";
    char on_core[16] = "";
    char duplicates[24] = "";
    if (row->limit != NULL) {
        (void)snprintf(ratio, sizeof ratio, "%.2f", median(f->ratio));
    }
    if (threads > 1) {
        (void)snprintf(on_core, sizeof on_core, "%.0f %%", median(f->on_core));
    }
    if (row->has_ids) {
        (void)snprintf(duplicates, sizeof duplicates, "%llu", (unsigned long long)f->duplicates);
    }
    (void)printf("%-30s %7zu %8.1f ns %6s %-21s %9s %11s\n", row->name, threads, median(f->cpu),
                 ratio, row->limit != NULL ? row->limit : "", on_core, duplicates);
}

/* Prints a row; false if it refused or repeated what it may not. */
static bool judge(const bench_row *row, size_t threads, figures *f)
{
    print(row, threads, f);
    if (f->refused == 0 && (row->may_repeat || f->duplicates == 0)) {
        return true;
    }
    (void)printf("  this must not be: %llu refused, %llu duplicates\n",
                 (unsigned long long)f->refused, (unsigned long long)f->duplicates);
    return false;
}

/* The place of a row's limit, which comes before it; its own if it has none. */
static size_t limit_of(const bench_row *rows, size_t row)
{
    size_t limit = 0;
    while (limit < row &&
           (rows[row].limit == NULL || strcmp(rows[limit].name, rows[row].limit) != 0)) {
        limit++;
    }
    return limit;
}

int bench_rounds(const bench_row *rows, size_t count)
{
    static figures all[THREADS_MAX][ROWS_MAX];
    bool well = count <= ROWS_MAX;
    memset(ids, 1, sizeof ids); /* so that no page is missing while the time is taken */
    for (size_t round = 0; round < ROUNDS; round++) {
        for (size_t threads = 1; threads <= THREADS_MAX; threads++) {
            figures *f = all[threads - 1];
            for (size_t i = 0; i < count && well; i++) {
                if (threads == 1 || !rows[i].is_alone) {
                    measure(&rows[i], threads, round, &f[i]);
                    f[i].ratio[round] = f[i].cpu[round] / f[limit_of(rows, i)].cpu[round];
                }
            }
        }
    }
    (void)printf("%-30s %7s %11s %6s %-21s %9s %11s\n", "", "threads", "median", "times",
                 "its limit", "on a core", "duplicates");
    for (size_t threads = 1; threads <= THREADS_MAX; threads++) {
        for (size_t i = 0; i < count; i++) {
            if (threads == 1 || !rows[i].is_alone) {
                well = judge(&rows[i], threads, &all[threads - 1][i]) && well;
            }
        }
    }
    return well ? 0 : 1;
}
