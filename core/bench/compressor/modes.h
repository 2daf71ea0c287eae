/*
 * What bench_compressor does when core/bench/run/ asks it: lines of JSON on standard output. All
 * return the exit status.
 */
#ifndef BENCH_MODES_H
#define BENCH_MODES_H

#include <stdbool.h>
#include <stdint.h>

/* The workloads with all their numbers, and how this program was built. */
int bench_list(bool is_quick);

/*
 * A workload by its name, as lines of standard input tell: "inspect" answers with a digest of all
 * answers, "run" with the nanoseconds of an operation and a digest.
 */
int bench_serve(const char *name, bool is_quick);

/* A digest of all answers of each workload, as lines: digest, name. */
int bench_answers(bool is_quick);

/* The bytes of documents and snapshots. */
int bench_sizes(bool is_quick);

/* The names of the documents that somebody may choose; and one round of all work on one of them. */
int bench_list_worst(void);
int bench_worst(const char *name, bool is_quick);

/* All work on documents of that many clusters, with the longest single calls. */
int bench_growth(uint32_t clusters, uint32_t rounds);

/* The workloads whose names contain one of the words: a table for people. */
int bench_table(int count, char **words);

#endif
