/*
 * Sizes: what a scenario sets beside the weights of ops. Each scheme has a table in its sizes.h.
 *
 * X(constant, name, kind, min, max, usual, sentence): a size, SIM_SIZE_constant.
 *   kind   DRAWN: a scenario sets it. DERIVED: it follows from others and can only be read. SEED:
 * 64 bits that are drawn, or a number usual  its value unless it is set
 *
 * V(constant, number, name): a named value of a size. A scenario may use the name instead.
 */
#ifndef SIM_SIZES_H
#define SIM_SIZES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "compressor/sizes.h"
#include "korder/sizes.h"
#include "lease/sizes.h"
#include "scheme.h"
#include "sequence/sizes.h"
#include "snowflake/sizes.h"
#include "timeordered/sizes.h"

typedef enum sim_size {
#define SIM_SIZE_CONSTANT(constant, ...) SIM_SIZE_##constant,
    SIM_OF_SCHEMES(SIZE, SIM_SIZE_CONSTANT)
#undef SIM_SIZE_CONSTANT
        SIM_SIZE_COUNT
} sim_size;

typedef enum sim_size_kind { SIM_SIZE_DRAWN, SIM_SIZE_DERIVED, SIM_SIZE_SEED } sim_size_kind;

typedef struct sim_size_row {
    const char *name;
    sim_size_kind kind;
    uint32_t min;
    uint32_t max;
    uint32_t usual;
    const char *sentence;
} sim_size_row;

const sim_size_row *sim_size_row_of(sim_size size);
/* Whether worlds of a scheme have it. */
bool sim_size_applies(sim_scheme scheme, sim_size size);
/* The size of a scheme that is its seed. */
sim_size sim_size_seed(sim_scheme scheme);

typedef struct sim_size_value {
    sim_size size;
    uint32_t number;
    const char *name;
} sim_size_value;

/* The index-th named value of any size; NULL if there are fewer. */
const sim_size_value *sim_size_value_at(size_t index);

/* The name of a layout of UUIDs; NULL if that number has none of its own. */
const char *sim_layout_name(unsigned layout);

#endif
