/*
 * Benchmarks of generators, in nanoseconds of a thread's processor time per ID: the median of
 * several rounds. The rows of one round follow on one another, and "times" compares a row with its
 * limit, another row of the same round and number of threads: what the row cannot do without.
 *
 * The limits are a clock read and one read-modify-write, a relaxed fetch-and-add. That takes some
 * twenty cycles while its word stays in one core's cache. If two threads add to the same word, its
 * cache line has to travel between their cores, and a call takes as long as that does. A thread
 * with a generator or a lane of its own does not wait for the line.
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
    void *generator;  /* of the row; the same for all its threads, unless they have their own */
    size_t thread;    /* from 0 on */
    uint64_t *ids;    /* BENCH_IDS of them */
    uint64_t refused; /* calls that failed */
} bench_run;

typedef struct bench_row {
    const char *name;
    uint64_t (*work)(bench_run *run); /* returns what the compiler must not drop */
    void *(*create)(void);            /* a generator; NULL: it needs none */
    void (*destroy)(void *generator);
    const char *limit; /* the name of the row to compare with; NULL: none */
    bool has_ids;      /* run->ids are IDs */
    bool may_repeat;   /* duplicates are told, and no failure */
    bool is_alone;     /* for one thread only */
    bool is_own;       /* each thread has a generator of its own */
} bench_row;

#define BENCH_CLOCK         "clock read"
#define BENCH_CLOCK_AND_ADD "clock and one add"
#define BENCH_ADD           "one add, each its own"
#define BENCH_SHARED_ADD    "one add, shared"

/* Reads the wall clock: microseconds since 1970. */
uint64_t bench_now_us(void);
/* What reading that clock costs. */
extern const bench_row bench_clock_row;
/* What one read-modify-write costs: each thread has a word, or all have the same. */
extern const bench_row bench_add_row;
extern const bench_row bench_shared_add_row;
/* Both, with a word for all. */
extern const bench_row bench_clock_and_add_row;

/* Measures and prints; returns the exit status: 1 if something was refused or repeated. */
int bench_rounds(const bench_row *rows, size_t count);

#endif
