/*
 * The reference subject: worlds pass with the model alone, which answers as the core does; its
 * snapshots are canonical and refuse what is wrong; and a wrong relation fails with it, too, which
 * is what it is there for.
 */
#include <stdio.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "compressor/metamorphic/relation.h"
#include "compressor/metamorphic/rename.h"
#include "compressor/observers.h"
#include "compressor/reference/internal.h"
#include "compressor/reference/reference.h"
#include "run.h"
#include "scenario/builtin.h"
#include "scenario/scenario.h"
#include "scenario/seed.h"
#include "support_cmocka.h"
#include "support_finding.h"
#include "support_wrong_pair.h"

#define SEEDS     20u
#define OPS       300u
#define SEAL_SIZE 8u
#define ROOM      4096u

static const sim_subject *const reference = &sim_subject_reference;

static sim_result run_seed(const char *scenario, uint64_t seed, const sim_subject *subject,
                           uint32_t pairs, sim_tape *tape)
{
    const sim_run_options options = {
        .subjects.of[SIM_SCHEME_COMPRESSOR] = subject, .until = SIM_NEVER, .pairs = pairs};
    wrong_pair_reset();
    return sim_run_seed(sim_scenario_find(scenario), seed, OPS, &options, tape);
}

/* The first seed, from seed on, of a world of the compressor. */
static uint64_t compressor_seed(const sim_scenario *scenario, uint64_t seed)
{
    while (sim_scenario_scheme(scenario, seed) != SIM_SCHEME_COMPRESSOR) {
        seed++;
    }
    return seed;
}

static void read_tape(const char *name, sim_tape *tape)
{
    sim_tape_error error;
    char path[4096];
    (void)snprintf(path, sizeof path, "%s/regressions/%s", SIM_CORPUS, name);
    assert_true(sim_tape_read_file(path, tape, &error));
}

/* --- Worlds. --- */

static void assert_passes(const sim_scenario *scenario, uint64_t seed, const sim_result *result)
{
    if (result->verdict != SIM_PASS) {
        const told_failure text = told(&result->failure);
        fail_msg("%s, seed %llu: %s after op %llu: %s: expected %s, got %s", scenario->name,
                 (unsigned long long)seed, sim_invariant_name(result->failure.invariant),
                 (unsigned long long)result->failure.op, text.where, text.expected, text.got);
    }
}

TEST(it_passes_every_compressor_scenario_with_its_pairs)
{
    for (size_t k = 0; k < sim_scenario_count(); k++) {
        const sim_scenario *scenario = sim_scenario_at(k);
        uint64_t checks[SIM_PAIR_COUNT] = {0};
        uint64_t seed = 0;
        if (!sim_scenario_plays(scenario, SIM_SCHEME_COMPRESSOR)) {
            continue;
        }
        for (unsigned n = 0; n < SEEDS; n++) {
            seed = compressor_seed(scenario, seed);
            sim_result result = run_seed(scenario->name, seed, reference, SIM_PAIRS_ALL, NULL);
            assert_passes(scenario, seed, &result);
            for (unsigned i = 0; i < SIM_PAIR_COUNT; i++) {
                checks[i] += result.checks[sim_pair_invariant((sim_pair)i)];
            }
            seed++;
        }
        for (unsigned i = 0; i < SIM_PAIR_COUNT; i++) {
            assert_int_equal(checks[i] > 0,
                             sim_scenario_tests(scenario, sim_pair_invariant((sim_pair)i)));
        }
    }
}

/* What a world answers, less the checksums in its snapshots. */
typedef struct answers {
    uint64_t hash;
    uint64_t count;
} answers;

static bool listen(void *self, const void *what)
{
    answers *heard = self;
    const sim_compressor_event *event = what;
    sim_compressor_numbers entry;
    /* Which request for memory fails is no answer: the reference requests at other places. */
    if (!sim_compressor_numbers_of(event, &entry) || event->kind == SIM_COMPRESSOR_STARVED) {
        return true;
    }
    if (event->kind == SIM_COMPRESSOR_DOCUMENT || event->kind == SIM_COMPRESSOR_SAVED ||
        event->kind == SIM_COMPRESSOR_DAMAGE) {
        entry.count--; /* the last number is a hash of bytes */
    }
    heard->hash = XXH3_64bits_withSeed(entry.numbers, entry.count * sizeof *entry.numbers,
                                       heard->hash + (unsigned)event->kind);
    heard->count++;
    return true;
}

static answers play(const sim_tape *tape, const sim_subject *subject)
{
    answers heard = {.hash = 0};
    sim_world *world = sim_world_create(&tape->config, subject);
    assert_non_null(world);
    sim_observers_add(&world->observers, (sim_observer){listen, &heard});
    for (size_t i = 0; i < tape->count; i++) {
        assert_true(sim_world_execute(world, &tape->ops[i]));
    }
    assert_true(sim_world_settle(world));
    assert_int_equal(sim_world_stop(world), 0);
    assert_false(world->memory.misused);
    sim_world_destroy(world);
    return heard;
}

TEST(it_answers_what_the_core_answers)
{
    for (size_t k = 0; k < sim_scenario_count(); k++) {
        const sim_scenario *scenario = sim_scenario_at(k);
        for (uint64_t seed = 0; seed < SEEDS; seed++) {
            sim_tape tape;
            if (sim_scenario_scheme(scenario, seed) != SIM_SCHEME_COMPRESSOR) {
                continue;
            }
            (void)run_seed(scenario->name, seed, NULL, SIM_PAIRS_NONE, &tape);
            answers right = play(&tape, &sim_subject_core);
            answers got = play(&tape, reference);
            assert_true(right.count > 0);
            assert_int_equal(got.count, right.count);
            assert_int_equal(got.hash, right.hash);
            sim_tape_free(&tape);
        }
    }
}

TEST(it_passes_where_a_wrong_core_fails)
{
    const sim_run_options options = {.subjects.of[SIM_SCHEME_COMPRESSOR] = reference,
                                     .until = SIM_NEVER,
                                     .pairs = SIM_PAIRS_ALL};
    for (size_t i = 0; i < wrong_pair_count; i++) {
        sim_subject subject = sim_subject_core;
        unsigned found = 0;
        wrong_pairs[i].plant(&subject);
        for (uint64_t seed = 0; seed < SEEDS; seed++) {
            sim_tape tape;
            if (run_seed("steady", seed, &subject, SIM_PAIRS_ALL, &tape).verdict == SIM_FAIL) {
                assert_int_equal(sim_run_tape(&tape, &options).verdict, SIM_PASS);
                found++;
            }
            sim_tape_free(&tape);
        }
        assert_true(found > 0);
    }
}

/* --- A wrong relation. --- */

/* Two worlds that differ in names only, and keep what the tape tears. */
static void play_with_tears(const sim_tape *tape, const sim_subject *subject, sim_failure *failure)
{
    const sim_witness_options options = {.subject = subject, .listen = SIM_NEVER};
    sim_variant named;
    sim_variant renamed;
    sim_testimony a = {0};
    sim_testimony b = {0};
    uint64_t checks = 0;
    sim_variant_init(&named, tape);
    sim_variant_init(&renamed, tape);
    sim_rename_write(tape, &named, &renamed);
    for (size_t i = 0; i < tape->count; i++) {
        if (tape->ops[i].code == SIM_OP_DAMAGE) {
            named.tape.ops[i] = tape->ops[i];
            renamed.tape.ops[i] = tape->ops[i];
        }
    }
    assert_true(sim_witness_play(&named, &options, &a));
    assert_true(sim_witness_play(&renamed, &options, &b));
    assert_true(sim_relate_answers(SIM_INVARIANT_PAIR_RENAME, (sim_side){&named, &a},
                                   (sim_side){&renamed, &b}, 0, &options, &checks, failure));
    sim_testimony_free(&a);
    sim_testimony_free(&b);
    sim_variant_free(&named);
    sim_variant_free(&renamed);
}

/* What pair-rename did once: a false alarm, of which the core knew nothing. */
TEST(a_relation_that_compares_tears_fails_with_it)
{
    sim_tape tape;
    read_tape("torn-into-the-older-snapshot.tape", &tape);
    const sim_subject *const subjects[] = {&sim_subject_core, reference};
    for (size_t i = 0; i < 2; i++) {
        sim_failure failure = {.failed = false};
        play_with_tears(&tape, subjects[i], &failure);
        assert_true(failure.failed);
        assert_int_equal(failure.invariant, SIM_INVARIANT_PAIR_RENAME);
    }
    const sim_run_options options = {.subjects.of[SIM_SCHEME_COMPRESSOR] = reference,
                                     .until = SIM_NEVER,
                                     .pairs = SIM_PAIRS_ALL};
    assert_int_equal(sim_run_tape(&tape, &options).verdict, SIM_PASS);
    sim_tape_free(&tape);
}

/* --- Snapshots. --- */

static const ida_uuid A = {1, 1000};
static const ida_uuid B = {2, 1000};
static const ida_uuid C = {2, 9000};

static void *resize(void *context, void *block, size_t old_size, size_t new_size)
{
    size_t *used = context;
    *used += new_size - old_size;
    if (new_size == 0) {
        free(block);
        return NULL;
    }
    return realloc(block, new_size);
}

static size_t held;
static const ida_allocator allocator = {resize, &held};

static void finalize(ida_document *document, ida_uuid session, uint64_t first, uint64_t count,
                     uint32_t size)
{
    const ida_range range = {session, first, count, size};
    assert_int_equal(reference->document_finalize(document, &range), IDA_OK);
}

static size_t save(const ida_document *document, ida_session *const *sessions, size_t count,
                   uint8_t bytes[ROOM])
{
    size_t size = 0;
    assert_int_equal(reference->snapshot_save(document, sessions, count, 7, bytes, ROOM, &size),
                     IDA_OK);
    assert_true(size <= reference->snapshot_bound(document, sessions, count));
    return size;
}

static void close_snapshot(ida_snapshot *snapshot)
{
    for (size_t i = 0; i < snapshot->session_count; i++) {
        reference->session_close(snapshot->sessions[i]);
    }
    reference->document_destroy(snapshot->document);
    if (snapshot->sessions != NULL) {
        (void)resize(&held, snapshot->sessions, snapshot->session_count * sizeof(ida_session *), 0);
    }
}

/* A document with three sessions, expanded, overflowed, and with a ghost; two are attached. */
static size_t save_example(uint8_t bytes[ROOM])
{
    ida_document *document;
    ida_session *sessions[2];
    ida_run runs[2];
    size_t run_count;
    ida_id first;
    assert_int_equal(reference->document_create(&allocator, &document), IDA_OK);
    assert_int_equal(reference->session_open(document, B, &sessions[0]), IDA_OK);
    assert_int_equal(reference->session_open(document, A, &sessions[1]), IDA_OK);
    assert_int_equal(reference->session_generate_many(sessions[0], 3, runs, &run_count), IDA_OK);
    finalize(document, B, 1, 3, 4);
    assert_int_equal(reference->session_generate_many(sessions[0], 6, runs, &run_count), IDA_OK);
    assert_int_equal(run_count, 2);
    assert_int_equal(reference->document_ghost(document, C, 2, &first), IDA_OK);
    finalize(document, B, 4, 6, 1);
    finalize(document, B, 10, 4, 1);
    size_t size = save(document, sessions, 2, bytes);
    reference->session_close(sessions[0]);
    reference->session_close(sessions[1]);
    reference->document_destroy(document);
    assert_int_equal(held, 0);
    return size;
}

TEST(a_call_that_fails_or_does_nothing_writes_nothing)
{
    const ida_uuid invalid = {UINT64_C(1) << 58, 0};
    ida_document *document;
    ida_session *session = NULL;
    ida_id id = 77;
    assert_int_equal(reference->document_create(&allocator, &document), IDA_OK);
    assert_int_equal(reference->document_ghost(document, A, 0, &id), IDA_OK);
    assert_int_equal(reference->document_ghost(document, invalid, 1, &id), IDA_INVALID_ARGUMENT);
    assert_int_equal(reference->session_open(document, invalid, &session), IDA_INVALID_ARGUMENT);
    finalize(document, A, 1, 1, 1);
    assert_int_equal(reference->document_ghost(document, A, 1, &id), IDA_OUT_OF_ORDER);
    assert_int_equal(reference->session_open(document, A, &session), IDA_SESSION_EXISTS);
    assert_int_equal(reference->document_recompress(document, B, &id), IDA_UNKNOWN_ID);
    assert_int_equal(id, 77);
    assert_null(session);
    reference->document_destroy(document);
    assert_int_equal(held, 0);
}

TEST(equal_states_give_equal_bytes)
{
    uint8_t whole[ROOM];
    uint8_t parts[ROOM];
    uint8_t far[ROOM];
    ida_document *documents[3];
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(reference->document_create(&allocator, &documents[i]), IDA_OK);
    }
    finalize(documents[0], A, 1, 9, 3);
    finalize(documents[1], A, 1, 4, 3);
    const ida_range refused = {A, 4, 1, 3};
    assert_int_equal(reference->document_finalize(documents[1], &refused), IDA_OUT_OF_ORDER);
    finalize(documents[1], A, 5, 5, 3);
    finalize(documents[2], (ida_uuid){UINT64_C(1) << 57, UINT64_MAX - 2}, 1, 9, 3);
    size_t size = save(documents[0], NULL, 0, whole);
    assert_int_equal(save(documents[1], NULL, 0, parts), size);
    assert_memory_equal(whole, parts, size);
    assert_int_equal(save(documents[2], NULL, 0, far), size);
    for (size_t i = 0; i < 3; i++) {
        reference->document_destroy(documents[i]);
    }
    assert_int_equal(held, 0);
}

TEST(every_flipped_bit_and_every_cut_is_refused)
{
    uint8_t bytes[ROOM];
    size_t size = save_example(bytes);
    ida_snapshot snapshot;
    for (size_t bit = 0; bit < 8 * size; bit++) {
        uint8_t mask = (uint8_t)(1u << bit % 8);
        bytes[bit / 8] ^= mask;
        ida_status status = reference->snapshot_load(&allocator, bytes, size, &snapshot);
        assert_true(status == IDA_MALFORMED || status == IDA_CHECKSUM ||
                    status == IDA_UNSUPPORTED_VERSION);
        bytes[bit / 8] ^= mask;
    }
    for (size_t cut = 0; cut < size; cut++) {
        assert_int_not_equal(reference->snapshot_load(&allocator, bytes, cut, &snapshot), IDA_OK);
    }
    assert_int_equal(held, 0);
}

static void seal(uint8_t *bytes, size_t size)
{
    uint64_t check = XXH3_64bits_withSeed(bytes, size - SEAL_SIZE, SIM_REFERENCE_SEED);
    for (unsigned i = 0; i < SEAL_SIZE; i++) {
        bytes[size - SEAL_SIZE + i] = (uint8_t)(check >> (8 * i) & 0xFF);
    }
}

/* True if it is accepted; then it must be a state, and the bytes the only ones for it. */
static bool load_changed(uint8_t *bytes, size_t size)
{
    uint8_t again[ROOM];
    ida_snapshot snapshot;
    seal(bytes, size);
    ida_status status = reference->snapshot_load(&allocator, bytes, size, &snapshot);
    if (status != IDA_OK) {
        assert_int_equal(status, IDA_MALFORMED);
        return false;
    }
    assert_true(reference->document_verify(snapshot.document));
    for (size_t i = 0; i < snapshot.session_count; i++) {
        assert_true(reference->session_verify(snapshot.sessions[i]));
    }
    size_t size_again = 0;
    assert_int_equal(reference->snapshot_save(snapshot.document, snapshot.sessions,
                                              snapshot.session_count, snapshot.log_position, again,
                                              ROOM, &size_again),
                     IDA_OK);
    assert_int_equal(size_again, size);
    assert_memory_equal(again, bytes, size);
    close_snapshot(&snapshot);
    return true;
}

TEST(what_is_sealed_again_is_refused_or_is_what_it_says)
{
    static const uint8_t values[] = {0, 1, 2, 3, 6, 7, 9, 0x7F, 0x80, 0xFF};
    uint8_t bytes[ROOM];
    size_t size = save_example(bytes);
    unsigned accepted = 0;
    unsigned refused = 0;
    for (size_t at = 5; at < size - SEAL_SIZE; at++) {
        uint8_t before = bytes[at];
        for (size_t i = 0; i < sizeof values; i++) {
            bytes[at] = values[i];
            if (load_changed(bytes, size)) {
                accepted++;
            } else {
                refused++;
            }
        }
        bytes[at] = before;
    }
    assert_true(load_changed(bytes, size));
    bytes[size] = 0;
    assert_false(load_changed(bytes, size + 1));
    assert_false(load_changed(bytes, size - 1));
    assert_true(accepted > 0);
    assert_true(refused > accepted);
    assert_int_equal(held, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_passes_every_compressor_scenario_with_its_pairs),
        cmocka_unit_test(it_answers_what_the_core_answers),
        cmocka_unit_test(it_passes_where_a_wrong_core_fails),
        cmocka_unit_test(a_relation_that_compares_tears_fails_with_it),
        cmocka_unit_test(a_call_that_fails_or_does_nothing_writes_nothing),
        cmocka_unit_test(equal_states_give_equal_bytes),
        cmocka_unit_test(every_flipped_bit_and_every_cut_is_refused),
        cmocka_unit_test(what_is_sealed_again_is_refused_or_is_what_it_says),
    };
    return RUN_TESTS(tests);
}
