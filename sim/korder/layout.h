/*
 * k-ordered IDs as the oracle knows them: written from the description of their fields, bit by bit,
 * sharing no code with the core.
 *
 * A place numbers the IDs that a node can make: tick since 1970 * 16384 + sequence.
 */
#ifndef SIM_KORDER_LAYOUT_H
#define SIM_KORDER_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <idalloc/korder.h>

#define SIM_PLACES_A_TICK 16384u
#define SIM_TICK_US       1024u
/* Times are below this, and places below the next. */
#define SIM_KORDER_TIME_END  (UINT64_C(1048576) * 1000000 * 1000000)
#define SIM_KORDER_PLACE_END (UINT64_C(1048576) * 1000000 * 977 * SIM_PLACES_A_TICK)

/* The fields of an ID. */
typedef struct sim_korder_fields {
    uint32_t megasecond;
    uint32_t second; /* of the megasecond */
    uint32_t tick;   /* of the second */
    uint32_t sequence;
    uint32_t node; /* global IDs */
} sim_korder_fields;

/* The tick of a time, counted from 1970. */
uint64_t sim_korder_tick(uint64_t time_us);
/* The time at which the tick of a place begins. */
uint64_t sim_korder_place_time(uint64_t place);
sim_korder_fields sim_korder_place_fields(uint64_t place);
/* The place of a valid local ID. */
uint64_t sim_korder_place_of(ida_korder_local local);

ida_korder_local sim_korder_local_of(const sim_korder_fields *fields);
ida_korder_global sim_korder_global_of(const sim_korder_fields *fields, uint32_t drift);
/* False if no time has these fields. */
bool sim_korder_read_local(const uint8_t bytes[8], sim_korder_fields *fields);
bool sim_korder_read_global(const uint8_t bytes[12], uint32_t drift, sim_korder_fields *fields);

/* Windows are numbered in the order of time; the last one of each megasecond is short. */
uint64_t sim_korder_window(const sim_korder_fields *fields, uint32_t drift);
bool sim_korder_window_is_short(const sim_korder_fields *fields, uint32_t drift);
/* The length of a window in microseconds, and of the shortest one. */
uint64_t sim_korder_window_us(uint32_t drift);
uint64_t sim_korder_shortest_us(uint32_t drift);

/* Writes size bytes as text with a NUL; reads such a text, and returns whether it is valid. */
void sim_korder_write_text(const uint8_t *bytes, size_t size, ida_korder_text form, char *text);
bool sim_korder_read_text(const char *text, size_t length, ida_korder_text form, uint8_t *bytes,
                          size_t size);

/* The hash of a node's name, in ASCII; and of Latin-1 characters. */
uint32_t sim_korder_hash(const char *name, ida_korder_hash variant);
uint32_t sim_korder_hash_letters(const uint8_t *letters, size_t count, ida_korder_hash variant);

#endif
