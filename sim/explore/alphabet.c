/* Parses the list of ops that a search tries, and expands it to letters. */
#include "alphabet.h"

#include <stdio.h>
#include <string.h>

#define VALUES_MAX 64u
#define NAME_SIZE  32u

/* The possible values of an argument. */
typedef struct range {
    uint32_t values[VALUES_MAX];
    size_t count;
} range;

static bool fail(sim_alphabet_error *error, const char *word, const char *why)
{
    (void)snprintf(error->message, sizeof error->message, "%s", why);
    (void)snprintf(error->word, sizeof error->word, "%s", word);
    return false;
}

static bool add_value(range *values, uint32_t value)
{
    for (size_t i = 0; i < values->count; i++) {
        if (values->values[i] == value) {
            return true;
        }
    }
    if (values->count == VALUES_MAX) {
        return false;
    }
    values->values[values->count++] = value;
    return true;
}

/* The values of an argument that the list does not give. */
static range usual_range(sim_arg_kind kind, const sim_config *config)
{
    const sim_kind_row *row = sim_kind_row_of(kind);
    bool is_thing = row->wrap == SIM_WRAP_NODES || row->wrap == SIM_WRAP_SLOTS;
    uint32_t all = is_thing ? sim_arg_bound(config, kind) : row->usual_count;
    range values = {{0}, 0};
    for (uint32_t i = 0; i < all; i++) {
        (void)add_value(&values, is_thing ? i : row->usual[i]);
    }
    return values;
}

/* --- Reading the list. --- */

/* A place in the list, and the list's end. */
typedef struct cursor {
    const char *at;
} cursor;

/* Reads a name or a part of it; false if there is none or it is too long. */
static bool read_name(cursor *c, char name[NAME_SIZE])
{
    size_t length = strspn(c->at, "abcdefghijklmnopqrstuvwxyz0123456789-");
    if (length == 0 || length >= NAME_SIZE) {
        return false;
    }
    memcpy(name, c->at, length);
    name[length] = '\0';
    c->at += length;
    return true;
}

static bool read_number(cursor *c, uint32_t *number)
{
    uint64_t value = 0;
    const char *begin = c->at;
    while (*c->at >= '0' && *c->at <= '9' && value <= UINT32_MAX) {
        value = value * 10 + (uint64_t)(*c->at - '0');
        c->at++;
    }
    *number = (uint32_t)value;
    return c->at != begin && value <= UINT32_MAX;
}

static bool skip(cursor *c, const char *text)
{
    size_t length = strlen(text);
    if (strncmp(c->at, text, length) != 0) {
        return false;
    }
    c->at += length;
    return true;
}

/* A number, or the name of one. */
static bool read_value(cursor *c, sim_arg_kind kind, uint32_t *value)
{
    char name[NAME_SIZE];
    return read_number(c, value) ||
           (read_name(c, name) && sim_arg_value_find(kind, name, strlen(name), value));
}

/* "1/5", "0..3/9" or "up/down". */
static bool read_values(cursor *c, sim_arg_kind kind, range *values, sim_alphabet_error *error)
{
    values->count = 0;
    do {
        uint32_t first;
        if (!read_value(c, kind, &first)) {
            return fail(error, "",
                        "numbers are given as in count=1/5 or message=1..4, or by their names");
        }
        uint32_t last = first;
        if (skip(c, "..") && (!read_value(c, kind, &last) || last < first)) {
            return fail(error, "", "a range goes from a number up to another, as in 1..4");
        }
        for (uint64_t value = first; value <= last; value++) {
            if (!add_value(values, (uint32_t)value)) {
                return fail(error, "", "an argument has at most 64 values");
            }
        }
    } while (skip(c, "/"));
    return true;
}

/* The arguments of an op, and the possible values of each. */
typedef struct arguments {
    unsigned count;
    const sim_arg *args;
    range values[SIM_OP_ARGS];
} arguments;

static arguments usual_arguments(unsigned code, const sim_config *config)
{
    sim_scheme scheme = (sim_scheme)config->scheme;
    arguments all = {.count = sim_op_arg_count(scheme, code),
                     .args = sim_op_row_of(scheme, code)->args};
    for (unsigned i = 0; i < all.count; i++) {
        all.values[i] = usual_range(all.args[i].kind, config);
    }
    return all;
}

/* ":count=1/5" of an op, any number of them. */
static bool read_arguments(cursor *c, arguments *all, sim_alphabet_error *error)
{
    while (skip(c, ":")) {
        char name[NAME_SIZE] = "";
        unsigned which = 0;
        if (!read_name(c, name) || !skip(c, "=")) {
            return fail(error, "", "an argument is given as in generate:count=1/5");
        }
        while (which < all->count && strcmp(all->args[which].name, name) != 0) {
            which++;
        }
        if (which == all->count) {
            fail(error, "", "");
            (void)snprintf(error->message, sizeof error->message,
                           "the op has no argument '%s'; see \"idsim list ops\"", name);
            return false;
        }
        if (!read_values(c, all->args[which].kind, &all->values[which], error)) {
            return false;
        }
    }
    return true;
}

static bool same_op(const sim_op *a, const sim_op *b)
{
    return a->code == b->code && memcmp(a->args, b->args, sizeof a->args) == 0;
}

/* Adds a letter unless it is there; false if there are too many. */
static bool add_letter(sim_alphabet *alphabet, const sim_op *op)
{
    for (size_t i = 0; i < alphabet->count; i++) {
        if (same_op(&alphabet->letters[i], op)) {
            return true;
        }
    }
    if (alphabet->count == SIM_LETTERS_MAX) {
        return false;
    }
    alphabet->letters[alphabet->count++] = *op;
    return true;
}

/* All combinations; the last argument varies fastest. */
static bool add_letters(sim_alphabet *alphabet, unsigned code, const arguments *all)
{
    size_t combinations = 1;
    for (unsigned i = 0; i < all->count; i++) {
        combinations *= all->values[i].count;
    }
    for (size_t i = 0; i < combinations; i++) {
        sim_op op = {(uint8_t)code, {0, 0, 0}};
        size_t rest = i;
        for (unsigned k = all->count; k > 0; k--) {
            const range *values = &all->values[k - 1];
            op.args[k - 1] = values->values[rest % values->count];
            rest /= values->count;
        }
        if (!add_letter(alphabet, &op)) {
            return false;
        }
    }
    return true;
}

bool sim_alphabet_parse(const char *list, const sim_config *config, sim_alphabet *alphabet,
                        sim_alphabet_error *error)
{
    cursor c = {list};
    alphabet->count = 0;
    do {
        char name[NAME_SIZE] = "";
        unsigned code;
        bool named = read_name(&c, name);
        if (!named || !sim_op_find((sim_scheme)config->scheme, name, strlen(name), &code)) {
            return fail(error, name,
                        named ? "that is not the name of an op"
                              : "an alphabet is a list of ops: start,open,take");
        }
        arguments all = usual_arguments(code, config);
        if (!read_arguments(&c, &all, error)) {
            return false;
        }
        if (!add_letters(alphabet, code, &all)) {
            return fail(error, "", "that is more than 512 ops with their arguments");
        }
    } while (skip(&c, ","));
    return *c.at == '\0' || fail(error, "", "ops are separated by commas");
}

bool sim_alphabet_has(const sim_alphabet *alphabet, unsigned code)
{
    for (size_t i = 0; i < alphabet->count; i++) {
        if (alphabet->letters[i].code == code) {
            return true;
        }
    }
    return false;
}
