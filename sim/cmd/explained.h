/* The contents of an ID, as rows for people and as JSON for programs. */
#ifndef SIM_CMD_EXPLAINED_H
#define SIM_CMD_EXPLAINED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define SIM_EXPLAINED_ROWS 16u

/* One row. */
typedef struct sim_explained_row {
    const char *name; /* words, in JSON with "_" between them; lives as long as the program */
    char text[96];
    bool is_number; /* in JSON it is number, without the text */
    uint64_t number;
} sim_explained_row;

typedef struct sim_explained {
    sim_explained_row rows[SIM_EXPLAINED_ROWS];
    size_t count;
} sim_explained;

#if defined(__GNUC__)
__attribute__((format(printf, 3, 4)))
#endif
void sim_explain(sim_explained *what, const char *name, const char *format, ...);
void sim_explain_number(sim_explained *what, const char *name, uint64_t number);
/* A number with a longer text for people. */
#if defined(__GNUC__)
__attribute__((format(printf, 4, 5)))
#endif
void sim_explain_number_as(sim_explained *what, const char *name, uint64_t number,
                           const char *format, ...);
/* A time in microseconds since 1970, as text in UTC. */
void sim_explain_time(sim_explained *what, const char *name, int64_t microseconds);

/* Prints the rows aligned. */
void sim_explained_print(const sim_explained *what);
/* Writes them as a JSON object on one line; false if they could not be written. */
bool sim_explained_write_line(const sim_explained *what, FILE *lines);

/*
 * The explainers. Each takes the text of an ID; false after an error message.
 * Options that were not given are NULL, or the drift's default.
 */
bool sim_explain_uuid(const char *text, sim_explained *what);
/* layout: a name, or fields such as "time:41,coordinator:10,sequence:12". */
typedef struct sim_flake_options {
    const char *layout;
    bool hex; /* digits alone are hexadecimal, too */
    uint64_t epoch_ms;
    uint64_t unit_us;
    bool has_epoch;
    bool has_unit;
} sim_flake_options;
/* False after an error message: with these no ID can be explained. */
bool sim_flake_options_check(const sim_flake_options *options);
bool sim_explain_snowflake(const char *text, const sim_flake_options *options, sim_explained *what);
/* form: "hex", "d64" or "base64url"; false after an error message that suggests one. */
bool sim_korder_form_check(const char *form);
bool sim_explain_korder(const char *text, const char *form, uint32_t drift, sim_explained *what);

#endif
