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
/* Prints them on one line: the first value, and then NAME=VALUE after tabs, "_" for a blank in
 * names. */
void sim_explained_print_line(const sim_explained *what);
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
    const char *form; /* "shortcode": Instagram's text form */
    bool has_epoch;
    bool has_unit;
} sim_flake_options;
/* False after an error message: with these no ID can be explained. */
bool sim_flake_options_check(const sim_flake_options *options);
bool sim_explain_snowflake(const char *text, const sim_flake_options *options, sim_explained *what);
/* In all known layouts, those first in which the ID was made before now, and not right after the
 * epoch. */
bool sim_compare_snowflake(const char *text, const sim_flake_options *options, int64_t now_us,
                           sim_explained *what);
/* ULID: 26 characters. KSUID: 27. */
bool sim_explain_ulid(const char *text, sim_explained *what);
bool sim_explain_ksuid(const char *text, sim_explained *what);
/*
 * The first and the last ID of a time (utc.h), for the queries of a database. uuid_version is 1, 6
 * or
 * 7. options->layout is given.
 */
bool sim_encode_snowflake(const char *text, const sim_flake_options *options, sim_explained *what);
bool sim_encode_uuid(const char *text, uint32_t uuid_version, sim_explained *what);
bool sim_encode_korder(const char *text, sim_explained *what);
bool sim_encode_ulid(const char *text, sim_explained *what);
bool sim_encode_ksuid(const char *text, sim_explained *what);
/* form: "hex", "d64" or "base64url"; false after an error message that suggests one. */
bool sim_korder_form_check(const char *form);
bool sim_explain_korder(const char *text, const char *form, uint32_t drift, sim_explained *what);

#endif
