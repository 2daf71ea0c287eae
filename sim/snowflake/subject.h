/* The subject of Snowflake worlds: the core's layouts and generators, or wrong ones. */
#ifndef SIM_SNOWFLAKE_SUBJECT_H
#define SIM_SNOWFLAKE_SUBJECT_H

#include <idalloc/idalloc.h>

typedef struct sim_snowflake_subject {
    const char *name;
    ida_status (*validate)(const ida_snowflake_layout *layout);
    ida_status (*compose)(const ida_snowflake_layout *layout, const ida_snowflake_parts *parts,
                          uint64_t *id);
    ida_status (*decompose)(const ida_snowflake_layout *layout, uint64_t id,
                            ida_snowflake_parts *parts);
    ida_status (*create)(const ida_allocator *allocator, const ida_snowflake_config *config,
                         ida_snowflake **generator);
    void (*destroy)(ida_snowflake *generator);
    ida_status (*next)(ida_snowflake *generator, int64_t now_us, uint64_t *id, int64_t *try_at_us);
    int64_t (*high_water)(const ida_snowflake *generator);
    ida_status (*renew)(ida_snowflake *generator, int64_t lease_end_us);
} sim_snowflake_subject;

/* The unmodified core. */
extern const sim_snowflake_subject sim_snowflake_core;

#endif
