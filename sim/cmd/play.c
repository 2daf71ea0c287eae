/* Plays one world of a plan, and replays it to check that it runs the same. */
#include "play.h"

#include "chain.h"
#include "compressor/metamorphic/pair.h"
#include "guest.h"
#include "kernel/random.h"
#include "output.h"
#include "registry.h"
#include "run.h"
#include "scenario/seed.h"

uint64_t sim_plan_tasks(const sim_plan *plan)
{
    /* One less than the number of seeds, which may be 2^64. */
    uint64_t more = plan->seeds.last - plan->seeds.from;
    uint64_t skipped = plan->shard.part - 1;
    if (more < skipped) {
        return 0;
    }
    uint64_t more_of_mine = (more - skipped) / plan->shard.parts;
    if (more_of_mine >= UINT64_MAX / plan->scenario_count) {
        return UINT64_MAX;
    }
    return (more_of_mine + 1) * plan->scenario_count;
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

/* By seed, the same are picked however a sweep is shared out; no stride of a shard meets them all.
 */
bool sim_plan_picks(const sim_plan *plan, uint64_t task, uint64_t every)
{
    uint64_t turn = task / plan->scenario_count;
    if (plan->by_seed) {
        turn = sim_mix64(sim_plan_seed(plan, task));
    }
    return every != 0 && turn % every == 0;
}

uint32_t sim_plan_ops_max(const sim_plan *plan)
{
    uint64_t most = plan->ops;
    for (size_t i = 0; i < plan->scenario_count && plan->ops == 0; i++) {
        uint64_t ops = plan->scenarios[i]->default_ops;
        most = ops > most ? ops : most;
    }
    return most > SIM_TAPE_LARGE_OPS_MAX ? SIM_TAPE_LARGE_OPS_MAX : (uint32_t)most;
}

/* The world's config is recorded before the world is made, since making it may crash. */
static bool record_config(const sim_scenario *scenario, uint64_t seed, sim_record *record)
{
    sim_driver *driver = sim_seed_driver(scenario, seed);
    if (driver == NULL) {
        return false;
    }
    record->config = sim_driver_config(driver);
    sim_driver_destroy(driver);
    return true;
}

/* The state for comparing one play with the next, op by op. */
typedef struct comparison {
    sim_record *record;
    sim_chain chain; /* of the first play */
    bool lost;       /* memory ran out, so nothing is compared */
    uint64_t links;  /* of the current play */
} comparison;

static void link_first(void *context, uint64_t index, const sim_moment *moment)
{
    (void)index;
    comparison *c = context;
    c->lost = c->lost || !sim_chain_append(&c->chain, moment->digest);
}

static void diverge(comparison *c, uint64_t index)
{
    sim_record *record = c->record;
    if (!c->lost && (!record->diverged || index < record->diverged_at)) {
        record->diverged = true;
        record->diverged_at = index;
    }
}

/* A failure ends a play; the chain only lacks the digests after it. */
static void compare_end(comparison *c, const sim_result *again)
{
    const sim_result *first = &c->record->result;
    uint64_t failed = first->verdict == SIM_FAIL ? first->failure.op : SIM_NEVER;
    uint64_t failed_again = again->verdict == SIM_FAIL ? again->failure.op : SIM_NEVER;
    if (failed != failed_again) {
        diverge(c, failed < failed_again ? failed : failed_again);
    } else if (c->links < c->chain.count) {
        diverge(c, c->links);
    }
}

static void compare_op(void *context, const void *world, uint64_t index, const sim_op *op)
{
    comparison *c = context;
    sim_record_progress(c->record, world, index, op);
    if (!c->record->diverged) {
        c->record->diverged_op = *op;
    }
}

static void compare_link(void *context, uint64_t index, const sim_moment *moment)
{
    comparison *c = context;
    if (index >= c->chain.count || c->chain.digests[index] != moment->digest) {
        diverge(c, index);
    }
    c->links = index + 1;
}

/* False if it ran differently. */
static bool play_again(const sim_plan *plan, uint64_t task, bool from_tape, comparison *c)
{
    sim_record *record = c->record;
    /* If a paired world failed, it must fail again; if none did, nothing is compared. */
    sim_run_options options = {.subjects.of[SIM_SCHEME_COMPRESSOR] = plan->subject,
                               .only = plan->only,
                               .without_oracle = sim_guest_is_compared(),
                               .until = SIM_NEVER,
                               .pairs = record->result.verdict == SIM_FAIL
                                            ? sim_pairs_of(record->result.failure.invariant)
                                            : SIM_PAIRS_NONE,
                               .before_op = compare_op,
                               .before_op_context = c,
                               .after_op = compare_link,
                               .after_op_context = c};
    sim_result again;
    c->links = 0;
    atomic_store(&record->op_now, 0);
    atomic_fetch_add(&record->plays, 1);
    if (from_tape) {
        sim_tape tape = sim_record_tape(record);
        again = sim_run_tape(&tape, &options);
    } else {
        again = sim_run_seed(plan->scenarios[sim_plan_scenario(plan, task)],
                             sim_plan_seed(plan, task), plan->ops, &options, NULL);
    }
    if (again.verdict == SIM_BROKEN) {
        /* The second play ran out of memory: that says nothing about the first. */
        record->result.verdict = SIM_BROKEN;
        record->diverged = false;
        return false;
    }
    compare_end(c, &again);
    record->replayed = true;
    record->replayed_from_tape = from_tape;
    record->replayed_digest = again.digest;
    record->replayed_verdict = again.verdict;
    return !record->diverged && again.digest == record->result.digest &&
           again.verdict == record->result.verdict;
}

/* Counts what the world makes and spends, if its scenario expects something of that. */
static size_t count_amounts(const sim_scenario *scenario, sim_scheme scheme, sim_record *record,
                            sim_observer *observer)
{
    const sim_machine *machine = sim_machine_of(scheme);
    bool needs = false;
    for (size_t i = 0; i < scenario->expectation_count; i++) {
        needs = needs || sim_expectation_needs_counting(&scenario->expectations[i]);
    }
    *observer = (sim_observer){machine->count, record->amounts};
    return needs && machine->count != NULL ? 1 : 0;
}

static void play(const sim_plan *plan, uint64_t task, comparison *c)
{
    sim_record *record = c->record;
    bool check = sim_plan_picks(plan, task, plan->check_every);
    bool paired = sim_plan_picks(plan, task, plan->pair_every);
    sim_observer counting;
    size_t counts = count_amounts(plan->scenarios[sim_plan_scenario(plan, task)],
                                  (sim_scheme)record->config.scheme, record, &counting);
    sim_run_options options = {.subjects.of[SIM_SCHEME_COMPRESSOR] = plan->subject,
                               .only = plan->only,
                               .without_oracle = sim_guest_is_compared(),
                               .until = SIM_NEVER,
                               .observers = &counting,
                               .observer_count = counts,
                               .pairs = paired ? SIM_PAIRS_ALL : SIM_PAIRS_NONE,
                               .before_op = sim_record_op,
                               .before_op_context = record,
                               .after_op = check ? link_first : NULL,
                               .after_op_context = c};
    double before = sim_clock_seconds();
    record->result =
        sim_run_seed_counted(plan->scenarios[sim_plan_scenario(plan, task)],
                             sim_plan_seed(plan, task), plan->ops, &options, NULL, record->amounts);
    record->seconds = sim_clock_seconds() - before;
    if (check && record->result.verdict != SIM_BROKEN && play_again(plan, task, false, c)) {
        (void)play_again(plan, task, true, c);
    }
}

void sim_play(void *context, uint64_t task, sim_record *record)
{
    const sim_plan *plan = context;
    comparison c = {.record = record};
    atomic_fetch_add(&record->plays, 1);
    if (!record_config(plan->scenarios[sim_plan_scenario(plan, task)], sim_plan_seed(plan, task),
                       record)) {
        record->result.verdict = SIM_BROKEN;
        return;
    }
    play(plan, task, &c);
    sim_chain_free(&c.chain);
}
