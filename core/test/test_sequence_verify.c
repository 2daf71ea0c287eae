/*
 * ida_master_verify and ida_coordinator_verify are what the simulator and the fuzz targets rely on.
 * So each kind of damage that they look for is done here, alone, and must be seen.
 */
#include "sequence_internal.h"
#include "support_cmocka.h"

/* ---- coordinators ---- */

typedef void coordinator_damage(ida_coordinator *coordinator);

/* Sees the damage, and nothing before it and after the repair. */
static void damaged_coordinator_is_seen(ida_coordinator *coordinator, coordinator_damage *damage)
{
    ida_coordinator good = *coordinator;
    assert_true(ida_coordinator_verify(coordinator));
    damage(coordinator);
    assert_false(ida_coordinator_verify(coordinator));
    *coordinator = good;
    assert_true(ida_coordinator_verify(coordinator));
}

static void confirm(ida_coordinator *coordinator)
{
    ida_coordinator_record record;
    assert_true(ida_coordinator_pending(coordinator, &record));
    assert_int_equal(ida_coordinator_confirm(coordinator, &record), IDA_OK);
}

static void install(ida_coordinator *coordinator, ida_chunk chunk)
{
    ida_chunk_request request;
    assert_true(ida_coordinator_request(coordinator, &request));
    ida_chunk_reply reply = {.sequence = request.sequence,
                             .coordinator = request.coordinator,
                             .incarnation = request.incarnation,
                             .number = request.number,
                             .chunk = chunk};
    assert_int_equal(ida_coordinator_install(coordinator, &reply), IDA_OK);
}

/* A coordinator that has no chunk yet, and asks for the next one at once. */
static ida_coordinator *started_coordinator(void)
{
    ida_allocator allocator = ida_allocator_standard();
    ida_coordinator_record last = {.sequence = 9, .coordinator = 4};
    ida_coordinator *coordinator = NULL;
    assert_int_equal(ida_coordinator_create(&allocator, &last, 0, &coordinator), IDA_OK);
    confirm(coordinator);
    return coordinator;
}

/* One that has drawn the first of 1002, 1006, ... 1098. */
static ida_coordinator *drawing_coordinator(void)
{
    ida_coordinator *coordinator = started_coordinator();
    uint64_t id = 0;
    install(coordinator, (ida_chunk){1000, 1100, 1, 4});
    confirm(coordinator);
    assert_int_equal(ida_coordinator_next(coordinator, &id), IDA_OK);
    assert_int_equal(id, 1002);
    return coordinator;
}

static void number_is_zero(ida_coordinator *coordinator)
{
    coordinator->number = 0;
}

static void incarnation_is_zero(ida_coordinator *coordinator)
{
    coordinator->record.incarnation = 0;
}

static void prefetch_is_above_all(ida_coordinator *coordinator)
{
    coordinator->prefetch_percent = 101;
}

static void stored_is_above_what_was_granted(ida_coordinator *coordinator)
{
    coordinator->record.after = coordinator->after + 1;
}

static void granted_is_above_all_ids(ida_coordinator *coordinator)
{
    coordinator->after = IDA_SEQUENCE_ID_MAX + 1;
}

static void left_of_no_chunk(ida_coordinator *coordinator)
{
    coordinator->left = 1;
}

static void threshold_of_no_chunk(ida_coordinator *coordinator)
{
    coordinator->request_below = 2;
}

static void verify_finds_a_damaged_coordinator_without_a_chunk(void **state)
{
    (void)state;
    coordinator_damage *const damages[] = {
        number_is_zero,           incarnation_is_zero, prefetch_is_above_all,
        granted_is_above_all_ids, left_of_no_chunk,    stored_is_above_what_was_granted,
        threshold_of_no_chunk,
    };
    ida_coordinator *coordinator = started_coordinator();
    for (size_t i = 0; i < COUNT_OF(damages); i++) {
        damaged_coordinator_is_seen(coordinator, damages[i]);
    }
    ida_coordinator_destroy(coordinator);
}

static void threshold_is_zero(ida_coordinator *coordinator)
{
    coordinator->request_below = 0;
}

static void chunk_is_invalid(ida_coordinator *coordinator)
{
    coordinator->chunk.index = coordinator->chunk.count;
}

static void chunk_is_not_stored(ida_coordinator *coordinator)
{
    coordinator->record.after = coordinator->chunk.ending - 1;
}

static void stride_is_not_the_chunks(ida_coordinator *coordinator)
{
    coordinator->stride++;
}

static void next_id_is_another(ida_coordinator *coordinator)
{
    coordinator->next_id += coordinator->stride;
}

static void more_is_left_than_there_is(ida_coordinator *coordinator)
{
    coordinator->left = ida_chunk_size(&coordinator->chunk) + 1;
    coordinator->next_id = coordinator->chunk.starting + 2 - coordinator->stride;
}

static void far_more_is_left_than_there_is(ida_coordinator *coordinator)
{
    coordinator->left = UINT64_MAX;
}

static void verify_finds_a_damaged_chunk(void **state)
{
    (void)state;
    coordinator_damage *const damages[] = {
        number_is_zero,
        incarnation_is_zero,
        prefetch_is_above_all,
        granted_is_above_all_ids,
        stored_is_above_what_was_granted,
        threshold_is_zero,
        chunk_is_invalid,
        chunk_is_not_stored,
        stride_is_not_the_chunks,
        next_id_is_another,
        more_is_left_than_there_is,
        far_more_is_left_than_there_is,
    };
    ida_coordinator *coordinator = drawing_coordinator();
    for (size_t i = 0; i < COUNT_OF(damages); i++) {
        damaged_coordinator_is_seen(coordinator, damages[i]);
    }
    ida_coordinator_destroy(coordinator);
}

static void next_is_invalid(ida_coordinator *coordinator)
{
    coordinator->next.count = 0;
}

static void next_is_empty(ida_coordinator *coordinator)
{
    coordinator->next.index = 100;
    coordinator->next.count = 101;
}

static void next_begins_in_the_current_chunk(ida_coordinator *coordinator)
{
    coordinator->next.starting--;
}

static void next_is_not_what_is_stored(ida_coordinator *coordinator)
{
    coordinator->next.ending--;
}

static void nothing_keeps_the_next_chunk_waiting(ida_coordinator *coordinator)
{
    coordinator->left = 0;
    coordinator->is_pending = false;
}

static void verify_finds_a_damaged_next_chunk(void **state)
{
    (void)state;
    coordinator_damage *const damages[] = {
        next_is_invalid,
        next_is_empty,
        next_begins_in_the_current_chunk,
        next_is_not_what_is_stored,
        nothing_keeps_the_next_chunk_waiting,
        number_is_zero,
    };
    ida_coordinator *coordinator = drawing_coordinator();
    install(coordinator, (ida_chunk){1100, 1200, 1, 4});
    for (int confirmed = 0; confirmed <= 1; confirmed++) {
        for (size_t i = 0; i < COUNT_OF(damages); i++) {
            damaged_coordinator_is_seen(coordinator, damages[i]);
        }
        if (!confirmed) {
            confirm(coordinator);
        }
    }
    ida_coordinator_destroy(coordinator);
}

/* It is pending, so that the next chunk waits although the current one is empty. */
static void a_chunk_may_wait_for_its_confirmation_alone(void **state)
{
    (void)state;
    ida_coordinator *coordinator = drawing_coordinator();
    uint64_t id = 0;
    install(coordinator, (ida_chunk){1100, 1200, 1, 4});
    while (ida_coordinator_next(coordinator, &id) == IDA_OK) {
        assert_true(ida_coordinator_verify(coordinator));
    }
    assert_int_equal(id, 1098);
    assert_int_equal(ida_coordinator_left(coordinator), 25);
    assert_true(ida_coordinator_verify(coordinator));
    ida_coordinator_destroy(coordinator);
}

static void a_coordinator_at_the_last_id_is_consistent(void **state)
{
    (void)state;
    ida_coordinator *coordinator = started_coordinator();
    uint64_t id = 0;
    install(coordinator, (ida_chunk){IDA_SEQUENCE_ID_MAX - 1, IDA_SEQUENCE_ID_MAX, 0, 1});
    assert_true(ida_coordinator_verify(coordinator));
    confirm(coordinator);
    assert_true(ida_coordinator_verify(coordinator));
    assert_int_equal(ida_coordinator_next(coordinator, &id), IDA_OK);
    assert_true(ida_coordinator_verify(coordinator));
    ida_coordinator_destroy(coordinator);
}

/* ---- masters ---- */

typedef void master_damage(ida_master *master);

/* As above. A damage is done to the master or to its first two members. */
static void damaged_master_is_seen(ida_master *master, master_damage *damage)
{
    ida_master good = *master;
    ida_master_member first = master->members[0];
    ida_master_member second = master->members[1];
    assert_true(ida_master_verify(master));
    damage(master);
    assert_false(ida_master_verify(master));
    *master = good;
    master->members[0] = first;
    master->members[1] = second;
    assert_true(ida_master_verify(master));
}

/* A master of term 3 with members 0 to 2, ranges of 100 and room for three of them. */
static ida_master *joined_master(void)
{
    ida_allocator allocator = ida_allocator_standard();
    ida_master_config config = {
        .sequence = 9, .first_start = 1000, .last_id = 1300, .range_size = 100, .member_max = 3};
    ida_master *master = NULL;
    assert_int_equal(ida_master_create(&allocator, &config, 3, NULL, &master), IDA_OK);
    for (uint64_t i = 0; i < 3; i++) {
        assert_int_equal(ida_master_join(master, i), IDA_OK);
        assert_true(ida_master_verify(master));
    }
    return master;
}

static ida_status ask(ida_master *master, uint64_t coordinator, uint64_t number)
{
    ida_chunk_request request = {
        .sequence = 9, .coordinator = coordinator, .incarnation = 1, .number = number};
    ida_chunk_reply reply;
    return ida_master_grant(master, &request, &reply);
}

static void store(ida_master *master)
{
    ida_master_write write;
    assert_true(ida_master_pending(master, &write));
    assert_int_equal(ida_master_confirm(master, &write.record), IDA_OK);
}

/* One with a range of which nothing is granted yet. */
static ida_master *master_with_a_range(void)
{
    ida_master *master = joined_master();
    assert_int_equal(ask(master, 0, 1), IDA_NOT_PERSISTED);
    store(master);
    return master;
}

static void a_range_that_is_not_there_is_frozen(ida_master *master)
{
    master->is_frozen = true;
}

static void a_chunk_of_a_range_that_is_not_there_is_granted(ida_master *master)
{
    master->range.index = 1;
}

static void a_later_master_wrote(ida_master *master)
{
    master->stored.term = master->term + 1;
}

static void a_range_that_does_not_fit_is_pending(ida_master *master)
{
    master->is_pending = true;
    master->config.last_id = master->stored.next_start + 99;
}

static void there_are_more_entries_than_room(ida_master *master)
{
    master->entry_capacity = master->entry_count - 1;
}

static void there_are_more_members_than_there_may_be(ida_master *master)
{
    master->config.member_max = 2;
}

static void one_member_too_many_is_counted(ida_master *master)
{
    master->config.member_max = 4;
    master->member_count = 4;
}

static void one_member_too_few_is_counted(ida_master *master)
{
    master->member_count = 2;
}

static void a_member_is_there_twice(ida_master *master)
{
    master->members[1].coordinator = master->members[0].coordinator;
}

static void the_members_are_not_sorted(ida_master *master)
{
    master->members[0].coordinator = master->members[1].coordinator;
    master->members[1].coordinator = 0;
}

static void who_never_asked_has_a_number(ida_master *master)
{
    master->members[1].number = 1;
}

static void who_never_asked_is_kept(ida_master *master)
{
    master->members[1].has_left = true;
    master->member_count--;
}

static void verify_finds_a_damaged_master_without_a_range(void **state)
{
    (void)state;
    master_damage *const damages[] = {
        a_range_that_is_not_there_is_frozen,
        a_chunk_of_a_range_that_is_not_there_is_granted,
        a_later_master_wrote,
        a_range_that_does_not_fit_is_pending,
        there_are_more_entries_than_room,
        there_are_more_members_than_there_may_be,
        one_member_too_many_is_counted,
        one_member_too_few_is_counted,
        a_member_is_there_twice,
        the_members_are_not_sorted,
        who_never_asked_has_a_number,
        who_never_asked_is_kept,
    };
    ida_master *master = joined_master();
    for (size_t i = 0; i < COUNT_OF(damages); i++) {
        damaged_master_is_seen(master, damages[i]);
    }
    ida_master_destroy(master);
}

static void the_range_is_empty(ida_master *master)
{
    master->range.starting = master->range.ending;
}

static void the_range_does_not_end_where_the_next_one_starts(ida_master *master)
{
    master->range.ending--;
}

static void the_range_is_frozen_before_its_first_chunk(ida_master *master)
{
    master->is_frozen = true;
    master->range.count = 3;
}

static void an_ungranted_range_has_lost_a_chunk(ida_master *master)
{
    master->range.index = 1;
}

static void verify_finds_a_damaged_range(void **state)
{
    (void)state;
    master_damage *const damages[] = {
        the_range_is_empty,
        the_range_does_not_end_where_the_next_one_starts,
        the_range_is_frozen_before_its_first_chunk,
        an_ungranted_range_has_lost_a_chunk,
        a_later_master_wrote,
    };
    ida_master *master = master_with_a_range();
    for (size_t i = 0; i < COUNT_OF(damages); i++) {
        damaged_master_is_seen(master, damages[i]);
    }
    ida_master_destroy(master);
}

static void a_granted_range_is_not_frozen(ida_master *master)
{
    master->is_frozen = false;
}

static void what_was_granted_of_a_range_is_forgotten(ida_master *master)
{
    master->is_frozen = false;
    master->range.count = 0;
}

static void more_chunks_are_granted_than_there_are(ida_master *master)
{
    master->range.count = master->range.index - 1;
}

static void there_are_more_chunks_than_members(ida_master *master)
{
    master->range.count = 4;
}

static void a_chunk_is_granted_to_nobody(ida_master *master)
{
    master->range.index++;
}

static void who_was_answered_has_no_number(ida_master *master)
{
    master->members[0].number = 0;
}

static void who_was_answered_has_no_valid_chunk(ida_master *master)
{
    master->members[0].chunk.index = master->members[0].chunk.count;
}

static void a_chunk_ends_above_what_is_stored(ida_master *master)
{
    master->members[0].chunk.ending = master->stored.next_start + 1;
}

static void verify_finds_damage_after_a_grant(void **state)
{
    (void)state;
    master_damage *const damages[] = {
        a_granted_range_is_not_frozen,
        what_was_granted_of_a_range_is_forgotten,
        more_chunks_are_granted_than_there_are,
        there_are_more_chunks_than_members,
        a_chunk_is_granted_to_nobody,
        who_was_answered_has_no_number,
        who_was_answered_has_no_valid_chunk,
        a_chunk_ends_above_what_is_stored,
        the_range_is_empty,
        who_never_asked_is_kept,
    };
    ida_master *master = master_with_a_range();
    assert_int_equal(ask(master, 0, 1), IDA_OK);
    for (size_t i = 0; i < COUNT_OF(damages); i++) {
        damaged_master_is_seen(master, damages[i]);
    }
    /* All chunks granted is well, too. */
    assert_int_equal(ask(master, 1, 1), IDA_OK);
    assert_int_equal(ask(master, 2, 1), IDA_OK);
    assert_true(ida_master_verify(master));
    ida_master_destroy(master);
}

static void who_left_is_kept_for_a_chunk_of_an_earlier_range(ida_master *master)
{
    master->members[0].has_left = true;
    master->member_count--;
}

static void there_is_room_for_those_alone_who_have_not_left(ida_master *master)
{
    master->entry_capacity = master->member_count;
}

static void verify_finds_who_is_kept_for_nothing(void **state)
{
    (void)state;
    ida_master *master = master_with_a_range();
    assert_int_equal(ask(master, 0, 1), IDA_OK);
    assert_int_equal(ask(master, 1, 1), IDA_OK);
    ida_master_leave(master, 1);
    assert_int_equal(ida_master_member_count(master), 2);
    damaged_master_is_seen(master, there_is_room_for_those_alone_who_have_not_left);
    assert_int_equal(ask(master, 0, 2), IDA_NOT_PERSISTED);
    assert_true(ida_master_verify(master));
    store(master);
    assert_int_equal(ask(master, 2, 1), IDA_OK);
    damaged_master_is_seen(master, who_left_is_kept_for_a_chunk_of_an_earlier_range);
    ida_master_destroy(master);
}

/* ---- what is handed back, and raised ---- */

static void rest_of_nobody(ida_coordinator *coordinator)
{
    coordinator->is_stopped = false;
}

static void stopped_with_an_id_left(ida_coordinator *coordinator)
{
    coordinator->chunk = (ida_chunk){1000, 1010, 1, 4};
    coordinator->record.after = 1010;
    coordinator->stride = 4;
    coordinator->left = 1;
    coordinator->next_id = 1010;
}

static void rest_of_no_request(ida_coordinator *coordinator)
{
    coordinator->rest.number = 0;
}

static void rest_of_a_request_to_come(ida_coordinator *coordinator)
{
    coordinator->rest.number = coordinator->number;
}

static void rest_is_used_up(ida_coordinator *coordinator)
{
    coordinator->rest.drawn = 25;
}

static void rest_is_below_what_was_drawn(ida_coordinator *coordinator)
{
    coordinator->rest.drawn = 0;
}

static void verify_finds_a_damaged_stop(void **state)
{
    (void)state;
    coordinator_damage *const damages[] = {
        rest_of_nobody,     stopped_with_an_id_left,
        rest_of_no_request, rest_of_a_request_to_come,
        rest_is_used_up,    rest_is_below_what_was_drawn,
    };
    ida_coordinator *coordinator = drawing_coordinator();
    ida_chunk_return rest;
    assert_true(ida_coordinator_stop(coordinator, &rest));
    for (size_t i = 0; i < COUNT_OF(damages); i++) {
        damaged_coordinator_is_seen(coordinator, damages[i]);
    }
    ida_coordinator_destroy(coordinator);
    /* Without a rest there is only that nothing is left. */
    coordinator = started_coordinator();
    assert_false(ida_coordinator_stop(coordinator, &rest));
    assert_true(ida_coordinator_verify(coordinator));
    ida_coordinator_destroy(coordinator);
}

static void a_raise_is_not_pending(ida_master *master)
{
    master->is_pending = false;
}

static void a_raise_leads_back(ida_master *master)
{
    master->raise_to = master->stored.next_start;
}

static void a_raise_leads_above_what_was_asked_for(ida_master *master)
{
    master->raise_to = master->floor + 1;
}

static void a_raise_leads_above_all_ids(ida_master *master)
{
    master->floor = IDA_SEQUENCE_ID_MAX + 1;
    master->raise_to = master->floor;
}

static void verify_finds_a_damaged_raise(void **state)
{
    (void)state;
    master_damage *const damages[] = {
        a_raise_is_not_pending,
        a_raise_leads_back,
        a_raise_leads_above_what_was_asked_for,
        a_raise_leads_above_all_ids,
    };
    ida_master *master = joined_master();
    assert_int_equal(ida_master_raise(master, 1150), IDA_NOT_PERSISTED);
    for (size_t i = 0; i < COUNT_OF(damages); i++) {
        damaged_master_is_seen(master, damages[i]);
    }
    ida_master_destroy(master);
}

static void the_range_is_below_the_floor(ida_master *master)
{
    master->floor = master->range.starting + 1;
}

static void what_was_answered_is_below_the_floor(ida_master *master)
{
    master->members[1].chunk.starting = master->floor - 1;
}

static void a_rest_is_lost(ida_master *master)
{
    master->rest_count--;
}

static void a_chunk_is_dropped_that_was_not_granted(ida_master *master)
{
    master->dropped++;
}

static void what_was_handed_back_is_held(ida_master *master)
{
    master->members[0].has_returned = false;
}

static void there_is_no_room_for_the_rests(ida_master *master)
{
    master->rest_capacity = master->rest_count - 1;
}

static void there_are_more_rests_than_members(ida_master *master)
{
    master->config.member_max = 1;
    master->member_count = 1;
}

static void verify_finds_damaged_rests(void **state)
{
    (void)state;
    master_damage *const damages[] = {
        the_range_is_below_the_floor,
        what_was_answered_is_below_the_floor,
        a_rest_is_lost,
        a_chunk_is_dropped_that_was_not_granted,
        what_was_handed_back_is_held,
        there_is_no_room_for_the_rests,
        there_are_more_rests_than_members,
    };
    ida_master *master = master_with_a_range();
    assert_int_equal(ida_master_raise(master, 1000), IDA_OK);
    for (uint64_t i = 0; i < 3; i++) {
        assert_int_equal(ask(master, i, 1), IDA_OK);
    }
    for (uint64_t i = 0; i < 3; i += 2) {
        ida_chunk_return rest = {9, i, 1, 1, {1000, 1100, i, 3}, 1 + i};
        assert_int_equal(ida_master_take_back(master, &rest), IDA_OK);
    }
    for (size_t i = 0; i < COUNT_OF(damages); i++) {
        damaged_master_is_seen(master, damages[i]);
    }
    /* The rests themselves: the first of two, (1003, 1100] and (1009, 1100]. */
    static const ida_chunk bad[] = {{1003, 1100, 3, 3},  /* no chunk */
                                    {1099, 1100, 1, 3},  /* empty */
                                    {999, 1100, 0, 3},   /* below the floor */
                                    {1003, 1101, 0, 3},  /* above what is stored */
                                    {1010, 1100, 0, 3},  /* not in order */
                                    {1003, 1099, 0, 3}}; /* of another range */
    ida_chunk good = master->rests[0];
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        master->rests[0] = bad[i];
        assert_false(ida_master_verify(master));
        master->rests[0] = good;
        assert_true(ida_master_verify(master));
    }
    ida_master_destroy(master);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(verify_finds_a_damaged_coordinator_without_a_chunk),
        cmocka_unit_test(verify_finds_a_damaged_chunk),
        cmocka_unit_test(verify_finds_a_damaged_next_chunk),
        cmocka_unit_test(a_chunk_may_wait_for_its_confirmation_alone),
        cmocka_unit_test(a_coordinator_at_the_last_id_is_consistent),
        cmocka_unit_test(verify_finds_a_damaged_master_without_a_range),
        cmocka_unit_test(verify_finds_a_damaged_range),
        cmocka_unit_test(verify_finds_damage_after_a_grant),
        cmocka_unit_test(verify_finds_who_is_kept_for_nothing),
        cmocka_unit_test(verify_finds_a_damaged_stop),
        cmocka_unit_test(verify_finds_a_damaged_raise),
        cmocka_unit_test(verify_finds_damaged_rests),
    };
    return RUN_TESTS(tests);
}
