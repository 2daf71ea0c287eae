/* The subject of sequence worlds: the core's masters and coordinators, or wrong ones. */
#ifndef SIM_SEQUENCE_SUBJECT_H
#define SIM_SEQUENCE_SUBJECT_H

#include <idsim/subject.h>

typedef idsim_sequence sim_sequence_subject;

/* The unmodified core. */
extern const sim_sequence_subject sim_sequence_core;

#endif
