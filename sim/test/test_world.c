/* The world: the lives of its nodes, what they keep, and that any tape is a legal one. */
#include "compressor/world.h"

#include "compressor/channel.h"
#include "compressor/observers.h"
#include "kernel/narrator.h"
#include "kernel/random.h"
#include "support_cmocka.h"
#include "support_world.h"

#define CONNECTED "start 0\nreconnect 0\ndown-many 0 1\nopen 0 0 0\n"
#define ROUND     "take 0 0\nresend 0\nup 0 1\nup 0 2\nup 0 3\ndown-many 0 99\n"

/* --- UUIDs --- */

TEST(layouts_give_valid_uuids)
{
    sim_random random = sim_random_stream(1, 1);
    for (unsigned i = 0; i < 20000; i++) {
        const sim_config config = {.seed = sim_random_next(&random)};
        ida_uuid uuid = sim_world_uuid(&config, (unsigned)sim_random_below(&random, 17),
                                       (unsigned)sim_random_below(&random, 64),
                                       (uint32_t)sim_random_next(&random));
        assert_true(ida_uuid_is_valid(uuid));
    }
}

static bool same(ida_uuid a, ida_uuid b)
{
    return ida_uuid_compare(a, b) == 0;
}

TEST(random_layouts_differ_by_everything)
{
    const sim_config one = {.seed = 1};
    const sim_config two = {.seed = 2};
    ida_uuid uuid = sim_world_uuid(&one, 1, 2, 0);
    assert_true(same(uuid, sim_world_uuid(&one, 1, 2, 0)));
    assert_false(same(uuid, sim_world_uuid(&two, 1, 2, 0)));
    assert_false(same(uuid, sim_world_uuid(&one, 2, 2, 0)));
    assert_false(same(uuid, sim_world_uuid(&one, 1, 1, 0)));
    assert_false(same(uuid, sim_world_uuid(&one, 1, 2, 1)));
    assert_false(same(uuid, sim_world_uuid(&one, 1, 2, SIM_LAYOUT_KINDS)));
}

TEST(neighbours_are_near_whoever_asks)
{
    const sim_config config = {.seed = 1};
    uint64_t distance;
    ida_uuid base = sim_world_uuid(&config, 0, 0, SIM_LAYOUT_NEIGHBOUR);
    ida_uuid next = sim_world_uuid(&config, 3, 1, SIM_LAYOUT_NEIGHBOUR + SIM_LAYOUT_KINDS * 4 * 10);
    assert_true(ida_uuid_distance(base, next, &distance));
    assert_int_equal(distance, 10);
    assert_false(same(base, sim_world_uuid(&config, 0, 0, SIM_LAYOUT_NEIGHBOUR + 8)));
}

TEST(carries_come_within_sixteen_ids)
{
    const sim_config config = {.seed = 5};
    for (uint32_t i = 0; i < 64; i++) {
        ida_uuid variant = sim_world_uuid(&config, 1, i, SIM_LAYOUT_VARIANT + 8 * i);
        ida_uuid version = sim_world_uuid(&config, 1, i, SIM_LAYOUT_VERSION + 8 * i);
        ida_uuid later;
        assert_int_equal(ida_uuid_add(variant, i % 16, &later), IDA_OK);
        assert_int_equal(variant.low >> 62, later.low >> 62);
        assert_int_equal(ida_uuid_add(variant, i % 16 + 1, &later), IDA_OK);
        assert_int_not_equal(variant.low >> 62, later.low >> 62);
        assert_int_equal(variant.high, later.high);
        assert_int_equal(ida_uuid_add(version, i % 16, &later), IDA_OK);
        assert_int_equal(version.high, later.high);
        assert_int_equal(ida_uuid_add(version, i % 16 + 1, &later), IDA_OK);
        assert_int_equal((version.high >> 10) + 1, later.high >> 10);
    }
}

TEST(the_top_is_the_last_uuid)
{
    const sim_config config = {.seed = 5};
    ida_uuid sum;
    ida_uuid top = sim_world_uuid(&config, 1, 1, SIM_LAYOUT_TOP + 8 * 3);
    assert_int_equal(ida_uuid_add(top, 3, &sum), IDA_OK);
    assert_int_equal(ida_uuid_add(top, 4, &sum), IDA_EXHAUSTED);
}

/* --- The lives of nodes --- */

TEST(ops_without_sense_do_nothing)
{
    sim_world *world = sim_test_world(2, 2, 5);
    sim_test_play(world, "nop\njoin 0 1\njoin 0 0\nleave 0\ncrash 0\nrestart 0 0\nfork 0 1 0\n"
                         "save 0 0\ndamage 0 0 1\noffline 0\nreconnect 0\nopen 0 0 0\nclose 0 0\n"
                         "generate 0 0 1\nunique 0 0\nresize 0 0 1\ntake 0 0\nreset 0 0\n"
                         "send 0 0 0\nresend 0\nup 0 0\nup-lost 0 0\nup-again 0 0\ndown 0 0\n"
                         "down-lost 0 0\ndown-again 0 0\ndown-old 0 0\ndown-many 0 5\nfetch 0\n"
                         "forge 0 0 0\nread 0 0 0\ncheckpoint\nshard 0 0 1\nadopt 0 0\nreport 0 0\n"
                         "inform 0 0 0\ndispose 0 0\ntoken 0 0 0\ntoken-lost 0\n"
                         "falsify 0 0 0\nrevoke 0 0 0\n");
    static const sim_tally nothing;
    assert_memory_equal(&world->tally, &nothing, sizeof nothing);
    assert_int_equal(world->log_count, 0);
    assert_int_equal(world->memory.peak, 0);
    assert_int_equal(world->op_count, 41);
    sim_test_play(world, "start 0\nstart 0\ngenerate 0 0 1\nopen 0 0 0\nopen 0 0 8\n");
    assert_int_equal(world->nodes[0].live, 1);
    sim_test_end(world);
}

TEST(numbers_wrap_to_the_world)
{
    sim_world *world = sim_test_world(2, 3, 5);
    sim_test_play(world, "start 5\nopen 1 7 0\nsave 3 6\n");
    assert_int_equal(world->nodes[0].state, SIM_NODE_DOWN);
    assert_non_null(world->nodes[1].slots[1].session);
    assert_non_null(world->nodes[1].stores[2].bytes);
    sim_test_end(world);
}

TEST(a_saved_node_comes_back_as_it_was)
{
    sim_world *world = sim_test_world(1, 2, 5);
    sim_node *node = &world->nodes[0];
    sim_test_play(world, CONNECTED "open 0 1 1\ngenerate 0 0 3\ngenerate 0 1 2\nsave 0 0\n");
    ida_uuid uuid = node->slots[1].uuid;
    sim_test_play(world, "generate 0 0 1\ncrash 0\n");
    assert_int_equal(node->state, SIM_NODE_DOWN);
    assert_null(node->document);
    assert_int_equal(world->tally.faults[SIM_FAULT_CRASH_UNSAVED], 1);
    sim_test_play(world, "restart 0 1\n");
    assert_int_equal(node->state, SIM_NODE_DOWN);
    sim_test_play(world, "restart 0 0\n");
    assert_int_equal(node->state, SIM_NODE_OFFLINE);
    assert_int_equal(node->position, 1);
    assert_int_equal(node->live, 2);
    assert_int_equal(ida_session_generated(node->slots[0].session), 3);
    assert_int_equal(node->slots[0].issued_count, 1);
    assert_true(same(ida_session_id(node->slots[1].session), uuid));
    assert_int_equal(world->tally.marks[SIM_MARK_REHYDRATED], 1);
    assert_int_equal(world->tally.marks[SIM_MARK_REHYDRATED_PENDING], 2);
    assert_int_equal(world->tally.marks[SIM_MARK_REHYDRATED_AFTER_LOSS], 1);
    assert_true(sim_world_settle(world));
    assert_int_equal(sim_test_finalized(world, 0, uuid), 2);
    sim_test_end(world);
}

TEST(a_node_joins_from_a_summary)
{
    sim_world *world = sim_test_world(2, 1, 5);
    sim_test_play(world, CONNECTED "generate 0 0 1\nsend 0 0 0\nup 0 1\nup 0 2\ndown-many 0 9\n"
                                   "join 1 0\n");
    const sim_node *node = &world->nodes[1];
    assert_int_equal(node->state, SIM_NODE_OFFLINE);
    assert_int_equal(node->position, 3);
    assert_int_equal(node->joined_at, 3);
    assert_int_equal(node->live, 0);
    assert_true(ida_document_equal(world->nodes[0].document, node->document));
    assert_int_equal(world->tally.marks[SIM_MARK_JOINED_LATE], 1);
    sim_test_play(world, "open 1 0 0\nread 1 0 2\n");
    assert_int_equal(world->tally.marks[SIM_MARK_READ_AFTER_SUMMARY], 1);
    assert_int_equal(node->slots[0].seen_count, 1);
    assert_int_equal(node->slots[0].seen[0], 0);
    sim_test_end(world);
}

TEST(who_leaves_leaves_nothing)
{
    sim_world *world = sim_test_world(1, 1, 5);
    sim_test_play(world, CONNECTED "save 0 0\nleave 0\nrestart 0 0\n");
    assert_int_equal(world->nodes[0].state, SIM_NODE_DOWN);
    assert_int_equal(world->memory.used, 0);
    assert_null(world->nodes[0].stores[0].bytes);
    sim_test_play(world, "leave 0\nstart 0\nsave 0 1\ncrash 0\nleave 0\n");
    assert_int_equal(world->tally.marks[SIM_MARK_LEFT], 2);
    sim_test_end(world);
}

TEST(a_session_is_opened_once_in_a_process)
{
    sim_world *world = sim_test_world(1, 2, 5);
    sim_test_play(world, CONNECTED "open 0 1 4\nclose 0 0\nopen 0 0 4\n");
    assert_int_equal(world->nodes[0].live, 1);
    sim_test_play(world,
                  "generate 0 1 1\ntake 0 1\nup 0 1\ndown-many 0 9\nclose 0 1\nopen 0 0 4\n");
    assert_int_equal(world->tally.marks[SIM_MARK_OPEN_REFUSED], 1);
    assert_int_equal(world->nodes[0].live, 0);
    sim_test_end(world);
}

TEST(who_writes_ahead_is_never_stale)
{
    const sim_config config = {1, 1, 1, 5, 1, SIM_SCHEME_COMPRESSOR, 0};
    sim_world *world = sim_world_create(&config, &sim_subject_core);
    assert_non_null(world);
    sim_test_play(world, CONNECTED "generate 0 0 2\ntake 0 0\nup 0 1\ncrash 0\nrestart 0 3\n");
    assert_int_equal(world->tally.marks[SIM_MARK_WRITE_AHEAD], 1);
    assert_int_equal(ida_session_generated(world->nodes[0].slots[0].session), 2);
    sim_test_play(world, "reconnect 0\ndown-many 0 99\ngenerate 0 0 1\noffline 0\n"
                         "reconnect 0\ndown-many 0 99\n");
    /* What is retaken is saved before it is sent, too. */
    assert_int_equal(world->nodes[0].unseen_count, 1);
    assert_false(world->nodes[0].unsaved);
    sim_test_play(world, "crash 0\nrestart 0 3\n");
    assert_int_equal(ida_session_generated(world->nodes[0].slots[0].session), 3);
    assert_true(sim_world_settle(world));
    assert_int_equal(sim_test_finalized(world, 0, world->nodes[0].slots[0].uuid), 3);
    assert_int_equal(world->tally.marks[SIM_MARK_STALE], 0);
    sim_test_end(world);
}

TEST(a_stale_session_is_found_out)
{
    sim_world *world = sim_test_world(1, 1, 5);
    sim_test_play(world,
                  CONNECTED "save 0 0\ngenerate 0 0 2\nsave 0 1\n" ROUND "crash 0\nrestart 0 0\n");
    assert_int_equal(world->tally.faults[SIM_FAULT_STALE_RESTORE], 1);
    sim_test_play(world, "generate 0 0 1\nreconnect 0\ndown-many 0 99\ngenerate 0 0 1\n");
    assert_true(world->tally.marks[SIM_MARK_STALE] > 0);
    sim_test_end(world);
}

TEST(a_fork_is_fenced)
{
    sim_world *world = sim_test_world(2, 1, 5);
    sim_test_play(world, CONNECTED "generate 0 0 2\nsave 0 0\nfork 1 0 0\n");
    assert_int_equal(world->tally.faults[SIM_FAULT_FORK], 1);
    assert_int_equal(world->tally.marks[SIM_MARK_FORKED], 1);
    sim_test_play(world, "take 0 0\nup 0 1\ndown-many 0 99\n");
    assert_true(sim_world_settle(world));
    assert_int_equal(world->tally.marks[SIM_MARK_FORK_FENCED], 0);
    sim_test_play(world, "generate 0 0 6\ngenerate 1 0 6\ntake 0 0\ntake 1 0\nup 0 1\nup 1 1\n"
                         "down-many 0 99\ndown-many 1 99\n");
    assert_int_equal(world->tally.marks[SIM_MARK_FORK_FENCED], 2);
    sim_test_assert_converged(world);
    sim_test_end(world);
}

/* --- Storage --- */

TEST(damaged_snapshots_are_refused)
{
    static const sim_fault faults[] = {SIM_FAULT_TRUNCATED, SIM_FAULT_FLIPPED, SIM_FAULT_TORN,
                                       SIM_FAULT_VERSION};
    for (uint32_t how = 0; how < 400; how++) {
        sim_world *world = sim_test_world(1, 1, 5);
        sim_test_play(world, CONNECTED "save 0 1\ngenerate 0 0 2\nsave 0 0\ncrash 0\n");
        sim_test_playf(world, "damage 0 0 %u\n", how);
        assert_int_equal(world->tally.faults[faults[how % 4]], 1);
        assert_true(world->nodes[0].stores[0].damaged);
        sim_test_play(world, "restart 0 0\n");
        assert_int_equal(world->nodes[0].state, SIM_NODE_DOWN);
        assert_int_equal(world->tally.marks[SIM_MARK_DAMAGE_REFUSED], 1);
        sim_test_play(world, "restart 0 1\n");
        assert_int_equal(world->nodes[0].state, SIM_NODE_OFFLINE);
        sim_test_end(world);
    }
}

TEST(damage_that_undoes_itself_is_none)
{
    sim_world *world = sim_test_world(1, 1, 5);
    sim_test_play(world,
                  CONNECTED "save 0 0\ncrash 0\ndamage 0 0 41\ndamage 0 0 41\nrestart 0 0\n");
    assert_false(world->nodes[0].stores[0].damaged);
    assert_int_equal(world->nodes[0].state, SIM_NODE_OFFLINE);
    sim_test_end(world);
}

/* --- Application ops --- */

TEST(mentioned_ids_come_back_as_ones_own)
{
    sim_world *world = sim_test_world(2, 1, 5);
    sim_test_play(world, CONNECTED "start 1\nreconnect 1\ndown-many 1 99\nopen 1 0 1\n"
                                   "generate 0 0 1\nsend 0 0 0\nup 0 1\nup 0 2\n"
                                   "down-many 0 99\ndown-many 1 99\n");
    assert_int_equal(world->tally.marks[SIM_MARK_MENTIONED_OWN], 1);
    assert_int_equal(world->log[3].ids[0], -1);
    assert_int_equal(world->nodes[1].slots[0].seen[0], 0);
    sim_test_play(world, "send 1 0 0\nup 1 1\ndown-many 0 99\n");
    assert_int_equal(world->tally.marks[SIM_MARK_MENTIONED_OTHER], 1);
    assert_int_equal(world->tally.marks[SIM_MARK_CAME_BACK], 1);
    assert_int_equal(world->log[4].ids[0], 0);
    const sim_slot *slot = &world->nodes[0].slots[0];
    assert_int_equal(slot->seen[(slot->seen_count - 1) % SIM_SEEN], -1);
    sim_test_end(world);
}

/* --- Any tape --- */

static sim_op draw_op(sim_random *random)
{
    static const uint8_t weights[] = {
        [SIM_OP_NOP] = 1,        [SIM_OP_START] = 6,      [SIM_OP_JOIN] = 6,
        [SIM_OP_LEAVE] = 1,      [SIM_OP_CRASH] = 2,      [SIM_OP_RESTART] = 6,
        [SIM_OP_FORK] = 2,       [SIM_OP_SAVE] = 8,       [SIM_OP_DAMAGE] = 2,
        [SIM_OP_OFFLINE] = 2,    [SIM_OP_RECONNECT] = 8,  [SIM_OP_OPEN] = 30,
        [SIM_OP_CLOSE] = 2,      [SIM_OP_GENERATE] = 40,  [SIM_OP_UNIQUE] = 6,
        [SIM_OP_RESIZE] = 3,     [SIM_OP_TAKE] = 20,      [SIM_OP_RESET] = 1,
        [SIM_OP_SEND] = 20,      [SIM_OP_RESEND] = 6,     [SIM_OP_UP] = 90,
        [SIM_OP_UP_LOST] = 2,    [SIM_OP_UP_AGAIN] = 3,   [SIM_OP_DOWN] = 60,
        [SIM_OP_DOWN_LOST] = 2,  [SIM_OP_DOWN_AGAIN] = 3, [SIM_OP_DOWN_OLD] = 2,
        [SIM_OP_DOWN_MANY] = 60, [SIM_OP_FETCH] = 6,      [SIM_OP_CUT] = 1,
        [SIM_OP_HEAL] = 4,       [SIM_OP_SEQUENCER] = 1,  [SIM_OP_GHOST] = 2,
        [SIM_OP_FORGE] = 2,      [SIM_OP_READ] = 6,       [SIM_OP_CHECKPOINT] = 1,
        [SIM_OP_STARVE] = 6,     [SIM_OP_SURGE] = 1,      [SIM_OP_SHARD] = 8,
        [SIM_OP_ADOPT] = 8,      [SIM_OP_REPORT] = 8,     [SIM_OP_INFORM] = 6,
        [SIM_OP_DISPOSE] = 3,    [SIM_OP_TOKEN] = 20,     [SIM_OP_TOKEN_LOST] = 1,
        [SIM_OP_FALSIFY] = 6,    [SIM_OP_REVOKE] = 2,
    };
    unsigned total = 0;
    for (unsigned i = 0; i < sizeof weights; i++) {
        total += weights[i];
    }
    unsigned drawn = (unsigned)sim_random_below(random, total);
    sim_op op = {0};
    while (drawn >= weights[op.code]) {
        drawn -= weights[op.code++];
    }
    op.args[0] = (uint32_t)sim_random_below(random, 16);
    op.args[1] = (uint32_t)sim_random_below(random, sim_random_chance(random, 1, 2) ? 2 : 24);
    op.args[2] = (uint32_t)sim_random_below(random, 12);
    if (op.code == SIM_OP_OPEN || op.code == SIM_OP_DAMAGE || op.code == SIM_OP_FORGE) {
        op.args[2] = (uint32_t)sim_random_below(random, sim_random_chance(random, 1, 2) ? 8 : 2000);
    }
    if (op.code == SIM_OP_OPEN && sim_random_chance(random, 1, 16)) {
        /* Neighbours around a carry into bit 63. */
        uint32_t variation = 2048 + (uint32_t)sim_random_below(random, 1024);
        op.args[2] = SIM_LAYOUT_NEIGHBOUR + SIM_LAYOUT_KINDS * variation;
    } else if (op.code == SIM_OP_GHOST) {
        op.args[0] = (uint32_t)sim_random_below(random, 40);
    }
    return op;
}

static sim_tape draw_tape(uint64_t seed, size_t count)
{
    sim_random random = sim_random_stream(seed, 1);
    /* One draw a statement, so that every compiler draws in the same order. */
    sim_config config = {.seed = seed};
    config.nodes = (uint8_t)(1 + sim_random_below(&random, 4));
    config.slots = (uint8_t)(seed % 16 == 0 ? 20 : 1 + sim_random_below(&random, 4));
    config.write_ahead = (uint16_t)sim_random_below(&random, 16);
    config.cluster_size = (uint32_t)(1 + sim_random_below(&random, 6));
    sim_tape tape;
    sim_tape_init(&tape, config);
    for (size_t i = 0; i < count; i++) {
        assert_true(sim_tape_append(&tape, draw_op(&random)));
    }
    return tape;
}

static void hear_sentence(void *context, const char *sentence)
{
    *(uint64_t *)context += strlen(sentence);
}

/* Plays a tape, but for one op, to the end and through the quiet phase. */
static uint64_t play_tape(const sim_tape *tape, size_t skipped, bool listened, sim_tally *tally)
{
    uint64_t heard = 0;
    sim_world *world = sim_world_create(&tape->config, &sim_subject_core);
    assert_non_null(world);
    sim_trace trace;
    sim_trace_init(&trace);
    sim_observers_add(&world->observers, (sim_observer){sim_compressor_digest, &trace});
    sim_narrator narrator = {.tell = hear_sentence, .context = &heard};
    if (listened) {
        sim_observers_add(&world->observers, (sim_observer){sim_compressor_narrate, &narrator});
    }
    for (size_t i = 0; i < tape->count; i++) {
        assert_true(i == skipped || sim_world_execute(world, &tape->ops[i]));
    }
    assert_true(sim_world_settle(world));
    sim_test_assert_converged(world);
    sim_tally_add(tally, &world->tally);
    assert_true(listened == (heard > 0));
    sim_test_end(world);
    return trace.digest;
}

TEST(any_tape_plays_the_same_each_time)
{
    sim_tally tally = {0};
    uint64_t distinct = 0;
    uint64_t last = 0;
    for (uint64_t seed = 0; seed < 200; seed++) {
        sim_tape tape = draw_tape(seed, 1200);
        uint64_t digest = play_tape(&tape, SIZE_MAX, false, &tally);
        assert_true(digest == play_tape(&tape, SIZE_MAX, true, &tally));
        play_tape(&tape, (size_t)seed * 4, false, &tally);
        distinct += digest != last;
        last = digest;
        sim_tape_free(&tape);
    }
    assert_int_equal(distinct, 200);
    for (unsigned i = 0; i <= SIM_MARK_STUCK_EXCUSED; i++) {
        /* Only the oracle knows what is stuck; two more have tests of their own beside this one. */
        bool elsewhere =
            i == SIM_MARK_STUCK_EXCUSED || i == SIM_MARK_GATEWAY || i == SIM_MARK_CAME_BACK;
        if (tally.marks[i] == 0 && !elsewhere) {
            fail_msg("no random tape reaches the mark %s", sim_mark_name((sim_mark)i));
        }
    }
    for (unsigned i = 0; i <= SIM_FAULT_FORGED; i++) {
        if (tally.faults[i] == 0) {
            fail_msg("no random tape has the fault %s", sim_fault_name((sim_fault)i));
        }
    }
}

TEST(sixteen_sessions_are_a_gateway)
{
    sim_world *world = sim_test_world(1, 20, 5);
    sim_test_play(world, "start 0\n");
    for (unsigned i = 0; i < 16; i++) {
        assert_int_equal(world->tally.marks[SIM_MARK_GATEWAY], 0);
        sim_test_playf(world, "open 0 %u 0\n", i);
    }
    assert_int_equal(world->tally.marks[SIM_MARK_GATEWAY], 1);
    sim_test_end(world);
}

TEST(any_bytes_play)
{
    sim_random random = sim_random_stream(9, 9);
    sim_tally tally = {0};
    uint8_t bytes[1024];
    for (unsigned round = 0; round < 300; round++) {
        for (size_t i = 0; i < sizeof bytes; i++) {
            bytes[i] = (uint8_t)sim_random_below(&random, round % 2 == 0 ? 256 : 40);
        }
        sim_tape tape;
        assert_true(sim_tape_decode(bytes, sizeof bytes, &tape));
        play_tape(&tape, SIZE_MAX, true, &tally);
        sim_tape_free(&tape);
    }
}

TEST(the_quiet_phase_finalizes_everything)
{
    sim_world *world = sim_test_world(3, 4, 2);
    sim_test_play(world, "start 0\nstart 1\nstart 2\nreconnect 0\nreconnect 1\n"
                         "down-many 0 9\ndown-many 1 9\ncut 2 0\n");
    for (unsigned i = 0; i < 12; i++) {
        sim_test_playf(world, "open %u %u 0\ngenerate %u %u 3\ntake %u %u\nup-lost %u 1\n", i,
                       i / 3, i, i / 3, i, i / 3, i);
    }
    sim_test_play(world, "offline 1\ngenerate 1 0 9\n");
    assert_true(sim_world_settle(world));
    sim_test_assert_converged(world);
    for (unsigned i = 0; i < 12; i++) {
        const sim_slot *slot = &world->nodes[i % 3].slots[i / 3];
        assert_int_equal(sim_test_finalized(world, 0, slot->uuid),
                         ida_session_generated(slot->session));
    }
    sim_test_end(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(layouts_give_valid_uuids),
        cmocka_unit_test(random_layouts_differ_by_everything),
        cmocka_unit_test(neighbours_are_near_whoever_asks),
        cmocka_unit_test(carries_come_within_sixteen_ids),
        cmocka_unit_test(the_top_is_the_last_uuid),
        cmocka_unit_test(ops_without_sense_do_nothing),
        cmocka_unit_test(numbers_wrap_to_the_world),
        cmocka_unit_test(a_saved_node_comes_back_as_it_was),
        cmocka_unit_test(a_node_joins_from_a_summary),
        cmocka_unit_test(who_leaves_leaves_nothing),
        cmocka_unit_test(a_session_is_opened_once_in_a_process),
        cmocka_unit_test(who_writes_ahead_is_never_stale),
        cmocka_unit_test(a_stale_session_is_found_out),
        cmocka_unit_test(a_fork_is_fenced),
        cmocka_unit_test(damaged_snapshots_are_refused),
        cmocka_unit_test(damage_that_undoes_itself_is_none),
        cmocka_unit_test(mentioned_ids_come_back_as_ones_own),
        cmocka_unit_test(any_tape_plays_the_same_each_time),
        cmocka_unit_test(sixteen_sessions_are_a_gateway),
        cmocka_unit_test(any_bytes_play),
        cmocka_unit_test(the_quiet_phase_finalizes_everything),
    };
    return RUN_TESTS(tests);
}
