/*
 * What a benchmark works on: a document with the own session, and the questions that are asked of
 * it. The questions are made before any time is taken.
 */
#ifndef BENCH_WORLD_H
#define BENCH_WORLD_H

#include <stddef.h>
#include <stdint.h>

#include <idalloc/idalloc.h>

#include "shape.h"

typedef struct bench_world {
    bench_shape shape;
    uint32_t operations;
    ida_allocator allocator;
    ida_document *document;
    ida_session *session; /* the own one */
    ida_uuid *keys;       /* of sessions 0 to S */
    uint32_t *order;      /* of sessions, for those that do not take turns */
    ida_id *ids;          /* a question each */
    uint32_t *origins;    /* the session of each */
    char (*texts)[IDA_UUID_TEXT_SIZE];
    uint8_t *bytes; /* a snapshot */
    size_t size;
    size_t capacity;
    ida_snapshot loaded;
} bench_world;

/* Ends the program unless the status is IDA_OK. */
void bench_check(ida_status status);

/* Memory for count things, or the end of the program. NULL if count is 0. */
void *bench_memory(size_t count, size_t size);

/* Sets up what has no questions and no document yet; frees all of it. */
bench_world bench_world_begin(bench_shape shape, uint32_t operations);
void bench_world_end(bench_world *world);

/* Frees the questions. */
void bench_world_forget(bench_world *world);

/* An empty document and the own session; the same with the ranges of the shape. */
void bench_world_open(bench_world *world);
void bench_world_build(bench_world *world);
/*
 * A document in which the own session's clusters alternate with those of session 1, as many as
 * there are rounds. With a count of 4 and a size of 2, each range begins with two eager finals, but
 * for the first, and ends with two local IDs.
 */
void bench_world_build_own(bench_world *world);
/* The same as bench_world_build, but session 1 is the own one. */
void bench_world_build_among(bench_world *world);
/* Closes both. */
void bench_world_close(bench_world *world);

/* The own session generates that many IDs, and takes and finalizes them. */
void bench_world_finalize_own(bench_world *world, uint64_t count);

#endif
