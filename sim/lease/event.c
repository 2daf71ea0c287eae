/* The events of a lease world: their numbers in the digest, and their fields by name. */
#include "event.h"

#include "setting.h"

/* --- The digest. --- */

#define LEASE_NUMBERS e->lease.number, e->lease.term, (uint64_t)e->lease.end_us

/* X(event, kind in the digest, numbers): they never change, as digests do not. */
#define DIGEST_TABLE(X)                                                                            \
    X(SERVED, NODE, e->head.node, (uint64_t)e->status, e->incarnation, e->origin,                  \
      (uint64_t)e->end_us)                                                                         \
    X(PROLONGED, TAKEN, e->head.node, (uint64_t)e->status, (uint64_t)e->end_us)                    \
    X(RECORDED, SAVED, e->head.node, (uint64_t)e->status, e->revision, e->how)                     \
    X(CEASED, NODE, e->head.node, e->incarnation)                                                  \
    X(GRANTED, OPENED, e->head.node, (uint64_t)e->status, e->holder.low, e->request, e->number)    \
    X(RENEWED, TAKEN, e->head.node, (uint64_t)e->status, LEASE_NUMBERS)                            \
    X(RETURNED, TAKEN, e->head.node, (uint64_t)e->status, (uint64_t)e->mark_us, LEASE_NUMBERS)     \
    X(REPLIED, SEQUENCED, e->head.node, (uint64_t)e->status, (uint64_t)e->lease.start_us,          \
      LEASE_NUMBERS)                                                                               \
    X(HIRED, NODE, e->head.node, (uint64_t)e->status, e->holder.low)                               \
    X(FIRED, NODE, e->head.node, e->holder.low)                                                    \
    X(APPLIED, SUBMITTED, e->head.node, (uint64_t)e->status, e->wanted, e->request, e->message)    \
    X(GAVE_UP, SUBMITTED, e->head.node, (uint64_t)e->mark_us, e->message)                          \
    X(ACCEPTED, APPLIED, e->head.node, (uint64_t)e->status, LEASE_NUMBERS)                         \
    X(CHECKED, OTHER, e->head.node, (uint64_t)e->status, e->number)                                \
    X(MADE, GENERATED, e->head.node, e->id)                                                        \
    X(REFUSED, GENERATED, e->head.node, (uint64_t)e->status)                                       \
    X(CUT_SHORT, OTHER, e->head.node, (uint64_t)e->status, e->message)

bool sim_lease_digest(void *trace, const void *event)
{
    const sim_lease_event *e = event;
    switch (sim_timed_kind(event)) {
#define NOTE(kind, of, ...)                                                                        \
    case SIM_LEASE_##kind:                                                                         \
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

static const char *origin_of(const sim_lease_event *e)
{
    const char *of_record = e->is_newest ? "newest" : "old";
    return e->origin == SIM_LEASE_NO_RECORD ? "none" : of_record;
}

static const char *how_of(const sim_lease_event *e)
{
    return e->how == SIM_WRITE_DONE ? "done" : e->how == SIM_WRITE_UNHEARD ? "unheard" : "lost";
}

static const char *loss_of(const sim_lease_event *e)
{
    return e->loss == SIM_LEASE_DROPPED ? "dropped" : "nobody";
}

/* X(member, function of sim_fields, name, value, whether it is set) */
#define MEMBER_TABLE(X)                                                                            \
    X(STATUS, word, "status", ida_status_name(e->status), true)                                    \
    X(ORIGIN, word, "record", origin_of(e), true)                                                  \
    X(ORIGIN, truth, "said_newest", e->says_newest, true)                                          \
    X(INCARNATION, number, "incarnation", e->incarnation, true)                                    \
    X(AUTHORITY, integer, "authority_begin_us", e->begin_us, true)                                 \
    X(AUTHORITY, integer, "authority_end_us", e->end_us, true)                                     \
    X(REVISION, number, "revision", e->revision, true)                                             \
    X(HOW, word, "how", how_of(e), true)                                                           \
    X(HOLDER, number, "holder", e->holder.low, true)                                               \
    X(REQUEST, number, "request", e->request, e->status == IDA_OK)                                 \
    X(NUMBER, number, "number", e->number, e->status == IDA_OK)                                    \
    X(LEASE, number, "leased_number", e->lease.number, e->lease.term != 0)                         \
    X(LEASE, number, "term", e->lease.term, e->lease.term != 0)                                    \
    X(LEASE, integer, "start_us", e->lease.start_us, e->lease.term != 0)                           \
    X(LEASE, integer, "end_us", e->lease.end_us, e->lease.term != 0)                               \
    X(MARK, integer, "mark_us", e->mark_us, true)                                                  \
    X(ID, number, "id", e->id, true)                                                               \
    X(MESSAGE, number, "message", e->message, e->message != 0)                                     \
    X(FROM, number, "from", e->peer, true)                                                         \
    X(TO, number, "to", e->peer, true)                                                             \
    X(LOSS, word, "loss", loss_of(e), true)

enum {
    STATUS = 1,
    ORIGIN = 2,
    INCARNATION = 4,
    AUTHORITY = 8,
    REVISION = 16,
    HOW = 32,
    HOLDER = 64,
    REQUEST = 128,
    NUMBER = 256,
    LEASE = 512,
    MARK = 1024,
    ID = 2048,
    MESSAGE = 4096,
    FROM = 8192,
    TO = 16384,
    LOSS = 32768
};

static const struct {
    const char *name;
    unsigned members;
} kinds[] = {
#define KIND(constant, name, members) {name, members},
    SIM_LEASE_EVENT_TABLE(KIND)
#undef KIND
};

const char *sim_lease_event_kind(const void *event)
{
    return kinds[sim_timed_kind(event)].name;
}

void sim_lease_event_fields(const void *event, const sim_fields *fields)
{
    const sim_lease_event *e = event;
    const unsigned members = kinds[sim_timed_kind(event)].members;
    sim_timed_fields(SIM_SCHEME_LEASE, event, fields);
#define PUT(member, put, name, value, is_there)                                                    \
    if ((members & (member)) != 0 && (is_there)) {                                                 \
        fields->put(fields->self, (name), (value));                                                \
    }
    MEMBER_TABLE(PUT)
#undef PUT
}
