/*
 * What a scenario of k-ordered IDs sets beside weights: tables only. recipe/sizes.h makes the
 * constants and rows of them and explains the columns.
 */
#ifndef SIM_KORDER_SIZES_H
#define SIM_KORDER_SIZES_H

#define SIM_KORDER_SIZE_TABLE(X)                                                                   \
    X(KORDER_TIGHT, "tight", DRAWN, 0, 1, 0, "yes: only tries to touch the bound of the order")    \
    X(KORDER_NODES, "nodes", DRAWN, 1, SIM_NODES_MAX, 3, "nodes, each with a clock")               \
    X(KORDER_DRIFT, "window", DRAWN, IDA_KORDER_DRIFT_MIN, IDA_KORDER_DRIFT_MAX,                   \
      IDA_KORDER_DRIFT_MIN, "the drift X: windows are 2^X seconds long")                           \
    X(KORDER_FAITHFUL, "faithful", DRAWN, 0, UINT16_MAX, 0,                                        \
      "bit n: node n's generator is faithful, otherwise strict")                                   \
    X(KORDER_LEAD, "lead", DRAWN, 0, SIM_KORDER_LEAD_MASK, IDA_KORDER_LEAD_DEFAULT,                \
      "ticks that a strict generator may run ahead")                                               \
    X(KORDER_SEED, "seed", SEED, 0, UINT32_MAX, 0, "draws times and node numbers")                 \
    X(KORDER_BEGINS, "begins", DRAWN, 0, 7, 4,                                                     \
      "when true time begins: one of eight places near edges of windows")                          \
    X(KORDER_NUMBERS, "numbers", DRAWN, 0, 3, 0, "how nodes get their numbers")                    \
    X(KORDER_RECKLESS, "reckless", DRAWN, 0, 1, 0, "yes: nodes take numbers that are in use")      \
    X(KORDER_MISTAKES, "mistakes", DRAWN, 0, 16, 0, "of 16 nodes that begin, how many are wrong")  \
    X(KORDER_DAMAGED, "damaged", DRAWN, 0, 16, 0, "of 16 messages, how many are damaged")          \
    X(KORDER_ERROR, "error", DRAWN, 0, 400000000, 0,                                               \
      "if tight: the clock error of two nodes, in microseconds")                                   \
    X(KORDER_OTHERS, "others", DRAWN, 0, 1000, 0,                                                  \
      "if tight: IDs made between the two that are out of order")                                  \
    X(KORDER_UNIT, "unit", DRAWN, 0, 2, 1, "us, ms or s: the unit of time that passes")            \
    X(KORDER_AMOUNT, "amount", DRAWN, 1, 1000000, 10, "how much of it passes at most")             \
    X(KORDER_SKEW_UNIT, "skew-unit", DRAWN, 0, 2, 1, "us, ms or s: the unit of steps of clocks")   \
    X(KORDER_SKEW, "skew", DRAWN, 1, 1000000, 1, "how far they step at most")

#define SIM_KORDER_SIZE_VALUE_TABLE(V)                                                             \
    V(KORDER_TIGHT, 0, "no")                                                                       \
    V(KORDER_TIGHT, 1, "yes")                                                                      \
    V(KORDER_RECKLESS, 0, "no")                                                                    \
    V(KORDER_RECKLESS, 1, "yes")                                                                   \
    V(KORDER_NUMBERS, 0, "small")                                                                  \
    V(KORDER_NUMBERS, 1, "wide")                                                                   \
    V(KORDER_NUMBERS, 2, "names")                                                                  \
    V(KORDER_NUMBERS, 3, "extreme")                                                                \
    V(KORDER_UNIT, 0, "us")                                                                        \
    V(KORDER_UNIT, 1, "ms")                                                                        \
    V(KORDER_UNIT, 2, "s")                                                                         \
    V(KORDER_SKEW_UNIT, 0, "us")                                                                   \
    V(KORDER_SKEW_UNIT, 1, "ms")                                                                   \
    V(KORDER_SKEW_UNIT, 2, "s")

#endif
