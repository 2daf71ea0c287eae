/* The events of a sequence world in words, for a replay. */
#include <inttypes.h>

#include "event.h"
#include "kernel/narrator.h"

#define NUMBER "%" PRIu64
#define STATUS ida_status_name(e->status)

static const char *const message[] = {
    [SIM_SEQ_REQUEST] = "request", [SIM_SEQ_REPLY] = "reply", [SIM_SEQ_RETURN] = "return"};
static const char *const loss[] = {[SIM_SEQ_DROPPED] = "is lost",
                                   [SIM_SEQ_CROWDED_OUT] = "is lost: too many are in flight",
                                   [SIM_SEQ_NOBODY] = "arrives, but its receiver is down"};
static const char *const keeping[] = {[SIM_WRITE_DONE] = "stores its record",
                                      [SIM_WRITE_UNHEARD] = "stores its record, but is not told",
                                      [SIM_WRITE_LOST] =
                                          "tries to store its record, but the write is lost"};

/* X(kind, condition, format, arguments...) */
#define SENTENCE_TABLE(X)                                                                          \
    X(ASKED, e->sent,                                                                              \
      "coordinator %u asks master %u for a chunk above " NUMBER " (request " NUMBER ")", e->node,  \
      e->master, e->request.after, e->request.number)                                              \
    X(ANSWERED, true, "master %u of term " NUMBER " answers coordinator " NUMBER ": %s",           \
      e->master, e->term, e->request.coordinator, STATUS)                                          \
    X(INSTALLED, true,                                                                             \
      "coordinator %u receives chunk " NUMBER " of " NUMBER " in (" NUMBER ", " NUMBER "]: %s",    \
      e->node, e->reply.chunk.index, e->reply.chunk.count, e->reply.chunk.starting,                \
      e->reply.chunk.ending, STATUS)                                                               \
    X(LOST, true, "a %s %s", message[e->what], loss[e->loss])                                      \
    X(CUT_SHORT, true, "a message arrives cut short: %s", STATUS)                                  \
    X(WRITING, true, "master %u writes that ranges are cut up to " NUMBER, e->master,              \
      e->write.record.next_start)                                                                  \
    X(WRITE_LOST, true, "a write of master %u is lost", e->master)                                 \
    X(WRITTEN, true, "the storage %s: ranges are cut up to " NUMBER ", by term " NUMBER,           \
      e->applied ? "applies a write" : "refuses a write", e->write.record.next_start,              \
      e->write.record.term)                                                                        \
    X(STORAGE_READ, e->status != IDA_OK, "master %u cannot read the storage", e->master)           \
    X(ELECTED, e->status == IDA_OK, "master %u takes office, term " NUMBER, e->master, e->term)    \
    X(DEPOSED, true, "master %u is gone", e->master)                                               \
    X(ENLISTED, true, "coordinator %u becomes a member", e->node)                                  \
    X(RETIRED, true, "coordinator %u stops being a member", e->node)                               \
    X(RECORD_READ, e->status != IDA_OK, "coordinator %u cannot read its record", e->node)          \
    X(BOOTED, true, "coordinator %u starts after incarnation " NUMBER ": %s", e->node,             \
      e->record.incarnation, STATUS)                                                               \
    X(KEPT, true, "coordinator %u %s: incarnation " NUMBER ", IDs above " NUMBER, e->node,         \
      e->pending ? keeping[e->how] : "has nothing to store", e->record.incarnation,                \
      e->record.after)                                                                             \
    X(STOPPED, true, "coordinator %u stops", e->node)                                              \
    X(DREW, e->status == IDA_OK, "coordinator %u draws " NUMBER, e->node, e->id)                   \
    X(TWISTED, true, "a %s arrives, but altered: %s", message[e->what], STATUS)                    \
    X(HANDED_BACK, true, "coordinator %u stops for good, and %s", e->node,                         \
      e->sent ? "hands back what is left of its chunk" : "has nothing to hand back")               \
    X(TAKEN_BACK, true, "master %u takes back what coordinator %u has not drawn: %s", e->master,   \
      e->node, STATUS)                                                                             \
    X(RAISED, true, "master %u shall grant only IDs above " NUMBER ": %s", e->master, e->issued,   \
      STATUS)                                                                                      \
    X(DREW, e->status != IDA_OK, "coordinator %u draws nothing: %s", e->node, STATUS)

bool sim_sequence_narrate(void *narrator, const void *event)
{
    const sim_sequence_event *e = event;
#define TELL(of, when, ...)                                                                        \
    if (e->kind == SIM_SEQ_##of && (when)) {                                                       \
        sim_narrate(narrator, __VA_ARGS__);                                                        \
    }
    SENTENCE_TABLE(TELL)
#undef TELL
    return true;
}
