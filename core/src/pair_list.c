/* Lists of ascending pairs: making room, and looking up. */
#include "pair_list.h"

#include "memory.h"

/* A list grows by this many pairs, or by a quarter: most lists are short, and little is unused. */
#define LEAST_GROWTH 2u
/* So that one segment more still has a 32-bit count, and the bytes of all fit a size_t. */
#define MAX_CAPACITY (SIZE_MAX > UINT32_MAX ? UINT32_C(1) << 31 : UINT32_C(1) << 26)

static size_t head_size(uint32_t capacity)
{
    uint32_t in_head = capacity < IDA_PAIR_LIST_IN_HEAD ? capacity : IDA_PAIR_LIST_IN_HEAD;
    return sizeof(ida_pair_list) + (size_t)in_head * sizeof(ida_pair);
}

/* How many segments there are behind the head. */
static uint32_t more_count(uint32_t capacity)
{
    return capacity <= IDA_PAIR_LIST_IN_HEAD ? 0 : (capacity >> IDA_PAIR_LIST_SHIFT) - 1;
}

/* The directory of these segments has room for the next power of two. */
static size_t directory_size(uint32_t count)
{
    size_t room = count == 0 ? 0 : 1;
    while (room < count) {
        room *= 2;
    }
    return room * sizeof(ida_pair *);
}

static bool resize_head(ida_pair_list **list, const ida_allocator *allocator, uint32_t capacity)
{
    ida_pair_list *old = *list;
    ida_pair_list *grown = allocator->resize(
        allocator->context, old, old == NULL ? 0 : head_size(old->capacity), head_size(capacity));
    if (grown == NULL) {
        return false;
    }
    if (old == NULL) {
        grown->count = 0;
        grown->more = NULL;
    }
    grown->capacity = capacity;
    *list = grown;
    return true;
}

static bool add_segment(ida_pair_list *list, const ida_allocator *allocator)
{
    uint32_t count = more_count(list->capacity);
    size_t size = directory_size(count);
    size_t wanted = directory_size(count + 1);
    if (list->capacity >= MAX_CAPACITY) {
        return false;
    }
    ida_pair *segment = ida_allocate(allocator, IDA_PAIR_LIST_IN_HEAD * sizeof *segment);
    if (segment == NULL) {
        return false;
    }
    if (wanted != size) {
        ida_pair **more = allocator->resize(allocator->context, list->more, size, wanted);
        if (more == NULL) {
            ida_release(allocator, segment, IDA_PAIR_LIST_IN_HEAD * sizeof *segment);
            return false;
        }
        list->more = more;
    }
    assert(list->more != NULL);
    list->more[count] = segment;
    list->capacity += IDA_PAIR_LIST_IN_HEAD;
    return true;
}

bool ida_pair_list_reserve(ida_pair_list **list, const ida_allocator *allocator)
{
    uint32_t capacity = *list == NULL ? 0 : (*list)->capacity;
    if (ida_pair_list_count(*list) < capacity) {
        return true;
    }
    if (capacity >= IDA_PAIR_LIST_IN_HEAD) {
        return add_segment(*list, allocator);
    }
    uint32_t wanted = capacity + (capacity / 4 > LEAST_GROWTH ? capacity / 4 : LEAST_GROWTH);
    return resize_head(list, allocator,
                       wanted < IDA_PAIR_LIST_IN_HEAD ? wanted : IDA_PAIR_LIST_IN_HEAD);
}

bool ida_pair_list_reserve_exactly(ida_pair_list **list, const ida_allocator *allocator,
                                   size_t count)
{
    uint32_t in_head = count < IDA_PAIR_LIST_IN_HEAD ? (uint32_t)count : IDA_PAIR_LIST_IN_HEAD;
    assert(*list == NULL);
    if (count == 0) {
        return true;
    }
    if (!resize_head(list, allocator, in_head)) {
        return false;
    }
    while ((*list)->capacity < count) {
        if (!add_segment(*list, allocator)) {
            return false;
        }
    }
    return true;
}

static inline uint64_t number_at(const ida_pair_list *list, uint32_t position, bool second)
{
    const ida_pair *pair = ida_pair_list_at(list, position);
    return second ? pair->second : pair->first;
}

/*
 * How many places a distance covers, if span covers steps places: distance * steps / span, with as
 * many bits of both as the product has room for. The distance is at most span, which is not 0.
 */
static inline uint32_t places(uint64_t distance, uint32_t steps, uint64_t span)
{
    assert(distance <= span);
    while (span > UINT32_MAX) {
        span >>= 16;
        distance >>= 16;
    }
    return (uint32_t)(distance * steps / span);
}

/* The last position from low to below high whose number is not above number; low's is not. */
static uint32_t halve(const ida_pair_list *list, uint64_t number, bool second, uint32_t low,
                      uint32_t high)
{
    uint32_t length = high - low;
    while (length > 1) {
        uint32_t half = length / 2;
        low += number_at(list, low + half, second) <= number ? half : 0;
        length -= half;
    }
    return low;
}

/* From a guess on, in steps that double, until the answer is between two positions. */
static uint32_t search_outwards(const ida_pair_list *list, uint64_t number, bool second,
                                uint32_t guess)
{
    uint32_t step = 1;
    uint32_t low = guess;
    uint32_t high = guess;
    if (number_at(list, guess, second) <= number) {
        high = guess + 1;
        while (high < list->count && number_at(list, high, second) <= number) {
            low = high;
            high = list->count - high > step ? high + step : list->count;
            step *= 2;
        }
    } else {
        do {
            high = low;
            low = low > step ? low - step : 0;
            step *= 2;
        } while (number_at(list, low, second) > number);
    }
    return halve(list, number, second, low, high);
}

/* A better guess: from what stands at the first one, as far again as it was wrong. */
static inline uint32_t guess_again(const ida_pair_list *list, uint64_t number, bool second,
                                   uint32_t guess, uint64_t span)
{
    uint32_t last = list->count - 1;
    uint64_t there = number_at(list, guess, second);
    if (there > number) {
        uint32_t back = places(there - number, last, span) + 1;
        return back < guess ? guess - back : 0;
    }
    uint32_t on = places(number - there, last, span);
    return on < last - guess ? guess + on : last - 1;
}

static inline uint32_t floor_of(const ida_pair_list *list, uint64_t number, bool second)
{
    uint32_t last = list->count - 1;
    uint64_t start = number_at(list, 0, second);
    uint64_t end = number_at(list, last, second);
    assert(start <= number);
    if (number >= end) {
        return last;
    }
    /* The bits that were dropped may have made the two distances the same. */
    uint32_t position = places(number - start, last, end - start);
    position = position < last ? position : last - 1;
    if (number_at(list, position, second) > number ||
        number_at(list, position + 1, second) <= number) {
        position = guess_again(list, number, second, position, end - start);
        position = search_outwards(list, number, second, position);
    }
    assert(number_at(list, position, second) <= number);
    assert(number_at(list, position + 1, second) > number);
    return position;
}

uint32_t ida_pair_list_floor_first(const ida_pair_list *list, uint64_t number)
{
    return floor_of(list, number, false);
}

uint32_t ida_pair_list_floor_second(const ida_pair_list *list, uint64_t number)
{
    return floor_of(list, number, true);
}

size_t ida_pair_list_memory(const ida_pair_list *list)
{
    if (list == NULL) {
        return 0;
    }
    uint32_t count = more_count(list->capacity);
    return head_size(list->capacity) + directory_size(count) +
           (size_t)count * IDA_PAIR_LIST_IN_HEAD * sizeof(ida_pair);
}

void ida_pair_list_free(ida_pair_list *list, const ida_allocator *allocator)
{
    if (list == NULL) {
        return;
    }
    uint32_t count = more_count(list->capacity);
    for (uint32_t i = 0; i < count; i++) {
        ida_release(allocator, list->more[i], IDA_PAIR_LIST_IN_HEAD * sizeof(ida_pair));
    }
    ida_release(allocator, list->more, directory_size(count));
    ida_release(allocator, list, head_size(list->capacity));
}
