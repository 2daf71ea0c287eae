/*
 * Drivers write tapes: they choose a world's next op after looking at the world, but never at its
 * subject or oracle. Each scheme has one.
 */
#ifndef SIM_DRIVER_H
#define SIM_DRIVER_H

#include <stdint.h>

#include "machine.h"
#include "scheme.h"
#include "tape/tape.h"

typedef struct sim_driver sim_driver;

/* The driver of the recipe's scheme for a seed; NULL without memory. */
sim_driver *sim_driver_create(const sim_recipe *recipe, uint64_t seed);
void sim_driver_destroy(sim_driver *driver);
sim_config sim_driver_config(const sim_driver *driver);
/* Adds what it knows of its world's time (sim_machine.driver_count). */
void sim_driver_add_amounts(const sim_driver *driver, uint64_t amounts[SIM_AMOUNT_COUNT]);
/* world is that of the machine of the config's scheme. */
sim_op sim_driver_next(sim_driver *driver, const void *world);

#endif
