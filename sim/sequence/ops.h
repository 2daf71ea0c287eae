/*
 * The ops of sequence worlds. Their nodes are coordinators: tables only. tape/ops.h makes the
 * constants and rows of them and explains the columns.
 */
#ifndef SIM_SEQUENCE_OPS_H
#define SIM_SEQUENCE_OPS_H

/*
 * What happens to a write to a storage and to a message, and what a process reads as it starts; how
 * a message differs from what was sent; where a sequence is raised to: above or below where it is,
 * to where doubles lose precision, or near its end.
 */
#define SIM_SEQUENCE_KIND_TABLE(K)                                                                 \
    K(WRITE, WHOLE, 3, 0, 0)                                                                       \
    K(CARRY, WHOLE, 4, 0, 0)                                                                       \
    K(RECORD, WHOLE, 8, 0, 0)                                                                      \
    K(TWIST, WHOLE, 4, 0, 0)                                                                       \
    K(PLACE, WHOLE, 4, 0, 0)

#define SIM_SEQUENCE_VALUE_TABLE(V)                                                                \
    V(WRITE, DONE, 0, "done")                                                                      \
    V(WRITE, UNHEARD, 1, "unheard")                                                                \
    V(WRITE, LOST, 2, "lost")                                                                      \
    V(CARRY, ARRIVES, 0, "arrives")                                                                \
    V(CARRY, STAYS, 1, "stays")                                                                    \
    V(CARRY, LOST, 2, "lost")                                                                      \
    V(CARRY, CUT_SHORT, 3, "cut-short")                                                            \
    V(RECORD, SOUND, 0, "sound")                                                                   \
    V(RECORD, DAMAGED, 7, "damaged")                                                               \
    V(TWIST, LONGER, 0, "longer")                                                                  \
    V(TWIST, OTHER_SEQUENCE, 1, "other-sequence")                                                  \
    V(TWIST, EARLIER_LIFE, 2, "earlier-life")                                                      \
    V(TWIST, IMPOSSIBLE, 3, "impossible")                                                          \
    V(PLACE, ABOVE, 0, "above")                                                                    \
    V(PLACE, BELOW, 1, "below")                                                                    \
    V(PLACE, DOUBLES, 2, "doubles")                                                                \
    V(PLACE, END, 3, "end")

/* Those that other schemes have, too, and its own. */
#define SIM_SEQUENCE_SHARED_OP_TABLE(X)
#define SIM_SEQUENCE_OP_TABLE(X)                                                                   \
    X(ELECT, 36, "elect", "a master takes office and reads the storage, intact or damaged",        \
      ARG(SLOT, "master"), ARG(RECORD, "damage"))                                                  \
    X(DEPOSE, 37, "depose", "a master leaves office and loses its state", ARG(SLOT, "master"))     \
    X(STORE, 38, "store",                                                                          \
      "a master's write is applied, applied without telling the master, or lost",                  \
      ARG(INDEX, "write"), ARG(WRITE, "how"))                                                      \
    X(ENLIST, 39, "enlist", "a coordinator becomes a member; if out is odd, it stops being one",   \
      ARG(NODE, "node"), ARG(FLAG, "out"))                                                         \
    X(KEEP, 40, "keep", "a coordinator's record is stored, stored without telling it, or lost",    \
      ARG(NODE, "node"), ARG(WRITE, "how"))                                                        \
    X(ASK, 41, "ask", "a coordinator asks a master for a chunk, if it needs one",                  \
      ARG(NODE, "node"), ARG(SLOT, "master"))                                                      \
    X(CARRY, 42, "carry",                                                                          \
      "a message arrives, arrives and stays in flight, is lost, or arrives cut short",             \
      ARG(MESSAGE, "message"), ARG(CARRY, "how"))                                                  \
    X(DRAW, 43, "draw", "a coordinator draws count mod 64 + 1 IDs", ARG(NODE, "node"),             \
      ARG(BATCH, "count"))                                                                         \
    X(STOP, 44, "stop", "a coordinator stops; its chunks are lost", ARG(NODE, "node"))             \
    X(BOOT, 45, "boot",                                                                            \
      "a coordinator that is down starts and reads its record, intact or damaged",                 \
      ARG(NODE, "node"), ARG(RECORD, "how"))                                                       \
    X(HAND_BACK, 46, "hand-back",                                                                  \
      "a coordinator stops for good, stores its record, and returns its chunk to a master",        \
      ARG(NODE, "node"), ARG(WRITE, "how"), ARG(SLOT, "master"))                                   \
    X(TWIST, 47, "twist",                                                                          \
      "a message arrives too long, or with another sequence, incarnation or chunk",                \
      ARG(MESSAGE, "message"), ARG(TWIST, "how"))                                                  \
    X(RAISE, 48, "raise", "a master is told that all IDs up to a place by amount were granted",    \
      ARG(SLOT, "master"), ARG(PLACE, "place"), ARG(COUNT, "amount"))

#endif
