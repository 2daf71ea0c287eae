/* Tapes from and to files that a person named; "-" is standard input and output. */
#ifndef SIM_CMD_TAPEFILE_H
#define SIM_CMD_TAPEFILE_H

#include <stdbool.h>

#include "tape/tape.h"

/*
 * Reads a tape of either form; bare: bytes without a header are ops, and a message says so. On
 * success the caller frees it; form, if not NULL, receives its form. Otherwise returns the exit
 * status after an error message: 2 for a file that is not a tape or is too large, 4 for a file that
 * could not be read.
 */
int sim_tapefile_read(const char *path, bool bare, sim_tape *tape, sim_tape_form *form);
/* Returns 0, SIM_EXIT_UNREAD if path is a pipe without a reader, or 4 after an error message. */
int sim_tapefile_write(const char *path, const sim_tape *tape, bool binary);

#endif
