/* C tests of shrunk tapes, as files. */
#ifndef SIM_CMD_CTESTFILE_H
#define SIM_CMD_CTESTFILE_H

#include <stdbool.h>

#include "shrink/symptom.h"
#include "tape/tape.h"

/*
 * Plays a tape that fails with symptom, and writes a test that needs only the core. NULL if it was
 * written; otherwise the reason, and whether the environment failed (then errno is set). Without a
 * test, path is left as it was.
 */
const char *sim_ctestfile_write(const char *path, const sim_tape *tape, const sim_symptom *symptom,
                                double timeout_seconds, bool *outside);

#endif
