/* What findings in worlds of the ID compressor say: a table only. wording.h makes the constants of
 * it. */
#ifndef SIM_COMPRESSOR_WORDS_H
#define SIM_COMPRESSOR_WORDS_H

/* X(constant, text); # stands for a number, and (s) after it for the plural */
#define SIM_COMPRESSOR_WORD_TABLE(X)                                                               \
    /* What was called or asked. */                                                                \
    X(SESSION_OPEN, "open")                                                                        \
    X(SESSION_GENERATE, "generate")                                                                \
    X(SESSION_GENERATE_UNIQUE, "generate_unique")                                                  \
    X(SESSION_TAKE, "take")                                                                        \
    X(SESSION_RETAKE, "retake")                                                                    \
    X(SESSION_RESET, "reset")                                                                      \
    X(SESSION_SET_CLUSTER_SIZE, "set_cluster_size")                                                \
    X(SESSION_TO_OP_SPACE, "to_op_space")                                                          \
    X(SESSION_TO_SESSION_SPACE, "to_session_space")                                                \
    X(SESSION_WITHOUT_ORIGIN, "to_session_space_without_origin")                                   \
    X(SESSION_DECOMPRESS, "decompress")                                                            \
    X(SESSION_RECOMPRESS, "recompress")                                                            \
    X(SESSION_TRY_RECOMPRESS, "try_recompress")                                                    \
    X(SESSION_GENERATED, "session_generated")                                                      \
    X(SESSION_NEXT_RANGE_START, "session_next_range_start")                                        \
    X(SESSION_CLUSTER_SIZE, "session_cluster_size")                                                \
    X(SESSION_IS_STALE, "session_is_stale")                                                        \
    X(SESSION_ID, "session_id")                                                                    \
    X(SESSION_EQUAL, "session_equal")                                                              \
    X(SESSION_DECOMPRESS_MANY, "decompress_many")                                                  \
    X(SESSION_RECOMPRESS_MANY, "recompress_many")                                                  \
    X(SESSION_LOCAL_RUNS, "session_local_runs")                                                    \
    X(MEMORY, "document_memory and session_memory of all")                                         \
    X(SESSION_VERIFY, "session_verify")                                                            \
    X(DOCUMENT_APPLY, "applying the entry")                                                        \
    X(DOCUMENT_GHOST, "the first final ID of a ghost session")                                     \
    X(DOCUMENT_DECOMPRESS, "document_decompress")                                                  \
    X(DOCUMENT_RECOMPRESS, "document_recompress")                                                  \
    X(DOCUMENT_FINALIZED, "document_finalized")                                                    \
    X(DOCUMENT_COUNTERS, "the document's counters")                                                \
    X(DOCUMENT_CLUSTER, "document_cluster")                                                        \
    X(DOCUMENT_EQUAL, "document_equal")                                                            \
    X(DOCUMENT_VERIFY, "document_verify")                                                          \
    X(DOCUMENT_BYTES, "saved bytes of the document")                                               \
    X(SNAPSHOT_SAVE, "snapshot_save")                                                              \
    X(SNAPSHOT_LOAD, "snapshot_load")                                                              \
    X(FLUID_FORMAT, "Fluid's format")                                                              \
    X(RUST_FORMAT, "the Rust allocator's format")                                                  \
    X(UUID_PARSE, "uuid_parse")                                                                    \
    X(UUID_TO_BYTES, "uuid_to_bytes")                                                              \
    X(UUID_FROM_BYTES, "uuid_from_bytes")                                                          \
    X(UUID_FORMAT, "uuid_format")                                                                  \
    X(RANGE_ENCODE, "range_encode")                                                                \
    X(RANGE_DECODE, "range_decode")                                                                \
    X(SHARD_SPLIT, "shard_split")                                                                  \
    X(SHARD_REPORT, "shard_report")                                                                \
    X(SHARD_SYNCHRONIZE, "shard_synchronize")                                                      \
    X(SHARD_PARENT_REPORT, "shard_parent_report")                                                  \
    X(SHARD_FOLLOW, "shard_follow")                                                                \
    X(SHARD_DISPOSE, "shard_dispose")                                                              \
    X(SHARD_REVOKE, "shard_revoke")                                                                \
    X(SHARD_DESCRIBE, "shard_describe")                                                            \
    X(SHARD_CHILD_AT, "shard_child_at")                                                            \
    X(SHARD_TOKEN_ENCODE, "shard_token_encode")                                                    \
    X(SHARD_TOKEN_DECODE, "shard_token_decode")                                                    \
    X(MEANING, "meaning of an ID in an application op")                                            \
    X(DELIVERED, "after everything was delivered")                                                 \
    X(MAY_ALLOCATE, "a call that may allocate")                                                    \
    X(CLOSING, "closing all sessions and documents")                                               \
    X(PAIR_ANSWER, "an answer in the paired world")                                                \
    X(PAIR_APPLY, "applying the entry in the paired world")                                        \
    X(PAIR_DOCUMENT, "a document in the paired world")                                             \
    /* What it was about. */                                                                       \
    X(OF_IDS, "of # ID(s)")                                                                        \
    X(AFTER_REFUSAL, "after a refused call")                                                       \
    X(AFTER_TAKE, "after take")                                                                    \
    X(AFTER_RETAKE, "after retake")                                                                \
    X(AFTER_RESET, "after reset")                                                                  \
    X(AFTER_LOAD, "after loading what was saved")                                                  \
    X(AFTER_RESTART, "after restarting from what was saved")                                       \
    X(BY_COPY, "by a loaded copy")                                                                 \
    X(OF_COPY, "of it and a loaded copy")                                                          \
    X(WITH_NODE, "with that of node #")                                                            \
    X(WITH_SLOT, "with the session in slot #")                                                     \
    X(GEN_COUNTS, "among gen counts # to #")                                                       \
    X(OF_OTHER_COPY, "of it and a copy with another cluster size")                                 \
    X(OF_LATER_COPY, "of it and a copy that generated more")                                       \
    X(INDEX, "number #")                                                                           \
    X(PAST_LAST, "after the last one")                                                             \
    X(OF_NODE, "of node #'s snapshot")                                                             \
    X(OF_DAMAGED, "of node #'s damaged snapshot")                                                  \
    X(OF_SUMMARY, "of a summary of node #")                                                        \
    X(OF_NEWBORN, "of the newborn child #")                                                        \
    X(AFTER_TOKEN, "after a call about shards")                                                    \
    X(OF_JUST_SAVED, "of what was just saved")                                                     \
    X(BIT_FLIPPED, "with bit # of # bytes flipped")                                                \
    X(BYTE_ADDED, "with a byte added, sealed again")                                               \
    X(BYTE_REMOVED, "with its last byte removed, sealed again")                                    \
    X(BYTE_REPLACED, "with a byte replaced, sealed again")                                         \
    X(NUMBER_LONGER, "with a longer number, sealed again")                                         \
    X(VERSION_REPLACED, "with another version, sealed again")                                      \
    /* What was expected, and what came. */                                                        \
    X(IDS_GENERATED, "IDs generated: #")                                                           \
    X(GEN_COUNT, "gen count #")                                                                    \
    X(CLUSTER_SIZE, "cluster size #")                                                              \
    X(LOG_POSITION, "log position #")                                                              \
    X(KNOWN, "known: #")                                                                           \
    X(RUNS, "# run(s)")                                                                            \
    X(RUN_OF_LOCAL_IDS, "a run of # ID(s) from gen count #")                                       \
    X(BYTES_HELD, "bytes held: #")                                                                 \
    X(FINAL_LIMIT, "final limit #")                                                                \
    X(CLUSTERS, "clusters: #")                                                                     \
    X(SESSIONS, "sessions: #")                                                                     \
    X(NO_CLUSTER, "no such cluster")                                                               \
    X(SAVED_SESSION, "the session that was saved")                                                 \
    X(NO_SESSION, "no such session")                                                               \
    X(SAVED_SESSIONS, "the sessions that were saved")                                              \
    X(SAVED_PLACE, "the log position and the sessions that were saved")                            \
    X(ANOTHER_PLACE, "another log position or other sessions")                                     \
    X(HASH, "hash #")                                                                              \
    X(HASH_BEFORE, "hash #, as before the refused entry")                                          \
    X(HASH_ELSEWHERE, "hash #, as a document at the same point")                                   \
    X(REFUSAL_OR_SOUND, "a refusal, or a consistent state")                                        \
    X(UNSOUND, "a state that fails its own verification")                                          \
    X(REFUSAL_OR_SAME, "a refusal, or a state that saves as these bytes")                          \
    X(SAVED_OTHERWISE, "a state that saves as other bytes")                                        \
    X(SOME_MEMORY_HELD, "some is")                                                                 \
    X(ANOTHER_UUID, "another UUID")                                                                \
    X(RANGE_BYTES, "the bytes of the range")                                                       \
    X(OTHER_BYTES, "others")                                                                       \
    X(FLUID_VERSION, "version # of Fluid's format")                                                \
    X(WORD_REPLACED, "with word # from the end replaced by #")                                     \
    X(WORD_WRITTEN, "word # from the end is #")                                                    \
    X(WRITTEN_SETTINGS, "the settings as written")                                                 \
    X(OTHER_SETTINGS, "another first session or another cluster size")                             \
    X(WRITTEN_BYTES, "the same bytes again")                                                       \
    X(WRITTEN_DOCUMENT, "the document as written")                                                 \
    X(ANOTHER_DOCUMENT, "another one")                                                             \
    X(ENTRIES_APPLIED, "log entries applied: #")                                                   \
    X(CONNECTED, "connected")                                                                      \
    X(DOWN, "down")                                                                                \
    X(OFFLINE, "offline")                                                                          \
    X(JOINING, "waiting for its JOIN in the log")                                                  \
    X(ALL_SEEN, "all submissions seen in the log")                                                 \
    X(UNSEEN, "waits for # of its submissions")                                                    \
    X(EVERY_ID_FINAL, "every generated ID is final")                                               \
    X(NOT_TAKEN, "# ID(s) from gen count # generated, not taken")                                  \
    X(NOT_IN_LOG, "# ID(s) from gen count # taken, not finalized; no range of it is in the log")   \
    X(NOT_FINAL, "# ID(s) from gen count # taken, not finalized; its last range is log entry # "   \
                 "(# ID(s) from gen count #): #")                                                  \
    X(STUCK_COLLIDING, "# ID(s) from gen count # collide with another session's")                  \
    X(STUCK_EXHAUSTED, "# ID(s) from gen count #: the number space is used up")                    \
    X(STUCK_FENCED, "# ID(s) from gen count #: a copy of the session came first")                  \
    X(STUCK_DOWN, "down with # saved ID(s)")                                                       \
    X(STUCK_LOG_FULL, "the log is full")                                                           \
    X(STUCK_ORPHAN, "the shard is at gen count #, and no parent of it that may cover that is up")  \
    X(SHARD_STATE, "stride #, stride without children #, children: #, is a child: #")              \
    X(NOT_SHARDED, "not sharded")                                                                  \
    X(NO_CHILD, "no such child")                                                                   \
    X(TOKEN, "a token of kind # at gen count #")                                                   \
    X(NEW_GEN_COUNT, "a gen count that no shard has handed out")                                   \
    X(AHEAD_OF, "at gen count # or ahead of it")                                                   \
    X(IN_PROPORTION, "memory in proportion to the content")                                        \
    X(ABOVE_LIMIT, "more requested than the world's limit")                                        \
    X(NO_MEMORY_RIGHTLY, "no-memory only after the allocator failed")                              \
    X(NO_MEMORY_WRONGLY, "no-memory, though the allocator never failed")                           \
    X(SIGHT, "# clusters, # final IDs, # bytes with hash #")                                       \
    X(NOTHING_CHANGED, "no-memory, and nothing changed")                                           \
    X(SOMETHING_CHANGED, "no-memory, and another state")                                           \
    /* Statements of paired worlds: parts that are the same in both are left out. */               \
    X(NOTHING_MORE, "nothing more")                                                                \
    X(STATED_NODE, "a node's state, node #, state #, log position #, connection #")                \
    X(STATED_OPENED, "opened, #, #, session #, offset #")                                          \
    X(STATED_UNIQUE, "generated, #, #, final #, final ID #, session #, offset #")                  \
    X(STATED_GENERATED, "generated, #, #, first ID #, IDs #, then first ID #, then IDs #")         \
    X(STATED_TAKEN, "taken, #, #, again #, first gen count #, IDs #, cluster size #")              \
    X(STATED_SUBMITTED, "submitted, #, connection #, number #, kind #")                            \
    X(STATED_SEQUENCED, "sequenced, log position #, kind #, #, connection #, number #")            \
    X(STATED_IGNORED, "ignored by the sequencer, node #, connection #, number #")                  \
    X(STATED_APPLIED, "applied, node #, log position #, #, first final ID #")                      \
    X(STATED_MENTIONED, "mentioned, #, ID #, statuses #, op-space ID #, session #, offset #")      \
    X(STATED_READ, "read, #, log position #, mention #, #, ID #")                                  \
    X(STATED_SAVED, "saved, #, #, bytes #, hash #")                                                \
    X(STATED_LOADED, "loaded, node #, of node #, store #, #, log position #")                      \
    X(STATED_DOCUMENT,                                                                             \
      "a document at the end, node #, sessions #, clusters #, final IDs #, bytes saved #, hash #") \
    X(STATED_CLUSTER, "a cluster at the end, node #, session #, first final ID #, first gen "      \
                      "count #, capacity #, count #")                                              \
    X(STATED_FINAL,                                                                                \
      "a final ID at the end, node #, final ID #, #, session #, offset #, recompressed #")         \
    X(STATED_SESSION,                                                                              \
      "a session at the end, #, IDs #, next range's start #, cluster size #, stale #")             \
    X(STATED_ID, "a local ID at the end, #, local ID #, statuses #, op-space ID #, session-space " \
                 "ID #, offset #")                                                                 \
    X(STATED_OTHER,                                                                                \
      "done, 1st number #, 2nd number #, 3rd number #, 4th number #, 5th number #, 6th number #")

#endif
