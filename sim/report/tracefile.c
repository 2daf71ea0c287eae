/* Walks through a recorded world, slice by slice, for the forms of trace files. */
#include "tracefile.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "tracing.h"

bool sim_tracefile_form_of(const char *path, sim_tracefile_form *form)
{
    const char *end = strrchr(path, '.');
    bool is_json = end != NULL && strcmp(end, ".json") == 0;
    *form = is_json ? SIM_TRACEFILE_JSON : SIM_TRACEFILE_PROTOBUF;
    return is_json || (end != NULL && strcmp(end, ".pftrace") == 0);
}

/* --- Names. --- */

unsigned sim_tracing_tracks(const sim_recording *r)
{
    return SIM_TRACK_OPS + 1 + sim_lanes_count(&r->lanes);
}

unsigned sim_tracing_counters(const sim_recording *r)
{
    unsigned count = r->lanes.nodes * r->node_gauges;
    unsigned gauge = 0;
    while (sim_recording_world_gauge(r, gauge) != NULL) {
        gauge++;
    }
    return count + gauge;
}

void sim_tracing_track_name(const sim_recording *r, unsigned track, char name[64])
{
    char lane[32] = "ops";
    if (track > SIM_TRACK_OPS) {
        sim_lane_print(r->machine->scheme, &r->lanes, track - SIM_TRACK_OPS - 1, lane);
    }
    (void)snprintf(name, 64, "%s", lane);
}

void sim_tracing_counter_name(const sim_recording *r, unsigned cell, char name[64])
{
    unsigned node = cell / r->node_gauges;
    if (node < r->lanes.nodes) {
        char lane[32];
        sim_lane_print(r->machine->scheme, &r->lanes, node, lane);
        (void)snprintf(name, 64, "%s: %s", lane, r->machine->gauges->node[cell % r->node_gauges]);
    } else {
        unsigned gauge = cell - r->lanes.nodes * r->node_gauges;
        (void)snprintf(name, 64, "%s", sim_recording_world_gauge(r, gauge));
    }
}

/* --- The messages of each event. --- */

/* For each event a list of messages: those of event i from starts[i] on, up to a -1. */
typedef struct lists {
    uint64_t *starts;
    int32_t *messages;
} lists;

/* The event of a message in the column; only messages that have ended have flows. */
static int64_t event_of(const sim_recording *r, const sim_column *column, uint64_t message)
{
    bool has_ended = sim_column_at(&r->messages.end, message) >= 0;
    return has_ended ? sim_column_at(column, message) : -1;
}

/* False without memory. */
static bool make_lists(const sim_recording *r, const sim_column *column, lists *l)
{
    uint64_t events = r->op.count;
    uint64_t messages = r->messages.kind.count;
    l->starts = calloc((size_t)events + 2, sizeof *l->starts);
    l->messages = malloc((size_t)(events + messages + 1) * sizeof *l->messages);
    if (l->starts == NULL || l->messages == NULL) {
        return false;
    }
    for (uint64_t m = 0; m < messages; m++) {
        int64_t event = event_of(r, column, m);
        if (event >= 0) {
            l->starts[event + 1]++;
        }
    }
    for (uint64_t i = 0; i < events; i++) {
        l->starts[i + 1] += l->starts[i] + 1;
    }
    memset(l->messages, -1, (size_t)(events + messages + 1) * sizeof *l->messages);
    for (uint64_t m = 0; m < messages; m++) {
        int64_t event = event_of(r, column, m);
        uint64_t at = event >= 0 ? l->starts[event] : 0;
        while (event >= 0 && l->messages[at] >= 0) {
            at++;
        }
        if (event >= 0) {
            l->messages[at] = (int32_t)m;
        }
    }
    return true;
}

static void free_lists(lists *l)
{
    free(l->starts);
    free(l->messages);
}

/* --- Slices. --- */

static sim_role role_at(const sim_recording *r, uint64_t event)
{
    return r->rows[sim_column_at(&r->kind, event)]->role;
}

/* The event that ends an op that began at another: the next op or phase, or the end. */
static uint64_t end_of_op(const sim_recording *r, uint64_t event)
{
    uint64_t end = event + 1;
    while (end < r->op.count && role_at(r, end) != SIM_ROLE_OP &&
           role_at(r, end) != SIM_ROLE_PHASE) {
        end++;
    }
    return end;
}

/* The name of an op, which is the first of its fields. */
static const char *name_of_op(const sim_recording *r, uint64_t event, char name[64])
{
    uint64_t at = (uint64_t)sim_column_at(&r->field_at, event);
    int64_t word = sim_column_at(&r->field_value, at);
    const char *text = (const char *)r->strings.lines.bytes;
    const char *end = text + r->strings.lines.size;
    for (int64_t i = 0; i < word; i++) {
        text = (const char *)memchr(text, '\n', (size_t)(end - text)) + 1;
    }
    size_t length = strcspn(text, "\n");
    (void)snprintf(name, 64, "%.*s", (int)(length < 63 ? length : 63), text);
    return name;
}

static bool write_event(FILE *file, const sim_tracing_form *form, const sim_recording *r,
                        uint64_t event, const lists *out, const lists *in)
{
    char name[64];
    int64_t lane = sim_column_at(&r->lane, event);
    sim_role role = role_at(r, event);
    sim_slice slice = {.track = lane < 0 ? SIM_TRACK_OPS : SIM_TRACK_OPS + 1 + (unsigned)lane,
                       .begin = event * SIM_TRACEFILE_STEP,
                       .duration = SIM_TRACEFILE_DURATION,
                       .name = r->kinds[sim_column_at(&r->kind, event)],
                       .category = sim_role_name(role),
                       .event = event,
                       .out = &out->messages[out->starts[event]],
                       .in = &in->messages[in->starts[event]]};
    if (role == SIM_ROLE_OP) {
        slice.name = name_of_op(r, event, name);
        slice.duration = (end_of_op(r, event) - event) * SIM_TRACEFILE_STEP - 1;
    }
    /* What happens nowhere in particular is a part of its op, or a phase after all ops. */
    return form->slice(file, r, &slice);
}

static bool write_counters(FILE *file, const sim_tracing_form *form, const sim_recording *r)
{
    uint64_t event = 0;
    bool written = true;
    for (uint64_t i = 0; i < r->state_op.count; i++) {
        int64_t op = sim_column_at(&r->state_op, i);
        while (event < r->op.count && sim_column_at(&r->op, event) <= op) {
            event++;
        }
        written =
            form->counter(file, r, (unsigned)sim_column_at(&r->state_cell, i),
                          event * SIM_TRACEFILE_STEP - 1, sim_column_at(&r->state_value, i)) &&
            written;
    }
    return written;
}

bool sim_tracefile_write(FILE *file, sim_tracefile_form which, const sim_recording *r)
{
    const sim_tracing_form *form =
        which == SIM_TRACEFILE_JSON ? &sim_tracing_json : &sim_tracing_protobuf;
    lists out = {0};
    lists in = {0};
    bool made = make_lists(r, &r->messages.sent, &out) && make_lists(r, &r->messages.end, &in);
    if (made) {
        made = form->begin(file, r);
        for (uint64_t event = 0; event < r->op.count; event++) {
            made = write_event(file, form, r, event, &out, &in) && made;
        }
        made = write_counters(file, form, r) && form->end(file) && made;
    }
    free_lists(&out);
    free_lists(&in);
    if (!made && ferror(file) == 0) {
        errno = ENOMEM;
    }
    return made && ferror(file) == 0;
}
