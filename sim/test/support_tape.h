/* A tape and its two forms, for tests. */
#ifndef SIM_TEST_SUPPORT_TAPE_H
#define SIM_TEST_SUPPORT_TAPE_H

#include "tape/tape.h"

#define HEAD                                                                                       \
    "idalloc-tape 1\n"                                                                             \
    "world nodes=3 slots=2 write-ahead=0x1 cluster-size=5 seed=7\n"

static const sim_config some_config = {3, 2, 1, 5, 7, SIM_SCHEME_COMPRESSOR, 0};

void assert_same(const sim_tape *a, const sim_tape *b);

/* Text to binary to text, with the tape the same at every turn. */
void assert_round_trips(const sim_tape *tape);

#endif
