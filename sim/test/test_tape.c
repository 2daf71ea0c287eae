/* The op tape: both forms, what they refuse, and what they make of anything else. */
#include "tape/tape.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <idalloc/range.h>

#include "kernel/random.h"

#define HEAD                                                                                       \
    "idalloc-tape 1\n"                                                                             \
    "world nodes=3 slots=2 write-ahead=0x1 cluster-size=5 seed=7\n"

static const sim_config some_config = {3, 2, 1, 5, 7, SIM_SCHEME_COMPRESSOR};

static void assert_same(const sim_tape *a, const sim_tape *b)
{
    assert_true(sim_tape_equal(a, b));
    assert_true(sim_tape_equal(b, a));
}

/* Text to binary to text, with the tape the same at every turn. */
static void assert_round_trips(const sim_tape *tape)
{
    size_t text_size;
    size_t again_size;
    size_t binary_size;
    sim_tape parsed;
    sim_tape decoded;
    sim_tape_error error;
    char *text = sim_tape_print(tape, &text_size);
    assert_non_null(text);
    assert_int_equal(strlen(text), text_size);
    assert_true(sim_tape_parse(text, text_size, &parsed, &error));
    assert_same(tape, &parsed);
    uint8_t *binary = sim_tape_encode(&parsed, &binary_size);
    assert_non_null(binary);
    assert_true(sim_tape_decode(binary, binary_size, &decoded));
    assert_same(tape, &decoded);
    char *again = sim_tape_print(&decoded, &again_size);
    assert_non_null(again);
    assert_int_equal(again_size, text_size);
    assert_memory_equal(again, text, text_size);
    free(text);
    free(again);
    free(binary);
    sim_tape_free(&parsed);
    sim_tape_free(&decoded);
}

static void ops_are_found_by_their_names(void **state)
{
    (void)state;
    for (unsigned i = 0; i < SIM_SCHEME_COUNT * SIM_OP_CODES; i++) {
        sim_scheme scheme = (sim_scheme)(i / SIM_OP_CODES);
        const char *name = sim_op_name(scheme, i % SIM_OP_CODES);
        unsigned code;
        assert_int_equal(sim_op_applies(scheme, i % SIM_OP_CODES), name != NULL);
        if (name != NULL) {
            assert_true(sim_op_find(scheme, name, strlen(name), &code));
            assert_int_equal(code, i % SIM_OP_CODES);
            assert_false(sim_op_find(scheme, name, strlen(name) - 1, &code) &&
                         code == i % SIM_OP_CODES);
        }
    }
    assert_int_equal(sim_op_arg_count(SIM_SCHEME_COMPRESSOR, SIM_OP_NOP), 0);
    assert_int_equal(sim_op_arg_count(SIM_SCHEME_COMPRESSOR, SIM_OP_START), 1);
    assert_int_equal(sim_op_arg_count(SIM_SCHEME_COMPRESSOR, SIM_OP_JOIN), 2);
    assert_int_equal(sim_op_arg_count(SIM_SCHEME_COMPRESSOR, SIM_OP_FORGE), 3);
    assert_int_equal(sim_op_arg_count(SIM_SCHEME_SEQUENCE, SIM_OP_FORGE), 0);
    static const unsigned beyond[] = {SIM_OP_CODES, UINT32_MAX};
    for (unsigned i = 0; i < 2; i++) {
        assert_null(sim_op_name(SIM_SCHEME_COMPRESSOR, beyond[i]));
        assert_false(sim_op_applies(SIM_SCHEME_COMPRESSOR, beyond[i]));
        assert_int_equal(sim_op_arg_count(SIM_SCHEME_COMPRESSOR, beyond[i]), 0);
    }
}

/* Numbers that tapes in corpus/ rely on: for ever. */
static void numbers_stay(void **state)
{
    (void)state;
    static const struct {
        sim_scheme scheme;
        const char *names[30];
        unsigned first;
    } rows[] = {
        {SIM_SCHEME_COMPRESSOR,
         {"nop", "start", "join", "leave", "crash", "restart", "fork", "save", "damage", "offline",
          "reconnect", "open", "close", "generate", "unique", "resize", "take", "reset"},
         0},
        {SIM_SCHEME_COMPRESSOR,
         {"send", "resend", "up", "up-lost", "up-again", "down", "down-lost", "down-again",
          "down-old", "down-many", "fetch", "cut", "heal", "sequencer", "ghost", "forge", "read",
          "checkpoint"},
         18},
        {SIM_SCHEME_SEQUENCE,
         {"elect", "depose", "store", "enlist", "keep", "ask", "carry", "draw", "stop", "boot"},
         36},
        {SIM_SCHEME_SNOWFLAKE,
         {"pass", "set-clock", "drift", "freeze", "thaw", "leap", "lease", "begin", "mint", "await",
          "extend", "halt"},
         46},
        {SIM_SCHEME_KORDER, {"pass", "set-clock", "drift", "freeze", "thaw", "leap"}, 46},
        {SIM_SCHEME_KORDER, {"wake", "kill", "make", "burst", "post", "hear"}, 58},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        for (unsigned k = 0; rows[i].names[k] != NULL; k++) {
            assert_string_equal(sim_op_name(rows[i].scheme, rows[i].first + k), rows[i].names[k]);
        }
    }
    for (unsigned scheme = 0; scheme < SIM_SCHEME_COUNT; scheme++) {
        assert_string_equal(sim_op_name((sim_scheme)scheme, SIM_OP_NOP), "nop");
    }
}

/* Small letters and digits, in words that hyphens join. */
static bool is_name(const char *name)
{
    size_t length = strlen(name);
    return length > 0 && name[0] >= 'a' && name[0] <= 'z' && name[length - 1] != '-' &&
           strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-") == length;
}

static void assert_kind_is_sound(sim_arg_kind kind)
{
    const sim_kind_row *row = sim_kind_row_of(kind);
    bool bounded = row->wrap == SIM_WRAP_WHOLE || row->wrap == SIM_WRAP_PART;
    const sim_arg_value *value;
    assert_int_equal(row->bound > 0, bounded);
    assert_in_range(row->usual_count, 1, 3);
    /* Where a mutator cannot go by the bound. */
    assert_true(row->span > 0 || (row->wrap != SIM_WRAP_ANY && row->wrap != SIM_WRAP_PART));
    for (unsigned i = 0; (value = sim_arg_value_at(kind, i)) != NULL; i++) {
        uint32_t number;
        assert_true(is_name(value->name));
        assert_true(bounded && value->number < row->bound);
        assert_true(sim_arg_value_find(kind, value->name, strlen(value->name), &number));
        assert_int_equal(number, value->number);
        for (unsigned k = 0; k < i; k++) {
            assert_int_not_equal(sim_arg_value_at(kind, k)->number, number);
        }
    }
    assert_null(sim_arg_value_at(kind, 64));
}

static void assert_row_is_sound(const sim_op_row *row)
{
    bool ended = false;
    assert_true(is_name(row->name));
    size_t length = strlen(row->sentence);
    assert_in_range(length, 1, 100);
    assert_true(row->sentence[0] >= 'a' && row->sentence[0] <= 'z');
    assert_true(row->sentence[length - 1] != '.' && row->sentence[length - 1] != ' ');
    for (unsigned i = 0; i < SIM_OP_ARGS; i++) {
        const sim_arg *arg = &row->args[i];
        ended = ended || arg->kind == SIM_ARG_NONE;
        assert_int_equal(arg->kind == SIM_ARG_NONE, ended);
        assert_int_equal(arg->name == NULL, ended);
        if (!ended) {
            assert_true(is_name(arg->name));
            assert_kind_is_sound(arg->kind);
        }
        for (unsigned k = 0; k < i && !ended; k++) {
            assert_string_not_equal(row->args[k].name, arg->name);
        }
    }
}

static void every_row_is_well_formed(void **state)
{
    (void)state;
    for (unsigned i = 0; i < SIM_SCHEME_COUNT * SIM_OP_CODES; i++) {
        const sim_op_row *row = sim_op_row_of((sim_scheme)(i / SIM_OP_CODES), i % SIM_OP_CODES);
        if (row->name != NULL) {
            assert_row_is_sound(row);
        }
    }
    for (unsigned scheme = 0; scheme < SIM_SCHEME_COUNT; scheme++) {
        assert_true(sim_op_applies((sim_scheme)scheme, SIM_OP_NOP));
    }
}

/* A line with the index-th value of each argument that has so many, and numbers elsewhere. */
static bool write_line(const sim_op_row *row, unsigned index, bool by_name, char *line, size_t size)
{
    bool named = false;
    size_t used = (size_t)snprintf(line, size, "%s", row->name);
    for (unsigned i = 0; i < SIM_OP_ARGS && row->args[i].kind != SIM_ARG_NONE; i++) {
        const sim_arg_value *value = sim_arg_value_at(row->args[i].kind, index);
        named = named || value != NULL;
        if (value != NULL && by_name) {
            used += (size_t)snprintf(line + used, size - used, " %s", value->name);
        } else {
            used += (size_t)snprintf(line + used, size - used, " %u",
                                     value == NULL ? i : (unsigned)value->number);
        }
    }
    return named;
}

static sim_tape parsed_line(sim_scheme scheme, const char *line)
{
    char text[256];
    sim_tape tape;
    sim_tape_error error;
    const sim_scheme_number *numbers = sim_scheme_numbers(scheme);
    (void)snprintf(text, sizeof text,
                   "idalloc-tape 1\nworld scheme=%s %s=1 %s=1 %s=1 %s=1 seed=1\n%s\n",
                   sim_scheme_name(scheme), numbers[0].name, numbers[1].name, numbers[2].name,
                   numbers[3].name, line);
    if (!sim_tape_parse(text, strlen(text), &tape, &error)) {
        fail_msg("%s: %s", line, error.message);
    }
    return tape;
}

static void numbers_may_be_given_by_their_names(void **state)
{
    (void)state;
    unsigned lines = 0;
    for (unsigned i = 0; i < SIM_SCHEME_COUNT * SIM_OP_CODES; i++) {
        sim_scheme scheme = (sim_scheme)(i / SIM_OP_CODES);
        const sim_op_row *row = sim_op_row_of(scheme, i % SIM_OP_CODES);
        char named[80];
        char numbered[80];
        for (unsigned k = 0; row->name != NULL && write_line(row, k, true, named, sizeof named);
             k++) {
            char printed[80];
            (void)write_line(row, k, false, numbered, sizeof numbered);
            sim_tape a = parsed_line(scheme, named);
            sim_tape b = parsed_line(scheme, numbered);
            assert_same(&a, &b);
            sim_op_print(scheme, &a.ops[0], printed, sizeof printed);
            assert_string_equal(printed, numbered);
            sim_tape_free(&a);
            sim_tape_free(&b);
            lines++;
        }
    }
    assert_true(lines > 50);
}

static void configs_wrap_and_leave_good_ones_alone(void **state)
{
    (void)state;
    sim_config wrapped = sim_config_wrap(some_config);
    assert_int_equal(wrapped.nodes, 3);
    assert_int_equal(wrapped.slots, 2);
    assert_int_equal(wrapped.write_ahead, 1);
    assert_int_equal(wrapped.cluster_size, 5);
    for (unsigned i = 0; i <= UINT8_MAX; i++) {
        const sim_config config = {(uint8_t)i, (uint8_t)i, UINT16_MAX,
                                   i << 24,    i,          SIM_SCHEME_COMPRESSOR};
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

static void every_op_survives_both_forms(void **state)
{
    (void)state;
    static const uint32_t numbers[] = {0,         1,         127,      128,
                                       16383,     16384,     2097151,  268435455,
                                       268435456, INT32_MAX, 1u << 31, UINT32_MAX};
    sim_tape tape;
    sim_tape_init(
        &tape, (sim_config){255, 255, UINT16_MAX, UINT32_MAX, UINT64_MAX, SIM_SCHEME_COMPRESSOR});
    for (unsigned code = 0; code < SIM_OP_CODES; code++) {
        for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
            sim_op op = {(uint8_t)code, {numbers[i], numbers[(i + 5) % 12], numbers[11 - i]}};
            assert_true(sim_tape_append(&tape, op));
        }
    }
    assert_round_trips(&tape);
    sim_tape_free(&tape);
}

static void any_bytes_are_a_tape(void **state)
{
    (void)state;
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

static void missing_bytes_are_zero(void **state)
{
    (void)state;
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

static void numbers_and_codes_wrap(void **state)
{
    (void)state;
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

static void text_for_people_is_read(void **state)
{
    (void)state;
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

static void errors_say_where_and_why(void **state)
{
    (void)state;
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
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        sim_tape tape;
        sim_tape_error error;
        assert_false(sim_tape_parse(cases[i].text, strlen(cases[i].text), &tape, &error));
        assert_string_equal(error.message, cases[i].message);
        assert_int_equal(error.line, cases[i].line);
        assert_int_equal(error.column, cases[i].column);
        assert_null(tape.ops);
    }
}

static void damaged_text_is_parsed_or_refused(void **state)
{
    (void)state;
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

static void a_tape_is_bounded(void **state)
{
    (void)state;
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

static void append_makes_ops_canonical(void **state)
{
    (void)state;
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

static void tapes_that_differ_are_not_equal(void **state)
{
    (void)state;
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

static void ops_print_as_lines(void **state)
{
    (void)state;
    char line[64];
    sim_op_print(SIM_SCHEME_COMPRESSOR, &(sim_op){SIM_OP_GENERATE, {0, 1, 2}}, line, sizeof line);
    assert_string_equal(line, "generate 0 1 2");
    sim_op_print(SIM_SCHEME_COMPRESSOR, &(sim_op){SIM_OP_SEQUENCER, {1, 1, 2}}, line, sizeof line);
    assert_string_equal(line, "sequencer");
    sim_op_print(SIM_SCHEME_COMPRESSOR, &(sim_op){SIM_OP_CODES, {1, 1, 2}}, line, sizeof line);
    assert_string_equal(line, "nop");
    sim_op_print(SIM_SCHEME_COMPRESSOR, &(sim_op){SIM_OP_DOWN_AGAIN, {UINT32_MAX, UINT32_MAX, 0}},
                 line, 8);
    assert_string_equal(line, "down-ag");
}

static bool read_as(bool bare, const char *bytes, size_t size, sim_tape *tape, sim_tape_form *form,
                    sim_tape_error *error)
{
    FILE *file = tmpfile();
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    rewind(file);
    bool read = sim_tape_read_stream(file, bare, tape, form, error);
    (void)fclose(file);
    return read;
}

static bool read_bytes(const char *bytes, size_t size, sim_tape *tape, sim_tape_form *form,
                       sim_tape_error *error)
{
    return read_as(false, bytes, size, tape, form, error);
}

static void a_file_that_begins_as_text_is_text(void **state)
{
    (void)state;
    static const char *const before[] = {"", "\xEF\xBB\xBF", "# first a comment\n", "\n \t\r\n",
                                         "\xEF\xBB\xBF\n# and\n  "};
    for (size_t i = 0; i < sizeof before / sizeof before[0]; i++) {
        char text[200];
        sim_tape tape;
        sim_tape_form form;
        sim_tape_error error;
        (void)snprintf(text, sizeof text, "%s" HEAD "start 1\n", before[i]);
        assert_true(read_bytes(text, strlen(text), &tape, &form, &error));
        assert_int_equal(form, SIM_TAPE_TEXT);
        assert_int_equal(tape.count, 1);
        assert_int_equal(tape.ops[0].code, SIM_OP_START);
        sim_tape_free(&tape);
    }
}

static void text_that_is_no_tape_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t line;
        size_t column;
    } cases[] = {
        {"a letter, not a tape\n", 1, 1}, {"\n  \xC3\xA9t\xC3\xA9\n", 2, 3},
        {"# only a comment\n", 1, 1},     {"# c\nidalloc-tape 2\n", 2, 14},
        {HEAD "start \x01\n", 3, 7},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        sim_tape tape;
        sim_tape_form form;
        sim_tape_error error;
        assert_false(read_bytes(cases[i].text, strlen(cases[i].text), &tape, &form, &error));
        assert_int_equal(form, SIM_TAPE_TEXT);
        assert_int_equal(error.line, cases[i].line);
        assert_int_equal(error.column, cases[i].column);
        assert_false(error.outside);
        assert_int_equal(tape.count, 0);
    }
}

static void a_scheme_that_there_is_not_is_refused_in_text(void **state)
{
    (void)state;
    static const struct {
        const char *world;
        size_t column;
    } cases[] = {
        {"scheme=unheard nodes=1", 14},
        {"scheme= nodes=1", 14},
        {"scheme=0 nodes=1", 14},
        {"nodes=1 scheme=compressor", 15},
        {"scheme=compressor scheme=compressor", 25},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[200];
        sim_tape tape;
        sim_tape_error error;
        (void)snprintf(text, sizeof text, "idalloc-tape 1\nworld %s\n", cases[i].world);
        assert_false(sim_tape_parse(text, strlen(text), &tape, &error));
        assert_int_equal(error.line, 2);
        assert_int_equal(error.column, cases[i].column);
    }
}

static void every_scheme_survives_both_forms(void **state)
{
    (void)state;
    for (unsigned scheme = 0; scheme < SIM_SCHEME_COUNT; scheme++) {
        sim_tape tape;
        sim_tape_init(&tape, (sim_config){3, 2, 1, 5, 7, (uint8_t)scheme});
        for (unsigned code = 0; code < SIM_OP_CODES; code++) {
            assert_true(sim_tape_append(&tape, (sim_op){(uint8_t)code, {1, 2, 3}}));
            bool applies = sim_op_applies((sim_scheme)scheme, code);
            assert_int_equal(tape.ops[code].code, applies ? code : SIM_OP_NOP);
        }
        assert_round_trips(&tape);
        sim_tape_free(&tape);
    }
}

static void bare_bytes_are_of_the_scheme_that_the_reader_means(void **state)
{
    (void)state;
    static const uint8_t unheard[] = {'I', 'D', 'T', SIM_SCHEME_COUNT + 1, 0, 0};
    for (unsigned scheme = 0; scheme < SIM_SCHEME_COUNT; scheme++) {
        uint8_t headed[] = {'I', 'D', 'T', (uint8_t)(scheme + 1), 9, 8};
        sim_tape tape;
        assert_true(sim_tape_decode_as((sim_scheme)scheme, unheard, sizeof unheard, &tape));
        assert_int_equal(tape.config.scheme, scheme);
        assert_int_equal(tape.config.nodes, 'I');
        assert_true(sim_tape_decode(headed, sizeof headed, &tape));
        assert_int_equal(tape.config.scheme, scheme);
        assert_int_equal(tape.config.nodes, 9);
    }
}

static void bytes_that_are_no_text_are_binary(void **state)
{
    (void)state;
    static const char magic[] = "IDT\1abcdefghijklmnop#";
    static const char bare[] = "\3\2\1bcdefghijklmnop";
    sim_tape tape;
    sim_tape_form form;
    sim_tape_error error;
    assert_true(read_bytes(magic, sizeof magic - 1, &tape, &form, &error));
    assert_int_equal(form, SIM_TAPE_BINARY);
    assert_int_equal(tape.config.nodes, 'a');
    assert_int_equal(tape.count, 1);
    sim_tape_free(&tape);
    assert_true(read_as(true, bare, sizeof bare - 1, &tape, &form, &error));
    assert_int_equal(form, SIM_TAPE_BARE);
    assert_int_equal(tape.config.nodes, 3);
    sim_tape_free(&tape);
}

/* What people pass by mistake, and a word that it is refused with. */
static const struct {
    const char *bytes;
    size_t size;
    const char *what;
    const char *hint; /* NULL: any */
} aliens[] = {
#define ALIEN(bytes, what, hint)                                                                   \
    {                                                                                              \
        (bytes), sizeof(bytes) - 1, (what), (hint)                                                 \
    }
    ALIEN("", "empty", NULL),
    ALIEN("\3\2\1bcdefghijklmnop", "does not begin as a tape", "--bare"),
    ALIEN("\xFF\xFEi\0d\0", "UTF-16", "iconv -f UTF-16"),
    ALIEN("\xFE\xFF\0i\0d", "UTF-16", "iconv -f UTF-16"),
    ALIEN("\xFF\xFE\0\0i\0\0\0", "UTF-32", "iconv -f UTF-32"),
    ALIEN("\0\0\xFE\xFF\0\0\0i", "UTF-32", "iconv -f UTF-32"),
    ALIEN("\x1F\x8B\x08\0", "compressed", "Unpack"),
    ALIEN("PK\3\4\x14\0", "compressed", "Unpack"),
    ALIEN("BZh91AY\0", "compressed", "Unpack"),
    ALIEN("\xFD"
          "7zXZ\0\0",
          "compressed", "Unpack"),
    ALIEN("\x28\xB5\x2F\xFD\x24", "compressed", "Unpack"),
    ALIEN("\x7F"
          "ELF\2\1",
          "a program", NULL),
    ALIEN("IDSTATE\2\0", "the state of a search", "--state"),
    ALIEN("IDAL\1\0", "a snapshot", "--target snapshot"),
    ALIEN("IDT\x20\1\1", "a binary tape of a kind", "newer"),
    ALIEN("IDT", "a binary tape of a kind", "newer"),
    ALIEN("idalloc-chain 1\n0 00 00 start 0\n", "a chain", "--against"),
    ALIEN("{\n  \"command\": \"run\"\n}\n", "JSON", ".tape"),
    ALIEN(" \r\n[1, 2]\n", "JSON", NULL),
    ALIEN("<!DOCTYPE html>\n<html>\n", "HTML", "page"),
#undef ALIEN
};

static void what_is_no_tape_is_refused_by_its_name(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof aliens / sizeof aliens[0]; i++) {
        sim_tape tape;
        sim_tape_form form = SIM_TAPE_TEXT;
        sim_tape_error error;
        assert_false(read_bytes(aliens[i].bytes, aliens[i].size, &tape, &form, &error));
        assert_int_equal(form, SIM_TAPE_ALIEN);
        assert_non_null(strstr(error.message, aliens[i].what));
        assert_int_equal(error.line, 0);
        assert_false(error.outside);
        assert_int_equal(tape.count, 0);
        if (aliens[i].hint != NULL) {
            assert_non_null(error.hint);
            assert_non_null(strstr(error.hint, aliens[i].hint));
        }
        /* With --bare all of them are bytes of ops. */
        assert_true(read_as(true, aliens[i].bytes, aliens[i].size, &tape, &form, &error));
        assert_int_equal(form, SIM_TAPE_BARE);
        sim_tape_free(&tape);
    }
}

/* The text in UTF-16, without a byte order mark. */
static size_t widen(const char *text, bool big_endian, char *wide)
{
    size_t length = strlen(text);
    for (size_t i = 0; i < length; i++) {
        wide[2 * i + (big_endian ? 1 : 0)] = text[i];
        wide[2 * i + (big_endian ? 0 : 1)] = '\0';
    }
    return 2 * length;
}

static void a_tape_in_utf_16_is_never_played(void **state)
{
    (void)state;
    static const char *const before[] = {"", "# caf\xE9\n", "\r\n\t"};
    for (size_t i = 0; i < 12; i++) {
        char text[200];
        char wide[2 + 2 * sizeof text] = {0};
        sim_tape tape;
        sim_tape_form form = SIM_TAPE_TEXT;
        sim_tape_error error;
        bool big_endian = i % 2 != 0;
        size_t mark = i / 2 % 2 != 0 ? 2 : 0;
        memcpy(wide, big_endian ? "\xFE\xFF" : "\xFF\xFE", mark);
        (void)snprintf(text, sizeof text, "%s" HEAD "start 1\n", before[i / 4]);
        size_t size = mark + widen(text, big_endian, wide + mark);
        for (int bare = 0; bare < 2; bare++) {
            assert_false(read_as(bare != 0, wide, size, &tape, &form, &error));
            assert_int_equal(form, SIM_TAPE_ALIEN);
            assert_non_null(strstr(error.message, "UTF-16"));
            assert_int_equal(tape.count, 0);
        }
    }
}

static void what_has_a_header_is_no_bare_tape(void **state)
{
    (void)state;
    sim_tape tape;
    sim_tape_form form;
    sim_tape_error error;
    static const char text[] = "\r\n# CR LF\r\nidalloc-tape 1\r\nworld nodes=3 slots=2 "
                               "write-ahead=0x1 cluster-size=5 seed=0xFFFFFFFFFFFFFFFF\r\nstart 0";
    assert_true(read_as(true, text, sizeof text - 1, &tape, &form, &error));
    assert_int_equal(form, SIM_TAPE_TEXT);
    assert_true(tape.config.seed == UINT64_MAX);
    sim_tape_free(&tape);
    assert_true(read_as(true, "IDT\3abc", 7, &tape, &form, &error));
    assert_int_equal(form, SIM_TAPE_BINARY);
    sim_tape_free(&tape);
    assert_false(read_as(true, "idalloc-tape 2\n", 15, &tape, &form, &error));
    assert_int_equal(form, SIM_TAPE_TEXT);
    assert_false(read_as(false, "IDALLOC-TAPE 1\n", 15, &tape, &form, &error));
    assert_int_equal(form, SIM_TAPE_TEXT);
    assert_true(read_as(true, "idaloc-tape 1\n", 14, &tape, &form, &error));
    assert_int_equal(form, SIM_TAPE_BARE);
    sim_tape_free(&tape);
}

static void a_program_with_a_tape_inside_is_a_program(void **state)
{
    (void)state;
    static const char program[] = "\x7F"
                                  "ELF\2\1 i\0d\0a\0l\0l\0o\0c\0-\0t\0a\0p\0e";
    sim_tape_alien alien;
    assert_int_equal(sim_tape_form_of(program, sizeof program, false, &alien), SIM_TAPE_ALIEN);
    assert_string_equal(alien.what, "it is a program");
    assert_int_equal(sim_tape_form_of(program, sizeof program, true, &alien), SIM_TAPE_BARE);
}

static void a_file_with_too_many_ops_is_refused(void **state)
{
    (void)state;
    const size_t head = 20;
    size_t size = head + SIM_TAPE_OPS_MAX + 1;
    char *bytes = calloc(size, 1);
    assert_non_null(bytes);
    memcpy(bytes, "IDT\1", 4);
    sim_tape tape;
    sim_tape_error error;
    bool whole = false;
    assert_true(sim_tape_decode_whole((uint8_t *)bytes, size - 1, &tape, &whole));
    assert_true(whole);
    sim_tape_free(&tape);
    assert_true(sim_tape_decode_whole((uint8_t *)bytes, size, &tape, &whole));
    assert_false(whole);
    assert_int_equal(tape.count, SIM_TAPE_OPS_MAX);
    sim_tape_free(&tape);
    assert_true(read_bytes(bytes, size - 1, &tape, NULL, &error));
    assert_int_equal(tape.count, SIM_TAPE_OPS_MAX);
    sim_tape_free(&tape);
    assert_false(read_bytes(bytes, size, &tape, NULL, &error));
    assert_string_equal(error.message, "a tape has at most 1048576 ops, and the file has more");
    assert_false(error.outside);
    assert_int_equal(tape.count, 0);
    free(bytes);
}

static void files_of_either_form_are_read(void **state)
{
    (void)state;
    char path[] = "test_tape_XXXXXX";
    int descriptor = mkstemp(path);
    assert_true(descriptor >= 0);
    FILE *file = fdopen(descriptor, "wb");
    assert_non_null(file);
    (void)fclose(file);
    sim_tape tape;
    sim_tape_init(&tape, some_config);
    assert_true(sim_tape_append(&tape, (sim_op){SIM_OP_OPEN, {1, 2, 3}}));
    for (int binary = 0; binary < 2; binary++) {
        sim_tape read;
        sim_tape_error error;
        assert_true(sim_tape_write_file(path, &tape, binary != 0));
        assert_true(sim_tape_read_file(path, &read, &error));
        assert_same(&tape, &read);
        sim_tape_free(&read);
    }
    sim_tape read;
    sim_tape_error error;
    (void)remove(path);
    assert_false(sim_tape_read_file(path, &read, &error));
    assert_true(error.outside);
    assert_true(strlen(error.message) > 0);
    assert_false(sim_tape_write_file("no such directory/tape", &tape, false));
    sim_tape_free(&tape);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ops_are_found_by_their_names),
        cmocka_unit_test(numbers_stay),
        cmocka_unit_test(every_row_is_well_formed),
        cmocka_unit_test(numbers_may_be_given_by_their_names),
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
        cmocka_unit_test(ops_print_as_lines),
        cmocka_unit_test(a_file_that_begins_as_text_is_text),
        cmocka_unit_test(what_is_no_tape_is_refused_by_its_name),
        cmocka_unit_test(a_tape_in_utf_16_is_never_played),
        cmocka_unit_test(what_has_a_header_is_no_bare_tape),
        cmocka_unit_test(text_that_is_no_tape_is_refused),
        cmocka_unit_test(a_scheme_that_there_is_not_is_refused_in_text),
        cmocka_unit_test(every_scheme_survives_both_forms),
        cmocka_unit_test(bare_bytes_are_of_the_scheme_that_the_reader_means),
        cmocka_unit_test(bytes_that_are_no_text_are_binary),
        cmocka_unit_test(a_program_with_a_tape_inside_is_a_program),
        cmocka_unit_test(a_file_with_too_many_ops_is_refused),
        cmocka_unit_test(files_of_either_form_are_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
