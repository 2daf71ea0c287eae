/* The subject of k-order worlds: the core's IDs and generators, or wrong ones. */
#ifndef SIM_KORDER_SUBJECT_H
#define SIM_KORDER_SUBJECT_H

#include <idalloc/idalloc.h>

typedef struct sim_korder_subject {
    const char *name;
    ida_status (*make)(uint64_t time_us, uint32_t sequence, ida_korder_local *local);
    bool (*is_valid)(ida_korder_local local);
    uint64_t (*time_us)(ida_korder_local local);
    uint64_t (*time_ms)(ida_korder_local local);
    uint32_t (*sequence)(ida_korder_local local);
    ida_korder_distance (*difference)(ida_korder_local later, ida_korder_local earlier);
    void (*local_to_bytes)(ida_korder_local local, uint8_t bytes[IDA_KORDER_LOCAL_SIZE]);
    ida_status (*local_from_bytes)(const uint8_t *bytes, size_t size, ida_korder_local *local);
    ida_status (*to_global)(const ida_korder_config *config, ida_korder_local local,
                            ida_korder_global *global);
    ida_status (*to_local)(const ida_korder_config *config, const ida_korder_global *global,
                           ida_korder_local *local);
    ida_status (*split)(const ida_korder_global *global, uint32_t drift, ida_korder_local *local,
                        uint32_t *node);
    ida_status (*global_from_bytes)(const uint8_t *bytes, size_t size, uint32_t drift,
                                    ida_korder_global *global);
    void (*local_format)(ida_korder_local local, ida_korder_text form,
                         char text[IDA_KORDER_LOCAL_TEXT_SIZE]);
    ida_status (*local_parse)(const char *text, size_t length, ida_korder_text form,
                              ida_korder_local *local);
    void (*global_format)(const ida_korder_global *global, ida_korder_text form,
                          char text[IDA_KORDER_GLOBAL_TEXT_SIZE]);
    ida_status (*global_parse)(const char *text, size_t length, ida_korder_text form,
                               uint32_t drift, ida_korder_global *global);
    uint32_t (*fingerprint)(const char *name, size_t length, ida_korder_hash hash);
    bool (*find_node)(const uint32_t *nodes, size_t count, uint32_t node, size_t *at);
    ida_status (*create)(const ida_allocator *allocator, const ida_korder_config *config,
                         const ida_korder_options *options, ida_korder **generator);
    void (*destroy)(ida_korder *generator);
    ida_korder_config (*get_config)(const ida_korder *generator);
    ida_status (*next)(ida_korder *generator, uint64_t now_us, ida_korder_local *local);
    ida_status (*next_global)(ida_korder *generator, uint64_t now_us, ida_korder_global *global);
    uint64_t (*ready_us)(const ida_korder *generator);
    ida_status (*high_water)(const ida_korder *generator, ida_korder_local *mark);
    ida_korder_lane (*lane_of)(ida_korder *generator);
    ida_status (*lane_next)(ida_korder_lane *lane, uint64_t now_us, ida_korder_local *local);
    uint64_t (*lane_ready_us)(const ida_korder_lane *lane);
} sim_korder_subject;

/* The unmodified core. */
extern const sim_korder_subject sim_korder_core;

#endif
