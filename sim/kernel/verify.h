/*
 * Asserts that look at a whole structure, which takes O(size). One of more than SIM_VERIFY_SIZE
 * elements is looked at only when its size is a power of two: a structure that grows one by one
 * then costs O(1) more for each element. Use it where a structure grows, not where it is read.
 */
#ifndef SIM_VERIFY_H
#define SIM_VERIFY_H

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>

#define SIM_VERIFY_SIZE 32u

static inline bool sim_verify_is_due(uint64_t size)
{
    return size <= SIM_VERIFY_SIZE || (size & (size - 1)) == 0;
}

/* is_well_formed is a call that looks at a structure of that size; made only if that is due. */
#ifdef NDEBUG
#define SIM_ASSERT_VERIFIED(size, is_well_formed) ((void)(false && (is_well_formed)))
#else
#define SIM_ASSERT_VERIFIED(size, is_well_formed)                                                  \
    do {                                                                                           \
        if (sim_verify_is_due(size)) {                                                             \
            assert(is_well_formed);                                                                \
        }                                                                                          \
    } while (false)
#endif

#endif
