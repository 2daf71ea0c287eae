/* Man pages, made from the help. */
#ifndef SIM_CMD_MANPAGE_H
#define SIM_CMD_MANPAGE_H

#include <stdio.h>

#include "command.h"

/*
 * Prints the page of a command in the language of man(7). all: the commands that it lists under
 * "See also"; whole: the page of idsim itself, whose entries are commands.
 */
void sim_manpage_print(FILE *out, const sim_command *command, const sim_command *whole,
                       const sim_command *const *all, size_t count);

#endif
