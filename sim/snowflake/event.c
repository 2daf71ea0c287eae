/* The events of a Snowflake world: their numbers in the digest, and their fields by name. */
#include "event.h"

/* --- The digest. --- */

/* X(event, kind in the digest, numbers): they never change, as digests do not. */
#define DIGEST_TABLE(X)                                                                            \
    X(LEASED, OPENED, e->head.node, e->number, (uint64_t)e->start_us, (uint64_t)e->end_us)         \
    X(BEGUN, NODE, e->head.node, (uint64_t)e->status, e->number, (uint64_t)e->mark_us,             \
      (uint64_t)e->end_us)                                                                         \
    X(MINTED, GENERATED, e->head.node, (uint64_t)e->status, e->id, (uint64_t)e->try_at_us)         \
    X(REFUSED, GENERATED, e->head.node, (uint64_t)e->status, e->id, (uint64_t)e->try_at_us)        \
    X(EXTENDED, TAKEN, e->head.node, (uint64_t)e->status, (uint64_t)e->end_us)                     \
    X(HALTED, SAVED, e->head.node, e->flag, (uint64_t)e->mark_us)                                  \
    X(CROSSED, OTHER, e->head.node, e->flag, e->from)

bool sim_snowflake_digest(void *trace, const void *event)
{
    const sim_snowflake_event *e = event;
    switch (sim_timed_kind(event)) {
#define NOTE(kind, of, ...)                                                                        \
    case SIM_SNOWFLAKE_##kind:                                                                     \
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

/* An impossible lease has its ends swapped. */
#define IS_TIME(time_us) ((time_us) != INT64_MIN && (time_us) != INT64_MAX)

/* X(member, function of sim_fields, name, value, whether it is set) */
#define MEMBER_TABLE(X)                                                                            \
    X(LEASE, number, "number", e->number, true)                                                    \
    X(LEASE, integer, "start_us", e->start_us, IS_TIME(e->start_us))                               \
    X(LEASE | END, integer, "end_us", e->end_us, IS_TIME(e->end_us))                               \
    X(OVERLAPS, truth, "overlaps", e->flag, true)                                                  \
    X(CRASH, truth, "crash", e->flag, true)                                                        \
    X(MARK, integer, "mark_us", e->mark_us, IS_TIME(e->mark_us))                                   \
    X(ID, number, "id", e->id, true)                                                               \
    X(BETWEEN, truth, "between", e->flag, true)                                                    \
    X(BEFORE, number, "before", e->from, true)                                                     \
    X(LANE, number, "lane", e->lane, e->lane != SIM_LANE_NONE)                                     \
    X(STATUS, word, "status", ida_status_name(e->status), true)                                    \
    X(TRY_AT, integer, "try_at_us", e->try_at_us, e->try_at_us != SIM_UNTOUCHED_TRY_AT)

enum {
    LEASE = 1,
    END = 2,
    OVERLAPS = 4,
    CRASH = 8,
    MARK = 16,
    ID = 32,
    STATUS = 64,
    TRY_AT = 128,
    LANE = 256,
    BETWEEN = 512,
    BEFORE = 1024
};

static const struct {
    const char *name;
    unsigned members;
} kinds[] = {
#define KIND(constant, name, members) {name, members},
    SIM_SNOWFLAKE_EVENT_TABLE(KIND)
#undef KIND
};

const char *sim_snowflake_event_kind(const void *event)
{
    return kinds[sim_timed_kind(event)].name;
}

void sim_snowflake_event_fields(const void *event, const sim_fields *fields)
{
    const sim_snowflake_event *e = event;
    const unsigned members = kinds[sim_timed_kind(event)].members;
    sim_timed_fields(SIM_SCHEME_SNOWFLAKE, event, fields);
#define PUT(member, put, name, value, is_there)                                                    \
    if ((members & (member)) != 0 && (is_there)) {                                                 \
        fields->put(fields->self, (name), (value));                                                \
    }
    MEMBER_TABLE(PUT)
#undef PUT
}
