/* fuzz_world finds what is wrong with a subject, names it, and keeps to its bounds. */

#include "fuzz_world.h"
#include "run.h"
#include "scenario/builtin.h"
#include "scenario/seed.h"
#include "support_cmocka.h"
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

TEST(the_core_passes)
{
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

TEST(a_wrong_subject_is_found_out)
{
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

TEST(a_subject_that_is_not_the_same_twice_is_found_out)
{
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

TEST(memory_that_is_kept_is_found_out)
{
    sim_subject wrong = sim_subject_core;
    wrong.session_open = open_twice;
    fuzz_finding finding = check_seeds(&wrong, NULL);
    assert_found(&finding, "contract");
}

TEST(any_bytes_are_an_input)
{
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

TEST(long_tapes_are_cut)
{
    /* Far more checkpoints and IDs than an input may ask for. */
    uint8_t *bytes = malloc(1u << 20);
    assert_non_null(bytes);
    memset(bytes, SIM_OP_CHECKPOINT, 1u << 20);
    fuzz_finding finding = {0};
    assert_true(fuzz_world_check(&sim_subject_core, bytes, 1u << 20, false, NULL, &finding));
    free(bytes);
}

TEST(states_are_met_and_told)
{
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
    unsigned possible = 0;
    unsigned impossible = 0;
    unsigned pairs = 0;
    unsigned reached = 0;
    char summary[4096] = "";
    char expected[120];
    char tail[16];
    (void)snprintf(tail, sizeof tail, " of %d ops", (int)FUZZ_OPS);
    char line[4096];
    while (fgets(line, sizeof line, file) != NULL) {
        const char *of = strstr(line, tail);
        if (strncmp(line, "impossible: ", 12) == 0) {
            impossible += (unsigned)strtoul(line + 12, NULL, 10);
        } else if (of != NULL) {
            unsigned count = (unsigned)strtoul(of - 2, NULL, 10);
            possible++;
            pairs += count;
            reached += count > 0;
        } else {
            (void)snprintf(summary, sizeof summary, "%s", line);
        }
    }
    (void)fclose(file);
    assert_int_equal(possible + impossible, FUZZ_STATES);
    (void)snprintf(expected, sizeof expected,
                   "%u of %u possible states reached, %u of %u pairs of one and an op\n", reached,
                   possible, pairs, possible * FUZZ_OPS);
    assert_string_equal(summary, expected);
    assert_int_equal(pairs, met);
    free(states);
}

/* The state with a name; FUZZ_STATES if there is none. */
static unsigned find_state(const char *wanted)
{
    for (unsigned state = 0; state < FUZZ_STATES; state++) {
        char name[FUZZ_STATE_NAME_SIZE];
        fuzz_states_name(state, name, sizeof name);
        if (strcmp(name, wanted) == 0) {
            return state;
        }
    }
    return FUZZ_STATES;
}

TEST(impossible_states_have_a_reason)
{
    static const char *const possible[] = {
        "session no-session no-cluster nothing-issued sound",
        "session fresh room-left nothing-issued stale",
        "session in-flight full last-eager forked",
        "node joining gapped damaged",
        "node connected abreast nothing-saved",
    };
    static const char *const impossible[] = {
        "session no-session full nothing-issued sound",
        "session no-session no-cluster last-local sound",
        "session no-session no-cluster nothing-issued stale",
        "session fresh no-cluster last-local sound",
        "session pending full nothing-issued sound",
        "session pending room-left last-local stale",
        "session all-finalized full last-local stale",
        "session fresh room-left nothing-issued sound",
        "session all-finalized no-cluster last-local sound",
        "session pending no-cluster last-eager sound",
        "node down behind saved",
        "node offline gapped saved",
        "node joining abreast saved",
    };
    for (size_t i = 0; i < COUNT_OF(possible); i++) {
        name_case("%s", possible[i]);
        assert_true(find_state(possible[i]) < FUZZ_STATES);
        assert_null(fuzz_states_why_not(find_state(possible[i])));
    }
    const char *before = NULL;
    for (size_t i = 0; i < COUNT_OF(impossible); i++) {
        name_case("%s", impossible[i]);
        assert_true(find_state(impossible[i]) < FUZZ_STATES);
        const char *why = fuzz_states_why_not(find_state(impossible[i]));
        assert_non_null(why);
        /* Each is there for another rule. */
        assert_true(why != before);
        before = why;
    }
}

/* The world that a subject serves, by the memory in it; a subject has no business with it. */
static sim_world *served;

static ida_status create_and_look_around(const ida_allocator *allocator, ida_document **document)
{
    served = (sim_world *)(void *)((char *)allocator->context - offsetof(sim_world, memory));
    return ida_document_create(allocator, document);
}

static bool deranged;

/* Once puts the node where it cannot be: waiting for a JOIN that was never sent. */
static ida_status resize_and_derange(ida_session *session, uint32_t size)
{
    if (!deranged) {
        served->nodes[0].state = SIM_NODE_JOINING;
        deranged = true;
    }
    return ida_session_set_cluster_size(session, size);
}

TEST(an_impossible_state_is_a_finding)
{
    static const char text[] = "idalloc-tape 1\nworld nodes=1 slots=1 write-ahead=0x0 "
                               "cluster-size=3 seed=1\nstart 0\nopen 0 0 0\nnop\n";
    sim_tape tape;
    sim_tape_error error;
    assert_true(sim_tape_parse(text, sizeof text - 1, &tape, &error));
    size_t size;
    uint8_t *bytes = sim_tape_encode(&tape, &size);
    assert_non_null(bytes);
    sim_subject wrong = sim_subject_core;
    wrong.document_create = create_and_look_around;
    fuzz_finding finding = {0};
    assert_true(fuzz_world_check(&wrong, bytes, size, false, NULL, &finding));
    wrong.session_set_cluster_size = resize_and_derange;
    assert_false(fuzz_world_check(&wrong, bytes, size, false, NULL, &finding));
    assert_found(&finding, "states");
    assert_string_equal(finding.where, "before op 2");
    assert_string_equal(finding.got, "node joining abreast nothing-saved");
    free(bytes);
    sim_tape_free(&tape);
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
        cmocka_unit_test(impossible_states_have_a_reason),
        cmocka_unit_test(an_impossible_state_is_a_finding),
    };
    return RUN_TESTS(tests);
}
