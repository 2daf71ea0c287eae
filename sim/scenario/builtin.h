/* The built-in scenarios: the scenario files of this folder, as they were when idsim was built. */
#ifndef SIM_SCENARIO_BUILTIN_H
#define SIM_SCENARIO_BUILTIN_H

#include <stddef.h>

#include "scenario.h"

/* The first call makes them, and is not for several threads at once. */
size_t sim_scenario_count(void);
const sim_scenario *sim_scenario_at(size_t index);
/* NULL if no scenario has that name. */
const sim_scenario *sim_scenario_find(const char *name);
/* The text of the file that a built-in scenario is made from; NULL if it is not built in. */
const unsigned char *sim_scenario_text(const sim_scenario *scenario, size_t *size);

#endif
