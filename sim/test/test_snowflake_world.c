/*
 * Snowflake worlds: what the ops do, what the published defects lead to, and that each invariant
 * catches a subject that breaks it.
 */

#include <stdio.h>

#include "observed.h"
#include "snowflake/oracle/oracle.h"
#include "snowflake/snowflake.h"
#include "snowflake/subject.h"
#include "snowflake/world.h"
#include "support_finding.h"
#include "support_flawed_snowflake.h"
#include "support_play.h"

/* Noah's layout; two nodes with leases of a hundred ticks and a half; refuse and wait. */
#define WORLD                                                                                      \
    "idalloc-tape 1\nworld scheme=snowflake nodes=2 layout=1 policy=0x204 start=1600000000 "
#define UP_0  "lease 0 0 0\nbegin 0 0\n"
#define UP_1  "lease 1 1 0\nbegin 1 0\n"
#define STORY WORLD "seed=0\n" UP_0 UP_1 "mint 0 1\nmint 1 1\npass 10 1\nmint 0 1\nmint 1 1\n"

/* All 256 IDs of a tick. */
#define FILL_0 "mint 0 63\nmint 0 63\nmint 0 63\nmint 0 63\n"

/* Policies: logical and borrow with a lead of three ticks; and numbers that are given for ever. */
#define LEADING                                                                                    \
    "idalloc-tape 1\nworld scheme=snowflake nodes=2 layout=1 policy=0x247 start=1600000000 "       \
    "seed=0\n" UP_0 UP_1
#define FOR_EVER                                                                                   \
    "idalloc-tape 1\nworld scheme=snowflake nodes=2 layout=1 policy=0x0 start=1600000000 "         \
    "seed=0\n" UP_0 UP_1

TEST(the_story_makes_eight_ids)
{
    sim_result result = pass(STORY);
    /* And the quiet phase one for each node. */
    assert_int_equal(result.ids, 10);
    assert_int_equal(result.tally.marks[SIM_MARK_FLAKE_MADE], 8);
    assert_int_equal(result.log, 2);
}

/* --- Wrong subjects. --- */

/* From the second tick on, its IDs are those of two ticks before. */
static ida_status next_goes_back(ida_snowflake *generator, int64_t now_us, uint64_t *id,
                                 int64_t *try_at_us)
{
    ida_status status = ida_snowflake_next(generator, now_us, id, try_at_us);
    if (status == IDA_OK && now_us >= INT64_C(1600000000010000)) {
        *id -= UINT64_C(2) << 24;
    }
    return status;
}

static ida_status next_is_late(ida_snowflake *generator, int64_t now_us, uint64_t *id,
                               int64_t *try_at_us)
{
    return ida_snowflake_next(generator, now_us - 50000, id, try_at_us);
}

static ida_status next_is_early(ida_snowflake *generator, int64_t now_us, uint64_t *id,
                                int64_t *try_at_us)
{
    return ida_snowflake_next(generator, now_us + 50000, id, try_at_us);
}

static ida_status next_skips(ida_snowflake *generator, int64_t now_us, uint64_t *id,
                             int64_t *try_at_us)
{
    (void)ida_snowflake_next(generator, now_us, id, try_at_us);
    return ida_snowflake_next(generator, now_us, id, try_at_us);
}

static ida_status next_tells_a_late_reading(ida_snowflake *generator, int64_t now_us, uint64_t *id,
                                            int64_t *try_at_us)
{
    ida_status status = ida_snowflake_next(generator, now_us, id, try_at_us);
    bool is_told = status == IDA_TRY_LATER || status == IDA_CLOCK_BEHIND;
    if (is_told && try_at_us != NULL) {
        *try_at_us += 1;
    }
    return status;
}

/* What it refuses it makes all the same when nobody asks for the reading. */
static ida_status next_serves_the_careless(ida_snowflake *generator, int64_t now_us, uint64_t *id,
                                           int64_t *try_at_us)
{
    return ida_snowflake_next(generator, try_at_us == NULL ? now_us + 1 : now_us, id, try_at_us);
}

static ida_status next_writes_though_it_refuses(ida_snowflake *generator, int64_t now_us,
                                                uint64_t *id, int64_t *try_at_us)
{
    ida_status status = ida_snowflake_next(generator, now_us, id, try_at_us);
    *id = status == IDA_OK ? *id : 0;
    return status;
}

static ida_status next_writes_try_at(ida_snowflake *generator, int64_t now_us, uint64_t *id,
                                     int64_t *try_at_us)
{
    ida_status status = ida_snowflake_next(generator, now_us, id, try_at_us);
    if (status == IDA_LEASE_EXPIRED) {
        *try_at_us = now_us;
    }
    return status;
}

static ida_status next_is_always_behind(ida_snowflake *generator, int64_t now_us, uint64_t *id,
                                        int64_t *try_at_us)
{
    ida_status status = ida_snowflake_next(generator, now_us, id, try_at_us);
    return status == IDA_TRY_LATER ? IDA_CLOCK_BEHIND : status;
}

static ida_status next_is_expired(ida_snowflake *generator, int64_t now_us, uint64_t *id,
                                  int64_t *try_at_us)
{
    (void)generator;
    (void)now_us;
    (void)id;
    (void)try_at_us;
    return IDA_LEASE_EXPIRED;
}

static ida_status create_for_ever(const ida_allocator *allocator,
                                  const ida_snowflake_config *config, ida_snowflake **generator)
{
    ida_snowflake_config longer = *config;
    longer.lease_end_us =
        config->lease_end_us < config->lease_start_us ? config->lease_end_us : INT64_MAX;
    return ida_snowflake_create(allocator, &longer, generator);
}

static ida_status create_with_any_lease(const ida_allocator *allocator,
                                        const ida_snowflake_config *config,
                                        ida_snowflake **generator)
{
    ida_snowflake_config other = *config;
    if (other.lease_end_us < other.lease_start_us) {
        other.lease_end_us = other.lease_start_us;
    }
    return ida_snowflake_create(allocator, &other, generator);
}

static int64_t high_water_is_low(const ida_snowflake *generator)
{
    return ida_snowflake_high_water(generator) - 10000;
}

static ida_status renew_does_nothing(ida_snowflake *generator, int64_t lease_end_us)
{
    (void)generator;
    (void)lease_end_us;
    return IDA_OK;
}

static ida_status decompose_is_off(const ida_snowflake_layout *layout, uint64_t id,
                                   ida_snowflake_parts *parts)
{
    ida_status status = ida_snowflake_decompose(layout, id, parts);
    parts->time_us += 1;
    return status;
}

static ida_status decompose_takes_anything(const ida_snowflake_layout *layout, uint64_t id,
                                           ida_snowflake_parts *parts)
{
    ida_status status = ida_snowflake_decompose(layout, id, parts);
    return status == IDA_MALFORMED ? IDA_OK : status;
}

static ida_status compose_is_off(const ida_snowflake_layout *layout,
                                 const ida_snowflake_parts *parts, uint64_t *id)
{
    ida_status status = ida_snowflake_compose(layout, parts, id);
    *id += status == IDA_OK ? 1 : 0;
    return status;
}

static ida_status compose_takes_anything(const ida_snowflake_layout *layout,
                                         const ida_snowflake_parts *parts, uint64_t *id)
{
    ida_status status = ida_snowflake_compose(layout, parts, id);
    return status == IDA_EXHAUSTED ? IDA_OK : status;
}

static ida_status validate_nothing(const ida_snowflake_layout *layout)
{
    (void)layout;
    return IDA_OK;
}

static void destroy_nothing(ida_snowflake *generator)
{
    (void)generator;
}

TEST(each_invariant_catches_a_subject_that_breaks_it)
{
#define CAUGHT(text, member, function, invariant)                                                  \
    ASSERT_CAUGHT(snowflake, text, member, function, invariant)
    CAUGHT(STORY, next, next_goes_back, FLAKE_NODE_ORDER);
    CAUGHT(FOR_EVER "mint 0 0\n", next, next_is_late, FLAKE_TIME_HONEST);
    CAUGHT(FOR_EVER "mint 0 0\n", next, next_is_early, FLAKE_LEAD);
    CAUGHT(LEADING "mint 0 0\n", next, next_is_early, FLAKE_LEAD);
    CAUGHT(STORY, next, next_is_expired, FLAKE_LEASE);
    CAUGHT(STORY "pass 2 2\nmint 0 0\n", create, create_for_ever, FLAKE_LEASE);
    CAUGHT(STORY "pass 2 2\nextend 0 0\nmint 0 0\n", renew, renew_does_nothing, FLAKE_LEASE);
    CAUGHT(STORY, decompose, decompose_is_off, FLAKE_ROUND_TRIP);
    CAUGHT(STORY, decompose, decompose_takes_anything, FLAKE_ROUND_TRIP);
    CAUGHT(STORY, compose, compose_is_off, FLAKE_ROUND_TRIP);
    CAUGHT(STORY, compose, compose_takes_anything, FLAKE_CONTRACT);
    CAUGHT(STORY, validate, validate_nothing, FLAKE_CONTRACT);
    /* A world of one op is asked what nobody made, too. */
    CAUGHT(WORLD "seed=0\nnop\n", validate, validate_nothing, FLAKE_CONTRACT);
    CAUGHT(WORLD "seed=0\nnop\n", compose, compose_takes_anything, FLAKE_CONTRACT);
    CAUGHT(STORY FILL_0, next, next_tells_a_late_reading, FLAKE_RETRY);
    CAUGHT(STORY FILL_0, next, next_serves_the_careless, FLAKE_RETRY);
    CAUGHT(STORY, next, next_skips, FLAKE_CONTRACT);
    CAUGHT(STORY FILL_0, next, next_writes_though_it_refuses, FLAKE_CONTRACT);
    CAUGHT(STORY FILL_0, next, next_is_always_behind, FLAKE_CONTRACT);
    CAUGHT(STORY "pass 2 2\nmint 0 0\n", next, next_writes_try_at, FLAKE_CONTRACT);
    CAUGHT(STORY, high_water, high_water_is_low, FLAKE_CONTRACT);
    CAUGHT(STORY "halt 0 0\nbegin 0 7\n", create, create_with_any_lease, FLAKE_CONTRACT);
    CAUGHT(STORY "extend 0 1\n", renew, renew_does_nothing, FLAKE_CONTRACT);
    CAUGHT(STORY, destroy, destroy_nothing, FLAKE_CONTRACT);
#undef CAUGHT
}

/* --- What one op after the other does. --- */

static sim_observed *begun_world(void)
{
    const sim_config config = {
        .scheme = SIM_SCHEME_SNOWFLAKE, .nodes = 1, .slots = 1, .cluster_size = 1600000000};
    const sim_run_options options = {.until = SIM_NEVER};
    sim_observed *observed = sim_snowflake_machine.create(&config, &options);
    assert_non_null(observed);
    assert_true(sim_observed_execute(observed, &(sim_op){SIM_OP_LEASE, {0, 0, 0}}));
    assert_true(sim_observed_execute(observed, &(sim_op){SIM_OP_BEGIN, {0, 0, 0}}));
    assert_true(sim_observed_execute(observed, &(sim_op){SIM_OP_MINT, {0, 0, 0}}));
    return observed;
}

static void tell_settled(const sim_observed *observed)
{
    const sim_snowflake_world *world = observed->world;
    sim_timed_event event = sim_timed_head(&world->clocks, SIM_TIMED_SETTLED, SIM_NODES_MAX);
    sim_emit(&observed->base->observers, &event);
}

/* Ends the world. */
static void assert_failed(sim_observed *observed, sim_invariant invariant)
{
    sim_result result = {.verdict = SIM_PASS};
    assert_false(sim_base_is_well(observed->base));
    sim_observed_finish(observed, &result);
    assert_true(result.failure.failed);
    assert_string_equal(sim_invariant_name(result.failure.invariant),
                        sim_invariant_name(invariant));
}

TEST(a_mark_that_is_too_low_when_a_node_stops_is_caught)
{
    sim_observed *observed = begun_world();
    sim_snowflake_world *world = observed->world;
    sim_snowflake_subject wrong = sim_snowflake_core;
    wrong.high_water = high_water_is_low;
    world->subject = &wrong;
    assert_false(sim_observed_execute(observed, &(sim_op){SIM_OP_HALT, {0, 0, 0}}));
    assert_failed(observed, SIM_INVARIANT_FLAKE_NODE_ORDER);
}

TEST(who_gets_nothing_in_the_quiet_phase_is_stuck)
{
    sim_observed *observed = begun_world();
    observed->base->quiet = true;
    tell_settled(observed);
    assert_failed(observed, SIM_INVARIANT_FLAKE_RETRY);
}

/* If no clock is off, a tick apart is far enough. */
TEST(ids_that_are_out_of_order_for_longer_than_the_clocks_explain_are_caught)
{
    for (unsigned late = 0; late < 2; late++) {
        sim_observed *observed = begun_world();
        const sim_snowflake_world *world = observed->world;
        observed->base->quiet = true;
        assert_true(sim_observed_execute(observed, &(sim_op){SIM_OP_MINT, {0, 0, 0}}));
        uint64_t now = world->clocks.now;
        sim_snowflake_list(observed->oracle, UINT64_MAX, now, 0);
        sim_snowflake_list(observed->oracle, 1, now + (late == 1 ? 10000 : 9999), 0);
        tell_settled(observed);
        if (late == 1) {
            assert_failed(observed, SIM_INVARIANT_FLAKE_ORDERING);
            continue;
        }
        sim_result result = {.verdict = SIM_PASS};
        sim_observed_finish(observed, &result);
        assert_false(result.failure.failed);
        /* Of four IDs the last is below the others, and all are near each other in time. */
        assert_int_equal(result.measures[SIM_MEASURE_FLAKE_RADIUS].measured, 3);
        assert_int_equal(result.measures[SIM_MEASURE_FLAKE_RADIUS].bound, 3);
    }
}

/* --- What may repeat, and what may not. --- */

TEST(a_mark_that_is_stored_keeps_ids_from_coming_again)
{
    sim_result result = pass(WORLD "seed=0\n" UP_0 "mint 0 3\nhalt 0 0\nbegin 0 0\n"
                                   "mint 0 3\npass 10 1\nmint 0 3\n");
    assert_int_equal(result.tally.marks[SIM_MARK_FLAKE_RESUMED], 1);
    assert_int_equal(result.tally.marks[SIM_MARK_FLAKE_REUSED], 0);
    assert_int_equal(result.tally.faults[SIM_FAULT_MARK_LOST], 0);
    /* Until its tick is over, the clock has not reached the mark. */
    assert_int_equal(result.tally.marks[SIM_MARK_FLAKE_BEHIND], 1);
}

TEST(a_crash_without_a_mark_repeats_ids_and_that_is_forgiven)
{
    sim_result result = pass(WORLD "seed=0\n" UP_0 "mint 0 3\nhalt 0 1\nbegin 0 0\nmint 0 5\n");
    assert_int_equal(result.tally.marks[SIM_MARK_FLAKE_REUSED], 6);
    assert_int_equal(result.tally.faults[SIM_FAULT_MARK_LOST], 1);
}

TEST(a_time_that_is_stored_ahead_is_good_after_a_crash)
{
    /* 0x20c: stores one tick ahead. */
    sim_result result = pass(
        "idalloc-tape 1\nworld scheme=snowflake nodes=1 layout=1 policy=0x20c start=1600000000 "
        "seed=0\n" UP_0 "mint 0 3\nhalt 0 1\nbegin 0 0\nmint 0 3\nawait 0\nmint 0 3\n");
    assert_int_equal(result.tally.marks[SIM_MARK_FLAKE_RESUMED_AHEAD], 1);
    assert_int_equal(result.tally.marks[SIM_MARK_FLAKE_REUSED], 0);
    assert_int_equal(result.tally.marks[SIM_MARK_FLAKE_BEHIND], 1);
    assert_int_equal(result.tally.marks[SIM_MARK_FLAKE_AWAITED], 1);
}

TEST(leases_that_follow_each_other_share_no_id_whatever_the_clocks_read)
{
    /* The second holder's clock is an hour behind, and so is the master's. */
    sim_result result =
        pass(WORLD "seed=0\n" UP_0 "mint 0 3\nset-clock 0 3600 5\nset-clock 1 3600 5\n"
                   "lease 1 0 0\nbegin 1 0\nmint 1 3\nset-clock 1 3600 2\nmint 1 3\n");
    assert_int_equal(result.tally.marks[SIM_MARK_FLAKE_REASSIGNED], 1);
    assert_int_equal(result.tally.faults[SIM_FAULT_LEASE_OVERLAP], 0);
    assert_int_equal(result.tally.marks[SIM_MARK_FLAKE_REUSED], 0);
    assert_true(result.tally.marks[SIM_MARK_FLAKE_BEHIND] >= 2);
}

TEST(a_number_that_two_have_at_once_repeats_ids_and_that_is_forgiven)
{
    sim_result result = pass(WORLD "seed=0\n" UP_0 "lease 1 0 1\nbegin 1 0\nmint 0 3\nmint 1 5\n");
    assert_int_equal(result.tally.faults[SIM_FAULT_LEASE_OVERLAP], 1);
    assert_int_equal(result.tally.marks[SIM_MARK_FLAKE_REUSED], 6);
}

TEST(what_one_generator_repeats_is_never_forgiven)
{
    /* The mark was lost and the number is shared, but it is the third run that wraps. */
    sim_result result = play(WORLD "seed=0\n" UP_0 "mint 0 0\nhalt 0 1\nbegin 0 0\n"
                                   "lease 1 0 1\nbegin 1 0\npass 10 1\n" FILL_0 "mint 0 0\n",
                             flawed_snowflake(FLAW_WRAPS));
    assert_int_equal(result.verdict, SIM_FAIL);
    assert_string_equal(sim_invariant_name(result.failure.invariant), "flake-unique");
}

/* --- The published defects. --- */

TEST(published_defects_are_found)
{
    /* Two nodes; a clock that goes back; a full tick; a lease that ends; a restart. */
    const char *two = STORY;
    const char *back = WORLD "seed=0\n" UP_0 "mint 0 2\npass 10 1\nmint 0 0\nset-clock 0 10 4\n"
                             "mint 0 0\nmint 0 0\nset-clock 0 10 1\nmint 0 0\n";
    const char *full = WORLD "seed=0\n" UP_0 FILL_0 "mint 0 0\nawait 0\nmint 0 3\n";
    const char *ends = STORY "pass 2 2\nmint 0 0\n";
    const char *again = WORLD "seed=0\n" UP_0 "mint 0 3\nhalt 0 0\nbegin 0 0\nmint 0 0\n";
    const char *early = WORLD "seed=0\nset-clock 0 1 2\n" UP_1 "mint 1 0\n";
    const char *large = STORY "halt 0 0\nbegin 0 6\n";
    static const char *const sound[] = {"two", "back", "full", "ends", "again", "early", "large"};
    const char *all[] = {two, back, full, ends, again, early, large};
    for (size_t i = 0; i < COUNT_OF(all); i++) {
        sim_result result = play(all[i], flawed_snowflake(FLAW_NONE));
        if (result.verdict != SIM_PASS) {
            const told_failure it = told(&result.failure);
            fail_msg("without a flaw, %s: %s: %s, but %s", sound[i], it.where, it.expected, it.got);
        }
    }
    assert_caught(two, flawed_snowflake(FLAW_NO_NUMBER), SIM_INVARIANT_FLAKE_UNIQUE);
    assert_caught(large, flawed_snowflake(FLAW_TRUNCATED), SIM_INVARIANT_FLAKE_CONTRACT);
    assert_caught(back, flawed_snowflake(FLAW_RESETS_FIRST), SIM_INVARIANT_FLAKE_UNIQUE);
    assert_caught(back, flawed_snowflake(FLAW_EQUALITY_ONLY), SIM_INVARIANT_FLAKE_UNIQUE);
    assert_caught(full, flawed_snowflake(FLAW_WRAPS), SIM_INVARIANT_FLAKE_UNIQUE);
    assert_caught(full, flawed_snowflake(FLAW_OVERFLOWS), SIM_INVARIANT_FLAKE_LEAD);
    assert_caught(full, flawed_snowflake(FLAW_KEEPS_TICK), SIM_INVARIANT_FLAKE_UNIQUE);
    assert_caught(full, flawed_snowflake(FLAW_SPINS), SIM_INVARIANT_FLAKE_RETRY);
    assert_caught(full, flawed_snowflake(FLAW_RUNS_AHEAD), SIM_INVARIANT_FLAKE_LEAD);
    assert_caught(ends, flawed_snowflake(FLAW_FORGETS_LEASE), SIM_INVARIANT_FLAKE_LEASE);
    assert_caught(again, flawed_snowflake(FLAW_FORGETS_MARK), SIM_INVARIANT_FLAKE_UNIQUE);
    assert_caught(early, flawed_snowflake(FLAW_FORGETS_START), SIM_INVARIANT_FLAKE_LEASE);
}

/* --- The config. --- */

TEST(every_config_gives_a_valid_layout_and_numbers_that_fit)
{
    bool orders[3] = {false};
    for (uint32_t i = 0; i < 4000; i++) {
        sim_config config = {.scheme = SIM_SCHEME_SNOWFLAKE,
                             .nodes = (uint8_t)i,
                             .slots = (uint8_t)(i / 7),
                             .write_ahead = (uint16_t)(i * 40503u),
                             .cluster_size = i * UINT32_C(2654435761),
                             .seed = i * UINT64_C(0x9E3779B97F4A7C15)};
        config = sim_config_wrap(config);
        sim_snowflake_setting setting = sim_snowflake_setting_of(&config);
        assert_int_equal(ida_snowflake_layout_validate(&setting.layout), IDA_OK);
        assert_true(setting.numbers >= 1);
        uint64_t room = UINT64_C(1) << setting.layout.coordinator_bits;
        assert_true(setting.first_number + setting.numbers <= room);
        assert_true(setting.length_us > 0 && setting.ahead_us > 0);
        orders[setting.layout.order] = true;
    }
    assert_true(orders[0] && orders[1] && orders[2]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_story_makes_eight_ids),
        cmocka_unit_test(each_invariant_catches_a_subject_that_breaks_it),
        cmocka_unit_test(a_mark_that_is_too_low_when_a_node_stops_is_caught),
        cmocka_unit_test(who_gets_nothing_in_the_quiet_phase_is_stuck),
        cmocka_unit_test(ids_that_are_out_of_order_for_longer_than_the_clocks_explain_are_caught),
        cmocka_unit_test(a_mark_that_is_stored_keeps_ids_from_coming_again),
        cmocka_unit_test(a_crash_without_a_mark_repeats_ids_and_that_is_forgiven),
        cmocka_unit_test(a_time_that_is_stored_ahead_is_good_after_a_crash),
        cmocka_unit_test(leases_that_follow_each_other_share_no_id_whatever_the_clocks_read),
        cmocka_unit_test(a_number_that_two_have_at_once_repeats_ids_and_that_is_forgiven),
        cmocka_unit_test(what_one_generator_repeats_is_never_forgiven),
        cmocka_unit_test(published_defects_are_found),
        cmocka_unit_test(every_config_gives_a_valid_layout_and_numbers_that_fit),
    };
    return RUN_TESTS(tests);
}
