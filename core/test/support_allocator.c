/* The watching allocator, and exact copies: see the header. */
#include "support_allocator.h"

#include "support_cmocka.h"

/* In front of each block; a whole multiple of the strictest alignment. */
typedef union block_head {
    struct {
        uint64_t magic;
        size_t size;
    } is;
    max_align_t alignment;
} block_head;

#define MAGIC_LIVE UINT64_C(0x6c69766520626c6b)
#define MAGIC_DEAD UINT64_C(0x6465616420626c6b)

/* New memory holds this, so that nobody relies on zeros. */
#define FILLER 0xa5

static block_head *head_of(void *block)
{
    return (block_head *)block - 1;
}

static void release(test_allocator *allocator, void *block)
{
    block_head *head = head_of(block);
    allocator->live_bytes -= head->is.size;
    allocator->live_blocks--;
    head->is.magic = MAGIC_DEAD;
    free(head);
}

static void *obtain(test_allocator *allocator, size_t size)
{
    if (size > SIZE_MAX / 2 - sizeof(block_head)) {
        return NULL;
    }
    block_head *head = malloc(sizeof(block_head) + size);
    if (head == NULL) {
        return NULL;
    }
    head->is.magic = MAGIC_LIVE;
    head->is.size = size;
    memset(head + 1, FILLER, size);
    allocator->live_bytes += size;
    allocator->live_blocks++;
    if (allocator->live_bytes > allocator->peak_bytes) {
        allocator->peak_bytes = allocator->live_bytes;
    }
    return head + 1;
}

static bool must_fail(test_allocator *allocator, size_t new_size)
{
    allocator->requests++;
    if (allocator->fail_nth != 0 && allocator->requests == allocator->fail_nth) {
        allocator->failed = true;
        return true;
    }
    return allocator->bytes_limit != 0 &&
           (new_size > allocator->bytes_limit ||
            allocator->live_bytes > allocator->bytes_limit - new_size);
}

static void *resize(void *context, void *block, size_t old_size, size_t new_size)
{
    test_allocator *allocator = context;
    size_t known_size = block == NULL ? 0 : head_of(block)->is.size;
    if (block != NULL && head_of(block)->is.magic != MAGIC_LIVE) {
        allocator->broken_rules++;
        return NULL;
    }
    if (old_size != known_size || (block == NULL && new_size == 0)) {
        allocator->broken_rules++;
    }
    if (new_size == 0) {
        if (block != NULL) {
            release(allocator, block);
        }
        return NULL;
    }
    if (must_fail(allocator, new_size)) {
        return NULL;
    }
    void *fresh = obtain(allocator, new_size);
    if (fresh != NULL && block != NULL) {
        memcpy(fresh, block, known_size < new_size ? known_size : new_size);
        release(allocator, block);
    }
    return fresh;
}

void test_allocator_init(test_allocator *allocator)
{
    memset(allocator, 0, sizeof(*allocator));
}

ida_allocator test_allocator_interface(test_allocator *allocator)
{
    ida_allocator interface = {resize, allocator};
    return interface;
}

void test_allocator_fail_nth(test_allocator *allocator, size_t nth)
{
    allocator->requests = 0;
    allocator->fail_nth = nth;
    allocator->failed = false;
}

void test_allocator_assert_clean(const test_allocator *allocator)
{
    assert_int_equal(allocator->broken_rules, 0);
    assert_int_equal(allocator->live_blocks, 0);
    assert_int_equal(allocator->live_bytes, 0);
}

void *exact_copy(const void *bytes, size_t size)
{
    void *copy = malloc(size == 0 ? 1 : size);
    assert_non_null(copy);
    if (size != 0) {
        memcpy(copy, bytes, size);
    }
    return copy;
}
