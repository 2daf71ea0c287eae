/* An op, field by field: its name and its arguments by name. */
#ifndef SIM_OP_FIELDS_H
#define SIM_OP_FIELDS_H

#include "kernel/fields.h"
#include "tape.h"

/* name: a word; arguments: a list with the name and the unwrapped value of each. */
void sim_op_fields(sim_scheme scheme, const sim_op *op, const sim_fields *fields);

#endif
