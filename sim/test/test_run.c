/* Whole runs: verdicts, digests, and what only the world sees of a subject that is wrong. */
#include "kernel/trace.h"
#include "scenario/builtin.h"
#include "scenario/seed.h"

#include "compressor/oracle/oracle_internal.h"
#include "korder/subject.h"
#include "sequence/subject.h"
#include "snowflake/subject.h"
#include "support_finding.h"
#include "support_play.h"

static const char sample[] =
    "idalloc-tape 1\n"
    "world nodes=2 slots=2 write-ahead=0x2 cluster-size=4 seed=42\n"
    "start 0\nstart 1\nreconnect 0\nreconnect 1\ndown-many 0 9\ndown-many 1 9\n"
    "open 0 0 0\nopen 0 1 5\nopen 1 0 6\ngenerate 0 0 3\ngenerate 0 1 20\nunique 1 0\n"
    "send 0 0 1\nsend 1 0 2\ntake 0 1\nup 0 2\nup 0 1\nup 0 3\nup 1 1\nup 1 2\n"
    "down 0 1\ndown 0 0\ndown-many 0 9\ndown-many 1 9\ngenerate 0 0 1\ngenerate 0 0 9\n"
    "save 0 0\ncrash 0\nrestart 0 0\nghost 3 4\nforge 0 0 0\ncrash 1\nfork 1 0 0\n"
    "reconnect 1\ndown-many 1 99\nread 1 0 7\n";

TEST(a_tape_has_one_digest_everywhere)
{
    /* Another value, on any machine, means that this tape no longer plays as it did. */
    static const char known[] = "0ea30f4e1ef9f793";
    sim_tape tape = tape_of(sample);
    sim_run_options options = {.until = SIM_NEVER};
    char text[17];
    for (unsigned i = 0; i < 2; i++) {
        options.without_oracle = i == 0;
        sim_result result = sim_run_tape(&tape, &options);
        assert_int_equal(result.verdict, SIM_PASS);
        sim_trace_format(result.digest, text);
        assert_string_equal(text, known);
        assert_int_equal(result.ops, tape.count);
        assert_int_equal(result.sessions, 3);
        assert_int_equal(result.ids, 34);
        assert_true(result.memory_peak > 0);
    }
    sim_tape_free(&tape);
}

static void count_op(void *context, const void *world, uint64_t index, const sim_op *op)
{
    uint64_t *count = context;
    /* The op has not happened yet. */
    assert_int_equal(((const sim_world *)world)->op_count, index);
    assert_int_equal(*count, index);
    assert_int_equal(op->code <= SIM_OP_CHECKPOINT, 1);
    ++*count;
}

TEST(a_run_stops_where_it_is_told)
{
    sim_tape tape = tape_of(sample);
    uint64_t count = 0;
    const sim_run_options options = {
        .until = 10, .before_op = count_op, .before_op_context = &count};
    sim_result result = sim_run_tape(&tape, &options);
    assert_int_equal(result.verdict, SIM_PASS);
    assert_int_equal(result.ops, 10);
    assert_int_equal(count, 10);
    /* No quiet phase: the log has the two connections only. */
    assert_int_equal(result.log, 2);
    sim_tape_free(&tape);
}

TEST(a_seed_writes_the_tape_that_it_played)
{
    for (size_t i = 0; i < sim_scenario_count(); i++) {
        sim_tape tape;
        const sim_run_options options = {.until = SIM_NEVER, .without_oracle = true};
        sim_result played = sim_run_seed(sim_scenario_at(i), 3, 300, &options, &tape);
        sim_result again = sim_run_tape(&tape, &options);
        assert_int_equal(played.ops, 300);
        assert_int_equal(tape.count, 300);
        assert_true(played.digest == again.digest);
        assert_memory_equal(&played.tally, &again.tally, sizeof played.tally);
        sim_tape_free(&tape);
    }
}

/* --- Subjects that are wrong where no answer shows it --- */

static void keep_session(ida_session *session)
{
    (void)session;
}

static ida_status load_elsewhere(const ida_allocator *allocator, const uint8_t *bytes, size_t size,
                                 ida_snapshot *snapshot)
{
    ida_status status = ida_snapshot_load(allocator, bytes, size, snapshot);
    if (status == IDA_OK) {
        snapshot->log_position++;
    }
    return status;
}

static ida_status have_no_memory(ida_session *session, ida_id *id)
{
    (void)session;
    (void)id;
    return IDA_NO_MEMORY;
}

static ida_allocator kept_allocator;

static ida_status create_and_keep(const ida_allocator *allocator, ida_document **document)
{
    kept_allocator = *allocator;
    return ida_document_create(allocator, document);
}

/* Takes memory of the world's, which frees what is left of it, and never gives it back. */
static ida_status create_and_waste(const ida_allocator *allocator, ida_document **document)
{
    if (allocator->context != NULL) {
        (void)allocator->resize(allocator->context, NULL, 0, 1);
    }
    return ida_document_create(allocator, document);
}

static ida_status want_too_much(ida_session *session, ida_id *id)
{
    (void)session;
    (void)id;
    assert_null(kept_allocator.resize(kept_allocator.context, NULL, 0, SIM_MEMORY_LIMIT + 1));
    return IDA_NO_MEMORY;
}

static ida_status forget_the_size(ida_session *session, ida_id *id)
{
    void *block = kept_allocator.resize(kept_allocator.context, NULL, 0, 8);
    kept_allocator.resize(kept_allocator.context, block, 9, 0);
    return ida_session_generate(session, id);
}

static sim_result run_subject(const sim_subject *subject)
{
    sim_tape tape = tape_of(sample);
    const sim_run_options options = {
        .until = SIM_NEVER, .subjects.of[SIM_SCHEME_COMPRESSOR] = subject, .without_oracle = true};
    sim_result result = sim_run_tape(&tape, &options);
    sim_tape_free(&tape);
    assert_int_equal(result.verdict, SIM_FAIL);
    assert_true(result.failure.failed);
    return result;
}

TEST(leaks_are_failures)
{
    sim_subject subject = sim_subject_core;
    subject.session_close = keep_session;
    sim_result result = run_subject(&subject);
    assert_int_equal(result.failure.invariant, SIM_INVARIANT_CONTRACT);
    assert_string_equal(told(&result.failure).where, "closing all sessions and documents");
}

TEST(other_log_positions_are_failures)
{
    sim_subject subject = sim_subject_core;
    subject.snapshot_load = load_elsewhere;
    sim_result result = run_subject(&subject);
    assert_int_equal(result.failure.invariant, SIM_INVARIANT_REHYDRATION);
    assert_int_equal(result.failure.op, 28);
}

TEST(memory_that_was_not_refused_is_there)
{
    sim_subject subject = sim_subject_core;
    subject.session_generate = have_no_memory;
    sim_result result = run_subject(&subject);
    assert_string_equal(told(&result.failure).got, "no-memory, though the allocator never failed");
    assert_int_equal(result.failure.op, 24);
}

TEST(memory_is_limited)
{
    sim_subject subject = sim_subject_core;
    subject.document_create = create_and_keep;
    subject.session_generate = want_too_much;
    sim_result result = run_subject(&subject);
    assert_string_equal(told(&result.failure).got, "more requested than the world's limit");
    subject.session_generate = forget_the_size;
    result = run_subject(&subject);
    assert_string_equal(told(&result.failure).got, "another old_size");
    assert_int_equal(result.failure.op, 24);
}

/* --- Memory that there is none of, or that a subject says so of. --- */

static bool is_short; /* whether malloc has nothing, as far as the allocators' owners see */

/* What the oracle loads. */
static ida_status load_without_memory(const ida_allocator *allocator, const uint8_t *bytes,
                                      size_t size, ida_snapshot *snapshot)
{
    sim_own_memory unused;
    if (allocator->resize != sim_own_allocator(&unused).resize) {
        return ida_snapshot_load(allocator, bytes, size, snapshot);
    }
    ((sim_own_memory *)allocator->context)->failures += is_short;
    return IDA_NO_MEMORY;
}

static ida_status refuse(const ida_allocator *allocator)
{
    ((sim_memory *)allocator->context)->failures += is_short;
    return IDA_NO_MEMORY;
}

static ida_status no_master(const ida_allocator *allocator, const ida_master_config *config,
                            uint64_t term, const ida_master_record *stored, ida_master **master)
{
    (void)config;
    (void)term;
    (void)stored;
    (void)master;
    return refuse(allocator);
}

static ida_status no_snowflake(const ida_allocator *allocator, const ida_snowflake_config *config,
                               ida_snowflake **generator)
{
    (void)config;
    (void)generator;
    return refuse(allocator);
}

static ida_status no_korder(const ida_allocator *allocator, const ida_korder_config *config,
                            const ida_korder_options *options, ida_korder **generator)
{
    (void)config;
    (void)options;
    (void)generator;
    return refuse(allocator);
}

/* What comes of a run whose subject says that there is no memory. */
static sim_result run_without_memory(const char *text)
{
    sim_subject subject = sim_subject_core;
    sim_sequence_subject sequence = sim_sequence_core;
    sim_snowflake_subject snowflake = sim_snowflake_core;
    sim_korder_subject korder = sim_korder_core;
    subject.snapshot_load = load_without_memory;
    sequence.master_create = no_master;
    snowflake.create = no_snowflake;
    korder.create = no_korder;
    const sim_run_options options = {.until = SIM_NEVER,
                                     .subjects.of[SIM_SCHEME_COMPRESSOR] = &subject,
                                     .subjects.of[SIM_SCHEME_SEQUENCE] = &sequence,
                                     .subjects.of[SIM_SCHEME_SNOWFLAKE] = &snowflake,
                                     .subjects.of[SIM_SCHEME_KORDER] = &korder};
    sim_tape tape = tape_of(text);
    sim_result result = sim_run_tape(&tape, &options);
    sim_tape_free(&tape);
    return result;
}

TEST(without_memory_a_run_is_broken_and_no_failure)
{
    static const char *const tapes[] = {
        "idalloc-tape 1\nworld nodes=1 slots=1 write-ahead=0x0 cluster-size=4 seed=1\nstart 0\n",
        "idalloc-tape 1\nworld scheme=sequence nodes=1 masters=1 prefetch=0 range-size=9 seed=1\n",
        "idalloc-tape 1\nworld scheme=snowflake nodes=1 layout=1 policy=0x0 start=9 seed=1\n",
        "idalloc-tape 1\nworld scheme=korder nodes=1 drift=5 faithful=0x0 lead=0 seed=1\n",
    };
    for (size_t i = 0; i < COUNT_OF(tapes); i++) {
        name_case("%s", tapes[i]);
        is_short = true;
        sim_result result = run_without_memory(tapes[i]);
        assert_int_equal(result.verdict, SIM_BROKEN);
        assert_false(result.failure.failed);
        /* But who says so where malloc gave all that was asked for is wrong. */
        is_short = false;
        result = run_without_memory(tapes[i]);
        assert_int_equal(result.verdict, SIM_FAIL);
        assert_string_equal(told(&result.failure).got, "no-memory");
    }
}

static bool verify_never(const ida_document *document)
{
    (void)document;
    return false;
}

static sim_result run_judged(const sim_subject *subject, sim_invariant_set only)
{
    sim_tape tape = tape_of(sample);
    const sim_run_options options = {
        .until = SIM_NEVER, .subjects.of[SIM_SCHEME_COMPRESSOR] = subject, .only = only};
    sim_result result = sim_run_tape(&tape, &options);
    sim_tape_free(&tape);
    return result;
}

TEST(only_what_is_judged_fails_a_world)
{
    const sim_invariant_set contract = sim_invariants_of(SIM_INVARIANT_CONTRACT);
    sim_invariant_set others = SIM_INVARIANTS_ALL;
    for (unsigned i = 0; i < SIM_INVARIANT_CONTRACT; i++) {
        sim_invariants_add(&others, (sim_invariant)i);
    }
    sim_subject subject = sim_subject_core;
    subject.document_verify = verify_never;
    assert_int_equal(run_judged(&subject, SIM_INVARIANTS_ALL).verdict, SIM_FAIL);
    assert_int_equal(run_judged(&subject, contract).failure.invariant, SIM_INVARIANT_CONTRACT);
    sim_result forgiven = run_judged(&subject, others);
    assert_int_equal(forgiven.verdict, SIM_PASS);
    assert_false(forgiven.failure.failed);
    /* It went on as if nothing had been, to the end. */
    assert_int_equal(forgiven.digest, run_judged(&sim_subject_core, others).digest);

    /* What the oracle does not see is judged likewise. */
    subject = sim_subject_core;
    subject.document_create = create_and_waste;
    assert_int_equal(run_judged(&subject, contract).verdict, SIM_FAIL);
    assert_int_equal(run_judged(&subject, others).verdict, SIM_PASS);
}

static bool is_no_contract(void *context, const sim_failure *failure)
{
    (*(unsigned *)context)++;
    return failure->invariant != SIM_INVARIANT_CONTRACT;
}

TEST(what_is_not_looked_for_fails_no_world)
{
    unsigned asked = 0;
    sim_tape tape = tape_of(sample);
    sim_subject subject = sim_subject_core;
    sim_run_options options = {.until = SIM_NEVER,
                               .subjects.of[SIM_SCHEME_COMPRESSOR] = &subject,
                               .wanted = is_no_contract,
                               .wanted_context = &asked};
    subject.document_verify = verify_never;
    sim_result forgiven = sim_run_tape(&tape, &options);
    assert_int_equal(forgiven.verdict, SIM_PASS);
    assert_false(forgiven.failure.failed);
    assert_true(asked > 1);
    options.wanted = NULL;
    subject = sim_subject_core;
    assert_int_equal(forgiven.digest, sim_run_tape(&tape, &options).digest);

    /* What the oracle does not see is looked at likewise. */
    options.wanted = is_no_contract;
    subject.document_create = create_and_waste;
    assert_int_equal(sim_run_tape(&tape, &options).verdict, SIM_PASS);
    options.wanted = NULL;
    assert_int_equal(sim_run_tape(&tape, &options).verdict, SIM_FAIL);
    sim_tape_free(&tape);
}

/* How many checks of saving and loading a tape had, with so many rounds at its end. */
static uint64_t count_rehydrations(const char *ops, uint32_t rounds, bool without_quiet)
{
    sim_tape tape = tape_of_format(
        "idalloc-tape 1\nworld nodes=1 slots=1 write-ahead=0x0 cluster-size=1 seed=1\n%s", ops);
    /* Without the questions beside the usual ones, some of which load, too. */
    sim_subject subject = sim_subject_core;
    subject.unclaimed = IDSIM_CLAIM(ARGUMENTS);
    const sim_run_options options = {.subjects.of[SIM_SCHEME_COMPRESSOR] = &subject,
                                     .until = SIM_NEVER,
                                     .last_rounds = rounds,
                                     .without_quiet = without_quiet};
    const sim_result result = sim_run_tape(&tape, &options);
    assert_int_equal(result.verdict, SIM_PASS);
    sim_tape_free(&tape);
    return result.checks[SIM_INVARIANT_REHYDRATION];
}

TEST(checkpoints_draw_as_often_as_there_are_rounds)
{
    static const char last[] = "start 0\nopen 0 0 0\ngenerate 0 0 1\ncheckpoint\n";
    static const char before[] = "start 0\nopen 0 0 0\ngenerate 0 0 1\ncheckpoint\nnop\n";
    static const char none[] = "start 0\nopen 0 0 0\ngenerate 0 0 1\nnop\n";
    uint64_t once = count_rehydrations(last, 1, true);
    /*
     * A flipped bit and two changes a round. At the first all foreign forms, with damage: the other
     * two of documents, and that of the session with its words, six of them replaced, and a
     * version.
     */
    assert_int_equal(count_rehydrations(last, 10, true), once + 9 * 3 + 2 + 2 + 11);
    assert_int_equal(count_rehydrations(last, 1000, true), count_rehydrations(last, 32, true));
    /* Before the end nothing is drawn, and what is not drawn is done once. */
    assert_true(count_rehydrations(before, 1, true) < once);
    assert_int_equal(count_rehydrations(before, 10, true), count_rehydrations(before, 1, true));
    /* The quiet phase asks as often as the last op. */
    assert_int_equal(count_rehydrations(none, 10, false), count_rehydrations(last, 10, true));
    assert_int_equal(count_rehydrations("", 10, false), 0);
}

TEST(verdicts_have_names)
{
    assert_string_equal(sim_verdict_name(SIM_PASS), "PASS");
    assert_string_equal(sim_verdict_name(SIM_FAIL), "FAIL");
    assert_string_equal(sim_verdict_name(SIM_VACUOUS), "VACUOUS");
    assert_string_equal(sim_verdict_name(SIM_BROKEN), "BROKEN");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_tape_has_one_digest_everywhere),
        cmocka_unit_test(a_run_stops_where_it_is_told),
        cmocka_unit_test(a_seed_writes_the_tape_that_it_played),
        cmocka_unit_test(leaks_are_failures),
        cmocka_unit_test(other_log_positions_are_failures),
        cmocka_unit_test(memory_that_was_not_refused_is_there),
        cmocka_unit_test(memory_is_limited),
        cmocka_unit_test(without_memory_a_run_is_broken_and_no_failure),
        cmocka_unit_test(only_what_is_judged_fails_a_world),
        cmocka_unit_test(what_is_not_looked_for_fails_no_world),
        cmocka_unit_test(checkpoints_draw_as_often_as_there_are_rounds),
        cmocka_unit_test(verdicts_have_names),
    };
    return RUN_TESTS(tests);
}
