/* Reads requests, calls the core, and writes its answers. */
#include "guest_serve.h"

#include <stdlib.h>
#include <string.h>

#include "claims.h"
#include "compressor/subject.h"
#include "guest_serve_korder.h"
#include "guest_serve_sequence.h"
#include "guest_serving.h"
#include "guest_talk.h"
#include "output.h"
#include "snowflake/subject.h"

#define COMPRESSOR_HANDLER(reads, result, call, count, ...)                                        \
    SIM_HANDLER(sim_subject_core, result, call, count, __VA_ARGS__)
#define SNOWFLAKE_HANDLER(reads, result, call, count, ...)                                         \
    SIM_HANDLER(sim_snowflake_core, result, call, count, __VA_ARGS__)

SIM_COMPRESSOR_CALLS(COMPRESSOR_HANDLER)
SIM_SNOWFLAKE_CALLS(SNOWFLAKE_HANDLER)

/* --- Documents and sessions. --- */

static json_t *serve_document_create(const json_t *question)
{
    uint64_t number;
    ida_document *document;
    if (!sim_take_u64(question, "document", &number)) {
        return sim_answer_refused("the number of document_create");
    }
    ida_status status = sim_subject_core.document_create(sim_serve_allocator(), &document);
    if (status == IDA_OK && !sim_serve_keep(number, SIM_HANDLE_DOCUMENT, document, NULL)) {
        sim_subject_core.document_destroy(document);
        status = IDA_NO_MEMORY;
    }
    return sim_answer(status);
}

static json_t *serve_document_destroy(const json_t *question)
{
    ida_document *document;
    if (!sim_take_document(question, "document", &document)) {
        return sim_answer_refused("the document of document_destroy");
    }
    sim_serve_drop(document);
    sim_subject_core.document_destroy(document);
    return sim_answer(IDA_OK);
}

static json_t *serve_session_open(const json_t *question)
{
    uint64_t number;
    ida_uuid uuid;
    ida_document *document;
    ida_session *session;
    if (!sim_take_document(question, "document", &document) ||
        !sim_take_uuid(question, "uuid", &uuid) || !sim_take_u64(question, "session", &number)) {
        return sim_answer_refused("an argument of session_open");
    }
    ida_status status = sim_subject_core.session_open(document, uuid, &session);
    if (status == IDA_OK && !sim_serve_keep(number, SIM_HANDLE_SESSION, session, document)) {
        sim_subject_core.session_close(session);
        status = IDA_NO_MEMORY;
    }
    return sim_answer(status);
}

static json_t *serve_session_close(const json_t *question)
{
    ida_session *session;
    if (!sim_take_session(question, "session", &session)) {
        return sim_answer_refused("the session of session_close");
    }
    sim_serve_drop(session);
    sim_subject_core.session_close(session);
    return sim_answer(IDA_OK);
}

static json_t *serve_session_generate_many(const json_t *question)
{
    uint64_t count;
    ida_run runs[2];
    size_t run_count;
    ida_session *session;
    if (!sim_take_session(question, "session", &session) ||
        !sim_take_u64(question, "count", &count)) {
        return sim_answer_refused("an argument of session_generate_many");
    }
    ida_status status = sim_subject_core.session_generate_many(session, count, runs, &run_count);
    json_t *answer = sim_answer(status);
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
        whole = sim_take_session(holder, "session", &(*sessions)[i]);
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
        return sim_answer(IDA_NO_MEMORY);
    }
    ida_status status =
        sim_subject_core.snapshot_save(document, sessions, count, log_position, bytes, size, &size);
    json_t *answer = sim_answer(status);
    if (status == IDA_OK) {
        sim_put_bytes(answer, "bytes", bytes, size);
    }
    free(bytes);
    return answer;
}

static json_t *serve_snapshot_save(const json_t *question)
{
    uint64_t log_position;
    ida_document *document;
    ida_session **sessions = NULL;
    size_t count;
    json_t *answer = NULL;
    if (sim_take_document(question, "document", &document) &&
        sim_take_u64(question, "log_position", &log_position) &&
        take_list(json_object_get(question, "sessions"), &sessions, &count)) {
        answer = save(document, sessions, count, log_position);
    }
    free(sessions);
    return answer == NULL ? sim_answer_refused("an argument of snapshot_save") : answer;
}

/* Keeps what was loaded, and tells the sessions. */
static json_t *keep_loaded(ida_snapshot *loaded, uint64_t number, uint64_t first)
{
    json_t *answer = sim_answer(IDA_OK);
    json_t *list = json_array();
    bool kept = sim_serve_keep(number, SIM_HANDLE_DOCUMENT, loaded->document, NULL);
    for (size_t i = 0; i < loaded->session_count; i++) {
        json_t *holder = json_object();
        ida_session *session = loaded->sessions[i];
        kept = kept && sim_serve_keep(first + i, SIM_HANDLE_SESSION, session, loaded->document);
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

static json_t *serve_snapshot_load(const json_t *question)
{
    uint64_t number;
    uint64_t first;
    size_t size;
    ida_snapshot loaded;
    if (!sim_take_u64(question, "document", &number) ||
        !sim_take_u64(question, "first_session", &first) ||
        !sim_take_bytes(question, "bytes", NULL, 0, &size)) {
        return sim_answer_refused("an argument of snapshot_load");
    }
    uint8_t *bytes = malloc(size + 1);
    if (bytes == NULL || !sim_take_bytes(question, "bytes", bytes, size, &size)) {
        free(bytes);
        return sim_answer(IDA_NO_MEMORY);
    }
    ida_status status = sim_subject_core.snapshot_load(sim_serve_allocator(), bytes, size, &loaded);
    free(bytes);
    if (status != IDA_OK) {
        return sim_answer(status);
    }
    json_t *answer = keep_loaded(&loaded, number, first);
    if (loaded.sessions != NULL) {
        const ida_allocator *allocator = sim_serve_allocator();
        (void)allocator->resize(allocator->context, loaded.sessions,
                                loaded.session_count * sizeof(ida_session *), 0);
    }
    return answer;
}

static json_t *serve_document_fluid(const json_t *question)
{
    size_t size = 0;
    ida_document *document;
    if (!sim_take_document(question, "document", &document)) {
        return sim_answer_refused("the document of document_fluid");
    }
    ida_status status = sim_subject_core.fluid_export(document, NULL, NULL, 0, &size);
    if (status != IDA_BUFFER_TOO_SMALL) {
        return sim_answer(status);
    }
    char *text = malloc(size);
    if (text == NULL) {
        return sim_answer(IDA_NO_MEMORY);
    }
    status = sim_subject_core.fluid_export(document, NULL, text, size, &size);
    json_t *answer = sim_answer(status);
    if (status == IDA_OK) {
        (void)json_object_set_new(answer, "text", json_stringn(text, size));
    }
    free(text);
    return answer;
}

/* --- Generators. --- */

static json_t *serve_create(const json_t *question)
{
    uint64_t number;
    ida_snowflake_config config;
    ida_snowflake *generator;
    if (!sim_take_u64(question, "generator", &number) ||
        !sim_take_flake_config(question, "config", &config)) {
        return sim_answer_refused("an argument of create");
    }
    ida_status status = sim_snowflake_core.create(sim_serve_allocator(), &config, &generator);
    if (status == IDA_OK && !sim_serve_keep(number, SIM_HANDLE_GENERATOR, generator, NULL)) {
        sim_snowflake_core.destroy(generator);
        status = IDA_NO_MEMORY;
    }
    return sim_answer(status);
}

static json_t *serve_destroy(const json_t *question)
{
    ida_snowflake *generator;
    if (!sim_take_generator(question, "generator", &generator)) {
        return sim_answer_refused("the generator of destroy");
    }
    sim_serve_drop(generator);
    sim_snowflake_core.destroy(generator);
    return sim_answer(IDA_OK);
}

static json_t *serve_next(const json_t *question)
{
    int64_t now_us;
    int64_t try_at_us = 0;
    uint64_t id;
    ida_snowflake *generator;
    if (!sim_take_generator(question, "generator", &generator) ||
        !sim_take_id(question, "now_us", &now_us)) {
        return sim_answer_refused("an argument of next");
    }
    ida_status status = sim_snowflake_core.next(generator, now_us, &id, &try_at_us);
    json_t *answer = sim_answer(status);
    if (status == IDA_OK) {
        sim_put_u64(answer, "id", id);
    } else if (status == IDA_TRY_LATER || status == IDA_CLOCK_BEHIND) {
        sim_put_id(answer, "try_at_us", try_at_us);
    }
    return answer;
}

/* --- Lines. --- */

static json_t *serve_hello(const json_t *question)
{
    json_t *answer = sim_answer(IDA_OK);
    json_t *claims = json_array();
    json_t *schemes = json_array();
    (void)question;
    for (unsigned i = 0; i < IDSIM_CLAIM_COUNT; i++) {
        (void)json_array_append_new(claims, json_string(sim_claim_name((idsim_claim)i)));
    }
    for (unsigned i = 0; i < SIM_SCHEME_COUNT; i++) {
        (void)json_array_append_new(schemes, json_string(sim_scheme_name((sim_scheme)i)));
    }
    sim_put_u64(answer, "version", SIM_GUEST_PROTOCOL);
    (void)json_object_set_new(answer, "name", json_string("core"));
    (void)json_object_set_new(answer, "schemes", schemes);
    (void)json_object_set_new(answer, "claims", claims);
    return answer;
}

/* The core has no randomness that a seed could begin. */
static json_t *serve_world(const json_t *question)
{
    (void)question;
    return sim_answer(IDA_OK);
}

static json_t *serve_call(const json_t *question)
{
    static const struct {
        const char *call;
        json_t *(*serve)(const json_t *question);
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
    const char *call = json_string_value(json_object_get(question, "call"));
    for (size_t i = 0; call != NULL && i < sizeof calls / sizeof calls[0]; i++) {
        if (strcmp(call, calls[i].call) == 0) {
            return calls[i].serve(question);
        }
    }
    json_t *answer = call == NULL ? NULL : sim_serve_sequence(call, question);
    if (answer == NULL && call != NULL) {
        answer = sim_serve_korder(call, question);
    }
    return answer == NULL ? sim_answer_refused("there is no such call") : answer;
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
    sim_serve_end();
    return well;
}
