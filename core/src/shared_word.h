/*
 * A 64-bit word that threads share without a lock.
 *
 * Relaxed order is enough: all that is promised is about single words, and the changes of one word
 * have one order that every thread agrees on and that respects what happened before what.
 *
 * Where there are no atomics, or none of 64 bits without a lock, it is a plain word, and what has
 * it is for one thread at a time.
 *
 * A simulator has one thread and plays two. It defines IDA_SHARED_WORD_STEP as the name of a
 * function of its own, which is called before each access: whatever it calls came in between, at
 * exactly that place.
 */
#ifndef IDALLOC_SHARED_WORD_H
#define IDALLOC_SHARED_WORD_H

#include <stdbool.h>
#include <stdint.h>

#ifndef __STDC_NO_ATOMICS__
#include <stdatomic.h>
#if ATOMIC_LLONG_LOCK_FREE == 2
#define IDA_SHARED_WORD_IS_ATOMIC true
#endif
#endif

#ifndef IDA_SHARED_WORD_IS_ATOMIC
#define IDA_SHARED_WORD_IS_ATOMIC false
#define IDA_SHARED_WORD_IS_PLAIN
#endif

#ifdef IDA_SHARED_WORD_STEP
#undef IDA_SHARED_WORD_IS_PLAIN
#define IDA_SHARED_WORD_IS_PLAIN
void IDA_SHARED_WORD_STEP(void);
#else
#define IDA_SHARED_WORD_STEP() ((void)0)
#endif

#ifndef IDA_SHARED_WORD_IS_PLAIN

typedef struct ida_shared_word {
    /* Aligned where 64-bit members are not by themselves, too. */
    _Alignas(8) _Atomic uint64_t value;
} ida_shared_word;

/* Gives a word that no thread shares yet its value. */
static inline void ida_shared_word_begin(ida_shared_word *word, uint64_t value)
{
    atomic_init(&word->value, value);
}

static inline uint64_t ida_shared_word_load(const ida_shared_word *word)
{
    return atomic_load_explicit(&word->value, memory_order_relaxed);
}

/* Adds count and returns what was there before. */
static inline uint64_t ida_shared_word_take(ida_shared_word *word, uint64_t count)
{
    return atomic_fetch_add_explicit(&word->value, count, memory_order_relaxed);
}

/*
 * Replaces *expected by value. If the word holds something else, *expected receives that. It may
 * also fail for no reason, so the caller repeats it.
 */
static inline bool ida_shared_word_replace(ida_shared_word *word, uint64_t *expected,
                                           uint64_t value)
{
    return atomic_compare_exchange_weak_explicit(&word->value, expected, value,
                                                 memory_order_relaxed, memory_order_relaxed);
}

#else

typedef struct ida_shared_word {
    uint64_t value;
} ida_shared_word;

static inline void ida_shared_word_begin(ida_shared_word *word, uint64_t value)
{
    word->value = value;
}

static inline uint64_t ida_shared_word_load(const ida_shared_word *word)
{
    IDA_SHARED_WORD_STEP();
    return word->value;
}

static inline uint64_t ida_shared_word_take(ida_shared_word *word, uint64_t count)
{
    IDA_SHARED_WORD_STEP();
    uint64_t value = word->value;
    word->value += count;
    return value;
}

static inline bool ida_shared_word_replace(ida_shared_word *word, uint64_t *expected,
                                           uint64_t value)
{
    IDA_SHARED_WORD_STEP();
    if (word->value != *expected) {
        *expected = word->value;
        return false;
    }
    word->value = value;
    return true;
}

#endif

#endif
