/*
 * The schemes: which allocator a world is about. Each has its own machine (machine.h), its own ops,
 * and its own names for the numbers of a world's config.
 */
#ifndef SIM_SCHEME_H
#define SIM_SCHEME_H

#include <stdbool.h>
#include <stdint.h>

#include "compressor/vocabulary.h"
#include "korder/vocabulary.h"
#include "lease/vocabulary.h"
#include "sequence/vocabulary.h"
#include "snowflake/vocabulary.h"
#include "timeordered/vocabulary.h"

/* X(constant, name, number, ...). Numbers are for ever: binary tapes begin with them. */
#define SIM_SCHEME_TABLE(X, ...)                                                                   \
    X(COMPRESSOR, compressor, 0, __VA_ARGS__)                                                      \
    X(SEQUENCE, sequence, 1, __VA_ARGS__)                                                          \
    X(SNOWFLAKE, snowflake, 2, __VA_ARGS__)                                                        \
    X(KORDER, korder, 3, __VA_ARGS__)                                                              \
    X(LEASE, lease, 4, __VA_ARGS__)                                                                \
    X(TIMEORDERED, timeordered, 5, __VA_ARGS__)

/* The rows of one table of all schemes: SIM_OF_SCHEMES(MARK, X) is SIM_COMPRESSOR_MARK_TABLE(X),
   and so on. */
#define SIM_OF_SCHEMES(table, X)                        SIM_SCHEME_TABLE(SIM_OF_SCHEME, table, X)
#define SIM_OF_SCHEME(constant, name, number, table, X) SIM_##constant##_##table##_TABLE(X)

typedef enum sim_scheme {
#define SIM_SCHEME_CONSTANT(constant, name, number, ...) SIM_SCHEME_##constant = (number),
    SIM_SCHEME_TABLE(SIM_SCHEME_CONSTANT, )
#undef SIM_SCHEME_CONSTANT
        SIM_SCHEME_COUNT
} sim_scheme;

/* NULL if no scheme has that number. */
const char *sim_scheme_name(unsigned scheme);
/* False if no scheme has that name. */
bool sim_scheme_find(const char *name, sim_scheme *scheme);

/* The numbers of a config, in the order of both forms of the tape; the seed comes after them. */
enum { SIM_NUMBER_NODES, SIM_NUMBER_SLOTS, SIM_NUMBER_FLAGS, SIM_NUMBER_SIZE, SIM_NUMBERS };

/* What a number of a scheme's config is called in text, and what it wraps to. */
typedef struct sim_scheme_number {
    const char *name;
    uint32_t min; /* 0: the number is truncated instead of wrapped, and max is 2^n - 1 */
    uint32_t max;
} sim_scheme_number;

/* SIM_NUMBERS of them. */
const sim_scheme_number *sim_scheme_numbers(sim_scheme scheme);

#endif
