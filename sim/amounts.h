/*
 * Amounts: what worlds made and spent, in numbers that add up over worlds. Expectations of
 * scenarios (scenario/expectation.h) compare two of them. Nothing that decides in a world reads
 * them.
 */
#ifndef SIM_AMOUNTS_H
#define SIM_AMOUNTS_H

#include <stdint.h>

#include "scheme.h"

/* X(constant, name, sentence): those of every world, which a result has in any case. */
#define SIM_SHARED_AMOUNT_TABLE(X)                                                                 \
    X(WORLDS, "worlds", "worlds played")                                                           \
    X(OPS, "ops", "ops executed")                                                                  \
    X(IDS, "ids", "IDs handed out")                                                                \
    X(SESSIONS, "sessions", "sessions opened")                                                     \
    X(LOG_ENTRIES, "log-entries", "entries of the log")                                            \
    X(MEMORY_BYTES, "memory-bytes", "the most that the allocators of a world held")

typedef enum sim_amount {
#define SIM_AMOUNT_CONSTANT(constant, name, sentence) SIM_AMOUNT_##constant,
    SIM_SHARED_AMOUNT_TABLE(SIM_AMOUNT_CONSTANT) SIM_OF_SCHEMES(AMOUNT, SIM_AMOUNT_CONSTANT)
#undef SIM_AMOUNT_CONSTANT
        SIM_AMOUNT_COUNT
} sim_amount;

const char *sim_amount_name(sim_amount amount);
const char *sim_amount_sentence(sim_amount amount);

#endif
