/* The events of a lease world in words, for a replay. */
#include <inttypes.h>
#include <stdio.h>

#include "event.h"
#include "kernel/narrator.h"
#include "setting.h"

#define LEASE_TEXT  "number %" PRIu32 ", term %" PRIu64 ", %" PRId64 " to %" PRId64
#define LEASE_OF(e) (e)->lease.number, (e)->lease.term, (e)->lease.start_us, (e)->lease.end_us

static const char *origin_text(const sim_lease_event *e)
{
    if (e->origin == SIM_LEASE_NO_RECORD) {
        return "without a record";
    }
    if (e->is_newest) {
        return e->says_newest ? "from the newest record" : "from a record that it does not trust";
    }
    return e->says_newest ? "from an old record that it takes for the newest"
                          : "from an old record that it does not trust";
}

static const char *how_text(unsigned how)
{
    return how == SIM_WRITE_DONE ? "done" : how == SIM_WRITE_UNHEARD ? "done, but unheard" : "lost";
}

static void of_registry(void *narrator, const sim_lease_event *e, unsigned kind)
{
    unsigned node = e->head.node;
    const char *status = ida_status_name(e->status);
    switch (kind) {
    case SIM_LEASE_SERVED:
        sim_narrate(narrator, "registry %u starts %s: %s", node, origin_text(e), status);
        break;
    case SIM_LEASE_PROLONGED:
        sim_narrate(narrator, "registry %u has authority up to %" PRId64 ": %s", node, e->end_us,
                    status);
        break;
    case SIM_LEASE_RECORDED:
        sim_narrate(narrator, "registry %u stores revision %" PRIu64 ": %s", node, e->revision,
                    how_text(e->how));
        break;
    case SIM_LEASE_CEASED:
        sim_narrate(narrator, "registry %u ends", node);
        break;
    case SIM_LEASE_GRANTED:
        sim_narrate(narrator, "registry %u, asked by holder %" PRIu64 " at %" PRIu64 ": %s", node,
                    e->holder.low, e->head.reading_us, status);
        break;
    case SIM_LEASE_RENEWED:
        sim_narrate(narrator, "registry %u, to renew " LEASE_TEXT ": %s", node, LEASE_OF(e),
                    status);
        break;
    case SIM_LEASE_RETURNED:
        sim_narrate(narrator, "registry %u, to take back " LEASE_TEXT ", mark %" PRId64 ": %s",
                    node, LEASE_OF(e), e->mark_us, status);
        break;
    default:
        if (e->status == IDA_OK) {
            sim_narrate(narrator, "registry %u sends " LEASE_TEXT, node, LEASE_OF(e));
        } else {
            sim_narrate(narrator, "registry %u sends nothing: %s", node, status);
        }
        break;
    }
}

static void of_holder(void *narrator, const sim_lease_event *e, unsigned kind)
{
    unsigned node = e->head.node;
    const char *status = ida_status_name(e->status);
    switch (kind) {
    case SIM_LEASE_HIRED:
        sim_narrate(narrator, "node %u starts as holder %" PRIu64 ": %s", node, e->holder.low,
                    status);
        break;
    case SIM_LEASE_FIRED:
        sim_narrate(narrator, "node %u crashes", node);
        break;
    case SIM_LEASE_APPLIED:
        sim_narrate(narrator, "node %u asks registry %u at %" PRIu64 ", request %" PRIu64 ": %s",
                    node, e->peer, e->head.reading_us, e->request, status);
        break;
    case SIM_LEASE_GAVE_UP:
        sim_narrate(narrator, "node %u gives up " LEASE_TEXT ", mark %" PRId64, node, LEASE_OF(e),
                    e->mark_us);
        break;
    case SIM_LEASE_ACCEPTED:
        sim_narrate(narrator, "node %u is given " LEASE_TEXT ": %s", node, LEASE_OF(e), status);
        break;
    case SIM_LEASE_CHECKED:
        sim_narrate(narrator, "node %u may use its number at %" PRIu64 ": %s", node,
                    e->head.reading_us, status);
        break;
    case SIM_LEASE_MADE:
        sim_narrate(narrator, "node %u makes %" PRIu64, node, e->id);
        break;
    default:
        sim_narrate(narrator, "node %u makes nothing: %s", node, status);
        break;
    }
}

bool sim_lease_narrate(void *narrator, const void *event)
{
    const sim_lease_event *e = event;
    unsigned kind = sim_timed_kind(event);
    if (kind <= SIM_LEASE_SETTLED) {
        return true; /* the op's own line says it */
    }
    if (kind <= SIM_LEASE_REPLIED) {
        of_registry(narrator, e, kind);
    } else if (kind <= SIM_LEASE_REFUSED) {
        of_holder(narrator, e, kind);
    } else {
        const char *fate = kind == SIM_LEASE_LOST       ? "is lost"
                           : kind == SIM_LEASE_ARRIVED  ? "arrives"
                           : kind == SIM_LEASE_REPEATED ? "arrives, and will again"
                                                        : "is cut short";
        sim_narrate(narrator, "message %" PRIu64 " from node %u to node %u %s", e->message, e->peer,
                    e->head.node, fate);
    }
    return true;
}
