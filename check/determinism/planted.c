/*
 * A subject that is not portable, in ways that no oracle can see in one build: it puts a second
 * checksum behind its snapshots, once a document has some clusters, and writes it in the byte order
 * of the machine; and what it sums up depends on the order in which the compiler evaluates
 * arguments, which C leaves open. It shows that comparing builds finds such things.
 */
#include "digests.h"

#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#define TRAILER_SIZE 8u
#define CLUSTERS     3u /* so many clusters, and it differs */

static uint64_t next(uint64_t *counter)
{
    *counter = *counter * 5 + 1;
    return *counter;
}

static uint64_t combine(uint64_t a, uint64_t b)
{
    return a * 3 + b;
}

static void make_trailer(const ida_document *document, const uint8_t *bytes, size_t size,
                         uint8_t trailer[TRAILER_SIZE])
{
    uint64_t sum = XXH3_64bits(bytes, size);
    memset(trailer, 0, TRAILER_SIZE);
    if (ida_document_cluster_count(document) >= CLUSTERS) {
        sum ^= combine(next(&sum), next(&sum));
        memcpy(trailer, &sum, TRAILER_SIZE);
    }
}

static size_t bound(const ida_document *document, ida_session *const *sessions, size_t count)
{
    size_t size = ida_snapshot_bound(document, sessions, count);
    return size > SIZE_MAX - TRAILER_SIZE ? SIZE_MAX : size + TRAILER_SIZE;
}

static ida_status save(const ida_document *document, ida_session *const *sessions, size_t count,
                       uint64_t log_position, uint8_t *buffer, size_t capacity, size_t *size)
{
    size_t within = capacity < TRAILER_SIZE ? 0 : capacity - TRAILER_SIZE;
    ida_status status =
        ida_snapshot_save(document, sessions, count, log_position, buffer, within, size);
    if (status == IDA_OK) {
        make_trailer(document, buffer, *size, buffer + *size);
        *size += TRAILER_SIZE;
    } else if (status == IDA_BUFFER_TOO_SMALL) {
        *size = bound(document, sessions, count);
    }
    return status;
}

static ida_status load(const ida_allocator *allocator, const uint8_t *bytes, size_t size,
                       ida_snapshot *snapshot)
{
    uint8_t trailer[TRAILER_SIZE];
    ida_snapshot loaded;
    size_t within = size < TRAILER_SIZE ? 0 : size - TRAILER_SIZE;
    ida_status status = ida_snapshot_load(allocator, bytes, within, &loaded);
    if (status != IDA_OK) {
        return status;
    }
    make_trailer(loaded.document, bytes, within, trailer);
    if (memcmp(trailer, bytes + within, TRAILER_SIZE) != 0) {
        ida_snapshot_close(allocator, &loaded);
        return IDA_CHECKSUM;
    }
    *snapshot = loaded;
    return IDA_OK;
}

const sim_subject *digests_subject(void)
{
    static sim_subject subject;
    subject = sim_subject_core;
    subject.name = "planted";
    subject.snapshot_bound = bound;
    subject.snapshot_save = save;
    subject.snapshot_load = load;
    return &subject;
}
