/* UUIDs as numbers: texts, bytes, order and arithmetic on 122 bits. */
#include <idalloc/uuid.h>

#include "support_cmocka.h"
#include "support_random.h"
#include "support_world.h"

#define CANARY_UUID uuid_of(UINT64_C(0x1234), UINT64_C(0x5678))

typedef struct known_answer {
    const char *text;
    ida_uuid number;
} known_answer;

/* The numbers follow from the formula in formats.md, not from the library. */
static const known_answer known_answers[] = {
    {"11111111-1111-4111-8111-111111111111",
     {UINT64_C(0x0044444444444444), UINT64_C(0x4111111111111111)}},
    {"00000000-0000-4000-8000-000000000000", {0, 0}},
    {"00000000-0000-4000-8000-000000000001", {0, 1}},
    {"00000000-0000-4000-bfff-ffffffffffff", {0, UINT64_C(0x3fffffffffffffff)}},
    {"00000000-0000-4001-8000-000000000000", {0, UINT64_C(0x4000000000000000)}},
    {"00000000-0000-4003-bfff-ffffffffffff", {0, UINT64_MAX}},
    {"00000000-0000-4004-8000-000000000000", {1, 0}},
    {"00000000-0000-4fff-8000-000000000000", {0x3ff, UINT64_C(0xc000000000000000)}},
    {"00000000-0001-4000-8000-000000000000", {0x400, 0}},
    {"ffffffff-ffff-4000-8000-000000000000", {UINT64_C(0x03fffffffffffc00), 0}},
    {"ffffffff-ffff-4fff-bfff-ffffffffffff", {UINT64_C(0x03ffffffffffffff), UINT64_MAX}},
};

static ida_uuid parsed(const char *text)
{
    name_case("%s", text);
    ida_uuid uuid = CANARY_UUID;
    assert_int_equal(ida_uuid_parse(text, strlen(text), &uuid), IDA_OK);
    return uuid;
}

static void assert_malformed(const char *text, size_t length)
{
    name_case("%.*s", (int)length, text);
    char *copy = exact_copy(text, length);
    ida_uuid uuid = CANARY_UUID;
    assert_int_equal(ida_uuid_parse(copy, length, &uuid), IDA_MALFORMED);
    assert_uuid_equal(uuid, CANARY_UUID);
    free(copy);
}

static ida_uuid random_uuid(uint64_t *random)
{
    uint64_t high = random_next(random) & TEST_HIGH_MAX;
    return uuid_of(high, random_next(random));
}

TEST(parse_gives_the_known_numbers)
{
    for (size_t i = 0; i < COUNT_OF(known_answers); i++) {
        name_case("%s", known_answers[i].text);
        assert_uuid_equal(parsed(known_answers[i].text), known_answers[i].number);
    }
}

TEST(parse_needs_no_terminating_nul)
{
    char *text = exact_copy(known_answers[0].text, IDA_UUID_TEXT_LENGTH);
    ida_uuid uuid = CANARY_UUID;
    assert_int_equal(ida_uuid_parse(text, IDA_UUID_TEXT_LENGTH, &uuid), IDA_OK);
    assert_uuid_equal(uuid, known_answers[0].number);
    free(text);
}

TEST(format_writes_the_known_texts_and_nothing_behind_them)
{
    for (size_t i = 0; i < COUNT_OF(known_answers); i++) {
        name_case("%s", known_answers[i].text);
        char text[IDA_UUID_TEXT_SIZE + 1];
        memset(text, '#', sizeof(text));
        ida_uuid_format(known_answers[i].number, text);
        assert_string_equal(text, known_answers[i].text);
        assert_int_equal(text[IDA_UUID_TEXT_SIZE], '#');
    }
}

TEST(upper_and_lower_case_are_the_same)
{
    ida_uuid lower = parsed("abcdefab-cdef-4abc-adef-abcdefabcdef");
    assert_uuid_equal(parsed("ABCDEFAB-CDEF-4ABC-ADEF-ABCDEFABCDEF"), lower);
    assert_uuid_equal(parsed("aBcDeFaB-cDeF-4aBc-AdEf-aBcDeFaBcDeF"), lower);
    assert_uuid_equal(parsed("00000000-0000-4000-B000-000000000000"),
                      parsed("00000000-0000-4000-b000-000000000000"));
    char text[IDA_UUID_TEXT_SIZE];
    ida_uuid_format(parsed("ABCDEFAB-CDEF-4ABC-ADEF-ABCDEFABCDEF"), text);
    assert_string_equal(text, "abcdefab-cdef-4abc-adef-abcdefabcdef");
}

static int digit_value(int c)
{
    const char *digits = "0123456789abcdefABCDEF";
    const char *found = c == 0 ? NULL : strchr(digits, c);
    if (found == NULL) {
        return -1;
    }
    int position = (int)(found - digits);
    return position < 16 ? position : position - 6;
}

/* Bit by bit, as slowly as it can be said: false unless the text is a version 4 UUID. */
static bool parse_slowly(const char *text, ida_uuid *uuid)
{
    ida_uuid result = {0, 0};
    int digit_count = 0;
    for (int i = 0; i < IDA_UUID_TEXT_LENGTH; i++) {
        if (i == 8 || i == 13 || i == 18 || i == 23) {
            if (text[i] != '-') {
                return false;
            }
            continue;
        }
        int value = digit_value((unsigned char)text[i]);
        int position = digit_count++;
        if (value < 0 || (position == 12 && value != 4) || (position == 16 && value / 4 != 2)) {
            return false;
        }
        for (int bit = 3; bit >= 0; bit--) {
            if (position == 12 || (position == 16 && bit >= 2)) {
                continue;
            }
            result.high = result.high << 1 | result.low >> 63;
            result.low = result.low << 1 | ((unsigned)value >> bit & 1u);
        }
    }
    *uuid = result;
    return true;
}

TEST(every_character_at_every_place_is_judged_rightly)
{
    const char *bases[] = {"01234567-89ab-4cde-8f01-23456789abcd",
                           "fedcba98-7654-4321-b0fe-dcba98765432"};
    size_t accepted = 0;
    for (size_t base = 0; base < 2; base++) {
        for (size_t place = 0; place < IDA_UUID_TEXT_LENGTH; place++) {
            for (int c = 0; c < 256; c++) {
                name_case("%s with character %d at %zu", bases[base], c, place);
                char text[IDA_UUID_TEXT_LENGTH];
                memcpy(text, bases[base], sizeof(text));
                text[place] = (char)c;
                ida_uuid right;
                ida_uuid uuid = CANARY_UUID;
                bool good = parse_slowly(text, &right);
                ida_status status = ida_uuid_parse(text, sizeof(text), &uuid);
                assert_int_equal(status, good ? IDA_OK : IDA_MALFORMED);
                assert_uuid_equal(uuid, good ? right : CANARY_UUID);
                accepted += good ? 1 : 0;
            }
        }
    }
    /* 30 free digits of 22 characters each, one version, six characters for the variant, dashes. */
    assert_int_equal(accepted, 2 * (30 * 22 + 1 + 6 + 4));
}

TEST(every_other_length_is_malformed)
{
    const char text[] = "11111111-1111-4111-8111-1111111111111111111111111111";
    for (size_t length = 0; length < sizeof(text) - 1; length++) {
        if (length != IDA_UUID_TEXT_LENGTH) {
            assert_malformed(text, length);
        }
    }
    assert_malformed("11111111-1111-4111-8111-111111111111", IDA_UUID_TEXT_LENGTH + 1);
    assert_malformed("{11111111-1111-4111-8111-111111111111}", 38);
    assert_malformed("11111111111141118111111111111111", 32);
}

TEST(other_versions_and_variants_are_malformed)
{
    const char *digits = "0123456789abcdef";
    for (size_t i = 0; i < 16; i++) {
        char version[] = "11111111-1111-4111-8111-111111111111";
        char variant[] = "11111111-1111-4111-8111-111111111111";
        version[14] = digits[i];
        variant[19] = digits[i];
        if (i != 4) {
            assert_malformed(version, IDA_UUID_TEXT_LENGTH);
        }
        if (i < 8 || i > 11) {
            assert_malformed(variant, IDA_UUID_TEXT_LENGTH);
        }
    }
}

TEST(bytes_are_the_digits_of_the_text)
{
    const uint8_t expected[16] = {0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0x4c, 0xde,
                                  0x8f, 0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd};
    uint8_t bytes[17];
    memset(bytes, 0x77, sizeof(bytes));
    ida_uuid_to_bytes(parsed("01234567-89ab-4cde-8f01-23456789abcd"), bytes);
    assert_memory_equal(bytes, expected, 16);
    assert_int_equal(bytes[16], 0x77);
    ida_uuid uuid = CANARY_UUID;
    assert_int_equal(ida_uuid_from_bytes(expected, &uuid), IDA_OK);
    assert_uuid_equal(uuid, parsed("01234567-89ab-4cde-8f01-23456789abcd"));
}

TEST(bytes_of_other_versions_and_variants_are_malformed)
{
    for (unsigned version = 0; version < 16; version++) {
        for (unsigned variant = 0; variant < 4; variant++) {
            name_case("version %u, variant %u", version, variant);
            uint8_t bytes[16] = {0};
            bytes[6] = (uint8_t)(version << 4 | 0x0f);
            bytes[8] = (uint8_t)(variant << 6 | 0x3f);
            bool good = version == 4 && variant == 2;
            ida_uuid uuid = CANARY_UUID;
            ida_status status = ida_uuid_from_bytes(bytes, &uuid);
            assert_int_equal(status, good ? IDA_OK : IDA_MALFORMED);
            /* 0x0fff before the variant, 0x3f and zeros after it. */
            assert_uuid_equal(uuid,
                              good ? uuid_of(0x3c0, UINT64_C(0x3f00000000000000)) : CANARY_UUID);
        }
    }
}

TEST(text_and_bytes_round_trip)
{
    uint64_t random = 1;
    for (int i = 0; i < 20000; i++) {
        ida_uuid uuid = random_uuid(&random);
        char text[IDA_UUID_TEXT_SIZE];
        uint8_t bytes[16];
        ida_uuid slowly = CANARY_UUID;
        ida_uuid from_bytes = CANARY_UUID;
        ida_uuid_format(uuid, text);
        name_case("%s", text);
        assert_true(parse_slowly(text, &slowly));
        assert_uuid_equal(slowly, uuid);
        assert_uuid_equal(parsed(text), uuid);
        ida_uuid_to_bytes(uuid, bytes);
        assert_int_equal(ida_uuid_from_bytes(bytes, &from_bytes), IDA_OK);
        assert_uuid_equal(from_bytes, uuid);
    }
}

TEST(every_bit_of_the_number_has_its_own_place)
{
    for (unsigned bit = 0; bit < 122; bit++) {
        name_case("bit %u", bit);
        ida_uuid uuid =
            bit < 64 ? uuid_of(0, UINT64_C(1) << bit) : uuid_of(UINT64_C(1) << (bit - 64), 0);
        /* From the right: 62 bits, the variant, 12 bits, the version, 48 bits. */
        unsigned place = bit < 62 ? bit : bit < 74 ? bit + 2 : bit + 6;
        uint8_t expected[16] = {0};
        expected[6] = 0x40;
        expected[8] = 0x80;
        expected[15 - place / 8] |= (uint8_t)(1u << place % 8);
        uint8_t bytes[16];
        ida_uuid_to_bytes(uuid, bytes);
        assert_memory_equal(bytes, expected, 16);
        char text[IDA_UUID_TEXT_SIZE];
        ida_uuid_format(uuid, text);
        assert_uuid_equal(parsed(text), uuid);
    }
}

TEST(only_122_bits_are_valid)
{
    assert_true(ida_uuid_is_valid(uuid_of(0, 0)));
    assert_true(ida_uuid_is_valid(uuid_of(0, UINT64_MAX)));
    assert_true(ida_uuid_is_valid(uuid_of(TEST_HIGH_MAX, UINT64_MAX)));
    assert_false(ida_uuid_is_valid(uuid_of(TEST_HIGH_MAX + 1, 0)));
    assert_false(ida_uuid_is_valid(uuid_of(UINT64_MAX, UINT64_MAX)));
    assert_false(ida_uuid_is_valid(uuid_of(UINT64_C(1) << 63, 0)));
}

/* Two numbers by their halves in hex. */
static void name_pair(ida_uuid a, const char *word, ida_uuid b)
{
    name_case("%" PRIx64 ":%" PRIx64 " %s %" PRIx64 ":%" PRIx64, a.high, a.low, word, b.high,
              b.low);
}

static int sign(int number)
{
    return (number > 0) - (number < 0);
}

static void assert_order(ida_uuid lesser, ida_uuid greater)
{
    name_pair(lesser, "below", greater);
    assert_int_equal(sign(ida_uuid_compare(lesser, greater)), -1);
    assert_int_equal(sign(ida_uuid_compare(greater, lesser)), 1);
    assert_int_equal(ida_uuid_compare(lesser, lesser), 0);
    assert_int_equal(ida_uuid_compare(greater, greater), 0);
}

TEST(the_upper_half_decides_the_order_first)
{
    assert_order(uuid_of(0, 0), uuid_of(0, 1));
    assert_order(uuid_of(0, 0), uuid_of(1, 0));
    assert_order(uuid_of(0, UINT64_MAX), uuid_of(1, 0));
    assert_order(uuid_of(5, 9), uuid_of(6, 3));
    assert_order(uuid_of(5, 0), uuid_of(5, UINT64_MAX));
    assert_order(uuid_of(5, UINT64_C(1) << 63), uuid_of(5, (UINT64_C(1) << 63) + 1));
    assert_order(uuid_of(0, 1), uuid_of(TEST_HIGH_MAX, 0));
}

TEST(numbers_texts_and_bytes_have_one_order)
{
    uint64_t random = 2;
    for (int i = 0; i < 10000; i++) {
        ida_uuid a = random_uuid(&random);
        ida_uuid b = random_uuid(&random);
        if (i % 2 == 0) {
            b = uuid_of(a.high, random_next(&random));
        }
        char text_a[IDA_UUID_TEXT_SIZE];
        char text_b[IDA_UUID_TEXT_SIZE];
        uint8_t bytes_a[16];
        uint8_t bytes_b[16];
        ida_uuid_format(a, text_a);
        ida_uuid_format(b, text_b);
        name_case("%s and %s", text_a, text_b);
        ida_uuid_to_bytes(a, bytes_a);
        ida_uuid_to_bytes(b, bytes_b);
        int order = sign(ida_uuid_compare(a, b));
        assert_int_equal(order, sign(strcmp(text_a, text_b)));
        assert_int_equal(order, sign(memcmp(bytes_a, bytes_b, 16)));
    }
}

static void assert_sum(ida_uuid uuid, uint64_t offset, ida_uuid expected)
{
    name_pair(uuid, "+", uuid_of(0, offset));
    ida_uuid sum = CANARY_UUID;
    assert_int_equal(ida_uuid_add(uuid, offset, &sum), IDA_OK);
    assert_uuid_equal(sum, expected);
}

static void assert_no_sum(ida_uuid uuid, uint64_t offset, ida_status status)
{
    name_pair(uuid, "+", uuid_of(0, offset));
    ida_uuid sum = CANARY_UUID;
    assert_int_equal(ida_uuid_add(uuid, offset, &sum), status);
    assert_uuid_equal(sum, CANARY_UUID);
}

TEST(addition_carries_into_the_upper_half)
{
    assert_sum(uuid_of(3, 5), 0, uuid_of(3, 5));
    assert_sum(uuid_of(3, 5), 7, uuid_of(3, 12));
    assert_sum(uuid_of(3, UINT64_MAX), 0, uuid_of(3, UINT64_MAX));
    assert_sum(uuid_of(3, UINT64_MAX - 1), 1, uuid_of(3, UINT64_MAX));
    assert_sum(uuid_of(3, UINT64_MAX), 1, uuid_of(4, 0));
    assert_sum(uuid_of(3, UINT64_MAX), UINT64_MAX, uuid_of(4, UINT64_MAX - 1));
    assert_sum(uuid_of(3, 1), UINT64_MAX, uuid_of(4, 0));
    assert_sum(uuid_of(3, 0), UINT64_MAX, uuid_of(3, UINT64_MAX));
}

TEST(addition_carries_across_variant_and_version)
{
    const char *from_to[][2] = {
        {"e507602d-b150-4fcc-bfff-ffffffffffff", "e507602d-b150-4fcd-8000-000000000000"},
        {"00000000-0000-4fff-bfff-ffffffffffff", "00000000-0001-4000-8000-000000000000"},
        {"11111111-1111-4111-9fff-ffffffffffff", "11111111-1111-4111-a000-000000000000"},
        {"fffffffe-ffff-4fff-bfff-ffffffffffff", "fffffffe-ffff-4fff-bfff-ffffffffffff"},
    };
    for (size_t i = 0; i < 3; i++) {
        assert_sum(parsed(from_to[i][0]), 1, parsed(from_to[i][1]));
    }
    assert_sum(parsed(from_to[3][0]), 1, parsed("ffffffff-0000-4000-8000-000000000000"));
}

TEST(addition_off_the_top_is_exhausted)
{
    assert_sum(TEST_UUID_MAX, 0, TEST_UUID_MAX);
    assert_no_sum(TEST_UUID_MAX, 1, IDA_EXHAUSTED);
    assert_no_sum(TEST_UUID_MAX, UINT64_MAX, IDA_EXHAUSTED);
    assert_sum(uuid_of(TEST_HIGH_MAX, 0), UINT64_MAX, TEST_UUID_MAX);
    assert_no_sum(uuid_of(TEST_HIGH_MAX, 1), UINT64_MAX, IDA_EXHAUSTED);
    assert_sum(uuid_of(TEST_HIGH_MAX, UINT64_MAX - 9), 9, TEST_UUID_MAX);
    assert_no_sum(uuid_of(TEST_HIGH_MAX, UINT64_MAX - 9), 10, IDA_EXHAUSTED);
    assert_sum(uuid_of(TEST_HIGH_MAX - 1, UINT64_MAX), 1, uuid_of(TEST_HIGH_MAX, 0));
}

TEST(addition_to_an_invalid_uuid_is_refused)
{
    assert_no_sum(uuid_of(TEST_HIGH_MAX + 1, 0), 0, IDA_INVALID_ARGUMENT);
    assert_no_sum(uuid_of(UINT64_MAX, UINT64_MAX), 1, IDA_INVALID_ARGUMENT);
}

static void assert_distance(ida_uuid from, ida_uuid to, uint64_t expected)
{
    name_pair(from, "to", to);
    uint64_t distance = 424242;
    assert_true(ida_uuid_distance(from, to, &distance));
    assert_int_equal(distance, expected);
}

static void assert_no_distance(ida_uuid from, ida_uuid to)
{
    name_pair(from, "to", to);
    uint64_t distance = 424242;
    assert_false(ida_uuid_distance(from, to, &distance));
    assert_int_equal(distance, 424242);
}

TEST(distance_is_what_addition_adds)
{
    assert_distance(uuid_of(3, 5), uuid_of(3, 5), 0);
    assert_distance(uuid_of(3, 5), uuid_of(3, 6), 1);
    assert_distance(uuid_of(3, UINT64_MAX), uuid_of(4, 0), 1);
    assert_distance(uuid_of(3, UINT64_MAX), uuid_of(4, UINT64_MAX - 1), UINT64_MAX);
    assert_distance(uuid_of(3, 1), uuid_of(4, 0), UINT64_MAX);
    assert_distance(uuid_of(3, 0), uuid_of(3, UINT64_MAX), UINT64_MAX);
    assert_distance(uuid_of(0, 0), uuid_of(0, 0), 0);
    assert_distance(TEST_UUID_MAX, TEST_UUID_MAX, 0);
}

TEST(distance_is_false_when_it_does_not_fit_or_goes_back)
{
    assert_no_distance(uuid_of(3, 0), uuid_of(4, 0));
    assert_no_distance(uuid_of(3, 5), uuid_of(4, 5));
    assert_no_distance(uuid_of(3, 5), uuid_of(4, 6));
    assert_no_distance(uuid_of(3, UINT64_MAX), uuid_of(4, UINT64_MAX));
    assert_no_distance(uuid_of(3, UINT64_MAX), uuid_of(5, 0));
    assert_no_distance(uuid_of(3, 9), uuid_of(5, 3));
    assert_no_distance(uuid_of(3, 6), uuid_of(3, 5));
    assert_no_distance(uuid_of(4, 0), uuid_of(3, UINT64_MAX));
    assert_no_distance(uuid_of(4, 0), uuid_of(3, 5));
    assert_no_distance(uuid_of(TEST_HIGH_MAX, 1), uuid_of(0, 2));
    assert_no_distance(uuid_of(TEST_HIGH_MAX, 1), uuid_of(0, 0));
    /* Not below the highest number of 64 bits either, which is none. */
    assert_no_distance(uuid_of(UINT64_MAX, 2), uuid_of(0, 1));
    assert_no_distance(uuid_of(UINT64_MAX - 1, 2), uuid_of(UINT64_MAX, 2));
}

TEST(distance_and_addition_are_inverse)
{
    uint64_t random = 3;
    for (int i = 0; i < 20000; i++) {
        ida_uuid uuid = uuid_of(random_below(&random, TEST_HIGH_MAX), random_next(&random));
        uint64_t offset = random_next(&random) >> random_below(&random, 64);
        ida_uuid sum = uuid_plus(uuid, offset);
        assert_sum(uuid, offset, sum);
        assert_distance(uuid, sum, offset);
        if (offset != 0) {
            assert_no_distance(sum, uuid);
            assert_order(uuid, sum);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parse_gives_the_known_numbers),
        cmocka_unit_test(parse_needs_no_terminating_nul),
        cmocka_unit_test(format_writes_the_known_texts_and_nothing_behind_them),
        cmocka_unit_test(upper_and_lower_case_are_the_same),
        cmocka_unit_test(every_character_at_every_place_is_judged_rightly),
        cmocka_unit_test(every_other_length_is_malformed),
        cmocka_unit_test(other_versions_and_variants_are_malformed),
        cmocka_unit_test(bytes_are_the_digits_of_the_text),
        cmocka_unit_test(bytes_of_other_versions_and_variants_are_malformed),
        cmocka_unit_test(text_and_bytes_round_trip),
        cmocka_unit_test(every_bit_of_the_number_has_its_own_place),
        cmocka_unit_test(only_122_bits_are_valid),
        cmocka_unit_test(the_upper_half_decides_the_order_first),
        cmocka_unit_test(numbers_texts_and_bytes_have_one_order),
        cmocka_unit_test(addition_carries_into_the_upper_half),
        cmocka_unit_test(addition_carries_across_variant_and_version),
        cmocka_unit_test(addition_off_the_top_is_exhausted),
        cmocka_unit_test(addition_to_an_invalid_uuid_is_refused),
        cmocka_unit_test(distance_is_what_addition_adds),
        cmocka_unit_test(distance_is_false_when_it_does_not_fit_or_goes_back),
        cmocka_unit_test(distance_and_addition_are_inverse),
    };
    return RUN_TESTS(tests);
}
