/* Decodes the config of a k-order world. */
#include "setting.h"

#include <assert.h>

#include "layout.h"

#define SECOND UINT64_C(1000000)

/* When true time begins: seed % 8. */
enum {
    BEGINS_AT_LAST_WINDOW, /* of a megasecond, if windows are 128 to 512 seconds long; */
    BEGINS_AT_LONG_LAST,   /* if they are 1024 seconds long */
    BEGINS_AT_MEGASECOND,
    BEGINS_AT_WINDOW,
    BEGINS_ANYWHERE,
    BEGINS_AT_SECOND,
    BEGINS_IN_1970,
    BEGINS_AT_THE_END, /* of all times */
    BEGINNINGS
};

/* How nodes get their numbers: seed / 8 % 4. */
enum { NUMBERS_SMALL, NUMBERS_WIDE, NUMBERS_OF_NAMES, NUMBERS_EXTREME, NUMBERINGS };

/* The rest of the seed, for sizes. */
static uint64_t rest_of(const sim_config *config)
{
    return config->seed / (UINT64_C(1) * BEGINNINGS * NUMBERINGS);
}

static uint64_t start_of(const sim_config *config)
{
    static const uint64_t before[] = {0, 1, 2 * SECOND, 40 * SECOND};
    uint64_t rest = rest_of(config);
    uint64_t early = before[rest % 4];
    uint64_t anywhere = 1500000000 * SECOND + rest % (400000000 * SECOND);
    uint64_t window = sim_korder_window_us(config->slots);
    uint64_t megasecond = SECOND * SECOND;
    switch (config->seed % BEGINNINGS) {
    case BEGINS_AT_LAST_WINDOW:
        return 1699999936 * SECOND - early;
    case BEGINS_AT_LONG_LAST:
        return 1699999424 * SECOND - early;
    case BEGINS_AT_MEGASECOND:
        return 1700000000 * SECOND - early;
    case BEGINS_AT_WINDOW:
        return anywhere / megasecond * megasecond + anywhere % megasecond / window * window - early;
    case BEGINS_AT_SECOND:
        return (anywhere / SECOND + 1) * SECOND - rest % 3000;
    case BEGINS_IN_1970:
        return early;
    case BEGINS_AT_THE_END:
        return SIM_KORDER_TIME_END - rest % (300 * SECOND) - 1;
    default:
        return anywhere;
    }
}

/* Some of these have one fingerprint. */
static const char *const names[] = {"a@127.0.0.1",
                                    "b@127.0.0.1",
                                    "nodeAq@h",
                                    "nodeBa@h",
                                    "srv-aq@h",
                                    "srv-ba@h",
                                    "uid@127.0.0.1",
                                    "app@ip-10-0-23-12.ec2.internal",
                                    "app@ip-10-0-139-139.ec2.internal",
                                    "app@ip-10-0-239-138.ec2.internal"};
static const uint32_t extremes[] = {0,           UINT32_MAX, 0x80000000u, 0x7fffffffu,
                                    0x00ff00ffu, UINT32_MAX, 1,           0xff000000u};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static sim_korder_naming naming_of(const sim_config *config, unsigned node)
{
    uint64_t rest = rest_of(config);
    sim_korder_naming naming = {.hash = rest % 2 == 0 ? IDA_KORDER_PHASH : IDA_KORDER_PHASH2};
    switch (config->seed / BEGINNINGS % NUMBERINGS) {
    case NUMBERS_SMALL:
        naming.number = config->nodes - node;
        break;
    case NUMBERS_WIDE:
        naming.number = (uint32_t)((rest + node) * UINT64_C(0x9E3779B97F4A7C15) >> 32);
        break;
    case NUMBERS_OF_NAMES:
        naming.name = names[(rest + node) % COUNT(names)];
        break;
    default:
        naming.number = extremes[(rest + node) % COUNT(extremes)];
        break;
    }
    return naming;
}

sim_korder_setting sim_korder_setting_of(const sim_config *config)
{
    assert(config->nodes <= SIM_NODES_MAX);
    assert(config->slots >= IDA_KORDER_DRIFT_MIN);
    assert(config->slots <= IDA_KORDER_DRIFT_MAX);
    sim_korder_setting setting = {.nodes = config->nodes,
                                  .drift = config->slots,
                                  .lead = config->cluster_size,
                                  .start_us = start_of(config)};
    assert(setting.start_us < SIM_KORDER_TIME_END);
    for (unsigned i = 0; i < setting.nodes; i++) {
        setting.faithful[i] = (config->write_ahead >> i & 1u) != 0;
        setting.naming[i] = naming_of(config, i);
    }
    return setting;
}
