/*
 * The generator of k-ordered IDs, and its lanes.
 *
 * A strict generator is one number that only grows, the next one to give out:
 *
 *   number = (second * 977 + tick of the second) * 16384 + sequence
 *
 * Unlike an ID, it has no invalid values, so adding one is enough: a used-up sequence carries into
 * the next tick, and the last tick of a second into the next second. While the clock is in the
 * number's tick or behind it, a call is one fetch-and-add, and no thread makes another one retry.
 * The first call of a later tick moves the number there by compare-and-swap.
 *
 * The lead is checked after a number is taken, for to read the word first would cost a second wait
 * for its cache line. A call that is refused gives its number back, so that it does not move the
 * word, unless another thread took the next one meanwhile: then it is lost. It also leaves word how
 * long that holds, and until then calls look first. So each thread can lose at most one number like
 * this, until the clock is in a later tick.
 *
 * The cost is that the word travels between the cores for each ID. A lane takes many numbers at
 * once, and gives them out from memory that no other thread reads. While the clock stays in its
 * tick, a lane does not even divide the time. When the clock has passed the remaining numbers, they
 * are dropped.
 *
 * A faithful generator is a counter, of which 14 bits are used.
 */
#include <assert.h>
#include <stddef.h>

#include <idalloc/korder.h>

#include "korder_layout.h"
#include "memory.h"
#include "noinline.h"
#include "process.h"
#include "shared_word.h"

/* Number of the first tick that does not fit the ID. */
#define TICK_LIMIT   (IDA_KORDER_TIME_LIMIT_US / IDA_KORDER_MILLION * IDA_KORDER_TICKS_PER_SECOND)
#define NUMBER_LIMIT (TICK_LIMIT << IDA_KORDER_SEQUENCE_BITS)

/* The largest lead does not overflow a number. */
static_assert(NUMBER_LIMIT < UINT64_MAX - ((uint64_t)UINT32_MAX << IDA_KORDER_SEQUENCE_BITS),
              "numbers fit 64 bits");

/* Keeps the word out of the cache lines of all else, however it is placed. */
#define CACHE_LINE 64

struct ida_korder {
    ida_allocator allocator;
    ida_korder_config config;
    ida_korder_mode mode;
    uint64_t lead_ticks;
    ida_shared_word spent_us; /* strict: the end of the last tick in which a call was refused */
    uint64_t owner;           /* 0 until it is bound */
    uint8_t before[CACHE_LINE];
    ida_shared_word word;
    uint8_t behind[CACHE_LINE];
};

static ida_korder_local local_of(uint64_t number)
{
    assert(number < NUMBER_LIMIT);
    uint64_t tick = number >> IDA_KORDER_SEQUENCE_BITS;
    return ida_korder_pack(tick / IDA_KORDER_TICKS_PER_SECOND, tick % IDA_KORDER_TICKS_PER_SECOND,
                           number & IDA_KORDER_SEQUENCE_MASK);
}

static uint64_t number_of(ida_korder_local local)
{
    uint64_t tick = ida_korder_second(local) * IDA_KORDER_TICKS_PER_SECOND + ida_korder_tick(local);
    uint64_t number = tick << IDA_KORDER_SEQUENCE_BITS | ida_korder_sequence(local);
    assert(local_of(number) == local);
    return number;
}

ida_korder_options ida_korder_options_default(void)
{
    ida_korder_options options = {
        .mode = IDA_KORDER_STRICT,
        .lead_ticks = IDA_KORDER_LEAD_DEFAULT,
        .high_water = 0,
        .first_sequence = 1,
    };
    return options;
}

ida_status ida_korder_create(const ida_allocator *allocator, const ida_korder_config *config,
                             const ida_korder_options *options, ida_korder **generator)
{
    bool is_strict = options->mode == IDA_KORDER_STRICT;
    if (config->drift < IDA_KORDER_DRIFT_MIN || config->drift > IDA_KORDER_DRIFT_MAX ||
        (!is_strict && options->mode != IDA_KORDER_FAITHFUL) ||
        !ida_korder_is_valid(options->high_water) ||
        options->first_sequence >= IDA_KORDER_SEQUENCE_COUNT) {
        return IDA_INVALID_ARGUMENT;
    }
    ida_korder *created = ida_allocate(allocator, sizeof(*created));
    if (created == NULL) {
        return IDA_NO_MEMORY;
    }
    created->allocator = *allocator;
    created->config = *config;
    created->owner = 0;
    created->mode = options->mode;
    created->lead_ticks = options->lead_ticks;
    ida_shared_word_begin(&created->spent_us, 0);
    ida_shared_word_begin(&created->word,
                          is_strict ? number_of(options->high_water) : options->first_sequence);
    *generator = created;
    return IDA_OK;
}

void ida_korder_destroy(ida_korder *generator)
{
    if (generator != NULL) {
        ida_allocator allocator = generator->allocator;
        ida_release(&allocator, generator, sizeof(*generator));
    }
}

ida_korder_config ida_korder_get_config(const ida_korder *generator)
{
    return generator->config;
}

/* A clock reading, as what the word is compared with. */
typedef struct moment {
    uint64_t second;
    uint64_t tick;  /* within the second */
    uint64_t first; /* number of the tick's sequence 0 */
    uint64_t limit; /* the first number that is too far ahead */
} moment;

static inline moment moment_of(const ida_korder *generator, uint64_t now_us)
{
    moment now;
    now.second = now_us / IDA_KORDER_MILLION;
    now.tick = (now_us - now.second * IDA_KORDER_MILLION) / IDA_KORDER_TICK_US;
    uint64_t ticks = now.second * IDA_KORDER_TICKS_PER_SECOND + now.tick;
    now.first = ticks << IDA_KORDER_SEQUENCE_BITS;
    now.limit = (ticks + generator->lead_ticks + 1) << IDA_KORDER_SEQUENCE_BITS;
    now.limit = now.limit < NUMBER_LIMIT ? now.limit : NUMBER_LIMIT;
    assert(now.tick < IDA_KORDER_TICKS_PER_SECOND);
    assert(now.first < now.limit);
    return now;
}

static ida_status refused(uint64_t number)
{
    return number >= NUMBER_LIMIT ? IDA_EXHAUSTED : IDA_TRY_LATER;
}

/*
 * Begins the tick of the clock at a sequence, if nothing of that tick or a later one is taken, and
 * takes count numbers from there. False if it is: then the next one comes, whatever the sequence.
 */
static bool begin_tick(ida_korder *generator, const moment *now, uint64_t start, uint64_t count,
                       uint64_t *number)
{
    uint64_t next = ida_shared_word_load(&generator->word);
    while (next <= now->first) {
        if (ida_shared_word_replace(&generator->word, &next, now->first + start + count)) {
            *number = now->first + start;
            return true;
        }
    }
    return false;
}

/*
 * Takes count numbers, unless the next one is at the limit: *number is the first of them. Another
 * thread may give a number back between the look and the taking. If that leads below the clock's
 * tick, what was taken is passed over, as the rest of its tick is.
 */
static inline ida_status take(ida_korder *generator, const moment *now, uint64_t count,
                              uint64_t *number)
{
    do {
        uint64_t next = ida_shared_word_load(&generator->word);
        while (next < now->first) {
            if (ida_shared_word_replace(&generator->word, &next, now->first + count)) {
                *number = now->first;
                return IDA_OK;
            }
        }
        if (next >= now->limit) {
            return refused(next);
        }
        *number = ida_shared_word_take(&generator->word, count);
    } while (*number < now->first);
    return IDA_OK;
}

/* As the original does it. */
static IDA_NOINLINE ida_status next_faithful(ida_korder *generator, uint64_t now_us,
                                             ida_korder_local *local)
{
    moment now = moment_of(generator, now_us);
    uint64_t sequence = ida_shared_word_take(&generator->word, 1) & IDA_KORDER_SEQUENCE_MASK;
    *local = ida_korder_pack(now.second, now.tick, sequence);
    return IDA_OK;
}

/* With a look at the word before a number is taken. */
static ida_status next_with_care(ida_korder *generator, const moment *now, ida_korder_local *local)
{
    uint64_t number = 0;
    ida_status status = take(generator, now, 1, &number);
    if (status != IDA_OK) {
        return status;
    }
    if (number >= now->limit) {
        return refused(number);
    }
    assert(number >= now->first);
    *local = local_of(number);
    return IDA_OK;
}

static uint64_t tick_start_us(const moment *now)
{
    return now->second * IDA_KORDER_MILLION + now->tick * IDA_KORDER_TICK_US;
}

static uint64_t tick_length_us(const moment *now)
{
    return now->tick + 1 < IDA_KORDER_TICKS_PER_SECOND ? IDA_KORDER_TICK_US
                                                       : IDA_KORDER_MILLION % IDA_KORDER_TICK_US;
}

/* A number at the limit was taken: gives it back, if it still is the last one. */
static ida_status give_back(ida_korder *generator, const moment *now, uint64_t number)
{
    uint64_t next = number + 1;
    while (next == number + 1 && !ida_shared_word_replace(&generator->word, &next, number)) {
    }
    uint64_t end_us = tick_start_us(now) + tick_length_us(now);
    uint64_t spent_us = ida_shared_word_load(&generator->spent_us);
    while (spent_us < end_us && !ida_shared_word_replace(&generator->spent_us, &spent_us, end_us)) {
    }
    return refused(number);
}

/* What is to be done with a number that was taken unseen and is not in the clock's tick. */
static IDA_NOINLINE ida_status settle(ida_korder *generator, uint64_t now_us, uint64_t number,
                                      ida_korder_local *local)
{
    moment now = moment_of(generator, now_us);
    if (number >= now.limit) {
        return give_back(generator, &now, number);
    }
    if (number < now.first) {
        /* It is passed over, as the rest of its tick is. */
        return next_with_care(generator, &now, local);
    }
    *local = local_of(number);
    return IDA_OK;
}

/* Not part of ida_korder_next, so that what is nearly always done there saves no registers. */
static IDA_NOINLINE ida_status next_after_refusal(ida_korder *generator, uint64_t now_us,
                                                  ida_korder_local *local)
{
    moment now = moment_of(generator, now_us);
    return next_with_care(generator, &now, local);
}

/*
 * A read-modify-write waits until what is before it is settled and stored. So nothing is worked out
 * before the number is taken, and what is not usual is left to others, which saves registers.
 */
ida_status ida_korder_next(ida_korder *generator, uint64_t now_us, ida_korder_local *local)
{
    if (now_us >= IDA_KORDER_TIME_LIMIT_US) {
        return IDA_EXHAUSTED;
    }
    if (generator->mode == IDA_KORDER_FAITHFUL) {
        return next_faithful(generator, now_us, local);
    }
    if (now_us < ida_shared_word_load(&generator->spent_us)) {
        return next_after_refusal(generator, now_us, local);
    }
    uint64_t number = ida_shared_word_take(&generator->word, 1);
    moment now = moment_of(generator, now_us);
    if (number - now.first >= IDA_KORDER_SEQUENCE_COUNT) {
        return settle(generator, now_us, number, local);
    }
    /* The clock's own tick, the usual case, whose second need not be divided out again. */
    assert(number < now.limit);
    *local = ida_korder_pack(now.second, now.tick, number - now.first);
    assert(*local == local_of(number));
    return IDA_OK;
}

ida_status ida_korder_next_from(ida_korder *generator, uint64_t now_us, uint32_t start,
                                ida_korder_local *local)
{
    if (start > IDA_KORDER_SEQUENCE_MASK / 2) {
        return IDA_INVALID_ARGUMENT;
    }
    if (generator->mode == IDA_KORDER_STRICT && now_us < IDA_KORDER_TIME_LIMIT_US) {
        moment now = moment_of(generator, now_us);
        uint64_t number;
        if (begin_tick(generator, &now, start, 1, &number)) {
            *local = local_of(number);
            return IDA_OK;
        }
    }
    return ida_korder_next(generator, now_us, local);
}

ida_status ida_korder_next_global(ida_korder *generator, uint64_t now_us, ida_korder_global *global)
{
    ida_korder_local local = 0;
    ida_status status = ida_korder_next(generator, now_us, &local);
    if (status == IDA_OK) {
        status = ida_korder_to_global(&generator->config, local, global);
    }
    return status;
}

/* The earliest time at which number is not too far ahead. */
static uint64_t ready_us(const ida_korder *generator, uint64_t number)
{
    if (generator->mode != IDA_KORDER_STRICT) {
        return 0;
    }
    if (number >= NUMBER_LIMIT) {
        return UINT64_MAX;
    }
    uint64_t ticks = number >> IDA_KORDER_SEQUENCE_BITS;
    if (ticks <= generator->lead_ticks) {
        return 0;
    }
    return ida_korder_time_us(
        local_of((ticks - generator->lead_ticks) << IDA_KORDER_SEQUENCE_BITS));
}

uint64_t ida_korder_ready_us(const ida_korder *generator)
{
    return ready_us(generator, ida_shared_word_load(&generator->word));
}

ida_status ida_korder_high_water(const ida_korder *generator, ida_korder_local *mark)
{
    if (generator->mode != IDA_KORDER_STRICT) {
        return IDA_INVALID_ARGUMENT;
    }
    uint64_t number = ida_shared_word_load(&generator->word);
    if (number >= NUMBER_LIMIT) {
        return IDA_EXHAUSTED;
    }
    *mark = local_of(number);
    assert(number_of(*mark) == number);
    return IDA_OK;
}

ida_status ida_korder_bind(ida_korder *generator, uint64_t owner)
{
    return ida_process_bind(&generator->owner, owner);
}

ida_status ida_korder_check(const ida_korder *generator, uint64_t owner)
{
    return ida_process_check(generator->owner, owner);
}

bool ida_korder_is_thread_safe(void)
{
    return IDA_SHARED_WORD_IS_ATOMIC;
}

ida_korder_lane ida_korder_lane_of(ida_korder *generator)
{
    ida_korder_lane lane = {.generator = generator};
    return lane;
}

/* The number that the lane gives next; lane->end if it has none. */
static uint64_t lane_number(const ida_korder_lane *lane)
{
    assert(lane->left <= lane->stop);
    assert(lane->stop <= lane->end);
    return lane->stop - lane->left;
}

/*
 * Puts the lane at number: it gives as many as the block and the number's tick leave. (The limit is
 * the end of a tick, and number is below it.)
 */
static void lane_begin(ida_korder_lane *lane, uint64_t number, const moment *now)
{
    uint64_t tick_end = (number | IDA_KORDER_SEQUENCE_MASK) + 1;
    lane->stop = lane->end < tick_end ? lane->end : tick_end;
    lane->left = lane->stop - number;
    assert(lane->stop > number);
    assert(lane->left <= IDA_KORDER_LANE_BLOCK);
    lane->id = local_of(number);
    lane->tick_us = tick_start_us(now);
    lane->tick_length = tick_length_us(now);
}

/* Puts the lane at number for a later call; until then it gives nothing. */
static void lane_pause(ida_korder_lane *lane, uint64_t number)
{
    assert(number <= lane->end);
    lane->stop = number;
    lane->left = 0;
}

/* The next block: of a tick that begins with it, from the sequence start on. */
static ida_status lane_take(const ida_korder_lane *lane, const moment *now, uint64_t start,
                            uint64_t *number)
{
    if (start != 0 && begin_tick(lane->generator, now, start, IDA_KORDER_LANE_BLOCK, number)) {
        return IDA_OK;
    }
    return take(lane->generator, now, IDA_KORDER_LANE_BLOCK, number);
}

static ida_status lane_refill(ida_korder_lane *lane, uint64_t now_us, uint64_t start)
{
    moment now = moment_of(lane->generator, now_us);
    uint64_t number = lane_number(lane);
    if (number < now.first) {
        number = now.first < lane->end ? now.first : lane->end;
    }
    if (number == lane->end) {
        ida_status status = lane_take(lane, &now, start, &number);
        if (status != IDA_OK) {
            lane_pause(lane, lane->end);
            return status;
        }
        lane->end = number + IDA_KORDER_LANE_BLOCK;
    }
    if (number >= now.limit) {
        lane_pause(lane, number);
        return refused(number);
    }
    assert(number >= now.first);
    lane_begin(lane, number, &now);
    return IDA_OK;
}

/* Whether the clock is still in the tick that it was in, and the lane has an ID for it. */
static inline bool lane_lasts(const ida_korder_lane *lane, uint64_t now_us)
{
    return now_us - lane->tick_us < lane->tick_length && lane->left != 0;
}

static inline ida_status lane_give(ida_korder_lane *lane, ida_korder_local *local)
{
    assert(lane->id == local_of(lane_number(lane)));
    lane->left--;
    *local = lane->id;
    lane->id++;
    return IDA_OK;
}

/* Not part of ida_korder_lane_next, so that what is nearly always done there saves no registers. */
static IDA_NOINLINE ida_status lane_next_with_care(ida_korder_lane *lane, uint64_t now_us,
                                                   uint64_t start, ida_korder_local *local)
{
    if (lane->generator->mode != IDA_KORDER_STRICT || now_us >= IDA_KORDER_TIME_LIMIT_US) {
        return ida_korder_next(lane->generator, now_us, local);
    }
    ida_status status = lane_refill(lane, now_us, start);
    return status == IDA_OK ? lane_give(lane, local) : status;
}

ida_status ida_korder_lane_next(ida_korder_lane *lane, uint64_t now_us, ida_korder_local *local)
{
    return lane_lasts(lane, now_us) ? lane_give(lane, local)
                                    : lane_next_with_care(lane, now_us, 0, local);
}

ida_status ida_korder_lane_next_from(ida_korder_lane *lane, uint64_t now_us, uint32_t start,
                                     ida_korder_local *local)
{
    if (start > IDA_KORDER_SEQUENCE_MASK / 2) {
        return IDA_INVALID_ARGUMENT;
    }
    return lane_lasts(lane, now_us) ? lane_give(lane, local)
                                    : lane_next_with_care(lane, now_us, start, local);
}

uint64_t ida_korder_lane_ready_us(const ida_korder_lane *lane)
{
    uint64_t number = lane_number(lane);
    if (number == lane->end) {
        return ida_korder_ready_us(lane->generator);
    }
    return ready_us(lane->generator, number);
}
