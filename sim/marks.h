/*
 * Marks and faults: what a world went through. A scenario lists those that a sweep must reach; a
 * sweep that misses one proves nothing about it and is VACUOUS.
 */
#ifndef SIM_MARKS_H
#define SIM_MARKS_H

#include <stdbool.h>
#include <stdint.h>

#include "kernel/faults.h"
#include "scheme.h"

/* All of them, in the order of reports. */
#define SIM_USUAL_MARK(X) SIM_OF_SCHEMES(MARK, X)
#define SIM_EVERY_MARK(X) SIM_USUAL_MARK(X) SIM_COMPRESSOR_LARGE_MARK_TABLE(X)
#define SIM_EVERY_FAULT(X)                                                                         \
    SIM_NETWORK_FAULT_TABLE(X)                                                                     \
    SIM_CRASH_FAULT_TABLE(X)                                                                       \
    SIM_DAMAGE_FAULT_TABLE(X)                                                                      \
    SIM_OF_SCHEMES(FAULT, X)                                                                       \
    SIM_CLOCK_FAULT_TABLE(X)

typedef enum sim_mark {
#define SIM_MARK_CONSTANT(constant, name, sentence) SIM_MARK_##constant,
    SIM_EVERY_MARK(SIM_MARK_CONSTANT)
#undef SIM_MARK_CONSTANT
        SIM_MARK_COUNT
} sim_mark;

typedef enum sim_fault {
#define SIM_FAULT_CONSTANT(constant, name, sentence) SIM_FAULT_##constant,
    SIM_EVERY_FAULT(SIM_FAULT_CONSTANT)
#undef SIM_FAULT_CONSTANT
        SIM_FAULT_COUNT
} sim_fault;

/* How often each occurred in a world, or in all worlds of a sweep. */
typedef struct sim_tally {
    uint64_t marks[SIM_MARK_COUNT];
    uint64_t faults[SIM_FAULT_COUNT];
} sim_tally;

/* Whether worlds of a scheme can reach a mark or suffer a fault. */
bool sim_mark_applies(sim_scheme scheme, sim_mark mark);
bool sim_fault_applies(sim_scheme scheme, sim_fault fault);

const char *sim_mark_name(sim_mark mark);
const char *sim_mark_sentence(sim_mark mark);
const char *sim_fault_name(sim_fault fault);
const char *sim_fault_sentence(sim_fault fault);
void sim_tally_add(sim_tally *sum, const sim_tally *part);

#endif
