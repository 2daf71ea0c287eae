/* The events of a sequence world as fields, and as the numbers of its digest. */
#include "event.h"

#include <assert.h>

#include "kernel/trace.h"
#include "tape/op_fields.h"

static const char *const whats[] = {"request", "reply", "return"};
static const char *const losses[] = {"dropped", "crowded-out", "nobody"};

#define HAS_REQUEST (e->request.number != 0)
#define HAS_REPLY   (e->reply.number != 0)
#define HAS_RECORD  (e->kind != SIM_SEQ_HANDED_BACK && (e->pending || e->kind == SIM_SEQ_BOOTED))
#define HAS_LAST    (e->kind == SIM_SEQ_HANDED_BACK && e->pending)
#define HAS_REST    (e->kind == SIM_SEQ_TAKEN_BACK || e->sent)

/* X(member, function of sim_fields, name, value, whether there is one) */
#define MEMBER_TABLE(X)                                                                            \
    X(NODE, number, "coordinator", e->node, true)                                                  \
    X(MASTER, number, "master", e->master, true)                                                   \
    X(TERM, number, "term", e->term, true)                                                         \
    X(MESSAGE, number, "message", e->message, e->message != 0)                                     \
    X(WRITE, number, "write", e->message, true)                                                    \
    X(WHAT, word, "what", whats[e->what], true)                                                    \
    X(LOSS, word, "loss", losses[e->loss], true)                                                   \
    X(HOW, word, "how", sim_arg_value_at(SIM_ARG_WRITE, e->how)->name, true)                       \
    X(STATUS, word, "status", ida_status_name(e->status), true)                                    \
    X(UP, truth, "up", e->up, true)                                                                \
    X(SENT, truth, "sent", e->sent, true)                                                          \
    X(APPLIED, truth, "applied", e->applied, true)                                                 \
    X(PENDING, truth, "pending", e->pending, true)                                                 \
    X(DAMAGED, truth, "damaged", e->damaged, true)                                                 \
    X(REQUEST, number, "incarnation", e->request.incarnation, HAS_REQUEST)                         \
    X(REQUEST, number, "request", e->request.number, HAS_REQUEST)                                  \
    X(REQUEST, number, "after", e->request.after, HAS_REQUEST)                                     \
    X(REPLY, truth, "exhausted", e->reply.exhausted, HAS_REPLY)                                    \
    X(REPLY, number, "starting", e->reply.chunk.starting, HAS_REPLY)                               \
    X(REPLY, number, "ending", e->reply.chunk.ending, HAS_REPLY)                                   \
    X(REPLY, number, "index", e->reply.chunk.index, HAS_REPLY)                                     \
    X(REPLY, number, "count", e->reply.chunk.count, HAS_REPLY)                                     \
    X(RECORDS, number, "expected_term", e->write.expected.term, true)                              \
    X(RECORDS, number, "expected_start", e->write.expected.next_start, true)                       \
    X(RECORDS, number, "new_term", e->write.record.term, true)                                     \
    X(RECORDS, number, "new_start", e->write.record.next_start, true)                              \
    X(RECORD, number, "incarnation", e->record.incarnation, HAS_RECORD)                            \
    X(RECORD, number, "after", e->record.after, HAS_RECORD)                                        \
    X(ID, number, "id", e->id, e->status == IDA_OK)

/* The same for what is handed back and raised. */
#define RETURN_MEMBER_TABLE(X)                                                                     \
    X(RECORD, number, "incarnation", e->last.incarnation, HAS_LAST)                                \
    X(RECORD, number, "after", e->last.after, HAS_LAST)                                            \
    X(REST, number, "starting", e->returned.chunk.starting, HAS_REST)                              \
    X(REST, number, "ending", e->returned.chunk.ending, HAS_REST)                                  \
    X(REST, number, "index", e->returned.chunk.index, HAS_REST)                                    \
    X(REST, number, "count", e->returned.chunk.count, HAS_REST)                                    \
    X(REST, number, "drawn", e->returned.drawn, HAS_REST)                                          \
    X(ISSUED, number, "issued", e->issued, true)

enum {
    NONE = 0,
    OP = 1 << 0,
    NODE = 1 << 1,
    MASTER = 1 << 2,
    TERM = 1 << 3,
    MESSAGE = 1 << 4,
    WRITE = 1 << 5,
    WHAT = 1 << 6,
    LOSS = 1 << 7,
    HOW = 1 << 8,
    STATUS = 1 << 9,
    UP = 1 << 10,
    SENT = 1 << 11,
    APPLIED = 1 << 12,
    PENDING = 1 << 13,
    DAMAGED = 1 << 14,
    REQUEST = 1 << 15,
    REPLY = 1 << 16,
    RECORDS = 1 << 17,
    RECORD = 1 << 18,
    ID = 1 << 19,
    REST = 1 << 20,
    ISSUED = 1 << 21,
};

static const struct {
    const char *name;
    unsigned members;
} kinds[] = {
#define KIND(constant, name, members) {name, members},
    SIM_SEQUENCE_EVENT_TABLE(KIND)
#undef KIND
};

const char *sim_sequence_event_kind(const void *event)
{
    return kinds[((const sim_sequence_event *)event)->kind].name;
}

/* A coordinator is what a request says that it is, and may be none of the world. */
void sim_sequence_check_event(const sim_sequence_event *event, sim_sequence_limits limits)
{
    const sim_sequence_event *e = event;
    assert(e->kind < sizeof kinds / sizeof kinds[0]);
    const unsigned members = kinds[e->kind].members;
    assert((members & NODE) == 0 || e->node < SIM_NODES_MAX);
    assert((members & MASTER) == 0 || e->master < limits.masters);
    assert((members & TERM) == 0 || e->term <= limits.last_term + 1);
    assert((members & MESSAGE) == 0 || e->message <= limits.messages_sent);
    assert((members & (MESSAGE | SENT)) != MESSAGE || e->message >= 1);
    assert((members & SENT) == 0 || e->sent == (e->message != 0));
    assert((members & WRITE) == 0 || e->message >= 1);
    assert((members & WRITE) == 0 || e->message <= limits.writes_sent);
    assert((members & WHAT) == 0 || e->what <= SIM_SEQ_RETURN);
    assert((members & LOSS) == 0 || e->loss <= SIM_SEQ_NOBODY);
    assert((members & HOW) == 0 || e->how < SIM_WRITE_BOUND);
    (void)members;
    (void)limits;
}

#define PUT(member, put, name, value, is_there)                                                    \
    if ((members & (member)) != 0 && (is_there)) {                                                 \
        fields->put(fields->self, (name), (value));                                                \
    }

static void put_return(const sim_sequence_event *e, unsigned members, const sim_fields *fields)
{
    RETURN_MEMBER_TABLE(PUT)
}

void sim_sequence_event_fields(const void *event, const sim_fields *fields)
{
    const sim_sequence_event *e = event;
    const unsigned members = kinds[e->kind].members;
    if ((members & OP) != 0) {
        sim_op_fields(SIM_SCHEME_SEQUENCE, &e->op, fields);
    }
    MEMBER_TABLE(PUT)
    put_return(e, members, fields);
}
#undef PUT

/* --- The digest. --- */

#define STATUS_NUMBER ((uint64_t)e->status)

/* X(event, kind in the digest, numbers...). What is not listed follows from an op and these. */
#define DIGEST_TABLE(X)                                                                            \
    X(OP, OP, e->op.code, e->op.args[0], e->op.args[1], e->op.args[2])                             \
    X(ASKED, SUBMITTED, e->node, e->sent, e->request.number, e->request.after)                     \
    X(CUT_SHORT, OTHER, SIM_OP_CARRY, STATUS_NUMBER)                                               \
    X(ANSWERED, APPLIED, e->master, STATUS_NUMBER, e->reply.exhausted, e->reply.chunk.starting,    \
      e->reply.chunk.index, e->reply.chunk.count)                                                  \
    X(INSTALLED, LOADED, e->node, STATUS_NUMBER, e->reply.chunk.starting, e->reply.chunk.index)    \
    X(WRITTEN, SAVED, e->applied, e->write.record.term, e->write.record.next_start)                \
    X(CONFIRMED, APPLIED, e->master, STATUS_NUMBER)                                                \
    X(ELECTED, OPENED, e->master, STATUS_NUMBER, e->term)                                          \
    X(BOOTED, NODE, e->node, STATUS_NUMBER, e->record.incarnation, e->record.after)                \
    X(KEPT, SAVED, e->node, e->pending, e->how, e->record.incarnation, e->record.after,            \
      STATUS_NUMBER)                                                                               \
    X(DREW, GENERATED, e->node, STATUS_NUMBER, e->id)                                              \
    X(TWISTED, OTHER, SIM_OP_TWIST, STATUS_NUMBER)                                                 \
    X(HANDED_BACK, SAVED, e->node, e->how, e->last.incarnation, e->last.after, e->sent,            \
      e->returned.drawn)                                                                           \
    X(TAKEN_BACK, APPLIED, e->master, STATUS_NUMBER, e->returned.drawn)                            \
    X(RAISED, APPLIED, e->master, STATUS_NUMBER, e->issued)

bool sim_sequence_digest(void *trace, const void *event)
{
    const sim_sequence_event *e = event;
    switch (e->kind) {
#define CASE(event, kind, ...)                                                                     \
    case SIM_SEQ_##event: {                                                                        \
        const uint64_t numbers[] = {__VA_ARGS__};                                                  \
        sim_trace_event(trace, SIM_EVENT_##kind, numbers, sizeof numbers / sizeof numbers[0]);     \
        break;                                                                                     \
    }
        DIGEST_TABLE(CASE)
#undef CASE
    default:
        break;
    }
    return true;
}
