/*
 * A hash table from IDs of up to 128 bits to numbers: open addressing, at most half full. It has no
 * order to iterate in.
 */
#ifndef SIM_ID_MAP_H
#define SIM_ID_MAP_H

#include <stddef.h>
#include <stdint.h>

typedef struct sim_id_place {
    uint64_t high;
    uint64_t low;
    uint64_t number; /* 0: empty */
} sim_id_place;

/* Begins as all zeros. */
typedef struct sim_id_map {
    sim_id_place *places;
    size_t size; /* 0 or a power of two */
    size_t count;
} sim_id_map;

/* 0 if the ID is not in the map. */
uint64_t sim_id_map_get(const sim_id_map *map, uint64_t high, uint64_t low);
/*
 * The number of an ID, for the caller to read and change until the next call. A new one is 0, and
 * must be set to another number. NULL without memory.
 */
uint64_t *sim_id_map_put(sim_id_map *map, uint64_t high, uint64_t low);
/* Empties it. */
void sim_id_map_free(sim_id_map *map);

#endif
