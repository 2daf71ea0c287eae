/* What findings in lease worlds say: a table only. wording.h makes the constants of it. */
#ifndef SIM_LEASE_WORDS_H
#define SIM_LEASE_WORDS_H

/* X(constant, text); # stands for a number */
#define SIM_LEASE_WORD_TABLE(X)                                                                    \
    X(LEASE_REGISTRY, "registry # in incarnation #")                                               \
    X(LEASE_HOLDER, "node # as holder #")                                                          \
    /* What was called or asked. */                                                                \
    X(LEASE_STARTING, "starting from a record")                                                    \
    X(LEASE_BLANKLY, "starting without a record")                                                  \
    X(LEASE_PROLONGING, "prolonging the authority")                                                \
    X(LEASE_STORING, "storing the record")                                                         \
    X(LEASE_GRANTING, "granting a number")                                                         \
    X(LEASE_RENEWING, "renewing a lease")                                                          \
    X(LEASE_TAKING_BACK, "taking a number back")                                                   \
    X(LEASE_REPLYING, "sending a lease")                                                           \
    X(LEASE_OPENING, "opening a holder")                                                           \
    X(LEASE_ASKING, "asking for a lease")                                                          \
    X(LEASE_ACCEPTING, "accepting a lease")                                                        \
    X(LEASE_CHECKING, "asking whether the number may be used")                                     \
    X(LEASE_MAKING, "making an ID")                                                                \
    X(LEASE_READING, "reading a lease that was cut short")                                         \
    X(LEASE_ENDING, "ending all registries and holders")                                           \
    /* What was expected, and what came. */                                                        \
    X(LEASE_NO_JUMP, "a reading that is accepted")                                                 \
    X(LEASE_A_JUMP, "clock-jump: the clocks disagree by # us")                                     \
    X(LEASE_A_STATUS, "status #")                                                                  \
    X(LEASE_THE_NUMBER, "number #")                                                                \
    X(LEASE_THE_START, "a span that begins at #")                                                  \
    X(LEASE_START_FROM, "a span that begins at # or later")                                        \
    X(LEASE_THE_END, "a span that ends at #")                                                      \
    X(LEASE_END_UP_TO, "a span that ends at # or before")                                          \
    X(LEASE_END_FROM, "a span that ends at # or later")                                            \
    X(LEASE_STORED_ONE, "a lease that a stored record has, to #")                                  \
    X(LEASE_SENT, "a lease to #")                                                                  \
    X(LEASE_HELD_BACK, "not-persisted, although all is stored")                                    \
    X(LEASE_FREE, "a number that nobody may use")                                                  \
    X(LEASE_STILL_USED, "one that node # may use up to #")                                         \
    X(LEASE_ONE_USER, "no user after another one")                                                 \
    X(LEASE_TWO_USERS, "a use after that of node #")                                               \
    X(LEASE_IS_OVER, "lease-expired at #")                                                         \
    X(LEASE_GOES_ON, "the number, as the lease ends at #")                                         \
    X(LEASE_ID_OF_ONE, "an ID that was not made before")                                           \
    X(LEASE_ID_AGAIN, "the ID #, made before under number # from # on")                            \
    X(LEASE_TICK_IN, "a tick inside # to #")                                                       \
    X(LEASE_TICK, "a tick that begins at #")                                                       \
    X(LEASE_A_LEASE, "a lease that may be taken")                                                  \
    X(LEASE_NO_LEASE, "a lease that must not be taken")                                            \
    X(LEASE_WANTED, "time to ask")                                                                 \
    X(LEASE_NOT_WANTED, "no time to ask yet")                                                      \
    X(LEASE_SERVED, "an ID")                                                                       \
    X(LEASE_NOT_SERVED, "none")

#endif
