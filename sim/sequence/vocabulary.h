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

/* Faults that other schemes have, too (kernel/faults.h), and its own. */
#define SIM_SEQUENCE_SHARED_FAULT_TABLE(X)                                                         \
    SIM_NETWORK_FAULT_TABLE(X) SIM_CRASH_FAULT_TABLE(X) SIM_DAMAGE_FAULT_TABLE(X)
#define SIM_SEQUENCE_FAULT_TABLE(X)                                                                \
    X(WRITE_LOST, "write-lost", "a write to the storage was lost")                                 \
    X(WRITE_UNHEARD, "write-unheard", "a write was done, but its master did not hear of it")

/* U1 to U10, and the contract. */
#define SIM_SEQUENCE_INVARIANT_TABLE(X)                                                            \
    X(SEQ_UNIQUE, "seq-unique", "no ID is drawn twice, whatever crashes")                          \
    X(SEQ_IN_RANGE, "seq-in-range", "every ID is above its range's start and not above its end")   \
    X(SEQ_RESIDUE, "seq-residue", "every ID has the residue of its chunk's index")                 \
    X(SEQ_GRANTED_ONCE, "seq-granted-once",                                                        \
      "a chunk is granted once; a range has one count, and ranges do not overlap")                 \
    X(SEQ_GROWING, "seq-growing", "the IDs of a coordinator grow, across its restarts too")        \
    X(SEQ_CONSERVATION, "seq-conservation",                                                        \
      "what was granted is drawn, left or lost, and nothing else is drawn")                        \
    X(SEQ_DURABLE, "seq-durable",                                                                  \
      "nothing is granted that is not stored first, and nothing again by another master")          \
    X(SEQ_EXHAUSTED, "seq-exhausted", "who has no ID left gives none, and says why")               \
    X(SEQ_WASTE, "seq-waste",                                                                      \
      "a crash loses two chunks at most, and a lost reply none while the master lives")            \
    X(SEQ_LIVENESS, "seq-liveness",                                                                \
      "after faults stop, every coordinator gets an ID or hears that there are no more")           \
    X(SEQ_CONTRACT, "seq-contract", "every call answers what sequence.h promises")

#define SIM_SEQUENCE_MEASURE_TABLE(X)

#endif
