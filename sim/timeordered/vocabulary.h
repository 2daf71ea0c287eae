/* What the worlds of time-ordered IDs can reach, suffer and break: tables only. marks.h and
 * invariants.h make the constants and the names of them. */
#ifndef SIM_TIMEORDERED_VOCABULARY_H
#define SIM_TIMEORDERED_VOCABULARY_H

#include "kernel/faults.h"
#include "kernel/limits.h"

#define SIM_TIME_INSTANCES_MAX 4u
/* Where true time begins: moment. */
#define SIM_TIME_MOMENTS 8u

/* What the numbers of a config are called and wrap to (sim_scheme_number). */
#define SIM_TIMEORDERED_NUMBERS                                                                    \
    {                                                                                              \
        {"nodes", 1, SIM_NODES_MAX}, {"instances", 1, SIM_TIME_INSTANCES_MAX},                     \
            {"moment", 0, SIM_TIME_MOMENTS - 1}, {"start", 1, UINT32_MAX},                         \
    }

/* X(constant, name, sentence) */
#define SIM_TIMEORDERED_MARK_TABLE(X)                                                              \
    X(TIME_MADE, "time-made", "an ID was made")                                                    \
    X(TIME_BEHIND, "time-behind", "an ID was made while the clock was behind an earlier reading")  \
    X(TIME_AHEAD, "time-ahead", "the time inside an ID was ahead of the clock")                    \
    X(TIME_LATER, "time-later", "a node was told to try later")                                    \
    X(TIME_AWAITED, "time-awaited", "a node that was told to try later got an ID")                 \
    X(TIME_MANY, "time-many", "a generator made a thousand IDs within a tick")                     \
    X(TIME_INSTANCES, "time-instances", "two generators of a process made IDs within a tick")      \
    X(TIME_RESTARTED, "time-restarted", "a restarted machine made an ID of a tick it had used")    \
    X(TIME_MACHINES, "time-machines", "two machines made IDs within a tick")                       \
    X(TIME_CLONED, "time-cloned", "a process was copied to another machine")                       \
    X(TIME_CLONES, "time-clones", "a process and its copy made IDs within a tick")                 \
    X(TIME_EXTREME, "time-extreme", "a random source gave only ones or only zeros")                \
    X(TIME_ENDED, "time-ended", "a clock was past the last time that IDs have")                    \
    X(TIME_GIVEN, "time-given", "an ID was made for a time that was given")                        \
    X(TIME_GIVEN_OUTSIDE, "time-given-outside", "a time that no ID has was given, and refused")    \
    X(TIME_RECEIVED, "time-received", "an ID of another machine was decoded")                      \
    X(TIME_OTHER_CASE, "time-other-case", "an ID was decoded in the other case")                   \
    X(TIME_NOT_AN_ID, "time-not-an-id", "a text that is not an ID was refused")                    \
    X(TIME_CRAFTED, "time-crafted", "an ID that no machine had made was decoded")                  \
    X(TIME_CONVERTED, "time-converted", "an ID was written in another form and read again")

/* Faults that other schemes have, too (kernel/faults.h), and its own. */
#define SIM_TIMEORDERED_SHARED_FAULT_TABLE(X) SIM_CRASH_FAULT_TABLE(X) SIM_CLOCK_FAULT_TABLE(X)
#define SIM_TIMEORDERED_FAULT_TABLE(X)                                                             \
    X(TIME_LOST, "time-lost", "a message was lost: too many were in flight, or its receiver down")

#define SIM_TIMEORDERED_INVARIANT_TABLE(X)                                                         \
    X(TIME_UNIQUE, "time-unique", "no ID is made twice")                                           \
    X(TIME_GROWING, "time-growing", "the IDs of a generator grow")                                 \
    X(TIME_SORTED, "time-sorted", "texts of IDs sort as the times inside, on any machines")        \
    X(TIME_HONEST, "time-honest", "the time inside an ID is the clock's, within the bound")        \
    X(TIME_OVERFLOW, "time-overflow",                                                              \
      "a full tick leads to what is claimed: wait, borrow, refuse")                                \
    X(TIME_FORM, "time-form",                                                                      \
      "every ID has the length, alphabet, version and variant of its kind")                        \
    X(TIME_DECODE, "time-decode", "decode gives back an ID, its time and its number")              \
    X(TIME_REFUSE, "time-refuse", "decode refuses what is not an ID")                              \
    X(TIME_GIVEN, "time-given", "an ID of a time that is given has that time, or is refused")      \
    X(TIME_TEXT, "time-text", "other forms of text are those of the ID, and read as the ID")       \
    X(TIME_CONTRACT, "time-contract", "every call returns what idsim/subject.h promises")

/* Nothing is measured against a proven bound. */
#define SIM_TIMEORDERED_MEASURE_TABLE(X)

/* What they make and spend, beside what every world does (amounts.h). */
#define SIM_TIMEORDERED_AMOUNT_TABLE(X)

#endif
