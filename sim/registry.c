/* The table of schemes: the machine of each. */
#include "registry.h"

#include <assert.h>

#include "compressor/compressor.h"
#include "korder/korder.h"
#include "lease/lease.h"
#include "sequence/sequence.h"
#include "snowflake/snowflake.h"
#include "timeordered/timeordered.h"

static const sim_machine *const machines[] = {
#define MACHINE(constant, name, number, ...) [number] = &sim_##name##_machine,
    SIM_SCHEME_TABLE(MACHINE, )
#undef MACHINE
};

const sim_machine *sim_machine_of(sim_scheme scheme)
{
    assert(scheme < SIM_SCHEME_COUNT);
    return machines[scheme];
}
