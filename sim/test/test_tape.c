/* The op tape: both forms, what they refuse, and what they make of anything else. */
#include "tape/tape.h"

#include <stdio.h>

#include <idalloc/range.h>

#include "kernel/random.h"
#include "support_cmocka.h"
#include "support_tape.h"

TEST(configs_wrap_and_leave_good_ones_alone)
{
    sim_config wrapped = sim_config_wrap(some_config);
    assert_int_equal(wrapped.nodes, 3);
    assert_int_equal(wrapped.slots, 2);
    assert_int_equal(wrapped.write_ahead, 1);
    assert_int_equal(wrapped.cluster_size, 5);
    for (unsigned i = 0; i <= UINT8_MAX; i++) {
        const sim_config config = {
            (uint8_t)i, (uint8_t)i, UINT16_MAX, i << 24, i, SIM_SCHEME_COMPRESSOR, 0};
        wrapped = sim_config_wrap(config);
        assert_in_range(wrapped.nodes, 1, SIM_NODES_MAX);
        assert_in_range(wrapped.slots, 1, SIM_SLOTS_MAX);
        assert_in_range(wrapped.cluster_size, 1, IDA_CLUSTER_SIZE_MAX);
        assert_int_equal(wrapped.write_ahead, (1u << wrapped.nodes) - 1);
        assert_int_equal(wrapped.seed, i);
        if (i >= 1 && i <= SIM_NODES_MAX) {
            assert_int_equal(wrapped.nodes, i);
        }
    }
}

TEST(every_op_survives_both_forms)
{
    static const uint32_t numbers[] = {0,         1,         127,      128,
                                       16383,     16384,     2097151,  268435455,
                                       268435456, INT32_MAX, 1u << 31, UINT32_MAX};
    sim_tape tape;
    sim_tape_init(&tape, (sim_config){255, 255, UINT16_MAX, UINT32_MAX, UINT64_MAX,
                                      SIM_SCHEME_COMPRESSOR, 0});
    for (unsigned code = 0; code < SIM_OP_CODES; code++) {
        for (size_t i = 0; i < COUNT_OF(numbers); i++) {
            sim_op op = {(uint8_t)code, {numbers[i], numbers[(i + 5) % 12], numbers[11 - i]}};
            assert_true(sim_tape_append(&tape, op));
        }
    }
    assert_round_trips(&tape);
    sim_tape_free(&tape);
}

TEST(any_bytes_are_a_tape)
{
    sim_random random = sim_random_stream(1, 1);
    uint8_t bytes[400];
    for (unsigned round = 0; round < 2000; round++) {
        size_t size = sim_random_below(&random, sizeof bytes + 1);
        for (size_t i = 0; i < size; i++) {
            bytes[i] = (uint8_t)sim_random_below(&random, 256);
        }
        sim_tape tape;
        assert_true(sim_tape_decode(bytes, size, &tape));
        assert_round_trips(&tape);
        sim_tape_free(&tape);
    }
}

TEST(missing_bytes_are_zero)
{
    static const uint8_t bytes[] = {2, 1, 0, 0, 4, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0, 13, 0x81};
    sim_tape tape;
    assert_true(sim_tape_decode(NULL, 0, &tape));
    assert_int_equal(tape.count, 0);
    assert_int_equal(tape.config.seed, 0);
    assert_true(sim_tape_decode(bytes, sizeof bytes, &tape));
    assert_int_equal(tape.config.nodes, 2);
    assert_int_equal(tape.config.cluster_size, 4);
    assert_int_equal(tape.config.seed, 9);
    assert_int_equal(tape.count, 1);
    assert_int_equal(tape.ops[0].code, SIM_OP_GENERATE);
    assert_int_equal(tape.ops[0].args[0], 1);
    assert_int_equal(tape.ops[0].args[2], 0);
    sim_tape_free(&tape);
}

TEST(numbers_and_codes_wrap)
{
    /* The magic, a config of zeroes, START with bits above 32, code 63 of
       another scheme, and NOP with high bits. */
    uint8_t bytes[4 + 16 + 8] = {'I', 'D', 'T', 1};
    static const uint8_t ops[] = {1, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 63, 0xC0};
    memcpy(bytes + 20, ops, sizeof ops);
    sim_tape tape;
    assert_true(sim_tape_decode(bytes, sizeof bytes, &tape));
    assert_int_equal(tape.count, 3);
    assert_int_equal(tape.ops[0].code, SIM_OP_START);
    assert_int_equal(tape.ops[0].args[0], UINT32_MAX);
    assert_int_equal(tape.ops[1].code, SIM_OP_NOP);
    assert_int_equal(tape.ops[2].code, SIM_OP_NOP);
    sim_tape_free(&tape);
}

TEST(text_for_people_is_read)
{
    static const char text[] = "\xEF\xBB\xBF"
                               "idalloc-tape 1   # a comment\r\n"
                               "\r\n"
                               "# another\r\n"
                               "\tworld seed=0xFF nodes=3 slots=2 cluster-size=5 write-ahead=2\r\n"
                               "start\t0\r\n"
                               "  generate 0 0x1 10# without a space\r\n"
                               "nop";
    sim_tape tape;
    sim_tape_error error;
    assert_true(sim_tape_parse(text, sizeof text - 1, &tape, &error));
    assert_int_equal(tape.config.seed, 255);
    assert_int_equal(tape.config.write_ahead, 2);
    assert_int_equal(tape.count, 3);
    assert_int_equal(tape.ops[1].code, SIM_OP_GENERATE);
    assert_int_equal(tape.ops[1].args[1], 1);
    assert_int_equal(tape.ops[1].args[2], 10);
    sim_tape_free(&tape);
}

TEST(errors_say_where_and_why)
{
    static const struct {
        const char *text;
        size_t line;
        size_t column;
        const char *message;
    } cases[] = {
        {"", 1, 1, "a tape starts with \"idalloc-tape 1\""},
        {"start 0\n", 1, 1, "a tape starts with \"idalloc-tape 1\""},
        {"idalloc-tape\n", 1, 13, "the version is missing"},
        {"idalloc-tape 2\n", 1, 14, "version 2 is not known; this is version 1"},
        {"idalloc-tape 1 1\n", 1, 16, "nothing more is expected on this line, but \"1\" follows"},
        {"idalloc-tape 1\nstart 0\n", 2, 1, "the line after the version starts with \"world\""},
        {"idalloc-tape 1\nworld nodes=3\n", 2, 14, "slots=... is missing"},
        {"idalloc-tape 1\nworld nodes=3 nodes=3\n", 2, 15, "nodes is set twice"},
        {"idalloc-tape 1\nworld color=3\n", 2, 7, "a world has no \"color\""},
        {"idalloc-tape 1\nworld 3\n", 2, 7, "\"3\" is not of the form key=number"},
        {"idalloc-tape 1\nworld nodes=256\n", 2, 13, "256 is too large: at most 255 is possible"},
        {"idalloc-tape 1\nworld nodes=\n", 2, 13, "a number is missing"},
        {HEAD "strat 0\n", 3, 1, "there is no op \"strat\""},
        {HEAD "draw 0 3\n", 3, 1,
         "\"draw\" is an op of sequence worlds, and this is a compressor world"},
        {"idalloc-tape 1\nworld scheme=korder slots=1\n", 2, 21,
         "a korder world has no \"slots\"; after scheme=compressor it has"},
        {"idalloc-tape 1\nworld nodes=1 drift=5\n", 2, 15,
         "a compressor world has no \"drift\"; after scheme=korder it has"},
        {"idalloc-tape 1\nworld nodes=1 scheme=korder\n", 2, 15,
         "\"scheme\" comes first, right after \"world\""},
        {HEAD "start\n", 3, 6, "\"start\" lacks its node"},
        {HEAD "start 0\n\ngenerate 0 1\n", 5, 13, "\"generate\" lacks its count"},
        {HEAD "start 0 1\n", 3, 9, "nothing more is expected on this line, but \"1\" follows"},
        {HEAD "start -1\n", 3, 7, "\"-1\" is not a number"},
        {HEAD "start 0x\n", 3, 7, "\"0x\" is not a number"},
        {HEAD "start 0xg\n", 3, 7, "\"0xg\" is not a number"},
        {HEAD "start 1a\n", 3, 7, "\"1a\" is not a number"},
        {HEAD "start 4294967296\n", 3, 7,
         "4294967296 is too large: at most 4294967295 is possible"},
        {HEAD "start 99999999999999999999999999\n", 3, 7,
         "99999999999999999999999 is too large: at most 4294967295 is possible"},
        {HEAD "start both\n", 3, 7, "\"both\" is not a number"},
        {HEAD "cut 0 bth\n", 3, 7, "\"bth\" is neither a number nor one of both, up, down"},
        {HEAD "cut 0 Up\n", 3, 7, "\"Up\" is not a number"},
        {HEAD "forge 12345 0 0x\n", 3, 15, "\"0x\" is not a number"},
        {HEAD "forge forged 0 0\n", 3, 7,
         "\"forged\" is neither a number nor one of repeat, gap, overlap, huge, zero, size, "
         "invented, usurped, invalid, large, endless, brim"},
        {HEAD "start \x01\xFF\n", 3, 7, "\"\?\?\" is not a number"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        name_case("%s", cases[i].text);
        sim_tape tape;
        sim_tape_error error;
        assert_false(sim_tape_parse(cases[i].text, strlen(cases[i].text), &tape, &error));
        assert_string_equal(error.message, cases[i].message);
        assert_int_equal(error.line, cases[i].line);
        assert_int_equal(error.column, cases[i].column);
        assert_null(tape.ops);
    }
}

TEST(damaged_text_is_parsed_or_refused)
{
    static const char text[] = HEAD "start 0\nopen 0 1 0 # x\ngenerate 0 1 2\r\nsequencer\n";
    sim_random random = sim_random_stream(2, 1);
    for (unsigned round = 0; round < 20000; round++) {
        char damaged[sizeof text];
        memcpy(damaged, text, sizeof text);
        size_t size = sim_random_below(&random, sizeof text);
        for (unsigned i = 0; i < round % 4 && size > 0; i++) {
            damaged[sim_random_below(&random, size)] = (char)sim_random_below(&random, 256);
        }
        /* A copy of exactly this size, so that a sanitizer sees the parser read beyond it. */
        char *copy = malloc(size == 0 ? 1 : size);
        assert_non_null(copy);
        memcpy(copy, damaged, size);
        sim_tape tape;
        sim_tape_error error;
        if (sim_tape_parse(copy, size, &tape, &error)) {
            assert_round_trips(&tape);
        } else {
            assert_true(strlen(error.message) > 0);
            assert_true(error.line >= 1);
        }
        sim_tape_free(&tape);
        free(copy);
    }
}

TEST(a_tape_is_bounded)
{
    size_t head = strlen(HEAD);
    size_t size = head + (size_t)(SIM_TAPE_OPS_MAX + 1) * 4;
    char *text = malloc(size);
    assert_non_null(text);
    memcpy(text, HEAD, head);
    for (size_t at = head; at < size; at += 4) {
        memcpy(text + at, "nop\n", 4);
    }
    sim_tape tape;
    sim_tape_error error;
    assert_false(sim_tape_parse(text, size, &tape, &error));
    assert_string_equal(error.message, "a tape has at most 1048576 ops");
    assert_true(sim_tape_parse(text, size - 4, &tape, &error));
    assert_int_equal(tape.count, SIM_TAPE_OPS_MAX);
    assert_false(sim_tape_append(&tape, (sim_op){0}));
    sim_tape_free(&tape);
    memset(text, 0, size);
    assert_true(sim_tape_decode((uint8_t *)text, size, &tape));
    assert_int_equal(tape.count, SIM_TAPE_OPS_MAX);
    sim_tape_free(&tape);
    free(text);
}

TEST(append_makes_ops_canonical)
{
    sim_tape tape;
    sim_tape_init(&tape, some_config);
    assert_true(sim_tape_append(&tape, (sim_op){SIM_OP_START, {1, 2, 3}}));
    assert_true(sim_tape_append(&tape, (sim_op){200, {1, 2, 3}}));
    assert_int_equal(tape.ops[0].args[0], 1);
    assert_int_equal(tape.ops[0].args[1], 0);
    assert_int_equal(tape.ops[1].code, SIM_OP_NOP);
    assert_int_equal(tape.ops[1].args[0], 0);
    assert_round_trips(&tape);
    sim_tape_free(&tape);
}

TEST(tapes_that_differ_are_not_equal)
{
    sim_tape a;
    sim_tape b;
    sim_tape_init(&a, some_config);
    sim_tape_init(&b, some_config);
    assert_same(&a, &b);
    b.config.seed++;
    assert_false(sim_tape_equal(&a, &b));
    b.config.seed--;
    assert_true(sim_tape_append(&a, (sim_op){SIM_OP_START, {1, 0, 0}}));
    assert_false(sim_tape_equal(&a, &b));
    assert_true(sim_tape_append(&b, (sim_op){SIM_OP_START, {2, 0, 0}}));
    assert_false(sim_tape_equal(&a, &b));
    b.ops[0].args[0] = 1;
    assert_same(&a, &b);
    b.ops[0].code = SIM_OP_CRASH;
    assert_false(sim_tape_equal(&a, &b));
    sim_tape_free(&a);
    sim_tape_free(&b);
}

TEST(a_large_world_survives_both_forms)
{
    static const char head[] = "idalloc-tape 1\nworld kept=128 nodes=4096 slots=70000 ";
    sim_tape tape;
    sim_tape read;
    sim_tape_error error;
    sim_tape_init(&tape, (sim_config){.nodes = 4096,
                                      .slots = 70000,
                                      .write_ahead = 3,
                                      .cluster_size = 5,
                                      .seed = 7,
                                      .kept = 128});
    assert_true(sim_tape_add(&tape, SIM_OP_START, 4095, 0));
    size_t size;
    char *text = sim_tape_print(&tape, &size);
    assert_non_null(text);
    assert_memory_equal(text, head, sizeof head - 1);
    assert_true(sim_tape_parse(text, size, &read, &error));
    assert_same(&tape, &read);
    assert_true(sim_config_is_large(&read.config));
    sim_tape_free(&read);
    free(text);
    uint8_t *bytes = sim_tape_encode(&tape, &size);
    assert_non_null(bytes);
    assert_true(sim_tape_decode(bytes, size, &read));
    assert_same(&tape, &read);
    sim_tape_free(&read);
    free(bytes);
    sim_tape_free(&tape);
}

static void expect_refusal(const char *world, const char *message)
{
    char text[160];
    sim_tape tape;
    sim_tape_error error;
    (void)snprintf(text, sizeof text, "idalloc-tape 1\nworld %s\n", world);
    assert_false(sim_tape_parse(text, strlen(text), &tape, &error));
    assert_string_equal(error.message, message);
}

TEST(what_is_wrong_with_a_large_world_is_said)
{
    expect_refusal("kept=0 nodes=1 slots=1 write-ahead=0 cluster-size=1 seed=0",
                   "a world that keeps none of its log is not possible");
    expect_refusal("nodes=1 kept=64 slots=1 write-ahead=0 cluster-size=1 seed=0",
                   "\"kept\" comes first, right after \"world\"");
    expect_refusal("kept=64 nodes=65536 slots=1 write-ahead=0 cluster-size=1 seed=0",
                   "65536 is too large: at most 65535 is possible");
    expect_refusal("nodes=256 slots=1 write-ahead=0 cluster-size=1 seed=0",
                   "256 is too large: at most 255 is possible");
    expect_refusal("kept=64 slots=1 write-ahead=0 cluster-size=1 seed=0", "nodes=... is missing");
}

TEST(every_scheme_survives_both_forms)
{
    for (unsigned scheme = 0; scheme < SIM_SCHEME_COUNT; scheme++) {
        sim_tape tape;
        sim_tape_init(&tape, (sim_config){3, 2, 1, 5, 7, (uint8_t)scheme, 0});
        for (unsigned code = 0; code < SIM_OP_CODES; code++) {
            assert_true(sim_tape_append(&tape, (sim_op){(uint8_t)code, {1, 2, 3}}));
            bool applies = sim_op_applies((sim_scheme)scheme, code);
            assert_int_equal(tape.ops[code].code, applies ? code : SIM_OP_NOP);
        }
        assert_round_trips(&tape);
        sim_tape_free(&tape);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(configs_wrap_and_leave_good_ones_alone),
        cmocka_unit_test(every_op_survives_both_forms),
        cmocka_unit_test(any_bytes_are_a_tape),
        cmocka_unit_test(missing_bytes_are_zero),
        cmocka_unit_test(numbers_and_codes_wrap),
        cmocka_unit_test(text_for_people_is_read),
        cmocka_unit_test(errors_say_where_and_why),
        cmocka_unit_test(damaged_text_is_parsed_or_refused),
        cmocka_unit_test(a_tape_is_bounded),
        cmocka_unit_test(append_makes_ops_canonical),
        cmocka_unit_test(tapes_that_differ_are_not_equal),
        cmocka_unit_test(a_large_world_survives_both_forms),
        cmocka_unit_test(what_is_wrong_with_a_large_world_is_said),
        cmocka_unit_test(every_scheme_survives_both_forms),
    };
    return RUN_TESTS(tests);
}
