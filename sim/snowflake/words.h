/* What findings in Snowflake worlds say: a table only. wording.h makes the constants of it. */
#ifndef SIM_SNOWFLAKE_WORDS_H
#define SIM_SNOWFLAKE_WORDS_H

/* X(constant, text); # stands for a number */
#define SIM_SNOWFLAKE_WORD_TABLE(X)                                                                \
    X(FLAKE_NODE, "node # with coordinator number #")                                              \
    /* What was called or asked. */                                                                \
    X(FLAKE_BEGINNING, "beginning")                                                                \
    X(FLAKE_STOPPING, "its mark when it stops")                                                    \
    X(FLAKE_RENEWING, "renewing its lease")                                                        \
    X(FLAKE_MAKING, "making an ID")                                                                \
    X(FLAKE_LONG_SEQUENCE, "an ID with a sequence that does not fit")                              \
    X(FLAKE_LONG_NUMBER, "an ID with a coordinator number that does not fit")                      \
    X(FLAKE_BEFORE_EPOCH, "an ID from before the epoch")                                           \
    X(FLAKE_AFTER_END, "an ID from after the layout's last time")                                  \
    X(FLAKE_WRONG_LAYOUT, "an impossible layout")                                                  \
    X(FLAKE_LAYOUT, "the layout of the world")                                                     \
    X(FLAKE_NOBODYS_ID, "an ID that was never made")                                               \
    X(FLAKE_ALL_IDS, "all IDs together")                                                           \
    X(FLAKE_ENDING, "destroying all generators")                                                   \
    X(FLAKE_PUBLISHED, "a published layout")                                                       \
    X(FLAKE_VALIDATE, "layout_validate")                                                           \
    X(FLAKE_COMPOSE, "compose")                                                                    \
    X(FLAKE_CREATE, "create")                                                                      \
    X(FLAKE_OWN_GENERATOR, "a generator of the oracle's own")                                      \
    X(FLAKE_OWNER, "binding to a process")                                                         \
    X(FLAKE_RENEW, "renew")                                                                        \
    X(FLAKE_THREADS, "is_thread_safe")                                                             \
    /* What was expected, and what came. */                                                        \
    X(FLAKE_AS_RULED, "what the rules say")                                                        \
    X(FLAKE_NOT_AS_RULED, "something else")                                                        \
    X(FLAKE_MARK, "a mark not below the time used")                                                \
    X(FLAKE_MARK_BELOW, "a mark below it")                                                         \
    X(FLAKE_NEW_ID, "an ID not made before")                                                       \
    X(FLAKE_GROWING_ID, "an ID above all IDs made under the lease")                                \
    X(FLAKE_AN_ID, "ID #")                                                                         \
    X(FLAKE_TICK_NOT_BEHIND, "a tick not before the clock's")                                      \
    X(FLAKE_TICK_NOT_AHEAD, "a tick at most the lead ahead")                                       \
    X(FLAKE_TICK_INSIDE, "a tick inside the lease and not before the mark")                        \
    X(FLAKE_TIME, "# at a reading of #")                                                           \
    X(FLAKE_OWN_PARTS, "time, sequence and coordinator as in the layout")                          \
    X(FLAKE_OTHER_PARTS, "other parts of the ID")                                                  \
    X(FLAKE_SAME_ID, "the same ID from its parts")                                                 \
    X(FLAKE_OTHER_ID, "another ID, or none")                                                       \
    X(FLAKE_OWN_NUMBER, "its own coordinator number in the ID")                                    \
    X(FLAKE_OTHER_NUMBER, "another one")                                                           \
    X(FLAKE_TOLD, "an ID, since the clock reached the reading it was told")                        \
    X(FLAKE_BEFORE_TOLD, "no ID, since the clock is before the reading it was told")               \
    X(FLAKE_ID_LEFT, "the ID left as it was")                                                      \
    X(FLAKE_ID_CHANGED, "another ID")                                                              \
    X(FLAKE_TRY_AT_LEFT, "try_at_us left as it was: #")                                            \
    X(FLAKE_TRY_AT, "try again at #")                                                              \
    X(FLAKE_NO_ID_YET, "no ID before the earliest reading that works")                             \
    X(FLAKE_ID_YET, "an ID")                                                                       \
    X(FLAKE_TICK, "tick #")                                                                        \
    X(FLAKE_SEQUENCE, "sequence #")                                                                \
    X(FLAKE_HIGH_WATER, "high-water mark: #")                                                      \
    X(FLAKE_RADIUS_BOUND, "a radius of at most #, as IDs made # us apart are in order")            \
    X(FLAKE_RADIUS, "a radius of #")                                                               \
    X(FLAKE_SERVED, "an ID, or that no time is left")                                              \
    X(FLAKE_NEITHER, "neither")

#endif
