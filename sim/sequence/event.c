/* The events of a sequence world as fields, and as the numbers of its digest. */
#include "event.h"

#include "kernel/trace.h"
#include "tape/op_fields.h"

static const char *const whats[] = {"request", "reply"};
static const char *const losses[] = {"dropped", "crowded-out", "nobody"};
static const char *const hows[] = {"heard", "unheard", "not-done"};

/* X(member, how, name, value): what is written of a member, and by which function of sim_fields. */
#define PLAIN_MEMBER_TABLE(X)                                                                      \
    X(NODE, number, "coordinator", e->node)                                                        \
    X(MASTER, number, "master", e->master)                                                         \
    X(TERM, number, "term", e->term)                                                               \
    X(MESSAGE, number, "message", e->message)                                                      \
    X(WRITE, number, "write", e->message)                                                          \
    X(WHAT, word, "what", whats[e->what])                                                          \
    X(LOSS, word, "loss", losses[e->loss])                                                         \
    X(HOW, word, "how", hows[e->how])                                                              \
    X(STATUS, word, "status", ida_status_name(e->status))                                          \
    X(UP, truth, "up", e->up)                                                                      \
    X(SENT, truth, "sent", e->sent)                                                                \
    X(APPLIED, truth, "applied", e->applied)                                                       \
    X(PENDING, truth, "pending", e->pending)                                                       \
    X(DAMAGED, truth, "damaged", e->damaged)

/* X(member, function): likewise of those that consist of several. */
#define COMPOUND_MEMBER_TABLE(X)                                                                   \
    X(OP, put_op)                                                                                  \
    X(REQUEST, put_request)                                                                        \
    X(REPLY, put_reply)                                                                            \
    X(RECORDS, put_records)                                                                        \
    X(RECORD, put_record)                                                                          \
    X(ID, put_id)

/* A bit for each, as the table in event.h names them. */
#define NUMBER_OF(member, ...) NUMBER_OF_##member,
#define BIT_OF(member, ...)    member = 1u << NUMBER_OF_##member,
enum { PLAIN_MEMBER_TABLE(NUMBER_OF) COMPOUND_MEMBER_TABLE(NUMBER_OF) };
enum { NONE, PLAIN_MEMBER_TABLE(BIT_OF) COMPOUND_MEMBER_TABLE(BIT_OF) };

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

/* --- Fields. --- */

static void put(const sim_fields *to, const char *name, uint64_t value)
{
    to->number(to->self, name, value);
}

static void put_op(const sim_fields *to, const sim_sequence_event *e)
{
    sim_op_fields(SIM_SCHEME_SEQUENCE, &e->op, to);
}

/* A request, a reply or a record that there is not has no fields. */
static void put_request(const sim_fields *to, const sim_sequence_event *e)
{
    if (e->message != 0) {
        put(to, "message", e->message);
    }
    if (e->request.number != 0) {
        put(to, "incarnation", e->request.incarnation);
        put(to, "request", e->request.number);
        put(to, "after", e->request.after);
    }
}

static void put_reply(const sim_fields *to, const sim_sequence_event *e)
{
    if (e->reply.number != 0) {
        to->truth(to->self, "exhausted", e->reply.exhausted);
        put(to, "starting", e->reply.chunk.starting);
        put(to, "ending", e->reply.chunk.ending);
        put(to, "index", e->reply.chunk.index);
        put(to, "count", e->reply.chunk.count);
    }
}

static void put_records(const sim_fields *to, const sim_sequence_event *e)
{
    put(to, "expected_term", e->write.expected.term);
    put(to, "expected_start", e->write.expected.next_start);
    put(to, "new_term", e->write.record.term);
    put(to, "new_start", e->write.record.next_start);
}

static void put_record(const sim_fields *to, const sim_sequence_event *e)
{
    if (e->pending || e->kind == SIM_SEQ_BOOTED) {
        put(to, "incarnation", e->record.incarnation);
        put(to, "after", e->record.after);
    }
}

static void put_id(const sim_fields *to, const sim_sequence_event *e)
{
    if (e->status == IDA_OK) {
        put(to, "id", e->id);
    }
}

void sim_sequence_event_fields(const void *event, const sim_fields *to)
{
    const sim_sequence_event *e = event;
    const unsigned members = kinds[e->kind].members;
#define PUT_PLAIN(member, how, name, value)                                                        \
    if ((members & (member)) != 0) {                                                               \
        to->how(to->self, (name), (value));                                                        \
    }
#define PUT_COMPOUND(member, function)                                                             \
    if ((members & (member)) != 0) {                                                               \
        function(to, e);                                                                           \
    }
    PLAIN_MEMBER_TABLE(PUT_PLAIN)
    COMPOUND_MEMBER_TABLE(PUT_COMPOUND)
#undef PUT_PLAIN
#undef PUT_COMPOUND
}

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
    X(DREW, GENERATED, e->node, STATUS_NUMBER, e->id)

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
