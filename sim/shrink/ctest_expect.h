/* What a failed call should have answered, read from the oracle's words. */
#ifndef SIM_CTEST_EXPECT_H
#define SIM_CTEST_EXPECT_H

#include <stdbool.h>

#include "recorder.h"
#include "symptom.h"

typedef enum sim_expect_kind {
    SIM_EXPECT_NOTHING, /* that it returns */
    SIM_EXPECT_STATUS,
    SIM_EXPECT_REFUSAL, /* any status but ok */
    SIM_EXPECT_ID,
    SIM_EXPECT_UUID,
    SIM_EXPECT_UNIQUE, /* document-unique: final_id or uuid */
    SIM_EXPECT_RUNS,
    SIM_EXPECT_RANGE,
    SIM_EXPECT_NUMBER, /* of calls that answer one; true and false are 1 and 0 */
    SIM_EXPECT_CLUSTER,
    SIM_EXPECT_SAME_BYTES, /* of a save: those of the save that was loaded before; number of them */
} sim_expect_kind;

typedef struct sim_expect {
    sim_expect_kind kind;
    ida_status status;
    ida_id id;
    ida_uuid uuid;
    bool is_final;
    uint64_t number;
    ida_run runs[2];
    size_t run_count;
    ida_range range;
    ida_cluster cluster;
} sim_expect;

/* Whether a call's answer is what the oracle says it got. */
bool sim_expect_was_got(const sim_recorded *call, const sim_failure *failure);
/* What the oracle expected of a call; false if its words are not about one answer. */
bool sim_expect_read(const sim_recorded *call, const char *expected, sim_expect *expect);

#endif
