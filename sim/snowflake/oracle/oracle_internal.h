/* The state of the oracle of Snowflake worlds. */
#ifndef SIM_SNOWFLAKE_ORACLE_INTERNAL_H
#define SIM_SNOWFLAKE_ORACLE_INTERNAL_H

#include "claims.h"
#include "model.h"
#include "oracle.h"

struct sim_snowflake_oracle {
    sim_judgement judgement;
    const sim_snowflake_world *world;
    sim_snowflake_model model;
    /* Of the node whose threads met last: before they did, and with the second one's calls alone.
     */
    sim_flake_model before;
    sim_flake_model without;
};

/* Whether the subject makes a claim. */
static inline bool sim_flake_claims(const sim_snowflake_oracle *oracle, idsim_claim claim)
{
    return sim_claims(oracle->world->subject->unclaimed, claim);
}

/*
 * Judges a call of a generator of which it is not known which ID comes next: only its claims, ID by
 * ID.
 */
void sim_flake_hear_inexact(sim_snowflake_oracle *oracle, const sim_snowflake_event *e);
/* ask.c: asks one thing about layouts, and about a generator of its own. */
void sim_snowflake_ask_others(sim_snowflake_oracle *oracle);
/* A generator that has just begun is bound to a process, and later still is. */
void sim_snowflake_ask_binding(sim_snowflake_oracle *oracle, ida_snowflake *generator);
void sim_snowflake_ask_owner(sim_snowflake_oracle *oracle, const ida_snowflake *generator);

#endif
