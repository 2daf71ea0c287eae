/* The driver of any scheme: a scenario and a seed decide which, and that scheme's machine has it.
 */
#include <stdlib.h>

#include "machine.h"
#include "scenario/scenario.h"

struct sim_driver {
    const sim_machine *machine;
    void *own; /* the machine's driver */
};

sim_driver *sim_driver_create(const sim_scenario *scenario, uint64_t seed)
{
    sim_driver *driver = malloc(sizeof *driver);
    if (driver == NULL) {
        return NULL;
    }
    driver->machine = sim_machine_of(sim_scenario_scheme(scenario, seed));
    driver->own = driver->machine->driver_create(scenario, seed);
    if (driver->own == NULL) {
        free(driver);
        return NULL;
    }
    return driver;
}

void sim_driver_destroy(sim_driver *driver)
{
    driver->machine->driver_destroy(driver->own);
    free(driver);
}

sim_config sim_driver_config(const sim_driver *driver)
{
    return driver->machine->driver_config(driver->own);
}

sim_op sim_driver_next(sim_driver *driver, const void *world)
{
    return driver->machine->driver_next(driver->own, world);
}
