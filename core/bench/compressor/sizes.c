/* What documents and snapshots weigh. */
#include <stdio.h>

#include "modes.h"
#include "world.h"

static double memory_of(bench_shape shape)
{
    bench_world world = bench_world_begin(shape, 0);
    bench_world_build(&world);
    size_t size = ida_document_memory(world.document);
    bench_world_end(&world);
    return (double)size;
}

/* Without the 16 bytes of each session's ID. */
static double snapshot_of(bench_shape shape)
{
    bench_world world = bench_world_begin(shape, 0);
    bench_world_build(&world);
    world.capacity = ida_snapshot_bound(world.document, NULL, 0);
    world.bytes = bench_memory(world.capacity, 1);
    bench_check(
        ida_snapshot_save(world.document, NULL, 0, 0, world.bytes, world.capacity, &world.size));
    double size = (double)world.size - 16.0 * shape.sessions;
    bench_world_end(&world);
    return size;
}

int bench_sizes(bool is_quick)
{
    const uint32_t thousand = is_quick ? 10 : 1000;
    const bench_shape chains = {NULL, thousand, 1000, 6, 5};
    const bench_shape sessions = {NULL, 100 * thousand, 1, 6, 5};
    const bench_shape both = {NULL, 100 * thousand, 10, 6, 5};
    (void)printf("{\"chain_cluster\": %.2f, \"session\": %.2f, \"snapshot_cluster\": %.2f}\n",
                 memory_of(chains) / bench_shape_ranges(&chains),
                 memory_of(sessions) / sessions.sessions,
                 snapshot_of(both) / bench_shape_ranges(&both));
    return 0;
}
