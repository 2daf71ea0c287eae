/* Bytes and texts that are no k-ordered IDs. */
#include "support_allocator.h"
#include "support_cmocka.h"
#include "support_korder.h"

TEST(other_sizes_are_refused)
{
    const uint8_t bytes[16] = {0};
    ida_korder_local local = TEST_NO_LOCAL;
    ida_korder_global global = {{7}};
    for (size_t size = 0; size <= sizeof(bytes); size++) {
        name_case("%zu bytes", size);
        uint8_t *copy = exact_copy(bytes, size);
        assert_int_equal(ida_korder_local_from_bytes(copy, size, &local),
                         size == 8 ? IDA_OK : IDA_MALFORMED);
        assert_int_equal(ida_korder_global_from_bytes(copy, size, 8, &global),
                         size == 12 ? IDA_OK : IDA_MALFORMED);
        assert_int_equal(local == TEST_NO_LOCAL, size < 8);
        assert_int_equal(global.bytes[0] == 7, size < 12);
        free(copy);
    }
}

TEST(other_lengths_are_refused)
{
    static const char digits[] = "....................";
    ida_korder_local local = TEST_NO_LOCAL;
    ida_korder_global global = {{7}};
    for (size_t length = 0; length < sizeof(digits); length++) {
        name_case("%zu digits", length);
        char *copy = exact_copy(digits, length);
        assert_int_equal(ida_korder_local_parse(copy, length, IDA_KORDER_D64, &local),
                         length == 11 ? IDA_OK : IDA_MALFORMED);
        assert_int_equal(ida_korder_global_parse(copy, length, IDA_KORDER_D64, 8, &global),
                         length == 16 ? IDA_OK : IDA_MALFORMED);
        free(copy);
    }
    assert_true(local == 0 && global.bytes[0] == 0);
}

static ida_status parse(const char *text, ida_korder_text form, ida_korder_local *local)
{
    return ida_korder_local_parse(text, strlen(text), form, local);
}

/* How many of the 256 characters are accepted at a place of a text that is otherwise zero. */
static size_t accepted_at(size_t at, ida_korder_text form, bool is_global)
{
    size_t accepted = 0;
    for (int c = 0; c < 256; c++) {
        name_case("character %d at %zu", c, at);
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

TEST(exactly_the_sixty_four_digits_are_accepted)
{
    /* The first digit is of A alone, where every value is valid. */
    assert_int_equal(accepted_at(0, IDA_KORDER_D64, false), 64);
    assert_int_equal(accepted_at(0, IDA_KORDER_BASE64URL, false), 64);
    assert_int_equal(accepted_at(15, IDA_KORDER_D64, true), 64);
    assert_int_equal(accepted_at(15, IDA_KORDER_BASE64URL, true), 64);
}

TEST(bits_behind_the_last_byte_are_refused)
{
    assert_int_equal(accepted_at(10, IDA_KORDER_D64, false), 16);
    assert_int_equal(accepted_at(10, IDA_KORDER_BASE64URL, false), 16);
    ida_korder_local local = TEST_NO_LOCAL;
    assert_int_equal(parse("..........2", IDA_KORDER_D64, &local), IDA_MALFORMED);
    assert_int_equal(parse("..........3", IDA_KORDER_D64, &local), IDA_OK);
    assert_true(local == 1);
}

TEST(the_forms_are_not_mixed_up)
{
    ida_korder_local local = TEST_NO_LOCAL;
    assert_int_equal(parse("A-AAAAAAAAA", IDA_KORDER_D64, &local), IDA_MALFORMED);
    assert_int_equal(parse("A.AAAAAAAAA", IDA_KORDER_BASE64URL, &local), IDA_MALFORMED);
    assert_int_equal(parse("A+AAAAAAAAA", IDA_KORDER_BASE64URL, &local), IDA_MALFORMED);
    assert_int_equal(parse("AAAAAAAAAAA=", IDA_KORDER_BASE64URL, &local), IDA_MALFORMED);
    assert_true(local == TEST_NO_LOCAL);
}

TEST(a_form_that_there_is_not_is_refused)
{
    ida_korder_text form = (ida_korder_text)2;
    ida_korder_local local = TEST_NO_LOCAL;
    ida_korder_global global = {{7}};
    assert_int_equal(parse("...........", form, &local), IDA_INVALID_ARGUMENT);
    assert_int_equal(ida_korder_global_parse("................", 16, form, 8, &global),
                     IDA_INVALID_ARGUMENT);
    assert_true(local == TEST_NO_LOCAL && global.bytes[0] == 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(other_sizes_are_refused),
        cmocka_unit_test(other_lengths_are_refused),
        cmocka_unit_test(exactly_the_sixty_four_digits_are_accepted),
        cmocka_unit_test(bits_behind_the_last_byte_are_refused),
        cmocka_unit_test(the_forms_are_not_mixed_up),
        cmocka_unit_test(a_form_that_there_is_not_is_refused),
    };
    return RUN_TESTS(tests);
}
