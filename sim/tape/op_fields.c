/* An op for event files: as names and numbers, like text.c for people. */
#include "op_fields.h"

void sim_op_fields(sim_scheme scheme, const sim_op *op, const sim_fields *fields)
{
    const sim_op_row *row = sim_op_row_of(scheme, op->code);
    fields->word(fields->self, "name", row->name);
    fields->list_begin(fields->self, "arguments");
    for (unsigned i = 0; i < SIM_OP_ARGS && row->args[i].kind != SIM_ARG_NONE; i++) {
        fields->word(fields->self, "name", row->args[i].name);
        fields->number(fields->self, "value", op->args[i]);
        fields->list_next(fields->self);
    }
    fields->list_end(fields->self);
}
