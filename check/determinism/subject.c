/* The core, as it is. */
#include "digests.h"

const sim_subject *digests_subject(void)
{
    return &sim_subject_core;
}
