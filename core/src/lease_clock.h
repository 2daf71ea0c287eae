/* What registry and holders know of clocks. */
#ifndef IDALLOC_LEASE_CLOCK_H
#define IDALLOC_LEASE_CLOCK_H

#include <idalloc/lease.h>

#define IDA_LEASE_WALL_MAX (INT64_C(1) << 62)

static inline bool ida_lease_time_is_valid(ida_lease_time time)
{
    return time.wall_us >= 0 && time.wall_us <= IDA_LEASE_WALL_MAX;
}

static inline bool ida_lease_config_is_valid(const ida_lease_config *config)
{
    return config->lease_us <= IDA_LEASE_US_MAX && config->jump_us_max <= IDA_LEASE_US_MAX &&
           config->clock_error_us <= config->jump_us_max &&
           config->lease_us / 4 > config->clock_error_us;
}

/* The time for which a registry waits after the end of a lease. */
static inline int64_t ida_lease_grace(const ida_lease_config *config)
{
    return 2 * (int64_t)config->clock_error_us;
}

/*
 * Whether both clocks have moved alike since last, but for jump_us_max: IDA_OK, IDA_CLOCK_JUMP, or
 * IDA_INVALID_ARGUMENT for a time out of bounds.
 */
static inline ida_status ida_lease_check_clock(const ida_lease_config *config, ida_lease_time last,
                                               ida_lease_time now)
{
    if (!ida_lease_time_is_valid(now)) {
        return IDA_INVALID_ARGUMENT;
    }
    uint64_t passed = now.monotonic_us - last.monotonic_us;
    if (now.monotonic_us < last.monotonic_us || passed > (uint64_t)IDA_LEASE_WALL_MAX) {
        return IDA_CLOCK_JUMP;
    }
    int64_t expected = last.wall_us + (int64_t)passed;
    int64_t apart = now.wall_us > expected ? now.wall_us - expected : expected - now.wall_us;
    return (uint64_t)apart > config->jump_us_max ? IDA_CLOCK_JUMP : IDA_OK;
}

#endif
