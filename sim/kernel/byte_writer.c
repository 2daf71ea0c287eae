/* Appends numbers and bytes to a growing buffer. */
#include "byte_writer.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

void sim_write_bytes(sim_writing *writing, const void *bytes, size_t size)
{
    if (writing->out_of_memory) {
        return;
    }
    assert(bytes != NULL || size == 0);
    assert(writing->size <= writing->capacity);
    if (size > writing->capacity - writing->size) {
        size_t capacity = 2 * (writing->size + size) + 4096;
        uint8_t *larger = realloc(writing->bytes, capacity);
        if (larger == NULL) {
            writing->out_of_memory = true;
            return;
        }
        writing->bytes = larger;
        writing->capacity = capacity;
    }
    assert(size <= writing->capacity - writing->size);
    if (size > 0) {
        memcpy(writing->bytes + writing->size, bytes, size);
        writing->size += size;
    }
}

void sim_write_number(sim_writing *writing, uint64_t number)
{
    uint8_t bytes[9];
    size_t size = 1;
    if (number < 0xFF) {
        bytes[0] = (uint8_t)number;
    } else {
        bytes[0] = 0xFF;
        for (; size < sizeof bytes; size++) {
            bytes[size] = (uint8_t)(number >> (8 * (size - 1)) & 0xFF);
        }
    }
    sim_write_bytes(writing, bytes, size);
}

void sim_writing_free(sim_writing *writing)
{
    free(writing->bytes);
    *writing = (sim_writing){.bytes = NULL};
}
