/* fuzz_world finds what is wrong with a subject, names it, and keeps to its bounds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz_world.h"
#include "run.h"
#include "support_finding.h"

static uint8_t *make_tape(const char *scenario, uint64_t seed, uint64_t ops, size_t *size)
{
    sim_tape tape;
    (void)sim_run_seed(sim_scenario_find(scenario), seed, ops, NULL, &tape);
    uint8_t *bytes = sim_tape_encode(&tape, size);
    assert_non_null(bytes);
    sim_tape_free(&tape);
    return bytes;
}

/* Checks the tapes of some seeds until one has a finding. */
static fuzz_finding check_seeds(const sim_subject *subject, fuzz_states *states)
{
    fuzz_finding finding = {0};
    for (uint64_t seed = 0; seed < 20 && !finding.found; seed++) {
        size_t size;
        uint8_t *bytes = make_tape("steady", seed, 100, &size);
        (void)fuzz_world_check(subject, bytes, size, true, states, &finding);
        free(bytes);
    }
    return finding;
}

static void the_core_passes(void **state)
{
    (void)state;
    fuzz_finding finding = check_seeds(&sim_subject_core, NULL);
    assert_not_found(&finding);
}

static ida_status decompress_next(ida_session *session, ida_id id, ida_uuid *uuid)
{
    ida_status status = ida_session_decompress(session, id, uuid);
    if (status == IDA_OK && uuid->low % 4 == 0) {
        uuid->low++;
    }
    return status;
}

static void a_wrong_subject_is_found_out(void **state)
{
    (void)state;
    sim_subject wrong = sim_subject_core;
    wrong.session_decompress = decompress_next;
    fuzz_finding finding = check_seeds(&wrong, NULL);
    assert_found(&finding, NULL);
}

/* How often something ran: a subject that is not the same each time. */
static unsigned calls;

static ida_status generate_moody(ida_session *session, ida_id *id)
{
    calls++;
    if (calls % 64 == 0) {
        (void)ida_session_set_cluster_size(session, 3);
    }
    return ida_session_generate(session, id);
}

static ida_status generate_many_moody(ida_session *session, uint64_t count, ida_run runs[2],
                                      size_t *run_count)
{
    calls++;
    return ida_session_generate_many(session, count + (calls % 128 == 0), runs, run_count);
}

static void a_subject_that_is_not_the_same_twice_is_found_out(void **state)
{
    (void)state;
    sim_subject wrong = sim_subject_core;
    wrong.session_generate = generate_moody;
    wrong.session_generate_many = generate_many_moody;
    fuzz_finding finding = check_seeds(&wrong, NULL);
    assert_found(&finding, NULL);
}

/* Opens one session more, and forgets it. */
static ida_status open_twice(const ida_document *document, ida_uuid id, ida_session **session)
{
    ida_session *forgotten;
    (void)ida_session_open(document, id, &forgotten);
    return ida_session_open(document, id, session);
}

static void memory_that_is_kept_is_found_out(void **state)
{
    (void)state;
    sim_subject wrong = sim_subject_core;
    wrong.session_open = open_twice;
    fuzz_finding finding = check_seeds(&wrong, NULL);
    assert_found(&finding, "contract");
}

static void any_bytes_are_an_input(void **state)
{
    (void)state;
    uint8_t bytes[300];
    for (unsigned seed = 0; seed < 200; seed++) {
        uint32_t number = seed * 2654435761u + 1;
        for (size_t i = 0; i < sizeof bytes; i++) {
            number = number * 1664525u + 1013904223u;
            bytes[i] = (uint8_t)(number >> 24);
        }
        fuzz_finding finding = {0};
        (void)fuzz_world_check(&sim_subject_core, bytes, seed, false, NULL, &finding);
        assert_not_found(&finding);
    }
}

static void long_tapes_are_cut(void **state)
{
    (void)state;
    /* Far more checkpoints and IDs than an input may ask for. */
    uint8_t *bytes = malloc(1u << 20);
    assert_non_null(bytes);
    memset(bytes, SIM_OP_CHECKPOINT, 1u << 20);
    fuzz_finding finding = {0};
    assert_true(fuzz_world_check(&sim_subject_core, bytes, 1u << 20, false, NULL, &finding));
    free(bytes);
}

static void states_are_met_and_told(void **state)
{
    (void)state;
    fuzz_states *states = calloc(1, sizeof *states);
    assert_non_null(states);
    fuzz_finding finding = check_seeds(&sim_subject_core, states);
    assert_not_found(&finding);
    unsigned met = 0;
    for (size_t i = 0; i < sizeof states->met; i++) {
        met += states->met[i];
    }
    assert_true(met > 100);
    FILE *file = tmpfile();
    assert_non_null(file);
    fuzz_states_print(states, file);
    rewind(file);
    char line[4096];
    unsigned lines = 0;
    while (fgets(line, sizeof line, file) != NULL) {
        lines++;
    }
    assert_int_equal(lines, FUZZ_STATES + 1);
    (void)fclose(file);
    free(states);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_core_passes),
        cmocka_unit_test(a_wrong_subject_is_found_out),
        cmocka_unit_test(a_subject_that_is_not_the_same_twice_is_found_out),
        cmocka_unit_test(memory_that_is_kept_is_found_out),
        cmocka_unit_test(any_bytes_are_an_input),
        cmocka_unit_test(long_tapes_are_cut),
        cmocka_unit_test(states_are_met_and_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
