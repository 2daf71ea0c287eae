/* Each invariant of k-ordered IDs catches a subject that breaks it. */
#include "korder/korder.h"
#include "korder/subject.h"
#include "korder/world.h"
#include "observed.h"
#include "support_korder_world.h"
#include "support_play.h"

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

TEST(each_invariant_catches_a_subject_that_breaks_it)
{
#define CAUGHT(text, member, function, invariant)                                                  \
    ASSERT_CAUGHT(korder, text, member, function, KORDER_##invariant)
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

TEST(the_contract_is_checked_call_by_call)
{
#define CAUGHT(text, member, function)                                                             \
    ASSERT_CAUGHT(korder, text, member, function, KORDER_CONTRACT)
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

TEST(names_are_hashed_and_looked_for)
{
    sim_korder_subject wrong = sim_korder_core;
    wrong.fingerprint = other_hash;
    assert_caught(WITH_NAMES("20") "wake 0 0 0\n", &wrong, SIM_INVARIANT_KORDER_CONTRACT);
    /* nodeAq@h and nodeBa@h. */
    sim_result result = pass(WITH_NAMES("84") "wake 0 0 0\nwake 1 0 0\nmake 0 3 0\nmake 1 3 0\n");
    assert_int_equal(result.tally.marks[SIM_MARK_KORDER_CLASH], 1);
    assert_int_equal(result.tally.marks[SIM_MARK_KORDER_REPEATED], 0);
    wrong = sim_korder_core;
    wrong.find_node = finds_nobody;
    assert_caught(WITH_NAMES("84") "wake 0 0 0\nwake 1 0 0\n", &wrong,
                  SIM_INVARIANT_KORDER_CONTRACT);
}

TEST(who_does_not_get_an_id_when_it_is_ready_is_stuck)
{
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_invariant_catches_a_subject_that_breaks_it),
        cmocka_unit_test(the_contract_is_checked_call_by_call),
        cmocka_unit_test(names_are_hashed_and_looked_for),
        cmocka_unit_test(who_does_not_get_an_id_when_it_is_ready_is_stuck),
    };
    return RUN_TESTS(tests);
}
