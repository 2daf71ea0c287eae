/*
 * The machine of a scheme: how its worlds are made, played and judged, and how their tapes are
 * written. run.h plays any of them.
 *
 * A world is the machine's own; nobody else looks into it but the machine's own driver. Its oracle
 * is part of it.
 */
#ifndef SIM_MACHINE_H
#define SIM_MACHINE_H

#include <stdbool.h>
#include <stdint.h>

#include "kernel/byte_writer.h"
#include "kernel/fields.h"
#include "result.h"
#include "tape/tape.h"

struct sim_describing;
struct sim_mix;
struct sim_random;

/* Fills the mix of a world of the compressor (compressor/mix.h), which is all zero. */
typedef void (*sim_mix_maker)(struct sim_mix *mix, struct sim_random *random);

/* The ops before the first letter, which are not counted. */
typedef enum sim_begin {
    SIM_BEGIN_EMPTY,     /* every node is down */
    SIM_BEGIN_CONNECTED, /* every node is connected and knows the whole log */
    SIM_BEGIN_SESSIONS,  /* ... and has a session in every slot, with nothing generated */
    SIM_BEGIN_UP,        /* other schemes than the ID compressor's: every node is up and has what it
                            needs to make IDs: a number, a lease, a chunk that a master granted */
} sim_begin;

typedef struct sim_scope {
    const char *name;
    const char *sentence;
    const char *alphabet;
    sim_config config;
    sim_begin begin;
    uint32_t ops; /* the depth that it is searched to unless --ops says otherwise */
} sim_scope;

typedef struct sim_machine {
    sim_scheme scheme;
    uint32_t share; /* of the worlds of a scenario that plays all schemes */
    /* A world of that config, with its oracle unless the options leave it out; NULL without
       memory. */
    void *(*create)(const sim_config *config, const sim_run_options *options);
    /* Executes an op, and lets the oracle ask. False when the run should stop: there is a failure,
       or no memory. */
    bool (*execute)(void *world, const sim_op *op);
    /* The quiet phase: faults stop, everything is delivered, the oracle asks all there is. False
       as above. */
    bool (*settle)(void *world);
    /* How many rounds of questions the oracle asks after an op from now on, and the number of the
       first one (sim_oracle_set_rounds); NULL if what it asks is never drawn. */
    void (*set_rounds)(void *world, uint32_t first, uint32_t rounds);
    /* The harness itself had no memory while it wrote the tape: the run is void. */
    void (*give_up)(void *world);
    /* The digest so far, and what has been counted so far. Changes nothing but memory that the
       world keeps for this. */
    uint64_t (*digest)(void *world, const sim_tally **tally);
    /* A digest of what every node that is up would save now: chain.h. Changes nothing but memory
       that the world keeps for this. */
    uint64_t (*state)(void *world);
    /* Whether the core's own verify functions find what a world holds in order; if not, where says
       which of them did not. NULL where the scheme has none. */
    bool (*verify)(const void *world, sim_site *where);
    /* Writes down what came of it, all but failure.op, and frees the world. */
    void (*finish)(void *world, sim_result *result);

    /* --- For exhaustive searches (explore/). --- */

    /* The same as execute, without what the oracle would ask about the op: for going again where a
       world of the same ops was asked before. */
    bool (*execute_unasked)(void *world, const sim_op *op);
    /* So many ops count as executed, after one that left the world as it was. */
    void (*set_op_count)(void *world, uint64_t count);
    /* Writes down what can have an effect on what comes, as explore/canon.h says; image: the node
       that takes the place of each node. The world is well and has an oracle. */
    void (*describe)(const void *world, const struct sim_describing *canon, const uint8_t *image,
                     sim_writing *out);
    /* Whether what an op does depends on how many there were before it; NULL: what none does. */
    bool (*is_numbered)(const sim_op *op);

    /*
     * --- Events, for files and reports. ---
     *
     * An event is what the machine's worlds emit to the observers of sim_run_options.
     */

    /* What happened: a name such as "crashed", of the form of schema/events.schema.json. */
    const char *(*event_kind)(const void *event);
    /* What else there is to say of it, field by field (kernel/fields.h). The index of the op that
       is executed is known to whoever plays, and no field. An op that begins is of the kind "op",
       and its fields are those of tape/op_fields.h. */
    void (*event_fields)(const void *event, const sim_fields *fields);

    const sim_scope *scopes; /* the last one has no name */
    unsigned begins;         /* how its worlds can begin besides empty: bit n is sim_begin n */
    bool (*begin)(sim_begin begin, sim_tape *tape); /* as sim_begin_append */

    /* --- The driver. --- */

    /* One block of memory, and the config of its worlds; NULL without memory. Only the compressor's
       needs a maker. */
    void *(*driver_create)(sim_mix_maker make_mix, uint64_t seed, sim_config *config);
    /* The next op. It may look at the world, never at the subject or the oracle. */
    sim_op (*driver_next)(void *driver, const void *world);
} sim_machine;

#endif
