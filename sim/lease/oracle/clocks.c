/* What is promised about readings of clocks. */
#include "oracle_internal.h"

static uint64_t apart(int64_t a, int64_t b)
{
    return a > b ? (uint64_t)a - (uint64_t)b : (uint64_t)b - (uint64_t)a;
}

static void take(sim_lease_oracle *oracle, const sim_lease_event *e, sim_lease_clock *clock)
{
    int64_t wall_us = (int64_t)e->head.reading_us;
    *clock = (sim_lease_clock){wall_us, e->mono_us};
    if (apart(wall_us, (int64_t)e->head.true_us) > oracle->world->setting.config.clock_error_us) {
        oracle->clocks_are_good = false;
    }
}

void sim_lease_begin_clock(sim_lease_oracle *oracle, const sim_lease_event *e,
                           sim_lease_clock *clock)
{
    take(oracle, e, clock);
}

bool sim_lease_hear_clock(sim_lease_oracle *oracle, const sim_lease_event *e, const sim_site *where,
                          sim_lease_clock *clock)
{
    /* Both clocks should have moved by the same time. */
    int64_t by_wall_us = (int64_t)e->head.reading_us - clock->wall_us;
    int64_t by_mono_us = (int64_t)(e->mono_us - clock->mono_us);
    uint64_t off_us = apart(by_wall_us, by_mono_us);
    bool jumps = off_us > oracle->world->setting.config.jump_us_max;
    bool refused = e->status == IDA_CLOCK_JUMP;
    (void)sim_judge(&oracle->judgement, SIM_INVARIANT_LEASE_JUMP, jumps == refused, where,
                    jumps ? SIM_VALUE_SAYING(SIM_WORD_LEASE_A_JUMP, off_us)
                          : sim_value_words(SIM_WORD_LEASE_NO_JUMP),
                    sim_value_status(e->status));
    if (!refused) {
        take(oracle, e, clock);
    }
    return !refused && !jumps;
}
