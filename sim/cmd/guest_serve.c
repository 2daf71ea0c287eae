/* Reads requests, calls the core, and writes its answers. */
#include "guest_serve.h"

#include <stdlib.h>
#include <string.h>

#include "claims.h"
#include "compressor/subject.h"
#include "guest_calls.h"
#include "guest_forms.h"
#include "guest_talk.h"
#include "guest_time_serve.h"
#include "output.h"
#include "snowflake/subject.h"
#include "timeordered/subject.h"

/* --- Handles: what a number of the client stands for. --- */

typedef enum handle_kind {
    HANDLE_NONE,
    HANDLE_DOCUMENT,
    HANDLE_SESSION,
    HANDLE_GENERATOR,
} handle_kind;

typedef struct handle {
    uint64_t number;
    handle_kind kind;
    void *at;
    const void *document; /* of a session */
} handle;

static struct {
    handle *all; /* in no order */
    size_t count;
    size_t capacity;
} handles;

static bool keep(uint64_t number, handle_kind kind, void *at, const void *document)
{
    if (handles.count == handles.capacity) {
        size_t capacity = handles.capacity == 0 ? 64 : 2 * handles.capacity;
        handle *all = realloc(handles.all, capacity * sizeof *all);
        if (all == NULL) {
            return false;
        }
        handles.all = all;
        handles.capacity = capacity;
    }
    handles.all[handles.count++] = (handle){number, kind, at, document};
    return true;
}

static void *take_handle(const json_t *request, const char *name, handle_kind kind)
{
    uint64_t number;
    if (sim_take_u64(request, name, &number)) {
        for (size_t i = 0; i < handles.count; i++) {
            if (handles.all[i].number == number && handles.all[i].kind == kind) {
                return handles.all[i].at;
            }
        }
    }
    return NULL;
}

static void drop(const void *at)
{
    for (size_t i = 0; i < handles.count; i++) {
        if (handles.all[i].at == at) {
            handles.all[i] = handles.all[--handles.count];
            return;
        }
    }
}

/* --- Answers. --- */

static json_t *answer_with(ida_status status)
{
    json_t *answer = json_object();
    sim_put_status(answer, "status", status);
    return answer;
}

/* No status of a call: the request is not one. */
static json_t *refuse(const char *why)
{
    json_t *answer = json_object();
    (void)json_object_set_new(answer, "status", json_string("bad-request"));
    (void)json_object_set_new(answer, "error", json_string(why));
    return answer;
}

/* --- The calls of the table. --- */

/* A parameter of a handler, as it is declared, read, passed on and answered. */
#define DECLARE(way, type, name) DECLARE_##way(type, name)
#define DECLARE_IN(type, name)   value_##type name;
#define DECLARE_OUT(type, name)  sim_c_out_##type name;
#define TAKE(way, type, name)    TAKE_##way(type, name)
#define TAKE_IN(type, name)      well = take_##type(request, #name, &(name)) && well;
#define TAKE_OUT(type, name)
#define ARGUMENT(way, type, name) ARGUMENT_##way(type, name)
#define ARGUMENT_IN(type, name)   PASS_##type(name)
#define ARGUMENT_OUT(type, name)  &(name)
#define ANSWER(way, type, name)   ANSWER_##way(type, name)
#define ANSWER_IN(type, name)
#define ANSWER_OUT(type, name) ANSWER_##type(name)

typedef ida_document *value_document;
typedef ida_document *value_const_document;
typedef ida_session *value_session;
typedef ida_session *value_const_session;
typedef ida_snowflake *value_generator;
typedef ida_snowflake *value_const_generator;
typedef int64_t value_id;
typedef uint64_t value_u64;
typedef uint32_t value_u32;
typedef size_t value_size;
typedef ida_uuid value_uuid;
typedef ida_range value_range;
typedef ida_snowflake_layout value_layout;
typedef ida_snowflake_parts value_parts;

/* NOLINTBEGIN(readability-identifier-naming): the type is a part of the name, as it is written. */
#define PASS_document(name)        name
#define PASS_const_document(name)  name
#define PASS_session(name)         name
#define PASS_const_session(name)   name
#define PASS_generator(name)       name
#define PASS_const_generator(name) name
#define PASS_id(name)              name
#define PASS_u64(name)             name
#define PASS_u32(name)             name
#define PASS_size(name)            name
#define PASS_uuid(name)            name
#define PASS_range(name)           &(name)
#define PASS_layout(name)          &(name)
#define PASS_parts(name)           &(name)

#define ANSWER_id(name)      sim_put_id(answer, #name, name);
#define ANSWER_u64(name)     sim_put_u64(answer, #name, name);
#define ANSWER_uuid(name)    sim_put_uuid(answer, #name, name);
#define ANSWER_range(name)   sim_put_range(answer, #name, &(name));
#define ANSWER_unique(name)  sim_put_unique(answer, #name, &(name));
#define ANSWER_cluster(name) sim_put_cluster(answer, #name, &(name));
#define ANSWER_parts(name)   sim_put_parts(answer, #name, &(name));
/* NOLINTEND(readability-identifier-naming) */

static bool take_document(const json_t *request, const char *name, ida_document **document)
{
    *document = take_handle(request, name, HANDLE_DOCUMENT);
    return *document != NULL;
}

static bool take_session(const json_t *request, const char *name, ida_session **session)
{
    *session = take_handle(request, name, HANDLE_SESSION);
    return *session != NULL;
}

static bool take_generator(const json_t *request, const char *name, ida_snowflake **generator)
{
    *generator = take_handle(request, name, HANDLE_GENERATOR);
    return *generator != NULL;
}

/* NOLINTBEGIN(readability-identifier-naming): the type is a part of the name, as it is written. */
#define take_const_document  take_document
#define take_const_session   take_session
#define take_const_generator take_generator
#define take_id              sim_take_id
#define take_u64             sim_take_u64
#define take_u32             sim_take_u32
#define take_size            sim_take_size
#define take_uuid            sim_take_uuid
#define take_range           sim_take_range
#define take_layout          sim_take_layout
#define take_parts           sim_take_parts
/* NOLINTEND(readability-identifier-naming) */

#define END_STATUS(value, count, ...)                                                              \
    ida_status status = value;                                                                     \
    json_t *answer = answer_with(status);                                                          \
    if (status == IDA_OK) {                                                                        \
        SIM_EACH_##count(ANSWER, __VA_ARGS__)                                                      \
    }                                                                                              \
    return answer;
#define END_FOUND(value, count, ...)                                                               \
    bool found = value;                                                                            \
    json_t *answer = answer_with(IDA_OK);                                                          \
    sim_put_truth(answer, "value", found);                                                         \
    if (found) {                                                                                   \
        SIM_EACH_##count(ANSWER, __VA_ARGS__)                                                      \
    }                                                                                              \
    return answer;
#define END_VALUE(type, given)                                                                     \
    json_t *answer = answer_with(IDA_OK);                                                          \
    sim_put_##type(answer, "value", given);                                                        \
    return answer;
#define END_TRUTH(value, count, ...) END_VALUE(truth, value)
#define END_U64(value, count, ...)   END_VALUE(u64, value)
#define END_U32(value, count, ...)   END_VALUE(u32, value)
#define END_SIZE(value, count, ...)  END_VALUE(size, value)
#define END_ID(value, count, ...)    END_VALUE(id, value)

#define HANDLER(table, result, call, count, ...)                                                   \
    static json_t *serve_##call(const json_t *request)                                             \
    {                                                                                              \
        SIM_EACH_##count(DECLARE, __VA_ARGS__) bool well = true;                                   \
        SIM_EACH_##count(TAKE, __VA_ARGS__) if (!well)                                             \
        {                                                                                          \
            return refuse("an argument of " #call);                                                \
        }                                                                                          \
        END_##result(table.call(SIM_LIST_##count(ARGUMENT, __VA_ARGS__)), count, __VA_ARGS__)      \
    }
#define COMPRESSOR_HANDLER(reads, result, call, count, ...)                                        \
    HANDLER(sim_subject_core, result, call, count, __VA_ARGS__)
#define SNOWFLAKE_HANDLER(reads, result, call, count, ...)                                         \
    HANDLER(sim_snowflake_core, result, call, count, __VA_ARGS__)

SIM_COMPRESSOR_CALLS(COMPRESSOR_HANDLER)
SIM_SNOWFLAKE_CALLS(SNOWFLAKE_HANDLER)

/* --- Documents and sessions. --- */

static ida_allocator allocator;

static json_t *serve_document_create(const json_t *request)
{
    uint64_t number;
    ida_document *document;
    if (!sim_take_u64(request, "document", &number)) {
        return refuse("the number of document_create");
    }
    ida_status status = sim_subject_core.document_create(&allocator, &document);
    if (status == IDA_OK && !keep(number, HANDLE_DOCUMENT, document, NULL)) {
        sim_subject_core.document_destroy(document);
        status = IDA_NO_MEMORY;
    }
    return answer_with(status);
}

static json_t *serve_document_destroy(const json_t *request)
{
    ida_document *document;
    if (!take_document(request, "document", &document)) {
        return refuse("the document of document_destroy");
    }
    drop(document);
    sim_subject_core.document_destroy(document);
    return answer_with(IDA_OK);
}

static json_t *serve_session_open(const json_t *request)
{
    uint64_t number;
    ida_uuid uuid;
    ida_document *document;
    ida_session *session;
    if (!take_document(request, "document", &document) || !sim_take_uuid(request, "uuid", &uuid) ||
        !sim_take_u64(request, "session", &number)) {
        return refuse("an argument of session_open");
    }
    ida_status status = sim_subject_core.session_open(document, uuid, &session);
    if (status == IDA_OK && !keep(number, HANDLE_SESSION, session, document)) {
        sim_subject_core.session_close(session);
        status = IDA_NO_MEMORY;
    }
    return answer_with(status);
}

static json_t *serve_session_close(const json_t *request)
{
    ida_session *session;
    if (!take_session(request, "session", &session)) {
        return refuse("the session of session_close");
    }
    drop(session);
    sim_subject_core.session_close(session);
    return answer_with(IDA_OK);
}

static json_t *serve_session_generate_many(const json_t *request)
{
    uint64_t count;
    ida_run runs[2];
    size_t run_count;
    ida_session *session;
    if (!take_session(request, "session", &session) || !sim_take_u64(request, "count", &count)) {
        return refuse("an argument of session_generate_many");
    }
    ida_status status = sim_subject_core.session_generate_many(session, count, runs, &run_count);
    json_t *answer = answer_with(status);
    if (status == IDA_OK) {
        sim_put_runs(answer, "runs", runs, run_count);
    }
    return answer;
}

/* --- Snapshots. --- */

/* The sessions that a list of numbers stands for, to be freed; false if one is none. */
static bool take_list(const json_t *list, ida_session ***sessions, size_t *count)
{
    *count = json_array_size(list);
    *sessions = calloc(*count + 1, sizeof **sessions);
    bool whole = json_is_array(list) && *sessions != NULL;
    for (size_t i = 0; whole && i < *count; i++) {
        json_t *holder = json_object();
        (void)json_object_set(holder, "session", json_array_get(list, i));
        whole = take_session(holder, "session", &(*sessions)[i]);
        json_decref(holder);
    }
    return whole;
}

static json_t *save(const ida_document *document, ida_session *const *sessions, size_t count,
                    uint64_t log_position)
{
    size_t size = sim_subject_core.snapshot_bound(document, sessions, count);
    uint8_t *bytes = malloc(size);
    if (bytes == NULL) {
        return answer_with(IDA_NO_MEMORY);
    }
    ida_status status =
        sim_subject_core.snapshot_save(document, sessions, count, log_position, bytes, size, &size);
    json_t *answer = answer_with(status);
    if (status == IDA_OK) {
        sim_put_bytes(answer, "bytes", bytes, size);
    }
    free(bytes);
    return answer;
}

static json_t *serve_snapshot_save(const json_t *request)
{
    uint64_t log_position;
    ida_document *document;
    ida_session **sessions = NULL;
    size_t count;
    json_t *answer = NULL;
    if (take_document(request, "document", &document) &&
        sim_take_u64(request, "log_position", &log_position) &&
        take_list(json_object_get(request, "sessions"), &sessions, &count)) {
        answer = save(document, sessions, count, log_position);
    }
    free(sessions);
    return answer == NULL ? refuse("an argument of snapshot_save") : answer;
}

/* Keeps what was loaded, and tells the sessions. */
static json_t *keep_loaded(ida_snapshot *loaded, uint64_t number, uint64_t first)
{
    json_t *answer = answer_with(IDA_OK);
    json_t *list = json_array();
    bool kept = keep(number, HANDLE_DOCUMENT, loaded->document, NULL);
    for (size_t i = 0; i < loaded->session_count; i++) {
        json_t *holder = json_object();
        ida_session *session = loaded->sessions[i];
        kept = kept && keep(first + i, HANDLE_SESSION, session, loaded->document);
        sim_put_uuid(holder, "uuid", sim_subject_core.session_id(session));
        (void)json_array_append(list, json_object_get(holder, "uuid"));
        json_decref(holder);
    }
    sim_put_u64(answer, "log_position", loaded->log_position);
    (void)json_object_set_new(answer, "sessions", list);
    if (!kept) {
        sim_put_status(answer, "status", IDA_NO_MEMORY);
    }
    return answer;
}

static json_t *serve_snapshot_load(const json_t *request)
{
    uint64_t number;
    uint64_t first;
    size_t size;
    ida_snapshot loaded;
    if (!sim_take_u64(request, "document", &number) ||
        !sim_take_u64(request, "first_session", &first) ||
        !sim_take_bytes(request, "bytes", NULL, 0, &size)) {
        return refuse("an argument of snapshot_load");
    }
    uint8_t *bytes = malloc(size + 1);
    if (bytes == NULL || !sim_take_bytes(request, "bytes", bytes, size, &size)) {
        free(bytes);
        return answer_with(IDA_NO_MEMORY);
    }
    ida_status status = sim_subject_core.snapshot_load(&allocator, bytes, size, &loaded);
    free(bytes);
    if (status != IDA_OK) {
        return answer_with(status);
    }
    json_t *answer = keep_loaded(&loaded, number, first);
    if (loaded.sessions != NULL) {
        (void)allocator.resize(allocator.context, loaded.sessions,
                               loaded.session_count * sizeof(ida_session *), 0);
    }
    return answer;
}

static json_t *serve_document_fluid(const json_t *request)
{
    size_t size = 0;
    ida_document *document;
    if (!take_document(request, "document", &document)) {
        return refuse("the document of document_fluid");
    }
    ida_status status = sim_subject_core.fluid_export(document, NULL, NULL, 0, &size);
    if (status != IDA_BUFFER_TOO_SMALL) {
        return answer_with(status);
    }
    char *text = malloc(size);
    if (text == NULL) {
        return answer_with(IDA_NO_MEMORY);
    }
    status = sim_subject_core.fluid_export(document, NULL, text, size, &size);
    json_t *answer = answer_with(status);
    if (status == IDA_OK) {
        (void)json_object_set_new(answer, "text", json_stringn(text, size));
    }
    free(text);
    return answer;
}

/* --- Generators. --- */

static json_t *serve_create(const json_t *request)
{
    uint64_t number;
    ida_snowflake_config config;
    ida_snowflake *generator;
    if (!sim_take_u64(request, "generator", &number) ||
        !sim_take_flake_config(request, "config", &config)) {
        return refuse("an argument of create");
    }
    ida_status status = sim_snowflake_core.create(&allocator, &config, &generator);
    if (status == IDA_OK && !keep(number, HANDLE_GENERATOR, generator, NULL)) {
        sim_snowflake_core.destroy(generator);
        status = IDA_NO_MEMORY;
    }
    return answer_with(status);
}

static json_t *serve_destroy(const json_t *request)
{
    ida_snowflake *generator;
    if (!take_generator(request, "generator", &generator)) {
        return refuse("the generator of destroy");
    }
    drop(generator);
    sim_snowflake_core.destroy(generator);
    return answer_with(IDA_OK);
}

static json_t *serve_next(const json_t *request)
{
    int64_t now_us;
    int64_t try_at_us = 0;
    uint64_t id;
    ida_snowflake *generator;
    if (!take_generator(request, "generator", &generator) ||
        !sim_take_id(request, "now_us", &now_us)) {
        return refuse("an argument of next");
    }
    ida_status status = sim_snowflake_core.next(generator, now_us, &id, &try_at_us);
    json_t *answer = answer_with(status);
    if (status == IDA_OK) {
        sim_put_u64(answer, "id", id);
    } else if (status == IDA_TRY_LATER || status == IDA_CLOCK_BEHIND) {
        sim_put_id(answer, "try_at_us", try_at_us);
    }
    return answer;
}

/* --- Lines. --- */

static json_t *serve_hello(const json_t *request)
{
    json_t *answer = answer_with(IDA_OK);
    json_t *claims = json_array();
    (void)request;
    for (unsigned i = 0; i < IDSIM_CLAIM_COUNT; i++) {
        if (sim_claims(sim_timeordered_core.unclaimed, (idsim_claim)i)) {
            (void)json_array_append_new(claims, json_string(sim_claim_name((idsim_claim)i)));
        }
    }
    sim_guest_time_hello(answer);
    sim_put_u64(answer, "version", SIM_GUEST_PROTOCOL);
    (void)json_object_set_new(answer, "name", json_string("core"));
    (void)json_object_set_new(answer, "schemes",
                              json_pack("[s, s, s]", "compressor", "snowflake", "timeordered"));
    (void)json_object_set_new(answer, "claims", claims);
    return answer;
}

/* The core has no randomness that a seed could begin. */
static json_t *serve_world(const json_t *request)
{
    (void)request;
    return answer_with(IDA_OK);
}

static json_t *serve_call(const json_t *request)
{
    static const struct {
        const char *call;
        json_t *(*serve)(const json_t *request);
    } calls[] = {
#define ROW(reads, result, call, count, ...) {#call, serve_##call},
        SIM_COMPRESSOR_CALLS(ROW) SIM_SNOWFLAKE_CALLS(ROW)
#undef ROW
            {"hello", serve_hello},
        {"world", serve_world},
        {"document_create", serve_document_create},
        {"document_destroy", serve_document_destroy},
        {"session_open", serve_session_open},
        {"session_close", serve_session_close},
        {"session_generate_many", serve_session_generate_many},
        {"snapshot_save", serve_snapshot_save},
        {"snapshot_load", serve_snapshot_load},
        {"document_fluid", serve_document_fluid},
        {"create", serve_create},
        {"destroy", serve_destroy},
        {"next", serve_next},
    };
    const char *call = json_string_value(json_object_get(request, "call"));
    for (size_t i = 0; call != NULL && i < sizeof calls / sizeof calls[0]; i++) {
        if (strcmp(call, calls[i].call) == 0) {
            return calls[i].serve(request);
        }
    }
    json_t *answer = call == NULL ? NULL : sim_guest_time_serve(call, request);
    return answer == NULL ? refuse("there is no such call") : answer;
}

static bool serve_line(const json_t *line, FILE *out)
{
    json_t *reply = json_object();
    json_t *answers = json_array();
    const json_t *calls = json_object_get(line, "calls");
    for (size_t i = 0; i < json_array_size(calls); i++) {
        (void)json_array_append_new(answers, serve_call(json_array_get(calls, i)));
    }
    if (json_object_get(line, "id") != NULL) {
        (void)json_object_set(reply, "id", json_object_get(line, "id"));
    }
    (void)json_object_set_new(reply, "answers", answers);
    bool written =
        json_dumpf(reply, out, JSON_COMPACT) == 0 && fputc('\n', out) == '\n' && fflush(out) == 0;
    json_decref(reply);
    return written;
}

bool sim_guest_serve(FILE *in, FILE *out)
{
    char *text = NULL;
    size_t capacity = 0;
    ssize_t size;
    bool well = true;
    allocator = ida_allocator_standard();
    while (well && (size = getline(&text, &capacity, in)) > 0) {
        json_error_t error;
        json_t *line = json_loadb(text, (size_t)size, 0, &error);
        if (line == NULL) {
            sim_error("a line is not JSON: %s", error.text);
            well = false;
        } else {
            well = serve_line(line, out);
            json_decref(line);
        }
    }
    free(text);
    free(handles.all);
    return well;
}
