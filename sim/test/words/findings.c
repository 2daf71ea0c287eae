/*
 * Prints what is made of the failures of wrong subjects: invariant, group, shrunk tape, C test,
 * JSON, who is to blame. Linked with the words as they are, and with others, it must print the same
 * (compare.cmake): nothing but the text for people, which comes after "text", depends on words.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "blame.h"
#include "cmd/json.h"
#include "finding_text.h"
#include "scenario/builtin.h"
#include "scenario/scenario.h"
#include "scenario/seed.h"
#include "shrink/ctest.h"
#include "shrink/shrink.h"
#include "support_flawed_snowflake.h"
#include "support_wrong.h"
#include "support_wrong_pair.h"

#define SEEDS 30u
#define OPS   200u
/* A limit of plays, not of time: each run does the same. */
#define PLAYS      1000u
#define PAIR_PLAYS 60u

typedef struct failing {
    sim_run_options options; /* the subjects */
    uint64_t plays;
    sim_tape tape;
    sim_symptom symptom;
} failing;

static sim_symptom groups[256];
static size_t group_count;

static sim_result play(const failing *f, const sim_tape *tape, sim_run_options options)
{
    options.subjects.of[SIM_SCHEME_COMPRESSOR] = f->options.subjects.of[SIM_SCHEME_COMPRESSOR];
    options.subjects.of[SIM_SCHEME_SNOWFLAKE] = f->options.subjects.of[SIM_SCHEME_SNOWFLAKE];
    wrong_reset();
    wrong_pair_reset();
    return sim_run_tape(tape, &options);
}

/* Finds a seed of a scenario on which the subject fails. */
static bool find(failing *f, const char *scenario)
{
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        const sim_run_options usual = {.until = SIM_NEVER};
        (void)sim_run_seed(sim_scenario_find(scenario), seed, OPS, &usual, &f->tape);
        const sim_run_options options = {.until = SIM_NEVER, .pairs = f->options.pairs};
        sim_result result = play(f, &f->tape, options);
        if (result.verdict == SIM_FAIL) {
            f->symptom = sim_symptom_of(&f->tape, &result);
            (void)printf("seed %" PRIu64 " ", seed);
            return true;
        }
        sim_tape_free(&f->tape);
    }
    (void)printf("is not found\n");
    return false;
}

static bool play_once(void *context, const sim_tape *tape, const sim_shrink_play *how,
                      sim_symptom *symptom)
{
    const failing *f = context;
    sim_shrink_play same = *how;
    sim_result result = play(f, tape, sim_shrink_run_options(&same));
    *symptom = sim_symptom_of(tape, &result);
    return true;
}

static bool more(void *context, const sim_tape *best, uint64_t plays)
{
    const failing *f = context;
    (void)best;
    return plays < f->plays;
}

/* The first failure that has the same symptom. */
static size_t group_of(const sim_symptom *symptom)
{
    size_t i = 0;
    while (i < group_count && !sim_symptom_same(&groups[i], symptom)) {
        i++;
    }
    if (i == group_count && group_count < sizeof groups / sizeof groups[0]) {
        groups[group_count++] = *symptom;
    }
    return i;
}

static void print_failure(const sim_symptom *symptom)
{
    char where[SIM_FINDING_TEXT_SIZE];
    char expected[SIM_FINDING_TEXT_SIZE];
    char got[SIM_FINDING_TEXT_SIZE];
    json_t *object = json_object();
    sim_site_print(&symptom->failure.site, where);
    sim_value_print(&symptom->failure.expected, expected);
    sim_value_print(&symptom->failure.got, got);
    (void)printf("%s after op %" PRIu64 " (%u), digest %016" PRIx64 ", group %zu\n",
                 sim_symptom_name(symptom), symptom->op, symptom->code, symptom->digest,
                 group_of(symptom));
    (void)printf("text %s: %s, not %s\n", where, expected, got);
    sim_json_set_finding(object, &symptom->failure);
    (void)sim_json_write_line(stdout, object);
}

/* From its first #include on: the comment before it is for people. */
static void print_c_test(const failing *f, const sim_symptom *symptom)
{
    sim_recording *recording = calloc(1, sizeof *recording);
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (recording == NULL || out == NULL) {
        abort();
    }
    sim_subject recorder = sim_recorder(f->options.subjects.of[SIM_SCHEME_COMPRESSOR], recording);
    failing recorded = {.options = {.subjects.of[SIM_SCHEME_COMPRESSOR] = &recorder}};
    const sim_run_options options = {.until = SIM_NEVER,
                                     .without_quiet = symptom->code != SIM_SYMPTOM_QUIET};
    (void)play(&recorded, &f->tape, options);
    const char *why = sim_ctest_write(out, recording, symptom, &f->tape);
    (void)fclose(out);
    (void)printf("%s\n", why != NULL ? why : strstr(text, "#include"));
    free(text);
    free(recording);
}

static void print_blame(const failing *f)
{
    char why[SIM_BLAME_TEXT_SIZE];
    sim_blame blame = {.suspect = SIM_SUSPECT_NOT_TOLD};
    wrong_reset();
    wrong_pair_reset();
    sim_blame_find(&f->tape, &f->options, &f->symptom.failure, &sim_subject_core, &blame);
    sim_blame_print(&blame, why);
    (void)printf("blame %s\ntext %s\n", sim_suspect_name(blame.suspect), why);
}

static void print_all(const char *mistake, failing *f, const char *scenario)
{
    size_t size;
    const sim_shrink_options options = {.play = play_once, .more = more, .context = f};
    (void)printf("--- %s: ", mistake);
    if (!find(f, scenario)) {
        return;
    }
    print_failure(&f->symptom);
    print_blame(f);
    sim_shrunk shrunk = sim_shrink(&f->tape, &options);
    (void)printf("shrunk: %d after %" PRIu64 " plays, ", (int)shrunk.end, shrunk.plays);
    print_failure(&shrunk.after);
    char *text = sim_tape_print(&f->tape, &size);
    (void)printf("%s", text);
    free(text);
    if (f->options.subjects.of[SIM_SCHEME_COMPRESSOR] != NULL) {
        print_c_test(f, &shrunk.after);
    }
    sim_tape_free(&f->tape);
}

int main(void)
{
    for (size_t i = 0; i < wrong_subject_count(); i++) {
        sim_subject subject = sim_subject_core;
        failing f = {
            .options = {.subjects.of[SIM_SCHEME_COMPRESSOR] = &subject, .until = SIM_NEVER},
            .plays = PLAYS};
        wrong_subject_at(i)->plant(&subject);
        print_all(wrong_subject_at(i)->mistake, &f, "churn");
    }
    for (size_t i = 0; i < wrong_pair_count; i++) {
        sim_subject subject = sim_subject_core;
        failing f = {.options = {.subjects.of[SIM_SCHEME_COMPRESSOR] = &subject,
                                 .until = SIM_NEVER,
                                 .pairs = 1u << wrong_pairs[i].pair},
                     .plays = PAIR_PLAYS};
        wrong_pairs[i].plant(&subject);
        print_all(wrong_pairs[i].mistake, &f, "churn");
    }
    failing flawed = {
        .options = {.until = SIM_NEVER,
                    .subjects.of[SIM_SCHEME_SNOWFLAKE] = flawed_snowflake(FLAW_EQUALITY_ONLY)},
        .plays = PLAYS};
    print_all("a flawed Snowflake generator", &flawed, "snowflake");
    return 0;
}
