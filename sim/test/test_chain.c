/* The chain: a digest after each op, and what the nodes would save. */
#include "chain.h"

#include <stdio.h>

#include "compressor/node.h"
#include "compressor/world.h"
#include "machine.h"
#include "run.h"
#include "scenario/builtin.h"
#include "scenario/seed.h"
#include "support_play.h"

#define OPS  300u
#define SEED 7u

typedef struct recording {
    sim_chain chain;
    sim_chain states;
    uint64_t begun; /* ops */
} recording;

static void count_op(void *context, const void *world, uint64_t index, const sim_op *op)
{
    (void)world;
    (void)op;
    recording *r = context;
    assert_int_equal(index, r->begun);
    r->begun++;
}

static void record(void *context, uint64_t index, const sim_moment *moment)
{
    recording *r = context;
    assert_int_equal(index, r->chain.count);
    assert_true(index + 1 == r->begun || index == OPS);
    const sim_tally *tally;
    assert_true(sim_chain_append(&r->chain, moment->digest));
    assert_true(sim_chain_append(&r->states, sim_chain_state(moment)));
    /* Looking changes nothing, and sees the same again. */
    assert_true(moment->machine->digest(moment->world, &tally) == moment->digest);
    assert_ptr_equal(tally, moment->tally);
    assert_true(sim_chain_state(moment) == r->states.digests[index]);
}

static sim_result run_recorded(recording *r, const sim_subject *subject, uint64_t until)
{
    *r = (recording){.begun = 0};
    const sim_run_options options = {.subjects.of[SIM_SCHEME_COMPRESSOR] = subject,
                                     .until = until,
                                     .before_op = count_op,
                                     .before_op_context = r,
                                     .after_op = record,
                                     .after_op_context = r};
    return sim_run_seed(sim_scenario_find("steady"), SEED, OPS, &options, NULL);
}

static void free_recording(recording *r)
{
    sim_chain_free(&r->chain);
    sim_chain_free(&r->states);
    assert_null(r->chain.digests);
}

TEST(there_is_a_link_for_each_op_and_one_for_the_quiet_phase)
{
    recording r;
    sim_result result = run_recorded(&r, NULL, SIM_NEVER);
    assert_int_equal(result.verdict, SIM_PASS);
    assert_int_equal(r.chain.count, OPS + 1);
    assert_true(r.chain.digests[OPS] == result.digest);
    free_recording(&r);
}

TEST(a_run_that_is_cut_has_no_link_for_the_quiet_phase)
{
    recording r;
    sim_result result = run_recorded(&r, NULL, 10);
    assert_int_equal(r.chain.count, 10);
    assert_true(r.chain.digests[9] == result.digest);
    free_recording(&r);
}

TEST(recording_leaves_the_digest_alone)
{
    recording r;
    const sim_run_options options = {.until = SIM_NEVER};
    sim_result with = run_recorded(&r, NULL, SIM_NEVER);
    sim_result without = sim_run_seed(sim_scenario_find("steady"), SEED, OPS, &options, NULL);
    assert_true(with.digest == without.digest);
    assert_int_equal(with.events, without.events);
    free_recording(&r);
}

TEST(two_runs_of_a_world_have_one_chain)
{
    recording a;
    recording b;
    (void)run_recorded(&a, NULL, SIM_NEVER);
    (void)run_recorded(&b, NULL, SIM_NEVER);
    assert_int_equal(a.chain.count, b.chain.count);
    assert_memory_equal(a.chain.digests, b.chain.digests, a.chain.count * sizeof(uint64_t));
    assert_memory_equal(a.states.digests, b.states.digests, a.states.count * sizeof(uint64_t));
    free_recording(&a);
    free_recording(&b);
}

static unsigned takes;

/* The so-manieth range asks for another cluster size. */
static ida_status take_otherwise(ida_session *session, ida_range *range)
{
    ida_status status = ida_session_take(session, range);
    takes++;
    if (takes == 3 && status == IDA_OK) {
        range->requested_cluster_size++;
    }
    return status;
}

TEST(chains_are_equal_up_to_the_op_that_differs)
{
    recording a;
    recording b;
    sim_subject other = sim_subject_core;
    size_t first = 0;
    other.session_take = take_otherwise;
    takes = 0;
    (void)run_recorded(&a, NULL, SIM_NEVER);
    (void)run_recorded(&b, &other, SIM_NEVER);
    assert_true(takes >= 3);
    while (first < b.chain.count && a.chain.digests[first] == b.chain.digests[first]) {
        assert_true(a.states.digests[first] == b.states.digests[first]);
        first++;
    }
    assert_in_range(first, 1, b.chain.count - 1);
    for (size_t i = first; i < b.chain.count; i++) {
        assert_true(a.chain.digests[i] != b.chain.digests[i]);
    }
    free_recording(&a);
    free_recording(&b);
}

/* What is generated and not saved is in no document, but a session would save it. */
TEST(the_state_sees_documents_and_sessions_at_once)
{
    static const char *const ops[] = {"start 0", "open 0 0 0", "generate 0 0 1", "generate 0 0 1",
                                      "crash 0"};
    sim_config config = {.nodes = 2, .slots = 2, .cluster_size = 5, .seed = 1};
    sim_world *world = sim_world_create(&config, &sim_subject_core);
    assert_non_null(world);
    uint64_t before = sim_storage_state(world);
    uint64_t start = before;
    for (size_t i = 0; i < COUNT_OF(ops); i++) {
        name_case("%s", ops[i]);
        sim_tape tape = tape_of_format(
            "idalloc-tape 1\nworld nodes=2 slots=2 write-ahead=0 cluster-size=5 seed=1\n%s\n",
            ops[i]);
        assert_true(sim_world_execute(world, &tape.ops[0]));
        sim_tape_free(&tape);
        assert_true(sim_storage_state(world) != before);
        before = sim_storage_state(world);
    }
    /* A node that is down keeps nothing, whatever it was before. */
    assert_true(before == start);
    sim_world_destroy(world);
}

TEST(a_chain_grows)
{
    sim_chain chain = {0};
    for (uint64_t i = 0; i < 5000; i++) {
        assert_true(sim_chain_append(&chain, i * i));
    }
    assert_int_equal(chain.count, 5000);
    for (uint64_t i = 0; i < 5000; i++) {
        assert_int_equal(chain.digests[i], i * i);
    }
    sim_chain_free(&chain);
    assert_int_equal(chain.count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(there_is_a_link_for_each_op_and_one_for_the_quiet_phase),
        cmocka_unit_test(a_run_that_is_cut_has_no_link_for_the_quiet_phase),
        cmocka_unit_test(recording_leaves_the_digest_alone),
        cmocka_unit_test(two_runs_of_a_world_have_one_chain),
        cmocka_unit_test(chains_are_equal_up_to_the_op_that_differs),
        cmocka_unit_test(the_state_sees_documents_and_sessions_at_once),
        cmocka_unit_test(a_chain_grows),
    };
    return RUN_TESTS(tests);
}
