/* UUIDs, documents, sessions and their bytes in one line each: see the header. */
#include "support_world.h"

#include "support_cmocka.h"

ida_uuid uuid_of(uint64_t high, uint64_t low)
{
    ida_uuid uuid = {high, low};
    return uuid;
}

ida_uuid uuid_plus(ida_uuid uuid, uint64_t offset)
{
    if (offset > UINT64_MAX - uuid.low) {
        return uuid_of(uuid.high + 1, offset - (UINT64_MAX - uuid.low) - 1);
    }
    return uuid_of(uuid.high, uuid.low + offset);
}

ida_uuid uuid_minus(ida_uuid uuid, uint64_t offset)
{
    if (offset > uuid.low) {
        return uuid_of(uuid.high - 1, UINT64_MAX - (offset - uuid.low - 1));
    }
    return uuid_of(uuid.high, uuid.low - offset);
}

ida_uuid session_named(char name)
{
    return uuid_of((uint64_t)(unsigned char)name << 40, UINT64_C(0x8000000000000000));
}

void assert_uuid_equal(ida_uuid actual, ida_uuid expected)
{
    assert_int_equal(actual.high, expected.high);
    assert_int_equal(actual.low, expected.low);
}

ida_range range_of(ida_uuid session, uint64_t first, uint64_t count, uint32_t size)
{
    ida_range range = {session, first, count, size};
    return range;
}

void assert_range_equal(ida_range actual, ida_range expected)
{
    assert_uuid_equal(actual.session, expected.session);
    assert_int_equal(actual.first_gen_count, expected.first_gen_count);
    assert_int_equal(actual.count, expected.count);
    assert_int_equal(actual.requested_cluster_size, expected.requested_cluster_size);
}

ida_document *document_new(void)
{
    ida_allocator allocator = ida_allocator_standard();
    ida_document *document = NULL;
    assert_int_equal(ida_document_create(&allocator, &document), IDA_OK);
    assert_non_null(document);
    return document;
}

ida_document *document_in(test_allocator *memory)
{
    test_allocator_init(memory);
    ida_allocator allocator = test_allocator_interface(memory);
    ida_document *document = NULL;
    assert_int_equal(ida_document_create(&allocator, &document), IDA_OK);
    return document;
}

ida_session *session_new(const ida_document *document, ida_uuid id)
{
    ida_session *session = NULL;
    assert_int_equal(ida_session_open(document, id, &session), IDA_OK);
    assert_non_null(session);
    return session;
}

ida_session *session_of_size(const ida_document *document, ida_uuid id, uint32_t size)
{
    ida_session *session = session_new(document, id);
    assert_int_equal(ida_session_set_cluster_size(session, size), IDA_OK);
    return session;
}

void apply(ida_document *document, ida_uuid session, uint64_t first, uint64_t count, uint32_t size)
{
    finalize(document, range_of(session, first, count, size));
}

void finalize(ida_document *document, ida_range range)
{
    assert_int_equal(ida_document_finalize(document, &range), IDA_OK);
}

void ghost(ida_document *document, ida_uuid session, uint64_t count, ida_id expected_first)
{
    ida_id first = TEST_CANARY;
    assert_int_equal(ida_document_ghost(document, session, count, &first), IDA_OK);
    assert_int_equal(first, expected_first);
}

ida_id generate(ida_session *session)
{
    ida_id id = TEST_CANARY;
    assert_int_equal(ida_session_generate(session, &id), IDA_OK);
    return id;
}

void generate_count(ida_session *session, uint64_t count)
{
    for (uint64_t i = 0; i < count; i++) {
        (void)generate(session);
    }
}

void generate_many(ida_session *session, uint64_t count)
{
    ida_run runs[2];
    size_t run_count;
    assert_int_equal(ida_session_generate_many(session, count, runs, &run_count), IDA_OK);
}

ida_range take(ida_session *session)
{
    ida_range range = range_of(B, 9, 9, 9);
    assert_int_equal(ida_session_take(session, &range), IDA_OK);
    return range;
}

ida_range retake(ida_session *session)
{
    ida_range range = range_of(B, 9, 9, 9);
    assert_int_equal(ida_session_retake(session, &range), IDA_OK);
    return range;
}

void take_and_finalize(ida_session *session, ida_document *document)
{
    finalize(document, take(session));
}

void close_all(ida_session *const *sessions, size_t count, ida_document *document)
{
    for (size_t i = 0; i < count; i++) {
        assert_true(ida_session_verify(sessions[i]));
        ida_session_close(sessions[i]);
    }
    ida_document_destroy(document);
}

void close_both(ida_session *session, ida_document *document)
{
    close_all(&session, 1, document);
}

saved save(const ida_document *document, ida_session *const *sessions, size_t session_count)
{
    saved result = {NULL, 0};
    size_t bound = ida_snapshot_bound(document, sessions, session_count);
    uint8_t *bytes = malloc(bound);
    assert_non_null(bytes);
    assert_int_equal(
        ida_snapshot_save(document, sessions, session_count, 0, bytes, bound, &result.size),
        IDA_OK);
    assert_true(result.size <= bound);
    result.bytes = malloc(result.size);
    assert_non_null(result.bytes);
    memcpy(result.bytes, bytes, result.size);
    free(bytes);
    return result;
}

saved save_document(const ida_document *document)
{
    return save(document, NULL, 0);
}

saved save_session(ida_session *session)
{
    return save(ida_session_document(session), &session, 1);
}

void saved_free(saved *snapshot)
{
    free(snapshot->bytes);
    snapshot->bytes = NULL;
    snapshot->size = 0;
}

bool saved_equal(const saved *a, const saved *b)
{
    return a->size == b->size && memcmp(a->bytes, b->bytes, a->size) == 0;
}

void assert_saved_equal(saved a, saved b)
{
    assert_int_equal(a.size, b.size);
    assert_memory_equal(a.bytes, b.bytes, a.size);
    saved_free(&a);
    saved_free(&b);
}

ida_snapshot snapshot_load(const saved *bytes)
{
    ida_allocator allocator = ida_allocator_standard();
    ida_snapshot snapshot;
    assert_int_equal(ida_snapshot_load(&allocator, bytes->bytes, bytes->size, &snapshot), IDA_OK);
    return snapshot;
}

void snapshot_close(ida_snapshot *snapshot)
{
    ida_allocator allocator = ida_allocator_standard();
    ida_snapshot_close(&allocator, snapshot);
}

void assert_documents_equal(const ida_document *a, const ida_document *b)
{
    assert_saved_equal(save_document(a), save_document(b));
    assert_true(ida_document_equal(a, b));
    assert_true(ida_document_equal(b, a));
}

void assert_cluster(const ida_document *document, size_t index, ida_cluster expected)
{
    ida_cluster actual;
    memset(&actual, 0x5a, sizeof(actual));
    assert_true(ida_document_cluster(document, index, &actual));
    assert_uuid_equal(actual.session, expected.session);
    assert_int_equal(actual.base_final, expected.base_final);
    assert_int_equal(actual.base_gen_count, expected.base_gen_count);
    assert_int_equal(actual.capacity, expected.capacity);
    assert_int_equal(actual.count, expected.count);
}

/* What the document shows besides its saved bytes. */
static void assert_unchanged(const ida_document *document, saved before, size_t sessions,
                             size_t clusters, ida_id limit)
{
    assert_saved_equal(before, save_document(document));
    assert_int_equal(ida_document_session_count(document), sessions);
    assert_int_equal(ida_document_cluster_count(document), clusters);
    assert_int_equal(ida_document_final_limit(document), limit);
    assert_true(ida_document_verify(document));
}

void assert_refused(ida_document *document, ida_range range, ida_status status)
{
    saved before = save_document(document);
    size_t sessions = ida_document_session_count(document);
    size_t clusters = ida_document_cluster_count(document);
    ida_id limit = ida_document_final_limit(document);
    uint64_t finalized = ida_document_finalized(document, range.session);
    /* Twice, for a refusal that leaves something behind may be no refusal the second time. */
    assert_int_equal(ida_document_finalize(document, &range), status);
    assert_int_equal(ida_document_finalize(document, &range), status);
    assert_int_equal(ida_document_finalized(document, range.session), finalized);
    assert_unchanged(document, before, sessions, clusters, limit);
}

void assert_ghost_refused(ida_document *document, ida_uuid session, uint64_t count,
                          ida_status status)
{
    saved before = save_document(document);
    size_t sessions = ida_document_session_count(document);
    size_t clusters = ida_document_cluster_count(document);
    ida_id limit = ida_document_final_limit(document);
    ida_id first = TEST_CANARY;
    assert_int_equal(ida_document_ghost(document, session, count, &first), status);
    assert_int_equal(ida_document_ghost(document, session, count, &first), status);
    assert_int_equal(first, TEST_CANARY);
    assert_unchanged(document, before, sessions, clusters, limit);
}
