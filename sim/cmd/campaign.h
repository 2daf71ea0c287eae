/* Plays the worlds of a plan in worker processes and sums up their results. */
#ifndef SIM_CMD_CAMPAIGN_H
#define SIM_CMD_CAMPAIGN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "failure.h"
#include "play.h"
#include "pool.h"
#include "progress.h"
#include "report.h"
#include "summary.h"

/* Failures printed in full; further ones are counted, and are in the results. */
#define SIM_FAILURES_SHOWN 10u

typedef struct sim_campaign_options {
    sim_plan plan;
    /* How a worker plays a world of the plan, which is its context: sim_play. */
    void (*play)(void *context, uint64_t task, sim_record *record);
    sim_limits limits;
    unsigned jobs;
    double time_limit_seconds; /* 0: none */
    uint64_t max_failures;     /* 0: failures do not stop it */
    bool list_seeds;           /* keep a line of JSON for each seed */
    uint64_t failures_kept;    /* further ones are counted, without note or tape; 0: all are kept */
    /* Receives each failure in the order of the seeds, also those that are not kept; or NULL. */
    void (*on_failure)(void *context, const sim_failure_note *note);
    void *on_failure_context;
    FILE *people; /* where failures are printed as they occur; NULL: nowhere */
} sim_campaign_options;

typedef enum sim_campaign_end {
    SIM_CAMPAIGN_COMPLETE,
    SIM_CAMPAIGN_TIME,        /* the time limit came first */
    SIM_CAMPAIGN_FAILURES,    /* max_failures came first */
    SIM_CAMPAIGN_INTERRUPTED, /* a signal came first */
    SIM_CAMPAIGN_BROKEN,      /* no process, no memory, no disk; after a message */
} sim_campaign_end;

/* A world that took long to play. */
typedef struct sim_slow_world {
    const sim_scenario *scenario;
    uint64_t seed;
    uint64_t ops;
    double seconds;
} sim_slow_world;

#define SIM_SLOWEST 10u

typedef struct sim_campaign {
    const sim_campaign_options *options;
    sim_report *report;
    sim_progress progress;
    uint64_t tasks; /* in the plan */
    double began;
    double seconds;  /* wall-clock time */
    sim_sum *sums;   /* one per scenario */
    sim_sum total;   /* of all scenarios, in order; digest too */
    uint64_t beyond; /* worlds in the sums that come after an unfinished one */
    sim_failure_note *failures;
    size_t failure_count;
    size_t failure_capacity;
    sim_slow_world slowest[SIM_SLOWEST]; /* the slowest first */
    size_t slow_count;
    FILE *seeds; /* list_seeds: one JSON object per line */
    bool time_is_up;
    bool write_failed;
    sim_campaign_end end;
    sim_config config;    /* of the last world */
    uint64_t digest;      /* of the last world */
    double world_seconds; /* that it took to play */
    sim_stuck stuck;      /* what its oracle reported as never final */
} sim_campaign;

/* False after an error message. */
bool sim_campaign_open(sim_campaign *campaign, const sim_campaign_options *options,
                       sim_report *report);
void sim_campaign_run(sim_campaign *campaign);
void sim_campaign_close(sim_campaign *campaign);

/* "complete", "time", ... as in the results. */
const char *sim_campaign_end_name(sim_campaign_end end);

#endif
