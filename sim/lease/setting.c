/* Decodes the config of a lease world. */
#include "setting.h"

#define MS INT64_C(1000)
#define S  INT64_C(1000000)

sim_lease_setting sim_lease_setting_of(const sim_config *config)
{
    static const uint64_t lengths[] = {2 * S, 10 * S, 60 * S, 300 * S};
    static const uint64_t errors[] = {0, 10 * MS, 100 * MS, 400 * MS};
    /* Beyond the error: not at all, as much again, a second, a minute. */
    static const uint64_t jumps[] = {0, 1, S, 60 * S};
    unsigned policy = config->write_ahead;
    uint64_t error = errors[policy >> 2 & 3];
    uint64_t jump = jumps[policy >> 4 & 3];
    return (sim_lease_setting){
        .nodes = config->nodes,
        .registries = config->slots,
        .numbers = (policy >> 6 & 3) + 1,
        .elected = (policy >> 8 & 1) != 0,
        .config = {.lease_us = lengths[policy & 3],
                   .clock_error_us = error,
                   .jump_us_max = error + (jump == 1 ? error : jump)},
        .layout = {.epoch_us = 0,
                   .unit_us = SIM_LEASE_TICK_US,
                   .time_bits = 49,
                   .sequence_bits = SIM_LEASE_SEQUENCE_BITS,
                   .coordinator_bits = SIM_LEASE_NUMBER_BITS,
                   .order = IDA_SNOWFLAKE_TIME_SEQUENCE_COORDINATOR},
        .start_us = (int64_t)config->cluster_size * S,
    };
}
