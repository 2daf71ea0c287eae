/* The handles and answers of the built-in core as a guest. */
#include "guest_serving.h"

#include <stdlib.h>

typedef struct handle {
    uint64_t number;
    sim_handle_kind kind;
    void *at;
    const void *owner;
} handle;

static struct {
    handle *all; /* in no order */
    size_t count;
    size_t capacity;
} handles;

bool sim_serve_keep(uint64_t number, sim_handle_kind kind, void *at, const void *owner)
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
    handles.all[handles.count++] = (handle){number, kind, at, owner};
    return true;
}

void sim_serve_drop(const void *at)
{
    for (size_t i = 0; i < handles.count; i++) {
        if (handles.all[i].at == at) {
            handles.all[i] = handles.all[--handles.count];
            return;
        }
    }
}

void *sim_serve_drop_one_of(const void *owner, sim_handle_kind kind)
{
    for (size_t i = 0; i < handles.count; i++) {
        if (handles.all[i].owner == owner && handles.all[i].kind == kind) {
            void *at = handles.all[i].at;
            handles.all[i] = handles.all[--handles.count];
            return at;
        }
    }
    return NULL;
}

/* Ends what a client has left; what belongs to something comes before it. */
static void release(const handle *left, bool belongs)
{
    switch (left->kind) {
    case SIM_HANDLE_SESSION:
        ida_session_close(belongs ? left->at : NULL);
        break;
    case SIM_HANDLE_LANE:
        free(belongs ? left->at : NULL);
        break;
    case SIM_HANDLE_DOCUMENT:
        ida_document_destroy(belongs ? NULL : left->at);
        break;
    case SIM_HANDLE_GENERATOR:
        ida_snowflake_destroy(belongs ? NULL : left->at);
        break;
    case SIM_HANDLE_MASTER:
        ida_master_destroy(belongs ? NULL : left->at);
        break;
    case SIM_HANDLE_COORDINATOR:
        ida_coordinator_destroy(belongs ? NULL : left->at);
        break;
    case SIM_HANDLE_KORDER:
        ida_korder_destroy(belongs ? NULL : left->at);
        break;
    case SIM_HANDLE_NONE:
        break;
    }
}

void sim_serve_end(void)
{
    for (unsigned round = 0; round < 2; round++) {
        for (size_t i = 0; i < handles.count; i++) {
            release(&handles.all[i], round == 0);
        }
    }
    free(handles.all);
    handles.all = NULL;
    handles.count = 0;
    handles.capacity = 0;
}

const ida_allocator *sim_serve_allocator(void)
{
    static ida_allocator allocator;
    allocator = ida_allocator_standard();
    return &allocator;
}

static void *take_handle(const json_t *question, const char *name, sim_handle_kind kind)
{
    uint64_t number;
    if (sim_take_u64(question, name, &number)) {
        for (size_t i = 0; i < handles.count; i++) {
            if (handles.all[i].number == number && handles.all[i].kind == kind) {
                return handles.all[i].at;
            }
        }
    }
    return NULL;
}

bool sim_take_document(const json_t *question, const char *name, ida_document **document)
{
    *document = take_handle(question, name, SIM_HANDLE_DOCUMENT);
    return *document != NULL;
}

bool sim_take_session(const json_t *question, const char *name, ida_session **session)
{
    *session = take_handle(question, name, SIM_HANDLE_SESSION);
    return *session != NULL;
}

bool sim_take_generator(const json_t *question, const char *name, ida_snowflake **generator)
{
    *generator = take_handle(question, name, SIM_HANDLE_GENERATOR);
    return *generator != NULL;
}

bool sim_take_master(const json_t *question, const char *name, ida_master **master)
{
    *master = take_handle(question, name, SIM_HANDLE_MASTER);
    return *master != NULL;
}

bool sim_take_coordinator(const json_t *question, const char *name, ida_coordinator **coordinator)
{
    *coordinator = take_handle(question, name, SIM_HANDLE_COORDINATOR);
    return *coordinator != NULL;
}

bool sim_take_korder(const json_t *question, const char *name, ida_korder **generator)
{
    *generator = take_handle(question, name, SIM_HANDLE_KORDER);
    return *generator != NULL;
}

bool sim_take_lane(const json_t *question, const char *name, ida_korder_lane **lane)
{
    *lane = take_handle(question, name, SIM_HANDLE_LANE);
    return *lane != NULL;
}

bool sim_take_stored_record(const json_t *question, const char *name,
                            sim_value_stored_record *stored)
{
    stored->is_stored = !json_is_null(json_object_get(question, name));
    return !stored->is_stored || sim_take_master_record(question, name, &stored->record);
}

json_t *sim_answer(ida_status status)
{
    json_t *answer = json_object();
    sim_put_status(answer, "status", status);
    return answer;
}

json_t *sim_answer_refused(const char *why)
{
    json_t *answer = json_object();
    (void)json_object_set_new(answer, "status", json_string("bad-request"));
    (void)json_object_set_new(answer, "error", json_string(why));
    return answer;
}
