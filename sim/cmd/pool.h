/*
 * The pool: plays numbered tasks in worker processes and hands their outcomes on in order.
 *
 * Workers finish in any order; outcomes are delivered by task number, each once, whatever the
 * number of workers. So everything that is computed from them in turn (sums, digests, the first
 * failures) is the same for any number of workers.
 */
#ifndef SIM_CMD_POOL_H
#define SIM_CMD_POOL_H

#include <stdbool.h>
#include <stdint.h>

#include "worker.h"

/* How one task went. */
typedef struct sim_task_outcome {
    uint64_t task;
    sim_end end;
    int detail;         /* SIGNAL: its number; EXIT: the status */
    bool beyond;        /* after an interrupt: a task before it was not finished */
    bool late;          /* not a new task: its worker ended badly after it */
    sim_record *record; /* what the worker wrote; ops only if sim_task_failed */
} sim_task_outcome;

typedef enum sim_pool_end {
    SIM_POOL_COMPLETE,    /* every task that there was more of */
    SIM_POOL_STOPPED,     /* done said so */
    SIM_POOL_INTERRUPTED, /* by a signal */
    SIM_POOL_BROKEN,      /* no worker could be started or heard, or no memory: errno */
} sim_pool_end;

typedef struct sim_pool_options {
    unsigned jobs;          /* workers at once, from 1; fewer if the system has no more */
    double timeout_seconds; /* for one play of a task */
    sim_worker_setup setup;
    /* Whether there is a task of that number; asked in order, until it says no. */
    bool (*more)(void *context, uint64_t task);
    /* Receives the outcomes in order; false: stop, what comes after is not wanted. */
    bool (*done)(void *context, const sim_task_outcome *outcome);
    /* Called several times a second. */
    void (*tick)(void *context);
    void *context;
} sim_pool_options;

#define SIM_JOBS_MAX 512u
/*
 * At most this many tasks are given out before their outcomes are delivered. It bounds memory when
 * one task takes long; the other workers pause when it is full.
 */
#define SIM_POOL_WINDOW 4096u

sim_pool_end sim_pool_run(const sim_pool_options *options);

/* Whether the task ended in anything but a result that passed and came out the same again. */
bool sim_task_failed(const sim_task_outcome *outcome);

/* The number of processors in use, at least 1. */
unsigned sim_pool_processors(void);

#endif
