/* Fills a mix with what a recipe gives. */
#include "mix.h"

#include <assert.h>
#include <string.h>

#include "recipe/recipe.h"

sim_mix sim_mix_make(const sim_recipe *recipe, uint64_t seed)
{
    sim_drawn d;
    assert(recipe->scheme == SIM_SCHEME_COMPRESSOR);
    sim_recipe_draw(recipe, seed, NULL, &d);
    sim_mix mix = {
        .config = {.nodes = (uint16_t)sim_drawn_size(&d, SIM_SIZE_COMPRESSOR_NODES),
                   .slots = sim_drawn_size(&d, SIM_SIZE_COMPRESSOR_SLOTS),
                   .write_ahead = (uint16_t)sim_drawn_size(&d, SIM_SIZE_COMPRESSOR_WRITE_AHEAD),
                   .cluster_size = sim_drawn_size(&d, SIM_SIZE_COMPRESSOR_CLUSTER),
                   .kept = sim_drawn_size(&d, SIM_SIZE_COMPRESSOR_KEPT),
                   .seed = d.seed},
        .forgeries = (uint8_t)sim_drawn_size(&d, SIM_SIZE_COMPRESSOR_FORGERIES),
        .ghosts_again = (uint8_t)sim_drawn_size(&d, SIM_SIZE_COMPRESSOR_GHOSTS_AGAIN),
        .edges = sim_drawn_size(&d, SIM_SIZE_COMPRESSOR_EDGES) != 0,
        .started = (uint16_t)sim_drawn_size(&d, SIM_SIZE_COMPRESSOR_STARTED),
        .opened = sim_drawn_size(&d, SIM_SIZE_COMPRESSOR_OPENED),
        .used_at_once = sim_drawn_size(&d, SIM_SIZE_COMPRESSOR_AT_ONCE) != 0,
        .batch = sim_drawn_size(&d, SIM_SIZE_COMPRESSOR_BATCH),
        .brood = (uint8_t)sim_drawn_size(&d, SIM_SIZE_COMPRESSOR_BROOD),
        .astray = (uint8_t)sim_drawn_size(&d, SIM_SIZE_COMPRESSOR_ASTRAY),
        .reloads = (uint8_t)sim_drawn_size(&d, SIM_SIZE_COMPRESSOR_RELOADS),
        .past_ways = (uint8_t)sim_drawn_size(&d, SIM_SIZE_COMPRESSOR_PAST_WAYS),
        .bulk = sim_drawn_size(&d, SIM_SIZE_COMPRESSOR_BULK),
        .reorder = (uint8_t)sim_drawn_size(&d, SIM_SIZE_COMPRESSOR_REORDER),
        .old_stores = (uint8_t)sim_drawn_size(&d, SIM_SIZE_COMPRESSOR_OLD_STORES),
    };
    mix.started = mix.started < mix.config.nodes ? mix.started : mix.config.nodes;
    mix.opened = mix.opened < mix.config.slots ? mix.opened : mix.config.slots;
    memcpy(mix.weights, sim_drawn_weights(&d), sizeof mix.weights);
    memcpy(mix.layouts, sim_drawn_layouts(&d), sizeof mix.layouts);
    return mix;
}
