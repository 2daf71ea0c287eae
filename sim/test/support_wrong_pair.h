/*
 * Subjects with mistakes that no single world shows: whatever they answer agrees with the model,
 * or is nothing that the model has an opinion about. Each must be found out by its own pair.
 */
#ifndef SIM_TEST_WRONG_PAIR_H
#define SIM_TEST_WRONG_PAIR_H

#include <stddef.h>

#include "compressor/metamorphic/pair.h"
#include "compressor/subject.h"

typedef struct wrong_pair {
    const char *mistake;
    sim_pair pair;
    void (*plant)(sim_subject *subject); /* replaces functions of a copy of the core */
} wrong_pair;

extern const wrong_pair wrong_pairs[];
extern const size_t wrong_pair_count;

/*
 * Mistakes that an oracle sees in a single world as well: each comparison of the pairs must find
 * its own without one.
 */
extern const wrong_pair blatant_pairs[];
extern const size_t blatant_pair_count;

/* Forgets what earlier worlds left in the mistakes' own memory. */
void wrong_pair_reset(void);

#endif
