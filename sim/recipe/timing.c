/* The table of what timed scenarios say about time. */
#include "timing.h"

#include <assert.h>

static const sim_timing_row rows[] = {
#define ROW(constant, name, is_time, usual, sentence) {name, is_time, usual, sentence},
    SIM_TIMING_TABLE(ROW)
#undef ROW
};

const sim_timing_row *sim_timing_row_of(sim_timing timing)
{
    assert(timing < SIM_TIMING_COUNT);
    return &rows[timing];
}
