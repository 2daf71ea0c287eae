/*
 * Plays a world and prints where its time goes.
 *
 * Reading a clock twice for each call of the core takes longer than many of these calls. So the
 * clock is the processor's counter where the compiler can read it. The world is also played without
 * reading it: what the readings take in all is left out, in equal parts for each of them.
 */
#include "profiling.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>

#include "command.h"
#include "compressor/profiled.h"
#include "output.h"
#include "scenario/seed.h"
#include "summary.h"

#define SECONDS 1.0

/* --- The clock. --- */

static uint64_t nanoseconds(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

#if defined(__GNUC__) && defined(__x86_64__)
static uint64_t ticks(void)
{
    return __builtin_ia32_rdtsc();
}
#else
static uint64_t ticks(void)
{
    return nanoseconds();
}
#endif

/* --- Playing. --- */

typedef struct profiling {
    sim_profile sum;
    uint64_t ops;
    uint64_t bare_ticks; /* of the same worlds without a profile */
    double ticks_a_nanosecond;
    sim_result last;
} profiling;

static void add(sim_profile *sum, const sim_profile *one)
{
    for (unsigned i = 0; i < SIM_PARTS; i++) {
        sum->ticks[i] += one->ticks[i];
        sum->visits[i] += one->visits[i];
        sum->left[i] += one->left[i];
    }
    for (unsigned i = 0; i < SIM_INVARIANT_COUNT; i++) {
        sum->checked[i] += one->checked[i];
        sum->checks[i] += one->checks[i];
    }
}

static void play(profiling *p, const sim_scenario *scenario, uint64_t seed, uint64_t ops)
{
    const sim_subject *core = sim_subjects_of(SIM_SCHEME_COMPRESSOR, &sim_subject_core);
    sim_profile profile;
    sim_run_options options = {.until = SIM_NEVER, .profile = &profile};
    options.subjects.of[SIM_SCHEME_COMPRESSOR] = sim_profiled_subject(core, &profile);
    sim_profile_begin(&profile, ticks);
    p->last = sim_run_seed(scenario, seed, ops, &options, NULL);
    sim_profile_end(&profile);
    add(&p->sum, &profile);
    p->ops += p->last.ops;
    const uint64_t before = ticks();
    const sim_run_options bare = {.until = SIM_NEVER};
    (void)sim_run_seed(scenario, seed, ops, &bare, NULL);
    p->bare_ticks += ticks() - before;
}

/* --- Printing. --- */

static double at_least_0(double number)
{
    return number > 0.0 ? number : 0.0;
}

static void print_row(const char *name, double nanoseconds_an_op, double all, const char *note)
{
    (void)printf("  %-16s  %10.1f  %5.1f %%   %s\n", name, nanoseconds_an_op,
                 all > 0.0 ? 100.0 * nanoseconds_an_op / all : 0.0, note);
}

static bool is_for_checks(unsigned part)
{
    return part == SIM_PART_ORACLE || part == SIM_PART_MODEL || part == SIM_PART_ANSWERS;
}

/* How often the clock was read in a part. A check is taken for one of the oracle's own. */
static double readings_in(const profiling *p, unsigned part)
{
    double readings = (double)p->sum.visits[part] + (double)p->sum.left[part];
    for (unsigned i = 0; part == SIM_PART_ORACLE && i < SIM_INVARIANT_COUNT; i++) {
        readings += (double)p->sum.checks[i];
    }
    return readings;
}

/* The ticks that one reading takes. */
static double reading(const profiling *p)
{
    double ticks_in_all = 0.0;
    double readings = 0.0;
    for (unsigned i = 0; i < SIM_PARTS; i++) {
        ticks_in_all += (double)p->sum.ticks[i];
        readings += readings_in(p, i);
    }
    return readings > 0.0 ? at_least_0(ticks_in_all - (double)p->bare_ticks) / readings : 0.0;
}

static void print_invariants(const profiling *p, double share, double unit, double all)
{
    (void)printf("of oracle, model and answers, what led to the checks of each invariant, and how\n"
                 "many there are in 1,000 ops\n");
    for (unsigned i = 0; i < SIM_INVARIANT_COUNT; i++) {
        if (p->sum.checks[i] > 0) {
            char note[SIM_COUNT_TEXT];
            sim_format_count(p->sum.checks[i] * 1000 / p->ops, note);
            print_row(sim_invariant_name((sim_invariant)i),
                      (double)p->sum.checked[i] * share / unit, all, note);
        }
    }
}

static void print(const profiling *p)
{
    const double unit = p->ticks_a_nanosecond * (double)p->ops;
    const double each = reading(p);
    double own[SIM_PARTS];
    double all = 0.0;
    double checking = 0.0;
    double with_clock = 0.0;
    for (unsigned i = 0; i < SIM_PARTS; i++) {
        own[i] = at_least_0((double)p->sum.ticks[i] - each * readings_in(p, i)) / unit;
        all += own[i];
        checking += is_for_checks(i) ? own[i] : 0.0;
        with_clock += is_for_checks(i) ? (double)p->sum.ticks[i] / unit : 0.0;
    }
    (void)printf("nanoseconds an op, the quiet phase included\n");
    for (unsigned i = 0; i < SIM_PARTS; i++) {
        print_row(sim_part_name((sim_part)i), own[i], all, sim_part_sentence((sim_part)i));
    }
    print_row("sum", all, all, "");
    print_invariants(p, with_clock > 0.0 ? checking / with_clock : 0.0, unit, all);
}

int sim_profiling(const sim_scenario *scenario, uint64_t seed, uint64_t ops)
{
    profiling p = {.ops = 0};
    const uint64_t began = nanoseconds();
    const uint64_t began_at = ticks();
    do {
        play(&p, scenario, seed, ops);
    } while (p.last.verdict == SIM_PASS && p.ops > 0 &&
             (double)(nanoseconds() - began) < SECONDS * 1e9);
    p.ticks_a_nanosecond = (double)(ticks() - began_at) / (double)(nanoseconds() - began);
    if (p.last.verdict == SIM_BROKEN || p.ops == 0) {
        sim_error("the world could not be played");
        return SIM_EXIT_ENVIRONMENT;
    }
    (void)printf("%s, seed %" PRIu64 ", %" PRIu64 " ops in all\n", scenario->name, seed, p.ops);
    print(&p);
    sim_print_verdict(stdout, sim_verdict_name(p.last.verdict), "");
    return (int)p.last.verdict;
}
