/*
 * An allocator that watches the library: it counts, checks the old size that it is told, finds
 * leaks, moves every block that is resized, and fails on demand.
 */
#ifndef IDALLOC_TEST_SUPPORT_ALLOCATOR_H
#define IDALLOC_TEST_SUPPORT_ALLOCATOR_H

#include <stdbool.h>
#include <stddef.h>

#include <idalloc/allocator.h>

typedef struct test_allocator {
    size_t live_bytes;
    size_t live_blocks;
    size_t peak_bytes;
    size_t requests;     /* how often memory was asked for since test_allocator_fail_nth */
    size_t fail_nth;     /* which of these requests fails; 0 for none */
    bool failed;         /* that request came */
    size_t bytes_limit;  /* no request may take live_bytes above this; 0 for no limit */
    size_t broken_rules; /* how often the library broke the allocator's contract */
} test_allocator;

/* Starts counting from nothing. */
void test_allocator_init(test_allocator *allocator);

/* What to pass to the library. */
ida_allocator test_allocator_interface(test_allocator *allocator);

/* Makes the nth request from now on fail, and only that; 0 stops failing. */
void test_allocator_fail_nth(test_allocator *allocator, size_t nth);

/* Fails the running test if anything is still allocated or a rule was broken. */
void test_allocator_assert_clean(const test_allocator *allocator);

/*
 * A copy that ends where its block ends (so that a sanitizer sees the first byte that is read
 * behind it), of at least one byte. Free it with free.
 */
void *exact_copy(const void *bytes, size_t size);

#endif
