/* Answers the calls of sequences with the core. */
#include "guest_serve_sequence.h"

#include <stdlib.h>
#include <string.h>

#include "guest_serving.h"
#include "sequence/subject.h"

#define HANDLER(reads, result, call, count, ...)                                                   \
    SIM_HANDLER(sim_sequence_core, result, call, count, __VA_ARGS__)

SIM_SEQUENCE_CALLS(HANDLER)

/* --- Wire forms. --- */

/* The longest form that is read; longer ones are of no kind. */
#define FORM_MAX 4096u

#define ENCODER(call, c_type, type, name, size)                                                    \
    static json_t *serve_##call(const json_t *question)                                            \
    {                                                                                              \
        c_type value;                                                                              \
        uint8_t bytes[size];                                                                       \
        if (!sim_take_##type(question, name, &value)) {                                            \
            return sim_answer_refused("the argument of " #call);                                   \
        }                                                                                          \
        sim_sequence_core.call(&value, bytes);                                                     \
        json_t *answer = sim_answer(IDA_OK);                                                       \
        sim_put_bytes(answer, "bytes", bytes, sizeof bytes);                                       \
        return answer;                                                                             \
    }
#define DECODER(call, c_type, type, name)                                                          \
    static json_t *serve_##call(const json_t *question)                                            \
    {                                                                                              \
        c_type value;                                                                              \
        uint8_t bytes[FORM_MAX];                                                                   \
        size_t size;                                                                               \
        if (!sim_take_bytes(question, "bytes", bytes, sizeof bytes, &size)) {                      \
            return sim_answer_refused("the bytes of " #call);                                      \
        }                                                                                          \
        ida_status status = sim_sequence_core.call(bytes, size, &value);                           \
        json_t *answer = sim_answer(status);                                                       \
        if (status == IDA_OK) {                                                                    \
            sim_put_##type(answer, name, &value);                                                  \
        }                                                                                          \
        return answer;                                                                             \
    }

ENCODER(request_encode, ida_chunk_request, chunk_request, "request", IDA_CHUNK_REQUEST_ENCODED_SIZE)
DECODER(request_decode, ida_chunk_request, chunk_request, "request")
ENCODER(reply_encode, ida_chunk_reply, chunk_reply, "reply", IDA_CHUNK_REPLY_ENCODED_SIZE)
DECODER(reply_decode, ida_chunk_reply, chunk_reply, "reply")
ENCODER(return_encode, ida_chunk_return, chunk_return, "returned", IDA_CHUNK_RETURN_ENCODED_SIZE)
DECODER(return_decode, ida_chunk_return, chunk_return, "returned")
ENCODER(master_record_encode, ida_master_record, master_record, "record",
        IDA_MASTER_RECORD_ENCODED_SIZE)
DECODER(master_record_decode, ida_master_record, master_record, "record")
ENCODER(coordinator_record_encode, ida_coordinator_record, coordinator_record, "record",
        IDA_COORDINATOR_RECORD_ENCODED_SIZE)
DECODER(coordinator_record_decode, ida_coordinator_record, coordinator_record, "record")

/* --- Masters and coordinators. --- */

static json_t *serve_master_create(const json_t *question)
{
    uint64_t number;
    uint64_t term;
    ida_master *master;
    ida_master_config config;
    sim_value_stored_record stored;
    if (!sim_take_u64(question, "master", &number) || !sim_take_u64(question, "term", &term) ||
        !sim_take_master_config(question, "config", &config) ||
        !sim_take_stored_record(question, "stored", &stored)) {
        return sim_answer_refused("an argument of master_create");
    }
    ida_status status = sim_sequence_core.master_create(
        sim_serve_allocator(), &config, term, stored.is_stored ? &stored.record : NULL, &master);
    if (status == IDA_OK && !sim_serve_keep(number, SIM_HANDLE_MASTER, master, NULL)) {
        sim_sequence_core.master_destroy(master);
        status = IDA_NO_MEMORY;
    }
    return sim_answer(status);
}

static json_t *serve_master_destroy(const json_t *question)
{
    ida_master *master;
    if (!sim_take_master(question, "master", &master)) {
        return sim_answer_refused("the master of master_destroy");
    }
    sim_serve_drop(master);
    sim_sequence_core.master_destroy(master);
    return sim_answer(IDA_OK);
}

static json_t *serve_coordinator_create(const json_t *question)
{
    uint64_t number;
    uint32_t prefetch_percent;
    ida_coordinator *coordinator;
    ida_coordinator_record last;
    if (!sim_take_u64(question, "coordinator", &number) ||
        !sim_take_coordinator_record(question, "last", &last) ||
        !sim_take_u32(question, "prefetch_percent", &prefetch_percent)) {
        return sim_answer_refused("an argument of coordinator_create");
    }
    ida_status status = sim_sequence_core.coordinator_create(sim_serve_allocator(), &last,
                                                             prefetch_percent, &coordinator);
    if (status == IDA_OK && !sim_serve_keep(number, SIM_HANDLE_COORDINATOR, coordinator, NULL)) {
        sim_sequence_core.coordinator_destroy(coordinator);
        status = IDA_NO_MEMORY;
    }
    return sim_answer(status);
}

static json_t *serve_coordinator_destroy(const json_t *question)
{
    ida_coordinator *coordinator;
    if (!sim_take_coordinator(question, "coordinator", &coordinator)) {
        return sim_answer_refused("the coordinator of coordinator_destroy");
    }
    sim_serve_drop(coordinator);
    sim_sequence_core.coordinator_destroy(coordinator);
    return sim_answer(IDA_OK);
}

json_t *sim_serve_sequence(const char *call, const json_t *question)
{
    static const struct {
        const char *call;
        json_t *(*serve)(const json_t *question);
    } calls[] = {
#define ROW(reads, result, call, count, ...) {#call, serve_##call},
        SIM_SEQUENCE_CALLS(ROW)
#undef ROW
            {"request_encode", serve_request_encode},
        {"request_decode", serve_request_decode},
        {"reply_encode", serve_reply_encode},
        {"reply_decode", serve_reply_decode},
        {"return_encode", serve_return_encode},
        {"return_decode", serve_return_decode},
        {"master_record_encode", serve_master_record_encode},
        {"master_record_decode", serve_master_record_decode},
        {"coordinator_record_encode", serve_coordinator_record_encode},
        {"coordinator_record_decode", serve_coordinator_record_decode},
        {"master_create", serve_master_create},
        {"master_destroy", serve_master_destroy},
        {"coordinator_create", serve_coordinator_create},
        {"coordinator_destroy", serve_coordinator_destroy},
    };
    for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++) {
        if (strcmp(call, calls[i].call) == 0) {
            return calls[i].serve(question);
        }
    }
    return NULL;
}
