/* The core's functions as a table. */
#include "subject.h"

const sim_snowflake_subject sim_snowflake_core = {
    .name = "core",
    .noah = ida_snowflake_noah,
    .twitter = ida_snowflake_twitter,
    .validate = ida_snowflake_layout_validate,
    .compose = ida_snowflake_compose,
    .decompose = ida_snowflake_decompose,
    .create = ida_snowflake_create,
    .destroy = ida_snowflake_destroy,
    .next = ida_snowflake_next,
    .next_from = ida_snowflake_next_from,
    .high_water = ida_snowflake_high_water,
    .renew = ida_snowflake_renew,
    .lane_of = ida_snowflake_lane_of,
    .lane_next = ida_snowflake_lane_next,
    .lane_next_from = ida_snowflake_lane_next_from,
    .bind = ida_snowflake_bind,
    .check = ida_snowflake_check,
    .is_thread_safe = ida_snowflake_is_thread_safe,
};
