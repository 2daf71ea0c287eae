/* How the values of k-order are written in the protocol. */
#include "guest_forms.h"

#include <string.h>

static void put(json_t *object, const char *name, json_t *value)
{
    (void)json_object_set_new_nocheck(object, name, value);
}

/* --- Names of enumerations. A value above all of them has the name "". --- */

typedef struct names {
    const char *const *of;
    unsigned count;
} names;

static void put_name(json_t *object, const char *name, const names *all, unsigned value)
{
    put(object, name, json_string_nocheck(value < all->count ? all->of[value] : ""));
}

static bool take_name(const json_t *object, const char *name, const names *all, unsigned *value)
{
    const char *text = json_string_value(json_object_get(object, name));
    if (text == NULL) {
        return false;
    }
    *value = 0;
    while (*value < all->count && strcmp(text, all->of[*value]) != 0) {
        (*value)++;
    }
    return true;
}

static const char *const mode_names[] = {
    [IDA_KORDER_STRICT] = "strict",
    [IDA_KORDER_FAITHFUL] = "faithful",
};
static const char *const form_names[] = {
    [IDA_KORDER_D64] = "d64",
    [IDA_KORDER_BASE64URL] = "base64url",
};
static const char *const hash_names[] = {
    [IDA_KORDER_PHASH] = "phash",
    [IDA_KORDER_PHASH2] = "phash2",
};

#define NAMES(array) ((names){array, sizeof(array) / sizeof(array)[0]})

void sim_put_text_form(json_t *object, const char *name, ida_korder_text value)
{
    put_name(object, name, &NAMES(form_names), (unsigned)value);
}

bool sim_take_text_form(const json_t *object, const char *name, ida_korder_text *value)
{
    unsigned number;
    if (!take_name(object, name, &NAMES(form_names), &number)) {
        return false;
    }
    *value = (ida_korder_text)number;
    return true;
}

void sim_put_hash(json_t *object, const char *name, ida_korder_hash value)
{
    put_name(object, name, &NAMES(hash_names), (unsigned)value);
}

bool sim_take_hash(const json_t *object, const char *name, ida_korder_hash *value)
{
    unsigned number;
    if (!take_name(object, name, &NAMES(hash_names), &number)) {
        return false;
    }
    *value = (ida_korder_hash)number;
    return true;
}

/* --- Generators and IDs. --- */

void sim_put_korder_config(json_t *object, const char *name, const ida_korder_config *value)
{
    json_t *config = json_object();
    sim_put_u32(config, "node", value->node);
    sim_put_u32(config, "drift", value->drift);
    put(object, name, config);
}

bool sim_take_korder_config(const json_t *object, const char *name, ida_korder_config *value)
{
    const json_t *member = json_object_get(object, name);
    ida_korder_config config;
    if (!sim_take_u32(member, "node", &config.node) ||
        !sim_take_u32(member, "drift", &config.drift)) {
        return false;
    }
    *value = config;
    return true;
}

void sim_put_korder_options(json_t *object, const char *name, const ida_korder_options *value)
{
    json_t *options = json_object();
    put_name(options, "mode", &NAMES(mode_names), (unsigned)value->mode);
    sim_put_u32(options, "lead_ticks", value->lead_ticks);
    sim_put_u64(options, "high_water", value->high_water);
    sim_put_u32(options, "first_sequence", value->first_sequence);
    put(object, name, options);
}

bool sim_take_korder_options(const json_t *object, const char *name, ida_korder_options *value)
{
    const json_t *member = json_object_get(object, name);
    ida_korder_options options;
    unsigned mode;
    if (!take_name(member, "mode", &NAMES(mode_names), &mode) ||
        !sim_take_u32(member, "lead_ticks", &options.lead_ticks) ||
        !sim_take_u64(member, "high_water", &options.high_water) ||
        !sim_take_u32(member, "first_sequence", &options.first_sequence)) {
        return false;
    }
    options.mode = (ida_korder_mode)mode;
    *value = options;
    return true;
}

void sim_put_global(json_t *object, const char *name, const ida_korder_global *value)
{
    sim_put_bytes(object, name, value->bytes, sizeof value->bytes);
}

bool sim_take_global(const json_t *object, const char *name, ida_korder_global *value)
{
    size_t size;
    ida_korder_global global = {{0}};
    if (!sim_take_bytes(object, name, global.bytes, sizeof global.bytes, &size) ||
        size != sizeof global.bytes) {
        return false;
    }
    *value = global;
    return true;
}
