/* Decodes the config of a sequence world, and places its IDs. */
#include "config.h"

#include <assert.h>

#include "vocabulary.h"

/* Where the IDs of a world begin and end: seed % 4. */
enum { PLACE_BOTTOM, PLACE_MIDDLE, PLACE_SHORT, PLACE_TOP, PLACES };

#define MIDDLE       UINT64_C(1000)
#define SHORT_RANGES 40u

static ida_master_config bounds_of(const sim_sequence_config *config)
{
    uint64_t size = config->range_size;
    uint64_t rest = config->seed / PLACES;
    ida_master_config bounds = {.sequence = config->seed % UINT8_MAX,
                                .last_id = IDA_SEQUENCE_ID_MAX,
                                .range_size = size,
                                .member_max = config->nodes};
    /* The end is reached after a few ranges, the last of them a short one. */
    uint64_t few = size * (4 + rest % SHORT_RANGES) + rest / SHORT_RANGES % size;
    switch (config->seed % PLACES) {
    case PLACE_BOTTOM:
        break;
    case PLACE_MIDDLE:
        bounds.first_start = MIDDLE;
        break;
    case PLACE_SHORT:
        bounds.first_start = MIDDLE;
        bounds.last_id = MIDDLE + few;
        break;
    default:
        bounds.first_start = IDA_SEQUENCE_ID_MAX - few;
        break;
    }
    assert(bounds.first_start < bounds.last_id);
    assert(bounds.last_id <= IDA_SEQUENCE_ID_MAX);
    assert(bounds.last_id - bounds.first_start >= size);
    return bounds;
}

sim_sequence_config sim_sequence_config_decode(const sim_config *config)
{
    const sim_config wrapped = sim_config_wrap(*config);
    sim_sequence_config decoded = {
        .nodes = (uint8_t)wrapped.nodes,
        .masters = (uint8_t)wrapped.slots,
        .prefetch = wrapped.write_ahead < 100 ? wrapped.write_ahead : 100,
        .range_size = wrapped.cluster_size,
        .seed = wrapped.seed,
    };
    assert(decoded.nodes >= 1);
    assert(decoded.nodes <= SIM_NODES_MAX);
    assert(decoded.masters >= 1);
    assert(decoded.masters <= SIM_MASTERS_MAX);
    assert(decoded.range_size >= 1);
    decoded.bounds = bounds_of(&decoded);
    return decoded;
}

sim_config sim_sequence_config_encode(const sim_sequence_config *config)
{
    return (sim_config){
        .nodes = config->nodes,
        .slots = config->masters,
        .write_ahead = config->prefetch,
        .cluster_size = config->range_size,
        .seed = config->seed,
        .scheme = SIM_SCHEME_SEQUENCE,
    };
}
