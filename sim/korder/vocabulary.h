/* What the worlds of k-ordered IDs can reach, suffer and break: tables only. marks.h and
 * invariants.h make the constants and the names of them. */
#ifndef SIM_KORDER_VOCABULARY_H
#define SIM_KORDER_VOCABULARY_H

#include <idalloc/korder.h>

#include "kernel/faults.h"
#include "kernel/limits.h"

#define SIM_KORDER_LEAD_MASK 4095u

/* What the numbers of a config are called and wrap to (sim_scheme_number). */
#define SIM_KORDER_NUMBERS                                                                         \
    {                                                                                              \
        {"nodes", 1, SIM_NODES_MAX}, {"drift", IDA_KORDER_DRIFT_MIN, IDA_KORDER_DRIFT_MAX},        \
            {"faithful", 0, UINT16_MAX}, {"lead", 0, SIM_KORDER_LEAD_MASK},                        \
    }

/* X(constant, name, sentence) */
#define SIM_KORDER_MARK_TABLE(X)                                                                   \
    X(KORDER_BORROWED, "korder-borrowed", "an ID's time was ahead of its node's clock")            \
    X(KORDER_OVERFLOW, "korder-overflow", "all sequence numbers of a tick were used")              \
    X(KORDER_LANE, "korder-lane", "a strict node made an ID on a lane")                            \
    X(KORDER_SPREAD, "korder-spread", "an ID began a tick at a given sequence")                    \
    X(KORDER_SPREAD_LANE, "korder-spread-lane", "a lane's block began a tick at a given sequence") \
    X(KORDER_UNFIT_START, "korder-unfit-start", "a given sequence was too high, and refused")      \
    X(KORDER_TRY_LATER, "korder-try-later",                                                        \
      "a node was as far ahead of its clock as allowed, and refused")                              \
    X(KORDER_EXHAUSTED, "korder-exhausted", "a clock was past the last time an ID can hold")       \
    X(KORDER_RESTARTED, "korder-restarted", "a restarted node began above all its earlier IDs")    \
    X(KORDER_WRAPPED, "korder-wrapped", "a faithful node's sequence wrapped within a tick")        \
    X(KORDER_BACK, "korder-back", "a faithful node's ID was not above its last one")               \
    X(KORDER_REPEATED, "korder-repeated", "an ID was made twice where uniqueness is not promised") \
    X(KORDER_LOCAL_EQUAL, "korder-local-equal", "two nodes made the same local ID")                \
    X(KORDER_CLASH, "korder-clash", "a node's number was in use, so it took another")              \
    X(KORDER_FOREIGN, "korder-foreign", "a node recognized another node's ID")                     \
    X(KORDER_DAMAGE_REFUSED, "korder-damage-refused",                                              \
      "damaged bytes or a damaged text were refused")                                              \
    X(KORDER_EFFECT_BELOW, "korder-effect-below", "an effect got a lower ID than its cause")       \
    X(KORDER_SHORT_WINDOW, "korder-short-window",                                                  \
      "an ID fell into a megasecond's short last window")                                          \
    X(KORDER_INVERTED, "korder-inverted", "IDs were not in the order of true time")                \
    X(KORDER_TOUCHED, "korder-touched", "the measured radius equalled its bound")                  \
    X(KORDER_CROSSED, "korder-crossed",                                                            \
      "a thread's call came between two steps of another thread's")                                \
    X(KORDER_OVERTAKEN, "korder-overtaken", "and it took effect before the call that began first")

/* Faults that other schemes have, too (kernel/faults.h), and its own. */
#define SIM_KORDER_SHARED_FAULT_TABLE(X)                                                           \
    SIM_CRASH_FAULT_TABLE(X) SIM_DAMAGE_FAULT_TABLE(X) SIM_CLOCK_FAULT_TABLE(X)
#define SIM_KORDER_FAULT_TABLE(X)                                                                  \
    X(KORDER_UNMARKED, "korder-unmarked", "a node started without its stored mark")                \
    X(KORDER_CLASH_IGNORED, "korder-clash-ignored", "a node took a number in use")

/* G0 to G6 and L1, L6, and the contract. */
#define SIM_KORDER_INVARIANT_TABLE(X)                                                              \
    X(KORDER_UNIQUE, "korder-unique", "global IDs are unique wherever that is promised")           \
    X(KORDER_SEPARATION, "korder-separation",                                                      \
      "IDs made a window and the slack of the clocks apart are in the order of time, on any "      \
      "nodes")                                                                                     \
    X(KORDER_NEIGHBOURHOOD, "korder-neighbourhood",                                                \
      "IDs of one window are grouped by node, in the order of the nodes' numbers")                 \
    X(KORDER_NODE_ORDER, "korder-node-order",                                                      \
      "a strict node's IDs grow; a faithful node's go back only with its clock or within a tick")  \
    X(KORDER_WINDOW, "korder-window",                                                              \
      "IDs made at one instant are in the same or neighbouring windows")                           \
    X(KORDER_CAUSALITY, "korder-causality",                                                        \
      "an effect's ID is above its cause's, wherever that is promised")                            \
    X(KORDER_RADIUS, "korder-radius",                                                              \
      "IDs out of order are no further apart in the list than IDs made in a window and the slack") \
    X(KORDER_LEAD, "korder-lead",                                                                  \
      "an ID's time is the clock's tick, or ahead by at most the lead")                            \
    X(KORDER_ROUND_TRIP, "korder-round-trip",                                                      \
      "bytes, texts, local and global IDs convert back to their source")                           \
    X(KORDER_CONTRACT, "korder-contract", "every call returns what korder.h promises")

/* What is measured against a proven bound. */
#define SIM_KORDER_MEASURE_TABLE(X)                                                                \
    X(KORDER_RADIUS, "radius",                                                                     \
      "largest distance, in the list by true time, of two global IDs out of order")                \
    X(KORDER_LOCAL_RADIUS, "local-radius", "the same for the local IDs of all nodes")

/* What they make and spend, beside what every world does (amounts.h). */
#define SIM_KORDER_AMOUNT_TABLE(X)

#endif
