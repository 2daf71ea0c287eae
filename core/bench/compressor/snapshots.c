/* W9: a document is saved and loaded. */
#include <stdlib.h>

#include "words.h"
#include "workload.h"

static uint32_t save(bench_world *world, uint32_t first, uint32_t last, uint32_t digest)
{
    for (uint32_t i = first; i < last; i++) {
        size_t bound = ida_snapshot_bound(world->document, NULL, 0);
        if (bound > world->capacity) {
            free(world->bytes);
            world->bytes = bench_memory(bound, 1);
            world->capacity = bound;
        }
        bench_check(ida_snapshot_save(world->document, NULL, 0, 0, world->bytes, world->capacity,
                                      &world->size));
    }
    return digest;
}

static void prepare_bytes(bench_world *world)
{
    bench_world_build(world);
    (void)save(world, 0, 1, 0);
}

/* One load each run: to close what was loaded is left to settle. */
static uint32_t load(bench_world *world, uint32_t first, uint32_t last, uint32_t digest)
{
    (void)first;
    (void)last;
    bench_check(ida_snapshot_load(&world->allocator, world->bytes, world->size, &world->loaded));
    return bench_fold(digest, ida_document_final_limit(world->loaded.document));
}

static void settle(bench_world *world)
{
    ida_snapshot_close(&world->allocator, &world->loaded);
}

/* What is loaded is the document that was saved; the answer is that document. */
static uint32_t inspect(bench_world *world)
{
    (void)save(world, 0, 1, 0);
    (void)load(world, 0, 1, 0);
    bool is_equal = ida_document_equal(world->document, world->loaded.document);
    settle(world);
    return is_equal ? bench_document_digest(world) : 0;
}

const bench_kind bench_save = {"save", NULL, prepare_bytes, save, inspect, NULL, false};
const bench_kind bench_load = {"load", NULL, prepare_bytes, load, inspect, settle, false};
