/*
 * The log half of the reference model: what the ordered log alone says about every session and
 * every final ID, at every position.
 *
 * The model only appends, so it can answer for a node that lags as well as for one at the end of
 * the log: a fact of the log entry at position i is known to the nodes whose position is above i.
 *
 *   step      how many gen counts of a session are finalized and reserved after an entry
 *   piece     a run of final IDs that an entry reserved for a session; pieces follow each other
 *             without a gap, in the order of the log
 *   outcome   the right outcome of an entry, and the document's counters after it
 *
 * What is before a position that no node goes back to can be forgotten; then only runs are left.
 */
#ifndef SIM_ORACLE_MODEL_H
#define SIM_ORACLE_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <idalloc/range.h>
#include <idalloc/status.h>
#include <idalloc/uuid.h>

#include "compressor/state.h"

#define SIM_NONE       UINT32_MAX
#define SIM_NUMBER_MAX ((uint64_t)INT64_MAX)

typedef struct sim_step {
    uint64_t position;
    uint64_t finalized;
    uint64_t allocated;
    uint32_t previous; /* of the same session; SIM_NONE for its first */
    uint32_t epoch;    /* whose range it was: the connection, */
    uint16_t node;     /* the client, */
    bool forged;       /* or SIM_NONE (forged, or a ghost) */
    uint64_t since;    /* what was finalized before the first step that is not forgotten */
} sim_step;

typedef struct sim_piece {
    uint64_t first_gen;
    uint64_t count;
    uint64_t base_final;
    uint64_t position;
    uint32_t session;
    uint32_t cluster; /* index of the cluster that it opens or expands */
} sim_piece;

/* A session that the log knows. */
typedef struct sim_member {
    ida_uuid uuid;
    uint64_t finalized; /* at the end of the log */
    uint64_t allocated;
    uint32_t last_step;
    uint32_t *pieces; /* its pieces, ascending in gen counts and in final IDs */
    size_t piece_count;
    size_t piece_capacity;
} sim_member;

typedef struct sim_outcome {
    ida_status status;
    bool second_copy;     /* refused because another incarnation's IDs were finalized before */
    uint32_t session;     /* the session whose IDs it finalized; SIM_NONE if none */
    uint32_t changes;     /* how many entries up to this one changed the document */
    uint32_t sessions;    /* counters of the document after it */
    uint32_t clusters;    /* likewise */
    uint64_t final_limit; /* likewise */
    uint64_t ghost_first; /* the first final ID of a ghost */
    uint64_t first_gen;   /* the gen counts that it finalized */
    uint64_t count;
    uint32_t step; /* of that session */
} sim_outcome;

/* Numbers of members, in some order. */
typedef struct sim_order {
    uint32_t *of;
    size_t count;
    size_t capacity;
} sim_order;

typedef struct sim_model {
    sim_member *members; /* in the order of their first clusters */
    size_t member_count;
    size_t member_capacity;
    /*
     * Members in the order of their UUIDs: most of them, and those that came last, which are merged
     * when there are many. So no member moves all others.
     */
    sim_order by_uuid;
    sim_order fresh;
    sim_step *steps;
    size_t step_count;
    size_t step_capacity;
    sim_piece *pieces;
    size_t piece_count;
    size_t piece_capacity;
    uint32_t *clusters; /* the first piece of each cluster */
    size_t cluster_capacity;
    sim_outcome *outcomes;  /* one for each log entry from base on */
    uint64_t outcome_count; /* forgotten ones included */
    size_t outcome_capacity;
    uint64_t base;        /* log entries that are forgotten: no position before it is asked about */
    sim_outcome at_base;  /* the document's counters there */
    uint32_t free_step;   /* the first of a list of unused steps, linked by previous; SIM_NONE */
    size_t merged_pieces; /* so many pieces are from entries that are forgotten */
} sim_model;

/* How many gen counts of a session are finalized, and have a final ID. */
typedef struct sim_extent {
    uint64_t finalized;
    uint64_t allocated;
} sim_extent;

void sim_model_init(sim_model *model);
void sim_model_free(sim_model *model);

/* Appends the next entry of the log; false without memory. */
bool sim_model_append(sim_model *model, const sim_entry *entry);
/*
 * Reverts what is finalized of a session above finalized; it stays reserved. With ghosts of whole
 * clusters before it, this gives a model any state that a log can lead to. False, with nothing
 * changed, if finalized is not in the session's last piece, the only one where IDs can be reserved.
 */
bool sim_model_take_back(sim_model *model, uint32_t session, uint64_t finalized);
/* The outcome that a range would have as the next entry. */
ida_status sim_model_foresee(const sim_model *model, const ida_range *range);

/*
 * Forgets what was before a position: all that the model keeps of it is which runs of final IDs
 * each session has. O(entries since the last time). No later call may be about a position before
 * it.
 */
void sim_model_forget(sim_model *model, uint64_t position);
/* The outcome of the entry at a position. */
const sim_outcome *sim_model_outcome(const sim_model *model, uint64_t position);

/* The document's counters at a position; its status and session fields are meaningless here. */
sim_outcome sim_model_counters(const sim_model *model, uint64_t position);
/* The same, until the next entry is appended. */
const sim_outcome *sim_model_at(const sim_model *model, uint64_t position);

/* SIM_NONE if the log never made an ID of that session. */
uint32_t sim_model_find(const sim_model *model, ida_uuid uuid);
/* Zeros if the session is SIM_NONE or unknown at that position. */
sim_extent sim_model_extent(const sim_model *model, uint32_t session, uint64_t position);
/* The piece that holds a final ID at the end of the log; NULL if none does. */
const sim_piece *sim_model_piece(const sim_model *model, uint64_t final_id);
/* The final ID of a gen count from 1 to what is allocated at the end of the log. */
uint64_t sim_model_final(const sim_model *model, uint32_t session, uint64_t gen);
/* The session, and gen count, whose UUIDs hold this one at the end of the log; false if none. */
bool sim_model_locate(const sim_model *model, ida_uuid uuid, uint32_t *session, uint64_t *gen);

/*
 * Makes room for one more element of size bytes; false, with nothing changed, without memory. array
 * points to the pointer.
 */
bool sim_grow(void *array, size_t *capacity, size_t count, size_t size);

#endif
