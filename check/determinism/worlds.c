/* Playing worlds, and the chain of one. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chain.h"
#include "digests.h"
#include "kernel/trace.h"
#include "run.h"
#include "scenario/builtin.h"
#include "scenario/seed.h"

bool digests_with_oracle = true;

static sim_run_options plain_options(void)
{
    return (sim_run_options){.subjects.of[SIM_SCHEME_COMPRESSOR] = digests_subject(),
                             .without_oracle = !digests_with_oracle,
                             .until = SIM_NEVER};
}

static int print_result(const char *name, const sim_result *result)
{
    char digest[17];
    if (result->verdict == SIM_BROKEN) {
        return digests_fail(DIGESTS_ENVIRONMENT, "%s: no memory", name);
    }
    sim_trace_format(result->digest, digest);
    (void)printf("%s %s %s\n", name, digest, sim_verdict_name(result->verdict));
    return 0;
}

static int play_seeds(const sim_scenario *scenario, uint64_t from, uint64_t to)
{
    sim_run_options options = plain_options();
    for (uint64_t seed = from; seed < to; seed++) {
        char name[80];
        (void)snprintf(name, sizeof name, "%s/%" PRIu64, scenario->name, seed);
        sim_result result = sim_run_seed(scenario, seed, 0, &options, NULL);
        int status = print_result(name, &result);
        if (status != 0) {
            return status;
        }
    }
    return 0;
}

int digests_worlds(const char *scenario, uint64_t from, uint64_t to)
{
    int status = 0;
    if (scenario != NULL) {
        const sim_scenario *one = sim_scenario_find(scenario);
        if (one == NULL) {
            return digests_fail(DIGESTS_USAGE, "there is no scenario '%s'", scenario);
        }
        return play_seeds(one, from, to);
    }
    for (size_t i = 0; i < sim_scenario_count() && status == 0; i++) {
        status = play_seeds(sim_scenario_at(i), from, to);
    }
    return status;
}

/* Returns 0, or a status after a message. */
static int read_tape(const char *path, bool bare, sim_tape *tape)
{
    sim_tape_error error;
    if (!bare) {
        return sim_tape_read_file(path, tape, &error)
                   ? 0
                   : digests_fail(error.outside ? DIGESTS_ENVIRONMENT : DIGESTS_USAGE,
                                  "%s:%zu:%zu: %s", path, error.line, error.column, error.message);
    }
    size_t size = 0;
    uint8_t *bytes = digests_read(path, &size);
    if (bytes == NULL) {
        return DIGESTS_ENVIRONMENT;
    }
    bool read = sim_tape_decode(bytes, size, tape);
    free(bytes);
    return read ? 0 : digests_fail(DIGESTS_ENVIRONMENT, "%s: no memory", path);
}

int digests_tape(const char *path, bool bare)
{
    sim_tape tape;
    int status = read_tape(path, bare, &tape);
    if (status != 0) {
        return status;
    }
    sim_run_options options = plain_options();
    sim_result result = sim_run_tape(&tape, &options);
    sim_tape_free(&tape);
    return print_result(path, &result);
}

/* --- The chain. --- */

typedef struct links {
    uint64_t from;
    uint64_t to;
    uint64_t every;
    sim_op op; /* the one that is executed */
    uint64_t played;
} links;

static void note_op(void *context, const void *world, uint64_t index, const sim_op *op)
{
    (void)world;
    links *l = context;
    l->op = *op;
    l->played = index + 1;
}

static void print_link(void *context, uint64_t index, const sim_moment *moment)
{
    links *l = context;
    char digest[17];
    char state[17];
    char op[80] = "quiet";
    const char *sentence = "after the last op, when all is delivered";
    bool quiet = index == l->played;
    if (!quiet && (index < l->from || index >= l->to || (index + 1) % l->every != 0)) {
        return;
    }
    if (!quiet) {
        sim_op_print(moment->machine->scheme, &l->op, op, sizeof op);
        sentence = sim_op_row_of(moment->machine->scheme, l->op.code)->sentence;
    }
    sim_trace_format(moment->digest, digest);
    sim_trace_format(sim_chain_state(moment), state);
    (void)printf("%" PRIu64 " %s %s %s (%s)\n", index, digest, state, op,
                 sentence == NULL ? "not assigned" : sentence);
}

static int play_chain(const char *world, bool bare, const sim_run_options *options,
                      sim_result *result)
{
    const char *slash = strrchr(world, '/');
    if (slash != NULL && !bare && (size_t)(slash - world) < 40) {
        char name[40] = "";
        memcpy(name, world, (size_t)(slash - world));
        const sim_scenario *scenario = sim_scenario_find(name);
        if (scenario != NULL) {
            *result = sim_run_seed(scenario, strtoull(slash + 1, NULL, 10), 0, options, NULL);
            return 0;
        }
    }
    sim_tape tape;
    int status = read_tape(world, bare, &tape);
    if (status == 0) {
        *result = sim_run_tape(&tape, options);
        sim_tape_free(&tape);
    }
    return status;
}

int digests_chain(const char *world, bool bare, uint64_t from, uint64_t to, uint64_t every)
{
    links l = {.from = from, .to = to, .every = every};
    sim_result result;
    sim_run_options options = plain_options();
    options.before_op = note_op;
    options.before_op_context = &l;
    options.after_op = print_link;
    options.after_op_context = &l;
    int status = play_chain(world, bare, &options, &result);
    if (status == 0 && result.verdict == SIM_BROKEN) {
        return digests_fail(DIGESTS_ENVIRONMENT, "%s: no memory", world);
    }
    return status;
}
