/* The life of one ID, by an installed idalloc: local, then final. */
#include <stdio.h>

#include <idalloc/idalloc.h>
#include <idalloc/new_session.h>

int main(void)
{
    ida_allocator allocator = ida_allocator_standard();
    ida_document *document = NULL;
    ida_session *session = NULL;
    ida_uuid uuid;
    ida_range range;
    ida_id local = 0;
    ida_id op_id = -1;
    if (ida_new_session_id(&uuid) != IDA_OK ||
        ida_document_create(&allocator, &document) != IDA_OK ||
        ida_session_open(document, uuid, &session) != IDA_OK ||
        ida_session_generate(session, &local) != IDA_OK ||
        ida_session_take(session, &range) != IDA_OK ||
        ida_document_finalize(document, &range) != IDA_OK ||
        ida_session_to_op_space(session, local, &op_id) != IDA_OK) {
        fprintf(stderr, "a call failed\n");
        return 1;
    }
    ida_session_close(session);
    ida_document_destroy(document);
    printf("%lld became %lld\n", (long long)local, (long long)op_id);
    return local == -1 && op_id == 0 ? 0 : 1;
}
