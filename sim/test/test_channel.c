/* The network and the sequencer: one order, whatever is lost, repeated or overtaken. */
#include "compressor/channel.h"
#include "support_cmocka.h"
#include "support_world.h"

/* Node 0 is connected and has a session; the log has its JOIN. */
#define CONNECTED "start 0\nreconnect 0\ndown-many 0 1\nopen 0 0 0\n"
/* The same for node 1. */
#define CONNECTED_1 "start 1\nreconnect 1\ndown-many 1 9\n"
/* Another submission of node 0. */
#define SUBMIT "generate 0 0 1\ntake 0 0\n"

TEST(submissions_get_into_their_order)
{
    sim_world *world = sim_test_world(1, 1, 5);
    sim_test_play(world, CONNECTED SUBMIT SUBMIT SUBMIT "up 0 3\nup 0 2\n");
    assert_int_equal(world->log_count, 1);
    assert_int_equal(world->tally.faults[SIM_FAULT_UP_REORDERED], 2);
    sim_test_play(world, "up 0 1\n");
    assert_int_equal(world->log_count, 4);
    for (uint32_t i = 1; i <= 3; i++) {
        assert_int_equal(world->log[i].number, i);
        assert_int_equal(world->log[i].range.first_gen_count, i);
    }
    sim_test_end(world);
}

TEST(repetitions_are_ignored)
{
    sim_world *world = sim_test_world(1, 1, 5);
    sim_test_play(world, CONNECTED SUBMIT SUBMIT "up-again 0 2\nup 0 2\nup-again 0 1\nup 0 1\n");
    assert_int_equal(world->log_count, 3);
    assert_int_equal(world->tally.faults[SIM_FAULT_UP_REPEATED], 2);
    sim_test_end(world);
}

TEST(what_is_lost_can_be_sent_again)
{
    sim_world *world = sim_test_world(1, 1, 5);
    sim_test_play(world, CONNECTED SUBMIT "up-lost 0 1\nup 0 1\n");
    assert_int_equal(world->log_count, 1);
    assert_int_equal(world->tally.faults[SIM_FAULT_UP_LOST], 1);
    sim_test_play(world, "resend 0\nresend 0\nup 0 1\n");
    assert_int_equal(world->log_count, 2);
    /* Only one copy was in flight, and what the node has seen it does not send any more. */
    sim_test_play(world, "up 0 2\ndown-many 0 1\nresend 0\nup 0 1\n");
    assert_int_equal(world->log_count, 2);
    assert_int_equal(world->nodes[0].unseen_count, 0);
    assert_int_equal(world->tally.faults[SIM_FAULT_UP_REPEATED], 0);
    sim_test_end(world);
}

TEST(an_old_connection_is_void)
{
    sim_world *world = sim_test_world(1, 1, 5);
    sim_test_play(world, CONNECTED SUBMIT "offline 0\nreconnect 0\nup 0 1\n");
    assert_int_equal(world->log_count, 2);
    assert_int_equal(world->tally.marks[SIM_MARK_OLD_CONNECTION], 1);
    assert_int_equal(world->nodes[0].state, SIM_NODE_JOINING);
    sim_test_play(world, "down-many 0 1\n");
    assert_int_equal(world->nodes[0].state, SIM_NODE_CONNECTED);
    assert_int_equal(world->tally.marks[SIM_MARK_RETAKEN], 1);
    sim_test_play(world, "up 0 1\ndown-many 0 1\n");
    assert_int_equal(world->log[2].epoch, 2);
    assert_int_equal(sim_test_finalized(world, 0, world->nodes[0].slots[0].uuid), 1);
    sim_test_end(world);
}

TEST(retaking_does_not_wait_for_old_messages)
{
    sim_world *world = sim_test_world(1, 1, 5);
    sim_test_play(world, CONNECTED SUBMIT "offline 0\nreconnect 0\ndown-many 0 1\n");
    assert_int_equal(world->tally.marks[SIM_MARK_RETAKEN_IN_FLIGHT], 1);
    /* Slot 1 has the old message still, so that the new number 1 went to the next one. */
    assert_int_equal(world->nodes[0].up[1].entry.epoch, 1);
    assert_int_equal(world->nodes[0].up[2].entry.epoch, 2);
    sim_test_play(world, "up 0 2\nup 0 1\ndown-many 0 9\n");
    assert_int_equal(world->log_count, 3);
    assert_int_equal(sim_test_finalized(world, 0, world->nodes[0].slots[0].uuid), 1);
    sim_test_end(world);
}

TEST(an_offline_node_may_still_be_sequenced)
{
    sim_world *world = sim_test_world(1, 1, 5);
    sim_test_play(world, CONNECTED SUBMIT "offline 0\nup 0 1\ndown 0 0\n");
    assert_int_equal(world->log_count, 2);
    assert_int_equal(world->nodes[0].position, 1);
    sim_test_play(world, "reconnect 0\ndown-many 0 9\n");
    assert_int_equal(world->tally.marks[SIM_MARK_RETAKEN], 0);
    assert_int_equal(world->nodes[0].unseen_count, 0);
    assert_int_equal(sim_test_finalized(world, 0, world->nodes[0].slots[0].uuid), 1);
    sim_test_end(world);
}

TEST(pending_application_ops_follow_their_ranges)
{
    sim_world *world = sim_test_world(1, 2, 5);
    sim_test_play(world, CONNECTED "generate 0 0 1\nsend 0 0 0\noffline 0\ngenerate 0 0 2\n"
                                   "reconnect 0\ndown-many 0 9\n");
    const sim_node *node = &world->nodes[0];
    assert_int_equal(world->tally.marks[SIM_MARK_RESUBMITTED], 1);
    assert_int_equal(node->unseen_count, 2);
    assert_int_equal(node->unseen[0].kind, SIM_ENTRY_RANGE);
    assert_int_equal(node->unseen[0].range.count, 3);
    assert_int_equal(node->unseen[1].kind, SIM_ENTRY_APP);
    assert_int_equal(node->unseen[1].number, 2);
    assert_int_equal(node->unseen[1].ids[0], -1);
    /* Once the session is closed, nobody resubmits for it. */
    sim_test_play(world, "close 0 0\noffline 0\nreconnect 0\ndown-many 0 9\n");
    assert_int_equal(node->unseen_count, 0);
    sim_test_end(world);
}

TEST(a_restarted_sequencer_lost_what_waited)
{
    sim_world *world = sim_test_world(1, 1, 5);
    sim_test_play(world, CONNECTED SUBMIT SUBMIT "up 0 2\nsequencer\nup 0 1\n");
    assert_int_equal(world->log_count, 2);
    sim_test_play(world, "resend 0\nup 0 2\n");
    assert_int_equal(world->log_count, 3);
    assert_int_equal(world->tally.faults[SIM_FAULT_SEQUENCER_RESTART], 1);
    sim_test_end(world);
}

TEST(cut_links_carry_nothing)
{
    sim_world *world = sim_test_world(1, 1, 5);
    sim_test_play(world, CONNECTED SUBMIT "cut 0 1\nup 0 1\nfetch 0\n");
    assert_int_equal(world->log_count, 1);
    assert_int_equal(world->tally.faults[SIM_FAULT_CUT_ONE_WAY], 2);
    sim_test_play(world, "heal 0\ncut 0 2\nup 0 1\ndown 0 0\ndown-many 0 5\ndown-old 0 0\n");
    assert_int_equal(world->log_count, 2);
    assert_int_equal(world->nodes[0].position, 1);
    assert_int_equal(world->tally.faults[SIM_FAULT_CUT_ONE_WAY], 5);
    sim_test_play(world, "cut 0 0\nreconnect 0\ndown 0 0\n");
    assert_int_equal(world->nodes[0].epoch, 1);
    assert_int_equal(world->tally.faults[SIM_FAULT_CUT], 2);
    sim_test_play(world, "heal 0\ndown 0 0\n");
    assert_int_equal(world->nodes[0].position, 2);
    sim_test_end(world);
}

TEST(nodes_put_the_log_back_into_order)
{
    sim_world *world = sim_test_world(2, 1, 5);
    sim_test_play(world, CONNECTED CONNECTED_1 SUBMIT SUBMIT SUBMIT "up 0 1\nup 0 2\nup 0 3\n");
    const sim_node *node = &world->nodes[1];
    uint64_t position = node->position;
    sim_test_play(world, "down 1 2\ndown-again 1 1\ndown 1 1\n");
    assert_int_equal(node->position, position);
    assert_int_equal(world->tally.faults[SIM_FAULT_DOWN_REORDERED], 2);
    assert_int_equal(world->tally.faults[SIM_FAULT_DOWN_REPEATED], 1);
    sim_test_play(world, "down 1 0\n");
    assert_int_equal(node->position, position + 3);
    assert_int_equal(world->tally.marks[SIM_MARK_REASSEMBLED], 1);
    sim_test_play(world, "down 1 0\ndown-old 1 0\ndown-old 1 63\n");
    assert_int_equal(node->position, position + 3);
    assert_int_equal(world->tally.faults[SIM_FAULT_DOWN_REPEATED], 2);
    sim_test_play(world, "down-many 0 9\n");
    sim_test_assert_converged(world);
    sim_test_end(world);
}

TEST(lost_entries_are_fetched)
{
    sim_world *world = sim_test_world(2, 1, 5);
    sim_test_play(world, CONNECTED CONNECTED_1 SUBMIT SUBMIT SUBMIT "up 0 1\nup 0 2\nup 0 3\n"
                                                                    "down-lost 1 1\n"
                                                                    "down-many 1 99\n");
    const sim_node *node = &world->nodes[1];
    assert_int_equal(node->position, world->log_count - 2);
    sim_test_play(world, "fetch 1\ndown-many 1 1\n");
    assert_int_equal(node->position, world->log_count - 1);
    sim_test_play(world, "down-many 1 99\n");
    assert_int_equal(node->position, world->log_count);
    sim_test_end(world);
}

TEST(a_new_connection_brings_what_was_missed)
{
    sim_world *world = sim_test_world(2, 1, 5);
    sim_test_play(world, CONNECTED CONNECTED_1 "offline 1\n");
    for (unsigned i = 0; i < 20; i++) {
        sim_test_play(world, SUBMIT "resend 0\n");
        sim_test_playf(world, "up 0 %u\ndown-many 0 9\n", i + 1);
    }
    sim_test_play(world, "down-many 1 99\nfetch 1\n");
    assert_true(world->nodes[1].position < world->log_count);
    sim_test_play(world, "reconnect 1\ndown-many 1 99\ndown-many 0 99\n");
    assert_int_equal(world->tally.marks[SIM_MARK_OFFLINE_LONG], 1);
    sim_test_assert_converged(world);
    sim_test_end(world);
}

TEST(a_window_of_submissions_is_under_way)
{
    sim_world *world = sim_test_world(1, SIM_SLOTS_MAX, 5);
    const sim_node *node = &world->nodes[0];
    sim_test_play(world, "start 0\n");
    for (unsigned i = 0; i < SIM_SLOTS_MAX; i++) {
        sim_test_playf(world, "open 0 %u 0\ngenerate 0 %u 1\n", i, i);
    }
    sim_test_play(world, "reconnect 0\ndown-many 0 1\n");
    assert_int_equal(node->unseen_count, SIM_SLOTS_MAX);
    assert_int_equal(node->next_sent, SIM_UP_MESSAGES + 1);
    sim_test_play(world, "take 0 0\nup 0 1\nup 0 2\n");
    assert_int_equal(node->next_sent, SIM_UP_MESSAGES + 1);
    sim_test_play(world, "down 0 0\n");
    assert_int_equal(node->next_sent, SIM_UP_MESSAGES + 2);
    for (unsigned i = 3; i <= SIM_SLOTS_MAX; i++) {
        sim_test_playf(world, "up 0 %u\ndown-many 0 9\n", i);
    }
    assert_int_equal(world->log_count, SIM_SLOTS_MAX + 1);
    assert_int_equal(node->unseen_count, 0);
    assert_int_equal(ida_document_final_limit(node->document), SIM_SLOTS_MAX * 6);
    sim_test_end(world);
}

TEST(a_node_remembers_so_many_submissions_only)
{
    sim_world *world = sim_test_world(1, 1, 5);
    sim_test_play(world, CONNECTED);
    for (unsigned i = 0; i < SIM_UP_MESSAGES + 5; i++) {
        sim_test_play(world, SUBMIT);
    }
    assert_int_equal(world->nodes[0].unseen_count, SIM_UP_MESSAGES);
    sim_test_play(world, "send 0 0 0\n");
    assert_int_equal(world->nodes[0].unseen_count, SIM_UP_MESSAGES);
    /* The slots are all taken by the old connection: the new submission crowds one out. */
    sim_test_play(world, "reconnect 0\ndown-many 0 9\n");
    assert_int_equal(world->tally.faults[SIM_FAULT_UP_LOST], 1);
    assert_int_equal(world->nodes[0].up[1].entry.epoch, 2);
    assert_int_equal(world->nodes[0].up[1].entry.range.count, SIM_UP_MESSAGES + 5);
    sim_test_end(world);
}

TEST(a_full_log_refuses_until_the_quiet_phase)
{
    sim_world *world = sim_test_world(1, 1, 5);
    sim_test_play(world, CONNECTED SUBMIT);
    const sim_op ghost = {SIM_OP_GHOST, {0, 0, 0}};
    for (unsigned i = 0; i < SIM_LOG_MAX; i++) {
        assert_true(sim_world_execute(world, &ghost));
    }
    assert_int_equal(world->log_count, SIM_LOG_MAX - SIM_LOG_HEADROOM);
    sim_test_play(world, "up 0 1\nforge 6 0 0\noffline 0\nreconnect 0\n");
    assert_int_equal(world->log_count, SIM_LOG_MAX - SIM_LOG_HEADROOM);
    assert_int_equal(world->nodes[0].state, SIM_NODE_OFFLINE);
    assert_true(world->nodes[0].up[1].used);
    assert_true(sim_world_settle(world));
    assert_int_equal(sim_test_finalized(world, 0, world->nodes[0].slots[0].uuid), 1);
    sim_test_assert_converged(world);
    sim_test_end(world);
}

/* What a fresh replica of the whole log says to its last entry. */
static ida_status judge_last(const sim_world *world)
{
    ida_allocator allocator = ida_allocator_standard();
    ida_document *document;
    ida_status status = ida_document_create(&allocator, &document);
    assert_int_equal(status, IDA_OK);
    for (uint64_t i = 0; i < world->log_count; i++) {
        if (world->log[i].kind == SIM_ENTRY_RANGE) {
            status = ida_document_finalize(document, &world->log[i].range);
        }
    }
    ida_document_destroy(document);
    return status;
}

TEST(forgeries_are_what_they_are_called)
{
    static const struct {
        const char *op;
        ida_status status;
    } cases[] = {
        {"forge 0 1 0\n", IDA_OUT_OF_ORDER},
        {"forge 1 1 5\n", IDA_OUT_OF_ORDER},
        {"forge 2 1 1\n", IDA_OUT_OF_ORDER},
        {"forge 3 9 0\n", IDA_INVALID_RANGE},
        {"forge 3 9 1\n", IDA_INVALID_RANGE},
        {"forge 3 9 2\n", IDA_INVALID_RANGE},
        {"forge 3 9 3\n", IDA_INVALID_RANGE},
        {"forge 4 9 0\n", IDA_INVALID_RANGE},
        {"forge 5 9 0\n", IDA_INVALID_RANGE},
        {"forge 5 9 1\n", IDA_INVALID_RANGE},
        {"forge 5 9 2\n", IDA_INVALID_RANGE},
        {"forge 6 9 0\n", IDA_OK},
        {"forge 7 0 0\n", IDA_OK},
        {"forge 8 9 0\n", IDA_INVALID_RANGE},
        {"forge 9 9 3\n", IDA_OK},
        {"forge 10 9 4\n", IDA_EXHAUSTED},
    };
    sim_world *world = sim_test_world(1, 1, 5);
    sim_test_play(world, "forge 0 0 0\nforge 1 0 0\nforge 2 0 0\nforge 7 0 0\n");
    assert_int_equal(world->log_count, 0);
    sim_test_play(world, CONNECTED "generate 0 0 3\ntake 0 0\nup 0 1\ndown-many 0 9\n");
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        name_case("%s", cases[i].op);
        uint64_t before = world->log_count;
        sim_test_play(world, cases[i].op);
        assert_int_equal(world->log_count, before + 1);
        assert_true(world->log[before].forged);
        assert_int_equal(judge_last(world), cases[i].status);
    }
    assert_int_equal(world->tally.faults[SIM_FAULT_FORGED], COUNT_OF(cases));
    /* The session in whose name one continued is fenced. */
    sim_test_play(world, "down-many 0 99\ngenerate 0 0 1\n");
    assert_int_equal(world->tally.marks[SIM_MARK_STALE], 1);
    sim_test_end(world);
}

TEST(ghosts_are_in_the_log)
{
    sim_world *world = sim_test_world(1, 1, 5);
    sim_test_play(world, CONNECTED "ghost 8 3\nghost 8 0\nghost 8 2\nghost 16 4\n"
                                   "down-many 0 99\n");
    assert_int_equal(world->tally.marks[SIM_MARK_GHOST], 3);
    assert_int_equal(world->tally.marks[SIM_MARK_GHOST_AGAIN], 1);
    assert_int_equal(ida_document_final_limit(world->nodes[0].document), 9);
    sim_test_end(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(submissions_get_into_their_order),
        cmocka_unit_test(repetitions_are_ignored),
        cmocka_unit_test(what_is_lost_can_be_sent_again),
        cmocka_unit_test(an_old_connection_is_void),
        cmocka_unit_test(retaking_does_not_wait_for_old_messages),
        cmocka_unit_test(an_offline_node_may_still_be_sequenced),
        cmocka_unit_test(pending_application_ops_follow_their_ranges),
        cmocka_unit_test(a_restarted_sequencer_lost_what_waited),
        cmocka_unit_test(cut_links_carry_nothing),
        cmocka_unit_test(nodes_put_the_log_back_into_order),
        cmocka_unit_test(lost_entries_are_fetched),
        cmocka_unit_test(a_new_connection_brings_what_was_missed),
        cmocka_unit_test(a_window_of_submissions_is_under_way),
        cmocka_unit_test(a_node_remembers_so_many_submissions_only),
        cmocka_unit_test(a_full_log_refuses_until_the_quiet_phase),
        cmocka_unit_test(forgeries_are_what_they_are_called),
        cmocka_unit_test(ghosts_are_in_the_log),
    };
    return RUN_TESTS(tests);
}
