/* Answers the calls of k-order with the core. */
#include "guest_serve_korder.h"

#include <stdlib.h>
#include <string.h>

#include "guest_serving.h"
#include "korder/subject.h"

#define HANDLER(reads, result, call, count, ...)                                                   \
    SIM_HANDLER(sim_korder_core, result, call, count, __VA_ARGS__)

SIM_KORDER_CALLS(HANDLER)

/* --- Bytes and texts. --- */

/* The longest bytes, texts and names that are read. */
#define BYTES_MAX 4096u
#define NODES_MAX 4096u

static json_t *serve_difference(const json_t *question)
{
    ida_korder_local later;
    ida_korder_local earlier;
    if (!sim_take_u64(question, "later", &later) || !sim_take_u64(question, "earlier", &earlier)) {
        return sim_answer_refused("an argument of korder_difference");
    }
    ida_korder_distance distance = sim_korder_core.difference(later, earlier);
    json_t *answer = sim_answer(IDA_OK);
    sim_put_id(answer, "megaseconds", distance.megaseconds);
    sim_put_id(answer, "seconds", distance.seconds);
    sim_put_id(answer, "microseconds", distance.microseconds);
    sim_put_id(answer, "sequence", distance.sequence);
    return answer;
}

static json_t *serve_local_to_bytes(const json_t *question)
{
    ida_korder_local local;
    uint8_t bytes[IDA_KORDER_LOCAL_SIZE];
    if (!sim_take_u64(question, "local", &local)) {
        return sim_answer_refused("the ID of korder_local_to_bytes");
    }
    sim_korder_core.local_to_bytes(local, bytes);
    json_t *answer = sim_answer(IDA_OK);
    sim_put_bytes(answer, "bytes", bytes, sizeof bytes);
    return answer;
}

static json_t *answer_local(ida_status status, ida_korder_local local)
{
    json_t *answer = sim_answer(status);
    if (status == IDA_OK) {
        sim_put_u64(answer, "local", local);
    }
    return answer;
}

static json_t *answer_global(ida_status status, const ida_korder_global *global)
{
    json_t *answer = sim_answer(status);
    if (status == IDA_OK) {
        sim_put_global(answer, "global", global);
    }
    return answer;
}

static json_t *serve_local_from_bytes(const json_t *question)
{
    uint8_t bytes[BYTES_MAX];
    size_t size;
    ida_korder_local local = 0;
    if (!sim_take_bytes(question, "bytes", bytes, sizeof bytes, &size)) {
        return sim_answer_refused("the bytes of korder_local_from_bytes");
    }
    ida_status status = sim_korder_core.local_from_bytes(bytes, size, &local);
    return answer_local(status, local);
}

static json_t *serve_global_from_bytes(const json_t *question)
{
    uint8_t bytes[BYTES_MAX];
    size_t size;
    uint32_t drift;
    ida_korder_global global;
    if (!sim_take_bytes(question, "bytes", bytes, sizeof bytes, &size) ||
        !sim_take_u32(question, "drift", &drift)) {
        return sim_answer_refused("an argument of korder_global_from_bytes");
    }
    ida_status status = sim_korder_core.global_from_bytes(bytes, size, drift, &global);
    return answer_global(status, &global);
}

static json_t *answer_text(const char *text)
{
    json_t *answer = sim_answer(IDA_OK);
    (void)json_object_set_new(answer, "text", json_string(text));
    return answer;
}

static json_t *serve_local_format(const json_t *question)
{
    ida_korder_local local;
    ida_korder_text form;
    char text[IDA_KORDER_LOCAL_TEXT_SIZE];
    if (!sim_take_u64(question, "local", &local) || !sim_take_text_form(question, "form", &form)) {
        return sim_answer_refused("an argument of korder_local_format");
    }
    sim_korder_core.local_format(local, form, text);
    return answer_text(text);
}

static json_t *serve_global_format(const json_t *question)
{
    ida_korder_global global;
    ida_korder_text form;
    char text[IDA_KORDER_GLOBAL_TEXT_SIZE];
    if (!sim_take_global(question, "global", &global) ||
        !sim_take_text_form(question, "form", &form)) {
        return sim_answer_refused("an argument of korder_global_format");
    }
    sim_korder_core.global_format(&global, form, text);
    return answer_text(text);
}

static bool take_text(const json_t *question, char text[BYTES_MAX], size_t *length)
{
    uint8_t bytes[BYTES_MAX];
    if (!sim_take_bytes(question, "text_bytes", bytes, sizeof bytes, length)) {
        return false;
    }
    memcpy(text, bytes, *length);
    return true;
}

static json_t *serve_local_parse(const json_t *question)
{
    char text[BYTES_MAX];
    size_t length;
    ida_korder_text form;
    ida_korder_local local = 0;
    if (!take_text(question, text, &length) || !sim_take_text_form(question, "form", &form)) {
        return sim_answer_refused("an argument of korder_local_parse");
    }
    ida_status status = sim_korder_core.local_parse(text, length, form, &local);
    return answer_local(status, local);
}

static json_t *serve_global_parse(const json_t *question)
{
    char text[BYTES_MAX];
    size_t length;
    uint32_t drift;
    ida_korder_text form;
    ida_korder_global global;
    if (!take_text(question, text, &length) || !sim_take_text_form(question, "form", &form) ||
        !sim_take_u32(question, "drift", &drift)) {
        return sim_answer_refused("an argument of korder_global_parse");
    }
    ida_status status = sim_korder_core.global_parse(text, length, form, drift, &global);
    return answer_global(status, &global);
}

/* --- Nodes. --- */

static json_t *serve_fingerprint(const json_t *question)
{
    char text[BYTES_MAX];
    size_t length;
    ida_korder_hash hash;
    if (!take_text(question, text, &length) || !sim_take_hash(question, "hash", &hash)) {
        return sim_answer_refused("an argument of korder_fingerprint");
    }
    json_t *answer = sim_answer(IDA_OK);
    sim_put_u32(answer, "value", sim_korder_core.fingerprint(text, length, hash));
    return answer;
}

static json_t *serve_find_node(const json_t *question)
{
    static uint32_t nodes[NODES_MAX];
    uint32_t node = 0;
    size_t at = 0;
    const json_t *list = json_object_get(question, "nodes");
    size_t count = json_array_size(list);
    bool well = json_is_array(list) && count <= NODES_MAX && sim_take_u32(question, "node", &node);
    for (size_t i = 0; well && i < count; i++) {
        json_int_t number = json_integer_value(json_array_get(list, i));
        well = number >= 0 && number <= (json_int_t)UINT32_MAX;
        nodes[i] = (uint32_t)number;
    }
    if (!well) {
        return sim_answer_refused("an argument of korder_find_node");
    }
    bool found = sim_korder_core.find_node(nodes, count, node, &at);
    json_t *answer = sim_answer(IDA_OK);
    sim_put_truth(answer, "value", found);
    if (found) {
        sim_put_size(answer, "at", at);
    }
    return answer;
}

/* --- Generators. --- */

static json_t *serve_create(const json_t *question)
{
    uint64_t number;
    ida_korder *generator;
    ida_korder_config config;
    ida_korder_options options;
    if (!sim_take_u64(question, "generator", &number) ||
        !sim_take_korder_config(question, "config", &config) ||
        !sim_take_korder_options(question, "options", &options)) {
        return sim_answer_refused("an argument of korder_create");
    }
    ida_status status =
        sim_korder_core.create(sim_serve_allocator(), &config, &options, &generator);
    if (status == IDA_OK && !sim_serve_keep(number, SIM_HANDLE_KORDER, generator, NULL)) {
        sim_korder_core.destroy(generator);
        status = IDA_NO_MEMORY;
    }
    return sim_answer(status);
}

static json_t *serve_destroy(const json_t *question)
{
    ida_korder *generator;
    void *lane;
    if (!sim_take_korder(question, "generator", &generator)) {
        return sim_answer_refused("the generator of korder_destroy");
    }
    while ((lane = sim_serve_drop_one_of(generator, SIM_HANDLE_LANE)) != NULL) {
        free(lane);
    }
    sim_serve_drop(generator);
    sim_korder_core.destroy(generator);
    return sim_answer(IDA_OK);
}

static json_t *serve_get_config(const json_t *question)
{
    ida_korder *generator;
    if (!sim_take_korder(question, "generator", &generator)) {
        return sim_answer_refused("the generator of korder_get_config");
    }
    ida_korder_config config = sim_korder_core.get_config(generator);
    json_t *answer = sim_answer(IDA_OK);
    sim_put_korder_config(answer, "config", &config);
    return answer;
}

static json_t *serve_lane_of(const json_t *question)
{
    uint64_t number;
    ida_korder *generator;
    if (!sim_take_korder(question, "generator", &generator) ||
        !sim_take_u64(question, "lane", &number)) {
        return sim_answer_refused("an argument of korder_lane_of");
    }
    ida_korder_lane *lane = malloc(sizeof *lane);
    if (lane == NULL || !sim_serve_keep(number, SIM_HANDLE_LANE, lane, generator)) {
        free(lane);
        return sim_answer(IDA_NO_MEMORY);
    }
    *lane = sim_korder_core.lane_of(generator);
    return sim_answer(IDA_OK);
}

json_t *sim_serve_korder(const char *call, const json_t *question)
{
    static const struct {
        const char *call;
        json_t *(*serve)(const json_t *question);
    } calls[] = {
#define ROW(reads, result, call, count, ...) {"korder_" #call, serve_##call},
        SIM_KORDER_CALLS(ROW)
#undef ROW
            {"korder_difference", serve_difference},
        {"korder_local_to_bytes", serve_local_to_bytes},
        {"korder_local_from_bytes", serve_local_from_bytes},
        {"korder_global_from_bytes", serve_global_from_bytes},
        {"korder_local_format", serve_local_format},
        {"korder_local_parse", serve_local_parse},
        {"korder_global_format", serve_global_format},
        {"korder_global_parse", serve_global_parse},
        {"korder_fingerprint", serve_fingerprint},
        {"korder_find_node", serve_find_node},
        {"korder_create", serve_create},
        {"korder_destroy", serve_destroy},
        {"korder_get_config", serve_get_config},
        {"korder_lane_of", serve_lane_of},
    };
    for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++) {
        if (strcmp(call, calls[i].call) == 0) {
            return calls[i].serve(question);
        }
    }
    return NULL;
}
