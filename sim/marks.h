/*
 * Marks and faults: what a world went through. A scenario names those that a sweep of it must
 * reach; a sweep that misses one proves nothing about it and is VACUOUS.
 */
#ifndef SIM_MARKS_H
#define SIM_MARKS_H

#include <stdint.h>

/* X(constant, name, sentence) */
#define SIM_MARK_TABLE(X)                                                                          \
    X(LOCAL, "local", "an ID was handed out as a local ID")                                        \
    X(EAGER, "eager", "an ID was handed out as an eager final")                                    \
    X(TWO_RUNS, "two-runs", "one bulk of IDs was part eager final, part local")                    \
    X(UNIQUE_FINAL, "unique-final", "a document-unique ID was a final ID")                         \
    X(UNIQUE_STABLE, "unique-stable", "a document-unique ID was a stable ID")                      \
    X(FIRST_CLUSTER, "first-cluster", "a session's first range opened a cluster")                  \
    X(FILLED, "filled", "a range fitted into the reserved IDs")                                    \
    X(FILLED_EXACTLY, "filled-exactly", "a range took the last reserved ID")                       \
    X(EXPANDED, "expanded", "a range expanded the last cluster")                                   \
    X(OVERFLOWED, "overflowed", "a range filled a cluster and overflowed into a new one")          \
    X(EAGER_IN_FLIGHT, "eager-in-flight", "an eager final while a range was under way")            \
    X(RESIZED, "resized", "a session changed its cluster size")                                    \
    X(GHOST, "ghost", "a ghost session's IDs were made")                                           \
    X(GHOST_AGAIN, "ghost-again", "a ghost session came back")                                     \
    X(TAKEN_EMPTY, "taken-empty", "a range without IDs was taken")                                 \
    X(RETAKEN, "retaken", "unfinalized IDs were taken again")                                      \
    X(RETAKEN_IN_FLIGHT, "retaken-in-flight", "IDs were retaken while their range was under way")  \
    X(RESUBMITTED, "resubmitted", "a pending application op was submitted again")                  \
    X(OLD_CONNECTION, "old-connection", "a submission of an old connection was refused")           \
    X(REHYDRATED, "rehydrated", "a node came back from a snapshot")                                \
    X(REHYDRATED_PENDING, "rehydrated-pending", "a session came back with unfinalized IDs")        \
    X(REHYDRATED_AFTER_LOSS, "rehydrated-after-loss", "a session came back without IDs it made")   \
    X(WRITE_AHEAD, "write-ahead", "a node that saves before it sends came back")                   \
    X(STALE, "stale", "a stale session was found out and refused to generate")                     \
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
    X(READ_LATE, "read-late", "an application op was read again later")                            \
    X(READ_AFTER_SUMMARY, "read-after-summary", "one from before the summary a node joined from")  \
    X(REFUSED_ORDER, "refused-order", "a range was refused as out of order")                       \
    X(REFUSED_COLLISION, "refused-collision", "a range was refused as a collision")                \
    X(REFUSED_EXHAUSTED, "refused-exhausted", "a range was refused as exhausted")                  \
    X(REFUSED_INVALID, "refused-invalid", "a range was refused as invalid")                        \
    X(GENERATE_EXHAUSTED, "generate-exhausted", "a session ran off the top of the UUIDs")          \
    X(CARRIED_VARIANT, "carried-variant", "stable IDs carried across the variant bits")            \
    X(CARRIED_VERSION, "carried-version", "stable IDs carried across the version bits")            \
    X(OPEN_REFUSED, "open-refused", "a session ID that is in the document was refused")            \
    X(DAMAGE_REFUSED, "damage-refused", "a damaged snapshot was refused")                          \
    X(GATEWAY, "gateway", "sixteen sessions or more shared one document")                          \
    X(STUCK_EXCUSED, "stuck-excused", "IDs that no rule lets become final were told apart")

/* X(constant, name, sentence) */
#define SIM_FAULT_TABLE(X)                                                                         \
    X(UP_LOST, "up-lost", "a submission was lost")                                                 \
    X(UP_REPEATED, "up-repeated", "a submission arrived twice")                                    \
    X(UP_REORDERED, "up-reordered", "a submission overtook an earlier one")                        \
    X(DOWN_LOST, "down-lost", "a log entry was lost on its way to a node")                         \
    X(DOWN_REPEATED, "down-repeated", "a log entry arrived twice")                                 \
    X(DOWN_REORDERED, "down-reordered", "a log entry overtook an earlier one")                     \
    X(CUT, "cut", "a message met a cut link")                                                      \
    X(CUT_ONE_WAY, "cut-one-way", "a message met a link that is cut one way")                      \
    X(SEQUENCER_RESTART, "sequencer-restart", "the sequencer lost what it had buffered")           \
    X(CRASH, "crash", "a node crashed")                                                            \
    X(CRASH_UNSAVED, "crash-unsaved", "a node crashed with IDs that it had not saved")             \
    X(STALE_RESTORE, "stale-restore", "a node came back from an older snapshot")                   \
    X(FORK, "fork", "a snapshot was loaded a second time")                                         \
    X(TRUNCATED, "truncated", "a stored snapshot lost its end")                                    \
    X(FLIPPED, "flipped", "a stored snapshot lost a bit")                                          \
    X(TORN, "torn", "a stored snapshot was half overwritten")                                      \
    X(VERSION, "version", "a stored snapshot claims another version")                              \
    X(FORGED, "forged", "a range that nobody took entered the log")                                \
    X(CLOCK_BACK, "clock-back", "a node's clock was set back")                                     \
    X(CLOCK_FORWARD, "clock-forward", "a node's clock was set forward")                            \
    X(CLOCK_DRIFT, "clock-drift", "time passed while a node's clock gained or lost")               \
    X(CLOCK_FROZEN, "clock-frozen", "time passed while a node's clock stood still")                \
    X(CLOCK_LEAP, "clock-leap", "a node's clock showed a second twice")                            \
    X(CLOCK_SMEAR, "clock-smear", "time passed while a leap second was smeared")

typedef enum sim_mark {
#define SIM_MARK_CONSTANT(constant, name, sentence) SIM_MARK_##constant,
    SIM_MARK_TABLE(SIM_MARK_CONSTANT)
#undef SIM_MARK_CONSTANT
        SIM_MARK_COUNT
} sim_mark;

typedef enum sim_fault {
#define SIM_FAULT_CONSTANT(constant, name, sentence) SIM_FAULT_##constant,
    SIM_FAULT_TABLE(SIM_FAULT_CONSTANT)
#undef SIM_FAULT_CONSTANT
        SIM_FAULT_COUNT
} sim_fault;

/* How often each happened in a world, or in the worlds of a sweep together. */
typedef struct sim_tally {
    uint64_t marks[SIM_MARK_COUNT];
    uint64_t faults[SIM_FAULT_COUNT];
} sim_tally;

const char *sim_mark_name(sim_mark mark);
const char *sim_mark_sentence(sim_mark mark);
const char *sim_fault_name(sim_fault fault);
const char *sim_fault_sentence(sim_fault fault);
void sim_tally_add(sim_tally *sum, const sim_tally *part);

#endif
