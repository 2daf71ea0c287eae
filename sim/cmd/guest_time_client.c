/*
 * The functions of a subject for time-ordered IDs, each of which asks the guest. A process is a
 * number that the client chooses.
 */
#include "guest_time_client.h"

#include <stdlib.h>

#include "guest_asking.h"
#include "guest_forms.h"
#include "guest_table.h"
#include "guest_time_forms.h"

struct idsim_time_process {
    uint64_t number;
};

static sim_guest_profiles profiles;

static ida_status incomplete(const char *call)
{
    sim_talk_other_form(call);
    return IDA_MALFORMED;
}

static void profile(uint32_t setting, idsim_time_profile *out)
{
    *out = profiles.of[setting];
}

/* --- Processes. --- */

static idsim_time_process *new_process(void)
{
    idsim_time_process *made = malloc(sizeof *made);
    if (made != NULL) {
        static uint64_t last_number;
        made->number = ++last_number;
    }
    return made;
}

/* Makes the call that a new process comes of. */
static ida_status begin(json_t *request, idsim_time_process *made, idsim_time_process **process)
{
    const ida_status status = sim_talk_status(sim_talk_call(request, NULL));
    if (status == IDA_OK) {
        *process = made;
    } else {
        free(made);
    }
    return status;
}

static ida_status start(const ida_allocator *allocator, const idsim_time_config *config,
                        int64_t now_us, idsim_time_process **process)
{
    (void)allocator;
    idsim_time_process *made = new_process();
    if (made == NULL) {
        return IDA_NO_MEMORY;
    }
    json_t *request = sim_talk_request("process_start");
    sim_put_u64(request, "process", made->number);
    sim_put_time_config(request, "config", config);
    sim_put_id(request, "now_us", now_us);
    return begin(request, made, process);
}

static ida_status copy_of(const idsim_time_process *process, idsim_time_process **copy)
{
    idsim_time_process *made = new_process();
    if (made == NULL) {
        return IDA_NO_MEMORY;
    }
    json_t *request = sim_talk_request("process_clone");
    sim_put_u64(request, "process", process->number);
    sim_put_u64(request, "copy", made->number);
    return begin(request, made, copy);
}

static void stop(idsim_time_process *process)
{
    if (process != NULL) {
        json_t *request = sim_talk_request("process_stop");
        sim_put_u64(request, "process", process->number);
        (void)sim_talk_call(request, NULL);
        free(process);
    }
}

/* --- IDs. --- */

static json_t *request_of(const char *call, const idsim_time_process *process)
{
    json_t *request = sim_talk_request(call);
    sim_put_u64(request, "process", process->number);
    return request;
}

/* An answer that is a text, if the call was not refused. */
static ida_status end_with_text(const json_t *answer, const char *call, const char *member,
                                idsim_time_text *text)
{
    const ida_status status = sim_talk_status(answer);
    return status == IDA_OK && !sim_take_time_text(answer, member, text) ? incomplete(call)
                                                                         : status;
}

static ida_status next(idsim_time_process *process, uint32_t instance, int64_t now_us,
                       idsim_time_text *id, int64_t *try_at_us)
{
    json_t *request = request_of("issue", process);
    sim_put_u32(request, "instance", instance);
    sim_put_id(request, "now_us", now_us);
    const json_t *answer = sim_talk_call(request, NULL);
    const ida_status status = end_with_text(answer, "issue", "id", id);
    return status == IDA_TRY_LATER && !sim_take_id(answer, "try_at_us", try_at_us)
               ? incomplete("issue")
               : status;
}

static ida_status next_at(idsim_time_process *process, uint32_t instance, int64_t now_us,
                          int64_t time_us, idsim_time_text *id)
{
    json_t *request = request_of("issue_at", process);
    sim_put_u32(request, "instance", instance);
    sim_put_id(request, "now_us", now_us);
    sim_put_id(request, "time_us", time_us);
    return end_with_text(sim_talk_call(request, NULL), "issue_at", "id", id);
}

/* --- Texts. --- */

static ida_status decode(const idsim_time_process *process, const char *text,
                         idsim_time_parts *parts)
{
    json_t *request = request_of("decode_id", process);
    sim_put_time_text(request, "text", text);
    const json_t *answer = sim_talk_call(request, &sim_no_key);
    idsim_time_parts read = {.has_time = false};
    const ida_status status = end_with_text(answer, "decode_id", "id", &read.id);
    if (status == IDA_OK) {
        read.has_time = sim_take_id(answer, "time_us", &read.time_us);
        read.has_number = sim_take_u64(answer, "number", &read.number);
        *parts = read;
    }
    return status;
}

static ida_status format(const idsim_time_process *process, uint32_t form,
                         const idsim_time_text *id, idsim_time_text *text)
{
    json_t *request = request_of("format_id", process);
    sim_put_u32(request, "form", form);
    sim_put_time_text(request, "id", id->text);
    return end_with_text(sim_talk_call(request, &sim_no_key), "format_id", "text", text);
}

static ida_status read_form(const idsim_time_process *process, uint32_t form, const char *text,
                            idsim_time_text *id)
{
    json_t *request = request_of("read_id", process);
    sim_put_u32(request, "form", form);
    sim_put_time_text(request, "text", text);
    return end_with_text(sim_talk_call(request, &sim_no_key), "read_id", "id", id);
}

static ida_status compare(const idsim_time_process *process, const idsim_time_text *a,
                          const idsim_time_text *b, int32_t *order)
{
    json_t *request = request_of("compare_ids", process);
    sim_put_time_text(request, "a", a->text);
    sim_put_time_text(request, "b", b->text);
    const json_t *answer = sim_talk_call(request, &sim_no_key);
    const ida_status status = sim_talk_status(answer);
    int64_t value = 0;
    if (status == IDA_OK && !sim_take_id(answer, "value", &value)) {
        return incomplete("compare_ids");
    }
    *order = (value > 0) - (value < 0);
    return status;
}

const idsim_timeordered *sim_guest_time_client(const sim_guest_hello *hello)
{
    static idsim_timeordered table = {
        .name = "guest",
        .profile = profile,
        .start = start,
        .stop = stop,
        .next = next,
        .next_at = next_at,
        .decode = decode,
        .format = format,
        .read = read_form,
        .compare = compare,
    };
    profiles = hello->profiles;
    table.setting_count = profiles.count;
    table.unclaimed = hello->unclaimed;
    table.clone = hello->copies ? copy_of : NULL;
    sim_guest_complete_timeordered(&table);
    return &table;
}
