/* How far from sorted: against the definitions, word for word, on every short list. */

#include "kernel/disorder.h"
#include "support_cmocka.h"

#define LENGTH 6u
#define KEYS   4u

static size_t plain_radius(const sim_disorder *list)
{
    size_t radius = 0;
    for (size_t i = 0; i < list->count; i++) {
        for (size_t j = i + 1; j < list->count; j++) {
            const sim_keyed *a = &list->events[i];
            const sim_keyed *b = &list->events[j];
            bool above = a->high != b->high ? a->high > b->high : a->low > b->low;
            radius = above && j - i > radius ? j - i : radius;
        }
    }
    return radius;
}

static size_t plain_within(const sim_disorder *list, uint64_t time)
{
    size_t most = 0;
    for (size_t i = 0; i < list->count; i++) {
        size_t count = 0;
        for (size_t j = i + 1; j < list->count; j++) {
            count += list->events[j].at - list->events[i].at < time;
        }
        most = count > most ? count : most;
    }
    return most;
}

/* Each list of so many keys; the digits of number say which, and when they happened. */
static sim_disorder list_of(uint64_t number)
{
    sim_disorder list = {.events = NULL};
    uint64_t at = 0;
    uint64_t rest = number;
    for (unsigned i = 0; i < LENGTH; i++) {
        uint64_t key = rest % KEYS;
        rest /= KEYS;
        at += (number * 2654435761u >> (3 * i)) % 3;
        assert_true(
            sim_disorder_add(&list, (sim_keyed){.at = at, .high = key / 2, .low = key % 2}));
    }
    return list;
}

TEST(every_short_list_is_as_the_definitions_say)
{
    size_t lists = 1;
    for (unsigned i = 0; i < LENGTH; i++) {
        lists *= KEYS;
    }
    for (uint64_t number = 0; number < lists; number++) {
        sim_disorder list = list_of(number);
        size_t radius;
        assert_true(sim_disorder_radius(&list, &radius));
        assert_int_equal(radius, plain_radius(&list));
        for (uint64_t time = 0; time < 14; time++) {
            assert_int_equal(sim_keyed_within(list.events, list.count, time),
                             plain_within(&list, time));
        }
        sim_disorder_free(&list);
    }
}

TEST(nothing_is_in_order)
{
    sim_disorder list = {.events = NULL};
    size_t radius = 1;
    assert_true(sim_disorder_radius(&list, &radius));
    assert_int_equal(radius, 0);
    assert_int_equal(sim_keyed_within(list.events, list.count, UINT64_MAX), 0);
    sim_disorder_free(&list);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_short_list_is_as_the_definitions_say),
        cmocka_unit_test(nothing_is_in_order),
    };
    return RUN_TESTS(tests);
}
