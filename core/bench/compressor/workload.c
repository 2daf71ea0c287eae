/* The list of workloads. */
#include "workload.h"

#include <stdlib.h>

#include "words.h"

#define MILLION 1000000u
#define TEXTS   (1u << 18)

/* Documents of C clusters: ranges of 6 IDs, which request 5 more. */
#define CLUSTERS(sessions, clusters)                                                               \
    {                                                                                              \
        NULL, sessions, (clusters) / (sessions), 6, 5                                              \
    }
/* R sessions with an ID each. */
#define REMOTES(sessions)                                                                          \
    {                                                                                              \
        NULL, sessions, 1, 1, 5                                                                    \
    }
#define OWN(clusters)                                                                              \
    {                                                                                              \
        NULL, 1, clusters, 4, 2                                                                    \
    }
#define EMPTY                                                                                      \
    {                                                                                              \
        NULL, 1, 0, 1, 1                                                                           \
    }

const bench_workload bench_workloads[] = {
    {"W1 generate, local, no cluster", &bench_generate_first, EMPTY, MILLION},
    {"W1 generate, local, cluster used up", &bench_generate_after, EMPTY, MILLION},
    {"W1 generate many, 1 ID a call", &bench_generate_many, EMPTY, MILLION},
    {"W1 generate many, 1,000,000 IDs a call", &bench_generate_masses, EMPTY, MILLION},
    {"W2 generate, eager final", &bench_generate_eager, EMPTY, MILLION},
    {"W3 generate, take, finalize own", &bench_own_range, EMPTY, MILLION},
    {"W4 finalize remote, R=1,000", &bench_finalize_next, REMOTES(1000), MILLION},
    {"W4 finalize remote, R=100,000", &bench_finalize_next, REMOTES(100000), MILLION},
    {"W4 finalize remote, shuffled, R=100,000", &bench_finalize_shuffled, REMOTES(100000), MILLION},
    {"W4 finalize first range, R=100,000", &bench_finalize_first, REMOTES(100000), 100000},
    {"W5 own local to op space, C=1,000", &bench_own_to_op, OWN(1000), MILLION},
    {"W5 own local to op space, C=100,000", &bench_own_to_op, OWN(100000), MILLION},
    {"W6 final to session space, C=1,000,000", &bench_final_to_session_among,
     CLUSTERS(1000, MILLION), MILLION},
    {"W6 the same, no own cluster", &bench_final_to_session, CLUSTERS(1000, MILLION), MILLION},
    {"W6b remote local to session space, C=1,000,000", &bench_local_to_session,
     CLUSTERS(1000, MILLION), MILLION},
    {"W7 decompress to text, C=1,000", &bench_decompress_text, CLUSTERS(100, 1000), MILLION},
    {"W7 decompress to text, C=100,000", &bench_decompress_text, CLUSTERS(10000, 100000), MILLION},
    {"W7 decompress to text, C=1,000,000", &bench_decompress_text, CLUSTERS(100000, MILLION),
     MILLION},
    {"W7 the same, many at once", &bench_decompress_many, CLUSTERS(100000, MILLION), MILLION},
    {"W7 decompress to bytes, C=1,000,000", &bench_decompress_bytes, CLUSTERS(100000, MILLION),
     MILLION},
    {"W8 recompress from text, C=1,000", &bench_recompress_text, CLUSTERS(100, 1000), TEXTS},
    {"W8 recompress from text, C=100,000", &bench_recompress_text, CLUSTERS(10000, 100000), TEXTS},
    {"W8 recompress from text, C=1,000,000", &bench_recompress_text, CLUSTERS(100000, MILLION),
     TEXTS},
    {"W8 the same, many at once", &bench_recompress_many, CLUSTERS(100000, MILLION), TEXTS},
    {"W9 save, C=1,000,000", &bench_save, CLUSTERS(100000, MILLION), 1},
    {"W9 load, C=1,000,000", &bench_load, CLUSTERS(100000, MILLION), 1},
};
const size_t bench_workload_count = sizeof bench_workloads / sizeof bench_workloads[0];

/* A number that a quick run has less of. */
static uint32_t less(uint32_t number)
{
    return number < 1000 ? number : number / 100;
}

bench_workload bench_workload_at(size_t index, bool is_quick)
{
    bench_workload workload = bench_workloads[index];
    if (is_quick) {
        workload.shape.sessions = less(workload.shape.sessions);
        workload.shape.rounds = less(workload.shape.rounds);
        workload.operations = less(workload.operations);
    }
    return workload;
}

uint32_t bench_document_digest(const bench_world *world)
{
    size_t size = 0;
    ida_status status = ida_fluid_export_document(world->document, &world->keys[0], NULL, 0, &size);
    if (status != IDA_BUFFER_TOO_SMALL) {
        bench_check(status);
    }
    char *text = bench_memory(size, 1);
    bench_check(ida_fluid_export_document(world->document, &world->keys[0], text, size, &size));
    uint32_t digest = BENCH_HASH;
    for (size_t i = 0; i < size; i++) {
        digest = bench_hash(digest, (uint8_t)text[i]);
    }
    free(text);
    return digest;
}
