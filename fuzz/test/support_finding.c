/* Checks what a fuzz target finds. */
#include "support_finding.h"
#include "support_cmocka.h"

#include <idalloc/idalloc.h>

void assert_found(const fuzz_finding *finding, const char *what)
{
    assert_true(finding->found);
    if (what != NULL) {
        assert_string_equal(finding->what, what);
    }
    assert_true(finding->where[0] != '\0');
}

void assert_not_found(const fuzz_finding *finding)
{
    if (finding->found) {
        fuzz_print("unexpected", finding);
    }
    assert_false(finding->found);
}

size_t make_snapshot(uint8_t *bytes, size_t capacity)
{
    ida_allocator allocator = ida_allocator_standard();
    ida_document *document;
    ida_session *session;
    ida_run runs[2];
    ida_range range;
    size_t count;
    size_t size = 0;
    assert_int_equal(ida_document_create(&allocator, &document), IDA_OK);
    assert_int_equal(ida_session_open(document, (ida_uuid){7, 9}, &session), IDA_OK);
    assert_int_equal(ida_session_set_cluster_size(session, 4), IDA_OK);
    for (unsigned i = 0; i < 3; i++) {
        assert_int_equal(ida_session_generate_many(session, 3, runs, &count), IDA_OK);
        assert_int_equal(ida_session_take(session, &range), IDA_OK);
        assert_int_equal(ida_document_finalize(document, &range), IDA_OK);
    }
    assert_int_equal(ida_session_generate_many(session, 6, runs, &count), IDA_OK);
    assert_int_equal(ida_snapshot_save(document, &session, 1, 42, bytes, capacity, &size), IDA_OK);
    ida_session_close(session);
    ida_document_destroy(document);
    return size;
}
