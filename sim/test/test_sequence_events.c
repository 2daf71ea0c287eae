/*
 * The events of sequence worlds: a tape's are those that it should have, nothing is lost from the
 * stream, and whether anybody observes it makes no difference.
 */
#include <stdio.h>

#include "observed.h"
#include "registry.h"
#include "scenario/builtin.h"
#include "scenario/scenario.h"
#include "scenario/seed.h"
#include "sequence/state.h"
#include "support_play.h"

#define SEEDS 60u
#define HEAD                                                                                       \
    "idalloc-tape 1\n"                                                                             \
    "world scheme=sequence nodes=2 masters=2 prefetch=50 range-size=4 seed=1\n"

/* --- An event as a line of text. --- */

typedef struct transcript {
    char text[8192];
    size_t size;
    unsigned fields; /* of the event */
} transcript;

#if defined(__GNUC__)
__attribute__((format(printf, 2, 3)))
#endif
static void
put(transcript *t, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int size = vsnprintf(t->text + t->size, sizeof t->text - t->size, format, args);
    va_end(args);
    assert_true(size >= 0 && (size_t)size < sizeof t->text - t->size);
    t->size += (size_t)size;
    t->fields++;
}

static void put_number(void *self, const char *name, uint64_t value)
{
    put(self, " %s=%" PRIu64, name, value);
}

static void put_truth(void *self, const char *name, bool value)
{
    put(self, " %s%s", value ? "" : "not-", name);
}

static void put_word(void *self, const char *name, const char *value)
{
    put(self, " %s=%s", name, value);
}

static void begin_list(void *self, const char *name)
{
    put(self, " %s", name);
}

static void separate(void *self)
{
    put(self, ",");
}

static bool write_down(void *self, const void *event)
{
    const sim_machine *machine = sim_machine_of(SIM_SCHEME_SEQUENCE);
    const sim_fields fields = {.number = put_number,
                               .truth = put_truth,
                               .word = put_word,
                               .list_begin = begin_list,
                               .list_next = separate,
                               .list_end = separate,
                               .self = self};
    const char *kind = machine->event_kind(event);
    /* Ops and their ends are the same in all tapes. */
    if (strcmp(kind, "op") != 0 && strcmp(kind, "op-done") != 0) {
        put(self, "%s", kind);
        machine->event_fields(event, &fields);
        put(self, "\n");
    }
    return true;
}

static void assert_written(const char *ops, const char *expected)
{
    static transcript t;
    sim_tape tape = tape_of_format(HEAD "%s", ops);
    t.size = 0;
    const sim_observer observer = {write_down, &t};
    const sim_run_options options = {
        .until = SIM_NEVER, .without_quiet = true, .observers = &observer, .observer_count = 1};
    assert_int_equal(sim_run_tape(&tape, &options).verdict, SIM_PASS);
    sim_tape_free(&tape);
    assert_string_equal(t.text, expected);
}

#define READY "elect 0 0\nenlist 0 0\nboot 0 0\nkeep 0 0\n"
#define READY_EVENTS                                                                               \
    "elected master=0 term=1 status=ok\n"                                                          \
    "enlisted coordinator=0\n"                                                                     \
    "joined coordinator=0 master=0 term=1 status=ok\n"                                             \
    "booted coordinator=0 status=ok incarnation=0 after=0\n"                                       \
    "kept coordinator=0 how=done status=ok pending incarnation=1 after=0\n"

TEST(a_chunk_is_asked_for_stored_granted_and_drawn_from)
{
    assert_written(
        READY "ask 0 0\ncarry 0 0\nstore 0 0\nask 0 0\ncarry 0 0\ncarry 0 0\nkeep 0 0\ndraw 0 0\n",
        READY_EVENTS
        "asked coordinator=0 master=0 message=1 up sent incarnation=1 request=1 after=0\n"
        "read coordinator=0 master=0 message=1 what=request status=ok\n"
        "answered coordinator=0 master=0 term=1 status=not-persisted not-sent incarnation=1 "
        "request=1 after=0\n"
        "writing master=0 term=1 write=1 expected_term=0 expected_start=1000 new_term=1 "
        "new_start=1004\n"
        "written master=0 write=1 how=done applied expected_term=0 expected_start=1000 "
        "new_term=1 new_start=1004\n"
        "confirmed master=0 term=1 status=ok\n"
        "asked coordinator=0 master=0 message=2 up sent incarnation=1 request=1 after=0\n"
        "read coordinator=0 master=0 message=2 what=request status=ok\n"
        "answered coordinator=0 master=0 term=1 message=3 status=ok sent incarnation=1 request=1 "
        "after=0 not-exhausted starting=1000 ending=1004 index=0 count=1\n"
        "read coordinator=0 master=0 message=3 what=reply status=ok\n"
        "installed coordinator=0 status=ok not-exhausted starting=1000 ending=1004 index=0 "
        "count=1\n"
        "kept coordinator=0 how=done status=ok pending incarnation=1 after=1004\n"
        "drew coordinator=0 status=ok id=1001\n");
}

TEST(what_goes_wrong_says_how)
{
    assert_written(
        READY "ask 1 0\ndraw 0 0\nkeep 0 1\nask 0 0\ncarry 0 1\ncarry 0 2\nstore 0 2\nask 0 1\n"
              "carry 0 0\nask 0 0\ncarry 0 3\nstop 0\nboot 0 0\nkeep 0 1\nkeep 0 2\nenlist 0 1\n"
              "depose 0\n",
        READY_EVENTS
        "asked coordinator=1 master=0 not-up not-sent\n"
        "drew coordinator=0 status=try-later\n"
        "kept coordinator=0 how=unheard status=ok not-pending\n"
        "asked coordinator=0 master=0 message=1 up sent incarnation=1 request=1 after=0\n"
        "repeated coordinator=0 master=0 message=1 what=request\n"
        "read coordinator=0 master=0 message=1 what=request status=ok\n"
        "answered coordinator=0 master=0 term=1 status=not-persisted not-sent incarnation=1 "
        "request=1 after=0\n"
        "writing master=0 term=1 write=1 expected_term=0 expected_start=1000 new_term=1 "
        "new_start=1004\n"
        "lost coordinator=0 master=0 message=1 what=request loss=dropped\n"
        "write-lost master=0 write=1\n"
        "asked coordinator=0 master=1 message=2 up sent incarnation=1 request=1 after=0\n"
        "lost coordinator=0 master=1 message=2 what=request loss=nobody\n"
        "asked coordinator=0 master=0 message=3 up sent incarnation=1 request=1 after=0\n"
        "cut-short coordinator=0 master=0 message=3 what=request status=malformed\n"
        "stopped coordinator=0\n"
        "record-read coordinator=0 status=ok not-damaged\n"
        "booted coordinator=0 status=ok incarnation=1 after=0\n"
        "kept coordinator=0 how=unheard status=ok pending incarnation=2 after=0\n"
        "kept coordinator=0 how=lost status=ok pending incarnation=2 after=0\n"
        "retired coordinator=0\n"
        "left coordinator=0 master=0 term=1\n"
        "deposed master=0 term=1\n");
}

/* --- The stream of many worlds. --- */

/* What an observer counted. */
typedef struct counts {
    uint64_t of[SIM_SEQ_RAISED + 1];
    uint64_t crowded_out;
    uint64_t sent; /* messages, less those that were read or lost */
    uint64_t writes;
    uint64_t ids;
} counts;

static bool count(void *self, const void *event)
{
    const sim_sequence_event *e = event;
    counts *c = self;
    c->of[e->kind]++;
    switch (e->kind) {
    case SIM_SEQ_ASKED:
    case SIM_SEQ_ANSWERED:
    case SIM_SEQ_HANDED_BACK:
        c->sent += e->sent;
        break;
    case SIM_SEQ_REPEATED:
        c->sent++;
        break;
    case SIM_SEQ_LOST:
        c->crowded_out += e->loss == SIM_SEQ_CROWDED_OUT;
        c->sent--;
        break;
    case SIM_SEQ_READ:
    case SIM_SEQ_CUT_SHORT:
    case SIM_SEQ_TWISTED:
        c->sent--;
        break;
    case SIM_SEQ_WRITING:
        c->writes++;
        break;
    case SIM_SEQ_WRITTEN:
    case SIM_SEQ_WRITE_LOST:
        c->writes--;
        break;
    case SIM_SEQ_DREW:
        c->ids += e->status == IDA_OK;
        break;
    default:
        break;
    }
    return true;
}

static void compare_with_world(void *context, uint64_t index, const sim_moment *moment)
{
    const counts *c = context;
    const sim_sequence_world *world = ((const sim_observed *)moment->world)->world;
    (void)index;
    assert_int_equal(c->sent, world->message_count);
    assert_int_equal(c->writes, world->write_count);
    assert_int_equal(c->ids, world->base.ids);
}

TEST(what_is_sent_arrives_or_is_lost)
{
    counts all = {.sent = 0};
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        all.sent = 0;
        all.writes = 0;
        all.ids = 0;
        const sim_observer observer = {count, &all};
        const sim_run_options options = {.until = SIM_NEVER,
                                         .observers = &observer,
                                         .observer_count = 1,
                                         .after_op = compare_with_world,
                                         .after_op_context = &all};
        sim_result result = sim_run_seed(sim_scenario_find("sequence"), seed, 0, &options, NULL);
        assert_int_equal(result.verdict, SIM_PASS);
        assert_int_equal(all.of[SIM_SEQ_QUIET], seed + 1);
        assert_int_equal(all.of[SIM_SEQ_SETTLED], seed + 1);
        assert_int_equal(all.of[SIM_SEQ_OP], all.of[SIM_SEQ_DONE]);
    }
    for (unsigned kind = 0; kind <= SIM_SEQ_RAISED; kind++) {
        if (all.of[kind] == 0) {
            fail_msg("kind %u never happens", kind);
        }
    }
}

TEST(a_full_network_loses_the_oldest_message)
{
    char text[2048] = HEAD READY;
    for (unsigned i = 0; i < SIM_SEQUENCE_MESSAGES + 3; i++) {
        (void)strcat(text, "ask 0 0\n");
    }
    sim_tape tape = tape_of(text);
    counts c = {.sent = 0};
    const sim_observer observer = {count, &c};
    const sim_run_options options = {
        .until = SIM_NEVER, .without_quiet = true, .observers = &observer, .observer_count = 1};
    assert_int_equal(sim_run_tape(&tape, &options).verdict, SIM_PASS);
    sim_tape_free(&tape);
    assert_int_equal(c.crowded_out, 3);
    assert_int_equal(c.sent, SIM_SEQUENCE_MESSAGES);
}

static void ignore(void *context, const char *sentence)
{
    (void)sentence;
    ++*(unsigned *)context;
}

TEST(a_world_is_the_same_whoever_observes_it)
{
    const sim_scenario *scenario = sim_scenario_find("sequence");
    const sim_run_options unobserved = {.until = SIM_NEVER, .without_oracle = true};
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        unsigned sentences = 0;
        counts c = {.sent = 0};
        const sim_observer observer = {count, &c};
        const sim_run_options observed = {.until = SIM_NEVER,
                                          .tell = ignore,
                                          .tell_context = &sentences,
                                          .observers = &observer,
                                          .observer_count = 1};
        sim_result with = sim_run_seed(scenario, seed, 0, &observed, NULL);
        sim_result without = sim_run_seed(scenario, seed, 0, &unobserved, NULL);
        assert_int_equal(with.digest, without.digest);
        assert_int_equal(with.events, without.events);
        assert_int_equal(with.ids, without.ids);
        assert_memory_equal(&with.tally, &without.tally, sizeof with.tally);
        assert_true(sentences > 0);
    }
}

/* Wants the run to stop after so many events. */
static bool count_down(void *self, const void *event)
{
    uint64_t *left = self;
    (void)event;
    *left -= *left > 0;
    return *left > 0;
}

TEST(an_observer_can_stop_a_run)
{
    uint64_t left = 500;
    const sim_observer observer = {count_down, &left};
    const sim_run_options options = {
        .until = SIM_NEVER, .observers = &observer, .observer_count = 1};
    sim_result result = sim_run_seed(sim_scenario_find("sequence"), 1, 0, &options, NULL);
    assert_int_equal(result.verdict, SIM_PASS);
    assert_in_range(result.ops, 50, 250);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_chunk_is_asked_for_stored_granted_and_drawn_from),
        cmocka_unit_test(what_goes_wrong_says_how),
        cmocka_unit_test(what_is_sent_arrives_or_is_lost),
        cmocka_unit_test(a_full_network_loses_the_oldest_message),
        cmocka_unit_test(a_world_is_the_same_whoever_observes_it),
        cmocka_unit_test(an_observer_can_stop_a_run),
    };
    return RUN_TESTS(tests);
}
