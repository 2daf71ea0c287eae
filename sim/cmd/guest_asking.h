/*
 * How a function of a subject's table becomes a call of the protocol: the macros that make
 * functions of the rows of guest_calls.h, and what the functions that are written out share.
 *
 * Handles are numbers that the client chooses; what a handle points to is the client's.
 */
#ifndef SIM_CMD_GUEST_ASKING_H
#define SIM_CMD_GUEST_ASKING_H

#include <stdbool.h>
#include <stdint.h>

#include <idalloc/idalloc.h>
#include <jansson.h>

#include "guest_calls.h"
#include "guest_forms.h"
#include "guest_talk.h"

/* --- Handles. --- */

/* What every handle points to. */
typedef struct sim_remote {
    uint64_t number;
    ida_uuid uuid; /* of a session */
} sim_remote;

sim_remote *sim_remote_of(const void *handle);
/* With the next number. NULL: no memory. */
sim_remote *sim_remote_new(void);
void sim_remote_free(sim_remote *remote);
/* The next number that a handle gets, alone; for objects that nothing points to. */
uint64_t sim_remote_next_number(void);
/* Numbers up to this one are taken. */
void sim_remote_take_numbers(uint64_t last);

void sim_put_handle(json_t *question, const char *name, const void *handle);
/* Makes the call, which makes an object named "name". The handle is set if that is IDA_OK. */
ida_status sim_ask_for_handle(json_t *question, const char *name, void **handle);
/* The call that ends an object; NULL is allowed. */
void sim_ask_release(const char *call, const char *name, void *handle);

/* --- Answers. --- */

/* Says that an answer lacks something; returns IDA_MALFORMED. */
ida_status sim_ask_incomplete(const char *call);
/* The "value" of a call that answers with a truth. */
bool sim_ask_truth(const json_t *answer, const char *call);

/* --- The functions of a table's rows. --- */

/* The arguments of a call as its key. */
#define SIM_KEY(way, type, name) SIM_KEY_##way(type, name)
#define SIM_KEY_IN(type, name)   sim_key_##type(&key, name);
#define SIM_KEY_OUT(type, name)

static inline void sim_key_u64(sim_call_key *key, uint64_t value)
{
    if (key->count < SIM_CALL_PARTS) {
        key->parts[key->count++] = value;
    } else {
        key->name = NULL;
    }
}

static inline void sim_key_id(sim_call_key *key, int64_t value)
{
    sim_key_u64(key, (uint64_t)value);
}

static inline void sim_key_uuid(sim_call_key *key, ida_uuid value)
{
    sim_key_u64(key, value.high);
    sim_key_u64(key, value.low);
}

static inline void sim_key_handle(sim_call_key *key, const void *handle)
{
    sim_key_u64(key, sim_remote_of(handle)->number);
}

/* Calls with such arguments are made each time. */
static inline void sim_key_none(sim_call_key *key, const void *value)
{
    (void)value;
    key->name = NULL;
}

/* NOLINTBEGIN(readability-identifier-naming): the type is a part of the name, as it is written. */
#define sim_key_u32                sim_key_u64
#define sim_key_size               sim_key_u64
#define sim_key_document           sim_key_handle
#define sim_key_const_document     sim_key_handle
#define sim_key_session            sim_key_handle
#define sim_key_const_session      sim_key_handle
#define sim_key_generator          sim_key_handle
#define sim_key_const_generator    sim_key_handle
#define sim_key_master             sim_key_handle
#define sim_key_const_master       sim_key_handle
#define sim_key_coordinator        sim_key_handle
#define sim_key_const_coordinator  sim_key_handle
#define sim_key_korder             sim_key_handle
#define sim_key_const_korder       sim_key_handle
#define sim_key_lane               sim_key_none
#define sim_key_const_lane         sim_key_none
#define sim_key_range              sim_key_none
#define sim_key_layout             sim_key_none
#define sim_key_parts              sim_key_none
#define sim_key_chunk_request      sim_key_none
#define sim_key_chunk_reply        sim_key_none
#define sim_key_chunk_return       sim_key_none
#define sim_key_master_record      sim_key_none
#define sim_key_stored_record      sim_key_none
#define sim_key_write              sim_key_none
#define sim_key_coordinator_record sim_key_none
#define sim_key_korder_config      sim_key_none
#define sim_key_global             sim_key_none
/* NOLINTEND(readability-identifier-naming) */

/* READS: the answer is looked for first. CHANGES: the call is made. */
#define SIM_ASK_READS   sim_talk_knows(&key, &answer)
#define SIM_ASK_CHANGES false
#define SIM_KEY_READS   &key
#define SIM_KEY_CHANGES NULL

/* Of a call that reads, and whose arguments have no key. */
extern const sim_call_key sim_no_key;

#define SIM_PARAMETER(way, type, name) SIM_PARAMETER_##way(type, name)
#define SIM_PARAMETER_IN(type, name)   sim_c_##type(name)
/* NOLINTNEXTLINE(bugprone-macro-parentheses): it is a declaration. */
#define SIM_PARAMETER_OUT(type, name) sim_c_out_##type *(name)

#define SIM_PUT(way, type, name) SIM_PUT_##way(type, name)
#define SIM_PUT_IN(type, name)   sim_put_##type(question, #name, name);
#define SIM_PUT_OUT(type, name)
/* NOLINTBEGIN(readability-identifier-naming): the type is a part of the name, as it is written. */
#define sim_put_document          sim_put_handle
#define sim_put_const_document    sim_put_handle
#define sim_put_session           sim_put_handle
#define sim_put_const_session     sim_put_handle
#define sim_put_generator         sim_put_handle
#define sim_put_const_generator   sim_put_handle
#define sim_put_master            sim_put_handle
#define sim_put_const_master      sim_put_handle
#define sim_put_coordinator       sim_put_handle
#define sim_put_const_coordinator sim_put_handle
#define sim_put_korder            sim_put_handle
#define sim_put_const_korder      sim_put_handle
/* NOLINTEND(readability-identifier-naming) */

#define SIM_AND_TAKE(way, type, name) SIM_AND_TAKE_##way(type, name)
#define SIM_AND_TAKE_IN(type, name)
#define SIM_AND_TAKE_OUT(type, name) &&sim_take_##type(answer, #name, name)

#define SIM_C_OF_STATUS ida_status
#define SIM_C_OF_FOUND  bool
#define SIM_C_OF_TRUTH  bool
#define SIM_C_OF_NONE   void
#define SIM_C_OF_U64    uint64_t
#define SIM_C_OF_U32    uint32_t
#define SIM_C_OF_SIZE   size_t
#define SIM_C_OF_ID     int64_t

#define SIM_END_STATUS(call, count, ...)                                                           \
    ida_status status = sim_talk_status(answer);                                                   \
    bool whole = status == IDA_OK SIM_EACH_##count(SIM_AND_TAKE, __VA_ARGS__);                     \
    return status == IDA_OK && !whole ? sim_ask_incomplete(call) : status;
#define SIM_END_FOUND(call, count, ...)                                                            \
    bool found = sim_ask_truth(answer, call);                                                      \
    bool whole = found SIM_EACH_##count(SIM_AND_TAKE, __VA_ARGS__);                                \
    if (found && !whole) {                                                                         \
        sim_talk_other_form(call);                                                                 \
    }                                                                                              \
    return whole;
#define SIM_END_TRUTH(call, count, ...) return sim_ask_truth(answer, call);
#define SIM_END_NONE(call, count, ...)  (void)sim_talk_status(answer);
#define SIM_END_VALUE(call, type)                                                                  \
    if (answer != NULL && !sim_take_##type(answer, "value", &value)) {                             \
        sim_talk_other_form(call);                                                                 \
    }                                                                                              \
    return value;
#define SIM_END_U64(call, count, ...)                                                              \
    uint64_t value = 0;                                                                            \
    SIM_END_VALUE(call, u64)
#define SIM_END_U32(call, count, ...)                                                              \
    uint32_t value = 0;                                                                            \
    SIM_END_VALUE(call, u32)
#define SIM_END_SIZE(call, count, ...)                                                             \
    size_t value = 0;                                                                              \
    SIM_END_VALUE(call, size)
#define SIM_END_ID(call, count, ...)                                                               \
    int64_t value = 0;                                                                             \
    SIM_END_VALUE(call, id)

/* The function of a row. The call has the name of the function, after a prefix, a string. */
#define SIM_ASK_AS(prefix, reads, result, call, count, ...)                                        \
    static SIM_C_OF_##result call(SIM_LIST_##count(SIM_PARAMETER, __VA_ARGS__))                    \
    {                                                                                              \
        sim_call_key key = {.name = prefix #call};                                                 \
        const json_t *answer = NULL;                                                               \
        SIM_EACH_##count(SIM_KEY, __VA_ARGS__) if (!(SIM_ASK_##reads))                             \
        {                                                                                          \
            json_t *question = sim_talk_request(prefix #call);                                     \
            SIM_EACH_##count(SIM_PUT, __VA_ARGS__) answer =                                        \
                sim_talk_call(question, SIM_KEY_##reads);                                          \
        }                                                                                          \
        SIM_END_##result(prefix #call, count, __VA_ARGS__)                                         \
    }
#define SIM_ASK(reads, result, call, count, ...)                                                   \
    SIM_ASK_AS("", reads, result, call, count, __VA_ARGS__)

/* The row of a table, for a designated initializer. */
#define SIM_ASK_ROW(reads, result, call, count, ...) .call = call,

#endif
