/* A variant: a tape made from another one. Each of its ops knows its place on the original. */
#ifndef SIM_PAIR_VARIANT_H
#define SIM_PAIR_VARIANT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernel/random.h"
#include "tape/tape.h"

typedef struct sim_place {
    uint32_t origin; /* the op of the original tape that it is, or before which it was inserted */
    bool extra;      /* only one of the two worlds has it: its own events are not compared */
} sim_place;

typedef struct sim_variant {
    sim_tape tape;
    sim_place *places; /* tape.count of them */
    size_t place_capacity;
    uint32_t origin_count; /* ops of the original */
    bool no_memory;        /* memory ran out: it is incomplete */
} sim_variant;

/* A variant without ops, in the original's world. */
void sim_variant_init(sim_variant *variant, const sim_tape *original);
void sim_variant_free(sim_variant *variant);
void sim_variant_add(sim_variant *variant, sim_op op, uint32_t origin, bool extra);
/* Adds the original's ops from index from to index to, excluding to. */
void sim_variant_copy(sim_variant *variant, const sim_tape *original, uint32_t from, uint32_t to);

/* An op of up to three arguments. */
sim_op sim_variant_op(sim_op_code code, uint32_t a, uint32_t b, uint32_t c);

/* The purposes of random numbers in pairs; each is a stream of its own. */
typedef enum sim_purpose {
    SIM_PURPOSE_REHYDRATE = 200,
    SIM_PURPOSE_STORE,
    SIM_PURPOSE_DELIVERY,
    SIM_PURPOSE_RENAME,
    SIM_PURPOSE_LAYOUT,
    SIM_PURPOSE_SPLIT,
    SIM_PURPOSE_CUT,
} sim_purpose;

/*
 * A stream that depends on the world's seed, the purpose and an op, not on the op's position: its
 * draws stay the same when other ops are removed from the tape.
 */
sim_random sim_variant_random(const sim_tape *original, sim_purpose purpose, const sim_op *op);

#endif
