/*
 * The one word that the threads of a generator share, with the three things that are done to it.
 *
 * Relaxed order is enough. All that is promised is about this one word, and the changes of one
 * word have one order that every thread agrees on and that respects what happened before what.
 *
 * Without atomics it is a plain word, and a generator is for one thread at a time.
 */
#ifndef IDALLOC_KORDER_WORD_H
#define IDALLOC_KORDER_WORD_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __STDC_NO_ATOMICS__

#define IDA_KORDER_WORD_IS_ATOMIC false

typedef struct ida_korder_word {
    uint64_t value;
} ida_korder_word;

static inline void ida_korder_word_begin(ida_korder_word *word, uint64_t value)
{
    word->value = value;
}

static inline uint64_t ida_korder_word_load(const ida_korder_word *word)
{
    return word->value;
}

static inline uint64_t ida_korder_word_take(ida_korder_word *word, uint64_t count)
{
    uint64_t value = word->value;
    word->value += count;
    return value;
}

static inline bool ida_korder_word_replace(ida_korder_word *word, uint64_t *expected,
                                           uint64_t value)
{
    (void)expected;
    word->value = value;
    return true;
}

#else

#include <stdatomic.h>

#define IDA_KORDER_WORD_IS_ATOMIC true

typedef struct ida_korder_word {
    _Alignas(8) _Atomic uint64_t value;
} ida_korder_word;

/* Gives a word that no thread shares yet its value. */
static inline void ida_korder_word_begin(ida_korder_word *word, uint64_t value)
{
    atomic_init(&word->value, value);
}

static inline uint64_t ida_korder_word_load(const ida_korder_word *word)
{
    return atomic_load_explicit(&word->value, memory_order_relaxed);
}

/* Adds count and returns what was there before. */
static inline uint64_t ida_korder_word_take(ida_korder_word *word, uint64_t count)
{
    return atomic_fetch_add_explicit(&word->value, count, memory_order_relaxed);
}

/* Puts value in the place of *expected; if something else is there, *expected receives that. */
static inline bool ida_korder_word_replace(ida_korder_word *word, uint64_t *expected,
                                           uint64_t value)
{
    return atomic_compare_exchange_weak_explicit(&word->value, expected, value,
                                                 memory_order_relaxed, memory_order_relaxed);
}

#endif

#endif
