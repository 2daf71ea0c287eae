/*
 * The ops of k-order worlds, except those of clocks: tables only. tape/ops.h makes the constants
 * and rows of them and explains the columns.
 */
#ifndef SIM_KORDER_OPS_H
#define SIM_KORDER_OPS_H

#include <idalloc/korder.h>

/*
 * WAKE: the quotient by SIM_WAKE_BOUND says how long marks stay valid. WAY: how an ID is made.
 * FORM: the form of the ID in a message. WAYS: how two threads make theirs, first + SIM_WAY_BOUND *
 * second; the quotient by SIM_WAYS_BOUND says how many IDs the second one makes.
 */
#define SIM_WAYS_CALLS_MAX 4u

#define SIM_KORDER_KIND_TABLE(K)                                                                   \
    K(WAKE, PART, 4, 16, 0)                                                                        \
    K(SEQUENCE, WHOLE, IDA_KORDER_SEQUENCE_COUNT, 0, 0)                                            \
    K(WAY, WHOLE, 4, 0, 0)                                                                         \
    K(BURST, WHOLE, 20000, 0, 1, 3)                                                                \
    K(FORM, WHOLE, 12, 0, 0)                                                                       \
    K(WAYS, PART, 16, 64, 0)

#define SIM_KORDER_VALUE_TABLE(V)                                                                  \
    V(WAKE, NORMAL, 0, "normal")                                                                   \
    V(WAKE, UNMARKED, 1, "unmarked")                                                               \
    V(WAKE, IN_USE, 2, "in-use")                                                                   \
    V(WAKE, WRONG_OPTIONS, 3, "wrong-options")                                                     \
    V(WAY, NEXT, 0, "local")                                                                       \
    V(WAY, GLOBAL, 1, "global")                                                                    \
    V(WAY, LANE, 2, "lane-0")                                                                      \
    V(WAY, LAST_LANE, 3, "lane-1")                                                                 \
    V(FORM, BYTES, 0, "bytes")                                                                     \
    V(FORM, D64, 1, "d64")                                                                         \
    V(FORM, BASE64URL, 2, "base64url")                                                             \
    V(FORM, DAMAGED_BYTES, 9, "damaged-bytes")                                                     \
    V(FORM, DAMAGED_D64, 10, "damaged-d64")                                                        \
    V(FORM, DAMAGED_BASE64URL, 11, "damaged-base64url")

/* Those that other schemes have, too, and its own. */
#define SIM_KORDER_SHARED_OP_TABLE(X) SIM_CLOCK_OP_TABLE(X)
#define SIM_KORDER_OP_TABLE(X)                                                                     \
    X(WAKE, 58, "wake",                                                                            \
      "a node starts normally, without its mark, with a number in use, or with wrong options",     \
      ARG(NODE, "node"), ARG(WAKE, "how"), ARG(SEQUENCE, "sequence"))                              \
    X(KILL, 59, "kill", "a node stops; its storage stays", ARG(NODE, "node"))                      \
    X(MAKE, 60, "make",                                                                            \
      "a node makes count mod 64 + 1 IDs: local, global, or on one of two lanes",                  \
      ARG(NODE, "node"), ARG(BATCH, "count"), ARG(WAY, "way"))                                     \
    X(BURST, 61, "burst", "as make, with count mod 20000 + 1, until bursts have made 40000",       \
      ARG(NODE, "node"), ARG(BURST, "count"), ARG(WAY, "way"))                                     \
    X(POST, 62, "post", "a node sends its last ID to another node", ARG(NODE, "node"),             \
      ARG(NODE, "to"))                                                                             \
    X(HEAR, 63, "hear",                                                                            \
      "a message is read in one of its forms, intact or damaged, and the reader makes an ID",      \
      ARG(MESSAGE, "message"), ARG(FORM, "how"))                                                   \
    X(CROSS_MAKE, 53, "cross",                                                                     \
      "two threads of a node make IDs: all of the second come between two steps of the first",     \
      ARG(NODE, "node"), ARG(ACCESS, "before"), ARG(WAYS, "ways"))                                 \
    X(SPREAD, 52, "spread",                                                                        \
      "a node makes two IDs, and a tick begins at start; half of a tick or more is refused",       \
      ARG(NODE, "node"), ARG(WAY, "way"), ARG(SEQUENCE, "start"))

#endif
