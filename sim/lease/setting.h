/*
 * What the config of a lease world says.
 *
 * nodes         processes, each with clocks of its own; the first ones are registries, the others
 *               holders
 * registries    how many registries, which share one storage
 * policy        how long a lease is (2 bits), how far off a clock may be (2 bits), how far it may
 * be set at once (2 bits), how many numbers there are, less one (2 bits), and whether registries
 * are elected (1 bit) start         the true time when the world begins, in seconds since 1970
 */
#ifndef SIM_LEASE_SETTING_H
#define SIM_LEASE_SETTING_H

#include <stdbool.h>
#include <stdint.h>

#include <idalloc/lease.h>
#include <idalloc/snowflake.h>

#include "tape/tape.h"
#include "vocabulary.h"

/* IDs are 49 bits of milliseconds since 1970, then the sequence, then the number. */
#define SIM_LEASE_TICK_US       1000
#define SIM_LEASE_SEQUENCE_BITS 6u
#define SIM_LEASE_NUMBER_BITS   8u

#define SIM_LEASE_COUNT_MAX 4u /* the most numbers that a registry has */

#define SIM_LEASE_INCARNATIONS 64u /* of registries, in a world */
#define SIM_LEASE_NO_RECORD    SIM_LEASE_INCARNATIONS

typedef struct sim_lease_setting {
    unsigned nodes;
    unsigned registries;
    uint32_t numbers;
    bool elected; /* registries have spans of authority, one after the other */
    ida_lease_config config;
    ida_snowflake_layout layout;
    int64_t start_us;
} sim_lease_setting;

/* config is wrapped. The config of leases is always a valid one. */
sim_lease_setting sim_lease_setting_of(const sim_config *config);

#endif
