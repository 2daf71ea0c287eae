/* What the worlds of Snowflake IDs can reach, suffer and break: tables only. marks.h and
 * invariants.h make the constants and the names of them. */
#ifndef SIM_SNOWFLAKE_VOCABULARY_H
#define SIM_SNOWFLAKE_VOCABULARY_H

#include "kernel/faults.h"
#include "kernel/limits.h"

#define SIM_SNOWFLAKE_POLICY_MASK 0xfffu
#define SIM_SNOWFLAKE_LAYOUTS     4u

/* What the numbers of a config are called and wrap to (sim_scheme_number). */
#define SIM_SNOWFLAKE_NUMBERS                                                                      \
    {                                                                                              \
        {"nodes", 1, SIM_NODES_MAX}, {"layout", 1, SIM_SNOWFLAKE_LAYOUTS},                         \
            {"policy", 0, SIM_SNOWFLAKE_POLICY_MASK}, {"start", 1, UINT32_MAX},                    \
    }

/* X(constant, name, sentence) */
#define SIM_SNOWFLAKE_MARK_TABLE(X)                                                                \
    X(FLAKE_MADE, "flake-made", "an ID was made")                                                  \
    X(FLAKE_FULL, "flake-full", "all IDs of a tick were used")                                     \
    X(FLAKE_LATER, "flake-later", "a node was told to try later")                                  \
    X(FLAKE_BEHIND, "flake-behind", "a node was told that its clock is behind")                    \
    X(FLAKE_AHEAD, "flake-ahead", "an ID's time was ahead of the clock")                           \
    X(FLAKE_AWAITED, "flake-awaited", "a node got an ID at exactly the clock reading it was told") \
    X(FLAKE_BEFORE_EPOCH, "flake-before-epoch", "a clock showed a time before the layout's epoch") \
    X(FLAKE_EXPIRED, "flake-expired", "a lease was over")                                          \
    X(FLAKE_EXHAUSTED, "flake-exhausted", "a clock was past the last time of the layout")          \
    X(FLAKE_EXTENDED, "flake-extended", "a lease or a stored mark was extended")                   \
    X(FLAKE_SHORTENED, "flake-shortened", "an earlier end of a lease was refused")                 \
    X(FLAKE_REASSIGNED, "flake-reassigned", "a coordinator number was given to another node")      \
    X(FLAKE_UNFIT, "flake-unfit", "an impossible number or lease was refused")                     \
    X(FLAKE_RESUMED, "flake-resumed", "a node resumed from the mark stored when it stopped")       \
    X(FLAKE_RESUMED_AHEAD, "flake-resumed-ahead",                                                  \
      "a crashed node resumed from a mark stored ahead")                                           \
    X(FLAKE_LANE, "flake-lane", "a lane made an ID")                                               \
    X(FLAKE_LANE_LEFT, "flake-lane-left", "a lane made an ID below one that was made before it")   \
    X(FLAKE_LANE_HELD, "flake-lane-held", "a lane refused an ID of its block")                     \
    X(FLAKE_SPREAD, "flake-spread", "an ID began a tick at a given sequence")                      \
    X(FLAKE_UNFIT_START, "flake-unfit-start", "a given sequence was too high, and refused")        \
    X(FLAKE_CROSSED, "flake-crossed",                                                              \
      "a thread's call came between two steps of another thread's")                                \
    X(FLAKE_OVERTAKEN, "flake-overtaken", "and it took effect before the call that began first")   \
    X(FLAKE_REUSED, "flake-reused", "a time was used twice after a fault that allows it")

/* Faults that other schemes have, too (kernel/faults.h), and its own. */
#define SIM_SNOWFLAKE_SHARED_FAULT_TABLE(X) SIM_CRASH_FAULT_TABLE(X) SIM_CLOCK_FAULT_TABLE(X)
#define SIM_SNOWFLAKE_FAULT_TABLE(X)                                                               \
    X(MARK_LOST, "mark-lost", "a node resumed at a time it had already used")                      \
    X(LEASE_OVERLAP, "lease-overlap", "two leases of a coordinator number overlapped")

#define SIM_SNOWFLAKE_INVARIANT_TABLE(X)                                                           \
    X(FLAKE_UNIQUE, "flake-unique",                                                                \
      "no ID is made twice, except those that overlapping leases or a lost mark allow")            \
    X(FLAKE_NODE_ORDER, "flake-node-order",                                                        \
      "a generator's IDs grow, even across restarts with its mark")                                \
    X(FLAKE_TIME_HONEST, "flake-time-honest", "an ID's tick is never before the clock's")          \
    X(FLAKE_LEAD, "flake-lead", "an ID's time is at most the policy's lead ahead of the clock")    \
    X(FLAKE_LEASE, "flake-lease",                                                                  \
      "an ID's tick lies inside the lease; after the lease, none is made")                         \
    X(FLAKE_ROUND_TRIP, "flake-round-trip", "compose and decompose are inverse, field by field")   \
    X(FLAKE_ORDERING, "flake-ordering",                                                            \
      "IDs made more than skew + tick + lead apart are in order, on any nodes")                    \
    X(FLAKE_RETRY, "flake-retry",                                                                  \
      "a refused node is told the earliest clock reading that will work")                          \
    X(FLAKE_CONTRACT, "flake-contract", "every call returns what snowflake.h promises")

/* What is measured against a proven bound. */
#define SIM_SNOWFLAKE_MEASURE_TABLE(X)                                                             \
    X(FLAKE_RADIUS, "flake-radius",                                                                \
      "largest distance, in the list by true time, of two IDs out of order")

/* What they make and spend, beside what every world does (amounts.h). */
#define SIM_SNOWFLAKE_AMOUNT_TABLE(X)

#endif
