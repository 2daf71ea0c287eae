/*
 * The ops of worlds of time-ordered IDs, except those of clocks: tables only. tape/ops.h makes the
 * constants and rows of them and explains the columns.
 */
#ifndef SIM_TIMEORDERED_OPS_H
#define SIM_TIMEORDERED_OPS_H

/*
 * SETTING: of a process. ENTROPY: what its random source gives. MOMENT: which time an ID is to
 * have. CRAFT: what is wrong with a text that is decoded. TEXT: an other form.
 */
#define SIM_TIMEORDERED_KIND_TABLE(K)                                                              \
    K(SETTING, WHOLE, 8, 0, 0)                                                                     \
    K(ENTROPY, WHOLE, 4, 0, 0)                                                                     \
    K(INSTANCE, WHOLE, 4, 0, 0)                                                                    \
    K(FLOOD, WHOLE, 3000, 0, 1, 3)                                                                 \
    K(MOMENT, WHOLE, 8, 0, 0)                                                                      \
    K(CRAFT, WHOLE, 10, 0, 0)                                                                      \
    K(TEXT, WHOLE, 6, 0, 0)

#define SIM_TIMEORDERED_VALUE_TABLE(V)                                                             \
    V(ENTROPY, RANDOM, 0, "random")                                                                \
    V(ENTROPY, ONES, 1, "ones")                                                                    \
    V(ENTROPY, ZEROS, 2, "zeros")                                                                  \
    V(MOMENT, NOW, 0, "now")                                                                       \
    V(MOMENT, BACK, 1, "back")                                                                     \
    V(MOMENT, AHEAD, 2, "ahead")                                                                   \
    V(MOMENT, ZERO, 3, "zero")                                                                     \
    V(MOMENT, FIRST, 4, "first")                                                                   \
    V(MOMENT, BEFORE_FIRST, 5, "before-first")                                                     \
    V(MOMENT, LAST, 6, "last")                                                                     \
    V(MOMENT, AFTER_LAST, 7, "after-last")                                                         \
    V(CRAFT, INTACT, 0, "intact")                                                                  \
    V(CRAFT, OTHER_CASE, 1, "other-case")                                                          \
    V(CRAFT, SHORT, 2, "short")                                                                    \
    V(CRAFT, LONG, 3, "long")                                                                      \
    V(CRAFT, FOREIGN, 4, "foreign")                                                                \
    V(CRAFT, CONFUSED, 5, "confused")                                                              \
    V(CRAFT, LARGE, 6, "large")                                                                    \
    V(CRAFT, OTHER_KIND, 7, "other-kind")                                                          \
    V(CRAFT, SMALLEST, 8, "smallest")                                                              \
    V(CRAFT, LARGEST, 9, "largest")

/* Those that other schemes have, too, and its own. */
#define SIM_TIMEORDERED_SHARED_OP_TABLE(X) SIM_CLOCK_OP_TABLE(X)
#define SIM_TIMEORDERED_OP_TABLE(X)                                                                \
    X(LAUNCH, 52, "launch", "a process starts on a machine that is down", ARG(NODE, "node"),       \
      ARG(SETTING, "setting"), ARG(ENTROPY, "entropy"))                                            \
    X(QUIT, 53, "quit", "a machine's process crashes", ARG(NODE, "node"))                          \
    X(CLONE, 54, "clone", "a process is copied to a machine that is down", ARG(NODE, "node"),      \
      ARG(NODE, "to"))                                                                             \
    X(ISSUE, 55, "issue", "a generator makes count mod 64 + 1 IDs, or as many as it can",          \
      ARG(NODE, "node"), ARG(INSTANCE, "instance"), ARG(BATCH, "count"))                           \
    X(FLOOD, 56, "flood", "as issue, with count mod 3000 + 1, until floods have made 6000",        \
      ARG(NODE, "node"), ARG(INSTANCE, "instance"), ARG(FLOOD, "count"))                           \
    X(ISSUE_AT, 57, "issue-at",                                                                    \
      "a generator makes an ID of a given time, amount mod 64 ms or ticks from the moment",        \
      ARG(NODE, "node"), ARG(MOMENT, "moment"), ARG(AMOUNT, "amount"))                             \
    X(RETRY, 58, "retry", "true time passes until a refused generator may try again",              \
      ARG(NODE, "node"))                                                                           \
    X(MAIL, 59, "mail", "a machine sends its last ID to another one", ARG(NODE, "node"),           \
      ARG(NODE, "to"))                                                                             \
    X(RECEIVE, 60, "receive",                                                                      \
      "a message is read, intact or damaged; the receiver decodes the ID and compares it",         \
      ARG(MESSAGE, "message"), ARG(CRAFT, "how"))                                                  \
    X(CRAFT, 61, "craft", "a machine decodes a text that nobody made, with digits by number",      \
      ARG(NODE, "node"), ARG(CRAFT, "how"), ARG(COUNT, "number"))                                  \
    X(CONVERT, 62, "convert", "a machine writes its last ID in another form, and reads it again",  \
      ARG(NODE, "node"), ARG(TEXT, "form"))

#endif
