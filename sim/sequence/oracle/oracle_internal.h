/* The state of the oracle of sequence worlds, and how it judges each event. */
#ifndef SIM_SEQUENCE_ORACLE_INTERNAL_H
#define SIM_SEQUENCE_ORACLE_INTERNAL_H

#include "judgement.h"
#include "model.h"
#include "oracle.h"
#include "sequence/state.h"

typedef struct sim_sequence_oracle {
    sim_judgement judgement;
    const sim_sequence_world *world;
    sim_sequence_model model;
} sim_sequence_oracle;

static inline sim_site sim_sequence_at_master(const sim_sequence_oracle *oracle, unsigned master,
                                              sim_word call)
{
    return sim_site_of_actor(SIM_WORD_SEQ_MASTER, master, oracle->model.masters[master].term, call);
}

static inline sim_site sim_sequence_at_node(const sim_sequence_oracle *oracle, unsigned node,
                                            sim_word call)
{
    return sim_site_of_actor(SIM_WORD_SEQ_COORDINATOR, node, oracle->model.nodes[node].incarnation,
                             call);
}

/* Each judges events of its name. grants.c: what masters grant, and to which coordinators, */
void sim_sequence_elected(sim_sequence_oracle *oracle, const sim_sequence_event *e);
void sim_sequence_joined(sim_sequence_oracle *oracle, const sim_sequence_event *e);
void sim_sequence_left(sim_sequence_oracle *oracle, const sim_sequence_event *e);
void sim_sequence_answered(sim_sequence_oracle *oracle, const sim_sequence_event *e);
void sim_sequence_taken_back(sim_sequence_oracle *oracle, const sim_sequence_event *e);
/* durable.c: what is stored, */
void sim_sequence_pending(sim_sequence_oracle *oracle, unsigned master, const sim_site *where);
void sim_sequence_written(sim_sequence_oracle *oracle, const sim_sequence_event *e);
void sim_sequence_confirmed(sim_sequence_oracle *oracle, const sim_sequence_event *e);
void sim_sequence_booted(sim_sequence_oracle *oracle, const sim_sequence_event *e);
void sim_sequence_kept(sim_sequence_oracle *oracle, const sim_sequence_event *e);
void sim_sequence_handed_back(sim_sequence_oracle *oracle, const sim_sequence_event *e);
void sim_sequence_raised(sim_sequence_oracle *oracle, const sim_sequence_event *e);
/* chunks.c: what coordinators ask for, install and lose, */
void sim_sequence_asked(sim_sequence_oracle *oracle, const sim_sequence_event *e);
void sim_sequence_installed(sim_sequence_oracle *oracle, const sim_sequence_event *e);
void sim_sequence_stopped(sim_sequence_oracle *oracle, const sim_sequence_event *e);
/* draws.c: each ID, and at the end all of them. */
void sim_sequence_drew(sim_sequence_oracle *oracle, const sim_sequence_event *e);
void sim_sequence_settled(sim_sequence_oracle *oracle, const sim_sequence_event *e);

/*
 * What the oracle asks after each op besides what the op did: questions and wrong calls, which
 * change nothing. What is asked follows from the state of the world.
 */
typedef struct sim_sequence_asker {
    sim_judgement *judgement;
    const sim_sequence_subject *subject;
    uint64_t random; /* the state of its numbers */
} sim_sequence_asker;

/* The next number, and one of those at which mistakes begin. */
uint64_t sim_sequence_draw_below(sim_sequence_asker *asker, uint64_t bound);
uint64_t sim_sequence_draw_edge(sim_sequence_asker *asker);
/* Two phrases for an answer that is right, or is not. */
bool sim_sequence_is_right(sim_sequence_asker *asker, sim_word call, bool right);
bool sim_sequence_has_status(sim_sequence_asker *asker, sim_word call, ida_status expected,
                             ida_status got);

/* ask_forms.c: chunks, and the bytes of messages and records; one thing each turn. */
void sim_sequence_ask_forms(sim_sequence_asker *asker, uint64_t turn);
/* ask_fresh.c: masters and coordinators that begin, rightly or wrongly, and without memory. */
void sim_sequence_ask_fresh(sim_sequence_asker *asker, const ida_master_config *bounds);
/* ask_live.c: the world's masters and coordinators. */
void sim_sequence_ask_master(sim_sequence_oracle *oracle, sim_sequence_asker *asker, unsigned at);
void sim_sequence_ask_coordinator(sim_sequence_oracle *oracle, sim_sequence_asker *asker,
                                  unsigned at);
/* A coordinator that has just begun is bound to a process: its number is one more than its own. */
void sim_sequence_ask_binding(sim_sequence_oracle *oracle, unsigned at);

#endif
