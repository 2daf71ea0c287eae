/*
 * pair-delivery: the log reaches the nodes in another order, at other times, repeated, or after it
 * was lost and fetched.
 *
 * That changes what nodes know when they generate and submit, so sooner or later the two logs may
 * differ. They are compared only up to there: a range that is finalized has one outcome, and the
 * document one form. What application ops mention is not compared: no document depends on it.
 *
 * What may differ, and is not compared: every answer of a session, since it depends on what its
 * node has seen; when a node applies an entry, and whether it does; the log from the first entry
 * that differs. What is compared depends on the log alone: an entry's outcome, and the bytes of a
 * document after it.
 */
#ifndef SIM_PAIR_DELIVERY_H
#define SIM_PAIR_DELIVERY_H

#include "variant.h"

/* Writes the tape with other deliveries; returns how many were changed. */
uint32_t sim_delivery_write(const sim_tape *tape, sim_variant *otherwise);

#endif
