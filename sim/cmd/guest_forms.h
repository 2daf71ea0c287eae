/*
 * How the values of calls are written in the protocol of guests (sim/guest/PROTOCOL.md).
 *
 * sim_put_TYPE adds a member to an object. sim_take_TYPE reads one; it is false, and leaves the
 * value as it was, if there is no such member, or it has another type or is out of bounds. Integers
 * above 2^53 - 1 and below its negative are text, because many readers have only doubles; either
 * form is read.
 */
#ifndef SIM_CMD_GUEST_FORMS_H
#define SIM_CMD_GUEST_FORMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <idalloc/idalloc.h>
#include <jansson.h>

void sim_put_u64(json_t *object, const char *name, uint64_t value);
bool sim_take_u64(const json_t *object, const char *name, uint64_t *value);
void sim_put_u32(json_t *object, const char *name, uint32_t value);
bool sim_take_u32(const json_t *object, const char *name, uint32_t *value);
void sim_put_size(json_t *object, const char *name, size_t value);
bool sim_take_size(const json_t *object, const char *name, size_t *value);
void sim_put_id(json_t *object, const char *name, int64_t value);
bool sim_take_id(const json_t *object, const char *name, int64_t *value);
void sim_put_truth(json_t *object, const char *name, bool value);
bool sim_take_truth(const json_t *object, const char *name, bool *value);

/* A UUID that is not valid is null; null is read as one. */
void sim_put_uuid(json_t *object, const char *name, ida_uuid value);
bool sim_take_uuid(const json_t *object, const char *name, ida_uuid *value);

/* By its name, such as "out-of-order". */
void sim_put_status(json_t *object, const char *name, ida_status value);
bool sim_take_status(const json_t *object, const char *name, ida_status *value);

/* As hexadecimal digits. sim_take_bytes reads at most capacity bytes; bytes may be NULL to count.
 */
void sim_put_bytes(json_t *object, const char *name, const uint8_t *bytes, size_t size);
bool sim_take_bytes(const json_t *object, const char *name, uint8_t *bytes, size_t capacity,
                    size_t *size);

void sim_put_range(json_t *object, const char *name, const ida_range *value);
bool sim_take_range(const json_t *object, const char *name, ida_range *value);
/* Lists of [first, count]. */
void sim_put_runs(json_t *object, const char *name, const ida_run *runs, size_t count);
bool sim_take_runs(const json_t *object, const char *name, ida_run runs[2], size_t *count);
void sim_put_unique(json_t *object, const char *name, const ida_unique_id *value);
bool sim_take_unique(const json_t *object, const char *name, ida_unique_id *value);
void sim_put_cluster(json_t *object, const char *name, const ida_cluster *value);
bool sim_take_cluster(const json_t *object, const char *name, ida_cluster *value);

void sim_put_layout(json_t *object, const char *name, const ida_snowflake_layout *value);
bool sim_take_layout(const json_t *object, const char *name, ida_snowflake_layout *value);
void sim_put_parts(json_t *object, const char *name, const ida_snowflake_parts *value);
bool sim_take_parts(const json_t *object, const char *name, ida_snowflake_parts *value);
void sim_put_flake_config(json_t *object, const char *name, const ida_snowflake_config *value);
bool sim_take_flake_config(const json_t *object, const char *name, ida_snowflake_config *value);

/* Of sequences (guest_forms_sequence.c). */
void sim_put_master_config(json_t *object, const char *name, const ida_master_config *value);
bool sim_take_master_config(const json_t *object, const char *name, ida_master_config *value);
void sim_put_chunk_request(json_t *object, const char *name, const ida_chunk_request *value);
bool sim_take_chunk_request(const json_t *object, const char *name, ida_chunk_request *value);
void sim_put_chunk_reply(json_t *object, const char *name, const ida_chunk_reply *value);
bool sim_take_chunk_reply(const json_t *object, const char *name, ida_chunk_reply *value);
void sim_put_chunk_return(json_t *object, const char *name, const ida_chunk_return *value);
bool sim_take_chunk_return(const json_t *object, const char *name, ida_chunk_return *value);
void sim_put_master_record(json_t *object, const char *name, const ida_master_record *value);
bool sim_take_master_record(const json_t *object, const char *name, ida_master_record *value);
/* As sim_put_master_record; NULL, for none, is null. */
void sim_put_stored_record(json_t *object, const char *name, const ida_master_record *value);
void sim_put_write(json_t *object, const char *name, const ida_master_write *value);
bool sim_take_write(const json_t *object, const char *name, ida_master_write *value);
void sim_put_coordinator_record(json_t *object, const char *name,
                                const ida_coordinator_record *value);
bool sim_take_coordinator_record(const json_t *object, const char *name,
                                 ida_coordinator_record *value);

/* Of k-order (guest_forms_korder.c). A name that none of the enumerations has is written as "". */
void sim_put_korder_config(json_t *object, const char *name, const ida_korder_config *value);
bool sim_take_korder_config(const json_t *object, const char *name, ida_korder_config *value);
void sim_put_korder_options(json_t *object, const char *name, const ida_korder_options *value);
bool sim_take_korder_options(const json_t *object, const char *name, ida_korder_options *value);
void sim_put_global(json_t *object, const char *name, const ida_korder_global *value);
bool sim_take_global(const json_t *object, const char *name, ida_korder_global *value);
void sim_put_text_form(json_t *object, const char *name, ida_korder_text value);
bool sim_take_text_form(const json_t *object, const char *name, ida_korder_text *value);
void sim_put_hash(json_t *object, const char *name, ida_korder_hash value);
bool sim_take_hash(const json_t *object, const char *name, ida_korder_hash *value);

#endif
