/* What findings in k-order worlds say: a table only. wording.h makes the constants of it. */
#ifndef SIM_KORDER_WORDS_H
#define SIM_KORDER_WORDS_H

/* X(constant, text); # stands for a number */
#define SIM_KORDER_WORD_TABLE(X)                                                                   \
    X(KORDER_NODE, "node #, its clock at # us")                                                    \
    /* What was called or asked. */                                                                \
    X(KORDER_FINGERPRINT, "fingerprint")                                                           \
    X(KORDER_SEARCHING, "searching the numbers in use")                                            \
    X(KORDER_CREATE, "create")                                                                     \
    X(KORDER_BEGINNING, "the mark it starts from")                                                 \
    X(KORDER_MAKE, "make, for a mark")                                                             \
    X(KORDER_NEXT, "next")                                                                         \
    X(KORDER_LANE_NEXT, "lane_next")                                                               \
    X(KORDER_READY, "ready_us")                                                                    \
    X(KORDER_LANE_READY, "lane_ready_us")                                                          \
    X(KORDER_HIGH_WATER, "high_water")                                                             \
    X(KORDER_READING_BYTES, "reading an ID's bytes")                                               \
    X(KORDER_READING_D64, "reading an ID's d64 text")                                              \
    X(KORDER_READING_BASE64URL, "reading an ID's base64url text")                                  \
    X(KORDER_SPLIT, "split")                                                                       \
    X(KORDER_TO_LOCAL, "to_local")                                                                 \
    X(KORDER_SHOWS_READY, "its clock shows ready_us")                                              \
    X(KORDER_LAST_ID, "its last ID")                                                               \
    X(KORDER_UNIQUE, "an ID")                                                                      \
    X(KORDER_OWN_ORDER, "above the node's earlier IDs")                                            \
    X(KORDER_EFFECT, "its effect is above")                                                        \
    X(KORDER_TIME_IN_ID, "the time in an ID")                                                      \
    X(KORDER_WINDOWS, "the windows of IDs made at one instant")                                    \
    X(KORDER_BY_NODE, "in one window, by node: first")                                             \
    X(KORDER_GLOBAL_IDS, "global IDs")                                                             \
    X(KORDER_LOCAL_IDS, "local IDs")                                                               \
    X(KORDER_APART, "made # us apart, or more: above")                                             \
    X(KORDER_ENDING, "destroying all generators")                                                  \
    X(KORDER_WINDOW, "window")                                                                     \
    X(KORDER_OWNER, "binding to a process")                                                        \
    X(KORDER_DEFAULTS, "options_default")                                                          \
    X(KORDER_THREADS, "is_thread_safe")                                                            \
    /* What was expected, and what came. */                                                        \
    X(KORDER_AS_RULED, "what the rules say")                                                       \
    X(KORDER_HASH, "the fingerprint #")                                                            \
    X(KORDER_FOUND, "found")                                                                       \
    X(KORDER_FOUND_NOT, "not found")                                                               \
    X(KORDER_PLACE, "place #")                                                                     \
    X(KORDER_ABOVE_ALL, "more than all its earlier IDs")                                           \
    X(KORDER_NODE_NUMBER, "the node's number #")                                                   \
    X(KORDER_DRIFT, "drift #")                                                                     \
    X(KORDER_MARK, "the mark #")                                                                   \
    X(KORDER_LOCAL_ID, "local ID #")                                                               \
    X(KORDER_BOTH_IDS, "local ID #, global ##")                                                    \
    X(KORDER_ID_OF_NODE, "## of node #, made at # us")                                             \
    X(KORDER_ID_WRITTEN, "the ID as written")                                                      \
    X(KORDER_ANOTHER, "another one")                                                               \
    X(KORDER_NUMBER, "number #")                                                                   \
    X(KORDER_AN_ID, "an ID")                                                                       \
    X(KORDER_NO_ID, "none")                                                                        \
    X(KORDER_LOCAL_BYTES, "the bytes of the local ID")                                             \
    X(KORDER_LOCAL_FROM_BYTES, "the local ID, from its bytes")                                     \
    X(KORDER_LOCAL_FROM_TEXT, "the local ID, from its text")                                       \
    X(KORDER_GLOBAL_OF_LOCAL, "the global ID of its local ID")                                     \
    X(KORDER_LOCAL_OF_GLOBAL, "the local ID of its global ID")                                     \
    X(KORDER_GLOBAL_FROM_TEXT, "the global ID, from its text")                                     \
    X(KORDER_TEXTS_IN_ORDER, "texts in the order of the bytes")                                    \
    X(KORDER_SOMETHING_ELSE, "something else")                                                     \
    X(KORDER_DISTANCE, "the distance of two IDs")                                                  \
    X(KORDER_MS_BELOW, "at most 2 ms below # ms")                                                  \
    X(KORDER_MS, "# ms")                                                                           \
    X(KORDER_TIME_US, "time in us #")                                                              \
    X(KORDER_TIME_MS, "time in ms #")                                                              \
    X(KORDER_SEQUENCE, "sequence #")                                                               \
    X(KORDER_VALID, "a valid ID")                                                                  \
    X(KORDER_FIRST_READY, "the first time at which the next call succeeds")                        \
    X(KORDER_US, "# us")                                                                           \
    X(KORDER_NOBODYS, "one that no node has")                                                      \
    X(KORDER_TIMES, "a time from # to # us")                                                       \
    X(KORDER_NEIGHBOURS, "one window, or two neighbours")                                          \
    X(KORDER_FROM_TO, "# to #")                                                                    \
    X(KORDER_RADIUS_BOUND, "a radius of at most #, and # to # for the displacement")               \
    X(KORDER_RADIUS, "#, with a displacement of #")

#endif
