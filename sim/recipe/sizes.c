/* The table of sizes. */
#include "sizes.h"

#include <assert.h>

#include <idalloc/korder.h>

#include "tape/ops.h"

static const sim_size_row sizes[] = {
#define ROW(constant, name, kind, min, max, usual, sentence)                                       \
    {name, SIM_SIZE_##kind, min, max, usual, sentence},
    SIM_OF_SCHEMES(SIZE, ROW)
#undef ROW
};

static const bool sizes_of[SIM_SCHEME_COUNT][SIM_SIZE_COUNT] = {
#define HAS(constant, ...)                      [SIM_SIZE_##constant] = true,
#define SIZES_OF(constant, scheme, number, ...) [number] = {SIM_##constant##_SIZE_TABLE(HAS)},
    SIM_SCHEME_TABLE(SIZES_OF, )
#undef SIZES_OF
#undef HAS
};

static const sim_size seeds[SIM_SCHEME_COUNT] = {
#define SEED(constant, scheme, number, ...) [number] = SIM_SIZE_##constant##_SEED,
    SIM_SCHEME_TABLE(SEED, )
#undef SEED
};

static const sim_size_value values[] = {
#define VALUE(constant, number, name) {SIM_SIZE_##constant, number, name},
    SIM_OF_SCHEMES(SIZE_VALUE, VALUE)
#undef VALUE
};

static const char *const layouts[] = {
#define LAYOUT(number, name) [number] = (name),
    SIM_COMPRESSOR_LAYOUT_TABLE(LAYOUT)
#undef LAYOUT
};

_Static_assert(sizeof layouts / sizeof layouts[0] == SIM_LAYOUT_KINDS, "every layout has a name");

const sim_size_row *sim_size_row_of(sim_size size)
{
    assert(size < SIM_SIZE_COUNT);
    return &sizes[size];
}

bool sim_size_applies(sim_scheme scheme, sim_size size)
{
    assert(scheme < SIM_SCHEME_COUNT);
    assert(size < SIM_SIZE_COUNT);
    return sizes_of[scheme][size];
}

sim_size sim_size_seed(sim_scheme scheme)
{
    assert(scheme < SIM_SCHEME_COUNT);
    return seeds[scheme];
}

const sim_size_value *sim_size_value_at(size_t index)
{
    return index < sizeof values / sizeof values[0] ? &values[index] : NULL;
}

const char *sim_layout_name(unsigned layout)
{
    return layout < SIM_LAYOUT_KINDS ? layouts[layout] : NULL;
}
