/* The mutator: what comes out is a tape, fits, is the same for the same seed, and is something new.
 */

#include "mutator.h"
#include "run.h"
#include "scenario/builtin.h"
#include "scenario/seed.h"
#include "support_cmocka.h"

#define ROOM 4096u

/* The binary form of a swarm world's tape. */
static size_t make_tape(uint64_t seed, uint64_t ops, uint8_t bytes[ROOM])
{
    sim_tape tape;
    size_t size;
    (void)sim_run_seed(sim_scenario_find("swarm"), seed, ops, NULL, &tape);
    uint8_t *encoded = sim_tape_encode(&tape, &size);
    assert_non_null(encoded);
    assert_true(size <= ROOM);
    memcpy(bytes, encoded, size);
    free(encoded);
    sim_tape_free(&tape);
    return size;
}

/* Decodes, encodes to the same bytes, and has no more ops than are played. */
static void assert_is_tape(const uint8_t *bytes, size_t size)
{
    sim_tape tape;
    size_t encoded_size;
    assert_true(sim_tape_decode(bytes, size, &tape));
    assert_true(tape.count <= FUZZ_MUTATOR_OPS);
    uint8_t *encoded = sim_tape_encode(&tape, &encoded_size);
    assert_non_null(encoded);
    assert_int_equal(encoded_size, size);
    assert_memory_equal(encoded, bytes, size);
    free(encoded);
    sim_tape_free(&tape);
}

TEST(what_comes_out_is_a_tape_and_the_same_for_a_seed)
{
    uint8_t original[ROOM];
    uint8_t one[ROOM];
    uint8_t two[ROOM];
    size_t size = make_tape(3, 60, original);
    unsigned changed = 0;
    for (uint64_t seed = 0; seed < 3000; seed++) {
        memcpy(one, original, size);
        memcpy(two, original, size);
        size_t one_size = fuzz_mutate(one, size, ROOM, seed);
        size_t two_size = fuzz_mutate(two, size, ROOM, seed);
        assert_int_equal(one_size, two_size);
        assert_memory_equal(one, two, one_size);
        assert_is_tape(one, one_size);
        changed += one_size != size || memcmp(one, original, size) != 0;
    }
    assert_true(changed > 2900);
}

#define VALUES_MAX 16u

/* What came up in tapes of a scheme: ops, and the named values of their arguments. */
typedef struct seen_ops {
    bool codes[SIM_OP_CODES];
    bool values[SIM_OP_CODES][SIM_OP_ARGS][VALUES_MAX];
} seen_ops;

static void note_op(seen_ops *seen, sim_scheme scheme, const sim_op *op)
{
    const sim_op_row *row = sim_op_row_of(scheme, op->code);
    seen->codes[op->code] = true;
    for (unsigned i = 0; i < SIM_OP_ARGS; i++) {
        const sim_arg_value *value;
        for (unsigned k = 0; (value = sim_arg_value_at(row->args[i].kind, k)) != NULL; k++) {
            assert_true(k < VALUES_MAX);
            uint32_t bound = sim_kind_row_of(row->args[i].kind)->bound;
            seen->values[op->code][i][k] |= op->args[i] % bound == value->number;
        }
    }
}

static void assert_all_seen(const seen_ops *seen, sim_scheme scheme)
{
    for (unsigned code = 1; code < SIM_OP_CODES; code++) {
        const sim_op_row *row = sim_op_row_of(scheme, code);
        if (row->name != NULL && !seen->codes[code]) {
            fail_msg("no %s", row->name);
        }
        for (unsigned i = 0; i < SIM_OP_ARGS; i++) {
            const sim_arg_value *value;
            for (unsigned k = 0; (value = sim_arg_value_at(row->args[i].kind, k)) != NULL; k++) {
                if (!seen->values[code][i][k]) {
                    fail_msg("no %s with %s %s", row->name, row->args[i].name, value->name);
                }
            }
        }
    }
}

TEST(every_op_and_configuration_comes_up)
{
    for (unsigned scheme = 0; scheme < SIM_SCHEME_COUNT; scheme++) {
        seen_ops seen = {{false}, {{{false}}}};
        bool nodes[32] = {false};
        const uint8_t head[20] = {'I', 'D', 'T', (uint8_t)(scheme + 1)};
        uint8_t bytes[ROOM];
        size_t size = 0;
        for (uint64_t seed = 0; seed < 6000; seed++) {
            sim_tape tape;
            if (seed % 64 == 0) {
                memcpy(bytes, head, sizeof head);
                size = sizeof head;
            }
            size = fuzz_mutate(bytes, size, 600, seed);
            assert_true(sim_tape_decode(bytes, size, &tape));
            assert_int_equal(tape.config.scheme, scheme);
            for (size_t i = 0; i < tape.count; i++) {
                note_op(&seen, (sim_scheme)scheme, &tape.ops[i]);
            }
            nodes[tape.config.nodes % 32] = true;
            sim_tape_free(&tape);
        }
        assert_all_seen(&seen, (sim_scheme)scheme);
        assert_true(nodes[1] && nodes[2] && nodes[5]);
    }
}

TEST(nothing_is_crossed_with_another_scheme)
{
    uint8_t one[ROOM];
    uint8_t other[ROOM];
    uint8_t out[ROOM];
    size_t size = make_tape(3, 40, one);
    memcpy(other, one, size);
    other[3] = (uint8_t)(other[3] % SIM_SCHEME_COUNT + 1);
    for (uint64_t seed = 0; seed < 200; seed++) {
        assert_int_equal(fuzz_cross(one, size, other, size, out, ROOM, seed), size);
        assert_memory_equal(out, one, size);
    }
}

TEST(it_keeps_to_its_room)
{
    uint8_t original[ROOM];
    size_t size = make_tape(5, 200, original);
    for (size_t room = 0; room < 400; room += room < 32 ? 1 : 13) {
        for (uint64_t seed = 0; seed < 40; seed++) {
            size_t begin = size < room ? size : room;
            /* A block of its own, so that a sanitizer sees its end. */
            uint8_t *bytes = malloc(room + (room == 0));
            assert_non_null(bytes);
            memcpy(bytes, original, begin);
            size_t made = fuzz_mutate(bytes, begin, room, seed);
            assert_true(made <= room);
            assert_int_equal(made == 0, room == 0);
            made = fuzz_cross(original, size, original, size, bytes, room, seed);
            assert_true(made <= room);
            free(bytes);
        }
    }
}

TEST(a_crossing_has_ops_of_both)
{
    uint8_t a[ROOM];
    uint8_t b[ROOM];
    uint8_t out[ROOM];
    uint8_t again[ROOM];
    sim_tape tapes[2];
    const sim_config config = {.nodes = 3, .slots = 2, .cluster_size = 5};
    size_t sizes[2];
    uint8_t *bytes[2] = {a, b};
    for (unsigned i = 0; i < 2; i++) {
        sim_tape_init(&tapes[i], config);
        for (unsigned k = 0; k < 20; k++) {
            sim_op op = {.code = i == 0 ? SIM_OP_GENERATE : SIM_OP_TAKE};
            assert_true(sim_tape_append(&tapes[i], op));
        }
        uint8_t *encoded = sim_tape_encode(&tapes[i], &sizes[i]);
        assert_non_null(encoded);
        memcpy(bytes[i], encoded, sizes[i]);
        free(encoded);
        sim_tape_free(&tapes[i]);
    }
    unsigned mixed = 0;
    for (uint64_t seed = 0; seed < 200; seed++) {
        bool seen[64] = {false};
        sim_tape tape;
        size_t size = fuzz_cross(a, sizes[0], b, sizes[1], out, ROOM, seed);
        assert_int_equal(fuzz_cross(a, sizes[0], b, sizes[1], again, ROOM, seed), size);
        assert_memory_equal(out, again, size);
        assert_is_tape(out, size);
        assert_true(sim_tape_decode(out, size, &tape));
        for (size_t i = 0; i < tape.count; i++) {
            seen[tape.ops[i].code] = true;
        }
        mixed += seen[SIM_OP_GENERATE] && seen[SIM_OP_TAKE];
        sim_tape_free(&tape);
    }
    assert_true(mixed > 150);
}

TEST(a_tape_that_is_full_stays_a_tape)
{
    uint8_t bytes[ROOM] = {3, 2, 0, 0, 5};
    memset(bytes + 20, SIM_OP_SEQUENCER, ROOM - 20);
    for (uint64_t seed = 0; seed < 300; seed++) {
        size_t size = fuzz_mutate(bytes, ROOM, ROOM, seed);
        assert_is_tape(bytes, size);
        memset(bytes + size, SIM_OP_SEQUENCER, ROOM - size);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_comes_out_is_a_tape_and_the_same_for_a_seed),
        cmocka_unit_test(every_op_and_configuration_comes_up),
        cmocka_unit_test(nothing_is_crossed_with_another_scheme),
        cmocka_unit_test(it_keeps_to_its_room),
        cmocka_unit_test(a_crossing_has_ops_of_both),
        cmocka_unit_test(a_tape_that_is_full_stays_a_tape),
    };
    return RUN_TESTS(tests);
}
