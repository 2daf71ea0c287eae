/* The network of a sequence world: messages in flight, in the order they were sent. */
#ifndef SIM_SEQUENCE_NETWORK_H
#define SIM_SEQUENCE_NETWORK_H

#include "state.h"

/* An event of a message. */
sim_sequence_event sim_sequence_message_event(sim_sequence_happening kind,
                                              const sim_chunk_message *message);
/* These return the message's number. If too many are in flight, the oldest one is lost. */
uint64_t sim_sequence_send_request(sim_sequence_world *world, unsigned node, unsigned master,
                                   const ida_chunk_request *request);
uint64_t sim_sequence_send_reply(sim_sequence_world *world, unsigned master, unsigned node,
                                 const ida_chunk_reply *reply);
uint64_t sim_sequence_send_return(sim_sequence_world *world, unsigned node, unsigned master,
                                  const ida_chunk_return *returned);
/* A copy of a message joins the end of those in flight. */
void sim_sequence_send_copy(sim_sequence_world *world, const sim_chunk_message *message);
/* Removes a message; pick is below their count. */
sim_chunk_message sim_sequence_take_message(sim_sequence_world *world, uint32_t pick);
/* A message is lost. */
void sim_sequence_lose(sim_sequence_world *world, const sim_chunk_message *message,
                       sim_sequence_loss loss);

#endif
