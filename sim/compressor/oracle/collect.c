/* Collects questions, so that a subject that is far away gets them at once. */
#include "oracle_internal.h"

void sim_ask_at_once(sim_oracle *oracle, void (*ask)(sim_oracle *oracle, void *context),
                     void *context)
{
    const sim_subject *subject = oracle->world->subject;
    if (subject->collect != NULL && !sim_oracle_over(oracle)) {
        const sim_oracle before = *oracle;
        oracle->collects = true;
        subject->collect(true);
        ask(oracle, context);
        subject->collect(false);
        *oracle = before;
    }
    ask(oracle, context);
}
