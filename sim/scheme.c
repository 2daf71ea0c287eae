/* The table of schemes. */
#include "scheme.h"

#include <assert.h>
#include <string.h>

#include "compressor/vocabulary.h"
#include "korder/vocabulary.h"
#include "sequence/vocabulary.h"
#include "snowflake/vocabulary.h"

static const char *const names[] = {
#define NAME(constant, number, name) [number] = (name),
    SIM_SCHEME_TABLE(NAME)
#undef NAME
};

static const sim_scheme_number numbers[][SIM_NUMBERS] = {
    [SIM_SCHEME_COMPRESSOR] = SIM_COMPRESSOR_NUMBERS,
    [SIM_SCHEME_SEQUENCE] = SIM_SEQUENCE_NUMBERS,
    [SIM_SCHEME_SNOWFLAKE] = SIM_SNOWFLAKE_NUMBERS,
    [SIM_SCHEME_KORDER] = SIM_KORDER_NUMBERS,
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
