/* Whether one of the questions beside the usual ones is asked, and which. */
#include "beside.h"

#include "claims.h"

/* One op in so many is followed by one. */
#define INTERVAL 3u

uint64_t sim_beside_below(const sim_asked *asked, uint64_t bound)
{
    assert(bound > 0);
    return sim_dice(asked->oracle) % bound;
}

void sim_ask_beside(sim_oracle *oracle, unsigned node, unsigned slot, const sim_view *view)
{
    const sim_node *at = &oracle->world->nodes[node];
    const sim_asked asked = {.oracle = oracle,
                             .subject = oracle->world->subject,
                             .document = at->document,
                             .session = at->slots[slot].session,
                             .view = *view,
                             .node = node,
                             .slot = slot};
    const uint64_t usual = oracle->dice;
    if (!sim_claims(asked.subject->unclaimed, IDSIM_CLAIM_ARGUMENTS)) {
        return;
    }
    assert(asked.session != NULL);
    oracle->dice ^= UINT64_C(0xBE51DE);
    if (sim_beside_below(&asked, INTERVAL) == 0) {
        switch (sim_beside_below(&asked, 4)) {
        case 0:
            sim_ask_many(&asked);
            break;
        case 1:
            sim_ask_accounts(&asked);
            break;
        default:
            sim_ask_wrongly(&asked);
            break;
        }
    }
    oracle->dice = usual;
}
