/*
 * C tests: a failure as calls of the core alone, for cmocka. It is made of what the recorder wrote
 * down: the call that failed, and those before it that its document and session depend on.
 */
#ifndef SIM_CTEST_H
#define SIM_CTEST_H

#include <stdbool.h>
#include <stdio.h>

#include "recorder.h"
#include "symptom.h"
#include "tape/tape.h"

/*
 * Writes a test that fails as the recorded world did, and passes with a core that answers as the
 * oracle expects. NULL if there is one; otherwise nothing is written, and it says why there is
 * none.
 */
const char *sim_ctest_write(FILE *out, const sim_recording *recording, const sim_symptom *symptom,
                            const sim_tape *tape);

#endif
