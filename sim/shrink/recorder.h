/*
 * The recorder: a subject that passes every call on to another one and records arguments and
 * answers, so that a failure can be told as calls of the core alone.
 *
 * A process has one recording at a time, because the functions of a subject have no context.
 */
#ifndef SIM_RECORDER_H
#define SIM_RECORDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "compressor/subject.h"

/* The most calls that are recorded; later ones are only passed on. */
#define SIM_RECORDED_MAX 16384u
/* The most bytes of snapshots that were loaded but never saved, such as damaged ones. */
#define SIM_RECORDED_BYTES ((size_t)256 << 10)
/* Documents and sessions in the whole recording. */
#define SIM_RECORDED_HANDLES 4096u
/* The most sessions in a save or load. */
#define SIM_RECORDED_SESSIONS 16u

/* X(constant, name of the function after "ida_") */
#define SIM_RECORDED_TABLE(X)                                                                      \
    X(DOCUMENT_CREATE, "document_create")                                                          \
    X(DOCUMENT_DESTROY, "document_destroy")                                                        \
    X(DOCUMENT_FINALIZE, "document_finalize")                                                      \
    X(DOCUMENT_GHOST, "document_ghost")                                                            \
    X(DOCUMENT_DECOMPRESS, "document_decompress")                                                  \
    X(DOCUMENT_RECOMPRESS, "document_recompress")                                                  \
    X(DOCUMENT_FINALIZED, "document_finalized")                                                    \
    X(DOCUMENT_SESSION_COUNT, "document_session_count")                                            \
    X(DOCUMENT_CLUSTER_COUNT, "document_cluster_count")                                            \
    X(DOCUMENT_FINAL_LIMIT, "document_final_limit")                                                \
    X(DOCUMENT_CLUSTER, "document_cluster")                                                        \
    X(DOCUMENT_VERIFY, "document_verify")                                                          \
    X(SESSION_OPEN, "session_open")                                                                \
    X(SESSION_CLOSE, "session_close")                                                              \
    X(SESSION_GENERATE, "session_generate")                                                        \
    X(SESSION_GENERATE_MANY, "session_generate_many")                                              \
    X(SESSION_GENERATE_UNIQUE, "session_generate_unique")                                          \
    X(SESSION_TAKE, "session_take")                                                                \
    X(SESSION_RETAKE, "session_retake")                                                            \
    X(SESSION_RESET, "session_reset")                                                              \
    X(SESSION_SET_CLUSTER_SIZE, "session_set_cluster_size")                                        \
    X(SESSION_TO_OP_SPACE, "session_to_op_space")                                                  \
    X(SESSION_TO_SESSION_SPACE, "session_to_session_space")                                        \
    X(SESSION_WITHOUT_ORIGIN, "session_to_session_space_without_origin")                           \
    X(SESSION_DECOMPRESS, "session_decompress")                                                    \
    X(SESSION_RECOMPRESS, "session_recompress")                                                    \
    X(SESSION_TRY_RECOMPRESS, "session_try_recompress")                                            \
    X(SESSION_GENERATED, "session_generated")                                                      \
    X(SESSION_NEXT_RANGE_START, "session_next_range_start")                                        \
    X(SESSION_CLUSTER_SIZE, "session_cluster_size")                                                \
    X(SESSION_IS_STALE, "session_is_stale")                                                        \
    X(SESSION_VERIFY, "session_verify")                                                            \
    X(SNAPSHOT_SAVE, "snapshot_save")                                                              \
    X(SNAPSHOT_LOAD, "snapshot_load")

typedef enum sim_recorded_call {
#define SIM_RECORDED_CONSTANT(constant, name) SIM_RECORDED_##constant,
    SIM_RECORDED_TABLE(SIM_RECORDED_CONSTANT)
#undef SIM_RECORDED_CONSTANT
} sim_recorded_call;

const char *sim_recorded_name(sim_recorded_call call);

/* One call. Documents and sessions are numbered from 1, in the order in which they were made. */
typedef struct sim_recorded {
    sim_recorded_call call;
    bool returned; /* false: it crashed */
    unsigned document;
    unsigned session;
    /* The arguments. */
    ida_uuid uuid;
    ida_id id;
    uint64_t count; /* of IDs; a cluster size; an index; the log position of a save */
    ida_range range;
    unsigned sessions[SIM_RECORDED_SESSIONS]; /* saved, or loaded */
    unsigned session_count;
    /* The answers; those that the call does not have are 0. */
    ida_status status; /* of functions that return yes or no: IDA_OK or IDA_UNKNOWN_ID */
    ida_id answer_id;
    ida_uuid answer_uuid;
    uint64_t number;
    ida_run runs[2];
    size_t run_count;
    bool is_final;
    ida_cluster cluster;
    /* SAVE: hash of the bytes. LOAD: likewise, and where they are if they were never saved. */
    uint64_t hash;
    bool unsaved;
    size_t offset;
    size_t size;
} sim_recorded;

typedef struct sim_recording {
    size_t count;
    bool incomplete; /* there was no more room */
    unsigned documents;
    unsigned sessions;
    size_t byte_count;
    const void *handles[SIM_RECORDED_HANDLES][2]; /* documents and sessions by number - 1 */
    sim_recorded calls[SIM_RECORDED_MAX];
    uint8_t bytes[SIM_RECORDED_BYTES];
} sim_recording;

/*
 * A subject that records the calls of subject, which must not change. recording must be zeroed; it
 * may lie in memory shared with another process.
 */
sim_subject sim_recorder(const sim_subject *subject, sim_recording *recording);

#endif
