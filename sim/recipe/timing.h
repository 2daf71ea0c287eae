/*
 * What a timed scenario of the ID compressor says about time (compressor/timetable.h).
 *
 * X(constant, name, is_time, usual, sentence): SIM_TIMING_constant; usual in microseconds, or a
 * count.
 */
#ifndef SIM_TIMING_H
#define SIM_TIMING_H

#include <stdbool.h>
#include <stdint.h>

#include "distribution.h"

#define SIM_TIMING_TABLE(X)                                                                        \
    X(THINK, "think", true, 1000000, "from one burst of IDs of a session to the next")             \
    X(BURST, "burst", false, 1, "IDs that a session makes at once")                                \
    X(COLLECT, "collect", true, 100000, "how long a session collects IDs before it submits them")  \
    X(LIFE, "session-life", true, SIM_DISTRIBUTION_NEVER, "how long a session lives")              \
    X(GAP, "session-gap", true, 1000000, "from the end of a session to the next in its place")     \
    X(ONLINE, "online", true, SIM_DISTRIBUTION_NEVER, "how long a node stays connected")           \
    X(OFFLINE, "offline", true, 1000000, "how long it then works without a connection")            \
    X(UP_DELAY, "up-delay", true, 20000, "from a node to the sequencer")                           \
    X(DOWN_DELAY, "down-delay", true, 20000, "from the sequencer to a node")                       \
    X(SERVICE, "service", true, 0, "how long the sequencer takes for a submission")                \
    X(RESEND, "resend", true, 1000000, "from a lost submission until it is sent again")            \
    X(FETCH, "fetch", true, 1000000, "from a lost log entry until a node asks for it")             \
    X(SAVE, "save", true, SIM_DISTRIBUTION_NEVER, "from one save of a node to the next")           \
    X(CRASH, "crash", true, SIM_DISTRIBUTION_NEVER, "how long a node runs until it crashes")       \
    X(REPAIR, "repair", true, 1000000, "from a crash until the node restarts")                     \
    X(RESTART, "sequencer-restart", true, SIM_DISTRIBUTION_NEVER,                                  \
      "how long the sequencer runs until it restarts")

typedef enum sim_timing {
#define SIM_TIMING_CONSTANT(constant, name, is_time, usual, sentence) SIM_TIMING_##constant,
    SIM_TIMING_TABLE(SIM_TIMING_CONSTANT)
#undef SIM_TIMING_CONSTANT
        SIM_TIMING_COUNT
} sim_timing;

typedef struct sim_timing_row {
    const char *name;
    bool is_time; /* otherwise a count */
    uint64_t usual;
    const char *sentence;
} sim_timing_row;

const sim_timing_row *sim_timing_row_of(sim_timing timing);

#endif
