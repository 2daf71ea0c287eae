/* The right answers of a generator, by the rules of its mode. */
#ifndef SIM_KORDER_MODEL_H
#define SIM_KORDER_MODEL_H

#include <stdbool.h>
#include <stdint.h>

#include "korder/state.h"

/* A lane's own places: from next up to end, excluding end; none if they are equal. */
typedef struct sim_korder_lane_model {
    uint64_t next;
    uint64_t end;
} sim_korder_lane_model;

typedef struct sim_korder_generator {
    bool faithful;
    uint64_t lead; /* ticks */
    uint64_t next; /* strict: the first place not taken. Faithful: counts the IDs */
    sim_korder_lane_model lanes[SIM_KORDER_LANES];
} sim_korder_generator;

sim_korder_generator sim_korder_generator_of(const ida_korder_options *options);
/*
 * The right answer of a call when the clock shows now, and the ID's place if it gives one. from:
 * the sequence at which a tick begins.
 */
ida_status sim_korder_predict(sim_korder_generator *generator, unsigned way, uint64_t now,
                              uint32_t from, uint64_t *place);
/*
 * What a generator may be after a lane's call was refused while threads met: the lane took a block
 * that turned out to be too far ahead, and keeps it.
 */
sim_korder_generator sim_korder_keeping(const sim_korder_generator *generator, unsigned way);
/* The place that a call would give regardless of the clock, unless that has passed it. */
uint64_t sim_korder_coming(const sim_korder_generator *generator, unsigned way);
/* Whether a strict generator gives a place when the clock shows now. */
bool sim_korder_gives(const sim_korder_generator *generator, uint64_t place, uint64_t now);
/* Whether ready is the first reading at which it gives that place. */
bool sim_korder_is_ready(const sim_korder_generator *generator, uint64_t place, uint64_t ready);

#endif
