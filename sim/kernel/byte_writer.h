/*
 * A buffer of numbers and bytes to be hashed. The same numbers give the same bytes on every
 * machine.
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
    bool out_of_memory; /* memory ran out: bytes are missing, for good */
} sim_writing;

void sim_write_bytes(sim_writing *writing, const void *bytes, size_t size);
/* One byte if the number is small, otherwise nine: the encoding is unambiguous. */
void sim_write_number(sim_writing *writing, uint64_t number);
void sim_writing_free(sim_writing *writing);

#endif
