/*
 * How costs grow with the document: the median of several runs, and the longest single calls.
 *
 * A call that takes long may have been interrupted. So operations are timed one by one, in several
 * passes over the same operations. "longest" is the longest call of all passes. "sure" takes of
 * each operation its shortest time, and of these the longest: the operation itself must have taken
 * that long, for an interruption does not come at the same operation in every pass. "noise" is the
 * longest gap that a loop sees which reads the clock for as long, and does nothing else.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "modes.h"
#include "trial.h"

#define ROUNDS_MAX 101
#define PASSES     3
#define QUESTIONS  (1u << 17)

typedef struct row {
    const char *name;
    const bench_kind *kind;
} row;

/* A tenth as many sessions as clusters, as in W9. */
static const row rows[] = {
    {"finalize", &bench_finalize_shuffled},
    {"final to session space", &bench_final_to_session},
    {"remote local to session space", &bench_local_to_session},
    {"decompress to text", &bench_decompress_text},
    {"recompress from text", &bench_recompress_text},
    {"save", &bench_save},
    {"load", &bench_load},
    {"own local to op space", &bench_own_to_op},
    {"generate", &bench_generate_own},
};

typedef struct longest {
    double longest;
    double sure;
    uint32_t at; /* the operation of sure */
    double passes_ns;
} longest;

/* The longest gap between two reads of the clock, for as long. */
static double find_noise(double duration_ns)
{
    uint64_t start = bench_now();
    uint64_t before = start;
    uint64_t gap = 0;
    while ((double)(before - start) < duration_ns) {
        uint64_t after = bench_now();
        gap = after - before > gap ? after - before : gap;
        before = after;
    }
    return (double)gap;
}

static longest find_longest(bench_trial *trial)
{
    uint32_t operations = trial->workload.operations;
    uint32_t *shortest = bench_memory(operations, sizeof *shortest);
    uint32_t *times = bench_memory(operations, sizeof *times);
    longest found = {0, 0, 0, 0};
    memset(shortest, 0xff, operations * sizeof *shortest);
    memset(times, 0xff, operations * sizeof *times); /* no page is missing while time is taken */
    for (int pass = 0; pass < PASSES; pass++) {
        found.passes_ns += bench_trial_run_singly(trial, times);
        for (uint32_t i = 0; i < operations; i++) {
            found.longest = times[i] > found.longest ? times[i] : found.longest;
            shortest[i] = times[i] < shortest[i] ? times[i] : shortest[i];
        }
    }
    for (uint32_t i = 0; i < operations; i++) {
        if (shortest[i] > found.sure) {
            found.sure = shortest[i];
            found.at = i;
        }
    }
    free(shortest);
    free(times);
    return found;
}

/* What is done once in a run is as long as the run. */
static longest longest_run(const double *times, size_t rounds)
{
    longest found = {times[0], times[0], 0, 0};
    for (size_t i = 0; i < rounds; i++) {
        found.longest = times[i] > found.longest ? times[i] : found.longest;
        found.sure = times[i] < found.sure ? times[i] : found.sure;
        found.passes_ns += times[i];
    }
    return found;
}

static void print(const char *name, uint32_t clusters, double *times, size_t rounds, longest most)
{
    bench_sort(times, rounds);
    (void)printf("{\"name\": \"%s\", \"clusters\": %u, \"median\": %.3f, \"min\": %.3f, "
                 "\"max\": %.3f, \"longest\": %.0f, \"sure\": %.0f, \"sure_at\": %u, "
                 "\"noise\": %.0f}\n",
                 name, (unsigned)clusters, times[rounds / 2], times[0], times[rounds - 1],
                 most.longest, most.sure, (unsigned)most.at, find_noise(most.passes_ns));
    (void)fflush(stdout);
}

static bench_workload workload_of(const bench_kind *kind, uint32_t clusters)
{
    bench_workload workload = {"", kind, {NULL, clusters / 10, 10, 6, 5}, QUESTIONS};
    if (kind == &bench_own_to_op || kind == &bench_generate_own) {
        /* Half of the clusters are those of the other session. */
        workload.shape = (bench_shape){NULL, 1, clusters / 2, 4, 2};
    } else if (kind == &bench_save || kind == &bench_load) {
        workload.operations = 1;
    } else if (kind == &bench_finalize_shuffled && clusters < QUESTIONS) {
        workload.operations = clusters; /* a small document stays small */
    }
    return workload;
}

static void measure(const row *what, uint32_t clusters, uint32_t rounds)
{
    double times[ROUNDS_MAX];
    bench_trial trial = bench_trial_begin(workload_of(what->kind, clusters));
    (void)bench_trial_run(&trial, NULL);
    for (uint32_t i = 0; i < rounds; i++) {
        times[i] = bench_trial_run(&trial, NULL);
    }
    longest most =
        trial.workload.operations == 1 ? longest_run(times, rounds) : find_longest(&trial);
    bench_trial_end(&trial);
    print(what->name, clusters, times, rounds, most);
}

/* Every range of the log, from an empty document on. */
static uint32_t grow(bench_world *world, uint32_t first, uint32_t last, uint32_t digest)
{
    (void)bench_shape_apply(&world->shape, world->document, first, last);
    return digest;
}

static const bench_kind growing = {"grow", NULL, bench_world_open, grow, NULL, NULL, true};

int bench_growth(uint32_t clusters, uint32_t rounds)
{
    if (clusters < 10 || rounds < 1 || rounds > ROUNDS_MAX) {
        return 2;
    }
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        measure(&rows[i], clusters, rounds);
    }
    bench_workload workload = workload_of(&growing, clusters);
    workload.operations = clusters;
    bench_trial trial = bench_trial_begin(workload);
    longest most = find_longest(&trial);
    double mean = bench_trial_run(&trial, NULL);
    bench_trial_end(&trial);
    print("finalize, from nothing", clusters, &mean, 1, most);
    return 0;
}
