/* The events of a k-order world in words, for a replay. */
#include <inttypes.h>

#include "event.h"
#include "kernel/narrator.h"

bool sim_korder_narrate(void *narrator, const void *event)
{
    const sim_korder_event *e = event;
    const unsigned node = ((const sim_timed_event *)event)->node;
    switch (sim_timed_kind(event)) {
    case SIM_KORDER_NUMBERED:
        sim_narrate(narrator, "node %u has the number %" PRIu32 "%s", node, e->number,
                    e->flag ? ", which another node has too" : "");
        break;
    case SIM_KORDER_WOKEN:
        sim_narrate(narrator, "node %u starts as %s, above %016" PRIx64 ": %s", node,
                    e->flag ? "faithful" : "strict", e->start->options.high_water,
                    ida_status_name(e->status));
        break;
    case SIM_KORDER_KILLED:
        sim_narrate(narrator, "node %u stops", node);
        break;
    case SIM_KORDER_MARKED:
        sim_narrate(narrator, "node %u stores the mark %016" PRIx64 ": %s", node, e->local,
                    ida_status_name(e->status));
        break;
    case SIM_KORDER_MADE:
        sim_narrate(narrator, "node %u, its clock at %" PRIu64 " us, makes %016" PRIx64, node,
                    e->head.reading_us, e->local);
        break;
    case SIM_KORDER_REFUSED:
        sim_narrate(narrator, "node %u, its clock at %" PRIu64 " us, makes nothing: %s", node,
                    e->head.reading_us, ida_status_name(e->status));
        break;
    case SIM_KORDER_CROSSED:
        sim_narrate(narrator, "node %u has two threads: the second one's calls come %s", node,
                    e->flag ? "during the first one's" : "after the first one's");
        break;
    case SIM_KORDER_POSTED:
        sim_narrate(narrator, "node %u sends its last ID to node %u", node, e->peer);
        break;
    case SIM_KORDER_HEARD:
        sim_narrate(narrator, "node %u receives an ID from node %u%s: %s", node, e->peer,
                    e->flag ? ", damaged" : "", ida_status_name(e->status));
        break;
    default: /* the op's own line says it */
        break;
    }
    return true;
}
