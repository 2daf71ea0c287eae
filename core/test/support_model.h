/*
 * A model of documents and sessions, written from the public headers alone, and slow on purpose.
 *
 * A world has two replicas of one log; each hosts a few sessions. The model keeps, for each
 * replica, an entry for every final ID and for every UUID that anybody could have, and for each
 * session the form of every ID it was given. A UUID is its distance from the world's lowest one:
 * its place.
 */
#ifndef IDALLOC_TEST_SUPPORT_MODEL_H
#define IDALLOC_TEST_SUPPORT_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <idalloc/idalloc.h>

#include "support_world.h"

enum {
    REPLICAS = 2,
    SLOTS = 3, /* sessions of a replica */
    PLACES = 8192,
    PLACES_AT_THE_TOP = 4000, /* how many there are in a world at the top of the UUIDs */
    PLACES_TO_OPEN = 3990,    /* where sessions begin */
    MAX_FINALS = 4096,
    MAX_CLUSTERS = 1024,
    MAX_MEMBERS = 128,
    MAX_GENS = 1024,
    MAX_LOG = 1024,
    NOBODY = -1,
};

/* In an answer: there is none. */
#define NO_ANSWER ((int64_t)INT64_MAX)

typedef struct model_member {
    uint64_t place;
    uint64_t finalized;
    uint64_t allocated;
} model_member;

typedef struct model_final {
    int member;
    uint64_t gen;
} model_final;

typedef struct model_cluster {
    int member;
    uint64_t base_final;
    uint64_t base_gen;
    uint64_t capacity;
} model_cluster;

typedef struct model_document {
    model_member members[MAX_MEMBERS];
    int member_count;
    model_final finals[MAX_FINALS];
    uint64_t final_count;
    model_cluster clusters[MAX_CLUSTERS];
    size_t cluster_count;
    int owners[PLACES]; /* the member whose UUID it is, reserved or not */
} model_document;

typedef struct model_session {
    uint64_t place;
    uint64_t generated;
    uint64_t next_start;
    uint32_t cluster_size;
    bool local[MAX_GENS + 1];
} model_session;

/* One entry of the log: a range, or a ghost where the requested size is 0. */
typedef struct log_entry {
    uint64_t place;
    uint64_t first;
    uint64_t count;
    uint32_t size;
    bool is_ghost;
    ida_status outcome; /* of the first replica that applied it */
    bool applied;
} log_entry;

typedef struct model_replica {
    model_document document;
    model_session sessions[SLOTS];
    size_t position; /* in the log */
} model_replica;

typedef struct replica {
    ida_document *document;
    ida_session *sessions[SLOTS];
    model_replica model;
    saved snapshot; /* nothing at first */
    uint64_t snapshot_position;
    model_replica *snapshot_model;
} replica;

typedef struct world {
    ida_uuid lowest;
    uint64_t top; /* how many places there are */
    replica replicas[REPLICAS];
    log_entry log[MAX_LOG];
    size_t log_count;
    size_t marks[16];
} world;

/* What must have happened in all worlds together, lest they prove nothing. */
enum mark {
    MARK_EAGER,
    MARK_LOCAL,
    MARK_STALE,
    MARK_EXHAUSTED,
    MARK_COLLISION,
    MARK_OUT_OF_ORDER,
    MARK_INVALID,
    MARK_EXPANDED,
    MARK_OVERFLOWED,
    MARK_GHOST,
    MARK_RESTORED,
    MARK_GIVEN_AWAY,
    MARK_TWINS,
    MARK_EXISTS,
    MARK_COUNT,
};

ida_uuid uuid_at(const world *w, uint64_t place);

/* ---- What the log and the sessions do to the model ------------------------------------------ */

ida_status model_finalize(world *w, model_document *document, const log_entry *entry);
ida_status model_ghost(const world *w, model_document *document, const log_entry *entry,
                       int64_t *first);

void model_session_open(model_session *model, uint64_t place);

/* What the next count IDs would be, one by one; what the model session becomes with them. */
ida_status model_generate(const world *w, replica *r, size_t slot, uint64_t count, int64_t *ids);

/* ---- What the model answers, or NO_ANSWER --------------------------------------------------- */

/* The member of that place, or NOBODY. */
int model_find(const model_document *document, uint64_t place);

uint64_t model_finalized(const model_document *document, uint64_t place);
bool model_is_stale(const replica *r, size_t slot);

/* Whether it is finalized, whoever made it. */
bool model_is_finalized(const model_document *document, int64_t final);

int64_t model_op_space(const model_replica *r, const model_session *session, int64_t id);
ida_status model_session_space(const model_replica *r, const model_session *session, int64_t op_id,
                               uint64_t origin, int64_t *answer);

/* The place of an ID's UUID, and the ID of a place. */
int64_t model_decompress(const model_replica *r, const model_session *session, int64_t id);
int64_t model_document_recompress(const model_document *document, uint64_t place);
int64_t model_recompress(const model_replica *r, const model_session *session, uint64_t place);

/* ---- Comparing: the library must answer as the model does ----------------------------------- */

void compare_counters(replica *r, size_t slot);
void compare_clusters(const world *w, const replica *r);

/* Some questions at random, and many of all that there are. */
void compare_some_answers(world *w, replica *r, size_t slot);
void compare_everything(world *w);

/* All IDs that one session could be asked for, and the UUIDs of its own and around them. */
void compare_session(const world *w, replica *r, size_t slot);

#endif
