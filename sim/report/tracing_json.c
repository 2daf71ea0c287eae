/*
 * Traces in Chrome's JSON. What its importers need: the slice of a flow's end comes before that
 * end; an end has "bp":"e"; flow ids are numbers, and each is used once.
 */
#include <inttypes.h>

#include "tracing.h"

#define PROCESS 1

static bool begin(FILE *file, const sim_recording *r)
{
    (void)fprintf(file,
                  "{\"displayTimeUnit\":\"ms\",\"traceEvents\":[\n"
                  "{\"ph\":\"M\",\"pid\":%d,\"name\":\"process_name\",\"args\":{\"name\":"
                  "\"idsim %s\"}}",
                  PROCESS, sim_scheme_name(r->machine->scheme));
    for (unsigned track = SIM_TRACK_OPS; track < sim_tracing_tracks(r); track++) {
        char name[64];
        sim_tracing_track_name(r, track, name);
        (void)fprintf(file,
                      ",\n{\"ph\":\"M\",\"pid\":%d,\"tid\":%u,\"name\":\"thread_name\",\"args\":{"
                      "\"name\":\"%s\"}},\n{\"ph\":\"M\",\"pid\":%d,\"tid\":%u,\"name\":"
                      "\"thread_sort_index\",\"args\":{\"sort_index\":%u}}",
                      PROCESS, track, name, PROCESS, track, track);
    }
    return true;
}

/* The begin or end of a message's flow, within a slice. */
static void write_flow(FILE *file, const sim_recording *r, const sim_slice *slice, int32_t message,
                       char phase)
{
    uint64_t at = (uint64_t)message;
    (void)fprintf(file,
                  ",\n{\"ph\":\"%c\",%s\"pid\":%d,\"tid\":%u,\"ts\":%" PRIu64 ",\"id\":%" PRIu64
                  ",\"cat\":\"%s\",\"name\":\"%s\"}",
                  phase, phase == 'f' ? "\"bp\":\"e\"," : "", PROCESS, slice->track,
                  slice->begin + 1, at + 1,
                  sim_message_fate_name((sim_message_fate)sim_column_at(&r->messages.fate, at)),
                  sim_parcel_name((sim_parcel)sim_column_at(&r->messages.kind, at)));
}

static bool write_slice(FILE *file, const sim_recording *r, const sim_slice *slice)
{
    (void)fprintf(file,
                  ",\n{\"ph\":\"X\",\"pid\":%d,\"tid\":%u,\"ts\":%" PRIu64 ",\"dur\":%" PRIu64
                  ",\"cat\":\"%s\",\"name\":\"%s\",\"args\":{\"event\":%" PRIu64 ",\"op\":%" PRId64
                  "}}",
                  PROCESS, slice->track, slice->begin, slice->duration, slice->category,
                  slice->name, slice->event, sim_column_at(&r->op, slice->event));
    for (const int32_t *message = slice->in; *message >= 0; message++) {
        write_flow(file, r, slice, *message, 'f');
    }
    for (const int32_t *message = slice->out; *message >= 0; message++) {
        write_flow(file, r, slice, *message, 's');
    }
    return true;
}

static bool write_counter(FILE *file, const sim_recording *r, unsigned cell, uint64_t time,
                          int64_t value)
{
    char name[64];
    sim_tracing_counter_name(r, cell, name);
    (void)fprintf(file,
                  ",\n{\"ph\":\"C\",\"pid\":%d,\"ts\":%" PRIu64
                  ",\"name\":\"%s\",\"args\":{\"value\":%" PRId64 "}}",
                  PROCESS, time, name, value);
    return true;
}

static bool end(FILE *file)
{
    return fputs("\n]}\n", file) >= 0;
}

const sim_tracing_form sim_tracing_json = {begin, write_slice, write_counter, end};
