/* The state of the oracle of Snowflake worlds. */
#ifndef SIM_SNOWFLAKE_ORACLE_INTERNAL_H
#define SIM_SNOWFLAKE_ORACLE_INTERNAL_H

#include "model.h"
#include "oracle.h"

struct sim_snowflake_oracle {
    sim_judgement judgement;
    const sim_snowflake_world *world;
    sim_snowflake_model model;
};

#endif
