/* Writes a world's events: an observer that turns each into a line of JSON. */
#include "eventfile.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"
#include "output.h"
#include "provenance.h"
#include "registry.h"

/* --- Fields. --- */

static void put(sim_eventfile *events, const char *name, json_t *value)
{
    (void)json_object_set_new(events->object, name, value);
}

static void put_number(void *self, const char *name, uint64_t value)
{
    put(self, name, sim_json_number(value));
}

/* Text where doubles cannot hold the number, as sim_json_number does. */
static void put_integer(void *self, const char *name, int64_t value)
{
    const int64_t max = (INT64_C(1) << 53) - 1;
    put(self, name,
        value >= -max && value <= max ? json_integer(value) : json_sprintf("%" PRId64, value));
}

static void put_truth(void *self, const char *name, bool value)
{
    put(self, name, json_boolean(value));
}

static void put_word(void *self, const char *name, const char *value)
{
    put(self, name, sim_json_text(value));
}

/* Forged UUIDs may be invalid. */
static void put_uuid(void *self, const char *name, ida_uuid value)
{
    if (ida_uuid_is_valid(value)) {
        char text[IDA_UUID_TEXT_SIZE];
        ida_uuid_format(value, text);
        put(self, name, json_string(text));
    } else {
        put(self, name, json_sprintf("invalid:%016" PRIx64 ":%016" PRIx64, value.high, value.low));
    }
}

static void begin_list(void *self, const char *name)
{
    sim_eventfile *events = self;
    events->list = json_array();
    put(events, name, events->list);
    events->event = events->object;
    events->object = json_object();
}

static void next_in_list(void *self)
{
    sim_eventfile *events = self;
    (void)json_array_append_new(events->list, events->object);
    events->object = json_object();
}

static void end_list(void *self)
{
    sim_eventfile *events = self;
    json_decref(events->object);
    events->object = events->event;
    events->list = NULL;
}

/* --- Lines. --- */

/* Write errors show when the file is closed. */
static void write_line(const sim_eventfile *events, json_t *line)
{
    (void)sim_json_write_line(events->file, line);
}

static bool on_event(void *self, const void *event)
{
    sim_eventfile *events = self;
    events->object = json_object();
    put(events, "op", sim_json_number(events->op));
    put(events, "kind", json_string(events->machine->event_kind(event)));
    events->machine->event_fields(event, &events->fields);
    write_line(events, events->object);
    return true;
}

static json_t *head_of(const sim_eventfile_source *source, const sim_config *config)
{
    bool seed = source->scenario != NULL;
    json_t *head = sim_json_document("events");
    (void)json_object_set_new(head, "command", sim_json_text("replay"));
    (void)json_object_set_new(head, "scenario",
                              sim_json_text(seed ? source->scenario->name : NULL));
    (void)json_object_set_new(head, "seed", seed ? sim_json_identity(source->seed) : json_null());
    (void)json_object_set_new(head, "tape", sim_json_text(seed ? NULL : source->tape));
    (void)json_object_set_new(head, "tape_form", sim_json_text(source->tape_form));
    (void)json_object_set_new(head, "world", sim_json_world(config));
    (void)json_object_set_new(head, "world_seed", sim_json_identity(config->seed));
    (void)json_object_set_new(head, "ops", sim_json_number(source->ops));
    (void)json_object_set_new(
        head, "until", source->until == SIM_NEVER ? json_null() : sim_json_number(source->until));
    return head;
}

int sim_eventfile_open(sim_eventfile *events, const char *path, const sim_config *config,
                       const sim_eventfile_source *source, sim_run_options *options)
{
    *events = (sim_eventfile){.path = path, .machine = sim_machine_of((sim_scheme)config->scheme)};
    bool printed = strcmp(path, "-") == 0;
    if (!printed && !sim_wholefile_open(&events->whole, path)) {
        sim_error("cannot write '%s': %s", path, strerror(errno));
        return SIM_EXIT_ENVIRONMENT;
    }
    events->file = printed ? stdout : events->whole.file;
    events->fields = (sim_fields){.number = put_number,
                                  .integer = put_integer,
                                  .truth = put_truth,
                                  .word = put_word,
                                  .uuid = put_uuid,
                                  .text = put_word,
                                  .list_begin = begin_list,
                                  .list_next = next_in_list,
                                  .list_end = end_list,
                                  .self = events};
    events->observer = (sim_observer){on_event, events};
    options->observers = &events->observer;
    options->observer_count = 1;
    write_line(events, head_of(source, config));
    return 0;
}

void sim_eventfile_after(sim_eventfile *events, uint64_t index)
{
    events->op = index + 1;
}

int sim_eventfile_close(sim_eventfile *events, sim_verdict verdict, const sim_result *result,
                        const sim_failure_note *failure)
{
    if (events->file == NULL) {
        return 0;
    }
    events->object = json_object();
    put(events, "outcome", sim_json_text(sim_verdict_name(verdict)));
    put(events, "digest", sim_json_digest(result->digest));
    put(events, "ops", sim_json_number(result->ops));
    put(events, "failure", failure == NULL ? json_null() : sim_json_failure(failure));
    put(events, "stuck", sim_json_stuck(&result->stuck));
    write_line(events, events->object);
    events->file = NULL;
    /* Main reports errors of standard output. */
    if (events->whole.file != NULL && !sim_wholefile_close(&events->whole, true)) {
        sim_error("'%s' could not be written: %s", events->path, strerror(errno));
        return SIM_EXIT_ENVIRONMENT;
    }
    return 0;
}

void sim_eventfile_abandon(sim_eventfile *events)
{
    events->file = NULL;
    if (events->whole.file != NULL) {
        (void)sim_wholefile_close(&events->whole, false);
    }
}
