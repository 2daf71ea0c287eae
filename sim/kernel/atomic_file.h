/*
 * Files written whole or not at all: if the disk is full or the process dies, the old file stays as
 * it was.
 */
#ifndef SIM_WHOLEFILE_H
#define SIM_WHOLEFILE_H

#include <stdbool.h>
#include <stdio.h>

typedef struct sim_wholefile {
    FILE *file; /* to write to */
    char *path;
    char *part; /* the temporary file beside path; NULL: path itself is written */
} sim_wholefile;

/*
 * Begins a file that will replace path and take over its mode. If path is not a regular file (a
 * device, a pipe or a link), it is written directly and stays what it is. False with errno set,
 * also if path exists and may not be written.
 */
bool sim_wholefile_open(sim_wholefile *whole, const char *path);

/*
 * Ends the file: it replaces path if keep is set and all writes succeeded; otherwise the old file
 * stays. False with errno set if it was to be kept and could not be.
 */
bool sim_wholefile_close(sim_wholefile *whole, bool keep);

#endif
