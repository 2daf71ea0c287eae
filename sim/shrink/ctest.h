/*
 * C tests: a failure as calls of the core alone, for cmocka. A test is made from the recorder's
 * calls: the call that failed, and the earlier ones that its document and session depend on.
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
 * oracle expects. Returns NULL; if there is no such test, writes nothing and returns the reason.
 */
const char *sim_ctest_write(FILE *out, const sim_recording *recording, const sim_symptom *symptom,
                            const sim_tape *tape);

#endif
