/* The reference model of a generator: what it must answer. */
#include "model.h"

#include <assert.h>

#include "korder/layout.h"

/* How many places a lane takes at once. */
#define BLOCK 128u

sim_korder_generator sim_korder_generator_of(const ida_korder_options *options)
{
    bool faithful = options->mode == IDA_KORDER_FAITHFUL;
    return (sim_korder_generator){.faithful = faithful,
                                  .lead = options->lead_ticks,
                                  .next = faithful ? options->first_sequence
                                                   : sim_korder_place_of(options->high_water)};
}

bool sim_korder_gives(const sim_korder_generator *generator, uint64_t place, uint64_t now)
{
    return place < SIM_KORDER_PLACE_END &&
           place / SIM_PLACES_A_TICK <= sim_korder_tick(now) + generator->lead;
}

/* Takes count places from the generator, the clock's tick or what follows the last one taken. */
static bool take(sim_korder_generator *generator, uint64_t count, uint64_t now, uint32_t from,
                 uint64_t *place)
{
    assert(!generator->faithful);
    assert(count > 0);
    uint64_t first = sim_korder_tick(now) * SIM_PLACES_A_TICK;
    uint64_t next = generator->next > first ? generator->next : first + from;
    if (!sim_korder_gives(generator, next, now)) {
        return false;
    }
    *place = next;
    generator->next = next + count;
    return true;
}

static bool take_by_lane(sim_korder_generator *generator, sim_korder_lane_model *lane, uint64_t now,
                         uint32_t from, uint64_t *place)
{
    assert(lane->next <= lane->end);
    assert(lane->end <= generator->next || lane->end == 0);
    uint64_t first = sim_korder_tick(now) * SIM_PLACES_A_TICK;
    if (lane->next < first) {
        lane->next = first < lane->end ? first : lane->end;
    }
    if (lane->next == lane->end) {
        if (!take(generator, BLOCK, now, from, &lane->next)) {
            return false;
        }
        lane->end = lane->next + BLOCK;
    }
    if (!sim_korder_gives(generator, lane->next, now)) {
        return false;
    }
    assert(lane->next < lane->end);
    *place = lane->next++;
    return true;
}

sim_korder_generator sim_korder_keeping(const sim_korder_generator *generator, unsigned way)
{
    sim_korder_generator keeping = *generator;
    assert(way >= SIM_WAY_LANE);
    sim_korder_lane_model *lane = &keeping.lanes[way - SIM_WAY_LANE];
    if (lane->next == lane->end) {
        lane->next = keeping.next;
        lane->end = keeping.next + BLOCK;
        keeping.next += BLOCK;
    }
    return keeping;
}

uint64_t sim_korder_coming(const sim_korder_generator *generator, unsigned way)
{
    assert(way < SIM_WAY_BOUND);
    if (way >= SIM_WAY_LANE) {
        const sim_korder_lane_model *lane = &generator->lanes[way - SIM_WAY_LANE];
        if (lane->next != lane->end) {
            return lane->next;
        }
    }
    return generator->next;
}

ida_status sim_korder_predict(sim_korder_generator *generator, unsigned way, uint64_t now,
                              uint32_t from, uint64_t *place)
{
    assert(way < SIM_WAY_BOUND);
    if (from >= SIM_PLACES_A_TICK / 2) {
        return IDA_INVALID_ARGUMENT;
    }
    if (now >= SIM_KORDER_TIME_END) {
        return IDA_EXHAUSTED;
    }
    if (generator->faithful) {
        *place = sim_korder_tick(now) * SIM_PLACES_A_TICK + generator->next % SIM_PLACES_A_TICK;
        generator->next++;
        return IDA_OK;
    }
    bool given = way < SIM_WAY_LANE ? take(generator, 1, now, from, place)
                                    : take_by_lane(generator, &generator->lanes[way - SIM_WAY_LANE],
                                                   now, from, place);
    if (given) {
        return IDA_OK;
    }
    return sim_korder_coming(generator, way) >= SIM_KORDER_PLACE_END ? IDA_EXHAUSTED
                                                                     : IDA_TRY_LATER;
}

bool sim_korder_is_ready(const sim_korder_generator *generator, uint64_t place, uint64_t ready)
{
    if (generator->faithful) {
        return ready == 0;
    }
    if (place >= SIM_KORDER_PLACE_END) {
        return ready == UINT64_MAX;
    }
    return ready < SIM_KORDER_TIME_END && sim_korder_gives(generator, place, ready) &&
           (ready == 0 || !sim_korder_gives(generator, place, ready - 1));
}
