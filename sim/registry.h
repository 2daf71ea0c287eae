/* The table of schemes: the machine of each. */
#ifndef SIM_REGISTRY_H
#define SIM_REGISTRY_H

#include "machine.h"
#include "scheme.h"

const sim_machine *sim_machine_of(sim_scheme scheme);

#endif
