/* The op table: names, codes, arguments with names, and ops as lines. */
#include "tape/tape.h"

#include <stdio.h>

#include "support_play.h"
#include "support_tape.h"

TEST(ops_are_found_by_their_names)
{
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
TEST(numbers_stay)
{
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
        {SIM_SCHEME_LEASE, {"pass", "set-clock", "drift", "freeze", "thaw", "leap"}, 46},
        {SIM_SCHEME_LEASE,
         {"serve", "cease", "record", "prolong", "hire", "fire", "apply", "give-up", "bring",
          "work"},
         20},
        {SIM_SCHEME_KORDER, {"wake", "kill", "make", "burst", "post", "hear"}, 58},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        name_case("%s", sim_scheme_name(rows[i].scheme));
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

TEST(every_row_is_well_formed)
{
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
    const sim_scheme_number *numbers = sim_scheme_numbers(scheme);
    return tape_of_format("idalloc-tape 1\nworld scheme=%s %s=1 %s=1 %s=1 %s=1 seed=1\n%s\n",
                          sim_scheme_name(scheme), numbers[0].name, numbers[1].name,
                          numbers[2].name, numbers[3].name, line);
}

TEST(numbers_may_be_given_by_their_names)
{
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

TEST(ops_print_as_lines)
{
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ops_are_found_by_their_names),
        cmocka_unit_test(numbers_stay),
        cmocka_unit_test(every_row_is_well_formed),
        cmocka_unit_test(numbers_may_be_given_by_their_names),
        cmocka_unit_test(ops_print_as_lines),
    };
    return RUN_TESTS(tests);
}
