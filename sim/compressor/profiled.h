/* A subject that says when one of its calls begins and ends (profile.h). */
#ifndef SIM_PROFILED_H
#define SIM_PROFILED_H

#include "profile.h"
#include "subject.h"

/*
 * The subject's calls, counted as CORE, or as ANSWERS while the oracle asks. There is one at a time
 * in a process: it ends with the next call of this. subject and into must stay; what the subject
 * returns stays valid with the subject itself.
 */
const sim_subject *sim_profiled_subject(const sim_subject *subject, sim_profile *into);

#endif
