/*
 * Files that are written whole or not at all: a disk that is full, or an end in between, leaves
 * what stood there before.
 */
#ifndef SIM_WHOLEFILE_H
#define SIM_WHOLEFILE_H

#include <stdbool.h>
#include <stdio.h>

typedef struct sim_wholefile {
    FILE *file; /* to write to */
    char *path;
    char *part; /* what grows beside path; NULL: path is written in its place */
} sim_wholefile;

/*
 * Begins a file that will stand at path, with the mode of what stands there. What is there and is
 * no regular file, such as a device, a pipe or a link, is written in its place and stays what it
 * is. False with errno set, also where a file is there that may not be written.
 */
bool sim_wholefile_open(sim_wholefile *whole, const char *path);

/*
 * Ends it: the file stands at path if keep is set and all could be written; otherwise what was
 * there still is. False with errno set if it was to be kept and is not.
 */
bool sim_wholefile_close(sim_wholefile *whole, bool keep);

#endif
