/*
 * What a scenario of Snowflake IDs sets beside weights: tables only. recipe/sizes.h makes the
 * constants and rows of them and explains the columns.
 */
#ifndef SIM_SNOWFLAKE_SIZES_H
#define SIM_SNOWFLAKE_SIZES_H

#define SIM_SNOWFLAKE_SIZE_TABLE(X)                                                                \
    X(SNOWFLAKE_NODES, "nodes", DRAWN, 1, SIM_NODES_MAX, 3, "processes, each with a clock")        \
    X(SNOWFLAKE_START, "start", DRAWN, 1, UINT32_MAX, 1600000000,                                  \
      "true time at the beginning, in seconds since 1970")                                         \
    X(SNOWFLAKE_LAYOUT, "layout", DRAWN, 1, SIM_SNOWFLAKE_LAYOUTS, 1,                              \
      "noah, twitter, narrow or wide: how an ID's bits are used")                                  \
    X(SNOWFLAKE_POLICY, "policy", DRAWN, 0, SIM_SNOWFLAKE_POLICY_MASK, 0,                          \
      "1: logical time, 2: borrow, 4: leases end, 8: store ahead; 16..112: which lead, "           \
      "128..896: length of leases, 1024..3072: how far ahead")                                     \
    X(SNOWFLAKE_SEED, "seed", SEED, 0, UINT32_MAX, 0,                                              \
      "draws the layouts narrow and wide, and coordinator numbers")                                \
    X(SNOWFLAKE_TIME_BITS, "time-bits", DERIVED, 4, 63, 0, "bits of the layout's time")            \
    X(SNOWFLAKE_CARELESS, "careless", DRAWN, 0, 16, 0,                                             \
      "of 16 leases, how many may overlap another one")                                            \
    X(SNOWFLAKE_CRASHES, "crashes", DRAWN, 0, 16, 0, "of 16 stops, how many are crashes")          \
    X(SNOWFLAKE_MISTAKES, "mistakes", DRAWN, 0, 16, 0, "of 16 starts, how many are wrong")         \
    X(SNOWFLAKE_SECONDS, "seconds", DRAWN, 0, 64, 0,                                               \
      "of 64 times that pass, how many are seconds, whatever a tick is")                           \
    X(SNOWFLAKE_FAR, "far", DRAWN, 1, 256, 8, "ticks that are a long time")                        \
    X(SNOWFLAKE_BULK, "bulk", DRAWN, 0, 16, 0,                                                     \
      "of 16 requests, how many ask for as many IDs as possible")                                  \
    X(SNOWFLAKE_CALM, "calm", DRAWN, 0, 1, 0, "yes: clocks have only small errors")                \
    X(SNOWFLAKE_DRIFT_BITS, "drift-bits", DRAWN, 0, 20, 6, "bits of the rates that clocks drift by")

#define SIM_SNOWFLAKE_SIZE_VALUE_TABLE(V)                                                          \
    V(SNOWFLAKE_LAYOUT, 1, "noah")                                                                 \
    V(SNOWFLAKE_LAYOUT, 2, "twitter")                                                              \
    V(SNOWFLAKE_LAYOUT, 3, "narrow")                                                               \
    V(SNOWFLAKE_LAYOUT, 4, "wide")                                                                 \
    V(SNOWFLAKE_CALM, 0, "no")                                                                     \
    V(SNOWFLAKE_CALM, 1, "yes")

#endif
