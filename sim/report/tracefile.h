/*
 * Trace files of a recorded world, for Perfetto and Chrome: JSON, or protobuf TrackEvents, which
 * are smaller. Time is the index of events, SIM_TRACEFILE_STEP microseconds apart.
 *
 *   - a track of ops, with a slice for each, and a track for each lane, with a slice for each event
 *   - a flow for each message that has ended, from the event that sent it to the one that ended it
 *   - a counter for each gauge
 */
#ifndef SIM_REPORT_TRACEFILE_H
#define SIM_REPORT_TRACEFILE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "recording.h"

#define SIM_TRACEFILE_STEP     10u
#define SIM_TRACEFILE_DURATION 8u /* of an event's slice */

typedef enum sim_tracefile_form {
    SIM_TRACEFILE_JSON,
    SIM_TRACEFILE_PROTOBUF,
} sim_tracefile_form;

/* The form of a file by its name: ".json" or ".pftrace". False if it is neither. */
bool sim_tracefile_form_of(const char *path, sim_tracefile_form *form);

/* Writes the recording, which has ended. False with errno set. */
bool sim_tracefile_write(FILE *file, sim_tracefile_form form, const sim_recording *recording);

#endif
