/* W1 to W3: a session generates IDs, and finalizes them itself. */
#include "words.h"
#include "workload.h"

#define MASS 1000000u

/* A cluster with room for capacity - 1 more IDs. */
static void prepare_cluster(bench_world *world, uint32_t capacity)
{
    bench_world_open(world);
    bench_check(ida_session_set_cluster_size(world->session, capacity - 1));
    bench_world_finalize_own(world, 1);
}

static void prepare_used_up(bench_world *world)
{
    ida_id id;
    prepare_cluster(world, 2);
    bench_check(ida_session_generate(world->session, &id));
}

static void prepare_eager(bench_world *world)
{
    prepare_cluster(world, IDA_CLUSTER_SIZE_MAX + 1);
}

static uint32_t generate(bench_world *world, uint32_t first, uint32_t last, uint32_t digest)
{
    for (uint32_t i = first; i < last; i++) {
        ida_id id = 0;
        bench_check(ida_session_generate(world->session, &id));
        digest = bench_fold(digest, id);
    }
    return digest;
}

static uint32_t generate_runs(bench_world *world, uint32_t first, uint32_t last, uint64_t count,
                              uint32_t digest)
{
    for (uint32_t i = first; i < last; i++) {
        ida_run runs[2];
        size_t run_count;
        bench_check(ida_session_generate_many(world->session, count, runs, &run_count));
        digest = bench_fold(digest, runs[0].first);
    }
    return digest;
}

static uint32_t generate_many(bench_world *world, uint32_t first, uint32_t last, uint32_t digest)
{
    return generate_runs(world, first, last, 1, digest);
}

static uint32_t generate_masses(bench_world *world, uint32_t first, uint32_t last, uint32_t digest)
{
    return generate_runs(world, first, last, MASS, digest);
}

static uint32_t own_range(bench_world *world, uint32_t first, uint32_t last, uint32_t digest)
{
    for (uint32_t i = first; i < last; i++) {
        ida_id id = 0;
        ida_range range;
        bench_check(ida_session_generate(world->session, &id));
        bench_check(ida_session_take(world->session, &range));
        bench_check(ida_document_finalize(world->document, &range));
        digest = bench_fold(bench_fold(digest, id), (int64_t)range.first_gen_count);
    }
    return digest;
}

/* The IDs of a run are not finalized, so that the document stays as it is. */
const bench_kind bench_generate_own = {"generate-own", .prepare = bench_world_build_own,
                                       .run = generate};
const bench_kind bench_generate_first = {"generate-first", .prepare = bench_world_open,
                                         .run = generate, .is_changing = true};
const bench_kind bench_generate_after = {"generate-after", .prepare = prepare_used_up,
                                         .run = generate, .is_changing = true};
const bench_kind bench_generate_eager = {"generate-eager", .prepare = prepare_eager,
                                         .run = generate, .is_changing = true};
const bench_kind bench_generate_many = {"generate-many", .prepare = bench_world_open,
                                        .run = generate_many, .is_changing = true};
const bench_kind bench_generate_masses = {"generate-masses", .prepare = bench_world_open,
                                          .run = generate_masses, .is_changing = true};
const bench_kind bench_own_range = {"own-range", .prepare = bench_world_open, .run = own_range,
                                    .is_changing = true};
