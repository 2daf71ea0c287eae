/*
 * What is written down of the worlds of sequences, Snowflake IDs and k-ordered IDs is not blind:
 * for each thing that it takes in there is a pair of worlds that differ in nothing else, and have
 * two hashes. And it sees no more than it must: what only tells of the past does not show.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "explore/canon.h"
#include "korder/oracle/oracle_internal.h"
#include "observed.h"
#include "registry.h"
#include "sequence/oracle/oracle_internal.h"
#include "snowflake/oracle/oracle_internal.h"
#include "support_explore.h"

/* --- Worlds and their hashes. --- */

/* A world that has played a tape's text, and is well. */
static void *played(const char *text, sim_config *config)
{
    sim_tape tape;
    sim_tape_error error;
    const sim_run_options options = {.until = SIM_NEVER};
    if (!sim_tape_parse(text, strlen(text), &tape, &error)) {
        fail_msg("line %zu: %s", error.line, error.message);
    }
    const sim_machine *machine = sim_machine_of((sim_scheme)tape.config.scheme);
    *config = sim_config_wrap(tape.config);
    void *world = machine->create(&tape.config, &options);
    assert_non_null(world);
    for (size_t i = 0; i < tape.count; i++) {
        if (!machine->execute(world, &tape.ops[i])) {
            fail_msg("op %zu of the tape fails", i);
        }
    }
    sim_tape_free(&tape);
    return world;
}

static void end(void *world, const sim_config *config)
{
    sim_result result = {.verdict = SIM_PASS};
    sim_machine_of((sim_scheme)config->scheme)->finish(world, &result);
}

static sim_state_hash hash_of(const void *world, const sim_config *config, const char *list)
{
    sim_alphabet alphabet;
    sim_alphabet_error error = {"", ""};
    sim_canon canon;
    sim_canon_hashes hashes;
    assert_true(sim_alphabet_parse(list, config, &alphabet, &error));
    sim_canon_init(&canon, config, &alphabet, true);
    assert_int_equal(canon.image_count, 1);
    assert_true(sim_canon_hash(&canon, world, &hashes));
    assert_true(sim_state_hash_same(hashes.plain, hashes.canonical));
    sim_canon_free(&canon);
    return hashes.canonical;
}

/* Whether a change of a world that played a text shows. */
static bool shows(const char *text, const char *list, void (*change)(void *world))
{
    sim_config config;
    void *world = played(text, &config);
    sim_state_hash before = hash_of(world, &config, list);
    assert_true(sim_state_hash_same(before, hash_of(world, &config, list)));
    change(world);
    bool is_other = !sim_state_hash_same(before, hash_of(world, &config, list));
    end(world, &config);
    return is_other;
}

typedef struct change {
    const char *name;
    void (*make)(void *world);
} change;

/* What a machine's world is made of (observed.h). */
static void *world_of(void *observed)
{
    return ((sim_observed *)observed)->world;
}

static void *oracle_of(void *observed)
{
    return ((sim_observed *)observed)->oracle;
}

/* A change of something in a world w of a scheme, oracle o. */
#define CHANGE(scheme, name, ...)                                                                  \
    static void scheme##_##name(void *world)                                                       \
    {                                                                                              \
        sim_##scheme##_world *w = world_of(world);                                                 \
        sim_##scheme##_oracle *o = oracle_of(world);                                               \
        (void)w;                                                                                   \
        (void)o;                                                                                   \
        __VA_ARGS__;                                                                               \
    }
#define ROW(scheme, name)                                                                          \
    {                                                                                              \
#name, scheme##_##name                                                                     \
    }

static void each_shows(const char *text, const char *list, const change *changes, size_t count,
                       bool expected)
{
    unsigned wrong = 0;
    for (size_t i = 0; i < count; i++) {
        if (shows(text, list, changes[i].make) != expected) {
            print_message("%s\n", changes[i].name);
            wrong++;
        }
    }
    if (wrong > 0) {
        fail_msg("%u changes %s", wrong, expected ? "do not show" : "show");
    }
}

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* --- Clocks. --- */

#define CLOCKS(scheme)                                                                             \
    CHANGE(scheme, now, w->clocks.now++)                                                           \
    CHANGE(scheme, reading, w->clocks.of[1].reading++)                                             \
    CHANGE(scheme, drift, w->clocks.of[0].drift++)                                                 \
    CHANGE(scheme, remainder, w->clocks.of[0].remainder++)                                         \
    CHANGE(scheme, smear, w->clocks.of[0].smear++)                                                 \
    CHANGE(scheme, smeared, w->clocks.of[0].smeared++)                                             \
    CHANGE(scheme, frozen, w->clocks.of[1].frozen = true)
#define CLOCK_ROWS(scheme)                                                                         \
    ROW(scheme, now), ROW(scheme, reading), ROW(scheme, drift), ROW(scheme, remainder),            \
        ROW(scheme, smear), ROW(scheme, smeared), ROW(scheme, frozen)

/* The past of any world. */
#define PAST(scheme)                                                                               \
    CHANGE(scheme, digest, ((sim_observed *)world)->trace.digest++)                                \
    CHANGE(scheme, events, ((sim_observed *)world)->trace.events++)                                \
    CHANGE(scheme, op_count, w->base.op_count++)                                                   \
    CHANGE(scheme, ids, w->base.ids++)                                                             \
    CHANGE(scheme, peak, w->base.memory.peak++)                                                    \
    CHANGE(scheme, tally, w->base.tally.marks[0]++)                                                \
    CHANGE(scheme, checks, o->judgement.checks[0]++)
#define PAST_ROWS(scheme)                                                                          \
    ROW(scheme, digest), ROW(scheme, events), ROW(scheme, op_count), ROW(scheme, ids),             \
        ROW(scheme, peak), ROW(scheme, tally), ROW(scheme, checks)

/* --- Snowflake. --- */

#define FLAKE_OPS "mint,halt,begin,pass:amount=1:unit=1"
/* Node 0 has made IDs, waits, and had a lease before; node 1 crashed, and both have had number 0.
 */
#define FLAKES                                                                                     \
    "idalloc-tape 1\n"                                                                             \
    "world scheme=snowflake nodes=2 layout=3 policy=0x104 start=1700000000 seed=67242\n"           \
    "lease 0 1 0\nbegin 0 0\nmint 0 0\nhalt 0 0\nlease 0 0 0\nlease 1 0 1\nbegin 1 0\n"            \
    "mint 1 0\npass 1 1\nmint 1 1\nhalt 1 1\nbegin 0 0\nmint 0 1\nmint 0 0\n"

CLOCKS(snowflake)
PAST(snowflake)
CHANGE(snowflake, number, w->leases[0].number++)
CHANGE(snowflake, start, w->leases[0].start_us--)
CHANGE(snowflake, end, w->leases[0].end_us++)
CHANGE(snowflake, owner, w->leases[0].node = 1)
CHANGE(snowflake, used, w->leases[1].used_us++)
CHANGE(snowflake, high_water, o->model.leases[1].high_water_us++)
CHANGE(snowflake, any_under_lease, o->model.leases[1].any = false)
CHANGE(snowflake, last_under_lease, o->model.leases[1].last_id++)
CHANGE(snowflake, unmarked_run, o->model.leases[1].unmarked_run = 100)
CHANGE(snowflake, has_lease, w->nodes[1].has_lease = false)
CHANGE(snowflake, mark, w->nodes[0].mark_us = 5)
CHANGE(snowflake, crashed, w->nodes[1].crashed = false)
CHANGE(snowflake, holder_end, w->nodes[0].end_us++)
CHANGE(snowflake, before, w->nodes[0].before_us++)
CHANGE(snowflake, waits, w->nodes[0].waits = false)
CHANGE(snowflake, try_at, w->nodes[0].try_at_us++)
CHANGE(snowflake, used_of_number, w->used_us[1][1]++)
CHANGE(snowflake, used_of_number_0, w->used_us[0][0]++)
CHANGE(snowflake, model_start, o->model.nodes[0].start_us++)
CHANGE(snowflake, model_end, o->model.nodes[0].end_us++)
CHANGE(snowflake, first_tick, o->model.nodes[0].first_tick++)
CHANGE(snowflake, any, o->model.nodes[0].any = false)
CHANGE(snowflake, last_tick, o->model.nodes[0].last_tick++)
CHANGE(snowflake, last_sequence, o->model.nodes[0].last_sequence++)
CHANGE(snowflake, last_id, o->model.nodes[0].last_id++)
CHANGE(snowflake, clock_tick, o->model.nodes[0].clock_tick++)
CHANGE(snowflake, skew_min, o->model.skew_min_us--)
CHANGE(snowflake, skew_max, o->model.skew_max_us++)
CHANGE(snowflake, row, *sim_id_map_put(&o->model.makers, 0, 99999) = SIM_FLAKE_MAKER(1, 0))

/* The first ID of a lease; leases 0 and 1 are node 0's, and 2 is node 1's. */
static sim_id_place *id_of(sim_snowflake_oracle *oracle, uint32_t lease)
{
    const sim_id_map *makers = &oracle->model.makers;
    sim_id_place *place = makers->places;
    while (place->number == 0 || SIM_FLAKE_LEASE(place->number) != lease) {
        place++;
        assert_true(place < makers->places + makers->size);
    }
    return place;
}

CHANGE(snowflake, row_id, id_of(o, 0)->low++)
CHANGE(snowflake, row_rank, id_of(o, 0)->number += 1)
CHANGE(snowflake, row_node, id_of(o, 0)->number += 2)
CHANGE(snowflake, row_unmarked,
       o->model.leases[0].unmarked_run = SIM_FLAKE_RUN(id_of(o, 0)->number) + 1)

/* Six IDs in two instants: 17 16, 24 28 24 28. */
#define EVENTS o->model.order.events
CHANGE(snowflake, order_radius, EVENTS[4].high = 23)
CHANGE(snowflake, order_places, EVENTS[1].high = 24)
CHANGE(snowflake, order_maxima, EVENTS[2].high = 25; EVENTS[4].high = 25)
CHANGE(snowflake, order_at, EVENTS[0].at--; EVENTS[1].at--)
CHANGE(snowflake, order_counts, EVENTS[1].at = EVENTS[2].at)

static int64_t another_high_water(const ida_snowflake *generator)
{
    return ida_snowflake_high_water(generator) + 1;
}

static void snowflake_subject(void *world)
{
    static sim_snowflake_subject other;
    other = sim_snowflake_core;
    other.high_water = another_high_water;
    ((sim_snowflake_world *)world_of(world))->subject = &other;
}

/* Of leases that are over for their nodes, and of nodes that are down. */
CHANGE(snowflake, old_used, w->leases[0].used_us++)
CHANGE(snowflake, old_high_water, o->model.leases[0].high_water_us++)
CHANGE(snowflake, old_last, o->model.leases[0].last_id++)
CHANGE(snowflake, down_end, w->nodes[1].end_us++)
CHANGE(snowflake, down_model, o->model.nodes[1].last_tick++)
CHANGE(snowflake, up_crashed, w->nodes[0].crashed = true)
CHANGE(snowflake, runs, o->model.runs++)

static void each_field_of_a_snowflake_world_shows(void **state)
{
    (void)state;
    static const change changes[] = {
        CLOCK_ROWS(snowflake),
        ROW(snowflake, number),
        ROW(snowflake, start),
        ROW(snowflake, end),
        ROW(snowflake, owner),
        ROW(snowflake, used),
        ROW(snowflake, high_water),
        ROW(snowflake, any_under_lease),
        ROW(snowflake, last_under_lease),
        ROW(snowflake, unmarked_run),
        ROW(snowflake, has_lease),
        ROW(snowflake, mark),
        ROW(snowflake, crashed),
        ROW(snowflake, holder_end),
        ROW(snowflake, before),
        ROW(snowflake, waits),
        ROW(snowflake, try_at),
        ROW(snowflake, used_of_number),
        ROW(snowflake, used_of_number_0),
        ROW(snowflake, model_start),
        ROW(snowflake, model_end),
        ROW(snowflake, first_tick),
        ROW(snowflake, any),
        ROW(snowflake, last_tick),
        ROW(snowflake, last_sequence),
        ROW(snowflake, last_id),
        ROW(snowflake, clock_tick),
        ROW(snowflake, order_at),
        ROW(snowflake, order_places),
        ROW(snowflake, order_maxima),
        ROW(snowflake, order_counts),
        ROW(snowflake, order_radius),
        ROW(snowflake, skew_min),
        ROW(snowflake, skew_max),
        ROW(snowflake, row),
        ROW(snowflake, row_id),
        ROW(snowflake, row_rank),
        ROW(snowflake, row_node),
        ROW(snowflake, row_unmarked),
        ROW(snowflake, subject),
    };
    static const change past[] = {
        PAST_ROWS(snowflake),       ROW(snowflake, old_used), ROW(snowflake, old_high_water),
        ROW(snowflake, old_last),   ROW(snowflake, down_end), ROW(snowflake, down_model),
        ROW(snowflake, up_crashed), ROW(snowflake, runs),
    };
    each_shows(FLAKES, FLAKE_OPS, changes, COUNT(changes), true);
    each_shows(FLAKES, FLAKE_OPS, past, COUNT(past), false);
}

/* --- k-order. --- */

#define KORDER_OPS  "make,kill,wake,post,pass:amount=1:unit=1"
#define WITH_SPOILT "make,wake:how=3"
/* Node 0 is strict and up, with lanes; node 1 is faithful; node 2 is down; one message is under
 * way. */
#define KORDERS                                                                                    \
    "idalloc-tape 1\n"                                                                             \
    "world scheme=korder nodes=3 drift=5 faithful=0x2 lead=1 seed=35\n"                            \
    "wake 0 0 0\nwake 1 0 5\nwake 2 0 0\nmake 2 0 0\nmake 0 1 0\nmake 0 0 2\nmake 1 0 0\n"         \
    "kill 0\npass 3 1\nwake 0 0 7\nmake 0 0 0\nmake 0 0 3\npost 0 1\npost 2 0\nkill 2\nmake 1 1 "  \
    "0\n"

CLOCKS(korder)
PAST(korder)
CHANGE(korder, burst, w->burst++)
CHANGE(korder, event_at, o->records[o->count - 1].at++)
CHANGE(korder, event_local, o->records[o->count - 1].local++)
CHANGE(korder, event_node, o->records[0].node = 1)
CHANGE(korder, event_way, o->records[1].way = SIM_WAY_LANE)
CHANGE(korder, event_unmarked, o->nodes[0].unmarked = o->nodes[0].incarnation)
CHANGE(korder, event_in_tick, o->records[o->count - 1].in_tick++)
CHANGE(korder, event_visit, o->records[o->count - 1].visit--)
CHANGE(korder, event_incarnation, o->records[o->count - 1].incarnation--)
CHANGE(korder, named, w->nodes[2].named = false)
CHANGE(korder, number, w->nodes[2].config.node++)
CHANGE(korder, marked, w->nodes[2].marked = false)
CHANGE(korder, mark, w->nodes[2].mark++)
CHANGE(korder, latest, w->nodes[2].latest = 1)
CHANGE(korder, no_latest, w->nodes[2].latest = SIM_KORDER_NONE)
CHANGE(korder, mark_sequence, w->nodes[0].mark_sequence++)
CHANGE(korder, mark_ahead, w->nodes[0].mark_ahead++)
CHANGE(korder, mark_until, w->nodes[0].mark_until++)
CHANGE(korder, model_next, o->nodes[0].generator.next++)
CHANGE(korder, faithful_next, o->nodes[1].generator.next++)
CHANGE(korder, lane_next, o->nodes[0].generator.lanes[1].next++)
CHANGE(korder, lane_end, o->nodes[0].generator.lanes[1].end++)
CHANGE(korder, made, o->nodes[2].made = false)
CHANGE(korder, last_incarnation, o->nodes[0].last.incarnation--)
CHANGE(korder, last_local, o->nodes[0].last.local++)
CHANGE(korder, greatest_local, o->nodes[2].greatest.local++)
CHANGE(korder, greatest_reading, o->nodes[1].greatest.reading++)
CHANGE(korder, last_reading, o->nodes[1].last.reading++)
CHANGE(korder, last_in_tick, o->nodes[1].last.in_tick++)
CHANGE(korder, bounded, o->nodes[0].bounded = false)
CHANGE(korder, bound, o->nodes[0].bound.local++)
CHANGE(korder, lane_bounded, o->nodes[0].lane_bounded[0] = false)
CHANGE(korder, lane_bound, o->nodes[0].lane_bound[1].local++)
CHANGE(korder, message_to, w->messages[0].to = 2)
CHANGE(korder, message_index, w->messages[0].index = 0)
CHANGE(korder, message_count, w->message_count--)
CHANGE(korder, eps, o->eps++)
CHANGE(korder, lead, o->lead++)
CHANGE(korder, instant, o->instant = false)
CHANGE(korder, instant_node, o->instant_node++)
CHANGE(korder, first_window, o->first_window--)
CHANGE(korder, last_window, o->last_window++)
CHANGE(korder, asked, o->asked = false)
CHANGE(korder, asked_local, o->asked_local++)
CHANGE(korder, asked_global, o->asked_global.bytes[11]++)

static uint64_t another_ready(const ida_korder *generator)
{
    return ida_korder_ready_us(generator) + 1;
}

static uint64_t another_lane_ready(const ida_korder_lane *lane)
{
    return ida_korder_lane_ready_us(lane) + 1;
}

static ida_status another_mark(const ida_korder *generator, ida_korder_local *mark)
{
    ida_status status = ida_korder_high_water(generator, mark);
    ++*mark;
    return status;
}

static ida_status no_mark(const ida_korder *generator, ida_korder_local *mark)
{
    (void)ida_korder_high_water(generator, mark);
    return IDA_EXHAUSTED;
}

#define ANOTHER_KORDER(name, member, function)                                                     \
    static void korder_##name(void *world)                                                         \
    {                                                                                              \
        static sim_korder_subject other;                                                           \
        other = sim_korder_core;                                                                   \
        other.member = (function);                                                                 \
        ((sim_korder_world *)world_of(world))->subject = &other;                                   \
    }
ANOTHER_KORDER(ready, ready_us, another_ready)
ANOTHER_KORDER(lane_ready, lane_ready_us, another_lane_ready)
ANOTHER_KORDER(high_water, high_water, another_mark)
ANOTHER_KORDER(high_water_status, high_water, no_mark)

/* What nobody asks any more: of nodes that are down, of instants that are over. */
CHANGE(korder, down_until, w->nodes[2].mark_until++)
CHANGE(korder, down_bound, o->nodes[2].bound.local++)
CHANGE(korder, down_model, o->nodes[2].generator.next++)
CHANGE(korder, old_reading, o->records[0].reading++)
CHANGE(korder, strict_reading, o->nodes[0].last.reading++)
CHANGE(korder, strict_visit, o->records[1].visit++)
CHANGE(korder, from, w->messages[0].from++)
CHANGE(korder, round, o->nodes[1].generator.next += IDA_KORDER_SEQUENCE_COUNT)

static void each_field_of_a_korder_world_shows(void **state)
{
    (void)state;
    static const change changes[] = {
        CLOCK_ROWS(korder),
        ROW(korder, burst),
        ROW(korder, event_at),
        ROW(korder, event_local),
        ROW(korder, event_node),
        ROW(korder, event_way),
        ROW(korder, event_unmarked),
        ROW(korder, event_in_tick),
        ROW(korder, event_visit),
        ROW(korder, event_incarnation),
        ROW(korder, named),
        ROW(korder, number),
        ROW(korder, marked),
        ROW(korder, mark),
        ROW(korder, latest),
        ROW(korder, no_latest),
        ROW(korder, mark_sequence),
        ROW(korder, mark_ahead),
        ROW(korder, mark_until),
        ROW(korder, model_next),
        ROW(korder, faithful_next),
        ROW(korder, lane_next),
        ROW(korder, lane_end),
        ROW(korder, made),
        ROW(korder, last_incarnation),
        ROW(korder, last_local),
        ROW(korder, greatest_local),
        ROW(korder, greatest_reading),
        ROW(korder, last_reading),
        ROW(korder, last_in_tick),
        ROW(korder, bounded),
        ROW(korder, bound),
        ROW(korder, lane_bounded),
        ROW(korder, lane_bound),
        ROW(korder, message_to),
        ROW(korder, message_index),
        ROW(korder, message_count),
        ROW(korder, eps),
        ROW(korder, lead),
        ROW(korder, instant),
        ROW(korder, instant_node),
        ROW(korder, first_window),
        ROW(korder, last_window),
        ROW(korder, asked),
        ROW(korder, asked_local),
        ROW(korder, asked_global),
        ROW(korder, ready),
        ROW(korder, lane_ready),
        ROW(korder, high_water),
        ROW(korder, high_water_status),
    };
    static const change past[] = {
        PAST_ROWS(korder),         ROW(korder, down_until),  ROW(korder, down_bound),
        ROW(korder, down_model),   ROW(korder, old_reading), ROW(korder, strict_reading),
        ROW(korder, strict_visit), ROW(korder, from),        ROW(korder, round),
    };
    static const change counted[] = {ROW(korder, op_count)};
    each_shows(KORDERS, KORDER_OPS, changes, COUNT(changes), true);
    each_shows(KORDERS, KORDER_OPS, past, COUNT(past), false);
    each_shows(KORDERS, WITH_SPOILT, counted, 1, true);
}

/* --- Sequence. --- */

#define SEQUENCE_OPS "elect,ask,carry,store,keep,draw"
#define WITH_DAMAGE  "elect:damage=7,ask,carry,store,keep,draw"
/*
 * Master 0 is in office and knows that its first range is stored, master 1 waits for a write; node
 * 0 has two chunks, node 1 one and is down; a request, a reply and a write are in flight.
 */
#define SEQUENCES                                                                                  \
    "idalloc-tape 1\n"                                                                             \
    "world scheme=sequence nodes=2 masters=2 prefetch=0x32 range-size=6 seed=2\n"                  \
    "elect 0 0\nenlist 0 0\nenlist 1 0\nboot 0 0\nkeep 0 0\nboot 1 0\nkeep 1 0\nask 0 0\n"         \
    "carry 0 0\nstore 0 0\nask 0 0\ncarry 0 0\ncarry 0 0\nkeep 0 0\nask 1 0\ncarry 0 0\n"          \
    "carry 0 0\nkeep 1 0\ndraw 0 1\nask 0 0\ncarry 0 0\nstore 0 0\nask 0 0\ncarry 0 1\ncarry 1 "   \
    "0\n"                                                                                          \
    "elect 1 0\ndraw 1 1\nask 1 1\ncarry 1 0\nask 1 1\nask 1 0\ncarry 2 0\nstop 1\n"

PAST(sequence)
CHANGE(sequence, last_term, w->last_term++)
CHANGE(sequence, model_stored, o->model.stored.next_start++)
CHANGE(sequence, model_stored_term, o->model.stored.term++)
CHANGE(sequence, stored, w->stored = false)
CHANGE(sequence, held, w->held.next_start++)
CHANGE(sequence, held_term, w->held.term++)
CHANGE(sequence, held_sequence, w->held.sequence++)
CHANGE(sequence, record, w->record[0]++)
CHANGE(sequence, message_kind, w->messages[0].is_reply = !w->messages[0].is_reply)
CHANGE(sequence, message_bytes, w->messages[0].bytes[9]++)
CHANGE(sequence, message_count, w->message_count--)
CHANGE(sequence, message_to, w->messages[0].master ^= !w->messages[0].is_reply;
       w->messages[0].node ^= w->messages[0].is_reply)
CHANGE(sequence, write_count, w->write_count--)
CHANGE(sequence, write_master, w->writes[0].master ^= 1)
CHANGE(sequence, write_term, w->writes[0].term++)
CHANGE(sequence, write_expected, w->writes[0].write.expected.next_start++)
CHANGE(sequence, write_record, w->writes[0].write.record.next_start++)
CHANGE(sequence, term, w->offices[1].term++)
CHANGE(sequence, writing, w->offices[1].writing = !w->offices[1].writing)
CHANGE(sequence, next_start, o->model.masters[0].next_start++)
CHANGE(sequence, pending, o->model.masters[0].pending = !o->model.masters[0].pending)
CHANGE(sequence, has_range, o->model.masters[0].has_range = false)
CHANGE(sequence, starting, o->model.masters[0].starting++)
CHANGE(sequence, ending, o->model.masters[0].ending++)
CHANGE(sequence, granted, o->model.masters[0].granted++)
CHANGE(sequence, count, o->model.masters[0].count++)
CHANGE(sequence, asked_member, o->model.masters[0].nodes[1].member = false)
CHANGE(sequence, asked_chunk, o->model.masters[0].nodes[0].has_chunk = false)
CHANGE(sequence, asked_answered, o->model.masters[0].nodes[0].answered = false)
CHANGE(sequence, asked_incarnation, o->model.masters[0].nodes[0].incarnation++)
CHANGE(sequence, asked_number, o->model.masters[0].nodes[0].number++)
CHANGE(sequence, asked_reply, o->model.masters[0].nodes[0].reply.chunk.index++)
CHANGE(sequence, asked_reply_sequence, o->model.masters[0].nodes[0].reply.sequence++)
CHANGE(sequence, asked_reply_incarnation, o->model.masters[0].nodes[0].reply.incarnation++)
CHANGE(sequence, asked_reply_number, o->model.masters[0].nodes[0].reply.number++)
CHANGE(sequence, asked_reply_coordinator, o->model.masters[0].nodes[0].reply.coordinator++)
CHANGE(sequence, asked_exhausted, o->model.masters[0].nodes[0].reply.exhausted = true)
CHANGE(sequence, seen_incarnation, o->model.masters[0].nodes[0].seen_incarnation++)
CHANGE(sequence, seen_number, o->model.masters[0].nodes[0].seen_number++)
CHANGE(sequence, chunk_starting, o->model.chunks[0].chunk.starting--)
CHANGE(sequence, chunk_ending, o->model.chunks[0].chunk.ending++)
CHANGE(sequence, chunk_index, o->model.chunks[1].chunk.index++)
CHANGE(sequence, chunk_count, o->model.chunks[0].chunk.count++)
CHANGE(sequence, chunk_term, o->model.chunks[0].term++)
CHANGE(sequence, chunk_node, o->model.chunks[0].node ^= 1)
CHANGE(sequence, chunk_incarnation, o->model.chunks[0].incarnation++)
CHANGE(sequence, chunk_number, o->model.chunks[0].number++)
CHANGE(sequence, chunk_drawn, o->model.chunks[0].drawn--)
CHANGE(sequence, chunk_state, o->model.chunks[0].state = SIM_CHUNK_LOST)
CHANGE(sequence, member, w->nodes[1].member = false)
CHANGE(sequence, node_stored, w->nodes[1].stored = false)
CHANGE(sequence, node_record, w->nodes[1].record[7]++)
CHANGE(sequence, answered_number, w->nodes[1].answered.number++)
CHANGE(sequence, answered_incarnation, w->nodes[1].answered.incarnation++)
CHANGE(sequence, answered_starting, w->nodes[1].answered.chunk.starting++)
CHANGE(sequence, answered_index, w->nodes[1].answered.chunk.index++)
CHANGE(sequence, kept_incarnation, o->model.nodes[1].kept_incarnation++)
CHANGE(sequence, kept_after, o->model.nodes[1].kept_after++)
CHANGE(sequence, drew, o->model.nodes[1].drew = false)
CHANGE(sequence, last, o->model.nodes[1].last++)
CHANGE(sequence, started, o->model.nodes[0].started = false)
CHANGE(sequence, unstored, o->model.nodes[0].unstored = !o->model.nodes[0].unstored)
CHANGE(sequence, exhausted, o->model.nodes[0].exhausted = true)
CHANGE(sequence, incarnation, o->model.nodes[0].incarnation++)
CHANGE(sequence, request_number, o->model.nodes[0].number++)
CHANGE(sequence, after, o->model.nodes[0].after++)
CHANGE(sequence, held_count, o->model.nodes[0].held_count--)
CHANGE(sequence, held_chunk, o->model.nodes[0].held[0] = 1)

static size_t another_member(const ida_master *master)
{
    return ida_master_member_count(master) + 1;
}

static bool nothing_pending(const ida_master *master, ida_master_write *write)
{
    (void)ida_master_pending(master, write);
    return false;
}

static bool another_write(const ida_master *master, ida_master_write *write)
{
    bool pending = ida_master_pending(master, write);
    write->record.next_start++;
    return pending;
}

static bool other_expectation(const ida_master *master, ida_master_write *write)
{
    bool pending = ida_master_pending(master, write);
    write->expected.next_start++;
    return pending;
}

static bool no_record_pending(const ida_coordinator *coordinator, ida_coordinator_record *record)
{
    return !ida_coordinator_pending(coordinator, record);
}

static bool another_incarnation(const ida_coordinator *coordinator, ida_coordinator_record *record)
{
    bool pending = ida_coordinator_pending(coordinator, record);
    record->incarnation++;
    return pending;
}

static bool another_after(const ida_coordinator *coordinator, ida_coordinator_record *record)
{
    bool pending = ida_coordinator_pending(coordinator, record);
    record->after++;
    return pending;
}

static bool no_request(const ida_coordinator *coordinator, ida_chunk_request *request)
{
    return !ida_coordinator_request(coordinator, request);
}

#define ANOTHER_REQUEST(member)                                                                    \
    static bool request_with_another_##member(const ida_coordinator *coordinator,                  \
                                              ida_chunk_request *request)                          \
    {                                                                                              \
        bool has = ida_coordinator_request(coordinator, request);                                  \
        request->member++;                                                                         \
        return has;                                                                                \
    }
ANOTHER_REQUEST(incarnation)
ANOTHER_REQUEST(number)
ANOTHER_REQUEST(after)

static uint64_t another_left(const ida_coordinator *coordinator)
{
    return ida_coordinator_left(coordinator) + 1;
}

#define ANOTHER_SEQUENCE(member, function)                                                         \
    static void sequence_with_##function(void *world)                                              \
    {                                                                                              \
        static sim_sequence_subject other;                                                         \
        other = sim_sequence_core;                                                                 \
        other.member = (function);                                                                 \
        ((sim_sequence_world *)world_of(world))->subject = &other;                                 \
    }
ANOTHER_SEQUENCE(master_member_count, another_member)
ANOTHER_SEQUENCE(master_pending, nothing_pending)
ANOTHER_SEQUENCE(master_pending, another_write)
ANOTHER_SEQUENCE(master_pending, other_expectation)
ANOTHER_SEQUENCE(coordinator_pending, no_record_pending)
ANOTHER_SEQUENCE(coordinator_pending, another_incarnation)
ANOTHER_SEQUENCE(coordinator_pending, another_after)
ANOTHER_SEQUENCE(coordinator_request, no_request)
ANOTHER_SEQUENCE(coordinator_request, request_with_another_incarnation)
ANOTHER_SEQUENCE(coordinator_request, request_with_another_number)
ANOTHER_SEQUENCE(coordinator_request, request_with_another_after)
ANOTHER_SEQUENCE(coordinator_left, another_left)

/* What drivers and observers look at, what nodes that are down had, and who sent a reply. */
CHANGE(sequence, dry, w->nodes[0].dry = !w->nodes[0].dry)
CHANGE(sequence, is_copy, w->messages[0].is_copy = !w->messages[0].is_copy)
CHANGE(sequence, message_number, w->messages[0].number++)
CHANGE(sequence, messages_sent, w->messages_sent++)
CHANGE(sequence, write_number, w->writes[0].number++)
CHANGE(sequence, writes_sent, w->writes_sent++)
CHANGE(sequence, down_number, o->model.nodes[1].number++)
CHANGE(sequence, down_held, o->model.nodes[1].held[0]++)
CHANGE(
    sequence, reply_master, for (uint32_t i = 0; i < w->message_count; i++) {
        w->messages[i].master ^= w->messages[i].is_reply;
        w->messages[i].node ^= !w->messages[i].is_reply;
    })

static void each_field_of_a_sequence_world_shows(void **state)
{
    (void)state;
    static const change changes[] = {
        ROW(sequence, last_term),
        ROW(sequence, model_stored),
        ROW(sequence, model_stored_term),
        ROW(sequence, stored),
        ROW(sequence, held),
        ROW(sequence, held_term),
        ROW(sequence, held_sequence),
        ROW(sequence, record),
        ROW(sequence, message_kind),
        ROW(sequence, message_bytes),
        ROW(sequence, message_count),
        ROW(sequence, message_to),
        ROW(sequence, write_count),
        ROW(sequence, write_master),
        ROW(sequence, write_term),
        ROW(sequence, write_expected),
        ROW(sequence, write_record),
        ROW(sequence, term),
        ROW(sequence, writing),
        ROW(sequence, next_start),
        ROW(sequence, pending),
        ROW(sequence, has_range),
        ROW(sequence, starting),
        ROW(sequence, ending),
        ROW(sequence, granted),
        ROW(sequence, count),
        ROW(sequence, asked_member),
        ROW(sequence, asked_chunk),
        ROW(sequence, asked_answered),
        ROW(sequence, asked_incarnation),
        ROW(sequence, asked_number),
        ROW(sequence, asked_reply),
        ROW(sequence, asked_reply_sequence),
        ROW(sequence, asked_reply_incarnation),
        ROW(sequence, asked_reply_number),
        ROW(sequence, asked_reply_coordinator),
        ROW(sequence, asked_exhausted),
        ROW(sequence, seen_incarnation),
        ROW(sequence, seen_number),
        ROW(sequence, chunk_starting),
        ROW(sequence, chunk_ending),
        ROW(sequence, chunk_index),
        ROW(sequence, chunk_count),
        ROW(sequence, chunk_term),
        ROW(sequence, chunk_node),
        ROW(sequence, chunk_incarnation),
        ROW(sequence, chunk_number),
        ROW(sequence, chunk_drawn),
        ROW(sequence, chunk_state),
        ROW(sequence, member),
        ROW(sequence, node_stored),
        ROW(sequence, node_record),
        ROW(sequence, answered_number),
        ROW(sequence, answered_incarnation),
        ROW(sequence, answered_starting),
        ROW(sequence, answered_index),
        ROW(sequence, kept_incarnation),
        ROW(sequence, kept_after),
        ROW(sequence, drew),
        ROW(sequence, last),
        ROW(sequence, started),
        ROW(sequence, unstored),
        ROW(sequence, exhausted),
        ROW(sequence, incarnation),
        ROW(sequence, request_number),
        ROW(sequence, after),
        ROW(sequence, held_count),
        ROW(sequence, held_chunk),
        ROW(sequence, with_another_member),
        ROW(sequence, with_nothing_pending),
        ROW(sequence, with_another_write),
        ROW(sequence, with_other_expectation),
        ROW(sequence, with_no_record_pending),
        ROW(sequence, with_another_incarnation),
        ROW(sequence, with_another_after),
        ROW(sequence, with_no_request),
        ROW(sequence, with_request_with_another_incarnation),
        ROW(sequence, with_request_with_another_number),
        ROW(sequence, with_request_with_another_after),
        ROW(sequence, with_another_left),
    };
    static const change past[] = {
        PAST_ROWS(sequence),           ROW(sequence, dry),           ROW(sequence, is_copy),
        ROW(sequence, message_number), ROW(sequence, messages_sent), ROW(sequence, write_number),
        ROW(sequence, writes_sent),    ROW(sequence, down_number),   ROW(sequence, down_held),
        ROW(sequence, reply_master),
    };
    static const change counted[] = {ROW(sequence, op_count)};
    each_shows(SEQUENCES, SEQUENCE_OPS, changes, COUNT(changes), true);
    each_shows(SEQUENCES, SEQUENCE_OPS, past, COUNT(past), false);
    each_shows(SEQUENCES, WITH_DAMAGE, counted, 1, true);
}

/* --- Tapes. --- */

#define HEAD_FLAKE                                                                                 \
    "idalloc-tape 1\n"                                                                             \
    "world scheme=snowflake nodes=2 layout=3 policy=0x104 start=1700000000 seed=67242\n"
#define HEAD_KORDER                                                                                \
    "idalloc-tape 1\nworld scheme=korder nodes=2 drift=5 faithful=0x0 lead=1 seed=35\n"            \
    "wake 0 0 0\nwake 1 0 0\n"
#define HEAD_SEQUENCE                                                                              \
    "idalloc-tape 1\nworld scheme=sequence nodes=2 masters=1 prefetch=0x32 range-size=3 seed=2\n"

static const struct {
    const char *list;
    const char *a;
    const char *b;
    bool same;
} pairs[] = {
    /* Which of two leases was first means nothing; which node has a number does. */
    {FLAKE_OPS, HEAD_FLAKE "lease 0 0 0\nlease 1 1 0\n", HEAD_FLAKE "lease 1 1 0\nlease 0 0 0\n",
     true},
    {FLAKE_OPS, HEAD_FLAKE "lease 0 0 0\nlease 1 1 0\n", HEAD_FLAKE "lease 0 1 0\nlease 1 0 0\n",
     false},
    {FLAKE_OPS, HEAD_FLAKE "pass 1 1\npass 1 1\n", HEAD_FLAKE "pass 2 1\n", true},
    {FLAKE_OPS, HEAD_FLAKE "set-clock 0 2 1\nset-clock 0 2 4\n", HEAD_FLAKE "nop\n", true},
    /* The list of IDs is in the order they were made in, also at one instant. */
    {FLAKE_OPS, HEAD_FLAKE "lease 0 0 0\nlease 1 1 0\nbegin 0 0\nbegin 1 0\nmint 0 0\nmint 1 0\n",
     HEAD_FLAKE "lease 0 0 0\nlease 1 1 0\nbegin 0 0\nbegin 1 0\nmint 1 0\nmint 0 0\n", false},
    {FLAKE_OPS, HEAD_FLAKE "lease 0 0 0\nbegin 0 0\nmint 0 0\nmint 0 0\n",
     HEAD_FLAKE "lease 0 0 0\nbegin 0 0\nmint 0 1\n", true},
    /* IDs of k-order worlds have no order at one instant, once that is over and another one was
       asked about. */
    {KORDER_OPS, HEAD_KORDER "make 0 0 0\nmake 1 0 0\npass 1 1\nmake 0 0 0\n",
     HEAD_KORDER "make 1 0 0\nmake 0 0 0\npass 1 1\nmake 0 0 0\n", true},
    {KORDER_OPS, HEAD_KORDER "make 0 0 0\nmake 1 0 0\n", HEAD_KORDER "make 1 0 0\nmake 0 0 0\n",
     false},
    /* A global ID is a local one. */
    {KORDER_OPS, HEAD_KORDER "make 0 0 0\n", HEAD_KORDER "make 0 0 1\n", true},
    {KORDER_OPS, HEAD_KORDER "make 0 0 0\n", HEAD_KORDER "make 0 0 2\n", false},
    /* How often a node began, as long as it made nothing. */
    {KORDER_OPS, HEAD_KORDER "kill 0\nwake 0 0 0\n", HEAD_KORDER "nop\n", true},
    {WITH_SPOILT, HEAD_KORDER "nop\n", HEAD_KORDER "nop\nnop\n", false},
    /* Who is a member first means nothing before a chunk is granted; how often one started does. */
    {SEQUENCE_OPS, HEAD_SEQUENCE "enlist 0 0\nenlist 1 0\n",
     HEAD_SEQUENCE "enlist 1 0\nenlist 0 0\n", true},
    {SEQUENCE_OPS, HEAD_SEQUENCE "boot 0 0\nstop 0\n", HEAD_SEQUENCE "nop\n", true},
    {SEQUENCE_OPS, HEAD_SEQUENCE "boot 0 0\nkeep 0 0\nstop 0\n", HEAD_SEQUENCE "nop\n", false},
    {SEQUENCE_OPS, HEAD_SEQUENCE "elect 0 0\ndepose 0\n", HEAD_SEQUENCE "nop\n", false},
    {WITH_DAMAGE, HEAD_SEQUENCE "nop\n", HEAD_SEQUENCE "nop\nnop\n", false},
};

static void pairs_of_tapes_are_one_state_or_two(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(pairs); i++) {
        sim_config config;
        void *a = played(pairs[i].a, &config);
        void *b = played(pairs[i].b, &config);
        bool same = sim_state_hash_same(hash_of(a, &config, pairs[i].list),
                                        hash_of(b, &config, pairs[i].list));
        if (same != pairs[i].same) {
            fail_msg("pair %zu: %s", i, same ? "one hash" : "two hashes");
        }
        end(a, &config);
        end(b, &config);
    }
}

/* Taking a hash changes nothing: the worlds go on and end as they would. */
static void hashing_leaves_a_world_alone(void **state)
{
    (void)state;
    static const char *const texts[] = {FLAKES, KORDERS, SEQUENCES};
    static const char *const lists[] = {FLAKE_OPS, KORDER_OPS, SEQUENCE_OPS};
    for (size_t i = 0; i < COUNT(texts); i++) {
        sim_config config;
        sim_result results[2];
        for (unsigned hashed = 0; hashed < 2; hashed++) {
            void *world = played(texts[i], &config);
            const sim_machine *machine = sim_machine_of((sim_scheme)config.scheme);
            if (hashed == 1) {
                (void)hash_of(world, &config, lists[i]);
            }
            assert_true(machine->settle(world));
            memset(&results[hashed], 0, sizeof results[hashed]);
            machine->finish(world, &results[hashed]);
        }
        assert_int_equal(results[0].digest, results[1].digest);
        assert_int_equal(results[0].memory_peak, results[1].memory_peak);
        assert_int_equal(results[1].verdict, SIM_PASS);
        assert_false(results[1].failure.failed);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_field_of_a_snowflake_world_shows),
        cmocka_unit_test(each_field_of_a_korder_world_shows),
        cmocka_unit_test(each_field_of_a_sequence_world_shows),
        cmocka_unit_test(pairs_of_tapes_are_one_state_or_two),
        cmocka_unit_test(hashing_leaves_a_world_alone),
    };
    return cmocka_run_group_tests_name("explore_describe", tests, NULL, NULL);
}
