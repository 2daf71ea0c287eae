/* Makes each call to a guest and to the core, and compares the answers. */
#include "guest_compare.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "claims.h"
#include "compressor/subject.h"
#include "guest_calls.h"
#include "guest_forms.h"
#include "guest_table.h"

/* What every handle points to: the same object of both. */
typedef struct pair {
    void *guest;
    void *core;
} pair;

/* A snapshot of the guest's, and that of the core at the same time. */
typedef struct snapshot_pair {
    uint8_t *guest;
    size_t guest_size;
    uint8_t *core;
    size_t core_size;
} snapshot_pair;

/* So many are remembered; the oldest ones are replaced. */
#define SNAPSHOTS 256u

static const idsim_compressor *guest_table;
static ida_allocator own;
static snapshot_pair snapshots[SNAPSHOTS];
static size_t snapshot_count;
static sim_word difference;
static char difference_text[600];

sim_word sim_guest_difference(void)
{
    return difference;
}

const char *sim_guest_difference_text(void)
{
    return difference_text;
}

void sim_guest_compare_anew(void)
{
    difference = SIM_WORD_NONE;
    difference_text[0] = '\0';
}

static pair *pair_of(const void *handle)
{
    pair *of;
    memcpy(&of, &handle, sizeof of);
    return of;
}

static void differ(const char *call, json_t *from_guest, json_t *from_core)
{
    char *guest = json_dumps(from_guest, JSON_COMPACT | JSON_ENCODE_ANY);
    char *core = json_dumps(from_core, JSON_COMPACT | JSON_ENCODE_ANY);
    if (difference == SIM_WORD_NONE) {
        difference = SIM_WORD_GUEST_DIFFERS;
        (void)snprintf(difference_text, sizeof difference_text, "%s: %.250s, the core: %.250s",
                       call, guest == NULL ? "" : guest, core == NULL ? "" : core);
    }
    free(guest);
    free(core);
}

/* Compares two answers as the protocol has them, and releases them. */
static void compare(const char *call, json_t *from_guest, json_t *from_core)
{
    if (json_equal(from_guest, from_core) == 0) {
        differ(call, from_guest, from_core);
    }
    json_decref(from_guest);
    json_decref(from_core);
}

static void compare_statuses(const char *call, ida_status from_guest, ida_status from_core)
{
    json_t *guest = json_object();
    json_t *core = json_object();
    sim_put_status(guest, "status", from_guest);
    sim_put_status(core, "status", from_core);
    compare(call, guest, core);
}

/* The two exports of a document. */
static void compare_exports(const pair *document)
{
    size_t guest_size = 0;
    size_t core_size = 0;
    if (guest_table->fluid_export == NULL ||
        sim_subject_core.fluid_export(document->core, NULL, NULL, 0, &core_size) !=
            IDA_BUFFER_TOO_SMALL) {
        return;
    }
    const size_t room = (size_t)1 << 20;
    char *guest = malloc(room);
    char *core = malloc(core_size);
    if (guest != NULL && core != NULL &&
        guest_table->fluid_export(document->guest, NULL, guest, room, &guest_size) == IDA_OK &&
        sim_subject_core.fluid_export(document->core, NULL, core, core_size, &core_size) ==
            IDA_OK) {
        compare("document_fluid", json_stringn(guest, guest_size), json_stringn(core, core_size));
    }
    free(guest);
    free(core);
}

/* --- The calls of the table. --- */

#define PARAMETER(way, type, name) PARAMETER_##way(type, name)
#define PARAMETER_IN(type, name)   sim_c_##type(name)
/* NOLINTNEXTLINE(bugprone-macro-parentheses): it is a declaration. */
#define PARAMETER_OUT(type, name) sim_c_out_##type *(name)
#define SECOND(way, type, name)   SECOND_##way(type, name)
#define SECOND_IN(type, name)
#define SECOND_OUT(type, name)    sim_c_out_##type other_##name = *(name);
#define TO_GUEST(way, type, name) TO_GUEST_##way(type, name)
#define TO_GUEST_IN(type, name)   GUEST_##type(name)
#define TO_GUEST_OUT(type, name)  name
#define TO_CORE(way, type, name)  TO_CORE_##way(type, name)
#define TO_CORE_IN(type, name)    CORE_##type(name)
#define TO_CORE_OUT(type, name)   &other_##name
#define STATE(way, type, name)    STATE_##way(type, name)
#define STATE_IN(type, name)
#define STATE_OUT(type, name)                                                                      \
    STATE_##type(from_guest, name, *(name)) STATE_##type(from_core, name, other_##name)

/* NOLINTBEGIN(readability-identifier-naming): the type is a part of the name, as it is written. */
#define GUEST_document(name)       pair_of(name)->guest
#define GUEST_const_document(name) pair_of(name)->guest
#define GUEST_session(name)        pair_of(name)->guest
#define GUEST_const_session(name)  pair_of(name)->guest
#define GUEST_id(name)             name
#define GUEST_u64(name)            name
#define GUEST_u32(name)            name
#define GUEST_size(name)           name
#define GUEST_uuid(name)           name
#define GUEST_range(name)          name
#define CORE_document(name)        pair_of(name)->core
#define CORE_const_document(name)  pair_of(name)->core
#define CORE_session(name)         pair_of(name)->core
#define CORE_const_session(name)   pair_of(name)->core
#define CORE_id(name)              name
#define CORE_u64(name)             name
#define CORE_u32(name)             name
#define CORE_size(name)            name
#define CORE_uuid(name)            name
#define CORE_range(name)           name

#define STATE_id(answer, name, value)      sim_put_id(answer, #name, value);
#define STATE_uuid(answer, name, value)    sim_put_uuid(answer, #name, value);
#define STATE_range(answer, name, value)   sim_put_range(answer, #name, &(value));
#define STATE_unique(answer, name, value)  sim_put_unique(answer, #name, &(value));
#define STATE_cluster(answer, name, value) sim_put_cluster(answer, #name, &(value));
/* NOLINTEND(readability-identifier-naming) */

#define C_OF_STATUS ida_status
#define C_OF_FOUND  bool
#define C_OF_TRUTH  bool
#define C_OF_U64    uint64_t
#define C_OF_U32    uint32_t
#define C_OF_SIZE   size_t
#define C_OF_ID     int64_t

#define PUT_STATUS sim_put_status
#define PUT_FOUND  sim_put_truth
#define PUT_TRUTH  sim_put_truth
#define PUT_U64    sim_put_u64
#define PUT_U32    sim_put_u32
#define PUT_SIZE   sim_put_size
#define PUT_ID     sim_put_id

/* Whether the outputs were written. */
#define WRITTEN_STATUS(result) ((result) == IDA_OK)
#define WRITTEN_FOUND(result)  (result)
#define WRITTEN_TRUTH(result)  false
#define WRITTEN_U64(result)    false
#define WRITTEN_U32(result)    false
#define WRITTEN_SIZE(result)   false
#define WRITTEN_ID(result)     false

#define FUNCTION(reads, result, call, count, ...)                                                  \
    static C_OF_##result call(SIM_LIST_##count(PARAMETER, __VA_ARGS__))                            \
    {                                                                                              \
        SIM_EACH_##count(SECOND, __VA_ARGS__) C_OF_##result by_guest =                             \
            guest_table->call(SIM_LIST_##count(TO_GUEST, __VA_ARGS__));                            \
        C_OF_##result by_core = sim_subject_core.call(SIM_LIST_##count(TO_CORE, __VA_ARGS__));     \
        json_t *from_guest = json_object();                                                        \
        json_t *from_core = json_object();                                                         \
        PUT_##result(from_guest, "answer", by_guest);                                              \
        PUT_##result(from_core, "answer", by_core);                                                \
        if (by_guest == by_core && WRITTEN_##result(by_guest)) {                                   \
            SIM_EACH_##count(STATE, __VA_ARGS__)                                                   \
        }                                                                                          \
        compare(#call, from_guest, from_core);                                                     \
        return by_guest;                                                                           \
    }

SIM_COMPRESSOR_CALLS(FUNCTION)

/* A change that is compared as a whole, too. */
static ida_status finalize(ida_document *document, const ida_range *range)
{
    ida_status status = document_finalize(document, range);
    compare_exports(pair_of(document));
    return status;
}

static ida_status ghost(ida_document *document, ida_uuid session, uint64_t count, ida_id *first)
{
    ida_status status = document_ghost(document, session, count, first);
    compare_exports(pair_of(document));
    return status;
}

/* --- Documents and sessions. --- */

static ida_status document_create(const ida_allocator *allocator, ida_document **document)
{
    pair *made = calloc(1, sizeof *made);
    ida_document *guest = NULL;
    ida_document *core = NULL;
    if (made == NULL) {
        return IDA_NO_MEMORY;
    }
    ida_status status = guest_table->document_create(allocator, &guest);
    ida_status other = sim_subject_core.document_create(&own, &core);
    compare_statuses("document_create", status, other);
    if (status != IDA_OK || other != IDA_OK) {
        guest_table->document_destroy(guest);
        sim_subject_core.document_destroy(core);
        free(made);
        return status == IDA_OK ? other : status;
    }
    *made = (pair){guest, core};
    *document = (ida_document *)(void *)made;
    return IDA_OK;
}

static void document_destroy(ida_document *document)
{
    if (document != NULL) {
        guest_table->document_destroy(pair_of(document)->guest);
        sim_subject_core.document_destroy(pair_of(document)->core);
        free(pair_of(document));
    }
}

static ida_status session_open(const ida_document *document, ida_uuid uuid, ida_session **session)
{
    pair *made = calloc(1, sizeof *made);
    ida_session *guest = NULL;
    ida_session *core = NULL;
    if (made == NULL) {
        return IDA_NO_MEMORY;
    }
    ida_status status = guest_table->session_open(pair_of(document)->guest, uuid, &guest);
    ida_status other = sim_subject_core.session_open(pair_of(document)->core, uuid, &core);
    compare_statuses("session_open", status, other);
    *made = (pair){guest, core};
    if (status != IDA_OK || other != IDA_OK) {
        guest_table->session_close(guest);
        sim_subject_core.session_close(core);
        free(made);
        return status == IDA_OK ? other : status;
    }
    *session = (ida_session *)(void *)made;
    return status;
}

static void session_close(ida_session *session)
{
    if (session != NULL) {
        guest_table->session_close(pair_of(session)->guest);
        sim_subject_core.session_close(pair_of(session)->core);
        free(pair_of(session));
    }
}

static ida_uuid session_id(const ida_session *session)
{
    return guest_table->session_id(pair_of(session)->guest);
}

static ida_status session_generate_many(ida_session *session, uint64_t count, ida_run runs[2],
                                        size_t *run_count)
{
    ida_run others[2];
    size_t other_count = 0;
    json_t *from_guest = json_object();
    json_t *from_core = json_object();
    ida_status status =
        guest_table->session_generate_many(pair_of(session)->guest, count, runs, run_count);
    ida_status other =
        sim_subject_core.session_generate_many(pair_of(session)->core, count, others, &other_count);
    sim_put_status(from_guest, "status", status);
    sim_put_status(from_core, "status", other);
    if (status == IDA_OK && other == IDA_OK) {
        sim_put_runs(from_guest, "runs", runs, *run_count);
        sim_put_runs(from_core, "runs", others, other_count);
    }
    compare("session_generate_many", from_guest, from_core);
    return status;
}

/* --- Snapshots. --- */

/* Remembers what the core saved together with the guest. */
static void remember(const uint8_t *guest, size_t guest_size, uint8_t *core, size_t core_size)
{
    snapshot_pair *at = &snapshots[snapshot_count++ % SNAPSHOTS];
    uint8_t *copy = malloc(guest_size);
    if (copy == NULL) {
        free(core);
        return;
    }
    memcpy(copy, guest, guest_size);
    free(at->guest);
    free(at->core);
    *at = (snapshot_pair){copy, guest_size, core, core_size};
}

static void save_core(const ida_document *document, ida_session *const *sessions, size_t count,
                      uint64_t log_position, const uint8_t *guest, size_t guest_size)
{
    size_t size = sim_subject_core.snapshot_bound(document, sessions, count);
    uint8_t *bytes = malloc(size);
    if (bytes != NULL && sim_subject_core.snapshot_save(document, sessions, count, log_position,
                                                        bytes, size, &size) == IDA_OK) {
        remember(guest, guest_size, bytes, size);
    } else {
        free(bytes);
    }
}

/* The guest's or the core's part of some sessions, to be freed. */
static ida_session **parts_of(ida_session *const *sessions, size_t count, bool of_guest)
{
    ida_session **parts = calloc(count + 1, sizeof *parts);
    for (size_t i = 0; parts != NULL && i < count; i++) {
        parts[i] = of_guest ? pair_of(sessions[i])->guest : pair_of(sessions[i])->core;
    }
    return parts;
}

static size_t snapshot_bound(const ida_document *document, ida_session *const *sessions,
                             size_t session_count)
{
    ida_session **guests = parts_of(sessions, session_count, true);
    size_t bound = guest_table->snapshot_bound(pair_of(document)->guest, guests, session_count);
    free(guests);
    return bound;
}

static ida_status snapshot_save(const ida_document *document, ida_session *const *sessions,
                                size_t session_count, uint64_t log_position, uint8_t *buffer,
                                size_t capacity, size_t *size)
{
    ida_session **guests = parts_of(sessions, session_count, true);
    ida_session **cores = parts_of(sessions, session_count, false);
    ida_status status =
        guests == NULL || cores == NULL
            ? IDA_NO_MEMORY
            : guest_table->snapshot_save(pair_of(document)->guest, guests, session_count,
                                         log_position, buffer, capacity, size);
    if (status == IDA_OK) {
        save_core(pair_of(document)->core, cores, session_count, log_position, buffer, *size);
    }
    free(guests);
    free(cores);
    return status;
}

static const snapshot_pair *find(const uint8_t *bytes, size_t size)
{
    for (size_t i = 0; i < SNAPSHOTS; i++) {
        if (snapshots[i].guest_size == size && snapshots[i].guest != NULL &&
            memcmp(snapshots[i].guest, bytes, size) == 0) {
            return &snapshots[i];
        }
    }
    return NULL;
}

/* Makes pairs of what both loaded; both have their sessions in ascending order. */
static ida_status join(ida_snapshot *guest, const ida_snapshot *core)
{
    pair *document = calloc(1, sizeof *document);
    if (document == NULL || guest->session_count != core->session_count) {
        free(document);
        return IDA_NO_MEMORY;
    }
    for (size_t i = 0; i < guest->session_count; i++) {
        pair *session = calloc(1, sizeof *session);
        if (session == NULL) {
            free(document);
            return IDA_NO_MEMORY;
        }
        *session = (pair){guest->sessions[i], core->sessions[i]};
        guest->sessions[i] = (ida_session *)(void *)session;
    }
    *document = (pair){guest->document, core->document};
    guest->document = (ida_document *)(void *)document;
    return IDA_OK;
}

static ida_status snapshot_load(const ida_allocator *allocator, const uint8_t *bytes, size_t size,
                                ida_snapshot *snapshot)
{
    ida_snapshot guest = {0};
    ida_snapshot core = {0};
    const snapshot_pair *saved = find(bytes, size);
    if (saved == NULL) {
        return IDA_MALFORMED;
    }
    ida_status status = guest_table->snapshot_load(allocator, bytes, size, &guest);
    ida_status other = sim_subject_core.snapshot_load(&own, saved->core, saved->core_size, &core);
    compare_statuses("snapshot_load", status, other);
    if (status == IDA_OK && other == IDA_OK) {
        status = join(&guest, &core);
        free(core.sessions);
    }
    if (status == IDA_OK) {
        *snapshot = guest;
        compare_exports(pair_of(guest.document));
    }
    return status;
}

/* --- The table. --- */

#define ROW(reads, result, call, count, ...) .call = call,

const idsim_compressor *sim_guest_compare(const idsim_compressor *guest)
{
    static idsim_compressor table = {
        SIM_COMPRESSOR_CALLS(ROW).name = "guest and core",
        .document_create = document_create,
        .document_destroy = document_destroy,
        .session_open = session_open,
        .session_close = session_close,
        .session_id = session_id,
        .session_generate_many = session_generate_many,
        .snapshot_bound = snapshot_bound,
        .snapshot_save = snapshot_save,
        .snapshot_load = snapshot_load,
    };
    guest_table = guest;
    own = ida_allocator_standard();
    table.document_finalize = finalize;
    table.document_ghost = ghost;
    table.unclaimed = guest->unclaimed;
    sim_guest_complete_compressor(&table);
    return &table;
}
