/* Base64: one text for each sequence of bytes, and no other text is accepted. */
#include "base64.h"
#include "support_cmocka.h"

#define LONGEST 64

/* Encodes into text, which has room for it, and returns the length. */
static size_t encode(const uint8_t *bytes, size_t size, char *text)
{
    ida_base64_writer writer = {.text = text};
    for (size_t i = 0; i < size; i++) {
        ida_base64_write(&writer, bytes[i]);
    }
    ida_base64_finish(&writer);
    return writer.length;
}

static void assert_pair(const char *bytes, const char *text)
{
    name_case("%s", text);
    char encoded[LONGEST];
    size_t size = strlen(bytes);
    size_t length = encode((const uint8_t *)bytes, size, encoded);
    assert_int_equal(length, strlen(text));
    assert_memory_equal(encoded, text, length);
    assert_int_equal(ida_base64_text_size(size), length);
    size_t byte_count = LONGEST;
    assert_true(ida_base64_check(text, length, &byte_count));
    assert_int_equal(byte_count, size);
    for (size_t i = 0; i < size; i++) {
        assert_int_equal(ida_base64_byte(text, i), (uint8_t)bytes[i]);
    }
}

static void assert_no_base64(const char *text)
{
    name_case("%s", text);
    size_t byte_count = LONGEST;
    assert_false(ida_base64_check(text, strlen(text), &byte_count));
    assert_int_equal(byte_count, LONGEST);
}

TEST(the_examples_of_rfc_4648_hold)
{
    assert_pair("", "");
    assert_pair("f", "Zg==");
    assert_pair("fo", "Zm8=");
    assert_pair("foo", "Zm9v");
    assert_pair("foob", "Zm9vYg==");
    assert_pair("fooba", "Zm9vYmE=");
    assert_pair("foobar", "Zm9vYmFy");
    assert_pair("\xfb\xff\xbf", "+/+/");
}

TEST(every_byte_survives_at_every_place)
{
    for (size_t size = 1; size <= 9; size++) {
        for (unsigned value = 0; value <= UINT8_MAX; value++) {
            name_case("%zu bytes, the first is %u", size, value);
            uint8_t bytes[9];
            char text[LONGEST];
            for (size_t i = 0; i < size; i++) {
                bytes[i] = (uint8_t)((value + 37 * i) & 0xff);
            }
            size_t length = encode(bytes, size, text);
            size_t byte_count = 0;
            assert_true(ida_base64_check(text, length, &byte_count));
            assert_int_equal(byte_count, size);
            for (size_t i = 0; i < size; i++) {
                assert_int_equal(ida_base64_byte(text, i), bytes[i]);
            }
        }
    }
}

TEST(other_spellings_are_refused)
{
    assert_no_base64("Zg");
    assert_no_base64("Zg=");
    assert_no_base64("Zm8");
    assert_no_base64("Zm9vYg");
    assert_no_base64("Zm9v====");
    assert_no_base64("Z===");
    assert_no_base64("====");
    assert_no_base64("=");
    assert_no_base64("Zg==Zg==");
    assert_no_base64("Zm8=Zm9v");
    assert_no_base64("Z=9v");
    assert_no_base64("=m9v");
    assert_no_base64("Zm=v");
    assert_no_base64("Z=v=");
    assert_no_base64("Zm9v\n");
    assert_no_base64("Zm9v\r\n  ");
    assert_no_base64("Zm 9vYg=");
    assert_no_base64(" Zm9vYg=");
    assert_no_base64("-_-_");
    assert_no_base64("Zm9\xc3");
    assert_no_base64("Zm9\x80");
}

TEST(a_nul_is_no_digit)
{
    size_t byte_count = LONGEST;
    assert_false(ida_base64_check("Zm9\0", 4, &byte_count));
    assert_false(ida_base64_check("\0\0\0\0", 4, &byte_count));
}

TEST(bits_behind_the_last_byte_are_refused)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < 64; i++) {
        name_case("digit %c", digits[i]);
        size_t byte_count;
        char one[] = "ZA==";
        char two[] = "ZmA=";
        one[1] = digits[i];
        two[2] = digits[i];
        assert_true(ida_base64_check(one, 4, &byte_count) == (i % 16 == 0));
        assert_true(ida_base64_check(two, 4, &byte_count) == (i % 4 == 0));
    }
}

TEST(exactly_the_sixty_four_digits_are_accepted)
{
    size_t accepted = 0;
    for (unsigned value = 0; value <= UINT8_MAX; value++) {
        char text[4];
        size_t byte_count;
        memset(text, (int)value, sizeof(text));
        accepted += ida_base64_check(text, sizeof(text), &byte_count) ? 1 : 0;
    }
    assert_int_equal(accepted, 64);
}

/* What stands before an empty text is not a part of it. */
TEST(an_empty_text_behind_a_padding_is_empty)
{
    static const char text[] = "AA==";
    size_t byte_count = 4711;
    assert_true(ida_base64_check(text + 4, 0, &byte_count));
    assert_int_equal(byte_count, 0);
}

TEST(text_sizes_do_not_overflow)
{
    assert_int_equal(ida_base64_text_size(0), 0);
    assert_int_equal(ida_base64_text_size(1), 4);
    assert_int_equal(ida_base64_text_size(3), 4);
    assert_int_equal(ida_base64_text_size(4), 8);
    assert_true(ida_base64_text_size(UINT64_MAX) == UINT64_MAX);
    assert_true(ida_base64_text_size(UINT64_MAX / 4 * 3) == UINT64_MAX / 4 * 4);
    assert_true(ida_base64_text_size(UINT64_MAX / 4 * 3 + 1) == UINT64_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_examples_of_rfc_4648_hold),
        cmocka_unit_test(every_byte_survives_at_every_place),
        cmocka_unit_test(other_spellings_are_refused),
        cmocka_unit_test(a_nul_is_no_digit),
        cmocka_unit_test(bits_behind_the_last_byte_are_refused),
        cmocka_unit_test(exactly_the_sixty_four_digits_are_accepted),
        cmocka_unit_test(an_empty_text_behind_a_padding_is_empty),
        cmocka_unit_test(text_sizes_do_not_overflow),
    };
    return RUN_TESTS(tests);
}
