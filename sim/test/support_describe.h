/* Changes in worlds of sequences, Snowflake IDs and k-ordered IDs, and whether their canonical
 * hashes show them. */
#ifndef SIM_TEST_SUPPORT_DESCRIBE_H
#define SIM_TEST_SUPPORT_DESCRIBE_H

#include <stdbool.h>
#include <stddef.h>

#include "explore/canon.h"
#include "observed.h"

typedef struct change {
    const char *name;
    void (*make)(void *world);
} change;

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

/* A world that has played the text of a tape, and is well. */
void *world_played(const char *text, sim_config *config);
void world_finish(void *world, const sim_config *config);
sim_state_hash world_hash(const void *world, const sim_config *config, const char *list);

/* What a machine's world is made of (observed.h). */
void *world_of(void *observed);
void *oracle_of(void *observed);

/* Whether a world that played a text, and then was changed, has another hash: so for each change.
 */
void each_shows(const char *text, const char *list, const change *changes, size_t count,
                bool expected);

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

#define FLAKE_OPS "mint,halt,begin,pass:amount=1:unit=1"
/* Node 0 has made IDs, waits, and had a lease before; node 1 crashed, and both have had number 0.
 */
#define FLAKES                                                                                     \
    "idalloc-tape 1\n"                                                                             \
    "world scheme=snowflake nodes=2 layout=3 policy=0x104 start=1700000000 seed=67242\n"           \
    "lease 0 1 0\nbegin 0 0\nmint 0 0\nhalt 0 0\nlease 0 0 0\nlease 1 0 1\nbegin 1 0\n"            \
    "mint 1 0\npass 1 1\nmint 1 1\nhalt 1 1\nbegin 0 0\nmint 0 1\nmint 0 0\n"

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

#define SEQUENCE_OPS "elect,ask,carry,store,keep,draw"
#define WITH_DAMAGE  "elect:damage=7,ask,carry,store,keep,draw"
/*
 * Master 0 is in office and knows that its first range is stored, master 1 waits for a write; node
 * 0 has two chunks, node 1 one and is down; a request, a reply and a write are under way.
 */
#define SEQUENCES                                                                                  \
    "idalloc-tape 1\n"                                                                             \
    "world scheme=sequence nodes=2 masters=2 prefetch=0x32 range-size=6 seed=2\n"                  \
    "elect 0 0\nenlist 0 0\nenlist 1 0\nboot 0 0\nkeep 0 0\nboot 1 0\nkeep 1 0\nask 0 0\n"         \
    "carry 0 0\nstore 0 0\nask 0 0\ncarry 0 0\ncarry 0 0\nkeep 0 0\nask 1 0\ncarry 0 0\n"          \
    "carry 0 0\nkeep 1 0\ndraw 0 1\nask 0 0\ncarry 0 0\nstore 0 0\nask 0 0\ncarry 0 1\ncarry 1 "   \
    "0\n"                                                                                          \
    "elect 1 0\ndraw 1 1\nask 1 1\ncarry 1 0\nask 1 1\nask 1 0\ncarry 2 0\nstop 1\n"

#endif
