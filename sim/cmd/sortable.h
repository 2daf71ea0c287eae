/* The text forms of ULID and KSUID: a time in front, so that they sort, and random bytes. */
#ifndef SIM_CMD_SORTABLE_H
#define SIM_CMD_SORTABLE_H

#include <stdint.h>

/* 6 bytes of milliseconds since 1970, 10 random ones; big-endian. */
#define SIM_ULID_BYTES  16u
#define SIM_ULID_LENGTH 26u
void sim_ulid_format(const uint8_t bytes[SIM_ULID_BYTES], char text[SIM_ULID_LENGTH + 1]);

/* 4 bytes of seconds since 2014-05-13, 16 random ones; big-endian. */
#define SIM_KSUID_BYTES   20u
#define SIM_KSUID_LENGTH  27u
#define SIM_KSUID_EPOCH_S INT64_C(1400000000)
void sim_ksuid_format(const uint8_t bytes[SIM_KSUID_BYTES], char text[SIM_KSUID_LENGTH + 1]);

/* 100 ns from the epoch of UUIDs of version 1 and 6, 1582-10-15, to 1970. */
#define SIM_UUID_EPOCH_TICKS INT64_C(122192928000000000)

#endif
