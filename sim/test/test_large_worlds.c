/* Large worlds: the log is summarized and forgotten, and nothing else changes. */
#include "compressor/oracle/answer.h"
#include "compressor/oracle/model.h"
#include "compressor/world.h"
#include "kernel/random.h"
#include "run.h"
#include "support_cmocka.h"
#include "support_play.h"
#include "support_world.h"

/* The same world, with the number of entries that it keeps. */
static sim_world *large_world(uint32_t kept)
{
    const sim_config config = {.nodes = 3, .slots = 2, .cluster_size = 5, .seed = 1, .kept = kept};
    sim_world *world = sim_world_create(&config, &sim_subject_core);
    assert_non_null(world);
    sim_test_play(world, "start 0\nreconnect 0\ndown-many 0 9\n"
                         "start 1\nreconnect 1\ndown-many 0 9\ndown-many 1 9\nopen 0 0 0\n");
    return world;
}

/* One range after the other, each applied by node 0. */
static void work(sim_world *world, unsigned ranges)
{
    for (unsigned i = 0; i < ranges; i++) {
        sim_test_play(world, "generate 0 0 2\ntake 0 0\n");
        for (uint32_t message = 0; message < SIM_UP_MESSAGES; message++) {
            sim_test_playf(world, "up 0 %u\n", message);
        }
        sim_test_play(world, "fetch 0\ndown-many 0 9\n");
    }
}

static size_t saved(const sim_world *world, unsigned node, uint8_t *bytes, size_t capacity)
{
    size_t size;
    assert_int_equal(
        ida_snapshot_save(world->nodes[node].document, NULL, 0, 0, bytes, capacity, &size), IDA_OK);
    return size;
}

TEST(the_log_is_kept_up_to_twice_its_number_and_documents_are_the_same)
{
    static uint8_t bytes[2][4096];
    sim_world *forgetful = large_world(SIM_KEPT_MIN);
    sim_world *whole = large_world(SIM_KEPT_MAX);
    for (unsigned i = 0; i < 20; i++) {
        work(forgetful, 20);
        work(whole, 20);
        assert_true(forgetful->log_count - forgetful->log_base < 2 * SIM_KEPT_MIN);
        assert_true(forgetful->log_count - forgetful->log_base >= SIM_KEPT_MIN || i < 3);
        assert_true(forgetful->log_capacity <= 4 * SIM_KEPT_MIN);
    }
    assert_int_equal(whole->log_base, 0);
    assert_true(forgetful->log_base > 300);
    assert_int_equal(forgetful->log_count, whole->log_count);
    size_t size = saved(forgetful, 0, bytes[0], sizeof bytes[0]);
    assert_int_equal(saved(whole, 0, bytes[1], sizeof bytes[1]), size);
    assert_memory_equal(bytes[0], bytes[1], size);
    sim_test_end(forgetful);
    sim_test_end(whole);
}

TEST(a_node_that_falls_behind_is_closed_and_joins_from_the_summary)
{
    sim_world *world = large_world(SIM_KEPT_MIN);
    sim_test_play(world, "open 1 0 0\ngenerate 1 0 3\nsave 1 0\noffline 1\n");
    work(world, 3 * SIM_KEPT_MIN);
    assert_true(world->log_base > 0);
    assert_int_equal(world->nodes[1].state, SIM_NODE_DOWN);
    assert_int_equal(world->nodes[1].live, 0);
    assert_null(world->nodes[1].stores[0].bytes);
    assert_int_equal(world->tally.marks[SIM_MARK_OUTDATED], 1);
    /* It has no storage from which it could restart, and starts from the summary. */
    sim_test_play(world, "restart 1 0\n");
    assert_int_equal(world->nodes[1].state, SIM_NODE_DOWN);
    sim_test_play(world, "start 1\n");
    assert_int_equal(world->nodes[1].position, world->log_base);
    assert_true(ida_document_cluster_count(world->nodes[1].document) > 0);
    sim_test_play(world, "start 2\nopen 2 0 0\ngenerate 2 0 1\nsequencer\n");
    assert_true(sim_world_settle(world));
    sim_test_assert_converged(world);
    sim_test_end(world);
}

TEST(what_is_forgotten_stays_forgotten_when_the_sequencer_restarts)
{
    sim_world *world = large_world(SIM_KEPT_MIN);
    work(world, 3 * SIM_KEPT_MIN);
    uint32_t expected = world->clients[0].expected;
    assert_true(expected > 2 * SIM_KEPT_MIN);
    sim_test_play(world, "sequencer\n");
    assert_int_equal(world->clients[0].expected, expected);
    /* An application op of before is not read any more. */
    sim_test_play(world, "send 0 0 0\nread 0 0 0\nforge repeat 0 0\nforge usurped 0 0\n");
    work(world, 2);
    assert_true(sim_world_settle(world));
    sim_test_assert_converged(world);
    sim_test_end(world);
}

TEST(worlds_are_large_up_to_their_own_limits)
{
    sim_config config = {.nodes = 5000, .slots = UINT32_MAX, .cluster_size = 1, .kept = UINT32_MAX};
    config = sim_config_wrap(config);
    assert_in_range(config.nodes, 1, SIM_LARGE_NODES_MAX);
    assert_in_range(config.slots, 1, SIM_LARGE_SLOTS_MAX / config.nodes);
    assert_in_range(config.kept, SIM_KEPT_MIN, SIM_KEPT_MAX);
    config = (sim_config){.nodes = SIM_LARGE_NODES_MAX, .slots = 70, .cluster_size = 1, .kept = 99};
    sim_world *world = sim_world_create(&config, &sim_subject_core);
    assert_non_null(world);
    assert_int_equal(world->config.nodes, SIM_LARGE_NODES_MAX);
    assert_int_equal(world->config.slots, 70);
    sim_test_play(world, "start 4095\nreconnect 4095\ndown-many 4095 1\nopen 4095 69 0\n"
                         "generate 4095 69 1\nstart 0\nreconnect 0\n");
    assert_true(sim_world_settle(world));
    assert_int_equal(ida_document_final_limit(world->nodes[0].document), 2);
    sim_test_assert_converged(world);
    sim_test_end(world);
}

/* --- The model. --- */

static sim_entry random_entry(sim_random *random)
{
    const ida_uuid session = {1 + sim_random_below(random, 5), 0};
    sim_entry entry = {.kind = SIM_ENTRY_RANGE, .node = (uint16_t)sim_random_below(random, 2)};
    entry.range =
        (ida_range){session, 1 + sim_random_below(random, 30), 1 + sim_random_below(random, 4),
                    1 + sim_random_between(random, 0, 6)};
    if (sim_random_chance(random, 1, 12)) {
        entry.kind = SIM_ENTRY_GHOST;
    }
    return entry;
}

/* Mostly a range that fits what the model has of its session. */
static sim_entry next_entry(const sim_model *model, sim_random *random)
{
    sim_entry entry = random_entry(random);
    uint32_t session = sim_model_find(model, entry.range.session);
    if (sim_random_chance(random, 7, 8)) {
        entry.range.first_gen_count =
            1 + (session == SIM_NONE ? 0 : model->members[session].finalized);
    }
    return entry;
}

static void assert_same_answers(const sim_model *a, const sim_model *b, uint64_t position)
{
    assert_int_equal(a->member_count, b->member_count);
    const sim_outcome *left = sim_model_at(a, position);
    const sim_outcome *right = sim_model_at(b, position);
    assert_int_equal(left->final_limit, right->final_limit);
    assert_int_equal(left->changes, right->changes);
    for (uint32_t session = 0; session < a->member_count; session++) {
        sim_extent one = sim_model_extent(a, session, position);
        sim_extent other = sim_model_extent(b, session, position);
        assert_int_equal(one.finalized, other.finalized);
        assert_int_equal(one.allocated, other.allocated);
        for (uint64_t gen = 1; gen <= a->members[session].allocated; gen++) {
            assert_int_equal(sim_model_final(a, session, gen), sim_model_final(b, session, gen));
        }
    }
    for (size_t i = 0; i < left->clusters; i++) {
        ida_cluster one = sim_answer_cluster(a, position, i);
        ida_cluster other = sim_answer_cluster(b, position, i);
        assert_memory_equal(&one, &other, sizeof one);
    }
    for (uint64_t id = 0; id < left->final_limit; id++) {
        const sim_piece *one = sim_model_piece(a, id);
        const sim_piece *other = sim_model_piece(b, id);
        assert_int_equal(one->session, other->session);
        assert_int_equal(id - one->base_final + one->first_gen,
                         id - other->base_final + other->first_gen);
    }
}

TEST(a_model_that_forgets_answers_as_one_that_does_not)
{
    size_t pieces = 0;
    for (uint64_t seed = 0; seed < 20; seed++) {
        sim_random random = sim_random_stream(seed, 1);
        sim_model whole;
        sim_model forgetful;
        sim_model_init(&whole);
        sim_model_init(&forgetful);
        for (unsigned i = 0; i < 150; i++) {
            const sim_entry entry = next_entry(&whole, &random);
            assert_true(sim_model_append(&whole, &entry));
            assert_true(sim_model_append(&forgetful, &entry));
            assert_int_equal(sim_model_outcome(&whole, i)->status,
                             sim_model_outcome(&forgetful, i)->status);
            if (sim_random_chance(&random, 1, 10)) {
                uint64_t left = forgetful.outcome_count - forgetful.base;
                sim_model_forget(&forgetful, forgetful.base + sim_random_below(&random, left + 1));
            }
            assert_same_answers(&whole, &forgetful,
                                forgetful.base + sim_random_below(&random, whole.outcome_count -
                                                                               forgetful.base + 1));
        }
        sim_model_forget(&forgetful, forgetful.outcome_count);
        assert_same_answers(&whole, &forgetful, whole.outcome_count);
        assert_true(forgetful.piece_count == sim_model_at(&whole, 150)->clusters);
        assert_true(forgetful.step_count < whole.step_count);
        pieces += whole.piece_count - forgetful.piece_count;
        sim_model_free(&whole);
        sim_model_free(&forgetful);
    }
    assert_true(pieces > 20);
}

TEST(a_model_of_very_many_sessions_finds_each)
{
    sim_model model;
    sim_random random = sim_random_stream(1, 2);
    sim_model_init(&model);
    for (unsigned i = 0; i < 9000; i++) {
        const sim_entry entry = {
            .kind = SIM_ENTRY_RANGE,
            .range = {{sim_random_below(&random, 1u << 20) + 1, (uint64_t)i << 32}, 1, 1, 1}};
        assert_true(sim_model_append(&model, &entry));
        assert_int_equal(sim_model_outcome(&model, i)->status, IDA_OK);
        /* Once more, it is known; with one UUID less, it would collide. */
        sim_entry other = entry;
        other.range.session.low--;
        other.range.session.high -= entry.range.session.low == 0 ? 1 : 0;
        assert_int_equal(sim_model_foresee(&model, &entry.range), IDA_OUT_OF_ORDER);
        assert_int_equal(sim_model_foresee(&model, &other.range), IDA_COLLISION);
    }
    assert_true(model.fresh.count > 0);
    assert_true(model.by_uuid.count > 4096);
    for (uint32_t i = 0; i < 9000; i++) {
        ida_uuid uuid = model.members[i].uuid;
        uint32_t session;
        uint64_t gen;
        uuid.low++;
        assert_int_equal(sim_model_find(&model, model.members[i].uuid), i);
        assert_true(sim_model_locate(&model, uuid, &session, &gen));
        assert_int_equal(session, i);
        assert_int_equal(gen, 2);
    }
    sim_model_free(&model);
}

/* --- The oracle. --- */

static unsigned created;
static const ida_document *service;

/* Two nodes start; the third document is the service's. */
static ida_status create_counted(const ida_allocator *allocator, ida_document **document)
{
    ida_status status = ida_document_create(allocator, document);
    created++;
    service = created == 3 ? *document : service;
    return status;
}

/* The service loses one range. */
static ida_status finalize_but_once(ida_document *document, const ida_range *range)
{
    bool loses = document == service && range->first_gen_count == 1;
    return loses ? IDA_OK : ida_document_finalize(document, range);
}

/* Ranges of one session after the other, which both nodes apply. */
static sim_tape long_tape(void)
{
    sim_tape tape = tape_of_format("%s", "idalloc-tape 1\n"
                                         "world kept=64 nodes=2 slots=1 write-ahead=0 "
                                         "cluster-size=5 seed=1\n"
                                         "start 0\nstart 1\nreconnect 0\nreconnect 1\n"
                                         "down-many 0 9\ndown-many 1 9\n");
    for (uint32_t i = 0; i < 150; i++) {
        /* A node numbers its submissions from 1, and keeps each in the place of its number. */
        assert_true(sim_tape_add(&tape, SIM_OP_OPEN, 0, 0));
        assert_true(sim_tape_append(&tape, (sim_op){SIM_OP_GENERATE, {0, 0, 2}}));
        assert_true(sim_tape_add(&tape, SIM_OP_TAKE, 0, 0));
        assert_true(sim_tape_add(&tape, SIM_OP_UP, 0, (i + 1) % SIM_UP_MESSAGES));
        assert_true(sim_tape_add(&tape, SIM_OP_DOWN_MANY, 0, 9));
        assert_true(sim_tape_add(&tape, SIM_OP_DOWN_MANY, 1, 9));
    }
    return tape;
}

TEST(a_wrong_summary_is_found)
{
    sim_subject wrong = sim_subject_core;
    sim_tape tape = long_tape();
    sim_run_options options = {.until = SIM_NEVER};
    sim_result right = sim_run_tape(&tape, &options);
    assert_int_equal(right.verdict, SIM_PASS);
    assert_true(right.tally.marks[SIM_MARK_SUMMARIZED] > 0);
    wrong.document_create = create_counted;
    wrong.document_finalize = finalize_but_once;
    options.subjects.of[SIM_SCHEME_COMPRESSOR] = &wrong;
    sim_result result = sim_run_tape(&tape, &options);
    assert_true(created >= 3);
    assert_int_equal(result.verdict, SIM_FAIL);
    assert_int_equal(result.failure.invariant, SIM_INVARIANT_CONVERGENCE);
    assert_int_equal(result.failure.site.parts, SIM_SITE_POSITION);
    sim_tape_free(&tape);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_log_is_kept_up_to_twice_its_number_and_documents_are_the_same),
        cmocka_unit_test(a_node_that_falls_behind_is_closed_and_joins_from_the_summary),
        cmocka_unit_test(what_is_forgotten_stays_forgotten_when_the_sequencer_restarts),
        cmocka_unit_test(worlds_are_large_up_to_their_own_limits),
        cmocka_unit_test(a_model_that_forgets_answers_as_one_that_does_not),
        cmocka_unit_test(a_model_of_very_many_sessions_finds_each),
        cmocka_unit_test(a_wrong_summary_is_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
