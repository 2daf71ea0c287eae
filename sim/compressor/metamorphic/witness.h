/*
 * The witness: plays a variant without an oracle and records what can be compared.
 *
 *   answers   for each op of the original tape, a hash of all that the subject answered and did
 *             in it; the last one is of the quiet phase and an examination after it
 *   facts     the log: each entry, its outcome, and a document's state after it
 *
 * In answers, a UUID is written as its session (in the order in which sessions appeared) and the
 * distance from its first UUID, so that worlds with other UUIDs can be compared.
 */
#ifndef SIM_PAIR_WITNESS_H
#define SIM_PAIR_WITNESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "compressor/subject.h"
#include "compressor/world.h"
#include "kernel/finding.h"
#include "kernel/trace.h"
#include "variant.h"

/* A document, by its saved bytes and its counters. */
typedef struct sim_sight {
    bool known;
    uint64_t size;
    uint64_t hash;
    uint64_t clusters;
    uint64_t limit; /* of the final IDs */
} sim_sight;

/* An entry of the log. */
typedef struct sim_fact {
    sim_entry_kind kind;
    ida_range range; /* RANGE, and GHOST's session and count; otherwise zero */
    bool applied;    /* by any node: */
    ida_status status;
    uint32_t origin; /* and in which op first */
    sim_sight sight; /* of a document that has applied the log up to and with this entry */
} sim_fact;

#define SIM_STATEMENT_NUMBERS SIM_EVENT_NUMBERS

/* One answer. */
typedef struct sim_statement {
    unsigned kind; /* a sim_event_kind, or a statement of the examination; see sim_statement_name */
    unsigned code; /* of the op */
    size_t count;
    uint64_t numbers[SIM_STATEMENT_NUMBERS];
} sim_statement;

typedef struct sim_testimony {
    uint64_t *answers;   /* answer_count of them; 0: no answer */
    size_t answer_count; /* ops of the original, and one more */
    sim_fact *facts;
    size_t fact_count;
    size_t fact_capacity;
    sim_statement *statements; /* those of the op being listened to */
    size_t statement_count;
    size_t statement_capacity;
    bool no_memory;
} sim_testimony;

typedef struct sim_witness_options {
    const sim_subject *subject;
    bool facts_only; /* answers are left out, and so is the examination */
    bool bytes; /* compare the bytes of snapshots, the effect of damage on them, and the reason why
                   a load is refused; otherwise only sizes, and whether it is */
    uint64_t listen; /* the op of the original whose statements are kept; SIM_NEVER: none */
    /* Called before each op of the variant with its index; NULL: no hook. */
    void (*before)(void *context, const sim_world *world, size_t index);
    void *context;
} sim_witness_options;

/* False without memory; testimony is to be freed in any case. */
bool sim_witness_play(const sim_variant *variant, const sim_witness_options *options,
                      sim_testimony *testimony);
void sim_testimony_free(sim_testimony *testimony);

/*
 * The first difference between two statements, as the first one has it, such as "generated, first
 * ID -3". One may be NULL: it does not exist.
 */
sim_value sim_statement_value(const sim_statement *statement, const sim_statement *other);

#endif
