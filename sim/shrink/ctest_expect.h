/* Finds the recorded call that a failure is about, and the answer it should have given. */
#ifndef SIM_CTEST_EXPECT_H
#define SIM_CTEST_EXPECT_H

#include <stdbool.h>

#include "recorder.h"
#include "symptom.h"

/* Whether a call is the one that the failure is about, and gave the same answer. */
bool sim_expect_was_got(const sim_recorded *call, const sim_failure *failure);
/* Whether a test can express what the failure expected of its call: an answer, or a refusal. */
bool sim_expect_is_answer(const sim_value *expected);
bool sim_expect_is_refusal(const sim_value *expected);

#endif
