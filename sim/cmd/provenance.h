/*
 * Where a result comes from: the versions of idsim and of the core, the build, the arguments and
 * the time. Every JSON document begins with it.
 */
#ifndef SIM_CMD_PROVENANCE_H
#define SIM_CMD_PROVENANCE_H

#include <stdio.h>

#include <jansson.h>

/* Remembers the arguments (not copied) and the time. */
void sim_provenance_begin(int argc, char *const *argv);

/*
 * A new document of a command, with its schema ("idsim-run/1"), tool, core, build, command_line,
 * started and command. sim/cmd/schema has the schemas; a change to a document that a reader can
 * notice increases the number there and here.
 */
json_t *sim_json_document(const char *command);

/* The same except the command line, aligned for people. */
void sim_provenance_print(FILE *out);

#endif
