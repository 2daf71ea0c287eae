/* Shared by the files of the witness. */
#ifndef SIM_PAIR_WITNESS_INTERNAL_H
#define SIM_PAIR_WITNESS_INTERNAL_H

#include "witness.h"

/* Statements of the examination, after those that are events. */
typedef enum sim_exam_kind {
    SIM_EXAM_DOCUMENT = 64, /* node, sessions, clusters, final limit, bytes, their hash */
    SIM_EXAM_CLUSTER,       /* node, session, base final, base gen count, capacity, count */
    SIM_EXAM_FINAL,         /* node, final ID, status, session, offset, final ID of that UUID */
    SIM_EXAM_SESSION,       /* place, generated, next range, cluster size, stale */
    SIM_EXAM_ID,            /* place, local ID, statuses, op-space ID, session-space ID, offset */
} sim_exam_kind;

typedef struct sim_witness {
    const sim_witness_options *options;
    sim_testimony *testimony;
    sim_world *world;
    const sim_op *op; /* NULL in the quiet phase */
    uint32_t origin;
    bool extra;
    ida_uuid *sessions; /* in the order in which they appeared */
    size_t session_count;
    size_t session_capacity;
    uint8_t *bytes; /* for saving documents */
    size_t byte_capacity;
} sim_witness;

/* Adds a statement to the answers of the op that is played. */
void sim_witness_state(sim_witness *witness, unsigned kind, const uint64_t *numbers, size_t count);
/* A UUID as the number of its session, from 1, and the distance from its first UUID. */
void sim_witness_name(const sim_witness *witness, ida_uuid uuid, uint64_t name[2]);
/* Saves a document, for log position 0. */
sim_sight sim_witness_see(sim_witness *witness, const ida_document *document);
/* Examines every node's document and sessions. */
void sim_witness_examine(sim_witness *witness);

#endif
