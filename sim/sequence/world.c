/* Begins and ends sequence worlds. */
#include "world.h"

#include <stdlib.h>

void *sim_sequence_create(const sim_config *config, const sim_run_options *options)
{
    sim_sequence_world *world = calloc(1, sizeof *world);
    if (world != NULL) {
        sim_base_init(&world->base);
        world->config = sim_sequence_config_decode(config);
        world->subject = sim_subject_of(options, SIM_SCHEME_SEQUENCE, &sim_sequence_core);
    }
    return world;
}

size_t sim_sequence_stop(void *world)
{
    sim_sequence_world *w = world;
    for (unsigned i = 0; i < SIM_MASTERS_MAX; i++) {
        w->subject->master_destroy(w->offices[i].master);
        w->offices[i].master = NULL;
    }
    for (unsigned i = 0; i < SIM_NODES_MAX; i++) {
        w->subject->coordinator_destroy(w->nodes[i].coordinator);
        w->nodes[i].coordinator = NULL;
    }
    return w->base.memory.used;
}
