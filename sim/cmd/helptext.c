/* Help, read line by line. */
#include "helptext.h"

#include <stdio.h>
#include <string.h>

/* Lines that continue an entry are indented by more than this. */
#define ENTRY_INDENT_MAX 8

sim_help sim_help_read(const sim_command *command)
{
    return (sim_help){.at = command->help, .more = command->more, .in_synopsis = true};
}

static size_t line_length(const char *at)
{
    return strcspn(at, "\n");
}

static size_t indent_of(const char *at)
{
    return strspn(at, " ");
}

static const char *next_line(const char *at)
{
    at += line_length(at);
    return *at == '\n' ? at + 1 : at;
}

/* Adds length characters, and a blank before them unless they are the first. */
static void add(char *text, size_t size, const char *more, size_t length)
{
    size_t used = strlen(text);
    (void)snprintf(text + used, size - used, "%s%.*s", used > 0 ? " " : "", (int)length, more);
}

/* An empty line ends the synopsis and the lines below a heading. */
static bool skip_empty_lines(sim_help *help)
{
    while (*help->at == '\n' || (*help->at == '\0' && help->more != NULL)) {
        if (*help->at == '\0') {
            help->at = help->more;
            help->more = NULL;
        } else {
            help->at++;
            help->in_synopsis = false;
            help->section[0] = '\0';
        }
    }
    return *help->at != '\0';
}

/* Joins the lines up to an empty one. */
static void read_paragraph(sim_help *help, sim_help_part *part)
{
    part->kind = SIM_HELP_PARAGRAPH;
    while (*help->at != '\0' && *help->at != '\n') {
        add(part->text, sizeof part->text, help->at, line_length(help->at));
        help->at = next_line(help->at);
    }
}

/* A term, two blanks or the end of the line, and lines of text. */
static void read_entry(sim_help *help, sim_help_part *part)
{
    const char *at = help->at + indent_of(help->at);
    const char *end = help->at + line_length(help->at);
    const char *gap = at;
    while (gap < end && !(gap[0] == ' ' && gap[1] == ' ')) {
        gap++;
    }
    part->kind = SIM_HELP_ENTRY;
    add(part->term, sizeof part->term, at, (size_t)(gap - at));
    gap += indent_of(gap);
    if (gap < end) {
        add(part->text, sizeof part->text, gap, (size_t)(end - gap));
    }
    help->at = next_line(help->at);
    while (indent_of(help->at) > ENTRY_INDENT_MAX) {
        at = help->at + indent_of(help->at);
        add(part->text, sizeof part->text, at, line_length(at));
        help->at = next_line(help->at);
    }
}

static void read_line(sim_help *help, sim_help_part *part)
{
    const char *at = help->at + (indent_of(help->at) < 2 ? indent_of(help->at) : 2);
    part->kind = SIM_HELP_LINE;
    add(part->text, sizeof part->text, at, line_length(at));
    help->at = next_line(help->at);
}

static bool has_lines(const char *section)
{
    return strcmp(section, "Examples") == 0 || strcmp(section, "Exit status") == 0;
}

bool sim_help_next(sim_help *help, sim_help_part *part)
{
    memset(part, 0, sizeof *part);
    if (!skip_empty_lines(help)) {
        return false;
    }
    size_t length = line_length(help->at);
    memcpy(part->section, help->section, sizeof part->section);
    if (help->in_synopsis) {
        part->kind = SIM_HELP_SYNOPSIS;
        add(part->term, sizeof part->term, help->at, length);
        help->at = next_line(help->at);
    } else if (*help->at != ' ' && *next_line(help->at) == ' ') {
        part->kind = SIM_HELP_HEADING;
        add(part->term, sizeof part->term, help->at, length);
        (void)snprintf(help->section, sizeof help->section, "%.*s", (int)length, help->at);
        help->at = next_line(help->at);
    } else if (*help->at != ' ') {
        read_paragraph(help, part);
    } else if (has_lines(help->section)) {
        read_line(help, part);
    } else {
        read_entry(help, part);
    }
    return true;
}

bool sim_help_option_of(const sim_help_part *part, sim_help_option *option)
{
    const char *at = part->term;
    memset(option, 0, sizeof *option);
    if (part->kind != SIM_HELP_ENTRY || part->section[0] != '\0' || at[0] != '-') {
        return false;
    }
    if (at[1] != '-') {
        option->letter = at[1];
        at = strchr(at, ' ');
        if (at == NULL) {
            return false;
        }
        at++;
    }
    size_t length = strcspn(at, " ");
    (void)snprintf(option->name, sizeof option->name, "%.*s", (int)length, at);
    at += length + (at[length] == ' ' ? 1 : 0);
    (void)snprintf(option->value, sizeof option->value, "%s", at);
    return true;
}
