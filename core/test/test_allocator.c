/* The allocator over the C library: its three cases, as its contract says. */
#include <idalloc/allocator.h>

#include "support_cmocka.h"

TEST(blocks_are_aligned_for_any_type)
{
    ida_allocator allocator = ida_allocator_standard();
    for (size_t size = 1; size < 100; size++) {
        name_case("%zu bytes", size);
        void *block = allocator.resize(allocator.context, NULL, 0, size);
        assert_non_null(block);
        assert_int_equal((uintptr_t)block % _Alignof(max_align_t), 0);
        memset(block, 0x5a, size);
        (void)allocator.resize(allocator.context, block, size, 0);
    }
}

TEST(resizing_keeps_what_fits)
{
    ida_allocator allocator = ida_allocator_standard();
    unsigned char expected[64];
    memset(expected, 0x5a, sizeof(expected));
    void *block = allocator.resize(allocator.context, NULL, 0, 64);
    assert_non_null(block);
    memcpy(block, expected, 64);
    block = allocator.resize(allocator.context, block, 64, 100000);
    assert_non_null(block);
    assert_memory_equal(block, expected, 64);
    block = allocator.resize(allocator.context, block, 100000, 10);
    assert_non_null(block);
    assert_memory_equal(block, expected, 10);
    (void)allocator.resize(allocator.context, block, 10, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blocks_are_aligned_for_any_type),
        cmocka_unit_test(resizing_keeps_what_fits),
    };
    return RUN_TESTS(tests);
}
