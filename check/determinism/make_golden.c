/*
 * Adds golden tapes: "make_golden FOLDER" plays those that are there, and adds short ones until
 * they have every scenario, op, mark and fault, with their digests in FOLDER/DIGESTS. It never
 * changes one that is there; if one gives another digest today, that is an error.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/trace.h"
#include "run.h"
#include "scenario/builtin.h"
#include "scenario/seed.h"

#define PATH_SIZE 4096
#define SEEDS     60u /* of each scenario, to choose from */
#define EACH      3u  /* tapes that each scenario has at least */
#define EACH_OPS  200u
#define CODES     ((size_t)SIM_SCHEME_COUNT * SIM_OP_CODES)
#define THINGS    (CODES + SIM_MARK_COUNT + SIM_FAULT_COUNT)
#define MARKS_AT  CODES
#define FAULTS_AT (CODES + SIM_MARK_COUNT)
#define NAME_SIZE 120
#define SCENARIOS 64u

/* What the goldens have: of each thing whether, of each scenario how many tapes. */
typedef struct covered {
    bool thing[THINGS];
    unsigned tapes[SCENARIOS];
} covered;

/* The earliest world for a thing: the op after which it was there. */
typedef struct place {
    bool found;
    size_t scenario;
    uint64_t seed;
    uint64_t op;
} place;

static const char *folder;

static _Noreturn void give_up(const char *what, const char *why)
{
    (void)fprintf(stderr, "make_golden: %s: %s\n", what, why);
    exit(1);
}

/* The place of an op's code among those of all schemes; NOP is the same in all of them. */
static size_t code_of(unsigned scheme, const sim_op *op)
{
    return op->code == SIM_OP_NOP ? 0 : (size_t)scheme * SIM_OP_CODES + op->code;
}

static void cover(covered *all, const sim_tape *tape, const sim_tally *tally)
{
    for (size_t i = 0; i < tape->count; i++) {
        all->thing[code_of(tape->config.scheme, &tape->ops[i])] = true;
    }
    for (size_t i = 0; i < SIM_MARK_COUNT; i++) {
        all->thing[MARKS_AT + i] |= tally->marks[i] > 0;
    }
    for (size_t i = 0; i < SIM_FAULT_COUNT; i++) {
        all->thing[FAULTS_AT + i] |= tally->faults[i] > 0;
    }
}

/* --- Those that are there. --- */

static void cover_golden(covered *all, const char *name, const char *digest)
{
    char path[PATH_SIZE];
    char got[17];
    sim_tape tape;
    sim_tape_error error;
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    if (!sim_tape_read_file(path, &tape, &error)) {
        give_up(path, error.message);
    }
    sim_result result = sim_run_tape(&tape, NULL);
    sim_trace_format(result.digest, got);
    if (result.verdict != SIM_PASS || strcmp(got, digest) != 0) {
        give_up(path, "its digest was another one");
    }
    cover(all, &tape, &result.tally);
    for (size_t i = 0; i < sim_scenario_count(); i++) {
        const char *scenario = sim_scenario_at(i)->name;
        size_t length = strlen(scenario);
        all->tapes[i] += strncmp(name, scenario, length) == 0 && name[length] == '-';
    }
    sim_tape_free(&tape);
}

static void cover_goldens(covered *all, FILE *digests)
{
    char name[NAME_SIZE];
    char digest[17];
    while (fscanf(digests, "%119s %16s", name, digest) == 2) {
        cover_golden(all, name, digest);
    }
}

/* --- Where things happen first. --- */

typedef struct search {
    place *places;
    size_t scenario;
    uint64_t seed;
    sim_scheme scheme;
} search;

static void reach(search *s, size_t thing, uint64_t index)
{
    place *p = &s->places[thing];
    if (!p->found || index < p->op) {
        *p = (place){true, s->scenario, s->seed, index};
    }
}

static void note_op(void *context, const void *world, uint64_t index, const sim_op *op)
{
    (void)world;
    search *s = context;
    reach(s, code_of(s->scheme, op), index);
}

static void note_marks(void *context, uint64_t index, const sim_moment *moment)
{
    search *s = context;
    for (size_t i = 0; i < SIM_MARK_COUNT; i++) {
        if (moment->tally->marks[i] > 0) {
            reach(s, MARKS_AT + i, index);
        }
    }
    for (size_t i = 0; i < SIM_FAULT_COUNT; i++) {
        if (moment->tally->faults[i] > 0) {
            reach(s, FAULTS_AT + i, index);
        }
    }
}

static void find_places(place places[THINGS])
{
    search s = {.places = places};
    sim_run_options options = {.until = SIM_NEVER,
                               .before_op = note_op,
                               .before_op_context = &s,
                               .after_op = note_marks,
                               .after_op_context = &s};
    for (s.scenario = 0; s.scenario < sim_scenario_count(); s.scenario++) {
        for (s.seed = 0; s.seed < SEEDS; s.seed++) {
            const sim_scenario *scenario = sim_scenario_at(s.scenario);
            /* Of the other schemes, some marks are known to the oracle only. */
            s.scheme = sim_scenario_scheme(scenario, s.seed);
            options.without_oracle = s.scheme == SIM_SCHEME_COMPRESSOR;
            (void)sim_run_seed(scenario, s.seed, 0, &options, NULL);
        }
    }
}

/* --- Adding. --- */

/* The first ops ops of a world become a golden. */
static void add(covered *all, FILE *digests, size_t scenario, uint64_t seed, uint64_t ops)
{
    char path[PATH_SIZE];
    char name[NAME_SIZE];
    char digest[17];
    sim_tape tape;
    const sim_scenario *from = sim_scenario_at(scenario);
    (void)sim_run_seed(from, seed, ops, NULL, &tape);
    sim_result result = sim_run_tape(&tape, NULL);
    (void)snprintf(name, sizeof name, "%s-%" PRIu64 "-%" PRIu64 ".tape", from->name, seed, ops);
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    if (result.verdict != SIM_PASS) {
        give_up(name, "does not pass");
    }
    if (!sim_tape_write_file(path, &tape, false)) {
        give_up(path, "cannot be written");
    }
    sim_trace_format(result.digest, digest);
    (void)fprintf(digests, "%s %s\n", name, digest);
    (void)printf("%s %s\n", name, digest);
    cover(all, &tape, &result.tally);
    all->tapes[scenario]++;
    sim_tape_free(&tape);
}

/* The thing that is missing and comes last: what leads to it brings others with it. */
static size_t last_missing(const covered *all, const place places[THINGS])
{
    size_t last = THINGS;
    for (size_t i = 0; i < THINGS; i++) {
        if (!all->thing[i] && places[i].found &&
            (last == THINGS || places[i].op > places[last].op)) {
            last = i;
        }
    }
    return last;
}

static void add_missing(covered *all, FILE *digests)
{
    static place places[THINGS];
    find_places(places);
    for (size_t i = last_missing(all, places); i < THINGS; i = last_missing(all, places)) {
        add(all, digests, places[i].scenario, places[i].seed, places[i].op + 1);
        if (!all->thing[i]) {
            give_up(folder, "a thing is gone when its tape is cut behind it");
        }
    }
    for (size_t i = 0; i < sim_scenario_count(); i++) {
        for (uint64_t seed = 100; all->tapes[i] < EACH; seed++) {
            add(all, digests, i, seed, EACH_OPS);
        }
    }
}

int main(int argc, char **argv)
{
    char path[PATH_SIZE];
    covered all = {0};
    if (argc != 2 || argv[1][0] == '-' || sim_scenario_count() > SCENARIOS) {
        (void)fprintf(stderr, "Usage: make_golden FOLDER\n");
        return 2;
    }
    folder = argv[1];
    (void)snprintf(path, sizeof path, "%s/DIGESTS", folder);
    FILE *digests = fopen(path, "a+");
    if (digests == NULL) {
        give_up(path, "cannot be opened");
    }
    rewind(digests);
    cover_goldens(&all, digests);
    (void)fseek(digests, 0, SEEK_END);
    add_missing(&all, digests);
    if (fclose(digests) != 0) {
        give_up(path, "cannot be written");
    }
    return 0;
}
