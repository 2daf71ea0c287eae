/*
 * A guest and the core side by side: every call is made to both, and every answer has to be the
 * same; after each change of a document its export in version 2 of Fluid's format, too, if the
 * guest has it.
 */
#ifndef SIM_CMD_GUEST_COMPARE_H
#define SIM_CMD_GUEST_COMPARE_H

#include <idsim/subject.h>

#include "wording.h"

/* A table for worlds, over the guest's, which must stay. What the guest does not claim is not
 * compared. */
const idsim_compressor *sim_guest_compare(const idsim_compressor *guest);

/* SIM_WORD_NONE as long as all answers were the same; begins anew with each world. */
sim_word sim_guest_difference(void);
/* The call, and both answers. */
const char *sim_guest_difference_text(void);
void sim_guest_compare_anew(void);

#endif
