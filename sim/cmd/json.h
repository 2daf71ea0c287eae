/* Results as JSON: pieces that the commands combine, and a writer for long lists. */
#ifndef SIM_CMD_JSON_H
#define SIM_CMD_JSON_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include <jansson.h>

#include "failure.h"
#include "summary.h"

/* Makes idsim exit with a message if JSON runs out of memory, so that callers need not check. */
void sim_json_init(void);

/*
 * Numbers survive readers that only have doubles, such as jq and JavaScript. A number that names
 * something and may be pasted back (a seed) is always its decimal digits as text.
 */
json_t *sim_json_identity(uint64_t number);
/* A count or a measure: a number, and above 2^53 - 1 its decimal digits as text. */
json_t *sim_json_number(uint64_t number);
/* 16 hex digits. */
json_t *sim_json_digest(uint64_t digest);
/* A string; bytes that are not UTF-8 become '?'. NULL becomes null. */
json_t *sim_json_text(const char *text);
/* {"scheme", and its four numbers by their names, with _ for -}. */
json_t *sim_json_world(const sim_config *config);

/* Objects from names to counts. */
json_t *sim_json_marks(const sim_tally *tally);
json_t *sim_json_faults(const sim_tally *tally);
/* Measurements and their bounds, by name; without those that no world measured. */
json_t *sim_json_measures(const sim_sum *sum);
json_t *sim_json_checks(const uint64_t checks[SIM_INVARIANT_COUNT]);
/* The names of the invariants that sim_sum_unchecked finds. */
json_t *sim_json_unchecked(const sim_sum *sum, const sim_scenario *const *scenarios, size_t count);
/* {"marks": [...], "faults": [...]}: those that the scenario requires and that were not reached. */
/* For each expectation of a scenario: name, limit, measured, met (null: nothing to measure). */
json_t *sim_json_expectations(const sim_sum *sum, const sim_scenario *scenario);
json_t *sim_json_missed(const sim_sum *sum, const sim_scenario *scenario);
json_t *sim_json_failure(const sim_failure_note *note);
/* The text of the stuck IDs. */
json_t *sim_json_stuck(const sim_stuck *stuck);
/* Sets site, expected_value and got_value: null if nothing broke an invariant. */
void sim_json_set_finding(json_t *object, const sim_failure *failure);
/* Sets ops, events, log_entries, ids, sessions and memory_peak_bytes. */
void sim_json_set_totals(json_t *object, const sim_sum *sum);
/* Sets seconds and ops_per_second. */
void sim_json_set_time(json_t *object, uint64_t ops, double seconds);

/* Writes the object and a newline, and releases it. False if writing failed. */
bool sim_json_write(FILE *out, json_t *object);
/*
 * The same with one more member, name: an array with an element for each line of lines, which must
 * be complete JSON values. For lists too long to hold in memory.
 */
bool sim_json_write_with(FILE *out, json_t *object, const char *name, FILE *lines);
/* Writes a value as one line, and releases it. */
bool sim_json_write_line(FILE *lines, json_t *value);

#endif
