/* What the oracle of sequence worlds keeps. */
#ifndef SIM_SEQUENCE_ORACLE_INTERNAL_H
#define SIM_SEQUENCE_ORACLE_INTERNAL_H

#include "model.h"
#include "oracle.h"

struct sim_sequence_oracle {
    sim_sequence_world *world;
    sim_sequence_model model;
    sim_judgement judgement;
};

#endif
