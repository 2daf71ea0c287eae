/* The canonical hash is not blind: each answer of a subject that it takes in changes it. */
#include "compressor/compressor.h"
#include "compressor/oracle/oracle_internal.h"
#include "support_canon.h"
#include "support_cmocka.h"
#include "support_explore.h"

static ida_id higher_limit(const ida_document *document)
{
    return ida_document_final_limit(document) + 1;
}

static size_t more_sessions(const ida_document *document)
{
    return ida_document_session_count(document) + 1;
}

static size_t fewer_clusters(const ida_document *document)
{
    size_t count = ida_document_cluster_count(document);
    return count == 0 ? 0 : count - 1;
}

static bool other_counts(const ida_document *document, size_t index, ida_cluster *cluster)
{
    bool there = ida_document_cluster(document, index, cluster);
    cluster->count--;
    return there;
}

static bool other_capacities(const ida_document *document, size_t index, ida_cluster *cluster)
{
    bool there = ida_document_cluster(document, index, cluster);
    cluster->capacity--;
    return there;
}

static bool other_finals(const ida_document *document, size_t index, ida_cluster *cluster)
{
    bool there = ida_document_cluster(document, index, cluster);
    cluster->base_final++;
    return there;
}

static bool other_gens(const ida_document *document, size_t index, ida_cluster *cluster)
{
    bool there = ida_document_cluster(document, index, cluster);
    cluster->base_gen_count++;
    return there;
}

static bool other_owners(const ida_document *document, size_t index, ida_cluster *cluster)
{
    bool there = ida_document_cluster(document, index, cluster);
    cluster->session.low++;
    return there;
}

static ida_uuid other_id(const ida_session *session)
{
    ida_uuid id = ida_session_id(session);
    id.low++;
    return id;
}

static ida_status load_elsewhere(const ida_allocator *allocator, const uint8_t *bytes, size_t size,
                                 ida_snapshot *snapshot)
{
    ida_status status = ida_snapshot_load(allocator, bytes, size, snapshot);
    snapshot->log_position++;
    return status;
}

static uint64_t more_generated(const ida_session *session)
{
    return ida_session_generated(session) + 1;
}

static uint64_t later_start(const ida_session *session)
{
    return ida_session_next_range_start(session) + 1;
}

static uint32_t larger_size(const ida_session *session)
{
    return ida_session_cluster_size(session) + 1;
}

static bool always_stale(ida_session *session)
{
    (void)session;
    return true;
}

static ida_status other_form(ida_session *session, ida_id id, ida_id *op_id)
{
    ida_status status = ida_session_to_op_space(session, id, op_id);
    *op_id += 1;
    return status;
}

static ida_status no_load(const ida_allocator *allocator, const uint8_t *bytes, size_t size,
                          ida_snapshot *snapshot)
{
    (void)allocator;
    (void)bytes;
    (void)size;
    (void)snapshot;
    return IDA_CHECKSUM;
}

/* A subject that answers all as the core does but for one function. */
#define ANSWER(function, wrong)                                                                    \
    {                                                                                              \
        sim_subject subject = sim_subject_core;                                                    \
        subject.function = (wrong);                                                                \
        assert_answer_shows(world, &subject, #wrong);                                              \
    }

static void assert_answer_shows(sim_world *world, const sim_subject *subject, const char *what)
{
    sim_state_hash right = hash_of(world, ANY_OP, true);
    world->subject = subject;
    sim_state_hash other = hash_of(world, ANY_OP, true);
    world->subject = &sim_subject_core;
    if (sim_state_hash_same(other, right)) {
        fail_msg("%s does not show", what);
    }
}

static void assert_answers_show(sim_world *world){
    ANSWER(document_final_limit, higher_limit) ANSWER(document_session_count, more_sessions)
        ANSWER(document_cluster_count, fewer_clusters) ANSWER(document_cluster, other_counts)
            ANSWER(document_cluster, other_capacities) ANSWER(document_cluster, other_finals)
                ANSWER(document_cluster, other_gens) ANSWER(document_cluster, other_owners)
                    ANSWER(session_generated, more_generated)
                        ANSWER(session_next_range_start, later_start)
                            ANSWER(session_cluster_size, larger_size)
                                ANSWER(session_is_stale, always_stale)
                                    ANSWER(session_to_op_space, other_form)
                                        ANSWER(session_id, other_id)}

/* Once of what is live, and once of what is saved only. */
TEST(every_answer_shows)
{
    static const char lines[] = "generate 0 0 3\ntake 0 0\nup 0 1\ndown-many 0 8\n"
                                "generate 0 0 1\n";
    const sim_search_scope scope = explore_scope(1, 1, SIM_BEGIN_SESSIONS, 0);
    sim_world *world = explore_world(&scope, lines);
    assert_answers_show(world);
    explore_world_end(world);
    world = explore_world(&scope, lines);
    const sim_op save = {SIM_OP_SAVE, {0, 0, 0}};
    const sim_op crash = {SIM_OP_CRASH, {0, 0, 0}};
    assert_true(sim_world_execute(world, &save) && sim_world_execute(world, &crash));
    assert_answers_show(world);
    ANSWER(snapshot_load, no_load)
    ANSWER(snapshot_load, load_elsewhere)
    explore_world_end(world);
}

/* Of bytes that do not load, all count. */
TEST(broken_bytes_show)
{
    sim_world *a = busy_world();
    sim_world *b = busy_world();
    a->nodes[0].stores[0].bytes[20] ^= 1;
    b->nodes[0].stores[0].bytes[20] ^= 2;
    assert_false(same_hash(a, b, ANY_OP, true));
    explore_world_end(a);
    explore_world_end(b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_answer_shows),
        cmocka_unit_test(broken_bytes_show),
    };
    return RUN_TESTS(tests);
}
