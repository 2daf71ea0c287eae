/*
 * What idsim prints for people: errors, colour, numbers, and the progress line.
 *
 * Standard output is for results, standard error for errors and progress. Arguments and the
 * environment are not trusted: control characters in messages are replaced before they are shown.
 */
#ifndef SIM_CMD_OUTPUT_H
#define SIM_CMD_OUTPUT_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* Exit statuses that are not verdicts. */
#define SIM_EXIT_USAGE       2
#define SIM_EXIT_ENVIRONMENT 4
#define SIM_EXIT_SIGNAL      128 /* plus the number of the signal that ended the work */
#define SIM_EXIT_UNREAD      (SIM_EXIT_SIGNAL + SIGPIPE) /* the reader of the output is gone */

#define SIM_COUNT_TEXT 28
#define SIM_TIME_TEXT  32

/* The position of the format among the arguments, and of the first argument it formats. */
#if defined(__GNUC__)
#define SIM_PRINTF(at, first) __attribute__((format(printf, at, first)))
#else
#define SIM_PRINTF(at, first)
#endif

typedef enum sim_colour {
    SIM_COLOUR_NONE,
    SIM_COLOUR_BOLD,
    SIM_COLOUR_GREEN,
    SIM_COLOUR_RED,
    SIM_COLOUR_YELLOW,
    SIM_COLOUR_DIM,
} sim_colour;

/* "idsim: ..." on standard error. */
void sim_error(const char *format, ...) SIM_PRINTF(1, 2);
/* Advice about the error, on its own line below it. */
void sim_hint(const char *format, ...) SIM_PRINTF(1, 2);

/* Switches a colour on, and off again; "" unless stream is a terminal with colours. */
const char *sim_colour_on(FILE *stream, sim_colour colour);
const char *sim_colour_off(FILE *stream);

/* A line on standard error that the next one replaces; for terminals only. */
void sim_line_show(const char *text);
/* Removes the line, so that something lasting can be printed. */
void sim_line_clear(void);

/* 1234567 as "1,234,567". */
void sim_format_count(uint64_t count, char text[SIM_COUNT_TEXT]);
/* 75.2 as "1 min 15 s", 3.14 as "3.1 s". */
void sim_format_time(double seconds, char text[SIM_TIME_TEXT]);
/* Copies text, made safe for a terminal: control characters become '?'. */
void sim_format_safe(const char *text, char *copy, size_t size);

/*
 * The name that idsim was called by, for commands to paste; remembered, not copied. "idsim" until
 * it is set.
 */
void sim_program_set(const char *name);
const char *sim_program(void);
/*
 * A word for a shell: unchanged if it is plain, else in single quotes. To be freed; NULL without
 * memory.
 */
char *sim_shell_word(const char *text);

/* Seconds of a clock that never goes back. For people, never for decisions about a world. */
double sim_clock_seconds(void);

/*
 * Flushes standard output. Returns status if nothing written to it is lost. If its reader is gone,
 * as in "idsim ... | head -1", it says nothing and returns SIM_EXIT_UNREAD, as filters do; if
 * output was lost in another way, such as on a full disk, it returns SIM_EXIT_ENVIRONMENT after an
 * error message.
 */
int sim_output_finish(int status);
/* Whether stream has lost output: then work that only prints to it can end. */
bool sim_output_is_lost(FILE *stream);

#endif
