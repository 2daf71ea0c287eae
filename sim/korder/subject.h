/* The subject of k-order worlds: the core's IDs and generators, or wrong ones. */
#ifndef SIM_KORDER_SUBJECT_H
#define SIM_KORDER_SUBJECT_H

#include <idsim/subject.h>

typedef idsim_korder sim_korder_subject;

/* The unmodified core. */
extern const sim_korder_subject sim_korder_core;

#endif
