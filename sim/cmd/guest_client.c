/*
 * The functions of a subject, each of which asks the guest. Handles are numbers that the client
 * chooses; what a handle points to is the client's.
 */
#include "guest_client.h"

#include <stdlib.h>
#include <string.h>

#include "guest_calls.h"
#include "guest_forms.h"
#include "guest_table.h"
#include "guest_talk.h"
#include "guest_time_client.h"
#include "output.h"

/* What every handle points to. */
typedef struct remote {
    uint64_t number;
    ida_uuid uuid; /* of a session */
} remote;

static uint64_t last_number;

static remote *remote_of(const void *handle)
{
    remote *of;
    memcpy(&of, &handle, sizeof of);
    return of;
}

static remote *new_remote(void)
{
    remote *made = calloc(1, sizeof *made);
    if (made != NULL) {
        made->number = ++last_number;
    }
    return made;
}

static void free_remote(remote *of)
{
    free(of);
}

static void put_handle(json_t *request, const char *name, const void *handle)
{
    sim_put_u64(request, name, remote_of(handle)->number);
}

/* --- The calls of the table. --- */

#define READS   true
#define CHANGES false

#define PARAMETER(way, type, name) PARAMETER_##way(type, name)
#define PARAMETER_IN(type, name)   sim_c_##type(name)
/* NOLINTNEXTLINE(bugprone-macro-parentheses): it is a declaration. */
#define PARAMETER_OUT(type, name) sim_c_out_##type *(name)

#define PUT(way, type, name) PUT_##way(type, name)
#define PUT_IN(type, name)   put_##type(request, #name, name);
#define PUT_OUT(type, name)
/* NOLINTBEGIN(readability-identifier-naming): the type is a part of the name, as it is written. */
#define put_document        put_handle
#define put_const_document  put_handle
#define put_session         put_handle
#define put_const_session   put_handle
#define put_generator       put_handle
#define put_const_generator put_handle
#define put_id              sim_put_id
#define put_u64             sim_put_u64
#define put_u32             sim_put_u32
#define put_size            sim_put_size
#define put_uuid            sim_put_uuid
#define put_range           sim_put_range
#define put_layout          sim_put_layout
#define put_parts           sim_put_parts
/* NOLINTEND(readability-identifier-naming) */

#define AND_TAKE(way, type, name) AND_TAKE_##way(type, name)
#define AND_TAKE_IN(type, name)
#define AND_TAKE_OUT(type, name) &&sim_take_##type(answer, #name, name)

static ida_status incomplete(const char *call)
{
    sim_talk_other_form(call);
    return IDA_MALFORMED;
}

/* A truth, for a call that answers with nothing else or with outputs if it is true. */
static bool is_true(const json_t *answer, const char *call)
{
    bool truth = false;
    if (answer != NULL && !sim_take_truth(answer, "value", &truth)) {
        sim_talk_other_form(call);
    }
    return truth;
}

#define C_OF_STATUS ida_status
#define C_OF_FOUND  bool
#define C_OF_TRUTH  bool
#define C_OF_U64    uint64_t
#define C_OF_U32    uint32_t
#define C_OF_SIZE   size_t
#define C_OF_ID     int64_t

#define END_STATUS(call, count, ...)                                                               \
    ida_status status = sim_talk_status(answer);                                                   \
    bool whole = status == IDA_OK SIM_EACH_##count(AND_TAKE, __VA_ARGS__);                         \
    return status == IDA_OK && !whole ? incomplete(#call) : status;
#define END_FOUND(call, count, ...)                                                                \
    bool found = is_true(answer, #call);                                                           \
    bool whole = found SIM_EACH_##count(AND_TAKE, __VA_ARGS__);                                    \
    if (found && !whole) {                                                                         \
        sim_talk_other_form(#call);                                                                \
    }                                                                                              \
    return whole;
#define END_TRUTH(call, count, ...) return is_true(answer, #call);
#define END_VALUE(call, type)                                                                      \
    if (answer != NULL && !sim_take_##type(answer, "value", &value)) {                             \
        sim_talk_other_form(#call);                                                                \
    }                                                                                              \
    return value;
#define END_U64(call, count, ...)                                                                  \
    uint64_t value = 0;                                                                            \
    END_VALUE(call, u64)
#define END_U32(call, count, ...)                                                                  \
    uint32_t value = 0;                                                                            \
    END_VALUE(call, u32)
#define END_SIZE(call, count, ...)                                                                 \
    size_t value = 0;                                                                              \
    END_VALUE(call, size)
#define END_ID(call, count, ...)                                                                   \
    int64_t value = 0;                                                                             \
    END_VALUE(call, id)

#define FUNCTION(reads, result, call, count, ...)                                                  \
    static C_OF_##result call(SIM_LIST_##count(PARAMETER, __VA_ARGS__))                            \
    {                                                                                              \
        json_t *request = sim_talk_request(#call);                                                 \
        SIM_EACH_##count(PUT, __VA_ARGS__) const json_t *answer = sim_talk_call(request, reads);   \
        END_##result(call, count, __VA_ARGS__)                                                     \
    }

SIM_COMPRESSOR_CALLS(FUNCTION)
SIM_SNOWFLAKE_CALLS(FUNCTION)

/* --- Documents and sessions. --- */

static ida_status document_create(const ida_allocator *allocator, ida_document **document)
{
    (void)allocator;
    remote *made = new_remote();
    if (made == NULL) {
        return IDA_NO_MEMORY;
    }
    json_t *request = sim_talk_request("document_create");
    sim_put_u64(request, "document", made->number);
    ida_status status = sim_talk_status(sim_talk_call(request, false));
    if (status != IDA_OK) {
        free_remote(made);
        return status;
    }
    *document = (ida_document *)(void *)made;
    return IDA_OK;
}

/* Nobody waits for the answer to say more than that it came. */
static void release(const char *call, const char *name, void *handle)
{
    if (handle != NULL) {
        json_t *request = sim_talk_request(call);
        put_handle(request, name, handle);
        (void)sim_talk_call(request, false);
        free_remote(remote_of(handle));
    }
}

static void document_destroy(ida_document *document)
{
    release("document_destroy", "document", document);
}

static ida_status session_open(const ida_document *document, ida_uuid uuid, ida_session **session)
{
    remote *made = new_remote();
    if (made == NULL) {
        return IDA_NO_MEMORY;
    }
    made->uuid = uuid;
    json_t *request = sim_talk_request("session_open");
    put_handle(request, "document", document);
    sim_put_uuid(request, "uuid", uuid);
    sim_put_u64(request, "session", made->number);
    ida_status status = sim_talk_status(sim_talk_call(request, false));
    if (status != IDA_OK) {
        free_remote(made);
        return status;
    }
    *session = (ida_session *)(void *)made;
    return IDA_OK;
}

static void session_close(ida_session *session)
{
    release("session_close", "session", session);
}

static ida_uuid session_id(const ida_session *session)
{
    return remote_of(session)->uuid;
}

static ida_status session_generate_many(ida_session *session, uint64_t count, ida_run runs[2],
                                        size_t *run_count)
{
    json_t *request = sim_talk_request("session_generate_many");
    put_handle(request, "session", session);
    sim_put_u64(request, "count", count);
    const json_t *answer = sim_talk_call(request, false);
    ida_status status = sim_talk_status(answer);
    bool whole = status == IDA_OK && sim_take_runs(answer, "runs", runs, run_count);
    return status == IDA_OK && !whole ? incomplete("session_generate_many") : status;
}

/* --- Snapshots. --- */

static json_t *save_request(const ida_document *document, ida_session *const *sessions,
                            size_t session_count, uint64_t log_position)
{
    json_t *request = sim_talk_request("snapshot_save");
    json_t *list = json_array();
    put_handle(request, "document", document);
    for (size_t i = 0; i < session_count; i++) {
        (void)json_array_append_new(list, json_integer((json_int_t)remote_of(sessions[i])->number));
    }
    (void)json_object_set_new_nocheck(request, "sessions", list);
    sim_put_u64(request, "log_position", log_position);
    return request;
}

/* A buffer of the longest line has room for every snapshot. */
static size_t snapshot_bound(const ida_document *document, ida_session *const *sessions,
                             size_t session_count)
{
    (void)document;
    (void)sessions;
    (void)session_count;
    return (size_t)1 << 19;
}

static ida_status snapshot_save(const ida_document *document, ida_session *const *sessions,
                                size_t session_count, uint64_t log_position, uint8_t *buffer,
                                size_t capacity, size_t *size)
{
    json_t *request = save_request(document, sessions, session_count, log_position);
    const json_t *answer = sim_talk_call(request, true);
    ida_status status = sim_talk_status(answer);
    if (status == IDA_OK &&
        (!sim_take_bytes(answer, "bytes", buffer, capacity, size) || *size == 0)) {
        return incomplete("snapshot_save");
    }
    return status;
}

static void close_snapshot(const ida_allocator *allocator, ida_snapshot *snapshot)
{
    for (size_t i = 0; i < snapshot->session_count && snapshot->sessions != NULL; i++) {
        session_close(snapshot->sessions[i]);
    }
    document_destroy(snapshot->document);
    if (snapshot->sessions != NULL) {
        (void)allocator->resize(allocator->context, snapshot->sessions,
                                snapshot->session_count * sizeof(ida_session *), 0);
    }
}

/* The sessions of a loaded snapshot, numbered from first on; false without memory or on trouble. */
static bool take_sessions(const ida_allocator *allocator, const json_t *answer, uint64_t first,
                          ida_snapshot *snapshot)
{
    const json_t *list = json_object_get(answer, "sessions");
    size_t count = json_array_size(list);
    if (!json_is_array(list) || !sim_take_u64(answer, "log_position", &snapshot->log_position)) {
        sim_talk_other_form("snapshot_load");
        return false;
    }
    if (count == 0) {
        return true;
    }
    snapshot->sessions =
        allocator->resize(allocator->context, NULL, 0, count * sizeof(ida_session *));
    if (snapshot->sessions == NULL) {
        return false;
    }
    memset(snapshot->sessions, 0, count * sizeof(ida_session *));
    snapshot->session_count = count;
    for (size_t i = 0; i < count; i++) {
        remote *made = new_remote();
        json_t *holder = json_object();
        (void)json_object_set(holder, "uuid", json_array_get(list, i));
        bool whole = made != NULL && sim_take_uuid(holder, "uuid", &made->uuid);
        json_decref(holder);
        if (!whole) {
            sim_talk_other_form("a session of snapshot_load is not a UUID");
            free_remote(made);
            return false;
        }
        made->number = first + i;
        snapshot->sessions[i] = (ida_session *)(void *)made;
    }
    last_number = first + count;
    return true;
}

static ida_status snapshot_load(const ida_allocator *allocator, const uint8_t *bytes, size_t size,
                                ida_snapshot *snapshot)
{
    ida_snapshot loaded = {0};
    remote *made = new_remote();
    if (made == NULL) {
        return IDA_NO_MEMORY;
    }
    json_t *request = sim_talk_request("snapshot_load");
    uint64_t first = made->number + 1;
    sim_put_bytes(request, "bytes", bytes, size);
    sim_put_u64(request, "document", made->number);
    sim_put_u64(request, "first_session", first);
    const json_t *answer = sim_talk_call(request, false);
    ida_status status = sim_talk_status(answer);
    if (status != IDA_OK) {
        free_remote(made);
    } else {
        loaded.document = (ida_document *)(void *)made;
        if (take_sessions(allocator, answer, first, &loaded)) {
            *snapshot = loaded;
        } else {
            status = IDA_MALFORMED;
            close_snapshot(allocator, &loaded);
        }
    }
    return status;
}

static ida_status fluid_export(const ida_document *document, const ida_uuid *first, char *text,
                               size_t capacity, size_t *size)
{
    (void)first;
    json_t *request = sim_talk_request("document_fluid");
    put_handle(request, "document", document);
    const json_t *answer = sim_talk_call(request, true);
    ida_status status = sim_talk_status(answer);
    const json_t *written = json_object_get(answer, "text");
    if (status != IDA_OK) {
        return status;
    }
    if (!json_is_string(written)) {
        return incomplete("document_fluid");
    }
    if (json_string_length(written) > capacity) {
        *size = json_string_length(written);
        return IDA_BUFFER_TOO_SMALL;
    }
    *size = json_string_length(written);
    memcpy(text, json_string_value(written), *size);
    return IDA_OK;
}

/* --- Generators. --- */

static ida_status create(const ida_allocator *allocator, const ida_snowflake_config *config,
                         ida_snowflake **generator)
{
    (void)allocator;
    remote *made = new_remote();
    if (made == NULL) {
        return IDA_NO_MEMORY;
    }
    json_t *request = sim_talk_request("create");
    sim_put_flake_config(request, "config", config);
    sim_put_u64(request, "generator", made->number);
    ida_status status = sim_talk_status(sim_talk_call(request, false));
    if (status != IDA_OK) {
        free_remote(made);
        return status;
    }
    *generator = (ida_snowflake *)(void *)made;
    return IDA_OK;
}

static void destroy(ida_snowflake *generator)
{
    release("destroy", "generator", generator);
}

static ida_status next(ida_snowflake *generator, int64_t now_us, uint64_t *id, int64_t *try_at_us)
{
    int64_t told_us;
    json_t *request = sim_talk_request("next");
    put_handle(request, "generator", generator);
    sim_put_id(request, "now_us", now_us);
    const json_t *answer = sim_talk_call(request, false);
    ida_status status = sim_talk_status(answer);
    if (status == IDA_OK) {
        return sim_take_u64(answer, "id", id) ? status : incomplete("next");
    }
    if (status == IDA_TRY_LATER || status == IDA_CLOCK_BEHIND) {
        if (!sim_take_id(answer, "try_at_us", &told_us)) {
            return incomplete("next");
        }
        if (try_at_us != NULL) {
            *try_at_us = told_us;
        }
    }
    return status;
}

/* --- The tables. --- */

static ida_snowflake_layout own_layout;

static void layout(ida_snowflake_layout *out)
{
    *out = own_layout;
}

#define ROW(reads, result, call, count, ...) .call = call,

static idsim_compressor compressor = {
    SIM_COMPRESSOR_CALLS(ROW).document_create = document_create,
    .name = "guest",
    .document_destroy = document_destroy,
    .session_open = session_open,
    .session_close = session_close,
    .session_id = session_id,
    .session_generate_many = session_generate_many,
    .snapshot_bound = snapshot_bound,
    .snapshot_save = snapshot_save,
    .snapshot_load = snapshot_load,
    .collect = sim_talk_collect,
};

static idsim_snowflake snowflake = {
    SIM_SNOWFLAKE_CALLS(ROW).create = create,
    .name = "guest",
    .destroy = destroy,
    .next = next,
};

static const sim_guest_watch watch_of_guest = {
    .world_begins = sim_talk_world,
    .trouble = sim_talk_trouble,
};

static void fill(const sim_guest_hello *hello, sim_subjects *subjects)
{
    *subjects = (sim_subjects){{NULL}};
    compressor.unclaimed = hello->unclaimed;
    snowflake.unclaimed = hello->unclaimed;
    compressor.fluid_export = sim_claims(hello->unclaimed, IDSIM_CLAIM_FLUID) ? fluid_export : NULL;
    own_layout = hello->layout;
    snowflake.layout = hello->has_layout ? layout : NULL;
    sim_guest_complete_compressor(&compressor);
    sim_guest_complete_snowflake(&snowflake);
    if (hello->has[SIM_SCHEME_COMPRESSOR]) {
        subjects->of[SIM_SCHEME_COMPRESSOR] = &compressor;
    }
    if (hello->has[SIM_SCHEME_SNOWFLAKE]) {
        subjects->of[SIM_SCHEME_SNOWFLAKE] = &snowflake;
    }
    if (hello->has[SIM_SCHEME_TIMEORDERED]) {
        subjects->of[SIM_SCHEME_TIMEORDERED] = sim_guest_time_client(hello);
    }
}

bool sim_guest_client_open(const char *command, uint64_t deadline_ms, sim_subjects *subjects,
                           const sim_guest_watch **watch)
{
    sim_guest_hello hello;
    sim_talk_begin(command, deadline_ms);
    bool greeted = sim_talk_hello(&hello);
    if (greeted) {
        fill(&hello, subjects);
        *watch = &watch_of_guest;
    } else {
        sim_error("the guest '%s' cannot be talked to: %s", command, sim_talk_trouble_text());
        sim_hint("What is off: idsim guest check -- %s", command);
    }
    sim_talk_end();
    return greeted;
}
