/*
 * What a scenario of time-ordered IDs sets beside weights: tables only. recipe/sizes.h makes the
 * constants and rows of them and explains the columns.
 */
#ifndef SIM_TIMEORDERED_SIZES_H
#define SIM_TIMEORDERED_SIZES_H

#define SIM_TIMEORDERED_SIZE_TABLE(X)                                                              \
    X(TIMEORDERED_NODES, "nodes", DRAWN, 1, SIM_NODES_MAX, 3, "machines, each with a clock")       \
    X(TIMEORDERED_INSTANCES, "instances", DRAWN, 1, SIM_TIME_INSTANCES_MAX, 1,                     \
      "generators of each process")                                                                \
    X(TIMEORDERED_MOMENT, "moment", DRAWN, 0, SIM_TIME_MOMENTS - 1, 0,                             \
      "when true time begins: at start, or near the edge of a field of time")                      \
    X(TIMEORDERED_START, "start", DRAWN, 1, UINT32_MAX, 1700000000,                                \
      "true time at the beginning, in seconds since 1970")                                         \
    X(TIMEORDERED_SEED, "seed", SEED, 0, UINT32_MAX, 0, "draws the seeds of random sources")       \
    X(TIMEORDERED_CALM, "calm", DRAWN, 0, 1, 0, "yes: clocks only drift")                          \
    X(TIMEORDERED_SECONDS, "seconds", DRAWN, 0, 16, 0,                                             \
      "of 16 times that pass, how many are seconds")                                               \
    X(TIMEORDERED_JUMPS, "jumps", DRAWN, 0, 16, 0,                                                 \
      "of 16 steps of a clock, how many are of hours")                                             \
    X(TIMEORDERED_EXTREME, "extreme", DRAWN, 0, 16, 0,                                             \
      "of 16 random sources, how many give only ones or zeros")                                    \
    X(TIMEORDERED_BULK, "bulk", DRAWN, 0, 16, 0,                                                   \
      "of 16 requests, how many are for as many IDs as possible")                                  \
    X(TIMEORDERED_SETTING, "setting", DRAWN, 0, SIM_SETTING_BOUND - 1, 0,                          \
      "the number of the profile of most processes")

#define SIM_TIMEORDERED_SIZE_VALUE_TABLE(V)                                                        \
    V(TIMEORDERED_MOMENT, 0, "at-start")                                                           \
    V(TIMEORDERED_MOMENT, 2, "before-first")                                                       \
    V(TIMEORDERED_MOMENT, 3, "first")                                                              \
    V(TIMEORDERED_MOMENT, 4, "before-last")                                                        \
    V(TIMEORDERED_MOMENT, 5, "before-2038")                                                        \
    V(TIMEORDERED_MOMENT, 6, "before-2106")                                                        \
    V(TIMEORDERED_MOMENT, 7, "in-1970")                                                            \
    V(TIMEORDERED_CALM, 0, "no")                                                                   \
    V(TIMEORDERED_CALM, 1, "yes")

#endif
