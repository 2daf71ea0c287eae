/* A hash table of IDs with open addressing. */
#include "id_map.h"

#include <assert.h>
#include <stdlib.h>

#include "random.h"

#define SIZE_MIN 256u

/* The ID's place, or the empty one where it would be. */
static sim_id_place *place_of(const sim_id_map *map, uint64_t high, uint64_t low)
{
    assert(map->size > 0);
    assert((map->size & (map->size - 1)) == 0);
    assert(map->count < map->size);
    const size_t mask = map->size - 1;
    size_t at = (size_t)sim_mix64(high ^ sim_mix64(low)) & mask;
    while (map->places[at].number != 0 &&
           (map->places[at].high != high || map->places[at].low != low)) {
        at = (at + 1) & mask;
    }
    return &map->places[at];
}

static bool grow(sim_id_map *map)
{
    const sim_id_map old = *map;
    map->size = old.size == 0 ? SIZE_MIN : old.size * 2;
    map->places = calloc(map->size, sizeof *map->places);
    if (map->places == NULL) {
        *map = old;
        return false;
    }
    size_t moved = 0;
    for (size_t i = 0; i < old.size; i++) {
        if (old.places[i].number != 0) {
            moved++;
            *place_of(map, old.places[i].high, old.places[i].low) = old.places[i];
        }
    }
    /* A caller may have left a number 0: then its place was counted, and is empty all the same. */
    assert(moved <= old.count);
    (void)moved;
    free(old.places);
    return true;
}

uint64_t sim_id_map_get(const sim_id_map *map, uint64_t high, uint64_t low)
{
    return map->size == 0 ? 0 : place_of(map, high, low)->number;
}

uint64_t *sim_id_map_put(sim_id_map *map, uint64_t high, uint64_t low)
{
    if (map->count * 2 >= map->size && !grow(map)) {
        return NULL;
    }
    sim_id_place *place = place_of(map, high, low);
    map->count += place->number == 0;
    assert(map->count * 2 <= map->size);
    place->high = high;
    place->low = low;
    return &place->number;
}

void sim_id_map_free(sim_id_map *map)
{
    free(map->places);
    *map = (sim_id_map){.size = 0};
}
