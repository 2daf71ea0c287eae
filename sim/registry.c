/* Which scheme has which machine. */
#include "registry.h"

#include <assert.h>

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
