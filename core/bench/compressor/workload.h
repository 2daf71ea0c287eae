/*
 * A workload: what is done, and to what. The names begin with those of the table in the report.
 *
 * The list is the only place that has the numbers: the program prints it, and npm/worker.mjs, which
 * does the same to the npm package, is told them.
 */
#ifndef BENCH_WORKLOAD_H
#define BENCH_WORKLOAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "world.h"

/* What is done. All work on operations first to last - 1, and return a digest of their answers. */
typedef struct bench_kind {
    const char *name;                    /* npm/kinds.mjs has it, too, if the package can do it */
    void (*ask)(bench_world *world);     /* makes the questions, once; may be NULL */
    void (*prepare)(bench_world *world); /* makes the document */
    uint32_t (*run)(bench_world *world, uint32_t first, uint32_t last, uint32_t digest);
    /* A digest of more than a run has the time for; NULL: what a run returns. */
    uint32_t (*inspect)(bench_world *world);
    void (*settle)(bench_world *world); /* frees what a run left; may be NULL */
    bool is_changing;                   /* a run changes the document: each needs a new one */
} bench_kind;

typedef struct bench_workload {
    const char *name;
    const bench_kind *kind;
    bench_shape shape;
    uint32_t operations;
} bench_workload;

/* generate.c */
extern const bench_kind bench_generate_first;  /* local IDs, before there is a cluster */
extern const bench_kind bench_generate_after;  /* local IDs, when the last cluster is used up */
extern const bench_kind bench_generate_eager;  /* eager finals */
extern const bench_kind bench_generate_many;   /* one call for one local ID */
extern const bench_kind bench_generate_masses; /* one call for a million local IDs */
extern const bench_kind bench_own_range;       /* generate, take, finalize */
extern const bench_kind bench_generate_own;    /* local IDs, when there are many own clusters */

/* finalize.c */
extern const bench_kind bench_finalize_next;     /* known sessions, in turn */
extern const bench_kind bench_finalize_shuffled; /* known sessions, in another order */
extern const bench_kind bench_finalize_first;    /* new sessions */

/* lookups.c; those of many look up 256 IDs with a call */
extern const bench_kind bench_own_to_op;
extern const bench_kind bench_final_to_session;
extern const bench_kind bench_final_to_session_among; /* the own session has clusters, too */
extern const bench_kind bench_local_to_session;
extern const bench_kind bench_decompress_text;
extern const bench_kind bench_decompress_bytes;
extern const bench_kind bench_recompress_text;
extern const bench_kind bench_decompress_many;
extern const bench_kind bench_recompress_many;

/* snapshots.c */
extern const bench_kind bench_save;
extern const bench_kind bench_load;

/* workload.c */
extern const bench_workload bench_workloads[];
extern const size_t bench_workload_count;

/* The same workload, or a small one of its kind. */
bench_workload bench_workload_at(size_t index, bool is_quick);

/* The document as text of the npm package's format, as a digest. */
uint32_t bench_document_digest(const bench_world *world);

#endif
