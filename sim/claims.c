/* The tables of what follows from a claim. */
#include "claims.h"

#include <string.h>

#include "tape/ops.h"

typedef struct consequence {
    unsigned what; /* an op, or a call */
    idsim_claim claim;
} consequence;

static const consequence ops[] = {
    {SIM_OP_GHOST, IDSIM_CLAIM_GHOSTS},  {SIM_OP_FORK, IDSIM_CLAIM_COPIES},
    {SIM_OP_FORGE, IDSIM_CLAIM_HOSTILE}, {SIM_OP_DAMAGE, IDSIM_CLAIM_DAMAGE},
    {SIM_OP_STARVE, IDSIM_CLAIM_MEMORY}, {SIM_OP_RESET, IDSIM_CLAIM_RESET},
    {SIM_OP_SET, IDSIM_CLAIM_STEPS},     {SIM_OP_LEAP, IDSIM_CLAIM_STEPS},
    {SIM_OP_EXTEND, IDSIM_CLAIM_LEASES},
};

static const consequence calls[] = {
    {SIM_WORD_SESSION_IS_STALE, IDSIM_CLAIM_COPIES},
    {SIM_WORD_SESSION_NEXT_RANGE_START, IDSIM_CLAIM_COUNTERS},
    {SIM_WORD_SESSION_CLUSTER_SIZE, IDSIM_CLAIM_COUNTERS},
    {SIM_WORD_SESSION_WITHOUT_ORIGIN, IDSIM_CLAIM_WITHOUT_ORIGIN},
    {SIM_WORD_DOCUMENT_FINALIZED, IDSIM_CLAIM_INSIDE},
    {SIM_WORD_DOCUMENT_COUNTERS, IDSIM_CLAIM_INSIDE},
    {SIM_WORD_DOCUMENT_CLUSTER, IDSIM_CLAIM_INSIDE},
    {SIM_WORD_DOCUMENT_BYTES, IDSIM_CLAIM_BYTES},
};

static bool is_claimed(uint64_t unclaimed, const consequence *rows, size_t count, unsigned what)
{
    for (size_t i = 0; unclaimed != 0 && i < count; i++) {
        if (rows[i].what == what && !sim_claims(unclaimed, rows[i].claim)) {
            return false;
        }
    }
    return true;
}

bool sim_claims_op(uint64_t unclaimed, unsigned code)
{
    return is_claimed(unclaimed, ops, sizeof ops / sizeof ops[0], code);
}

bool sim_claims_call(uint64_t unclaimed, unsigned call)
{
    return is_claimed(unclaimed, calls, sizeof calls / sizeof calls[0], call);
}

/* --- What no world reaches. --- */

/* Needs one of the claims whose bits are set. */
typedef struct reach {
    sim_scheme scheme;
    unsigned what; /* a mark, a fault or an invariant */
    uint64_t bits;
} reach;

#define MARK(scheme, mark, bits)                                                                   \
    {                                                                                              \
        SIM_SCHEME_##scheme, SIM_MARK_##mark, bits                                                 \
    }
#define FAULT(scheme, fault, bits)                                                                 \
    {                                                                                              \
        SIM_SCHEME_##scheme, SIM_FAULT_##fault, bits                                               \
    }
#define INVARIANT(scheme, invariant, bits)                                                         \
    {                                                                                              \
        SIM_SCHEME_##scheme, SIM_INVARIANT_##invariant, bits                                       \
    }
#define C(claim) IDSIM_CLAIM(claim)

static const reach marks[] = {
    MARK(COMPRESSOR, GHOST, C(GHOSTS)),
    MARK(COMPRESSOR, GHOST_AGAIN, C(GHOSTS)),
    MARK(COMPRESSOR, FORKED, C(COPIES)),
    MARK(COMPRESSOR, STALE, C(COPIES) | C(LAYOUTS)),
    MARK(COMPRESSOR, FORK_FENCED, C(COPIES) | C(LAYOUTS)),
    MARK(COMPRESSOR, REFUSED_INVALID, C(HOSTILE)),
    MARK(COMPRESSOR, REFUSED_ORDER, C(HOSTILE) | C(LAYOUTS) | C(COPIES)),
    MARK(COMPRESSOR, REFUSED_EXHAUSTED, C(HOSTILE) | C(LAYOUTS)),
    MARK(COMPRESSOR, REFUSED_COLLISION, C(LAYOUTS)),
    MARK(COMPRESSOR, GENERATE_EXHAUSTED, C(LAYOUTS)),
    MARK(COMPRESSOR, CARRIED_VARIANT, C(LAYOUTS)),
    MARK(COMPRESSOR, CARRIED_VERSION, C(LAYOUTS)),
    MARK(COMPRESSOR, AT_BIT_63, C(LAYOUTS)),
    MARK(COMPRESSOR, DAMAGE_REFUSED, C(DAMAGE)),
    MARK(COMPRESSOR, NO_MEMORY, C(MEMORY)),
    /* What happens inside a document is known of its clusters. */
    MARK(COMPRESSOR, EXPANDED, C(INSIDE)),
    MARK(COMPRESSOR, OVERFLOWED, C(INSIDE)),
    MARK(COMPRESSOR, FILLED_EXACTLY, C(INSIDE)),
    MARK(COMPRESSOR, JOINED_LATE, C(INSIDE)),
    MARK(SEQUENCE, SEQ_HANDED_BACK, C(RETURNS)),
    MARK(SEQUENCE, SEQ_TAKEN_BACK, C(RETURNS)),
    MARK(SEQUENCE, SEQ_REST_GRANTED, C(RETURNS)),
    MARK(SEQUENCE, SEQ_LATE_RETURN, C(RETURNS)),
    MARK(SEQUENCE, SEQ_RAISED, C(RETURNS)),
    MARK(SNOWFLAKE, FLAKE_LANE, C(ARGUMENTS)),
    MARK(SNOWFLAKE, FLAKE_LANE_LEFT, C(ARGUMENTS)),
    MARK(SNOWFLAKE, FLAKE_LANE_HELD, C(ARGUMENTS)),
    MARK(SNOWFLAKE, FLAKE_SPREAD, C(ARGUMENTS)),
    MARK(SNOWFLAKE, FLAKE_UNFIT_START, C(ARGUMENTS)),
    MARK(SNOWFLAKE, FLAKE_EXPIRED, C(LEASES)),
    MARK(SNOWFLAKE, FLAKE_EXTENDED, C(LEASES)),
    MARK(SNOWFLAKE, FLAKE_SHORTENED, C(LEASES)),
    MARK(SNOWFLAKE, FLAKE_REASSIGNED, C(LEASES)),
    MARK(SNOWFLAKE, FLAKE_RESUMED_AHEAD, C(LEASES)),
    MARK(SNOWFLAKE, FLAKE_RESUMED_AHEAD, C(MARKS)),
    MARK(SNOWFLAKE, FLAKE_RESUMED, C(MARKS)),
    MARK(SNOWFLAKE, FLAKE_UNFIT, C(EXACT)),
    /* What an ID says is known of IDs that are decomposed. */
    MARK(SNOWFLAKE, FLAKE_FULL, C(FORMS)),
    MARK(SNOWFLAKE, FLAKE_REUSED, C(FORMS)),
    /* A generator of its own kind need not borrow time. */
    MARK(SNOWFLAKE, FLAKE_AHEAD, C(EXACT)),
    MARK(SNOWFLAKE, FLAKE_CROSSED, C(TURNS)),
    MARK(SNOWFLAKE, FLAKE_OVERTAKEN, C(TURNS)),
    MARK(KORDER, KORDER_CROSSED, C(TURNS)),
    MARK(KORDER, KORDER_OVERTAKEN, C(TURNS)),
    MARK(KORDER, KORDER_SPREAD, C(STARTS)),
    MARK(KORDER, KORDER_SPREAD_LANE, C(STARTS)),
    MARK(KORDER, KORDER_UNFIT_START, C(STARTS)),
};

static const reach faults[] = {
    FAULT(COMPRESSOR, STALE_RESTORE, C(COPIES)), FAULT(COMPRESSOR, FORGED, C(HOSTILE)),
    FAULT(COMPRESSOR, TRUNCATED, C(DAMAGE)),     FAULT(COMPRESSOR, FLIPPED, C(DAMAGE)),
    FAULT(COMPRESSOR, TORN, C(DAMAGE)),          FAULT(COMPRESSOR, VERSION, C(DAMAGE)),
    FAULT(COMPRESSOR, STARVED, C(MEMORY)),       FAULT(SNOWFLAKE, LEASE_OVERLAP, C(LEASES)),
    FAULT(SNOWFLAKE, MARK_LOST, C(FORMS)),       FAULT(SNOWFLAKE, CLOCK_BACK, C(STEPS)),
    FAULT(SNOWFLAKE, CLOCK_FORWARD, C(STEPS)),   FAULT(SNOWFLAKE, CLOCK_LEAP, C(STEPS)),
    FAULT(SNOWFLAKE, CLOCK_SMEAR, C(STEPS)),     FAULT(KORDER, CLOCK_BACK, C(STEPS)),
    FAULT(KORDER, CLOCK_FORWARD, C(STEPS)),      FAULT(KORDER, CLOCK_LEAP, C(STEPS)),
    FAULT(KORDER, CLOCK_SMEAR, C(STEPS)),
};

static const reach checks[] = {
    INVARIANT(COMPRESSOR, CONVERGENCE, C(BYTES) | C(INSIDE)),
    INVARIANT(COMPRESSOR, FORK_FENCE, C(COPIES) | C(LAYOUTS)),
    INVARIANT(SNOWFLAKE, FLAKE_TIME_HONEST, C(EXACT) | C(HONEST)),
    INVARIANT(SNOWFLAKE, FLAKE_LEAD, C(EXACT) | C(HONEST)),
    INVARIANT(SNOWFLAKE, FLAKE_LEASE, C(EXACT)),
    INVARIANT(SNOWFLAKE, FLAKE_ORDERING, C(EXACT)),
};

static bool is_reached(uint64_t unclaimed, const reach *rows, size_t count, sim_scheme scheme,
                       unsigned what)
{
    for (size_t i = 0; unclaimed != 0 && i < count; i++) {
        if (rows[i].scheme == scheme && rows[i].what == what &&
            (unclaimed & rows[i].bits) == rows[i].bits) {
            return false;
        }
    }
    return true;
}

bool sim_claims_mark(uint64_t unclaimed, sim_scheme scheme, sim_mark mark)
{
    return is_reached(unclaimed, marks, sizeof marks / sizeof marks[0], scheme, mark);
}

bool sim_claims_fault(uint64_t unclaimed, sim_scheme scheme, sim_fault fault)
{
    return is_reached(unclaimed, faults, sizeof faults / sizeof faults[0], scheme, fault);
}

bool sim_claims_invariant(uint64_t unclaimed, sim_invariant invariant)
{
    return is_reached(unclaimed, checks, sizeof checks / sizeof checks[0],
                      sim_invariant_scheme(invariant), invariant);
}

/* --- Names. --- */

static const struct {
    const char *scheme;
    const char *name;
    const char *sentence;
} claims[IDSIM_CLAIM_COUNT] = {
#define CLAIM(constant, scheme, name, sentence) {scheme, name, sentence},
    IDSIM_CLAIM_TABLE(CLAIM)
#undef CLAIM
};

const char *sim_claim_name(idsim_claim claim)
{
    return claims[claim].name;
}

const char *sim_claim_sentence(idsim_claim claim)
{
    return claims[claim].sentence;
}

const char *sim_claim_scheme(idsim_claim claim)
{
    return claims[claim].scheme;
}

bool sim_claim_find(const char *name, idsim_claim *claim)
{
    for (unsigned i = 0; i < IDSIM_CLAIM_COUNT; i++) {
        if (strcmp(claims[i].name, name) == 0) {
            *claim = (idsim_claim)i;
            return true;
        }
    }
    return false;
}
