/*
 * The pool: plays numbered tasks in worker processes and delivers their outcomes in order.
 *
 * Workers finish in any order; outcomes are delivered by task number, each once, whatever the
 * number of workers. So everything computed from them in turn (sums, digests, the first failures)
 * is the same for any number of workers.
 */
#ifndef SIM_CMD_POOL_H
#define SIM_CMD_POOL_H

#include <stdbool.h>
#include <stdint.h>

#include "worker.h"

/* The outcome of a task. */
typedef struct sim_task_outcome {
    uint64_t task;
    sim_end end;
    int detail;         /* SIGNAL: its number; EXIT: the status */
    bool beyond;        /* after an interrupt: an earlier task was not finished */
    bool late;          /* not a new task: its worker died after it */
    sim_record *record; /* what the worker wrote; ops only if sim_task_failed */
} sim_task_outcome;

typedef enum sim_pool_end {
    SIM_POOL_COMPLETE,    /* all tasks are finished */
    SIM_POOL_STOPPED,     /* done returned false */
    SIM_POOL_INTERRUPTED, /* by a signal */
    SIM_POOL_BROKEN,      /* no worker could be started or reached, or no memory: errno */
} sim_pool_end;

typedef struct sim_pool_options {
    unsigned jobs;          /* workers at once, from 1; fewer if the system allows no more */
    double timeout_seconds; /* for one play of a task */
    sim_worker_setup setup;
    /* Whether there is a task of that number; called in order, until it returns false. */
    bool (*more)(void *context, uint64_t task);
    /* Receives the outcomes in order; false stops the pool. */
    bool (*done)(void *context, const sim_task_outcome *outcome);
    /* Called several times a second. */
    void (*tick)(void *context);
    void *context;
} sim_pool_options;

#define SIM_JOBS_MAX 512u
/*
 * At most this many tasks are given out before their outcomes are delivered. This bounds memory
 * when one task takes long; the other workers then pause.
 */
#define SIM_POOL_WINDOW 4096u

sim_pool_end sim_pool_run(const sim_pool_options *options);

/* Whether the task ended in anything but a pass with equal replays. */
bool sim_task_failed(const sim_task_outcome *outcome);

/* The number of processors in use, at least 1. */
unsigned sim_pool_processors(void);

#endif
