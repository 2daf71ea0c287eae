/*
 * An exhaustive search in worker processes, level by level. Prints and saves failures as they
 * occur.
 */
#ifndef SIM_CMD_EXPLORATION_H
#define SIM_CMD_EXPLORATION_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "explore/search.h"
#include "failure.h"
#include "pool.h"
#include "report.h"

typedef struct sim_exploration_options {
    sim_limits limits; /* timeout of a state; memory_mb of a worker */
    unsigned jobs;
    double time_limit_seconds; /* 0: none */
    uint64_t max_failures;     /* 0: failures do not stop it */
    const char *name;          /* of the scope, for the names of tapes */
    const char *state;         /* where the search is written after each level; NULL: nowhere */
    FILE *people;              /* where levels and failures are printed; NULL: nowhere */
} sim_exploration_options;

typedef enum sim_exploration_end {
    SIM_EXPLORATION_COMPLETE,
    SIM_EXPLORATION_TIME,
    SIM_EXPLORATION_MEMORY, /* the search is full */
    SIM_EXPLORATION_FAILURES,
    SIM_EXPLORATION_INTERRUPTED,
    SIM_EXPLORATION_BROKEN, /* no process or no memory; after a message */
} sim_exploration_end;

typedef struct sim_exploration {
    const sim_exploration_options *options;
    sim_search *search;
    sim_report *report;
    uint8_t
        *ring; /* expansions, shared with the workers: a task's is its number modulo the window */
    size_t ring_size;
    size_t expansion_size;
    sim_expander expander;
    sim_tape tape;         /* a worker's */
    uint64_t first;        /* the state that is task 0 of the pool that runs, */
    uint64_t end_of_level; /* and the first state beyond it */
    double began;
    double seconds;
    double level_seconds[SIM_SCOPE_OPS_MAX + 1]; /* of this run */
    double level_began;
    double shown; /* when a progress line was last shown */
    bool terminal;
    bool time_is_up;
    bool broken;
    bool write_failed;
    uint64_t settled; /* states, in this run */
    uint64_t tried;   /* letters, in this run */
    sim_failure_note *failures;
    size_t failure_count; /* that are kept */
    uint64_t failed;      /* in this run */
    sim_exploration_end end;
} sim_exploration;

/* The memory that an exploration takes in addition to the search's. */
size_t sim_exploration_ring_bytes(size_t letters);

/* search is open; false after an error message. */
bool sim_exploration_open(sim_exploration *exploration, const sim_exploration_options *options,
                          sim_search *search, sim_report *report);
void sim_exploration_run(sim_exploration *exploration);
void sim_exploration_close(sim_exploration *exploration);

/* "complete", "time", ... as in the results. */
const char *sim_exploration_end_name(sim_exploration_end end);
/* The head of the table of levels, and a line of it; NULL: the level is of an earlier run. */
void sim_exploration_print_head(FILE *out);
void sim_exploration_print_level(FILE *out, const sim_exploration *exploration,
                                 const sim_search *search, uint32_t depth);

#endif
