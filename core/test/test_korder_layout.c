/*
 * k-ordered IDs as numbers, bytes and texts, against a model that writes the layout of the seed as
 * a string of zeros and ones; their order, and which of them are canonical.
 */
#include "support_cmocka.h"
#include "support_korder.h"
#include "support_random.h"

#define BITS_MAX 96

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

TEST(locals_are_as_the_layout_says)
{
    uint64_t random = 1;
    for (int i = 0; i < 20000; i++) {
        uint64_t time_us = random_time(&random);
        uint32_t sequence = (uint32_t)random_below(&random, SEQUENCES);
        name_case("time %" PRIu64 ", sequence %" PRIu32, time_us, sequence);
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

TEST(globals_are_as_the_layout_says)
{
    uint64_t random = 2;
    for (int i = 0; i < 20000; i++) {
        uint64_t time_us = random_time(&random);
        uint32_t sequence = (uint32_t)random_below(&random, SEQUENCES);
        name_case("time %" PRIu64 ", sequence %" PRIu32, time_us, sequence);
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

TEST(texts_are_as_the_digits_say)
{
    uint64_t random = 3;
    for (int i = 0; i < 20000; i++) {
        uint64_t time_us = random_time(&random);
        uint32_t sequence = (uint32_t)random_below(&random, SEQUENCES);
        name_case("time %" PRIu64 ", sequence %" PRIu32, time_us, sequence);
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

static int sign(int64_t number)
{
    return (number > 0) - (number < 0);
}

TEST(numbers_bytes_and_d64_texts_sort_alike)
{
    uint64_t random = 4;
    for (int i = 0; i < 20000; i++) {
        uint64_t time_us = random_time(&random);
        uint64_t other_us = i % 2 == 0 ? random_time(&random) : time_us;
        name_case("times %" PRIu64 " and %" PRIu64, time_us, other_us);
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

TEST(global_ids_sort_by_window_node_time_and_sequence)
{
    uint64_t random = 5;
    for (int i = 0; i < 20000; i++) {
        uint32_t drift = 5 + (uint32_t)random_below(&random, 6);
        name_case("pair %d, drift %" PRIu32, i, drift);
        uint64_t key[2][4];
        ida_korder_global ids[2];
        char texts[2][IDA_KORDER_GLOBAL_TEXT_SIZE];
        for (int j = 0; j < 2; j++) {
            uint64_t time_us = NOW - 70000000 + random_below(&random, 140000000);
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

TEST(base64url_text_does_not_sort)
{
    char earlier[IDA_KORDER_LOCAL_TEXT_SIZE];
    char later[IDA_KORDER_LOCAL_TEXT_SIZE];
    ida_korder_local_format(korder_make(0, 25 << 2), IDA_KORDER_BASE64URL, earlier);
    ida_korder_local_format(korder_make(0, 52 << 4), IDA_KORDER_BASE64URL, later);
    assert_true(strcmp(earlier, later) > 0);
}

TEST(another_drift_reads_garbage_and_cannot_know_it)
{
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

TEST(a_drift_outside_5_to_10_is_an_error)
{
    static const uint32_t drifts[] = {0, 1, 4, 11, 20, 32, 64, UINT32_MAX};
    static const char text[] = "................";
    const ida_korder_global global = {{0}};
    ida_korder_global written = {{7}};
    ida_korder_local local = TEST_NO_LOCAL;
    uint32_t node = 7;
    for (size_t i = 0; i < COUNT_OF(drifts); i++) {
        name_case("drift %" PRIu32, drifts[i]);
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
        name_case("drift %" PRIu32, drift);
        assert_int_equal(ida_korder_split(&global, drift, &local, &node), IDA_OK);
    }
}

TEST(a_sequence_of_more_than_14_bits_is_refused)
{
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

TEST(seconds_from_a_million_on_are_not_canonical)
{
    assert_true(ida_korder_is_valid(UINT64_C(999999) << 24));
    assert_not_valid(UINT64_C(1000000) << 24);
    assert_not_valid(UINT64_C(0xfffff) << 24);
    assert_not_valid(UINT64_MAX);
}

TEST(ticks_from_977_on_are_not_canonical)
{
    assert_true(ida_korder_is_valid(UINT64_C(976) << 14 | 16383));
    assert_not_valid(UINT64_C(977) << 14);
    assert_not_valid(UINT64_C(1023) << 14);
}

TEST(globals_that_are_not_canonical_are_refused_in_every_drift)
{
    uint64_t random = 6;
    static const uint64_t seconds[] = {0, 999999, 1000000, 0xfffff};
    static const uint64_t ticks[] = {0, 976, 977, 1023};
    for (int i = 0; i < 2000; i++) {
        ida_korder_config config = random_config(&random);
        uint64_t second = seconds[random_below(&random, 4)];
        uint64_t tick = ticks[random_below(&random, 4)];
        name_case("second %" PRIu64 ", tick %" PRIu64 ", drift %" PRIu32, second, tick,
                  config.drift);
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(locals_are_as_the_layout_says),
        cmocka_unit_test(globals_are_as_the_layout_says),
        cmocka_unit_test(texts_are_as_the_digits_say),
        cmocka_unit_test(numbers_bytes_and_d64_texts_sort_alike),
        cmocka_unit_test(global_ids_sort_by_window_node_time_and_sequence),
        cmocka_unit_test(base64url_text_does_not_sort),
        cmocka_unit_test(another_drift_reads_garbage_and_cannot_know_it),
        cmocka_unit_test(a_drift_outside_5_to_10_is_an_error),
        cmocka_unit_test(a_sequence_of_more_than_14_bits_is_refused),
        cmocka_unit_test(seconds_from_a_million_on_are_not_canonical),
        cmocka_unit_test(ticks_from_977_on_are_not_canonical),
        cmocka_unit_test(globals_that_are_not_canonical_are_refused_in_every_drift),
    };
    return RUN_TESTS(tests);
}
