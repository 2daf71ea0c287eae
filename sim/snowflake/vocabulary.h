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
    X(FLAKE_AWAITED, "flake-awaited", "a node got an ID at the very reading it was told")          \
    X(FLAKE_BEFORE_EPOCH, "flake-before-epoch", "a clock read a time before the layout's epoch")   \
    X(FLAKE_EXPIRED, "flake-expired", "a lease was over")                                          \
    X(FLAKE_EXHAUSTED, "flake-exhausted", "the layout's time was over")                            \
    X(FLAKE_EXTENDED, "flake-extended", "a lease, or what was stored ahead, moved on")             \
    X(FLAKE_SHORTENED, "flake-shortened", "an earlier end of a lease was refused")                 \
    X(FLAKE_REASSIGNED, "flake-reassigned", "a coordinator number was given to another node")      \
    X(FLAKE_UNFIT, "flake-unfit", "a number or a lease that cannot be was refused")                \
    X(FLAKE_RESUMED, "flake-resumed", "a node went on from the mark that it stored as it stopped") \
    X(FLAKE_RESUMED_AHEAD, "flake-resumed-ahead", "a node that crashed went on from a mark ahead") \
    X(FLAKE_REUSED, "flake-reused", "a time was used again, as it may after what was done")

/* Faults that other schemes have, too (kernel/faults.h), and its own. */
#define SIM_SNOWFLAKE_SHARED_FAULT_TABLE(X) SIM_CRASH_FAULT_TABLE(X) SIM_CLOCK_FAULT_TABLE(X)
#define SIM_SNOWFLAKE_FAULT_TABLE(X)                                                               \
    X(MARK_LOST, "mark-lost", "a node went on below the time that it had used")                    \
    X(LEASE_OVERLAP, "lease-overlap", "a coordinator number was leased twice for one time")

#define SIM_SNOWFLAKE_INVARIANT_TABLE(X)                                                           \
    X(FLAKE_UNIQUE, "flake-unique",                                                                \
      "no ID is made twice, unless leases overlapped or a mark was lost, and then no other one")   \
    X(FLAKE_NODE_ORDER, "flake-node-order",                                                        \
      "the IDs of a generator grow, and on across restarts that have the mark")                    \
    X(FLAKE_TIME_HONEST, "flake-time-honest", "an ID's tick is not before the clock's")            \
    X(FLAKE_LEAD, "flake-lead", "an ID's time is ahead of the clock by the policy's lead at most") \
    X(FLAKE_LEASE, "flake-lease", "no part of an ID's tick is outside the lease; then it is over") \
    X(FLAKE_ROUND_TRIP, "flake-round-trip", "compose and decompose are inverse, field by field")   \
    X(FLAKE_ORDERING, "flake-ordering",                                                            \
      "IDs made further apart than skew, tick and lead together are in order, on any nodes")       \
    X(FLAKE_RETRY, "flake-retry", "who is refused is told the earliest reading that will do")      \
    X(FLAKE_CONTRACT, "flake-contract", "every call answers what snowflake.h promises")

/* What is measured beside a bound that is proven for it. */
#define SIM_SNOWFLAKE_MEASURE_TABLE(X)                                                             \
    X(FLAKE_RADIUS, "flake-radius", "how far apart IDs out of order are in the list by true time")

#endif
