/* Time, and what is made of several times. */
#ifndef BENCH_CLOCK_H
#define BENCH_CLOCK_H

#include <stddef.h>
#include <stdint.h>

/* Nanoseconds of a clock that never goes back. */
uint64_t bench_now(void);

/* Sorts the values. Their median is values[count / 2] then. */
void bench_sort(double *values, size_t count);

#endif
