/* The table of IDs: against a plain list, with IDs that differ in one half only. */

#include "kernel/id_map.h"
#include "kernel/random.h"
#include "support_cmocka.h"

#define IDS 5000u

TEST(an_empty_one_has_nothing)
{
    sim_id_map map = {.size = 0};
    assert_int_equal(sim_id_map_get(&map, 0, 0), 0);
    sim_id_map_free(&map);
}

/* Halves of few values, so that neither says which ID it is, and 0 and the largest are among them.
 */
static uint64_t half(sim_random *random)
{
    return sim_random_below(random, 60) - 1;
}

TEST(it_knows_what_was_put_in)
{
    static uint64_t ids[IDS][2];
    static uint64_t numbers[IDS];
    sim_random random = sim_random_stream(1, 1);
    sim_id_map map = {.size = 0};
    size_t count = 0;
    for (unsigned i = 0; i < IDS; i++) {
        const uint64_t high = half(&random);
        const uint64_t low = half(&random);
        size_t at = 0;
        while (at < count && (ids[at][0] != high || ids[at][1] != low)) {
            at++;
        }
        assert_int_equal(sim_id_map_get(&map, high, low), at < count ? numbers[at] : 0);
        uint64_t *number = sim_id_map_put(&map, high, low);
        assert_non_null(number);
        assert_int_equal(*number, at < count ? numbers[at] : 0);
        *number = i + 1;
        count += at == count;
        ids[at][0] = high;
        ids[at][1] = low;
        numbers[at] = i + 1;
        assert_int_equal(map.count, count);
    }
    assert_in_range(count, 2000, IDS - 1);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(sim_id_map_get(&map, ids[i][0], ids[i][1]), numbers[i]);
    }
    sim_id_map_free(&map);
    assert_int_equal(map.count, 0);
    assert_int_equal(sim_id_map_get(&map, ids[0][0], ids[0][1]), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_one_has_nothing),
        cmocka_unit_test(it_knows_what_was_put_in),
    };
    return RUN_TESTS(tests);
}
