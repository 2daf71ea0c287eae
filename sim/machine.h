/*
 * The machine of a scheme: how its worlds are made, played and judged, and how their tapes are
 * written. run.h plays any of them.
 *
 * A world is opaque to everyone except the machine and its driver. Its oracle is part of it.
 */
#ifndef SIM_MACHINE_H
#define SIM_MACHINE_H

#include <stdbool.h>
#include <stdint.h>

#include <idalloc/document.h>

#include "amounts.h"
#include "kernel/byte_writer.h"
#include "kernel/fields.h"
#include "recipe/recipe.h"
#include "result.h"
#include "tape/tape.h"

struct sim_describing;

/* The ops before the first letter; they are not counted. */
typedef enum sim_begin {
    SIM_BEGIN_EMPTY,     /* every node is down */
    SIM_BEGIN_CONNECTED, /* every node is connected and has the whole log */
    SIM_BEGIN_SESSIONS,  /* ... and has a session in every slot, with nothing generated */
    SIM_BEGIN_UP, /* schemes other than the ID compressor: every node is up and has what it needs to
                     make IDs: a number, a lease, a granted chunk */
} sim_begin;

typedef struct sim_scope {
    const char *name;
    const char *sentence;
    const char *alphabet;
    sim_config config;
    sim_begin begin;
    uint32_t ops; /* the search depth unless --ops sets another */
} sim_scope;

#define SIM_GAUGES_MAX 8u

/* For reports: numbers of the nodes, and of the world, between two ops. */
typedef struct sim_gauges {
    const char *node[SIM_GAUGES_MAX];   /* their names, NULL after the last; the first is "state" */
    const char *states[SIM_GAUGES_MAX]; /* what its numbers stand for, likewise */
    const char *world[SIM_GAUGES_MAX];
    /* Each writes as many numbers as there are names. */
    void (*read_node)(const void *world, unsigned node, int64_t values[SIM_GAUGES_MAX]);
    void (*read_world)(const void *world, int64_t values[SIM_GAUGES_MAX]);
    /*
     * A cluster of the document that has applied most of the log; false if it has no such cluster.
     * NULL where a scheme has none.
     */
    bool (*cluster)(const void *world, size_t index, ida_cluster *cluster);
} sim_gauges;

typedef struct sim_machine {
    sim_scheme scheme;
    sim_invariant contract; /* that every call answers as its header promises */
    /*
     * A world of that config, with its oracle unless the options leave it out; NULL without memory.
     */
    void *(*create)(const sim_config *config, const sim_run_options *options);
    /*
     * Executes an op and lets the oracle ask. False when the run should stop: a failure occurred,
     * or memory ran out.
     */
    bool (*execute)(void *world, const sim_op *op);
    /*
     * The quiet phase: faults stop, everything is delivered, the oracle asks everything. False as
     * above.
     */
    bool (*settle)(void *world);
    /*
     * Sets the number of rounds of questions that the oracle asks after each op from now on, and
     * the number of the first one (sim_oracle_set_rounds); NULL if its questions are never drawn.
     */
    void (*set_rounds)(void *world, uint32_t first, uint32_t rounds);
    /* The harness itself ran out of memory while writing the tape: the run is void. */
    void (*give_up)(void *world);
    /* The digest and counts so far. Changes only memory that the world keeps for this. */
    uint64_t (*digest)(void *world, const sim_tally **tally);
    /*
     * A digest of what every node that is up would save now: chain.h. Changes only memory that the
     * world keeps for this.
     */
    uint64_t (*state)(void *world);
    /*
     * Whether the core's own verify functions accept the world's state; if not, where says which of
     * them failed. NULL where the scheme has none.
     */
    bool (*verify)(const void *world, sim_site *where);
    /* Writes the result, except failure.op, and frees the world. */
    void (*finish)(void *world, sim_result *result);

    /* --- For exhaustive searches (explore/). --- */

    /*
     * Like execute, without the oracle's questions about the op: for replaying ops whose world was
     * already judged.
     */
    bool (*execute_unasked)(void *world, const sim_op *op);
    /* Counts that many ops as executed, after one that left the world unchanged. */
    void (*set_op_count)(void *world, uint64_t count);
    /*
     * Writes everything that can affect the future, as explore/canon.h says; image: the node that
     * takes the place of each node. The world is well and has an oracle.
     */
    void (*describe)(const void *world, const struct sim_describing *canon, const uint8_t *image,
                     sim_writing *out);
    /* Whether an op's effect depends on the number of ops before it; NULL: never. */
    bool (*is_numbered)(const sim_op *op);

    /*
     * --- Events, for files and reports. ---
     *
     * An event is what the machine's worlds emit to the observers of sim_run_options.
     */

    /* The event's kind: a name such as "crashed", of the form of schema/events.schema.json. */
    const char *(*event_kind)(const void *event);
    /*
     * The rest of the event, field by field (kernel/fields.h). The index of the current op is not a
     * field: the caller knows it. An op that begins is of the kind "op", and its fields are those
     * of tape/op_fields.h.
     */
    void (*event_fields)(const void *event, const sim_fields *fields);
    const sim_gauges *gauges;
    /*
     * An observer that adds what its world makes and spends to self, uint64_t[SIM_AMOUNT_COUNT]
     * (amounts.h); NULL: nothing beside what every result has.
     */
    bool (*count)(void *self, const void *event);

    const sim_scope *scopes; /* the last one has no name */
    unsigned begins;         /* how its worlds can begin, other than empty: bit n is sim_begin n */
    bool (*begin)(sim_begin begin, sim_tape *tape); /* as sim_begin_append */

    /* --- The driver. --- */

    /*
     * One block of memory, and the config of its worlds; NULL without memory. The recipe
     * (recipe/recipe.h) is of the machine's scheme; it is not needed afterwards.
     */
    void *(*driver_create)(const sim_recipe *recipe, uint64_t seed, sim_config *config);
    /* Adds what a driver knows of its world's time to amounts; NULL: it knows none. */
    void (*driver_count)(const void *driver, uint64_t amounts[SIM_AMOUNT_COUNT]);
    sim_derive derive; /* of its sizes that follow from others; NULL: it has none */
    /* The next op. It may look at the world, but never at the subject or the oracle. */
    sim_op (*driver_next)(void *driver, const void *world);
} sim_machine;

#endif
