/* Makes and plays the world of a scenario and a seed. */
#include "seed.h"

#include "registry.h"
#include "run.h"

void sim_seed_draw(const sim_scenario *scenario, uint64_t seed, sim_drawn *drawn)
{
    sim_recipe_draw(scenario->recipe, seed, sim_machine_of(scenario->scheme)->derive, drawn);
}

sim_driver *sim_seed_driver(const sim_scenario *scenario, uint64_t seed)
{
    return sim_driver_create(sim_scenario_of_seed(scenario, seed)->recipe, seed);
}

sim_result sim_run_seed(const sim_scenario *scenario, uint64_t seed, uint64_t ops,
                        const sim_run_options *options, sim_tape *tape)
{
    uint64_t amounts[SIM_AMOUNT_COUNT] = {0};
    return sim_run_seed_counted(scenario, seed, ops, options, tape, amounts);
}

sim_result sim_run_seed_counted(const sim_scenario *scenario, uint64_t seed, uint64_t ops,
                                const sim_run_options *options, sim_tape *tape,
                                uint64_t amounts[SIM_AMOUNT_COUNT])
{
    sim_driver *driver = sim_seed_driver(scenario, seed);
    if (driver == NULL) {
        return (sim_result){.verdict = SIM_BROKEN};
    }
    ops = ops == 0 ? scenario->default_ops : ops;
    sim_result result = sim_run_driver(driver, ops, options, tape);
    sim_driver_add_amounts(driver, amounts);
    sim_driver_destroy(driver);
    return result;
}
