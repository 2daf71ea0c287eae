/*
 * The ops of lease worlds, except those of clocks: tables only. tape/ops.h makes the constants and
 * rows of them and explains the columns.
 */
#ifndef SIM_LEASE_OPS_H
#define SIM_LEASE_OPS_H

/* What a registry starts from: the record stored last, said to be the newest or not; one stored
 * before it; nothing. */
#define SIM_LEASE_KIND_TABLE(K) K(ORIGIN, WHOLE, 5, 0, 0)

#define SIM_LEASE_VALUE_TABLE(V)                                                                   \
    V(ORIGIN, NEWEST, 0, "newest")                                                                 \
    V(ORIGIN, UNSURE, 1, "unsure")                                                                 \
    V(ORIGIN, OLD, 2, "old")                                                                       \
    V(ORIGIN, MISTAKEN, 3, "mistaken")                                                             \
    V(ORIGIN, BLANK, 4, "blank")

/* Those that other schemes have, too, and its own. */
#define SIM_LEASE_SHARED_OP_TABLE(X) SIM_CLOCK_OP_TABLE(X)
#define SIM_LEASE_OP_TABLE(X)                                                                      \
    X(SERVE, 20, "serve", "a registry that is down starts from a record", ARG(SLOT, "registry"),   \
      ARG(ORIGIN, "from"))                                                                         \
    X(CEASE, 21, "cease", "a registry ends, with all that is not stored", ARG(SLOT, "registry"))   \
    X(RECORD, 22, "record",                                                                        \
      "a registry stores its record and sends the leases it held back; or storing fails",          \
      ARG(SLOT, "registry"), ARG(WRITE, "how"))                                                    \
    X(PROLONG, 23, "prolong", "the authority of the registry elected last is prolonged",           \
      ARG(SLOT, "registry"))                                                                       \
    X(HIRE, 24, "hire", "a holder that is down starts, under a new ID", ARG(NODE, "node"))         \
    X(FIRE, 25, "fire", "a holder crashes", ARG(NODE, "node"))                                     \
    X(APPLY, 26, "apply", "a holder asks a registry for a number, or to renew its lease",          \
      ARG(NODE, "node"), ARG(SLOT, "registry"))                                                    \
    X(GIVE_UP, 27, "give-up", "a holder drops its lease and returns the number to a registry",     \
      ARG(NODE, "node"), ARG(SLOT, "registry"))                                                    \
    X(BRING, 28, "bring",                                                                          \
      "a message arrives, arrives and stays in flight, is lost, or arrives cut short",             \
      ARG(MESSAGE, "message"), ARG(CARRY, "how"))                                                  \
    X(WORK, 29, "work", "a holder makes count mod 64 + 1 IDs, or as many as it can",               \
      ARG(NODE, "node"), ARG(BATCH, "count"))

#endif
