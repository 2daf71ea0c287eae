/*
 * What is written down of the worlds of Snowflake IDs is not blind: for each thing
 * that it takes in there is a pair of worlds that differ in nothing else, and have two hashes. And
 * it sees no more than it must: what only tells of the past does not show.
 */
#include "snowflake/oracle/oracle_internal.h"
#include "support_cmocka.h"
#include "support_describe.h"

CLOCKS(snowflake)
PAST(snowflake)
CHANGE(snowflake, number, w->leases[0].number++)
CHANGE(snowflake, start, w->leases[0].start_us--)
CHANGE(snowflake, end, w->leases[0].end_us++)
CHANGE(snowflake, owner, w->leases[0].node = 1)
CHANGE(snowflake, used, w->leases[1].used_us++)
CHANGE(snowflake, high_water, o->model.leases[1].high_water_us++)
CHANGE(snowflake, any_under_lease, o->model.leases[1].any = false)
CHANGE(snowflake, last_under_lease, o->model.leases[1].last_id++)
CHANGE(snowflake, unmarked_run, o->model.leases[1].unmarked_run = 100)
CHANGE(snowflake, has_lease, w->nodes[1].has_lease = false)
CHANGE(snowflake, mark, w->nodes[0].mark_us = 5)
CHANGE(snowflake, crashed, w->nodes[1].crashed = false)
CHANGE(snowflake, holder_end, w->nodes[0].end_us++)
CHANGE(snowflake, before, w->nodes[0].before_us++)
CHANGE(snowflake, waits, w->nodes[0].waits = false)
CHANGE(snowflake, try_at, w->nodes[0].try_at_us++)
CHANGE(snowflake, used_of_number, w->used_us[1][1]++)
CHANGE(snowflake, used_of_number_0, w->used_us[0][0]++)
CHANGE(snowflake, model_start, o->model.nodes[0].start_us++)
CHANGE(snowflake, model_end, o->model.nodes[0].end_us++)
CHANGE(snowflake, first_tick, o->model.nodes[0].first_tick++)
CHANGE(snowflake, any, o->model.nodes[0].any = false)
CHANGE(snowflake, last_tick, o->model.nodes[0].last_tick++)
CHANGE(snowflake, last_sequence, o->model.nodes[0].last_sequence++)
CHANGE(snowflake, last_id, o->model.nodes[0].last_id++)
CHANGE(snowflake, clock_tick, o->model.nodes[0].clock_tick++)
CHANGE(snowflake, skew_min, o->model.skew_min_us--)
CHANGE(snowflake, skew_max, o->model.skew_max_us++)
CHANGE(snowflake, row, *sim_id_map_put(&o->model.makers, 0, 99999) = SIM_FLAKE_MAKER(1, 0))

/* The first ID of a lease; leases 0 and 1 are node 0's, and 2 is node 1's. */
static sim_id_place *id_of(sim_snowflake_oracle *oracle, uint32_t lease)
{
    const sim_id_map *makers = &oracle->model.makers;
    sim_id_place *place = makers->places;
    while (place->number == 0 || SIM_FLAKE_LEASE(place->number) != lease) {
        place++;
        assert_true(place < makers->places + makers->size);
    }
    return place;
}

CHANGE(snowflake, row_id, id_of(o, 0)->low++)
CHANGE(snowflake, row_rank, id_of(o, 0)->number += 1)
CHANGE(snowflake, row_node, id_of(o, 0)->number += 2)
CHANGE(snowflake, row_unmarked,
       o->model.leases[0].unmarked_run = SIM_FLAKE_RUN(id_of(o, 0)->number) + 1)

/* Six IDs in two instants: 17 16, 24 28 24 28. */
#define EVENTS o->model.order.events
CHANGE(snowflake, order_radius, EVENTS[4].high = 23)
CHANGE(snowflake, order_places, EVENTS[1].high = 24)
CHANGE(snowflake, order_maxima, EVENTS[2].high = 25; EVENTS[4].high = 25)
CHANGE(snowflake, order_at, EVENTS[0].at--; EVENTS[1].at--)
CHANGE(snowflake, order_counts, EVENTS[1].at = EVENTS[2].at)

static int64_t another_high_water(const ida_snowflake *generator)
{
    return ida_snowflake_high_water(generator) + 1;
}

static void snowflake_subject(void *world)
{
    static sim_snowflake_subject other;
    other = sim_snowflake_core;
    other.high_water = another_high_water;
    ((sim_snowflake_world *)world_of(world))->subject = &other;
}

/* Of leases that are over for their nodes, and of nodes that are down. */
CHANGE(snowflake, old_used, w->leases[0].used_us++)
CHANGE(snowflake, old_high_water, o->model.leases[0].high_water_us++)
CHANGE(snowflake, old_last, o->model.leases[0].last_id++)
CHANGE(snowflake, down_end, w->nodes[1].end_us++)
CHANGE(snowflake, down_model, o->model.nodes[1].last_tick++)
CHANGE(snowflake, up_crashed, w->nodes[0].crashed = true)
CHANGE(snowflake, runs, o->model.runs++)

TEST(each_field_of_a_snowflake_world_shows)
{
    static const change changes[] = {
        CLOCK_ROWS(snowflake),
        ROW(snowflake, number),
        ROW(snowflake, start),
        ROW(snowflake, end),
        ROW(snowflake, owner),
        ROW(snowflake, used),
        ROW(snowflake, high_water),
        ROW(snowflake, any_under_lease),
        ROW(snowflake, last_under_lease),
        ROW(snowflake, unmarked_run),
        ROW(snowflake, has_lease),
        ROW(snowflake, mark),
        ROW(snowflake, crashed),
        ROW(snowflake, holder_end),
        ROW(snowflake, before),
        ROW(snowflake, waits),
        ROW(snowflake, try_at),
        ROW(snowflake, used_of_number),
        ROW(snowflake, used_of_number_0),
        ROW(snowflake, model_start),
        ROW(snowflake, model_end),
        ROW(snowflake, first_tick),
        ROW(snowflake, any),
        ROW(snowflake, last_tick),
        ROW(snowflake, last_sequence),
        ROW(snowflake, last_id),
        ROW(snowflake, clock_tick),
        ROW(snowflake, order_at),
        ROW(snowflake, order_places),
        ROW(snowflake, order_maxima),
        ROW(snowflake, order_counts),
        ROW(snowflake, order_radius),
        ROW(snowflake, skew_min),
        ROW(snowflake, skew_max),
        ROW(snowflake, row),
        ROW(snowflake, row_id),
        ROW(snowflake, row_rank),
        ROW(snowflake, row_node),
        ROW(snowflake, row_unmarked),
        ROW(snowflake, subject),
    };
    static const change past[] = {
        PAST_ROWS(snowflake),       ROW(snowflake, old_used), ROW(snowflake, old_high_water),
        ROW(snowflake, old_last),   ROW(snowflake, down_end), ROW(snowflake, down_model),
        ROW(snowflake, up_crashed), ROW(snowflake, runs),
    };
    each_shows(FLAKES, FLAKE_OPS, changes, COUNT_OF(changes), true);
    each_shows(FLAKES, FLAKE_OPS, past, COUNT_OF(past), false);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_field_of_a_snowflake_world_shows),
    };
    return RUN_TESTS(tests);
}
