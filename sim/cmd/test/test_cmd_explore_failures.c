/* The exploration behind idsim explore finds wrong subjects, crashes and hangs. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "cmd/exploration.h"
#include "cmd/output.h"
#include "sequence/subject.h"
#include "support_idsim.h"

/* What an exploration with a subject came to. */
typedef struct outcome {
    sim_exploration_end end;
    uint64_t failed;
    sim_failure_kind kind;
    sim_invariant invariant;
    bool has_tape;
    sim_tape tape;
    char text[4000]; /* what was told */
} outcome;

static outcome explore_scope(const sim_search_scope *scope, const char *list,
                             const sim_run_options *worlds, uint64_t failures)
{
    outcome o;
    sim_search search;
    sim_alphabet alphabet;
    sim_alphabet_error error = {"", ""};
    sim_exploration exploration;
    sim_report report;
    FILE *people = tmpfile();
    const sim_exploration_options options = {
        .limits = {1.0, 1024},
        .jobs = 2,
        .max_failures = failures,
        .name = "test",
        .people = people,
    };
    memset(&o, 0, sizeof o);
    assert_non_null(people);
    assert_true(sim_alphabet_parse(list, &scope->config, &alphabet, &error));
    assert_true(sim_report_open(&report, "failures"));
    assert_true(sim_search_open(&search, scope, &alphabet, worlds, (size_t)16 << 20));
    assert_true(sim_exploration_open(&exploration, &options, &search, &report));
    sim_exploration_run(&exploration);
    o.end = exploration.end;
    o.failed = exploration.failed;
    if (exploration.failure_count > 0) {
        const sim_failure_note *note = &exploration.failures[0];
        sim_tape_error tape_error;
        o.kind = note->kind;
        o.has_tape = note->tape != NULL && sim_tape_read_file(note->tape, &o.tape, &tape_error);
        for (unsigned i = 0; i < SIM_INVARIANT_COUNT; i++) {
            if (strcmp(note->name, sim_invariant_name((sim_invariant)i)) == 0) {
                o.invariant = (sim_invariant)i;
            }
        }
    }
    rewind(people);
    (void)fread(o.text, 1, sizeof o.text - 1, people);
    (void)fclose(people);
    sim_exploration_close(&exploration);
    sim_search_close(&search);
    sim_report_close(&report);
    directory_remove("failures");
    return o;
}

static outcome explore(const sim_subject *subject, const char *list, uint32_t ops,
                       uint64_t failures)
{
    const sim_search_scope scope = {
        .config = {.nodes = 1, .slots = 1, .cluster_size = 2, .seed = 1},
        .begin = SIM_BEGIN_SESSIONS,
        .ops = ops,
        .merge = true,
    };
    const sim_run_options options = {.subjects.of[SIM_SCHEME_COMPRESSOR] = subject,
                                     .until = SIM_NEVER};
    return explore_scope(&scope, list, &options, failures);
}

static ida_status take_too_little(ida_session *session, ida_range *range)
{
    ida_status status = ida_session_take(session, range);
    if (status == IDA_OK && range->count > 1) {
        range->count--;
    }
    return status;
}

TEST(a_failure_is_told_and_leaves_its_tape)
{
    sim_subject subject = sim_subject_core;
    subject.session_take = take_too_little;
    outcome o = explore(&subject, "generate:count=1,take,up:message=1", 6, 1);
    assert_int_equal(o.end, SIM_EXPLORATION_FAILURES);
    assert_int_equal(o.failed, 1);
    assert_int_equal(o.kind, SIM_FAILURE_INVARIANT);
    assert_int_equal(o.invariant, SIM_INVARIANT_CONTRACT);
    assert_true(o.has_tape);
    assert_non_null(strstr(o.text, "FAIL"));
    assert_non_null(strstr(o.text, "idsim replay failures/idsim-explore-test-1.tape"));
    /* start, reconnect, down-many and open; then two IDs; and at a checkpoint the copies that are
       loaded take them. */
    const sim_run_options options = {.subjects.of[SIM_SCHEME_COMPRESSOR] = &subject,
                                     .until = SIM_NEVER};
    sim_result result = sim_run_tape(&o.tape, &options);
    assert_int_equal(result.verdict, SIM_FAIL);
    assert_int_equal(result.failure.invariant, SIM_INVARIANT_CONTRACT);
    assert_int_equal(o.tape.count, 4 + 2 + 1);
    sim_tape_free(&o.tape);
}

/* The third ID of a world is the first one again. */
static ida_status next_repeats(ida_coordinator *coordinator, uint64_t *id)
{
    ida_status status = ida_coordinator_next(coordinator, id);
    *id -= status == IDA_OK && *id == 1003 ? 2 : 0;
    return status;
}

TEST(a_failure_of_another_scheme_leaves_its_tape)
{
    sim_sequence_subject subject = sim_sequence_core;
    subject.coordinator_next = next_repeats;
    const sim_run_options options = {
        .subjects.of[SIM_SCHEME_SEQUENCE] = &subject, .until = SIM_NEVER, .without_quiet = true};
    const sim_search_scope scope = {.config = sim_scope_find("sequence-ranges")->config,
                                    .begin = SIM_BEGIN_UP,
                                    .ops = 6,
                                    .merge = true};
    outcome o = explore_scope(&scope, "draw:count=0,ask", &options, 1);
    assert_int_equal(o.end, SIM_EXPLORATION_FAILURES);
    assert_int_equal(o.invariant, SIM_INVARIANT_SEQ_UNIQUE);
    assert_true(o.has_tape);
    sim_result result = sim_run_tape(&o.tape, &options);
    assert_int_equal(result.verdict, SIM_FAIL);
    assert_int_equal(result.failure.invariant, SIM_INVARIANT_SEQ_UNIQUE);
    /* What it begins with, and three draws; a checkpoint is no op of its worlds. */
    sim_tape begin;
    sim_tape_init(&begin, scope.config);
    assert_true(sim_begin_append(SIM_BEGIN_UP, &begin));
    assert_int_equal(o.tape.count, begin.count + 3);
    sim_tape_free(&begin);
    sim_tape_free(&o.tape);
}

TEST(failures_are_counted_when_none_is_enough)
{
    sim_subject subject = sim_subject_core;
    subject.session_take = take_too_little;
    outcome o = explore(&subject, "generate:count=1/2,take", 4, 0);
    assert_int_equal(o.end, SIM_EXPLORATION_COMPLETE);
    assert_true(o.failed > 1);
    sim_tape_free(&o.tape);
}

static ida_status finalize_crash(ida_document *document, const ida_range *range)
{
    if (range->count == 3) {
        /* With its default action, whoever catches it. */
        (void)signal(SIGABRT, SIG_DFL);
        abort();
    }
    return ida_document_finalize(document, range);
}

/* The crash is that of a state; the tape leads right to it. */
TEST(a_crash_is_a_failure_with_a_tape)
{
    sim_subject subject = sim_subject_core;
    subject.document_finalize = finalize_crash;
    outcome o = explore(&subject, "generate:count=1/3,take,up:message=1,down", 6, 1);
    assert_int_equal(o.end, SIM_EXPLORATION_FAILURES);
    assert_int_equal(o.kind, SIM_FAILURE_CRASH);
    assert_true(o.has_tape);
    bool generated = false;
    for (size_t i = 0; i < o.tape.count; i++) {
        generated = generated || o.tape.ops[i].code == SIM_OP_GENERATE;
    }
    assert_true(generated);
    assert_true(o.tape.count <= 4 + 3);
    sim_tape_free(&o.tape);
}

static ida_status open_crash(const ida_document *document, ida_uuid id, ida_session **session)
{
    (void)document;
    (void)id;
    (void)session;
    (void)signal(SIGABRT, SIG_DFL);
    abort();
}

TEST(a_crash_before_the_first_letter_is_a_failure_too)
{
    sim_subject subject = sim_subject_core;
    subject.session_open = open_crash;
    outcome o = explore(&subject, "take", 2, 1);
    assert_int_equal(o.end, SIM_EXPLORATION_FAILURES);
    assert_int_equal(o.kind, SIM_FAILURE_CRASH);
    assert_true(o.has_tape);
    assert_int_equal(o.tape.count, 4);
    sim_tape_free(&o.tape);
}

static ida_status generate_hang(ida_session *session, ida_id *id)
{
    volatile bool hangs = ida_session_generated(session) == 2;
    while (hangs) {
    }
    return ida_session_generate(session, id);
}

TEST(a_hang_is_a_failure_with_a_tape)
{
    sim_subject subject = sim_subject_core;
    subject.session_generate = generate_hang;
    outcome o = explore(&subject, "generate:count=1", 6, 1);
    assert_int_equal(o.end, SIM_EXPLORATION_FAILURES);
    assert_int_equal(o.kind, SIM_FAILURE_HANG);
    assert_true(o.has_tape);
    assert_int_equal(o.tape.count, 4 + 3);
    sim_tape_free(&o.tape);
}

TEST(the_core_passes)
{
    outcome o = explore(NULL, "generate:count=1/3,take,up:message=1,down", 5, 1);
    assert_int_equal(o.end, SIM_EXPLORATION_COMPLETE);
    assert_int_equal(o.failed, 0);
    assert_non_null(strstr(o.text, "earlier") == NULL ? o.text : NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_failure_is_told_and_leaves_its_tape),
        cmocka_unit_test(a_failure_of_another_scheme_leaves_its_tape),
        cmocka_unit_test(failures_are_counted_when_none_is_enough),
        cmocka_unit_test(a_crash_is_a_failure_with_a_tape),
        cmocka_unit_test(a_crash_before_the_first_letter_is_a_failure_too),
        cmocka_unit_test(a_hang_is_a_failure_with_a_tape),
        cmocka_unit_test(the_core_passes),
    };
    return RUN_IDSIM_TESTS(tests);
}
