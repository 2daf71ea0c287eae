/*
 * Worlds that observers look at (observed.h): whoever looks, they go the same way; each kind of
 * event happens, and can be written down; and an observer can stop a run.
 */

#include "korder/event.h"
#include "lease/event.h"
#include "registry.h"
#include "run.h"
#include "scenario/builtin.h"
#include "scenario/scenario.h"
#include "scenario/seed.h"
#include "snowflake/event.h"
#include "support_cmocka.h"

#define SEEDS     30u
#define OPS       300u
#define KINDS_MAX 32u

/* Marks that only the oracle can see. */
static const sim_mark marks_of_korder[] = {
    SIM_MARK_KORDER_REPEATED,     SIM_MARK_KORDER_LOCAL_EQUAL, SIM_MARK_KORDER_EFFECT_BELOW,
    SIM_MARK_KORDER_SHORT_WINDOW, SIM_MARK_KORDER_INVERTED,    SIM_MARK_KORDER_TOUCHED,
};

static const struct row {
    const char *scenario;
    unsigned kinds;
    const sim_mark *marks;
    size_t mark_count;
} rows[] = {
    {"snowflake", SIM_SNOWFLAKE_KINDS, NULL, 0},
    {"lease", SIM_LEASE_KINDS, NULL, 0},
    {"korder", SIM_KORDER_KINDS, marks_of_korder, sizeof marks_of_korder / sizeof(sim_mark)},
};

/* What an observer saw. */
typedef struct listener {
    const sim_machine *machine;
    uint64_t kinds[KINDS_MAX];
    uint64_t events;
    uint64_t last; /* it stops the run with the event of this number; 0: never */
    uint64_t true_us;
    unsigned fields; /* of the event */
    bool in_op;
    uint64_t sentences;
} listener;

static void check_name(const char *name, char separator)
{
    assert_true(name[0] >= 'a' && name[0] <= 'z');
    for (const char *c = name; *c != '\0'; c++) {
        assert_true((*c >= 'a' && *c <= 'z') || (*c >= '0' && *c <= '9') || *c == separator);
    }
}

static void on_field(void *self, const char *name)
{
    listener *l = self;
    check_name(name, '_');
    l->fields++;
}

static void on_number(void *self, const char *name, uint64_t value)
{
    (void)value;
    on_field(self, name);
}

static void on_integer(void *self, const char *name, int64_t value)
{
    assert_true(value != INT64_MIN && value != INT64_MAX);
    on_field(self, name);
}

static void on_truth(void *self, const char *name, bool value)
{
    (void)value;
    on_field(self, name);
}

static void on_word(void *self, const char *name, const char *value)
{
    check_name(value, '-');
    on_field(self, name);
}

static void on_list_next(void *self)
{
    (void)self;
}

static bool on_event(void *self, const void *event)
{
    listener *l = self;
    const sim_timed_event *head = event;
    const sim_fields fields = {.number = on_number,
                               .integer = on_integer,
                               .truth = on_truth,
                               .word = on_word,
                               .list_begin = on_field,
                               .list_next = on_list_next,
                               .list_end = on_list_next,
                               .self = l};
    check_name(l->machine->event_kind(event), '-');
    l->fields = 0;
    l->machine->event_fields(event, &fields);
    assert_true(l->fields > 0);
    assert_true(head->true_us >= l->true_us);
    l->true_us = head->true_us;
    if (head->kind == SIM_TIMED_OP || head->kind == SIM_TIMED_DONE) {
        assert_int_equal(l->in_op, head->kind == SIM_TIMED_DONE);
        l->in_op = !l->in_op;
    }
    l->kinds[head->kind]++;
    return ++l->events != l->last;
}

static void hear(void *context, const char *sentence)
{
    listener *l = context;
    assert_true(sentence[0] != '\0');
    l->sentences++;
}

/* --- The same tape, seen by more and more. --- */

static sim_tape tape_of(const struct row *row, uint64_t seed)
{
    const sim_run_options options = {.until = SIM_NEVER, .without_oracle = true};
    sim_tape tape;
    (void)sim_run_seed(sim_scenario_find(row->scenario), seed, OPS, &options, &tape);
    assert_int_equal(tape.count, OPS);
    return tape;
}

static sim_result play_watched(const sim_tape *tape, listener *l)
{
    l->machine = sim_machine_of((sim_scheme)tape->config.scheme);
    const sim_observer observers[] = {{on_event, l}};
    const sim_run_options options = {.until = SIM_NEVER,
                                     .tell = hear,
                                     .tell_context = l,
                                     .observers = observers,
                                     .observer_count = 1};
    return sim_run_tape(tape, &options);
}

static bool is_the_oracles(const struct row *row, sim_mark mark)
{
    bool found = false;
    for (size_t i = 0; i < row->mark_count; i++) {
        found = found || row->marks[i] == mark;
    }
    return found;
}

static void assert_same(const sim_result *a, const sim_result *b)
{
    assert_int_equal(a->verdict, SIM_PASS);
    assert_int_equal(b->verdict, SIM_PASS);
    assert_int_equal(a->digest, b->digest);
    assert_int_equal(a->events, b->events);
    assert_int_equal(a->ids, b->ids);
    assert_int_equal(a->memory_peak, b->memory_peak);
    assert_memory_equal(a->tally.faults, b->tally.faults, sizeof a->tally.faults);
}

TEST(observers_make_no_difference)
{
    for (size_t r = 0; r < COUNT_OF(rows); r++) {
        name_case("%s", rows[r].scenario);
        const struct row *row = &rows[r];
        sim_tally sum = {{0}, {0}};
        for (uint64_t seed = 0; seed < SEEDS; seed++) {
            listener l = {.last = 0};
            sim_tape tape = tape_of(row, seed);
            const sim_run_options alone = {.until = SIM_NEVER, .without_oracle = true};
            sim_result bare = sim_run_tape(&tape, &alone);
            sim_result judged = sim_run_tape(&tape, NULL);
            sim_result watched = play_watched(&tape, &l);
            assert_same(&bare, &judged);
            assert_same(&judged, &watched);
            assert_memory_equal(judged.checks, watched.checks, sizeof judged.checks);
            assert_memory_equal(judged.tally.marks, watched.tally.marks, sizeof sum.marks);
            for (unsigned m = 0; m < SIM_MARK_COUNT; m++) {
                bool hidden = is_the_oracles(row, (sim_mark)m);
                assert_int_equal(bare.tally.marks[m], hidden ? 0 : judged.tally.marks[m]);
            }
            assert_true(l.sentences > 0);
            sim_tally_add(&sum, &judged.tally);
            sim_tape_free(&tape);
        }
        for (unsigned m = 0; m < SIM_MARK_COUNT; m++) {
            assert_true(sum.marks[m] > 0 || !is_the_oracles(row, (sim_mark)m));
        }
    }
}

TEST(each_kind_happens_and_is_written_down)
{
    for (size_t r = 0; r < COUNT_OF(rows); r++) {
        name_case("%s", rows[r].scenario);
        uint64_t kinds[KINDS_MAX] = {0};
        assert_true(rows[r].kinds <= KINDS_MAX);
        for (uint64_t seed = 0; seed < SEEDS; seed++) {
            listener l = {.last = 0};
            sim_tape tape = tape_of(&rows[r], seed);
            (void)play_watched(&tape, &l);
            assert_false(l.in_op);
            assert_int_equal(l.kinds[SIM_TIMED_QUIET], 1);
            assert_int_equal(l.kinds[SIM_TIMED_SETTLED], 1);
            assert_true(l.kinds[SIM_TIMED_OP] > OPS);
            sim_tape_free(&tape);
            for (unsigned k = 0; k < KINDS_MAX; k++) {
                kinds[k] += l.kinds[k];
            }
        }
        for (unsigned k = 0; k < KINDS_MAX; k++) {
            assert_int_equal(kinds[k] > 0, k < rows[r].kinds);
        }
    }
}

TEST(an_observer_can_stop_a_run)
{
    for (size_t r = 0; r < COUNT_OF(rows); r++) {
        name_case("%s", rows[r].scenario);
        listener all = {.last = 0};
        listener some = {.last = 200};
        sim_tape tape = tape_of(&rows[r], 1);
        (void)play_watched(&tape, &all);
        sim_result result = play_watched(&tape, &some);
        assert_int_equal(result.verdict, SIM_PASS);
        assert_true(result.ops > 0 && result.ops < OPS);
        assert_true(some.events >= 200 && some.events < all.events);
        assert_int_equal(some.kinds[SIM_TIMED_QUIET], 0);
        sim_tape_free(&tape);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(observers_make_no_difference),
        cmocka_unit_test(each_kind_happens_and_is_written_down),
        cmocka_unit_test(an_observer_can_stop_a_run),
    };
    return RUN_TESTS(tests);
}
