/*
 * Worlds of sequences: what their ops do, and that each invariant catches a subject that breaks it.
 */

#include "judgement.h"
#include "sequence/oracle/oracle.h"
#include "sequence/subject.h"
#include "sequence/world.h"
#include "support_play.h"

/* Two coordinators and a master, range size 8: one range cut, a chunk for each, some IDs drawn. */
#define STORY                                                                                      \
    "idalloc-tape 1\n"                                                                             \
    "world scheme=sequence nodes=2 masters=2 prefetch=50 range-size=8 seed=1\n"                    \
    "elect 0 0\nenlist 0 0\nenlist 1 0\nboot 0 0\nkeep 0 0\nboot 1 0\nkeep 1 0\n"                  \
    "ask 0 0\ncarry 0 0\nstore 0 0\n"                                                              \
    "ask 0 0\ncarry 0 0\ncarry 0 0\nkeep 0 0\n"                                                    \
    "ask 1 0\ncarry 0 0\ncarry 0 0\nkeep 1 0\n"                                                    \
    "draw 0 1\ndraw 1 1\n"

TEST(the_story_draws_four_ids)
{
    sim_result result = play(STORY, NULL);
    assert_int_equal(result.verdict, SIM_PASS);
    /* Besides those that the quiet phase draws. */
    assert_true(result.ids >= 4);
    assert_int_equal(result.tally.marks[SIM_MARK_SEQ_GRANTED], 2);
    assert_int_equal(result.tally.marks[SIM_MARK_SEQ_INSTALLED], 2);
    assert_int_equal(result.tally.marks[SIM_MARK_SEQ_RESTARTED], 0);
}

/* --- Wrong subjects. --- */

static ida_status next_is_one_above(ida_coordinator *coordinator, uint64_t *id)
{
    ida_status status = ida_coordinator_next(coordinator, id);
    *id += status == IDA_OK ? 1 : 0;
    return status;
}

static ida_status next_is_far_above(ida_coordinator *coordinator, uint64_t *id)
{
    ida_status status = ida_coordinator_next(coordinator, id);
    *id += status == IDA_OK ? 80 : 0;
    return status;
}

/* The second ID is the first one again. */
static ida_status next_repeats(ida_coordinator *coordinator, uint64_t *id)
{
    ida_status status = ida_coordinator_next(coordinator, id);
    if (status == IDA_OK && *id > 1002) {
        *id -= 2;
    }
    return status;
}

/* The second ID is one from before the first. */
static ida_status next_goes_back(ida_coordinator *coordinator, uint64_t *id)
{
    ida_status status = ida_coordinator_next(coordinator, id);
    if (status == IDA_OK && *id > 1002) {
        *id = 7;
    }
    return status;
}

static ida_status next_invents(ida_coordinator *coordinator, uint64_t *id)
{
    ida_status status = ida_coordinator_next(coordinator, id);
    if (status == IDA_TRY_LATER) {
        *id = 1009;
        return IDA_OK;
    }
    return status;
}

static ida_status next_writes_though_it_refuses(ida_coordinator *coordinator, uint64_t *id)
{
    ida_status status = ida_coordinator_next(coordinator, id);
    if (status != IDA_OK) {
        *id = 0;
    }
    return status;
}

static ida_status next_refuses(ida_coordinator *coordinator, uint64_t *id)
{
    ida_status status = ida_coordinator_next(coordinator, id);
    return status == IDA_OK ? IDA_TRY_LATER : status;
}

/* Every chunk is the first one of its range. */
static ida_status grant_the_first(ida_master *master, const ida_chunk_request *request,
                                  ida_chunk_reply *reply)
{
    ida_status status = ida_master_grant(master, request, reply);
    if (status == IDA_OK) {
        reply->chunk.index = 0;
    }
    return status;
}

static ida_status grant_beyond(ida_master *master, const ida_chunk_request *request,
                               ida_chunk_reply *reply)
{
    ida_status status = ida_master_grant(master, request, reply);
    if (status == IDA_OK) {
        reply->chunk.starting += 8;
        reply->chunk.ending += 8;
    }
    return status;
}

static bool always_applies(const ida_master_record *stored, const ida_master_write *write)
{
    (void)stored;
    (void)write;
    return true;
}

static uint64_t one_too_many_left(const ida_coordinator *coordinator)
{
    return ida_coordinator_left(coordinator) + 1;
}

static bool request_counts_on(const ida_coordinator *coordinator, ida_chunk_request *request)
{
    bool has = ida_coordinator_request(coordinator, request);
    request->number += has ? 1 : 0;
    return has;
}

static bool request_forgets_after(const ida_coordinator *coordinator, ida_chunk_request *request)
{
    bool has = ida_coordinator_request(coordinator, request);
    request->after = 0;
    return has;
}

static bool never_sound(const ida_master *master)
{
    (void)master;
    return false;
}

static bool nothing_pending(const ida_coordinator *coordinator, ida_coordinator_record *record)
{
    (void)coordinator;
    (void)record;
    return false;
}

static ida_status reads_anything(const uint8_t *bytes, size_t size, ida_chunk_request *request)
{
    ida_status status = ida_chunk_request_decode(bytes, size, request);
    return status == IDA_MALFORMED ? IDA_OK : status;
}

/* Asks again what was answered, so that the answer must be the same. */
#define ASKED_AGAIN STORY "draw 0 0\nask 0 0\ncarry 0 0\nstore 0 0\nask 0 0\ncarry 0 1\ncarry 0 0\n"

static ida_status grant_anew(ida_master *master, const ida_chunk_request *request,
                             ida_chunk_reply *reply)
{
    ida_status status = ida_master_grant(master, request, reply);
    ida_chunk_reply again = *reply;
    if (status == IDA_OK && request->number == 2 &&
        ida_master_grant(master, request, &again) == IDA_OK) {
        /* What a master that does not remember would do: the next index. */
        static uint64_t times;
        reply->chunk.index = (reply->chunk.index + times++) % reply->chunk.count;
    }
    return status;
}

TEST(each_invariant_catches_a_subject_that_breaks_it)
{
#define CAUGHT(text, member, function, invariant)                                                  \
    ASSERT_CAUGHT(sequence, text, member, function, invariant)
    CAUGHT(STORY, coordinator_next, next_repeats, SEQ_UNIQUE);
    CAUGHT(STORY, coordinator_next, next_goes_back, SEQ_GROWING);
    CAUGHT(STORY, coordinator_next, next_is_far_above, SEQ_IN_RANGE);
    CAUGHT(STORY, coordinator_next, next_is_one_above, SEQ_RESIDUE);
    CAUGHT(STORY, coordinator_next, next_refuses, SEQ_CONTRACT);
    CAUGHT(STORY "draw 0 9\n", coordinator_next, next_invents, SEQ_EXHAUSTED);
    CAUGHT(STORY "draw 0 9\n", coordinator_next, next_writes_though_it_refuses, SEQ_EXHAUSTED);
    CAUGHT(STORY, master_grant, grant_the_first, SEQ_GRANTED_ONCE);
    CAUGHT(STORY, master_grant, grant_beyond, SEQ_DURABLE);
    CAUGHT(STORY, coordinator_left, one_too_many_left, SEQ_CONSERVATION);
    CAUGHT(STORY, coordinator_request, request_counts_on, SEQ_WASTE);
    CAUGHT(STORY "draw 0 0\nask 0 0\n", coordinator_request, request_forgets_after, SEQ_GROWING);
    CAUGHT(STORY, master_verify, never_sound, SEQ_CONTRACT);
    CAUGHT(STORY, coordinator_pending, nothing_pending, SEQ_GROWING);
    CAUGHT(STORY "draw 0 0\nask 0 0\ncarry 0 3\n", request_decode, reads_anything, SEQ_CONTRACT);
    CAUGHT(ASKED_AGAIN, master_grant, grant_anew, SEQ_WASTE);
    /* Two masters in office want their first ranges stored; the later write must be refused. */
    CAUGHT(STORY "elect 1 0\ndraw 0 2\ndraw 1 2\nask 0 0\nask 1 1\ncarry 0 0\ncarry 0 0\n"
                 "store 0 0\nstore 0 0\n",
           write_applies, always_applies, SEQ_DURABLE);
#undef CAUGHT
}

/* A world goes on where it is not judged, and so an invariant may find what another one hid. */
TEST(a_world_can_be_judged_by_one_invariant)
{
    sim_sequence_subject wrong = sim_sequence_core;
    wrong.coordinator_next = next_repeats;
    const sim_invariant_set growing = sim_invariants_of(SIM_INVARIANT_SEQ_GROWING);
    const sim_invariant_set durable = sim_invariants_of(SIM_INVARIANT_SEQ_DURABLE);
    sim_result result = play_judged(STORY, &wrong, growing);
    assert_int_equal(result.verdict, SIM_FAIL);
    assert_int_equal(result.failure.invariant, SIM_INVARIANT_SEQ_GROWING);
    result = play_judged(STORY, &wrong, durable);
    assert_int_equal(result.verdict, SIM_PASS);
    assert_false(result.failure.failed);
}

TEST(who_gets_nothing_in_the_quiet_phase_is_stuck)
{
    const sim_config config = {
        .scheme = SIM_SCHEME_SEQUENCE, .nodes = 1, .slots = 1, .cluster_size = 4, .seed = 1};
    const sim_run_options options = {.until = SIM_NEVER};
    sim_sequence_world *world = sim_sequence_create(&config, &options);
    assert_non_null(world);
    sim_judgement *judgement = sim_sequence_oracle_create(world, SIM_INVARIANTS_ALL);
    assert_non_null(judgement);
    const sim_sequence_event settled = {.kind = SIM_SEQ_SETTLED};
    assert_false(sim_sequence_oracle_hear(judgement, &settled));
    assert_true(judgement->failure.failed);
    assert_int_equal(judgement->failure.invariant, SIM_INVARIANT_SEQ_LIVENESS);
    sim_sequence_oracle_destroy(judgement);
    free(world);
}

/* --- What the traps of the scheme lead to. --- */

TEST(a_stale_leader_grants_nothing_that_another_granted)
{
    /* A cuts a range, B takes over and cuts the next, A comes back with what it knew. */
    sim_result result = play(STORY "elect 1 0\ndraw 0 2\nask 0 1\ncarry 0 0\nstore 0 0\nask 0 1\n"
                                   "carry 0 0\ncarry 0 0\nkeep 0 0\ndraw 0 3\nask 0 0\ncarry 0 0\n"
                                   "elect 0 0\nask 0 0\ncarry 0 0\nstore 0 0\nask 0 0\ncarry 0 0\n",
                             NULL);
    assert_int_equal(result.verdict, SIM_PASS);
    assert_true(result.tally.marks[SIM_MARK_SEQ_TWO_MASTERS] > 0);
    assert_true(result.tally.marks[SIM_MARK_SEQ_STALE_TERM] > 0);
}

TEST(a_write_that_nobody_waits_for_loses_a_range_and_no_more)
{
    /* The master is gone when its write arrives; the next one begins behind it. */
    sim_result result = play(STORY "draw 0 2\nask 0 0\ncarry 0 0\nstore 0 1\ndepose 0\nelect 1 0\n"
                                   "ask 0 1\ncarry 0 0\nstore 0 0\nask 0 1\ncarry 0 0\ncarry 0 0\n"
                                   "keep 0 0\ndraw 0 0\n",
                             NULL);
    assert_int_equal(result.verdict, SIM_PASS);
    assert_int_equal(result.tally.faults[SIM_FAULT_WRITE_UNHEARD], 1);
}

TEST(a_restarted_coordinator_draws_nothing_of_its_old_chunk)
{
    sim_result result = play(STORY "stop 0\nboot 0 0\nkeep 0 0\nask 0 0\ncarry 0 0\nstore 0 0\n"
                                   "ask 0 0\ncarry 0 0\ncarry 0 0\nkeep 0 0\ndraw 0 3\n",
                             NULL);
    assert_int_equal(result.verdict, SIM_PASS);
    assert_int_equal(result.tally.marks[SIM_MARK_SEQ_RESTARTED], 1);
}

TEST(seeds_place_the_ids)
{
    for (uint64_t seed = 0; seed < 400; seed++) {
        const sim_config config = {.scheme = SIM_SCHEME_SEQUENCE, .cluster_size = 8, .seed = seed};
        const ida_master_config bounds = sim_sequence_config_decode(&config).bounds;
        assert_true(bounds.first_start < bounds.last_id);
        assert_true(bounds.last_id <= IDA_SEQUENCE_ID_MAX);
        assert_true(bounds.last_id - bounds.first_start >= bounds.range_size);
        bool ends = bounds.last_id - bounds.first_start < 400;
        assert_int_equal(ends, seed % 4 >= 2);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_story_draws_four_ids),
        cmocka_unit_test(each_invariant_catches_a_subject_that_breaks_it),
        cmocka_unit_test(a_world_can_be_judged_by_one_invariant),
        cmocka_unit_test(who_gets_nothing_in_the_quiet_phase_is_stuck),
        cmocka_unit_test(a_stale_leader_grants_nothing_that_another_granted),
        cmocka_unit_test(a_write_that_nobody_waits_for_loses_a_range_and_no_more),
        cmocka_unit_test(a_restarted_coordinator_draws_nothing_of_its_old_chunk),
        cmocka_unit_test(seeds_place_the_ids),
    };
    return RUN_TESTS(tests);
}
