/* The table of schemes. */
#include "scheme.h"

#include <assert.h>
#include <string.h>

#include <idalloc/range.h>

#include "korder/world.h"
#include "sequence/world.h"
#include "snowflake/setting.h"
#include "tape/tape.h"

static const char *const names[] = {
#define NAME(constant, number, name) [number] = (name),
    SIM_SCHEME_TABLE(NAME)
#undef NAME
};

static const sim_scheme_number numbers[][SIM_NUMBERS] = {
    [SIM_SCHEME_COMPRESSOR] = {{"nodes", 1, SIM_NODES_MAX},
                               {"slots", 1, SIM_SLOTS_MAX},
                               {"write-ahead", 0, UINT16_MAX},
                               {"cluster-size", 1, IDA_CLUSTER_SIZE_MAX}},
    [SIM_SCHEME_SEQUENCE] = {{"nodes", 1, SIM_NODES_MAX},
                             {"masters", 1, SIM_MASTERS_MAX},
                             {"prefetch", 0, SIM_PREFETCH_MASK},
                             {"range-size", 1, SIM_RANGE_SIZE_MAX}},
    [SIM_SCHEME_SNOWFLAKE] = {{"nodes", 1, SIM_NODES_MAX},
                              {"layout", 1, SIM_SNOWFLAKE_LAYOUTS},
                              {"policy", 0, SIM_SNOWFLAKE_POLICY_MASK},
                              {"start", 1, UINT32_MAX}},
    [SIM_SCHEME_KORDER] = {{"nodes", 1, SIM_NODES_MAX},
                           {"drift", IDA_KORDER_DRIFT_MIN, IDA_KORDER_DRIFT_MAX},
                           {"faithful", 0, UINT16_MAX},
                           {"lead", 0, SIM_KORDER_LEAD_MASK}},
};

const char *sim_scheme_name(unsigned scheme)
{
    return scheme < SIM_SCHEME_COUNT ? names[scheme] : NULL;
}

bool sim_scheme_find(const char *name, sim_scheme *scheme)
{
    for (unsigned i = 0; i < SIM_SCHEME_COUNT; i++) {
        if (strcmp(name, names[i]) == 0) {
            *scheme = (sim_scheme)i;
            return true;
        }
    }
    return false;
}

const sim_scheme_number *sim_scheme_numbers(sim_scheme scheme)
{
    assert(scheme < SIM_SCHEME_COUNT);
    return numbers[scheme];
}
