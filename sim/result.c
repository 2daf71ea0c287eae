/* The names of verdicts, and functions that set a failure. */
#include "result.h"

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

void sim_fail(sim_failure *failure, sim_invariant invariant, const sim_site *site,
              sim_value expected, sim_value got)
{
    *failure = (sim_failure){.failed = true,
                             .invariant = invariant,
                             .op = failure->op,
                             .site = *site,
                             .expected = expected,
                             .got = got};
}

void sim_fail_words(sim_failure *failure, sim_invariant invariant, unsigned call, unsigned expected,
                    unsigned got)
{
    const sim_site site = sim_site_of_call(call);
    sim_fail(failure, invariant, &site, sim_value_words(expected), sim_value_words(got));
}
