/*
 * Replays vectors/fluid-v2.json, which was made with version 3.1.0 of the package. Each vector is a
 * test of its own.
 */
#include "support_replay.h"

static void replay_vector(void **state)
{
    const json_t *vector = *state;
    const json_t *steps = json_object_get(vector, "steps");
    json_t *final = json_object_get(vector, "final");
    replay world = {.ranges = json_object(), .blobs = json_object()};
    for (size_t i = 0; i < json_array_size(steps); i++) {
        assert_true(run_common_step(&world, named_row("all", "step", steps, i)));
    }
    assert_true(json_object_size(final) > 0);
    assert_finals(&world, final);
    close_compressors(&world);
}

int main(void)
{
    if (!load_vectors(IDA_TEST_DATA "/fluid-v2.json", 0)) {
        return EXIT_FAILURE;
    }
    struct CMUnitTest tests[VECTORS_MAX] = {0};
    size_t count = add_vector_tests("vectors", replay_vector, tests, VECTORS_MAX);
    int failures = count == 0 ? EXIT_FAILURE : run_named_tests(tests, count);
    json_decref(vectors);
    return failures;
}
