/* Shared by the files of the oracle. */
#ifndef SIM_ORACLE_INTERNAL_H
#define SIM_ORACLE_INTERNAL_H

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "answer.h"
#include "book.h"
#include "claims.h"
#include "incarnation.h"
#include "model.h"
#include "oracle.h"
#include "wording.h"

/* The bytes of a snapshot. Bytes that differ from the saved ones are damaged. */
typedef struct sim_bytes {
    uint64_t hash;
    size_t size;
} sim_bytes;

/* A snapshot in a node's storage, as it was saved. */
typedef struct sim_saved {
    bool used;
    sim_bytes bytes;
    sim_bytes torn; /* in large worlds: the older snapshot that damage left there, if it did */
    uint64_t position;
    sim_incarnation *slots; /* config.slots of them; NULL until the first save */
} sim_saved;

/* The saved form of documents after a given number of changes. */
typedef struct sim_look {
    bool known;
    uint64_t hash;
} sim_look;

/* An ID that was just used: the questions after an op ask about it first. */
typedef struct sim_focus {
    ida_uuid uuid;
    uint32_t session; /* SIM_NONE if the log does not know it */
    uint64_t gen;     /* 0: nothing */
} sim_focus;

/*
 * The oracle's own memory, so that its loads do not show in the world's counters; and how often it
 * ran out.
 */
typedef struct sim_own_memory {
    uint64_t failures;
} sim_own_memory;

struct sim_oracle {
    const sim_world *world;
    sim_model model;
    sim_incarnation *slots;                 /* nodes times slots */
    sim_saved *stores;                      /* nodes times SIM_STORES */
    sim_incarnation newborns[SIM_NEWBORNS]; /* the children in them, as they were born */
    sim_book book;
    uint32_t *live; /* the places in slots of live incarnations, in no order */
    size_t live_count;
    uint32_t *live_of; /* of each node: how many there are */
    sim_bytes *ever;   /* every saved snapshot, except in large worlds: there, torn of each store */
    size_t ever_count;
    size_t ever_capacity;
    uint64_t version; /* the last one given to an incarnation */
    sim_look *looks;  /* by number of changes, from look_base on */
    uint64_t look_base;
    size_t look_count;
    size_t look_capacity;
    uint64_t *last_look;   /* of each node: the number of changes when its document was hashed */
    sim_own_memory memory; /* behind own, */
    ida_allocator own;     /* from which comes what the oracle loads */
    ida_session **session_room; /* for the sessions of a node, and their slots */
    unsigned *slot_room;
    uint8_t *bytes; /* for saving */
    size_t byte_capacity;
    sim_focus focus;
    uint64_t dice;                                             /* for choosing questions */
    uint32_t first_round;                                      /* of the questions after an op */
    uint32_t rounds;                                           /* that there are of them */
    sim_invariant_set only;                                    /* the invariants that are judged */
    bool (*wanted)(void *context, const sim_failure *failure); /* NULL: every violation of these */
    void *wanted_context;
    unsigned range_turn;   /* counts the ranges taken, */
    unsigned foreign_turn; /* the documents saved and loaded, */
    unsigned sealed_turn;  /* and the snapshots sealed again: some checks take turns by these */
    bool after_restore;    /* whatever is wrong now was caused by a save or a load */
    bool collects;         /* questions are only collected: their answers are no answers */
    bool asks_nothing;     /* ask after each op */
    bool out_of_memory;
    sim_failure failure;
    uint64_t checks[SIM_INVARIANT_COUNT];
    sim_profile *profile; /* NULL: time is not counted */
    sim_stuck stuck;
};

/* --- collect.c --- */

/*
 * Asks what ask asks. A subject that is far away (collect in idsim/subject.h) is asked everything
 * at once: ask is called twice, and the first time only collects. It must ask the same both times.
 */
void sim_ask_at_once(sim_oracle *oracle, void (*ask)(sim_oracle *oracle, void *context),
                     void *context);

/* --- told_session.c, told_node.c: events, each after the subject's call returned. --- */

void sim_oracle_opened(sim_oracle *oracle, unsigned node, unsigned slot, ida_uuid uuid,
                       ida_status status);
void sim_oracle_closed(sim_oracle *oracle, unsigned node, unsigned slot);
void sim_oracle_generated(sim_oracle *oracle, unsigned node, unsigned slot, uint64_t count,
                          ida_status status, const ida_run *runs, size_t run_count);
void sim_oracle_generated_unique(sim_oracle *oracle, unsigned node, unsigned slot,
                                 ida_status status, const ida_unique_id *id);
void sim_oracle_resized(sim_oracle *oracle, unsigned node, unsigned slot, uint32_t size,
                        ida_status status);
void sim_oracle_taken(sim_oracle *oracle, unsigned node, unsigned slot, bool again,
                      ida_status status, const ida_range *range);
void sim_oracle_reset(sim_oracle *oracle, unsigned node, unsigned slot, ida_status status);
/* An ID that the application mentions: session space to op space, and its stable ID. */
void sim_oracle_mentioned(sim_oracle *oracle, unsigned node, unsigned slot, ida_id id,
                          ida_status status, ida_id op_id, ida_status stable_status,
                          ida_uuid stable);
/* An entry was appended to the log, at log_count - 1. */
void sim_oracle_sequenced(sim_oracle *oracle);
/* A node applied the entry at position; first is a ghost's first final ID. */
void sim_oracle_applied(sim_oracle *oracle, unsigned node, uint64_t position, ida_status status,
                        ida_id first);
/* A session read an application op: the index-th mentioned ID in its session space. */
void sim_oracle_read(sim_oracle *oracle, unsigned node, unsigned slot, uint64_t position,
                     uint32_t index, ida_status status, ida_id id);
void sim_oracle_started(sim_oracle *oracle, unsigned node);
/* A node stopped: crashed (storage stays) or left (storage is gone). */
void sim_oracle_stopped(sim_oracle *oracle, unsigned node, bool left);
/* A node saved itself; status is that of the save. */
void sim_oracle_saved(sim_oracle *oracle, unsigned node, unsigned store, ida_status status);
/* A node tried to load a store of from; on success its slots and document are in place already. */
void sim_oracle_restored(sim_oracle *oracle, unsigned node, unsigned from, unsigned store,
                         ida_status status);
/*
 * A request for memory by a call on a node was refused. If the call reports no-memory it is made
 * again, and nothing may have changed.
 */
void sim_oracle_starved(sim_oracle *oracle, unsigned node, ida_status status, bool changed);
/* A store was damaged. */
void sim_oracle_damaged(sim_oracle *oracle, unsigned node, unsigned store);
/* The service of a large world summarized the log before a position, which is forgotten. */
void sim_oracle_summarized(sim_oracle *oracle, uint64_t position, ida_status status, uint64_t hash);
/* A node tried to load the summary of from's document; on success its document is in place. */
void sim_oracle_joined(sim_oracle *oracle, unsigned node, unsigned from, ida_status status);

/* --- told_shard.c: splits, and what shards hear. --- */

void sim_oracle_split(sim_oracle *oracle, unsigned node, unsigned slot, const ida_uuid *names,
                      size_t count, ida_status status);
/* A child is on its way; its session is still there. */
void sim_oracle_newborn(sim_oracle *oracle, unsigned node, unsigned slot, unsigned place,
                        const sim_newborn *newborn, ida_status status);
void sim_oracle_adopted(sim_oracle *oracle, unsigned node, unsigned place, ida_status status);
void sim_oracle_token_made(sim_oracle *oracle, unsigned node, unsigned slot, const sim_token *token,
                           ida_status status);
void sim_oracle_disposed(sim_oracle *oracle, unsigned node, unsigned slot, const sim_token *token,
                         ida_status status);
void sim_oracle_token_heard(sim_oracle *oracle, unsigned node, unsigned slot,
                            const sim_token *token, ida_status status);
void sim_oracle_revoked(sim_oracle *oracle, unsigned node, unsigned slot, ida_uuid child,
                        uint64_t past, ida_status status);
/*
 * A session whose shards are in the book hands out its next count IDs, or one if it is sharded.
 * False after reporting that another shard has handed one out.
 */
bool sim_shard_gives(sim_oracle *oracle, unsigned node, unsigned slot, uint64_t count);
/* Which invariant a wrong ID of a shard breaks. */
sim_invariant sim_shard_wrong_run(const sim_oracle *oracle, const sim_incarnation *self,
                                  const ida_run *runs, size_t run_count);
/* Its stride and its children against the incarnation's, if it ever was sharded. */
void sim_check_shard(sim_oracle *oracle, unsigned node, unsigned slot, const ida_session *session,
                     sim_invariant invariant);

/* --- oracle.c, liveness.c: when it asks --- */

/*
 * After an op: a bounded number of questions, chosen by the op's position, the world's seed and
 * what the op touched.
 */
void sim_oracle_after_op(sim_oracle *oracle, const sim_op *op);
/* In place of these questions. */
void sim_oracle_pass(sim_oracle *oracle);
/* All questions, to every session on every node. */
void sim_oracle_checkpoint(sim_oracle *oracle);
/* After the quiet phase: liveness, and convergence of all nodes that are up. */
void sim_oracle_settled(sim_oracle *oracle);

/* --- places --- */

/* The incarnation in a slot; it may not be live. */
sim_incarnation *sim_oracle_slot(const sim_oracle *oracle, unsigned node, unsigned slot);
sim_saved *sim_oracle_store(const sim_oracle *oracle, unsigned node, unsigned store);
/* The view of an incarnation from where its node is in the log. */
sim_view sim_oracle_view(sim_oracle *oracle, unsigned node, unsigned slot);
/* True if checking is over: a failure was found, or memory ran out. */
bool sim_oracle_over(const sim_oracle *oracle);
/* The harness itself ran out of memory: the run is void. */
void sim_oracle_no_memory(sim_oracle *oracle);
/* Gives a changed incarnation a new version. */
void sim_oracle_changed(sim_oracle *oracle, sim_incarnation *incarnation);
void sim_oracle_set_live(sim_oracle *oracle, unsigned node, unsigned slot, bool live);
/* Empties all slots of a node. */
void sim_oracle_empty(sim_oracle *oracle, unsigned node);

/* The rounds of questions that load a snapshot, which take longer than others. */
uint32_t sim_load_rounds(const sim_oracle *oracle);

/* --- report.c --- */

static inline void sim_count(sim_oracle *oracle, sim_invariant invariant)
{
    assert(invariant < SIM_INVARIANT_COUNT);
    oracle->checks[invariant]++;
    sim_profile_check(oracle->profile, invariant);
}

/* Keeps the first failure. */
void sim_report(sim_oracle *oracle, sim_invariant invariant, sim_site site, sim_value expected,
                sim_value got);
/* With a phrase for each; with a number for each, and a word for its meaning. */
void sim_report_words(sim_oracle *oracle, sim_invariant invariant, sim_site site, sim_word expected,
                      sim_word got);
void sim_report_number(sim_oracle *oracle, sim_invariant invariant, sim_site site, sim_word what,
                       uint64_t expected, uint64_t got);
void sim_report_status(sim_oracle *oracle, sim_invariant invariant, sim_site site,
                       ida_status expected, ida_status got);
/* What came is the opposite. */
void sim_report_truth(sim_oracle *oracle, sim_invariant invariant, sim_site site, bool expected);
/* A call of a session, or of a node's document. */
sim_site sim_site_slot(const sim_oracle *oracle, unsigned node, unsigned slot, sim_word call);
sim_site sim_site_node(const sim_oracle *oracle, unsigned node, sim_word call);

/* --- judge.c --- */

/* Which invariant a wrong set of runs breaks. */
sim_invariant sim_judge_runs(const sim_view *view, const ida_run *expected, size_t expected_count,
                             const ida_run *got, size_t got_count);
/* Compares an answer with the right one. */
void sim_judge_answer(sim_oracle *oracle, unsigned node, unsigned slot, const sim_view *view,
                      const sim_question *question, const sim_answer *got);
/* Asks the subject's session and judges its answer. */
void sim_ask(sim_oracle *oracle, unsigned node, unsigned slot, const sim_view *view,
             ida_session *session, const sim_question *question);

/* --- ask.c --- */

/* About count questions to the session of a slot, or a copy of it, chosen by oracle->dice. */
void sim_ask_some(sim_oracle *oracle, unsigned node, unsigned slot, const sim_view *view,
                  ida_session *session, unsigned count);
/* All questions; depth: the number of calls for each ID. */
void sim_ask_all(sim_oracle *oracle, unsigned node, unsigned slot, unsigned depth);
/*
 * Its counters and settings against the incarnation's, by the name of the invariant; when says
 * after what. False after reporting a failure.
 */
bool sim_check_state(sim_oracle *oracle, unsigned node, unsigned slot, const ida_session *session,
                     sim_invariant invariant, sim_value when);
/* Its counters, settings and flags. */
void sim_check_session(sim_oracle *oracle, unsigned node, unsigned slot, const sim_view *view,
                       ida_session *session);
/* The next number of the dice. */
uint64_t sim_dice(sim_oracle *oracle);
/*
 * Reseeds the dice for the questions of this op: they depend on the op's position, the world's seed
 * and salt.
 */
void sim_dice_take(sim_oracle *oracle, uint64_t salt);

/* --- lookup.c --- */

/* One question to a node's document, chosen by oracle->dice. */
void sim_ask_document(sim_oracle *oracle, unsigned node);
/* All questions to it, or about some of the sessions if there are very many. */
void sim_ask_document_all(sim_oracle *oracle, unsigned node);

/* --- replica.c --- */

/* The document's counters against the model's at the node's position. */
void sim_check_counters(sim_oracle *oracle, unsigned node, uint64_t position,
                        sim_invariant invariant);
/* The clusters against the model's: all of them, or a sample if there are very many. */
void sim_check_clusters(sim_oracle *oracle, unsigned node, bool all);
/* A summary's against those of documents that as many entries changed. */
void sim_check_summary(sim_oracle *oracle, uint64_t position, uint64_t hash);
/* Forgets what was seen of documents before a position. */
void sim_forget_looks(sim_oracle *oracle, uint64_t position);
/* The saved bytes against those of every document at the same position. */
void sim_check_look(sim_oracle *oracle, unsigned node, uint64_t position);

/* --- rehydrate.c --- */

/* An allocator over malloc. */
ida_allocator sim_own_allocator(sim_own_memory *memory);

/* Saving, loading and saving again gives the same bytes, and sessions that answer alike. */
void sim_check_rehydration(sim_oracle *oracle, unsigned node);

/* --- intruder.c --- */

/* A loaded copy of a node's document refuses an unknown session that does not begin at 1. */
void sim_check_intruder(sim_oracle *oracle, unsigned node, const ida_snapshot *copy);
/* Frees what the oracle loaded. */
void sim_discard(const sim_oracle *oracle, ida_snapshot *snapshot);
/* The node that came back from a store equals what was saved. */
void sim_check_restored(sim_oracle *oracle, unsigned node, const sim_saved *saved);
/* Saves a document and sessions into oracle->bytes; false after reporting a failure. */
bool sim_save_bytes(sim_oracle *oracle, unsigned node, const ida_document *document,
                    ida_session *const *sessions, size_t session_count, uint64_t position,
                    size_t *size);
/* Makes oracle->bytes hold size bytes; what is in it stays. False without memory. */
bool sim_reserve_bytes(sim_oracle *oracle, size_t size);
uint64_t sim_hash_bytes(const uint8_t *bytes, size_t size);

/* --- forms.c --- */

/* A taken range as bytes, and the UUID of its last ID as text. */
void sim_check_range_forms(sim_oracle *oracle, unsigned node, unsigned slot,
                           const ida_range *range);

/* --- foreign.c --- */

/* A document to a foreign format and back; the formats take turns. Uses oracle->bytes. */
void sim_check_foreign_forms(sim_oracle *oracle, unsigned node, const ida_document *document);

/* --- fluid3.c --- */

/* The sessions of a node in version 3 of Fluid's format and back, and what is refused of it. */
void sim_check_fluid_sessions(sim_oracle *oracle, unsigned node);

/* --- beside.c --- */

/* One of the questions beside the usual ones, after one op in three, to a live session. */
void sim_ask_beside(sim_oracle *oracle, unsigned node, unsigned slot, const sim_view *view);

/* --- resealed.c --- */

/*
 * Changed and resealed snapshots of a node and these sessions are refused, or load consistently.
 * Uses oracle->bytes.
 */
void sim_check_resealed(sim_oracle *oracle, unsigned node, ida_session *const *sessions,
                        size_t session_count);

#endif
