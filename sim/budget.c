/*
 * The subject's memory. Before each block stands its size, so that a wrong old size is found out
 * whatever the subject says, and the count of what is held stays right.
 */
#include "budget.h"

#include <stddef.h>
#include <stdlib.h>

typedef union block_head {
    size_t size;
    max_align_t align;
} block_head;

static void *resize(void *context, void *block, size_t old_size, size_t new_size)
{
    sim_memory *memory = context;
    block_head *head = block == NULL ? NULL : (block_head *)block - 1;
    size_t held = head == NULL ? 0 : head->size;
    memory->misused = memory->misused || old_size != held;
    if (new_size == 0) {
        memory->used -= held;
        free(head);
        return NULL;
    }
    if (new_size > memory->limit - (memory->used - held)) {
        memory->refusals++;
        return NULL;
    }
    head = realloc(head, sizeof *head + new_size);
    if (head == NULL) {
        memory->failures++;
        return NULL;
    }
    head->size = new_size;
    memory->used += new_size - held;
    if (memory->used > memory->peak) {
        memory->peak = memory->used;
    }
    return head + 1;
}

ida_allocator sim_memory_allocator(sim_memory *memory)
{
    return (ida_allocator){.resize = resize, .context = memory};
}
