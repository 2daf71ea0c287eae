/* The functions of sequences, each of which asks the guest. */
#include "guest_client_sequence.h"

#include <string.h>

#include "guest_asking.h"

SIM_SEQUENCE_CALLS(SIM_ASK)

/* --- Wire forms. --- */

/* Of an answer that should be bytes of one size; all zeros if it is not. */
static void take_encoded(const json_t *answer, const char *call, uint8_t *bytes, size_t size)
{
    size_t taken = 0;
    bool whole = answer != NULL && sim_take_bytes(answer, "bytes", bytes, size, &taken);
    if (answer != NULL && (!whole || taken != size)) {
        sim_talk_other_form(call);
    }
    if (!whole || taken != size) {
        memset(bytes, 0, size);
    }
}

/* The value is put as the member that has the name of its kind. */
#define ENCODER(call, c_type, type, name, size)                                                    \
    static void call(const c_type *value, uint8_t *bytes)                                          \
    {                                                                                              \
        json_t *question = sim_talk_request(#call);                                                \
        sim_put_##type(question, name, value);                                                     \
        take_encoded(sim_talk_call(question, &sim_no_key), #call, bytes, size);                    \
    }
/* NOLINTBEGIN(bugprone-macro-parentheses): the type is that of a declaration. */
#define DECODER(call, c_type, type, name)                                                          \
    static ida_status call(const uint8_t *bytes, size_t size, c_type *value)                       \
    {                                                                                              \
        json_t *question = sim_talk_request(#call);                                                \
        sim_put_bytes(question, "bytes", bytes, size);                                             \
        const json_t *answer = sim_talk_call(question, &sim_no_key);                               \
        ida_status status = sim_talk_status(answer);                                               \
        return status == IDA_OK && !sim_take_##type(answer, name, value)                           \
                   ? sim_ask_incomplete(#call)                                                     \
                   : status;                                                                       \
    }
/* NOLINTEND(bugprone-macro-parentheses) */

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

static ida_status master_create(const ida_allocator *allocator, const ida_master_config *config,
                                uint64_t term, const ida_master_record *stored, ida_master **master)
{
    (void)allocator;
    void *handle;
    json_t *question = sim_talk_request("master_create");
    sim_put_master_config(question, "config", config);
    sim_put_u64(question, "term", term);
    sim_put_stored_record(question, "stored", stored);
    ida_status status = sim_ask_for_handle(question, "master", &handle);
    if (status == IDA_OK) {
        *master = handle;
    }
    return status;
}

static void master_destroy(ida_master *master)
{
    sim_ask_release("master_destroy", "master", master);
}

static ida_status coordinator_create(const ida_allocator *allocator,
                                     const ida_coordinator_record *last, uint32_t prefetch_percent,
                                     ida_coordinator **coordinator)
{
    (void)allocator;
    void *handle;
    json_t *question = sim_talk_request("coordinator_create");
    sim_put_coordinator_record(question, "last", last);
    sim_put_u32(question, "prefetch_percent", prefetch_percent);
    ida_status status = sim_ask_for_handle(question, "coordinator", &handle);
    if (status == IDA_OK) {
        *coordinator = handle;
    }
    return status;
}

static void coordinator_destroy(ida_coordinator *coordinator)
{
    sim_ask_release("coordinator_destroy", "coordinator", coordinator);
}

/* How a guest keeps its objects is not looked into. */
static bool master_verify(const ida_master *master)
{
    (void)master;
    return true;
}

static bool coordinator_verify(const ida_coordinator *coordinator)
{
    (void)coordinator;
    return true;
}

idsim_sequence sim_guest_sequence = {
    SIM_SEQUENCE_CALLS(SIM_ASK_ROW).name = "guest",
    .request_encode = request_encode,
    .request_decode = request_decode,
    .reply_encode = reply_encode,
    .reply_decode = reply_decode,
    .return_encode = return_encode,
    .return_decode = return_decode,
    .master_record_encode = master_record_encode,
    .master_record_decode = master_record_decode,
    .coordinator_record_encode = coordinator_record_encode,
    .coordinator_record_decode = coordinator_record_decode,
    .master_create = master_create,
    .master_destroy = master_destroy,
    .master_verify = master_verify,
    .coordinator_create = coordinator_create,
    .coordinator_destroy = coordinator_destroy,
    .coordinator_verify = coordinator_verify,
};
