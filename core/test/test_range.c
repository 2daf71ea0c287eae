/* The creation range: what is valid, and its wire form. */
#include <idalloc/range.h>

#include "support_cmocka.h"
#include "support_world.h"

static ida_status validate(ida_uuid session, uint64_t first, uint64_t count, uint32_t size)
{
    ida_range range = range_of(session, first, count, size);
    return ida_range_validate(&range);
}

TEST(sizes_have_their_published_limits)
{
    assert_int_equal(IDA_CLUSTER_SIZE_MIN, 1);
    assert_int_equal(IDA_CLUSTER_SIZE_DEFAULT, 512);
    assert_int_equal(IDA_CLUSTER_SIZE_MAX, 1048576);
    assert_int_equal(IDA_RANGE_ENCODED_SIZE, 36);
}

TEST(the_first_gen_count_is_at_least_1)
{
    assert_int_equal(validate(A, 0, 1, 5), IDA_INVALID_RANGE);
    assert_int_equal(validate(A, 1, 1, 5), IDA_OK);
    assert_int_equal(validate(A, 2, 1, 5), IDA_OK);
}

TEST(the_last_gen_count_is_at_most_int64_max)
{
    assert_int_equal(validate(A, NUMBERS, 1, 5), IDA_OK);
    assert_int_equal(validate(A, NUMBERS, 2, 5), IDA_INVALID_RANGE);
    assert_int_equal(validate(A, NUMBERS + 1, 1, 5), IDA_INVALID_RANGE);
    assert_int_equal(validate(A, UINT64_MAX, 1, 5), IDA_INVALID_RANGE);
    assert_int_equal(validate(A, UINT64_MAX, UINT64_MAX, 5), IDA_INVALID_RANGE);
    assert_int_equal(validate(A, 1, NUMBERS, 5), IDA_OK);
    assert_int_equal(validate(A, 2, NUMBERS, 5), IDA_INVALID_RANGE);
    assert_int_equal(validate(A, 2, NUMBERS - 1, 5), IDA_OK);
    assert_int_equal(validate(A, 1, NUMBERS + 1, 5), IDA_INVALID_RANGE);
    assert_int_equal(validate(A, 1, UINT64_MAX, 5), IDA_INVALID_RANGE);
    /* These wrap around to small numbers. */
    assert_int_equal(validate(A, 2, UINT64_MAX, 5), IDA_INVALID_RANGE);
    assert_int_equal(validate(A, NUMBERS, NUMBERS + 3, 5), IDA_INVALID_RANGE);
}

TEST(the_requested_size_is_within_its_limits)
{
    assert_int_equal(validate(A, 1, 1, 0), IDA_INVALID_RANGE);
    assert_int_equal(validate(A, 1, 1, 1), IDA_OK);
    assert_int_equal(validate(A, 1, 1, IDA_CLUSTER_SIZE_MAX), IDA_OK);
    assert_int_equal(validate(A, 1, 1, IDA_CLUSTER_SIZE_MAX + 1), IDA_INVALID_RANGE);
    assert_int_equal(validate(A, 1, 1, UINT32_MAX), IDA_INVALID_RANGE);
}

TEST(the_session_is_valid)
{
    assert_int_equal(validate(uuid_of(0, 0), 1, 1, 5), IDA_OK);
    assert_int_equal(validate(TEST_UUID_MAX, 1, 1, 5), IDA_OK);
    assert_int_equal(validate(INVALID, 1, 1, 5), IDA_INVALID_RANGE);
}

/* Its session must be one all the same: an encoded range has no room for another. */
TEST(an_empty_range_is_valid_whatever_else_it_says)
{
    assert_int_equal(validate(A, 1, 0, 5), IDA_OK);
    assert_int_equal(validate(uuid_of(TEST_HIGH_MAX, 0), 0, 0, 0), IDA_OK);
    assert_int_equal(validate(INVALID, 0, 0, 0), IDA_INVALID_RANGE);
    assert_int_equal(validate(uuid_of(UINT64_MAX, 0), 1, 0, 5), IDA_INVALID_RANGE);
    assert_int_equal(validate(A, UINT64_MAX, 0, UINT32_MAX), IDA_OK);
}

/* 01234567-89ab-4cde-8f01-23456789abcd, gen counts from 0x0102030405060708, a million and more. */
static const uint8_t known_bytes[IDA_RANGE_ENCODED_SIZE] = {
    0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0x4c, 0xde, 0x8f, 0x01, 0x23, 0x45,
    0x67, 0x89, 0xab, 0xcd, 0x08, 0x07, 0x06, 0x05, 0x04, 0x03, 0x02, 0x01,
    0x18, 0x17, 0x16, 0x15, 0x14, 0x13, 0x12, 0x11, 0x1c, 0x1b, 0x0a, 0x00,
};

static ida_range known_range(void)
{
    ida_uuid session;
    assert_int_equal(ida_uuid_parse("01234567-89ab-4cde-8f01-23456789abcd", 36, &session), IDA_OK);
    return range_of(session, UINT64_C(0x0102030405060708), UINT64_C(0x1112131415161718), 0x0a1b1c);
}

TEST(the_wire_form_is_as_documented)
{
    ida_range range = known_range();
    uint8_t bytes[IDA_RANGE_ENCODED_SIZE + 1];
    memset(bytes, 0x77, sizeof(bytes));
    ida_range_encode(&range, bytes);
    assert_memory_equal(bytes, known_bytes, sizeof(known_bytes));
    assert_int_equal(bytes[IDA_RANGE_ENCODED_SIZE], 0x77);
    ida_range decoded = range_of(uuid_of(0, 0), 0, 0, 0);
    assert_int_equal(ida_range_decode(known_bytes, sizeof(known_bytes), &decoded), IDA_OK);
    assert_range_equal(decoded, range);
}

TEST(decode_reads_back_what_encode_wrote)
{
    const ida_range ranges[] = {
        range_of(uuid_of(0, 0), 1, 1, 1),
        range_of(TEST_UUID_MAX, NUMBERS, 1, IDA_CLUSTER_SIZE_MAX),
        range_of(B, 1, NUMBERS, 512),
        range_of(C, 0, 0, 0),
        range_of(session_named('D'), UINT64_MAX, 0, UINT32_MAX),
    };
    for (size_t i = 0; i < COUNT_OF(ranges); i++) {
        name_case("from %" PRIu64 ", count %" PRIu64, ranges[i].first_gen_count, ranges[i].count);
        uint8_t bytes[IDA_RANGE_ENCODED_SIZE];
        ida_range_encode(&ranges[i], bytes);
        ida_range decoded = known_range();
        assert_int_equal(ida_range_decode(bytes, sizeof(bytes), &decoded), IDA_OK);
        assert_range_equal(decoded, ranges[i]);
    }
}

static void assert_undecodable(const uint8_t *bytes, size_t size, ida_status status)
{
    uint8_t *copy = exact_copy(bytes, size);
    ida_range canary = range_of(uuid_of(9, 8), 7, 6, 5);
    ida_range decoded = canary;
    assert_int_equal(ida_range_decode(copy, size, &decoded), status);
    assert_range_equal(decoded, canary);
    free(copy);
}

TEST(another_size_is_malformed)
{
    uint8_t longer[IDA_RANGE_ENCODED_SIZE * 2];
    memcpy(longer, known_bytes, sizeof(known_bytes));
    memcpy(longer + sizeof(known_bytes), known_bytes, sizeof(known_bytes));
    for (size_t size = 0; size <= sizeof(longer); size++) {
        name_case("%zu bytes", size);
        if (size != IDA_RANGE_ENCODED_SIZE) {
            assert_undecodable(longer, size, IDA_MALFORMED);
        }
    }
}

TEST(a_session_that_is_no_version_4_uuid_is_malformed)
{
    uint8_t bytes[IDA_RANGE_ENCODED_SIZE];
    memcpy(bytes, known_bytes, sizeof(bytes));
    bytes[6] = 0x5c;
    assert_undecodable(bytes, sizeof(bytes), IDA_MALFORMED);
    bytes[6] = 0x4c;
    bytes[8] = 0xcf;
    assert_undecodable(bytes, sizeof(bytes), IDA_MALFORMED);
    /* It comes before whatever else is wrong, and even an empty range must be well formed. */
    memset(bytes + 16, 0, 20);
    assert_undecodable(bytes, sizeof(bytes), IDA_MALFORMED);
    bytes[24] = 1;
    assert_undecodable(bytes, sizeof(bytes), IDA_MALFORMED);
}

TEST(decoding_validates)
{
    uint8_t bytes[IDA_RANGE_ENCODED_SIZE];
    memcpy(bytes, known_bytes, sizeof(bytes));
    memset(bytes + 16, 0, 8);
    assert_undecodable(bytes, sizeof(bytes), IDA_INVALID_RANGE);
    memcpy(bytes, known_bytes, sizeof(bytes));
    bytes[31] = 0x80;
    assert_undecodable(bytes, sizeof(bytes), IDA_INVALID_RANGE);
    memcpy(bytes, known_bytes, sizeof(bytes));
    bytes[35] = 0x01;
    assert_undecodable(bytes, sizeof(bytes), IDA_INVALID_RANGE);
    memset(bytes + 32, 0, 4);
    assert_undecodable(bytes, sizeof(bytes), IDA_INVALID_RANGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sizes_have_their_published_limits),
        cmocka_unit_test(the_first_gen_count_is_at_least_1),
        cmocka_unit_test(the_last_gen_count_is_at_most_int64_max),
        cmocka_unit_test(the_requested_size_is_within_its_limits),
        cmocka_unit_test(the_session_is_valid),
        cmocka_unit_test(an_empty_range_is_valid_whatever_else_it_says),
        cmocka_unit_test(the_wire_form_is_as_documented),
        cmocka_unit_test(decode_reads_back_what_encode_wrote),
        cmocka_unit_test(another_size_is_malformed),
        cmocka_unit_test(a_session_that_is_no_version_4_uuid_is_malformed),
        cmocka_unit_test(decoding_validates),
    };
    return RUN_TESTS(tests);
}
