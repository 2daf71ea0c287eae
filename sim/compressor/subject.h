/*
 * The subject: the allocator that the world drives and the oracle judges.
 *
 * A table of functions with the core's signatures. The core needs no glue to be a subject; a
 * deliberately wrong subject is a copy of the table with one function replaced. Handles are opaque
 * to the world.
 */
#ifndef SIM_SUBJECT_H
#define SIM_SUBJECT_H

#include <idsim/subject.h>

typedef idsim_compressor sim_subject;

/* The unmodified core. */
extern const sim_subject sim_subject_core;

#endif
