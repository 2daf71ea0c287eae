/* The rows of all ops, kinds of arguments and named values. */
#include "ops.h"

#include <assert.h>
#include <string.h>

#define ARG(kind, name)                                                                            \
    {                                                                                              \
        SIM_ARG_##kind, (name)                                                                     \
    }
#define NO_ARG                                                                                     \
    {                                                                                              \
        SIM_ARG_NONE, NULL                                                                         \
    }
#define OP_ROW(constant, number, name, sentence, ...) [number] = {name, sentence, {__VA_ARGS__}},
static const sim_op_row op_rows[][SIM_OP_CODES] = {
#define OPS_OF(constant, scheme, number, ...)                                                      \
    [number] = {SIM_NOP_TABLE(OP_ROW) SIM_##constant##_SHARED_OP_TABLE(OP_ROW)                     \
                    SIM_##constant##_OP_TABLE(OP_ROW)},
    SIM_SCHEME_TABLE(OPS_OF, )
#undef OPS_OF
};

static const sim_kind_row kind_rows[] = {
#define KIND_ROW(constant, wrap, bound, span, ...)                                                 \
    {SIM_WRAP_##wrap, bound, span, {__VA_ARGS__}, sizeof((uint32_t[]){__VA_ARGS__}) / 4},
    SIM_EVERY_KIND(KIND_ROW)
#undef KIND_ROW
};

static const sim_arg_value values[] = {
#define VALUE(kind, constant, number, name) {SIM_ARG_##kind, number, name},
    SIM_EVERY_VALUE(VALUE)
#undef VALUE
};

#define VALUE_COUNT (sizeof values / sizeof values[0])

const sim_op_row *sim_op_row_of(sim_scheme scheme, unsigned code)
{
    static const sim_op_row unassigned = {.name = NULL};
    assert(scheme < SIM_SCHEME_COUNT);
    return code < SIM_OP_CODES ? &op_rows[scheme][code] : &unassigned;
}

const char *sim_op_name(sim_scheme scheme, unsigned code)
{
    return sim_op_row_of(scheme, code)->name;
}

bool sim_op_applies(sim_scheme scheme, unsigned code)
{
    return sim_op_name(scheme, code) != NULL;
}

unsigned sim_op_arg_count(sim_scheme scheme, unsigned code)
{
    const sim_op_row *row = sim_op_row_of(scheme, code);
    unsigned count = 0;
    while (count < SIM_OP_ARGS && row->args[count].kind != SIM_ARG_NONE) {
        count++;
    }
    return count;
}

static bool is_name(const char *name, const char *text, size_t length)
{
    return strlen(name) == length && memcmp(name, text, length) == 0;
}

bool sim_op_find(sim_scheme scheme, const char *name, size_t length, unsigned *code)
{
    for (*code = 0; *code < SIM_OP_CODES; ++*code) {
        const char *other = sim_op_name(scheme, *code);
        if (other != NULL && is_name(other, name, length)) {
            return true;
        }
    }
    return false;
}

const sim_kind_row *sim_kind_row_of(sim_arg_kind kind)
{
    assert(kind < SIM_ARG_KINDS);
    return &kind_rows[kind];
}

const sim_arg_value *sim_arg_value_at(sim_arg_kind kind, unsigned index)
{
    for (size_t i = 0; i < VALUE_COUNT; i++) {
        if (values[i].kind == kind && index-- == 0) {
            return &values[i];
        }
    }
    return NULL;
}

bool sim_arg_value_find(sim_arg_kind kind, const char *name, size_t length, uint32_t *number)
{
    const sim_arg_value *value;
    for (unsigned i = 0; (value = sim_arg_value_at(kind, i)) != NULL; i++) {
        if (is_name(value->name, name, length)) {
            *number = value->number;
            return true;
        }
    }
    return false;
}
