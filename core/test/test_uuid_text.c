/*
 * Each form of reading and writing UUID texts that this machine can run, against a slow one: all of
 * them have to do the same to the last bit, also with what is no UUID.
 */
#include <stdio.h>

#include "../src/uuid_text.h"
#include "../src/uuid_text_portable.h"
#include "support_allocator.h"
#include "support_cmocka.h"
#include "support_random.h"

typedef struct form {
    const char *name;
    void (*write)(ida_uuid_bits bits, char text[IDA_UUID_TEXT_SIZE]);
    bool (*read)(const char *text, ida_uuid_bits *bits);
} form;

/* The second one is the portable one once more where there is no other. */
static const form forms[] = {
    {"portable", ida_uuid_text_write_portable, ida_uuid_text_read_portable},
    {"used", IDA_UUID_TEXT_WRITE, IDA_UUID_TEXT_READ},
};

static void write_slowly(ida_uuid_bits bits, char text[IDA_UUID_TEXT_SIZE])
{
    (void)snprintf(text, IDA_UUID_TEXT_SIZE,
                   "%08" PRIx64 "-%04" PRIx64 "-%04" PRIx64 "-%04" PRIx64 "-%012" PRIx64,
                   bits.first >> 32, bits.first >> 16 & 0xffff, bits.first & 0xffff,
                   bits.second >> 48, bits.second & UINT64_C(0xffffffffffff));
}

static bool read_slowly(const char *text, ida_uuid_bits *bits)
{
    static const char digits[] = "0123456789abcdefABCDEF";
    uint64_t words[2] = {0, 0};
    size_t count = 0;
    for (size_t i = 0; i < IDA_UUID_TEXT_LENGTH; i++) {
        if (i == 8 || i == 13 || i == 18 || i == 23) {
            if (text[i] != '-') {
                return false;
            }
            continue;
        }
        const char *found = memchr(digits, text[i], sizeof(digits) - 1);
        if (found == NULL) {
            return false;
        }
        size_t place = (size_t)(found - digits);
        uint64_t *word = &words[count++ / 16];
        *word = *word << 4 | (place < 16 ? place : place - 6);
    }
    *bits = (ida_uuid_bits){words[0], words[1]};
    return true;
}

/* In blocks of the exact sizes, so that a sanitizer sees who reads or writes behind them. */
static void assert_written(ida_uuid_bits bits)
{
    char expected[IDA_UUID_TEXT_SIZE];
    write_slowly(bits, expected);
    for (size_t i = 0; i < COUNT_OF(forms); i++) {
        name_case("%s form, %s", forms[i].name, expected);
        char *text = malloc(IDA_UUID_TEXT_SIZE);
        assert_non_null(text);
        memset(text, '#', IDA_UUID_TEXT_SIZE);
        forms[i].write(bits, text);
        assert_memory_equal(text, expected, IDA_UUID_TEXT_SIZE);
        free(text);
    }
}

/* Whether text is accepted. */
static bool assert_read_rightly(const char text[IDA_UUID_TEXT_LENGTH])
{
    ida_uuid_bits expected = {0, 0};
    bool good = read_slowly(text, &expected);
    for (size_t i = 0; i < COUNT_OF(forms); i++) {
        name_case("%s form, %.36s", forms[i].name, text);
        char *copy = exact_copy(text, IDA_UUID_TEXT_LENGTH);
        ida_uuid_bits bits = {1, 2};
        assert_int_equal(forms[i].read(copy, &bits), good);
        if (good) {
            assert_true(bits.first == expected.first);
            assert_true(bits.second == expected.second);
        }
        free(copy);
    }
    return good;
}

TEST(every_digit_at_every_place_is_written)
{
    for (unsigned place = 0; place < 32; place++) {
        for (uint64_t digit = 0; digit < 16; digit++) {
            uint64_t word = digit << (60 - 4 * (place % 16));
            uint64_t rest = ~(UINT64_C(15) << (60 - 4 * (place % 16)));
            bool first = place < 16;
            assert_written((ida_uuid_bits){first ? word : 0, first ? 0 : word});
            word |= rest;
            assert_written((ida_uuid_bits){first ? word : UINT64_MAX, first ? UINT64_MAX : word});
        }
    }
}

TEST(every_character_at_every_place_is_judged_rightly)
{
    static const char *const bases[] = {"00000000-0000-0000-0000-000000000000",
                                        "01234567-89ab-cdef-0123-456789abcdef",
                                        "FEDCBA98-7654-3210-FEDC-BA9876543210"};
    size_t accepted = 0;
    for (size_t base = 0; base < COUNT_OF(bases); base++) {
        for (size_t place = 0; place < IDA_UUID_TEXT_LENGTH; place++) {
            for (int c = 0; c < 256; c++) {
                char text[IDA_UUID_TEXT_LENGTH];
                memcpy(text, bases[base], sizeof(text));
                text[place] = (char)c;
                accepted += assert_read_rightly(text) ? 1 : 0;
            }
        }
    }
    assert_int_equal(accepted, COUNT_OF(bases) * (32 * 22 + 4));
}

/* A carry or a borrow of one wrong character must not make good another one beside it. */
TEST(neighbours_do_not_hide_each_other)
{
    static const char near[] = {'/',    ':',    '@',    'G',    '`',    'g',    '-',    ' ', '\0',
                                '\x10', '\x7f', '\x80', '\xb0', '\xb9', '\xc1', '\xff', '0', 'f'};
    size_t accepted = 0;
    for (size_t place = 0; place + 1 < IDA_UUID_TEXT_LENGTH; place++) {
        for (size_t left = 0; left < sizeof(near); left++) {
            for (size_t right = 0; right < sizeof(near); right++) {
                char text[] = "99999999-aaaa-ffff-AAAA-FFFFFF000000";
                text[place] = near[left];
                text[place + 1] = near[right];
                accepted += assert_read_rightly(text) ? 1 : 0;
            }
        }
    }
    /* Two digits side by side, or one and a dash. */
    assert_int_equal(accepted, 27 * 4 + 8 * 2);
}

TEST(random_texts_are_read_and_written_alike)
{
    static const char replacements[] = "0123456789abcdefABCDEF-gG/:@`";
    uint64_t random = 12;
    size_t accepted = 0;
    for (int i = 0; i < 20000; i++) {
        ida_uuid_bits bits = {random_next(&random), random_next(&random)};
        assert_written(bits);
        char text[IDA_UUID_TEXT_SIZE];
        write_slowly(bits, text);
        assert_true(assert_read_rightly(text));
        for (uint64_t j = random_below(&random, 6); j > 0; j--) {
            uint64_t which = random_below(&random, sizeof(replacements) - 1);
            text[random_below(&random, IDA_UUID_TEXT_LENGTH)] = replacements[which];
        }
        accepted += assert_read_rightly(text) ? 1 : 0;
    }
    assert_in_range(accepted, 2000, 18000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_digit_at_every_place_is_written),
        cmocka_unit_test(every_character_at_every_place_is_judged_rightly),
        cmocka_unit_test(neighbours_do_not_hide_each_other),
        cmocka_unit_test(random_texts_are_read_and_written_alike),
    };
    return RUN_TESTS(tests);
}
