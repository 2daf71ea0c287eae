/* Running one world from beginning to end. */
#ifndef SIM_RUN_H
#define SIM_RUN_H

#include <stdint.h>

#include "driver.h"
#include "result.h"
#include "tape/tape.h"

/* Plays a tape. */
sim_result sim_run_tape(const sim_tape *tape, const sim_run_options *options);

/*
 * Plays that many ops of the driver's choice. tape, if not NULL, must be unused; it receives the
 * ops played, and the caller frees it.
 */
sim_result sim_run_driver(sim_driver *driver, uint64_t ops, const sim_run_options *options,
                          sim_tape *tape);

#endif
