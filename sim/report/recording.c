/* Writes down a world while it is played. */
#include "recording.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "registry.h"

/* The gauge of a compressor's world that waste is counted from. */
#define RESERVED 3u

static const char *const own_gauges[SIM_RECORDING_GAUGES] = {"eager", "finals", "waste"};

const char *sim_field_type_name(sim_field_type type)
{
    static const char *const names[] = {
#define NAME(constant, name) name,
        SIM_FIELD_TYPE_TABLE(NAME)
#undef NAME
    };
    return names[type];
}

/* --- Fields. --- */

/* Names are mostly the same pointers again, so they are compared as such first. */
static unsigned field_of(sim_recording *r, const char *name, sim_field_type type)
{
    for (unsigned i = 0; i < r->field_count; i++) {
        if (r->fields[i].name == name && r->fields[i].type == type) {
            return i;
        }
    }
    for (unsigned i = 0; i < r->field_count; i++) {
        if (r->fields[i].type == type && strcmp(r->fields[i].name, name) == 0) {
            return i;
        }
    }
    assert(r->field_count < SIM_RECORDING_NAMES);
    r->fields[r->field_count] = (sim_field){name, type, sim_fact_of(name)};
    return r->field_count++;
}

static void add_field(sim_recording *r, unsigned field, int64_t value)
{
    sim_column_add(&r->field_name, field);
    sim_column_add(&r->field_value, value);
}

/* What lanes, messages and gauges are made of. */
static void note_fact(sim_recording *r, sim_fact fact, int64_t value)
{
    if (!r->in_list && fact < SIM_FACTS) {
        r->event.facts[fact] = value;
    } else if (fact == SIM_FACT_FIRST) {
        r->first = value;
    } else if (fact == SIM_FACT_COUNT) {
        r->count = value;
    }
}

/* wide: the type of numbers that do not fit. */
static void put(sim_recording *r, const char *name, sim_field_type type, sim_field_type wide,
                int64_t value, bool fits)
{
    unsigned field = field_of(r, name, fits ? type : wide);
    sim_fact fact = r->fields[field].fact;
    note_fact(r, fact, value);
    if (fact == SIM_FACT_TRUE_TIME || fact == SIM_FACT_READING) {
        return;
    }
    if (!fits) {
        sim_column_add(&r->big, value);
        value = (int64_t)r->big.count - 1;
    }
    add_field(r, field, value);
}

static void put_number(void *self, const char *name, uint64_t value)
{
    put(self, name, SIM_FIELD_NUMBER, SIM_FIELD_WIDE, (int64_t)value, value <= INT32_MAX);
}

static void put_integer(void *self, const char *name, int64_t value)
{
    put(self, name, SIM_FIELD_INTEGER, SIM_FIELD_WIDE_INTEGER, value,
        value >= INT32_MIN && value <= INT32_MAX);
}

static void put_truth(void *self, const char *name, bool value)
{
    put(self, name, SIM_FIELD_TRUTH, SIM_FIELD_TRUTH, value, true);
}

static void put_word(void *self, const char *name, const char *value)
{
    sim_recording *r = self;
    unsigned field = field_of(r, name, SIM_FIELD_WORD);
    sim_fact fact = r->fields[field].fact;
    if (fact == SIM_FACT_WHAT) {
        r->event.is_reply = strcmp(value, "reply") == 0;
    } else if (fact == SIM_FACT_LOSS) {
        r->event.is_crowded_out = strcmp(value, "crowded-out") == 0;
        r->event.is_unheard = strcmp(value, "nobody") == 0;
    }
    add_field(r, field, sim_names_word(&r->strings, value));
}

static void put_uuid(void *self, const char *name, ida_uuid value)
{
    sim_recording *r = self;
    unsigned field = field_of(r, name, SIM_FIELD_UUID);
    int64_t index = sim_names_uuid(&r->uuids, value);
    note_fact(r, r->fields[field].fact, index);
    add_field(r, field, index);
}

static void begin_list(void *self, const char *name)
{
    sim_recording *r = self;
    unsigned field = field_of(r, name, SIM_FIELD_LIST);
    r->list = r->fields[field].fact;
    r->in_list = true;
    if (r->list < SIM_FACTS) {
        r->event.facts[r->list] = 0;
    }
    add_field(r, field, 0);
    r->list_at = r->field_value.count;
}

/* An element of runs that were handed out, or became final. */
static void count_run(sim_recording *r)
{
    if (r->list == SIM_FACT_RUNS && r->first >= 0) {
        r->eager += r->count;
    } else if (r->list == SIM_FACT_FINALS && r->event.facts[SIM_FACT_POSITION] > r->applied) {
        r->finals += r->count;
    }
}

static void next_in_list(void *self)
{
    sim_recording *r = self;
    count_run(r);
    add_field(r, field_of(r, "", SIM_FIELD_NEXT), 0);
}

static void end_list(void *self)
{
    sim_recording *r = self;
    add_field(r, field_of(r, "", SIM_FIELD_END), 0);
    sim_column_set(&r->field_value, r->list_at - 1, (int64_t)(r->field_value.count - r->list_at));
    r->in_list = false;
    r->list = SIM_FACTS;
}

/* --- Events. --- */

static unsigned kind_of(sim_recording *r, const char *name)
{
    for (unsigned i = 0; i < r->kind_count; i++) {
        if (r->kinds[i] == name) {
            return i;
        }
    }
    assert(r->kind_count < SIM_RECORDING_NAMES);
    r->kinds[r->kind_count] = name;
    r->rows[r->kind_count] = sim_scene_row_of(r->machine->scheme, name);
    assert(r->rows[r->kind_count] != NULL);
    return r->kind_count++;
}

/* A node or master that the world does not have is on no lane. */
static int lane_of_number(int64_t number, unsigned count, unsigned first)
{
    return number < 0 || number >= (int64_t)count ? -1 : (int)((unsigned)number + first);
}

static int node_lane(const sim_recording *r)
{
    const int64_t *facts = r->event.facts;
    int64_t node = facts[SIM_FACT_NODE] >= 0 ? facts[SIM_FACT_NODE] : facts[SIM_FACT_COORDINATOR];
    return lane_of_number(node, r->lanes.nodes, 0);
}

static int lane_of(const sim_recording *r, sim_lane_place place)
{
    const int64_t *facts = r->event.facts;
    const sim_lanes *lanes = &r->lanes;
    int master = lane_of_number(facts[SIM_FACT_MASTER], lanes->masters, lanes->nodes);
    switch (place) {
    case SIM_PLACE_NODE:
        return node_lane(r);
    case SIM_PLACE_FROM:
        return lane_of_number(facts[SIM_FACT_FROM], lanes->nodes, 0);
    case SIM_PLACE_TO:
        return lane_of_number(facts[SIM_FACT_TO], lanes->nodes, 0);
    case SIM_PLACE_CLIENT:
        return lane_of_number(facts[SIM_FACT_CLIENT], lanes->nodes, 0);
    case SIM_PLACE_MASTER:
        return master;
    case SIM_PLACE_HUB:
        return lanes->has_hub ? (int)(lanes->nodes + lanes->masters) : -1;
    case SIM_PLACE_SENDER:
        return r->event.is_reply ? master : node_lane(r);
    case SIM_PLACE_RECEIVER:
        return r->event.is_reply ? node_lane(r) : master;
    case SIM_PLACE_NONE:
        break;
    }
    return -1;
}

static void clear_event(sim_recording *r)
{
    r->event = (sim_message_event){.index = (int64_t)r->op.count};
    for (unsigned i = 0; i < SIM_FACTS; i++) {
        r->event.facts[i] = -1;
    }
}

static void write_event(sim_recording *r, unsigned kind)
{
    sim_message_event *e = &r->event;
    e->row = r->rows[kind];
    e->lane = lane_of(r, e->row->lane);
    e->peer = lane_of(r, e->row->peer);
    sim_column_add(&r->op, (int64_t)r->op_now);
    sim_column_add(&r->kind, kind);
    sim_column_add(&r->lane, e->lane);
    sim_column_add(&r->peer, e->peer);
    sim_column_add(&r->session, e->facts[SIM_FACT_SESSION]);
    sim_column_add(&r->position, e->facts[SIM_FACT_POSITION]);
    sim_column_add(&r->message, sim_messages_hear(&r->messages, e));
    if (e->facts[SIM_FACT_TRUE_TIME] >= 0) {
        r->has_clocks = true;
        sim_column_add(&r->true_us, e->facts[SIM_FACT_TRUE_TIME]);
        sim_column_add(&r->reading_us, e->facts[SIM_FACT_READING]);
    }
}

static bool hear(void *self, const void *event)
{
    sim_recording *r = self;
    if (r->op.count >= SIM_RECORDING_EVENTS_MAX || r->failed) {
        r->left_out++;
        return true;
    }
    unsigned kind = kind_of(r, r->machine->event_kind(event));
    clear_event(r);
    sim_column_add(&r->field_at, (int64_t)r->field_name.count);
    r->machine->event_fields(event, &r->receiver);
    write_event(r, kind);
    r->eager += r->event.facts[SIM_FACT_IS_FINAL] > 0 ? 1 : 0;
    if (r->event.facts[SIM_FACT_FINALS] == 0 && r->event.facts[SIM_FACT_POSITION] > r->applied) {
        r->applied = r->event.facts[SIM_FACT_POSITION];
    }
    return true;
}

/* --- After each op. --- */

static void note_cell(sim_recording *r, uint64_t op, unsigned cell, int64_t value)
{
    if (r->cells[cell] != value) {
        r->cells[cell] = value;
        sim_column_add(&r->state_op, (int64_t)op);
        sim_column_add(&r->state_cell, cell);
        sim_column_add(&r->state_value, value);
    }
}

/* Clusters are only added, and their counts and capacities grow. */
static void note_clusters(sim_recording *r, uint64_t op, const sim_moment *moment)
{
    ida_cluster cluster;
    const sim_gauges *gauges = r->machine->gauges;
    while (gauges->cluster(moment->world, r->cluster_count, &cluster)) {
        if (r->cluster_count == r->cluster_capacity) {
            size_t capacity = r->cluster_capacity * 2 + 64;
            ida_cluster *clusters = realloc(r->clusters, capacity * sizeof *clusters);
            r->failed = r->failed || clusters == NULL;
            if (clusters == NULL) {
                return;
            }
            r->clusters = clusters;
            r->cluster_capacity = capacity;
        }
        r->clusters[r->cluster_count++] = cluster;
        sim_column_add(&r->cluster_op, (int64_t)op);
    }
}

/* What the clusters have become. */
static void renew_clusters(sim_recording *r, const sim_moment *moment)
{
    for (size_t i = 0; i < r->cluster_count; i++) {
        ida_cluster cluster;
        if (r->machine->gauges->cluster(moment->world, i, &cluster)) {
            r->clusters[i] = cluster;
        }
    }
}

void sim_recording_after(void *self, uint64_t index, const sim_moment *moment)
{
    sim_recording *r = self;
    const sim_gauges *gauges = r->machine->gauges;
    int64_t values[SIM_GAUGES_MAX] = {0};
    for (unsigned node = 0; node < r->lanes.nodes; node++) {
        gauges->read_node(moment->world, node, values);
        for (unsigned i = 0; i < r->node_gauges; i++) {
            note_cell(r, index, node * r->node_gauges + i, values[i]);
        }
    }
    unsigned first = r->lanes.nodes * r->node_gauges;
    gauges->read_world(moment->world, values);
    if (gauges->cluster != NULL) {
        /* Without the node that has applied most, one sees less of what is there. */
        values[RESERVED] = values[RESERVED] > r->cells[first + RESERVED]
                               ? values[RESERVED]
                               : r->cells[first + RESERVED];
    }
    for (unsigned i = 0; i < r->world_gauges; i++) {
        note_cell(r, index, first + i, values[i]);
    }
    if (gauges->cluster != NULL) {
        const int64_t own[] = {r->eager, r->finals, values[RESERVED] - r->finals};
        size_t changes = r->state_op.count;
        for (unsigned i = 0; i < SIM_RECORDING_GAUGES; i++) {
            note_cell(r, index, first + r->world_gauges + i, own[i]);
        }
        if (r->state_op.count > changes) {
            renew_clusters(r, moment);
        }
        note_clusters(r, index, moment);
    }
    r->op_now = index + 1;
}

void sim_recording_tell(void *self, const char *sentence)
{
    sim_recording *r = self;
    sim_column_add_line(&r->words, sentence);
    sim_column_add(&r->words_event, (int64_t)r->op.count);
}

/* --- All of it. --- */

static unsigned length_of(const char *const names[SIM_GAUGES_MAX])
{
    unsigned length = 0;
    while (length < SIM_GAUGES_MAX && names[length] != NULL) {
        length++;
    }
    return length;
}

static void init_columns(sim_recording *r)
{
    sim_column *const numbers[] = {&r->op,         &r->lane,       &r->peer,        &r->session,
                                   &r->position,   &r->message,    &r->field_at,    &r->field_value,
                                   &r->state_op,   &r->state_cell, &r->state_value, &r->cluster_op,
                                   &r->words_event};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        numbers[i]->type = SIM_COLUMN_I32;
    }
    r->true_us.type = SIM_COLUMN_I64;
    r->reading_us.type = SIM_COLUMN_I64;
    r->big.type = SIM_COLUMN_I64;
    r->cluster_first.type = SIM_COLUMN_I64;
    r->cluster_capacity_of.type = SIM_COLUMN_I64;
    r->cluster_count_of.type = SIM_COLUMN_I64;
    r->cluster_session.type = SIM_COLUMN_I32;
    r->cluster_gen.type = SIM_COLUMN_I64;
    r->strings.lines.type = SIM_COLUMN_TEXT;
    r->uuids.lines.type = SIM_COLUMN_TEXT;
    r->words.type = SIM_COLUMN_TEXT;
}

void sim_recording_init(sim_recording *r, const sim_config *config)
{
    *r = (sim_recording){.machine = sim_machine_of((sim_scheme)config->scheme),
                         .config = sim_config_wrap(*config),
                         .lanes = sim_lanes_of(config),
                         .applied = -1,
                         .list = SIM_FACTS,
                         .receiver = {.number = put_number,
                                      .integer = put_integer,
                                      .truth = put_truth,
                                      .word = put_word,
                                      .uuid = put_uuid,
                                      .text = put_word,
                                      .list_begin = begin_list,
                                      .list_next = next_in_list,
                                      .list_end = end_list,
                                      .self = r}};
    r->node_gauges = length_of(r->machine->gauges->node);
    r->world_gauges = length_of(r->machine->gauges->world);
    init_columns(r);
    sim_messages_init(&r->messages);
}

sim_observer sim_recording_observer(sim_recording *r)
{
    return (sim_observer){hear, r};
}

const char *sim_recording_world_gauge(const sim_recording *r, unsigned gauge)
{
    if (gauge < r->world_gauges) {
        return r->machine->gauges->world[gauge];
    }
    bool has_own = r->machine->gauges->cluster != NULL;
    return has_own && gauge - r->world_gauges < SIM_RECORDING_GAUGES
               ? own_gauges[gauge - r->world_gauges]
               : NULL;
}

size_t sim_recording_columns(const sim_recording *r,
                             sim_named_column columns[SIM_RECORDING_COLUMNS])
{
    const sim_named_column all[] = {{"op", &r->op},
                                    {"kind", &r->kind},
                                    {"lane", &r->lane},
                                    {"peer", &r->peer},
                                    {"session", &r->session},
                                    {"position", &r->position},
                                    {"message", &r->message},
                                    {"true_us", &r->true_us},
                                    {"reading_us", &r->reading_us},
                                    {"field-at", &r->field_at},
                                    {"field-name", &r->field_name},
                                    {"field-value", &r->field_value},
                                    {"big", &r->big},
                                    {"strings", &r->strings.lines},
                                    {"uuids", &r->uuids.lines},
                                    {"msg-kind", &r->messages.kind},
                                    {"msg-from", &r->messages.from},
                                    {"msg-to", &r->messages.to},
                                    {"msg-sent", &r->messages.sent},
                                    {"msg-end", &r->messages.end},
                                    {"msg-fate", &r->messages.fate},
                                    {"msg-number", &r->messages.number},
                                    {"state-op", &r->state_op},
                                    {"state-cell", &r->state_cell},
                                    {"state-value", &r->state_value},
                                    {"cluster-op", &r->cluster_op},
                                    {"cluster-first", &r->cluster_first},
                                    {"cluster-capacity", &r->cluster_capacity_of},
                                    {"cluster-count", &r->cluster_count_of},
                                    {"cluster-session", &r->cluster_session},
                                    {"cluster-gen", &r->cluster_gen},
                                    {"words", &r->words},
                                    {"words-event", &r->words_event}};
    memcpy(columns, all, sizeof all);
    return sizeof all / sizeof all[0];
}

static void write_clusters(sim_recording *r)
{
    for (size_t i = 0; i < r->cluster_count; i++) {
        const ida_cluster *cluster = &r->clusters[i];
        sim_column_add(&r->cluster_first, cluster->base_final);
        sim_column_add(&r->cluster_capacity_of, (int64_t)cluster->capacity);
        sim_column_add(&r->cluster_count_of, (int64_t)cluster->count);
        sim_column_add(&r->cluster_session, sim_names_uuid(&r->uuids, cluster->session));
        sim_column_add(&r->cluster_gen, (int64_t)cluster->base_gen_count);
    }
}

bool sim_recording_end(sim_recording *r)
{
    sim_named_column columns[SIM_RECORDING_COLUMNS];
    write_clusters(r);
    sim_column_add(&r->field_at, (int64_t)r->field_name.count);
    size_t count = sim_recording_columns(r, columns);
    for (size_t i = 0; i < count; i++) {
        r->failed = r->failed || columns[i].column->failed;
    }
    r->failed = r->failed || r->strings.failed || r->uuids.failed || r->messages.failed;
    return !r->failed;
}

void sim_recording_free(sim_recording *r)
{
    sim_column *const columns[] = {&r->op,
                                   &r->kind,
                                   &r->lane,
                                   &r->peer,
                                   &r->session,
                                   &r->position,
                                   &r->message,
                                   &r->true_us,
                                   &r->reading_us,
                                   &r->field_at,
                                   &r->field_name,
                                   &r->field_value,
                                   &r->big,
                                   &r->state_op,
                                   &r->state_cell,
                                   &r->state_value,
                                   &r->cluster_op,
                                   &r->cluster_first,
                                   &r->cluster_capacity_of,
                                   &r->cluster_count_of,
                                   &r->cluster_session,
                                   &r->cluster_gen,
                                   &r->words,
                                   &r->words_event};
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++) {
        sim_column_free(columns[i]);
    }
    sim_names_free(&r->strings);
    sim_names_free(&r->uuids);
    sim_messages_free(&r->messages);
    free(r->clusters);
    r->clusters = NULL;
}
