/* The subject of sequence worlds: the core's masters and coordinators, or wrong ones. */
#ifndef SIM_SEQUENCE_SUBJECT_H
#define SIM_SEQUENCE_SUBJECT_H

#include <idalloc/idalloc.h>

typedef struct sim_sequence_subject {
    const char *name;
    ida_status (*request_decode)(const uint8_t *bytes, size_t size, ida_chunk_request *request);
    ida_status (*reply_decode)(const uint8_t *bytes, size_t size, ida_chunk_reply *reply);
    void (*request_encode)(const ida_chunk_request *request,
                           uint8_t bytes[IDA_CHUNK_REQUEST_ENCODED_SIZE]);
    void (*reply_encode)(const ida_chunk_reply *reply, uint8_t bytes[IDA_CHUNK_REPLY_ENCODED_SIZE]);
    void (*master_record_encode)(const ida_master_record *record,
                                 uint8_t bytes[IDA_MASTER_RECORD_ENCODED_SIZE]);
    ida_status (*master_record_decode)(const uint8_t *bytes, size_t size,
                                       ida_master_record *record);
    bool (*write_applies)(const ida_master_record *stored, const ida_master_write *write);
    ida_status (*master_create)(const ida_allocator *allocator, const ida_master_config *config,
                                uint64_t term, const ida_master_record *stored,
                                ida_master **master);
    void (*master_destroy)(ida_master *master);
    ida_status (*master_join)(ida_master *master, uint64_t coordinator);
    void (*master_leave)(ida_master *master, uint64_t coordinator);
    ida_status (*master_grant)(ida_master *master, const ida_chunk_request *request,
                               ida_chunk_reply *reply);
    bool (*master_pending)(const ida_master *master, ida_master_write *write);
    ida_status (*master_confirm)(ida_master *master, const ida_master_record *record);
    size_t (*master_member_count)(const ida_master *master);
    bool (*master_verify)(const ida_master *master);
    void (*coordinator_record_encode)(const ida_coordinator_record *record,
                                      uint8_t bytes[IDA_COORDINATOR_RECORD_ENCODED_SIZE]);
    ida_status (*coordinator_record_decode)(const uint8_t *bytes, size_t size,
                                            ida_coordinator_record *record);
    ida_status (*coordinator_create)(const ida_allocator *allocator,
                                     const ida_coordinator_record *last, uint32_t prefetch_percent,
                                     ida_coordinator **coordinator);
    void (*coordinator_destroy)(ida_coordinator *coordinator);
    bool (*coordinator_pending)(const ida_coordinator *coordinator, ida_coordinator_record *record);
    ida_status (*coordinator_confirm)(ida_coordinator *coordinator,
                                      const ida_coordinator_record *record);
    bool (*coordinator_request)(const ida_coordinator *coordinator, ida_chunk_request *request);
    ida_status (*coordinator_install)(ida_coordinator *coordinator, const ida_chunk_reply *reply);
    ida_status (*coordinator_next)(ida_coordinator *coordinator, uint64_t *id);
    uint64_t (*coordinator_left)(const ida_coordinator *coordinator);
    bool (*coordinator_verify)(const ida_coordinator *coordinator);
} sim_sequence_subject;

/* The unmodified core. */
extern const sim_sequence_subject sim_sequence_core;

#endif
