/* The results of shards that "idsim merge" was given, and what they make together. */
#ifndef SIM_CMD_SHARDS_H
#define SIM_CMD_SHARDS_H

#include <stddef.h>

#include "sweepresult.h"

typedef struct sim_shardfile {
    char *path;
    sim_sweepresult result;
} sim_shardfile;

typedef struct sim_shards {
    sim_shardfile *files;
    size_t count;
    size_t capacity;
} sim_shards;

/*
 * Reads a result, or all those in a directory; other files there are left alone. Returns 0, or an
 * exit status after an error message.
 */
int sim_shards_read(sim_shards *shards, const char *path);
void sim_shards_free(sim_shards *shards);

/*
 * Adds each shard once. seeds: what there should be, or NULL: from the first to the last seed of
 * all. Returns 0, or an exit status after an error message: SIM_EXIT_USAGE if the results do not
 * belong together (then merged is empty), SIM_EXIT_ENVIRONMENT if some are missing (then merged has
 * the others). Sorts the files.
 */
int sim_shards_merge(sim_shards *shards, const sim_seeds *seeds, sim_sweepresult *merged);

#endif
