/* A subject in a shared library (idsim/subject.h). */
#ifndef SIM_CMD_GUEST_LIBRARY_H
#define SIM_CMD_GUEST_LIBRARY_H

#include <stdbool.h>

#include "subjects.h"

/*
 * Loads the library, which stays loaded, and fills subjects. False after an error message: there is
 * no such library, it is of another version, or it lacks a function of something that it claims.
 */
bool sim_guest_library_open(const char *path, sim_subjects *subjects);

#endif
