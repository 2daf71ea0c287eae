/*
 * The shape of a document: its log, and from that alone where each ID is.
 *
 * Sessions 1 to S take turns, for some rounds; each finalizes `count` IDs and requests `size` more.
 * As count > size, or there is one round, each range makes one new cluster: the first of a session
 * has count + size IDs, the others have count. No two clusters of a session are neighbours, if
 * there is more than one session. Session 0 is the own one, and has no IDs here.
 */
#ifndef BENCH_SHAPE_H
#define BENCH_SHAPE_H

#include <stdint.h>

#include <idalloc/idalloc.h>

#include "keys.h"

typedef struct bench_shape {
    bench_key_function *key; /* NULL: bench_random_key */
    uint32_t sessions;
    uint32_t rounds;
    uint32_t count;
    uint32_t size;
} bench_shape;

ida_uuid bench_shape_key(const bench_shape *shape, uint32_t session);

/* Applies ranges first to last - 1 of the log. False if one is refused. */
bool bench_shape_apply(const bench_shape *shape, ida_document *document, uint32_t first,
                       uint32_t last);

/* The number of ranges, which is that of clusters. */
uint32_t bench_shape_ranges(const bench_shape *shape);

/* How many IDs of each session are finalized. */
uint32_t bench_shape_gen_counts(const bench_shape *shape);

/* The final ID of a finalized ID. */
ida_id bench_shape_final(const bench_shape *shape, uint32_t session, uint32_t gen_count);

#endif
