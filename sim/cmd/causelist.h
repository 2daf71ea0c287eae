/*
 * Failures of a sweep by cause: how many, and the first few of each. Two lists are added in either
 * order with the same outcome.
 */
#ifndef SIM_CMD_CAUSELIST_H
#define SIM_CMD_CAUSELIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

#include "known.h"

/* Failures of a cause that are described: those with the lowest seeds. */
#define SIM_EXAMPLES_MAX 10u

/* A failure as a result has it, and its place in the order: by seed, then by scenario. */
typedef struct sim_example {
    uint64_t seed;
    size_t scenario; /* its index in the sweep */
    json_t *failure; /* owned by the list */
} sim_example;

typedef struct sim_cause {
    char text[SIM_CAUSE_SIZE];
    uint64_t count;
    size_t example_count;
    sim_example examples[SIM_EXAMPLES_MAX]; /* in order */
} sim_cause;

typedef struct sim_causelist {
    sim_cause *causes;
    size_t count;
    size_t capacity;
} sim_causelist;

/* The cause of that text, new with a count of 0 if it was not there. Without memory idsim exits. */
sim_cause *sim_causelist_cause(sim_causelist *list, const char *text);
/* Takes the failure over, and keeps it if it is one of the first. Does not count it. */
void sim_cause_add_example(sim_cause *cause, const sim_example *example);
/* Adds counts and examples of other, which stays as it is. */
void sim_causelist_add(sim_causelist *list, const sim_causelist *other);
/* The most failures first, then the first example, then the text. */
void sim_causelist_sort(sim_causelist *list);
void sim_causelist_free(sim_causelist *list);

#endif
