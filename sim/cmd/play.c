#include "play.h"

#include "../run.h"
#include "output.h"

uint64_t sim_plan_tasks(const sim_plan *plan)
{
    uint64_t seeds = plan->seeds.to - plan->seeds.from;
    uint64_t skipped = plan->shard.part - 1;
    if (seeds <= skipped) {
        return 0;
    }
    uint64_t mine = (seeds - skipped - 1) / plan->shard.parts + 1;
    return mine > UINT64_MAX / plan->scenario_count ? UINT64_MAX : mine * plan->scenario_count;
}

size_t sim_plan_scenario(const sim_plan *plan, uint64_t task)
{
    return (size_t)(task % plan->scenario_count);
}

uint64_t sim_plan_seed(const sim_plan *plan, uint64_t task)
{
    return plan->seeds.from + plan->shard.part - 1 +
           task / plan->scenario_count * plan->shard.parts;
}

uint32_t sim_plan_ops_max(const sim_plan *plan)
{
    uint64_t most = plan->ops;
    for (size_t i = 0; i < plan->scenario_count && plan->ops == 0; i++) {
        uint64_t ops = plan->scenarios[i]->default_ops;
        most = ops > most ? ops : most;
    }
    return most > SIM_TAPE_OPS_MAX ? SIM_TAPE_OPS_MAX : (uint32_t)most;
}

/* The world's shape is written down before the world is made, for making it may go wrong. */
static bool record_config(const sim_scenario *scenario, uint64_t seed, sim_record *record)
{
    sim_driver *driver = sim_driver_create(scenario, seed);
    if (driver == NULL) {
        return false;
    }
    record->config = sim_driver_config(driver);
    sim_driver_destroy(driver);
    return true;
}

/* False if it went differently. */
static bool play_again(const sim_plan *plan, uint64_t task, bool from_tape, sim_record *record)
{
    /* Where a paired world failed, it must fail again; where none did, there is nothing to see. */
    sim_run_options options = {.until = SIM_NEVER,
                               .pairs = record->result.verdict == SIM_FAIL
                                            ? sim_pairs_of(record->result.failure.invariant)
                                            : SIM_PAIRS_NONE,
                               .before_op = sim_record_progress,
                               .before_op_context = record};
    sim_result again;
    atomic_store(&record->op_now, 0);
    atomic_fetch_add(&record->plays, 1);
    if (from_tape) {
        sim_tape tape = sim_record_tape(record);
        again = sim_run_tape(&tape, &options);
    } else {
        again = sim_run_seed(plan->scenarios[sim_plan_scenario(plan, task)],
                             sim_plan_seed(plan, task), plan->ops, &options, NULL);
    }
    record->replayed = true;
    record->replayed_from_tape = from_tape;
    record->replayed_digest = again.digest;
    record->replayed_verdict = again.verdict;
    return again.digest == record->result.digest && again.verdict == record->result.verdict;
}

void sim_play(void *context, uint64_t task, sim_record *record)
{
    const sim_plan *plan = context;
    const sim_scenario *scenario = plan->scenarios[sim_plan_scenario(plan, task)];
    uint64_t seed = sim_plan_seed(plan, task);
    uint64_t turn = task / plan->scenario_count;
    bool paired = plan->pair_every != 0 && turn % plan->pair_every == 0;
    sim_run_options options = {.until = SIM_NEVER,
                               .pairs = paired ? SIM_PAIRS_ALL : SIM_PAIRS_NONE,
                               .before_op = sim_record_op,
                               .before_op_context = record};
    atomic_fetch_add(&record->plays, 1);
    if (!record_config(scenario, seed, record)) {
        record->result.verdict = SIM_BROKEN;
        return;
    }
    double before = sim_clock_seconds();
    record->result = sim_run_seed(scenario, seed, plan->ops, &options, NULL);
    record->seconds = sim_clock_seconds() - before;
    bool check = plan->check_every != 0 && turn % plan->check_every == 0;
    if (check && record->result.verdict != SIM_BROKEN && play_again(plan, task, false, record)) {
        (void)play_again(plan, task, true, record);
    }
}
