/* Reads the values and conditions of scenario files: a grammar without nesting, so nothing recurs.
 */
#include "expression.h"

#include <string.h>

typedef enum token {
    TOKEN_END,
    TOKEN_NUMBER,
    TOKEN_SHARE, /* a number, and "x" right after it */
    TOKEN_WORD,
    TOKEN_RANGE, /* ".." */
    TOKEN_SIGN,  /* one of | + - * < > */
    TOKEN_WRONG,
} token;

typedef struct parser {
    sim_recipe *recipe;
    sim_group group;
    uint32_t name; /* what the value is for, whose named values come first; SIM_NAMES: nothing */
    size_t line;
    sim_scenario_error *error;
    const char *at; /* after the token */
    token token;
    uint32_t number;
    char text[SIM_NAME_LENGTH_MAX + 1];
} parser;

/* --- Tokens. --- */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static unsigned digit_of(char c)
{
    return is_digit(c) ? (unsigned)(c - '0') : is_letter(c) ? (unsigned)((c | 32) - 'a') + 10 : 99;
}

/* A decimal number or "0x" and hexadecimal digits; false if it is too large or runs into letters.
 */
static bool read_number(parser *p, const char *from)
{
    unsigned base = from[0] == '0' && from[1] == 'x' && digit_of(from[2]) < 16 ? 16 : 10;
    uint64_t number = 0;
    const char *at = base == 16 ? from + 2 : from;
    while (digit_of(*at) < base) {
        number = number * base + digit_of(*at++);
        if (number > SIM_VALUE_MAX) {
            return sim_scenario_refuse(p->error, p->line, "a number is larger than %lu",
                                       (unsigned long)SIM_VALUE_MAX);
        }
    }
    p->token = TOKEN_NUMBER;
    if (base == 10 && *at == 'x' && !is_letter(at[1]) && !is_digit(at[1])) {
        p->token = TOKEN_SHARE;
        at++;
    }
    p->number = (uint32_t)number;
    p->at = at;
    if (is_letter(*at) || *at == ',' || *at == '_' || (*at == '.' && at[1] != '.')) {
        return sim_scenario_refuse(p->error, p->line,
                                   "'%.20s' is not a number: numbers have digits only", from);
    }
    return true;
}

static bool read_word(parser *p, const char *from)
{
    size_t length = 0;
    while (is_letter(from[length]) || is_digit(from[length]) || from[length] == '-') {
        length++;
    }
    if (length > SIM_NAME_LENGTH_MAX) {
        return sim_scenario_refuse(p->error, p->line, "a name is longer than %u letters",
                                   SIM_NAME_LENGTH_MAX);
    }
    memcpy(p->text, from, length);
    p->text[length] = '\0';
    p->token = TOKEN_WORD;
    p->at = from + length;
    return true;
}

/* Goes to the next token; false with error set. */
static bool advance(parser *p)
{
    const char *from = p->at + strspn(p->at, " \t");
    if (is_digit(*from)) {
        return read_number(p, from);
    }
    if (is_letter(*from)) {
        return read_word(p, from);
    }
    p->text[0] = *from;
    p->text[1] = '\0';
    if (*from == '\0') {
        p->token = TOKEN_END;
        p->at = from;
        return true;
    }
    if (strncmp(from, "..", 2) == 0) {
        p->token = TOKEN_RANGE;
        p->at = from + 2;
        return true;
    }
    p->token = strchr("|+-*<>", *from) != NULL ? TOKEN_SIGN : TOKEN_WRONG;
    p->at = from + 1;
    return true;
}

static bool is_sign(const parser *p, char sign)
{
    return p->token == TOKEN_SIGN && p->text[0] == sign;
}

static bool is_word(const parser *p, const char *word)
{
    return p->token == TOKEN_WORD && strcmp(p->text, word) == 0;
}

static bool unexpected(const parser *p, const char *wanted)
{
    if (p->token == TOKEN_END) {
        return sim_scenario_refuse(p->error, p->line, "%s is missing at the end", wanted);
    }
    if (p->token == TOKEN_NUMBER || p->token == TOKEN_SHARE) {
        return sim_scenario_refuse(p->error, p->line, "%s should be where the number %lu is",
                                   wanted, (unsigned long)p->number);
    }
    return sim_scenario_refuse(p->error, p->line, "%s should be where '%s' is", wanted,
                               p->token == TOKEN_RANGE ? ".." : p->text);
}

/* --- Operands and pieces. --- */

static bool find_value(uint32_t name, const char *text, uint32_t *number, sim_nearest *nearest)
{
    const sim_size_value *value;
    for (size_t i = 0; (value = sim_size_value_at(i)) != NULL; i++) {
        if (SIM_NAME_SIZE + (uint32_t)value->size != name) {
            continue;
        }
        if (strcmp(text, value->name) == 0) {
            *number = value->number;
            return true;
        }
        sim_nearest_try(nearest, value->name);
    }
    return false;
}

static bool find_name(const parser *p, uint32_t *name, sim_nearest *nearest)
{
    if (strcmp(p->text, "weights") == 0) {
        *name = SIM_NAME_WEIGHTS;
        return true;
    }
    if (strcmp(p->text, "number") == 0) {
        *name = SIM_NAME_NUMBER;
        return true;
    }
    bool found = sim_group_find(p->recipe, p->group, p->text, name, nearest);
    for (unsigned group = 0; !found && group < SIM_GROUPS; group++) {
        found = sim_group_find(p->recipe, (sim_group)group, p->text, name, nearest);
    }
    return found;
}

/* An operand; like: the name whose named values it may have. */
static bool read_operand(parser *p, uint32_t like, sim_operand *operand)
{
    *operand = (sim_operand){.number = p->number};
    if (p->token == TOKEN_NUMBER) {
        return advance(p);
    }
    if (p->token != TOKEN_WORD) {
        return unexpected(p, "a number or a name");
    }
    sim_nearest nearest = sim_nearest_to(p->text);
    if (!find_value(like, p->text, &operand->number, &nearest)) {
        operand->is_name = true;
        if (!find_name(p, &operand->number, &nearest)) {
            (void)sim_scenario_refuse(p->error, p->line, "nothing is named '%s'", p->text);
            return sim_scenario_suggest(p->error, &nearest);
        }
        if (operand->number < SIM_NAME_CHOICE &&
            sim_size_row_of((sim_size)operand->number)->kind == SIM_SIZE_SEED) {
            return sim_scenario_refuse(p->error, p->line, "the seed cannot be used in a value");
        }
    }
    return advance(p);
}

static bool read_piece(parser *p, sim_recipe_piece *piece)
{
    piece->form = SIM_PIECE_ONE;
    if (!read_operand(p, p->name, &piece->from)) {
        return false;
    }
    piece->to = piece->from;
    if (p->token == TOKEN_RANGE || is_word(p, "in")) {
        piece->form = p->token == TOKEN_RANGE ? SIM_PIECE_BETWEEN : SIM_PIECE_CHANCE;
        return advance(p) && read_operand(p, p->name, &piece->to);
    }
    return true;
}

static bool keep_piece(parser *p, const sim_recipe_piece *piece)
{
    if (p->recipe->piece_count == SIM_RECIPE_PIECES) {
        return sim_scenario_refuse(p->error, p->line, "the file has more than %u numbers in values",
                                   SIM_RECIPE_PIECES);
    }
    p->recipe->pieces[p->recipe->piece_count++] = *piece;
    return true;
}

/* --- Values. --- */

static bool read_share(parser *p, sim_recipe_piece *piece)
{
    piece->link = SIM_LINK_OPTION;
    piece->share = 1;
    if (p->token != TOKEN_SHARE) {
        return true;
    }
    piece->share = p->number;
    if (p->number == 0 || p->number > SIM_WEIGHT_MAX) {
        return sim_scenario_refuse(p->error, p->line, "a share is 1 to %u, not %lu", SIM_WEIGHT_MAX,
                                   (unsigned long)p->number);
    }
    return advance(p);
}

static bool read_option(parser *p)
{
    sim_recipe_piece piece = {0};
    if (!read_share(p, &piece)) {
        return false;
    }
    while (read_piece(p, &piece) && keep_piece(p, &piece)) {
        if (!is_sign(p, '+') && !is_sign(p, '-') && !is_sign(p, '*')) {
            return true;
        }
        piece.link = is_sign(p, '+')   ? SIM_LINK_PLUS
                     : is_sign(p, '-') ? SIM_LINK_MINUS
                                       : SIM_LINK_TIMES;
        if (!advance(p)) {
            return false;
        }
    }
    return false;
}

static bool is_seed(uint32_t name)
{
    return name < SIM_NAME_CHOICE && sim_size_row_of((sim_size)name)->kind == SIM_SIZE_SEED;
}

static bool read_any(parser *p)
{
    const sim_recipe_piece piece = {.link = SIM_LINK_OPTION, .form = SIM_PIECE_ANY, .share = 1};
    if (!is_seed(p->name)) {
        return sim_scenario_refuse(p->error, p->line,
                                   "only the seed can be 'any'; a range such as "
                                   "0..9 draws other numbers");
    }
    return keep_piece(p, &piece) && advance(p);
}

static bool read_options(parser *p)
{
    if (!advance(p)) {
        return false;
    }
    if (is_word(p, "any")) {
        return read_any(p);
    }
    while (read_option(p)) {
        if (!is_sign(p, '|')) {
            return true;
        }
        if (!advance(p)) {
            return false;
        }
    }
    return false;
}

bool sim_expression_value(sim_recipe *recipe, sim_group group, uint32_t name, const char *text,
                          size_t line, sim_recipe_slice *slice, sim_scenario_error *error)
{
    parser p = {
        .recipe = recipe, .group = group, .name = name, .line = line, .error = error, .at = text};
    size_t first = recipe->piece_count;
    if (!read_options(&p)) {
        return false;
    }
    if (p.token != TOKEN_END) {
        return unexpected(&p, "the end or one of | + - *");
    }
    *slice = (sim_recipe_slice){(uint16_t)first, (uint16_t)(recipe->piece_count - first)};
    return true;
}

/* --- Conditions. --- */

static bool read_relation(parser *p, sim_recipe_test *test)
{
    test->relation = SIM_IS_SET;
    if (is_sign(p, '<') || is_sign(p, '>')) {
        test->relation = is_sign(p, '<') ? SIM_IS_LESS : SIM_IS_MORE;
    } else if (is_word(p, "is")) {
        test->relation = SIM_IS;
    } else {
        return true;
    }
    if (!advance(p)) {
        return false;
    }
    if (test->relation == SIM_IS && is_word(p, "not")) {
        test->relation = SIM_IS_NOT;
        if (!advance(p)) {
            return false;
        }
    }
    uint32_t like = test->piece.from.is_name ? test->piece.from.number : SIM_NAMES;
    return read_operand(p, like, &test->with);
}

bool sim_expression_condition(sim_recipe *recipe, sim_group group, const char *text, size_t line,
                              sim_recipe_slice *slice, sim_scenario_error *error)
{
    parser p = {.recipe = recipe,
                .group = group,
                .name = SIM_NAMES,
                .line = line,
                .error = error,
                .at = text};
    size_t first = recipe->test_count;
    do {
        sim_recipe_test test = {0};
        if (!advance(&p) || !read_piece(&p, &test.piece) || !read_relation(&p, &test)) {
            return false;
        }
        if (recipe->test_count == SIM_RECIPE_TESTS) {
            return sim_scenario_refuse(error, line, "the file has more than %u conditions",
                                       SIM_RECIPE_TESTS);
        }
        recipe->tests[recipe->test_count++] = test;
    } while (is_word(&p, "and"));
    if (p.token != TOKEN_END) {
        return unexpected(&p, "the end of the condition or 'and'");
    }
    *slice = (sim_recipe_slice){(uint16_t)first, (uint16_t)(recipe->test_count - first)};
    return true;
}
