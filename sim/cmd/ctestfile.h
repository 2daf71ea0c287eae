/* C tests of shrunk tapes, as files. */
#ifndef SIM_CMD_CTESTFILE_H
#define SIM_CMD_CTESTFILE_H

#include <stdbool.h>

#include "shrink/symptom.h"
#include "tape/tape.h"

/*
 * Plays a tape that fails with symptom and writes a test that calls the core alone. NULL if it was
 * written; otherwise why not, and whether that is because something outside failed (errno then
 * tells). If there is no test, what stood at path still does.
 */
const char *sim_ctestfile_write(const char *path, const sim_tape *tape, const sim_symptom *symptom,
                                double timeout_seconds, bool *outside);

#endif
