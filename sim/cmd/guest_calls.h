/*
 * The calls of the protocol that only pass values on: a table, from which the client makes
 * functions and the server makes handlers. The others are written out (guest_client.c,
 * guest_serve.c).
 *
 * CALL(reads or changes, result, name, count, parameters): the name is that in idsim/subject.h and
 * in the protocol; count: of the parameters. A parameter is (IN or OUT, type, name); its name is
 * that of the member. The result is a status, after which the outputs are there if it is ok;
 * "found", a truth after which they are there if it is true; or a value of a type.
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

/* --- The types, as C has them. --- */

typedef ida_document *sim_c_document;
typedef const ida_document *sim_c_const_document;
typedef ida_session *sim_c_session;
typedef const ida_session *sim_c_const_session;
typedef ida_snowflake *sim_c_generator;
typedef const ida_snowflake *sim_c_const_generator;
typedef int64_t sim_c_id;
typedef uint64_t sim_c_u64;
typedef uint32_t sim_c_u32;
typedef size_t sim_c_size;
typedef ida_uuid sim_c_uuid;
typedef const ida_range *sim_c_range;
typedef const ida_snowflake_layout *sim_c_layout;
typedef const ida_snowflake_parts *sim_c_parts;

typedef ida_id sim_c_out_id;
typedef uint64_t sim_c_out_u64;
typedef ida_uuid sim_c_out_uuid;
typedef ida_range sim_c_out_range;
typedef ida_unique_id sim_c_out_unique;
typedef ida_cluster sim_c_out_cluster;
typedef ida_snowflake_parts sim_c_out_parts;

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
