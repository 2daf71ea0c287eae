/*
 * The result of a sweep, or of a shard of it, as a file that "idsim merge" reads.
 *
 * All that it says can be added in any order, and nothing in it depends on when, where or with how
 * many workers the seeds were played. So the results of all shards add up to the file, byte for
 * byte, that one machine would have written.
 */
#ifndef SIM_CMD_SWEEPRESULT_H
#define SIM_CMD_SWEEPRESULT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

#include "causelist.h"
#include "failure.h"
#include "options.h"
#include "summary.h"

/* What the names of result files end with. */
#define SIM_RESULT_SUFFIX ".result.json"

/* Longer files are no results. */
#define SIM_RESULT_BYTES_MAX (64u << 20)

/* What was to be played; shards of one sweep agree on it. */
typedef struct sim_sweep_plan {
    /* The array is owned by the result. A file's text is in UTF-8, for it stands in the result. */
    const sim_scenario **scenarios;
    size_t scenario_count;
    uint64_t ops; /* 0: the scenario's */
    uint64_t pair_every;
    uint64_t timeout_ms;
    uint64_t memory_mb;
    sim_invariant_set only;
} sim_sweep_plan;

typedef struct sim_sweepresult {
    sim_sweep_plan plan;
    uint64_t from; /* the seeds of the whole sweep: from the first to the last */
    uint64_t last;
    sim_shard shard; /* which of them are in here */
    sim_sum *sums;   /* one for each scenario; without digest, which has an order */
    sim_causelist causes;
} sim_sweepresult;

/* Takes copies of the plan's scenarios; the sums are 0. Without memory idsim exits. */
void sim_sweepresult_begin(sim_sweepresult *result, const sim_sweep_plan *plan,
                           const sim_seeds *seeds, const sim_shard *shard);
void sim_sweepresult_free(sim_sweepresult *result);

/* Counts a failure, and describes it if it is one of the first of its cause. */
void sim_sweepresult_add_failure(sim_sweepresult *result, const sim_failure_note *note);
/* Adds sums and causes of another shard with the same plan. */
void sim_sweepresult_add(sim_sweepresult *result, const sim_sweepresult *other);

/* The worlds that the shard has to have of each scenario; UINT64_MAX if that many or more. */
uint64_t sim_sweepresult_seeds(const sim_sweepresult *result);
/* Of all scenarios. */
sim_sum sim_sweepresult_total(const sim_sweepresult *result);
/*
 * "FAIL", "VACUOUS" or "PASS". NULL for a shard without failures: what a sweep must reach is asked
 * of the whole.
 */
const char *sim_sweepresult_verdict(const sim_sweepresult *result, int *status);

/* tool, core and build, which say what played it. */
json_t *sim_sweepresult_build(void);
json_t *sim_sweepresult_plan(const sim_sweep_plan *plan);
/* The whole file. Sorts the causes. */
char *sim_sweepresult_text(sim_sweepresult *result);

/*
 * Writes the file into a directory, whole or not at all, under a name made of seeds, shard, plan
 * and build: the same shard played again replaces it. The path, to be freed; NULL after an error
 * message.
 */
char *sim_sweepresult_write(sim_sweepresult *result, const char *directory);

/*
 * Reads a file. Refuses what this build of idsim would not have written byte for byte. Returns 0,
 * or an exit status after an error message; result is then empty.
 */
int sim_sweepresult_read(sim_sweepresult *result, const char *path);

#endif
