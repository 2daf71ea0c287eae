/* The table of schemes. */
#include "scheme.h"

#include <assert.h>
#include <string.h>

static const char *const names[] = {
#define NAME(constant, name, number, ...) [number] = #name,
    SIM_SCHEME_TABLE(NAME, )
#undef NAME
};

static const sim_scheme_number numbers[][SIM_NUMBERS] = {
#define NUMBERS(constant, name, number, ...) [number] = SIM_##constant##_NUMBERS,
    SIM_SCHEME_TABLE(NUMBERS, )
#undef NUMBERS
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
