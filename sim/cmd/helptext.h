/*
 * Reads the help of a command part by part, so that man pages and completions say the same as the
 * help. Help is written for people, in this form:
 *
 *   idsim run [SCENARIO] ...        the synopsis, up to the first empty line
 *
 *   A paragraph.
 *
 *     -j, --jobs N     an entry: a term, at least two blanks, and text, which may continue on
 *                      further lines
 *
 *   A heading
 *     entries, or below "Examples" and "Exit status" lines to be printed as they are
 */
#ifndef SIM_CMD_HELPTEXT_H
#define SIM_CMD_HELPTEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "command.h"

#define SIM_HELP_TERM 80
#define SIM_HELP_TEXT 2000

typedef enum sim_help_kind {
    SIM_HELP_SYNOPSIS,  /* term: the line */
    SIM_HELP_PARAGRAPH, /* text */
    SIM_HELP_HEADING,   /* term */
    SIM_HELP_ENTRY,     /* term and text */
    SIM_HELP_LINE,      /* text, without its indentation */
} sim_help_kind;

typedef struct sim_help_part {
    sim_help_kind kind;
    char term[SIM_HELP_TERM + 40];
    char text[SIM_HELP_TEXT];
    char section[SIM_HELP_TERM]; /* the heading above; "" if none */
} sim_help_part;

typedef struct sim_help {
    const char *at;
    const char *more; /* the second part; NULL: none */
    bool in_synopsis;
    char section[SIM_HELP_TERM];
} sim_help;

sim_help sim_help_read(const sim_command *command);
/* The next part; false at the end. */
bool sim_help_next(sim_help *help, sim_help_part *part);

/*
 * The option of an entry ("-j, --jobs N": --jobs, -j, N). False if the entry is not about an
 * option. value is "" for a flag.
 */
typedef struct sim_help_option {
    char name[40]; /* with its dashes */
    char letter;   /* 0: none */
    char value[20];
} sim_help_option;
bool sim_help_option_of(const sim_help_part *part, sim_help_option *option);

#endif
