/*
 * The oracle of sequence worlds. It keeps every chunk that was granted and every ID that was drawn,
 * works out from the rules alone what each coordinator must do next, and shares no code with the
 * core. Its invariants are U1 to U10 of Noah's sequences, and the contract of the calls.
 */
#ifndef SIM_SEQUENCE_ORACLE_H
#define SIM_SEQUENCE_ORACLE_H

#include "judgement.h"
#include "sequence/world.h"

typedef struct sim_sequence_oracle sim_sequence_oracle;

/* A world fails by one of only alone. NULL without memory. */
sim_sequence_oracle *sim_sequence_oracle_create(sim_sequence_world *world, sim_invariant_set only);
void sim_sequence_oracle_destroy(sim_sequence_oracle *oracle);
/* What it has found so far. */
const sim_judgement *sim_sequence_oracle_judgement(const sim_sequence_oracle *oracle);

/* --- What the world tells; each after the subject's call returned. --- */

/* A master was created from what the storage held, and knows the members. */
void sim_sequence_elected(sim_sequence_oracle *oracle, unsigned master, ida_status status);
void sim_sequence_joined(sim_sequence_oracle *oracle, unsigned master, unsigned node,
                         ida_status status);
void sim_sequence_left(sim_sequence_oracle *oracle, unsigned master, unsigned node);
void sim_sequence_deposed(sim_sequence_oracle *oracle, unsigned master);
/* A master answered a request. */
void sim_sequence_granted(sim_sequence_oracle *oracle, unsigned master,
                          const ida_chunk_request *request, ida_status status,
                          const ida_chunk_reply *reply);
/* The storage compared a write with what it held before, and did it if it applied. */
void sim_sequence_written(sim_sequence_oracle *oracle, const ida_master_record *before,
                          const ida_master_write *write, bool applied);
/* A master heard that its write was done. */
void sim_sequence_confirmed(sim_sequence_oracle *oracle, unsigned master, ida_status status);
/* A coordinator was created from its record. */
void sim_sequence_booted(sim_sequence_oracle *oracle, unsigned node, ida_status status);
/* What a coordinator wants stored, if it does; whether it was, and whether it heard so. */
void sim_sequence_kept(sim_sequence_oracle *oracle, unsigned node, bool pending,
                       const ida_coordinator_record *record, bool stored, bool heard,
                       ida_status status);
void sim_sequence_stopped(sim_sequence_oracle *oracle, unsigned node);
/* A coordinator's request, or that it has none. */
void sim_sequence_requested(sim_sequence_oracle *oracle, unsigned node, bool has,
                            const ida_chunk_request *request);
void sim_sequence_installed(sim_sequence_oracle *oracle, unsigned node,
                            const ida_chunk_reply *reply, ida_status status);
void sim_sequence_drawn(sim_sequence_oracle *oracle, unsigned node, ida_status status, uint64_t id);
/* A message or a record was read that is as it was written, or one that is not. */
void sim_sequence_read(sim_sequence_oracle *oracle, bool intact, ida_status status);

/* After an op: a look at every machine. */
void sim_sequence_after_op(sim_sequence_oracle *oracle);
/* After the quiet phase: every coordinator that is up must have been given an ID, or have heard
   that there are no more; and all that was granted is accounted for. */
void sim_sequence_settled(sim_sequence_oracle *oracle);

#endif
