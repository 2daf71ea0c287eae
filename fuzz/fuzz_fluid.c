/* Loads texts in Fluid's format and checks what they give. */
#include "fuzz_fluid.h"

#include <stdlib.h>
#include <string.h>

#include "loaded.h"

#define RAW_BELOW 16u

/* Standard base64, written here so that the core's own is not checked against itself. */
static size_t encode(const uint8_t *bytes, size_t size, char *text)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    size_t length = 0;
    for (size_t i = 0; i < size; i += 3) {
        uint32_t group = (uint32_t)bytes[i] << 16;
        group |= i + 1 < size ? (uint32_t)bytes[i + 1] << 8 : 0;
        group |= i + 2 < size ? (uint32_t)bytes[i + 2] : 0;
        text[length++] = digits[group >> 18];
        text[length++] = digits[group >> 12 & 63];
        text[length++] = i + 1 < size ? digits[group >> 6 & 63] : '=';
        text[length++] = i + 2 < size ? digits[group & 63] : '=';
    }
    return length;
}

/*
 * The imported text, exported again, in malloc'ed memory; NULL with a finding, or without memory.
 */
static char *export_again(const fuzz_fluid_calls *calls, const ida_snapshot *snapshot,
                          const ida_uuid *first, uint32_t version, size_t *size,
                          fuzz_finding *finding)
{
    char *text = NULL;
    size_t capacity = 0;
    for (unsigned attempt = 0; attempt < 2; attempt++) {
        ida_status status =
            snapshot->session_count == 1
                ? calls->export_session(snapshot->sessions[0], version, text, capacity, size)
                : calls->export_document(snapshot->document, first, version, text, capacity, size);
        if (status == IDA_OK && text != NULL) {
            return text;
        }
        if (status != IDA_BUFFER_TOO_SMALL || attempt == 1) {
            fuzz_find_status(finding, "canonical", "export of what was imported", IDA_OK, status);
            break;
        }
        capacity = *size;
        text = malloc(capacity);
        if (text == NULL) {
            return NULL;
        }
    }
    free(text);
    return NULL;
}

/* Imports what was exported, and exports it again: the same text. */
static bool comes_back(const fuzz_fluid_calls *calls, const ida_allocator *allocator,
                       uint32_t version, const char *text, size_t size, fuzz_finding *finding)
{
    ida_snapshot snapshot = {0};
    ida_uuid first;
    ida_status status = calls->import(allocator, text, size, &snapshot, &first);
    if (status != IDA_OK) {
        return fuzz_find_status(finding, "canonical", "import of what was exported", IDA_OK,
                                status);
    }
    bool listed = ida_document_session_count(snapshot.document) > 0;
    size_t again_size = 0;
    char *again =
        export_again(calls, &snapshot, listed ? &first : NULL, version, &again_size, finding);
    bool passed = !finding->found;
    if (again != NULL) {
        passed = fuzz_loaded_same("exported again", text, size, again, again_size, finding);
        free(again);
    }
    ida_snapshot_close(allocator, &snapshot);
    return passed;
}

static bool examine(const fuzz_fluid_calls *calls, const ida_allocator *allocator,
                    ida_snapshot *snapshot, const ida_uuid *first, uint32_t version,
                    fuzz_finding *finding)
{
    if (snapshot->session_count > 1) {
        return fuzz_find_number(finding, "contract", "sessions", 1, snapshot->session_count);
    }
    if (!fuzz_loaded_verifies(snapshot, "after the import", finding)) {
        return false;
    }
    bool listed = ida_document_session_count(snapshot->document) > 0;
    size_t size = 0;
    char *text = export_again(calls, snapshot, listed ? first : NULL, version, &size, finding);
    bool passed = !finding->found;
    if (text != NULL) {
        passed = comes_back(calls, allocator, version, text, size, finding);
        free(text);
    }
    return passed && fuzz_loaded_behaves(allocator, snapshot, finding);
}

static bool check_text(const fuzz_fluid_calls *calls, const char *text, size_t size,
                       fuzz_finding *finding)
{
    sim_memory memory = fuzz_loaded_memory(size);
    ida_allocator allocator = sim_memory_allocator(&memory);
    ida_snapshot snapshot = {0};
    ida_uuid first = {0, 0};
    ida_status status = calls->import(&allocator, text, size, &snapshot, &first);
    bool passed = fuzz_loaded_kept(&memory, status, finding);
    if (status == IDA_OK) {
        uint32_t version = 0;
        memory.limit = SIZE_MAX / 2;
        status = ida_fluid_version(text, size, &version);
        passed = (passed && status == IDA_OK) ||
                 fuzz_find_status(finding, "contract", "version of a text", IDA_OK, status);
        passed = passed && examine(calls, &allocator, &snapshot, &first, version, finding);
        ida_snapshot_close(&allocator, &snapshot);
        if (passed && memory.used > 0) {
            passed = fuzz_find_number(finding, "contract", "bytes held at the end", 0, memory.used);
        }
    }
    sim_memory_free_all(&memory);
    return passed;
}

bool fuzz_fluid_check(const fuzz_fluid_calls *calls, const uint8_t *bytes, size_t size,
                      fuzz_finding *finding)
{
    size = size < FUZZ_LOADED_SIZE ? size : FUZZ_LOADED_SIZE;
    char *text = malloc(size * 2 + 4);
    if (text == NULL) {
        return true;
    }
    if (size > 0 && bytes[0] < RAW_BELOW) {
        size = encode(bytes + 1, size - 1, text);
    } else if (size > 0) {
        memcpy(text, bytes, size);
    }
    bool passed = check_text(calls, text, size, finding);
    free(text);
    return passed;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static const fuzz_fluid_calls calls = {ida_fluid_import, ida_fluid_export_session_as,
                                           ida_fluid_export_document_as};
    fuzz_finding finding = {0};
    if (!fuzz_fluid_check(&calls, bytes, size, &finding)) {
        fuzz_abort("fuzz_fluid", &finding);
    }
    return 0;
}
