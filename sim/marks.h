/*
 * Marks and faults: what a world went through. A scenario names those that a sweep of it must
 * reach; a sweep that misses one proves nothing about it and is VACUOUS.
 */
#ifndef SIM_MARKS_H
#define SIM_MARKS_H

#include <stdbool.h>
#include <stdint.h>

#include "scheme.h"

/* X(constant, name, sentence): those of the compressor's worlds. */
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

/* Those of sequence worlds. */
#define SIM_SEQUENCE_MARK_TABLE(X)                                                                 \
    X(SEQ_GRANTED, "seq-granted", "a master granted a chunk")                                      \
    X(SEQ_INSTALLED, "seq-installed", "a coordinator took a chunk over")                           \
    X(SEQ_PREFETCHED, "seq-prefetched", "a coordinator asked while it had IDs left")               \
    X(SEQ_TRY_LATER, "seq-try-later", "a coordinator had no ID to draw")                           \
    X(SEQ_UNCONFIRMED, "seq-unconfirmed", "a coordinator did not draw from what is not stored")    \
    X(SEQ_EXHAUSTED, "seq-exhausted", "a master said that there are no more IDs")                  \
    X(SEQ_EMPTY_CHUNK, "seq-empty-chunk", "a chunk had no IDs")                                    \
    X(SEQ_JOINED, "seq-joined", "a coordinator joined while a master was in office")               \
    X(SEQ_LEFT, "seq-left", "a coordinator left while a master was in office")                     \
    X(SEQ_NO_MEMBER, "seq-no-member", "a coordinator asked that is no member")                     \
    X(SEQ_RESTARTED, "seq-restarted", "a coordinator started again")                               \
    X(SEQ_LATE_REQUEST, "seq-late-request", "a request was refused as late")                       \
    X(SEQ_LATE_REPLY, "seq-late-reply", "a reply was refused as repeated or late")                 \
    X(SEQ_ANSWERED_AGAIN, "seq-answered-again", "a request was answered as it was before")         \
    X(SEQ_TWO_MASTERS, "seq-two-masters", "two masters believed to be in office")                  \
    X(SEQ_STALE_TERM, "seq-stale-term", "a coordinator that asked knew of a later master")         \
    X(SEQ_WRITE_REFUSED, "seq-write-refused", "the storage refused a write of an old master")      \
    X(SEQ_ORPHANED_WRITE, "seq-orphaned-write", "a write was done after its master was gone")

/* Those of Snowflake worlds. */
#define SIM_SNOWFLAKE_MARK_TABLE(X)                                                                \
    X(FLAKE_MADE, "flake-made", "an ID was made")                                                  \
    X(FLAKE_FULL, "flake-full", "all IDs of a tick were used")                                     \
    X(FLAKE_LATER, "flake-later", "a node was told to try later")                                  \
    X(FLAKE_BEHIND, "flake-behind", "a node was told that its clock is behind")                    \
    X(FLAKE_AHEAD, "flake-ahead", "an ID's time was ahead of the clock")                           \
    X(FLAKE_AWAITED, "flake-awaited", "a node got an ID at the very reading it was told")          \
    X(FLAKE_BEFORE_EPOCH, "flake-before-epoch", "a clock read a time before the layout's epoch")   \
    X(FLAKE_EXPIRED, "flake-expired", "a lease was over")                                          \
    X(FLAKE_EXHAUSTED, "flake-exhausted", "the layout's time was over")                            \
    X(FLAKE_EXTENDED, "flake-extended", "a lease, or what was stored ahead, moved on")             \
    X(FLAKE_SHORTENED, "flake-shortened", "an earlier end of a lease was refused")                 \
    X(FLAKE_REASSIGNED, "flake-reassigned", "a coordinator number was given to another node")      \
    X(FLAKE_UNFIT, "flake-unfit", "a number or a lease that cannot be was refused")                \
    X(FLAKE_RESUMED, "flake-resumed", "a node went on from the mark that it stored as it stopped") \
    X(FLAKE_RESUMED_AHEAD, "flake-resumed-ahead", "a node that crashed went on from a mark ahead") \
    X(FLAKE_REUSED, "flake-reused", "a time was used again, as it may after what was done")

/* Those of k-order worlds. */
#define SIM_KORDER_MARK_TABLE(X)                                                                   \
    X(KORDER_BORROWED, "korder-borrowed",                                                          \
      "an ID's time was ahead of the clock that it was made by")                                   \
    X(KORDER_OVERFLOW, "korder-overflow", "all sequences of a tick were used up")                  \
    X(KORDER_LANE, "korder-lane", "a strict node made an ID by a lane")                            \
    X(KORDER_TRY_LATER, "korder-try-later", "a node was as far ahead of its clock as it may be")   \
    X(KORDER_EXHAUSTED, "korder-exhausted", "a clock was past the last time that an ID can hold")  \
    X(KORDER_RESTARTED, "korder-restarted", "a node began above all that it had given")            \
    X(KORDER_WRAPPED, "korder-wrapped", "a faithful sequence went round inside a tick")            \
    X(KORDER_BACK, "korder-back", "a faithful node's ID was not above its last one")               \
    X(KORDER_REPEATED, "korder-repeated", "an ID was made twice where nothing promises otherwise") \
    X(KORDER_LOCAL_EQUAL, "korder-local-equal", "two nodes made one local ID")                     \
    X(KORDER_CLASH, "korder-clash", "a node's number was in use, and it took another")             \
    X(KORDER_FOREIGN, "korder-foreign", "a node was told that an ID is not its own")               \
    X(KORDER_DAMAGE_REFUSED, "korder-damage-refused",                                              \
      "damaged bytes or a damaged text were refused")                                              \
    X(KORDER_EFFECT_BELOW, "korder-effect-below", "what a message caused has the lower ID")        \
    X(KORDER_SHORT_WINDOW, "korder-short-window", "an ID is in a megasecond's short last window")  \
    X(KORDER_INVERTED, "korder-inverted", "IDs were not in the order of true time")                \
    X(KORDER_TOUCHED, "korder-touched", "the radius was as large as its bound")

/* X(constant, name, sentence): those of the compressor's worlds. */
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
    X(FORGED, "forged", "a range that nobody took entered the log")

/* Faults of sequence worlds, besides those of the network and of crashes above. */
#define SIM_SEQUENCE_FAULT_TABLE(X)                                                                \
    X(WRITE_LOST, "write-lost", "a write to the storage was lost")                                 \
    X(WRITE_UNHEARD, "write-unheard", "a write was done, but its master did not hear of it")

/* Faults of Snowflake worlds, besides crashes above and those of clocks below. */
#define SIM_SNOWFLAKE_FAULT_TABLE(X)                                                               \
    X(MARK_LOST, "mark-lost", "a node went on below the time that it had used")                    \
    X(LEASE_OVERLAP, "lease-overlap", "a coordinator number was leased twice for one time")

/* Faults of k-order worlds, besides crashes and damage above and those of clocks below. */
#define SIM_KORDER_FAULT_TABLE(X)                                                                  \
    X(KORDER_UNMARKED, "korder-unmarked", "a node began without the mark that it had stored")      \
    X(KORDER_CLASH_IGNORED, "korder-clash-ignored", "a node took a number that is in use")

/* Faults of the worlds that have clocks. */
#define SIM_CLOCK_FAULT_TABLE(X)                                                                   \
    X(CLOCK_BACK, "clock-back", "a node's clock was set back")                                     \
    X(CLOCK_FORWARD, "clock-forward", "a node's clock was set forward")                            \
    X(CLOCK_DRIFT, "clock-drift", "time passed while a node's clock gained or lost")               \
    X(CLOCK_FROZEN, "clock-frozen", "time passed while a node's clock stood still")                \
    X(CLOCK_LEAP, "clock-leap", "a node's clock showed a second twice")                            \
    X(CLOCK_SMEAR, "clock-smear", "time passed while a leap second was smeared")

/* All of them, in the order of reports. */
#define SIM_EVERY_MARK(X)                                                                          \
    SIM_MARK_TABLE(X)                                                                              \
    SIM_SEQUENCE_MARK_TABLE(X) SIM_SNOWFLAKE_MARK_TABLE(X) SIM_KORDER_MARK_TABLE(X)
#define SIM_EVERY_FAULT(X)                                                                         \
    SIM_FAULT_TABLE(X)                                                                             \
    SIM_SEQUENCE_FAULT_TABLE(X)                                                                    \
    SIM_SNOWFLAKE_FAULT_TABLE(X) SIM_KORDER_FAULT_TABLE(X) SIM_CLOCK_FAULT_TABLE(X)

typedef enum sim_mark {
#define SIM_MARK_CONSTANT(constant, name, sentence) SIM_MARK_##constant,
    SIM_EVERY_MARK(SIM_MARK_CONSTANT)
#undef SIM_MARK_CONSTANT
        SIM_MARK_COUNT
} sim_mark;

typedef enum sim_fault {
#define SIM_FAULT_CONSTANT(constant, name, sentence) SIM_FAULT_##constant,
    SIM_EVERY_FAULT(SIM_FAULT_CONSTANT)
#undef SIM_FAULT_CONSTANT
        SIM_FAULT_COUNT
} sim_fault;

/* How often each happened in a world, or in the worlds of a sweep together. */
typedef struct sim_tally {
    uint64_t marks[SIM_MARK_COUNT];
    uint64_t faults[SIM_FAULT_COUNT];
} sim_tally;

/* In which worlds a mark can be reached, and a fault can strike. */
bool sim_mark_applies(sim_scheme scheme, sim_mark mark);
bool sim_fault_applies(sim_scheme scheme, sim_fault fault);

const char *sim_mark_name(sim_mark mark);
const char *sim_mark_sentence(sim_mark mark);
const char *sim_fault_name(sim_fault fault);
const char *sim_fault_sentence(sim_fault fault);
void sim_tally_add(sim_tally *sum, const sim_tally *part);

#endif
