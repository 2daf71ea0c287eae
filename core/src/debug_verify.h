/*
 * In builds with assertions, a public call that has changed a structure ends by asserting that the
 * structure's verify function still accepts it.
 *
 * That function takes O(size), so checking after every call would make a test of n calls quadratic.
 * A structure of at most IDA_VERIFY_SIZE elements is checked after every call. A larger one is
 * checked after a share of IDA_VERIFY_SIZE / size of the calls, so the average cost of a call has a
 * bound. A hash of the structure's numbers decides which calls these are. So there is no counter:
 * the structures are the same with and without assertions, and every run checks the same calls.
 */
#ifndef IDALLOC_DEBUG_VERIFY_H
#define IDALLOC_DEBUG_VERIFY_H

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>

/* A build that plays very many worlds may set it to 0u, which leaves only empty structures. */
#ifndef IDA_VERIFY_SIZE
#define IDA_VERIFY_SIZE 32u
#endif

/* Whether a structure of that size is checked now. state should differ from call to call. */
static inline bool ida_verify_is_due(uint64_t size, uint64_t state)
{
    uint64_t hash = state * UINT64_C(0x9e3779b97f4a7c15) >> 32;
    return size <= IDA_VERIFY_SIZE || hash % size < IDA_VERIFY_SIZE;
}

/* is_well_formed is a call of the verify function, made only if the check is due. */
#ifdef NDEBUG
#define IDA_ASSERT_VERIFIED(size, state, is_well_formed) ((void)0)
#else
#define IDA_ASSERT_VERIFIED(size, state, is_well_formed)                                           \
    do {                                                                                           \
        if (ida_verify_is_due((size), (state))) {                                                  \
            assert(is_well_formed);                                                                \
        }                                                                                          \
    } while (false)
#endif

#endif
