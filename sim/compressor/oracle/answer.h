/*
 * The right answer to every look-up, from the model alone.
 *
 * All look-ups take the same two steps: find which ID is meant (its session and gen count) and
 * whether it exists for the session or document that is asked; then return it in the requested
 * form.
 */
#ifndef SIM_ORACLE_ANSWER_H
#define SIM_ORACLE_ANSWER_H

#include <stdbool.h>
#include <stdint.h>

#include <idalloc/document.h>
#include <idalloc/session.h>
#include <idalloc/status.h>

#include "incarnation.h"
#include "model.h"

/* An incarnation, and its node's position in the log. */
typedef struct sim_view {
    const sim_model *model;
    const sim_incarnation *self;
    uint64_t position;
    uint32_t session;     /* its number in the model; SIM_NONE if the log does not know it */
    uint64_t finalized;   /* of its gen counts, at the position */
    uint64_t allocated;   /* likewise */
    uint64_t final_limit; /* of the document, at the position */
} sim_view;

/* The state of an ID, as seen by the one asked. */
typedef enum sim_kind {
    SIM_KIND_UNKNOWN, /* it does not exist */
    SIM_KIND_LOCAL,   /* handed out as a local ID, without a final one yet */
    SIM_KIND_COVERED, /* handed out as a local ID, with a final one */
    SIM_KIND_EAGER,   /* handed out as an eager final */
    SIM_KIND_LOGGED,  /* finalized, and not handed out here */
} sim_kind;

/* An ID, as its session sees it. */
typedef struct sim_meaning {
    sim_kind kind; /* when it is unknown nothing else is set */
    ida_uuid uuid;
    ida_id session_form;
    ida_id op_form;
    bool is_unheard; /* LOGGED: a child of that session, which has not come so far, is asked */
} sim_meaning;

typedef enum sim_call {
    SIM_CALL_TO_OP,
    SIM_CALL_TO_SESSION,
    SIM_CALL_WITHOUT_ORIGIN,
    SIM_CALL_DECOMPRESS,
    SIM_CALL_RECOMPRESS,
    SIM_CALL_TRY_RECOMPRESS,
    SIM_CALL_COUNT
} sim_call;

typedef struct sim_question {
    sim_call call;
    ida_id id;     /* the argument, */
    ida_uuid uuid; /* or when recompressing; the origin for SIM_CALL_TO_SESSION */
} sim_question;

typedef struct sim_answer {
    ida_status status; /* try_recompress: IDA_OK or IDA_UNKNOWN_ID */
    ida_id id;
    ida_uuid uuid; /* of SIM_CALL_DECOMPRESS */
    bool spoiled;  /* the call failed, but wrote its output */
} sim_answer;

sim_view sim_view_of(const sim_model *model, sim_incarnation *self, uint64_t position);
/*
 * True once more is finalized than the incarnation generated. A child of a sharded session is never
 * stale: its root finalizes what it has not heard of.
 */
bool sim_view_stale(const sim_view *view);
/* How far the next ID of an incarnation moves it: 1, or the stride of a shard. */
uint64_t sim_answer_step(const sim_incarnation *self);
/* Whether it may take a range, or take it again: children may not. */
ida_status sim_answer_may_take(const sim_view *view);
/* What a non-negative ID means. */
sim_meaning sim_meaning_of_final(const sim_view *view, uint64_t final_id);
/* What a UUID means. */
sim_meaning sim_meaning_of_uuid(const sim_view *view, ida_uuid uuid);
/* The right answer. */
sim_answer sim_answer_expected(const sim_view *view, const sim_question *question);
/*
 * The right outcome of generating count IDs now; runs as ida_session_generate_many. A sharded
 * session generates them one by one only: there, a count of 1 stands for ida_session_generate.
 */
ida_status sim_answer_generate(const sim_view *view, uint64_t count, ida_run runs[2],
                               size_t *run_count);
bool sim_answer_same_runs(const ida_run *a, size_t a_count, const ida_run *b, size_t b_count);
/* The range that a session that is not stale takes next, or takes again. */
ida_range sim_answer_take(const sim_view *view, bool again);
/* Ranges without IDs are all the same. */
bool sim_answer_same_range(const ida_range *a, const ida_range *b);
/*
 * The right outcome of ida_session_generate_unique now; id is written on success only. It has both
 * forms: the generated ID, local or final, and its stable ID.
 */
ida_status sim_answer_unique(const sim_view *view, ida_unique_id *id);
/* The right outcome of ida_session_set_cluster_size. */
ida_status sim_answer_resize(uint32_t size);

/* --- The answers of a document at a position of the log, without any session. --- */

/* The right outcome of ida_session_open. */
ida_status sim_answer_open(const sim_model *model, uint64_t position, ida_uuid uuid);
/* Those of ida_document_decompress and _recompress; the output is written on success only. */
ida_status sim_answer_stable(const sim_model *model, uint64_t position, ida_id id, ida_uuid *uuid);
ida_status sim_answer_final(const sim_model *model, uint64_t position, ida_uuid uuid, ida_id *id);
/* The index-th cluster; it must be there already. */
ida_cluster sim_answer_cluster(const sim_model *model, uint64_t position, size_t index);

#endif
