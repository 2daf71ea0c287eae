/* A campaign with worlds that crash and differ: the tapes it saves, the failures it tells. */
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "cmd/campaign.h"
#include "run.h"
#include "scenario/builtin.h"
#include "scenario/seed.h"
#include "support_cmocka.h"
#include "support_directory.h"

#define CRASH_SEED   3u
#define CRASH_OP     20u
#define DIFFER_SEED  5u
#define BROKEN_SEED  6u
#define SUSPECT_SEED 8u
#define KILLED_SEED  10u

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
        sim_driver *driver = sim_seed_driver(plan->scenarios[0], seed);
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
                                               .expected = sim_value_text("one"),
                                               .got = sim_value_text("two\033[2J")};
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
                 .seeds = {0, 11, false},
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
    assert_true(sim_report_open(&o->report, "."));
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

TEST(test_each_kind_of_failure_is_told)
{
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

TEST(test_the_tape_of_a_crash_is_what_was_played)
{
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

TEST(test_max_failures_stops_at_the_same_seed_for_any_number_of_jobs)
{
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

/* --- Worlds that are not the same again. --- */

#define FORGETFUL_OPS 200u

static unsigned saves;
static unsigned saves_wrong_from;

/* A subject with a memory of its own: from some call on, its bytes have a tail. */
static ida_status save_with_tail(const ida_document *document, ida_session *const *sessions,
                                 size_t count, uint64_t log_position, uint8_t *buffer,
                                 size_t capacity, size_t *size)
{
    ida_status status =
        ida_snapshot_save(document, sessions, count, log_position, buffer, capacity - 1, size);
    if (status == IDA_OK && saves++ >= saves_wrong_from) {
        buffer[(*size)++] = 0;
    }
    return status;
}

static size_t bound_with_tail(const ida_document *document, ida_session *const *sessions,
                              size_t count)
{
    return ida_snapshot_bound(document, sessions, count) + 1;
}

static void play_forgetful(void *context, uint64_t task, sim_record *record)
{
    const sim_plan *plan = context;
    sim_subject subject = sim_subject_core;
    sim_plan other = *plan;
    subject.snapshot_save = save_with_tail;
    subject.snapshot_bound = bound_with_tail;
    subject.unclaimed = IDSIM_CLAIM(ARGUMENTS);
    other.subject = &subject;
    sim_play(&other, task, record);
}

/* How often a world saves when it is played once, from its first op up to until. */
static unsigned count_saves(uint64_t until)
{
    sim_subject subject = sim_subject_core;
    const sim_run_options options = {.subjects.of[SIM_SCHEME_COMPRESSOR] = &subject,
                                     .until = until};
    subject.snapshot_save = save_with_tail;
    subject.snapshot_bound = bound_with_tail;
    subject.unclaimed = IDSIM_CLAIM(ARGUMENTS);
    saves = 0;
    saves_wrong_from = UINT_MAX;
    (void)sim_run_seed(sim_scenario_find("swarm"), 0, FORGETFUL_OPS, &options, NULL);
    return saves;
}

/* The first op at which the world saves for at least the so-manieth time. */
static uint64_t op_of_save(unsigned number)
{
    uint64_t op = 0;
    while (count_saves(op + 1) < number) {
        op++;
    }
    return op;
}

/* Which plays of a world there is memory for, and the record that tells which one it is. */
static unsigned plays_with_memory = UINT_MAX;
static const sim_record *played_record;

static ida_status create_as_long_as_there_is_memory(const ida_allocator *allocator,
                                                    ida_document **document)
{
    if (atomic_load(&played_record->plays) > plays_with_memory) {
        ((sim_memory *)allocator->context)->failures++;
        return IDA_NO_MEMORY;
    }
    return ida_document_create(allocator, document);
}

static void play_hungry(void *context, uint64_t task, sim_record *record)
{
    const sim_plan *plan = context;
    sim_subject subject = sim_subject_core;
    sim_plan other = *plan;
    subject.document_create = create_as_long_as_there_is_memory;
    other.subject = &subject;
    played_record = record;
    sim_play(&other, task, record);
}

static void run_twice(outcome *o,
                      void (*play_one)(void *context, uint64_t task, sim_record *record))
{
    memset(o, 0, sizeof *o);
    o->scenarios[0] = sim_scenario_find("swarm");
    o->options = (sim_campaign_options){
        .plan = {.scenarios = o->scenarios,
                 .scenario_count = 1,
                 .seeds = {0, 0, false},
                 .shard = {1, 1},
                 .ops = FORGETFUL_OPS,
                 .check_every = 64},
        .play = play_one,
        .limits = {30.0, 1024},
        .jobs = 1,
        .people = open_memstream(&o->text, &o->text_size),
    };
    assert_non_null(o->options.people);
    assert_true(sim_report_open(&o->report, "."));
    assert_true(sim_campaign_open(&o->campaign, &o->options, &o->report));
    sim_campaign_run(&o->campaign);
    assert_int_equal(fclose(o->options.people), 0);
}

TEST(test_the_first_op_that_is_not_the_same_again_is_named)
{
    unsigned once = count_saves(SIM_NEVER);
    uint64_t op = op_of_save(1);
    assert_in_range(op, 1, FORGETFUL_OPS - 2);
    unsigned number = count_saves(op + 1);
    /* In the second play by seed, and in the third, from the tape. */
    for (unsigned plays = 1; plays <= 2; plays++) {
        outcome o;
        char expected[32];
        saves = 0;
        saves_wrong_from = once * plays + number - 1;
        run_twice(&o, play_forgetful);
        assert_int_equal(o.campaign.failure_count, 1);
        const sim_failure_note *f = o.campaign.failures;
        assert_int_equal(f->kind, SIM_FAILURE_DETERMINISM);
        assert_true(f->has_op);
        assert_int_equal(f->op, op);
        assert_non_null(strstr(f->where, plays == 1 ? "by its seed" : "from its tape"));
        assert_non_null(strstr(f->got, "other effects of that op"));
        (void)snprintf(expected, sizeof expected, "  op          %u  ", (unsigned)op);
        assert_non_null(strstr(o.text, expected));
        assert_int_equal(o.campaign.total.replayed, 1);
        end(&o);
    }
}

TEST(test_a_world_that_is_the_same_again_passes)
{
    outcome o;
    saves = 0;
    saves_wrong_from = UINT_MAX;
    run_twice(&o, play_forgetful);
    assert_int_equal(o.campaign.failure_count, 0);
    assert_int_equal(o.campaign.total.replayed, 1);
    end(&o);
}

/* A world for which there is no memory when it is played again has not gone differently. */
TEST(test_a_world_without_memory_the_second_time_is_no_other_world)
{
    for (plays_with_memory = 0; plays_with_memory <= 3; plays_with_memory++) {
        outcome o;
        run_twice(&o, play_hungry);
        assert_int_equal(o.campaign.failure_count, plays_with_memory < 3 ? 1 : 0);
        if (plays_with_memory < 3) {
            assert_int_equal(o.campaign.failures[0].kind, SIM_FAILURE_MEMORY);
        }
        end(&o);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_kind_of_failure_is_told),
        cmocka_unit_test(test_the_tape_of_a_crash_is_what_was_played),
        cmocka_unit_test(test_max_failures_stops_at_the_same_seed_for_any_number_of_jobs),
        cmocka_unit_test(test_the_first_op_that_is_not_the_same_again_is_named),
        cmocka_unit_test(test_a_world_that_is_the_same_again_passes),
        cmocka_unit_test(test_a_world_without_memory_the_second_time_is_no_other_world),
    };
    directory_enter();
    int failures = RUN_TESTS(tests);
    return directory_leave() ? failures : failures + 1;
}
