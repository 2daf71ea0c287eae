/* The driver of any scheme: it calls that of the scheme's machine. */
#include "driver.h"

#include <stdlib.h>

#include "recipe/recipe.h"
#include "registry.h"

struct sim_driver {
    const sim_machine *machine;
    sim_config config;
    void *own; /* the machine's driver */
};

sim_driver *sim_driver_create(const sim_recipe *recipe, uint64_t seed)
{
    sim_driver *driver = malloc(sizeof *driver);
    if (driver == NULL) {
        return NULL;
    }
    driver->machine = sim_machine_of(recipe->scheme);
    driver->own = driver->machine->driver_create(recipe, seed, &driver->config);
    if (driver->own == NULL) {
        free(driver);
        return NULL;
    }
    return driver;
}

void sim_driver_destroy(sim_driver *driver)
{
    free(driver->own);
    free(driver);
}

sim_config sim_driver_config(const sim_driver *driver)
{
    return driver->config;
}

void sim_driver_add_amounts(const sim_driver *driver, uint64_t amounts[SIM_AMOUNT_COUNT])
{
    if (driver->machine->driver_count != NULL) {
        driver->machine->driver_count(driver->own, amounts);
    }
}

sim_op sim_driver_next(sim_driver *driver, const void *world)
{
    return driver->machine->driver_next(driver->own, world);
}
