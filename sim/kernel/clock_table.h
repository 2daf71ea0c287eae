/*
 * The ops of clocks, for schemes whose IDs contain a time: tables only. tape/ops.h makes the
 * constants and rows of them and explains the columns; sim/clock_ops.c executes them.
 */
#ifndef SIM_CLOCK_TABLE_H
#define SIM_CLOCK_TABLE_H

#define SIM_CLOCK_KIND_TABLE(K)                                                                    \
    K(AMOUNT, ANY, 0, 1u << 16, 0)                                                                 \
    K(UNIT, WHOLE, 3, 0, 0)                                                                        \
    K(STEP, WHOLE, 6, 0, 0)                                                                        \
    K(DRIFT, ANY, 0, 1u << 19, 0)

#define SIM_CLOCK_VALUE_TABLE(V)                                                                   \
    V(UNIT, US, 0, "us")                                                                           \
    V(UNIT, MS, 1, "ms")                                                                           \
    V(UNIT, S, 2, "s")                                                                             \
    V(STEP, US, 0, "us")                                                                           \
    V(STEP, MS, 1, "ms")                                                                           \
    V(STEP, S, 2, "s")                                                                             \
    V(STEP, BACK_US, 3, "back-us")                                                                 \
    V(STEP, BACK_MS, 4, "back-ms")                                                                 \
    V(STEP, BACK_S, 5, "back-s")

#define SIM_CLOCK_OP_TABLE(X)                                                                      \
    X(PASS, 46, "pass", "true time passes", ARG(AMOUNT, "amount"), ARG(UNIT, "unit"))              \
    X(SET, 47, "set-clock", "a node's clock is set forward or back", ARG(NODE, "node"),            \
      ARG(AMOUNT, "amount"), ARG(STEP, "way"))                                                     \
    X(DRIFT, 48, "drift",                                                                          \
      "a node's clock gains rate / 2 parts per million; if rate is odd, it loses them",            \
      ARG(NODE, "node"), ARG(DRIFT, "rate"))                                                       \
    X(FREEZE, 49, "freeze", "a node's clock stops", ARG(NODE, "node"))                             \
    X(THAW, 50, "thaw", "a node's stopped clock runs again from where it stood",                   \
      ARG(NODE, "node"))                                                                           \
    X(LEAP, 51, "leap", "a leap second: shown twice, or smeared if smear is odd",                  \
      ARG(NODE, "node"), ARG(FLAG, "smear"))

#endif
