/* Damaged, cut and starved files of a foreign format: see the header. */
#include "support_foreign.h"

#include "support_cmocka.h"

/* No file of n bytes may take more than this times n, and the first nodes of the structures. */
#define MEMORY_PER_BYTE 32
#define MEMORY_FIXED    16384

static ida_status import_copy(const foreign_format *format, test_allocator *allocator,
                              const saved *file, ida_snapshot *snapshot, foreign_extra *extra)
{
    ida_allocator interface = test_allocator_interface(allocator);
    uint8_t *copy = exact_copy(file->bytes, file->size);
    ida_status status = format->import(&interface, copy, file->size, snapshot, extra);
    free(copy);
    return status;
}

static void assert_sound(const ida_snapshot *snapshot)
{
    assert_non_null(snapshot->document);
    assert_true(ida_document_verify(snapshot->document));
    assert_int_equal(snapshot->log_position, 0);
    assert_true(snapshot->session_count <= 1);
    for (size_t i = 0; i < snapshot->session_count; i++) {
        assert_true(ida_session_verify(snapshot->sessions[i]));
        assert_ptr_equal(ida_session_document(snapshot->sessions[i]), snapshot->document);
        assert_false(ida_session_is_stale(snapshot->sessions[i]));
    }
}

ida_snapshot foreign_import(const foreign_format *format, const saved *file, foreign_extra *extra)
{
    ida_allocator allocator = ida_allocator_standard();
    ida_snapshot snapshot;
    memset(&snapshot, 0x5a, sizeof(snapshot));
    assert_int_equal(format->import(&allocator, file->bytes, file->size, &snapshot, extra), IDA_OK);
    assert_sound(&snapshot);
    return snapshot;
}

void foreign_close(ida_snapshot *snapshot)
{
    ida_allocator allocator = ida_allocator_standard();
    ida_snapshot_close(&allocator, snapshot);
}

void assert_import_refused(const foreign_format *format, const saved *file, ida_status status)
{
    test_allocator allocator;
    ida_snapshot snapshot;
    ida_snapshot snapshot_before;
    foreign_extra extra;
    foreign_extra extra_before;
    test_allocator_init(&allocator);
    memset(&snapshot, 0x5a, sizeof(snapshot));
    memset(&extra, 0x5a, sizeof(extra));
    snapshot_before = snapshot;
    extra_before = extra;
    assert_int_equal(import_copy(format, &allocator, file, &snapshot, &extra), status);
    assert_memory_equal(&snapshot, &snapshot_before, sizeof(snapshot));
    assert_memory_equal(&extra, &extra_before, sizeof(extra));
    assert_true(allocator.peak_bytes <= MEMORY_PER_BYTE * file->size + MEMORY_FIXED);
    test_allocator_assert_clean(&allocator);
}

/* Exports into a buffer that has room for size bytes. */
static saved export_again(const foreign_format *format, const ida_snapshot *snapshot,
                          const foreign_extra *extra, size_t size)
{
    saved result = {malloc(size == 0 ? 1 : size), 0};
    assert_non_null(result.bytes);
    assert_int_equal(format->export_again(snapshot, extra, result.bytes, size, &result.size),
                     IDA_OK);
    assert_true(result.size <= size);
    return result;
}

void assert_import_reproduces(const foreign_format *format, const saved *file)
{
    foreign_extra extra;
    ida_snapshot snapshot = foreign_import(format, file, &extra);
    saved again = export_again(format, &snapshot, &extra, file->size);
    assert_int_equal(again.size, file->size);
    assert_memory_equal(again.bytes, file->bytes, file->size);
    saved_free(&again);
    foreign_close(&snapshot);
}

void assert_truncations_refused(const foreign_format *format, const saved *file)
{
    for (size_t size = 0; size < file->size; size++) {
        saved cut = {file->bytes, size};
        assert_import_refused(format, &cut, IDA_MALFORMED);
    }
}

static void assert_same_state(const ida_snapshot *a, const ida_snapshot *b)
{
    assert_true(ida_document_equal(a->document, b->document));
    assert_int_equal(a->session_count, b->session_count);
    for (size_t i = 0; i < a->session_count; i++) {
        assert_true(ida_session_equal(a->sessions[i], b->sessions[i]));
    }
}

/* A changed file that was accepted: see assert_byte_changes_harmless. */
static void assert_accepted_honestly(const foreign_format *format, const saved *file,
                                     const ida_snapshot *snapshot, const foreign_extra *extra)
{
    assert_sound(snapshot);
    saved again = export_again(format, snapshot, extra, file->size);
    if (again.size == file->size) {
        assert_memory_equal(again.bytes, file->bytes, file->size);
    } else {
        foreign_extra extra_again;
        ida_snapshot snapshot_again = foreign_import(format, &again, &extra_again);
        assert_same_state(snapshot, &snapshot_again);
        assert_import_reproduces(format, &again);
        foreign_close(&snapshot_again);
    }
    saved_free(&again);
}

static bool try_changed(const foreign_format *format, const saved *file)
{
    test_allocator allocator;
    ida_snapshot snapshot;
    foreign_extra extra;
    test_allocator_init(&allocator);
    ida_status status = import_copy(format, &allocator, file, &snapshot, &extra);
    assert_true(allocator.peak_bytes <= MEMORY_PER_BYTE * file->size + MEMORY_FIXED);
    if (status == IDA_OK) {
        ida_allocator interface = test_allocator_interface(&allocator);
        assert_accepted_honestly(format, file, &snapshot, &extra);
        ida_snapshot_close(&interface, &snapshot);
    } else {
        assert_true(status == IDA_MALFORMED || status == IDA_UNSUPPORTED_VERSION);
    }
    test_allocator_assert_clean(&allocator);
    return status == IDA_OK;
}

size_t assert_byte_changes_harmless(const foreign_format *format, const saved *file)
{
    size_t accepted = 0;
    saved changed = {exact_copy(file->bytes, file->size), file->size};
    for (size_t i = 0; i < file->size; i++) {
        for (unsigned value = 0; value <= UINT8_MAX; value++) {
            changed.bytes[i] = (uint8_t)value;
            if (value != file->bytes[i] && try_changed(format, &changed)) {
                accepted++;
            }
        }
        changed.bytes[i] = file->bytes[i];
    }
    saved_free(&changed);
    return accepted;
}

void assert_import_survives_starvation(const foreign_format *format, const saved *file)
{
    bool failed = true;
    size_t failures = 0;
    for (size_t nth = 1; failed; nth++) {
        test_allocator allocator;
        ida_snapshot snapshot = {0};
        foreign_extra extra;
        test_allocator_init(&allocator);
        test_allocator_fail_nth(&allocator, nth);
        ida_status status = import_copy(format, &allocator, file, &snapshot, &extra);
        failed = allocator.failed;
        failures += failed ? 1 : 0;
        assert_int_equal(status, failed ? IDA_NO_MEMORY : IDA_OK);
        if (!failed) {
            ida_allocator interface = test_allocator_interface(&allocator);
            ida_snapshot_close(&interface, &snapshot);
        }
        assert_null(snapshot.document);
        assert_null(snapshot.sessions);
        test_allocator_assert_clean(&allocator);
    }
    assert_true(failures >= 2);
}

void put_bytes(saved *file, const void *bytes, size_t size)
{
    file->bytes = realloc(file->bytes, file->size + size);
    assert_non_null(file->bytes);
    memcpy(file->bytes + file->size, bytes, size);
    file->size += size;
}

void put_u32(saved *file, uint32_t value)
{
    for (unsigned i = 0; i < 4; i++) {
        uint8_t byte = (uint8_t)(value >> 8 * i & 0xff);
        put_bytes(file, &byte, 1);
    }
}

void put_u64(saved *file, uint64_t value)
{
    put_u32(file, (uint32_t)(value & UINT32_MAX));
    put_u32(file, (uint32_t)(value >> 32));
}
