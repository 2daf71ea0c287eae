/*
 * The text form of a tape. Parsing is strict, because skipping a misspelt op would turn a bug
 * report into one that does not reproduce: an unknown word, or a missing or extra number, is an
 * error with its line and column.
 */
#include "tape.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WORD_SIZE 24u

static const char first_word[] = "idalloc-tape";

/* One line of the text at a time, without its comment and its line end. */
typedef struct parser {
    const char *text;
    size_t size;
    size_t line_start;
    size_t line_end; /* where the words end */
    size_t at;
    size_t next; /* where the next line starts */
    size_t line; /* from 1 */
    sim_tape_error *error;
} parser;

/* A word of the current line. */
typedef struct word {
    const char *text;
    size_t length;
    size_t column;
} word;

#if defined(__GNUC__)
__attribute__((format(printf, 3, 4)))
#endif
static bool
fail(parser *in, size_t column, const char *format, ...)
{
    in->error->line = in->line;
    in->error->column = column;
    va_list args;
    va_start(args, format);
    (void)vsnprintf(in->error->message, sizeof in->error->message, format, args);
    va_end(args);
    return false;
}

static bool is_blank(char character)
{
    return character == ' ' || character == '\t';
}

/* What a message may quote: a limited amount of printable ASCII. */
static void quote(word token, char quoted[WORD_SIZE])
{
    size_t length = token.length < WORD_SIZE - 1 ? token.length : WORD_SIZE - 1;
    for (size_t i = 0; i < length; i++) {
        char character = token.text[i];
        quoted[i] = '?';
        if (character > ' ' && character <= '~') {
            quoted[i] = character;
        }
    }
    quoted[length] = '\0';
}

/* Moves to the next line, empty or not; false at the end of the text. */
static bool next_line(parser *in)
{
    if (in->next >= in->size) {
        return false;
    }
    in->line_start = in->next;
    in->at = in->next;
    in->line++;
    const char *rest = in->text + in->next;
    const char *newline = memchr(rest, '\n', in->size - in->next);
    size_t length = newline == NULL ? in->size - in->next : (size_t)(newline - rest);
    in->next += length + (newline == NULL ? 0 : 1);
    if (length > 0 && rest[length - 1] == '\r') {
        length--;
    }
    const char *comment = length == 0 ? NULL : memchr(rest, '#', length);
    in->line_end = in->line_start + (comment == NULL ? length : (size_t)(comment - rest));
    return true;
}

/* The next word of the line; false, with the column of the line's end, if there is none. */
static bool next_word(parser *in, word *token)
{
    while (in->at < in->line_end && is_blank(in->text[in->at])) {
        in->at++;
    }
    size_t start = in->at;
    while (in->at < in->line_end && !is_blank(in->text[in->at])) {
        in->at++;
    }
    *token = (word){in->text + start, in->at - start, start - in->line_start + 1};
    return token->length > 0;
}

/* Moves to the next line that has a word, and reads it; false at the end of the text. */
static bool next_first_word(parser *in, word *token)
{
    while (next_line(in)) {
        if (next_word(in, token)) {
            return true;
        }
    }
    return false;
}

static bool word_is(word token, const char *text)
{
    return token.length == strlen(text) && memcmp(token.text, text, token.length) == 0;
}

static bool expect_line_end(parser *in)
{
    word token;
    if (!next_word(in, &token)) {
        return true;
    }
    char quoted[WORD_SIZE];
    quote(token, quoted);
    return fail(in, token.column, "nothing more is expected on this line, but \"%s\" follows",
                quoted);
}

static int digit_value(char character)
{
    if (character >= '0' && character <= '9') {
        return character - '0';
    }
    if (character >= 'a' && character <= 'f') {
        return character - 'a' + 10;
    }
    if (character >= 'A' && character <= 'F') {
        return character - 'A' + 10;
    }
    return 16;
}

/* Decimal, or hexadecimal after 0x. */
static bool parse_number(parser *in, word token, uint64_t max, uint64_t *number)
{
    char quoted[WORD_SIZE];
    quote(token, quoted);
    size_t at = 0;
    unsigned base = 10;
    if (token.length > 2 && token.text[0] == '0' && (token.text[1] | 0x20) == 'x') {
        base = 16;
        at = 2;
    }
    uint64_t value = 0;
    bool fits = true;
    if (token.length == 0) {
        return fail(in, token.column, "a number is missing");
    }
    for (; at < token.length; at++) {
        unsigned digit = (unsigned)digit_value(token.text[at]);
        if (digit >= base) {
            return fail(in, token.column, "\"%s\" is not a number", quoted);
        }
        fits = fits && value <= (max - digit) / base;
        value = fits ? value * base + digit : 0;
    }
    if (!fits) {
        return fail(in, token.column, "%s is too large: at most %" PRIu64 " is possible", quoted,
                    max);
    }
    *number = value;
    return true;
}

static bool parse_version(parser *in)
{
    word token = {"", 0, 1};
    if (!next_first_word(in, &token) || !word_is(token, first_word)) {
        in->line = in->line == 0 ? 1 : in->line;
        return fail(in, token.column, "a tape starts with \"idalloc-tape %d\"", SIM_TAPE_VERSION);
    }
    uint64_t version = 0;
    if (!next_word(in, &token)) {
        return fail(in, token.column, "the version is missing");
    }
    if (!parse_number(in, token, UINT32_MAX, &version)) {
        return false;
    }
    if (version != SIM_TAPE_VERSION) {
        return fail(in, token.column, "version %" PRIu64 " is not known; this is version %d",
                    version, SIM_TAPE_VERSION);
    }
    return expect_line_end(in);
}

/* The settings of the world line, without what comes first. */
#define SETTING_COUNT (SIM_NUMBERS + 1u)

/* The largest value of a setting before it wraps; the seed comes last. */
static const uint64_t setting_max[SETTING_COUNT] = {UINT8_MAX, UINT8_MAX, UINT16_MAX, UINT32_MAX,
                                                    UINT64_MAX};
/* The same in large worlds. */
static const uint64_t large_max[SETTING_COUNT] = {UINT16_MAX, UINT32_MAX, UINT16_MAX, UINT32_MAX,
                                                  UINT64_MAX};

/* What comes first, and says what the other settings are. */
typedef struct world_kind {
    sim_scheme scheme;
    uint64_t kept; /* 0: not given */
} world_kind;

/* The order is that of printing; any is read. */
static const char *setting_name(sim_scheme scheme, unsigned index)
{
    return index < SIM_NUMBERS ? sim_scheme_numbers(scheme)[index].name : "seed";
}

/* The two sides of "key=value"; false if it does not have that form. */
static bool split_setting(word token, word *key, word *value)
{
    const char *equals = memchr(token.text, '=', token.length);
    if (equals == NULL) {
        return false;
    }
    size_t length = (size_t)(equals - token.text);
    *key = (word){token.text, length, token.column};
    *value = (word){equals + 1, token.length - length - 1, token.column + length + 1};
    return true;
}

/* A scheme whose worlds have that setting; SIM_SCHEME_COUNT if none has. */
static sim_scheme scheme_with_setting(word key)
{
    for (unsigned scheme = 0; scheme < SIM_SCHEME_COUNT; scheme++) {
        for (unsigned i = 0; i < SIM_NUMBERS; i++) {
            if (word_is(key, setting_name((sim_scheme)scheme, i))) {
                return (sim_scheme)scheme;
            }
        }
    }
    return SIM_SCHEME_COUNT;
}

static bool refuse_setting(parser *in, sim_scheme scheme, word key)
{
    char quoted[WORD_SIZE];
    quote(key, quoted);
    sim_scheme other = scheme_with_setting(key);
    if (word_is(key, "scheme") || word_is(key, "kept")) {
        return fail(in, key.column, "\"%s\" comes first, right after \"world\"", quoted);
    }
    if (other == SIM_SCHEME_COUNT) {
        return fail(in, key.column, "a world has no \"%s\"", quoted);
    }
    return fail(in, key.column, "a %s world has no \"%s\"; after scheme=%s it has",
                sim_scheme_name(scheme), quoted, sim_scheme_name(other));
}

/* Reads "key=number" into values and sets the key's bit in found. */
static bool parse_setting(parser *in, const world_kind *kind, word token, uint64_t values[],
                          unsigned *found)
{
    const uint64_t *max = kind->kept != 0 ? large_max : setting_max;
    word key;
    word value;
    if (!split_setting(token, &key, &value)) {
        char quoted[WORD_SIZE];
        quote(token, quoted);
        return fail(in, token.column, "\"%s\" is not of the form key=number", quoted);
    }
    for (unsigned i = 0; i < SETTING_COUNT; i++) {
        const char *name = setting_name(kind->scheme, i);
        if (!word_is(key, name)) {
            continue;
        }
        if ((*found & 1u << i) != 0) {
            return fail(in, key.column, "%s is set twice", name);
        }
        *found |= 1u << i;
        return parse_number(in, value, max[i], &values[i]);
    }
    return refuse_setting(in, kind->scheme, key);
}

/* Reads "scheme=NAME", which determines everything that follows. */
static bool parse_scheme(parser *in, word value, sim_scheme *scheme)
{
    for (unsigned i = 0; i < SIM_SCHEME_COUNT; i++) {
        if (word_is(value, sim_scheme_name(i))) {
            *scheme = (sim_scheme)i;
            return true;
        }
    }
    char quoted[WORD_SIZE];
    quote(value, quoted);
    return fail(in, value.column, "there is no scheme \"%s\"", quoted);
}

/* Reads "kept=NUMBER", with which the world is large. */
static bool parse_kept(parser *in, word value, uint64_t *kept)
{
    if (!parse_number(in, value, UINT32_MAX, kept)) {
        return false;
    }
    return *kept != 0 ||
           fail(in, value.column, "a world that keeps none of its log is not possible");
}

/* Reads what comes first; *is_kind says whether the word is that. */
static bool parse_kind(parser *in, word token, world_kind *kind, bool *is_kind)
{
    word key;
    word value;
    bool split = split_setting(token, &key, &value);
    *is_kind = split && (word_is(key, "scheme") || word_is(key, "kept"));
    if (!*is_kind) {
        return true;
    }
    return word_is(key, "kept") ? parse_kept(in, value, &kind->kept)
                                : parse_scheme(in, value, &kind->scheme);
}

static bool parse_settings(parser *in, world_kind *kind, uint64_t values[])
{
    word token;
    unsigned found = 0;
    for (bool first = true; next_word(in, &token); first = false) {
        bool is_kind = false;
        if ((first && !parse_kind(in, token, kind, &is_kind)) ||
            (!is_kind && !parse_setting(in, kind, token, values, &found))) {
            return false;
        }
    }
    for (unsigned i = 0; i < SETTING_COUNT; i++) {
        if ((found & 1u << i) == 0) {
            return fail(in, token.column, "%s=... is missing", setting_name(kind->scheme, i));
        }
    }
    return true;
}

static bool parse_world(parser *in, sim_config *config)
{
    word token;
    if (!next_first_word(in, &token) || !word_is(token, "world")) {
        return fail(in, 1, "the line after the version starts with \"world\"");
    }
    world_kind kind = {SIM_SCHEME_COMPRESSOR, 0};
    uint64_t values[SETTING_COUNT] = {0};
    if (!parse_settings(in, &kind, values)) {
        return false;
    }
    *config = (sim_config){.nodes = (uint16_t)values[SIM_NUMBER_NODES],
                           .slots = (uint32_t)values[SIM_NUMBER_SLOTS],
                           .write_ahead = (uint16_t)values[SIM_NUMBER_FLAGS],
                           .cluster_size = (uint32_t)values[SIM_NUMBER_SIZE],
                           .kept = (uint32_t)kind.kept,
                           .seed = values[SIM_NUMBERS],
                           .scheme = (uint8_t)kind.scheme};
    return true;
}

static bool refuse_op(parser *in, sim_scheme scheme, word token)
{
    char quoted[WORD_SIZE];
    unsigned code;
    quote(token, quoted);
    for (unsigned other = 0; other < SIM_SCHEME_COUNT; other++) {
        if (sim_op_find((sim_scheme)other, token.text, token.length, &code)) {
            return fail(in, token.column, "\"%s\" is an op of %s worlds, and this is a %s world",
                        quoted, sim_scheme_name(other), sim_scheme_name(scheme));
        }
    }
    return fail(in, token.column, "there is no op \"%s\"", quoted);
}

/* A word of letters where a number or one of its names is expected. */
static bool refuse_name(parser *in, sim_arg_kind kind, word token)
{
    char quoted[WORD_SIZE];
    char names[sizeof in->error->message] = "";
    const sim_arg_value *value;
    quote(token, quoted);
    for (unsigned i = 0; (value = sim_arg_value_at(kind, i)) != NULL; i++) {
        size_t size = strlen(names);
        (void)snprintf(names + size, sizeof names - size, "%s %s", i == 0 ? "" : ",", value->name);
    }
    return fail(in, token.column, "\"%s\" is neither a number nor one of%s", quoted, names);
}

/* A number, or the name of one. */
static bool parse_argument(parser *in, sim_arg_kind kind, word token, uint32_t *argument)
{
    uint64_t number = 0;
    bool is_word = token.text[0] >= 'a' && token.text[0] <= 'z';
    if (is_word && sim_arg_value_at(kind, 0) != NULL) {
        return sim_arg_value_find(kind, token.text, token.length, argument) ||
               refuse_name(in, kind, token);
    }
    if (!parse_number(in, token, UINT32_MAX, &number)) {
        return false;
    }
    *argument = (uint32_t)number;
    return true;
}

static bool parse_op(parser *in, sim_scheme scheme, word token, sim_op *op)
{
    char quoted[WORD_SIZE];
    unsigned code;
    quote(token, quoted);
    if (!sim_op_find(scheme, token.text, token.length, &code)) {
        return refuse_op(in, scheme, token);
    }
    op->code = (uint8_t)code;
    const sim_arg *args = sim_op_row_of(scheme, code)->args;
    for (unsigned i = 0; i < sim_op_arg_count(scheme, code); i++) {
        if (!next_word(in, &token)) {
            return fail(in, token.column, "\"%s\" lacks its %s", quoted, args[i].name);
        }
        if (!parse_argument(in, args[i].kind, token, &op->args[i])) {
            return false;
        }
    }
    return expect_line_end(in);
}

static bool parse_ops(parser *in, sim_tape *tape)
{
    word token;
    while (next_first_word(in, &token)) {
        sim_op op = {0};
        if (!parse_op(in, (sim_scheme)tape->config.scheme, token, &op)) {
            return false;
        }
        if (tape->count == sim_tape_ops_max(&tape->config)) {
            return fail(in, 1, "a tape has at most %u ops",
                        (unsigned)sim_tape_ops_max(&tape->config));
        }
        if (!sim_tape_append(tape, op)) {
            in->error->outside = true;
            return fail(in, 1, "no memory");
        }
    }
    return true;
}

/* Editors of some systems put a byte order mark before the text. */
static parser begin(const char *text, size_t size, sim_tape_error *error)
{
    static const char byte_order_mark[] = "\xEF\xBB\xBF";
    const size_t length = sizeof byte_order_mark - 1;
    parser in = {.text = text, .size = size, .error = error};
    if (size >= length && memcmp(text, byte_order_mark, length) == 0) {
        in.next = length;
    }
    return in;
}

bool sim_tape_begins_as_text(const char *bytes, size_t size)
{
    parser in = begin(bytes, size, NULL);
    word token;
    return next_first_word(&in, &token) && word_is(token, first_word);
}

bool sim_tape_parse(const char *text, size_t size, sim_tape *tape, sim_tape_error *error)
{
    *error = (sim_tape_error){0};
    parser in = begin(text, size, error);
    sim_config config = {0};
    sim_tape_init(tape, config);
    if (!parse_version(&in) || !parse_world(&in, &config)) {
        return false;
    }
    tape->config = config;
    if (!parse_ops(&in, tape)) {
        sim_tape_free(tape);
        return false;
    }
    return true;
}

/* The longest name, its arguments at ten digits each, spaces, and a NUL. */
#define LINE_SIZE_MAX 64u
/* The version line and the world line with every number at its longest. */
#define HEAD_SIZE_MAX 192u

void sim_op_print(sim_scheme scheme, const sim_op *op, char *line, size_t size)
{
    const char *name = sim_op_name(scheme, op->code);
    char args[SIM_OP_ARGS][12] = {"", "", ""};
    for (unsigned i = 0; i < sim_op_arg_count(scheme, op->code); i++) {
        (void)snprintf(args[i], sizeof args[i], " %" PRIu32, op->args[i]);
    }
    (void)snprintf(line, size, "%s%s%s%s", name == NULL ? "nop" : name, args[0], args[1], args[2]);
}

/* The version line and the world line; returns their length. */
static size_t print_head(const sim_config *config, char *text, size_t size)
{
    sim_scheme scheme = (sim_scheme)config->scheme;
    char kind[40] = "";
    if (scheme != SIM_SCHEME_COMPRESSOR) {
        (void)snprintf(kind, sizeof kind, "scheme=%s ", sim_scheme_name(scheme));
    } else if (sim_config_is_large(config)) {
        (void)snprintf(kind, sizeof kind, "kept=%" PRIu32 " ", config->kept);
    }
    int length = snprintf(
        text, size,
        "idalloc-tape %d\nworld %s%s=%u %s=%" PRIu32 " %s=0x%x %s=%" PRIu32 " seed=%" PRIu64 "\n",
        SIM_TAPE_VERSION, kind, setting_name(scheme, SIM_NUMBER_NODES), config->nodes,
        setting_name(scheme, SIM_NUMBER_SLOTS), config->slots,
        setting_name(scheme, SIM_NUMBER_FLAGS), config->write_ahead,
        setting_name(scheme, SIM_NUMBER_SIZE), config->cluster_size, config->seed);
    return (size_t)length;
}

char *sim_tape_print(const sim_tape *tape, size_t *size)
{
    size_t capacity = HEAD_SIZE_MAX + tape->count * LINE_SIZE_MAX;
    char *text = malloc(capacity);
    if (text == NULL) {
        return NULL;
    }
    size_t at = print_head(&tape->config, text, capacity);
    for (size_t i = 0; i < tape->count; i++) {
        char line[LINE_SIZE_MAX];
        sim_op_print((sim_scheme)tape->config.scheme, &tape->ops[i], line, sizeof line);
        size_t line_length = strlen(line);
        memcpy(text + at, line, line_length);
        text[at + line_length] = '\n';
        at += line_length + 1;
    }
    *size = at;
    text[at] = '\0';
    return text;
}
