#include "alphabet.h"

#include <stdio.h>
#include <string.h>

#define VALUES_MAX 64u
#define NAME_SIZE  32u

/* What an argument may be. */
typedef struct range {
    uint32_t values[VALUES_MAX];
    size_t count;
} range;

/* The usual values of an argument that does not name a thing of the world; others are 0. */
static const struct {
    const char *name;
    uint32_t values[3];
    size_t count;
} usual[] = {
    {"count", {1, 3, 0}, 2},
    {"size", {1, 4, 0}, 2},
    /* A submission lies in the place of its number, and numbers begin at 1. Other schemes count the
       messages under way from 0, and wrap. */
    {"message", {1, 2, 3}, 3},
    {"ahead", {0, 1, 0}, 2},
};

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

/* How many there are of what an argument names: nodes, say; 0 if it is not the name of a thing. */
static uint32_t things_of(const char *name, const sim_config *config)
{
    if (strcmp(name, "node") == 0 || strcmp(name, "from") == 0 || strcmp(name, "to") == 0) {
        return config->nodes;
    }
    return strcmp(name, "slot") == 0 || strcmp(name, "master") == 0 ? config->slots : 0;
}

static range usual_range(const char *name, const sim_config *config)
{
    range values = {{0}, 0};
    uint32_t all = things_of(name, config);
    for (uint32_t i = 0; i < all; i++) {
        (void)add_value(&values, i);
    }
    for (size_t i = 0; i < sizeof usual / sizeof usual[0]; i++) {
        for (size_t k = 0; strcmp(name, usual[i].name) == 0 && k < usual[i].count; k++) {
            (void)add_value(&values, usual[i].values[k]);
        }
    }
    if (values.count == 0) {
        (void)add_value(&values, 0);
    }
    return values;
}

/* --- Reading the list. --- */

/* A place in the list, and the list's end. */
typedef struct cursor {
    const char *at;
} cursor;

/* Reads what may be part of a name; false if there is none or it is too long. */
static bool read_name(cursor *c, char name[NAME_SIZE])
{
    size_t length = strspn(c->at, "abcdefghijklmnopqrstuvwxyz-");
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

/* "1/5" or "0..3/9". */
static bool read_values(cursor *c, range *values, sim_alphabet_error *error)
{
    values->count = 0;
    do {
        uint32_t first;
        if (!read_number(c, &first)) {
            return fail(error, "", "numbers are given as in count=1/5 or message=1..4");
        }
        uint32_t last = first;
        if (skip(c, "..") && (!read_number(c, &last) || last < first)) {
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

/* The names and values of an op's arguments. */
typedef struct arguments {
    unsigned count;
    char names[SIM_OP_ARGS][NAME_SIZE];
    range values[SIM_OP_ARGS];
} arguments;

static void usual_arguments(unsigned code, const sim_config *config, arguments *args)
{
    const char *at = sim_op_arg_names(code);
    args->count = sim_op_arg_count(code);
    for (unsigned i = 0; i < args->count; i++) {
        size_t length = strcspn(at, " ");
        (void)snprintf(args->names[i], NAME_SIZE, "%.*s", (int)length, at);
        at += length + (at[length] == ' ' ? 1 : 0);
        args->values[i] = usual_range(args->names[i], config);
    }
}

/* ":count=1/5" of an op, any number of them. */
static bool read_arguments(cursor *c, arguments *args, sim_alphabet_error *error)
{
    while (skip(c, ":")) {
        char name[NAME_SIZE] = "";
        unsigned which = 0;
        if (!read_name(c, name) || !skip(c, "=")) {
            return fail(error, "", "an argument is given as in generate:count=1/5");
        }
        while (which < args->count && strcmp(args->names[which], name) != 0) {
            which++;
        }
        if (which == args->count) {
            fail(error, "", "");
            (void)snprintf(error->message, sizeof error->message,
                           "the op has no argument '%s'; see \"idsim list ops\"", name);
            return false;
        }
        if (!read_values(c, &args->values[which], error)) {
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

/* All combinations; the last argument goes round fastest. */
static bool add_letters(sim_alphabet *alphabet, unsigned code, const arguments *args)
{
    size_t combinations = 1;
    for (unsigned i = 0; i < args->count; i++) {
        combinations *= args->values[i].count;
    }
    for (size_t i = 0; i < combinations; i++) {
        sim_op op = {(uint8_t)code, {0, 0, 0}};
        size_t rest = i;
        for (unsigned k = args->count; k > 0; k--) {
            const range *values = &args->values[k - 1];
            op.args[k - 1] = values->values[rest % values->count];
            rest /= values->count;
        }
        if (!add_letter(alphabet, &op)) {
            return false;
        }
    }
    return true;
}

static bool find_code(const sim_config *config, const char *name, unsigned *code)
{
    for (unsigned i = 0; i < SIM_OP_CODES; i++) {
        if (sim_op_applies((sim_scheme)config->scheme, i) && sim_op_name(i) != NULL &&
            strcmp(sim_op_name(i), name) == 0) {
            *code = i;
            return true;
        }
    }
    return false;
}

bool sim_alphabet_parse(const char *list, const sim_config *config, sim_alphabet *alphabet,
                        sim_alphabet_error *error)
{
    cursor c = {list};
    alphabet->count = 0;
    do {
        char name[NAME_SIZE] = "";
        unsigned code;
        arguments args;
        bool named = read_name(&c, name);
        if (!named || !find_code(config, name, &code)) {
            return fail(error, name,
                        named ? "that is not the name of an op"
                              : "an alphabet is a list of ops: start,open,take");
        }
        usual_arguments(code, config, &args);
        if (!read_arguments(&c, &args, error)) {
            return false;
        }
        if (!add_letters(alphabet, code, &args)) {
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
