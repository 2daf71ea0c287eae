/*
 * Numbers and bytes written one behind the other, so that they can be hashed. The same numbers give
 * the same bytes on every machine.
 */
#ifndef SIM_WRITING_H
#define SIM_WRITING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Begins as all zeros. */
typedef struct sim_writing {
    uint8_t *bytes;
    size_t size;
    size_t capacity;
    bool out_of_memory; /* something is missing, now and for good */
} sim_writing;

void sim_write_bytes(sim_writing *writing, const void *bytes, size_t size);
/* One byte if it is small, otherwise nine: what follows cannot be taken for a part of it. */
void sim_write_number(sim_writing *writing, uint64_t number);
void sim_writing_free(sim_writing *writing);

#endif
