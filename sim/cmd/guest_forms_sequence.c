/* How the values of sequences are written in the protocol: each is an object of its members. */
#include "guest_forms.h"

#include <string.h>

static void put(json_t *object, const char *name, json_t *value)
{
    (void)json_object_set_new_nocheck(object, name, value);
}

/* --- Chunks. --- */

static void put_chunk(json_t *object, const char *name, const ida_chunk *value)
{
    json_t *chunk = json_object();
    sim_put_u64(chunk, "starting", value->starting);
    sim_put_u64(chunk, "ending", value->ending);
    sim_put_u64(chunk, "index", value->index);
    sim_put_u64(chunk, "count", value->count);
    put(object, name, chunk);
}

static bool take_chunk(const json_t *object, const char *name, ida_chunk *value)
{
    const json_t *chunk = json_object_get(object, name);
    return sim_take_u64(chunk, "starting", &value->starting) &&
           sim_take_u64(chunk, "ending", &value->ending) &&
           sim_take_u64(chunk, "index", &value->index) &&
           sim_take_u64(chunk, "count", &value->count);
}

/* --- Messages. --- */

/* What all messages begin with. */
static json_t *begin(uint64_t sequence, uint64_t coordinator, uint64_t incarnation, uint64_t number)
{
    json_t *message = json_object();
    sim_put_u64(message, "sequence", sequence);
    sim_put_u64(message, "coordinator", coordinator);
    sim_put_u64(message, "incarnation", incarnation);
    sim_put_u64(message, "number", number);
    return message;
}

#define TAKE_BEGINNING(message, value)                                                             \
    (sim_take_u64(message, "sequence", &(value).sequence) &&                                       \
     sim_take_u64(message, "coordinator", &(value).coordinator) &&                                 \
     sim_take_u64(message, "incarnation", &(value).incarnation) &&                                 \
     sim_take_u64(message, "number", &(value).number))

void sim_put_chunk_request(json_t *object, const char *name, const ida_chunk_request *value)
{
    json_t *request = begin(value->sequence, value->coordinator, value->incarnation, value->number);
    sim_put_u64(request, "after", value->after);
    put(object, name, request);
}

bool sim_take_chunk_request(const json_t *object, const char *name, ida_chunk_request *value)
{
    const json_t *member = json_object_get(object, name);
    ida_chunk_request request;
    if (!TAKE_BEGINNING(member, request) || !sim_take_u64(member, "after", &request.after)) {
        return false;
    }
    *value = request;
    return true;
}

void sim_put_chunk_reply(json_t *object, const char *name, const ida_chunk_reply *value)
{
    json_t *reply = begin(value->sequence, value->coordinator, value->incarnation, value->number);
    sim_put_truth(reply, "exhausted", value->exhausted);
    put_chunk(reply, "chunk", &value->chunk);
    put(object, name, reply);
}

bool sim_take_chunk_reply(const json_t *object, const char *name, ida_chunk_reply *value)
{
    const json_t *member = json_object_get(object, name);
    ida_chunk_reply reply;
    memset(&reply, 0, sizeof reply);
    if (!TAKE_BEGINNING(member, reply) || !sim_take_truth(member, "exhausted", &reply.exhausted) ||
        !take_chunk(member, "chunk", &reply.chunk)) {
        return false;
    }
    *value = reply;
    return true;
}

void sim_put_chunk_return(json_t *object, const char *name, const ida_chunk_return *value)
{
    json_t *returned =
        begin(value->sequence, value->coordinator, value->incarnation, value->number);
    put_chunk(returned, "chunk", &value->chunk);
    sim_put_u64(returned, "drawn", value->drawn);
    put(object, name, returned);
}

bool sim_take_chunk_return(const json_t *object, const char *name, ida_chunk_return *value)
{
    const json_t *member = json_object_get(object, name);
    ida_chunk_return returned;
    if (!TAKE_BEGINNING(member, returned) || !take_chunk(member, "chunk", &returned.chunk) ||
        !sim_take_u64(member, "drawn", &returned.drawn)) {
        return false;
    }
    *value = returned;
    return true;
}

/* --- Masters. --- */

void sim_put_master_config(json_t *object, const char *name, const ida_master_config *value)
{
    json_t *config = json_object();
    sim_put_u64(config, "sequence", value->sequence);
    sim_put_u64(config, "first_start", value->first_start);
    sim_put_u64(config, "last_id", value->last_id);
    sim_put_u64(config, "range_size", value->range_size);
    sim_put_u32(config, "member_max", value->member_max);
    put(object, name, config);
}

bool sim_take_master_config(const json_t *object, const char *name, ida_master_config *value)
{
    const json_t *member = json_object_get(object, name);
    ida_master_config config;
    if (!sim_take_u64(member, "sequence", &config.sequence) ||
        !sim_take_u64(member, "first_start", &config.first_start) ||
        !sim_take_u64(member, "last_id", &config.last_id) ||
        !sim_take_u64(member, "range_size", &config.range_size) ||
        !sim_take_u32(member, "member_max", &config.member_max)) {
        return false;
    }
    *value = config;
    return true;
}

void sim_put_master_record(json_t *object, const char *name, const ida_master_record *value)
{
    json_t *record = json_object();
    sim_put_u64(record, "sequence", value->sequence);
    sim_put_u64(record, "term", value->term);
    sim_put_u64(record, "next_start", value->next_start);
    sim_put_u64(record, "first_start", value->first_start);
    put(object, name, record);
}

bool sim_take_master_record(const json_t *object, const char *name, ida_master_record *value)
{
    const json_t *member = json_object_get(object, name);
    ida_master_record record;
    if (!sim_take_u64(member, "sequence", &record.sequence) ||
        !sim_take_u64(member, "term", &record.term) ||
        !sim_take_u64(member, "next_start", &record.next_start) ||
        !sim_take_u64(member, "first_start", &record.first_start)) {
        return false;
    }
    *value = record;
    return true;
}

void sim_put_stored_record(json_t *object, const char *name, const ida_master_record *value)
{
    if (value == NULL) {
        put(object, name, json_null());
    } else {
        sim_put_master_record(object, name, value);
    }
}

void sim_put_write(json_t *object, const char *name, const ida_master_write *value)
{
    json_t *write = json_object();
    sim_put_master_record(write, "expected", &value->expected);
    sim_put_master_record(write, "record", &value->record);
    put(object, name, write);
}

bool sim_take_write(const json_t *object, const char *name, ida_master_write *value)
{
    const json_t *member = json_object_get(object, name);
    ida_master_write write;
    if (!sim_take_master_record(member, "expected", &write.expected) ||
        !sim_take_master_record(member, "record", &write.record)) {
        return false;
    }
    *value = write;
    return true;
}

/* --- Coordinators. --- */

void sim_put_coordinator_record(json_t *object, const char *name,
                                const ida_coordinator_record *value)
{
    json_t *record = json_object();
    sim_put_u64(record, "sequence", value->sequence);
    sim_put_u64(record, "coordinator", value->coordinator);
    sim_put_u64(record, "incarnation", value->incarnation);
    sim_put_u64(record, "after", value->after);
    put(object, name, record);
}

bool sim_take_coordinator_record(const json_t *object, const char *name,
                                 ida_coordinator_record *value)
{
    const json_t *member = json_object_get(object, name);
    ida_coordinator_record record;
    if (!sim_take_u64(member, "sequence", &record.sequence) ||
        !sim_take_u64(member, "coordinator", &record.coordinator) ||
        !sim_take_u64(member, "incarnation", &record.incarnation) ||
        !sim_take_u64(member, "after", &record.after)) {
        return false;
    }
    *value = record;
    return true;
}
