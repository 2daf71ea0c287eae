/*
 * What is written down of the worlds of k-ordered IDs is not blind: for each thing
 * that it takes in there is a pair of worlds that differ in nothing else, and have two hashes. And
 * it sees no more than it must: what only tells of the past does not show.
 */
#include "korder/oracle/oracle_internal.h"
#include "support_cmocka.h"
#include "support_describe.h"

CLOCKS(korder)
PAST(korder)
CHANGE(korder, burst, w->burst++)
CHANGE(korder, event_at, o->records[o->count - 1].at++)
CHANGE(korder, event_local, o->records[o->count - 1].local++)
CHANGE(korder, event_node, o->records[0].node = 1)
CHANGE(korder, event_way, o->records[1].way = SIM_WAY_LANE)
CHANGE(korder, event_unmarked, o->nodes[0].unmarked = o->nodes[0].incarnation)
CHANGE(korder, event_in_tick, o->records[o->count - 1].in_tick++)
CHANGE(korder, event_visit, o->records[o->count - 1].visit--)
CHANGE(korder, event_incarnation, o->records[o->count - 1].incarnation--)
CHANGE(korder, named, w->nodes[2].named = false)
CHANGE(korder, number, w->nodes[2].config.node++)
CHANGE(korder, marked, w->nodes[2].marked = false)
CHANGE(korder, mark, w->nodes[2].mark++)
CHANGE(korder, latest, w->nodes[2].latest = 1)
CHANGE(korder, no_latest, w->nodes[2].latest = SIM_KORDER_NONE)
CHANGE(korder, mark_sequence, w->nodes[0].mark_sequence++)
CHANGE(korder, mark_ahead, w->nodes[0].mark_ahead++)
CHANGE(korder, mark_until, w->nodes[0].mark_until++)
CHANGE(korder, model_next, o->nodes[0].generator.next++)
CHANGE(korder, faithful_next, o->nodes[1].generator.next++)
CHANGE(korder, lane_next, o->nodes[0].generator.lanes[1].next++)
CHANGE(korder, lane_end, o->nodes[0].generator.lanes[1].end++)
CHANGE(korder, made, o->nodes[2].made = false)
CHANGE(korder, last_incarnation, o->nodes[0].last.incarnation--)
CHANGE(korder, last_local, o->nodes[0].last.local++)
CHANGE(korder, greatest_local, o->nodes[2].greatest.local++)
CHANGE(korder, greatest_reading, o->nodes[1].greatest.reading++)
CHANGE(korder, last_reading, o->nodes[1].last.reading++)
CHANGE(korder, last_in_tick, o->nodes[1].last.in_tick++)
CHANGE(korder, bounded, o->nodes[0].bounded = false)
CHANGE(korder, bound, o->nodes[0].bound.local++)
CHANGE(korder, lane_bounded, o->nodes[0].lane_bounded[0] = false)
CHANGE(korder, lane_bound, o->nodes[0].lane_bound[1].local++)
CHANGE(korder, message_to, w->messages[0].to = 2)
CHANGE(korder, message_index, w->messages[0].index = 0)
CHANGE(korder, message_count, w->message_count--)
CHANGE(korder, eps, o->eps++)
CHANGE(korder, lead, o->lead++)
CHANGE(korder, instant, o->instant = false)
CHANGE(korder, instant_node, o->instant_node++)
CHANGE(korder, first_window, o->first_window--)
CHANGE(korder, last_window, o->last_window++)
CHANGE(korder, asked, o->asked = false)
CHANGE(korder, asked_local, o->asked_local++)
CHANGE(korder, asked_global, o->asked_global.bytes[11]++)

static uint64_t another_ready(const ida_korder *generator)
{
    return ida_korder_ready_us(generator) + 1;
}

static uint64_t another_lane_ready(const ida_korder_lane *lane)
{
    return ida_korder_lane_ready_us(lane) + 1;
}

static ida_status another_mark(const ida_korder *generator, ida_korder_local *mark)
{
    ida_status status = ida_korder_high_water(generator, mark);
    ++*mark;
    return status;
}

static ida_status no_mark(const ida_korder *generator, ida_korder_local *mark)
{
    (void)ida_korder_high_water(generator, mark);
    return IDA_EXHAUSTED;
}

#define ANOTHER_KORDER(name, member, function)                                                     \
    static void korder_##name(void *world)                                                         \
    {                                                                                              \
        static sim_korder_subject other;                                                           \
        other = sim_korder_core;                                                                   \
        other.member = (function);                                                                 \
        ((sim_korder_world *)world_of(world))->subject = &other;                                   \
    }
ANOTHER_KORDER(ready, ready_us, another_ready)
ANOTHER_KORDER(lane_ready, lane_ready_us, another_lane_ready)
ANOTHER_KORDER(high_water, high_water, another_mark)
ANOTHER_KORDER(high_water_status, high_water, no_mark)

/* What nobody asks any more: of nodes that are down, of instants that are over. */
CHANGE(korder, down_until, w->nodes[2].mark_until++)
CHANGE(korder, down_bound, o->nodes[2].bound.local++)
CHANGE(korder, down_model, o->nodes[2].generator.next++)
CHANGE(korder, old_reading, o->records[0].reading++)
CHANGE(korder, strict_reading, o->nodes[0].last.reading++)
CHANGE(korder, strict_visit, o->records[1].visit++)
CHANGE(korder, from, w->messages[0].from++)
CHANGE(korder, round, o->nodes[1].generator.next += IDA_KORDER_SEQUENCE_COUNT)

TEST(each_field_of_a_korder_world_shows)
{
    static const change changes[] = {
        CLOCK_ROWS(korder),
        ROW(korder, burst),
        ROW(korder, event_at),
        ROW(korder, event_local),
        ROW(korder, event_node),
        ROW(korder, event_way),
        ROW(korder, event_unmarked),
        ROW(korder, event_in_tick),
        ROW(korder, event_visit),
        ROW(korder, event_incarnation),
        ROW(korder, named),
        ROW(korder, number),
        ROW(korder, marked),
        ROW(korder, mark),
        ROW(korder, latest),
        ROW(korder, no_latest),
        ROW(korder, mark_sequence),
        ROW(korder, mark_ahead),
        ROW(korder, mark_until),
        ROW(korder, model_next),
        ROW(korder, faithful_next),
        ROW(korder, lane_next),
        ROW(korder, lane_end),
        ROW(korder, made),
        ROW(korder, last_incarnation),
        ROW(korder, last_local),
        ROW(korder, greatest_local),
        ROW(korder, greatest_reading),
        ROW(korder, last_reading),
        ROW(korder, last_in_tick),
        ROW(korder, bounded),
        ROW(korder, bound),
        ROW(korder, lane_bounded),
        ROW(korder, lane_bound),
        ROW(korder, message_to),
        ROW(korder, message_index),
        ROW(korder, message_count),
        ROW(korder, eps),
        ROW(korder, lead),
        ROW(korder, instant),
        ROW(korder, instant_node),
        ROW(korder, first_window),
        ROW(korder, last_window),
        ROW(korder, asked),
        ROW(korder, asked_local),
        ROW(korder, asked_global),
        ROW(korder, ready),
        ROW(korder, lane_ready),
        ROW(korder, high_water),
        ROW(korder, high_water_status),
    };
    static const change past[] = {
        PAST_ROWS(korder),         ROW(korder, down_until),  ROW(korder, down_bound),
        ROW(korder, down_model),   ROW(korder, old_reading), ROW(korder, strict_reading),
        ROW(korder, strict_visit), ROW(korder, from),        ROW(korder, round),
    };
    static const change counted[] = {ROW(korder, op_count)};
    each_shows(KORDERS, KORDER_OPS, changes, COUNT_OF(changes), true);
    each_shows(KORDERS, KORDER_OPS, past, COUNT_OF(past), false);
    each_shows(KORDERS, WITH_SPOILT, counted, 1, true);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_field_of_a_korder_world_shows),
    };
    return RUN_TESTS(tests);
}
