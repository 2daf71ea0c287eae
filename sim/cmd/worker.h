/*
 * A worker: a process that plays worlds for its parent, one at a time.
 *
 * Parent and worker share a record. While a world is played, every op is written there before it is
 * executed; so when the worker crashes, hangs or runs out of memory, the parent still has the tape
 * up to that op. On a socket the parent sends the number of the next task, and the worker answers
 * with a byte when it is done. When the worker is gone, the parent sees the end of that stream;
 * when the parent is gone, the worker ends in the same way.
 */
#ifndef SIM_CMD_WORKER_H
#define SIM_CMD_WORKER_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "run.h"
#include "tape/tape.h"

/* A world is played at most this often in a task. */
#define SIM_PLAYS_MAX 3u

/* Shared by a worker and its parent. After a crash the parent trusts none of it. */
typedef struct sim_record {
    sim_config config;
    bool replayed;                /* the world was replayed */
    bool replayed_from_tape;      /* from its tape, not by its seed */
    sim_verdict replayed_verdict; /* its verdict */
    uint64_t replayed_digest;
    bool diverged;                      /* an op of the replay differed, or the digest after it, */
    uint64_t diverged_at;               /* and this was the first; op_count: the quiet phase */
    sim_op diverged_op;                 /* the op that the replay executed there */
    double seconds;                     /* of the first play */
    sim_result result;                  /* of the first play */
    uint64_t amounts[SIM_AMOUNT_COUNT]; /* of the first play, as far as the scenario needs them */
    _Atomic uint32_t plays;             /* how often the world of this task was started */
    _Atomic uint32_t op_count;          /* ops recorded, complete up to there */
    _Atomic uint32_t op_now;            /* index of the op that is executed now */
    uint32_t op_capacity;
    sim_op ops[];
} sim_record;

/* Prepares for a new task. */
void sim_record_reset(sim_record *record);
/* For sim_run_options.before_op, context being the record: records the op. */
void sim_record_op(void *context, const void *world, uint64_t index, const sim_op *op);
/* The same for a replay: records its progress. */
void sim_record_progress(void *context, const void *world, uint64_t index, const sim_op *op);
/* How many ops can be read from a record, whatever state its worker left it in. */
size_t sim_record_op_count(const sim_record *record);
/* The recorded ops as a tape that must not outlive the record and must not be freed. */
sim_tape sim_record_tape(sim_record *record);
/* A copy for the caller to free, with ops that have a name; false without memory. */
bool sim_record_copy_tape(const sim_record *record, sim_tape *tape);

/* Shared by all workers of a pool. */
typedef struct sim_worker_setup {
    /* Plays task number index into record; runs in the worker. */
    void (*play)(void *context, uint64_t index, sim_record *record);
    void *context;
    uint64_t memory_bytes; /* address space that a worker may use; 0: no limit */
    uint32_t ops_max;      /* ops that a record has room for */
} sim_worker_setup;

typedef struct sim_worker {
    pid_t pid;          /* 0: there is no process */
    int fd;             /* the parent's end of the socket; -1 without a process */
    sim_record *record; /* NULL until the first start */
    size_t record_size;
    bool busy;              /* a task is unanswered */
    uint64_t task;          /* that task, or the last one */
    bool served;            /* it did at least one task */
    uint32_t plays_seen;    /* plays that the watchdog has allowed time for */
    double processor_limit; /* the watchdog kills it when it has used this much processor time, */
    double clock_limit;     /* or at this time by the clock */
} sim_worker;

/* How a worker's task ended. */
typedef enum sim_end {
    SIM_END_DONE,   /* the record has the result */
    SIM_END_SIGNAL, /* the worker died of a signal */
    SIM_END_EXIT,   /* the worker exited by itself */
    SIM_END_HANG,   /* the watchdog killed it */
} sim_end;

void sim_worker_init(sim_worker *worker);
/*
 * Starts the process. others are the count workers of the pool, whose sockets it must not keep.
 * False with errno set.
 */
bool sim_worker_start(sim_worker *worker, const sim_worker_setup *setup, const sim_worker *others,
                      size_t count);
/*
 * The watchdog. It measures the worker's own processor time, because on a loaded or slow machine a
 * world takes long by the clock without hanging. By the clock a worker has SIM_WATCHDOG_FACTOR
 * times as long, in case it waits forever; or exactly as long, where the system does not report the
 * processor time of another process.
 */
#define SIM_WATCHDOG_FACTOR 30.0
/* From now on it has that many seconds. */
void sim_worker_allow(sim_worker *worker, double seconds);
/* Everything was suspended for that many seconds, which do not count. */
void sim_worker_postpone(sim_worker *worker, double seconds);
bool sim_worker_is_overdue(const sim_worker *worker);
/* Gives a task. If the worker has died, that shows when its answer is read. */
void sim_worker_give(sim_worker *worker, uint64_t task);
/* Reads the answer when fd is readable: true if the task is done, false if the worker is gone. */
bool sim_worker_answer(sim_worker *worker);
/*
 * Reaps a process that has ended, or ends one that has not: kill: without waiting for it. Reports
 * how it ended and with which signal or exit status.
 */
sim_end sim_worker_collect(sim_worker *worker, bool kill_first, int *detail);
/* Frees the record; the process must have been reaped. */
void sim_worker_free(sim_worker *worker);

/* True if a build with sanitizers cannot run under an address space limit. */
bool sim_worker_memory_unlimited(void);

#endif
