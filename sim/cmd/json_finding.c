/* Findings as JSON: the data behind their texts. */
#include <ctype.h>
#include <inttypes.h>

#include "json.h"
#include "kernel/uuid_text.h"
#include "wording.h"

/* Doubles hold every integer of this size: 2^53 - 1, negated. */
#define DOUBLES_MIN (-INT64_C(9007199254740991))

static void set(json_t *object, const char *name, json_t *value)
{
    (void)json_object_set_new(object, name, value);
}

static json_t *json_signed(int64_t number)
{
    if (number >= 0) {
        return sim_json_number((uint64_t)number);
    }
    return number < DOUBLES_MIN ? json_sprintf("%" PRId64, number)
                                : json_integer((json_int_t)number);
}

/* The constant's name in the form of other names: "SEQ_THE_ID" is "seq-the-id". */
static json_t *json_word(unsigned word)
{
    char name[40];
    size_t length = 0;
    for (const char *at = sim_word_constant(word); *at != '\0' && length + 1 < sizeof name; at++) {
        name[length++] = (char)(*at == '_' ? '-' : tolower((unsigned char)*at));
    }
    name[length] = '\0';
    return word == SIM_WORD_NONE ? json_null() : json_string(name);
}

static json_t *json_uuid(ida_uuid uuid)
{
    char text[IDA_UUID_TEXT_SIZE];
    sim_uuid_text(uuid, text);
    return json_string(text);
}

static json_t *json_form(uint64_t number, unsigned form)
{
    switch (form) {
    case SIM_FORM_SIGNED:
        return json_signed((int64_t)number);
    case SIM_FORM_HEX64:
    case SIM_FORM_HEX32:
        return sim_json_digest(number);
    case SIM_FORM_STATUS:
        return json_string(ida_status_name((ida_status)number));
    case SIM_FORM_INVARIANT:
        return json_string(sim_invariant_name((sim_invariant)number));
    default:
        return sim_json_number(number);
    }
}

static json_t *json_words(const sim_value *value)
{
    json_t *numbers = json_array();
    for (size_t i = 0; i < value->count; i++) {
        (void)json_array_append_new(numbers, json_form(value->of.numbers[i], value->forms[i]));
    }
    return numbers;
}

static json_t *json_runs(const sim_value *value)
{
    json_t *runs = json_array();
    for (size_t i = 0; i < value->count; i++) {
        json_t *run = json_object();
        set(run, "first", json_signed(value->of.runs[i].first));
        set(run, "count", sim_json_number(value->of.runs[i].count));
        (void)json_array_append_new(runs, run);
    }
    return runs;
}

static void set_range(json_t *object, const ida_range *range, bool ghost)
{
    set(object, "session", json_uuid(range->session));
    set(object, "count", sim_json_number(range->count));
    if (!ghost) {
        set(object, "first_gen_count", sim_json_number(range->first_gen_count));
        set(object, "cluster_size", sim_json_number(range->requested_cluster_size));
    }
}

static void set_cluster(json_t *object, const ida_cluster *cluster)
{
    set(object, "session", json_uuid(cluster->session));
    set(object, "base_final", json_signed(cluster->base_final));
    set(object, "base_gen_count", sim_json_number(cluster->base_gen_count));
    set(object, "capacity", sim_json_number(cluster->capacity));
    set(object, "count", sim_json_number(cluster->count));
}

/* The members of each kind of value, except its kind. */
static void set_value(json_t *object, const sim_value *value)
{
    switch ((sim_value_kind)value->kind) {
    case SIM_VALUE_WORDS:
        set(object, "words", json_word(value->word));
        set(object, "numbers", json_words(value));
        break;
    case SIM_VALUE_STATUS:
        set(object, "status", json_string(ida_status_name(value->of.status)));
        set(object, "spoiled", json_boolean(value->is_spoiled));
        break;
    case SIM_VALUE_TRUTH:
        set(object, "truth", json_boolean(value->of.truth));
        break;
    case SIM_VALUE_ID:
        set(object, "id", json_signed(value->of.id));
        break;
    case SIM_VALUE_ORIGIN:
        set(object, "id", json_signed(value->of.origin.id));
        set(object, "session", json_uuid(value->of.origin.uuid));
        break;
    case SIM_VALUE_UNIQUE:
        set(object, "id",
            value->of.unique.is_final ? json_signed(value->of.unique.final_id)
                                      : json_uuid(value->of.unique.stable_id));
        break;
    case SIM_VALUE_RUNS:
        set(object, "runs", json_runs(value));
        break;
    case SIM_VALUE_RANGE:
    case SIM_VALUE_GHOST:
        set_range(object, &value->of.range, value->kind == SIM_VALUE_GHOST);
        break;
    case SIM_VALUE_UUID:
        set(object, "uuid", json_uuid(value->of.uuid));
        break;
    case SIM_VALUE_CLUSTER:
        set_cluster(object, &value->of.cluster);
        break;
    case SIM_VALUE_BYTES:
        set(object, "size", sim_json_number(value->of.bytes.size));
        set(object, "hash", sim_json_digest(value->of.bytes.hash));
        break;
    case SIM_VALUE_TEXT:
        set(object, "text", sim_json_text(value->of.text));
        break;
    case SIM_VALUE_NONE:
    case SIM_VALUE_KINDS:
        break;
    }
}

static json_t *json_value(const sim_value *value)
{
    static const char *const kinds[] = {
#define KIND(constant, name) name,
        SIM_VALUE_TABLE(KIND)
#undef KIND
    };
    json_t *object = json_object();
    set(object, "kind", json_string(kinds[value->kind]));
    set_value(object, value);
    return object;
}

static json_t *json_part(const sim_site *site, unsigned part, uint64_t number)
{
    return (site->parts & part) != 0 ? sim_json_number(number) : json_null();
}

static json_t *json_site(const sim_site *site)
{
    json_t *object = json_object();
    bool has_session = (site->parts & SIM_SITE_SESSION) != 0;
    set(object, "actor", json_word(site->actor));
    set(object, "node", json_part(site, SIM_SITE_NODE, site->node));
    set(object, "number",
        site->actor != SIM_WORD_NONE ? sim_json_number(site->number) : json_null());
    set(object, "slot", json_part(site, SIM_SITE_SLOT, site->slot));
    set(object, "store", json_part(site, SIM_SITE_STORE, site->store));
    set(object, "log_position", json_part(site, SIM_SITE_POSITION, site->position));
    set(object, "session", has_session ? json_uuid(site->session) : json_null());
    set(object, "call", json_word(site->call));
    set(object, "about", json_value(&site->about));
    return object;
}

void sim_json_set_finding(json_t *object, const sim_failure *failure)
{
    set(object, "site", failure->failed ? json_site(&failure->site) : json_null());
    set(object, "expected_value", failure->failed ? json_value(&failure->expected) : json_null());
    set(object, "got_value", failure->failed ? json_value(&failure->got) : json_null());
}

json_t *sim_json_stuck(const sim_stuck *stuck)
{
    char text[SIM_STUCK_TEXT_SIZE];
    sim_stuck_print(stuck, text);
    return json_string(text);
}
