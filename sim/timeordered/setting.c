/* Decodes the config of a world of time-ordered IDs. */
#include "setting.h"

#include <assert.h>

#include "kernel/clock.h"

#define SECOND UINT64_C(1000000)
/* True time begins at the latest a day before clocks end. */
#define LATEST (SIM_CLOCK_MAX - 86400 * SECOND)

int64_t sim_time_end(const idsim_time_profile *profile)
{
    if (profile->time_bits == 0 || profile->time_bits > 62) {
        return INT64_MAX;
    }
    const uint64_t ticks = UINT64_C(1) << profile->time_bits;
    const uint64_t room = (uint64_t)INT64_MAX - (uint64_t)profile->epoch_us;
    if (ticks > room / profile->tick_us) {
        return INT64_MAX;
    }
    return (int64_t)((uint64_t)profile->epoch_us + ticks * profile->tick_us);
}

/* A time that is given by the profile, and a little before it. */
static uint64_t start_near(int64_t time_us, uint64_t before_us)
{
    if (time_us <= 0 || (uint64_t)time_us <= before_us) {
        return 0;
    }
    const uint64_t start_us = (uint64_t)time_us - before_us;
    return start_us < LATEST ? start_us : LATEST;
}

static uint64_t start_of(const sim_config *config, const idsim_time_profile *profile)
{
    const uint64_t before_us = config->seed % 5 * profile->tick_us + config->seed / 5 % 3000;
    switch (config->write_ahead) {
    case SIM_TIME_BEGINS_BEFORE_FIRST:
        return start_near(profile->epoch_us, before_us);
    case SIM_TIME_BEGINS_AT_FIRST:
        return start_near(profile->epoch_us, 0);
    case SIM_TIME_BEGINS_BEFORE_LAST:
        return start_near(sim_time_end(profile), before_us);
    case SIM_TIME_BEGINS_BEFORE_2038:
        return (UINT64_C(1) << 31) * SECOND - before_us;
    case SIM_TIME_BEGINS_BEFORE_2106:
        return (UINT64_C(1) << 32) * SECOND - before_us;
    case SIM_TIME_BEGINS_IN_1970:
        return before_us;
    default:
        return config->cluster_size * SECOND + config->seed % SECOND;
    }
}

sim_timeordered_setting sim_timeordered_setting_for(const sim_config *config,
                                                    const sim_timeordered_subject *subject)
{
    assert(config->nodes <= SIM_NODES_MAX);
    assert(subject->setting_count >= 1);
    assert(subject->setting_count <= IDSIM_TIME_SETTINGS_MAX);
    sim_timeordered_setting setting = {.nodes = config->nodes,
                                       .instances = config->slots,
                                       .seed = config->seed,
                                       .profile_count = subject->setting_count};
    for (uint32_t i = 0; i < setting.profile_count; i++) {
        subject->profile(i, &setting.profiles[i]);
    }
    setting.start_us = start_of(config, &setting.profiles[0]);
    assert(setting.start_us <= SIM_CLOCK_MAX);
    return setting;
}
