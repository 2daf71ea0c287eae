/* Keeps a waiting copy of the process, and lets it tell a failure; checkpoint.h says why. */
#include "checkpoint.h"

#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "command.h"
#include "compressor/observers.h"
#include "finding_text.h"
#include "kernel/narrator.h"
#include "kernel/trace.h"
#include "output.h"
#include "scenario/seed.h"
#include "summary.h"

/* What a copy is told. That its original is gone, it sees by the end of the stream. */
#define LEAVE 'l'
#define TELL  't'

typedef struct checkpoints {
    uint64_t every;
    sim_scheme scheme;
    bool is_copy;   /* this process was one, and tells */
    pid_t copy;     /* 0: there is none yet */
    int to_copy;    /* the end of a pipe */
    uint64_t taken; /* the index of the op at which it waits */
    sim_narrator narrator;
} checkpoints;

static void print_sentence(void *context, const char *sentence)
{
    (void)context;
    (void)printf("    %s\n", sentence);
}

/* Cheap as long as nothing is told. */
static bool tell(void *self, const void *event)
{
    checkpoints *c = self;
    return !c->is_copy || sim_compressor_narrate(&c->narrator, event);
}

/* Says something to the copy, and waits until it has ended. */
static void end_copy(checkpoints *c, char word)
{
    int status;
    if (c->copy != 0) {
        (void)!write(c->to_copy, &word, 1);
        (void)close(c->to_copy);
        while (waitpid(c->copy, &status, 0) < 0 && errno == EINTR) {
        }
        c->copy = 0;
    }
}

/* Waits in the copy; it returns only to tell. */
static void wait_for_word(checkpoints *c, int from_original)
{
    char word = TELL;
    ssize_t size;
    do {
        size = read(from_original, &word, 1);
    } while (size < 0 && errno == EINTR);
    (void)close(from_original);
    if (size == 1 && word == LEAVE) {
        _exit(0);
    }
    c->is_copy = true;
    c->copy = 0;
    (void)printf("from the checkpoint at op %" PRIu64 ":\n", c->taken);
}

/* Without the means to copy itself, the process goes on without a checkpoint. */
static void take(checkpoints *c, uint64_t index)
{
    int ends[2];
    end_copy(c, LEAVE);
    (void)fflush(stdout);
    if (pipe(ends) != 0) {
        return;
    }
    c->taken = index;
    pid_t copy = fork();
    if (copy == 0) {
        (void)close(ends[1]);
        wait_for_word(c, ends[0]);
        return;
    }
    (void)close(ends[0]);
    if (copy < 0) {
        (void)close(ends[1]);
        return;
    }
    c->copy = copy;
    c->to_copy = ends[1];
}

static void before_op(void *context, const void *world, uint64_t index, const sim_op *op)
{
    checkpoints *c = context;
    (void)world;
    if (!c->is_copy && index > 0 && index % c->every == 0) {
        take(c, index);
    }
    if (c->is_copy) {
        char line[64];
        sim_op_print(c->scheme, op, line, sizeof line);
        (void)printf("op %" PRIu64 ": %s\n", index, line);
        (void)fflush(stdout); /* Its next op may be the one that crashes. */
    }
}

static void print_failure(const sim_result *result)
{
    char where[SIM_FINDING_TEXT_SIZE];
    char expected[SIM_FINDING_TEXT_SIZE];
    char got[SIM_FINDING_TEXT_SIZE];
    sim_site_print(&result->failure.site, where);
    sim_value_print(&result->failure.expected, expected);
    sim_value_print(&result->failure.got, got);
    (void)printf("%s after op %" PRIu64 "\n  where     %s\n  expected  %s\n  got       %s\n",
                 sim_invariant_name(result->failure.invariant), result->failure.op, where, expected,
                 got);
}

static void print_result(const sim_result *result)
{
    char digest[17];
    sim_sum sum = {0};
    sim_trace_format(result->digest, digest);
    (void)printf("  %-16s  %16s\n", "digest", digest);
    sim_sum_add_result(&sum, result);
    sim_sum_print_totals(stdout, &sum, 0.0);
    if (result->verdict == SIM_FAIL) {
        print_failure(result);
    }
    sim_print_verdict(stdout, sim_verdict_name(result->verdict), "");
}

/* Plays in this process, and ends it. */
static _Noreturn void play(const sim_scenario *scenario, uint64_t seed, uint64_t ops,
                           uint64_t every)
{
    checkpoints c = {.every = every, .scheme = sim_scenario_scheme(scenario, seed)};
    c.narrator.tell = print_sentence;
    const sim_observer observer = {tell, &c};
    const sim_run_options options = {.until = SIM_NEVER,
                                     .observers = &observer,
                                     .observer_count = c.scheme == SIM_SCHEME_COMPRESSOR ? 1 : 0,
                                     .before_op = before_op,
                                     .before_op_context = &c};
    const sim_result result = sim_run_seed(scenario, seed, ops, &options, NULL);
    if (!c.is_copy) {
        end_copy(&c, result.verdict == SIM_FAIL ? TELL : LEAVE);
        print_result(&result);
    }
    (void)fflush(stdout);
    _exit(result.verdict == SIM_BROKEN ? SIM_EXIT_ENVIRONMENT : (int)result.verdict);
}

/* Waits until a process has ended, and all copies that it left: then nobody holds the pipe. */
static int wait_for_all(pid_t player, int pipe_end)
{
    char byte;
    int status = 0;
    while (read(pipe_end, &byte, 1) < 0 && errno == EINTR) {
    }
    while (waitpid(player, &status, 0) < 0 && errno == EINTR) {
    }
    if (WIFEXITED(status)) {
        return WEXITSTATUS(status);
    }
    (void)printf("crashed with signal %d in the op that was told last\n", WTERMSIG(status));
    sim_print_verdict(stdout, sim_verdict_name(SIM_FAIL), "");
    return SIM_FAIL;
}

int sim_checkpoint_run(const sim_scenario *scenario, uint64_t seed, uint64_t ops, uint64_t every)
{
    int ends[2];
    assert(every > 0);
    (void)fflush(stdout);
    if (pipe(ends) != 0) {
        sim_error("no pipe for the checkpoints: %s", strerror(errno));
        return SIM_EXIT_ENVIRONMENT;
    }
    pid_t player = fork();
    if (player == 0) {
        (void)close(ends[0]);
        play(scenario, seed, ops, every);
    }
    (void)close(ends[1]);
    if (player < 0) {
        sim_error("the process that plays could not be started: %s", strerror(errno));
    }
    int status = player < 0 ? SIM_EXIT_ENVIRONMENT : wait_for_all(player, ends[0]);
    (void)close(ends[0]);
    return status;
}
