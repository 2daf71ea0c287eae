/*
 * Traces as Perfetto's TrackEvents in protobuf. The numbers are those of its
 * protos/perfetto/trace/trace_packet.proto and track_event/track_event.proto; check/trace.proto
 * has the part that is written here.
 */
#include <string.h>

#include "tracing.h"

#define SEQUENCE    1u
#define PROCESS     1u
#define FIRST_TRACK 2u /* UUIDs of tracks */
#define FIRST_CELL  1000u
#define NS          1000u

enum { VARINT = 0, FIXED64 = 1, BYTES = 2 };
enum { SLICE_BEGIN = 1, SLICE_END = 2, COUNTER = 4 };

/* A protobuf message: bytes that grow. Each is freed by the function that began it. */
typedef sim_column message;

static void put_varint(message *m, uint64_t number)
{
    while (number >= 0x80) {
        sim_column_add(m, (int64_t)(number & 0x7f) | 0x80);
        number >>= 7;
    }
    sim_column_add(m, (int64_t)number);
}

static void put_tag(message *m, unsigned field, unsigned type)
{
    put_varint(m, (uint64_t)field << 3 | type);
}

static void put_number(message *m, unsigned field, uint64_t number)
{
    put_tag(m, field, VARINT);
    put_varint(m, number);
}

static void put_fixed64(message *m, unsigned field, uint64_t number)
{
    put_tag(m, field, FIXED64);
    for (unsigned i = 0; i < 8; i++) {
        sim_column_add(m, (int64_t)(number >> 8 * i & 0xff));
    }
}

static void put_bytes(message *m, unsigned field, const uint8_t *bytes, size_t size)
{
    put_tag(m, field, BYTES);
    put_varint(m, size);
    for (size_t i = 0; i < size; i++) {
        sim_column_add(m, bytes[i]);
    }
}

static void put_text(message *m, unsigned field, const char *text)
{
    put_bytes(m, field, (const uint8_t *)text, strlen(text));
}

/* Releases the part. */
static void put_message(message *m, unsigned field, message *part)
{
    m->failed = m->failed || part->failed;
    put_bytes(m, field, part->bytes, part->size);
    sim_column_free(part);
}

/* Trace.packet */
static bool write_packet(FILE *file, message *packet)
{
    message trace = {.size = 0};
    put_message(&trace, 1, packet);
    bool written = !trace.failed && fwrite(trace.bytes, 1, trace.size, file) == trace.size;
    sim_column_free(&trace);
    return written;
}

/* TracePacket.track_descriptor: uuid, name, parent_uuid; counter or process. */
static bool write_track(FILE *file, uint64_t uuid, const char *name, uint64_t parent,
                        bool is_counter)
{
    message track = {.size = 0};
    message packet = {.size = 0};
    message nothing = {.size = 0};
    put_number(&track, 1, uuid);
    put_text(&track, 2, name);
    if (parent != 0) {
        put_number(&track, 5, parent);
    } else {
        message process = {.size = 0};
        put_number(&process, 1, PROCESS);
        put_text(&process, 6, name);
        put_message(&track, 3, &process);
    }
    if (is_counter) {
        put_message(&track, 8, &nothing);
    }
    put_message(&packet, 60, &track);
    put_number(&packet, 10, SEQUENCE);
    return write_packet(file, &packet);
}

static bool begin(FILE *file, const sim_recording *r)
{
    char name[64];
    (void)snprintf(name, sizeof name, "idsim %s", sim_scheme_name(r->machine->scheme));
    bool written = write_track(file, PROCESS, name, 0, false);
    for (unsigned track = SIM_TRACK_OPS; track < sim_tracing_tracks(r); track++) {
        sim_tracing_track_name(r, track, name);
        written = write_track(file, FIRST_TRACK + track, name, PROCESS, false) && written;
    }
    for (unsigned cell = 0; cell < sim_tracing_counters(r); cell++) {
        sim_tracing_counter_name(r, cell, name);
        written = write_track(file, FIRST_CELL + cell, name, PROCESS, true) && written;
    }
    return written;
}

/* TracePacket.timestamp, trusted_packet_sequence_id and track_event */
static bool write_event(FILE *file, uint64_t time_us, message *event)
{
    message packet = {.size = 0};
    put_number(&packet, 8, time_us * NS);
    put_number(&packet, 10, SEQUENCE);
    put_message(&packet, 11, event);
    return write_packet(file, &packet);
}

/* TrackEvent.debug_annotations: name and uint_value */
static void put_annotation(message *event, const char *name, uint64_t value)
{
    message annotation = {.size = 0};
    put_text(&annotation, 10, name);
    put_number(&annotation, 3, value);
    put_message(event, 4, &annotation);
}

static bool write_slice(FILE *file, const sim_recording *r, const sim_slice *slice)
{
    message event = {.size = 0};
    put_annotation(&event, "event", slice->event);
    put_annotation(&event, "op", (uint64_t)sim_column_at(&r->op, slice->event));
    put_number(&event, 9, SLICE_BEGIN);
    put_number(&event, 11, FIRST_TRACK + slice->track);
    put_text(&event, 22, slice->category);
    put_text(&event, 23, slice->name);
    for (unsigned i = 0; slice->out[i] >= 0; i++) {
        put_fixed64(&event, 47, (uint64_t)slice->out[i] + 1);
    }
    for (unsigned i = 0; slice->in[i] >= 0; i++) {
        put_fixed64(&event, 48, (uint64_t)slice->in[i] + 1);
    }
    bool written = write_event(file, slice->begin, &event);
    message end_of = {.size = 0};
    put_number(&end_of, 9, SLICE_END);
    put_number(&end_of, 11, FIRST_TRACK + slice->track);
    return write_event(file, slice->begin + slice->duration, &end_of) && written;
}

static bool write_counter(FILE *file, const sim_recording *r, unsigned cell, uint64_t time,
                          int64_t value)
{
    message event = {.size = 0};
    (void)r;
    put_number(&event, 9, COUNTER);
    put_number(&event, 11, FIRST_CELL + cell);
    put_number(&event, 30, (uint64_t)value);
    return write_event(file, time, &event);
}

static bool end(FILE *file)
{
    (void)file;
    return true;
}

const sim_tracing_form sim_tracing_protobuf = {begin, write_slice, write_counter, end};
