/* Sorting session IDs: against qsort, for keys of every kind and counts around the change of way.
 */
#include "../src/entry_sort.h"
#include "support_cmocka.h"
#include "support_random.h"
#include "support_uuid_tree.h"

enum { COUNT_MAX = 2000 };

/* A key for a position among count. */
typedef ida_uuid key_maker(size_t position, size_t count, uint64_t *random);

static ida_uuid random_key(size_t position, size_t count, uint64_t *random)
{
    (void)position;
    (void)count;
    uint64_t high = random_next(random) & TEST_HIGH_MAX;
    return uuid_of(high, random_next(random));
}

static ida_uuid one_upper_half(size_t position, size_t count, uint64_t *random)
{
    (void)position;
    (void)count;
    return uuid_of(TEST_HIGH_MAX, random_next(random));
}

static ida_uuid one_lower_half(size_t position, size_t count, uint64_t *random)
{
    (void)position;
    (void)count;
    return uuid_of(random_next(random) & TEST_HIGH_MAX, UINT64_MAX);
}

/* Many share an upper half, and the lower ones decide. */
static ida_uuid few_upper_halves(size_t position, size_t count, uint64_t *random)
{
    (void)position;
    (void)count;
    return uuid_of(TEST_HIGH_MAX - random_below(random, 7), random_next(random));
}

/* Two of them share an upper half, and stand the wrong way round. */
static ida_uuid two_alike(size_t position, size_t count, uint64_t *random)
{
    (void)random;
    size_t place = position == 0 ? 1 : position;
    return uuid_of(place * 3, count - position);
}

static ida_uuid ascending(size_t position, size_t count, uint64_t *random)
{
    (void)count;
    (void)random;
    return uuid_plus(uuid_of(8, UINT64_MAX - 500), position);
}

static ida_uuid descending(size_t position, size_t count, uint64_t *random)
{
    (void)count;
    (void)random;
    return uuid_minus(uuid_of(9, 500), position);
}

/* Of each digit there is only one bit: all of them count, the highest ones, too. */
static ida_uuid single_bits(size_t position, size_t count, uint64_t *random)
{
    (void)count;
    uint64_t bit = (position + random_below(random, 2)) % 122;
    return bit < 64 ? uuid_of(0, UINT64_C(1) << bit) : uuid_of(UINT64_C(1) << (bit - 64), 0);
}

static ida_uuid equal_keys(size_t position, size_t count, uint64_t *random)
{
    (void)position;
    (void)count;
    (void)random;
    return uuid_of(4, 5);
}

/* By key; equal keys in the order of their values, in which they went in. */
static int compare_stable(const void *a, const void *b)
{
    const ida_tree_entry *x = a;
    const ida_tree_entry *y = b;
    int by_key = compare_entries(a, b);
    return by_key != 0 ? by_key : (x->value > y->value) - (x->value < y->value);
}

static void assert_sorts(key_maker *key, size_t count, uint64_t seed)
{
    static ida_tree_entry entries[COUNT_MAX + 1];
    static ida_tree_entry scratch[COUNT_MAX + 1];
    static ida_tree_entry expected[COUNT_MAX];
    const ida_tree_entry canary = {{77, 88}, 99};
    uint64_t random = seed;
    for (size_t i = 0; i < count; i++) {
        entries[i] = (ida_tree_entry){key(i, count, &random), (uint32_t)i};
        expected[i] = entries[i];
    }
    entries[count] = canary;
    scratch[count] = canary;
    qsort(expected, count, sizeof(*expected), compare_stable);
    ida_sort_entries(entries, scratch, count);
    for (size_t i = 0; i < count; i++) {
        assert_uuid_equal(entries[i].key, expected[i].key);
        assert_int_equal(entries[i].value, expected[i].value);
    }
    assert_uuid_equal(entries[count].key, canary.key);
    assert_int_equal(entries[count].value, canary.value);
    assert_uuid_equal(scratch[count].key, canary.key);
    assert_int_equal(scratch[count].value, canary.value);
}

TEST(entries_come_into_order_with_their_values)
{
    static const struct {
        const char *name;
        key_maker *key;
    } rows[] = {
        NAMED(random_key),       NAMED(one_upper_half), NAMED(one_lower_half),
        NAMED(few_upper_halves), NAMED(two_alike),      NAMED(ascending),
        NAMED(descending),       NAMED(single_bits),    NAMED(equal_keys),
    };
    static const size_t counts[] = {0, 1, 2, 3, 47, 48, 49, 50, 700, COUNT_MAX};
    for (size_t k = 0; k < COUNT_OF(rows); k++) {
        for (size_t i = 0; i < COUNT_OF(counts); i++) {
            for (uint64_t seed = 1; seed <= 5; seed++) {
                name_case("%s, %zu entries, seed %" PRIu64, rows[k].name, counts[i], seed);
                assert_sorts(rows[k].key, counts[i], seed);
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(entries_come_into_order_with_their_values),
    };
    return RUN_TESTS(tests);
}
