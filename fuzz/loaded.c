/* Checks documents and sessions that were loaded from bytes. */
#include "loaded.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The most sessions that are exercised; the others are only verified. */
#define SESSIONS_MAX 4u
#define BULK         3u

sim_memory fuzz_loaded_memory(size_t size)
{
    return (sim_memory){.limit = FUZZ_LOADED_EXTRA + size * FUZZ_LOADED_FACTOR};
}

bool fuzz_loaded_kept(const sim_memory *memory, ida_status status, fuzz_finding *finding)
{
    if (memory->refusals > 0 || (status == IDA_NO_MEMORY && memory->failures == 0)) {
        return fuzz_find_number(finding, "bounded-memory", "memory of a load", memory->limit,
                                memory->peak + 1);
    }
    if (memory->misused) {
        return fuzz_find(finding, "contract", "an allocator's call", "the old size", "another");
    }
    if (status != IDA_OK && memory->used > 0) {
        return fuzz_find_number(finding, "rejection", "bytes held after a failed load", 0,
                                memory->used);
    }
    return true;
}

bool fuzz_loaded_verifies(const ida_snapshot *snapshot, const char *where, fuzz_finding *finding)
{
    if (!ida_document_verify(snapshot->document)) {
        return fuzz_find(finding, "verify", where, "a sound document", "another");
    }
    for (size_t i = 0; i < snapshot->session_count; i++) {
        if (!ida_session_verify(snapshot->sessions[i]) ||
            ida_session_document(snapshot->sessions[i]) != snapshot->document) {
            return fuzz_find(finding, "verify", where, "a sound session", "another");
        }
    }
    return true;
}

bool fuzz_loaded_same(const char *where, const void *expected, size_t expected_size,
                      const void *got, size_t got_size, fuzz_finding *finding)
{
    if (expected_size != got_size) {
        return fuzz_find_number(finding, "canonical", where, expected_size, got_size);
    }
    const uint8_t *a = expected;
    const uint8_t *b = got;
    for (size_t i = 0; i < got_size; i++) {
        if (a[i] != b[i]) {
            char text[120];
            (void)snprintf(text, sizeof text, "%s, byte %zu of %zu", where, i, got_size);
            return fuzz_find_number(finding, "canonical", text, a[i], b[i]);
        }
    }
    return true;
}

/* --- one session --- */

/* Every form of a newly generated ID converts back to it. */
static bool leads_back(ida_session *session, ida_id id, fuzz_finding *finding)
{
    char where[80];
    ida_uuid uuid;
    ida_id other = 0;
    (void)snprintf(where, sizeof where, "a new ID, %" PRId64, id);
    ida_status status = ida_session_decompress(session, id, &uuid);
    if (status != IDA_OK) {
        return fuzz_find_status(finding, "stable-forever", where, IDA_OK, status);
    }
    status = ida_session_recompress(session, uuid, &other);
    if (status != IDA_OK || other != id) {
        return fuzz_find_number(finding, "stable-forever", where, (uint64_t)id, (uint64_t)other);
    }
    ida_id op_id = 0;
    status = ida_session_to_op_space(session, id, &op_id);
    if (status != IDA_OK) {
        return fuzz_find_status(finding, "round-trip", where, IDA_OK, status);
    }
    status = ida_session_to_session_space(session, op_id, ida_session_id(session), &other);
    if (status != IDA_OK || other != id) {
        return fuzz_find_number(finding, "round-trip", where, (uint64_t)id, (uint64_t)other);
    }
    return true;
}

/* After its range was accepted, the document knows the ID by its final form. */
static bool is_final(ida_session *session, ida_id id, fuzz_finding *finding)
{
    ida_id final_id = -1;
    ida_id again = -1;
    ida_uuid own;
    ida_uuid documents;
    const ida_document *document = ida_session_document(session);
    ida_status status = ida_session_to_op_space(session, id, &final_id);
    if (status != IDA_OK || final_id < 0) {
        return fuzz_find_status(finding, "liveness", "op space after finalizing", IDA_OK, status);
    }
    if (ida_session_decompress(session, id, &own) != IDA_OK ||
        ida_document_decompress(document, final_id, &documents) != IDA_OK ||
        ida_uuid_compare(own, documents) != 0) {
        return fuzz_find(finding, "eager-honest", "UUID after finalizing", "the session's",
                         "another");
    }
    if (ida_document_recompress(document, documents, &again) != IDA_OK || again != final_id) {
        return fuzz_find_number(finding, "final-unique", "recompress after finalizing",
                                (uint64_t)final_id, (uint64_t)again);
    }
    return true;
}

static bool finalize(ida_document *document, ida_session *session, const ida_run *runs,
                     size_t run_count, fuzz_finding *finding)
{
    ida_range range = {0};
    ida_status status = ida_session_retake(session, &range);
    if (status != IDA_OK) {
        return fuzz_find_status(finding, "contract", "retake of new IDs", IDA_OK, status);
    }
    status = ida_document_finalize(document, &range);
    if (status == IDA_COLLISION || status == IDA_EXHAUSTED || status == IDA_NO_MEMORY) {
        return true;
    }
    if (status != IDA_OK) {
        return fuzz_find_status(finding, "contract", "finalize of new IDs", IDA_OK, status);
    }
    for (size_t i = 0; i < run_count; i++) {
        if (!is_final(session, runs[i].first, finding) ||
            !leads_back(session, runs[i].first, finding)) {
            return false;
        }
    }
    return true;
}

/* --- one shard --- */

/* A child that is split off and taken back again: its ID is another one, and its parent's is next.
 */
static bool child_behaves(ida_session *session, fuzz_finding *finding)
{
    const ida_uuid name = {0x5a5a5a5a, 0x5a5a5a5a5a5a5a5a};
    ida_session *child;
    ida_shard_token token = {.kind = 0};
    ida_id of_child = 0;
    ida_id of_parent = 0;
    ida_status status = ida_shard_split(session, &name, 1, &child);
    if (status != IDA_OK) {
        return status == IDA_SHARD_LIMIT || status == IDA_EXHAUSTED || status == IDA_NO_MEMORY ||
               status == IDA_INVALID_ARGUMENT ||
               fuzz_find_status(finding, "contract", "split", IDA_OK, status);
    }
    status = ida_session_generate(child, &of_child);
    bool passed = status == IDA_OK || status == IDA_NO_MEMORY ||
                  fuzz_find_status(finding, "contract", "generate of a child", IDA_OK, status);
    passed = passed && (status != IDA_OK || leads_back(child, of_child, finding));
    status = ida_shard_dispose(child, &token);
    if (status == IDA_OK) {
        status = ida_shard_synchronize(session, &token);
    }
    if (status == IDA_OK) {
        status = ida_session_generate(session, &of_parent);
        passed = passed && (status != IDA_OK || of_parent >= 0 || of_parent < of_child ||
                            fuzz_find_number(finding, "session-unique", "the parent's next ID",
                                             (uint64_t)of_child, (uint64_t)of_parent));
    }
    passed = passed && (status == IDA_OK || status == IDA_EXHAUSTED || status == IDA_NO_MEMORY ||
                        fuzz_find_status(finding, "contract", "disposal", IDA_OK, status));
    ida_session_close(child);
    return passed;
}

static bool shard_behaves(ida_document *document, ida_session *session, fuzz_finding *finding)
{
    ida_shard_info info;
    ida_run run = {0, 1};
    (void)ida_shard_describe(session, &info);
    uint64_t before = ida_session_generated(session);
    ida_status status = ida_session_generate(session, &run.first);
    if (status == IDA_EXHAUSTED || status == IDA_NO_MEMORY) {
        return true;
    }
    if (ida_session_is_stale(session)) {
        return status == IDA_STALE_SESSION ||
               fuzz_find_status(finding, "fork-fence", "generate", IDA_STALE_SESSION, status);
    }
    if (status != IDA_OK) {
        return fuzz_find_status(finding, "contract", "generate of a shard", IDA_OK, status);
    }
    if (run.first != -(ida_id)(before + info.stride)) {
        return fuzz_find_number(finding, "contract", "a shard's next ID", before + info.stride,
                                (uint64_t)-run.first);
    }
    return leads_back(session, run.first, finding) &&
           (info.is_child || finalize(document, session, &run, 1, finding)) &&
           child_behaves(session, finding);
}

static bool session_behaves(ida_document *document, ida_session *session, fuzz_finding *finding)
{
    ida_shard_info info;
    if (ida_shard_describe(session, &info)) {
        return shard_behaves(document, session, finding);
    }
    ida_run runs[2] = {{0, 0}, {0, 0}};
    size_t run_count = 0;
    bool stale = ida_session_is_stale(session);
    uint64_t before = ida_session_generated(session);
    ida_status status = ida_session_generate_many(session, BULK, runs, &run_count);
    if (status == IDA_EXHAUSTED || status == IDA_NO_MEMORY) {
        return true;
    }
    if (status != (stale ? IDA_STALE_SESSION : IDA_OK)) {
        return fuzz_find_status(finding, "fork-fence", "generate", IDA_OK, status);
    }
    if (stale) {
        return true;
    }
    if (ida_session_generated(session) != before + BULK) {
        return fuzz_find_number(finding, "contract", "IDs generated", before + BULK,
                                ida_session_generated(session));
    }
    for (size_t i = 0; i < run_count; i++) {
        if (!leads_back(session, runs[i].first, finding)) {
            return false;
        }
    }
    return finalize(document, session, runs, run_count, finding);
}

/* --- all of it --- */

/* Saves, loads and saves again. */
static bool is_rehydrated(const ida_allocator *allocator, const ida_snapshot *snapshot,
                          fuzz_finding *finding)
{
    size_t bound =
        ida_snapshot_bound(snapshot->document, snapshot->sessions, snapshot->session_count);
    size_t sizes[2] = {0, 0};
    uint8_t *bytes = malloc(2 * bound);
    ida_snapshot loaded;
    if (bytes == NULL) {
        return true;
    }
    ida_status status =
        ida_snapshot_save(snapshot->document, snapshot->sessions, snapshot->session_count,
                          snapshot->log_position, bytes, bound, &sizes[0]);
    if (status == IDA_OK) {
        status = ida_snapshot_load(allocator, bytes, sizes[0], &loaded);
    }
    bool passed = status == IDA_OK || status == IDA_NO_MEMORY ||
                  fuzz_find_status(finding, "rehydration", "save and load", IDA_OK, status);
    if (status == IDA_OK) {
        status = ida_snapshot_save(loaded.document, loaded.sessions, loaded.session_count,
                                   loaded.log_position, bytes + bound, bound, &sizes[1]);
        passed = (status == IDA_OK ||
                  fuzz_find_status(finding, "rehydration", "save again", IDA_OK, status)) &&
                 fuzz_loaded_same("saved again", bytes, sizes[0], bytes + bound, sizes[1], finding);
        ida_snapshot_close(allocator, &loaded);
    }
    free(bytes);
    return passed;
}

bool fuzz_loaded_behaves(const ida_allocator *allocator, ida_snapshot *snapshot,
                         fuzz_finding *finding)
{
    for (size_t i = 0; i < snapshot->session_count && i < SESSIONS_MAX; i++) {
        if (!session_behaves(snapshot->document, snapshot->sessions[i], finding)) {
            return false;
        }
    }
    return fuzz_loaded_verifies(snapshot, "after generating and finalizing", finding) &&
           is_rehydrated(allocator, snapshot, finding);
}
