/* The compressor alone, as a table: what to look at while something is made faster. */
#include <stdio.h>
#include <string.h>

#include "clock.h"
#include "heap.h"
#include "modes.h"
#include "trial.h"

#define ROUNDS 7

static bool is_wanted(const char *name, int count, char **words)
{
    for (int i = 0; i < count; i++) {
        if (strstr(name, words[i]) != NULL) {
            return true;
        }
    }
    return count == 0;
}

static void measure(const bench_workload *workload)
{
    double times[ROUNDS];
    bench_trial trial = bench_trial_begin(*workload);
    (void)bench_trial_run(&trial, NULL);
    for (size_t i = 0; i < ROUNDS; i++) {
        times[i] = bench_trial_run(&trial, NULL);
    }
    bench_trial_end(&trial);
    bench_sort(times, ROUNDS);
    bool is_long = times[ROUNDS / 2] > 1e5;
    double unit = is_long ? 1e6 : 1;
    (void)printf("%-46s %10.2f %s %10.2f to %.2f\n", workload->name, times[ROUNDS / 2] / unit,
                 is_long ? "ms" : "ns", times[0] / unit, times[ROUNDS - 1] / unit);
    (void)fflush(stdout);
}

int bench_table(int count, char **words)
{
    bench_keep_heap();
    (void)printf("%-46s %13s %10s\n", "", "median", "range");
    for (size_t i = 0; i < bench_workload_count; i++) {
        if (is_wanted(bench_workloads[i].name, count, words)) {
            measure(&bench_workloads[i]);
        }
    }
    return 0;
}
