/*
 * Observers make no difference: a world of the compressor has the same marks, faults, digest and
 * state whoever looks, and each kind of event happens and can be written down.
 */

#include "compressor/compressor.h"
#include "compressor/node.h"
#include "compressor/observers.h"
#include "compressor/world.h"
#include "run.h"
#include "scenario/builtin.h"
#include "scenario/scenario.h"
#include "scenario/seed.h"
#include "support_cmocka.h"

#define SEEDS 12u
#define OPS   900u

/* What a world comes to. */
typedef struct ending {
    sim_tally tally;
    uint64_t state;
    uint64_t digest; /* 0 if there is none */
    uint64_t events;
} ending;

/* What an observer of everything saw. */
typedef struct listener {
    uint64_t kinds[SIM_COMPRESSOR_EVENT_KINDS];
    uint64_t fields;
    uint64_t sentences;
    unsigned depth; /* of lists */
    bool in_op;
} listener;

static uint64_t seen[SIM_COMPRESSOR_EVENT_KINDS];

/* --- An observer of everything. --- */

static void count_field(void *self, const char *name)
{
    listener *l = self;
    assert_true(name[0] != '\0');
    l->fields++;
}

static void on_number(void *self, const char *name, uint64_t value)
{
    (void)value;
    count_field(self, name);
}

static void on_integer(void *self, const char *name, int64_t value)
{
    (void)value;
    count_field(self, name);
}

static void on_truth(void *self, const char *name, bool value)
{
    (void)value;
    count_field(self, name);
}

static void on_word(void *self, const char *name, const char *value)
{
    assert_true(value[0] != '\0');
    count_field(self, name);
}

static void on_uuid(void *self, const char *name, ida_uuid value)
{
    (void)value;
    count_field(self, name);
}

static void on_list(void *self, const char *name)
{
    listener *l = self;
    count_field(self, name);
    assert_int_equal(l->depth++, 0);
}

static void on_next(void *self)
{
    const listener *l = self;
    assert_int_equal(l->depth, 1);
}

static void on_list_end(void *self)
{
    listener *l = self;
    assert_int_equal(l->depth--, 1);
}

static void hear_sentence(void *context, const char *sentence)
{
    listener *l = context;
    assert_true(sentence[0] != '\0');
    l->sentences++;
}

static bool on_event(void *self, const void *what)
{
    listener *l = self;
    const sim_compressor_event *event = what;
    const sim_fields fields = {.number = on_number,
                               .integer = on_integer,
                               .truth = on_truth,
                               .word = on_word,
                               .uuid = on_uuid,
                               .list_begin = on_list,
                               .list_next = on_next,
                               .list_end = on_list_end,
                               .self = l};
    assert_true(event->kind < SIM_COMPRESSOR_EVENT_KINDS);
    assert_true(sim_compressor_event_name(event)[0] != '\0');
    sim_compressor_event_fields(event, &fields);
    assert_int_equal(l->depth, 0);
    if (event->kind == SIM_COMPRESSOR_OP || event->kind == SIM_COMPRESSOR_OP_DONE) {
        assert_int_equal(l->in_op, event->kind == SIM_COMPRESSOR_OP_DONE);
        l->in_op = !l->in_op;
    }
    l->kinds[event->kind]++;
    return true;
}

/* --- The same tape, seen by more and more. --- */

static void end_world(sim_world *world, ending *end)
{
    end->tally = world->tally;
    end->state = sim_storage_state(world);
    sim_world_destroy(world);
}

/* By nobody, or by the digest alone. */
static ending play(const sim_tape *tape, bool digested)
{
    ending end = {.digest = 0};
    sim_trace trace;
    sim_world *world = sim_world_create(&tape->config, &sim_subject_core);
    assert_non_null(world);
    sim_trace_init(&trace);
    if (digested) {
        sim_observers_add(&world->observers, (sim_observer){sim_compressor_digest, &trace});
    }
    for (size_t i = 0; i < tape->count; i++) {
        assert_true(sim_world_execute(world, &tape->ops[i]));
    }
    assert_true(sim_world_settle(world));
    end_world(world, &end);
    end.digest = trace.digest;
    end.events = trace.events;
    return end;
}

static void keep_state(void *context, uint64_t index, const sim_moment *moment)
{
    (void)index;
    ending *end = context;
    end->state = moment->machine->state(moment->world);
}

/* By the digest, the narrator, the oracle and as many others as there can be. */
static ending play_watched(const sim_tape *tape, listener *l)
{
    ending end = {.digest = 0};
    const sim_observer others[SIM_OBSERVERS_MAX - 3] = {
        {on_event, l},
        {sim_compressor_digest, &(sim_trace){.digest = 1}},
        {sim_compressor_digest, &(sim_trace){.digest = 2}},
        {sim_compressor_digest, &(sim_trace){.digest = 3}},
        {sim_compressor_digest, &(sim_trace){.digest = 4}}};
    const sim_run_options options = {.until = SIM_NEVER,
                                     .tell = hear_sentence,
                                     .tell_context = l,
                                     .observers = others,
                                     .observer_count = COUNT_OF(others),
                                     .after_op = keep_state,
                                     .after_op_context = &end};
    sim_result result = sim_run_tape(tape, &options);
    assert_int_equal(result.verdict, SIM_PASS);
    /* The one mark that only the oracle knows. */
    assert_int_equal(result.tally.marks[SIM_MARK_STUCK_EXCUSED], result.stuck.count > 0);
    result.tally.marks[SIM_MARK_STUCK_EXCUSED] = 0;
    end.tally = result.tally;
    end.digest = result.digest;
    end.events = result.events;
    return end;
}

static void assert_no_difference(const sim_scenario *scenario, uint64_t seed)
{
    const sim_run_options options = {.until = SIM_NEVER, .without_oracle = true};
    sim_tape tape = {0};
    listener l = {.fields = 0};
    sim_result result = sim_run_seed(scenario, seed, OPS, &options, &tape);
    ending alone = play(&tape, false);
    ending digested = play(&tape, true);
    ending watched = play_watched(&tape, &l);
    sim_tape_free(&tape);
    if (memcmp(&alone.tally, &digested.tally, sizeof alone.tally) != 0 ||
        memcmp(&alone.tally, &watched.tally, sizeof alone.tally) != 0 ||
        memcmp(&alone.tally, &result.tally, sizeof alone.tally) != 0) {
        fail_msg("%s, seed %llu: other marks or faults", scenario->name, (unsigned long long)seed);
    }
    if (alone.state != digested.state || alone.state != watched.state) {
        fail_msg("%s, seed %llu: another state", scenario->name, (unsigned long long)seed);
    }
    if (digested.digest != watched.digest || digested.digest != result.digest ||
        digested.events != watched.events) {
        fail_msg("%s, seed %llu: another digest", scenario->name, (unsigned long long)seed);
    }
    assert_true(l.fields > 0 && l.sentences > 0);
    assert_int_equal(l.kinds[SIM_COMPRESSOR_OP], OPS);
    assert_int_equal(l.kinds[SIM_COMPRESSOR_SETTLED], 1);
    for (size_t i = 0; i < SIM_COMPRESSOR_EVENT_KINDS; i++) {
        seen[i] += l.kinds[i];
    }
}

TEST(it_makes_no_difference_who_looks)
{
    for (size_t k = 0; k < sim_scenario_count(); k++) {
        const sim_scenario *scenario = sim_scenario_at(k);
        unsigned played = 0;
        for (uint64_t seed = 0; seed < SEEDS; seed++) {
            if (sim_scenario_scheme(scenario, seed) == SIM_SCHEME_COMPRESSOR) {
                assert_no_difference(scenario, seed);
                played++;
            }
        }
        /* Scenarios of other schemes have none. */
        assert_true(played == 0 || played == SEEDS || strcmp(scenario->name, "swarm") == 0);
    }
}

/* After the test above. */
TEST(everything_happens)
{
    for (unsigned i = 0; i < SIM_COMPRESSOR_EVENT_KINDS; i++) {
        const sim_compressor_event event = {.kind = (sim_compressor_event_kind)i};
        if (seen[i] == 0) {
            fail_msg("no world has the event %s", sim_compressor_event_name(&event));
        }
    }
}

/* --- Stopping. --- */

static bool stop_at_the_third(void *self, const void *what)
{
    const sim_compressor_event *event = what;
    unsigned *ops = self;
    *ops += event->kind == SIM_COMPRESSOR_OP ? 1 : 0;
    return *ops < 3;
}

TEST(an_observer_can_stop_the_run)
{
    unsigned ops = 0;
    const sim_observer observer = {stop_at_the_third, &ops};
    const sim_run_options options = {
        .until = SIM_NEVER, .observers = &observer, .observer_count = 1};
    sim_result result = sim_run_seed(sim_scenario_find("steady"), 1, OPS, &options, NULL);
    assert_int_equal(result.verdict, SIM_PASS);
    assert_int_equal(result.ops, 3);
    assert_int_equal(ops, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_makes_no_difference_who_looks),
        cmocka_unit_test(everything_happens),
        cmocka_unit_test(an_observer_can_stop_the_run),
    };
    return RUN_TESTS(tests);
}
