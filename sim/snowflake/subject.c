/* The core's functions as a table. */
#include "subject.h"

const sim_snowflake_subject sim_snowflake_core = {
    .name = "core",
    .validate = ida_snowflake_layout_validate,
    .compose = ida_snowflake_compose,
    .decompose = ida_snowflake_decompose,
    .create = ida_snowflake_create,
    .destroy = ida_snowflake_destroy,
    .next = ida_snowflake_next,
    .high_water = ida_snowflake_high_water,
    .renew = ida_snowflake_renew,
};
