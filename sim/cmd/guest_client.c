/* The functions of a subject, each of which asks the guest: ID compressor and Snowflake. */
#include "guest_client.h"

#include <string.h>

#include "guest_asking.h"
#include "guest_client_korder.h"
#include "guest_client_sequence.h"
#include "guest_table.h"
#include "output.h"

SIM_COMPRESSOR_CALLS(SIM_ASK)
SIM_SNOWFLAKE_CALLS(SIM_ASK)

/* --- Documents and sessions. --- */

static ida_status document_create(const ida_allocator *allocator, ida_document **document)
{
    (void)allocator;
    void *handle;
    json_t *question = sim_talk_request("document_create");
    ida_status status = sim_ask_for_handle(question, "document", &handle);
    if (status == IDA_OK) {
        *document = handle;
    }
    return status;
}

static void document_destroy(ida_document *document)
{
    sim_ask_release("document_destroy", "document", document);
}

static ida_status session_open(const ida_document *document, ida_uuid uuid, ida_session **session)
{
    void *handle;
    json_t *question = sim_talk_request("session_open");
    sim_put_handle(question, "document", document);
    sim_put_uuid(question, "uuid", uuid);
    ida_status status = sim_ask_for_handle(question, "session", &handle);
    if (status == IDA_OK) {
        sim_remote_of(handle)->uuid = uuid;
        *session = handle;
    }
    return status;
}

static void session_close(ida_session *session)
{
    sim_ask_release("session_close", "session", session);
}

static ida_uuid session_id(const ida_session *session)
{
    return sim_remote_of(session)->uuid;
}

static ida_status session_generate_many(ida_session *session, uint64_t count, ida_run runs[2],
                                        size_t *run_count)
{
    json_t *question = sim_talk_request("session_generate_many");
    sim_put_handle(question, "session", session);
    sim_put_u64(question, "count", count);
    const json_t *answer = sim_talk_call(question, NULL);
    ida_status status = sim_talk_status(answer);
    bool whole = status == IDA_OK && sim_take_runs(answer, "runs", runs, run_count);
    return status == IDA_OK && !whole ? sim_ask_incomplete("session_generate_many") : status;
}

/* --- Snapshots. --- */

static json_t *save_request(const ida_document *document, ida_session *const *sessions,
                            size_t session_count, uint64_t log_position)
{
    json_t *question = sim_talk_request("snapshot_save");
    json_t *list = json_array();
    sim_put_handle(question, "document", document);
    for (size_t i = 0; i < session_count; i++) {
        (void)json_array_append_new(list,
                                    json_integer((json_int_t)sim_remote_of(sessions[i])->number));
    }
    (void)json_object_set_new_nocheck(question, "sessions", list);
    sim_put_u64(question, "log_position", log_position);
    return question;
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
    json_t *question = save_request(document, sessions, session_count, log_position);
    const json_t *answer = sim_talk_call(question, &sim_no_key);
    ida_status status = sim_talk_status(answer);
    if (status == IDA_OK &&
        (!sim_take_bytes(answer, "bytes", buffer, capacity, size) || *size == 0)) {
        return sim_ask_incomplete("snapshot_save");
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
        sim_remote *made = sim_remote_new();
        json_t *holder = json_object();
        (void)json_object_set(holder, "uuid", json_array_get(list, i));
        bool whole = made != NULL && sim_take_uuid(holder, "uuid", &made->uuid);
        json_decref(holder);
        if (!whole) {
            sim_talk_other_form("a session of snapshot_load is not a UUID");
            sim_remote_free(made);
            return false;
        }
        made->number = first + i;
        snapshot->sessions[i] = (ida_session *)(void *)made;
    }
    sim_remote_take_numbers(first + count);
    return true;
}

static ida_status snapshot_load(const ida_allocator *allocator, const uint8_t *bytes, size_t size,
                                ida_snapshot *snapshot)
{
    ida_snapshot loaded = {0};
    sim_remote *made = sim_remote_new();
    if (made == NULL) {
        return IDA_NO_MEMORY;
    }
    json_t *question = sim_talk_request("snapshot_load");
    uint64_t first = made->number + 1;
    sim_put_bytes(question, "bytes", bytes, size);
    sim_put_u64(question, "document", made->number);
    sim_put_u64(question, "first_session", first);
    const json_t *answer = sim_talk_call(question, NULL);
    ida_status status = sim_talk_status(answer);
    if (status != IDA_OK) {
        sim_remote_free(made);
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
    json_t *question = sim_talk_request("document_fluid");
    sim_put_handle(question, "document", document);
    const json_t *answer = sim_talk_call(question, &sim_no_key);
    ida_status status = sim_talk_status(answer);
    const json_t *written = json_object_get(answer, "text");
    if (status != IDA_OK) {
        return status;
    }
    if (!json_is_string(written)) {
        return sim_ask_incomplete("document_fluid");
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
    void *handle;
    json_t *question = sim_talk_request("create");
    sim_put_flake_config(question, "config", config);
    ida_status status = sim_ask_for_handle(question, "generator", &handle);
    if (status == IDA_OK) {
        *generator = handle;
    }
    return status;
}

static void destroy(ida_snowflake *generator)
{
    sim_ask_release("destroy", "generator", generator);
}

static ida_status next(ida_snowflake *generator, int64_t now_us, uint64_t *id, int64_t *try_at_us)
{
    int64_t told_us;
    json_t *question = sim_talk_request("next");
    sim_put_handle(question, "generator", generator);
    sim_put_id(question, "now_us", now_us);
    const json_t *answer = sim_talk_call(question, NULL);
    ida_status status = sim_talk_status(answer);
    if (status == IDA_OK) {
        return sim_take_u64(answer, "id", id) ? status : sim_ask_incomplete("next");
    }
    if (status == IDA_TRY_LATER || status == IDA_CLOCK_BEHIND) {
        if (!sim_take_id(answer, "try_at_us", &told_us)) {
            return sim_ask_incomplete("next");
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

static idsim_compressor compressor = {
    SIM_COMPRESSOR_CALLS(SIM_ASK_ROW).document_create = document_create,
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
    SIM_SNOWFLAKE_CALLS(SIM_ASK_ROW).create = create,
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
    sim_guest_sequence.unclaimed = hello->unclaimed;
    sim_guest_korder.unclaimed = hello->unclaimed;
    compressor.fluid_export = sim_claims(hello->unclaimed, IDSIM_CLAIM_FLUID) ? fluid_export : NULL;
    own_layout = hello->layout;
    snowflake.layout = hello->has_layout ? layout : NULL;
    sim_guest_complete_compressor(&compressor);
    sim_guest_complete_snowflake(&snowflake);
    const void *const tables[SIM_SCHEME_COUNT] = {
        [SIM_SCHEME_COMPRESSOR] = &compressor,
        [SIM_SCHEME_SEQUENCE] = &sim_guest_sequence,
        [SIM_SCHEME_SNOWFLAKE] = &snowflake,
        [SIM_SCHEME_KORDER] = &sim_guest_korder,
    };
    for (unsigned i = 0; i < SIM_SCHEME_COUNT; i++) {
        subjects->of[i] = hello->has[i] ? tables[i] : NULL;
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
