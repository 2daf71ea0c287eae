/* One workload, to be run any number of times. */
#include "trial.h"

#include "clock.h"

bench_trial bench_trial_begin(bench_workload workload)
{
    bench_trial trial = {workload, bench_world_begin(workload.shape, workload.operations), false};
    if (workload.kind->ask != NULL) {
        workload.kind->ask(&trial.world);
    }
    return trial;
}

/* A new document, unless there is one that no run has changed. */
static void make_ready(bench_trial *trial)
{
    const bench_kind *kind = trial->workload.kind;
    if (kind->is_changing || !trial->is_built) {
        bench_world_close(&trial->world);
        kind->prepare(&trial->world);
        trial->is_built = true;
    }
}

static void settle(bench_trial *trial)
{
    if (trial->workload.kind->settle != NULL) {
        trial->workload.kind->settle(&trial->world);
    }
}

double bench_trial_run(bench_trial *trial, uint32_t *digest)
{
    make_ready(trial);
    uint32_t operations = trial->workload.operations;
    uint64_t start = bench_now();
    uint32_t answer = trial->workload.kind->run(&trial->world, 0, operations, 0);
    uint64_t end = bench_now();
    settle(trial);
    if (digest != NULL) {
        *digest = answer;
    }
    return (double)(end - start) / operations;
}

double bench_trial_run_singly(bench_trial *trial, uint32_t *times)
{
    make_ready(trial);
    uint32_t digest = 0;
    uint64_t start = bench_now();
    uint64_t before = start;
    for (uint32_t i = 0; i < trial->workload.operations; i++) {
        digest = trial->workload.kind->run(&trial->world, i, i + 1, digest);
        uint64_t after = bench_now();
        times[i] = after - before < UINT32_MAX ? (uint32_t)(after - before) : UINT32_MAX;
        before = after;
    }
    settle(trial);
    return (double)(before - start);
}

uint32_t bench_trial_inspect(bench_trial *trial)
{
    uint32_t digest;
    (void)bench_trial_run(trial, &digest);
    return trial->workload.kind->inspect == NULL ? digest
                                                 : trial->workload.kind->inspect(&trial->world);
}

void bench_trial_end(bench_trial *trial)
{
    bench_world_end(&trial->world);
}
