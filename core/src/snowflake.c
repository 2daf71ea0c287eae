/*
 * The generator of Snowflake IDs, and its lanes.
 *
 * All that changes with each ID is one word, the next free number:
 *
 *   number = tick << sequence_bits | sequence
 *
 * Adding one carries from a full sequence into the next tick. The next ID gets this number, or the
 * first number of the clock's tick if that is larger. So numbers, and IDs, only grow. What is left
 * to do is to refuse a number before it is taken, if its tick is too far ahead of the clock for the
 * policy, or outside the lease. No number below the limit is above 2^63 - 1.
 *
 * The word has spare bits between tick and sequence, so that the sequence can run past its end
 * without a carry:
 *
 *   word = tick << (sequence_bits + spare_bits) | sequence
 *
 * So a call need not read the word to know whether it may add to it. What it has to know is one
 * tick in which numbers may be taken, the open one. While the clock is there, or behind it by no
 * more than the lead that LOGICAL allows, a call is one fetch-and-add: if that gave a sequence of
 * the tick, it is done, and otherwise the tick is full, what it took is none of its numbers, and
 * the tick is closed. Threads that meet its end at one time add at most one each, which the spare
 * bits are for. All else compares and swaps.
 *
 * The open tick is only a hint, and may be old. If another thread moved the word to a later tick
 * meanwhile, a call may take a number there that it cannot use; it is left out.
 */
#include <assert.h>

#include "memory.h"
#include "noinline.h"
#include "process.h"
#include "shared_word.h"
#include "snowflake_layout.h"

/* What no clock reading is before. */
#define NEVER INT64_MIN

/* Keeps what changes with each ID out of the cache lines of all else, however it is placed. */
#define CACHE_LINE 64

/* With fewer bits than this for the sequence and what is spare, a call does not add unseen. */
#define WORD_SEQUENCE_BITS_MIN 12u

struct ida_snowflake {
    ida_snowflake_layout layout;
    ida_snowflake_shifts shifts;
    unsigned tick_shift; /* where the tick is in the word */
    uint64_t sequence_mask;
    uint64_t coordinator_field; /* the coordinator where it belongs in an ID */
    ida_shared_word open;       /* the open tick plus one; 0 if none is */
    ida_shared_word limit;      /* one above the last number of the lease; at most end */
    uint64_t early_us; /* how long before the open tick begins its numbers may be taken, ... */
    uint64_t span_us;  /* ... and for how long then */
    bool notes_clock;  /* REFUSE with BORROW */
    bool adds_unseen;  /* whether a tick may be open */
    ida_snowflake_policy policy;
    uint64_t first; /* the first number that may be used */
    uint64_t end;   /* one above the last number of the layout */
    ida_shared_word lease_end_us;
    ida_allocator allocator;
    uint64_t owner; /* 0 until it is bound */
    uint8_t before[CACHE_LINE];
    ida_shared_word word; /* the next number */
    /* If notes_clock: the tick of the highest clock reading, as the time it begins. */
    ida_shared_word clock_us;
    uint8_t behind[CACHE_LINE];
};

/* The word of a number. */
static inline uint64_t pack(const ida_snowflake *generator, uint64_t number)
{
    uint64_t tick = number >> generator->layout.sequence_bits;
    return tick << generator->tick_shift | (number & generator->sequence_mask);
}

/* The number that comes next: behind a full tick, the first of the tick after it. */
static inline uint64_t unpack(const ida_snowflake *generator, uint64_t word)
{
    uint64_t count = generator->sequence_mask + 1;
    uint64_t tick = word >> generator->tick_shift;
    uint64_t sequence = word - (tick << generator->tick_shift);
    return (tick << generator->layout.sequence_bits) + (sequence < count ? sequence : count);
}

/* An int64_t in a word, in the order of the numbers. */
static uint64_t word_of(int64_t number)
{
    return (uint64_t)number ^ UINT64_C(1) << 63;
}

static int64_t number_of(uint64_t word)
{
    return word >> 63 != 0 ? (int64_t)(word & (uint64_t)INT64_MAX) : (int64_t)word - INT64_MAX - 1;
}

/* The first tick that begins at a time or after it; 2^time_bits if there is none. */
static uint64_t tick_from(const ida_snowflake_layout *layout, int64_t time_us)
{
    uint64_t ticks = UINT64_C(1) << layout->time_bits;
    if (time_us <= layout->epoch_us) {
        return 0;
    }
    uint64_t tick = (ida_microseconds_between(layout->epoch_us, time_us) - 1) / layout->unit_us + 1;
    tick = tick < ticks ? tick : ticks;
    assert(tick == ticks || ida_snowflake_tick_start(layout, tick) >= time_us);
    assert(ida_snowflake_tick_start(layout, tick - 1) < time_us);
    return tick;
}

/* One above the last tick that ends at a time or before it. */
static uint64_t tick_until(const ida_snowflake_layout *layout, int64_t time_us)
{
    uint64_t ticks = UINT64_C(1) << layout->time_bits;
    if (time_us <= layout->epoch_us) {
        return 0;
    }
    uint64_t tick = ida_microseconds_between(layout->epoch_us, time_us) / layout->unit_us;
    tick = tick < ticks ? tick : ticks;
    assert(ida_snowflake_tick_start(layout, tick) <= time_us);
    assert(tick == ticks || ida_snowflake_tick_start(layout, tick + 1) > time_us);
    return tick;
}

static bool is_valid_policy(const ida_snowflake_policy *policy)
{
    return (policy->behind == IDA_SNOWFLAKE_REFUSE || policy->behind == IDA_SNOWFLAKE_LOGICAL) &&
           (policy->full == IDA_SNOWFLAKE_WAIT || policy->full == IDA_SNOWFLAKE_BORROW);
}

/* What has to do with the open tick. */
static void begin_open(ida_snowflake *generator)
{
    const ida_snowflake_layout *layout = &generator->layout;
    const ida_snowflake_policy *policy = &generator->policy;
    /* All readings from INT64_MIN on: without this limit, earlier ones would be late ones. */
    uint64_t early_us_max = ida_microseconds_between(INT64_MIN, layout->epoch_us);
    uint64_t lead_us = policy->lead_us_max < early_us_max ? policy->lead_us_max : early_us_max;
    generator->early_us = policy->behind == IDA_SNOWFLAKE_LOGICAL ? lead_us : 0;
    generator->span_us = generator->early_us + layout->unit_us;
    generator->adds_unseen = !generator->notes_clock &&
                             generator->tick_shift > layout->sequence_bits &&
                             generator->tick_shift >= WORD_SEQUENCE_BITS_MIN;
    ida_shared_word_begin(&generator->open, 0);
}

static void begin(ida_snowflake *generator, const ida_snowflake_config *config)
{
    const ida_snowflake_layout *layout = &config->layout;
    unsigned bits = layout->sequence_bits;
    int64_t start_us = config->lease_start_us > config->high_water_us ? config->lease_start_us
                                                                      : config->high_water_us;
    generator->layout = *layout;
    generator->policy = config->policy;
    generator->notes_clock = config->policy.behind == IDA_SNOWFLAKE_REFUSE &&
                             config->policy.full == IDA_SNOWFLAKE_BORROW;
    /* The highest bit is left for the end of time. */
    generator->tick_shift = 63u - layout->time_bits;
    generator->sequence_mask = (UINT64_C(1) << bits) - 1;
    generator->shifts = ida_snowflake_shifts_of(layout);
    generator->coordinator_field = config->coordinator << generator->shifts.coordinator;
    generator->first = tick_from(layout, start_us) << bits;
    generator->end = UINT64_C(1) << (layout->time_bits + bits);
    ida_shared_word_begin(&generator->word, pack(generator, generator->first));
    begin_open(generator);
    ida_shared_word_begin(&generator->limit, tick_until(layout, config->lease_end_us) << bits);
    ida_shared_word_begin(&generator->lease_end_us, word_of(config->lease_end_us));
    ida_shared_word_begin(&generator->clock_us, word_of(NEVER));
    generator->owner = 0;
    assert(generator->first <= generator->end);
    assert(ida_shared_word_load(&generator->limit) <= generator->end);
}

ida_status ida_snowflake_create(const ida_allocator *allocator, const ida_snowflake_config *config,
                                ida_snowflake **generator)
{
    if (ida_snowflake_layout_validate(&config->layout) != IDA_OK ||
        !is_valid_policy(&config->policy) ||
        config->coordinator >> config->layout.coordinator_bits != 0 ||
        config->lease_end_us < config->lease_start_us) {
        return IDA_INVALID_ARGUMENT;
    }
    ida_snowflake *created = ida_allocate(allocator, sizeof *created);
    if (created == NULL) {
        return IDA_NO_MEMORY;
    }
    created->allocator = *allocator;
    begin(created, config);
    *generator = created;
    return IDA_OK;
}

void ida_snowflake_destroy(ida_snowflake *generator)
{
    if (generator != NULL) {
        ida_allocator allocator = generator->allocator;
        ida_release(&allocator, generator, sizeof *generator);
    }
}

/* The earliest clock reading of which time_us is at most the lead ahead. */
static int64_t less_lead(const ida_snowflake *generator, int64_t time_us)
{
    uint64_t time = word_of(time_us);
    uint64_t lead = generator->policy.lead_us_max;
    return lead < time ? number_of(time - lead) : INT64_MIN;
}

/*
 * With REFUSE and BORROW the lead is for the sequence alone, so it takes the clock's highest
 * reading to know whether the clock went back.
 */
static ida_status judge_borrowing(const ida_snowflake *generator, int64_t start_us, bool is_old,
                                  int64_t now_us, int64_t *try_at_us)
{
    int64_t clock_us = number_of(ida_shared_word_load(&generator->clock_us));
    int64_t ready_us = less_lead(generator, start_us);
    *try_at_us = clock_us > ready_us ? clock_us : ready_us;
    if (now_us >= *try_at_us) {
        return IDA_OK;
    }
    return now_us < clock_us || is_old ? IDA_CLOCK_BEHIND : IDA_TRY_LATER;
}

/*
 * The clock reads a tick before that of number. IDA_OK if the policy lets it have the number all
 * the same; otherwise why not, and from which reading on. is_held says that the number was taken
 * before, with a reading that was good for it.
 */
static ida_status judge_ahead(const ida_snowflake *generator, uint64_t number, bool is_held,
                              int64_t now_us, int64_t *try_at_us)
{
    const ida_snowflake_layout *layout = &generator->layout;
    bool refuses = generator->policy.behind == IDA_SNOWFLAKE_REFUSE;
    bool waits = generator->policy.full == IDA_SNOWFLAKE_WAIT;
    uint64_t tick = number >> layout->sequence_bits;
    int64_t start_us = ida_snowflake_tick_start(layout, tick);
    bool is_old = is_held || number == generator->first;
    if (generator->notes_clock) {
        return judge_borrowing(generator, start_us, is_old, now_us, try_at_us);
    }
    /* With REFUSE and WAIT there is no lead, and the two rules are the same. */
    bool is_full = (number & generator->sequence_mask) == 0 && !is_old;
    int64_t last_us = is_full ? ida_snowflake_tick_start(layout, tick - 1) : start_us;
    *try_at_us = refuses || (waits && is_full) ? start_us : less_lead(generator, start_us);
    if (now_us >= *try_at_us) {
        return IDA_OK;
    }
    /* A clock that could not have the tick of the last ID now went back since it had. */
    int64_t behind_us = refuses ? last_us : less_lead(generator, last_us);
    return is_full && now_us >= behind_us ? IDA_TRY_LATER : IDA_CLOCK_BEHIND;
}

static void raise_to(ida_shared_word *word, uint64_t value)
{
    uint64_t seen = ida_shared_word_load(word);
    while (seen < value && !ida_shared_word_replace(word, &seen, value)) {
    }
}

/* Keeps in mind the tick of the clock's highest reading. All before the epoch count as one tick. */
static void note_clock(ida_snowflake *generator, int64_t now_us)
{
    const ida_snowflake_layout *layout = &generator->layout;
    if (generator->notes_clock && now_us >= layout->epoch_us) {
        uint64_t tick = ida_microseconds_between(layout->epoch_us, now_us) / layout->unit_us;
        raise_to(&generator->clock_us, word_of(ida_snowflake_tick_start(layout, tick)));
    }
}

/*
 * True if the clock is in the span that begins there, such as a tick. Before it, the difference
 * wraps around to more than span_us, for no span ends after INT64_MAX.
 */
static inline bool is_within(int64_t from_us, uint64_t span_us, int64_t now_us)
{
    return (uint64_t)now_us - (uint64_t)from_us < span_us;
}

/*
 * The number to take: next if the clock is in its tick, or is behind and may be; otherwise the
 * first one of the clock's tick.
 */
static ida_status choose(const ida_snowflake *generator, int64_t now_us, uint64_t next,
                         uint64_t *number, int64_t *try_at_us)
{
    const ida_snowflake_layout *layout = &generator->layout;
    uint64_t limit = ida_shared_word_load(&generator->limit);
    ida_status over = limit == generator->end ? IDA_EXHAUSTED : IDA_LEASE_EXPIRED;
    *number = next;
    if (next >= limit) {
        return over;
    }
    int64_t tick_us = ida_snowflake_tick_start(layout, next >> layout->sequence_bits);
    if (is_within(tick_us, layout->unit_us, now_us)) {
        return IDA_OK;
    }
    if (now_us < tick_us) {
        int64_t ready_us = 0;
        ida_status status = judge_ahead(generator, next, false, now_us, &ready_us);
        if (status != IDA_OK && try_at_us != NULL) {
            *try_at_us = ready_us;
        }
        return status;
    }
    uint64_t tick = ida_microseconds_between(layout->epoch_us, now_us) / layout->unit_us;
    if (tick >= limit >> layout->sequence_bits) {
        return over;
    }
    if (tick > next >> layout->sequence_bits) {
        *number = tick << layout->sequence_bits;
    }
    assert(*number >= next);
    assert(*number < limit);
    return IDA_OK;
}

/*
 * The same, but a tick of which nothing is used begins at the sequence start. What is skipped is
 * lost, so numbers only grow here, too. That the tick is not too far ahead is the same for all of
 * its numbers.
 */
static ida_status choose_from(const ida_snowflake *generator, int64_t now_us, uint64_t next,
                              uint64_t start, uint64_t *number, int64_t *try_at_us)
{
    ida_status status = choose(generator, now_us, next, number, try_at_us);
    if (status == IDA_OK && (*number & generator->sequence_mask) == 0) {
        *number += start;
        assert((*number & generator->sequence_mask) == start);
    }
    return status;
}

static inline uint64_t id_of(const ida_snowflake *generator, uint64_t number)
{
    assert(number >= generator->first);
    assert(number < generator->end);
    return number >> generator->layout.sequence_bits << generator->shifts.time |
           (number & generator->sequence_mask) << generator->shifts.sequence |
           generator->coordinator_field;
}

/* Says which tick is open. Where another thread says something else meanwhile, that holds. */
static void set_open(ida_snowflake *generator, uint64_t open, uint64_t wanted)
{
    uint64_t found = open;
    while (found == open && !ida_shared_word_replace(&generator->open, &found, wanted)) {
    }
}

/*
 * Numbers were taken, the last of them in this tick. Opens it if it has more, and closes any other
 * one: no number may be taken there again.
 */
static void note_tick(ida_snowflake *generator, uint64_t tick, bool has_more)
{
    if (!generator->adds_unseen) {
        return;
    }
    uint64_t wanted = has_more ? tick + 1 : 0;
    uint64_t open = ida_shared_word_load(&generator->open);
    /* If another thread has opened a later tick meanwhile, that stays open. */
    if (open <= tick + 1 && open != wanted) {
        set_open(generator, open, wanted);
    }
}

/* Takes up to *count numbers of one tick: number and those after it. */
static ida_status take(ida_snowflake *generator, int64_t now_us, uint64_t start, uint64_t *count,
                       uint64_t *number, int64_t *try_at_us)
{
    uint64_t word = ida_shared_word_load(&generator->word);
    uint64_t rest;
    uint64_t taken;
    do {
        uint64_t next = unpack(generator, word);
        ida_status status = choose_from(generator, now_us, next, start, number, try_at_us);
        if (status != IDA_OK) {
            return status;
        }
        rest = generator->sequence_mask - (*number & generator->sequence_mask) + 1;
        taken = *count < rest ? *count : rest;
    } while (!ida_shared_word_replace(&generator->word, &word, pack(generator, *number) + taken));
    assert(taken > 0);
    assert((*number ^ (*number + taken - 1)) <= generator->sequence_mask);
    note_tick(generator, *number >> generator->layout.sequence_bits, taken < rest);
    *count = taken;
    note_clock(generator, now_us);
    return IDA_OK;
}

/* Not part of ida_snowflake_next, so that what is nearly always done there saves no registers. */
static IDA_NOINLINE ida_status next_with_care(ida_snowflake *generator, int64_t now_us,
                                              uint64_t *id, int64_t *try_at_us, uint64_t start)
{
    uint64_t number = 0;
    uint64_t count = 1;
    ida_status status = take(generator, now_us, start, &count, &number, try_at_us);
    if (status == IDA_OK) {
        *id = id_of(generator, number);
    }
    return status;
}

/*
 * Takes the next number of the open tick; false if the clock does not allow it or there is none.
 *
 * No policy that may have an open tick asks for more than what is looked at here: a number was
 * taken in it, so this one does not begin it. And it is below the limit: that number was, the limit
 * is where a tick begins, and it only grows. (This thread need not see yet what the limit is.)
 */
static inline bool take_unseen(ida_snowflake *generator, int64_t now_us, uint64_t *number)
{
    const ida_snowflake_layout *layout = &generator->layout;
    uint64_t open = ida_shared_word_load(&generator->open);
    uint64_t tick_us = (uint64_t)layout->epoch_us + (open - 1) * layout->unit_us;
    if (open == 0 || (uint64_t)now_us - (tick_us - generator->early_us) >= generator->span_us) {
        return false;
    }
    /* If the word is in another tick, this is no sequence of any. */
    uint64_t sequence =
        ida_shared_word_take(&generator->word, 1) - ((open - 1) << generator->tick_shift);
    if (sequence > generator->sequence_mask) {
        set_open(generator, open, 0);
        return false;
    }
    *number = (open - 1) << layout->sequence_bits | sequence;
    return true;
}

ida_status ida_snowflake_next(ida_snowflake *generator, int64_t now_us, uint64_t *id,
                              int64_t *try_at_us)
{
    uint64_t next;
    if (take_unseen(generator, now_us, &next)) {
        *id = id_of(generator, next);
        return IDA_OK;
    }
    return next_with_care(generator, now_us, id, try_at_us, 0);
}

/* At least half of a tick is left. Without a sequence there is 0 alone. */
static bool is_valid_start(const ida_snowflake *generator, uint64_t start)
{
    return start <= generator->sequence_mask / 2;
}

ida_status ida_snowflake_next_from(ida_snowflake *generator, int64_t now_us, uint64_t start,
                                   uint64_t *id, int64_t *try_at_us)
{
    if (!is_valid_start(generator, start)) {
        return IDA_INVALID_ARGUMENT;
    }
    return next_with_care(generator, now_us, id, try_at_us, start);
}

ida_snowflake_lane ida_snowflake_lane_of(ida_snowflake *generator, uint32_t block)
{
    ida_snowflake_lane lane = {.generator = generator, .block = block > 0 ? block : 1};
    return lane;
}

/* The start of the tick of the lane's block, if it has one. */
static int64_t block_tick(const ida_snowflake_lane *lane)
{
    const ida_snowflake_layout *layout = &lane->generator->layout;
    return ida_snowflake_tick_start(layout, lane->number >> layout->sequence_bits);
}

/* Whether the clock has not left the tick of the lane's block, if it has one. */
static bool block_lasts(const ida_snowflake_lane *lane, int64_t now_us)
{
    uint64_t unit_us = lane->generator->layout.unit_us;
    return lane->left != 0 &&
           (now_us < block_tick(lane) || is_within(block_tick(lane), unit_us, now_us));
}

/* A reading that is not in the lane's span: whether its block is good for that all the same. */
static ida_status judge_block(const ida_snowflake_lane *lane, int64_t now_us, int64_t *try_at_us)
{
    int64_t tick_us = block_tick(lane);
    int64_t ready_us = 0;
    if (now_us >= tick_us) {
        return IDA_OK;
    }
    ida_status status = judge_ahead(lane->generator, lane->number, true, now_us, &ready_us);
    if (status != IDA_OK && try_at_us != NULL) {
        /* In the block's own tick, no reading that others came with matters. */
        *try_at_us = ready_us < tick_us ? ready_us : tick_us;
    }
    return status;
}

/* Takes a block. As long as the clock must be noted, each reading is looked at. */
static ida_status take_block(ida_snowflake_lane *lane, int64_t now_us, uint64_t start,
                             int64_t *try_at_us)
{
    ida_snowflake *generator = lane->generator;
    uint64_t number = 0;
    uint64_t count = lane->block;
    ida_status status = take(generator, now_us, start, &count, &number, try_at_us);
    if (status != IDA_OK) {
        return status;
    }
    lane->number = number;
    lane->left = count;
    lane->from_us = number_of(word_of(block_tick(lane)) - generator->early_us);
    lane->span_us = generator->notes_clock ? 0 : generator->span_us;
    return IDA_OK;
}

/* The lane's next ID, where the clock is not in the span of its block. */
static IDA_NOINLINE ida_status lane_next_with_care(ida_snowflake_lane *lane, int64_t now_us,
                                                   uint64_t *id, int64_t *try_at_us, uint64_t start)
{
    ida_snowflake *generator = lane->generator;
    bool lasts = block_lasts(lane, now_us);
    ida_status status =
        lasts ? judge_block(lane, now_us, try_at_us) : take_block(lane, now_us, start, try_at_us);
    if (status != IDA_OK) {
        return status;
    }
    if (lasts) {
        note_clock(generator, now_us);
    }
    assert(lane->left > 0);
    *id = id_of(generator, lane->number);
    lane->number++;
    lane->left--;
    lane->id = *id + (UINT64_C(1) << generator->shifts.sequence);
    lane->step = UINT64_C(1) << generator->shifts.sequence;
    return IDA_OK;
}

/* Whether the lane has an ID for that reading that needs no further check. */
static inline bool lane_lasts(const ida_snowflake_lane *lane, int64_t now_us)
{
    return lane->left != 0 && is_within(lane->from_us, lane->span_us, now_us);
}

ida_status ida_snowflake_lane_next(ida_snowflake_lane *lane, int64_t now_us, uint64_t *id,
                                   int64_t *try_at_us)
{
    if (!lane_lasts(lane, now_us)) {
        return lane_next_with_care(lane, now_us, id, try_at_us, 0);
    }
    *id = lane->id;
    assert(*id == id_of(lane->generator, lane->number));
    lane->id += lane->step;
    lane->number++;
    lane->left--;
    return IDA_OK;
}

ida_status ida_snowflake_lane_next_from(ida_snowflake_lane *lane, int64_t now_us, uint64_t start,
                                        uint64_t *id, int64_t *try_at_us)
{
    if (!is_valid_start(lane->generator, start)) {
        return IDA_INVALID_ARGUMENT;
    }
    if (!lane_lasts(lane, now_us)) {
        return lane_next_with_care(lane, now_us, id, try_at_us, start);
    }
    return ida_snowflake_lane_next(lane, now_us, id, try_at_us);
}

int64_t ida_snowflake_high_water(const ida_snowflake *generator)
{
    uint64_t next = unpack(generator, ida_shared_word_load(&generator->word));
    bool is_begun = (next & generator->sequence_mask) != 0;
    uint64_t tick = (next >> generator->layout.sequence_bits) + (is_begun ? 1 : 0);
    return ida_snowflake_tick_start(&generator->layout, tick);
}

ida_status ida_snowflake_renew(ida_snowflake *generator, int64_t lease_end_us)
{
    if (lease_end_us < number_of(ida_shared_word_load(&generator->lease_end_us))) {
        return IDA_INVALID_ARGUMENT;
    }
    raise_to(&generator->lease_end_us, word_of(lease_end_us));
    raise_to(&generator->limit, tick_until(&generator->layout, lease_end_us)
                                    << generator->layout.sequence_bits);
    assert(ida_shared_word_load(&generator->limit) <= generator->end);
    return IDA_OK;
}

ida_status ida_snowflake_bind(ida_snowflake *generator, uint64_t owner)
{
    return ida_process_bind(&generator->owner, owner);
}

ida_status ida_snowflake_check(const ida_snowflake *generator, uint64_t owner)
{
    return ida_process_check(generator->owner, owner);
}

bool ida_snowflake_is_thread_safe(void)
{
    return IDA_SHARED_WORD_IS_ATOMIC;
}
