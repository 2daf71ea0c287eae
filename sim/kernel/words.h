/*
 * Words that findings of more than one scheme have: a table only. wording.h makes the constants of
 * them. X(constant, text)
 *
 * In a text, # stands for the next number or value, and (s) after it for the plural.
 */
#ifndef SIM_KERNEL_WORDS_H
#define SIM_KERNEL_WORDS_H

#define SIM_COMMON_WORD_TABLE(X)                                                                   \
    X(NONE, "")                                                                                    \
    /* Places. */                                                                                  \
    X(NODE, "node #")                                                                              \
    X(SLOT, "slot #")                                                                              \
    X(STORE, "store #")                                                                            \
    X(POSITION, "at log position #")                                                               \
    X(SESSION, "session #")                                                                        \
    X(PLACE, "node # slot #")                                                                      \
    /* Values. */                                                                                  \
    X(TRUE, "true")                                                                                \
    X(FALSE, "false")                                                                              \
    X(REFUSAL, "a refusal")                                                                        \
    X(SPOILED, "#, and an output was written")                                                     \
    X(ORIGIN, "#, origin #")                                                                       \
    X(UNIQUE_FINAL, "final #")                                                                     \
    X(UNIQUE_STABLE, "stable #")                                                                   \
    X(NO_IDS, "no IDs")                                                                            \
    X(EAGER_RUN, "# eager final(s) from #")                                                        \
    X(LOCAL_RUN, "# local ID(s) from #")                                                           \
    X(RANGE, "# ID(s) from gen count # of #, cluster size #")                                      \
    X(GHOST, "a ghost of # ID(s) of #")                                                            \
    X(CLUSTER, "final # on: # of # ID(s) of # from gen count #")                                   \
    X(BYTES, "# byte(s), hash #")                                                                  \
    /* Memory. */                                                                                  \
    X(ALLOCATOR, "a call of the allocator")                                                        \
    X(OLD_SIZE, "old_size is the size that was asked for last")                                    \
    X(ANOTHER_OLD_SIZE, "another old_size")                                                        \
    X(NO_MEMORY_HELD, "no memory is held any more")                                                \
    X(BYTES_LEFT, "# byte(s) left")                                                                \
    /* When something is asked. */                                                                 \
    X(AFTER_OP, "after the op")                                                                    \
    X(QUIET, "when all is quiet")

#endif
