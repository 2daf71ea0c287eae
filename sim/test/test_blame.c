/*
 * Who is blamed for a failure. The core itself is the reference here, which is right; where the
 * harness is to blame, the reference has the mistake as well, so that both seem to be wrong.
 */

#include "blame.h"
#include "scenario/builtin.h"
#include "scenario/scenario.h"
#include "scenario/seed.h"
#include "support_cmocka.h"
#include "support_wrong.h"
#include "support_wrong_pair.h"
#include "wording.h"

#define SEEDS 40u
#define OPS   300u

/* A subject, and a tape on which it fails. */
typedef struct failing {
    sim_subject subject;
    sim_tape tape;
    sim_failure failure;
} failing;

static sim_result play(const failing *f, const sim_tape *tape, uint32_t pairs)
{
    const sim_run_options options = {
        .subjects.of[SIM_SCHEME_COMPRESSOR] = &f->subject, .until = SIM_NEVER, .pairs = pairs};
    wrong_reset();
    wrong_pair_reset();
    return sim_run_tape(tape, &options);
}

/* Finds a seed of a scenario on which the subject fails; false if there is none. */
static bool find(failing *f, const char *scenario, uint32_t pairs)
{
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        sim_run_options options = {.until = SIM_NEVER};
        (void)sim_run_seed(sim_scenario_find(scenario), seed, OPS, &options, &f->tape);
        sim_result result = play(f, &f->tape, pairs);
        if (result.verdict == SIM_FAIL) {
            f->failure = result.failure;
            return true;
        }
        sim_tape_free(&f->tape);
    }
    return false;
}

static sim_blame blame(const failing *f, const sim_subject *reference)
{
    const sim_run_options options = {.subjects.of[SIM_SCHEME_COMPRESSOR] = &f->subject,
                                     .until = SIM_NEVER};
    sim_blame blame = {.suspect = SIM_SUSPECT_COUNT};
    wrong_reset();
    wrong_pair_reset();
    sim_blame_find(&f->tape, &options, &f->failure, reference, &blame);
    return blame;
}

/* --- One world. --- */

TEST(a_wrong_core_is_to_blame)
{
    unsigned told = 0;
    for (size_t i = 0; i < wrong_subject_count(); i++) {
        failing f = {.subject = sim_subject_core};
        wrong_subject_at(i)->plant(&f.subject);
        if (!find(&f, "churn", SIM_PAIRS_NONE)) {
            continue;
        }
        sim_blame found = blame(&f, &sim_subject_core);
        sim_suspect right =
            f.failure.invariant == SIM_INVARIANT_REHYDRATION && found.suspect != SIM_SUSPECT_CORE
                ? SIM_SUSPECT_CORE_OR_WORLD
                : SIM_SUSPECT_CORE;
        if (found.suspect != right) {
            fail_msg("%s: %s, %s", wrong_subject_at(i)->mistake, sim_suspect_name(found.suspect),
                     sim_word_text(found.why.word));
        }
        assert_int_equal(found.why.kind, SIM_VALUE_WORDS);
        sim_tape_free(&f.tape);
        told++;
    }
    assert_true(told > wrong_subject_count() / 2);
}

/* If the model fails as well, the world asks for what is not right. */
TEST(what_fails_with_the_model_too_is_the_worlds_fault)
{
    failing f = {.subject = sim_subject_core};
    wrong_subject_at(0)->plant(&f.subject);
    assert_true(find(&f, "churn", SIM_PAIRS_NONE));
    sim_blame found = blame(&f, &f.subject);
    assert_int_equal(found.suspect, SIM_SUSPECT_WORLD);
    char why[SIM_BLAME_TEXT_SIZE];
    sim_blame_print(&found, why);
    assert_non_null(strstr(why, sim_invariant_name(f.failure.invariant)));
    sim_tape_free(&f.tape);
}

static bool verify_nothing(const ida_document *document)
{
    (void)document;
    return false;
}

/* Verify needs neither the oracle nor the model. */
TEST(a_core_that_finds_fault_with_itself_is_to_blame)
{
    failing f = {.subject = sim_subject_core};
    f.subject.document_verify = verify_nothing;
    assert_true(find(&f, "steady", SIM_PAIRS_NONE));
    sim_blame found = blame(&f, &f.subject);
    assert_int_equal(found.suspect, SIM_SUSPECT_CORE);
    assert_int_equal(found.where.call, SIM_WORD_DOCUMENT_VERIFY);
    assert_int_equal(found.where.parts, SIM_SITE_NODE);
    sim_tape_free(&f.tape);
}

TEST(a_scheme_without_a_reference_is_not_told)
{
    failing f = {.subject = sim_subject_core};
    const sim_run_options options = {.until = SIM_NEVER};
    f.failure.invariant = SIM_INVARIANT_FLAKE_UNIQUE;
    (void)sim_run_seed(sim_scenario_find("snowflake"), 1, OPS, &options, &f.tape);
    sim_blame found = blame(&f, &sim_subject_core);
    assert_int_equal(found.suspect, SIM_SUSPECT_NOT_TOLD);
    sim_tape_free(&f.tape);
    f.failure.invariant = SIM_INVARIANT_SEQ_UNIQUE;
    (void)sim_run_seed(sim_scenario_find("sequence"), 1, OPS, &options, &f.tape);
    found = blame(&f, &sim_subject_core);
    assert_int_equal(found.suspect, SIM_SUSPECT_NOT_TOLD);
    assert_int_equal(found.why.word, SIM_WORD_NO_REFERENCE);
    sim_tape_free(&f.tape);
}

/* --- Paired worlds. --- */

TEST(a_pair_whose_worlds_pass_alone_is_the_core_or_the_relation)
{
    for (size_t i = 0; i < wrong_pair_count; i++) {
        failing f = {.subject = sim_subject_core};
        wrong_pairs[i].plant(&f.subject);
        assert_true(find(&f, "steady", SIM_PAIRS_ALL));
        sim_blame found = blame(&f, &sim_subject_core);
        /* In the paired world with the rehydration the oracle finds its mistakes by itself. */
        sim_suspect right = wrong_pairs[i].pair == SIM_PAIR_REHYDRATE
                                ? SIM_SUSPECT_CORE
                                : SIM_SUSPECT_CORE_OR_RELATION;
        if (found.suspect != right) {
            fail_msg("%s: %s, %s", wrong_pairs[i].mistake, sim_suspect_name(found.suspect),
                     sim_word_text(found.why.word));
        }
        sim_tape_free(&f.tape);
    }
}

TEST(a_pair_that_fails_with_the_model_too_is_the_relations_fault)
{
    for (size_t i = 0; i < wrong_pair_count; i++) {
        failing f = {.subject = sim_subject_core};
        wrong_pairs[i].plant(&f.subject);
        if (wrong_pairs[i].pair == SIM_PAIR_REHYDRATE) {
            continue;
        }
        assert_true(find(&f, "steady", SIM_PAIRS_ALL));
        sim_blame found = blame(&f, &f.subject);
        assert_int_equal(found.suspect, SIM_SUSPECT_RELATION);
        sim_tape_free(&f.tape);
    }
}

/* --- Names. --- */

TEST(every_suspect_has_a_name)
{
    assert_string_equal(sim_suspect_name(SIM_SUSPECT_CORE), "core");
    for (unsigned i = 0; i < SIM_SUSPECT_COUNT; i++) {
        for (unsigned k = 0; k < i; k++) {
            assert_string_not_equal(sim_suspect_name((sim_suspect)i),
                                    sim_suspect_name((sim_suspect)k));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_wrong_core_is_to_blame),
        cmocka_unit_test(what_fails_with_the_model_too_is_the_worlds_fault),
        cmocka_unit_test(a_core_that_finds_fault_with_itself_is_to_blame),
        cmocka_unit_test(a_scheme_without_a_reference_is_not_told),
        cmocka_unit_test(a_pair_whose_worlds_pass_alone_is_the_core_or_the_relation),
        cmocka_unit_test(a_pair_that_fails_with_the_model_too_is_the_relations_fault),
        cmocka_unit_test(every_suspect_has_a_name),
    };
    return RUN_TESTS(tests);
}
