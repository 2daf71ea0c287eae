/* Loads bytes in the Rust implementation's format and checks what they give. */
#include "fuzz_rust.h"

#include <stdlib.h>

#include "loaded.h"

/*
 * The imported bytes, exported again, in malloc'ed memory; NULL with a finding, or without memory.
 */
static uint8_t *export_again(const fuzz_rust_calls *calls, const ida_snapshot *snapshot,
                             const ida_rust_header *header, size_t *size, fuzz_finding *finding)
{
    uint8_t *bytes = NULL;
    size_t capacity = 0;
    for (unsigned attempt = 0; attempt < 2; attempt++) {
        ida_status status =
            snapshot->session_count == 1
                ? calls->export_session(snapshot->sessions[0], bytes, capacity, size)
                : calls->export_document(snapshot->document, header, bytes, capacity, size);
        if (status == IDA_OK && bytes != NULL) {
            return bytes;
        }
        /* The format does not record that a session is stale. */
        if (status != IDA_BUFFER_TOO_SMALL || attempt == 1) {
            fuzz_find_status(finding, "canonical", "export of what was imported", IDA_OK, status);
            break;
        }
        capacity = *size;
        bytes = malloc(capacity);
        if (bytes == NULL) {
            return NULL;
        }
    }
    free(bytes);
    return NULL;
}

/* Imports what was exported, and exports it again: the same bytes. */
static bool comes_back(const fuzz_rust_calls *calls, const ida_allocator *allocator,
                       const uint8_t *bytes, size_t size, fuzz_finding *finding)
{
    ida_snapshot snapshot = {0};
    ida_rust_header header;
    ida_status status = calls->import(allocator, bytes, size, &snapshot, &header);
    if (status != IDA_OK) {
        return fuzz_find_status(finding, "canonical", "import of what was exported", IDA_OK,
                                status);
    }
    size_t again_size = 0;
    uint8_t *again = export_again(calls, &snapshot, &header, &again_size, finding);
    bool passed = !finding->found;
    if (again != NULL) {
        passed = fuzz_loaded_same("exported again", bytes, size, again, again_size, finding);
        free(again);
    }
    ida_snapshot_close(allocator, &snapshot);
    return passed;
}

static bool examine(const fuzz_rust_calls *calls, const ida_allocator *allocator,
                    ida_snapshot *snapshot, const ida_rust_header *header, fuzz_finding *finding)
{
    if (snapshot->session_count > 1) {
        return fuzz_find_number(finding, "contract", "sessions", 1, snapshot->session_count);
    }
    if (!fuzz_loaded_verifies(snapshot, "after the import", finding)) {
        return false;
    }
    size_t size = 0;
    uint8_t *bytes = export_again(calls, snapshot, header, &size, finding);
    bool passed = !finding->found;
    if (bytes != NULL) {
        passed = comes_back(calls, allocator, bytes, size, finding);
        free(bytes);
    }
    return passed && fuzz_loaded_behaves(allocator, snapshot, finding);
}

bool fuzz_rust_check(const fuzz_rust_calls *calls, const uint8_t *bytes, size_t size,
                     fuzz_finding *finding)
{
    size = size < FUZZ_LOADED_SIZE ? size : FUZZ_LOADED_SIZE;
    sim_memory memory = fuzz_loaded_memory(size);
    ida_allocator allocator = sim_memory_allocator(&memory);
    ida_snapshot snapshot = {0};
    ida_rust_header header = {0};
    ida_status status = calls->import(&allocator, bytes, size, &snapshot, &header);
    bool passed = fuzz_loaded_kept(&memory, status, finding);
    if (status == IDA_OK) {
        memory.limit = SIZE_MAX / 2;
        passed = passed && examine(calls, &allocator, &snapshot, &header, finding);
        ida_snapshot_close(&allocator, &snapshot);
        if (passed && memory.used > 0) {
            passed = fuzz_find_number(finding, "contract", "bytes held at the end", 0, memory.used);
        }
    }
    sim_memory_free_all(&memory);
    return passed;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static const fuzz_rust_calls calls = {ida_rust_import, ida_rust_export_session,
                                          ida_rust_export_document};
    fuzz_finding finding = {0};
    if (!fuzz_rust_check(&calls, bytes, size, &finding)) {
        fuzz_abort("fuzz_rust", &finding);
    }
    return 0;
}
