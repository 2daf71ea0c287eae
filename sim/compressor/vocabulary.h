/* What the worlds of the ID compressor can reach, suffer and break: tables only. marks.h and
 * invariants.h make the constants and the names of them. */
#ifndef SIM_COMPRESSOR_VOCABULARY_H
#define SIM_COMPRESSOR_VOCABULARY_H

#include <idalloc/range.h>

#include "kernel/faults.h"
#include "kernel/limits.h"

/* What the numbers of a config are called and wrap to (sim_scheme_number). */
#define SIM_COMPRESSOR_NUMBERS                                                                     \
    {                                                                                              \
        {"nodes", 1, SIM_NODES_MAX}, {"slots", 1, SIM_SLOTS_MAX}, {"write-ahead", 0, UINT16_MAX},  \
            {"cluster-size", 1, IDA_CLUSTER_SIZE_MAX},                                             \
    }

/* X(constant, name, sentence). What only worlds with shards reach and suffer is apart: no other
 * scenario requires it. */
#define SIM_SHARD_MARK_TABLE(X)                                                                    \
    X(SPLIT, "split", "a session was split into shards")                                           \
    X(SPLIT_AGAIN, "split-again", "a parent with children was split once more")                    \
    X(SPLIT_NESTED, "split-nested", "a child was split")                                           \
    X(SPLIT_REFUSED, "split-refused", "a split without children, or with wrong IDs, was refused")  \
    X(STRIDE_LIMIT, "stride-limit", "a split was refused because the stride would be too large")   \
    X(ADOPTED, "adopted", "a node started with a child of another node's session")                 \
    X(SHARD_GENERATED, "shard-generated", "a child handed out an ID")                              \
    X(UNHEARD, "unheard", "a child could not read an ID of its session that it did not hear of")   \
    X(HEARD, "heard", "a parent moved ahead of its child")                                         \
    X(FOLLOWED, "followed", "a child moved ahead of its parent")                                   \
    X(HEARD_OLD, "heard-old", "a token changed nothing, because its shard was ahead already")      \
    X(DISPOSED, "disposed", "a child was given back")                                              \
    X(UNSHARDED, "unsharded", "a root took back its last child, and was whole again")              \
    X(EAGER_AGAIN, "eager-again", "a session handed out an eager final after all was taken back")  \
    X(REVOKED, "revoked", "a parent gave up a child")                                              \
    X(SHARD_RESTORED, "shard-restored", "a child came back from a snapshot")                       \
    X(PARENT_RESTORED, "parent-restored", "a parent with children came back from a snapshot")      \
    X(TOKEN_REFUSED_UNKNOWN, "token-refused-unknown", "a token of a shard that is no child")       \
    X(TOKEN_REFUSED_UNSHARDED, "token-refused-unsharded", "a token for a session that is whole")   \
    X(TOKEN_REFUSED_INVALID, "token-refused-invalid", "a token that its shard can't have made")    \
    X(TOKEN_REFUSED_STALE, "token-refused-stale", "a disposal older than what was known")          \
    X(TOKEN_REFUSED_FAR, "token-refused-far", "a token was refused as too far ahead")              \
    X(TOKEN_MALFORMED, "token-malformed", "the bytes of a token were refused")                     \
    X(CHILD_TOOK_NOTHING, "child-took-nothing", "a child was asked for a range, and refused")      \
    X(DISPOSE_REFUSED, "dispose-refused", "a shard with children, or a root, was not disposed of")

#define SIM_SHARD_FAULT_TABLE(X)                                                                   \
    X(SHARD_FORK, "shard-fork", "a newborn child was loaded a second time")                        \
    X(TOKEN_LOST, "token-lost", "a token was lost")                                                \
    X(TOKEN_REPEATED, "token-repeated", "a token arrived once more")                               \
    X(TOKEN_LATE, "token-late", "a token arrived after a newer one of the same shard")             \
    X(TOKEN_ASTRAY, "token-astray", "a token reached a session that it was not for")               \
    X(TOKEN_FORGED, "token-forged", "a token that no shard has made reached a session")            \
    X(NEWBORN_LOST, "newborn-lost", "a newborn child was forgotten before a node loaded it")

/* X(constant, name, sentence) */
#define SIM_UNSHARDED_MARK_TABLE(X)                                                                \
    X(LOCAL, "local", "an ID was handed out as a local ID")                                        \
    X(EAGER, "eager", "an ID was handed out as an eager final")                                    \
    X(TWO_RUNS, "two-runs", "one call's IDs were part eager final, part local")                    \
    X(UNIQUE_FINAL, "unique-final", "a document-unique ID was a final ID")                         \
    X(UNIQUE_STABLE, "unique-stable", "a document-unique ID was a stable ID")                      \
    X(FIRST_CLUSTER, "first-cluster", "a session's first range opened a cluster")                  \
    X(FILLED, "filled", "a range fitted into the reserved IDs")                                    \
    X(FILLED_EXACTLY, "filled-exactly", "a range took the last reserved ID")                       \
    X(EXPANDED, "expanded", "a range expanded the last cluster")                                   \
    X(OVERFLOWED, "overflowed", "a range filled a cluster and overflowed into a new one")          \
    X(EAGER_IN_FLIGHT, "eager-in-flight", "an eager final while a range was in flight")            \
    X(RESIZED, "resized", "a session changed its cluster size")                                    \
    X(GHOST, "ghost", "a ghost session's IDs were made")                                           \
    X(GHOST_AGAIN, "ghost-again", "a ghost session came back")                                     \
    X(TAKEN_EMPTY, "taken-empty", "a range without IDs was taken")                                 \
    X(RETAKEN, "retaken", "unfinalized IDs were taken again")                                      \
    X(RETAKEN_IN_FLIGHT, "retaken-in-flight", "IDs were retaken while their range was in flight")  \
    X(RESUBMITTED, "resubmitted", "a pending application op was submitted again")                  \
    X(OLD_CONNECTION, "old-connection", "a submission of an old connection was refused")           \
    X(REHYDRATED, "rehydrated", "a node came back from a snapshot")                                \
    X(REHYDRATED_PENDING, "rehydrated-pending", "a session came back with unfinalized IDs")        \
    X(REHYDRATED_AFTER_LOSS, "rehydrated-after-loss", "a session came back without IDs it made")   \
    X(WRITE_AHEAD, "write-ahead", "a node that saves before it sends came back")                   \
    X(STALE, "stale", "a stale session was detected and refused to generate")                      \
    X(FORKED, "forked", "one saved session was live twice")                                        \
    X(FORK_FENCED, "fork-fenced", "the second range of a fork was refused")                        \
    X(JOINED, "joined", "a node joined from a summary")                                            \
    X(JOINED_LATE, "joined-late", "a node joined from a summary with IDs in it")                   \
    X(LEFT, "left", "a node left")                                                                 \
    X(OFFLINE_LONG, "offline-long", "a node reconnected 16 entries or more behind")                \
    X(REASSEMBLED, "reassembled", "a node put log entries back into order")                        \
    X(MENTIONED_OWN, "mentioned-own", "an application op mentioned its sender's unfinalized ID")   \
    X(MENTIONED_OTHER, "mentioned-other", "an application op mentioned another session's ID")      \
    X(CAME_BACK, "came-back", "a session read its own ID in another's application op")             \
    X(READ_LATE, "read-late", "a session read an old application op again")                        \
    X(READ_AFTER_SUMMARY, "read-after-summary",                                                    \
      "the op read again was older than the node's summary")                                       \
    X(REFUSED_ORDER, "refused-order", "a range was refused as out of order")                       \
    X(REFUSED_COLLISION, "refused-collision", "a range was refused as a collision")                \
    X(REFUSED_EXHAUSTED, "refused-exhausted", "a range was refused as exhausted")                  \
    X(REFUSED_INVALID, "refused-invalid", "a range was refused as invalid")                        \
    X(GENERATE_EXHAUSTED, "generate-exhausted", "a session reached the largest UUID")              \
    X(CARRIED_VARIANT, "carried-variant", "stable IDs carried across the variant bits")            \
    X(CARRIED_VERSION, "carried-version", "stable IDs carried across the version bits")            \
    X(AT_BIT_63, "at-bit-63", "a session opened within 128 UUIDs of a carry into bit 63")          \
    X(OPEN_REFUSED, "open-refused", "a session ID already in the document was refused")            \
    X(DAMAGE_REFUSED, "damage-refused", "a damaged snapshot was refused")                          \
    X(GATEWAY, "gateway", "sixteen sessions or more shared one document")                          \
    X(STUCK_EXCUSED, "stuck-excused", "IDs that can never become final were excused")              \
    X(NO_MEMORY, "no-memory", "a call reported no-memory, and was made again")                     \
    X(SURGED, "surged", "a session generated more IDs at once than 32 bits can count")
#define SIM_COMPRESSOR_MARK_TABLE(X) SIM_UNSHARDED_MARK_TABLE(X) SIM_SHARD_MARK_TABLE(X)

/* The same in large worlds only; swarm has none of these. */
#define SIM_COMPRESSOR_LARGE_MARK_TABLE(X)                                                         \
    X(SUMMARIZED, "summarized", "the older half of the log was summarized and forgotten")          \
    X(OUTDATED, "outdated", "a node was too far behind and had to join again")

/* Faults that other schemes have, too (kernel/faults.h), and its own. */
#define SIM_COMPRESSOR_SHARED_FAULT_TABLE(X)                                                       \
    SIM_NETWORK_FAULT_TABLE(X) SIM_CRASH_FAULT_TABLE(X) SIM_DAMAGE_FAULT_TABLE(X)
#define SIM_UNSHARDED_FAULT_TABLE(X)                                                               \
    X(CUT, "cut", "a message was held back by a cut link")                                         \
    X(CUT_ONE_WAY, "cut-one-way", "a message was held back by a link cut one way")                 \
    X(SEQUENCER_RESTART, "sequencer-restart",                                                      \
      "the sequencer restarted and lost its buffered messages")                                    \
    X(CRASH_UNSAVED, "crash-unsaved", "a node crashed with unsaved IDs")                           \
    X(STALE_RESTORE, "stale-restore", "a node came back from an older snapshot")                   \
    X(FORK, "fork", "a snapshot was loaded a second time")                                         \
    X(TORN, "torn", "a stored snapshot was half overwritten")                                      \
    X(VERSION, "version", "a stored snapshot got another version number")                          \
    X(FORGED, "forged", "a forged range entered the log")                                          \
    X(STARVED, "starved", "a request for memory failed")
#define SIM_COMPRESSOR_FAULT_TABLE(X) SIM_UNSHARDED_FAULT_TABLE(X) SIM_SHARD_FAULT_TABLE(X)

#define SIM_COMPRESSOR_INVARIANT_TABLE(X)                                                          \
    X(SESSION_UNIQUE, "session-unique",                                                            \
      "a session never hands out one session-space ID twice, across crashes and rehydration")      \
    X(STABLE_UNIQUE, "stable-unique", "no two IDs have one UUID")                                  \
    X(FINAL_UNIQUE, "final-unique", "no two stable IDs have one final ID; no final ID has two")    \
    X(STABLE_FOREVER, "stable-forever",                                                            \
      "an ID always decompresses to the same UUID, and that recompresses to the same ID")          \
    X(EAGER_HONEST, "eager-honest",                                                                \
      "an eager final is the final ID that every replica later assigns")                           \
    X(ROUND_TRIP, "round-trip",                                                                    \
      "decompress and recompress, op space and session space are inverse where defined")           \
    X(NO_INVENTION, "no-invention",                                                                \
      "no call knows an ID that was never generated or never finalized")                           \
    X(CONVERGENCE, "convergence", "at one log position, all nodes save byte-equal documents")      \
    X(REJECTION, "rejection",                                                                      \
      "a refused call changes nothing; every replica refuses the same ranges alike")               \
    X(REHYDRATION, "rehydration",                                                                  \
      "loading a snapshot restores what was saved; damaged bytes are refused")                     \
    X(FORK_FENCE, "fork-fence",                                                                    \
      "a stale or forked session is detected before an ID is finalized twice")                     \
    X(CONSERVATION, "conservation",                                                                \
      "every final ID below the limit is exactly one of used, reserved and ghost")                 \
    X(LIVENESS, "liveness",                                                                        \
      "once faults stop and everything is delivered, every generated ID is final everywhere")      \
    X(CONTRACT, "contract",                                                                        \
      "every call returns what its header promises: forms, ranges, statuses")                      \
    X(SHARD_UNIQUE, "shard-unique",                                                                \
      "no two shards of a session hand out one local ID, and none hands it out twice")             \
    X(SHARD_COVERED, "shard-covered",                                                              \
      "a parent that heard from a child has come as far; what shards made is finalized in the "    \
      "end")                                                                                       \
    X(SHARD_TREE, "shard-tree",                                                                    \
      "each shard's stride, residue and children are those that splits and tokens gave it")        \
    X(PAIR_REHYDRATE, "pair-rehydrate",                                                            \
      "an extra save and load changes no final ID and no later answer")                            \
    X(PAIR_DELIVERY, "pair-delivery",                                                              \
      "the same log gives the same documents, however and whenever it is delivered")               \
    X(PAIR_RENAME, "pair-rename",                                                                  \
      "other session UUIDs give the same clusters, final IDs, answers and sizes")                  \
    X(PAIR_SPLIT, "pair-split",                                                                    \
      "a range cut in two gives the same documents, where the rules promise that")

#define SIM_COMPRESSOR_MEASURE_TABLE(X)

/* What they make and spend, beside what every world does (amounts.h). */
#define SIM_COMPRESSOR_AMOUNT_TABLE(X)                                                             \
    X(EAGER_IDS, "eager-ids", "IDs handed out as final IDs")                                       \
    X(LOCAL_IDS, "local-ids", "IDs handed out as local IDs or stable IDs")                         \
    X(RANGES, "ranges", "creation ranges in the log")                                              \
    X(WIRE_BYTES, "wire-bytes", "bytes of these ranges")                                           \
    X(CLUSTERS, "clusters", "clusters of a document at the end")                                   \
    X(FINALS, "finals", "final IDs in these clusters")                                             \
    X(UNUSED_FINALS, "unused-finals", "those of them that are reserved and were never used")       \
    X(SNAPSHOT_BYTES, "snapshot-bytes", "bytes of a snapshot of that document, without sessions")  \
    X(TIMED_IDS, "timed-ids", "IDs of timed worlds that became final, or should have")             \
    X(IDS_IN_TIME, "ids-in-time", "those of them that were final within the deadline")             \
    X(FINAL_MS, "final-ms", "milliseconds until they were final, all together")                    \
    X(VIRTUAL_MS, "virtual-ms", "milliseconds of virtual time in timed worlds")

#endif
