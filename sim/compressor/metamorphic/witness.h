/*
 * The witness: plays a variant without an oracle and writes down what can be compared.
 *
 *   answers   for each op of the original tape, a hash of all that the subject answered and did
 *             then; the last one is of the quiet phase and of an examination after it
 *   facts     the log: each entry, what it came to, and what a document looked like after it
 *
 * In answers, a UUID counts as the session that it belongs to (in the order in which sessions came)
 * and how far it is from its first, so that worlds with other UUIDs can be compared.
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

/* A document, as its saved bytes and its counters show it. */
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
    unsigned kind; /* a sim_event_kind, or one of the examination's; see sim_statement_name */
    unsigned code; /* of the op */
    size_t count;
    uint64_t numbers[SIM_STATEMENT_NUMBERS];
} sim_statement;

typedef struct sim_testimony {
    uint64_t *answers;   /* answer_count of them; 0: nothing was answered */
    size_t answer_count; /* ops of the original, and one more */
    sim_fact *facts;
    size_t fact_count;
    size_t fact_capacity;
    sim_statement *statements; /* those made in the op that was listened to */
    size_t statement_count;
    size_t statement_capacity;
    bool no_memory;
} sim_testimony;

typedef struct sim_witness_options {
    const sim_subject *subject;
    bool facts_only; /* answers are left out, and so is the examination */
    bool bytes;      /* the bytes of snapshots count, what damage does to them, and for which reason
                        a load is refused; otherwise their sizes, and whether it is */
    uint64_t listen; /* the op of the original whose statements are kept; SIM_NEVER: none */
    /* Called before each op of the variant with its index; NULL: nobody looks. */
    void (*before)(void *context, const sim_world *world, size_t index);
    void *context;
} sim_witness_options;

/* False without memory; testimony is to be freed in any case. */
bool sim_witness_play(const sim_variant *variant, const sim_witness_options *options,
                      sim_testimony *testimony);
void sim_testimony_free(sim_testimony *testimony);

/*
 * Where two statements differ, of which one may be NULL because there was none: what the first one
 * has, such as "generated, first ID -3".
 */
sim_value sim_statement_value(const sim_statement *statement, const sim_statement *other);

#endif
