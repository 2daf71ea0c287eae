/* Decodes the config of a Snowflake world. */
#include "setting.h"

#include <assert.h>

#include "claims.h"

#define SECOND INT64_C(1000000)

/* Takes a number below bound out of the rest of a seed. */
static uint64_t take(uint64_t *rest, uint64_t bound)
{
    assert(bound > 0);
    uint64_t number = *rest % bound;
    *rest /= bound;
    return number;
}

/* Few enough bits that a world sees full ticks, the last time and clocks before the epoch. */
static ida_snowflake_layout narrow(int64_t start_us, uint64_t *rest)
{
    static const uint32_t units[] = {1, 7, 100, 1000, 10000, 1000000};
    /* One draw a statement: within an initializer their order is not defined. */
    ida_snowflake_layout layout = {.unit_us = units[take(rest, sizeof units / sizeof *units)]};
    layout.time_bits = (uint8_t)(4 + take(rest, 13));
    layout.sequence_bits = (uint8_t)take(rest, 5);
    layout.coordinator_bits = (uint8_t)take(rest, 7);
    layout.order = (ida_snowflake_order)take(rest, 3);
    int64_t ticks = INT64_C(1) << layout.time_bits;
    int64_t passed = (int64_t)take(rest, (uint64_t)ticks / 2) - ticks / 8;
    layout.epoch_us = start_us - passed * (int64_t)layout.unit_us - (int64_t)take(rest, 3);
    assert(layout.time_bits + layout.sequence_bits + layout.coordinator_bits < 64);
    return layout;
}

/* All 64 bits are used. */
static ida_snowflake_layout wide(int64_t start_us, uint64_t *rest)
{
    static const uint32_t units[] = {1, 1000, 1024};
    ida_snowflake_layout layout = {.unit_us = units[take(rest, sizeof units / sizeof *units)]};
    layout.time_bits = (uint8_t)(36 + take(rest, 9));
    layout.order = (ida_snowflake_order)take(rest, 3);
    layout.sequence_bits = (uint8_t)take(rest, 64 - layout.time_bits);
    layout.coordinator_bits = (uint8_t)(64 - layout.time_bits - layout.sequence_bits);
    layout.epoch_us = start_us - (int64_t)take(rest, 100) * SECOND;
    assert(layout.coordinator_bits >= 1);
    assert(layout.time_bits + layout.sequence_bits + layout.coordinator_bits == 64);
    return layout;
}

static ida_snowflake_layout layout_of(const sim_config *config, int64_t start_us, uint64_t *rest)
{
    switch (config->slots) {
    case SIM_SNOWFLAKE_NOAH:
        return (ida_snowflake_layout)SIM_SNOWFLAKE_LAYOUT_OF_NOAH;
    case SIM_SNOWFLAKE_TWITTER:
        return (ida_snowflake_layout)SIM_SNOWFLAKE_LAYOUT_OF_TWITTER;
    case SIM_SNOWFLAKE_NARROW:
        return narrow(start_us, rest);
    default:
        return wide(start_us, rest);
    }
}

static ida_snowflake_policy policy_of(uint32_t flags, uint32_t which, uint64_t unit_us)
{
    assert(which < SIM_SNOWFLAKE_LEADS);
    assert(unit_us >= 1);
    const uint64_t leads[SIM_SNOWFLAKE_LEADS] = {
        0, 1, unit_us - 1, unit_us, 3 * unit_us, 50 * unit_us, 10 * SECOND, UINT64_MAX};
    return (ida_snowflake_policy){
        .behind =
            (flags & SIM_SNOWFLAKE_IS_LOGICAL) != 0 ? IDA_SNOWFLAKE_LOGICAL : IDA_SNOWFLAKE_REFUSE,
        .full = (flags & SIM_SNOWFLAKE_BORROWS) != 0 ? IDA_SNOWFLAKE_BORROW : IDA_SNOWFLAKE_WAIT,
        .lead_us_max = leads[which]};
}

/* One number more than there are nodes, if the field has room: its lowest, or its highest. */
static void choose_numbers(sim_snowflake_setting *setting, bool highest)
{
    uint64_t room = UINT64_C(1) << setting->layout.coordinator_bits;
    setting->numbers = room < setting->nodes + 1u ? room : setting->nodes + 1u;
    setting->first_number = highest ? room - setting->numbers : 0;
    assert(setting->numbers >= 1);
    assert(setting->numbers <= SIM_NODES_MAX + 1);
    assert(setting->first_number + setting->numbers <= room);
}

sim_snowflake_setting sim_snowflake_setting_of(const sim_config *config)
{
    static const uint32_t lengths[SIM_SNOWFLAKE_LENGTHS] = {1, 2, 5, 20, 100, 1000, 10000, 1000000};
    static const uint32_t aheads[SIM_SNOWFLAKE_AHEADS] = {1, 4, 50, 1000};
    uint64_t rest = config->seed;
    uint32_t flags = config->write_ahead;
    sim_snowflake_setting setting = {.nodes = config->nodes,
                                     .start_us = (int64_t)config->cluster_size * SECOND};
    bool highest = take(&rest, 2) == 1;
    setting.layout = layout_of(config, setting.start_us, &rest);
    int64_t unit_us = (int64_t)setting.layout.unit_us;
    setting.policy = policy_of(flags, flags >> 4 & 7u, setting.layout.unit_us);
    setting.leases_end = (flags & SIM_SNOWFLAKE_LEASES_END) != 0;
    /* A little more than whole ticks, so that leases end within one. */
    setting.length_us = lengths[flags >> 7 & 7u] * unit_us + unit_us / 2;
    setting.stores_ahead = (flags & SIM_SNOWFLAKE_STORES_AHEAD) != 0;
    setting.ahead_us = aheads[flags >> 10 & 3u] * unit_us;
    assert(setting.length_us > 0);
    assert(setting.ahead_us > 0);
    choose_numbers(&setting, highest);
    return setting;
}

sim_snowflake_setting sim_snowflake_setting_for(const sim_config *config,
                                                const sim_snowflake_subject *subject)
{
    sim_snowflake_setting setting = sim_snowflake_setting_of(config);
    if (!sim_claims(subject->unclaimed, IDSIM_CLAIM_ANY_LAYOUT) && subject->layout != NULL) {
        subject->layout(&setting.layout);
        choose_numbers(&setting, config->seed % 2 == 1);
    }
    if (!sim_claims(subject->unclaimed, IDSIM_CLAIM_LEASES)) {
        setting.leases_end = false;
        setting.stores_ahead = false;
    }
    return setting;
}
