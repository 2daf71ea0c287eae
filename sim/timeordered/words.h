/* What findings in worlds of time-ordered IDs say: a table only. wording.h makes the constants. */
#ifndef SIM_TIMEORDERED_WORDS_H
#define SIM_TIMEORDERED_WORDS_H

/* X(constant, text); # stands for a number */
#define SIM_TIMEORDERED_WORD_TABLE(X)                                                              \
    X(TIME_MACHINE, "machine # at a reading of #")                                                 \
    /* What was called or asked. */                                                                \
    X(TIME_START, "starting a process")                                                            \
    X(TIME_CLONE, "copying a process")                                                             \
    X(TIME_NEXT, "making an ID")                                                                   \
    X(TIME_NEXT_AFTER_REFUSAL, "making an ID after a call that was refused")                       \
    X(TIME_NEXT_BEFORE_FIRST, "making an ID with the clock before the first time")                 \
    X(TIME_NEXT_AFTER_LAST, "making an ID with the clock after the last time")                     \
    X(TIME_NEXT_EXTREME, "making an ID with an extreme random source")                             \
    X(TIME_AT, "making an ID of a given time")                                                     \
    X(TIME_AT_ZERO, "making an ID of the beginning of 1970")                                       \
    X(TIME_AT_BEFORE_FIRST, "making an ID of a time before the first")                             \
    X(TIME_AT_AFTER_LAST, "making an ID of a time after the last")                                 \
    X(TIME_DECODE, "decoding an ID")                                                               \
    X(TIME_DECODE_CRAFTED, "decoding an ID that nobody made")                                      \
    X(TIME_DECODE_CASE, "decoding an ID in the other case")                                        \
    X(TIME_DECODE_SHORT, "decoding an ID without its last character")                              \
    X(TIME_DECODE_LONG, "decoding an ID with one character more")                                  \
    X(TIME_DECODE_FOREIGN, "decoding an ID with a foreign character")                              \
    X(TIME_DECODE_CONFUSED, "decoding an ID with a letter that looks like a digit")                \
    X(TIME_DECODE_LARGE, "decoding an ID that is too large")                                       \
    X(TIME_DECODE_KIND, "decoding an ID of another kind")                                          \
    X(TIME_FORMAT_0, "writing an ID in other form 0")                                              \
    X(TIME_FORMAT_1, "writing an ID in other form 1")                                              \
    X(TIME_FORMAT_2, "writing an ID in other form 2")                                              \
    X(TIME_FORMAT_3, "writing an ID in other form 3")                                              \
    X(TIME_FORMAT_4, "writing an ID in other form 4")                                              \
    X(TIME_FORMAT_5, "writing an ID in other form 5")                                              \
    X(TIME_READ_0, "reading other form 0")                                                         \
    X(TIME_READ_1, "reading other form 1")                                                         \
    X(TIME_READ_2, "reading other form 2")                                                         \
    X(TIME_READ_3, "reading other form 3")                                                         \
    X(TIME_READ_4, "reading other form 4")                                                         \
    X(TIME_READ_5, "reading other form 5")                                                         \
    X(TIME_COMPARE, "comparing two IDs")                                                           \
    X(TIME_ALL_IDS, "all IDs together")                                                            \
    X(TIME_ENDING, "stopping all processes")                                                       \
    /* What was expected, and what came. */                                                        \
    X(TIME_NEW_ID, "an ID not made before")                                                        \
    X(TIME_OF_GENERATOR, "an ID that this generator made")                                         \
    X(TIME_OF_INSTANCE, "an ID that another generator of the process made")                        \
    X(TIME_OF_RESTART, "an ID that an earlier process of the machine made")                        \
    X(TIME_OF_MACHINE, "an ID that machine # made")                                                \
    X(TIME_OF_CLONE, "an ID that a copy of the process made")                                      \
    X(TIME_GREATER_ID, "an ID above the generator's last one")                                     \
    X(TIME_LOWER_ID, "an ID that is not above it")                                                 \
    X(TIME_LOWER_ID_BACK, "an ID that is not above it, with the clock set back")                   \
    X(TIME_IN_ORDER, "a text above those of earlier times")                                        \
    X(TIME_OUT_OF_ORDER, "a text below one of an earlier time")                                    \
    X(TIME_NOT_BEHIND, "a time not before #")                                                      \
    X(TIME_NOT_AHEAD, "a time not after #")                                                        \
    X(TIME_INSIDE, "# inside")                                                                     \
    X(TIME_REFUSED, "a refusal, as no ID has that time")                                           \
    X(TIME_AN_ID, "an ID of the time #")                                                           \
    X(TIME_NO_WAIT, "an ID, without waiting")                                                      \
    X(TIME_NOT_BORROWED, "no time ahead of the clock when a tick is full")                         \
    X(TIME_OF_PATTERN, "a text of the pattern")                                                    \
    X(TIME_NO_TEXT, "a text with a character that cannot be printed, or without an end")           \
    X(TIME_SAME_ID, "the ID itself")                                                               \
    X(TIME_OTHER_ID, "another text")                                                               \
    X(TIME_SAME_TIME, "the time inside: #")                                                        \
    X(TIME_OTHER_TIME, "the time #")                                                               \
    X(TIME_NO_TIME, "no time")                                                                     \
    X(TIME_SAME_NUMBER, "the number of its process: #")                                            \
    X(TIME_OTHER_NUMBER, "the number #")                                                           \
    X(TIME_NOT_AN_ID, "a refusal, as it is not an ID")                                             \
    X(TIME_READ_AS_ID, "an ID")                                                                    \
    X(TIME_ORDER, "the order of the texts")                                                        \
    X(TIME_OTHER_ORDER, "another order")                                                           \
    X(TIME_LEFT, "outputs left as they were")                                                      \
    X(TIME_CHANGED, "an output that was written")                                                  \
    X(TIME_SERVED, "an ID, or that no time is left")                                               \
    X(TIME_NOT_SERVED, "neither")

#endif
