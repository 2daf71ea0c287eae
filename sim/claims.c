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
