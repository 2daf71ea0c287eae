/* Sequence worlds: their beginning and their end. */
#include "world.h"

#include <stdlib.h>

sim_sequence_world *sim_sequence_create(const sim_config *config,
                                        const sim_sequence_subject *subject)
{
    sim_sequence_world *world = calloc(1, sizeof *world);
    if (world == NULL) {
        return NULL;
    }
    sim_base_init(&world->base);
    world->config = sim_sequence_config_decode(config);
    world->subject = subject;
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

void sim_sequence_destroy(void *world)
{
    if (world != NULL) {
        (void)sim_sequence_stop(world);
        sim_memory_free_all(&((sim_sequence_world *)world)->base.memory);
        free(world);
    }
}
