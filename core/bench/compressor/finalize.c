/* W4: a document applies the ranges of others. */
#include "words.h"
#include "workload.h"

#define STREAM 4

/* The sessions in their turn. */
static void ask_in_turn(bench_world *world)
{
    world->order = bench_memory(world->shape.sessions, sizeof *world->order);
    for (uint32_t i = 0; i < world->shape.sessions; i++) {
        world->order[i] = 1 + i;
    }
}

static void ask_shuffled(bench_world *world)
{
    ask_in_turn(world);
    for (uint32_t i = 1; i < world->shape.sessions; i++) {
        uint32_t other = bench_pick(STREAM, i, i + 1);
        uint32_t session = world->order[i];
        world->order[i] = world->order[other];
        world->order[other] = session;
    }
}

/* One ID of a session after the other: those of the first round are before, in the document. */
static uint32_t finalize_ids(bench_world *world, uint32_t first, uint32_t last,
                             uint64_t gen_count_before, uint32_t digest)
{
    uint32_t sessions = world->shape.sessions;
    uint32_t at = first % sessions;
    uint64_t gen_count = gen_count_before + 1 + first / sessions;
    for (uint32_t i = first; i < last; i++) {
        const ida_range range = {world->keys[world->order[at]], gen_count, 1, world->shape.size};
        bench_check(ida_document_finalize(world->document, &range));
        at++;
        if (at == sessions) {
            at = 0;
            gen_count++;
        }
    }
    digest = bench_fold(digest, (int64_t)ida_document_cluster_count(world->document));
    return bench_fold(digest, ida_document_final_limit(world->document));
}

static uint32_t finalize_next(bench_world *world, uint32_t first, uint32_t last, uint32_t digest)
{
    return finalize_ids(world, first, last, bench_shape_gen_counts(&world->shape), digest);
}

static uint32_t finalize_first(bench_world *world, uint32_t first, uint32_t last, uint32_t digest)
{
    return finalize_ids(world, first, last, 0, digest);
}

/* The document that a run leaves is the answer. */
static uint32_t inspect(bench_world *world)
{
    return bench_document_digest(world);
}

const bench_kind bench_finalize_next = {"finalize-next", ask_in_turn, bench_world_build,
                                        finalize_next,   inspect,     .is_changing = true};
const bench_kind bench_finalize_shuffled = {"finalize-shuffled", ask_shuffled, bench_world_build,
                                            finalize_next,       inspect,      .is_changing = true};
const bench_kind bench_finalize_first = {"finalize-first", ask_in_turn, bench_world_open,
                                         finalize_first,   inspect,     .is_changing = true};
