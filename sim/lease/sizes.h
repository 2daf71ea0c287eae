/*
 * What a scenario of leases sets beside weights: tables only. recipe/sizes.h makes the constants
 * and rows of them and explains the columns.
 */
#ifndef SIM_LEASE_SIZES_H
#define SIM_LEASE_SIZES_H

#define SIM_LEASE_SIZE_TABLE(X)                                                                    \
    X(LEASE_REGISTRIES, "registries", DRAWN, 1, SIM_LEASE_REGISTRIES_MAX, 1,                       \
      "registries, which share one storage")                                                       \
    X(LEASE_NODES, "nodes", DRAWN, 3, SIM_NODES_MAX, 4, "registries and holders together")         \
    X(LEASE_POLICY, "policy", DRAWN, 0, SIM_LEASE_POLICY_MASK, 0,                                  \
      "1..3: length of a lease, 4..12: a clock's error, 16..48: how far it may be set, "           \
      "64..192: how many numbers, 256: registries are elected")                                    \
    X(LEASE_START, "start", DRAWN, 1, UINT32_MAX, 1600000000,                                      \
      "true time at the beginning, in seconds since 1970")                                         \
    X(LEASE_SEED, "seed", SEED, 0, UINT32_MAX, 0, "the world's seed")                              \
    X(LEASE_CALM, "calm", DRAWN, 0, 1, 0, "yes: clocks stay within their error")                   \
    X(LEASE_DAYS, "days", DRAWN, 0, 16, 0, "of 16 times that a clock is set, how many by days")    \
    X(LEASE_LOSSY, "lossy", DRAWN, 0, 16, 0, "of 16 messages, how many are not just delivered")    \
    X(LEASE_FAILURES, "failures", DRAWN, 0, 16, 0, "of 16 records, how many are lost or unheard")  \
    X(LEASE_UNSURE, "unsure", DRAWN, 0, 16, 0, "of 16 starts, how many do not trust the record")   \
    X(LEASE_MISTAKES, "mistakes", DRAWN, 0, 16, 0, "of 16 starts, how many are mistaken")          \
    X(LEASE_DOUBLES, "doubles", DRAWN, 0, 16, 0,                                                   \
      "of 16 starts, how many happen although a registry is at work")

#define SIM_LEASE_SIZE_VALUE_TABLE(V)                                                              \
    V(LEASE_CALM, 0, "no")                                                                         \
    V(LEASE_CALM, 1, "yes")

#endif
