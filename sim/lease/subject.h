/* The subject of lease worlds: the core's registries, holders and generators, or wrong ones. */
#ifndef SIM_LEASE_SUBJECT_H
#define SIM_LEASE_SUBJECT_H

#include <idalloc/lease.h>
#include <idalloc/snowflake.h>

/* Each function as in lease.h or snowflake.h. */
typedef struct sim_lease_subject {
    const char *name;
    ida_status (*create)(const ida_allocator *allocator, const ida_lease_config *config,
                         uint32_t number_count, ida_lease_authority authority, ida_lease_time now,
                         ida_lease_registry **registry);
    ida_status (*load)(const ida_allocator *allocator, const ida_lease_config *config,
                       ida_lease_authority authority, const uint8_t *record, size_t size,
                       bool is_newest, ida_lease_time now, ida_lease_registry **registry);
    void (*destroy)(ida_lease_registry *registry);
    ida_status (*extend)(ida_lease_registry *registry, int64_t end_us);
    ida_status (*grant)(ida_lease_registry *registry, ida_uuid holder, uint64_t request,
                        ida_lease_time now, uint32_t *number);
    ida_status (*renew)(ida_lease_registry *registry, const ida_lease *lease, ida_lease_time now);
    ida_status (*give_back)(ida_lease_registry *registry, const ida_lease *lease, int64_t mark_us,
                            ida_lease_time now);
    ida_status (*reply)(const ida_lease_registry *registry, uint32_t number, ida_lease *lease);
    ida_status (*save)(const ida_lease_registry *registry, uint8_t *bytes, size_t capacity,
                       size_t *size, uint64_t *revision);
    ida_status (*stored)(ida_lease_registry *registry, uint64_t revision);
    ida_status (*open)(ida_lease_holder *holder, const ida_lease_config *config, ida_uuid id,
                       ida_lease_time now);
    ida_status (*ask)(ida_lease_holder *holder, ida_lease_time now, uint64_t *request);
    ida_status (*accept)(ida_lease_holder *holder, const ida_lease *lease, ida_lease_time now);
    ida_status (*check)(ida_lease_holder *holder, ida_lease_time now, uint32_t *number);
    bool (*should_ask)(const ida_lease_holder *holder, ida_lease_time now);
    bool (*lease)(const ida_lease_holder *holder, ida_lease *lease);
    void (*drop)(ida_lease_holder *holder);
    void (*encode)(const ida_lease *lease, uint8_t bytes[IDA_LEASE_ENCODED_SIZE]);
    ida_status (*decode)(const uint8_t *bytes, size_t size, ida_lease *lease);
    ida_status (*generator)(const ida_allocator *allocator, const ida_snowflake_config *config,
                            ida_snowflake **generator);
    void (*generator_end)(ida_snowflake *generator);
    ida_status (*next)(ida_snowflake *generator, int64_t now_us, uint64_t *id, int64_t *try_at_us);
    int64_t (*high_water)(const ida_snowflake *generator);
    ida_status (*lengthen)(ida_snowflake *generator, int64_t end_us);
} sim_lease_subject;

/* The unmodified core. */
extern const sim_lease_subject sim_lease_core;

#endif
