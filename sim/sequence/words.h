/* What findings in sequence worlds say: a table only. wording.h makes the constants of it. */
#ifndef SIM_SEQUENCE_WORDS_H
#define SIM_SEQUENCE_WORDS_H

/* X(constant, text); # stands for a number */
#define SIM_SEQUENCE_WORD_TABLE(X)                                                                 \
    X(SEQ_MASTER, "master # of term #")                                                            \
    X(SEQ_COORDINATOR, "coordinator # in incarnation #")                                           \
    /* What was called or asked. */                                                                \
    X(SEQ_TAKING_OFFICE, "taking office")                                                          \
    X(SEQ_JOINING, "a coordinator joins")                                                          \
    X(SEQ_ANSWERING, "answering a request")                                                        \
    X(SEQ_COMPARING, "the storage compares")                                                       \
    X(SEQ_CONFIRMING, "confirming its write")                                                      \
    X(SEQ_STARTING, "starting")                                                                    \
    X(SEQ_STORING, "storing its record")                                                           \
    X(SEQ_STOPPING, "stopping")                                                                    \
    X(SEQ_ASKING, "asking for a chunk")                                                            \
    X(SEQ_TAKING_OVER, "installing a reply")                                                       \
    X(SEQ_DRAWING, "drawing an ID")                                                                \
    X(SEQ_READING, "reading what was written")                                                     \
    X(SEQ_READING_DAMAGED, "reading what was cut short or changed")                                \
    X(SEQ_CHUNKS, "all chunks together")                                                           \
    X(SEQ_ENDING, "destroying all masters and coordinators")                                       \
    X(SEQ_MASTER_VERIFY, "master_verify")                                                          \
    X(SEQ_COORDINATOR_VERIFY, "coordinator_verify")                                                \
    X(SEQ_HANDING_BACK, "stopping for good")                                                       \
    X(SEQ_TAKING_BACK, "taking back a chunk")                                                      \
    X(SEQ_RAISING, "raising the sequence")                                                         \
    X(SEQ_CHUNK_VALIDATE, "chunk_validate")                                                        \
    X(SEQ_CHUNK_SIZE, "chunk_size")                                                                \
    X(SEQ_CHUNK_ID, "chunk_id")                                                                    \
    X(SEQ_WRITING_REQUEST, "writing a request")                                                    \
    X(SEQ_WRITING_REPLY, "writing a reply")                                                        \
    X(SEQ_WRITING_RETURN, "writing a return")                                                      \
    X(SEQ_READING_REQUEST, "reading a request")                                                    \
    X(SEQ_READING_REPLY, "reading a reply")                                                        \
    X(SEQ_READING_RETURN, "reading a return")                                                      \
    X(SEQ_WRITING_RECORD, "writing a record")                                                      \
    X(SEQ_READING_RECORD, "reading a record")                                                      \
    X(SEQ_WRITE_APPLIES, "master_write_applies")                                                   \
    X(SEQ_RECORD_CHECK, "master_record_check")                                                     \
    X(SEQ_MASTER_CREATE, "master_create")                                                          \
    X(SEQ_COORDINATOR_CREATE, "coordinator_create")                                                \
    X(SEQ_WITHOUT_MEMORY, "a call without memory")                                                 \
    X(SEQ_WRONG_REQUEST, "answering a wrong request")                                              \
    X(SEQ_WRONG_CONFIRMATION, "confirming what is not pending")                                    \
    X(SEQ_WRONG_RAISE, "raising above the last ID of all")                                         \
    X(SEQ_WRONG_RETURN, "taking back what was not granted")                                        \
    X(SEQ_JOINING_AGAIN, "joining again")                                                          \
    X(SEQ_WRONG_REPLY, "installing a wrong reply")                                                 \
    X(SEQ_BINDING, "binding to a process")                                                         \
    X(SEQ_OWNER, "asking for the owner")                                                           \
    X(SEQ_PENDING, "asking what is to be stored")                                                  \
    X(SEQ_REQUESTING, "asking for the request")                                                    \
    X(SEQ_RECORD_OF, "asking for the stored record")                                               \
    X(SEQ_RANGE_OF, "asking for the range")                                                        \
    X(SEQ_MEMORY, "asking for the memory")                                                         \
    /* What was expected, and what came. */                                                        \
    X(SEQ_IDS, "# IDs")                                                                            \
    X(SEQ_AS_RULED, "what the rules say")                                                          \
    X(SEQ_NOT_AS_RULED, "something else")                                                          \
    X(SEQ_BYTES_HELD, "# bytes")                                                                   \
    X(SEQ_CUT_UP_TO, "cut up to #")                                                                \
    X(SEQ_THE_TERM, "term #")                                                                      \
    X(SEQ_IN_BOUNDS, "a chunk within the sequence, above what the coordinator has")                \
    X(SEQ_OUT_OF_BOUNDS, "a chunk that is malformed or out of bounds")                             \
    X(SEQ_STORED_FIRST, "a chunk of a range that the storage holds")                               \
    X(SEQ_NOT_STORED, "a chunk of a range that the storage does not hold")                         \
    X(SEQ_NO_OTHER_MASTER, "a range of which no other master granted a chunk")                     \
    X(SEQ_CUT_ONCE, "a chunk that was not granted, of a range cut once")                           \
    X(SEQ_OVERLAP, "a chunk that overlaps an earlier one")                                         \
    X(SEQ_REPLY, "chunk # of # in (#, #]")                                                         \
    X(SEQ_REPLY_EXHAUSTED, "exhausted, chunk # of # in (#, #]")                                    \
    X(SEQ_TO_BE_STORED, "something to be stored")                                                  \
    X(SEQ_NOTHING_STORED, "nothing to be stored")                                                  \
    X(SEQ_STORE_CUT, "to be stored: cut up to #")                                                  \
    X(SEQ_STORE_TERM, "to be stored: term #")                                                      \
    X(SEQ_EXPECT_CUT, "expected to be stored: cut up to #")                                        \
    X(SEQ_APPLIES, "the write applies")                                                            \
    X(SEQ_APPLIES_NOT, "the write does not apply")                                                 \
    X(SEQ_INCARNATION, "incarnation #")                                                            \
    X(SEQ_ABOVE, "IDs above #")                                                                    \
    X(SEQ_TWO_LOST, "at most two chunks are lost")                                                 \
    X(SEQ_MORE_LOST, "more than two chunks are lost")                                              \
    X(SEQ_A_REQUEST, "a request")                                                                  \
    X(SEQ_NO_REQUEST, "no request")                                                                \
    X(SEQ_OWN_NAMES, "its own names in the request")                                               \
    X(SEQ_OTHER_NAMES, "other names in the request")                                               \
    X(SEQ_REQUEST, "request #")                                                                    \
    X(SEQ_CHUNK_ABOVE, "a chunk above #")                                                          \
    X(SEQ_GRANTED, "a chunk that a master granted")                                                \
    X(SEQ_NOT_GRANTED, "a chunk that no master granted")                                           \
    X(SEQ_NOBODYS_ID, "an ID not drawn before")                                                    \
    X(SEQ_GROWING_ID, "an ID above the coordinator's last one")                                    \
    X(SEQ_ID_IN_RANGE, "an ID in the range of the current chunk")                                  \
    X(SEQ_ID_WITH_RESIDUE, "an ID with the residue of the chunk's index")                          \
    X(SEQ_AN_ID, "ID #")                                                                           \
    X(SEQ_ID_LEFT, "an ID left as it was: #")                                                      \
    X(SEQ_THE_ID, "the ID #")                                                                      \
    X(SEQ_SOUND_MASTER, "a sound master")                                                          \
    X(SEQ_SOUND_COORDINATOR, "a sound coordinator")                                                \
    X(SEQ_CONTRADICTION, "its parts contradict each other")                                        \
    X(SEQ_MEMBERS, "members: #")                                                                   \
    X(SEQ_IDS_LEFT, "IDs left: #")                                                                 \
    X(SEQ_EVERY_DRAWN, "an ID that was drawn")                                                     \
    X(SEQ_ID_OF_NOBODY, "an ID that was never drawn")                                              \
    X(SEQ_IDS_DRAWN, "IDs drawn: #")                                                               \
    X(SEQ_FED, "an ID, or exhausted")                                                              \
    X(SEQ_NEITHER, "neither")

#endif
