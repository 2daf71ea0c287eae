/* Texts that nobody made, and texts that are damaged. */
#ifndef SIM_TIMEORDERED_CRAFT_H
#define SIM_TIMEORDERED_CRAFT_H

#include <stdint.h>

#include "subject.h"

/* What is wrong with a text, a SIM_CRAFT; number says where. The text stays one, but may get
 * longer. */
void sim_time_damage(const idsim_time_form *form, uint32_t how, uint64_t number,
                     idsim_time_text *text);
/* A text of the form with digits by number; "+" repeats nothing. */
void sim_time_compose(const idsim_time_form *form, uint64_t number, idsim_time_text *text);

#endif
