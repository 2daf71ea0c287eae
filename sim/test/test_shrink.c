/* The shrinker, on failures that are made up and on those of wrong subjects. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "run.h"
#include "scenario/scenario.h"
#include "scenario/seed.h"
#include "shrink/shrink.h"
#include "support_wrong.h"
#include "wording.h"

#define OPS_MAX   600u
#define PLAYS_MAX 200000u
/* How small the tapes of wrong subjects become. A mistake that is made once in so many calls takes
 * as many calls. */
#define MEDIAN_MAX 4u
#define WORST_MAX  12u

/* --- Failures that are made up: of a tape's looks, without a world. --- */

/* Says what is wrong with a tape. */
typedef bool (*fault)(const sim_tape *tape, sim_symptom *symptom);

typedef struct made_up {
    fault look;
    fault first; /* what shows before it, unless nothing else counts; NULL: nothing */
    fault quiet; /* what is wrong in the quiet phase besides; NULL: nothing */
    sim_shrink_keep keep;
    /* It is a drawn question's: it shows in long tapes and with seed 11, else with so many rounds,
       and without a quiet phase unless late. */
    uint32_t rounds;
    bool late;
    uint64_t cost; /* of each play */
    uint64_t plays;
    uint64_t plays_allowed; /* 0: any number, */
    bool stopped;           /* unless none are */
    uint64_t break_at;      /* the play that cannot be done; 0: none */
    size_t longest;         /* tape that was played */
    bool moody;             /* fails every other time */
} made_up;

static bool play_made_up(void *context, const sim_tape *tape, const sim_shrink_play *how,
                         sim_symptom *symptom)
{
    made_up *m = context;
    m->plays++;
    *symptom = (sim_symptom){.kind = SIM_SYMPTOM_NONE, .op = tape->count};
    if (m->plays == m->break_at) {
        return false;
    }
    bool asked = tape->count == 60 || tape->config.seed == 11 ||
                 (how->last_rounds >= m->rounds && (m->late || !how->to_the_end));
    if (m->rounds > 0 && !asked) {
        return true;
    }
    symptom->cost = m->cost;
    bool other_first = m->first != NULL && !how->focused && m->first(tape, symptom);
    if (!other_first && (!m->moody || m->plays % 2 == 1)) {
        (void)(m->look(tape, symptom) || !how->to_the_end || m->quiet == NULL ||
               m->quiet(tape, symptom));
    }
    m->longest = m->longest > tape->count ? m->longest : tape->count;
    symptom->code = sim_symptom_code(tape, symptom->op);
    return true;
}

static bool more_made_up(void *context, const sim_tape *best, uint64_t plays)
{
    const made_up *m = context;
    (void)best;
    return !m->stopped && (m->plays_allowed == 0 || plays < m->plays_allowed);
}

static sim_shrunk shrink_made_up(sim_tape *tape, made_up *m)
{
    const sim_shrink_options options = {
        .play = play_made_up, .more = more_made_up, .context = m, .keep = m->keep};
    return sim_shrink(tape, &options);
}

static void add(sim_tape *tape, unsigned code, uint32_t a, uint32_t b, uint32_t c)
{
    assert_true(sim_tape_append(tape, (sim_op){.code = (uint8_t)code, .args = {a, b, c}}));
}

/* 60 ops of many kinds in a world of four nodes with four slots. */
static sim_tape long_tape(void)
{
    sim_tape tape;
    sim_tape_init(
        &tape,
        (sim_config){.nodes = 4, .slots = 4, .write_ahead = 0x5, .cluster_size = 100, .seed = 77});
    for (uint32_t i = 0; i < 20; i++) {
        add(&tape, SIM_OP_GENERATE, i % 4, i / 4 % 4, 500 + i);
        add(&tape, SIM_OP_SAVE, i % 4, i % 4, 0);
        add(&tape, SIM_OP_TAKE, i % 4, i / 4 % 4, 0);
    }
    return tape;
}

static bool fail_at(sim_symptom *symptom, size_t op, sim_invariant invariant)
{
    symptom->kind = SIM_SYMPTOM_INVARIANT;
    symptom->detail = (int)invariant;
    symptom->op = op;
    return true;
}

/* Fails at the first SAVE after a GENERATE of 300 or more on node 2. */
static bool big_generate_then_save(const sim_tape *tape, sim_symptom *symptom)
{
    bool generated = false;
    for (size_t i = 0; i < tape->count; i++) {
        const sim_op *op = &tape->ops[i];
        generated = generated || (op->code == SIM_OP_GENERATE && op->args[2] >= 300 &&
                                  op->args[0] % tape->config.nodes == 2);
        if (generated && op->code == SIM_OP_SAVE) {
            return fail_at(symptom, i, SIM_INVARIANT_CONTRACT);
        }
    }
    return false;
}

static void test_ops_go_and_numbers_become_small(void **state)
{
    (void)state;
    sim_tape tape = long_tape();
    made_up m = {.look = big_generate_then_save};
    sim_shrunk shrunk = shrink_made_up(&tape, &m);
    assert_int_equal(shrunk.end, SIM_SHRINK_COMPLETE);
    assert_int_equal(tape.count, 2);
    assert_int_equal(tape.ops[0].code, SIM_OP_GENERATE);
    assert_int_equal(tape.ops[0].args[0], 2);
    assert_int_equal(tape.ops[0].args[1], 0);
    assert_int_equal(tape.ops[0].args[2], 300);
    assert_int_equal(tape.ops[1].code, SIM_OP_SAVE);
    assert_int_equal(tape.ops[1].args[0], 0);
    assert_int_equal(tape.ops[1].args[1], 0);
    assert_int_equal(tape.config.nodes, 3);
    assert_int_equal(tape.config.slots, 1);
    assert_int_equal(tape.config.write_ahead, 0);
    assert_int_equal(tape.config.cluster_size, 1);
    assert_int_equal(tape.config.seed, 0);
    sim_tape_free(&tape);
}

/* Fails in the quiet phase if there is any TAKE; with a SAVE before the first one, otherwise. */
static bool two_bugs(const sim_tape *tape, sim_symptom *symptom)
{
    bool saved = false;
    for (size_t i = 0; i < tape->count; i++) {
        saved = saved || tape->ops[i].code == SIM_OP_SAVE;
        if (tape->ops[i].code == SIM_OP_TAKE) {
            return fail_at(symptom, tape->count,
                           saved ? SIM_INVARIANT_LIVENESS : SIM_INVARIANT_CONVERGENCE);
        }
    }
    return false;
}

/* Without the SAVE it would be smaller, and another bug. */
static void test_it_never_slides_to_another_invariant(void **state)
{
    (void)state;
    sim_tape tape = long_tape();
    made_up m = {.look = two_bugs};
    sim_shrunk shrunk = shrink_made_up(&tape, &m);
    assert_int_equal(shrunk.end, SIM_SHRINK_COMPLETE);
    assert_int_equal(shrunk.after.detail, SIM_INVARIANT_LIVENESS);
    assert_int_equal(shrunk.after.code, SIM_SYMPTOM_QUIET);
    assert_int_equal(tape.count, 2);
    assert_int_equal(tape.ops[0].code, SIM_OP_SAVE);
    assert_int_equal(tape.ops[1].code, SIM_OP_TAKE);
    sim_tape_free(&tape);
}

/* Fails at the third SAVE, and, when there are fewer, at the last op, whatever that is. */
static bool anything_fails(const sim_tape *tape, sim_symptom *symptom)
{
    unsigned saves = 0;
    for (size_t i = 0; i < tape->count; i++) {
        saves += tape->ops[i].code == SIM_OP_SAVE ? 1 : 0;
        if (saves == 3) {
            return fail_at(symptom, i, SIM_INVARIANT_CONTRACT);
        }
    }
    return tape->count > 0 && fail_at(symptom, tape->count - 1, SIM_INVARIANT_CONTRACT);
}

static void test_it_keeps_the_kind_of_op(void **state)
{
    (void)state;
    sim_tape tape = long_tape();
    made_up m = {.look = anything_fails};
    sim_shrunk shrunk = shrink_made_up(&tape, &m);
    assert_int_equal(shrunk.before.code, SIM_OP_SAVE);
    assert_int_equal(shrunk.after.code, SIM_OP_SAVE);
    assert_int_equal(tape.count, 1);
    assert_int_equal(tape.ops[0].code, SIM_OP_SAVE);
    sim_tape_free(&tape);
}

/* The same, and the failure names the call that gave a wrong answer. */
static bool any_op_calls(const sim_tape *tape, sim_symptom *symptom)
{
    if (!anything_fails(tape, symptom)) {
        return false;
    }
    symptom->failure.site.call = SIM_WORD_SESSION_GENERATE;
    return true;
}

static void test_where_a_call_is_named_it_is_kept_and_not_the_op(void **state)
{
    (void)state;
    sim_tape tape = long_tape();
    made_up m = {.look = any_op_calls};
    sim_shrunk shrunk = shrink_made_up(&tape, &m);
    assert_int_equal(shrunk.before.code, SIM_OP_SAVE);
    assert_int_equal(tape.count, 1);
    assert_int_not_equal(tape.ops[0].code, SIM_OP_SAVE);
    sim_tape_free(&tape);
    tape = long_tape();
    m = (made_up){.look = any_op_calls, .keep = SIM_SHRINK_KEEP_OP};
    shrunk = shrink_made_up(&tape, &m);
    assert_int_equal(shrunk.after.code, SIM_OP_SAVE);
    assert_int_equal(tape.count, 1);
    assert_int_equal(tape.ops[0].code, SIM_OP_SAVE);
    sim_tape_free(&tape);
}

/* Fails in the quiet phase: with a TAKE after a SAVE by one call or status, otherwise by others. */
static bool take_after_save(const sim_tape *tape, sim_symptom *symptom)
{
    bool saved = false;
    bool both = false;
    for (size_t i = 0; i < tape->count; i++) {
        saved = saved || tape->ops[i].code == SIM_OP_SAVE;
        both = both || (saved && tape->ops[i].code == SIM_OP_TAKE);
    }
    symptom->failure.site.call =
        both || tape->count % 2 == 0 ? SIM_WORD_SESSION_TAKE : SIM_WORD_SESSION_RESET;
    symptom->failure.expected = sim_value_status(IDA_OK);
    symptom->failure.got =
        both || tape->count % 2 == 1 ? sim_value_status(IDA_UNKNOWN_ID) : sim_value_id(5);
    return fail_at(symptom, tape->count, SIM_INVARIANT_CONTRACT);
}

static void test_it_never_slides_to_another_call_or_status(void **state)
{
    (void)state;
    for (unsigned keep = SIM_SHRINK_KEEP_CALL; keep <= SIM_SHRINK_KEEP_INVARIANT; keep++) {
        sim_tape tape = long_tape();
        made_up m = {.look = take_after_save, .keep = (sim_shrink_keep)keep};
        sim_shrunk shrunk = shrink_made_up(&tape, &m);
        assert_int_equal(shrunk.end, SIM_SHRINK_COMPLETE);
        assert_int_equal(shrunk.after.failure.site.call, SIM_WORD_SESSION_TAKE);
        assert_int_equal(shrunk.after.failure.got.kind, SIM_VALUE_STATUS);
        assert_int_equal(tape.count, 2);
        sim_tape_free(&tape);
    }
}

static void test_symptoms_are_told_apart_by_calls_and_statuses(void **state)
{
    (void)state;
    const sim_tape tape = {.count = 0};
    const ida_range range = {{1, 2}, 3, 4, 5};
    sim_result result = {.verdict = SIM_FAIL};
    sim_failure *failure = &result.failure;
    *failure = (sim_failure){.failed = true,
                             .invariant = SIM_INVARIANT_REJECTION,
                             .site = {.parts = SIM_SITE_NODE | SIM_SITE_POSITION,
                                      .node = 3,
                                      .position = 7,
                                      .call = SIM_WORD_DOCUMENT_APPLY,
                                      .about = sim_value_range(&range)},
                             .expected = sim_value_status(IDA_COLLISION),
                             .got = sim_value_status(IDA_OK)};
    const sim_symptom given = sim_symptom_of(&tape, &result);
    failure->site.node = 0;
    failure->site.position = 1;
    failure->site.about = sim_value_ghost(&range);
    sim_symptom other = sim_symptom_of(&tape, &result);
    assert_true(sim_symptom_same(&given, &other));
    other.code = SIM_OP_DOWN;
    assert_true(sim_symptom_same(&given, &other));
    failure->expected = sim_value_status(IDA_EXHAUSTED);
    other = sim_symptom_of(&tape, &result);
    assert_false(sim_symptom_same(&given, &other));
    failure->expected = sim_value_id(5);
    other = sim_symptom_of(&tape, &result);
    assert_false(sim_symptom_same(&given, &other));
    failure->got = sim_value_id(6);
    const sim_symptom numbers = sim_symptom_of(&tape, &result);
    assert_true(sim_symptom_same(&other, &numbers));
    failure->site.call = SIM_WORD_DOCUMENT_COUNTERS;
    other = sim_symptom_of(&tape, &result);
    assert_false(sim_symptom_same(&other, &numbers));
    /* How a call is made, what truth it answered and whether it left outputs alone matter, too. */
    failure->site.about = sim_value_words(SIM_WORD_OF_COPY);
    const sim_symptom copied = sim_symptom_of(&tape, &result);
    assert_false(sim_symptom_same(&other, &copied));
    failure->expected = sim_value_truth(true);
    failure->got = sim_value_truth(false);
    const sim_symptom truth = sim_symptom_of(&tape, &result);
    failure->expected = sim_value_truth(false);
    failure->got = sim_value_truth(true);
    other = sim_symptom_of(&tape, &result);
    assert_false(sim_symptom_same(&truth, &other));
    failure->expected = sim_value_status(IDA_UNKNOWN_ID);
    failure->got = sim_value_status(IDA_UNKNOWN_ID);
    other = sim_symptom_of(&tape, &result);
    failure->got.is_spoiled = true;
    const sim_symptom spoiled = sim_symptom_of(&tape, &result);
    assert_false(sim_symptom_same(&spoiled, &other));
    /* Paired worlds differ in what an op answered: the op counts. */
    result.failure.invariant = SIM_INVARIANT_PAIR_SPLIT;
    const sim_symptom pair = sim_symptom_of(&tape, &result);
    other = pair;
    other.code = SIM_OP_DOWN;
    assert_false(sim_symptom_same(&pair, &other));
}

/* Dies at the first SAVE after a TAKE. */
static bool dies(const sim_tape *tape, sim_symptom *symptom)
{
    bool taken = false;
    for (size_t i = 0; i < tape->count; i++) {
        taken = taken || tape->ops[i].code == SIM_OP_TAKE;
        if (taken && tape->ops[i].code == SIM_OP_SAVE) {
            *symptom = (sim_symptom){.kind = SIM_SYMPTOM_CRASH, .detail = 6, .op = i};
            return true;
        }
    }
    return false;
}

static bool dies_in_the_quiet_phase(const sim_tape *tape, sim_symptom *symptom)
{
    *symptom = (sim_symptom){.kind = SIM_SYMPTOM_CRASH, .detail = 6, .op = tape->count - 1};
    return tape->count > 0;
}

static void test_a_crash_stays_out_of_the_quiet_phase(void **state)
{
    (void)state;
    sim_tape tape = long_tape();
    made_up m = {.look = dies, .quiet = dies_in_the_quiet_phase};
    sim_shrunk shrunk = shrink_made_up(&tape, &m);
    assert_int_equal(shrunk.after.kind, SIM_SYMPTOM_CRASH);
    assert_int_equal(tape.count, 2);
    assert_int_equal(tape.ops[0].code, SIM_OP_TAKE);
    assert_int_equal(tape.ops[1].code, SIM_OP_SAVE);
    sim_tape_free(&tape);
}

/* --- Nothing else in sight. --- */

/* Fails in the quiet phase if there is a SAVE. */
static bool any_save(const sim_tape *tape, sim_symptom *symptom)
{
    for (size_t i = 0; i < tape->count; i++) {
        if (tape->ops[i].code == SIM_OP_SAVE) {
            symptom->failure.site.call = SIM_WORD_SESSION_TAKE;
            return fail_at(symptom, tape->count, SIM_INVARIANT_CONTRACT);
        }
    }
    return false;
}

/* What shows first unless the tape is as it was, or has another seed. */
static bool unless_the_seed_is_11(const sim_tape *tape, sim_symptom *symptom)
{
    return tape->count != 60 && tape->config.seed != 11 &&
           fail_at(symptom, tape->count, SIM_INVARIANT_LIVENESS);
}

static void test_what_shows_first_is_not_in_the_way(void **state)
{
    (void)state;
    sim_tape tape = long_tape();
    made_up m = {.look = any_save, .first = unless_the_seed_is_11};
    sim_shrunk shrunk = shrink_made_up(&tape, &m);
    assert_int_equal(shrunk.end, SIM_SHRINK_COMPLETE);
    assert_int_equal(tape.count, 1);
    assert_int_equal(tape.ops[0].code, SIM_OP_SAVE);
    assert_int_equal(tape.config.seed, 11);
    assert_true(shrunk.counts[SIM_SHRINK_FOCUS].tried > 0);
    assert_true(shrunk.counts[SIM_SHRINK_FIRST].kept > 0);
    sim_tape_free(&tape);
}

static bool unless_two_checkpoints_end_it(const sim_tape *tape, sim_symptom *symptom)
{
    size_t n = tape->count;
    bool ended = n >= 2 && tape->ops[n - 1].code == SIM_OP_CHECKPOINT &&
                 tape->ops[n - 2].code == SIM_OP_CHECKPOINT;
    return n != 60 && !ended && fail_at(symptom, n, SIM_INVARIANT_LIVENESS);
}

static void test_checkpoints_make_it_show_first(void **state)
{
    (void)state;
    sim_tape tape = long_tape();
    made_up m = {.look = any_save, .first = unless_two_checkpoints_end_it};
    sim_shrunk shrunk = shrink_made_up(&tape, &m);
    assert_int_equal(shrunk.end, SIM_SHRINK_COMPLETE);
    assert_int_equal(tape.count, 3);
    assert_int_equal(tape.ops[0].code, SIM_OP_SAVE);
    assert_true(m.longest <= 60 + SIM_SHRINK_SPARE);
    sim_tape_free(&tape);
}

static void test_what_is_drawn_in_the_quiet_phase_is_asked_for_more_often(void **state)
{
    (void)state;
    sim_tape tape = long_tape();
    made_up m = {.look = any_save, .first = unless_the_seed_is_11, .rounds = 16, .late = true};
    sim_shrunk shrunk = shrink_made_up(&tape, &m);
    assert_int_equal(shrunk.end, SIM_SHRINK_COMPLETE);
    assert_int_equal(tape.count, 1);
    assert_int_equal(tape.config.seed, 11);
    sim_tape_free(&tape);
}

/* Fails at the last op if there is a SAVE before it. */
static bool after_a_save(const sim_tape *tape, sim_symptom *symptom)
{
    if (tape->count < 2 || !any_save(tape, symptom)) {
        return false;
    }
    return fail_at(symptom, tape->count - 1, SIM_INVARIANT_CONTRACT);
}

static void test_what_is_drawn_after_an_op_is_asked_for_more_often(void **state)
{
    (void)state;
    sim_tape tape = long_tape();
    made_up m = {.look = after_a_save, .first = unless_the_seed_is_11, .rounds = 1024};
    sim_shrunk shrunk = shrink_made_up(&tape, &m);
    assert_int_equal(shrunk.end, SIM_SHRINK_COMPLETE);
    assert_true(shrunk.drawn);
    assert_int_equal(tape.count, 2);
    assert_int_equal(tape.config.seed, 11);
    sim_tape_free(&tape);
}

/* Each length needs a seed of its own, so nothing goes where it does not show first. */
static bool unless_the_seed_is_that_of_the_length(const sim_tape *tape, sim_symptom *symptom)
{
    return tape->count != 60 && tape->config.seed != 2 * tape->count &&
           fail_at(symptom, tape->count, SIM_INVARIANT_LIVENESS);
}

static void test_what_is_not_done_at_once_is_done_in_turns(void **state)
{
    (void)state;
    sim_tape tape = long_tape();
    made_up m = {.look = any_save, .first = unless_the_seed_is_that_of_the_length, .cost = 2500000};
    sim_shrunk shrunk = shrink_made_up(&tape, &m);
    assert_int_equal(shrunk.end, SIM_SHRINK_COMPLETE);
    assert_true(tape.count <= 8);
    sim_tape_free(&tape);
}

static bool unless_it_is_as_it_was(const sim_tape *tape, sim_symptom *symptom)
{
    return tape->count != 60 && fail_at(symptom, tape->count, SIM_INVARIANT_LIVENESS);
}

static void test_what_can_not_show_first_stays_as_long_as_it_was(void **state)
{
    (void)state;
    sim_tape tape = long_tape();
    made_up m = {.look = any_save, .first = unless_it_is_as_it_was};
    sim_shrunk shrunk = shrink_made_up(&tape, &m);
    assert_int_equal(shrunk.end, SIM_SHRINK_COMPLETE);
    assert_int_equal(shrunk.after.detail, SIM_INVARIANT_CONTRACT);
    assert_int_equal(tape.count, 60);
    sim_tape_free(&tape);
}

/* --- Several ops and one. --- */

/* Fails in the quiet phase with twelve TAKEs, neither more nor fewer, or with a ghost. */
static bool twelve_or_a_ghost(const sim_tape *tape, sim_symptom *symptom)
{
    unsigned takes = 0;
    bool ghost = false;
    for (size_t i = 0; i < tape->count; i++) {
        takes += tape->ops[i].code == SIM_OP_TAKE ? 1 : 0;
        ghost = ghost || tape->ops[i].code == SIM_OP_GHOST;
    }
    return (takes == 12 || (ghost && takes == 0)) &&
           fail_at(symptom, tape->count, SIM_INVARIANT_CONTRACT);
}

static void test_one_op_stands_for_a_chunk(void **state)
{
    (void)state;
    sim_tape tape;
    sim_tape_init(&tape, (sim_config){.nodes = 1, .slots = 1, .cluster_size = 1});
    for (unsigned i = 0; i < 12; i++) {
        add(&tape, SIM_OP_TAKE, 0, 0, 0);
    }
    made_up m = {.look = twelve_or_a_ghost};
    sim_shrunk shrunk = shrink_made_up(&tape, &m);
    assert_int_equal(shrunk.end, SIM_SHRINK_COMPLETE);
    assert_int_equal(tape.count, 1);
    assert_int_equal(tape.ops[0].code, SIM_OP_GHOST);
    assert_true(shrunk.counts[SIM_SHRINK_CHUNK].kept > 0);
    sim_tape_free(&tape);
}

/* Fails in the quiet phase when 30 clusters are in the log: a TAKE and an UP make one, a ghost that
 * nobody made before another. */
static bool thirty_clusters(const sim_tape *tape, sim_symptom *symptom)
{
    unsigned clusters = 0;
    unsigned taken = 0;
    for (size_t i = 0; i < tape->count; i++) {
        const sim_op *op = &tape->ops[i];
        taken += op->code == SIM_OP_TAKE ? 1 : 0;
        if (op->code == SIM_OP_UP && taken > 0) {
            taken--;
            clusters++;
        }
        bool fresh = op->code == SIM_OP_GHOST;
        for (size_t k = 0; k < i && fresh; k++) {
            fresh = tape->ops[k].code != SIM_OP_GHOST || tape->ops[k].args[0] != op->args[0];
        }
        clusters += fresh ? 1 : 0;
    }
    return clusters >= 30 && fail_at(symptom, tape->count, SIM_INVARIANT_CONTRACT);
}

static void test_ghosts_stand_for_what_sessions_do(void **state)
{
    (void)state;
    sim_tape tape;
    sim_tape_init(&tape, (sim_config){.nodes = 1, .slots = 1, .cluster_size = 1});
    for (unsigned i = 0; i < 30; i++) {
        add(&tape, SIM_OP_TAKE, 0, 0, 0);
        add(&tape, SIM_OP_UP, 0, i, 0);
    }
    made_up m = {.look = thirty_clusters};
    sim_shrunk shrunk = shrink_made_up(&tape, &m);
    assert_int_equal(shrunk.end, SIM_SHRINK_COMPLETE);
    assert_int_equal(tape.count, 30);
    for (size_t i = 0; i < tape.count; i++) {
        assert_int_equal(tape.ops[i].code, SIM_OP_GHOST);
    }
    assert_true(shrunk.counts[SIM_SHRINK_REPLACE].kept >= 30);
    sim_tape_free(&tape);
}

/* Fails in the quiet phase with 200 GENERATEs. */
static bool two_hundred(const sim_tape *tape, sim_symptom *symptom)
{
    size_t generates = 0;
    for (size_t i = 0; i < tape->count; i++) {
        generates += tape->ops[i].code == SIM_OP_GENERATE ? 1 : 0;
    }
    return generates >= 200 && fail_at(symptom, tape->count, SIM_INVARIANT_CONTRACT);
}

static void test_in_long_tapes_many_arguments_go_at_a_time(void **state)
{
    (void)state;
    sim_tape tape;
    sim_tape_init(&tape, (sim_config){.nodes = 4, .slots = 1, .cluster_size = 1});
    for (uint32_t i = 0; i < 200; i++) {
        add(&tape, SIM_OP_GENERATE, i, 0, 1000 + i);
    }
    made_up m = {.look = two_hundred};
    sim_shrunk shrunk = shrink_made_up(&tape, &m);
    assert_int_equal(shrunk.end, SIM_SHRINK_COMPLETE);
    assert_int_equal(tape.count, 200);
    for (size_t i = 0; i < tape.count; i++) {
        assert_int_equal(tape.ops[i].args[2], 0);
    }
    assert_true(shrunk.counts[SIM_SHRINK_ARGUMENTS].tried < 200);
    sim_tape_free(&tape);
}

/* --- Together, by name, and not at all. --- */

/* Fails in the quiet phase if there is a TAKE, and as many SAVEs as GENERATEs. */
static bool balanced(const sim_tape *tape, sim_symptom *symptom)
{
    int balance = 0;
    bool taken = false;
    for (size_t i = 0; i < tape->count; i++) {
        balance += tape->ops[i].code == SIM_OP_SAVE ? 1 : 0;
        balance -= tape->ops[i].code == SIM_OP_GENERATE ? 1 : 0;
        taken = taken || tape->ops[i].code == SIM_OP_TAKE;
    }
    return balance == 0 && taken && fail_at(symptom, tape->count, SIM_INVARIANT_CONTRACT);
}

static void test_ops_that_only_go_together_go(void **state)
{
    (void)state;
    sim_tape tape = long_tape();
    made_up m = {.look = balanced};
    sim_shrunk shrunk = shrink_made_up(&tape, &m);
    assert_int_equal(shrunk.end, SIM_SHRINK_COMPLETE);
    assert_int_equal(tape.count, 1);
    assert_true(shrunk.counts[SIM_SHRINK_PAIRS].kept > 0);
    sim_tape_free(&tape);
}

/* Fails in the quiet phase if node 3 generates in slot 2 and is saved to store 3. */
static bool same_node(const sim_tape *tape, sim_symptom *symptom)
{
    for (size_t i = 0; i < tape->count; i++) {
        for (size_t k = i + 1; k < tape->count; k++) {
            const sim_op *a = &tape->ops[i];
            const sim_op *b = &tape->ops[k];
            if (a->code == SIM_OP_GENERATE && b->code == SIM_OP_SAVE &&
                a->args[0] % tape->config.nodes == b->args[0] % tape->config.nodes) {
                return fail_at(symptom, tape->count, SIM_INVARIANT_CONTRACT);
            }
        }
    }
    return false;
}

static void test_names_become_the_smallest(void **state)
{
    (void)state;
    sim_tape tape;
    sim_tape_init(&tape, (sim_config){.nodes = 9, .slots = 9, .cluster_size = 5, .seed = 1});
    add(&tape, SIM_OP_GENERATE, 7 + 9, 5, 1);
    add(&tape, SIM_OP_SAVE, 7, 3, 0);
    made_up m = {.look = same_node};
    sim_shrunk shrunk = shrink_made_up(&tape, &m);
    assert_int_equal(shrunk.end, SIM_SHRINK_COMPLETE);
    assert_int_equal(tape.config.nodes, 1);
    assert_int_equal(tape.config.slots, 1);
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(tape.ops[i].args[0], 0);
        assert_int_equal(tape.ops[i].args[1], 0);
    }
    assert_true(shrunk.counts[SIM_SHRINK_RENAME].kept > 0);
    sim_tape_free(&tape);
}

static bool never(const sim_tape *tape, sim_symptom *symptom)
{
    (void)tape;
    (void)symptom;
    return false;
}

static void test_a_tape_that_passes_stays_as_it_is(void **state)
{
    (void)state;
    sim_tape tape = long_tape();
    sim_tape before = long_tape();
    made_up m = {.look = never};
    assert_int_equal(shrink_made_up(&tape, &m).end, SIM_SHRINK_PASSES);
    assert_true(sim_tape_equal(&tape, &before));
    m = (made_up){.look = two_bugs, .moody = true};
    assert_int_equal(shrink_made_up(&tape, &m).end, SIM_SHRINK_UNSTEADY);
    assert_true(sim_tape_equal(&tape, &before));
    m = (made_up){.look = two_bugs, .break_at = 9};
    assert_int_equal(shrink_made_up(&tape, &m).end, SIM_SHRINK_BROKEN);
    assert_true(sim_tape_equal(&tape, &before));
    sim_tape_free(&before);
    sim_tape_free(&tape);
}

/* Whenever it is stopped, what there is has the symptom, and the report says which. */
static void test_stopped_early_it_still_fails(void **state)
{
    (void)state;
    size_t previous = SIZE_MAX;
    for (uint64_t plays = 0; plays < 40; plays++) {
        sim_tape tape = long_tape();
        sim_symptom symptom;
        made_up m = {.look = big_generate_then_save, .plays_allowed = plays, .stopped = plays == 0};
        sim_shrunk shrunk = shrink_made_up(&tape, &m);
        assert_int_equal(shrunk.end, SIM_SHRINK_STOPPED);
        assert_true(big_generate_then_save(&tape, &symptom));
        assert_int_equal(shrunk.before.kind, SIM_SYMPTOM_INVARIANT);
        assert_int_equal(shrunk.after.kind, SIM_SYMPTOM_INVARIANT);
        assert_int_equal(shrunk.after.op, symptom.op);
        assert_true(tape.count <= previous);
        previous = tape.count;
        sim_tape_free(&tape);
    }
    assert_true(previous < 60);
}

/* A tape that does not fail is none, however soon it is enough. */
static void test_stopped_at_once_a_tape_that_passes_is_not_shrunk(void **state)
{
    (void)state;
    sim_tape tape;
    sim_tape_init(&tape, (sim_config){.nodes = 1, .slots = 1, .cluster_size = 1});
    add(&tape, SIM_OP_START, 0, 0, 0);
    made_up m = {.look = big_generate_then_save, .stopped = true};
    assert_int_equal(shrink_made_up(&tape, &m).end, SIM_SHRINK_PASSES);
    assert_int_equal(tape.count, 1);
    sim_tape_free(&tape);
}

/* There is no room for another op, with which what is drawn is told from what is not. */
static void test_the_longest_tape_is_shrunk(void **state)
{
    (void)state;
    sim_tape tape;
    sim_tape_init(&tape, (sim_config){.nodes = 3, .slots = 1, .cluster_size = 1});
    add(&tape, SIM_OP_GENERATE, 2, 0, 300);
    while (tape.count + 1 < SIM_TAPE_OPS_MAX) {
        add(&tape, SIM_OP_NOP, 0, 0, 0);
    }
    add(&tape, SIM_OP_SAVE, 0, 0, 0);
    made_up m = {.look = big_generate_then_save, .plays_allowed = 8};
    sim_shrunk shrunk = shrink_made_up(&tape, &m);
    assert_int_equal(shrunk.end, SIM_SHRINK_STOPPED);
    assert_int_equal(shrunk.after.kind, SIM_SYMPTOM_INVARIANT);
    assert_true(tape.count < SIM_TAPE_OPS_MAX);
    sim_tape_free(&tape);
}

static void test_nothing_is_tried_twice(void **state)
{
    (void)state;
    sim_tape tape = long_tape();
    made_up m = {.look = big_generate_then_save};
    sim_shrunk first = shrink_made_up(&tape, &m);
    assert_true(first.known > 0);
    assert_int_equal(first.plays, m.plays);
    sim_tape again = tape;
    m.plays = 0;
    sim_shrunk second = shrink_made_up(&again, &m);
    assert_int_equal(second.end, SIM_SHRINK_COMPLETE);
    assert_int_equal(again.count, 2);
    assert_true(second.plays < first.plays);
    sim_tape_free(&again);
}

/* --- Wrong subjects. --- */

static bool play_subject(void *context, const sim_tape *tape, const sim_shrink_play *how,
                         sim_symptom *symptom)
{
    sim_shrink_play play = *how;
    sim_run_options run = sim_shrink_run_options(&play);
    run.subjects.of[SIM_SCHEME_COMPRESSOR] = context;
    wrong_reset();
    const sim_result result = sim_run_tape(tape, &run);
    *symptom = sim_symptom_of(tape, &result);
    return true;
}

static bool few_plays(void *context, const sim_tape *best, uint64_t plays)
{
    (void)context;
    (void)best;
    return plays < PLAYS_MAX;
}

/* The tape of the first world, of all scenarios, in which a wrong subject is found out by name. */
static bool find_tape(const wrong_subject *wrong, const sim_subject *subject, sim_tape *tape)
{
    const sim_run_options run = {.subjects.of[SIM_SCHEME_COMPRESSOR] = subject, .until = SIM_NEVER};
    for (uint64_t seed = 1; seed < 40; seed++) {
        for (size_t k = 0; k < sim_scenario_count(); k++) {
            wrong_reset();
            sim_result result = sim_run_seed(sim_scenario_at(k), seed, OPS_MAX, &run, tape);
            if (result.verdict == SIM_FAIL && result.failure.invariant == wrong->invariant) {
                return true;
            }
            sim_tape_free(tape);
        }
    }
    return false;
}

static int compare_sizes(const void *a, const void *b)
{
    size_t left = *(const size_t *)a;
    size_t right = *(const size_t *)b;
    return left < right ? -1 : left > right;
}

static size_t shrink_wrong(const wrong_subject *wrong)
{
    sim_tape tape;
    sim_subject subject = sim_subject_core;
    wrong->plant(&subject);
    if (!find_tape(wrong, &subject, &tape)) {
        fail_msg("%s: not found", wrong->mistake);
    }
    const sim_shrink_options options = {
        .play = play_subject, .more = few_plays, .context = &subject};
    sim_shrunk shrunk = sim_shrink(&tape, &options);
    if (shrunk.end != SIM_SHRINK_COMPLETE) {
        fail_msg("%s: end %d after %llu plays", wrong->mistake, (int)shrunk.end,
                 (unsigned long long)shrunk.plays);
    }
    assert_true(sim_symptom_same(&shrunk.before, &shrunk.after));
    /* Played as anybody plays it. */
    const sim_run_options run = {.subjects.of[SIM_SCHEME_COMPRESSOR] = &subject,
                                 .until = SIM_NEVER};
    wrong_reset();
    const sim_result result = sim_run_tape(&tape, &run);
    const sim_symptom replayed = sim_symptom_of(&tape, &result);
    assert_true(sim_symptom_same(&shrunk.before, &replayed));
    assert_int_equal(replayed.digest, shrunk.after.digest);
    size_t ops = tape.count;
    print_message("%3zu ops, %6llu plays: %s\n", ops, (unsigned long long)shrunk.plays,
                  wrong->mistake);
    sim_tape_free(&tape);
    return ops;
}

static void test_wrong_subjects_become_small(void **state)
{
    (void)state;
    size_t *ops = calloc(wrong_subject_count, sizeof *ops);
    assert_non_null(ops);
    for (size_t i = 0; i < wrong_subject_count; i++) {
        ops[i] = shrink_wrong(&wrong_subjects[i]);
    }
    qsort(ops, wrong_subject_count, sizeof *ops, compare_sizes);
    assert_true(ops[wrong_subject_count / 2] <= MEDIAN_MAX);
    assert_true(ops[wrong_subject_count - 1] <= WORST_MAX);
    free(ops);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ops_go_and_numbers_become_small),
        cmocka_unit_test(test_it_never_slides_to_another_invariant),
        cmocka_unit_test(test_it_keeps_the_kind_of_op),
        cmocka_unit_test(test_where_a_call_is_named_it_is_kept_and_not_the_op),
        cmocka_unit_test(test_it_never_slides_to_another_call_or_status),
        cmocka_unit_test(test_symptoms_are_told_apart_by_calls_and_statuses),
        cmocka_unit_test(test_what_shows_first_is_not_in_the_way),
        cmocka_unit_test(test_checkpoints_make_it_show_first),
        cmocka_unit_test(test_what_can_not_show_first_stays_as_long_as_it_was),
        cmocka_unit_test(test_one_op_stands_for_a_chunk),
        cmocka_unit_test(test_ghosts_stand_for_what_sessions_do),
        cmocka_unit_test(test_in_long_tapes_many_arguments_go_at_a_time),
        cmocka_unit_test(test_what_is_drawn_in_the_quiet_phase_is_asked_for_more_often),
        cmocka_unit_test(test_what_is_drawn_after_an_op_is_asked_for_more_often),
        cmocka_unit_test(test_what_is_not_done_at_once_is_done_in_turns),
        cmocka_unit_test(test_a_crash_stays_out_of_the_quiet_phase),
        cmocka_unit_test(test_ops_that_only_go_together_go),
        cmocka_unit_test(test_names_become_the_smallest),
        cmocka_unit_test(test_a_tape_that_passes_stays_as_it_is),
        cmocka_unit_test(test_stopped_early_it_still_fails),
        cmocka_unit_test(test_stopped_at_once_a_tape_that_passes_is_not_shrunk),
        cmocka_unit_test(test_the_longest_tape_is_shrunk),
        cmocka_unit_test(test_nothing_is_tried_twice),
        cmocka_unit_test(test_wrong_subjects_become_small),
    };
    return cmocka_run_group_tests_name("shrink", tests, NULL, NULL);
}
