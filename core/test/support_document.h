/* What the tests of documents ask, in a line each. */
#ifndef IDALLOC_TEST_SUPPORT_DOCUMENT_H
#define IDALLOC_TEST_SUPPORT_DOCUMENT_H

#include <idalloc/idalloc.h>

#include "support_world.h"

/* Two sessions of two clusters each: A 0..2, B 3..5, A 6..11, B 12..16. */
ida_document *document_with_chains(void);

/* The final ID and the UUID are one another's. */
void assert_decompresses(const ida_document *document, ida_id id, ida_uuid expected);

void assert_unknown_id(const ida_document *document, ida_id id);
void assert_unknown_uuid(const ida_document *document, ida_uuid uuid);

/* Verifies the document and destroys it. */
void document_close(ida_document *document);

#endif
