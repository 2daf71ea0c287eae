/*
 * Short words for what nearly every test does: UUIDs, ranges, documents, sessions, and the bytes
 * that tell whether anything changed.
 */
#ifndef IDALLOC_TEST_SUPPORT_WORLD_H
#define IDALLOC_TEST_SUPPORT_WORLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <idalloc/idalloc.h>

#include "support_allocator.h"

/* The 122-bit numbers: the largest high half, and the largest number. */
#define TEST_HIGH_MAX ((UINT64_C(1) << 58) - 1)
#define TEST_UUID_MAX ((ida_uuid){TEST_HIGH_MAX, UINT64_MAX})

/* What an output holds before a call that must leave it alone. */
#define TEST_CANARY ((ida_id)-7777777)

ida_uuid uuid_of(uint64_t high, uint64_t low);

/* The same arithmetic as the library's, by other means: uuid + offset and uuid - offset. */
ida_uuid uuid_plus(ida_uuid uuid, uint64_t offset);
ida_uuid uuid_minus(ida_uuid uuid, uint64_t offset);

/* The UUIDs of sessions that are far from one another: 'A' is before 'B'. */
ida_uuid session_named(char name);

/* The sessions that most tests are about, a UUID that no session can have, and how many gen counts
   and final IDs there are. */
#define A       session_named('A')
#define B       session_named('B')
#define C       session_named('C')
#define INVALID uuid_of(TEST_HIGH_MAX + 1, 0)
#define NUMBERS ((uint64_t)INT64_MAX)

void assert_uuid_equal(ida_uuid actual, ida_uuid expected);

ida_range range_of(ida_uuid session, uint64_t first, uint64_t count, uint32_t size);
void assert_range_equal(ida_range actual, ida_range expected);

/* Each of these fails the running test unless the library answers IDA_OK. */
ida_document *document_new(void);
ida_session *session_new(const ida_document *document, ida_uuid id);
ida_session *session_of_size(const ida_document *document, ida_uuid id, uint32_t size);
void apply(ida_document *document, ida_uuid session, uint64_t first, uint64_t count, uint32_t size);
void finalize(ida_document *document, ida_range range);
ida_id generate(ida_session *session);
void generate_count(ida_session *session, uint64_t count);
ida_range take(ida_session *session);
ida_range retake(ida_session *session);

/* A document in memory that is counted from nothing. */
ida_document *document_in(test_allocator *memory);

/* The same as generate_count, by one call and for counts that take too long one by one. */
void generate_many(ida_session *session, uint64_t count);

/* Makes count ghost IDs, of which the first must be that one. */
void ghost(ida_document *document, ida_uuid session, uint64_t count, ida_id expected_first);

/* Takes the next range and finalizes it. */
void take_and_finalize(ida_session *session, ida_document *document);

/* Verifies the sessions, closes them, and destroys the document. */
void close_all(ida_session *const *sessions, size_t count, ida_document *document);
void close_both(ida_session *session, ida_document *document);

/* The saved form of a document, alone or with sessions; free it with saved_free. */
typedef struct saved {
    uint8_t *bytes;
    size_t size;
} saved;

saved save(const ida_document *document, ida_session *const *sessions, size_t session_count);
saved save_document(const ida_document *document);
saved save_session(ida_session *session);
void saved_free(saved *snapshot);
bool saved_equal(const saved *a, const saved *b);

/* Both are the same bytes; frees both. */
void assert_saved_equal(saved a, saved b);

/* The bytes that the library accepts, loaded with the standard allocator. */
ida_snapshot snapshot_load(const saved *bytes);
void snapshot_close(ida_snapshot *snapshot);

/* Both save to the same bytes; frees neither. */
void assert_documents_equal(const ida_document *a, const ida_document *b);

/* The document's index-th cluster is exactly this. */
void assert_cluster(const ida_document *document, size_t index, ida_cluster expected);

/* The document refuses the range with that status, and nothing about the document changes. */
void assert_refused(ida_document *document, ida_range range, ida_status status);
void assert_ghost_refused(ida_document *document, ida_uuid session, uint64_t count,
                          ida_status status);

#endif
