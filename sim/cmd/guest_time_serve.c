/* Reads requests about time-ordered IDs, calls the reference, and writes its answers. */
#include "guest_time_serve.h"

#include <string.h>

#include "guest_forms.h"
#include "guest_time_forms.h"
#include "timeordered/subject.h"

/* More than any world has at once, and a little time. */
#define PROCESSES_MAX 4096u

static const sim_timeordered_subject *const subject = &sim_timeordered_core;

static struct {
    uint64_t number;
    idsim_time_process *process; /* NULL: the place is free */
} processes[PROCESSES_MAX];

static json_t *answer_with(ida_status status)
{
    json_t *answer = json_object();
    sim_put_status(answer, "status", status);
    return answer;
}

static json_t *answer_with_text(ida_status status, const char *member, const idsim_time_text *text)
{
    json_t *answer = answer_with(status);
    if (status == IDA_OK) {
        sim_put_time_text(answer, member, text->text);
    }
    return answer;
}

/* No status of a call: the request is not one. */
static json_t *refuse(const char *call)
{
    json_t *answer = json_object();
    (void)json_object_set_new(answer, "status", json_string("bad-request"));
    (void)json_object_set_new(answer, "error", json_sprintf("an argument of %s", call));
    return answer;
}

void sim_guest_time_hello(json_t *answer)
{
    json_t *list = json_array();
    for (uint32_t i = 0; i < subject->setting_count; i++) {
        idsim_time_profile profile;
        subject->profile(i, &profile);
        sim_put_time_profile(list, &profile);
    }
    (void)json_object_set_new(answer, "profiles", list);
}

/* --- Processes. --- */

/* The place of the process of a request, or PROCESSES_MAX. */
static size_t place_of(const json_t *request)
{
    uint64_t number;
    size_t i = PROCESSES_MAX;
    if (sim_take_u64(request, "process", &number)) {
        for (i = 0; i < PROCESSES_MAX; i++) {
            if (processes[i].process != NULL && processes[i].number == number) {
                return i;
            }
        }
    }
    return i;
}

static bool keep(uint64_t number, idsim_time_process *process)
{
    for (size_t i = 0; i < PROCESSES_MAX; i++) {
        if (processes[i].process == NULL) {
            processes[i].number = number;
            processes[i].process = process;
            return true;
        }
    }
    subject->stop(process);
    return false;
}

static json_t *keep_started(ida_status status, uint64_t number, idsim_time_process *process)
{
    const bool kept = status != IDA_OK || keep(number, process);
    return answer_with(kept ? status : IDA_NO_MEMORY);
}

static json_t *serve_start(const json_t *request)
{
    const ida_allocator allocator = ida_allocator_standard();
    uint64_t number;
    int64_t now_us;
    idsim_time_config config;
    idsim_time_process *process = NULL;
    if (!sim_take_u64(request, "process", &number) ||
        !sim_take_time_config(request, "config", &config) ||
        !sim_take_id(request, "now_us", &now_us) || config.setting >= subject->setting_count ||
        config.instances == 0 || config.instances > 4) {
        return refuse("process_start");
    }
    const ida_status status = subject->start(&allocator, &config, now_us, &process);
    return keep_started(status, number, process);
}

static json_t *serve_clone(const json_t *request)
{
    const size_t at = place_of(request);
    uint64_t number;
    idsim_time_process *copy = NULL;
    if (at == PROCESSES_MAX || !sim_take_u64(request, "copy", &number)) {
        return refuse("process_clone");
    }
    const ida_status status = subject->clone(processes[at].process, &copy);
    return keep_started(status, number, copy);
}

static json_t *serve_stop(const json_t *request)
{
    const size_t at = place_of(request);
    if (at == PROCESSES_MAX) {
        return refuse("process_stop");
    }
    subject->stop(processes[at].process);
    processes[at].process = NULL;
    return answer_with(IDA_OK);
}

/* --- IDs. --- */

static json_t *serve_issue(const json_t *request)
{
    const size_t at = place_of(request);
    uint32_t instance;
    int64_t now_us;
    int64_t try_at_us = 0;
    idsim_time_text id;
    if (at == PROCESSES_MAX || !sim_take_u32(request, "instance", &instance) || instance > 3 ||
        !sim_take_id(request, "now_us", &now_us)) {
        return refuse("issue");
    }
    const ida_status status =
        subject->next(processes[at].process, instance, now_us, &id, &try_at_us);
    json_t *answer = answer_with_text(status, "id", &id);
    if (status == IDA_TRY_LATER) {
        sim_put_id(answer, "try_at_us", try_at_us);
    }
    return answer;
}

static json_t *serve_issue_at(const json_t *request)
{
    const size_t at = place_of(request);
    uint32_t instance;
    int64_t now_us;
    int64_t time_us;
    idsim_time_text id;
    if (at == PROCESSES_MAX || !sim_take_u32(request, "instance", &instance) || instance > 3 ||
        !sim_take_id(request, "now_us", &now_us) || !sim_take_id(request, "time_us", &time_us)) {
        return refuse("issue_at");
    }
    const ida_status status =
        subject->next_at(processes[at].process, instance, now_us, time_us, &id);
    return answer_with_text(status, "id", &id);
}

/* --- Texts. --- */

static json_t *serve_decode(const json_t *request)
{
    const size_t at = place_of(request);
    idsim_time_text text;
    idsim_time_parts parts = {.has_time = false};
    if (at == PROCESSES_MAX || !sim_take_time_text(request, "text", &text)) {
        return refuse("decode_id");
    }
    const ida_status status = subject->decode(processes[at].process, text.text, &parts);
    json_t *answer = answer_with_text(status, "id", &parts.id);
    if (status == IDA_OK && parts.has_time) {
        sim_put_id(answer, "time_us", parts.time_us);
    }
    return answer;
}

static json_t *serve_format(const json_t *request)
{
    const size_t at = place_of(request);
    uint32_t form;
    idsim_time_text id;
    idsim_time_text text;
    if (at == PROCESSES_MAX || !sim_take_u32(request, "form", &form) ||
        !sim_take_time_text(request, "id", &id)) {
        return refuse("format_id");
    }
    const ida_status status = subject->format(processes[at].process, form, &id, &text);
    return answer_with_text(status, "text", &text);
}

static json_t *serve_read(const json_t *request)
{
    const size_t at = place_of(request);
    uint32_t form;
    idsim_time_text id;
    idsim_time_text text;
    if (at == PROCESSES_MAX || !sim_take_u32(request, "form", &form) ||
        !sim_take_time_text(request, "text", &text)) {
        return refuse("read_id");
    }
    const ida_status status = subject->read(processes[at].process, form, text.text, &id);
    return answer_with_text(status, "id", &id);
}

static json_t *serve_compare(const json_t *request)
{
    const size_t at = place_of(request);
    idsim_time_text a;
    idsim_time_text b;
    int32_t order = 0;
    if (at == PROCESSES_MAX || !sim_take_time_text(request, "a", &a) ||
        !sim_take_time_text(request, "b", &b)) {
        return refuse("compare_ids");
    }
    const ida_status status = subject->compare(processes[at].process, &a, &b, &order);
    json_t *answer = answer_with(status);
    sim_put_id(answer, "value", order);
    return answer;
}

json_t *sim_guest_time_serve(const char *call, const json_t *request)
{
    static const struct {
        const char *call;
        json_t *(*serve)(const json_t *request);
    } calls[] = {
        {"process_start", serve_start}, {"process_clone", serve_clone},
        {"process_stop", serve_stop},   {"issue", serve_issue},
        {"issue_at", serve_issue_at},   {"decode_id", serve_decode},
        {"format_id", serve_format},    {"read_id", serve_read},
        {"compare_ids", serve_compare},
    };
    for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++) {
        if (strcmp(call, calls[i].call) == 0) {
            return calls[i].serve(request);
        }
    }
    return NULL;
}
