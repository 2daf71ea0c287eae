/* Which functions a table needs, and what stands in the place of those that it does not claim. */
#include "guest_table.h"

#include <stddef.h>
#include <string.h>

/* A claim that every subject makes. */
#define ALWAYS IDSIM_CLAIM_COUNT

/* A function that a table needs, always or if it makes a claim. */
typedef struct need {
    const char *name;
    size_t offset;
    idsim_claim claim;
} need;

static const need compressor_needs[] = {
#define NEED(function, claim)                                                                      \
    {                                                                                              \
#function, offsetof(idsim_compressor, function), claim                                     \
    }
    NEED(document_create, ALWAYS),
    NEED(document_destroy, ALWAYS),
    NEED(document_finalize, ALWAYS),
    NEED(document_ghost, IDSIM_CLAIM_GHOSTS),
    NEED(document_decompress, ALWAYS),
    NEED(document_recompress, ALWAYS),
    NEED(document_finalized, IDSIM_CLAIM_INSIDE),
    NEED(document_session_count, IDSIM_CLAIM_INSIDE),
    NEED(document_cluster_count, IDSIM_CLAIM_INSIDE),
    NEED(document_final_limit, IDSIM_CLAIM_INSIDE),
    NEED(document_cluster, IDSIM_CLAIM_INSIDE),
    NEED(session_open, ALWAYS),
    NEED(session_close, ALWAYS),
    NEED(session_generate, ALWAYS),
    NEED(session_generate_many, ALWAYS),
    NEED(session_generate_unique, ALWAYS),
    NEED(session_take, ALWAYS),
    NEED(session_retake, ALWAYS),
    NEED(session_reset, IDSIM_CLAIM_RESET),
    NEED(session_set_cluster_size, ALWAYS),
    NEED(session_to_op_space, ALWAYS),
    NEED(session_to_session_space, ALWAYS),
    NEED(session_to_session_space_without_origin, IDSIM_CLAIM_WITHOUT_ORIGIN),
    NEED(session_decompress, ALWAYS),
    NEED(session_recompress, ALWAYS),
    NEED(session_try_recompress, ALWAYS),
    NEED(session_generated, ALWAYS),
    NEED(session_next_range_start, IDSIM_CLAIM_COUNTERS),
    NEED(session_cluster_size, IDSIM_CLAIM_COUNTERS),
    NEED(session_is_stale, IDSIM_CLAIM_COPIES),
    NEED(session_id, ALWAYS),
    NEED(snapshot_bound, ALWAYS),
    NEED(snapshot_save, ALWAYS),
    NEED(snapshot_load, ALWAYS),
#undef NEED
};

static const need sequence_needs[] = {
#define NEED(function, claim)                                                                      \
    {                                                                                              \
#function, offsetof(idsim_sequence, function), claim                                       \
    }
    NEED(request_decode, ALWAYS),
    NEED(reply_decode, ALWAYS),
    NEED(request_encode, ALWAYS),
    NEED(reply_encode, ALWAYS),
    NEED(master_record_encode, ALWAYS),
    NEED(master_record_decode, ALWAYS),
    NEED(write_applies, ALWAYS),
    NEED(master_create, ALWAYS),
    NEED(master_destroy, ALWAYS),
    NEED(master_join, ALWAYS),
    NEED(master_leave, ALWAYS),
    NEED(master_grant, ALWAYS),
    NEED(master_pending, ALWAYS),
    NEED(master_confirm, ALWAYS),
    NEED(master_member_count, ALWAYS),
    NEED(master_verify, ALWAYS),
    NEED(coordinator_record_encode, ALWAYS),
    NEED(coordinator_record_decode, ALWAYS),
    NEED(coordinator_create, ALWAYS),
    NEED(coordinator_destroy, ALWAYS),
    NEED(coordinator_pending, ALWAYS),
    NEED(coordinator_confirm, ALWAYS),
    NEED(coordinator_request, ALWAYS),
    NEED(coordinator_install, ALWAYS),
    NEED(coordinator_next, ALWAYS),
    NEED(coordinator_left, ALWAYS),
    NEED(coordinator_verify, ALWAYS),
    NEED(chunk_validate, IDSIM_CLAIM_ARGUMENTS),
    NEED(chunk_size, IDSIM_CLAIM_ARGUMENTS),
    NEED(chunk_id, IDSIM_CLAIM_ARGUMENTS),
    NEED(return_decode, IDSIM_CLAIM_RETURNS),
    NEED(return_encode, IDSIM_CLAIM_RETURNS),
    NEED(record_check, IDSIM_CLAIM_ARGUMENTS),
    NEED(master_raise, IDSIM_CLAIM_RETURNS),
    NEED(master_take_back, IDSIM_CLAIM_RETURNS),
    NEED(master_record_of, IDSIM_CLAIM_ARGUMENTS),
    NEED(master_range, IDSIM_CLAIM_ARGUMENTS),
    NEED(master_memory, IDSIM_CLAIM_ARGUMENTS),
    NEED(coordinator_stop, IDSIM_CLAIM_RETURNS),
    NEED(coordinator_bind, IDSIM_CLAIM_ARGUMENTS),
    NEED(coordinator_check, IDSIM_CLAIM_ARGUMENTS),
#undef NEED
};

static const need snowflake_needs[] = {
#define NEED(function, claim)                                                                      \
    {                                                                                              \
#function, offsetof(idsim_snowflake, function), claim                                      \
    }
    NEED(validate, IDSIM_CLAIM_FORMS),
    NEED(compose, IDSIM_CLAIM_FORMS),
    NEED(decompose, IDSIM_CLAIM_FORMS),
    NEED(create, ALWAYS),
    NEED(destroy, ALWAYS),
    NEED(next, ALWAYS),
    NEED(high_water, IDSIM_CLAIM_MARKS),
    NEED(renew, IDSIM_CLAIM_LEASES),
    NEED(noah, IDSIM_CLAIM_ARGUMENTS),
    NEED(twitter, IDSIM_CLAIM_ARGUMENTS),
    NEED(next_from, IDSIM_CLAIM_ARGUMENTS),
    NEED(lane_of, IDSIM_CLAIM_ARGUMENTS),
    NEED(lane_next, IDSIM_CLAIM_ARGUMENTS),
    NEED(lane_next_from, IDSIM_CLAIM_ARGUMENTS),
    NEED(bind, IDSIM_CLAIM_ARGUMENTS),
    NEED(check, IDSIM_CLAIM_ARGUMENTS),
    NEED(is_thread_safe, IDSIM_CLAIM_ARGUMENTS),
#undef NEED
};

static const need korder_needs[] = {
#define NEED(function, claim)                                                                      \
    {                                                                                              \
#function, offsetof(idsim_korder, function), claim                                         \
    }
    NEED(make, ALWAYS),
    NEED(is_valid, ALWAYS),
    NEED(time_us, ALWAYS),
    NEED(time_ms, ALWAYS),
    NEED(sequence, ALWAYS),
    NEED(difference, ALWAYS),
    NEED(local_to_bytes, ALWAYS),
    NEED(local_from_bytes, ALWAYS),
    NEED(to_global, ALWAYS),
    NEED(to_local, ALWAYS),
    NEED(split, ALWAYS),
    NEED(global_from_bytes, ALWAYS),
    NEED(local_format, ALWAYS),
    NEED(local_parse, ALWAYS),
    NEED(global_format, ALWAYS),
    NEED(global_parse, ALWAYS),
    NEED(fingerprint, ALWAYS),
    NEED(find_node, ALWAYS),
    NEED(create, ALWAYS),
    NEED(destroy, ALWAYS),
    NEED(get_config, ALWAYS),
    NEED(next, ALWAYS),
    NEED(next_global, ALWAYS),
    NEED(ready_us, ALWAYS),
    NEED(high_water, IDSIM_CLAIM_MARKS),
    NEED(lane_of, ALWAYS),
    NEED(lane_next, ALWAYS),
    NEED(lane_ready_us, ALWAYS),
    NEED(window, IDSIM_CLAIM_ARGUMENTS),
    NEED(options_default, IDSIM_CLAIM_ARGUMENTS),
    NEED(next_from, IDSIM_CLAIM_STARTS),
    NEED(lane_next_from, IDSIM_CLAIM_STARTS),
    NEED(bind, IDSIM_CLAIM_ARGUMENTS),
    NEED(check, IDSIM_CLAIM_ARGUMENTS),
    NEED(is_thread_safe, IDSIM_CLAIM_ARGUMENTS),
#undef NEED
};

/* --- In the place of what a subject does not claim: nobody looks at the answers. --- */

static ida_status no_document_ghost(ida_document *document, ida_uuid session, uint64_t count,
                                    ida_id *first)
{
    (void)document;
    (void)session;
    (void)count;
    (void)first;
    return IDA_INVALID_ARGUMENT;
}

static uint64_t no_document_finalized(const ida_document *document, ida_uuid session)
{
    (void)document;
    (void)session;
    return 0;
}

static size_t no_document_session_count(const ida_document *document)
{
    (void)document;
    return 0;
}

static size_t no_document_cluster_count(const ida_document *document)
{
    (void)document;
    return 0;
}

static ida_id no_document_final_limit(const ida_document *document)
{
    (void)document;
    return 0;
}

static bool no_document_cluster(const ida_document *document, size_t index, ida_cluster *cluster)
{
    (void)document;
    (void)index;
    (void)cluster;
    return false;
}

static bool no_document_verify(const ida_document *document)
{
    (void)document;
    return true;
}

static ida_status no_session_reset(ida_session *session)
{
    (void)session;
    return IDA_INVALID_ARGUMENT;
}

static ida_status no_session_to_session_space_without_origin(ida_session *session, ida_id op_id,
                                                             ida_id *id)
{
    (void)session;
    (void)op_id;
    (void)id;
    return IDA_INVALID_ARGUMENT;
}

static uint64_t no_session_next_range_start(const ida_session *session)
{
    (void)session;
    return 0;
}

static uint32_t no_session_cluster_size(const ida_session *session)
{
    (void)session;
    return 0;
}

static bool no_session_is_stale(ida_session *session)
{
    (void)session;
    return false;
}

static bool no_session_verify(const ida_session *session)
{
    (void)session;
    return true;
}

static ida_status no_validate(const ida_snowflake_layout *layout)
{
    (void)layout;
    return IDA_INVALID_ARGUMENT;
}

static ida_status no_compose(const ida_snowflake_layout *layout, const ida_snowflake_parts *parts,
                             uint64_t *id)
{
    (void)layout;
    (void)parts;
    (void)id;
    return IDA_INVALID_ARGUMENT;
}

static ida_status no_decompose(const ida_snowflake_layout *layout, uint64_t id,
                               ida_snowflake_parts *parts)
{
    (void)layout;
    (void)id;
    (void)parts;
    return IDA_INVALID_ARGUMENT;
}

static int64_t no_high_water(const ida_snowflake *generator)
{
    (void)generator;
    return INT64_MIN;
}

static ida_status no_renew(ida_snowflake *generator, int64_t lease_end_us)
{
    (void)generator;
    (void)lease_end_us;
    return IDA_INVALID_ARGUMENT;
}
/* --- The tables. --- */

/* A function pointer that is NULL, as bytes: all of them have the same size. */
typedef void (*any_function)(void);

static bool has(const void *table, size_t offset)
{
    static const any_function none;
    return memcmp((const char *)table + offset, &none, sizeof none) != 0;
}

static const char *lacks(const void *table, uint64_t unclaimed, const need *needs, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        bool needed = needs[i].claim == ALWAYS || sim_claims(unclaimed, needs[i].claim);
        if (needed && !has(table, needs[i].offset)) {
            return needs[i].name;
        }
    }
    return NULL;
}

static void forget(void *table, uint64_t unclaimed, const need *needs, size_t count)
{
    static const any_function none;
    for (size_t i = 0; i < count; i++) {
        if (needs[i].claim != ALWAYS && !sim_claims(unclaimed, needs[i].claim)) {
            memcpy((char *)table + needs[i].offset, &none, sizeof none);
        }
    }
}

#define COUNT(needs) (sizeof(needs) / sizeof(needs)[0])

const char *sim_guest_lacks(const idsim_subject *guest)
{
    const char *name = NULL;
    if (guest->compressor != NULL) {
        name = lacks(guest->compressor, guest->compressor->unclaimed, compressor_needs,
                     COUNT(compressor_needs));
    }
    if (name == NULL && guest->sequence != NULL) {
        name = lacks(guest->sequence, guest->sequence->unclaimed, sequence_needs,
                     COUNT(sequence_needs));
    }
    if (name == NULL && guest->snowflake != NULL) {
        name = lacks(guest->snowflake, guest->snowflake->unclaimed, snowflake_needs,
                     COUNT(snowflake_needs));
    }
    if (name == NULL && guest->korder != NULL) {
        name = lacks(guest->korder, guest->korder->unclaimed, korder_needs, COUNT(korder_needs));
    }
    return name;
}

#define FILL(function)                                                                             \
    if (table->function == NULL) {                                                                 \
        table->function = no_##function;                                                           \
    }

void sim_guest_complete_compressor(idsim_compressor *table)
{
    forget(table, table->unclaimed, compressor_needs, COUNT(compressor_needs));
    FILL(document_ghost)
    FILL(document_finalized)
    FILL(document_session_count)
    FILL(document_cluster_count)
    FILL(document_final_limit)
    FILL(document_cluster)
    FILL(document_verify)
    FILL(session_reset)
    FILL(session_to_session_space_without_origin)
    FILL(session_next_range_start)
    FILL(session_cluster_size)
    FILL(session_is_stale)
    FILL(session_verify)
}

void sim_guest_complete_snowflake(idsim_snowflake *table)
{
    forget(table, table->unclaimed, snowflake_needs, COUNT(snowflake_needs));
    FILL(validate)
    FILL(compose)
    FILL(decompose)
    FILL(high_water)
    FILL(renew)
}
