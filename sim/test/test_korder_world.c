/*
 * Worlds of k-ordered IDs: what their ops do, that each invariant catches a subject that breaks it,
 * and what the traps of the scheme lead to.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/disorder.h"
#include "korder/korder.h"
#include "korder/layout.h"
#include "korder/subject.h"
#include "korder/world.h"
#include "observed.h"
#include "run.h"
#include "support_finding.h"

/*
 * X is 5, true time begins at 1,500,000,016.3 s, and of two nodes 0 has the number 2, and 1 has 1.
 */
#define WORLD(nodes, faithful, lead)                                                               \
    "idalloc-tape 1\nworld scheme=korder nodes=" #nodes " drift=5 faithful=" #faithful             \
    " lead=" #lead " seed=521600004\n"
#define PAIR  WORLD(2, 0, 0) "wake 0 0 0\nwake 1 0 0\n"
#define STORY PAIR "make 0 0 0\npass 2 1\nmake 0 1 0\nmake 1 0 1\n"

static sim_result play(const char *text, const sim_korder_subject *subject)
{
    sim_tape tape;
    sim_tape_error error;
    if (!sim_tape_parse(text, strlen(text), &tape, &error)) {
        fail_msg("line %zu: %s", error.line, error.message);
    }
    sim_run_options options = {.subjects.of[SIM_SCHEME_KORDER] = subject, .until = SIM_NEVER};
    sim_result result = sim_run_tape(&tape, &options);
    sim_tape_free(&tape);
    return result;
}

static sim_result pass(const char *text)
{
    sim_result result = play(text, NULL);
    if (result.verdict != SIM_PASS) {
        const told_failure it = told(&result.failure);
        fail_msg("%s: %s: %s, not %s", sim_invariant_name(result.failure.invariant), it.where,
                 it.expected, it.got);
    }
    return result;
}

static void assert_caught(const char *text, const sim_korder_subject *subject,
                          sim_invariant invariant)
{
    (void)pass(text);
    sim_result result = play(text, subject);
    assert_int_equal(result.verdict, SIM_FAIL);
    assert_string_equal(sim_invariant_name(result.failure.invariant),
                        sim_invariant_name(invariant));
}

static void the_story_makes_four_ids(void **state)
{
    (void)state;
    sim_result result = pass(STORY);
    /* And one by each node in the quiet phase. */
    assert_int_equal(result.ids, 6);
    /* What was made at one instant has no order: node 1's comes first, being the least. */
    assert_int_equal(result.measures[SIM_MEASURE_KORDER_RADIUS].measured, 1);
    assert_int_equal(result.measures[SIM_MEASURE_KORDER_RADIUS].bound, 3);
    assert_int_equal(result.measures[SIM_MEASURE_KORDER_LOCAL_RADIUS].measured, 0);
}

/* --- Wrong subjects. --- */

#define TICK (UINT64_C(1) << 14)

/* Whether a local ID is the second that a node has made in a story: it is no tick's first. */
static bool is_second(ida_korder_local local)
{
    return ida_korder_sequence(local) == 1;
}

static ida_status next_repeats(ida_korder *generator, uint64_t now_us, ida_korder_local *local)
{
    ida_status status = ida_korder_next(generator, now_us, local);
    *local -= status == IDA_OK && is_second(*local) ? 1 : 0;
    return status;
}

static ida_status next_goes_back(ida_korder *generator, uint64_t now_us, ida_korder_local *local)
{
    ida_status status = ida_korder_next(generator, now_us, local);
    *local -= status == IDA_OK && is_second(*local) ? 3 * TICK : 0;
    return status;
}

static ida_status next_is_ahead(ida_korder *generator, uint64_t now_us, ida_korder_local *local)
{
    ida_status status = ida_korder_next(generator, now_us, local);
    *local += status == IDA_OK ? TICK : 0;
    return status;
}

static ida_status next_skips(ida_korder *generator, uint64_t now_us, ida_korder_local *local)
{
    ida_status status = ida_korder_next(generator, now_us, local);
    *local += status == IDA_OK ? 1 : 0;
    return status;
}

static ida_status next_refuses(ida_korder *generator, uint64_t now_us, ida_korder_local *local)
{
    (void)generator;
    (void)now_us;
    (void)local;
    return IDA_TRY_LATER;
}

static ida_status lane_goes_back(ida_korder_lane *lane, uint64_t now_us, ida_korder_local *local)
{
    ida_status status = ida_korder_lane_next(lane, now_us, local);
    *local -= status == IDA_OK && is_second(*local) ? 3 * TICK : 0;
    return status;
}

/* Node 1, which has the number 1, makes global IDs of 1970. */
static ida_status global_of_1970(const ida_korder_config *config, ida_korder_local local,
                                 ida_korder_global *global)
{
    ida_status status = ida_korder_to_global(config, local, global);
    if (config->node == 1) {
        memset(global->bytes, 0, 4);
    }
    return status;
}

/* And here they are of 64 seconds ago. */
static ida_status global_of_the_past(const ida_korder_config *config, ida_korder_local local,
                                     ida_korder_global *global)
{
    local -= config->node == 1 ? UINT64_C(64) << 24 : 0;
    return ida_korder_to_global(config, local, global);
}

static ida_status global_of_the_future(const ida_korder_config *config, ida_korder_local local,
                                       ida_korder_global *global)
{
    local += config->node == 1 ? UINT64_C(64) << 24 : 0;
    return ida_korder_to_global(config, local, global);
}

/* Node 1 counts as the number 3. */
static ida_status global_of_another(const ida_korder_config *config, ida_korder_local local,
                                    ida_korder_global *global)
{
    ida_korder_config other = *config;
    other.node = config->node == 1 ? 3 : config->node;
    return ida_korder_to_global(&other, local, global);
}

/* What follows from a message seems to have been made a minute before it. */
static ida_status next_global_is_late(ida_korder *generator, uint64_t now_us,
                                      ida_korder_global *global)
{
    return ida_korder_next_global(generator, now_us - 64000000, global);
}

static uint64_t time_is_early(ida_korder_local local)
{
    return ida_korder_time_us(local) - 1024;
}

static uint64_t ms_is_early(ida_korder_local local)
{
    return ida_korder_time_ms(local) - 3;
}

static uint64_t ms_is_off(ida_korder_local local)
{
    return ida_korder_time_ms(local) - 1;
}

static uint32_t sequence_is_zero(ida_korder_local local)
{
    (void)local;
    return 0;
}

static bool never_valid(ida_korder_local local)
{
    (void)local;
    return false;
}

static ida_korder_distance swapped(ida_korder_local later, ida_korder_local earlier)
{
    return ida_korder_difference(earlier, later);
}

static void bytes_are_little(ida_korder_local local, uint8_t bytes[IDA_KORDER_LOCAL_SIZE])
{
    for (unsigned i = 0; i < IDA_KORDER_LOCAL_SIZE; i++) {
        bytes[i] = (uint8_t)(local >> (8 * i));
    }
}

static ida_status reads_another(const uint8_t *bytes, size_t size, ida_korder_local *local)
{
    ida_status status = ida_korder_local_from_bytes(bytes, size, local);
    ++*local;
    return status;
}

static ida_status takes_any_node(const ida_korder_config *config, const ida_korder_global *global,
                                 ida_korder_local *local)
{
    uint32_t node;
    return ida_korder_split(global, config->drift, local, &node);
}

static ida_status takes_no_node(const ida_korder_config *config, const ida_korder_global *global,
                                ida_korder_local *local)
{
    (void)config;
    (void)global;
    (void)local;
    return IDA_FOREIGN_NODE;
}

static ida_status splits_into_any_node(const ida_korder_global *global, uint32_t drift,
                                       ida_korder_local *local, uint32_t *node)
{
    ida_status status = ida_korder_split(global, drift, local, node);
    *node ^= 1;
    return status;
}

static void writes_the_other_text(ida_korder_local local, ida_korder_text form,
                                  char text[IDA_KORDER_LOCAL_TEXT_SIZE])
{
    (void)form;
    ida_korder_local_format(local, IDA_KORDER_BASE64URL, text);
}

static void writes_the_other_long_text(const ida_korder_global *global, ida_korder_text form,
                                       char text[IDA_KORDER_GLOBAL_TEXT_SIZE])
{
    (void)form;
    ida_korder_global_format(global, IDA_KORDER_D64, text);
}

static ida_status reads_no_text(const char *text, size_t length, ida_korder_text form,
                                ida_korder_local *local)
{
    (void)text;
    (void)length;
    (void)form;
    (void)local;
    return IDA_MALFORMED;
}

static ida_status reads_no_long_text(const char *text, size_t length, ida_korder_text form,
                                     uint32_t drift, ida_korder_global *global)
{
    (void)text;
    (void)length;
    (void)form;
    (void)drift;
    (void)global;
    return IDA_MALFORMED;
}

static ida_status reads_any_size(const uint8_t *bytes, size_t size, uint32_t drift,
                                 ida_korder_global *global)
{
    (void)size;
    return ida_korder_global_from_bytes(bytes, IDA_KORDER_GLOBAL_SIZE, drift, global);
}

static bool finds_nobody(const uint32_t *nodes, size_t count, uint32_t node, size_t *at)
{
    (void)nodes;
    (void)count;
    (void)node;
    (void)at;
    return false;
}

static uint32_t other_hash(const char *name, size_t length, ida_korder_hash hash)
{
    return ida_korder_fingerprint(name, length,
                                  hash == IDA_KORDER_PHASH ? IDA_KORDER_PHASH2 : IDA_KORDER_PHASH);
}

static uint64_t ready_too_soon(const ida_korder *generator)
{
    uint64_t ready = ida_korder_ready_us(generator);
    return ready == 0 ? 0 : ready - 1;
}

static uint64_t lane_ready_too_late(const ida_korder_lane *lane)
{
    uint64_t ready = ida_korder_lane_ready_us(lane);
    return ready == 0 ? 0 : ready + 1;
}

static ida_status mark_is_the_last_id(const ida_korder *generator, ida_korder_local *mark)
{
    ida_status status = ida_korder_high_water(generator, mark);
    --*mark;
    return status;
}

static ida_status makes_a_mark_below(uint64_t time_us, uint32_t sequence, ida_korder_local *local)
{
    return ida_korder_make(time_us - 2048, sequence, local);
}

static ida_status create_takes_anything(const ida_allocator *allocator,
                                        const ida_korder_config *config,
                                        const ida_korder_options *options, ida_korder **generator)
{
    ida_korder_config fixed = {.node = config->node, .drift = IDA_KORDER_DRIFT_DEFAULT};
    ida_korder_options usual = ida_korder_options_default();
    (void)options;
    return ida_korder_create(allocator, &fixed, &usual, generator);
}

static ida_korder_config config_of_another(const ida_korder *generator)
{
    ida_korder_config config = ida_korder_get_config(generator);
    config.node++;
    return config;
}

/* Forgets what it was told to begin above. */
static ida_status create_forgets(const ida_allocator *allocator, const ida_korder_config *config,
                                 const ida_korder_options *options, ida_korder **generator)
{
    ida_korder_options forgetful = *options;
    forgetful.high_water = 0;
    return ida_korder_create(allocator, config, &forgetful, generator);
}

/* Restarts at a mark, with the clock set back so that it matters. */
#define RESTART PAIR "make 0 0 0\nset-clock 0 1 5\nkill 0\nwake 0 0 0\nmake 0 0 0\n"
/* Ten IDs at one instant; long after that one of node 0, and a window and more later one of 1. */
#define LATE   PAIR "make 0 9 0\npass 200 2\nmake 0 0 0\npass 40 2\nmake 1 0 0\n"
#define SPARSE PAIR "make 0 0 0\npass 90 2\nmake 1 0 0\n"
/* Node 1 tells node 0, whose number is the greater. */
#define TOLD PAIR "make 1 0 0\npost 1 0\nhear 0 0\n"

static void each_invariant_catches_a_subject_that_breaks_it(void **state)
{
    (void)state;
    sim_korder_subject wrong;
#define CAUGHT(text, member, function, invariant)                                                  \
    do {                                                                                           \
        wrong = sim_korder_core;                                                                   \
        wrong.member = (function);                                                                 \
        assert_caught(text, &wrong, SIM_INVARIANT_KORDER_##invariant);                             \
    } while (0)
    CAUGHT(STORY, next, next_repeats, UNIQUE);
    CAUGHT(LATE, to_global, global_of_the_past, SEPARATION);
    CAUGHT(SPARSE, to_global, global_of_1970, RADIUS);
    CAUGHT(PAIR "make 0 0 0\npass 1 1\nmake 1 0 0\n", to_global, global_of_another, NEIGHBOURHOOD);
    CAUGHT(STORY, next, next_goes_back, NODE_ORDER);
    CAUGHT(PAIR "make 0 1 2\n", lane_next, lane_goes_back, NODE_ORDER);
    CAUGHT(PAIR "make 0 0 0\nmake 1 0 0\n", to_global, global_of_the_future, WINDOW);
    CAUGHT(TOLD, next_global, next_global_is_late, CAUSALITY);
    CAUGHT(STORY, next, next_is_ahead, LEAD);
    CAUGHT(STORY, time_us, time_is_early, LEAD);
    CAUGHT(STORY, time_ms, ms_is_early, LEAD);
    CAUGHT(STORY, local_to_bytes, bytes_are_little, ROUND_TRIP);
    CAUGHT(STORY, local_from_bytes, reads_another, ROUND_TRIP);
    CAUGHT(STORY, local_format, writes_the_other_text, ROUND_TRIP);
    CAUGHT(STORY, local_parse, reads_no_text, ROUND_TRIP);
    CAUGHT(STORY, global_format, writes_the_other_long_text, ROUND_TRIP);
    CAUGHT(STORY, global_parse, reads_no_long_text, ROUND_TRIP);
    CAUGHT(STORY, to_local, takes_no_node, ROUND_TRIP);
#undef CAUGHT
}

static void the_contract_is_checked_call_by_call(void **state)
{
    (void)state;
    sim_korder_subject wrong;
#define CAUGHT(text, member, function)                                                             \
    do {                                                                                           \
        wrong = sim_korder_core;                                                                   \
        wrong.member = (function);                                                                 \
        assert_caught(text, &wrong, SIM_INVARIANT_KORDER_CONTRACT);                                \
    } while (0)
    CAUGHT(STORY, next, next_skips);
    CAUGHT(STORY, next, next_refuses);
    CAUGHT(STORY, time_ms, ms_is_off);
    CAUGHT(STORY, sequence, sequence_is_zero);
    CAUGHT(STORY, is_valid, never_valid);
    CAUGHT(STORY, difference, swapped);
    CAUGHT(STORY, ready_us, ready_too_soon);
    CAUGHT(PAIR "make 0 0 2\n", lane_ready_us, lane_ready_too_late);
    CAUGHT(STORY, high_water, mark_is_the_last_id);
    CAUGHT(STORY, make, makes_a_mark_below);
    CAUGHT(STORY, get_config, config_of_another);
    CAUGHT(WORLD(1, 0, 0) "wake 0 3 0\n", create, create_takes_anything);
    CAUGHT(RESTART, create, create_forgets);
    CAUGHT(TOLD, to_local, takes_any_node);
    CAUGHT(TOLD, split, splits_into_any_node);
    /* The op that damages is the third: bytes are cut off. */
    CAUGHT(WORLD(1, 0, 0) "wake 0 0 0\nmake 0 0 0\npost 0 0\nnop\nhear 0 9\n", global_from_bytes,
           reads_any_size);
#undef CAUGHT
}

/* Nodes that have names, and numbers that are their hashes. */
#define NAMED(seed)                                                                                \
    "idalloc-tape 1\nworld scheme=korder nodes=2 drift=8 faithful=0 lead=5 seed=" seed "\n"

static void names_are_hashed_and_looked_for(void **state)
{
    (void)state;
    sim_korder_subject wrong = sim_korder_core;
    wrong.fingerprint = other_hash;
    assert_caught(NAMED("20") "wake 0 0 0\n", &wrong, SIM_INVARIANT_KORDER_CONTRACT);
    /* nodeAq@h and nodeBa@h. */
    sim_result result = pass(NAMED("84") "wake 0 0 0\nwake 1 0 0\nmake 0 3 0\nmake 1 3 0\n");
    assert_int_equal(result.tally.marks[SIM_MARK_KORDER_CLASH], 1);
    assert_int_equal(result.tally.marks[SIM_MARK_KORDER_REPEATED], 0);
    wrong = sim_korder_core;
    wrong.find_node = finds_nobody;
    assert_caught(NAMED("84") "wake 0 0 0\nwake 1 0 0\n", &wrong, SIM_INVARIANT_KORDER_CONTRACT);
}

static void who_does_not_get_an_id_when_it_is_ready_is_stuck(void **state)
{
    (void)state;
    const sim_config config = {.scheme = SIM_SCHEME_KORDER, .nodes = 1, .slots = 8, .seed = 4};
    const sim_run_options options = {.until = SIM_NEVER};
    sim_observed *observed = sim_korder_machine.create(&config, &options);
    assert_non_null(observed);
    const sim_korder_world *world = observed->world;
    sim_korder_event event = {.head = sim_timed_head(&world->clocks, SIM_KORDER_SERVED, 0),
                              .flag = true};
    sim_emit(&observed->base->observers, &event);
    assert_true(sim_base_is_well(observed->base));
    event.flag = false;
    sim_emit(&observed->base->observers, &event);
    assert_false(sim_base_is_well(observed->base));
    sim_result result = {.verdict = SIM_PASS};
    sim_observed_finish(observed, &result);
    assert_true(result.failure.failed);
    assert_int_equal(result.failure.invariant, SIM_INVARIANT_KORDER_CONTRACT);
}

/* --- What the traps of the scheme lead to. --- */

static uint64_t mark_of(const sim_result *result, sim_mark mark)
{
    return result->tally.marks[mark];
}

static void more_than_a_tick_holds_is_repeated_or_borrowed(void **state)
{
    (void)state;
    sim_result faithful = pass(WORLD(1, 1, 5) "wake 0 0 1\nburst 0 16999 0\n");
    assert_int_equal(mark_of(&faithful, SIM_MARK_KORDER_REPEATED), 17000 - 16384);
    assert_int_equal(mark_of(&faithful, SIM_MARK_KORDER_WRAPPED), 1);
    sim_result strict = pass(WORLD(1, 0, 5) "wake 0 0 1\nburst 0 16999 0\n");
    assert_int_equal(mark_of(&strict, SIM_MARK_KORDER_REPEATED), 0);
    assert_int_equal(mark_of(&strict, SIM_MARK_KORDER_OVERFLOW), 1);
    assert_int_equal(mark_of(&strict, SIM_MARK_KORDER_BORROWED), 17000 - 16384);
    sim_result waits = pass(WORLD(1, 0, 0) "wake 0 0 1\nburst 0 16999 0\n");
    assert_int_equal(mark_of(&waits, SIM_MARK_KORDER_TRY_LATER), 1);
    assert_int_equal(waits.ids, 16384 + 1);
}

static void a_sequence_that_goes_round_inside_a_tick_goes_back(void **state)
{
    (void)state;
    sim_result result = pass(WORLD(1, 1, 0) "wake 0 0 16383\nmake 0 1 0\n");
    assert_int_equal(mark_of(&result, SIM_MARK_KORDER_WRAPPED), 1);
    assert_int_equal(mark_of(&result, SIM_MARK_KORDER_BACK), 1);
}

static void a_faithful_restart_inside_a_tick_repeats(void **state)
{
    (void)state;
    sim_result result =
        pass(WORLD(1, 1, 0) "wake 0 0 1\nmake 0 0 0\nkill 0\nwake 0 0 1\nmake 0 0 0\n");
    assert_int_equal(mark_of(&result, SIM_MARK_KORDER_REPEATED), 1);
}

static void a_clock_that_steps_back_to_a_sequence_repeats(void **state)
{
    (void)state;
    /* The sequence has gone round when the clock is back. */
    sim_result result = pass(WORLD(1, 1, 0) "wake 0 0 1\nmake 0 0 0\npass 5000 0\n"
                                            "burst 0 16382 0\nset-clock 0 5000 3\nmake 0 0 0\n");
    assert_int_equal(mark_of(&result, SIM_MARK_KORDER_REPEATED), 1);
    assert_true(mark_of(&result, SIM_MARK_KORDER_BACK) > 0);
}

static void a_strict_restart_repeats_only_without_its_mark(void **state)
{
    (void)state;
    sim_result without = pass(PAIR "make 0 0 0\nkill 0\nwake 0 1 0\nmake 0 0 0\n");
    assert_int_equal(mark_of(&without, SIM_MARK_KORDER_REPEATED), 1);
    assert_int_equal(without.tally.faults[SIM_FAULT_KORDER_UNMARKED], 1);
    sim_result with = pass(PAIR "make 0 0 0\nkill 0\nwake 0 0 0\nmake 0 0 0\n");
    assert_int_equal(mark_of(&with, SIM_MARK_KORDER_REPEATED), 0);
    assert_int_equal(mark_of(&with, SIM_MARK_KORDER_RESTARTED), 1);
    assert_int_equal(mark_of(&with, SIM_MARK_KORDER_TRY_LATER), 1);
}

static void a_mark_never_replaces_a_greater_one(void **state)
{
    (void)state;
    /* The clock is set back while the node is down, and forward again while it is down once more.
     */
    sim_result result = pass(PAIR "make 0 0 0\nkill 0\nset-clock 0 100 5\nwake 0 0 0\nmake 0 0 0\n"
                                  "kill 0\nset-clock 0 100 2\nwake 0 0 0\nmake 0 0 0\n");
    assert_int_equal(mark_of(&result, SIM_MARK_KORDER_REPEATED), 0);
    assert_int_equal(mark_of(&result, SIM_MARK_KORDER_TRY_LATER), 2);
}

static void two_nodes_with_one_number_repeat(void **state)
{
    (void)state;
    sim_result result = pass(NAMED("84") "wake 0 0 0\nwake 1 2 0\nmake 0 0 0\nmake 1 0 0\n");
    assert_int_equal(result.tally.faults[SIM_FAULT_KORDER_CLASH_IGNORED], 1);
    assert_int_equal(mark_of(&result, SIM_MARK_KORDER_REPEATED), 1);
}

static void local_ids_are_no_ids_among_nodes(void **state)
{
    (void)state;
    sim_result result = pass(PAIR "make 0 0 0\nmake 1 0 0\n");
    assert_int_equal(mark_of(&result, SIM_MARK_KORDER_LOCAL_EQUAL), 1);
    assert_int_equal(mark_of(&result, SIM_MARK_KORDER_REPEATED), 0);
}

static void an_effect_may_be_below_its_cause_though_all_clocks_are_right(void **state)
{
    (void)state;
    sim_result result = pass(PAIR "make 0 0 0\npost 0 1\npass 5 2\nhear 0 0\n");
    assert_int_equal(mark_of(&result, SIM_MARK_KORDER_EFFECT_BELOW), 1);
    assert_int_equal(mark_of(&result, SIM_MARK_KORDER_FOREIGN), 1);
    assert_int_equal(result.checks[SIM_INVARIANT_KORDER_CAUSALITY], 0);
    /* The other way round it may not. */
    result = pass(PAIR "make 1 0 0\npost 1 0\npass 5 2\nhear 0 0\n");
    assert_int_equal(result.checks[SIM_INVARIANT_KORDER_CAUSALITY], 1);
    /* Nor a window later. */
    result = pass(PAIR "make 0 0 0\npost 0 1\npass 32 2\nhear 0 0\n");
    assert_int_equal(result.checks[SIM_INVARIANT_KORDER_CAUSALITY], 1);
}

static void after_the_last_time_there_are_no_ids(void **state)
{
    (void)state;
    sim_result result =
        pass("idalloc-tape 1\nworld scheme=korder nodes=1 drift=8 faithful=1 lead=0 "
             "seed=7\nwake 0 0 0\nmake 0 0 0\npass 1 0\nmake 0 0 0\n");
    assert_int_equal(result.ids, 1);
    assert_int_equal(mark_of(&result, SIM_MARK_KORDER_EXHAUSTED), 1);
}

/* --- The bound. --- */

/* Node 0 is a second fast and makes an ID at the beginning of a window; node 1 is as slow. */
#define EDGE PAIR "set-clock 0 1 2\nset-clock 1 1 5\npass 14700000 0\nmake 0 0 0\n"

static void ids_are_out_of_order_up_to_a_microsecond_before_the_bound(void **state)
{
    (void)state;
    sim_result tight = pass(EDGE "pass 33999999 0\nmake 1 0 0\n");
    assert_int_equal(tight.measures[SIM_MEASURE_KORDER_RADIUS].measured, 1);
    assert_int_equal(tight.measures[SIM_MEASURE_KORDER_RADIUS].bound, 1);
    assert_int_equal(mark_of(&tight, SIM_MARK_KORDER_TOUCHED), 1);
    sim_result apart = pass(EDGE "pass 34000000 0\nmake 1 0 0\n");
    assert_int_equal(apart.measures[SIM_MEASURE_KORDER_RADIUS].measured, 0);
    assert_int_equal(apart.measures[SIM_MEASURE_KORDER_RADIUS].bound, 0);
}

/* The tape in corpus/ that is kept because it touches the bound, with IDs in between. */
static void a_tape_of_the_corpus_touches_the_bound(void **state)
{
    (void)state;
    sim_tape tape;
    sim_tape_error error;
    if (!sim_tape_read_file(SIM_CORPUS "/regressions/korder-radius-touches-its-bound.tape", &tape,
                            &error)) {
        fail_msg("line %zu: %s", error.line, error.message);
    }
    sim_run_options options = {.until = SIM_NEVER};
    sim_result result = sim_run_tape(&tape, &options);
    sim_tape_free(&tape);
    assert_int_equal(result.verdict, SIM_PASS);
    assert_int_equal(result.measures[SIM_MEASURE_KORDER_RADIUS].measured, 9);
    assert_int_equal(result.measures[SIM_MEASURE_KORDER_RADIUS].bound, 9);
}

static uint64_t draw(uint64_t *state, uint64_t bound)
{
    *state = *state * UINT64_C(6364136223846793005) + 1;
    return (*state >> 33) % bound;
}

static size_t slow_radius(const sim_keyed *list, size_t count)
{
    size_t radius = 0;
    for (size_t i = 0; i < count; i++) {
        for (size_t j = i + 1; j < count; j++) {
            radius = sim_keyed_below(&list[j], &list[i]) && j - i > radius ? j - i : radius;
        }
    }
    return radius;
}

static size_t slow_most_within(const sim_keyed *list, size_t count, uint64_t time)
{
    size_t most = 0;
    for (size_t i = 0; i < count; i++) {
        size_t others = 0;
        for (size_t j = 0; j < count; j++) {
            others += j != i && list[j].at >= list[i].at && list[j].at < list[i].at + time;
        }
        most = others > most ? others : most;
    }
    return most;
}

static bool slow_early(const sim_keyed *list, size_t count, uint64_t time)
{
    for (size_t i = 0; i < count; i++) {
        for (size_t j = i + 1; j < count; j++) {
            if (list[j].at - list[i].at >= time && !sim_keyed_below(&list[i], &list[j])) {
                return true;
            }
        }
    }
    return false;
}

#define LONGEST 24u

static void the_measures_are_those_of_the_slow_definitions(void **state)
{
    (void)state;
    uint64_t random = 1;
    bool seen[2] = {false, false};
    for (unsigned round = 0; round < 4000; round++) {
        sim_keyed list[LONGEST];
        sim_keyed scratch[LONGEST];
        size_t count = 1 + draw(&random, LONGEST);
        uint64_t spread = 1 + draw(&random, 60);
        uint64_t at = 0;
        for (size_t i = 0; i < count; i++) {
            at += draw(&random, 4);
            list[i] = (sim_keyed){.at = at,
                                  .high = at / 16 + draw(&random, spread),
                                  .low = (uint32_t)draw(&random, 3),
                                  .index = (uint32_t)i};
        }
        sim_keyed_arrange(list, count);
        uint64_t time = 1 + draw(&random, 30);
        size_t earlier = 0;
        size_t later = 0;
        size_t radius = sim_keyed_radius(list, count, scratch);
        assert_int_equal(radius, slow_radius(list, count));
        assert_int_equal(sim_keyed_within(list, count, time), slow_most_within(list, count, time));
        bool early = sim_keyed_find_early(list, count, time, &earlier, &later);
        assert_int_equal(early, slow_early(list, count, time));
        assert_true(!early || !sim_keyed_below(&list[earlier], &list[later]));
        seen[early] = true;
        size_t displacement = sim_keyed_displacement(list, count, scratch);
        assert_true(displacement <= radius);
        assert_true(radius <= (displacement == 0 ? 0 : 2 * displacement - 1));
        for (size_t i = 1; i < count; i++) {
            assert_false(sim_keyed_below(&scratch[i], &scratch[i - 1]));
            assert_true(list[i].at >= list[i - 1].at);
        }
    }
    assert_true(seen[false] && seen[true]);
}

/* What the notes on the scheme say of these lists. */
static void known_lists_have_their_known_measures(void **state)
{
    (void)state;
    static const uint64_t interleaved[] = {1, 100, 2, 101, 3, 102, 4, 103};
    static const uint64_t reversed[] = {6, 5, 4, 3, 2, 1};
    sim_keyed list[8];
    sim_keyed scratch[8];
    for (uint32_t i = 0; i < 8; i++) {
        list[i] = (sim_keyed){.at = i, .high = interleaved[i], .index = i};
    }
    assert_int_equal(sim_keyed_radius(list, 8, scratch), 5);
    for (uint32_t i = 0; i < 6; i++) {
        list[i] = (sim_keyed){.at = i, .high = reversed[i], .index = i};
    }
    assert_int_equal(sim_keyed_radius(list, 6, scratch), 5);
    assert_int_equal(sim_keyed_displacement(list, 6, scratch), 5);
}

/* --- Configs. --- */

static void seeds_place_the_beginning(void **state)
{
    (void)state;
    unsigned at_edges = 0;
    for (uint64_t seed = 0; seed < 4096; seed++) {
        sim_config config = {.scheme = SIM_SCHEME_KORDER, .nodes = 4, .seed = seed * 977};
        config = sim_config_wrap(config);
        uint64_t start = sim_korder_setting_of(&config).start_us;
        assert_true(start < IDA_KORDER_TIME_LIMIT_US);
        at_edges += start <= UINT64_C(1700000000000000) && start >= UINT64_C(1699999370000000);
    }
    assert_true(at_edges > 1000 && at_edges < 2000);
}

static void the_drift_of_a_config_wraps(void **state)
{
    (void)state;
    for (unsigned slots = 0; slots < 256; slots++) {
        sim_config config = {.scheme = SIM_SCHEME_KORDER, .slots = (uint8_t)slots};
        config = sim_config_wrap(config);
        uint32_t drift = sim_korder_setting_of(&config).drift;
        assert_true(drift >= IDA_KORDER_DRIFT_MIN && drift <= IDA_KORDER_DRIFT_MAX);
        assert_true(drift == slots || slots < IDA_KORDER_DRIFT_MIN || slots > IDA_KORDER_DRIFT_MAX);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_story_makes_four_ids),
        cmocka_unit_test(each_invariant_catches_a_subject_that_breaks_it),
        cmocka_unit_test(the_contract_is_checked_call_by_call),
        cmocka_unit_test(names_are_hashed_and_looked_for),
        cmocka_unit_test(who_does_not_get_an_id_when_it_is_ready_is_stuck),
        cmocka_unit_test(more_than_a_tick_holds_is_repeated_or_borrowed),
        cmocka_unit_test(a_sequence_that_goes_round_inside_a_tick_goes_back),
        cmocka_unit_test(a_faithful_restart_inside_a_tick_repeats),
        cmocka_unit_test(a_clock_that_steps_back_to_a_sequence_repeats),
        cmocka_unit_test(a_strict_restart_repeats_only_without_its_mark),
        cmocka_unit_test(a_mark_never_replaces_a_greater_one),
        cmocka_unit_test(two_nodes_with_one_number_repeat),
        cmocka_unit_test(local_ids_are_no_ids_among_nodes),
        cmocka_unit_test(an_effect_may_be_below_its_cause_though_all_clocks_are_right),
        cmocka_unit_test(after_the_last_time_there_are_no_ids),
        cmocka_unit_test(ids_are_out_of_order_up_to_a_microsecond_before_the_bound),
        cmocka_unit_test(a_tape_of_the_corpus_touches_the_bound),
        cmocka_unit_test(the_measures_are_those_of_the_slow_definitions),
        cmocka_unit_test(known_lists_have_their_known_measures),
        cmocka_unit_test(seeds_place_the_beginning),
        cmocka_unit_test(the_drift_of_a_config_wraps),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
