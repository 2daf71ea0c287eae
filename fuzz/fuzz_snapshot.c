/* Loads snapshots, with the checksum repaired, and checks what they give. */
#include "fuzz_snapshot.h"

#include <stdlib.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "loaded.h"

#define CHECKSUM_SIZE 8u

/* True if the last eight bytes are the checksum of all before. */
static bool has_checksum(const uint8_t *bytes, size_t size)
{
    uint64_t sum = XXH3_64bits(bytes, size - CHECKSUM_SIZE);
    for (unsigned i = 0; i < CHECKSUM_SIZE; i++) {
        if (bytes[size - CHECKSUM_SIZE + i] != (uint8_t)(sum >> (8 * i) & 0xFF)) {
            return false;
        }
    }
    return true;
}

static void write_checksum(uint8_t *bytes, size_t size)
{
    uint64_t sum = XXH3_64bits(bytes, size - CHECKSUM_SIZE);
    for (unsigned i = 0; i < CHECKSUM_SIZE; i++) {
        bytes[size - CHECKSUM_SIZE + i] = (uint8_t)(sum >> (8 * i) & 0xFF);
    }
}

/* A loaded snapshot saves back to the same bytes, and behaves. */
static bool examine(const fuzz_snapshot_calls *calls, const ida_allocator *allocator,
                    ida_snapshot *snapshot, const uint8_t *bytes, size_t size,
                    fuzz_finding *finding)
{
    size_t bound =
        ida_snapshot_bound(snapshot->document, snapshot->sessions, snapshot->session_count);
    if (!fuzz_loaded_verifies(snapshot, "after the load", finding)) {
        return false;
    }
    if (bound < size) {
        return fuzz_find_number(finding, "contract", "snapshot_bound", size, bound);
    }
    uint8_t *saved = malloc(bound);
    if (saved == NULL) {
        return true;
    }
    size_t saved_size = 0;
    ida_status status = calls->save(snapshot->document, snapshot->sessions, snapshot->session_count,
                                    snapshot->log_position, saved, bound, &saved_size);
    bool passed =
        (status == IDA_OK ||
         fuzz_find_status(finding, "canonical", "saving what was loaded", IDA_OK, status)) &&
        fuzz_loaded_same("saved back", bytes, size, saved, saved_size, finding) &&
        fuzz_loaded_behaves(allocator, snapshot, finding);
    free(saved);
    return passed;
}

static bool check_copy(const fuzz_snapshot_calls *calls, uint8_t *bytes, size_t size,
                       fuzz_finding *finding)
{
    sim_memory memory = fuzz_loaded_memory(size);
    ida_allocator allocator = sim_memory_allocator(&memory);
    ida_snapshot snapshot = {0};
    bool summed = size >= CHECKSUM_SIZE && has_checksum(bytes, size);
    ida_status status = calls->load(&allocator, bytes, size, &snapshot);
    if (status == IDA_OK && !summed) {
        ida_snapshot_close(&allocator, &snapshot);
        sim_memory_free_all(&memory);
        return fuzz_find_status(finding, "rehydration", "damaged bytes", IDA_CHECKSUM, status);
    }
    if (status == IDA_CHECKSUM && size >= CHECKSUM_SIZE) {
        if (summed) {
            return fuzz_find_status(finding, "contract", "a right checksum", IDA_OK, status);
        }
        write_checksum(bytes, size);
        status = calls->load(&allocator, bytes, size, &snapshot);
    }
    bool passed = fuzz_loaded_kept(&memory, status, finding);
    if (status == IDA_OK) {
        memory.limit = SIZE_MAX / 2;
        passed = passed && examine(calls, &allocator, &snapshot, bytes, size, finding);
        ida_snapshot_close(&allocator, &snapshot);
        if (passed && memory.used > 0) {
            passed = fuzz_find_number(finding, "contract", "bytes held at the end", 0, memory.used);
        }
    }
    sim_memory_free_all(&memory);
    return passed;
}

bool fuzz_snapshot_check(const fuzz_snapshot_calls *calls, const uint8_t *bytes, size_t size,
                         fuzz_finding *finding)
{
    size = size < FUZZ_LOADED_SIZE ? size : FUZZ_LOADED_SIZE;
    uint8_t *copy = malloc(size + (size == 0));
    if (copy == NULL) {
        return true;
    }
    if (size > 0) {
        memcpy(copy, bytes, size);
    }
    bool passed = check_copy(calls, copy, size, finding);
    free(copy);
    return passed;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static const fuzz_snapshot_calls calls = {ida_snapshot_load, ida_snapshot_save};
    fuzz_finding finding = {0};
    if (!fuzz_snapshot_check(&calls, bytes, size, &finding)) {
        fuzz_abort("fuzz_snapshot", &finding);
    }
    return 0;
}
