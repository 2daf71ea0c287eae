/* The dictionary of the text form has every word of the op tables, and no other word of an op. */
#include <stdio.h>

#include "support_cmocka.h"
#include "tape/tape.h"

#define LINES_MAX 300u

static char lines[LINES_MAX][80];
static bool known[LINES_MAX];
static unsigned line_count;

static void read_dictionary(void)
{
    FILE *file = fopen(FUZZ_DICTIONARIES "/tape.dict", "r");
    assert_non_null(file);
    while (line_count < LINES_MAX && fgets(lines[line_count], sizeof lines[0], file) != NULL) {
        lines[line_count][strcspn(lines[line_count], "\n")] = '\0';
        line_count++;
    }
    assert_in_range(line_count, 1, LINES_MAX - 1);
    (void)fclose(file);
}

static void expect(const char *line)
{
    for (unsigned i = 0; i < line_count; i++) {
        if (strcmp(lines[i], line) == 0) {
            known[i] = true;
            return;
        }
    }
    fail_msg("fuzz/dictionaries/tape.dict has no line: %s", line);
}

static void expect_values(sim_arg_kind kind)
{
    const sim_arg_value *value;
    for (unsigned i = 0; (value = sim_arg_value_at(kind, i)) != NULL; i++) {
        char line[80];
        (void)snprintf(line, sizeof line, "\" %s\"", value->name);
        expect(line);
    }
}

TEST(every_op_and_value_is_in_the_dictionary)
{
    for (unsigned i = 0; i < SIM_SCHEME_COUNT * SIM_OP_CODES; i++) {
        const sim_op_row *row = sim_op_row_of((sim_scheme)(i / SIM_OP_CODES), i % SIM_OP_CODES);
        if (row->name != NULL) {
            char line[80];
            (void)snprintf(line, sizeof line, "\"%s \"", row->name);
            expect(line);
            for (unsigned k = 0; k < SIM_OP_ARGS; k++) {
                expect_values(row->args[k].kind);
            }
        }
    }
}

TEST(every_world_line_is_in_the_dictionary)
{
    for (unsigned scheme = 0; scheme < SIM_SCHEME_COUNT; scheme++) {
        char line[80];
        (void)snprintf(line, sizeof line, "\"scheme=%s \"", sim_scheme_name(scheme));
        expect(line);
        for (unsigned i = 0; i < SIM_NUMBERS; i++) {
            bool bits = i == SIM_NUMBER_FLAGS;
            const char *name = sim_scheme_numbers((sim_scheme)scheme)[i].name;
            (void)snprintf(line, sizeof line, "\"%s=%s\"", name, bits ? "0x" : "");
            expect(line);
        }
    }
}

/* Of the lines that no table asks for, none is a word: it would be one that was renamed. */
TEST(no_word_is_left_over)
{
    for (unsigned i = 0; i < line_count; i++) {
        const char *word = lines[i] + 1 + (lines[i][1] == ' ');
        size_t length = strspn(word, "abcdefghijklmnopqrstuvwxyz-");
        if (lines[i][0] == '"' && !known[i] && length > 0 &&
            (word[length] == ' ' || (word[length] == '"' && lines[i][1] == ' '))) {
            fail_msg("fuzz/dictionaries/tape.dict has a line that means nothing: %s", lines[i]);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_op_and_value_is_in_the_dictionary),
        cmocka_unit_test(every_world_line_is_in_the_dictionary),
        cmocka_unit_test(no_word_is_left_over),
    };
    read_dictionary();
    return RUN_TESTS(tests);
}
