/* The rank of a number among 16: each form against counting. */
#include "../src/rank.h"
#include "support_cmocka.h"
#include "support_random.h"

static size_t count_below(const uint64_t numbers[IDA_RANK_WIDTH], uint64_t limit)
{
    size_t found = 0;
    for (size_t i = 0; i < IDA_RANK_WIDTH; i++) {
        found += numbers[i] < limit ? 1 : 0;
    }
    return found;
}

static void assert_rank(const uint64_t numbers[IDA_RANK_WIDTH], uint64_t limit)
{
    size_t expected = count_below(numbers, limit);
    assert_int_equal(ida_rank_portable(numbers, limit), expected);
#ifdef IDA_RANK_HAS_VECTOR
    assert_int_equal(ida_rank_vector(numbers, limit), expected);
#endif
    assert_int_equal(ida_rank(numbers, limit), expected);
}

TEST(every_place_at_the_ends_of_the_numbers)
{
    const uint64_t highest = INT64_MAX;
    for (size_t used = 0; used <= IDA_RANK_WIDTH; used++) {
        uint64_t low[IDA_RANK_WIDTH];
        uint64_t high[IDA_RANK_WIDTH];
        for (size_t i = 0; i < IDA_RANK_WIDTH; i++) {
            low[i] = i < used ? i : highest;
            high[i] = i < used ? highest - IDA_RANK_WIDTH + i : highest;
        }
        for (uint64_t k = 0; k <= IDA_RANK_WIDTH + 1; k++) {
            name_case("%zu used, limit %" PRIu64, used, k);
            assert_rank(low, k);
            assert_rank(low, highest - k);
            assert_rank(high, k);
            assert_rank(high, highest - k);
        }
    }
}

/* The order of the numbers does not matter, and neither does where they stand in memory. */
TEST(random_numbers_at_every_alignment)
{
    uint64_t random = 1;
    uint64_t memory[IDA_RANK_WIDTH + 1];
    for (size_t round = 0; round < 20000; round++) {
        uint64_t *numbers = memory + round % 2;
        unsigned shift = 1 + (unsigned)random_below(&random, 60);
        for (size_t i = 0; i < IDA_RANK_WIDTH; i++) {
            numbers[i] = random_next(&random) >> shift;
        }
        name_case("round %zu", round);
        assert_rank(numbers, random_next(&random) >> shift);
        assert_rank(numbers, numbers[round % IDA_RANK_WIDTH]);
        assert_rank(numbers, numbers[round % IDA_RANK_WIDTH] + 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_place_at_the_ends_of_the_numbers),
        cmocka_unit_test(random_numbers_at_every_alignment),
    };
    return RUN_TESTS(tests);
}
