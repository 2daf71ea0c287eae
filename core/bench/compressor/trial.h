/* One workload, to be run any number of times. */
#ifndef BENCH_TRIAL_H
#define BENCH_TRIAL_H

#include "workload.h"

typedef struct bench_trial {
    bench_workload workload;
    bench_world world;
    bool is_built;
} bench_trial;

bench_trial bench_trial_begin(bench_workload workload);

/* Runs all operations once; returns the nanoseconds of one. digest may be NULL. */
double bench_trial_run(bench_trial *trial, uint32_t *digest);

/*
 * Runs each operation by itself; times[i] receives the nanoseconds that the i-th took. Returns
 * those of all.
 */
double bench_trial_run_singly(bench_trial *trial, uint32_t *times);

/* The digest of all that the workload answers; takes no time. */
uint32_t bench_trial_inspect(bench_trial *trial);

void bench_trial_end(bench_trial *trial);

#endif
