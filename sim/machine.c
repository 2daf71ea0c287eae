/* Which scheme has which machine. */
#include "machine.h"

#include <assert.h>
#include <stdio.h>

#include "compressor/compressor.h"
#include "korder/korder.h"
#include "sequence/sequence.h"
#include "snowflake/snowflake.h"

static const sim_machine *const machines[] = {
    [SIM_SCHEME_COMPRESSOR] = &sim_compressor_machine,
    [SIM_SCHEME_SEQUENCE] = &sim_sequence_machine,
    [SIM_SCHEME_SNOWFLAKE] = &sim_snowflake_machine,
    [SIM_SCHEME_KORDER] = &sim_korder_machine,
};

const sim_machine *sim_machine_of(sim_scheme scheme)
{
    assert(scheme < SIM_SCHEME_COUNT);
    return machines[scheme];
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
