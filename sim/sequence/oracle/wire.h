/*
 * The bytes of messages and records as the rules describe them, written without the core: a message
 * is a byte for its kind and then 64-bit numbers; a record is four letters, a version, numbers, and
 * the XXH3-64 of all that.
 */
#ifndef SIM_SEQUENCE_WIRE_H
#define SIM_SEQUENCE_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <idalloc/sequence.h>

#define SIM_WIRE_NUMBERS 9u
/* Room for any message or record, and a few bytes behind it. */
#define SIM_WIRE_SIZE 80u

/* What a message says: its kind, and its numbers in their order. */
typedef struct sim_wire {
    uint8_t kind;
    uint64_t numbers[SIM_WIRE_NUMBERS];
} sim_wire;

/* The kinds of messages. */
enum { SIM_WIRE_REQUEST = 1, SIM_WIRE_CHUNK, SIM_WIRE_EXHAUSTED, SIM_WIRE_RETURN };

sim_wire sim_wire_of_request(const ida_chunk_request *request);
sim_wire sim_wire_of_reply(const ida_chunk_reply *reply);
sim_wire sim_wire_of_return(const ida_chunk_return *returned);
/* Of any kind above; the numbers that it does not have are 0. */
ida_chunk_request sim_wire_to_request(const sim_wire *wire);
ida_chunk_reply sim_wire_to_reply(const sim_wire *wire);
ida_chunk_return sim_wire_to_return(const sim_wire *wire);

/* How many bytes a kind of message has. */
size_t sim_wire_size(uint8_t kind);
/* Writes a message; returns its size. */
size_t sim_wire_write(const sim_wire *wire, uint8_t bytes[SIM_WIRE_SIZE]);
/* The right answer of a decoder: kind is REQUEST, CHUNK (any reply) or RETURN. */
ida_status sim_wire_read(uint8_t kind, const uint8_t *bytes, size_t size, sim_wire *wire);

/* Writes a record of count numbers; returns its size. */
size_t sim_wire_record(const char *letters, uint8_t version, const uint64_t *numbers, size_t count,
                       uint8_t bytes[SIM_WIRE_SIZE]);
/* The right answers of the two that read records. */
ida_status sim_wire_read_master(const uint8_t *bytes, size_t size, ida_master_record *record);
ida_status sim_wire_read_coordinator(const uint8_t *bytes, size_t size,
                                     ida_coordinator_record *record);

/* Whether the rules allow a chunk. */
bool sim_wire_is_chunk(const ida_chunk *chunk);

#endif
