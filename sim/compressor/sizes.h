/*
 * What a scenario of the ID compressor sets beside weights: tables only. recipe/sizes.h makes the
 * constants and rows of them and explains the columns.
 */
#ifndef SIM_COMPRESSOR_SIZES_H
#define SIM_COMPRESSOR_SIZES_H

#define SIM_COMPRESSOR_SIZE_TABLE(X)                                                               \
    X(COMPRESSOR_NODES, "nodes", DRAWN, 1, SIM_LARGE_NODES_MAX, 3,                                 \
      "nodes of the world; at most 16 unless the log is forgotten")                                \
    X(COMPRESSOR_SLOTS, "slots", DRAWN, 1, SIM_LARGE_SLOTS_MAX, 2,                                 \
      "places for sessions on each node; at most 64 unless the log is forgotten")                  \
    X(COMPRESSOR_KEPT, "kept", DRAWN, 0, SIM_KEPT_MAX, 0,                                          \
      "0, or how many log entries are kept, at least 64; the others are forgotten")                \
    X(COMPRESSOR_CLUSTER, "cluster-size", DRAWN, 1, IDA_CLUSTER_SIZE_MAX,                          \
      IDA_CLUSTER_SIZE_DEFAULT, "cluster size of new sessions")                                    \
    X(COMPRESSOR_WRITE_AHEAD, "write-ahead", DRAWN, 0, UINT16_MAX, UINT16_MAX,                     \
      "bit n: node n saves before it sends")                                                       \
    X(COMPRESSOR_STARTED, "started", DRAWN, 1, SIM_LARGE_NODES_MAX, 2,                             \
      "nodes that are up at the beginning")                                                        \
    X(COMPRESSOR_OPENED, "opened", DRAWN, 0, SIM_LARGE_SLOTS_MAX, 1,                               \
      "sessions that each of these opens at the beginning")                                        \
    X(COMPRESSOR_BULK, "bulk", DRAWN, 1, 1u << 22, 8, "usual maximum of IDs made in one call")     \
    X(COMPRESSOR_AT_ONCE, "used-at-once", DRAWN, 0, 1, 0,                                          \
      "yes: a session generates right after it opens")                                             \
    X(COMPRESSOR_BATCH, "batch", DRAWN, 0, 1u << 22, 0,                                            \
      "the count that many calls are near to; 0: the cluster size")                                \
    X(COMPRESSOR_BROOD, "brood", DRAWN, 1, SIM_CHILDREN_MAX, 3,                                    \
      "children of a split, at most, mostly")                                                      \
    X(COMPRESSOR_ASTRAY, "astray", DRAWN, 0, 16, 0, "of 16 tokens, how many reach any session")    \
    X(COMPRESSOR_RELOADS, "reloads", DRAWN, 0, 16, 0,                                              \
      "of 16 adoptions, how many are of a child that may have been adopted before")                \
    X(COMPRESSOR_PAST_WAYS, "past-ways", DRAWN, 1, SIM_PAST_BOUND, SIM_PAST_REACHED,               \
      "how many of the ways to give up a child are used, from the first one on")                   \
    X(COMPRESSOR_REORDER, "reorder", DRAWN, 0, 16, 3,                                              \
      "of 16 deliveries, how many need not be the oldest message")                                 \
    X(COMPRESSOR_OLD_STORES, "old-stores", DRAWN, 0, 16, 0,                                        \
      "of 16 restarts, how many need not use the newest store")                                    \
    X(COMPRESSOR_GHOSTS_AGAIN, "ghosts-again", DRAWN, 0, 16, 8,                                    \
      "of 16 ghosts, how many belong to one of two sessions")                                      \
    X(COMPRESSOR_FORGERIES, "forgeries", DRAWN, 1, SIM_FORGE_BOUND, SIM_FORGE_LARGE,               \
      "how many of the ways to forge are used, from the first one on")                             \
    X(COMPRESSOR_EDGES, "edges", DRAWN, 0, 1, 0,                                                   \
      "yes: neighbours are where the words of their UUIDs end")                                    \
    X(COMPRESSOR_UP_LOSS, "up-loss", DRAWN, 0, 999, 0,                                             \
      "if timed: of 1000 submissions, how many are lost")                                          \
    X(COMPRESSOR_UP_REPEAT, "up-repeat", DRAWN, 0, 999, 0,                                         \
      "if timed: of 1000 submissions, how many arrive again")                                      \
    X(COMPRESSOR_DOWN_LOSS, "down-loss", DRAWN, 0, 999, 0,                                         \
      "if timed: of 1000 log entries to a node, how many are lost")                                \
    X(COMPRESSOR_DEADLINE, "deadline", DRAWN, 1, 86400000, 1000,                                   \
      "if timed: in how many milliseconds an ID should be final")                                  \
    X(COMPRESSOR_SEED, "seed", SEED, 0, UINT32_MAX, 0, "names the session UUIDs")

#define SIM_COMPRESSOR_SIZE_VALUE_TABLE(V)                                                         \
    V(COMPRESSOR_EDGES, 0, "no")                                                                   \
    V(COMPRESSOR_EDGES, 1, "yes")                                                                  \
    V(COMPRESSOR_AT_ONCE, 0, "no")                                                                 \
    V(COMPRESSOR_AT_ONCE, 1, "yes")                                                                \
    V(COMPRESSOR_PAST_WAYS, SIM_PAST_REACHED, "reached")                                           \
    V(COMPRESSOR_PAST_WAYS, SIM_PAST_BOUND, "all")                                                 \
    V(COMPRESSOR_FORGERIES, SIM_FORGE_LARGE, "moderate")                                           \
    V(COMPRESSOR_FORGERIES, SIM_FORGE_BOUND, "all")                                                \
    V(COMPRESSOR_WRITE_AHEAD, 0, "none")                                                           \
    V(COMPRESSOR_WRITE_AHEAD, UINT16_MAX, "all")

/* Where the UUIDs of new sessions lie, by their weights; X(number, name). */
#define SIM_COMPRESSOR_LAYOUT_TABLE(X)                                                             \
    X(0, "random")                                                                                 \
    X(4, "neighbour")                                                                              \
    X(5, "variant")                                                                                \
    X(6, "version")                                                                                \
    X(7, "top")

#endif
