/* Collects a world's digests, one for each op. */
#include "chain.h"

#include <stdlib.h>

#include "machine.h"

#define CAPACITY_MIN 256u

uint64_t sim_chain_state(const sim_moment *moment)
{
    return moment->machine->state(moment->world);
}

bool sim_chain_append(sim_chain *chain, uint64_t digest)
{
    if (chain->count == chain->capacity) {
        size_t capacity = chain->capacity == 0 ? CAPACITY_MIN : chain->capacity * 2;
        uint64_t *digests = realloc(chain->digests, capacity * sizeof *digests);
        if (digests == NULL) {
            return false;
        }
        chain->digests = digests;
        chain->capacity = capacity;
    }
    chain->digests[chain->count++] = digest;
    return true;
}

void sim_chain_free(sim_chain *chain)
{
    free(chain->digests);
    *chain = (sim_chain){0};
}
