/*
 * How a call of the protocol becomes one of the core: handles, answers, and the macros that make
 * handlers of the rows of guest_calls.h.
 */
#ifndef SIM_CMD_GUEST_SERVING_H
#define SIM_CMD_GUEST_SERVING_H

#include <stdbool.h>
#include <stdint.h>

#include <idalloc/idalloc.h>
#include <jansson.h>

#include "guest_calls.h"
#include "guest_forms.h"

/* --- Handles: what a number of the client stands for. --- */

typedef enum sim_handle_kind {
    SIM_HANDLE_NONE,
    SIM_HANDLE_DOCUMENT,
    SIM_HANDLE_SESSION,
    SIM_HANDLE_GENERATOR,
    SIM_HANDLE_MASTER,
    SIM_HANDLE_COORDINATOR,
    SIM_HANDLE_KORDER,
    SIM_HANDLE_LANE,
} sim_handle_kind;

/* owner: what it belongs to; may be NULL. False: no memory. */
bool sim_serve_keep(uint64_t number, sim_handle_kind kind, void *at, const void *owner);
void sim_serve_drop(const void *at);
/* Drops one thing that belongs to owner, and returns it; NULL: there is none. */
void *sim_serve_drop_one_of(const void *owner, sim_handle_kind kind);
/* Ends what is left, and frees the list of handles. */
void sim_serve_end(void);

const ida_allocator *sim_serve_allocator(void);

bool sim_take_document(const json_t *question, const char *name, ida_document **document);
bool sim_take_session(const json_t *question, const char *name, ida_session **session);
bool sim_take_generator(const json_t *question, const char *name, ida_snowflake **generator);
bool sim_take_master(const json_t *question, const char *name, ida_master **master);
bool sim_take_coordinator(const json_t *question, const char *name, ida_coordinator **coordinator);
bool sim_take_korder(const json_t *question, const char *name, ida_korder **generator);
bool sim_take_lane(const json_t *question, const char *name, ida_korder_lane **lane);

/* --- Answers. --- */

json_t *sim_answer(ida_status status);
/* No status of a call: the request is not one. */
json_t *sim_answer_refused(const char *why);

/* --- The handlers of a table's rows. --- */

/* A parameter of a handler, as it is declared, read, passed on and answered. */
#define SIM_DECLARE(way, type, name) SIM_DECLARE_##way(type, name)
#define SIM_DECLARE_IN(type, name)   sim_value_##type name;
#define SIM_DECLARE_OUT(type, name)  sim_c_out_##type name;
#define SIM_TAKE(way, type, name)    SIM_TAKE_##way(type, name)
#define SIM_TAKE_IN(type, name)      well = sim_take_##type(question, #name, &(name)) && well;
#define SIM_TAKE_OUT(type, name)
#define SIM_ARGUMENT(way, type, name) SIM_ARGUMENT_##way(type, name)
#define SIM_ARGUMENT_IN(type, name)   SIM_PASS_##type(name)
#define SIM_ARGUMENT_OUT(type, name)  &(name)
#define SIM_ANSWER(way, type, name)   SIM_ANSWER_##way(type, name)
#define SIM_ANSWER_IN(type, name)
#define SIM_ANSWER_OUT(type, name) SIM_ANSWER_##type(name)

typedef ida_document *sim_value_document;
typedef ida_document *sim_value_const_document;
typedef ida_session *sim_value_session;
typedef ida_session *sim_value_const_session;
typedef ida_snowflake *sim_value_generator;
typedef ida_snowflake *sim_value_const_generator;
typedef ida_master *sim_value_master;
typedef ida_master *sim_value_const_master;
typedef ida_coordinator *sim_value_coordinator;
typedef ida_coordinator *sim_value_const_coordinator;
typedef ida_korder *sim_value_korder;
typedef ida_korder *sim_value_const_korder;
typedef ida_korder_lane *sim_value_lane;
typedef ida_korder_lane *sim_value_const_lane;
typedef int64_t sim_value_id;
typedef uint64_t sim_value_u64;
typedef uint32_t sim_value_u32;
typedef size_t sim_value_size;
typedef ida_uuid sim_value_uuid;
typedef ida_range sim_value_range;
typedef ida_snowflake_layout sim_value_layout;
typedef ida_snowflake_parts sim_value_parts;
typedef ida_chunk_request sim_value_chunk_request;
typedef ida_chunk_reply sim_value_chunk_reply;
typedef ida_chunk_return sim_value_chunk_return;
typedef ida_master_record sim_value_master_record;
typedef struct sim_value_stored_record {
    bool is_stored;
    ida_master_record record;
} sim_value_stored_record;
typedef ida_master_write sim_value_write;
typedef ida_coordinator_record sim_value_coordinator_record;
typedef ida_korder_config sim_value_korder_config;
typedef ida_korder_global sim_value_global;

/* null: no record is stored. */
bool sim_take_stored_record(const json_t *question, const char *name,
                            sim_value_stored_record *stored);

/* NOLINTBEGIN(readability-identifier-naming): the type is a part of the name, as it is written. */
#define SIM_PASS_document(name)           name
#define SIM_PASS_const_document(name)     name
#define SIM_PASS_session(name)            name
#define SIM_PASS_const_session(name)      name
#define SIM_PASS_generator(name)          name
#define SIM_PASS_const_generator(name)    name
#define SIM_PASS_master(name)             name
#define SIM_PASS_const_master(name)       name
#define SIM_PASS_coordinator(name)        name
#define SIM_PASS_const_coordinator(name)  name
#define SIM_PASS_korder(name)             name
#define SIM_PASS_const_korder(name)       name
#define SIM_PASS_lane(name)               name
#define SIM_PASS_const_lane(name)         name
#define SIM_PASS_id(name)                 name
#define SIM_PASS_u64(name)                name
#define SIM_PASS_u32(name)                name
#define SIM_PASS_size(name)               name
#define SIM_PASS_uuid(name)               name
#define SIM_PASS_range(name)              &(name)
#define SIM_PASS_layout(name)             &(name)
#define SIM_PASS_parts(name)              &(name)
#define SIM_PASS_chunk_request(name)      &(name)
#define SIM_PASS_chunk_reply(name)        &(name)
#define SIM_PASS_chunk_return(name)       &(name)
#define SIM_PASS_master_record(name)      &(name)
#define SIM_PASS_stored_record(name)      ((name).is_stored ? &(name).record : NULL)
#define SIM_PASS_write(name)              &(name)
#define SIM_PASS_coordinator_record(name) &(name)
#define SIM_PASS_korder_config(name)      &(name)
#define SIM_PASS_global(name)             &(name)

#define SIM_ANSWER_id(name)                 sim_put_id(answer, #name, name);
#define SIM_ANSWER_u64(name)                sim_put_u64(answer, #name, name);
#define SIM_ANSWER_u32(name)                sim_put_u32(answer, #name, name);
#define SIM_ANSWER_uuid(name)               sim_put_uuid(answer, #name, name);
#define SIM_ANSWER_range(name)              sim_put_range(answer, #name, &(name));
#define SIM_ANSWER_unique(name)             sim_put_unique(answer, #name, &(name));
#define SIM_ANSWER_cluster(name)            sim_put_cluster(answer, #name, &(name));
#define SIM_ANSWER_parts(name)              sim_put_parts(answer, #name, &(name));
#define SIM_ANSWER_chunk_request(name)      sim_put_chunk_request(answer, #name, &(name));
#define SIM_ANSWER_chunk_reply(name)        sim_put_chunk_reply(answer, #name, &(name));
#define SIM_ANSWER_chunk_return(name)       sim_put_chunk_return(answer, #name, &(name));
#define SIM_ANSWER_write(name)              sim_put_write(answer, #name, &(name));
#define SIM_ANSWER_coordinator_record(name) sim_put_coordinator_record(answer, #name, &(name));
#define SIM_ANSWER_global(name)             sim_put_global(answer, #name, &(name));

#define sim_take_const_document    sim_take_document
#define sim_take_const_session     sim_take_session
#define sim_take_const_generator   sim_take_generator
#define sim_take_const_master      sim_take_master
#define sim_take_const_coordinator sim_take_coordinator
#define sim_take_const_korder      sim_take_korder
#define sim_take_const_lane        sim_take_lane
/* NOLINTEND(readability-identifier-naming) */

#define SIM_SERVE_STATUS(value, count, ...)                                                        \
    ida_status status = value;                                                                     \
    json_t *answer = sim_answer(status);                                                           \
    if (status == IDA_OK) {                                                                        \
        SIM_EACH_##count(SIM_ANSWER, __VA_ARGS__)                                                  \
    }                                                                                              \
    return answer;
#define SIM_SERVE_FOUND(value, count, ...)                                                         \
    bool found = value;                                                                            \
    json_t *answer = sim_answer(IDA_OK);                                                           \
    sim_put_truth(answer, "value", found);                                                         \
    if (found) {                                                                                   \
        SIM_EACH_##count(SIM_ANSWER, __VA_ARGS__)                                                  \
    }                                                                                              \
    return answer;
#define SIM_SERVE_NONE(value, count, ...)                                                          \
    value;                                                                                         \
    return sim_answer(IDA_OK);
#define SIM_SERVE_VALUE(type, given)                                                               \
    json_t *answer = sim_answer(IDA_OK);                                                           \
    sim_put_##type(answer, "value", given);                                                        \
    return answer;
#define SIM_SERVE_TRUTH(value, count, ...) SIM_SERVE_VALUE(truth, value)
#define SIM_SERVE_U64(value, count, ...)   SIM_SERVE_VALUE(u64, value)
#define SIM_SERVE_U32(value, count, ...)   SIM_SERVE_VALUE(u32, value)
#define SIM_SERVE_SIZE(value, count, ...)  SIM_SERVE_VALUE(size, value)
#define SIM_SERVE_ID(value, count, ...)    SIM_SERVE_VALUE(id, value)

#define SIM_HANDLER(table, result, call, count, ...)                                               \
    static json_t *serve_##call(const json_t *question)                                            \
    {                                                                                              \
        SIM_EACH_##count(SIM_DECLARE, __VA_ARGS__) bool well = true;                               \
        SIM_EACH_##count(SIM_TAKE, __VA_ARGS__) if (!well)                                         \
        {                                                                                          \
            return sim_answer_refused("an argument of " #call);                                    \
        }                                                                                          \
        SIM_SERVE_##result(table.call(SIM_LIST_##count(SIM_ARGUMENT, __VA_ARGS__)), count,         \
                           __VA_ARGS__)                                                            \
    }

#endif
