/* The hash table of sessions: what it has, what it may lack, and how it grows. */
#include "../src/member_table.h"
#include "support_allocator.h"
#include "support_cmocka.h"
#include "support_damage.h"
#include "support_random.h"
#include "support_world.h"

typedef struct fixture {
    test_allocator memory;
    ida_allocator allocator;
    ida_member_table table;
    uint32_t added;
} fixture;

static void fixture_open(fixture *f)
{
    memset(f, 0, sizeof(*f));
    test_allocator_init(&f->memory);
    f->allocator = test_allocator_interface(&f->memory);
}

static void fixture_close(fixture *f)
{
    ida_member_table_free(&f->table, &f->allocator);
    test_allocator_assert_clean(&f->memory);
}

static void add(fixture *f, uint32_t hash)
{
    assert_true(ida_member_table_reserve(&f->table, &f->allocator));
    ida_member_table_add(&f->table, hash, f->added);
    f->added++;
}

static uint32_t random_hash(uint32_t number)
{
    uint64_t random = number;
    return (uint32_t)random_next(&random);
}

/* How many of the hashes that were added are found, all with the right number. */
static uint32_t count_found(const fixture *f, uint32_t (*hash)(uint32_t))
{
    uint32_t found = 0;
    for (uint32_t i = 0; i < f->added; i++) {
        uint32_t number = ida_member_table_find(&f->table, hash(i));
        assert_true(number == IDA_NO_ENTRY || hash(number) == hash(i));
        found += number == i ? 1 : 0;
    }
    return found;
}

TEST(an_empty_table_finds_nothing)
{
    fixture f;
    fixture_open(&f);
    assert_int_equal(ida_member_table_find(&f.table, 0), IDA_NO_ENTRY);
    assert_int_equal(ida_member_table_memory(&f.table), 0);
    assert_true(ida_member_table_verify(&f.table, 0));
    assert_true(ida_member_table_reserve(&f.table, &f.allocator));
    assert_int_equal(ida_member_table_find(&f.table, 0), IDA_NO_ENTRY);
    fixture_close(&f);
}

TEST(a_table_has_nearly_all_sessions_at_every_size)
{
    fixture f;
    fixture_open(&f);
    for (uint32_t i = 0; i < 100000; i++) {
        add(&f, random_hash(i));
        if ((i & (i - 1)) == 0 || i % 10007 == 0) {
            name_case("%u sessions", f.added);
            uint32_t found = count_found(&f, random_hash);
            assert_int_equal(found, f.table.entry_count);
            assert_true(found >= f.added - f.added / 10);
            assert_true(ida_member_table_verify(&f.table, f.added));
            assert_int_equal(ida_member_table_memory(&f.table), f.memory.live_bytes);
        }
    }
    fixture_close(&f);
}

TEST(what_was_left_out_has_a_place_after_the_table_has_grown)
{
    fixture f;
    fixture_open(&f);
    for (uint32_t i = 0; i < 100000; i++) {
        add(&f, random_hash(i));
    }
    uint32_t before = f.table.entry_count;
    for (uint32_t i = 0; i < f.added; i++) {
        if (ida_member_table_find(&f.table, random_hash(i)) == IDA_NO_ENTRY) {
            ida_member_table_add_again(&f.table, random_hash(i), i);
        }
    }
    assert_true(f.table.entry_count > before);
    assert_true(f.table.entry_count >= f.added - f.added / 50);
    assert_int_equal(count_found(&f, random_hash), f.table.entry_count);
    assert_true(ida_member_table_verify(&f.table, f.added));
    fixture_close(&f);
}

/* 0 stands in empty places, too, and is a hash as any other. */
TEST(a_session_with_hash_0_is_found)
{
    fixture f;
    fixture_open(&f);
    add(&f, 0);
    assert_int_equal(ida_member_table_find(&f.table, 0), 0);
    assert_int_equal(ida_member_table_find(&f.table, 1), IDA_NO_ENTRY);
    fixture_close(&f);
}

TEST(of_two_sessions_with_one_hash_the_first_is_found)
{
    fixture f;
    fixture_open(&f);
    add(&f, 77);
    add(&f, 77);
    assert_int_equal(ida_member_table_find(&f.table, 77), 0);
    assert_int_equal(f.table.entry_count, 1);
    assert_true(ida_member_table_verify(&f.table, 2));
    fixture_close(&f);
}

/* All in one bucket, as someone could choose them: the table stays small, and keeps the first 8. */
static uint32_t hostile_hash(uint32_t number)
{
    return number << 24;
}

TEST(hashes_that_were_chosen_to_meet_do_no_harm)
{
    fixture f;
    fixture_open(&f);
    for (uint32_t i = 0; i < 200; i++) {
        add(&f, hostile_hash(i));
    }
    assert_int_equal(f.table.entry_count, 8);
    assert_int_equal(count_found(&f, hostile_hash), 8);
    assert_true(ida_member_table_memory(&f.table) < 1000);
    assert_true(ida_member_table_verify(&f.table, 200));
    fixture_close(&f);
}

/* Neighbours, and such as differ in one word or in few bits, are spread as others are. */
TEST(session_ids_that_are_alike_have_different_hashes)
{
    static const struct {
        const char *name;
        ida_uuid step;
    } rows[] = {
        {"neighbours", {0, 1}},
        {"512 apart", {0, 512}},
        {"2^32 apart", {0, UINT64_C(1) << 32}},
        {"2^48 apart", {0, UINT64_C(1) << 48}},
        {"upper words", {1, 0}},
        {"upper words, 2^32 apart", {UINT64_C(1) << 32, 0}},
        {"both words", {1, 1}},
        {"both words, crossed", {1, UINT64_C(1) << 32}},
    };
    for (size_t k = 0; k < COUNT_OF(rows); k++) {
        fixture f;
        fixture_open(&f);
        name_case("%s", rows[k].name);
        ida_uuid id = {5, 6};
        for (uint32_t i = 0; i < 20000; i++) {
            add(&f, ida_member_hash(id));
            id.high += rows[k].step.high;
            id.low += rows[k].step.low;
        }
        assert_true(f.table.entry_count >= 18000);

        fixture_close(&f);
    }
}

TEST(a_refused_reserve_changes_nothing)
{
    fixture f;
    fixture_open(&f);
    for (uint32_t i = 0; i < 20000; i++) {
        for (uint64_t nth = 1;; nth++) {
            test_allocator_fail_nth(&f.memory, nth);
            bool reserved = ida_member_table_reserve(&f.table, &f.allocator);
            bool failed = f.memory.failed;
            test_allocator_fail_nth(&f.memory, 0);
            assert_int_equal(reserved, !failed);
            assert_int_equal(ida_member_table_memory(&f.table), f.memory.live_bytes);
            if (reserved) {
                break;
            }
        }
        add(&f, random_hash(i));
    }
    assert_true(ida_member_table_verify(&f.table, f.added));
    fixture_close(&f);
}

#define ASSERT_SEEN(variable, wrong)                                                               \
    ASSERT_DAMAGE_IS_SEEN(ida_member_table_verify(&f.table, f.added), variable, wrong)

TEST(verify_finds_each_kind_of_damage)
{
    fixture f;
    fixture_open(&f);
    for (uint32_t i = 0; i < 100; i++) {
        add(&f, random_hash(i));
    }
    ida_bucket *bucket = ida_segments_at(&f.table.buckets, IDA_BUCKET_SHAPE, 1);
    assert_true(bucket->number_above[1] != 0);
    ASSERT_SEEN(bucket->number_above[0], 101);
    ASSERT_SEEN(bucket->number_above[0], 0);
    ASSERT_SEEN(bucket->hash[0], bucket->hash[0] ^ 1);
    ASSERT_SEEN(bucket->hash[0], bucket->hash[1]);
    assert_true(bucket->number_above[7] == 0);
    ASSERT_SEEN(bucket->hash[7], 1);
    ASSERT_SEEN(f.table.entry_count, f.table.entry_count - 1);
    ASSERT_SEEN(f.table.level_size, 0);
    ASSERT_SEEN(f.table.level_size, 3);
    ASSERT_SEEN(f.table.level_size, 2 * f.table.level_size);
    ASSERT_SEEN(f.table.level_size, f.table.level_size / 2);
    ASSERT_SEEN(f.table.bucket_count, f.table.bucket_count - 1);
    ASSERT_SEEN(f.table.buckets.capacity, f.table.bucket_count - 1);
    fixture_close(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_table_finds_nothing),
        cmocka_unit_test(a_table_has_nearly_all_sessions_at_every_size),
        cmocka_unit_test(what_was_left_out_has_a_place_after_the_table_has_grown),
        cmocka_unit_test(a_session_with_hash_0_is_found),
        cmocka_unit_test(of_two_sessions_with_one_hash_the_first_is_found),
        cmocka_unit_test(hashes_that_were_chosen_to_meet_do_no_harm),
        cmocka_unit_test(session_ids_that_are_alike_have_different_hashes),
        cmocka_unit_test(a_refused_reserve_changes_nothing),
        cmocka_unit_test(verify_finds_each_kind_of_damage),
    };
    return RUN_TESTS(tests);
}
