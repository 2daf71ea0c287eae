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
    X(KORDER_BORROWED, "korder-borrowed",                                                          \
      "an ID's time was ahead of the clock that it was made by")                                   \
    X(KORDER_OVERFLOW, "korder-overflow", "all sequences of a tick were used up")                  \
    X(KORDER_LANE, "korder-lane", "a strict node made an ID by a lane")                            \
    X(KORDER_TRY_LATER, "korder-try-later", "a node was as far ahead of its clock as it may be")   \
    X(KORDER_EXHAUSTED, "korder-exhausted", "a clock was past the last time that an ID can hold")  \
    X(KORDER_RESTARTED, "korder-restarted", "a node began above all that it had given")            \
    X(KORDER_WRAPPED, "korder-wrapped", "a faithful sequence went round inside a tick")            \
    X(KORDER_BACK, "korder-back", "a faithful node's ID was not above its last one")               \
    X(KORDER_REPEATED, "korder-repeated", "an ID was made twice where nothing promises otherwise") \
    X(KORDER_LOCAL_EQUAL, "korder-local-equal", "two nodes made one local ID")                     \
    X(KORDER_CLASH, "korder-clash", "a node's number was in use, and it took another")             \
    X(KORDER_FOREIGN, "korder-foreign", "a node was told that an ID is not its own")               \
    X(KORDER_DAMAGE_REFUSED, "korder-damage-refused",                                              \
      "damaged bytes or a damaged text were refused")                                              \
    X(KORDER_EFFECT_BELOW, "korder-effect-below", "what a message caused has the lower ID")        \
    X(KORDER_SHORT_WINDOW, "korder-short-window", "an ID is in a megasecond's short last window")  \
    X(KORDER_INVERTED, "korder-inverted", "IDs were not in the order of true time")                \
    X(KORDER_TOUCHED, "korder-touched", "the radius was as large as its bound")

/* Faults that other schemes have, too (kernel/faults.h), and its own. */
#define SIM_KORDER_SHARED_FAULT_TABLE(X)                                                           \
    SIM_CRASH_FAULT_TABLE(X) SIM_DAMAGE_FAULT_TABLE(X) SIM_CLOCK_FAULT_TABLE(X)
#define SIM_KORDER_FAULT_TABLE(X)                                                                  \
    X(KORDER_UNMARKED, "korder-unmarked", "a node began without the mark that it had stored")      \
    X(KORDER_CLASH_IGNORED, "korder-clash-ignored", "a node took a number that is in use")

/* G0 to G6 and L1, L6, and the contract. */
#define SIM_KORDER_INVARIANT_TABLE(X)                                                              \
    X(KORDER_UNIQUE, "korder-unique", "no two global IDs are equal, where that is promised")       \
    X(KORDER_SEPARATION, "korder-separation",                                                      \
      "IDs made a window and the slack of the clocks apart are in the order of time, on any "      \
      "nodes")                                                                                     \
    X(KORDER_NEIGHBOURHOOD, "korder-neighbourhood",                                                \
      "IDs of one window are grouped by node, in the order of the nodes' numbers")                 \
    X(KORDER_NODE_ORDER, "korder-node-order",                                                      \
      "a strict node's IDs grow; a faithful one's go back only with its clock, or inside a tick")  \
    X(KORDER_WINDOW, "korder-window", "IDs of one instant are in one window or in neighbours")     \
    X(KORDER_CAUSALITY, "korder-causality",                                                        \
      "what a message caused is above its cause, in the cases where that is promised")             \
    X(KORDER_RADIUS, "korder-radius",                                                              \
      "IDs out of order are no further apart in the list than IDs made in a window and the slack") \
    X(KORDER_LEAD, "korder-lead", "the time in an ID is the clock's tick, or ahead by the lead")   \
    X(KORDER_ROUND_TRIP, "korder-round-trip",                                                      \
      "bytes, texts, local and global IDs lead back to what they were made of")                    \
    X(KORDER_CONTRACT, "korder-contract", "every call answers what korder.h promises")

/* What is measured beside a bound that is proven for it. */
#define SIM_KORDER_MEASURE_TABLE(X)                                                                \
    X(KORDER_RADIUS, "radius",                                                                     \
      "how far apart global IDs out of order are in the list by true time")                        \
    X(KORDER_LOCAL_RADIUS, "local-radius", "the same of the local IDs of all nodes")

#endif
