/* The compressor's side of the comparison: lists its workloads, and runs them when told to. */
#include <stdio.h>
#include <string.h>

#include "heap.h"
#include "modes.h"
#include "trial.h"

#if defined __clang__
#define COMPILER "clang " __clang_version__
#elif defined __GNUC__
#define COMPILER "gcc " __VERSION__
#else
#define COMPILER "unknown"
#endif

int bench_list(bool is_quick)
{
    (void)printf("{\"version\": \"%s\", \"compiler\": \"%s\", \"workloads\": [", ida_version(),
                 COMPILER);
    for (size_t i = 0; i < bench_workload_count; i++) {
        const bench_workload w = bench_workload_at(i, is_quick);
        (void)printf("%s\n  {\"name\": \"%s\", \"kind\": \"%s\", \"sessions\": %u, \"rounds\": %u, "
                     "\"count\": %u, \"size\": %u, \"operations\": %u}",
                     i == 0 ? "" : ",", w.name, w.kind->name, (unsigned)w.shape.sessions,
                     (unsigned)w.shape.rounds, (unsigned)w.shape.count, (unsigned)w.shape.size,
                     (unsigned)w.operations);
    }
    (void)printf("\n]}\n");
    return 0;
}

static void serve(bench_trial *trial)
{
    char line[32];
    bench_keep_heap();
    while (fgets(line, sizeof line, stdin) != NULL) {
        if (strcmp(line, "inspect\n") == 0) {
            (void)printf("{\"digest\": %u}\n", (unsigned)bench_trial_inspect(trial));
        } else {
            uint32_t digest;
            double ns = bench_trial_run(trial, &digest);
            (void)printf("{\"ns\": %.4f, \"digest\": %u}\n", ns, (unsigned)digest);
        }
        (void)fflush(stdout);
    }
}

int bench_serve(const char *name, bool is_quick)
{
    for (size_t i = 0; i < bench_workload_count; i++) {
        if (strcmp(bench_workloads[i].name, name) == 0) {
            bench_trial trial = bench_trial_begin(bench_workload_at(i, is_quick));
            serve(&trial);
            bench_trial_end(&trial);
            return 0;
        }
    }
    (void)fprintf(stderr, "bench: there is no workload \"%s\"\n", name);
    return 2;
}

int bench_answers(bool is_quick)
{
    for (size_t i = 0; i < bench_workload_count; i++) {
        bench_trial trial = bench_trial_begin(bench_workload_at(i, is_quick));
        (void)printf("%08x %s\n", (unsigned)bench_trial_inspect(&trial), bench_workloads[i].name);
        bench_trial_end(&trial);
    }
    return 0;
}
