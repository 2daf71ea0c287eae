/* The clusters of a document and the index over them, against a plain array of the same clusters.
 */
#include "../src/clusters.h"
#include "support_allocator.h"
#include "support_cmocka.h"
#include "support_damage.h"
#include "support_random.h"
#include "support_world.h"

/* A cluster as the plain array has it. */
typedef struct entry {
    uint64_t base_final;
    bool open;
} entry;

typedef struct fixture {
    test_allocator memory;
    ida_allocator allocator;
    ida_clusters clusters;
    entry *entries;
    size_t count;
    size_t open;
} fixture;

static void fixture_open(fixture *f, size_t capacity)
{
    memset(f, 0, sizeof(*f));
    test_allocator_init(&f->memory);
    f->allocator = test_allocator_interface(&f->memory);
    f->entries = calloc(capacity, sizeof(*f->entries));
    assert_non_null(f->entries);
}

static void fixture_close(fixture *f)
{
    ida_clusters_free(&f->clusters, &f->allocator);
    test_allocator_assert_clean(&f->memory);
    free(f->entries);
}

static void append(fixture *f, uint64_t base_final)
{
    assert_true(ida_clusters_reserve(&f->clusters, &f->allocator));
    ida_clusters_append(&f->clusters, base_final, f->count * 3 + 1, (uint32_t)f->count % 7);
    f->entries[f->count].base_final = base_final;
    f->count++;
}

/* Clusters of 2 to 51 final IDs. */
static void append_many(fixture *f, size_t count, uint64_t *random)
{
    uint64_t base = f->count == 0 ? 0 : f->entries[f->count - 1].base_final + 2;
    for (size_t i = 0; i < count; i++) {
        append(f, base);
        base += 2 + random_below(random, 50);
    }
}

static void turn(fixture *f, size_t position)
{
    entry *e = &f->entries[position];
    if (e->open) {
        ida_clusters_close(&f->clusters, e->base_final + 1);
        f->open--;
    } else {
        ida_clusters_open(&f->clusters, e->base_final);
        f->open++;
    }
    e->open = !e->open;
}

/* Every place where the answer changes: at a base, just below it and just above it. */
static void assert_floors_right(const fixture *f)
{
    assert_int_equal(f->clusters.count, f->count);
    for (size_t i = 0; i < f->count; i++) {
        uint64_t base = f->entries[i].base_final;
        name_case("cluster %zu of %zu", i, f->count);
        assert_int_equal(ida_clusters_base_final(&f->clusters, i), base);
        assert_int_equal(ida_clusters_base_gen(&f->clusters, i), i * 3 + 1);
        assert_int_equal(ida_clusters_member(&f->clusters, i), i % 7);
        assert_int_equal(ida_clusters_floor(&f->clusters, base), i);
        if (i > 0) {
            assert_int_equal(ida_clusters_floor(&f->clusters, base - 1), i - 1);
        }
    }
    assert_int_equal(ida_clusters_floor(&f->clusters, IDA_NO_FINAL - 1), f->count - 1);
}

/* Settled is never said near an open cluster, and is said of all clusters far from one. */
static void assert_settled_right(const fixture *f)
{
    assert_int_equal(f->clusters.open, f->open);
    for (size_t from = 0; from < f->count; from += IDA_GROUP) {
        bool open = false;
        for (size_t i = from; i < from + IDA_GROUP && i < f->count; i++) {
            open = open || f->entries[i].open;
        }
        /* Up to 16 clusters have no index, and one answer. */
        bool settled = f->count <= IDA_GROUP ? f->open == 0 : !open;
        for (size_t i = from; i < from + IDA_GROUP && i < f->count; i++) {
            name_case("cluster %zu of %zu", i, f->count);
            uint64_t base = f->entries[i].base_final;
            assert_int_equal(ida_clusters_settled(&f->clusters, base), settled);
            assert_int_equal(ida_clusters_settled(&f->clusters, base + 1), settled);
        }
    }
}

TEST(no_clusters_are_sound)
{
    fixture f;
    fixture_open(&f, 1);
    assert_int_equal(ida_clusters_memory(&f.clusters), 0);
    assert_true(ida_clusters_verify(&f.clusters));
    fixture_close(&f);
}

TEST(floor_is_right_at_every_size_across_the_first_levels)
{
    fixture f;
    fixture_open(&f, 600);
    uint64_t random = 1;
    for (size_t i = 0; i < 600; i++) {
        append_many(&f, 1, &random);
        assert_floors_right(&f);
        assert_true(ida_clusters_verify(&f.clusters));
        assert_int_equal(ida_clusters_memory(&f.clusters), f.memory.live_bytes);
    }
    fixture_close(&f);
}

TEST(floor_is_right_across_four_levels)
{
    fixture f;
    fixture_open(&f, 70000);
    uint64_t random = 2;
    append_many(&f, 70000, &random);
    assert_int_equal(f.clusters.height, 4);
    assert_floors_right(&f);
    assert_true(ida_clusters_verify(&f.clusters));
    assert_int_equal(ida_clusters_memory(&f.clusters), f.memory.live_bytes);
    fixture_close(&f);
}

TEST(floor_is_right_up_to_the_largest_final_id)
{
    fixture f;
    fixture_open(&f, 3);
    append(&f, 0);
    append(&f, IDA_NO_FINAL - 2);
    append(&f, IDA_NO_FINAL - 1);
    assert_floors_right(&f);
    assert_true(ida_clusters_verify(&f.clusters));
    fixture_close(&f);
}

TEST(settled_is_right_while_clusters_open_and_close)
{
    fixture f;
    fixture_open(&f, 5000);
    uint64_t random = 3;
    for (size_t round = 0; f.count + 40 < 5000; round++) {
        append_many(&f, 1 + (size_t)random_below(&random, 40), &random);
        for (size_t i = 0; i < 3; i++) {
            turn(&f, (size_t)random_below(&random, f.count));
        }
        if (round % 16 == 0 || f.count < 300) {
            assert_settled_right(&f);
            assert_true(ida_clusters_verify(&f.clusters));
        }
    }
    for (size_t i = 0; i < f.count; i++) {
        if (f.entries[i].open) {
            turn(&f, i);
        }
    }
    assert_settled_right(&f);
    fixture_close(&f);
}

/* A level that begins later counts what has been open for long. */
TEST(a_new_level_counts_what_was_open_before)
{
    fixture f;
    fixture_open(&f, 257);
    uint64_t random = 4;
    append_many(&f, 16, &random);
    turn(&f, 3);
    ida_clusters_open_last(&f.clusters);
    f.entries[15].open = true;
    f.open++;
    append_many(&f, 1, &random);
    assert_int_equal(f.clusters.height, 1);
    assert_settled_right(&f);
    append_many(&f, 240, &random);
    assert_int_equal(f.clusters.height, 2);
    assert_settled_right(&f);
    assert_true(ida_clusters_verify(&f.clusters));
    fixture_close(&f);
}

TEST(a_refused_reserve_changes_nothing)
{
    fixture f;
    fixture_open(&f, 300);
    uint64_t random = 5;
    for (size_t i = 0; i < 300; i++) {
        for (uint64_t nth = 1;; nth++) {
            name_case("cluster %zu, allocation %" PRIu64, i, nth);
            test_allocator_fail_nth(&f.memory, nth);
            bool reserved = ida_clusters_reserve(&f.clusters, &f.allocator);
            bool failed = f.memory.failed;
            test_allocator_fail_nth(&f.memory, 0);
            assert_int_equal(reserved, !failed);
            assert_true(ida_clusters_verify(&f.clusters));
            assert_int_equal(ida_clusters_memory(&f.clusters), f.memory.live_bytes);
            if (reserved) {
                break;
            }
        }
        append_many(&f, 1, &random);
    }
    assert_floors_right(&f);
    fixture_close(&f);
}

#define ASSERT_SEEN(variable, wrong)                                                               \
    ASSERT_DAMAGE_IS_SEEN(ida_clusters_verify(&f.clusters), variable, wrong)

TEST(verify_finds_each_kind_of_damage)
{
    fixture f;
    fixture_open(&f, 300);
    uint64_t random = 6;
    append_many(&f, 300, &random);
    turn(&f, 40);
    ida_cluster_group *group = ida_clusters_group(&f.clusters, 40);
    ASSERT_SEEN(group->base_final[3], group->base_final[4]);
    ASSERT_SEEN(group->base_final[3], IDA_NO_FINAL);
    ida_cluster_group *last = ida_clusters_group(&f.clusters, 299);
    ASSERT_SEEN(last->base_final[299 % IDA_GROUP + 1], 7);
    ida_index_group *low = ida_segments_at(&f.clusters.index[0], IDA_INDEX_GROUP_SHAPE, 0);
    ASSERT_SEEN(low->base_final[1], low->base_final[1] + 1);
    ASSERT_SEEN(low->open[2], 0);
    ASSERT_SEEN(low->open[1], 1);
    ASSERT_SEEN(low->open[2], 17);
    ida_index_group *end = ida_segments_at(&f.clusters.index[0], IDA_INDEX_GROUP_SHAPE, 1);
    ASSERT_SEEN(end->base_final[15], 5);
    ASSERT_SEEN(end->open[15], 1);
    ida_index_group *high = ida_segments_at(&f.clusters.index[1], IDA_INDEX_GROUP_SHAPE, 0);
    ASSERT_SEEN(high->open[0], 0);
    ASSERT_SEEN(high->base_final[0], 1);
    ASSERT_SEEN(high->base_final[2], 5);
    ASSERT_SEEN(f.clusters.open, 2);
    ASSERT_SEEN(f.clusters.open, 301);
    ASSERT_SEEN(f.clusters.height, 1);
    ASSERT_SEEN(f.clusters.height, 3);
    ASSERT_SEEN(f.clusters.groups.capacity, 18);
    ASSERT_SEEN(f.clusters.index[0].capacity, 1);
    fixture_close(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_clusters_are_sound),
        cmocka_unit_test(floor_is_right_at_every_size_across_the_first_levels),
        cmocka_unit_test(floor_is_right_across_four_levels),
        cmocka_unit_test(floor_is_right_up_to_the_largest_final_id),
        cmocka_unit_test(settled_is_right_while_clusters_open_and_close),
        cmocka_unit_test(a_new_level_counts_what_was_open_before),
        cmocka_unit_test(a_refused_reserve_changes_nothing),
        cmocka_unit_test(verify_finds_each_kind_of_damage),
    };
    return RUN_TESTS(tests);
}
