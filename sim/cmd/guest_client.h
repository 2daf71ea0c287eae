/* The tables of a guest behind a pipe: each function is a call of the protocol. */
#ifndef SIM_CMD_GUEST_CLIENT_H
#define SIM_CMD_GUEST_CLIENT_H

#include <stdbool.h>
#include <stdint.h>

#include "subjects.h"

/*
 * Starts the guest once, to learn what it has and claims; fills subjects and watch. False after an
 * error message: it could not be started, or is no guest.
 */
bool sim_guest_client_open(const char *command, uint64_t deadline_ms, sim_subjects *subjects,
                           const sim_guest_watch **watch);

#endif
