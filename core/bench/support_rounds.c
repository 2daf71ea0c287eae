#define _POSIX_C_SOURCE 200809L
#include "support_rounds.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define ROUNDS      9
#define THREADS_MAX 2u
#define ROWS_MAX    16u

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

const bench_row bench_clock_row = {.name = "clock read", .work = read_clock, .has_clock = true};

static void *work(void *argument)
{
    worker *w = argument;
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
    void *generator = new_generator(row);
    for (size_t i = 0; i < threads; i++) {
        workers[i] = (worker){
            .run = {.generator = generator, .ids = ids[i]}, .row = row, .waiting = &waiting};
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
    if (row->destroy != NULL) {
        row->destroy(generator);
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
    if (row->has_clock) {
        (void)snprintf(ratio, sizeof ratio, "%.2f", median(f->ratio));
    }
    if (threads > 1) {
        (void)snprintf(on_core, sizeof on_core, "%.0f %%", median(f->on_core));
    }
    if (row->has_ids) {
        (void)snprintf(duplicates, sizeof duplicates, "%llu", (unsigned long long)f->duplicates);
    }
    (void)printf("%-30s %7zu %8.1f ns %15s %9s %11s\n", row->name, threads, median(f->cpu), ratio,
                 on_core, duplicates);
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
                    f[i].ratio[round] = f[i].cpu[round] / f[0].cpu[round];
                }
            }
        }
    }
    (void)printf("%-30s %7s %11s %15s %9s %11s\n", "", "threads", "median", "times the clock",
                 "on a core", "duplicates");
    for (size_t threads = 1; threads <= THREADS_MAX; threads++) {
        for (size_t i = 0; i < count; i++) {
            if (threads == 1 || !rows[i].is_alone) {
                well = judge(&rows[i], threads, &all[threads - 1][i]) && well;
            }
        }
    }
    return well ? 0 : 1;
}
