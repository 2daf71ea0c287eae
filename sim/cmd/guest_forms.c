/* Writes and reads the values of the protocol. */
#include "guest_forms.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* The largest integer that a double has, with all below it. */
#define EXACT_MAX ((INT64_C(1) << 53) - 1)

static void put(json_t *object, const char *name, json_t *value)
{
    (void)json_object_set_new_nocheck(object, name, value);
}

/* --- Numbers. --- */

void sim_put_u64(json_t *object, const char *name, uint64_t value)
{
    if (value <= (uint64_t)EXACT_MAX) {
        put(object, name, json_integer((json_int_t)value));
    } else {
        char text[24];
        (void)snprintf(text, sizeof text, "%" PRIu64, value);
        put(object, name, json_string_nocheck(text));
    }
}

void sim_put_id(json_t *object, const char *name, int64_t value)
{
    if (value >= -EXACT_MAX && value <= EXACT_MAX) {
        put(object, name, json_integer(value));
    } else {
        char text[24];
        (void)snprintf(text, sizeof text, "%" PRId64, value);
        put(object, name, json_string_nocheck(text));
    }
}

/* Decimal digits, of a number that fits. */
static bool read_digits(const char *text, uint64_t *value)
{
    uint64_t number = 0;
    for (size_t i = 0; text[i] != '\0'; i++) {
        uint64_t digit = (uint64_t)(text[i] - '0');
        if (text[i] < '0' || text[i] > '9' || number > (UINT64_MAX - digit) / 10) {
            return false;
        }
        number = number * 10 + digit;
    }
    *value = number;
    return text[0] != '\0';
}

static bool read_u64(const json_t *member, uint64_t *value)
{
    if (json_is_integer(member) && json_integer_value(member) >= 0) {
        *value = (uint64_t)json_integer_value(member);
        return true;
    }
    return json_is_string(member) && read_digits(json_string_value(member), value);
}

static bool read_id(const json_t *member, int64_t *value)
{
    uint64_t size;
    if (json_is_integer(member)) {
        *value = json_integer_value(member);
        return true;
    }
    if (!json_is_string(member)) {
        return false;
    }
    const char *text = json_string_value(member);
    bool below = text[0] == '-';
    if (!read_digits(text + (below ? 1 : 0), &size) || size > (uint64_t)INT64_MAX + below) {
        return false;
    }
    *value = below ? -(int64_t)(size - (size > 0)) - (size > 0) : (int64_t)size;
    return true;
}

bool sim_take_u64(const json_t *object, const char *name, uint64_t *value)
{
    return read_u64(json_object_get(object, name), value);
}

bool sim_take_id(const json_t *object, const char *name, int64_t *value)
{
    return read_id(json_object_get(object, name), value);
}

void sim_put_u32(json_t *object, const char *name, uint32_t value)
{
    sim_put_u64(object, name, value);
}

bool sim_take_u32(const json_t *object, const char *name, uint32_t *value)
{
    uint64_t number;
    if (!sim_take_u64(object, name, &number) || number > UINT32_MAX) {
        return false;
    }
    *value = (uint32_t)number;
    return true;
}

void sim_put_size(json_t *object, const char *name, size_t value)
{
    sim_put_u64(object, name, value);
}

bool sim_take_size(const json_t *object, const char *name, size_t *value)
{
    uint64_t number;
    if (!sim_take_u64(object, name, &number) || number > SIZE_MAX) {
        return false;
    }
    *value = (size_t)number;
    return true;
}

static bool take_u8(const json_t *object, const char *name, uint8_t *value)
{
    uint64_t number;
    if (!sim_take_u64(object, name, &number) || number > UINT8_MAX) {
        return false;
    }
    *value = (uint8_t)number;
    return true;
}

void sim_put_truth(json_t *object, const char *name, bool value)
{
    put(object, name, json_boolean(value));
}

bool sim_take_truth(const json_t *object, const char *name, bool *value)
{
    const json_t *member = json_object_get(object, name);
    if (!json_is_boolean(member)) {
        return false;
    }
    *value = json_is_true(member);
    return true;
}

/* --- Texts. --- */

static const ida_uuid no_uuid = {UINT64_MAX, UINT64_MAX};

void sim_put_uuid(json_t *object, const char *name, ida_uuid value)
{
    char text[IDA_UUID_TEXT_SIZE];
    if (!ida_uuid_is_valid(value)) {
        put(object, name, json_null());
        return;
    }
    ida_uuid_format(value, text);
    put(object, name, json_string_nocheck(text));
}

bool sim_take_uuid(const json_t *object, const char *name, ida_uuid *value)
{
    const json_t *member = json_object_get(object, name);
    if (json_is_null(member)) {
        *value = no_uuid;
        return true;
    }
    return json_is_string(member) &&
           ida_uuid_parse(json_string_value(member), json_string_length(member), value) == IDA_OK;
}

void sim_put_status(json_t *object, const char *name, ida_status value)
{
    put(object, name, json_string_nocheck(ida_status_name(value)));
}

bool sim_take_status(const json_t *object, const char *name, ida_status *value)
{
    static const ida_status all[] = {
#define STATUS(constant, number, text, sentence) constant,
        IDA_STATUS_TABLE(STATUS)
#undef STATUS
    };
    const char *text = json_string_value(json_object_get(object, name));
    for (size_t i = 0; text != NULL && i < sizeof all / sizeof all[0]; i++) {
        if (strcmp(text, ida_status_name(all[i])) == 0) {
            *value = all[i];
            return true;
        }
    }
    return false;
}

static const char digits[] = "0123456789abcdef";

void sim_put_bytes(json_t *object, const char *name, const uint8_t *bytes, size_t size)
{
    char *text = malloc(2 * size + 1);
    if (text == NULL) {
        return;
    }
    for (size_t i = 0; i < size; i++) {
        text[2 * i] = digits[bytes[i] >> 4];
        text[2 * i + 1] = digits[bytes[i] & 15u];
    }
    put(object, name, json_stringn_nocheck(text, 2 * size));
    free(text);
}

static bool read_digit(char letter, uint8_t *value)
{
    const char *at = letter == '\0' ? NULL : strchr(digits, letter);
    *value = at == NULL ? 0 : (uint8_t)(at - digits);
    return at != NULL;
}

bool sim_take_bytes(const json_t *object, const char *name, uint8_t *bytes, size_t capacity,
                    size_t *size)
{
    const json_t *member = json_object_get(object, name);
    size_t length = json_string_length(member);
    if (!json_is_string(member) || length % 2 != 0 || (bytes != NULL && length / 2 > capacity)) {
        return false;
    }
    const char *text = json_string_value(member);
    for (size_t i = 0; i < length / 2; i++) {
        uint8_t high;
        uint8_t low;
        if (!read_digit(text[2 * i], &high) || !read_digit(text[2 * i + 1], &low)) {
            return false;
        }
        if (bytes != NULL) {
            bytes[i] = (uint8_t)(high << 4 | low);
        }
    }
    *size = length / 2;
    return true;
}

/* --- Of the ID compressor. --- */

void sim_put_range(json_t *object, const char *name, const ida_range *value)
{
    json_t *range = json_object();
    sim_put_uuid(range, "session", value->session);
    sim_put_u64(range, "first_gen_count", value->first_gen_count);
    sim_put_u64(range, "count", value->count);
    sim_put_u32(range, "requested_cluster_size", value->requested_cluster_size);
    put(object, name, range);
}

bool sim_take_range(const json_t *object, const char *name, ida_range *value)
{
    const json_t *member = json_object_get(object, name);
    ida_range range;
    if (!sim_take_uuid(member, "session", &range.session) ||
        !sim_take_u64(member, "first_gen_count", &range.first_gen_count) ||
        !sim_take_u64(member, "count", &range.count) ||
        !sim_take_u32(member, "requested_cluster_size", &range.requested_cluster_size)) {
        return false;
    }
    *value = range;
    return true;
}

void sim_put_runs(json_t *object, const char *name, const ida_run *runs, size_t count)
{
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++) {
        json_t *run = json_object();
        sim_put_id(run, "first", runs[i].first);
        sim_put_u64(run, "count", runs[i].count);
        (void)json_array_append_new(list, run);
    }
    put(object, name, list);
}

bool sim_take_runs(const json_t *object, const char *name, ida_run runs[2], size_t *count)
{
    const json_t *list = json_object_get(object, name);
    ida_run read[2] = {{0, 0}, {0, 0}};
    size_t size = json_array_size(list);
    if (!json_is_array(list) || size > 2) {
        return false;
    }
    for (size_t i = 0; i < size; i++) {
        const json_t *run = json_array_get(list, i);
        if (!sim_take_id(run, "first", &read[i].first) ||
            !sim_take_u64(run, "count", &read[i].count)) {
            return false;
        }
    }
    memcpy(runs, read, sizeof read);
    *count = size;
    return true;
}

void sim_put_unique(json_t *object, const char *name, const ida_unique_id *value)
{
    json_t *unique = json_object();
    if (value->is_final) {
        sim_put_id(unique, "final", value->final_id);
    } else {
        sim_put_uuid(unique, "stable", value->stable_id);
    }
    put(object, name, unique);
}

bool sim_take_unique(const json_t *object, const char *name, ida_unique_id *value)
{
    const json_t *member = json_object_get(object, name);
    ida_unique_id unique = {.is_final = json_object_get(member, "final") != NULL};
    if (unique.is_final ? !sim_take_id(member, "final", &unique.final_id)
                        : !sim_take_uuid(member, "stable", &unique.stable_id)) {
        return false;
    }
    *value = unique;
    return true;
}

void sim_put_cluster(json_t *object, const char *name, const ida_cluster *value)
{
    json_t *cluster = json_object();
    sim_put_uuid(cluster, "session", value->session);
    sim_put_id(cluster, "base_final", value->base_final);
    sim_put_u64(cluster, "base_gen_count", value->base_gen_count);
    sim_put_u64(cluster, "capacity", value->capacity);
    sim_put_u64(cluster, "count", value->count);
    put(object, name, cluster);
}

bool sim_take_cluster(const json_t *object, const char *name, ida_cluster *value)
{
    const json_t *member = json_object_get(object, name);
    ida_cluster cluster;
    memset(&cluster, 0, sizeof cluster);
    if (!sim_take_uuid(member, "session", &cluster.session) ||
        !sim_take_id(member, "base_final", &cluster.base_final) ||
        !sim_take_u64(member, "base_gen_count", &cluster.base_gen_count) ||
        !sim_take_u64(member, "capacity", &cluster.capacity) ||
        !sim_take_u64(member, "count", &cluster.count)) {
        return false;
    }
    *value = cluster;
    return true;
}

/* --- Of Snowflake. --- */

/* From the highest field to the lowest, without the time, which comes first unless it says so. */
static const char *const orders[] = {
    [IDA_SNOWFLAKE_TIME_SEQUENCE_COORDINATOR] = "time-sequence-coordinator",
    [IDA_SNOWFLAKE_TIME_COORDINATOR_SEQUENCE] = "time-coordinator-sequence",
    [IDA_SNOWFLAKE_COORDINATOR_TIME_SEQUENCE] = "coordinator-time-sequence",
};

static bool take_order(const json_t *object, ida_snowflake_order *order)
{
    const char *text = json_string_value(json_object_get(object, "order"));
    for (size_t i = 0; text != NULL && i < sizeof orders / sizeof orders[0]; i++) {
        if (strcmp(text, orders[i]) == 0) {
            *order = (ida_snowflake_order)i;
            return true;
        }
    }
    return false;
}

void sim_put_layout(json_t *object, const char *name, const ida_snowflake_layout *value)
{
    json_t *layout = json_object();
    sim_put_id(layout, "epoch_us", value->epoch_us);
    sim_put_u64(layout, "unit_us", value->unit_us);
    sim_put_u32(layout, "time_bits", value->time_bits);
    sim_put_u32(layout, "sequence_bits", value->sequence_bits);
    sim_put_u32(layout, "coordinator_bits", value->coordinator_bits);
    put(layout, "order",
        json_string_nocheck(
            (unsigned)value->order < sizeof orders / sizeof orders[0] ? orders[value->order] : ""));
    put(object, name, layout);
}

bool sim_take_layout(const json_t *object, const char *name, ida_snowflake_layout *value)
{
    const json_t *member = json_object_get(object, name);
    ida_snowflake_layout layout;
    if (!sim_take_id(member, "epoch_us", &layout.epoch_us) ||
        !sim_take_u64(member, "unit_us", &layout.unit_us) ||
        !take_u8(member, "time_bits", &layout.time_bits) ||
        !take_u8(member, "sequence_bits", &layout.sequence_bits) ||
        !take_u8(member, "coordinator_bits", &layout.coordinator_bits) ||
        !take_order(member, &layout.order)) {
        return false;
    }
    *value = layout;
    return true;
}

void sim_put_parts(json_t *object, const char *name, const ida_snowflake_parts *value)
{
    json_t *parts = json_object();
    sim_put_id(parts, "time_us", value->time_us);
    sim_put_u64(parts, "sequence", value->sequence);
    sim_put_u64(parts, "coordinator", value->coordinator);
    put(object, name, parts);
}

bool sim_take_parts(const json_t *object, const char *name, ida_snowflake_parts *value)
{
    const json_t *member = json_object_get(object, name);
    ida_snowflake_parts parts;
    if (!sim_take_id(member, "time_us", &parts.time_us) ||
        !sim_take_u64(member, "sequence", &parts.sequence) ||
        !sim_take_u64(member, "coordinator", &parts.coordinator)) {
        return false;
    }
    *value = parts;
    return true;
}

void sim_put_flake_config(json_t *object, const char *name, const ida_snowflake_config *value)
{
    json_t *config = json_object();
    sim_put_layout(config, "layout", &value->layout);
    sim_put_truth(config, "logical", value->policy.behind == IDA_SNOWFLAKE_LOGICAL);
    sim_put_truth(config, "borrow", value->policy.full == IDA_SNOWFLAKE_BORROW);
    sim_put_u64(config, "lead_us_max", value->policy.lead_us_max);
    sim_put_u64(config, "coordinator", value->coordinator);
    sim_put_id(config, "lease_start_us", value->lease_start_us);
    sim_put_id(config, "lease_end_us", value->lease_end_us);
    sim_put_id(config, "high_water_us", value->high_water_us);
    put(object, name, config);
}

bool sim_take_flake_config(const json_t *object, const char *name, ida_snowflake_config *value)
{
    const json_t *member = json_object_get(object, name);
    ida_snowflake_config config;
    bool logical;
    bool borrow;
    if (!sim_take_layout(member, "layout", &config.layout) ||
        !sim_take_truth(member, "logical", &logical) ||
        !sim_take_truth(member, "borrow", &borrow) ||
        !sim_take_u64(member, "lead_us_max", &config.policy.lead_us_max) ||
        !sim_take_u64(member, "coordinator", &config.coordinator) ||
        !sim_take_id(member, "lease_start_us", &config.lease_start_us) ||
        !sim_take_id(member, "lease_end_us", &config.lease_end_us) ||
        !sim_take_id(member, "high_water_us", &config.high_water_us)) {
        return false;
    }
    config.policy.behind = logical ? IDA_SNOWFLAKE_LOGICAL : IDA_SNOWFLAKE_REFUSE;
    config.policy.full = borrow ? IDA_SNOWFLAKE_BORROW : IDA_SNOWFLAKE_WAIT;
    *value = config;
    return true;
}
