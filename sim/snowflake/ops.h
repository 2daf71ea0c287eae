/*
 * The ops of Snowflake worlds, except those of clocks: tables only. tape/ops.h makes the constants
 * and rows of them and explains the columns.
 */
#ifndef SIM_SNOWFLAKE_OPS_H
#define SIM_SNOWFLAKE_OPS_H

/*
 * A node's mistake when it begins. LANE: where an ID is made. CROSSING: the lanes of two threads,
 * first + SIM_LANE_BOUND * second; the quotient by SIM_CROSSING_BOUND says how many IDs the second
 * one makes.
 */
#define SIM_CROSSING_CALLS_MAX 4u

#define SIM_SNOWFLAKE_KIND_TABLE(K)                                                                \
    K(MISTAKE, WHOLE, 8, 0, 0)                                                                     \
    K(LANE, WHOLE, 3, 0, 0)                                                                        \
    K(CROSSING, PART, 9, 36, 8)

#define SIM_SNOWFLAKE_VALUE_TABLE(V)                                                               \
    V(MISTAKE, NONE, 0, "none")                                                                    \
    V(MISTAKE, NO_MARK, 5, "no-mark")                                                              \
    V(MISTAKE, LARGE_NUMBER, 6, "large-number")                                                    \
    V(MISTAKE, WRONG_LEASE, 7, "wrong-lease")                                                      \
    V(LANE, FIRST, 0, "lane-0")                                                                    \
    V(LANE, LAST, 1, "lane-1")                                                                     \
    V(LANE, NONE, 2, "none")                                                                       \
    V(CROSSING, PLAIN, 8, "plain")                                                                 \
    V(CROSSING, LANES, 3, "lanes")

/* Those that other schemes have, too, and its own. */
#define SIM_SNOWFLAKE_SHARED_OP_TABLE(X) SIM_CLOCK_OP_TABLE(X)
#define SIM_SNOWFLAKE_OP_TABLE(X)                                                                  \
    X(LEASE, 52, "lease",                                                                          \
      "a node that is down leases a coordinator number; if careless is odd, even one in use",      \
      ARG(NODE, "node"), ARG(INDEX, "number"), ARG(FLAG, "careless"))                              \
    X(BEGIN, 53, "begin", "a node starts, correctly or with a mistake", ARG(NODE, "node"),         \
      ARG(MISTAKE, "how"))                                                                         \
    X(MINT, 54, "mint", "a node makes count mod 64 + 1 IDs, or as many as it can",                 \
      ARG(NODE, "node"), ARG(BATCH, "count"))                                                      \
    X(AWAIT, 55, "await", "true time passes until a refused node may try again",                   \
      ARG(NODE, "node"))                                                                           \
    X(EXTEND, 56, "extend",                                                                        \
      "a node extends its lease or stored mark; if back is odd, it tries to shorten it",           \
      ARG(NODE, "node"), ARG(FLAG, "back"))                                                        \
    X(LANE, 58, "lane", "as mint, but on one of the node's two lanes, or on none",                 \
      ARG(NODE, "node"), ARG(BATCH, "count"), ARG(LANE, "lane"))                                   \
    X(MINT_FROM, 59, "mint-from",                                                                  \
      "a node makes two IDs, and a tick begins at start; half of a tick or more is refused",       \
      ARG(NODE, "node"), ARG(COUNT, "start"), ARG(LANE, "lane"))                                   \
    X(CROSS, 60, "cross",                                                                          \
      "two threads of a node make IDs: all of the second come between two steps of the first",     \
      ARG(NODE, "node"), ARG(ACCESS, "before"), ARG(CROSSING, "how"))                              \
    X(HALT, 57, "halt", "a node stops; its mark is stored unless crash is odd", ARG(NODE, "node"), \
      ARG(FLAG, "crash"))

#endif
