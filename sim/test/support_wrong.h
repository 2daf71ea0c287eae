/*
 * Subjects that are the core but for one mistake: each of them must be found out, and named after
 * the invariant that it breaks.
 */
#ifndef SIM_TEST_WRONG_H
#define SIM_TEST_WRONG_H

#include <stdbool.h>
#include <stddef.h>

#include "compressor/oracle/oracle.h"
#include "compressor/subject.h"

typedef struct wrong_subject {
    const char *mistake;
    sim_invariant invariant;
    void (*plant)(sim_subject *subject); /* replaces functions of a copy of the core */
    bool unforged; /* forged repetitions would be named otherwise: not in worlds that have them */
    bool unjoined; /* likewise for joins from summaries */
} wrong_subject;

/* NULL from the number of them on. */
const wrong_subject *wrong_subject_at(size_t index);
size_t wrong_subject_count(void);

/* Forgets what an earlier world left in the mistakes' own memory. */
void wrong_reset(void);

#endif
