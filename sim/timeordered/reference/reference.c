/*
 * UUIDs of version 7, as RFC 9562 has them: 48 bits for the milliseconds since 1970, a counter of
 * 12 bits (its method 1) and 62 random bits. A generator whose clock steps back goes on with the
 * last time. The counter begins below its half; at its end the time goes one ahead, or the caller
 * waits.
 */
#include <assert.h>
#include <string.h>

#include "kernel/random.h"
#include "timeordered/subject.h"

#define TIME_MAX    ((INT64_C(1) << 48) - 1)
#define COUNTER_MAX 0xfffu
#define BEGIN_MASK  0x7ffu
#define INSTANCES   4u
#define BORROWS     0u /* the setting; the other one waits */

typedef struct generator {
    int64_t last_ms; /* -1: it has made none */
    uint32_t counter;
} generator;

struct idsim_time_process {
    ida_allocator allocator;
    idsim_time_config config;
    uint64_t random;
    generator generators[INSTANCES];
};

static uint64_t draw(idsim_time_process *process)
{
    switch (process->config.entropy) {
    case IDSIM_TIME_ONES:
        return UINT64_MAX;
    case IDSIM_TIME_ZEROS:
        return 0;
    default:
        return sim_splitmix(&process->random);
    }
}

/* --- Processes. --- */

static ida_status start(const ida_allocator *allocator, const idsim_time_config *config,
                        int64_t now_us, idsim_time_process **process)
{
    (void)now_us;
    assert(config->instances <= INSTANCES);
    idsim_time_process *made = allocator->resize(allocator->context, NULL, 0, sizeof *made);
    if (made == NULL) {
        return IDA_NO_MEMORY;
    }
    *made =
        (idsim_time_process){.allocator = *allocator, .config = *config, .random = config->seed};
    for (unsigned i = 0; i < INSTANCES; i++) {
        made->generators[i].last_ms = -1;
    }
    *process = made;
    return IDA_OK;
}

static void stop(idsim_time_process *process)
{
    if (process != NULL) {
        const ida_allocator allocator = process->allocator;
        (void)allocator.resize(allocator.context, process, sizeof *process, 0);
    }
}

static ida_status copy_of(const idsim_time_process *process, idsim_time_process **copy)
{
    const ida_allocator allocator = process->allocator;
    idsim_time_process *made = allocator.resize(allocator.context, NULL, 0, sizeof *made);
    if (made == NULL) {
        return IDA_NO_MEMORY;
    }
    *made = *process;
    *copy = made;
    return IDA_OK;
}

/* --- Making. --- */

static const char hex[] = "0123456789abcdef";

static void write_uuid(const uint8_t bytes[16], idsim_time_text *id)
{
    size_t size = 0;
    for (unsigned i = 0; i < 16; i++) {
        if (i == 4 || i == 6 || i == 8 || i == 10) {
            id->text[size++] = '-';
        }
        id->text[size++] = hex[bytes[i] >> 4];
        id->text[size++] = hex[bytes[i] & 0xfu];
    }
    id->text[size] = '\0';
}

static void compose(int64_t ms, uint32_t counter, uint64_t random, idsim_time_text *id)
{
    uint8_t bytes[16];
    assert(ms >= 0 && ms <= TIME_MAX);
    assert(counter <= COUNTER_MAX);
    for (unsigned i = 0; i < 6; i++) {
        bytes[i] = (uint8_t)((uint64_t)ms >> (40 - 8 * i));
    }
    bytes[6] = (uint8_t)(0x70u | counter >> 8);
    bytes[7] = (uint8_t)(counter & 0xffu);
    for (unsigned i = 8; i < 16; i++) {
        bytes[i] = (uint8_t)(random >> (56 - 8 * (i - 8)));
    }
    bytes[8] = (uint8_t)(0x80u | (bytes[8] & 0x3fu));
    write_uuid(bytes, id);
}

/* The milliseconds of a time, rounded down; false if no UUID has it. */
static bool ms_of(int64_t time_us, int64_t *ms)
{
    *ms = time_us / 1000;
    return time_us >= 0 && *ms <= TIME_MAX;
}

static ida_status next(idsim_time_process *process, uint32_t instance, int64_t now_us,
                       idsim_time_text *id, int64_t *try_at_us)
{
    int64_t now_ms;
    assert(instance < process->config.instances);
    generator *g = &process->generators[instance];
    if (!ms_of(now_us, &now_ms)) {
        return IDA_EXHAUSTED;
    }
    if (now_ms <= g->last_ms && g->counter < COUNTER_MAX) {
        g->counter++;
    } else if (now_ms > g->last_ms) {
        g->last_ms = now_ms;
        g->counter = (uint32_t)(draw(process) & BEGIN_MASK);
    } else if (process->config.setting != BORROWS) {
        *try_at_us = (g->last_ms + 1) * 1000;
        return IDA_TRY_LATER;
    } else if (g->last_ms == TIME_MAX) {
        return IDA_EXHAUSTED;
    } else {
        g->last_ms++;
        g->counter = (uint32_t)(draw(process) & BEGIN_MASK);
    }
    compose(g->last_ms, g->counter, draw(process), id);
    return IDA_OK;
}

static ida_status next_at(idsim_time_process *process, uint32_t instance, int64_t now_us,
                          int64_t time_us, idsim_time_text *id)
{
    int64_t ms;
    (void)instance;
    (void)now_us;
    if (!ms_of(time_us, &ms)) {
        return IDA_EXHAUSTED;
    }
    const uint32_t counter = (uint32_t)(draw(process) & COUNTER_MAX);
    compose(ms, counter, draw(process), id);
    return IDA_OK;
}

/* --- Reading. --- */

/* The value of a hexadecimal digit in either case; 16: it is none. */
static unsigned digit_of(char letter)
{
    if (letter >= 'A' && letter <= 'F') {
        return (unsigned)(letter - 'A') + 10;
    }
    const char *found = letter == '\0' ? NULL : strchr(hex, letter);
    return found == NULL ? 16 : (unsigned)(found - hex);
}

/* Reads 32 digits, with or without hyphens, to the end of the text. */
static bool read_uuid(const char *text, bool hyphens, uint8_t bytes[16])
{
    for (unsigned i = 0; i < 16; i++) {
        if (hyphens && (i == 4 || i == 6 || i == 8 || i == 10) && *text++ != '-') {
            return false;
        }
        const unsigned high = digit_of(text[0]);
        const unsigned low = high == 16 ? 16 : digit_of(text[1]);
        if (low == 16) {
            return false;
        }
        bytes[i] = (uint8_t)(high << 4 | low);
        text += 2;
    }
    return *text == '\0' && bytes[6] >> 4 == 7 && bytes[8] >> 6 == 2;
}

static ida_status decode(const idsim_time_process *process, const char *text,
                         idsim_time_parts *parts)
{
    uint8_t bytes[16];
    (void)process;
    if (!read_uuid(text, true, bytes)) {
        return IDA_MALFORMED;
    }
    uint64_t ms = 0;
    for (unsigned i = 0; i < 6; i++) {
        ms = ms << 8 | bytes[i];
    }
    *parts = (idsim_time_parts){.has_time = true, .time_us = (int64_t)ms * 1000};
    write_uuid(bytes, &parts->id);
    return IDA_OK;
}

/* --- Other forms: 32 digits, and a decimal number. --- */

enum { FORM_HEX, FORM_DECIMAL };

/* Divides a number of 16 bytes by ten, and returns the rest. */
static unsigned divide(uint8_t bytes[16])
{
    unsigned rest = 0;
    for (unsigned i = 0; i < 16; i++) {
        const unsigned part = rest << 8 | bytes[i];
        bytes[i] = (uint8_t)(part / 10);
        rest = part % 10;
    }
    return rest;
}

static void write_decimal(uint8_t bytes[16], idsim_time_text *text)
{
    char digits[40] = {0};
    size_t count = 0;
    uint8_t zero[16] = {0};
    while (memcmp(bytes, zero, sizeof zero) != 0) {
        digits[count++] = (char)('0' + divide(bytes));
    }
    for (size_t i = 0; i < count; i++) {
        text->text[i] = digits[count - 1 - i];
    }
    text->text[count] = '\0';
}

/* False: it is no decimal number, or above what 128 bits hold. */
static bool read_decimal(const char *text, uint8_t bytes[16])
{
    memset(bytes, 0, 16);
    for (; *text >= '0' && *text <= '9'; text++) {
        unsigned carry = (unsigned)(*text - '0');
        for (unsigned i = 16; i-- > 0;) {
            carry += bytes[i] * 10u;
            bytes[i] = (uint8_t)(carry & 0xffu);
            carry >>= 8;
        }
        if (carry != 0) {
            return false;
        }
    }
    return *text == '\0' && bytes[6] >> 4 == 7 && bytes[8] >> 6 == 2;
}

static ida_status format(const idsim_time_process *process, uint32_t form,
                         const idsim_time_text *id, idsim_time_text *text)
{
    uint8_t bytes[16];
    (void)process;
    if (form > FORM_DECIMAL) {
        return IDA_INVALID_ARGUMENT;
    }
    if (!read_uuid(id->text, true, bytes)) {
        return IDA_MALFORMED;
    }
    if (form == FORM_DECIMAL) {
        write_decimal(bytes, text);
        return IDA_OK;
    }
    for (unsigned i = 0; i < 16; i++) {
        text->text[(size_t)2 * i] = hex[bytes[i] >> 4];
        text->text[(size_t)2 * i + 1] = hex[bytes[i] & 0xfu];
    }
    text->text[32] = '\0';
    return IDA_OK;
}

static ida_status read_form(const idsim_time_process *process, uint32_t form, const char *text,
                            idsim_time_text *id)
{
    uint8_t bytes[16];
    (void)process;
    if (form > FORM_DECIMAL) {
        return IDA_INVALID_ARGUMENT;
    }
    if (form == FORM_HEX ? !read_uuid(text, false, bytes) : !read_decimal(text, bytes)) {
        return IDA_MALFORMED;
    }
    write_uuid(bytes, id);
    return IDA_OK;
}

static ida_status compare(const idsim_time_process *process, const idsim_time_text *a,
                          const idsim_time_text *b, int32_t *order)
{
    (void)process;
    *order = strcmp(a->text, b->text);
    return IDA_OK;
}

/* --- The table. --- */

static void profile(uint32_t setting, idsim_time_profile *out)
{
    *out = (idsim_time_profile){
        .id = {"0123456789abcdef", "********-****-7***-[89ab]***-************"},
        .forms = {[FORM_HEX] = {"0123456789abcdef", "************7***[89ab]***************"},
                  [FORM_DECIMAL] = {"0123456789", ""}},
        .form_count = 2,
        .bits = 128,
        .time_shift = 80,
        .time_bits = 48,
        .tick_us = 1000,
        .overflow = setting == BORROWS ? IDSIM_TIME_BORROWS : IDSIM_TIME_WAITS,
        .capacity = COUNTER_MAX - BEGIN_MASK,
        .back_us = UINT64_MAX,
    };
}

const sim_timeordered_subject sim_timeordered_core = {
    .name = "reference",
    .setting_count = 2,
    .profile = profile,
    .start = start,
    .stop = stop,
    .clone = copy_of,
    .next = next,
    .next_at = next_at,
    .decode = decode,
    .format = format,
    .read = read_form,
    .compare = compare,
    /* It does not know that it is a copy, nor its number. */
    .unclaimed = IDSIM_CLAIM(CLONES) | IDSIM_CLAIM(NUMBERED),
};
