/* What trace files are made of; each form writes it in its way. */
#ifndef SIM_REPORT_TRACING_H
#define SIM_REPORT_TRACING_H

#include <stdint.h>
#include <stdio.h>

#include "recording.h"

/* The track of ops; those of lanes follow it. */
#define SIM_TRACK_OPS 1u

typedef struct sim_slice {
    unsigned track;
    uint64_t begin; /* microseconds */
    uint64_t duration;
    const char *name;
    const char *category;
    uint64_t event;
    const int32_t *out; /* messages that it sends, and that it ends; -1 after the last */
    const int32_t *in;
} sim_slice;

/* A form of trace files. False without memory; other errors show in the file. */
typedef struct sim_tracing_form {
    bool (*begin)(FILE *file, const sim_recording *recording);
    bool (*slice)(FILE *file, const sim_recording *recording, const sim_slice *slice);
    bool (*counter)(FILE *file, const sim_recording *recording, unsigned cell, uint64_t time,
                    int64_t value);
    bool (*end)(FILE *file);
} sim_tracing_form;

extern const sim_tracing_form sim_tracing_json;
extern const sim_tracing_form sim_tracing_protobuf;

/* The name of a track, and of a counter: "node 1: pending", "log". */
void sim_tracing_track_name(const sim_recording *recording, unsigned track, char name[64]);
void sim_tracing_counter_name(const sim_recording *recording, unsigned cell, char name[64]);
/* How many tracks and counters there are. */
unsigned sim_tracing_tracks(const sim_recording *recording);
unsigned sim_tracing_counters(const sim_recording *recording);

#endif
