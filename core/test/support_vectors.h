/*
 * The JSON files of vectors/ that tests replay. Only those tests are linked with the library that
 * reads JSON, so all is in this header.
 */
#ifndef IDALLOC_TEST_SUPPORT_VECTORS_H
#define IDALLOC_TEST_SUPPORT_VECTORS_H

#include <jansson.h>

#include "support_cmocka.h"

/* The file that a test replays, from its main function on. */
static json_t *vectors;

/* False after a message, which tells where the file is wrong. */
static inline bool load_vectors(const char *path, size_t flags)
{
    json_error_t error;
    vectors = json_load_file(path, flags | JSON_REJECT_DUPLICATES, &error);
    if (vectors == NULL) {
        print_error("%s:%d: %s\n", error.source, error.line, error.text);
    }
    return vectors != NULL;
}

static inline json_t *member(const json_t *object, const char *key)
{
    json_t *found = json_object_get(object, key);
    if (found == NULL) {
        print_error("there is no \"%s\"\n", key);
    }
    assert_non_null(found);
    return found;
}

#endif
