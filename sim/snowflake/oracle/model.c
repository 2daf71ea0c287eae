/* The reference model of Snowflake IDs. */
#include "model.h"

#include <assert.h>
#include <string.h>

void sim_snowflake_model_init(sim_snowflake_model *model, const sim_snowflake_setting *setting)
{
    memset(model, 0, sizeof *model);
    model->layout = setting->layout;
    model->policy = setting->policy;
    for (unsigned i = 0; i < SIM_LEASES_MAX; i++) {
        model->leases[i].high_water_us = INT64_MIN;
    }
}

void sim_snowflake_model_free(sim_snowflake_model *model)
{
    sim_id_map_free(&model->makers);
    sim_disorder_free(&model->order);
}

/* --- Layouts. --- */

/* Splits the lowest field off the rest of an ID. */
static uint64_t cut(uint64_t *rest, unsigned bits)
{
    assert(bits < 64);
    uint64_t size = UINT64_C(1) << bits;
    uint64_t value = *rest % size;
    *rest /= size;
    return value;
}

sim_flake_fields sim_flake_fields_of(const ida_snowflake_layout *layout, uint64_t id)
{
    sim_flake_fields fields = {.tick = 0};
    uint64_t rest = id;
    switch (layout->order) {
    case IDA_SNOWFLAKE_TIME_SEQUENCE_COORDINATOR:
        fields.number = cut(&rest, layout->coordinator_bits);
        fields.sequence = cut(&rest, layout->sequence_bits);
        fields.tick = cut(&rest, layout->time_bits);
        break;
    case IDA_SNOWFLAKE_TIME_COORDINATOR_SEQUENCE:
        fields.sequence = cut(&rest, layout->sequence_bits);
        fields.number = cut(&rest, layout->coordinator_bits);
        fields.tick = cut(&rest, layout->time_bits);
        break;
    case IDA_SNOWFLAKE_COORDINATOR_TIME_SEQUENCE:
        fields.sequence = cut(&rest, layout->sequence_bits);
        fields.tick = cut(&rest, layout->time_bits);
        fields.number = cut(&rest, layout->coordinator_bits);
        break;
    }
    fields.spare = rest != 0;
    return fields;
}

int64_t sim_flake_tick_start(const ida_snowflake_layout *layout, int64_t tick)
{
    return layout->epoch_us + tick * (int64_t)layout->unit_us;
}

int64_t sim_flake_tick_of(const ida_snowflake_layout *layout, int64_t time_us)
{
    int64_t unit_us = (int64_t)layout->unit_us;
    int64_t passed_us = time_us - layout->epoch_us;
    int64_t tick = passed_us / unit_us - (passed_us % unit_us < 0 ? 1 : 0);
    assert(sim_flake_tick_start(layout, tick) <= time_us);
    assert(sim_flake_tick_start(layout, tick) > time_us - unit_us);
    return tick;
}

static int64_t ticks_of(const ida_snowflake_layout *layout)
{
    assert(layout->time_bits <= 62);
    return INT64_C(1) << layout->time_bits;
}

static bool refuses(const ida_snowflake_policy *policy)
{
    return policy->behind == IDA_SNOWFLAKE_REFUSE;
}

static bool waits(const ida_snowflake_policy *policy)
{
    return policy->full == IDA_SNOWFLAKE_WAIT;
}

uint64_t sim_flake_lead(const ida_snowflake_policy *policy)
{
    return refuses(policy) && waits(policy) ? 0 : policy->lead_us_max;
}

/* --- Generators. --- */

/* The first tick that does not begin before a time, by bisection. */
static int64_t first_tick_from(const ida_snowflake_layout *layout, int64_t time_us)
{
    int64_t low = 0;
    int64_t high = ticks_of(layout);
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        if (sim_flake_tick_start(layout, middle) < time_us) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    assert(low == 0 || sim_flake_tick_start(layout, low - 1) < time_us);
    assert(low == ticks_of(layout) || sim_flake_tick_start(layout, low) >= time_us);
    return low;
}

void sim_flake_begin(const sim_snowflake_model *model, sim_flake_model *node,
                     const sim_snowflake_event *begun)
{
    assert(begun->start_us <= begun->end_us);
    bool by_mark = begun->mark_us > begun->start_us;
    node->lease = begun->lease;
    node->number = begun->number;
    node->start_us = by_mark ? begun->mark_us : begun->start_us;
    node->end_us = begun->end_us;
    node->first_tick = first_tick_from(&model->layout, node->start_us);
    node->any = false;
    node->made = false;
    node->crossing = 0;
    node->lost_max = 0;
    node->clock_tick = -1;
    for (unsigned i = 0; i < SIM_SNOWFLAKE_LANES; i++) {
        node->lanes[i] = (sim_flake_lane){.block = sim_snowflake_block(begun->head.node, i)};
    }
}

/* Whether a tick begins at most this much after a reading. */
static bool is_near(const sim_snowflake_model *model, int64_t tick, int64_t now_us, uint64_t lead)
{
    int64_t start_us = sim_flake_tick_start(&model->layout, tick);
    return start_us <= now_us || (uint64_t)(start_us - now_us) <= lead;
}

/*
 * The clock shows a tick before that of the answer: IDA_OK if the policy allows that. full says
 * that the answer would be another tick if the last one had room.
 */
static ida_status judge(const sim_snowflake_model *model, const sim_flake_model *node,
                        int64_t now_us, int64_t tick, bool full)
{
    const ida_snowflake_policy *policy = &model->policy;
    int64_t clock_tick = sim_flake_tick_of(&model->layout, now_us);
    uint64_t lead = policy->lead_us_max;
    assert(clock_tick < tick);
    assert(!full || node->any);
    if (refuses(policy) && waits(policy)) {
        return full && clock_tick >= node->last_tick ? IDA_TRY_LATER : IDA_CLOCK_BEHIND;
    }
    if (refuses(policy)) {
        /* The lead is for the sequence: a clock that goes back is refused all the same. */
        bool back = node->any && (clock_tick < -1 ? -1 : clock_tick) < node->clock_tick;
        if (back) {
            return IDA_CLOCK_BEHIND;
        }
        ida_status no = node->any ? IDA_TRY_LATER : IDA_CLOCK_BEHIND;
        return is_near(model, tick, now_us, lead) ? IDA_OK : no;
    }
    if (is_near(model, tick, now_us, lead) && !(full && waits(policy))) {
        return IDA_OK;
    }
    return full && is_near(model, node->last_tick, now_us, lead) ? IDA_TRY_LATER : IDA_CLOCK_BEHIND;
}

/* What the next number of the generator would be. */
static sim_flake_answer ask_generator(const sim_snowflake_model *model, const sim_flake_model *node,
                                      int64_t now_us)
{
    const ida_snowflake_layout *layout = &model->layout;
    int64_t clock_tick = sim_flake_tick_of(layout, now_us);
    assert(node != NULL);
    assert(!node->any || node->last_tick >= node->first_tick);
    assert(!node->any || node->last_sequence < INT64_C(1) << layout->sequence_bits);
    bool full = node->any && node->last_sequence + 1 == INT64_C(1) << layout->sequence_bits;
    sim_flake_answer answer = {.status = IDA_OK, .tick = node->first_tick};
    if (node->any) {
        answer.tick = full ? node->last_tick + 1 : node->last_tick;
        answer.sequence = full ? 0 : node->last_sequence + 1;
    }
    bool is_behind = clock_tick < answer.tick;
    if (clock_tick > answer.tick) {
        answer.tick = clock_tick;
        answer.sequence = 0;
    }
    assert(answer.tick >= node->first_tick);
    assert(!node->any || answer.tick > node->last_tick || answer.sequence > node->last_sequence);
    int64_t time_end_us = sim_flake_tick_start(layout, ticks_of(layout));
    if (answer.tick >= ticks_of(layout) ||
        sim_flake_tick_start(layout, answer.tick + 1) > node->end_us) {
        answer.status = time_end_us <= node->end_us ? IDA_EXHAUSTED : IDA_LEASE_EXPIRED;
    } else if (is_behind) {
        answer.status = judge(model, node, now_us, answer.tick, full);
    }
    return answer;
}

/* Whether a lane may give a number of its block, whose tick the clock has not left. */
static ida_status judge_held(const sim_snowflake_model *model, const sim_flake_model *node,
                             int64_t tick, int64_t now_us)
{
    const ida_snowflake_policy *policy = &model->policy;
    int64_t clock_tick = sim_flake_tick_of(&model->layout, now_us);
    bool back = (clock_tick < -1 ? -1 : clock_tick) < node->clock_tick;
    assert(clock_tick <= tick);
    if (clock_tick == tick) {
        return IDA_OK;
    }
    if (refuses(policy) && (waits(policy) || back)) {
        return IDA_CLOCK_BEHIND;
    }
    return is_near(model, tick, now_us, policy->lead_us_max) ? IDA_OK : IDA_CLOCK_BEHIND;
}

static bool is_start(const ida_snowflake_layout *layout, uint64_t from)
{
    return from == 0 || from < (UINT64_C(1) << layout->sequence_bits) / 2;
}

sim_flake_answer sim_flake_ask(const sim_snowflake_model *model, const sim_flake_model *node,
                               sim_flake_call call)
{
    const ida_snowflake_layout *layout = &model->layout;
    const sim_flake_lane *lane = call.lane == SIM_LANE_NONE ? NULL : &node->lanes[call.lane];
    if (!is_start(layout, call.from)) {
        return (sim_flake_answer){.status = IDA_INVALID_ARGUMENT};
    }
    if (lane != NULL && lane->left > 0 && sim_flake_tick_of(layout, call.now_us) <= lane->tick) {
        return (sim_flake_answer){.status = judge_held(model, node, lane->tick, call.now_us),
                                  .tick = lane->tick,
                                  .sequence = lane->sequence};
    }
    sim_flake_answer answer = ask_generator(model, node, call.now_us);
    if (answer.sequence == 0) {
        answer.sequence = (int64_t)call.from;
    }
    int64_t rest = (INT64_C(1) << layout->sequence_bits) - answer.sequence;
    answer.taken = lane == NULL ? 1 : lane->block < rest ? lane->block : rest;
    return answer;
}

int64_t sim_flake_earliest(const sim_snowflake_model *model, const sim_flake_model *node,
                           sim_flake_call call)
{
    /* What is refused now is not refused once the clock is there; in between it changes once. */
    int64_t refused_us = call.now_us;
    const sim_flake_answer refused = sim_flake_ask(model, node, call);
    int64_t good_us = sim_flake_tick_start(&model->layout, refused.tick);
    assert(refused.status != IDA_OK);
    assert(good_us > call.now_us);
    while (good_us - refused_us > 1) {
        call.now_us = refused_us + (good_us - refused_us) / 2;
        if (sim_flake_ask(model, node, call).status == IDA_OK) {
            good_us = call.now_us;
        } else {
            refused_us = call.now_us;
        }
    }
    return good_us;
}

void sim_flake_accept(const sim_snowflake_model *model, sim_flake_model *node,
                      const sim_flake_answer *answer, sim_flake_call call)
{
    assert(answer->status == IDA_OK);
    int64_t clock_tick = sim_flake_tick_of(&model->layout, call.now_us);
    node->clock_tick = clock_tick > node->clock_tick ? clock_tick : node->clock_tick;
    if (answer->taken > 0) {
        assert(!node->any || answer->tick >= node->last_tick);
        node->any = true;
        node->last_tick = answer->tick;
        node->last_sequence = answer->sequence + answer->taken - 1;
    }
    if (call.lane != SIM_LANE_NONE) {
        sim_flake_lane *lane = &node->lanes[call.lane];
        lane->left = (answer->taken > 0 ? answer->taken : lane->left) - 1;
        lane->tick = answer->tick;
        lane->sequence = answer->sequence + 1;
    }
}

void sim_flake_leave_out(const sim_snowflake_model *model, sim_flake_model *node, int64_t count)
{
    const int64_t last = (INT64_C(1) << model->layout.sequence_bits) - 1;
    assert(node->any);
    node->last_sequence = count < last - node->last_sequence ? node->last_sequence + count : last;
}

int64_t sim_flake_high_water(const sim_snowflake_model *model, const sim_flake_model *node)
{
    return sim_flake_tick_start(&model->layout, node->any ? node->last_tick + 1 : node->first_tick);
}
