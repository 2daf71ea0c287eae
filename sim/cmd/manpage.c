/* Prints the help of a command as a man page. */
#include "manpage.h"

#include <ctype.h>
#include <string.h>

#include <idalloc/version.h>

#include "helptext.h"

#define LINE_MAX_LENGTH 72

/* Prints a character literally; some are special in man pages. */
static void print_character(FILE *out, char c)
{
    static const struct {
        char c;
        const char *escape;
    } escapes[] = {{'\\', "\\(rs"}, {'-', "\\-"},   {'\'', "\\(aq"},
                   {'`', "\\(ga"},  {'^', "\\(ha"}, {'~', "\\(ti"}};
    for (size_t i = 0; i < sizeof escapes / sizeof escapes[0]; i++) {
        if (c == escapes[i].c) {
            (void)fputs(escapes[i].escape, out);
            return;
        }
    }
    (void)fputc(c, out);
}

static void print_text(FILE *out, const char *text)
{
    /* A line that begins with a dot would be a request. */
    if (text[0] == '.') {
        (void)fputs("\\&", out);
    }
    for (; *text != '\0'; text++) {
        print_character(out, *text);
    }
}

static void print_text_line(FILE *out, const char *text)
{
    print_text(out, text);
    (void)fputc('\n', out);
}

/* The formatter fills lines; short ones keep the source of a page readable. */
static void print_filled(FILE *out, const char *text)
{
    while (strlen(text) > LINE_MAX_LENGTH) {
        char line[LINE_MAX_LENGTH + 1];
        memcpy(line, text, sizeof line);
        line[LINE_MAX_LENGTH] = '\0';
        char *blank = strrchr(line, ' ');
        if (blank == NULL) {
            break;
        }
        *blank = '\0';
        print_text_line(out, line);
        text += blank - line + 1;
    }
    print_text_line(out, text);
}

static void print_capitals(FILE *out, const char *text)
{
    for (; *text != '\0'; text++) {
        print_character(out, (char)toupper((unsigned char)*text));
    }
}

static void print_heading(FILE *out, const char *text)
{
    (void)fputs(".SH ", out);
    print_capitals(out, text);
    (void)fputc('\n', out);
}

/* "COMMAND" or "A..B" is a placeholder; "--jobs" and "run" are typed as they are. */
static bool stands_for_something(const char *word, size_t length)
{
    bool any = false;
    for (size_t i = 0; i < length; i++) {
        if (islower((unsigned char)word[i]) || word[i] == '-') {
            return false;
        }
        any = any || isupper((unsigned char)word[i]);
    }
    return any;
}

/* Literal words in bold, placeholders in italics. */
static void print_term(FILE *out, const char *term, bool has_values)
{
    while (*term != '\0') {
        char word[SIM_HELP_TERM];
        size_t length = strcspn(term, " ");
        bool italic = has_values && stands_for_something(term, length);
        (void)snprintf(word, sizeof word, "%.*s", (int)length, term);
        (void)fputs(italic ? "\\fI" : "\\fB", out);
        print_text(out, word);
        (void)fputs("\\fR", out);
        term += length;
        if (*term == ' ') {
            (void)fputc(' ', out);
            term++;
        }
    }
    (void)fputc('\n', out);
}

static void print_entry(FILE *out, const sim_help_part *part)
{
    (void)fputs(".TP\n", out);
    print_term(out, part->term, part->section[0] == '\0');
    if (part->text[0] != '\0') {
        print_filled(out, part->text);
    } else {
        (void)fputs("\\&\n", out);
    }
}

/* The parts of one kind that have no heading, or those that have one. */
static void print_parts(FILE *out, const sim_command *command, sim_help_kind kind,
                        const char *heading)
{
    sim_help help = sim_help_read(command);
    sim_help_part part;
    bool first = true;
    while (sim_help_next(&help, &part)) {
        if (part.kind != kind || part.section[0] != '\0') {
            continue;
        }
        if (first) {
            print_heading(out, heading);
        } else if (kind != SIM_HELP_ENTRY) {
            (void)fputs(kind == SIM_HELP_SYNOPSIS ? ".br\n" : ".PP\n", out);
        }
        first = false;
        if (kind == SIM_HELP_ENTRY) {
            print_entry(out, &part);
        } else if (kind == SIM_HELP_SYNOPSIS) {
            print_term(out, part.term, true);
        } else {
            print_filled(out, part.text);
        }
    }
}

static void print_sections(FILE *out, const sim_command *command)
{
    sim_help help = sim_help_read(command);
    sim_help_part part;
    bool literal = false;
    while (sim_help_next(&help, &part)) {
        bool is_line = part.kind == SIM_HELP_LINE;
        if (literal != is_line) {
            (void)fputs(is_line ? ".nf\n" : ".fi\n", out);
            literal = is_line;
        }
        if (part.kind == SIM_HELP_HEADING) {
            print_heading(out, part.term);
        } else if (is_line) {
            print_text_line(out, part.text);
        } else if (part.kind == SIM_HELP_ENTRY && part.section[0] != '\0') {
            print_entry(out, &part);
        }
    }
    if (literal) {
        (void)fputs(".fi\n", out);
    }
}

void sim_manpage_print(FILE *out, const sim_command *command, const sim_command *whole,
                       const sim_command *const *all, size_t count)
{
    char name[SIM_HELP_TERM] = "idsim";
    if (command != whole) {
        (void)snprintf(name, sizeof name, "idsim-%s", command->name);
    }
    (void)fputs(".TH ", out);
    print_capitals(out, name);
    (void)fputs(" 1 \"\" \"idsim " IDA_VERSION "\" \"idsim\"\n.nh\n.ad l\n.SH NAME\n", out);
    print_text(out, name);
    (void)fputs(" \\- ", out);
    print_text_line(out, command->sentence);
    print_parts(out, command, SIM_HELP_SYNOPSIS, "Synopsis");
    print_parts(out, command, SIM_HELP_PARAGRAPH, "Description");
    print_parts(out, command, SIM_HELP_ENTRY, command == whole ? "Commands" : "Options");
    print_sections(out, command);
    (void)fputs(".SH SEE ALSO\n", out);
    if (command != whole) {
        (void)fprintf(out, "\\fBidsim\\fR(1)%s\n", count > 1 ? "," : "");
    }
    size_t left = count - (command != whole ? 1 : 0);
    for (size_t i = 0; i < count; i++) {
        if (all[i] != command) {
            left--;
            (void)fprintf(out, "\\fBidsim\\-%s\\fR(1)%s\n", all[i]->name, left > 0 ? "," : "");
        }
    }
}
