/* Shrinking in worker processes: worlds that crash, exit and hang cost no more than a worker. */
#include <signal.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "cmd/campaign.h"
#include "cmd/ctestfile.h"
#include "cmd/shrinkage.h"
#include "cmd/story.h"
#include "cmd/trial.h"
#include "run.h"
#include "scenario/builtin.h"
#include "scenario/seed.h"
#include "support_idsim.h"

static void add(sim_tape *tape, unsigned code, uint32_t a, uint32_t b, uint32_t c)
{
    assert_true(sim_tape_append(tape, (sim_op){.code = (uint8_t)code, .args = {a, b, c}}));
}

static sim_tape some_tape(void)
{
    sim_tape tape;
    sim_tape_init(&tape, (sim_config){.nodes = 2, .slots = 2, .cluster_size = 5, .seed = 1});
    for (uint32_t i = 0; i < 10; i++) {
        add(&tape, SIM_OP_START, i, 0, 0);
        add(&tape, SIM_OP_OPEN, i, i, 0);
        add(&tape, SIM_OP_GENERATE, i, i, i);
        add(&tape, SIM_OP_CRASH, i, 0, 0);
        add(&tape, SIM_OP_SAVE, i, 1, 0);
    }
    return tape;
}

/* A world that ends badly at a CRASH, if there was an OPEN before: how is up to a seed. */
static void end_badly(void *context, uint64_t task, sim_record *record)
{
    const sim_trial *trial = context;
    bool opened = false;
    (void)task;
    for (uint32_t i = 0; i < trial->count; i++) {
        sim_record_progress(record, NULL, i, &trial->ops[i]);
        opened = opened || trial->ops[i].code == SIM_OP_OPEN;
        if (!opened || trial->ops[i].code != SIM_OP_CRASH) {
            continue;
        }
        if (trial->config.seed % 4 == 1) {
            (void)raise(SIGABRT);
        } else if (trial->config.seed % 4 == 2) {
            _exit(3);
        } else {
            for (;;) {
                (void)clock(); /* what is measured is processor time */
            }
        }
    }
    record->result = (sim_result){.verdict = SIM_PASS, .digest = 1};
}

/* Shrinks a tape whose world ends as the seed says; the trials have such a limit of time. */
static sim_shrunk shrink_bad_end(sim_tape *tape, double timeout_seconds, uint64_t *workers)
{
    sim_trials trials;
    const sim_limits limits = {timeout_seconds, 1024};
    assert_true(sim_trials_open(&trials, (uint32_t)tape->count + SIM_SHRINK_SPARE, &limits));
    trials.setup.play = end_badly;
    sim_shrinkage s = {.trials = &trials, .limit_seconds = 60.0};
    sim_shrinkage_run(&s, tape);
    *workers = trials.started;
    sim_trials_close(&trials);
    return s.shrunk;
}

TEST(test_a_crash_is_kept_and_made_small)
{
    uint64_t workers = 0;
    sim_tape tape = some_tape();
    sim_shrunk shrunk = shrink_bad_end(&tape, 0.5, &workers);
    assert_int_equal(shrunk.end, SIM_SHRINK_COMPLETE);
    assert_int_equal(shrunk.after.kind, SIM_SYMPTOM_CRASH);
    assert_int_equal(shrunk.after.detail, SIGABRT);
    assert_int_equal(shrunk.after.code, SIM_OP_CRASH);
    assert_int_equal(tape.count, 2);
    assert_int_equal(tape.ops[0].code, SIM_OP_OPEN);
    assert_int_equal(tape.ops[1].code, SIM_OP_CRASH);
    /* Worlds that live on share a worker. */
    assert_true(workers > 2 && workers < shrunk.plays);
    sim_tape_free(&tape);
}

TEST(test_an_exit_is_another_end_than_a_crash)
{
    uint64_t workers = 0;
    sim_tape tape = some_tape();
    tape.config.seed = 2;
    sim_shrunk shrunk = shrink_bad_end(&tape, 0.5, &workers);
    assert_int_equal(shrunk.after.kind, SIM_SYMPTOM_EXIT);
    assert_int_equal(shrunk.after.detail, 3);
    assert_int_equal(tape.config.seed % 4, 2);
    assert_int_equal(tape.count, 2);
    sim_tape_free(&tape);
}

TEST(test_a_hang_is_ended_by_the_limit_of_time)
{
    uint64_t workers = 0;
    sim_tape tape;
    sim_tape_init(&tape, (sim_config){.nodes = 1, .slots = 1, .cluster_size = 1, .seed = 0});
    add(&tape, SIM_OP_START, 0, 0, 0);
    add(&tape, SIM_OP_OPEN, 0, 0, 0);
    add(&tape, SIM_OP_CRASH, 0, 0, 0);
    sim_shrunk shrunk = shrink_bad_end(&tape, 0.05, &workers);
    assert_int_equal(shrunk.after.kind, SIM_SYMPTOM_HANG);
    assert_int_equal(tape.count, 2);
    sim_tape_free(&tape);
}

TEST(test_a_seed_is_recorded_as_it_is_run)
{
    sim_trials trials;
    sim_tape recorded;
    sim_tape played;
    const sim_limits limits = {10.0, 1024};
    const sim_scenario *scenario = sim_scenario_find("churn");
    assert_true(sim_trials_open(&trials, 100, &limits));
    assert_true(sim_trials_record(&trials, scenario, 5, 90, &recorded));
    const sim_run_options options = {.until = SIM_NEVER};
    (void)sim_run_seed(scenario, 5, 90, &options, &played);
    assert_true(sim_tape_equal(&recorded, &played));
    sim_trials_close(&trials);
    sim_tape_free(&recorded);
    sim_tape_free(&played);
}

/* Says of each seed's world that it failed, which is not so when its tape is played. */
static void suspect(void *context, uint64_t task, sim_record *record)
{
    sim_play(context, task, record);
    record->result.verdict = SIM_FAIL;
    record->result.failure = (sim_failure){.failed = true,
                                           .invariant = SIM_INVARIANT_FINAL_UNIQUE,
                                           .op = 7,
                                           .expected = sim_value_text("one"),
                                           .got = sim_value_text("two")};
}

TEST(test_what_a_tape_does_not_show_is_not_shrunk)
{
    const sim_scenario *scenarios[] = {sim_scenario_find("swarm")};
    sim_campaign campaign;
    sim_report report;
    const sim_campaign_options options = {
        .plan = {.scenarios = scenarios,
                 .scenario_count = 1,
                 .seeds = {0, 1, false},
                 .shard = {1, 1},
                 .ops = 30},
        .play = suspect,
        .limits = {30.0, 1024},
        .jobs = 1,
    };
    assert_true(sim_report_open(&report, "."));
    assert_true(sim_campaign_open(&campaign, &options, &report));
    sim_campaign_run(&campaign);
    assert_int_equal(campaign.failure_count, 2);
    sim_shrinkage_of_campaign(&campaign);
    for (size_t i = 0; i < campaign.failure_count; i++) {
        assert_null(campaign.failures[i].shrunk);
        assert_non_null(campaign.failures[i].tape);
        assert_int_equal(unlink(campaign.failures[i].tape), 0);
    }
    sim_campaign_close(&campaign);
    sim_report_close(&report);
}

TEST(test_a_story_has_all_ops)
{
    char line[256];
    size_t ops = 0;
    sim_tape tape = some_tape();
    FILE *out = tmpfile();
    assert_non_null(out);
    assert_true(sim_story_write(out, &tape, false, 10.0));
    rewind(out);
    while (fgets(line, sizeof line, out) != NULL) {
        /* An op's line has its number, then two blanks and the op. */
        char *rest = NULL;
        unsigned long number = strtoul(line, &rest, 10);
        ops += rest != line && strncmp(rest, "  ", 2) == 0 && number == ops ? 1 : 0;
        assert_null(strstr(line, "quiet"));
    }
    assert_int_equal(ops, tape.count);
    (void)fclose(out);
    sim_tape_free(&tape);
}

TEST(test_a_world_that_passes_has_no_c_test)
{
    static const char path[] = "test.c";
    bool outside = true;
    sim_tape tape = some_tape();
    const sim_symptom symptom = {
        .kind = SIM_SYMPTOM_INVARIANT,
        .code = SIM_SYMPTOM_QUIET,
        .failure = {.expected = sim_value_status(IDA_OK), .got = sim_value_text("no such answer")}};
    assert_non_null(sim_ctestfile_write(path, &tape, &symptom, 10.0, &outside));
    assert_false(outside);
    assert_false(file_exists(path));
    /* A link, as a device would, stays what it is. */
    assert_int_equal(symlink("nowhere", path), 0);
    assert_non_null(sim_ctestfile_write(path, &tape, &symptom, 10.0, &outside));
    file_remove(path);
    file_remove("nowhere");
    /* So does a file of somebody's own. */
    file_write_text(path, "own");
    assert_non_null(sim_ctestfile_write(path, &tape, &symptom, 10.0, &outside));
    file_assert_text(path, "own");
    file_remove(path);
    sim_tape_free(&tape);
}

TEST(test_what_does_not_fail_is_not_shrunk)
{
    expect("shrink churn", 4, NULL, "idsim shrink churn --seed 7");
    expect("shrink churn --seed 7 --c-test -", 2, NULL, "--c-test needs a file");
    expect("shrink swarm --seed 7 --ops 50", 2, "", "nothing to shrink");
    expect("run swarm --seed 3 --ops 40 --no-shrink", 0, NULL, NULL);
    expect("shrink", 2, "", "needs a tape, or --seed N");
    expect("shrink a.tape b.tape", 2, "", "unexpected argument 'b.tape'");
    expect("shrink a.tape --ops 5", 2, "", "--ops goes with --seed N");
    expect("shrink no-such.tape", 4, "", "cannot read");
    expect("shrink swarn --seed 1", 2, "", "Did you mean 'swarm'");
    expect("shrink swarm --seed 1 --time 0s", 2, "", "--time needs a time");
    expect("shrink a.tape --same-op --anywhere", 2, "", "cannot be used together");
    expect("shrink --help", 0, "idsim shrink TAPE", NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_crash_is_kept_and_made_small),
        cmocka_unit_test(test_an_exit_is_another_end_than_a_crash),
        cmocka_unit_test(test_a_hang_is_ended_by_the_limit_of_time),
        cmocka_unit_test(test_a_seed_is_recorded_as_it_is_run),
        cmocka_unit_test(test_what_a_tape_does_not_show_is_not_shrunk),
        cmocka_unit_test(test_a_story_has_all_ops),
        cmocka_unit_test(test_a_world_that_passes_has_no_c_test),
        cmocka_unit_test(test_what_does_not_fail_is_not_shrunk),
    };
    directory_enter();
    int failures = RUN_TESTS(tests);
    return directory_leave() ? failures : failures + 1;
}
