/*
 * The subject's memory. Each block is preceded by its size, so that a wrong old size is detected
 * whatever the subject says, and the count of bytes held stays right. The blocks are linked, so
 * that a world can free what its subject leaked.
 */
#include "accounting.h"

#include <assert.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/* What new memory is filled with. */
#define UNWRITTEN 0xA5

/* The header of a block; as large as the strictest alignment requires. */
struct sim_block {
    union {
        struct {
            struct sim_block *next;
            struct sim_block *previous;
            size_t size;
        };
        max_align_t align;
    };
};

static void unlink_block(sim_memory *memory, struct sim_block *block)
{
    assert(block->next == NULL || block->next->previous == block);
    assert(block->previous == NULL || block->previous->next == block);
    assert(block->previous != NULL || memory->blocks == block);
    if (block->next != NULL) {
        block->next->previous = block->previous;
    }
    if (block->previous != NULL) {
        block->previous->next = block->next;
    } else {
        memory->blocks = block->next;
    }
}

static void link_block(sim_memory *memory, struct sim_block *block)
{
    assert(memory->blocks == NULL || memory->blocks->previous == NULL);
    block->previous = NULL;
    block->next = memory->blocks;
    if (memory->blocks != NULL) {
        memory->blocks->previous = block;
    }
    memory->blocks = block;
}

/* Resizes an unlinked block, then links it again, wherever it is. */
static struct sim_block *resize_unlinked(sim_memory *memory, struct sim_block *block, size_t size)
{
    struct sim_block *resized = realloc(block, sizeof *block + size);
    if (resized == NULL) {
        memory->failures++;
        if (block != NULL) {
            link_block(memory, block);
        }
        return NULL;
    }
    resized->size = size;
    link_block(memory, resized);
    return resized;
}

static void *resize(void *context, void *block, size_t old_size, size_t new_size)
{
    sim_memory *memory = context;
    struct sim_block *head = block == NULL ? NULL : (struct sim_block *)block - 1;
    size_t held = head == NULL ? 0 : head->size;
    assert(held <= memory->used);
    assert(memory->used <= memory->limit);
    memory->misused = memory->misused || old_size != held;
    if (new_size > 0 && memory->fail_in > 0 && --memory->fail_in == 0) {
        return NULL;
    }
    if (new_size > memory->limit - (memory->used - held)) {
        memory->refusals++;
        return NULL;
    }
    if (head != NULL) {
        unlink_block(memory, head);
    }
    if (new_size == 0) {
        memory->used -= held;
        free(head);
        return NULL;
    }
    head = resize_unlinked(memory, head, new_size);
    if (head == NULL) {
        return NULL;
    }
    /* A subject that relies on what it has not written gets the same everywhere, and not zeros. */
    if (new_size > held) {
        memset((unsigned char *)(head + 1) + held, UNWRITTEN, new_size - held);
    }
    memory->used += new_size - held;
    assert(memory->used <= memory->limit);
    if (memory->used > memory->peak) {
        memory->peak = memory->used;
    }
    return head + 1;
}

ida_allocator sim_memory_allocator(sim_memory *memory)
{
    return (ida_allocator){.resize = resize, .context = memory};
}

void sim_memory_free_all(sim_memory *memory)
{
    while (memory->blocks != NULL) {
        struct sim_block *block = memory->blocks;
        memory->blocks = block->next;
        assert(block->size <= memory->used);
        memory->used -= block->size;
        free(block);
    }
    assert(memory->used == 0);
}
