/* The events of a k-order world: their numbers in the digest, and their fields by name. */
#include "event.h"

/* --- The digest. --- */

/* X(event, kind in the digest, numbers): they never change, as digests do not. */
#define DIGEST_TABLE(X)                                                                            \
    X(WOKEN, NODE, e->head.node, (uint64_t)e->status, e->number, e->start->options.high_water,     \
      e->start->options.first_sequence)                                                            \
    X(MARKED, SAVED, e->head.node, (uint64_t)e->status, e->local)                                  \
    X(MADE, GENERATED, e->head.node, (uint64_t)e->status, e->local)                                \
    X(REFUSED, GENERATED, e->head.node, (uint64_t)e->status, e->local)                             \
    X(POSTED, SUBMITTED, e->head.node, e->peer, e->index)                                          \
    X(HEARD, APPLIED, e->head.node, (uint64_t)e->status, e->way, e->size)                          \
    X(SPLIT, LOADED, e->head.node, (uint64_t)e->status, e->local, e->number,                       \
      (uint64_t)e->own_status, e->own)                                                             \
    X(CROSSED, OTHER, e->head.node, e->flag, e->from)

bool sim_korder_digest(void *trace, const void *event)
{
    const sim_korder_event *e = event;
    switch (sim_timed_kind(event)) {
#define NOTE(kind, of, ...)                                                                        \
    case SIM_KORDER_##kind:                                                                        \
        sim_trace_event(trace, SIM_EVENT_##of, (const uint64_t[]){__VA_ARGS__},                    \
                        sizeof((const uint64_t[]){__VA_ARGS__}) / sizeof(uint64_t));               \
        break;
        DIGEST_TABLE(NOTE)
#undef NOTE
    default:
        sim_timed_digest(trace, event);
        break;
    }
    return true;
}

/* --- By name. --- */

static const char *const ways[] = {"local", "global", "lane-0", "lane-1"};
static const char *const forms[] = {"bytes", "d64", "base64url"};

/* X(member, function of sim_fields, name, value) */
#define MEMBER_TABLE(X)                                                                            \
    X(NUMBER, number, "number", e->number)                                                         \
    X(FROM, number, "from", e->peer)                                                               \
    X(TO, number, "to", e->peer)                                                                   \
    X(INDEX, number, "index", e->index)                                                            \
    X(WAY, word, "way", ways[e->way])                                                              \
    X(FORM, word, "form", forms[e->way])                                                           \
    X(LOCAL, number, "local", e->local)                                                            \
    X(MARK, number, "mark", e->local)                                                              \
    X(FOUND, truth, "found", e->flag)                                                              \
    X(CLASH, truth, "clash", e->flag)                                                              \
    X(DAMAGED, truth, "damaged", e->flag)                                                          \
    X(BETWEEN, truth, "between", e->flag)                                                          \
    X(BEFORE, number, "before", e->from)                                                           \
    X(MADE, truth, "made", e->flag)                                                                \
    X(START, truth, "faithful", e->flag)                                                           \
    X(START, number, "drift", e->start->config.drift)                                              \
    X(START, number, "lead", e->start->options.lead_ticks)                                         \
    X(START, number, "first_sequence", e->start->options.first_sequence)                           \
    X(START, number, "mark", e->start->options.high_water)                                         \
    X(STATUS, word, "status", ida_status_name(e->status))                                          \
    X(OWN, word, "own_status", ida_status_name(e->own_status))

enum {
    NUMBER = 1 << 0,
    FROM = 1 << 1,
    TO = 1 << 2,
    INDEX = 1 << 3,
    WAY = 1 << 4,
    FORM = 1 << 5,
    LOCAL = 1 << 6,
    MARK = 1 << 7,
    FOUND = 1 << 8,
    CLASH = 1 << 9,
    DAMAGED = 1 << 10,
    MADE = 1 << 11,
    START = 1 << 12,
    STATUS = 1 << 13,
    OWN = 1 << 14,
    BETWEEN = 1 << 15,
    BEFORE = 1 << 16,
};

static const struct {
    const char *name;
    unsigned members;
} kinds[] = {
#define KIND(constant, name, members) {name, members},
    SIM_KORDER_EVENT_TABLE(KIND)
#undef KIND
};

const char *sim_korder_event_kind(const void *event)
{
    return kinds[sim_timed_kind(event)].name;
}

void sim_korder_event_fields(const void *event, const sim_fields *fields)
{
    const sim_korder_event *e = event;
    const unsigned members = kinds[sim_timed_kind(event)].members;
    sim_timed_fields(SIM_SCHEME_KORDER, event, fields);
#define PUT(member, put, name, value)                                                              \
    if ((members & (member)) != 0) {                                                               \
        fields->put(fields->self, (name), (value));                                                \
    }
    MEMBER_TABLE(PUT)
#undef PUT
}
