/* Snowflake generators and lanes in one line each. */
#ifndef IDALLOC_TEST_SUPPORT_SNOWFLAKE_H
#define IDALLOC_TEST_SUPPORT_SNOWFLAKE_H

#include <stdint.h>

#include <idalloc/snowflake.h>

/* A day in 2026, and a millisecond: the tick of Twitter's layout. */
#define DAY INT64_C(1767225600000000)
#define MS  INT64_C(1000)

/* Twitter's layout, coordinator 33, and a lease of all time. */
ida_snowflake_config snowflake_config(ida_snowflake_behind behind, ida_snowflake_full full,
                                      uint64_t lead_us);
ida_snowflake *snowflake_new(const ida_snowflake_config *config);
ida_snowflake *snowflake_of(ida_snowflake_behind behind, ida_snowflake_full full, uint64_t lead_us);

/* The ID that coordinator 33 makes in Twitter's layout, and that an ID is that one. */
uint64_t snowflake_id(int64_t time_us, uint64_t sequence);
void assert_snowflake(uint64_t id, int64_t time_us, uint64_t sequence);

/* Each of these must give an ID. */
uint64_t snowflake_next(ida_snowflake *generator, int64_t now_us);
uint64_t snowflake_lane_next(ida_snowflake_lane *lane, int64_t now_us);
void snowflake_fill(ida_snowflake *generator, int64_t now_us, unsigned count);

/* It answers status, tells when to try again, and writes no ID. */
void snowflake_refuses(ida_snowflake *generator, int64_t now_us, ida_status status,
                       int64_t try_at_us);
void snowflake_lane_refuses(ida_snowflake_lane *lane, int64_t now_us, ida_status status,
                            int64_t try_at_us);

/* It answers a status that no clock reading helps against. */
void snowflake_is_over(ida_snowflake *generator, int64_t now_us, ida_status status);

#endif
