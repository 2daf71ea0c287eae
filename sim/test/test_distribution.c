/* Distributions: their means and shapes, in integers. */
#include "recipe/distribution.h"

#include <stdlib.h>

#include "support_cmocka.h"

#define DRAWS 20000u

static sim_distribution one(sim_distribution_kind kind, uint64_t low, uint64_t high)
{
    return (sim_distribution){.count = 1, .options = {{kind, 1, low, high}}};
}

static int by_size(const void *a, const void *b)
{
    uint64_t left = *(const uint64_t *)a;
    uint64_t right = *(const uint64_t *)b;
    return left < right ? -1 : left > right;
}

/* Sorted, so that the n-th is a quantile. */
static uint64_t *draw_many(const sim_distribution *distribution)
{
    sim_random random = sim_random_stream(1, 2);
    uint64_t *drawn = calloc(DRAWS, sizeof *drawn);
    assert_non_null(drawn);
    for (unsigned i = 0; i < DRAWS; i++) {
        drawn[i] = sim_distribution_draw(distribution, &random);
    }
    qsort(drawn, DRAWS, sizeof *drawn, by_size);
    return drawn;
}

/* Within 3 percent, and one. */
static void assert_near(uint64_t value, uint64_t expected)
{
    assert_in_range(value, expected - expected * 3 / 100 - 1, expected + expected * 3 / 100 + 1);
}

static uint64_t mean_of(const uint64_t *drawn)
{
    uint64_t sum = 0;
    for (unsigned i = 0; i < DRAWS; i++) {
        sum += drawn[i];
    }
    return sum / DRAWS;
}

TEST(a_fixed_number_takes_no_draw)
{
    sim_random random = sim_random_stream(1, 2);
    const sim_distribution fixed = one(SIM_DISTRIBUTION_FIXED, 77, 0);
    assert_int_equal(sim_distribution_draw(&fixed, &random), 77);
    assert_int_equal(random.counter, 0);
    const sim_distribution never = one(SIM_DISTRIBUTION_FIXED, SIM_DISTRIBUTION_NEVER, 0);
    assert_true(sim_distribution_draw(&never, &random) == SIM_DISTRIBUTION_NEVER);
}

TEST(a_uniform_one_has_both_ends)
{
    const sim_distribution uniform = one(SIM_DISTRIBUTION_UNIFORM, 1000, 3000);
    uint64_t *drawn = draw_many(&uniform);
    assert_near(mean_of(drawn), 2000);
    assert_near(drawn[DRAWS / 4], 1500);
    assert_int_equal(drawn[0], 1000);
    assert_int_equal(drawn[DRAWS - 1], 3000);
    free(drawn);
}

/* Quantile p of an exponential distribution: -mean * ln(1 - p). */
TEST(an_exponential_one_has_its_mean_and_quantiles)
{
    static const uint64_t means[] = {1000, 1000000, SIM_DISTRIBUTION_MAX / 100};
    for (size_t i = 0; i < COUNT_OF(means); i++) {
        const sim_distribution exponential = one(SIM_DISTRIBUTION_EXPONENTIAL, means[i], 0);
        uint64_t *drawn = draw_many(&exponential);
        assert_near(mean_of(drawn), means[i]);
        assert_near(drawn[DRAWS / 2], means[i] / 1000 * 693);
        assert_near(drawn[DRAWS / 10 * 9], means[i] / 1000 * 2303);
        assert_in_range(drawn[DRAWS - 1], means[i] * 7, means[i] * 23);
        free(drawn);
    }
}

/* Median 10000, one sigma is a factor of 2: 15.9 % are below a half, and 84.1 % below the double.
 */
TEST(a_log_normal_one_has_its_median_and_spread)
{
    const sim_distribution spread = one(SIM_DISTRIBUTION_LOG_NORMAL, 10000, 200);
    uint64_t *drawn = draw_many(&spread);
    assert_near(drawn[DRAWS / 2], 10000);
    assert_near(drawn[DRAWS * 159 / 1000], 5000);
    assert_near(drawn[DRAWS * 841 / 1000], 20000);
    free(drawn);
    const sim_distribution none = one(SIM_DISTRIBUTION_LOG_NORMAL, 10000, 100);
    drawn = draw_many(&none);
    assert_in_range(drawn[0], 9999, 10001);
    assert_in_range(drawn[DRAWS - 1], 9999, 10001);
    free(drawn);
}

TEST(options_are_drawn_by_their_shares)
{
    const sim_distribution histogram = {.count = 3,
                                        .options = {{SIM_DISTRIBUTION_FIXED, 1, 5, 0},
                                                    {SIM_DISTRIBUTION_UNIFORM, 6, 100, 199},
                                                    {SIM_DISTRIBUTION_FIXED, 3, 1000, 0}}};
    uint64_t *drawn = draw_many(&histogram);
    assert_int_equal(drawn[DRAWS * 9 / 100], 5);
    assert_in_range(drawn[DRAWS * 11 / 100], 100, 199);
    assert_in_range(drawn[DRAWS * 69 / 100], 100, 199);
    assert_int_equal(drawn[DRAWS * 71 / 100], 1000);
    free(drawn);
}

/* The largest numbers that a file can give overflow nothing. */
TEST(no_draw_is_above_the_largest_number)
{
    const sim_distribution rows[] = {
        one(SIM_DISTRIBUTION_EXPONENTIAL, SIM_DISTRIBUTION_MAX, 0),
        one(SIM_DISTRIBUTION_LOG_NORMAL, SIM_DISTRIBUTION_MAX, 10000),
        one(SIM_DISTRIBUTION_LOG_NORMAL, 0, 10000),
        one(SIM_DISTRIBUTION_EXPONENTIAL, 0, 0),
        one(SIM_DISTRIBUTION_UNIFORM, 0, SIM_DISTRIBUTION_MAX),
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        uint64_t *drawn = draw_many(&rows[i]);
        assert_true(drawn[DRAWS - 1] <= SIM_DISTRIBUTION_MAX);
        free(drawn);
    }
}

/* The same numbers on every machine: these were drawn on x86-64. */
TEST(draws_are_the_same_everywhere)
{
    sim_random random = sim_random_stream(7, 9);
    const sim_distribution exponential = one(SIM_DISTRIBUTION_EXPONENTIAL, 1000000, 0);
    const sim_distribution log_normal = one(SIM_DISTRIBUTION_LOG_NORMAL, 1000000, 250);
    uint64_t sum = 0;
    for (unsigned i = 0; i < 1000; i++) {
        sum = sum * 31 + sim_distribution_draw(&exponential, &random);
        sum = sum * 31 + sim_distribution_draw(&log_normal, &random);
    }
    assert_true(sum == UINT64_C(11436132957769534438));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_fixed_number_takes_no_draw),
        cmocka_unit_test(a_uniform_one_has_both_ends),
        cmocka_unit_test(an_exponential_one_has_its_mean_and_quantiles),
        cmocka_unit_test(a_log_normal_one_has_its_median_and_spread),
        cmocka_unit_test(options_are_drawn_by_their_shares),
        cmocka_unit_test(no_draw_is_above_the_largest_number),
        cmocka_unit_test(draws_are_the_same_everywhere),
    };
    return RUN_TESTS(tests);
}
