/* An op for event files: what text.c writes for people, as names and numbers. */
#include "op_fields.h"

#include <stdio.h>
#include <string.h>

#define NAME_SIZE 24

void sim_op_fields(const sim_op *op, const sim_fields *fields)
{
    const char *names = sim_op_arg_names(op->code);
    fields->word(fields->self, "name", sim_op_name(op->code));
    fields->list_begin(fields->self, "arguments");
    for (unsigned i = 0; i < sim_op_arg_count(op->code); i++) {
        char name[NAME_SIZE];
        size_t length = strcspn(names, " ");
        (void)snprintf(name, sizeof name, "%.*s", (int)length, names);
        fields->word(fields->self, "name", name);
        fields->number(fields->self, "value", op->args[i]);
        fields->list_next(fields->self);
        names += length + (names[length] == ' ' ? 1 : 0);
    }
    fields->list_end(fields->self);
}
