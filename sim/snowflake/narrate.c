/* The events of a Snowflake world in words, for a replay. */
#include <inttypes.h>
#include <stdio.h>

#include "event.h"
#include "kernel/narrator.h"

/* Large enough for a time in words. */
#define MOMENT 24u

/* A time in words. */
static const char *moment(int64_t time_us, char text[MOMENT])
{
    if (time_us == INT64_MIN || time_us == INT64_MAX) {
        return time_us < 0 ? "none" : "the end";
    }
    (void)snprintf(text, MOMENT, "%" PRId64, time_us);
    return text;
}

bool sim_snowflake_narrate(void *narrator, const void *event)
{
    const sim_snowflake_event *e = event;
    const unsigned node = ((const sim_timed_event *)event)->node;
    char a[MOMENT];
    char b[MOMENT];
    switch (sim_timed_kind(event)) {
    case SIM_SNOWFLAKE_LEASED:
        sim_narrate(narrator, "node %u leases coordinator number %" PRIu64 " from %s to %s%s", node,
                    e->number, moment(e->start_us, a), moment(e->end_us, b),
                    e->flag ? ", overlapping another lease" : "");
        break;
    case SIM_SNOWFLAKE_BEGUN:
        sim_narrate(narrator, "node %u starts as %" PRIu64 ", mark %s, up to %s: %s", node,
                    e->number, moment(e->mark_us, a), moment(e->end_us, b),
                    ida_status_name(e->status));
        break;
    case SIM_SNOWFLAKE_MINTED:
        sim_narrate(narrator, "node %u makes %" PRIu64 " at %" PRIu64, node, e->id,
                    e->head.reading_us);
        break;
    case SIM_SNOWFLAKE_REFUSED:
        sim_narrate(narrator, "node %u makes nothing at %" PRIu64 ": %s", node, e->head.reading_us,
                    ida_status_name(e->status));
        break;
    case SIM_SNOWFLAKE_EXTENDED:
        sim_narrate(narrator, "node %u may use time up to %s: %s", node, moment(e->end_us, a),
                    ida_status_name(e->status));
        break;
    case SIM_SNOWFLAKE_HALTED:
        sim_narrate(narrator, "node %u %s; its mark: %s", node, e->flag ? "crashes" : "stops",
                    moment(e->mark_us, a));
        break;
    case SIM_SNOWFLAKE_CROSSED:
        sim_narrate(narrator, "node %u has two threads: the second one's calls come %s", node,
                    e->flag ? "during the first one's" : "after the first one's");
        break;
    default: /* the op's own line says it */
        break;
    }
    return true;
}
