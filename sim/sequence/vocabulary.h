/* What the worlds of sequences can reach, suffer and break: tables only. marks.h and invariants.h
 * make the constants and the names of them. */
#ifndef SIM_SEQUENCE_VOCABULARY_H
#define SIM_SEQUENCE_VOCABULARY_H

#include "kernel/faults.h"
#include "kernel/limits.h"

#define SIM_MASTERS_MAX    4u
#define SIM_RANGE_SIZE_MAX 4096u
#define SIM_PREFETCH_MASK  127u

/* What the numbers of a config are called and wrap to (sim_scheme_number). */
#define SIM_SEQUENCE_NUMBERS                                                                       \
    {                                                                                              \
        {"nodes", 1, SIM_NODES_MAX}, {"masters", 1, SIM_MASTERS_MAX},                              \
            {"prefetch", 0, SIM_PREFETCH_MASK}, {"range-size", 1, SIM_RANGE_SIZE_MAX},             \
    }

/* X(constant, name, sentence) */
#define SIM_SEQUENCE_MARK_TABLE(X)                                                                 \
    X(SEQ_GRANTED, "seq-granted", "a master granted a chunk")                                      \
    X(SEQ_INSTALLED, "seq-installed", "a coordinator installed a chunk")                           \
    X(SEQ_PREFETCHED, "seq-prefetched", "a coordinator asked while it had IDs left")               \
    X(SEQ_TRY_LATER, "seq-try-later", "a coordinator had no ID to draw")                           \
    X(SEQ_UNCONFIRMED, "seq-unconfirmed",                                                          \
      "a coordinator refused to draw from an unconfirmed chunk")                                   \
    X(SEQ_EXHAUSTED, "seq-exhausted", "a master reported that no IDs are left")                    \
    X(SEQ_EMPTY_CHUNK, "seq-empty-chunk", "a chunk had no IDs")                                    \
    X(SEQ_JOINED, "seq-joined", "a coordinator joined while a master was in office")               \
    X(SEQ_LEFT, "seq-left", "a coordinator left while a master was in office")                     \
    X(SEQ_NO_MEMBER, "seq-no-member", "a coordinator that is not a member asked for a chunk")      \
    X(SEQ_RESTARTED, "seq-restarted", "a coordinator restarted")                                   \
    X(SEQ_LATE_REQUEST, "seq-late-request", "a request was refused as late")                       \
    X(SEQ_LATE_REPLY, "seq-late-reply", "a reply was refused as a repeat or late")                 \
    X(SEQ_ANSWERED_AGAIN, "seq-answered-again", "a repeated request got its first answer again")   \
    X(SEQ_TWO_MASTERS, "seq-two-masters", "two masters were in office at once")                    \
    X(SEQ_STALE_TERM, "seq-stale-term",                                                            \
      "a master was asked by a coordinator that knew a later term")                                \
    X(SEQ_WRITE_REFUSED, "seq-write-refused", "the storage refused an old master's write")         \
    X(SEQ_ORPHANED_WRITE, "seq-orphaned-write", "a write was applied after its master was gone")   \
    X(SEQ_HANDED_BACK, "seq-handed-back", "a stopped coordinator handed back part of a chunk")     \
    X(SEQ_TAKEN_BACK, "seq-taken-back", "a master took back part of a chunk")                      \
    X(SEQ_REST_GRANTED, "seq-rest-granted", "a part that was handed back was granted again")       \
    X(SEQ_LATE_RETURN, "seq-late-return", "a return was refused as a repeat or late")              \
    X(SEQ_RAISED, "seq-raised", "a sequence was raised")

/* Faults that other schemes have, too (kernel/faults.h), and its own. */
#define SIM_SEQUENCE_SHARED_FAULT_TABLE(X)                                                         \
    SIM_NETWORK_FAULT_TABLE(X) SIM_CRASH_FAULT_TABLE(X) SIM_DAMAGE_FAULT_TABLE(X)
#define SIM_SEQUENCE_FAULT_TABLE(X)                                                                \
    X(WRITE_LOST, "write-lost", "a write to the storage was lost")                                 \
    X(WRITE_UNHEARD, "write-unheard", "a write was applied, but its master was not told")          \
    X(MESSAGE_ALTERED, "message-altered", "a message arrived with other numbers or more bytes")

/* U1 to U10, and the contract. */
#define SIM_SEQUENCE_INVARIANT_TABLE(X)                                                            \
    X(SEQ_UNIQUE, "seq-unique", "no ID is drawn twice, whatever crashes")                          \
    X(SEQ_IN_RANGE, "seq-in-range", "every ID is above its range's start and at most its end")     \
    X(SEQ_RESIDUE, "seq-residue", "every ID has the residue of its chunk's index")                 \
    X(SEQ_GRANTED_ONCE, "seq-granted-once",                                                        \
      "a chunk is granted once; a range has one count, and ranges do not overlap")                 \
    X(SEQ_GROWING, "seq-growing", "the IDs of a coordinator grow, even across its restarts")       \
    X(SEQ_CONSERVATION, "seq-conservation",                                                        \
      "every granted ID is drawn, left or lost, and no other ID is drawn")                         \
    X(SEQ_DURABLE, "seq-durable",                                                                  \
      "a chunk is stored before it is granted, and no later master grants it again")               \
    X(SEQ_EXHAUSTED, "seq-exhausted",                                                              \
      "a coordinator or master without IDs gives none, and says why")                              \
    X(SEQ_WASTE, "seq-waste",                                                                      \
      "a crash loses at most two chunks; a lost reply loses none while the master lives")          \
    X(SEQ_LIVENESS, "seq-liveness",                                                                \
      "once faults stop, every coordinator gets an ID or learns that none are left")               \
    X(SEQ_CONTRACT, "seq-contract", "every call returns what sequence.h promises")

#define SIM_SEQUENCE_MEASURE_TABLE(X)

/* What they make and spend, beside what every world does (amounts.h). */
#define SIM_SEQUENCE_AMOUNT_TABLE(X)

#endif
