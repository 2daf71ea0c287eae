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
/* durable.c: what is stored, */
void sim_sequence_pending(sim_sequence_oracle *oracle, unsigned master, const sim_site *where);
void sim_sequence_written(sim_sequence_oracle *oracle, const sim_sequence_event *e);
void sim_sequence_confirmed(sim_sequence_oracle *oracle, const sim_sequence_event *e);
void sim_sequence_booted(sim_sequence_oracle *oracle, const sim_sequence_event *e);
void sim_sequence_kept(sim_sequence_oracle *oracle, const sim_sequence_event *e);
/* chunks.c: what coordinators ask for, install and lose, */
void sim_sequence_asked(sim_sequence_oracle *oracle, const sim_sequence_event *e);
void sim_sequence_installed(sim_sequence_oracle *oracle, const sim_sequence_event *e);
void sim_sequence_stopped(sim_sequence_oracle *oracle, const sim_sequence_event *e);
/* draws.c: each ID, and at the end all of them. */
void sim_sequence_drew(sim_sequence_oracle *oracle, const sim_sequence_event *e);
void sim_sequence_settled(sim_sequence_oracle *oracle, const sim_sequence_event *e);

#endif
