/* A campaign with worlds that crash and differ: the tapes it saves, the failures it tells. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "cmd/campaign.h"
#include "run.h"

#define CRASH_SEED   3u
#define CRASH_OP     20u
#define DIFFER_SEED  5u
#define BROKEN_SEED  6u
#define SUSPECT_SEED 8u
#define KILLED_SEED  10u

static char directory[] = "/tmp/idsim-test-XXXXXX";

static void crash_at_op(void *context, const void *world, uint64_t index, const sim_op *op)
{
    sim_record_op(context, world, index, op);
    if (index == CRASH_OP) {
        abort();
    }
}

/* Plays as the commands do, but for some seeds with a fault of its own. */
static void play(void *context, uint64_t task, sim_record *record)
{
    const sim_plan *plan = context;
    uint64_t seed = sim_plan_seed(plan, task);
    if (seed == CRASH_SEED) {
        const sim_run_options options = {
            .until = SIM_NEVER, .before_op = crash_at_op, .before_op_context = record};
        sim_driver *driver = sim_driver_create(plan->scenarios[0], seed);
        assert_non_null(driver);
        record->config = sim_driver_config(driver);
        (void)sim_run_seed(plan->scenarios[0], seed, plan->ops, &options, NULL);
    }
    if (seed == KILLED_SEED) {
        record->config = (sim_config){.nodes = 1, .slots = 1, .cluster_size = 1, .seed = seed};
        (void)raise(SIGKILL);
    }
    sim_play(context, task, record);
    if (seed == DIFFER_SEED) {
        record->replayed = true;
        record->replayed_digest = ~record->result.digest;
    } else if (seed == BROKEN_SEED) {
        record->result.verdict = SIM_BROKEN;
    } else if (seed == SUSPECT_SEED) {
        record->result.verdict = SIM_FAIL;
        record->result.failure = (sim_failure){.failed = true,
                                               .invariant = SIM_INVARIANT_FINAL_UNIQUE,
                                               .op = 7,
                                               .where = "node 0",
                                               .expected = "one",
                                               .got = "two\033[2J"};
    }
}

typedef struct outcome {
    sim_campaign campaign;
    sim_campaign_options options;
    sim_report report;
    const sim_scenario *scenarios[1];
    char *text;
    size_t text_size;
} outcome;

static void run(outcome *o, unsigned jobs, uint64_t max_failures)
{
    memset(o, 0, sizeof *o);
    o->scenarios[0] = sim_scenario_find("swarm");
    assert_non_null(o->scenarios[0]);
    o->options = (sim_campaign_options){
        .plan = {.scenarios = o->scenarios,
                 .scenario_count = 1,
                 .seeds = {0, 12, false},
                 .shard = {1, 1},
                 .ops = 60,
                 .check_every = 2},
        .play = play,
        .limits = {30.0, 1024},
        .jobs = jobs,
        .max_failures = max_failures,
        .list_seeds = true,
        .people = open_memstream(&o->text, &o->text_size),
    };
    assert_non_null(o->options.people);
    assert_true(sim_report_open(&o->report, directory));
    assert_true(sim_campaign_open(&o->campaign, &o->options, &o->report));
    sim_campaign_run(&o->campaign);
    assert_int_equal(fclose(o->options.people), 0);
}

static void end(outcome *o)
{
    for (size_t i = 0; i < o->campaign.failure_count; i++) {
        if (o->campaign.failures[i].tape != NULL) {
            (void)unlink(o->campaign.failures[i].tape);
        }
    }
    sim_campaign_close(&o->campaign);
    sim_report_close(&o->report);
    free(o->text);
}

static void test_each_kind_of_failure_is_told(void **state)
{
    (void)state;
    outcome o;
    run(&o, 2, 0);
    const sim_failure_note *f = o.campaign.failures;
    assert_int_equal(o.campaign.end, SIM_CAMPAIGN_COMPLETE);
    assert_int_equal(o.campaign.total.worlds, 12);
    assert_int_equal(o.campaign.failure_count, 5);
    assert_int_equal(f[0].seed, CRASH_SEED);
    assert_int_equal(f[0].kind, SIM_FAILURE_CRASH);
    assert_true(f[0].has_op);
    assert_int_equal(f[0].op, CRASH_OP);
    assert_string_equal(f[0].command, "idsim replay swarm --seed 3 --ops 60");
    assert_int_equal(f[1].seed, DIFFER_SEED);
    assert_int_equal(f[1].kind, SIM_FAILURE_DETERMINISM);
    assert_string_equal(f[1].command, "idsim sweep swarm --seeds 5..6 --ops 60");
    assert_int_equal(f[2].kind, SIM_FAILURE_MEMORY);
    assert_int_equal(f[3].kind, SIM_FAILURE_INVARIANT);
    assert_string_equal(f[3].name, "final-unique");
    assert_int_equal(f[3].op, 7);
    assert_int_equal(f[4].kind, SIM_FAILURE_KILLED);
    assert_string_equal(f[4].got, "it was killed (out of memory, or from outside)");
    assert_string_equal(f[4].where, "before the first op");
    assert_non_null(f[4].tape);
    assert_non_null(strstr(o.text, "swarm, seed 3: crash"));
    assert_non_null(strstr(o.text, "swarm, seed 8: final-unique"));
    assert_non_null(strstr(o.text, "two?[2J"));
    end(&o);
}

static void test_the_tape_of_a_crash_is_what_was_played(void **state)
{
    (void)state;
    outcome o;
    sim_tape saved;
    sim_tape whole;
    sim_tape_error error;
    run(&o, 1, 1);
    assert_int_equal(o.campaign.failure_count, 1);
    assert_non_null(o.campaign.failures[0].tape);
    assert_true(sim_tape_read_file(o.campaign.failures[0].tape, &saved, &error));
    const sim_run_options options = {.until = SIM_NEVER};
    (void)sim_run_seed(o.scenarios[0], CRASH_SEED, 60, &options, &whole);
    assert_int_equal(saved.count, CRASH_OP + 1);
    whole.count = CRASH_OP + 1;
    assert_true(sim_tape_equal(&saved, &whole));
    sim_tape_free(&saved);
    sim_tape_free(&whole);
    end(&o);
}

static void test_max_failures_stops_at_the_same_seed_for_any_number_of_jobs(void **state)
{
    (void)state;
    uint64_t digest = 0;
    for (unsigned jobs = 1; jobs <= 4; jobs++) {
        outcome o;
        run(&o, jobs, 2);
        assert_int_equal(o.campaign.end, SIM_CAMPAIGN_FAILURES);
        assert_int_equal(o.campaign.total.worlds, DIFFER_SEED + 1);
        assert_int_equal(o.campaign.failure_count, 2);
        assert_true(jobs == 1 || o.campaign.total.digest == digest);
        digest = o.campaign.total.digest;
        end(&o);
    }
}

static int make_directory(void **state)
{
    (void)state;
    return mkdtemp(directory) == NULL ? -1 : 0;
}

static int remove_directory(void **state)
{
    (void)state;
    return rmdir(directory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_kind_of_failure_is_told),
        cmocka_unit_test(test_the_tape_of_a_crash_is_what_was_played),
        cmocka_unit_test(test_max_failures_stops_at_the_same_seed_for_any_number_of_jobs),
    };
    return cmocka_run_group_tests(tests, make_directory, remove_directory);
}
