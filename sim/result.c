/* The names of verdicts, and how a failure is written down. */
#include "result.h"

#include <stdio.h>

const char *sim_verdict_name(sim_verdict verdict)
{
    switch (verdict) {
    case SIM_PASS:
        return "PASS";
    case SIM_FAIL:
        return "FAIL";
    case SIM_VACUOUS:
        return "VACUOUS";
    case SIM_BROKEN:
        return "BROKEN";
    }
    return "UNKNOWN";
}

void sim_fail(sim_failure *failure, sim_invariant invariant, const char *where,
              const char *expected, const char *got)
{
    failure->failed = true;
    failure->invariant = invariant;
    (void)snprintf(failure->where, sizeof failure->where, "%s", where);
    (void)snprintf(failure->expected, sizeof failure->expected, "%s", expected);
    (void)snprintf(failure->got, sizeof failure->got, "%s", got);
}
