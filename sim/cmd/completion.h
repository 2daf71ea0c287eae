/* Shell completion of idsim's commands, options, names and files, made from the help. */
#ifndef SIM_CMD_COMPLETION_H
#define SIM_CMD_COMPLETION_H

#include <stdbool.h>
#include <stdio.h>

#include "command.h"

typedef struct sim_shell {
    const char *name; /* "bash" or "zsh" */
    void (*print)(FILE *out, const sim_command *const *all, size_t count);
} sim_shell;

/* NULL: the shell is unknown. */
const sim_shell *sim_shell_find(const char *name);

#endif
