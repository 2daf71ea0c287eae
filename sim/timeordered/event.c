/* The events of a world of time-ordered IDs: their numbers in the digest, and their fields. */
#include "event.h"

#include <string.h>

#include "tape/ops.h"

void sim_time_printable(const idsim_time_text *text, char out[IDSIM_TIME_TEXT_SIZE])
{
    size_t i = 0;
    for (; i + 1 < IDSIM_TIME_TEXT_SIZE && text->text[i] != '\0'; i++) {
        const char letter = text->text[i];
        out[i] = letter >= ' ' && letter <= '~' ? letter : '?';
    }
    out[i] = '\0';
}

/* --- The digest. --- */

/* X(event, kind in the digest, numbers): they never change, as digests do not. */
#define DIGEST_TABLE(X)                                                                            \
    X(LAUNCHED, NODE, e->head.node, (uint64_t)e->status, e->setting, e->entropy)                   \
    X(QUIT, NODE, e->head.node)                                                                    \
    X(CLONED, OPENED, e->head.node, (uint64_t)e->status, e->peer)                                  \
    X(ISSUED, GENERATED, e->head.node, e->instance)                                                \
    X(DENIED, REFUSED, e->head.node, (uint64_t)e->status, (uint64_t)e->try_at_us)                  \
    X(ISSUED_AT, GENERATED, e->head.node, e->instance, (uint64_t)e->time_us)                       \
    X(DENIED_AT, REFUSED, e->head.node, (uint64_t)e->status, (uint64_t)e->time_us)                 \
    X(LOST, OTHER, e->number)                                                                      \
    X(RECEIVED, APPLIED, e->head.node, (uint64_t)e->status, e->number)                             \
    X(CRAFTED, APPLIED, e->head.node, (uint64_t)e->status)                                         \
    X(CONVERTED, NORMALIZED, e->head.node, (uint64_t)e->status, e->form)

static void digest_text(sim_trace *trace, const idsim_time_text *text)
{
    size_t size = 0;
    while (size < IDSIM_TIME_TEXT_SIZE && text->text[size] != '\0') {
        size++;
    }
    sim_trace_bytes(trace, SIM_EVENT_OTHER, (const uint8_t *)text->text, size);
}

static void digest_texts(sim_trace *trace, const sim_timeordered_event *e)
{
    if (e->id != NULL && e->head.kind != SIM_TIMEORDERED_MAILED) {
        digest_text(trace, e->id);
    }
    if (e->text != NULL) {
        digest_text(trace, e->text);
    }
    if (e->parts != NULL && e->status == IDA_OK) {
        const uint64_t numbers[] = {e->parts->has_time, (uint64_t)e->parts->time_us,
                                    e->parts->has_number, e->parts->number};
        digest_text(trace, &e->parts->id);
        sim_trace_event(trace, SIM_EVENT_OTHER, numbers, sizeof numbers / sizeof numbers[0]);
    }
}

bool sim_timeordered_digest(void *trace, const void *event)
{
    const sim_timeordered_event *e = event;
    const unsigned kind = sim_timed_kind(event);
    switch (kind) {
#define NOTE(kind, of, ...)                                                                        \
    case SIM_TIMEORDERED_##kind:                                                                   \
        sim_trace_event(trace, SIM_EVENT_##of, (const uint64_t[]){__VA_ARGS__},                    \
                        sizeof((const uint64_t[]){__VA_ARGS__}) / sizeof(uint64_t));               \
        break;
        DIGEST_TABLE(NOTE)
#undef NOTE
    default:
        sim_timed_digest(trace, event);
        break;
    }
    if (kind > SIM_TIMEORDERED_SETTLED) {
        digest_texts(trace, e);
    }
    return true;
}

/* --- By name. --- */

/* X(member, function of sim_fields, name, value, whether it is set) */
#define MEMBER_TABLE(X)                                                                            \
    X(SETTING, number, "setting", e->setting, true)                                                \
    X(ENTROPY, word, "entropy", entropy_name(e->entropy), true)                                    \
    X(FROM, number, "from", e->peer, true)                                                         \
    X(TO, number, "to", e->peer, true)                                                             \
    X(NUMBER, number, "index", e->number, true)                                                    \
    X(INSTANCE, number, "instance", e->instance, true)                                             \
    X(FORM, number, "form", e->form, true)                                                         \
    X(ID, text, "id", id, true)                                                                    \
    X(TEXT, text, "text", text, e->status == IDA_OK)                                               \
    X(TIME, integer, "time_us", e->time_us, true)                                                  \
    X(STATUS, word, "status", ida_status_name(e->status), true)                                    \
    X(PARTS, integer, "time_us", e->parts->time_us, e->status == IDA_OK && e->parts->has_time)     \
    X(TRY_AT, integer, "try_at_us", e->try_at_us, e->try_at_us != SIM_TIME_UNTOUCHED_TRY_AT)

enum {
    SETTING = 1,
    ENTROPY = 2,
    FROM = 4,
    TO = 8,
    INSTANCE = 16,
    FORM = 32,
    ID = 64,
    TEXT = 128,
    TIME = 256,
    STATUS = 512,
    PARTS = 1024,
    TRY_AT = 2048,
    NUMBER = 4096
};

static const struct {
    const char *name;
    unsigned members;
} kinds[] = {
#define KIND(constant, name, members) {name, members},
    SIM_TIMEORDERED_EVENT_TABLE(KIND)
#undef KIND
};

static const char *entropy_name(uint32_t entropy)
{
    const sim_arg_value *value = sim_arg_value_at(SIM_ARG_ENTROPY, entropy);
    return value == NULL ? "random" : value->name;
}

const char *sim_timeordered_event_kind(const void *event)
{
    return kinds[sim_timed_kind(event)].name;
}

void sim_timeordered_event_fields(const void *event, const sim_fields *fields)
{
    const sim_timeordered_event *e = event;
    const unsigned members = kinds[sim_timed_kind(event)].members;
    char id[IDSIM_TIME_TEXT_SIZE] = "";
    char text[IDSIM_TIME_TEXT_SIZE] = "";
    sim_timed_fields(SIM_SCHEME_TIMEORDERED, event, fields);
    if ((members & ID) != 0) {
        sim_time_printable(e->id, id);
    }
    if ((members & TEXT) != 0) {
        sim_time_printable(e->text, text);
    }
#define PUT(member, put, name, value, is_there)                                                    \
    if ((members & (member)) != 0 && (is_there)) {                                                 \
        fields->put(fields->self, (name), (value));                                                \
    }
    MEMBER_TABLE(PUT)
#undef PUT
}
