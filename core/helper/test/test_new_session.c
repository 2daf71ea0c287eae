/*
 * libidalloc-uuid, and the core's reading and writing of UUIDs against libuuid's, which is an
 * implementation that shares nothing with it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <uuid/uuid.h>

#include <idalloc/new_session.h>
#include <idalloc/uuid.h>

enum { ROUNDS = 20000 };

static void test_new_ids_are_valid_and_differ(void **state)
{
    (void)state;
    ida_uuid last = {0, 0};
    uint64_t any_high = 0;
    uint64_t any_low = 0;
    uint64_t all_high = UINT64_MAX;
    uint64_t all_low = UINT64_MAX;
    for (int i = 0; i < ROUNDS; i++) {
        ida_uuid uuid;
        assert_int_equal(ida_new_session_id(&uuid), IDA_OK);
        assert_true(ida_uuid_is_valid(uuid));
        assert_int_not_equal(ida_uuid_compare(uuid, last), 0);
        any_high |= uuid.high;
        any_low |= uuid.low;
        all_high &= uuid.high;
        all_low &= uuid.low;
        last = uuid;
    }
    /* Each of the 122 bits was seen both as 0 and as 1. */
    assert_int_equal(any_high, (UINT64_C(1) << 58) - 1);
    assert_int_equal(any_low, UINT64_MAX);
    assert_int_equal(all_high, 0);
    assert_int_equal(all_low, 0);
}

static void test_text_and_bytes_agree_with_libuuid(void **state)
{
    (void)state;
    for (int i = 0; i < ROUNDS; i++) {
        uuid_t expected;
        uuid_generate_random(expected);

        /* Theirs, written in either case, is read by ours; ours writes it as theirs does. */
        char lower[UUID_STR_LEN];
        char upper[UUID_STR_LEN];
        uuid_unparse_lower(expected, lower);
        uuid_unparse_upper(expected, upper);
        ida_uuid from_lower;
        ida_uuid from_upper;
        ida_uuid from_bytes;
        assert_int_equal(ida_uuid_parse(lower, strlen(lower), &from_lower), IDA_OK);
        assert_int_equal(ida_uuid_parse(upper, strlen(upper), &from_upper), IDA_OK);
        assert_int_equal(ida_uuid_from_bytes(expected, &from_bytes), IDA_OK);
        assert_int_equal(ida_uuid_compare(from_lower, from_upper), 0);
        assert_int_equal(ida_uuid_compare(from_lower, from_bytes), 0);
        char text[IDA_UUID_TEXT_SIZE];
        ida_uuid_format(from_lower, text);
        assert_string_equal(text, lower);

        /* Ours is read by theirs. */
        uuid_t bytes;
        assert_int_equal(uuid_parse(text, bytes), 0);
        assert_memory_equal(bytes, expected, sizeof bytes);
        ida_uuid_to_bytes(from_lower, bytes);
        assert_memory_equal(bytes, expected, sizeof bytes);
    }
}

static void test_order_agrees_with_libuuid(void **state)
{
    (void)state;
    for (int i = 0; i < ROUNDS; i++) {
        uuid_t a_bytes;
        uuid_t b_bytes;
        uuid_generate_random(a_bytes);
        uuid_generate_random(b_bytes);
        /* Half of the pairs share a prefix, so that every byte gets to decide. */
        memcpy(b_bytes, a_bytes, (size_t)(i % 32 < 16 ? i % 16 : 0));
        ida_uuid a;
        ida_uuid b;
        assert_int_equal(ida_uuid_from_bytes(a_bytes, &a), IDA_OK);
        assert_int_equal(ida_uuid_from_bytes(b_bytes, &b), IDA_OK);
        int theirs = memcmp(a_bytes, b_bytes, sizeof a_bytes);
        int ours = ida_uuid_compare(a, b);
        assert_int_equal((ours > 0) - (ours < 0), (theirs > 0) - (theirs < 0));
    }
}

/* Ours accepts exactly what libuuid reads and says is of version 4 and of the RFC variant. */
static void check_acceptance(const char *text)
{
    uuid_t bytes;
    bool expected = uuid_parse(text, bytes) == 0 && uuid_variant(bytes) == UUID_VARIANT_DCE &&
                    uuid_type(bytes) == UUID_TYPE_DCE_RANDOM;
    ida_uuid uuid;
    ida_status status = ida_uuid_parse(text, strlen(text), &uuid);
    assert_int_equal(status, expected ? IDA_OK : IDA_MALFORMED);
    if (expected) {
        char again[IDA_UUID_TEXT_SIZE];
        char lower[UUID_STR_LEN];
        ida_uuid_format(uuid, again);
        uuid_unparse_lower(bytes, lower);
        assert_string_equal(again, lower);
    }
}

static void test_every_character_at_every_place(void **state)
{
    (void)state;
    uuid_t bytes;
    uuid_generate_random(bytes);
    char text[UUID_STR_LEN];
    uuid_unparse_lower(bytes, text);
    check_acceptance(text);
    for (size_t place = 0; place < IDA_UUID_TEXT_LENGTH; place++) {
        char kept = text[place];
        for (int character = 1; character < 256; character++) {
            text[place] = (char)character;
            check_acceptance(text);
        }
        text[place] = kept;
    }
}

static void test_other_versions_and_variants(void **state)
{
    (void)state;
    for (int i = 0; i < ROUNDS; i++) {
        uuid_t bytes;
        uuid_generate_random(bytes);
        /* The upper halves of bytes 6 and 8 hold them; run through all 256 pairs. */
        bytes[6] = (unsigned char)((bytes[6] & 0x0f) | ((i & 0x0f) << 4));
        bytes[8] = (unsigned char)((bytes[8] & 0x0f) | (i & 0xf0));
        char text[UUID_STR_LEN];
        uuid_unparse(bytes, text);
        check_acceptance(text);
        bool version_4 = uuid_variant(bytes) == UUID_VARIANT_DCE && (bytes[6] >> 4) == 4;
        ida_uuid uuid;
        assert_int_equal(ida_uuid_from_bytes(bytes, &uuid), version_4 ? IDA_OK : IDA_MALFORMED);
    }
}

static void test_other_lengths(void **state)
{
    (void)state;
    const char text[] = "01234567-89ab-4def-8123-456789abcdef0";
    for (size_t length = 0; length < sizeof text; length++) {
        ida_uuid uuid = {1, 2};
        ida_status status = ida_uuid_parse(text, length, &uuid);
        assert_int_equal(status, length == IDA_UUID_TEXT_LENGTH ? IDA_OK : IDA_MALFORMED);
        if (status != IDA_OK) {
            assert_true(uuid.high == 1 && uuid.low == 2);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_new_ids_are_valid_and_differ),
        cmocka_unit_test(test_text_and_bytes_agree_with_libuuid),
        cmocka_unit_test(test_order_agrees_with_libuuid),
        cmocka_unit_test(test_every_character_at_every_place),
        cmocka_unit_test(test_other_versions_and_variants),
        cmocka_unit_test(test_other_lengths),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
