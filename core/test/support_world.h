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

void assert_uuid_equal(ida_uuid actual, ida_uuid expected);

ida_range range_of(ida_uuid session, uint64_t first, uint64_t count, uint32_t size);

/* Each fails the running test unless the library answers IDA_OK. */
ida_document *document_new(void);
ida_session *session_new(const ida_document *document, ida_uuid id);
void apply(ida_document *document, ida_uuid session, uint64_t first, uint64_t count, uint32_t size);
ida_id generate(ida_session *session);
void generate_count(ida_session *session, uint64_t count);
ida_range take(ida_session *session);

/* Takes the next range and finalizes it. */
void take_and_finalize(ida_session *session, ida_document *document);

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

/* Both save to the same bytes; frees neither. */
void assert_documents_equal(const ida_document *a, const ida_document *b);

/* The document's index-th cluster is exactly this. */
void assert_cluster(const ida_document *document, size_t index, ida_cluster expected);

/* The document refuses the range with that status, and nothing about the document changes. */
void assert_refused(ida_document *document, ida_range range, ida_status status);
void assert_ghost_refused(ida_document *document, ida_uuid session, uint64_t count,
                          ida_status status);

/* A small deterministic stream of numbers (splitmix64), the same on every machine. */
uint64_t random_next(uint64_t *state);

/* A number below limit. */
uint64_t random_below(uint64_t *state, uint64_t limit);

#endif
