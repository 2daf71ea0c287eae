/* What comes of bytes that a decoder reads, in numbers that are the same on every machine. */
#include <stdlib.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "digests.h"
#include "tape/tape.h"

#define CHECKSUM_SIZE 8u
#define IDS_MORE      3u /* that each session generates to go on */

static void note(sim_trace *trace, uint64_t a, uint64_t b, uint64_t c)
{
    const uint64_t numbers[] = {a, b, c};
    sim_trace_event(trace, SIM_EVENT_OTHER, numbers, 3);
}

static void note_status(sim_trace *trace, ida_status status)
{
    note(trace, (uint64_t)status, 0, 0);
}

/* --- Every form of what was loaded. --- */

/* One of the calls that write a form: they all take a buffer, or say how large it must be. */
typedef ida_status (*writer)(ida_snapshot *snapshot, size_t session, uint8_t *bytes,
                             size_t capacity, size_t *size);

static ida_status write_own(ida_snapshot *snapshot, size_t session, uint8_t *bytes, size_t capacity,
                            size_t *size)
{
    (void)session;
    return ida_snapshot_save(snapshot->document, snapshot->sessions, snapshot->session_count,
                             snapshot->log_position, bytes, capacity, size);
}

static ida_status write_fluid(ida_snapshot *snapshot, size_t session, uint8_t *bytes,
                              size_t capacity, size_t *size)
{
    return session < snapshot->session_count
               ? ida_fluid_export_session(snapshot->sessions[session], (char *)bytes, capacity,
                                          size)
               : ida_fluid_export_document(snapshot->document, NULL, (char *)bytes, capacity, size);
}

static ida_status write_rust(ida_snapshot *snapshot, size_t session, uint8_t *bytes,
                             size_t capacity, size_t *size)
{
    return session < snapshot->session_count
               ? ida_rust_export_session(snapshot->sessions[session], bytes, capacity, size)
               : ida_rust_export_document(snapshot->document, NULL, bytes, capacity, size);
}

static void note_form(writer write, ida_snapshot *snapshot, size_t session, sim_trace *trace)
{
    size_t size = 0;
    uint8_t *bytes = NULL;
    ida_status status = write(snapshot, session, NULL, 0, &size);
    if (status == IDA_BUFFER_TOO_SMALL && (bytes = malloc(size)) != NULL) {
        status = write(snapshot, session, bytes, size, &size);
    }
    note_status(trace, status);
    if (status == IDA_OK && bytes != NULL) {
        sim_trace_bytes(trace, SIM_EVENT_SAVED, bytes, size);
    }
    free(bytes);
}

static void note_forms(ida_snapshot *snapshot, sim_trace *trace)
{
    note_form(write_own, snapshot, 0, trace);
    for (size_t i = 0; i <= snapshot->session_count; i++) {
        note_form(write_fluid, snapshot, i, trace);
        note_form(write_rust, snapshot, i, trace);
    }
}

/* Its sessions generate, take, finalize, and translate what they have. */
static void go_on(ida_snapshot *snapshot, sim_trace *trace)
{
    for (size_t i = 0; i < snapshot->session_count; i++) {
        ida_session *session = snapshot->sessions[i];
        ida_range range = {0};
        ida_id id = 0;
        ida_id op_id = 0;
        ida_uuid uuid = {0, 0};
        for (unsigned k = 0; k < IDS_MORE; k++) {
            note_status(trace, ida_session_generate(session, &id));
            note(trace, (uint64_t)id, 0, 0);
        }
        note_status(trace, ida_session_decompress(session, id, &uuid));
        note(trace, uuid.high, uuid.low, 0);
        ida_status status = ida_session_take(session, &range);
        note_status(trace, status);
        if (status == IDA_OK) {
            note(trace, range.first_gen_count, range.count, range.requested_cluster_size);
            note_status(trace, ida_document_finalize(snapshot->document, &range));
        }
        note_status(trace, ida_session_to_op_space(session, id, &op_id));
        note(trace, (uint64_t)op_id, 0, 0);
    }
}

void digests_behaviour(ida_snapshot *snapshot, sim_trace *trace)
{
    note(trace, snapshot->log_position, snapshot->session_count,
         (uint64_t)ida_document_final_limit(snapshot->document));
    note_forms(snapshot, trace);
    go_on(snapshot, trace);
    note_forms(snapshot, trace);
}

static const char *finish(ida_status status, ida_snapshot *snapshot, sim_trace *trace)
{
    ida_allocator allocator = ida_allocator_standard();
    note_status(trace, status);
    if (status == IDA_OK) {
        digests_behaviour(snapshot, trace);
        ida_snapshot_close(&allocator, snapshot);
    }
    return ida_status_name(status);
}

/* --- The decoders. --- */

/* As fuzz_snapshot does: a wrong checksum is put right, to reach what is behind it. */
static ida_status load_summed(const uint8_t *bytes, size_t size, ida_snapshot *snapshot)
{
    ida_allocator allocator = ida_allocator_standard();
    ida_status status = ida_snapshot_load(&allocator, bytes, size, snapshot);
    if (status != IDA_CHECKSUM || size < CHECKSUM_SIZE) {
        return status;
    }
    uint8_t *copy = malloc(size);
    if (copy == NULL) {
        return IDA_NO_MEMORY;
    }
    memcpy(copy, bytes, size);
    uint64_t sum = XXH3_64bits(copy, size - CHECKSUM_SIZE);
    for (unsigned i = 0; i < CHECKSUM_SIZE; i++) {
        copy[size - CHECKSUM_SIZE + i] = (uint8_t)(sum >> (8 * i) & 0xFF);
    }
    status = ida_snapshot_load(&allocator, copy, size, snapshot);
    free(copy);
    return status;
}

const char *digests_snapshot(const uint8_t *bytes, size_t size, sim_trace *trace)
{
    ida_snapshot snapshot;
    return finish(load_summed(bytes, size, &snapshot), &snapshot, trace);
}

const char *digests_fluid(const uint8_t *bytes, size_t size, sim_trace *trace)
{
    ida_allocator allocator = ida_allocator_standard();
    ida_snapshot snapshot;
    ida_uuid first = {0, 0};
    ida_status status = ida_fluid_import(&allocator, (const char *)bytes, size, &snapshot, &first);
    note(trace, first.high, first.low, 0);
    return finish(status, &snapshot, trace);
}

const char *digests_rust(const uint8_t *bytes, size_t size, sim_trace *trace)
{
    ida_allocator allocator = ida_allocator_standard();
    ida_snapshot snapshot;
    ida_rust_header header = {0};
    ida_status status = ida_rust_import(&allocator, bytes, size, &snapshot, &header);
    note(trace, header.cluster_size, header.first.high, header.first.low);
    return finish(status, &snapshot, trace);
}

static void note_tape(const sim_tape *tape, sim_trace *trace)
{
    size_t text_size = 0;
    size_t size = 0;
    char *text = sim_tape_print(tape, &text_size);
    uint8_t *bytes = sim_tape_encode(tape, &size);
    if (text != NULL && bytes != NULL) {
        sim_trace_bytes(trace, SIM_EVENT_OTHER, (const uint8_t *)text, text_size);
        sim_trace_bytes(trace, SIM_EVENT_OTHER, bytes, size);
    }
    free(text);
    free(bytes);
}

const char *digests_tape_text(const uint8_t *bytes, size_t size, sim_trace *trace)
{
    sim_tape tape;
    sim_tape_error error = {0};
    bool parsed = sim_tape_parse((const char *)bytes, size, &tape, &error);
    if (parsed) {
        note_tape(&tape, trace);
        sim_tape_free(&tape);
    } else {
        note(trace, error.line, error.column, error.outside);
        sim_trace_bytes(trace, SIM_EVENT_OTHER, (const uint8_t *)error.message,
                        strlen(error.message));
    }
    if (sim_tape_decode(bytes, size, &tape)) {
        note_tape(&tape, trace);
        sim_tape_free(&tape);
    }
    return parsed ? "ok" : "refused";
}
