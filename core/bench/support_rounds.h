/*
 * Benchmarks of generators, in nanoseconds of a thread's processor time per ID: the median of
 * several rounds. The rows of one round follow on one another, and "times the clock" compares each
 * with the first row, a clock read, of its own round and number of threads.
 *
 * All IDs are kept, and those that are there twice are counted after the time was taken. "on a
 * core" is how much of the time the threads did run: near 100 %, two of them ran at once; far from
 * it, they took turns, and what they cost each other does not show.
 */
#ifndef BENCH_SUPPORT_ROUNDS_H
#define BENCH_SUPPORT_ROUNDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BENCH_IDS 1000000u /* by each thread */

/* What one thread works on. */
typedef struct bench_run {
    void *generator;  /* of the row; the same for all its threads */
    uint64_t *ids;    /* BENCH_IDS of them */
    uint64_t refused; /* calls that failed */
} bench_run;

typedef struct bench_row {
    const char *name;
    uint64_t (*work)(bench_run *run); /* returns what the compiler must not drop */
    void *(*create)(void);            /* a generator; NULL: it needs none */
    void (*destroy)(void *generator);
    bool has_ids;    /* run->ids are IDs */
    bool has_clock;  /* compared with the clock alone */
    bool may_repeat; /* duplicates are told, and no failure */
    bool is_alone;   /* for one thread only */
} bench_row;

/* Reads the wall clock: microseconds since 1970. */
uint64_t bench_now_us(void);
/* The first row: what reading that clock costs. */
extern const bench_row bench_clock_row;

/* Measures and prints; returns the exit status: 1 if something was refused or repeated. */
int bench_rounds(const bench_row *rows, size_t count);

#endif
