/* The effects of ops on clocks. */
#include "clock_ops.h"

#include <assert.h>

void sim_clocks_init(sim_clocks *clocks, unsigned count, uint64_t now)
{
    assert(count >= 1 && count <= SIM_NODES_MAX);
    clocks->now = now;
    clocks->count = count;
    for (unsigned i = 0; i < count; i++) {
        sim_clock_init(&clocks->of[i], now);
    }
}

void sim_clocks_pass(sim_clocks *clocks, uint64_t elapsed, sim_tally *tally)
{
    uint64_t room = SIM_CLOCK_MAX - clocks->now;
    elapsed = elapsed < room ? elapsed : room;
    clocks->now += elapsed;
    for (unsigned i = 0; i < clocks->count && elapsed > 0; i++) {
        sim_clock *clock = &clocks->of[i];
        tally->faults[SIM_FAULT_CLOCK_FROZEN] += clock->frozen;
        tally->faults[SIM_FAULT_CLOCK_DRIFT] += !clock->frozen && clock->drift != 0;
        tally->faults[SIM_FAULT_CLOCK_SMEAR] += !clock->frozen && clock->smear != 0;
        sim_clock_pass(clock, elapsed);
    }
}

bool sim_clocks_ended(const sim_clocks *clocks)
{
    return clocks->now == SIM_CLOCK_MAX;
}

static void set(sim_clock *clock, uint32_t amount, uint32_t way, sim_tally *tally)
{
    bool back = way % SIM_STEP_BOUND >= SIM_STEP_BACK_US;
    uint64_t before = clock->reading;
    sim_clock_step(clock, back, sim_clock_amount(amount, way % SIM_UNIT_BOUND));
    if (clock->reading != before) {
        tally->faults[back ? SIM_FAULT_CLOCK_BACK : SIM_FAULT_CLOCK_FORWARD]++;
    }
}

/* Even rates gain, odd ones lose. */
static void set_drift(sim_clock *clock, uint32_t rate)
{
    int32_t parts = (int32_t)(rate / 2);
    sim_clock_set_drift(clock, rate % 2 == 0 ? parts : -parts);
}

static void leap(sim_clock *clock, bool smear, sim_tally *tally)
{
    sim_clock_leap(clock, smear);
    if (!smear) {
        tally->faults[SIM_FAULT_CLOCK_LEAP]++;
    }
}

bool sim_clocks_execute(sim_clocks *clocks, const sim_op *op, sim_tally *tally)
{
    sim_clock *clock = &clocks->of[op->args[0] % clocks->count];
    switch (op->code) {
    case SIM_OP_PASS:
        sim_clocks_pass(clocks, sim_clock_amount(op->args[0], op->args[1]), tally);
        return true;
    case SIM_OP_SET:
        set(clock, op->args[1], op->args[2], tally);
        return true;
    case SIM_OP_DRIFT:
        set_drift(clock, op->args[1]);
        return true;
    case SIM_OP_FREEZE:
        clock->frozen = true;
        return true;
    case SIM_OP_THAW:
        clock->frozen = false;
        return true;
    case SIM_OP_LEAP:
        leap(clock, op->args[1] % 2 == SIM_FLAG_YES, tally);
        return true;
    default:
        return false;
    }
}

void sim_clocks_describe(const sim_clocks *clocks, sim_writing *out)
{
    sim_write_number(out, clocks->now);
    for (unsigned i = 0; i < clocks->count; i++) {
        const sim_clock *clock = &clocks->of[i];
        sim_write_number(out, clock->reading);
        sim_write_number(out, (uint64_t)clock->drift);
        sim_write_number(out, (uint64_t)clock->remainder);
        sim_write_number(out, clock->smear);
        sim_write_number(out, clock->smeared);
        sim_write_number(out, clock->frozen);
    }
}
