/* The ops of SIM_CLOCK_OP_TABLE, for the worlds of any scheme that has clocks. */
#ifndef SIM_CLOCK_OPS_H
#define SIM_CLOCK_OPS_H

#include <stdbool.h>
#include <stdint.h>

#include "kernel/byte_writer.h"
#include "kernel/clock.h"
#include "marks.h"
#include "tape/tape.h"

/* True time, and a clock for each node. */
typedef struct sim_clocks {
    uint64_t now;
    unsigned count;
    sim_clock of[SIM_NODES_MAX];
} sim_clocks;

/* Every clock starts correct, at now. count is from 1 to SIM_NODES_MAX. */
void sim_clocks_init(sim_clocks *clocks, unsigned count, uint64_t now);
/* True time passes and every running clock advances; counts the faults that occurred. */
void sim_clocks_pass(sim_clocks *clocks, uint64_t elapsed, sim_tally *tally);
/* Whether true time is at its end: from then on, waiting for a clock is in vain. */
bool sim_clocks_ended(const sim_clocks *clocks);
/*
 * Executes op if it is in the table, and counts the faults that occurred; false if it is not. The
 * node wraps to count.
 */
bool sim_clocks_execute(sim_clocks *clocks, const sim_op *op, sim_tally *tally);
/* Writes true time and all clocks: everything by which two worlds can differ later. */
void sim_clocks_describe(const sim_clocks *clocks, sim_writing *out);

#endif
