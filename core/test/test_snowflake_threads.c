/* Many threads on one generator: no ID twice, and each thread's IDs grow. */
#include <pthread.h>

#include "support_cmocka.h"
#include "support_random.h"
#include "support_snowflake.h"

#define THREADS    8u
#define PER_THREAD 50000u

typedef struct worker {
    pthread_t thread;
    ida_snowflake *generator;
    bool uses_lane;
    bool draws_starts;
    uint32_t number;
    uint64_t ids[PER_THREAD];
} worker;

/* Each thread has a clock of its own, none of them right; what is refused is tried again later. */
static void *work(void *argument)
{
    worker *w = argument;
    ida_snowflake_lane lane = ida_snowflake_lane_of(w->generator, 1 + w->number);
    int64_t now_us = DAY + w->number * 1700;
    for (size_t made = 0; made < PER_THREAD;) {
        int64_t try_at_us = now_us + 1;
        uint64_t start = made * 7 % 2048;
        ida_status status =
            w->uses_lane ? ida_snowflake_lane_next(&lane, now_us, &w->ids[made], &try_at_us)
            : w->draws_starts
                ? ida_snowflake_next_from(w->generator, now_us, start, &w->ids[made], &try_at_us)
                : ida_snowflake_next(w->generator, now_us, &w->ids[made], &try_at_us);
        if (status == IDA_OK) {
            made++;
            now_us += made % 3 == 0 ? 1 : 0;
        } else {
            now_us = try_at_us > now_us ? try_at_us : now_us + 1;
        }
        if (status == IDA_LEASE_EXPIRED) {
            (void)ida_snowflake_renew(w->generator, now_us + 100000);
        }
    }
    return NULL;
}

static void run(ida_snowflake_behind behind, ida_snowflake_full full, bool uses_lanes)
{
    name_case("behind %d, full %d, lanes %d", (int)behind, (int)full, uses_lanes);
    ida_snowflake_config config = snowflake_config(behind, full, 3000);
    config.lease_start_us = DAY;
    config.lease_end_us = DAY + 100000;
    ida_snowflake *generator = snowflake_new(&config);
    worker *workers = calloc(THREADS, sizeof *workers);
    uint64_t *all = calloc((size_t)THREADS * PER_THREAD, sizeof *all);
    assert_non_null(workers);
    assert_non_null(all);
    for (uint32_t i = 0; i < THREADS; i++) {
        workers[i].generator = generator;
        workers[i].number = i;
        workers[i].uses_lane = uses_lanes && i % 4 != 0;
        workers[i].draws_starts = i % 2 == 0;
        assert_int_equal(pthread_create(&workers[i].thread, NULL, work, &workers[i]), 0);
    }
    size_t count = 0;
    for (uint32_t i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_join(workers[i].thread, NULL), 0);
    }
    for (uint32_t i = 0; i < THREADS; i++) {
        for (size_t j = 0; j < PER_THREAD; j++) {
            assert_true(j == 0 || workers[i].ids[j] > workers[i].ids[j - 1]);
            all[count] = workers[i].ids[j];
            count++;
        }
    }
    sort_u64(all, count);
    for (size_t i = 1; i < count; i++) {
        assert_true(all[i] != all[i - 1]);
    }
    free(all);
    free(workers);
    ida_snowflake_destroy(generator);
}

TEST(threads_share_no_id_under_any_policy)
{
    if (!ida_snowflake_is_thread_safe()) {
        skip();
    }
    run(IDA_SNOWFLAKE_REFUSE, IDA_SNOWFLAKE_WAIT, false);
    run(IDA_SNOWFLAKE_LOGICAL, IDA_SNOWFLAKE_WAIT, false);
    run(IDA_SNOWFLAKE_REFUSE, IDA_SNOWFLAKE_BORROW, false);
    run(IDA_SNOWFLAKE_LOGICAL, IDA_SNOWFLAKE_BORROW, false);
}

TEST(lanes_of_threads_share_no_id_under_any_policy)
{
    if (!ida_snowflake_is_thread_safe()) {
        skip();
    }
    run(IDA_SNOWFLAKE_REFUSE, IDA_SNOWFLAKE_WAIT, true);
    run(IDA_SNOWFLAKE_LOGICAL, IDA_SNOWFLAKE_WAIT, true);
    run(IDA_SNOWFLAKE_REFUSE, IDA_SNOWFLAKE_BORROW, true);
    run(IDA_SNOWFLAKE_LOGICAL, IDA_SNOWFLAKE_BORROW, true);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(threads_share_no_id_under_any_policy),
        cmocka_unit_test(lanes_of_threads_share_no_id_under_any_policy),
    };
    return RUN_TESTS(tests);
}
