/* Documents and sessions of benchmarks. */
#include "world.h"

#include <stdio.h>
#include <stdlib.h>

void bench_check(ida_status status)
{
    if (status != IDA_OK) {
        (void)fprintf(stderr, "bench: %s\n", ida_status_message(status));
        exit(1);
    }
}

void *bench_memory(size_t count, size_t size)
{
    void *memory = count == 0 ? NULL : calloc(count, size);
    if (memory == NULL && count > 0) {
        bench_check(IDA_NO_MEMORY);
    }
    return memory;
}

bench_world bench_world_begin(bench_shape shape, uint32_t operations)
{
    bench_world world = {
        .shape = shape, .operations = operations, .allocator = ida_allocator_standard()};
    world.keys = bench_memory((size_t)shape.sessions + 1, sizeof *world.keys);
    for (uint32_t i = 0; i <= shape.sessions; i++) {
        world.keys[i] = bench_shape_key(&shape, i);
    }
    return world;
}

void bench_world_end(bench_world *world)
{
    bench_world_close(world);
    bench_world_forget(world);
    free(world->keys);
    free(world->bytes);
}

void bench_world_forget(bench_world *world)
{
    free(world->order);
    free(world->ids);
    free(world->origins);
    free(world->texts);
    world->order = NULL;
    world->ids = NULL;
    world->origins = NULL;
    world->texts = NULL;
}

void bench_world_open(bench_world *world)
{
    bench_check(ida_document_create(&world->allocator, &world->document));
    bench_check(ida_session_open(world->document, world->keys[0], &world->session));
}

void bench_world_build(bench_world *world)
{
    bench_world_open(world);
    if (!bench_shape_apply(&world->shape, world->document, 0, bench_shape_ranges(&world->shape))) {
        bench_check(IDA_INVALID_RANGE);
    }
}

void bench_world_build_own(bench_world *world)
{
    bench_world_open(world);
    bench_check(ida_session_set_cluster_size(world->session, world->shape.size));
    for (uint32_t i = 0; i < world->shape.rounds; i++) {
        bench_world_finalize_own(world, world->shape.count);
        if (!bench_shape_apply(&world->shape, world->document, i, i + 1)) {
            bench_check(IDA_INVALID_RANGE);
        }
    }
}

void bench_world_build_among(bench_world *world)
{
    bench_check(ida_document_create(&world->allocator, &world->document));
    bench_check(ida_session_open(world->document, world->keys[1], &world->session));
    bench_check(ida_session_set_cluster_size(world->session, world->shape.size));
    for (uint32_t i = 0; i < bench_shape_ranges(&world->shape); i++) {
        if (i % world->shape.sessions == 0) {
            bench_world_finalize_own(world, world->shape.count);
        } else if (!bench_shape_apply(&world->shape, world->document, i, i + 1)) {
            bench_check(IDA_INVALID_RANGE);
        }
    }
}

void bench_world_close(bench_world *world)
{
    ida_session_close(world->session);
    ida_document_destroy(world->document);
    world->session = NULL;
    world->document = NULL;
}

void bench_world_finalize_own(bench_world *world, uint64_t count)
{
    ida_run runs[2];
    size_t run_count;
    ida_range range;
    bench_check(ida_session_generate_many(world->session, count, runs, &run_count));
    bench_check(ida_session_take(world->session, &range));
    bench_check(ida_document_finalize(world->document, &range));
}
