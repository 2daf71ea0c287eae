/*
 * The worst case: documents whose session IDs or clusters somebody may have chosen. The first is
 * the random one, which the others are compared with. Each call is one round; core/bench/run/ makes
 * many.
 */
#include <stdio.h>
#include <string.h>

#include "clock.h"
#include "heap.h"
#include "modes.h"
#include "workload.h"

#define QUESTIONS (1u << 18)

typedef struct worst_case {
    const char *name;
    bench_shape shape;
} worst_case;

#define CHOSEN(key)                                                                                \
    {                                                                                              \
        key, 100000, 10, 6, 5                                                                      \
    }

static const worst_case cases[] = {
    {"random", CHOSEN(bench_random_key)},
    {"neighbours, ascending", CHOSEN(bench_ascending_key)},
    {"neighbours, descending", CHOSEN(bench_descending_key)},
    {"neighbours, shuffled", CHOSEN(bench_neighbour_key)},
    {"low words equal", CHOSEN(bench_low_equal_key)},
    {"high words equal", CHOSEN(bench_high_equal_key)},
    {"multiples of 2^32", CHOSEN(bench_low_multiple_key)},
    {"multiples of 2^96", CHOSEN(bench_high_multiple_key)},
    {"high ^ low equal", CHOSEN(bench_xor_equal_key)},
    {"high + low equal", CHOSEN(bench_sum_equal_key)},
    {"one session and another in turn", {NULL, 2, 500000, 6, 5}},
    {"a million sessions with one ID", {NULL, 1000000, 1, 1, 5}},
    {"sizes of 1", {NULL, 100000, 10, 2, 1}},
};
#define CASES (sizeof cases / sizeof cases[0])

/*
 * What is done to the document, one after the other. The first three ask about the same IDs in
 * three forms, and the answer is their final form each time. The last one changes the document.
 */
static const bench_kind *const kinds[] = {
    &bench_final_to_session,
    &bench_local_to_session,
    &bench_recompress_text,
    &bench_decompress_text,
    &bench_save,
    &bench_load,
    &bench_finalize_shuffled,
};
#define KINDS      (sizeof kinds / sizeof kinds[0])
#define SAME_KINDS 3

int bench_list_worst(void)
{
    for (size_t i = 0; i < CASES; i++) {
        (void)printf("%s\"%s\"%s\n", i == 0 ? "[" : " ", cases[i].name, i + 1 < CASES ? "," : "]");
    }
    return 0;
}

static double timed(const bench_kind *kind, bench_world *world, uint32_t *digest)
{
    uint64_t start = bench_now();
    *digest = kind->run(world, 0, world->operations, 0);
    uint64_t end = bench_now();
    if (kind->settle != NULL) {
        kind->settle(world);
    }
    return (double)(end - start) / world->operations;
}

static double measure(const bench_kind *kind, bench_world *world, uint32_t *digest)
{
    bench_world_forget(world);
    world->operations = kind == &bench_save || kind == &bench_load ? 1 : QUESTIONS;
    if (kind->ask != NULL) {
        kind->ask(world);
    }
    if (!kind->is_changing) {
        (void)timed(kind, world, digest); /* warms up */
    }
    return timed(kind, world, digest);
}

/* Each range of the log, from an empty document on. */
static double measure_log(bench_world *world)
{
    uint64_t start = bench_now();
    bench_world_build(world);
    return (double)(bench_now() - start) / bench_shape_ranges(&world->shape);
}

/* A quick round has fewer sessions, or fewer rounds if there are only two. */
static bench_shape shape_of(const worst_case *what, bool is_quick)
{
    bench_shape shape = what->shape;
    if (is_quick && shape.sessions > 100) {
        shape.sessions /= 100;
    } else if (is_quick) {
        shape.rounds /= 100;
    }
    return shape;
}

/* Does all of it, and prints the times; false if an answer is wrong. */
static bool play(bench_shape shape)
{
    bench_keep_heap();
    bench_world world = bench_world_begin(shape, 0);
    uint32_t digests[KINDS];
    (void)printf("{\"whole-log\": %.3f", measure_log(&world));
    for (size_t k = 0; k < KINDS; k++) {
        (void)printf(", \"%s\": %.3f", kinds[k]->name, measure(kinds[k], &world, &digests[k]));
    }
    (void)printf("}\n");
    bench_world_end(&world);
    bool is_same = true;
    for (size_t k = 1; k < SAME_KINDS; k++) {
        is_same = is_same && digests[k] == digests[0];
    }
    return is_same;
}

int bench_worst(const char *name, bool is_quick)
{
    for (size_t i = 0; i < CASES; i++) {
        if (strcmp(cases[i].name, name) == 0) {
            if (play(shape_of(&cases[i], is_quick))) {
                return 0;
            }
            (void)fprintf(stderr, "bench: wrong answers in \"%s\"\n", name);
            return 1;
        }
    }
    (void)fprintf(stderr, "bench: there is no worst case \"%s\"\n", name);
    return 2;
}
