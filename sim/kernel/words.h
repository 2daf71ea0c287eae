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
    X(NUMBER, "#")                                                                                 \
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
    X(NO_MEMORY_HELD, "no memory is held")                                                         \
    X(BYTES_LEFT, "# byte(s) left")                                                                \
    /* Guests. */                                                                                  \
    X(GUEST_CALL, "a call of the guest")                                                           \
    X(GUEST_ANSWERS, "an answer as PROTOCOL.md has it, before the deadline")                       \
    X(GUEST_ENDED, "it ended")                                                                     \
    X(GUEST_SILENT, "no answer before the deadline")                                               \
    X(GUEST_NOT_TEXT, "a line that is not UTF-8")                                                  \
    X(GUEST_NOT_JSON, "a line that is not JSON")                                                   \
    X(GUEST_LONG_LINE, "a line that is too long")                                                  \
    X(GUEST_OTHER_VERSION, "another version of the protocol")                                      \
    X(GUEST_OTHER_FORM, "an answer of another form")                                               \
    X(GUEST_DIFFERS, "an answer other than the core's")                                            \
    X(GUEST_NOT_STARTED, "it could not be started")                                                \
    /* When something is asked. */                                                                 \
    X(AFTER_OP, "after the op")                                                                    \
    X(QUIET, "after the quiet phase")                                                              \
    X(AND_MORE, "and more")                                                                        \
    /* Exhaustive searches. */                                                                     \
    X(UNASKED, "the same ops without questions in between")                                        \
    X(RIGHT_ANSWERS, "correct answers, as with questions")                                         \
    X(A_FAILURE, "a failure")                                                                      \
    /* Who is to blame, and why. */                                                                \
    X(VERIFY_FAULT, "fails")                                                                       \
    X(MODEL_FAILS, "it fails with the model as the allocator, too: #")                             \
    X(MODEL_PASSES, "it passes with the model as the allocator")                                   \
    X(MODEL_HAS_OTHER_BYTES,                                                                       \
      "it passes with the model as the allocator, but the snapshots then have other bytes")        \
    X(MODEL_NOT_PLAYED, "there was not enough memory to run the model alone")                      \
    X(SIDE_FAILS, "one of the paired worlds fails alone: #")                                       \
    X(PAIR_FAILS, "the pair fails with the model as the allocator, too")                           \
    X(PAIR_PASSES,                                                                                 \
      "each of the paired worlds passes alone, and the pair passes with the model as "             \
      "the allocator")                                                                             \
    X(NO_REFERENCE, "the core's verify finds no fault, and this scheme has no reference")          \
    X(NO_VERIFY, "this scheme has neither a verify function nor a reference")                      \
    X(NOT_ENDED, "the process that was to determine it did not finish")

#endif
