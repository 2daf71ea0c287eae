/* The functions of k-order, each of which asks the guest. */
#include "guest_client_korder.h"

#include <string.h>

#include "guest_asking.h"

/* A lane is the caller's; of its private members, one holds the number by which the guest knows it.
 */
static void put_lane(json_t *question, const char *name, const ida_korder_lane *lane)
{
    sim_put_u64(question, name, lane->stop);
}

/* NOLINTBEGIN(readability-identifier-naming): the type is a part of the name, as it is written. */
#define sim_put_lane       put_lane
#define sim_put_const_lane put_lane
/* NOLINTEND(readability-identifier-naming) */

#define ASK(reads, result, call, count, ...)                                                       \
    SIM_ASK_AS("korder_", reads, result, call, count, __VA_ARGS__)

SIM_KORDER_CALLS(ASK)

/* --- Bytes and texts. --- */

static bool take_i32(const json_t *object, const char *name, int32_t *value)
{
    int64_t number;
    if (!sim_take_id(object, name, &number) || number < INT32_MIN || number > INT32_MAX) {
        return false;
    }
    *value = (int32_t)number;
    return true;
}

static ida_korder_distance difference(ida_korder_local later, ida_korder_local earlier)
{
    ida_korder_distance distance = {0};
    json_t *question = sim_talk_request("korder_difference");
    sim_put_u64(question, "later", later);
    sim_put_u64(question, "earlier", earlier);
    const json_t *answer = sim_talk_call(question, &sim_no_key);
    if (answer != NULL && (!take_i32(answer, "megaseconds", &distance.megaseconds) ||
                           !take_i32(answer, "seconds", &distance.seconds) ||
                           !take_i32(answer, "microseconds", &distance.microseconds) ||
                           !take_i32(answer, "sequence", &distance.sequence))) {
        sim_talk_other_form("korder_difference");
    }
    return distance;
}

static void local_to_bytes(ida_korder_local local, uint8_t bytes[IDA_KORDER_LOCAL_SIZE])
{
    size_t size = 0;
    json_t *question = sim_talk_request("korder_local_to_bytes");
    sim_put_u64(question, "local", local);
    const json_t *answer = sim_talk_call(question, &sim_no_key);
    memset(bytes, 0, IDA_KORDER_LOCAL_SIZE);
    if (answer != NULL && (!sim_take_bytes(answer, "bytes", bytes, IDA_KORDER_LOCAL_SIZE, &size) ||
                           size != IDA_KORDER_LOCAL_SIZE)) {
        sim_talk_other_form("korder_local_to_bytes");
    }
}

static ida_status take_local(json_t *question, const char *call, ida_korder_local *local)
{
    const json_t *answer = sim_talk_call(question, &sim_no_key);
    ida_status status = sim_talk_status(answer);
    return status == IDA_OK && !sim_take_u64(answer, "local", local) ? sim_ask_incomplete(call)
                                                                     : status;
}

static ida_status take_global(json_t *question, const char *call, ida_korder_global *global)
{
    const json_t *answer = sim_talk_call(question, &sim_no_key);
    ida_status status = sim_talk_status(answer);
    return status == IDA_OK && !sim_take_global(answer, "global", global) ? sim_ask_incomplete(call)
                                                                          : status;
}

static ida_status local_from_bytes(const uint8_t *bytes, size_t size, ida_korder_local *local)
{
    json_t *question = sim_talk_request("korder_local_from_bytes");
    sim_put_bytes(question, "bytes", bytes, size);
    return take_local(question, "korder_local_from_bytes", local);
}

static ida_status global_from_bytes(const uint8_t *bytes, size_t size, uint32_t drift,
                                    ida_korder_global *global)
{
    json_t *question = sim_talk_request("korder_global_from_bytes");
    sim_put_bytes(question, "bytes", bytes, size);
    sim_put_u32(question, "drift", drift);
    return take_global(question, "korder_global_from_bytes", global);
}

/* The text of an answer, or an empty one. */
static void take_text(json_t *question, const char *call, char *text, size_t size)
{
    const json_t *answer = sim_talk_call(question, &sim_no_key);
    const json_t *member = json_object_get(answer, "text");
    text[0] = '\0';
    if (answer != NULL && (!json_is_string(member) || json_string_length(member) >= size)) {
        sim_talk_other_form(call);
    } else if (answer != NULL) {
        memcpy(text, json_string_value(member), json_string_length(member) + 1);
    }
}

static void local_format(ida_korder_local local, ida_korder_text form,
                         char text[IDA_KORDER_LOCAL_TEXT_SIZE])
{
    json_t *question = sim_talk_request("korder_local_format");
    sim_put_u64(question, "local", local);
    sim_put_text_form(question, "form", form);
    take_text(question, "korder_local_format", text, IDA_KORDER_LOCAL_TEXT_SIZE);
}

static void global_format(const ida_korder_global *global, ida_korder_text form,
                          char text[IDA_KORDER_GLOBAL_TEXT_SIZE])
{
    json_t *question = sim_talk_request("korder_global_format");
    sim_put_global(question, "global", global);
    sim_put_text_form(question, "form", form);
    take_text(question, "korder_global_format", text, IDA_KORDER_GLOBAL_TEXT_SIZE);
}

/* A text may be damaged, and no text at all: it is passed as bytes. */
static void put_text(json_t *question, const char *text, size_t length)
{
    sim_put_bytes(question, "text_bytes", (const uint8_t *)text, length);
}

static ida_status local_parse(const char *text, size_t length, ida_korder_text form,
                              ida_korder_local *local)
{
    json_t *question = sim_talk_request("korder_local_parse");
    put_text(question, text, length);
    sim_put_text_form(question, "form", form);
    return take_local(question, "korder_local_parse", local);
}

static ida_status global_parse(const char *text, size_t length, ida_korder_text form,
                               uint32_t drift, ida_korder_global *global)
{
    json_t *question = sim_talk_request("korder_global_parse");
    put_text(question, text, length);
    sim_put_text_form(question, "form", form);
    sim_put_u32(question, "drift", drift);
    return take_global(question, "korder_global_parse", global);
}

/* --- Nodes. --- */

static uint32_t fingerprint(const char *name, size_t length, ida_korder_hash hash)
{
    uint32_t value = 0;
    json_t *question = sim_talk_request("korder_fingerprint");
    put_text(question, name, length);
    sim_put_hash(question, "hash", hash);
    const json_t *answer = sim_talk_call(question, &sim_no_key);
    if (answer != NULL && !sim_take_u32(answer, "value", &value)) {
        sim_talk_other_form("korder_fingerprint");
    }
    return value;
}

static bool find_node(const uint32_t *nodes, size_t count, uint32_t node, size_t *at)
{
    json_t *question = sim_talk_request("korder_find_node");
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++) {
        (void)json_array_append_new(list, json_integer(nodes[i]));
    }
    (void)json_object_set_new_nocheck(question, "nodes", list);
    sim_put_u32(question, "node", node);
    const json_t *answer = sim_talk_call(question, &sim_no_key);
    bool found = sim_ask_truth(answer, "korder_find_node");
    if (found && !sim_take_size(answer, "at", at)) {
        sim_talk_other_form("korder_find_node");
    }
    return found;
}

/* --- Generators. --- */

static ida_status create(const ida_allocator *allocator, const ida_korder_config *config,
                         const ida_korder_options *options, ida_korder **generator)
{
    (void)allocator;
    void *handle;
    json_t *question = sim_talk_request("korder_create");
    sim_put_korder_config(question, "config", config);
    sim_put_korder_options(question, "options", options);
    ida_status status = sim_ask_for_handle(question, "generator", &handle);
    if (status == IDA_OK) {
        *generator = handle;
    }
    return status;
}

static void destroy(ida_korder *generator)
{
    sim_ask_release("korder_destroy", "generator", generator);
}

static ida_korder_config get_config(const ida_korder *generator)
{
    ida_korder_config config = {0, 0};
    json_t *question = sim_talk_request("korder_get_config");
    sim_put_handle(question, "generator", generator);
    const json_t *answer = sim_talk_call(question, &sim_no_key);
    if (answer != NULL && !sim_take_korder_config(answer, "config", &config)) {
        sim_talk_other_form("korder_get_config");
    }
    return config;
}

static ida_korder_lane lane_of(ida_korder *generator)
{
    ida_korder_lane lane;
    memset(&lane, 0, sizeof lane);
    lane.generator = generator;
    lane.stop = sim_remote_next_number();
    json_t *question = sim_talk_request("korder_lane_of");
    sim_put_handle(question, "generator", generator);
    put_lane(question, "lane", &lane);
    (void)sim_talk_status(sim_talk_call(question, NULL));
    return lane;
}

idsim_korder sim_guest_korder = {
    SIM_KORDER_CALLS(SIM_ASK_ROW).name = "guest",
    .difference = difference,
    .local_to_bytes = local_to_bytes,
    .local_from_bytes = local_from_bytes,
    .global_from_bytes = global_from_bytes,
    .local_format = local_format,
    .local_parse = local_parse,
    .global_format = global_format,
    .global_parse = global_parse,
    .fingerprint = fingerprint,
    .find_node = find_node,
    .create = create,
    .destroy = destroy,
    .get_config = get_config,
    .lane_of = lane_of,
};
