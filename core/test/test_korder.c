/*
 * k-ordered IDs as numbers, bytes and texts, against a model that writes the layout of the seed as
 * a string of zeros and ones; and what the notes on the original warn of.
 */
#include <stdio.h>

#include <idalloc/korder.h>

#include "support_cmocka.h"
#include "support_korder.h"
#include "support_random.h"

#define BITS_MAX 96
#define D64      ".0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"
#define BASE64   "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

/* ---- The model: fields written one after the other, as zeros and ones ---- */

typedef struct bits {
    char digits[BITS_MAX + 1];
    size_t count;
} bits;

static void put(bits *b, uint64_t value, unsigned width)
{
    for (unsigned i = 0; i < width; i++) {
        b->digits[b->count] = (value >> (width - 1 - i) & 1) != 0 ? '1' : '0';
        b->count++;
    }
}

static bits local_bits(uint64_t time_us, uint32_t sequence)
{
    bits b = {{0}, 0};
    put(&b, time_us / UINT64_C(1000000000000), 20);
    put(&b, time_us / 1000000 % 1000000, 20);
    put(&b, time_us % 1000000 / 1024, 10);
    put(&b, sequence, 14);
    return b;
}

static bits global_bits(uint64_t time_us, uint32_t sequence, ida_korder_config config)
{
    bits b = {{0}, 0};
    uint64_t seconds = time_us / 1000000 % 1000000;
    uint64_t window = seconds;
    for (uint32_t i = 0; i < config.drift; i++) {
        window /= 2;
    }
    put(&b, time_us / UINT64_C(1000000000000), 20);
    put(&b, window, 20 - config.drift);
    put(&b, config.node, 32);
    put(&b, seconds, config.drift);
    put(&b, time_us % 1000000 / 1024, 10);
    put(&b, sequence, 14);
    return b;
}

static void bits_to_bytes(const bits *b, uint8_t *bytes)
{
    memset(bytes, 0, b->count / 8);
    for (size_t i = 0; i < b->count; i++) {
        bytes[i / 8] = (uint8_t)(bytes[i / 8] * 2 + (b->digits[i] - '0'));
    }
}

static void bits_to_text(const bits *b, const char *digits, char *text)
{
    size_t length = (b->count + 5) / 6;
    for (size_t i = 0; i < length; i++) {
        size_t value = 0;
        for (size_t j = 6 * i; j < 6 * i + 6; j++) {
            value = value * 2 + (j < b->count && b->digits[j] == '1' ? 1 : 0);
        }
        text[i] = digits[value];
    }
    text[length] = '\0';
}

static uint64_t random_time(uint64_t *random)
{
    static const uint64_t limits[] = {UINT64_C(2000000), UINT64_C(2000000000000),
                                      UINT64_C(1800000000000000), IDA_KORDER_TIME_LIMIT_US};
    uint64_t time_us = random_below(random, limits[random_below(random, 4)]);
    switch (random_below(random, 4)) {
    case 0: /* about the end of a second */
        return time_us / 1000000 * 1000000 + random_below(random, 2) * 999999;
    case 1: /* about a tick's */
        return time_us / 1000000 * 1000000 + time_us % 1000000 / 1024 * 1024;
    default:
        return time_us;
    }
}

static ida_korder_config random_config(uint64_t *random)
{
    static const uint32_t nodes[] = {0, 1, UINT32_C(0x80000000), UINT32_MAX};
    uint32_t node = (uint32_t)random_next(random);
    if (random_below(random, 4) == 0) {
        node = nodes[random_below(random, 4)];
    }
    return korder_config(node, 5 + (uint32_t)random_below(random, 6));
}

static void locals_are_as_the_layout_says(void **state)
{
    (void)state;
    uint64_t random = 1;
    for (int i = 0; i < 20000; i++) {
        uint64_t time_us = random_time(&random);
        uint32_t sequence = (uint32_t)random_below(&random, IDA_KORDER_SEQUENCE_COUNT);
        bits b = local_bits(time_us, sequence);
        uint8_t expected[IDA_KORDER_LOCAL_SIZE];
        uint8_t bytes[IDA_KORDER_LOCAL_SIZE];
        bits_to_bytes(&b, expected);
        ida_korder_local local = korder_make(time_us, sequence);
        ida_korder_local_to_bytes(local, bytes);
        assert_memory_equal(bytes, expected, sizeof(bytes));
        ida_korder_local read = TEST_NO_LOCAL;
        assert_int_equal(ida_korder_local_from_bytes(bytes, sizeof(bytes), &read), IDA_OK);
        assert_true(read == local && ida_korder_is_valid(local));
        assert_true(ida_korder_time_us(local) == time_us - time_us % 1000000 % 1024);
        assert_true(ida_korder_time_ms(local) == (time_us - time_us % 1000000 % 1024) / 1000);
        assert_int_equal(ida_korder_sequence(local), sequence);
    }
}

static void globals_are_as_the_layout_says(void **state)
{
    (void)state;
    uint64_t random = 2;
    for (int i = 0; i < 20000; i++) {
        uint64_t time_us = random_time(&random);
        uint32_t sequence = (uint32_t)random_below(&random, IDA_KORDER_SEQUENCE_COUNT);
        ida_korder_config config = random_config(&random);
        bits b = global_bits(time_us, sequence, config);
        uint8_t expected[IDA_KORDER_GLOBAL_SIZE];
        bits_to_bytes(&b, expected);
        ida_korder_local local = korder_make(time_us, sequence);
        ida_korder_global global = korder_global(config, local);
        assert_memory_equal(global.bytes, expected, sizeof(expected));
        ida_korder_local read = TEST_NO_LOCAL;
        uint32_t node = ~config.node;
        assert_int_equal(ida_korder_split(&global, config.drift, &read, &node), IDA_OK);
        assert_true(read == local && node == config.node);
        read = TEST_NO_LOCAL;
        assert_int_equal(ida_korder_to_local(&config, &global, &read), IDA_OK);
        assert_true(read == local);
    }
}

static void texts_are_as_the_digits_say(void **state)
{
    (void)state;
    uint64_t random = 3;
    for (int i = 0; i < 20000; i++) {
        uint64_t time_us = random_time(&random);
        uint32_t sequence = (uint32_t)random_below(&random, IDA_KORDER_SEQUENCE_COUNT);
        ida_korder_config config = random_config(&random);
        ida_korder_text form = i % 2 == 0 ? IDA_KORDER_D64 : IDA_KORDER_BASE64URL;
        char expected[IDA_KORDER_GLOBAL_TEXT_SIZE];
        char text[IDA_KORDER_GLOBAL_TEXT_SIZE];

        ida_korder_local local = korder_make(time_us, sequence);
        ida_korder_local read = TEST_NO_LOCAL;
        bits b = local_bits(time_us, sequence);
        bits_to_text(&b, i % 2 == 0 ? D64 : BASE64, expected);
        ida_korder_local_format(local, form, text);
        assert_string_equal(text, expected);
        assert_int_equal(ida_korder_local_parse(text, strlen(text), form, &read), IDA_OK);
        assert_true(read == local);

        ida_korder_global global = korder_global(config, local);
        ida_korder_global global_read = {{0}};
        b = global_bits(time_us, sequence, config);
        bits_to_text(&b, i % 2 == 0 ? D64 : BASE64, expected);
        ida_korder_global_format(&global, form, text);
        assert_string_equal(text, expected);
        assert_int_equal(
            ida_korder_global_parse(text, strlen(text), form, config.drift, &global_read), IDA_OK);
        assert_memory_equal(global_read.bytes, global.bytes, sizeof(global.bytes));
    }
}

/* ---- Order ---- */

static int sign(int64_t number)
{
    return (number > 0) - (number < 0);
}

static void numbers_bytes_and_d64_texts_sort_alike(void **state)
{
    (void)state;
    uint64_t random = 4;
    for (int i = 0; i < 20000; i++) {
        uint64_t time_us = random_time(&random);
        uint64_t other_us = i % 2 == 0 ? random_time(&random) : time_us;
        ida_korder_local a = korder_make(time_us, (uint32_t)random_below(&random, 16384));
        ida_korder_local b = korder_make(other_us, (uint32_t)random_below(&random, 16384));
        uint8_t a_bytes[IDA_KORDER_LOCAL_SIZE];
        uint8_t b_bytes[IDA_KORDER_LOCAL_SIZE];
        char a_text[IDA_KORDER_LOCAL_TEXT_SIZE];
        char b_text[IDA_KORDER_LOCAL_TEXT_SIZE];
        ida_korder_local_to_bytes(a, a_bytes);
        ida_korder_local_to_bytes(b, b_bytes);
        ida_korder_local_format(a, IDA_KORDER_D64, a_text);
        ida_korder_local_format(b, IDA_KORDER_D64, b_text);
        int order = (a > b) - (a < b);
        assert_int_equal(sign(memcmp(a_bytes, b_bytes, sizeof(a_bytes))), order);
        assert_int_equal(sign(strcmp(a_text, b_text)), order);
    }
}

static void global_ids_sort_by_window_node_time_and_sequence(void **state)
{
    (void)state;
    uint64_t random = 5;
    for (int i = 0; i < 20000; i++) {
        uint32_t drift = 5 + (uint32_t)random_below(&random, 6);
        uint64_t key[2][4];
        ida_korder_global ids[2];
        char texts[2][IDA_KORDER_GLOBAL_TEXT_SIZE];
        for (int j = 0; j < 2; j++) {
            uint64_t time_us = TEST_MEGASECOND - 70000000 + random_below(&random, 140000000);
            ida_korder_config config = korder_config((uint32_t)random_below(&random, 3), drift);
            uint32_t sequence = (uint32_t)random_below(&random, 3);
            /* (A, B >> X) as one number: windows of one megasecond do not reach the next. */
            key[j][0] =
                (time_us / UINT64_C(1000000000000) << 20) + (time_us / 1000000 % 1000000 >> drift);
            key[j][1] = config.node;
            key[j][2] = time_us / 1000000 * 977 + time_us % 1000000 / 1024;
            key[j][3] = sequence;
            ids[j] = korder_global(config, korder_make(time_us, sequence));
            ida_korder_global_format(&ids[j], IDA_KORDER_D64, texts[j]);
        }
        int order = 0;
        for (int k = 0; k < 4 && order == 0; k++) {
            order = (key[0][k] > key[1][k]) - (key[0][k] < key[1][k]);
        }
        assert_int_equal(sign(memcmp(ids[0].bytes, ids[1].bytes, sizeof(ids[0].bytes))), order);
        assert_int_equal(sign(strcmp(texts[0], texts[1])), order);
    }
}

static void base64url_text_does_not_sort(void **state)
{
    (void)state;
    char earlier[IDA_KORDER_LOCAL_TEXT_SIZE];
    char later[IDA_KORDER_LOCAL_TEXT_SIZE];
    ida_korder_local_format(korder_make(0, 25 << 2), IDA_KORDER_BASE64URL, earlier);
    ida_korder_local_format(korder_make(0, 52 << 4), IDA_KORDER_BASE64URL, later);
    assert_true(strcmp(earlier, later) > 0);
}

/* ---- The traps of the original ---- */

static void the_last_tick_of_a_second_is_576_microseconds_long(void **state)
{
    (void)state;
    ida_korder_local before = korder_make(TEST_MEGASECOND + 999423, 0);
    ida_korder_local last = korder_make(TEST_MEGASECOND + 999424, 0);
    assert_true(last - before == IDA_KORDER_SEQUENCE_COUNT);
    assert_true(korder_make(TEST_MEGASECOND + 999999, 0) == last);
    assert_true(ida_korder_time_us(last) == TEST_MEGASECOND + 999424);
    assert_true((last >> 14 & 0x3ff) == 976);
    assert_true((korder_make(TEST_MEGASECOND + 1000000, 0) >> 14 & 0x3ff) == 0);
}

static void milliseconds_are_up_to_two_too_low(void **state)
{
    (void)state;
    assert_true(ida_korder_time_ms(korder_make(43007, 0)) == 41);
    assert_true(ida_korder_time_ms(korder_make(43008, 0)) == 43);
    uint64_t most = 0;
    for (uint64_t us = 0; us < 1000000; us++) {
        uint64_t low = us / 1000 - ida_korder_time_ms(korder_make(us, 0));
        most = low > most ? low : most;
    }
    assert_int_equal(most, 2);
}

static void the_readme_example_has_the_phash_fingerprint(void **state)
{
    (void)state;
    static const uint8_t local_bytes[] = {0x00, 0x60, 0x39, 0x8a, 0x7b, 0x69, 0x80, 0x01};
    static const uint8_t global_bytes[] = {0x00, 0x60, 0x39, 0x8a, 0x03, 0xeb,
                                           0x27, 0x32, 0x7b, 0x69, 0x80, 0x01};
    static const char name[] = "uid@127.0.0.1";
    uint8_t bytes[IDA_KORDER_LOCAL_SIZE];
    ida_korder_local local = korder_make(UINT64_C(1539625275432128), 1);
    ida_korder_local_to_bytes(local, bytes);
    assert_memory_equal(bytes, local_bytes, sizeof(bytes));
    uint32_t node = ida_korder_fingerprint(name, strlen(name), IDA_KORDER_PHASH);
    ida_korder_global global = korder_global(korder_config(node, 8), local);
    assert_memory_equal(global.bytes, global_bytes, sizeof(global_bytes));
    assert_int_equal(ida_korder_fingerprint(name, strlen(name), IDA_KORDER_PHASH2), node - 1);
}

static void another_drift_reads_garbage_and_cannot_know_it(void **state)
{
    (void)state;
    static const uint8_t bytes[] = {0x00, 0x6a, 0x40, 0x00, 0x01, 0x02,
                                    0x03, 0x04, 0x00, 0x1e, 0x00, 0x05};
    ida_korder_global global;
    ida_korder_local local = TEST_NO_LOCAL;
    uint32_t node = 0;
    assert_int_equal(ida_korder_global_from_bytes(bytes, sizeof(bytes), 8, &global), IDA_OK);
    assert_int_equal(ida_korder_split(&global, 8, &local, &node), IDA_OK);
    assert_int_equal(node, 0x01020304);
    assert_int_equal(ida_korder_split(&global, 6, &local, &node), IDA_OK);
    assert_int_equal(node, 0x04080c10);
}

static void a_drift_outside_5_to_10_is_an_error(void **state)
{
    (void)state;
    static const uint32_t drifts[] = {0, 1, 4, 11, 20, 32, 64, UINT32_MAX};
    static const char text[] = "................";
    const ida_korder_global global = {{0}};
    ida_korder_global written = {{7}};
    ida_korder_local local = TEST_NO_LOCAL;
    uint32_t node = 7;
    for (size_t i = 0; i < COUNT_OF(drifts); i++) {
        ida_korder_config config = korder_config(0, drifts[i]);
        assert_int_equal(ida_korder_to_global(&config, 0, &written), IDA_INVALID_ARGUMENT);
        assert_int_equal(ida_korder_to_local(&config, &global, &local), IDA_INVALID_ARGUMENT);
        assert_int_equal(ida_korder_split(&global, drifts[i], &local, &node), IDA_INVALID_ARGUMENT);
        assert_int_equal(ida_korder_global_from_bytes(global.bytes, 12, drifts[i], &written),
                         IDA_INVALID_ARGUMENT);
        assert_int_equal(ida_korder_global_parse(text, 16, IDA_KORDER_D64, drifts[i], &written),
                         IDA_INVALID_ARGUMENT);
    }
    assert_true(local == TEST_NO_LOCAL && node == 7 && written.bytes[0] == 7);
    for (uint32_t drift = IDA_KORDER_DRIFT_MIN; drift <= IDA_KORDER_DRIFT_MAX; drift++) {
        assert_int_equal(ida_korder_split(&global, drift, &local, &node), IDA_OK);
    }
}

/* The seconds of the window that a time is in, counted with global IDs of two nodes. */
static uint64_t window_length(uint64_t time_us, uint32_t drift)
{
    ida_korder_global low = korder_global(korder_config(1, drift), korder_make(time_us, 0));
    uint64_t seconds = 0;
    for (;;) {
        uint64_t later_us = time_us + (seconds + 1) * 1000000;
        ida_korder_global later = korder_global(korder_config(0, drift), korder_make(later_us, 0));
        seconds++;
        if (memcmp(later.bytes, low.bytes, sizeof(low.bytes)) > 0) {
            return seconds;
        }
    }
}

static void the_last_window_of_a_megasecond_is_shorter(void **state)
{
    (void)state;
    static const uint64_t last[] = {32, 64, 64, 64, 64, 576};
    for (uint32_t drift = 5; drift <= 10; drift++) {
        uint64_t seconds = last[drift - 5];
        assert_int_equal(window_length(TEST_MEGASECOND, drift), UINT64_C(1) << drift);
        assert_int_equal(window_length(TEST_MEGASECOND - seconds * 1000000, drift), seconds);
    }
}

static void windows_end_where_the_next_begin_and_at_the_end_of_the_megasecond(void **state)
{
    (void)state;
    static const uint64_t last[] = {32, 64, 64, 64, 64, 576};
    const uint64_t megasecond = 1000000000000;
    for (uint32_t drift = 5; drift <= 10; drift++) {
        uint64_t begin = TEST_MEGASECOND - megasecond;
        uint64_t length = 0;
        while (begin < TEST_MEGASECOND) {
            uint64_t first = 0;
            uint64_t end = 0;
            assert_int_equal(ida_korder_window(begin, drift, &first, &end), IDA_OK);
            assert_true(first == begin && end > begin && end <= TEST_MEGASECOND);
            length = end - begin;
            assert_true(end == TEST_MEGASECOND || length == UINT64_C(1000000) << drift);
            assert_int_equal(ida_korder_window(end - 1, drift, &first, &begin), IDA_OK);
            assert_true(begin == end && first == end - length);
        }
        assert_true(begin == TEST_MEGASECOND);
        assert_int_equal(length, last[drift - 5] * 1000000);
    }
}

/* What a search for the global IDs of a time needs. */
static void the_ids_of_a_window_lie_between_those_of_node_0_at_its_ends(void **state)
{
    (void)state;
    uint64_t random = 11;
    for (int i = 0; i < 20000; i++) {
        uint32_t drift = 5 + (uint32_t)random_below(&random, 6);
        uint64_t time_us = TEST_MEGASECOND - 2000000000 + random_below(&random, 4000000000);
        uint64_t begin_us = 0;
        uint64_t end_us = 0;
        assert_int_equal(ida_korder_window(time_us, drift, &begin_us, &end_us), IDA_OK);
        ida_korder_config config = korder_config((uint32_t)random_next(&random), drift);
        ida_korder_config least = korder_config(0, drift);
        ida_korder_config most = korder_config(UINT32_MAX, drift);
        ida_korder_global id = korder_global(config, korder_make(time_us, 16383));
        ida_korder_global begin = korder_global(least, korder_make(begin_us, 0));
        ida_korder_global end = korder_global(least, korder_make(end_us, 0));
        ida_korder_global before = korder_global(most, korder_make(begin_us - 1, 16383));
        assert_true(memcmp(before.bytes, begin.bytes, sizeof(begin.bytes)) < 0);
        assert_true(memcmp(begin.bytes, id.bytes, sizeof(begin.bytes)) <= 0);
        assert_true(memcmp(id.bytes, end.bytes, sizeof(begin.bytes)) < 0);
    }
}

static void windows_outside_the_limits_are_refused(void **state)
{
    (void)state;
    const uint64_t limit_us = IDA_KORDER_TIME_LIMIT_US;
    uint64_t begin_us = 1;
    uint64_t end_us = 2;
    assert_int_equal(ida_korder_window(0, 4, &begin_us, &end_us), IDA_INVALID_ARGUMENT);
    assert_int_equal(ida_korder_window(0, 11, &begin_us, &end_us), IDA_INVALID_ARGUMENT);
    assert_int_equal(ida_korder_window(limit_us, 8, &begin_us, &end_us), IDA_EXHAUSTED);
    assert_int_equal(ida_korder_window(UINT64_MAX, 8, &begin_us, &end_us), IDA_EXHAUSTED);
    assert_true(begin_us == 1 && end_us == 2);
    assert_int_equal(ida_korder_window(limit_us - 1, 8, &begin_us, &end_us), IDA_OK);
    assert_true(begin_us == limit_us - 64000000 && end_us == limit_us);
}

static void times_from_the_year_35197_on_are_refused_not_cut(void **state)
{
    (void)state;
    ida_korder_local local = TEST_NO_LOCAL;
    assert_int_equal(ida_korder_make(IDA_KORDER_TIME_LIMIT_US, 0, &local), IDA_EXHAUSTED);
    assert_int_equal(ida_korder_make(UINT64_MAX, 0, &local), IDA_EXHAUSTED);
    assert_true(local == TEST_NO_LOCAL);
    local = korder_make(IDA_KORDER_TIME_LIMIT_US - 1, 16383);
    assert_true(local == UINT64_C(0xffffff423ff43fff));
    assert_true(ida_korder_time_us(local) == IDA_KORDER_TIME_LIMIT_US - 576);
}

static void a_sequence_of_more_than_14_bits_is_refused(void **state)
{
    (void)state;
    ida_korder_local local = TEST_NO_LOCAL;
    assert_int_equal(ida_korder_make(0, IDA_KORDER_SEQUENCE_COUNT, &local), IDA_INVALID_ARGUMENT);
    assert_int_equal(ida_korder_make(0, UINT32_MAX, &local), IDA_INVALID_ARGUMENT);
    assert_true(local == TEST_NO_LOCAL);
}

static void assert_not_valid(ida_korder_local local)
{
    uint8_t bytes[IDA_KORDER_LOCAL_SIZE];
    char text[IDA_KORDER_LOCAL_TEXT_SIZE];
    ida_korder_local read = TEST_NO_LOCAL;
    ida_korder_global global = {{7}};
    ida_korder_config config = korder_config(1, 8);
    assert_false(ida_korder_is_valid(local));
    ida_korder_local_to_bytes(local, bytes);
    ida_korder_local_format(local, IDA_KORDER_D64, text);
    assert_int_equal(ida_korder_local_from_bytes(bytes, sizeof(bytes), &read), IDA_MALFORMED);
    assert_int_equal(ida_korder_local_parse(text, strlen(text), IDA_KORDER_D64, &read),
                     IDA_MALFORMED);
    assert_int_equal(ida_korder_to_global(&config, local, &global), IDA_INVALID_ARGUMENT);
    assert_true(read == TEST_NO_LOCAL && global.bytes[0] == 7);
}

static void seconds_from_a_million_on_are_not_canonical(void **state)
{
    (void)state;
    assert_true(ida_korder_is_valid(UINT64_C(999999) << 24));
    assert_not_valid(UINT64_C(1000000) << 24);
    assert_not_valid(UINT64_C(0xfffff) << 24);
    assert_not_valid(UINT64_MAX);
}

static void ticks_from_977_on_are_not_canonical(void **state)
{
    (void)state;
    assert_true(ida_korder_is_valid(UINT64_C(976) << 14 | 16383));
    assert_not_valid(UINT64_C(977) << 14);
    assert_not_valid(UINT64_C(1023) << 14);
}

static void globals_that_are_not_canonical_are_refused_in_every_drift(void **state)
{
    (void)state;
    uint64_t random = 6;
    static const uint64_t seconds[] = {0, 999999, 1000000, 0xfffff};
    static const uint64_t ticks[] = {0, 976, 977, 1023};
    for (int i = 0; i < 2000; i++) {
        ida_korder_config config = random_config(&random);
        uint64_t second = seconds[random_below(&random, 4)];
        uint64_t tick = ticks[random_below(&random, 4)];
        bits b = {{0}, 0};
        put(&b, random_next(&random), 20);
        put(&b, second >> config.drift, 20 - config.drift);
        put(&b, config.node, 32);
        put(&b, second, config.drift);
        put(&b, tick, 10);
        put(&b, random_next(&random), 14);
        ida_korder_global global = {{0}};
        ida_korder_global read;
        ida_korder_global parsed;
        ida_korder_local local = TEST_NO_LOCAL;
        uint32_t node = ~config.node;
        char text[IDA_KORDER_GLOBAL_TEXT_SIZE];
        bits_to_bytes(&b, global.bytes);
        bits_to_text(&b, BASE64, text);
        memset(&read, ~global.bytes[0], sizeof(read));
        parsed = read;
        ida_status expected = second < 1000000 && tick < 977 ? IDA_OK : IDA_MALFORMED;
        assert_int_equal(ida_korder_split(&global, config.drift, &local, &node), expected);
        assert_int_equal(node == config.node, expected == IDA_OK);
        assert_int_equal(local != TEST_NO_LOCAL, expected == IDA_OK);
        assert_int_equal(ida_korder_to_local(&config, &global, &local), expected);
        assert_int_equal(ida_korder_global_from_bytes(global.bytes, 12, config.drift, &read),
                         expected);
        assert_int_equal(
            ida_korder_global_parse(text, 16, IDA_KORDER_BASE64URL, config.drift, &parsed),
            expected);
        bool was_written = expected == IDA_OK;
        assert_int_equal(memcmp(&read, &global, sizeof(read)) == 0, was_written);
        assert_int_equal(memcmp(&parsed, &global, sizeof(read)) == 0, was_written);
        assert_int_equal(read.bytes[0] == global.bytes[0], was_written);
        assert_int_equal(parsed.bytes[0] == global.bytes[0], was_written);
    }
}

static void another_nodes_id_is_foreign_and_gtol_takes_it_all_the_same(void **state)
{
    (void)state;
    ida_korder_config mine = korder_config(5, 8);
    ida_korder_config other = korder_config(6, 8);
    ida_korder_local local = korder_make(TEST_MEGASECOND, 9);
    ida_korder_global global = korder_global(other, local);
    ida_korder_local read = TEST_NO_LOCAL;
    uint32_t node = 0;
    assert_int_equal(ida_korder_to_local(&mine, &global, &read), IDA_FOREIGN_NODE);
    assert_true(read == TEST_NO_LOCAL);
    assert_int_equal(ida_korder_split(&global, 8, &read, &node), IDA_OK);
    assert_true(read == local && node == 6);
}

static void two_nodes_with_one_fingerprint_take_each_others_ids(void **state)
{
    (void)state;
    uint32_t a = ida_korder_fingerprint("nodeAq@h", 8, IDA_KORDER_PHASH2);
    uint32_t b = ida_korder_fingerprint("nodeBa@h", 8, IDA_KORDER_PHASH2);
    ida_korder_config config_a = korder_config(a, 8);
    ida_korder_config config_b = korder_config(b, 8);
    ida_korder_global global = korder_global(config_a, korder_make(TEST_MEGASECOND, 0));
    ida_korder_local read = TEST_NO_LOCAL;
    assert_int_equal(ida_korder_to_local(&config_b, &global, &read), IDA_OK);
    assert_true(read == korder_make(TEST_MEGASECOND, 0));
    size_t at = 77;
    assert_true(ida_korder_find_node(&a, 1, b, &at));
    assert_int_equal(at, 0);
}

/* ---- Differences ---- */

static void assert_distance(ida_korder_local later, ida_korder_local earlier, int32_t mega,
                            int32_t seconds, int32_t micro, int32_t sequence)
{
    ida_korder_distance distance = ida_korder_difference(later, earlier);
    assert_int_equal(distance.megaseconds, mega);
    assert_int_equal(distance.seconds, seconds);
    assert_int_equal(distance.microseconds, micro);
    assert_int_equal(distance.sequence, sequence);
}

static void all_parts_of_a_difference_have_its_sign(void **state)
{
    (void)state;
    ida_korder_local a = korder_make(TEST_MEGASECOND, 0);
    assert_distance(a, a, 0, 0, 0, 0);
    assert_distance(a, korder_make(TEST_MEGASECOND + 1024, 0), 0, -1 + 1, -1024, 0);
    assert_distance(a, korder_make(TEST_MEGASECOND + 1001024, 0), 0, -1, -1024, 0);
    assert_distance(korder_make(TEST_MEGASECOND + 1001024, 0), a, 0, 1, 1024, 0);
    /* One tick back across the megasecond: 576 microseconds, no borrow in the parts. */
    assert_distance(korder_make(TEST_MEGASECOND - 1, 0), a, 0, 0, -576, 0);
    assert_distance(korder_make(TEST_MEGASECOND - 1000001, 0), a, 0, -1, -576, 0);
    ida_korder_local last = korder_make(IDA_KORDER_TIME_LIMIT_US - 1, 0);
    assert_distance(last, korder_make(0, 0), 1048575, 999999, 999424, 0);
    assert_distance(korder_make(0, 0), last, -1048575, -999999, -999424, 0);
}

static void sequences_differ_by_themselves(void **state)
{
    (void)state;
    ida_korder_local later = korder_make(TEST_MEGASECOND + 1024, 0);
    ida_korder_local earlier = korder_make(TEST_MEGASECOND, 16383);
    assert_distance(later, earlier, 0, 0, 1024, -16383);
    assert_distance(earlier, later, 0, 0, -1024, 16383);
}

/* ---- Bytes and texts that are none ---- */

static void other_sizes_are_refused(void **state)
{
    (void)state;
    const uint8_t bytes[16] = {0};
    ida_korder_local local = TEST_NO_LOCAL;
    ida_korder_global global = {{7}};
    for (size_t size = 0; size <= sizeof(bytes); size++) {
        /* The copy is exactly as long as it says, so that a sanitizer sees who reads further. */
        uint8_t *copy = malloc(size == 0 ? 1 : size);
        assert_non_null(copy);
        memcpy(copy, bytes, size);
        assert_int_equal(ida_korder_local_from_bytes(copy, size, &local),
                         size == 8 ? IDA_OK : IDA_MALFORMED);
        assert_int_equal(ida_korder_global_from_bytes(copy, size, 8, &global),
                         size == 12 ? IDA_OK : IDA_MALFORMED);
        assert_int_equal(local == TEST_NO_LOCAL, size < 8);
        assert_int_equal(global.bytes[0] == 7, size < 12);
        free(copy);
    }
}

static void other_lengths_are_refused(void **state)
{
    (void)state;
    static const char digits[] = "....................";
    ida_korder_local local = TEST_NO_LOCAL;
    ida_korder_global global = {{7}};
    for (size_t length = 0; length < sizeof(digits); length++) {
        char *copy = malloc(length == 0 ? 1 : length);
        assert_non_null(copy);
        memcpy(copy, digits, length);
        assert_int_equal(ida_korder_local_parse(copy, length, IDA_KORDER_D64, &local),
                         length == 11 ? IDA_OK : IDA_MALFORMED);
        assert_int_equal(ida_korder_global_parse(copy, length, IDA_KORDER_D64, 8, &global),
                         length == 16 ? IDA_OK : IDA_MALFORMED);
        free(copy);
    }
    assert_true(local == 0 && global.bytes[0] == 0);
}

/* How many of the 256 characters are accepted at a place of a text that is otherwise zero. */
static size_t accepted_at(size_t at, ida_korder_text form, bool is_global)
{
    size_t accepted = 0;
    for (int c = 0; c < 256; c++) {
        char text[IDA_KORDER_GLOBAL_TEXT_LENGTH];
        ida_korder_local local = TEST_NO_LOCAL;
        ida_korder_global global;
        memset(text, form == IDA_KORDER_D64 ? '.' : 'A', sizeof(text));
        text[at] = (char)c;
        ida_status status =
            is_global ? ida_korder_global_parse(text, 16, form, 8, &global)
                      : ida_korder_local_parse(text, IDA_KORDER_LOCAL_TEXT_LENGTH, form, &local);
        const char *digits = form == IDA_KORDER_D64 ? D64 : BASE64;
        assert_true(status == IDA_MALFORMED || memchr(digits, c, 64) != NULL);
        accepted += status == IDA_OK ? 1 : 0;
    }
    return accepted;
}

static void exactly_the_sixty_four_digits_are_accepted(void **state)
{
    (void)state;
    /* The first digit is of A alone, where every value is valid. */
    assert_int_equal(accepted_at(0, IDA_KORDER_D64, false), 64);
    assert_int_equal(accepted_at(0, IDA_KORDER_BASE64URL, false), 64);
    assert_int_equal(accepted_at(15, IDA_KORDER_D64, true), 64);
    assert_int_equal(accepted_at(15, IDA_KORDER_BASE64URL, true), 64);
}

static void bits_behind_the_last_byte_are_refused(void **state)
{
    (void)state;
    assert_int_equal(accepted_at(10, IDA_KORDER_D64, false), 16);
    assert_int_equal(accepted_at(10, IDA_KORDER_BASE64URL, false), 16);
    ida_korder_local local = TEST_NO_LOCAL;
    assert_int_equal(ida_korder_local_parse("..........2", 11, IDA_KORDER_D64, &local),
                     IDA_MALFORMED);
    assert_int_equal(ida_korder_local_parse("..........3", 11, IDA_KORDER_D64, &local), IDA_OK);
    assert_true(local == 1);
}

static void the_forms_are_not_mixed_up(void **state)
{
    (void)state;
    ida_korder_local local = TEST_NO_LOCAL;
    assert_int_equal(ida_korder_local_parse("A-AAAAAAAAA", 11, IDA_KORDER_D64, &local),
                     IDA_MALFORMED);
    assert_int_equal(ida_korder_local_parse("A.AAAAAAAAA", 11, IDA_KORDER_BASE64URL, &local),
                     IDA_MALFORMED);
    assert_int_equal(ida_korder_local_parse("A+AAAAAAAAA", 11, IDA_KORDER_BASE64URL, &local),
                     IDA_MALFORMED);
    assert_int_equal(ida_korder_local_parse("AAAAAAAAAAA=", 12, IDA_KORDER_BASE64URL, &local),
                     IDA_MALFORMED);
    assert_true(local == TEST_NO_LOCAL);
}

static void a_form_that_there_is_not_is_refused(void **state)
{
    (void)state;
    ida_korder_text form = (ida_korder_text)2;
    ida_korder_local local = TEST_NO_LOCAL;
    ida_korder_global global = {{7}};
    assert_int_equal(ida_korder_local_parse("...........", 11, form, &local), IDA_INVALID_ARGUMENT);
    assert_int_equal(ida_korder_global_parse("................", 16, form, 8, &global),
                     IDA_INVALID_ARGUMENT);
    assert_true(local == TEST_NO_LOCAL && global.bytes[0] == 7);
}

/* ---- Nodes ---- */

static uint32_t pjw(const char *name)
{
    return ida_korder_fingerprint(name, strlen(name), IDA_KORDER_PHASH2);
}

static void fingerprints_have_28_bits_and_the_variants_differ_by_one(void **state)
{
    (void)state;
    uint64_t random = 7;
    uint32_t seen = 0;
    for (int i = 0; i < 5000; i++) {
        char name[40];
        size_t length = random_below(&random, sizeof(name));
        for (size_t j = 0; j < length; j++) {
            name[j] = (char)random_next(&random);
        }
        uint32_t hash = ida_korder_fingerprint(name, length, IDA_KORDER_PHASH2);
        seen |= hash;
        assert_int_equal(ida_korder_fingerprint(name, length, IDA_KORDER_PHASH), hash + 1);
    }
    assert_int_equal(seen, 0x0fffffff);
}

static void neighbouring_letters_undo_each_other(void **state)
{
    (void)state;
    assert_int_equal(pjw("nodeAq@h"), pjw("nodeBa@h"));
    assert_int_equal(pjw("srv-aq@h"), pjw("srv-ba@h"));
    assert_int_equal(pjw("app@ip-10-0-23-12.ec2.internal"),
                     pjw("app@ip-10-0-139-139.ec2.internal"));
    assert_int_not_equal(pjw("nodeAq@h"), pjw("nodeBq@h"));
}

static int compare_nodes(const void *a, const void *b)
{
    uint32_t left;
    uint32_t right;
    memcpy(&left, a, sizeof(left));
    memcpy(&right, b, sizeof(right));
    return (left > right) - (left < right);
}

static void names_of_a_cloud_collide_as_often_as_the_notes_say(void **state)
{
    (void)state;
    uint32_t *nodes = malloc(65536 * sizeof(*nodes));
    assert_non_null(nodes);
    for (uint32_t i = 0; i < 65536; i++) {
        char name[64];
        (void)snprintf(name, sizeof(name), "app@ip-10-0-%u-%u.ec2.internal", i / 256, i % 256);
        nodes[i] = pjw(name);
    }
    qsort(nodes, 65536, sizeof(*nodes), compare_nodes);
    size_t distinct = 0;
    size_t pairs = 0;
    size_t run = 0;
    for (size_t i = 0; i < 65536; i++) {
        run = i > 0 && nodes[i] == nodes[i - 1] ? run + 1 : 0;
        distinct += run == 0 ? 1 : 0;
        pairs += run;
    }
    assert_int_equal(distinct, 56288);
    assert_int_equal(pairs, 9760);
    free(nodes);
}

static void latin_1_characters_count_as_one_byte(void **state)
{
    (void)state;
    /* U+00E9 in UTF-8; by hand: h = 0xe9, then (0xe9 << 4) + '@'. */
    assert_int_equal(pjw("\xc3\xa9"), 0xe9);
    assert_int_equal(pjw("\xc3\xa9@"), 0xe90 + 0x40);
    assert_int_equal(pjw("\xc2\x80"), 0x80);
    assert_int_equal(pjw("\xc3\xbf"), 0xff);
    /* Not those: another lead byte, no byte that follows, one that does not continue. */
    assert_int_equal(pjw("\xc4\x80"), (0xc4 << 4) + 0x80);
    assert_int_equal(pjw("\xc1\x80"), (0xc1 << 4) + 0x80);
    assert_int_equal(pjw("\xc3\xe0"), (0xc3 << 4) + 0xe0);
    assert_int_equal(pjw("\xc3"), 0xc3);
    assert_int_equal(pjw("\xc3g"), (0xc3 << 4) + 'g');
    assert_int_equal(ida_korder_fingerprint("\xc3\xa9", 1, IDA_KORDER_PHASH2), 0xc3);
}

static void a_node_that_is_taken_is_found(void **state)
{
    (void)state;
    static const uint32_t nodes[] = {9, 0, 7, 9, UINT32_MAX};
    size_t at = 77;
    assert_false(ida_korder_find_node(nodes, 5, 8, &at));
    assert_false(ida_korder_find_node(nodes, 4, UINT32_MAX, &at));
    assert_false(ida_korder_find_node(NULL, 0, 0, &at));
    assert_int_equal(at, 77);
    assert_true(ida_korder_find_node(nodes, 5, 9, &at));
    assert_int_equal(at, 0);
    assert_true(ida_korder_find_node(nodes, 5, UINT32_MAX, &at));
    assert_int_equal(at, 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(locals_are_as_the_layout_says),
        cmocka_unit_test(globals_are_as_the_layout_says),
        cmocka_unit_test(texts_are_as_the_digits_say),
        cmocka_unit_test(numbers_bytes_and_d64_texts_sort_alike),
        cmocka_unit_test(global_ids_sort_by_window_node_time_and_sequence),
        cmocka_unit_test(base64url_text_does_not_sort),
        cmocka_unit_test(the_last_tick_of_a_second_is_576_microseconds_long),
        cmocka_unit_test(milliseconds_are_up_to_two_too_low),
        cmocka_unit_test(the_readme_example_has_the_phash_fingerprint),
        cmocka_unit_test(another_drift_reads_garbage_and_cannot_know_it),
        cmocka_unit_test(a_drift_outside_5_to_10_is_an_error),
        cmocka_unit_test(the_last_window_of_a_megasecond_is_shorter),
        cmocka_unit_test(windows_end_where_the_next_begin_and_at_the_end_of_the_megasecond),
        cmocka_unit_test(the_ids_of_a_window_lie_between_those_of_node_0_at_its_ends),
        cmocka_unit_test(windows_outside_the_limits_are_refused),
        cmocka_unit_test(times_from_the_year_35197_on_are_refused_not_cut),
        cmocka_unit_test(a_sequence_of_more_than_14_bits_is_refused),
        cmocka_unit_test(seconds_from_a_million_on_are_not_canonical),
        cmocka_unit_test(ticks_from_977_on_are_not_canonical),
        cmocka_unit_test(globals_that_are_not_canonical_are_refused_in_every_drift),
        cmocka_unit_test(another_nodes_id_is_foreign_and_gtol_takes_it_all_the_same),
        cmocka_unit_test(two_nodes_with_one_fingerprint_take_each_others_ids),
        cmocka_unit_test(all_parts_of_a_difference_have_its_sign),
        cmocka_unit_test(sequences_differ_by_themselves),
        cmocka_unit_test(other_sizes_are_refused),
        cmocka_unit_test(other_lengths_are_refused),
        cmocka_unit_test(exactly_the_sixty_four_digits_are_accepted),
        cmocka_unit_test(bits_behind_the_last_byte_are_refused),
        cmocka_unit_test(the_forms_are_not_mixed_up),
        cmocka_unit_test(a_form_that_there_is_not_is_refused),
        cmocka_unit_test(fingerprints_have_28_bits_and_the_variants_differ_by_one),
        cmocka_unit_test(neighbouring_letters_undo_each_other),
        cmocka_unit_test(names_of_a_cloud_collide_as_often_as_the_notes_say),
        cmocka_unit_test(latin_1_characters_count_as_one_byte),
        cmocka_unit_test(a_node_that_is_taken_is_found),
    };
    return RUN_TESTS(tests);
}
