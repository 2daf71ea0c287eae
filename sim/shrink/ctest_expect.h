/* Which recorded call a failure is about, and what it should have answered. */
#ifndef SIM_CTEST_EXPECT_H
#define SIM_CTEST_EXPECT_H

#include <stdbool.h>

#include "recorder.h"
#include "symptom.h"

/* Whether a call is the one that the failure is about, and answered what came. */
bool sim_expect_was_got(const sim_recorded *call, const sim_failure *failure);
/* Whether a test can say what the failure expected of its call: an answer, or that it refuses. */
bool sim_expect_is_answer(const sim_value *expected);
bool sim_expect_is_refusal(const sim_value *expected);

#endif
