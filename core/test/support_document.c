/* What a document must know, and a document with a past: see the header. */
#include "support_document.h"

#include "support_cmocka.h"

void assert_decompresses(const ida_document *document, ida_id id, ida_uuid expected)
{
    ida_uuid uuid = uuid_of(1, 2);
    assert_int_equal(ida_document_decompress(document, id, &uuid), IDA_OK);
    assert_uuid_equal(uuid, expected);
    ida_id back = TEST_CANARY;
    assert_int_equal(ida_document_recompress(document, expected, &back), IDA_OK);
    assert_int_equal(back, id);
}

void assert_unknown_id(const ida_document *document, ida_id id)
{
    ida_uuid uuid = uuid_of(1, 2);
    assert_int_equal(ida_document_decompress(document, id, &uuid), IDA_UNKNOWN_ID);
    assert_uuid_equal(uuid, uuid_of(1, 2));
}

void assert_unknown_uuid(const ida_document *document, ida_uuid uuid)
{
    ida_id id = TEST_CANARY;
    assert_int_equal(ida_document_recompress(document, uuid, &id), IDA_UNKNOWN_ID);
    assert_int_equal(id, TEST_CANARY);
}

void document_close(ida_document *document)
{
    assert_true(ida_document_verify(document));
    ida_document_destroy(document);
}

ida_document *document_with_chains(void)
{
    ida_document *document = document_new();
    apply(document, A, 1, 1, 2);
    apply(document, B, 1, 2, 1);
    apply(document, A, 2, 4, 4);
    apply(document, B, 3, 2, 4);
    assert_int_equal(ida_document_cluster_count(document), 4);
    assert_int_equal(ida_document_final_limit(document), 17);
    assert_true(ida_document_verify(document));
    return document;
}
