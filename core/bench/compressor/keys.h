/*
 * Session IDs: those of ordinary sessions, and those that somebody chooses who has read the
 * library.
 */
#ifndef BENCH_KEYS_H
#define BENCH_KEYS_H

#include <stdint.h>

#include <idalloc/idalloc.h>

/* The ID of a session by its number. Different numbers below 2^24 give IDs at least 2^20 apart. */
typedef ida_uuid bench_key_function(uint32_t number);

/* As random as those of new sessions; npm/shape.mjs makes the same ones. */
ida_uuid bench_random_key(uint32_t number);

/* Neighbours in the space of UUIDs, 2^20 apart, in three orders of their numbers. */
ida_uuid bench_ascending_key(uint32_t number);
ida_uuid bench_descending_key(uint32_t number);
ida_uuid bench_neighbour_key(uint32_t number);

/*
 * What an attacker would choose against a hash table, a radix tree or a sort by words: the low or
 * the high words all equal, few bits that differ, and words that cancel each other.
 */
ida_uuid bench_low_equal_key(uint32_t number);
ida_uuid bench_high_equal_key(uint32_t number);
ida_uuid bench_low_multiple_key(uint32_t number);  /* multiples of 2^32 */
ida_uuid bench_high_multiple_key(uint32_t number); /* multiples of 2^96 */
ida_uuid bench_xor_equal_key(uint32_t number);     /* high ^ low is always the same */
ida_uuid bench_sum_equal_key(uint32_t number);     /* high + low is */

#endif
