/*
 * What a scenario of sequences sets beside weights: tables only. recipe/sizes.h makes the constants
 * and rows of them and explains the columns.
 */
#ifndef SIM_SEQUENCE_SIZES_H
#define SIM_SEQUENCE_SIZES_H

#define SIM_SEQUENCE_SIZE_TABLE(X)                                                                 \
    X(SEQUENCE_NODES, "nodes", DRAWN, 1, SIM_NODES_MAX, 3, "coordinators")                         \
    X(SEQUENCE_MASTERS, "masters", DRAWN, 1, SIM_MASTERS_MAX, 1, "processes that may hold office") \
    X(SEQUENCE_PREFETCH, "prefetch", DRAWN, 0, 100, 60,                                            \
      "percentage of a chunk after which the next is requested")                                   \
    X(SEQUENCE_RANGE, "range-size", DRAWN, 1, SIM_RANGE_SIZE_MAX, 100, "IDs of a range")           \
    X(SEQUENCE_SEED, "seed", SEED, 0, UINT32_MAX, 0, "names the sequence, and places its IDs")     \
    X(SEQUENCE_FAULTY, "faulty", DRAWN, 0, 16, 0, "of 16 messages and writes, how many go wrong")  \
    X(SEQUENCE_REORDER, "reorder", DRAWN, 0, 16, 0,                                                \
      "of 16 messages, how many need not be the oldest")                                           \
    X(SEQUENCE_LEAVERS, "leavers", DRAWN, 0, 16, 0, "of 16 changes of membership, how many end one")

#define SIM_SEQUENCE_SIZE_VALUE_TABLE(V)

#endif
