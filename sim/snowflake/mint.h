/* How a node of a Snowflake world asks for IDs. */
#ifndef SIM_SNOWFLAKE_MINT_H
#define SIM_SNOWFLAKE_MINT_H

#include <stdbool.h>
#include <stdint.h>

#include "world.h"

/* Where an ID is made, and at which sequence a tick begins. */
typedef struct sim_snowflake_manner {
    unsigned lane; /* SIM_LANE_NONE: on none */
    bool begins;
    uint64_t from;
} sim_snowflake_manner;

#define SIM_SNOWFLAKE_USUAL ((sim_snowflake_manner){.lane = SIM_LANE_NONE})

/* Asks a node that is up for an ID, at that reading of its clock. Fills in the call. */
void sim_snowflake_ask(sim_snowflake_world *world, unsigned node, uint64_t reading_us,
                       sim_snowflake_manner how, sim_snowflake_event *call);
/* Marks what a call reached, counts its ID and emits it. */
void sim_snowflake_heed(sim_snowflake_world *world, unsigned node, sim_snowflake_event *call);

/* Ops. Nothing happens if the node is down. */
void sim_snowflake_mint(sim_snowflake_world *world, unsigned node, uint32_t count);
void sim_snowflake_mint_so(sim_snowflake_world *world, unsigned node, uint32_t count,
                           sim_snowflake_manner how);
void sim_snowflake_await(sim_snowflake_world *world, unsigned node);

#endif
