/*
 * The ops of the ID compressor's worlds: tables only. tape/ops.h makes the constants and the rows
 * of them, and says what the columns are.
 */
#ifndef SIM_COMPRESSOR_OPS_H
#define SIM_COMPRESSOR_OPS_H

#define SIM_STORES       4u /* snapshots that a node keeps; the last one is the write-ahead one */
#define SIM_LAYOUT_KINDS 8u
#define SIM_CHILDREN_MAX 5u /* of one split */

/*
 * LAYOUT: kind + SIM_LAYOUT_KINDS * variation, of which uuid_layout.c makes a UUID. DAMAGE: what is
 * left, divided by SIM_DAMAGE_BOUND, says where. FORGED is a layout or a count, as forge.c says.
 * POWER: of two; the quotient by SIM_POWER_BOUND is 1 for one less.
 * CHILDREN: up to SIM_CHILDREN_MAX of them, or a split that must be refused. NEWBORN and TOKEN are
 * places. FORGERY and PAST: what is left says how far, or which child; shards.c has the rules.
 */
#define SIM_COMPRESSOR_KIND_TABLE(K)                                                               \
    K(STORE, WHOLE, SIM_STORES, 0, 0)                                                              \
    K(LAYOUT, PART, SIM_LAYOUT_KINDS, 1u << 9, 0)                                                  \
    K(SIZE, ANY, 0, 1u << 20, 1, 4)                                                                \
    K(DAMAGE, PART, 4, 1u << 16, 0)                                                                \
    K(AHEAD, WHOLE, 64, 32, 0, 1)                                                                  \
    K(BEHIND, WHOLE, 64, 32, 0)                                                                    \
    K(CUT, WHOLE, 3, 0, 0)                                                                         \
    K(FORGE, WHOLE, 12, 0, 0)                                                                      \
    K(FORGED, ANY, 0, 1u << 16, 0)                                                                 \
    K(POWER, PART, 64, 128, 53)                                                                    \
    K(CHILDREN, WHOLE, 8, 0, 1, 2)                                                                 \
    K(NEWBORN, WHOLE, 8, 0, 0)                                                                     \
    K(TOKEN, WHOLE, 16, 0, 0)                                                                      \
    K(FORGERY, PART, 9, 1u << 10, 0)                                                               \
    K(PAST, PART, 4, 1u << 8, 0)

#define SIM_COMPRESSOR_VALUE_TABLE(V)                                                              \
    V(LAYOUT, RANDOM, 0, "random")                                                                 \
    V(LAYOUT, NEIGHBOUR, 4, "neighbour")                                                           \
    V(LAYOUT, VARIANT, 5, "variant")                                                               \
    V(LAYOUT, VERSION, 6, "version")                                                               \
    V(LAYOUT, TOP, 7, "top")                                                                       \
    V(DAMAGE, TRUNCATE, 0, "truncate")                                                             \
    V(DAMAGE, FLIP, 1, "flip")                                                                     \
    V(DAMAGE, TEAR, 2, "tear")                                                                     \
    V(DAMAGE, VERSION, 3, "version")                                                               \
    V(CUT, BOTH, 0, "both")                                                                        \
    V(CUT, UP, 1, "up")                                                                            \
    V(CUT, DOWN, 2, "down")                                                                        \
    V(FORGE, REPEAT, 0, "repeat")                                                                  \
    V(FORGE, GAP, 1, "gap")                                                                        \
    V(FORGE, OVERLAP, 2, "overlap")                                                                \
    V(FORGE, HUGE, 3, "huge")                                                                      \
    V(FORGE, ZERO, 4, "zero")                                                                      \
    V(FORGE, SIZE, 5, "size")                                                                      \
    V(FORGE, INVENTED, 6, "invented")                                                              \
    V(FORGE, USURPED, 7, "usurped")                                                                \
    V(FORGE, INVALID, 8, "invalid")                                                                \
    V(FORGE, LARGE, 9, "large")                                                                    \
    V(FORGE, ENDLESS, 10, "endless")                                                               \
    V(FORGE, BRIM, 11, "brim")                                                                     \
    V(CHILDREN, NONE, 0, "none")                                                                   \
    V(CHILDREN, TWICE, 6, "twice")                                                                 \
    V(CHILDREN, LIVING, 7, "living")                                                               \
    V(FORGERY, NEAR, 0, "near")                                                                    \
    V(FORGERY, FAR, 1, "far")                                                                      \
    V(FORGERY, BEYOND, 2, "beyond")                                                                \
    V(FORGERY, UNKNOWN, 3, "unknown")                                                              \
    V(FORGERY, BEFORE, 4, "before")                                                                \
    V(FORGERY, DISPOSAL, 5, "disposal")                                                            \
    V(FORGERY, REFLECTED, 6, "reflected")                                                          \
    V(FORGERY, KIND, 7, "kind")                                                                    \
    V(FORGERY, BITS, 8, "bits")                                                                    \
    V(PAST, KNOWN, 0, "known")                                                                     \
    V(PAST, REACHED, 1, "reached")                                                                 \
    V(PAST, AHEAD, 2, "ahead")                                                                     \
    V(PAST, BEFORE, 3, "before")

/* Those that other schemes have, too, and its own. */
#define SIM_COMPRESSOR_SHARED_OP_TABLE(X)
#define SIM_COMPRESSOR_OP_TABLE(X)                                                                 \
    X(START, 1, "start", "a node that is down starts empty, at the beginning of the log",          \
      ARG(NODE, "node"))                                                                           \
    X(JOIN, 2, "join", "a node that is down starts from a summary of another node's document",     \
      ARG(NODE, "node"), ARG(NODE, "from"))                                                        \
    X(LEAVE, 3, "leave", "a node leaves for good; its sessions and its storage are deleted",       \
      ARG(NODE, "node"))                                                                           \
    X(CRASH, 4, "crash", "a node stops and loses all unsaved state", ARG(NODE, "node"))            \
    X(RESTART, 5, "restart", "a node that is down rehydrates from its storage", ARG(NODE, "node"), \
      ARG(STORE, "store"))                                                                         \
    X(FORK, 6, "fork",                                                                             \
      "a node that is down rehydrates from another node's snapshot, as a second copy",             \
      ARG(NODE, "node"), ARG(NODE, "from"), ARG(STORE, "store"))                                   \
    X(SAVE, 7, "save", "a node saves its document and its sessions", ARG(NODE, "node"),            \
      ARG(STORE, "store"))                                                                         \
    X(DAMAGE, 8, "damage",                                                                         \
      "a stored snapshot is truncated, gets a bit flipped, is torn or gets another version",       \
      ARG(NODE, "node"), ARG(STORE, "store"), ARG(DAMAGE, "how"))                                  \
    X(OFFLINE, 9, "offline", "a node loses its connection and keeps working", ARG(NODE, "node"))   \
    X(RECONNECT, 10, "reconnect", "a node opens a new connection; its old one is void",            \
      ARG(NODE, "node"))                                                                           \
    X(OPEN, 11, "open", "a session opens; layout determines its UUID", ARG(NODE, "node"),          \
      ARG(SLOT, "slot"), ARG(LAYOUT, "layout"))                                                    \
    X(CLOSE, 12, "close", "a session ends", ARG(NODE, "node"), ARG(SLOT, "slot"))                  \
    X(GENERATE, 13, "generate", "a session generates IDs", ARG(NODE, "node"), ARG(SLOT, "slot"),   \
      ARG(COUNT, "count"))                                                                         \
    X(UNIQUE, 14, "unique", "a session generates a document-unique ID", ARG(NODE, "node"),         \
      ARG(SLOT, "slot"))                                                                           \
    X(RESIZE, 15, "resize", "a session changes the cluster size of its next ranges",               \
      ARG(NODE, "node"), ARG(SLOT, "slot"), ARG(SIZE, "size"))                                     \
    X(TAKE, 16, "take", "a session takes its next range and the node submits it",                  \
      ARG(NODE, "node"), ARG(SLOT, "slot"))                                                        \
    X(RESET, 17, "reset", "a session's next range starts again at its first unfinalized ID",       \
      ARG(NODE, "node"), ARG(SLOT, "slot"))                                                        \
    X(SEND, 18, "send", "a node submits an application op that mentions IDs", ARG(NODE, "node"),   \
      ARG(SLOT, "slot"), ARG(INDEX, "pick"))                                                       \
    X(RESEND, 19, "resend", "a node repeats its submissions that it has not seen in the log",      \
      ARG(NODE, "node"))                                                                           \
    X(UP, 20, "up", "a submission reaches the sequencer", ARG(NODE, "node"),                       \
      ARG(MESSAGE, "message"))                                                                     \
    X(UP_LOST, 21, "up-lost", "a submission is lost in flight", ARG(NODE, "node"),                 \
      ARG(MESSAGE, "message"))                                                                     \
    X(UP_AGAIN, 22, "up-again", "a submission arrives, and a copy stays in flight",                \
      ARG(NODE, "node"), ARG(MESSAGE, "message"))                                                  \
    X(DOWN, 23, "down", "a log entry reaches a node; ahead 0 is the next it needs",                \
      ARG(NODE, "node"), ARG(AHEAD, "ahead"))                                                      \
    X(DOWN_LOST, 24, "down-lost", "a log entry is lost in flight", ARG(NODE, "node"),              \
      ARG(AHEAD, "ahead"))                                                                         \
    X(DOWN_AGAIN, 25, "down-again", "a log entry arrives, and a copy stays in flight",             \
      ARG(NODE, "node"), ARG(AHEAD, "ahead"))                                                      \
    X(DOWN_OLD, 26, "down-old", "a log entry that the node has applied arrives again",             \
      ARG(NODE, "node"), ARG(BEHIND, "behind"))                                                    \
    X(DOWN_MANY, 27, "down-many", "up to count log entries arrive in order, until one was lost",   \
      ARG(NODE, "node"), ARG(COUNT, "count"))                                                      \
    X(FETCH, 28, "fetch", "a node asks for the log entries it lacks; they are sent again",         \
      ARG(NODE, "node"))                                                                           \
    X(CUT, 29, "cut", "a link is cut, both ways or one way", ARG(NODE, "node"),                    \
      ARG(CUT, "direction"))                                                                       \
    X(HEAL, 30, "heal", "a node's links work again", ARG(NODE, "node"))                            \
    X(SEQUENCER, 31, "sequencer", "the sequencer restarts with only its durable log", NO_ARG)      \
    X(GHOST, 32, "ghost", "a ghost session's IDs enter the log", ARG(LAYOUT, "layout"),            \
      ARG(COUNT, "count"))                                                                         \
    X(FORGE, 33, "forge", "a forged range enters the log", ARG(FORGE, "how"), ARG(INDEX, "entry"), \
      ARG(FORGED, "number"))                                                                       \
    X(READ, 34, "read", "a session reads an old application op again", ARG(NODE, "node"),          \
      ARG(SLOT, "slot"), ARG(INDEX, "entry"))                                                      \
    X(CHECKPOINT, 35, "checkpoint", "the oracle checks everything", NO_ARG)                        \
    X(SURGE, 46, "surge", "a session generates two to some power IDs at once, or one less",        \
      ARG(NODE, "node"), ARG(SLOT, "slot"), ARG(POWER, "power"))                                   \
    X(STARVE, 36, "starve", "the count-th request for memory by a node's next calls fails",        \
      ARG(NODE, "node"), ARG(BATCH, "count"))                                                      \
    X(SHARD, 37, "shard", "a session is split, and each child goes on its way", ARG(NODE, "node"), \
      ARG(SLOT, "slot"), ARG(CHILDREN, "children"))                                                \
    X(ADOPT, 38, "adopt", "a node that is down starts with a newborn child", ARG(NODE, "node"),    \
      ARG(NEWBORN, "newborn"))                                                                     \
    X(REPORT, 39, "report", "a child's token for its parent goes on its way", ARG(NODE, "node"),   \
      ARG(SLOT, "slot"))                                                                           \
    X(INFORM, 40, "inform", "a parent's token for one of its children goes on its way",            \
      ARG(NODE, "node"), ARG(SLOT, "slot"), ARG(INDEX, "child"))                                   \
    X(DISPOSE, 41, "dispose", "a child ends, and its token for its parent goes on its way",        \
      ARG(NODE, "node"), ARG(SLOT, "slot"))                                                        \
    X(TOKEN, 42, "token", "a token reaches a session; a copy stays on its way", ARG(NODE, "node"), \
      ARG(SLOT, "slot"), ARG(TOKEN, "token"))                                                      \
    X(TOKEN_LOST, 43, "token-lost", "a token is lost", ARG(TOKEN, "token"))                        \
    X(FALSIFY, 44, "falsify", "a token that no shard has made reaches a session",                  \
      ARG(NODE, "node"), ARG(SLOT, "slot"), ARG(FORGERY, "how"))                                   \
    X(REVOKE, 45, "revoke", "a parent gives up a child, which is said never to go past a count",   \
      ARG(NODE, "node"), ARG(SLOT, "slot"), ARG(PAST, "past"))

#endif
