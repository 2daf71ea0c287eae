/*
 * A shared word that lets a test be the other thread: at each access to it another call can come in
 * between, at exactly that place. Included before a generator's source, it takes the place of
 * src/shared_word.h there.
 *
 *   for (turns_begin(other_call, &context); turns_next();) {
 *       make a generator;
 *       turns_start();
 *       the call under test, one access of which other_call comes before: another one each time
 *       turns_end();
 *       what must hold if turns.came, and in the last turn, in which other_call did not come
 *   }
 */
#ifndef IDALLOC_TEST_SUPPORT_TURNS_H
#define IDALLOC_TEST_SUPPORT_TURNS_H

/* What src/shared_word.h would define. */
#define IDALLOC_SHARED_WORD_H
#define IDA_SHARED_WORD_IS_ATOMIC true

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "support_cmocka.h"

typedef struct ida_shared_word {
    uint64_t value;
} ida_shared_word;

typedef void test_other_call(void *context);

typedef struct test_turns {
    test_other_call *call;
    void *context;
    unsigned before;   /* the access that the call comes before, from 1 on */
    unsigned accesses; /* how many there were since turns_start */
    bool is_started;   /* accesses count, and the call has not come yet */
    bool came;         /* the call came in this turn */
} test_turns;

static test_turns turns;

static inline void turns_begin(test_other_call *call, void *context)
{
    turns = (test_turns){.call = call, .context = context, .came = true};
}

/* The next turn: the call comes one access later. False after the turn in which it came too late.
 */
static inline bool turns_next(void)
{
    bool has_next = turns.came;
    turns.before++;
    turns.came = false;
    name_case("the other call comes before access %u", turns.before);
    return has_next;
}

static inline void turns_start(void)
{
    turns.accesses = 0;
    turns.is_started = true;
}

static inline void turns_end(void)
{
    turns.is_started = false;
}

static inline void turns_pass(void)
{
    if (!turns.is_started) {
        return;
    }
    turns.accesses++;
    if (turns.accesses == turns.before) {
        turns.is_started = false;
        turns.came = true;
        turns.call(turns.context);
    }
}

static inline void ida_shared_word_begin(ida_shared_word *word, uint64_t value)
{
    word->value = value;
}

static inline uint64_t ida_shared_word_load(const ida_shared_word *word)
{
    turns_pass();
    return word->value;
}

static inline uint64_t ida_shared_word_take(ida_shared_word *word, uint64_t count)
{
    turns_pass();
    uint64_t value = word->value;
    word->value += count;
    return value;
}

static inline bool ida_shared_word_replace(ida_shared_word *word, uint64_t *expected,
                                           uint64_t value)
{
    turns_pass();
    if (word->value != *expected) {
        *expected = word->value;
        return false;
    }
    word->value = value;
    return true;
}

#endif
