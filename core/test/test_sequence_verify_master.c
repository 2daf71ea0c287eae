/*
 * The simulator and the fuzz targets rely on ida_master_verify: each kind of damage that it looks
 * for is done here, alone, and must be seen.
 */
#include "sequence_internal.h"
#include "support_cmocka.h"
#include "support_sequence.h"

/* Damages the master m or its first two members: that is seen, and nothing before and after. */
#define ASSERT_SEEN(name, ...)                                                                     \
    do {                                                                                           \
        ida_master good = *m;                                                                      \
        ida_master_member members[2] = {m->members[0], m->members[1]};                             \
        name_case("%s", name);                                                                     \
        assert_true(ida_master_verify(m));                                                         \
        __VA_ARGS__;                                                                               \
        assert_false(ida_master_verify(m));                                                        \
        *m = good;                                                                                 \
        memcpy(m->members, members, sizeof members);                                               \
        assert_true(ida_master_verify(m));                                                         \
    } while (0)

/* A master of term 3 with members 0 to 2, ranges of 100 and room for three of them. */
static ida_master *joined_master(void)
{
    ida_master_config config = config_of(1000, 1300, 100);
    config.member_max = 3;
    ida_master *master = master_of(&config, 3, NULL);
    for (uint64_t i = 0; i < 3; i++) {
        assert_int_equal(ida_master_join(master, i), IDA_OK);
        assert_true(ida_master_verify(master));
    }
    return master;
}

static ida_status ask(ida_master *master, uint64_t coordinator, uint64_t number)
{
    ida_chunk_request request = request_of(coordinator, 1, number, 0);
    ida_chunk_reply reply;
    return ida_master_grant(master, &request, &reply);
}

/* One with a range of which nothing is granted yet. */
static ida_master *master_with_a_range(void)
{
    ida_master *master = joined_master();
    assert_int_equal(ask(master, 0, 1), IDA_NOT_PERSISTED);
    store_pending(master);
    return master;
}

TEST(verify_finds_a_damaged_master_without_a_range)
{
    ida_master *m = joined_master();
    ASSERT_SEEN("a range that is not there is frozen", m->is_frozen = true);
    ASSERT_SEEN("a chunk of a range that is not there is granted", m->range.index = 1);
    ASSERT_SEEN("a later master wrote", m->stored.term = m->term + 1);
    ASSERT_SEEN("a range that does not fit is pending", m->is_pending = true;
                m->config.last_id = m->stored.next_start + 99);
    ASSERT_SEEN("there are more entries than room", m->entry_capacity = m->entry_count - 1);
    ASSERT_SEEN("there are more members than there may be", m->config.member_max = 2);
    ASSERT_SEEN("one member too many is counted", m->config.member_max = 4; m->member_count = 4);
    ASSERT_SEEN("one member too few is counted", m->member_count = 2);
    ASSERT_SEEN("a member is there twice", m->members[1].coordinator = m->members[0].coordinator);
    ASSERT_SEEN("the members are not sorted", m->members[0].coordinator = m->members[1].coordinator;
                m->members[1].coordinator = 0);
    ASSERT_SEEN("who never asked has a number", m->members[1].number = 1);
    ASSERT_SEEN("who never asked is kept", m->members[1].has_left = true; m->member_count--);
    ida_master_destroy(m);
}

TEST(verify_finds_a_damaged_range)
{
    ida_master *m = master_with_a_range();
    ASSERT_SEEN("the range is empty", m->range.starting = m->range.ending);
    ASSERT_SEEN("the range does not end where the next one starts", m->range.ending--);
    ASSERT_SEEN("the range is frozen before its first chunk", m->is_frozen = true;
                m->range.count = 3);
    ASSERT_SEEN("an ungranted range has lost a chunk", m->range.index = 1);
    ASSERT_SEEN("a later master wrote", m->stored.term = m->term + 1);
    ida_master_destroy(m);
}

TEST(verify_finds_damage_after_a_grant)
{
    ida_master *m = master_with_a_range();
    assert_int_equal(ask(m, 0, 1), IDA_OK);
    ASSERT_SEEN("a granted range is not frozen", m->is_frozen = false);
    ASSERT_SEEN("what was granted of a range is forgotten", m->is_frozen = false;
                m->range.count = 0);
    ASSERT_SEEN("more chunks are granted than there are", m->range.count = m->range.index - 1);
    ASSERT_SEEN("there are more chunks than members", m->range.count = 4);
    ASSERT_SEEN("a chunk is granted to nobody", m->range.index++);
    ASSERT_SEEN("who was answered has no number", m->members[0].number = 0);
    ASSERT_SEEN("who was answered has no valid chunk",
                m->members[0].chunk.index = m->members[0].chunk.count);
    ASSERT_SEEN("a chunk ends above what is stored",
                m->members[0].chunk.ending = m->stored.next_start + 1);
    ASSERT_SEEN("the range is empty", m->range.starting = m->range.ending);
    ASSERT_SEEN("who never asked is kept", m->members[1].has_left = true; m->member_count--);
    /* All chunks granted is well, too. */
    assert_int_equal(ask(m, 1, 1), IDA_OK);
    assert_int_equal(ask(m, 2, 1), IDA_OK);
    assert_true(ida_master_verify(m));
    ida_master_destroy(m);
}

TEST(verify_finds_who_is_kept_for_nothing)
{
    ida_master *m = master_with_a_range();
    assert_int_equal(ask(m, 0, 1), IDA_OK);
    assert_int_equal(ask(m, 1, 1), IDA_OK);
    ida_master_leave(m, 1);
    assert_int_equal(ida_master_member_count(m), 2);
    ASSERT_SEEN("there is room for those alone who have not left",
                m->entry_capacity = m->member_count);
    assert_int_equal(ask(m, 0, 2), IDA_NOT_PERSISTED);
    assert_true(ida_master_verify(m));
    store_pending(m);
    assert_int_equal(ask(m, 2, 1), IDA_OK);
    ASSERT_SEEN("who left is kept for a chunk of an earlier range", m->members[0].has_left = true;
                m->member_count--);
    ida_master_destroy(m);
}

TEST(verify_finds_a_damaged_raise)
{
    ida_master *m = joined_master();
    assert_int_equal(ida_master_raise(m, 1150), IDA_NOT_PERSISTED);
    ASSERT_SEEN("a raise is not pending", m->is_pending = false);
    ASSERT_SEEN("a raise leads back", m->raise_to = m->stored.next_start);
    ASSERT_SEEN("a raise leads above what was asked for", m->raise_to = m->floor + 1);
    ASSERT_SEEN("a raise leads above all IDs", m->floor = IDA_SEQUENCE_ID_MAX + 1;
                m->raise_to = m->floor);
    ida_master_destroy(m);
}

TEST(verify_finds_damaged_rests)
{
    ida_master *m = master_with_a_range();
    assert_int_equal(ida_master_raise(m, 1000), IDA_OK);
    for (uint64_t i = 0; i < 3; i++) {
        assert_int_equal(ask(m, i, 1), IDA_OK);
    }
    for (uint64_t i = 0; i < 3; i += 2) {
        ida_chunk_return rest = {SEQUENCE, i, 1, 1, {1000, 1100, i, 3}, 1 + i};
        assert_int_equal(ida_master_take_back(m, &rest), IDA_OK);
    }
    ASSERT_SEEN("the range is below the floor", m->floor = m->range.starting + 1);
    ASSERT_SEEN("what was answered is below the floor",
                m->members[1].chunk.starting = m->floor - 1);
    ASSERT_SEEN("a rest is lost", m->rest_count--);
    ASSERT_SEEN("a chunk is dropped that was not granted", m->dropped++);
    ASSERT_SEEN("what was handed back is held", m->members[0].has_returned = false);
    ASSERT_SEEN("there is no room for the rests", m->rest_capacity = m->rest_count - 1);
    ASSERT_SEEN("there are more rests than members", m->config.member_max = 1; m->member_count = 1);
    /* The rests themselves: the first of two, (1003, 1100] and (1009, 1100]. */
    static const struct {
        const char *name;
        ida_chunk rest;
    } bad[] = {{"no chunk", {1003, 1100, 3, 3}},       {"empty", {1099, 1100, 1, 3}},
               {"below the floor", {999, 1100, 0, 3}}, {"above what is stored", {1003, 1101, 0, 3}},
               {"not in order", {1010, 1100, 0, 3}},   {"of another range", {1003, 1099, 0, 3}}};
    ida_chunk good = m->rests[0];
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        name_case("%s", bad[i].name);
        m->rests[0] = bad[i].rest;
        assert_false(ida_master_verify(m));
        m->rests[0] = good;
        assert_true(ida_master_verify(m));
    }
    ida_master_destroy(m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(verify_finds_a_damaged_master_without_a_range),
        cmocka_unit_test(verify_finds_a_damaged_range),
        cmocka_unit_test(verify_finds_damage_after_a_grant),
        cmocka_unit_test(verify_finds_who_is_kept_for_nothing),
        cmocka_unit_test(verify_finds_a_damaged_raise),
        cmocka_unit_test(verify_finds_damaged_rests),
    };
    return RUN_TESTS(tests);
}
