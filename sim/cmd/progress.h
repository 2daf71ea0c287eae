/* The progress of long work: one redrawn line on a terminal, an occasional line in a log. */
#ifndef SIM_CMD_PROGRESS_H
#define SIM_CMD_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

typedef struct sim_progress {
    bool terminal;
    double began;
    double shown;   /* when a line was last shown */
    double seconds; /* the time limit; 0: none */
    uint64_t total; /* worlds to play; UINT64_MAX: unknown */
} sim_progress;

void sim_progress_begin(sim_progress *progress, uint64_t total, double time_limit_seconds);
/* Shows a line if it is time for one. */
void sim_progress_update(sim_progress *progress, uint64_t done, uint64_t failures);
/* Removes the line. */
void sim_progress_end(sim_progress *progress);

#endif
