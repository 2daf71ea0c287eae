/*
 * One k-order generator and eight threads: no ID comes twice, and each thread's IDs grow. The
 * threads have clocks of their own, which are skewed against each other, stand, and step back.
 *
 * Ten million IDs; a tenth of them under the thread sanitizer, which looks at each access.
 */
#include <idalloc/korder.h>
#include <pthread.h>

#include "support_cmocka.h"
#include "support_korder.h"

#if defined(__SANITIZE_THREAD__)
#define UNDER_THREAD_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define UNDER_THREAD_SANITIZER 1
#endif
#endif
#ifdef UNDER_THREAD_SANITIZER
#define IDS ((size_t)1000000)
#else
#define IDS ((size_t)10000000)
#endif

#define THREADS    8
#define LEAD_TICKS IDA_KORDER_LEAD_DEFAULT
#define SPINS_MAX  1000000000

typedef struct worker {
    pthread_t thread;
    ida_korder *generator;
    bool has_lane;
    uint64_t skew_us;
    uint64_t half_us_per_call;
    ida_korder_local *ids;
    size_t count; /* of ids to make, the same for all */
    uint64_t refused;
    bool failed; /* anything that must not be; said aloud by the main thread */
} worker;

/* The worker's clock goes on with each call, and at times it steps back. */
static uint64_t clock_of(const worker *w, uint64_t calls)
{
    uint64_t back = calls / 5000 % 4 == 3 ? 1500 : 0;
    return NOW - 100000 + w->skew_us + calls * w->half_us_per_call / 2 - back;
}

static bool is_in_bounds(ida_korder_local local, uint64_t now_us)
{
    return ida_korder_is_valid(local) && ida_korder_time_us(local) + IDA_KORDER_TICK_US > now_us &&
           ida_korder_time_us(local) <= now_us + (uint64_t)LEAD_TICKS * IDA_KORDER_TICK_US;
}

/* The next ID, every other one with a start of its own for the tick that it begins. */
static ida_status make(const worker *w, ida_korder_lane *lane, uint64_t now_us, uint32_t start,
                       ida_korder_local *local)
{
    if (start % 2 == 0) {
        return w->has_lane ? ida_korder_lane_next(lane, now_us, local)
                           : ida_korder_next(w->generator, now_us, local);
    }
    return w->has_lane ? ida_korder_lane_next_from(lane, now_us, start, local)
                       : ida_korder_next_from(w->generator, now_us, start, local);
}

static void *work(void *argument)
{
    worker *w = argument;
    ida_korder_lane lane = ida_korder_lane_of(w->generator);
    uint64_t calls = 0;
    for (size_t i = 0; i < w->count && !w->failed; calls++) {
        uint64_t now_us = clock_of(w, calls);
        ida_status status = make(w, &lane, now_us, (uint32_t)(calls % 8192), &w->ids[i]);
        if (status == IDA_OK) {
            w->failed = !is_in_bounds(w->ids[i], now_us) || (i > 0 && w->ids[i] <= w->ids[i - 1]);
            i++;
        } else {
            w->refused++;
            w->failed = status != IDA_TRY_LATER || w->refused > SPINS_MAX;
        }
    }
    return NULL;
}

static void run(worker *workers)
{
    for (size_t i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_create(&workers[i].thread, NULL, work, &workers[i]), 0);
    }
    for (size_t i = 0; i < THREADS; i++) {
        name_case("thread %zu", i);
        assert_int_equal(pthread_join(workers[i].thread, NULL), 0);
        assert_false(workers[i].failed);
    }
}

/* Merges the threads' IDs, each of which grow; returns how often one equals the one before. */
static size_t count_duplicates(const worker *workers)
{
    size_t at[THREADS] = {0};
    size_t duplicates = 0;
    ida_korder_local last = 0;
    for (size_t merged = 0; merged < workers[0].count * THREADS; merged++) {
        size_t lowest = 0;
        for (size_t i = 1; i < THREADS; i++) {
            bool is_lower = at[lowest] == workers[0].count ||
                            (at[i] < workers[0].count &&
                             workers[i].ids[at[i]] < workers[lowest].ids[at[lowest]]);
            lowest = is_lower ? i : lowest;
        }
        ida_korder_local id = workers[lowest].ids[at[lowest]];
        duplicates += merged > 0 && id == last ? 1 : 0;
        last = id;
        at[lowest]++;
    }
    return duplicates;
}

/* Every thread (1), every second one (2) or none (0) has a lane. */
static void check_threads(size_t count, size_t lane_every, uint64_t half_us_per_call)
{
    worker workers[THREADS];
    ida_korder *generator = korder_new(korder_strict(LEAD_TICKS, 0));
    for (size_t i = 0; i < THREADS; i++) {
        workers[i] = (worker){
            .generator = generator,
            .has_lane = lane_every != 0 && i % lane_every == 0,
            .skew_us = 3000 * i,
            .half_us_per_call = half_us_per_call,
            .ids = malloc(count * sizeof(ida_korder_local)),
            .count = count,
        };
        assert_non_null(workers[i].ids);
    }
    run(workers);
    assert_int_equal(count_duplicates(workers), 0);
    for (size_t i = 0; i < THREADS; i++) {
        free(workers[i].ids);
    }
    ida_korder_destroy(generator);
}

TEST(eight_threads_on_one_generator_get_different_ids_that_grow)
{
    check_threads(IDS / THREADS, 0, 1);
}

TEST(eight_threads_with_a_lane_each_get_different_ids_that_grow)
{
    check_threads(IDS / THREADS, 1, 1);
}

TEST(lanes_and_the_generator_get_different_ids_at_the_same_time)
{
    check_threads(IDS / THREADS, 2, 1);
}

/* A tick for each call: here the word is replaced far more often than added to. */
TEST(threads_that_race_for_each_new_tick_get_different_ids_that_grow)
{
    check_threads(IDS / 10 / THREADS, 0, 2048);
    check_threads(IDS / 10 / THREADS, 1, 2048);
}

/* A baton: a thread takes an ID only after it saw the one that the other took before. */
typedef struct baton {
    ida_korder *generator;
    pthread_mutex_t mutex;
    ida_korder_local last;
    size_t taken;
    size_t backwards;
} baton;

static void *pass_baton(void *argument)
{
    baton *b = argument;
    for (bool more = true; more;) {
        (void)pthread_mutex_lock(&b->mutex);
        more = b->taken < IDS / 100;
        if (more) {
            ida_korder_local local = 0;
            ida_status status = ida_korder_next(b->generator, NOW - b->taken, &local);
            b->backwards += status != IDA_OK || (b->taken > 0 && local <= b->last) ? 1 : 0;
            b->last = local;
            b->taken++;
        }
        (void)pthread_mutex_unlock(&b->mutex);
    }
    return NULL;
}

TEST(what_one_thread_saw_is_below_what_another_gets_then)
{
    baton b = {.generator = korder_new(korder_strict(LEAD_TICKS, 0))};
    pthread_t threads[THREADS];
    assert_int_equal(pthread_mutex_init(&b.mutex, NULL), 0);
    for (size_t i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, pass_baton, &b), 0);
    }
    for (size_t i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    }
    assert_int_equal(b.taken, IDS / 100);
    assert_int_equal(b.backwards, 0);
    assert_int_equal(pthread_mutex_destroy(&b.mutex), 0);
    ida_korder_destroy(b.generator);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(eight_threads_on_one_generator_get_different_ids_that_grow),
        cmocka_unit_test(eight_threads_with_a_lane_each_get_different_ids_that_grow),
        cmocka_unit_test(lanes_and_the_generator_get_different_ids_at_the_same_time),
        cmocka_unit_test(threads_that_race_for_each_new_tick_get_different_ids_that_grow),
        cmocka_unit_test(what_one_thread_saw_is_below_what_another_gets_then),
    };
    print_message("%zu IDs by %d threads; a tenth where they race for ticks\n", IDS, THREADS);
    return RUN_TESTS(tests);
}
