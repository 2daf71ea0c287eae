/* The table of scenarios. */
#include "scenario.h"

#include <string.h>

#include "compressor/mixes.h"
#include "kernel/random.h"
#include "registry.h"

#define M(mark)     SIM_MARK_##mark
#define F(fault)    SIM_FAULT_##fault
#define BIT(n)      (UINT64_C(1) << (n))
#define LIST(array) array, sizeof(array) / sizeof((array)[0])

static const sim_mark steady_marks[] = {
    M(LOCAL),           M(EAGER),     M(TWO_RUNS),  M(UNIQUE_FINAL), M(UNIQUE_STABLE),
    M(FIRST_CLUSTER),   M(FILLED),    M(EXPANDED),  M(OVERFLOWED),   M(MENTIONED_OWN),
    M(MENTIONED_OTHER), M(CAME_BACK), M(READ_LATE), M(REASSEMBLED),  M(EAGER_IN_FLIGHT)};
static const sim_fault steady_faults[] = {F(UP_LOST),   F(UP_REPEATED),   F(UP_REORDERED),
                                          F(DOWN_LOST), F(DOWN_REPEATED), F(DOWN_REORDERED)};

static const sim_mark offline_marks[] = {M(RETAKEN),      M(RETAKEN_IN_FLIGHT), M(RESUBMITTED),
                                         M(OFFLINE_LONG), M(OLD_CONNECTION),    M(REHYDRATED),
                                         M(WRITE_AHEAD),  M(REHYDRATED_PENDING)};
static const sim_fault offline_faults[] = {F(CUT), F(CUT_ONE_WAY), F(SEQUENCER_RESTART), F(CRASH)};

static const sim_mark churn_marks[] = {M(JOINED), M(JOINED_LATE), M(LEFT), M(READ_AFTER_SUMMARY)};
static const sim_fault churn_faults[] = {F(DOWN_LOST), F(UP_LOST)};

static const sim_mark burst_marks[] = {M(RESIZED),    M(FILLED_EXACTLY), M(EXPANDED),
                                       M(OVERFLOWED), M(TWO_RUNS),       M(EAGER_IN_FLIGHT),
                                       M(GHOST),      M(TAKEN_EMPTY)};
static const sim_fault burst_faults[] = {F(UP_REORDERED), F(DOWN_REORDERED)};

static const sim_mark collision_marks[] = {
    M(REFUSED_COLLISION), M(REFUSED_EXHAUSTED), M(GENERATE_EXHAUSTED), M(CARRIED_VARIANT),
    M(CARRIED_VERSION),   M(OPEN_REFUSED),      M(STUCK_EXCUSED),      M(AT_BIT_63)};

static const sim_mark fork_marks[] = {M(FORKED), M(FORK_FENCED), M(STALE),
                                      M(REHYDRATED_AFTER_LOSS)};
static const sim_fault fork_faults[] = {F(STALE_RESTORE), F(FORK), F(CRASH), F(CRASH_UNSAVED)};

static const sim_mark damage_marks[] = {M(DAMAGE_REFUSED), M(REHYDRATED), M(REHYDRATED_PENDING)};
static const sim_fault damage_faults[] = {F(TRUNCATED), F(FLIPPED), F(TORN), F(VERSION), F(CRASH)};

static const sim_mark hostile_marks[] = {M(REFUSED_ORDER), M(REFUSED_INVALID), M(REFUSED_EXHAUSTED),
                                         M(STALE)};
static const sim_fault hostile_faults[] = {F(FORGED)};

static const sim_mark gateway_marks[] = {M(GATEWAY), M(MENTIONED_OTHER), M(CAME_BACK),
                                         M(OVERFLOWED), M(REHYDRATED_PENDING)};
static const sim_fault gateway_faults[] = {F(CRASH), F(UP_REORDERED)};

static const sim_mark scarce_marks[] = {M(NO_MEMORY), M(JOINED), M(REHYDRATED), M(GHOST),
                                        M(OVERFLOWED)};
static const sim_fault scarce_faults[] = {F(STARVED), F(CRASH)};

/* All that worlds of a scheme, and of any, can reach and suffer. */
#define MARK(constant, name, sentence)  SIM_MARK_##constant,
#define FAULT(constant, name, sentence) SIM_FAULT_##constant,
#define EVERYTHING_OF(name, constant)                                                              \
    static const sim_mark name##_marks[] = {SIM_##constant##_MARK_TABLE(MARK)};                    \
    static const sim_fault name##_faults[] = {SIM_##constant##_SHARED_FAULT_TABLE(FAULT)           \
                                                  SIM_##constant##_FAULT_TABLE(FAULT)}
EVERYTHING_OF(sequence, SEQUENCE);
EVERYTHING_OF(snowflake, SNOWFLAKE);
EVERYTHING_OF(korder, KORDER);
EVERYTHING_OF(timeordered, TIMEORDERED);
/* Swarm plays no worlds of time-ordered IDs: its seeds are older, and keep their tapes. */
static const sim_mark swarm_marks[] = {SIM_COMPRESSOR_MARK_TABLE(MARK) SIM_SEQUENCE_MARK_TABLE(
    MARK) SIM_SNOWFLAKE_MARK_TABLE(MARK) SIM_KORDER_MARK_TABLE(MARK)};
static const sim_fault swarm_faults[] = {
    SIM_NETWORK_FAULT_TABLE(FAULT) SIM_CRASH_FAULT_TABLE(FAULT) SIM_DAMAGE_FAULT_TABLE(FAULT)
        SIM_COMPRESSOR_FAULT_TABLE(FAULT) SIM_SEQUENCE_FAULT_TABLE(FAULT)
            SIM_SNOWFLAKE_FAULT_TABLE(FAULT) SIM_KORDER_FAULT_TABLE(FAULT)
                SIM_CLOCK_FAULT_TABLE(FAULT)};

#define DEFAULT_OPS 1000u

#define STREAM_SCHEME 101u

/* If every node keeps to the rules and saves ahead, nothing is refused and nothing forks. */
#define IDLE_HONEST (BIT(SIM_INVARIANT_REJECTION) | BIT(SIM_INVARIANT_FORK_FENCE))

static const sim_scenario scenarios[] = {
    {"swarm", "each seed draws its own mix of everything but time-ordered IDs", LIST(swarm_marks),
     LIST(swarm_faults), 0, DEFAULT_OPS, SIM_SCHEME_COUNT, sim_mix_swarm},
    {"steady", "connected sessions generate, send and read over a lossy network",
     LIST(steady_marks), LIST(steady_faults), IDLE_HONEST, DEFAULT_OPS, SIM_SCHEME_COMPRESSOR,
     sim_mix_steady},
    {"offline", "nodes lose their connection, keep working, crash and come back with IDs in use",
     LIST(offline_marks), LIST(offline_faults), IDLE_HONEST, DEFAULT_OPS, SIM_SCHEME_COMPRESSOR,
     sim_mix_offline},
    {"churn", "nodes join from summaries and leave; new ones read old application ops",
     LIST(churn_marks), LIST(churn_faults), IDLE_HONEST, DEFAULT_OPS, SIM_SCHEME_COMPRESSOR,
     sim_mix_churn},
    {"burst", "small clusters of changing sizes: all boundaries of filling and overflowing",
     LIST(burst_marks), LIST(burst_faults), IDLE_HONEST, DEFAULT_OPS, SIM_SCHEME_COMPRESSOR,
     sim_mix_burst},
    {"collision",
     "neighbouring session UUIDs, carries across the version and variant bits, the top",
     LIST(collision_marks), NULL, 0, 0, DEFAULT_OPS, SIM_SCHEME_COMPRESSOR, sim_mix_collision},
    {"fork", "nodes come back from old snapshots, or twice from the same one", LIST(fork_marks),
     LIST(fork_faults), 0, DEFAULT_OPS, SIM_SCHEME_COMPRESSOR, sim_mix_fork},
    {"damage", "stored snapshots are truncated, get a bit flipped, are torn or get another version",
     LIST(damage_marks), LIST(damage_faults), 0, DEFAULT_OPS, SIM_SCHEME_COMPRESSOR,
     sim_mix_damage},
    {"hostile", "the log itself is hostile: forged, repeated, overlapping and absurd ranges",
     LIST(hostile_marks), LIST(hostile_faults), 0, DEFAULT_OPS, SIM_SCHEME_COMPRESSOR,
     sim_mix_hostile},
    {"gateway", "a few nodes host many sessions on one document each", LIST(gateway_marks),
     LIST(gateway_faults), IDLE_HONEST, DEFAULT_OPS, SIM_SCHEME_COMPRESSOR, sim_mix_gateway},
    {"scarce", "requests for memory fail: calls report it, change nothing and are made again",
     LIST(scarce_marks), LIST(scarce_faults), 0, DEFAULT_OPS, SIM_SCHEME_COMPRESSOR,
     sim_mix_scarce},
    {"sequence", "Noah sequences: masters come and go, messages are lost, repeated and late",
     LIST(sequence_marks), LIST(sequence_faults), 0, DEFAULT_OPS, SIM_SCHEME_SEQUENCE, NULL},
    {"snowflake", "Snowflake IDs: clocks drift, step and freeze, leases end, nodes restart",
     LIST(snowflake_marks), LIST(snowflake_faults), 0, DEFAULT_OPS, SIM_SCHEME_SNOWFLAKE, NULL},
    {"korder", "k-ordered IDs: clocks drift, step and freeze; measures how far IDs are from sorted",
     LIST(korder_marks), LIST(korder_faults), 0, DEFAULT_OPS, SIM_SCHEME_KORDER, NULL},
    {"timeordered",
     "time-ordered IDs such as UUIDv7: clocks step, bursts, restarts, copies of processes; not in "
     "swarm",
     LIST(timeordered_marks), LIST(timeordered_faults), 0, DEFAULT_OPS, SIM_SCHEME_TIMEORDERED,
     NULL},
};

size_t sim_scenario_count(void)
{
    return sizeof scenarios / sizeof scenarios[0];
}

const sim_scenario *sim_scenario_at(size_t index)
{
    return index < sim_scenario_count() ? &scenarios[index] : NULL;
}

const sim_scenario *sim_scenario_find(const char *name)
{
    for (size_t i = 0; i < sim_scenario_count(); i++) {
        if (strcmp(scenarios[i].name, name) == 0) {
            return &scenarios[i];
        }
    }
    return NULL;
}

bool sim_scenario_plays(const sim_scenario *scenario, sim_scheme scheme)
{
    if (scenario->scheme == SIM_SCHEME_COUNT) {
        return sim_machine_of(scheme)->share > 0;
    }
    return scenario->scheme == scheme;
}

bool sim_scenario_tests(const sim_scenario *scenario, sim_invariant invariant)
{
    return sim_scenario_plays(scenario, sim_invariant_scheme(invariant)) &&
           (scenario->idle >> invariant & 1u) == 0;
}

sim_scheme sim_scenario_scheme(const sim_scenario *scenario, uint64_t seed)
{
    if (scenario->scheme != SIM_SCHEME_COUNT) {
        return scenario->scheme;
    }
    uint32_t shares[SIM_SCHEME_COUNT];
    for (unsigned i = 0; i < SIM_SCHEME_COUNT; i++) {
        shares[i] = sim_machine_of((sim_scheme)i)->share;
    }
    sim_random random = sim_random_stream(seed, STREAM_SCHEME);
    return (sim_scheme)sim_random_weighted(&random, shares, SIM_SCHEME_COUNT);
}
