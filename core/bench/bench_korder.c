/*
 * What k-ordered IDs cost, in nanoseconds of a thread's processor time per ID: the median of
 * several rounds. A generator of this kind needs a clock, so the first row is what reading that
 * costs; the rows of one round follow on one another, and "times the clock" compares each with the
 * clock of its own round and number of threads.
 *
 * All IDs are kept, and those that are there twice are counted after the time was taken. "on a
 * core" is how much of the time the threads did run: near 100 %, two of them ran at once; far from
 * it, they took turns, and what they cost each other does not show. Fails if a strict generator
 * repeated or refused anything.
 */
#define _POSIX_C_SOURCE 200809L
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <idalloc/korder.h>

#define ROUNDS      9
#define IDS         1000000u /* by each thread */
#define THREADS_MAX 2u
#define START_US    UINT64_C(1700000000000000)
/* Without a clock, time advances so that a thread fills half of a tick's sequences. */
#define IDS_PER_US 8u

struct run;

typedef struct benchmark {
    const char *name;
    uint64_t (*work)(struct run *run); /* returns what the compiler must not drop */
    ida_korder_mode mode;
    bool has_ids;
    bool has_clock; /* compared with the clock alone */
} benchmark;

typedef struct run {
    const benchmark *bench;
    ida_korder *generator;
    atomic_uint *waiting; /* threads that have not started yet */
    uint64_t *ids;
    uint64_t refused;
    uint64_t sink;
    double cpu_ns;
    double wall_ns;
} run;

/* The figures of one row: of each round, and what all rounds gave together. */
typedef struct figures {
    double cpu[ROUNDS];
    double ratio[ROUNDS];
    double on_core[ROUNDS];
    uint64_t duplicates;
    uint64_t refused;
} figures;

static uint64_t ids[THREADS_MAX][IDS];

static double read_ns(clockid_t clock)
{
    struct timespec time;
    (void)clock_gettime(clock, &time);
    return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

static inline uint64_t now_us(void)
{
    struct timespec time;
    (void)clock_gettime(CLOCK_REALTIME, &time);
    return (uint64_t)time.tv_sec * 1000000 + (uint64_t)time.tv_nsec / 1000;
}

/*
 * These loops write to variables of their own, for a run may lie in one cache line with that of the
 * other thread.
 */
static uint64_t read_clock(run *r)
{
    uint64_t *out = r->ids;
    uint64_t sum = 0;
    for (size_t i = 0; i < IDS; i++) {
        struct timespec time;
        (void)clock_gettime(CLOCK_REALTIME, &time);
        sum += (uint64_t)time.tv_nsec;
        out[i] = sum;
    }
    return sum;
}

static uint64_t clock_and_next(run *r)
{
    uint64_t *out = r->ids;
    uint64_t refused = 0;
    for (size_t i = 0; i < IDS; i++) {
        refused += ida_korder_next(r->generator, now_us(), &out[i]) == IDA_OK ? 0 : 1;
    }
    r->refused = refused;
    return out[IDS - 1];
}

static uint64_t clock_and_lane(run *r)
{
    uint64_t *out = r->ids;
    uint64_t refused = 0;
    ida_korder_lane lane = ida_korder_lane_of(r->generator);
    for (size_t i = 0; i < IDS; i++) {
        refused += ida_korder_lane_next(&lane, now_us(), &out[i]) == IDA_OK ? 0 : 1;
    }
    r->refused = refused;
    return out[IDS - 1];
}

static uint64_t next_alone(run *r)
{
    uint64_t *out = r->ids;
    uint64_t refused = 0;
    for (size_t i = 0; i < IDS; i++) {
        uint64_t time_us = START_US + i / IDS_PER_US;
        refused += ida_korder_next(r->generator, time_us, &out[i]) == IDA_OK ? 0 : 1;
    }
    r->refused = refused;
    return out[IDS - 1];
}

static uint64_t lane_alone(run *r)
{
    uint64_t *out = r->ids;
    uint64_t refused = 0;
    ida_korder_lane lane = ida_korder_lane_of(r->generator);
    for (size_t i = 0; i < IDS; i++) {
        uint64_t time_us = START_US + i / IDS_PER_US;
        refused += ida_korder_lane_next(&lane, time_us, &out[i]) == IDA_OK ? 0 : 1;
    }
    r->refused = refused;
    return out[IDS - 1];
}

static uint64_t lane_ahead_of_the_clock(run *r)
{
    uint64_t *out = r->ids;
    uint64_t refused = 0;
    ida_korder_lane lane = ida_korder_lane_of(r->generator);
    for (size_t i = 0; i < IDS; i++) {
        refused += ida_korder_lane_next(&lane, START_US, &out[i]) == IDA_OK ? 0 : 1;
    }
    r->refused = refused;
    return out[IDS - 1];
}

static uint64_t to_global_and_back(run *r)
{
    ida_korder_config config = ida_korder_get_config(r->generator);
    uint64_t failed = 0;
    for (size_t i = 0; i < IDS; i++) {
        ida_korder_global global;
        ida_korder_local local = (START_US / 1000000000000 << 44) + (i << 14);
        local = ida_korder_is_valid(local) ? local : 0;
        failed += ida_korder_to_global(&config, local, &global) != IDA_OK ||
                          ida_korder_to_local(&config, &global, &r->ids[i]) != IDA_OK ||
                          r->ids[i] != local
                      ? 1
                      : 0;
    }
    r->refused = failed;
    return r->ids[IDS - 1];
}

static uint64_t to_text_and_back(run *r)
{
    uint64_t failed = 0;
    for (size_t i = 0; i < IDS; i++) {
        char text[IDA_KORDER_LOCAL_TEXT_SIZE];
        ida_korder_local local = (START_US / 1000000000000 << 44) + i % 16384;
        ida_korder_local_format(local, IDA_KORDER_D64, text);
        failed += ida_korder_local_parse(text, IDA_KORDER_LOCAL_TEXT_LENGTH, IDA_KORDER_D64,
                                         &r->ids[i]) != IDA_OK
                      ? 1
                      : 0;
    }
    r->refused = failed;
    return r->ids[IDS - 1];
}

static const benchmark benchmarks[] = {
    {"clock read", read_clock, IDA_KORDER_STRICT, false, true},
    {"clock and lane next", clock_and_lane, IDA_KORDER_STRICT, true, true},
    {"clock and next", clock_and_next, IDA_KORDER_STRICT, true, true},
    {"clock and faithful next", clock_and_next, IDA_KORDER_FAITHFUL, true, true},
    {"lane next", lane_alone, IDA_KORDER_STRICT, true, false},
    {"lane next, ahead of the clock", lane_ahead_of_the_clock, IDA_KORDER_STRICT, true, false},
    {"next", next_alone, IDA_KORDER_STRICT, true, false},
    {"faithful next", next_alone, IDA_KORDER_FAITHFUL, true, false},
    {"to global and back", to_global_and_back, IDA_KORDER_STRICT, false, false},
    {"to d64 and back", to_text_and_back, IDA_KORDER_STRICT, false, false},
};

#define BENCHMARKS (sizeof benchmarks / sizeof benchmarks[0])

static void *work(void *argument)
{
    run *r = argument;
    (void)atomic_fetch_sub(r->waiting, 1);
    while (atomic_load(r->waiting) != 0) {
    }
    double wall = read_ns(CLOCK_MONOTONIC);
    double cpu = read_ns(CLOCK_THREAD_CPUTIME_ID);
    r->sink = r->bench->work(r);
    r->cpu_ns = read_ns(CLOCK_THREAD_CPUTIME_ID) - cpu;
    r->wall_ns = read_ns(CLOCK_MONOTONIC) - wall;
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
        qsort(ids[i], IDS, sizeof ids[i][0], compare_ids);
    }
    uint64_t duplicates = 0;
    uint64_t last = 0;
    size_t at[THREADS_MAX] = {0};
    for (size_t merged = 0; merged < threads * IDS; merged++) {
        size_t lowest = at[0] < IDS ? 0 : 1;
        if (threads == 2 && lowest == 0 && at[1] < IDS && ids[1][at[1]] < ids[0][at[0]]) {
            lowest = 1;
        }
        duplicates += merged > 0 && ids[lowest][at[lowest]] == last ? 1 : 0;
        last = ids[lowest][at[lowest]];
        at[lowest]++;
    }
    return duplicates;
}

static ida_korder *new_generator(ida_korder_mode mode)
{
    ida_allocator allocator = ida_allocator_standard();
    ida_korder_config config = {.node = 1, .drift = IDA_KORDER_DRIFT_DEFAULT};
    ida_korder_options options = ida_korder_options_default();
    ida_korder *generator = NULL;
    options.mode = mode;
    if (ida_korder_create(&allocator, &config, &options, &generator) != IDA_OK) {
        (void)fprintf(stderr, "bench: no generator\n");
        exit(1);
    }
    return generator;
}

/* One round of one benchmark; its duplicates and refusals are added to those of the others. */
static void measure(const benchmark *bench, size_t threads, size_t round, figures *f)
{
    pthread_t handles[THREADS_MAX];
    run runs[THREADS_MAX];
    atomic_uint waiting = (unsigned)threads;
    ida_korder *generator = new_generator(bench->mode);
    for (size_t i = 0; i < threads; i++) {
        runs[i] = (run){.bench = bench, .generator = generator, .waiting = &waiting, .ids = ids[i]};
        if (pthread_create(&handles[i], NULL, work, &runs[i]) != 0) {
            (void)fprintf(stderr, "bench: no thread\n");
            exit(1);
        }
    }
    double cpu = 0;
    double wall = 0;
    for (size_t i = 0; i < threads; i++) {
        (void)pthread_join(handles[i], NULL);
        cpu += runs[i].cpu_ns;
        wall = runs[i].wall_ns > wall ? runs[i].wall_ns : wall;
        f->refused += runs[i].refused;
    }
    f->cpu[round] = cpu / (double)threads / IDS;
    f->on_core[round] = 100 * cpu / (double)threads / wall;
    f->duplicates += bench->has_ids ? count_duplicates(threads) : 0;
    ida_korder_destroy(generator);
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

static void print(const benchmark *bench, size_t threads, figures *f)
{
    char ratio[16] = "";
    char on_core[16] = "";
    char duplicates[24] = "";
    if (bench->has_clock) {
        (void)snprintf(ratio, sizeof ratio, "%.2f", median(f->ratio));
    }
    if (threads > 1) {
        (void)snprintf(on_core, sizeof on_core, "%.0f %%", median(f->on_core));
    }
    if (bench->has_ids) {
        (void)snprintf(duplicates, sizeof duplicates, "%llu", (unsigned long long)f->duplicates);
    }
    (void)printf("%-30s %7zu %8.1f ns %15s %9s %11s\n", bench->name, threads, median(f->cpu), ratio,
                 on_core, duplicates);
}

int main(void)
{
    static figures all[THREADS_MAX][BENCHMARKS];
    bool failed = false;
    memset(ids, 1, sizeof ids); /* so that no page is missing while the time is taken */
    for (size_t round = 0; round < ROUNDS; round++) {
        for (size_t threads = 1; threads <= THREADS_MAX; threads++) {
            figures *f = all[threads - 1];
            for (size_t i = 0; i < BENCHMARKS; i++) {
                measure(&benchmarks[i], threads, round, &f[i]);
                f[i].ratio[round] = f[i].cpu[round] / f[0].cpu[round];
            }
        }
    }
    (void)printf("%-30s %7s %11s %15s %9s %11s\n", "", "threads", "median", "times the clock",
                 "on a core", "duplicates");
    for (size_t threads = 1; threads <= THREADS_MAX; threads++) {
        for (size_t i = 0; i < BENCHMARKS; i++) {
            figures *f = &all[threads - 1][i];
            print(&benchmarks[i], threads, f);
            bool is_strict = benchmarks[i].mode == IDA_KORDER_STRICT;
            if (f->refused != 0 || (is_strict && f->duplicates != 0)) {
                (void)printf("  this must not be: %llu refused, %llu duplicates\n",
                             (unsigned long long)f->refused, (unsigned long long)f->duplicates);
                failed = true;
            }
        }
    }
    return failed ? 1 : 0;
}
