/* What the worlds of leases can reach, suffer and break: tables only. marks.h and invariants.h make
 * the constants and the names of them. */
#ifndef SIM_LEASE_VOCABULARY_H
#define SIM_LEASE_VOCABULARY_H

#include "kernel/faults.h"
#include "kernel/limits.h"

#define SIM_LEASE_REGISTRIES_MAX 2u
#define SIM_LEASE_POLICY_MASK    0x1ffu

/* What the numbers of a config are called and wrap to (sim_scheme_number). */
#define SIM_LEASE_NUMBERS                                                                          \
    {                                                                                              \
        {"nodes", 3, SIM_NODES_MAX}, {"registries", 1, SIM_LEASE_REGISTRIES_MAX},                  \
            {"policy", 0, SIM_LEASE_POLICY_MASK}, {"start", 1, UINT32_MAX},                        \
    }

/* X(constant, name, sentence) */
#define SIM_LEASE_MARK_TABLE(X)                                                                    \
    X(LEASE_GRANTED, "lease-granted", "a registry granted a number")                               \
    X(LEASE_RENEWED, "lease-renewed", "a registry renewed a lease")                                \
    X(LEASE_RETURNED, "lease-returned", "a registry took a number back before its lease ended")    \
    X(LEASE_REPLIED, "lease-replied", "a registry sent a lease whose record was stored")           \
    X(LEASE_UNSTORED, "lease-unstored", "a registry held a lease back until its record is stored") \
    X(LEASE_NONE_FREE, "lease-none-free", "a registry had no number free")                         \
    X(LEASE_TOO_LATE, "lease-too-late", "a registry refused to renew or to take back")             \
    X(LEASE_TAKEN, "lease-taken", "a holder took a lease")                                         \
    X(LEASE_STALE, "lease-stale", "a holder refused an answer as stale")                           \
    X(LEASE_LATE, "lease-late", "a holder got a lease that had ended already")                     \
    X(LEASE_USED, "lease-used", "a holder used its number")                                        \
    X(LEASE_STOPPED, "lease-stopped", "a holder stopped by itself as its lease ended")             \
    X(LEASE_HANDED_ON, "lease-handed-on", "a number went from one holder to another")              \
    X(LEASE_HOLDER_JUMP, "lease-holder-jump", "a holder refused a clock reading")                  \
    X(LEASE_REGISTRY_JUMP, "lease-registry-jump", "a registry refused a clock reading")            \
    X(LEASE_CAME_BACK, "lease-came-back", "a refused clock was right again, and was accepted")     \
    X(LEASE_RESTARTED, "lease-restarted", "a registry started from its newest record")             \
    X(LEASE_RESTORED, "lease-restored", "a registry started from a record that it did not trust")  \
    X(LEASE_ELECTED, "lease-elected", "a registry got a span of authority")                        \
    X(LEASE_PROLONGED, "lease-prolonged", "the authority of a registry was prolonged")             \
    X(LEASE_MADE, "lease-made", "an ID was made under a lease")

/* Faults that other schemes have, too (kernel/faults.h), and its own. */
#define SIM_LEASE_SHARED_FAULT_TABLE(X) SIM_CRASH_FAULT_TABLE(X) SIM_CLOCK_FAULT_TABLE(X)
#define SIM_LEASE_FAULT_TABLE(X)                                                                   \
    X(LEASE_LOST, "lease-lost", "a message between holder and registry was lost")                  \
    X(LEASE_REPEATED, "lease-repeated", "a message between holder and registry came twice")        \
    X(LEASE_CUT_SHORT, "lease-cut-short", "a message between holder and registry lost its end")    \
    X(LEASE_RECORD_LOST, "lease-record-lost", "the record of a registry was not stored")           \
    X(LEASE_RECORD_UNHEARD, "lease-record-unheard",                                                \
      "the record of a registry was stored, but the registry was not told")                        \
    X(LEASE_OLD_RECORD, "lease-old-record",                                                        \
      "a registry started from a record that was not the newest")                                  \
    X(LEASE_MISTAKEN, "lease-mistaken",                                                            \
      "a registry was told that an old record, or none, is the newest")                            \
    X(LEASE_TWO_REGISTRIES, "lease-two-registries",                                                \
      "two registries were at work with one span of authority")

#define SIM_LEASE_INVARIANT_TABLE(X)                                                               \
    X(LEASE_UNIQUE, "lease-unique", "no ID is made twice, whatever the clocks show")               \
    X(LEASE_APART, "lease-apart",                                                                  \
      "the spans of a number's leases never overlap; the next begins at the mark or later")        \
    X(LEASE_ALONE, "lease-alone",                                                                  \
      "with clocks as good as stated, a number has one user at a time")                            \
    X(LEASE_STOPS, "lease-stops",                                                                  \
      "a holder stops by its own clocks before its lease ends, and not before it has to")          \
    X(LEASE_SPAN, "lease-span", "the tick of an ID lies inside the lease that it was made under")  \
    X(LEASE_DURABLE, "lease-durable", "no lease leaves a registry before its record is stored")    \
    X(LEASE_JUMP, "lease-jump",                                                                    \
      "a reading that is too far off is refused, and the next right one is not")                   \
    X(LEASE_LIVENESS, "lease-liveness", "once faults stop, every holder gets a number and an ID")  \
    X(LEASE_CONTRACT, "lease-contract", "every call returns what lease.h promises")

#define SIM_LEASE_MEASURE_TABLE(X)

/* What they make and spend, beside what every world does (amounts.h). */
#define SIM_LEASE_AMOUNT_TABLE(X)

#endif
