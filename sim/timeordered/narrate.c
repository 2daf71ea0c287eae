/* The events of a world of time-ordered IDs in words, for a replay. */
#include <inttypes.h>

#include "event.h"
#include "kernel/narrator.h"
#include "tape/ops.h"

/* What came of a text. */
static const char *outcome(const sim_timeordered_event *e)
{
    return e->status == IDA_OK ? "an ID" : ida_status_name(e->status);
}

static void narrate_making(sim_narrator *narrator, const sim_timeordered_event *e)
{
    const unsigned node = e->head.node;
    char id[IDSIM_TIME_TEXT_SIZE];
    sim_time_printable(e->id, id);
    switch (e->head.kind) {
    case SIM_TIMEORDERED_ISSUED:
        sim_narrate(narrator, "machine %u makes %s with generator %u at %" PRIu64, node, id,
                    e->instance, e->head.reading_us);
        break;
    case SIM_TIMEORDERED_DENIED:
        sim_narrate(narrator, "machine %u makes nothing with generator %u at %" PRIu64 ": %s", node,
                    e->instance, e->head.reading_us, ida_status_name(e->status));
        break;
    case SIM_TIMEORDERED_ISSUED_AT:
        sim_narrate(narrator, "machine %u makes %s of the time %" PRId64, node, id, e->time_us);
        break;
    default:
        sim_narrate(narrator, "machine %u makes nothing of the time %" PRId64 ": %s", node,
                    e->time_us, ida_status_name(e->status));
        break;
    }
}

static void narrate_text(sim_narrator *narrator, const sim_timeordered_event *e)
{
    const unsigned node = e->head.node;
    char id[IDSIM_TIME_TEXT_SIZE];
    char text[IDSIM_TIME_TEXT_SIZE] = "";
    sim_time_printable(e->id, id);
    switch (e->head.kind) {
    case SIM_TIMEORDERED_MAILED:
        sim_narrate(narrator, "machine %u sends %s to machine %u", node, id, e->peer);
        break;
    case SIM_TIMEORDERED_RECEIVED:
        sim_narrate(narrator, "machine %u decodes \"%s\", of machine %u: %s", node, id, e->peer,
                    outcome(e));
        break;
    case SIM_TIMEORDERED_CRAFTED:
        sim_narrate(narrator, "machine %u decodes \"%s\", which nobody made: %s", node, id,
                    outcome(e));
        break;
    default:
        sim_time_printable(e->text, text);
        sim_narrate(narrator, "machine %u writes %s in form %u: \"%s\", %s", node, id, e->form,
                    text, ida_status_name(e->status));
        break;
    }
}

bool sim_timeordered_narrate(void *narrator, const void *event)
{
    const sim_timeordered_event *e = event;
    const unsigned node = ((const sim_timed_event *)event)->node;
    switch (sim_timed_kind(event)) {
    case SIM_TIMEORDERED_LAUNCHED:
        sim_narrate(narrator, "machine %u starts process %u with setting %u: %s", node, e->life,
                    e->setting, ida_status_name(e->status));
        break;
    case SIM_TIMEORDERED_QUIT:
        sim_narrate(narrator, "the process of machine %u crashes", node);
        break;
    case SIM_TIMEORDERED_CLONED:
        sim_narrate(narrator, "machine %u gets a copy of the process of machine %u: %s", node,
                    e->peer, ida_status_name(e->status));
        break;
    case SIM_TIMEORDERED_LOST:
        sim_narrate(narrator, "the message from machine %u to machine %u is lost", node, e->peer);
        break;
    case SIM_TIMEORDERED_ISSUED:
    case SIM_TIMEORDERED_DENIED:
    case SIM_TIMEORDERED_ISSUED_AT:
    case SIM_TIMEORDERED_DENIED_AT:
        narrate_making(narrator, e);
        break;
    case SIM_TIMEORDERED_MAILED:
    case SIM_TIMEORDERED_RECEIVED:
    case SIM_TIMEORDERED_CRAFTED:
    case SIM_TIMEORDERED_CONVERTED:
        narrate_text(narrator, e);
        break;
    default: /* the op's own line says it */
        break;
    }
    return true;
}
