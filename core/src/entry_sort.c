/*
 * A radix sort, from the lowest digit to the highest. Session IDs are random, so the upper halves
 * alone mostly decide; the lower halves are looked at only if two upper ones are the same.
 */
#include "entry_sort.h"

#include <assert.h>
#include <stdbool.h>
#include <string.h>

#include "uuid_math.h"

#define DIGIT_BITS 11u
#define DIGITS     (1u << DIGIT_BITS)
/* Fewer are sorted faster by putting each into its place. */
#define FEW 48u

static bool is_sorted(const ida_tree_entry *entries, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        if (ida_uuid_less(entries[i].key, entries[i - 1].key)) {
            return false;
        }
    }
    return true;
}

static void sort_few(ida_tree_entry *entries, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        ida_tree_entry entry = entries[i];
        size_t place = i;
        while (place > 0 && ida_uuid_less(entry.key, entries[place - 1].key)) {
            entries[place] = entries[place - 1];
            place--;
        }
        entries[place] = entry;
    }
}

static inline size_t digit_of(ida_uuid key, bool upper, unsigned shift)
{
    return (size_t)((upper ? key.high : key.low) >> shift) & (DIGITS - 1);
}

/* Moves entries to another place in the order of one digit; equal ones stay in their order. */
static void sort_by_digit(const ida_tree_entry *from, ida_tree_entry *to, size_t count, bool upper,
                          unsigned shift)
{
    size_t places[DIGITS];
    memset(places, 0, sizeof places);
    for (size_t i = 0; i < count; i++) {
        places[digit_of(from[i].key, upper, shift)]++;
    }
    size_t next = 0;
    for (size_t i = 0; i < DIGITS; i++) {
        size_t here = places[i];
        places[i] = next;
        next += here;
    }
    for (size_t i = 0; i < count; i++) {
        size_t *place = &places[digit_of(from[i].key, upper, shift)];
        to[*place] = from[i];
        (*place)++;
    }
}

/* Both halves have an even number of digits, so the entries end where they began. */
static void sort_by_half(ida_tree_entry *entries, ida_tree_entry *scratch, size_t count, bool upper)
{
    unsigned bits = upper ? IDA_UUID_HIGH_BITS : 64;
    for (unsigned shift = 0; shift < bits; shift += 2 * DIGIT_BITS) {
        sort_by_digit(entries, scratch, count, upper, shift);
        sort_by_digit(scratch, entries, count, upper, shift + DIGIT_BITS);
    }
}

void ida_sort_entries(ida_tree_entry *entries, ida_tree_entry *scratch, size_t count)
{
    if (count <= FEW) {
        sort_few(entries, count);
        return;
    }
    sort_by_half(entries, scratch, count, true);
    if (!is_sorted(entries, count)) {
        sort_by_half(entries, scratch, count, false);
        sort_by_half(entries, scratch, count, true);
    }
    assert(is_sorted(entries, count));
}
