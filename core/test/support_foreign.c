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

ida_session *foreign_session(ida_document *document)
{
    ida_session *session = session_of_size(document, A, 3);
    generate_count(session, 2);
    take_and_finalize(session, document);
    apply(document, B, 1, 2, 4);
    generate_count(session, 5);
    (void)take(session);
    generate_count(session, 1);
    return session;
}

void assert_written(ida_status status, const void *bytes, size_t size, saved expected)
{
    assert_int_equal(status, IDA_OK);
    assert_int_equal(size, expected.size);
    assert_memory_equal(bytes, expected.bytes, size);
    saved_free(&expected);
}

void assert_session_exports(const foreign_format *format, ida_session *session, saved expected)
{
    uint8_t bytes[FILE_MAX];
    size_t size = 0;
    ida_status status = format->export_session(session, bytes, sizeof(bytes), &size);
    assert_written(status, bytes, size, expected);
}

void assert_document_exports(const foreign_format *format, const ida_document *document,
                             const ida_session *session, saved expected)
{
    uint8_t bytes[FILE_MAX];
    size_t size = 0;
    ida_status status = format->export_document(document, session, bytes, sizeof(bytes), &size);
    assert_written(status, bytes, size, expected);
}

void assert_export_refused(const foreign_format *format, ida_session *session, ida_status status)
{
    uint8_t bytes[FILE_MAX];
    size_t size = 77;
    assert_int_equal(format->export_session(session, bytes, sizeof(bytes), &size), status);
    assert_int_equal(size, 77);
}

void assert_stale_session_refused(const foreign_format *format)
{
    for (uint64_t generated = 0; generated < 3; generated++) {
        name_case("%" PRIu64 " generated", generated);
        ida_document *document = document_new();
        ida_session *session = session_new(document, A);
        generate_count(session, generated);
        apply(document, A, 1, 3, 1);
        assert_export_refused(format, session, IDA_STALE_SESSION);
        uint8_t bytes[FILE_MAX];
        size_t size;
        assert_int_equal(format->export_document(document, NULL, bytes, sizeof(bytes), &size),
                         IDA_OK);
        close_both(session, document);
    }
}

size_t assert_small_buffers_stay(const foreign_format *format)
{
    ida_document *document = document_new();
    ida_session *session = foreign_session(document);
    uint8_t bytes[FILE_MAX];
    uint8_t untouched[FILE_MAX];
    size_t session_size = 0;
    size_t document_size = 0;
    memset(bytes, 0x5a, sizeof(bytes));
    memset(untouched, 0x5a, sizeof(untouched));
    assert_int_equal(format->export_session(session, NULL, 0, &session_size), IDA_BUFFER_TOO_SMALL);
    assert_int_equal(format->export_document(document, session, NULL, 0, &document_size),
                     IDA_BUFFER_TOO_SMALL);
    assert_true(document_size < session_size && session_size < sizeof(bytes));
    for (size_t capacity = 0; capacity < session_size; capacity++) {
        name_case("capacity %zu", capacity);
        size_t size = 0;
        assert_int_equal(format->export_session(session, bytes, capacity, &size),
                         IDA_BUFFER_TOO_SMALL);
        assert_int_equal(size, session_size);
        if (capacity < document_size) {
            assert_int_equal(format->export_document(document, session, bytes, capacity, &size),
                             IDA_BUFFER_TOO_SMALL);
            assert_int_equal(size, document_size);
        }
    }
    assert_memory_equal(bytes, untouched, sizeof(bytes));
    size_t size = 0;
    assert_int_equal(format->export_session(session, bytes, session_size, &size), IDA_OK);
    assert_memory_equal(bytes + size, untouched, sizeof(bytes) - size);
    close_both(session, document);
    return size;
}

void assert_export_takes_no_memory(const foreign_format *format)
{
    test_allocator counter;
    ida_document *document = document_in(&counter);
    ida_session *session = foreign_session(document);
    uint8_t bytes[FILE_MAX];
    size_t size;
    test_allocator_fail_nth(&counter, 1);
    assert_int_equal(format->export_session(session, bytes, sizeof(bytes), &size), IDA_OK);
    assert_int_equal(format->export_document(document, NULL, bytes, sizeof(bytes), &size), IDA_OK);
    assert_int_equal(counter.requests, 0);
    close_both(session, document);
    test_allocator_assert_clean(&counter);
}

void assert_lowest_session_comes_back(const foreign_format *format)
{
    ida_document *document = document_new();
    apply(document, uuid_of(0, 0), 1, 2, 3);
    uint8_t bytes[FILE_MAX];
    saved file = {bytes, 0};
    assert_int_equal(format->export_document(document, NULL, bytes, sizeof(bytes), &file.size),
                     IDA_OK);
    assert_import_reproduces(format, &file);
    foreign_extra extra;
    ida_snapshot loaded = foreign_import(format, &file, &extra);
    assert_documents_equal(loaded.document, document);
    snapshot_close(&loaded);
    ida_document_destroy(document);
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
    snapshot_close(&snapshot);
}

void assert_truncations_refused(const foreign_format *format, const named_file *file)
{
    for (size_t size = 0; size < file->file.size; size++) {
        name_case("%s cut to %zu bytes", file->name, size);
        saved cut = {file->file.bytes, size};
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
        snapshot_close(&snapshot_again);
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

size_t assert_byte_changes_harmless(const foreign_format *format, const named_file *file)
{
    const saved *good = &file->file;
    size_t accepted = 0;
    saved changed = {exact_copy(good->bytes, good->size), good->size};
    for (size_t i = 0; i < good->size; i++) {
        for (unsigned value = 0; value <= UINT8_MAX; value++) {
            name_case("%s with byte %zu = %u", file->name, i, value);
            changed.bytes[i] = (uint8_t)value;
            if (value != good->bytes[i] && try_changed(format, &changed)) {
                accepted++;
            }
        }
        changed.bytes[i] = good->bytes[i];
    }
    saved_free(&changed);
    return accepted;
}

void assert_import_survives_starvation(const foreign_format *format, const named_file *file)
{
    bool failed = true;
    size_t failures = 0;
    for (size_t nth = 1; failed; nth++) {
        name_case("%s without memory request %zu", file->name, nth);
        test_allocator allocator;
        ida_snapshot snapshot = {0};
        foreign_extra extra;
        test_allocator_init(&allocator);
        test_allocator_fail_nth(&allocator, nth);
        ida_status status = import_copy(format, &allocator, &file->file, &snapshot, &extra);
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
