/*
 * The calls of the protocol that only pass values on: a table, from which the client makes
 * functions and the server makes handlers. The others are written out (guest_client.c,
 * guest_serve.c).
 *
 * CALL(reads or changes, result, name, count, parameters): the name is that in idsim/subject.h and
 * in the protocol; count: of the parameters. A parameter is (IN or OUT, type, name); its name is
 * that of the member. The result is a status, after which the outputs are there if it is ok;
 * "found", a truth after which they are there if it is true; a value of a type; or none.
 *
 * Calls of k-order have the prefix "korder_" in the protocol.
 */
#ifndef SIM_CMD_GUEST_CALLS_H
#define SIM_CMD_GUEST_CALLS_H

#include <stddef.h>
#include <stdint.h>

#include <idalloc/idalloc.h>

#define SIM_COMPRESSOR_CALLS(CALL)                                                                 \
    CALL(CHANGES, STATUS, document_finalize, 2, (IN, document, document), (IN, range, range))      \
    CALL(CHANGES, STATUS, document_ghost, 4, (IN, document, document), (IN, uuid, session),        \
         (IN, u64, count), (OUT, id, first))                                                       \
    CALL(READS, STATUS, document_decompress, 3, (IN, const_document, document), (IN, id, id),      \
         (OUT, uuid, uuid))                                                                        \
    CALL(READS, STATUS, document_recompress, 3, (IN, const_document, document), (IN, uuid, uuid),  \
         (OUT, id, id))                                                                            \
    CALL(READS, U64, document_finalized, 2, (IN, const_document, document), (IN, uuid, session))   \
    CALL(READS, SIZE, document_session_count, 1, (IN, const_document, document))                   \
    CALL(READS, SIZE, document_cluster_count, 1, (IN, const_document, document))                   \
    CALL(READS, ID, document_final_limit, 1, (IN, const_document, document))                       \
    CALL(READS, FOUND, document_cluster, 3, (IN, const_document, document), (IN, size, index),     \
         (OUT, cluster, cluster))                                                                  \
    CALL(CHANGES, STATUS, session_generate, 2, (IN, session, session), (OUT, id, id))              \
    CALL(CHANGES, STATUS, session_generate_unique, 2, (IN, session, session), (OUT, unique, id))   \
    CALL(CHANGES, STATUS, session_take, 2, (IN, session, session), (OUT, range, range))            \
    CALL(CHANGES, STATUS, session_retake, 2, (IN, session, session), (OUT, range, range))          \
    CALL(CHANGES, STATUS, session_reset, 1, (IN, session, session))                                \
    CALL(CHANGES, STATUS, session_set_cluster_size, 2, (IN, session, session), (IN, u32, size))    \
    CALL(READS, STATUS, session_to_op_space, 3, (IN, session, session), (IN, id, id),              \
         (OUT, id, op_id))                                                                         \
    CALL(READS, STATUS, session_to_session_space, 4, (IN, session, session), (IN, id, op_id),      \
         (IN, uuid, origin), (OUT, id, id))                                                        \
    CALL(READS, STATUS, session_to_session_space_without_origin, 3, (IN, session, session),        \
         (IN, id, op_id), (OUT, id, id))                                                           \
    CALL(READS, STATUS, session_decompress, 3, (IN, session, session), (IN, id, id),               \
         (OUT, uuid, uuid))                                                                        \
    CALL(READS, STATUS, session_recompress, 3, (IN, session, session), (IN, uuid, uuid),           \
         (OUT, id, id))                                                                            \
    CALL(READS, FOUND, session_try_recompress, 3, (IN, session, session), (IN, uuid, uuid),        \
         (OUT, id, id))                                                                            \
    CALL(READS, U64, session_generated, 1, (IN, const_session, session))                           \
    CALL(READS, U64, session_next_range_start, 1, (IN, const_session, session))                    \
    CALL(READS, U32, session_cluster_size, 1, (IN, const_session, session))                        \
    CALL(READS, TRUTH, session_is_stale, 1, (IN, session, session))

#define SIM_SNOWFLAKE_CALLS(CALL)                                                                  \
    CALL(READS, STATUS, validate, 1, (IN, layout, layout))                                         \
    CALL(READS, STATUS, compose, 3, (IN, layout, layout), (IN, parts, parts), (OUT, u64, id))      \
    CALL(READS, STATUS, decompose, 3, (IN, layout, layout), (IN, u64, id), (OUT, parts, parts))    \
    CALL(READS, ID, high_water, 1, (IN, const_generator, generator))                               \
    CALL(CHANGES, STATUS, renew, 2, (IN, generator, generator), (IN, id, lease_end_us))

#define SIM_SEQUENCE_CALLS(CALL)                                                                   \
    CALL(READS, TRUTH, write_applies, 2, (IN, stored_record, stored), (IN, write, write))          \
    CALL(CHANGES, STATUS, master_join, 2, (IN, master, master), (IN, u64, coordinator))            \
    CALL(CHANGES, NONE, master_leave, 2, (IN, master, master), (IN, u64, coordinator))             \
    CALL(CHANGES, STATUS, master_raise, 2, (IN, master, master), (IN, u64, issued))                \
    CALL(CHANGES, STATUS, master_take_back, 2, (IN, master, master), (IN, chunk_return, returned)) \
    CALL(CHANGES, STATUS, master_grant, 3, (IN, master, master), (IN, chunk_request, request),     \
         (OUT, chunk_reply, reply))                                                                \
    CALL(READS, FOUND, master_pending, 2, (IN, const_master, master), (OUT, write, write))         \
    CALL(CHANGES, STATUS, master_confirm, 2, (IN, master, master), (IN, master_record, record))    \
    CALL(READS, SIZE, master_member_count, 1, (IN, const_master, master))                          \
    CALL(READS, FOUND, coordinator_pending, 2, (IN, const_coordinator, coordinator),               \
         (OUT, coordinator_record, record))                                                        \
    CALL(CHANGES, STATUS, coordinator_confirm, 2, (IN, coordinator, coordinator),                  \
         (IN, coordinator_record, record))                                                         \
    CALL(READS, FOUND, coordinator_request, 2, (IN, const_coordinator, coordinator),               \
         (OUT, chunk_request, request))                                                            \
    CALL(CHANGES, STATUS, coordinator_install, 2, (IN, coordinator, coordinator),                  \
         (IN, chunk_reply, reply))                                                                 \
    CALL(CHANGES, STATUS, coordinator_next, 2, (IN, coordinator, coordinator), (OUT, u64, id))     \
    CALL(CHANGES, FOUND, coordinator_stop, 2, (IN, coordinator, coordinator),                      \
         (OUT, chunk_return, rest))                                                                \
    CALL(READS, U64, coordinator_left, 1, (IN, const_coordinator, coordinator))

#define SIM_KORDER_CALLS(CALL)                                                                     \
    CALL(READS, STATUS, make, 3, (IN, u64, time_us), (IN, u32, sequence), (OUT, u64, local))       \
    CALL(READS, TRUTH, is_valid, 1, (IN, u64, local))                                              \
    CALL(READS, U64, time_us, 1, (IN, u64, local))                                                 \
    CALL(READS, U64, time_ms, 1, (IN, u64, local))                                                 \
    CALL(READS, U32, sequence, 1, (IN, u64, local))                                                \
    CALL(READS, STATUS, to_global, 3, (IN, korder_config, config), (IN, u64, local),               \
         (OUT, global, global))                                                                    \
    CALL(READS, STATUS, to_local, 3, (IN, korder_config, config), (IN, global, global),            \
         (OUT, u64, local))                                                                        \
    CALL(READS, STATUS, split, 4, (IN, global, global), (IN, u32, drift), (OUT, u64, local),       \
         (OUT, u32, node))                                                                         \
    CALL(CHANGES, STATUS, next, 3, (IN, korder, generator), (IN, u64, now_us), (OUT, u64, local))  \
    CALL(CHANGES, STATUS, next_from, 4, (IN, korder, generator), (IN, u64, now_us),                \
         (IN, u32, start), (OUT, u64, local))                                                      \
    CALL(CHANGES, STATUS, next_global, 3, (IN, korder, generator), (IN, u64, now_us),              \
         (OUT, global, global))                                                                    \
    CALL(READS, U64, ready_us, 1, (IN, const_korder, generator))                                   \
    CALL(READS, STATUS, high_water, 2, (IN, const_korder, generator), (OUT, u64, mark))            \
    CALL(CHANGES, STATUS, lane_next, 3, (IN, lane, lane), (IN, u64, now_us), (OUT, u64, local))    \
    CALL(CHANGES, STATUS, lane_next_from, 4, (IN, lane, lane), (IN, u64, now_us),                  \
         (IN, u32, start), (OUT, u64, local))                                                      \
    CALL(READS, U64, lane_ready_us, 1, (IN, const_lane, lane))

/* --- The types, as C has them. --- */

typedef ida_document *sim_c_document;
typedef const ida_document *sim_c_const_document;
typedef ida_session *sim_c_session;
typedef const ida_session *sim_c_const_session;
typedef ida_snowflake *sim_c_generator;
typedef const ida_snowflake *sim_c_const_generator;
typedef ida_master *sim_c_master;
typedef const ida_master *sim_c_const_master;
typedef ida_coordinator *sim_c_coordinator;
typedef const ida_coordinator *sim_c_const_coordinator;
typedef ida_korder *sim_c_korder;
typedef const ida_korder *sim_c_const_korder;
typedef ida_korder_lane *sim_c_lane;
typedef const ida_korder_lane *sim_c_const_lane;
typedef int64_t sim_c_id;
typedef uint64_t sim_c_u64;
typedef uint32_t sim_c_u32;
typedef size_t sim_c_size;
typedef ida_uuid sim_c_uuid;
typedef const ida_range *sim_c_range;
typedef const ida_snowflake_layout *sim_c_layout;
typedef const ida_snowflake_parts *sim_c_parts;
typedef const ida_chunk_request *sim_c_chunk_request;
typedef const ida_chunk_reply *sim_c_chunk_reply;
typedef const ida_chunk_return *sim_c_chunk_return;
typedef const ida_master_record *sim_c_master_record;
typedef const ida_master_record *sim_c_stored_record; /* NULL: none is stored */
typedef const ida_master_write *sim_c_write;
typedef const ida_coordinator_record *sim_c_coordinator_record;
typedef const ida_korder_config *sim_c_korder_config;
typedef const ida_korder_global *sim_c_global;

typedef ida_id sim_c_out_id;
typedef uint64_t sim_c_out_u64;
typedef ida_uuid sim_c_out_uuid;
typedef ida_range sim_c_out_range;
typedef ida_unique_id sim_c_out_unique;
typedef ida_cluster sim_c_out_cluster;
typedef ida_snowflake_parts sim_c_out_parts;
typedef uint32_t sim_c_out_u32;
typedef ida_chunk_request sim_c_out_chunk_request;
typedef ida_chunk_reply sim_c_out_chunk_reply;
typedef ida_chunk_return sim_c_out_chunk_return;
typedef ida_master_write sim_c_out_write;
typedef ida_coordinator_record sim_c_out_coordinator_record;
typedef ida_korder_global sim_c_out_global;

/* --- M for each of so many parameters: separated by commas, or by nothing. --- */

#define SIM_LIST_1(M, a)          M a
#define SIM_LIST_2(M, a, b)       M a, M b
#define SIM_LIST_3(M, a, b, c)    M a, M b, M c
#define SIM_LIST_4(M, a, b, c, d) M a, M b, M c, M d
#define SIM_EACH_1(M, a)          M a
#define SIM_EACH_2(M, a, b)       M a M b
#define SIM_EACH_3(M, a, b, c)    M a M b M c
#define SIM_EACH_4(M, a, b, c, d) M a M b M c M d

#endif
