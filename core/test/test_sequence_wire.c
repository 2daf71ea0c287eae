/* The bytes of messages and records, and what hostile or damaged ones come to. */
#include <idalloc/sequence.h>

#include "support_cmocka.h"

#define BIG UINT64_C(0x1122334455667788)

TEST(a_request_has_these_bytes)
{
    const ida_chunk_request request = {BIG, 2, 3, 4, 5};
    static const uint8_t expected[IDA_CHUNK_REQUEST_ENCODED_SIZE] = {
        1, 0x88, 0x77, 0x66, 0x55, 0x44, 0x33, 0x22, 0x11, 2, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0,
        0, 0,    0,    0,    4,    0,    0,    0,    0,    0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0};
    uint8_t bytes[IDA_CHUNK_REQUEST_ENCODED_SIZE];
    ida_chunk_request_encode(&request, bytes);
    assert_memory_equal(bytes, expected, sizeof bytes);
    ida_chunk_request read;
    assert_int_equal(ida_chunk_request_decode(bytes, sizeof bytes, &read), IDA_OK);
    assert_memory_equal(&read, &request, sizeof read);
}

static void assert_reply_equal(const ida_chunk_reply *a, const ida_chunk_reply *b)
{
    assert_true(a->sequence == b->sequence && a->coordinator == b->coordinator);
    assert_true(a->incarnation == b->incarnation && a->number == b->number);
    assert_int_equal(a->exhausted, b->exhausted);
    assert_memory_equal(&a->chunk, &b->chunk, sizeof a->chunk);
}

TEST(replies_have_these_bytes)
{
    ida_chunk_reply reply = {1, 2, 3, 4, false, {10, 20, 0, 7}};
    uint8_t bytes[IDA_CHUNK_REPLY_ENCODED_SIZE];
    uint8_t expected[IDA_CHUNK_REPLY_ENCODED_SIZE] = {2};
    static const uint8_t low[8] = {1, 2, 3, 4, 10, 20, 0, 7};
    for (size_t i = 0; i < 8; i++) {
        expected[1 + 8 * i] = low[i];
    }
    ida_chunk_reply read;
    ida_chunk_reply_encode(&reply, bytes);
    assert_memory_equal(bytes, expected, sizeof bytes);
    assert_int_equal(ida_chunk_reply_decode(bytes, sizeof bytes, &read), IDA_OK);
    assert_reply_equal(&read, &reply);
    reply = (ida_chunk_reply){1, 2, 3, 4, true, {0, 0, 0, 0}};
    memset(expected + 33, 0, 32);
    expected[0] = 3;
    ida_chunk_reply_encode(&reply, bytes);
    assert_memory_equal(bytes, expected, sizeof bytes);
    assert_int_equal(ida_chunk_reply_decode(bytes, sizeof bytes, &read), IDA_OK);
    assert_reply_equal(&read, &reply);
}

/* A request's after above the largest ID, and other numbers that no coordinator sends. */
TEST(requests_that_make_no_sense_are_refused)
{
    static const struct {
        const char *name;
        ida_chunk_request request;
    } bad[] = {
        NAMED({1, 2, 0, 4, 5}),
        NAMED({1, 2, 3, 0, 5}),
        NAMED({1, 2, 3, 4, IDA_SEQUENCE_ID_MAX + 1}),
    };
    uint8_t bytes[IDA_CHUNK_REQUEST_ENCODED_SIZE];
    ida_chunk_request read = {9, 9, 9, 9, 9};
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        name_case("%s", bad[i].name);
        ida_chunk_request_encode(&bad[i].request, bytes);
        assert_int_equal(ida_chunk_request_decode(bytes, sizeof bytes, &read), IDA_MALFORMED);
    }
    ida_chunk_request_encode(&(ida_chunk_request){1, 2, 3, 4, IDA_SEQUENCE_ID_MAX}, bytes);
    assert_int_equal(ida_chunk_request_decode(bytes, sizeof bytes - 1, &read), IDA_MALFORMED);
    assert_int_equal(ida_chunk_request_decode(bytes, 0, &read), IDA_MALFORMED);
    bytes[0] = 2;
    assert_int_equal(ida_chunk_request_decode(bytes, sizeof bytes, &read), IDA_MALFORMED);
    assert_int_equal(read.sequence, 9);
    bytes[0] = 1;
    assert_int_equal(ida_chunk_request_decode(bytes, sizeof bytes, &read), IDA_OK);
}

TEST(replies_that_make_no_sense_are_refused)
{
    static const struct {
        const char *name;
        ida_chunk_reply reply;
        ida_status status;
    } bad[] = {
        NAMED({1, 2, 0, 4, false, {10, 20, 0, 1}}, IDA_MALFORMED),
        NAMED({1, 2, 3, 0, false, {10, 20, 0, 1}}, IDA_MALFORMED),
        NAMED({1, 2, 3, 4, false, {10, 20, 0, 0}}, IDA_INVALID_CHUNK),
        NAMED({1, 2, 3, 4, false, {10, 20, 1, 1}}, IDA_INVALID_CHUNK),
        NAMED({1, 2, 3, 4, false, {20, 20, 0, 1}}, IDA_INVALID_CHUNK),
        NAMED({1, 2, 3, 4, false, {10, UINT64_MAX, 0, 1}}, IDA_INVALID_CHUNK),
        NAMED({1, 2, 3, 4, true, {1, 0, 0, 0}}, IDA_MALFORMED),
        NAMED({1, 2, 3, 4, true, {0, 1, 0, 0}}, IDA_MALFORMED),
        NAMED({1, 2, 3, 4, true, {0, 0, 1, 0}}, IDA_MALFORMED),
        NAMED({1, 2, 3, 4, true, {0, 0, 0, 1}}, IDA_MALFORMED),
    };
    uint8_t bytes[IDA_CHUNK_REPLY_ENCODED_SIZE];
    ida_chunk_reply read = {.sequence = 9};
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        name_case("%s", bad[i].name);
        ida_chunk_reply_encode(&bad[i].reply, bytes);
        assert_int_equal(ida_chunk_reply_decode(bytes, sizeof bytes, &read), bad[i].status);
    }
    ida_chunk_reply_encode(&(ida_chunk_reply){1, 2, 3, 4, false, {10, 20, 0, 1}}, bytes);
    assert_int_equal(ida_chunk_reply_decode(bytes, sizeof bytes - 1, &read), IDA_MALFORMED);
    static const uint8_t kinds[] = {0, 1, 4, 255};
    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        name_case("kind %u", kinds[i]);
        bytes[0] = kinds[i];
        assert_int_equal(ida_chunk_reply_decode(bytes, sizeof bytes, &read), IDA_MALFORMED);
    }
    assert_int_equal(read.sequence, 9);
}

TEST(records_come_back)
{
    const ida_master_record master = {BIG, 7, IDA_SEQUENCE_ID_MAX, 5};
    const ida_coordinator_record coordinator = {BIG, BIG + 1, UINT64_MAX, IDA_SEQUENCE_ID_MAX};
    uint8_t m[IDA_MASTER_RECORD_ENCODED_SIZE];
    uint8_t c[IDA_COORDINATOR_RECORD_ENCODED_SIZE];
    ida_master_record_encode(&master, m);
    ida_coordinator_record_encode(&coordinator, c);
    assert_memory_equal(m, "IDAM\2\x88\x77\x66\x55\x44\x33\x22\x11\7\0", 15);
    assert_memory_equal(c, "IDAC\1\x88\x77\x66\x55\x44\x33\x22\x11\x89\x77", 15);
    ida_master_record read_master;
    ida_coordinator_record read_coordinator;
    assert_int_equal(ida_master_record_decode(m, sizeof m, &read_master), IDA_OK);
    assert_memory_equal(&read_master, &master, sizeof master);
    assert_int_equal(ida_coordinator_record_decode(c, sizeof c, &read_coordinator), IDA_OK);
    assert_memory_equal(&read_coordinator, &coordinator, sizeof coordinator);
}

/* Each flipped bit and each shorter or longer size is found. */
TEST(damaged_records_are_refused)
{
    const ida_master_record master = {1, 2, 3, 3};
    const ida_coordinator_record coordinator = {1, 2, 3, 4};
    uint8_t m[IDA_MASTER_RECORD_ENCODED_SIZE + 1] = {0};
    uint8_t c[IDA_COORDINATOR_RECORD_ENCODED_SIZE + 1] = {0};
    ida_master_record_encode(&master, m);
    ida_coordinator_record_encode(&coordinator, c);
    ida_master_record read_master = {9, 9, 9, 9};
    ida_coordinator_record read_coordinator = {9, 9, 9, 9};
    for (size_t bit = 0; bit < 8 * (sizeof c - 1); bit++) {
        name_case("bit %zu", bit);
        size_t at = bit / 8;
        ida_status expected = at < 4   ? IDA_MALFORMED
                              : at < 5 ? IDA_UNSUPPORTED_VERSION
                                       : IDA_CHECKSUM;
        uint8_t flip = (uint8_t)(1u << bit % 8);
        if (at < sizeof m - 1) {
            m[at] ^= flip;
            assert_int_equal(ida_master_record_decode(m, sizeof m - 1, &read_master), expected);
            m[at] ^= flip;
        }
        c[at] ^= flip;
        assert_int_equal(ida_coordinator_record_decode(c, sizeof c - 1, &read_coordinator),
                         expected);
        c[at] ^= flip;
    }
    for (size_t size = 0; size <= sizeof c; size++) {
        name_case("%zu bytes", size);
        if (size <= sizeof m && size != sizeof m - 1) {
            assert_int_equal(ida_master_record_decode(m, size, &read_master), IDA_MALFORMED);
        }
        if (size != sizeof c - 1) {
            assert_int_equal(ida_coordinator_record_decode(c, size, &read_coordinator),
                             IDA_MALFORMED);
        }
    }
    assert_int_equal(read_master.sequence, 9);
    assert_int_equal(read_coordinator.sequence, 9);
}

/* Too little to be sure that the version is one: what stands behind it is not looked at. */
TEST(a_record_without_a_version_has_none)
{
    static const uint8_t m[] = {'I', 'D', 'A', 'M', 3};
    static const uint8_t c[] = {'I', 'D', 'A', 'C', 2};
    ida_master_record master;
    ida_coordinator_record coordinator;
    assert_int_equal(ida_master_record_decode(m, 4, &master), IDA_MALFORMED);
    assert_int_equal(ida_master_record_decode(m, 5, &master), IDA_UNSUPPORTED_VERSION);
    assert_int_equal(ida_coordinator_record_decode(c, 4, &coordinator), IDA_MALFORMED);
    assert_int_equal(ida_coordinator_record_decode(c, 5, &coordinator), IDA_UNSUPPORTED_VERSION);
}

/* Any of the four, and any of them twice. */
TEST(an_exhausted_reply_has_no_chunk)
{
    for (unsigned which = 1; which < 16; which++) {
        name_case("numbers of the chunk: %#x", which);
        ida_chunk_reply reply = {.sequence = 9, .incarnation = 1, .number = 1, .exhausted = true};
        reply.chunk =
            (ida_chunk){which & 1 ? 5 : 0, which & 2 ? 5 : 0, which & 4 ? 5 : 0, which & 8 ? 5 : 0};
        uint8_t bytes[IDA_CHUNK_REPLY_ENCODED_SIZE];
        ida_chunk_reply_encode(&reply, bytes);
        assert_int_equal(ida_chunk_reply_decode(bytes, sizeof bytes, &reply), IDA_MALFORMED);
    }
}

/* The checksum is right, and the number is not. */
TEST(records_with_numbers_out_of_bounds_are_refused)
{
    static const struct {
        const char *name;
        ida_master_record record;
    } masters[] = {
        NAMED({1, 2, IDA_SEQUENCE_ID_MAX + 1, 0}),
        NAMED({1, 2, 100, 101}),
        NAMED({1, 2, 100, IDA_SEQUENCE_START_UNKNOWN - 1}),
    };
    const ida_coordinator_record coordinator = {1, 2, 3, IDA_SEQUENCE_ID_MAX + 1};
    uint8_t m[IDA_MASTER_RECORD_ENCODED_SIZE];
    uint8_t c[IDA_COORDINATOR_RECORD_ENCODED_SIZE];
    ida_master_record read_master;
    ida_coordinator_record read_coordinator;
    for (size_t i = 0; i < COUNT_OF(masters); i++) {
        name_case("%s", masters[i].name);
        ida_master_record_encode(&masters[i].record, m);
        assert_int_equal(ida_master_record_decode(m, sizeof m, &read_master), IDA_MALFORMED);
    }
    ida_coordinator_record_encode(&coordinator, c);
    assert_int_equal(ida_coordinator_record_decode(c, sizeof c, &read_coordinator), IDA_MALFORMED);
}

/* What the first release stored: {sequence 9, term 3, next_start 5000}. */
TEST(a_record_of_version_1_is_read_and_does_not_tell_where_it_began)
{
    static const uint8_t old[] = {'I', 'D',  'A',  'M',  1,    9,    0,    0,    0,   0, 0, 0, 0, 3,
                                  0,   0,    0,    0,    0,    0,    0,    136,  19,  0, 0, 0, 0, 0,
                                  0,   0x38, 0x75, 0x53, 0x69, 0x86, 0x4d, 0xee, 0x5e};
    uint8_t bytes[sizeof old];
    ida_master_record record = {0, 0, 0, 0};
    assert_int_equal(ida_master_record_decode(old, sizeof old, &record), IDA_OK);
    assert_int_equal(record.sequence, 9);
    assert_int_equal(record.term, 3);
    assert_int_equal(record.next_start, 5000);
    assert_true(record.first_start == IDA_SEQUENCE_START_UNKNOWN);
    for (size_t bit = 0; bit < 8 * sizeof old; bit++) {
        name_case("bit %zu", bit);
        memcpy(bytes, old, sizeof old);
        bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
        assert_int_not_equal(ida_master_record_decode(bytes, sizeof bytes, &record), IDA_OK);
    }
    for (size_t size = 0; size < sizeof old; size++) {
        name_case("%zu bytes", size);
        assert_int_equal(ida_master_record_decode(old, size, &record), IDA_MALFORMED);
    }
    /* Written as it is now, it still does not tell. */
    uint8_t now[IDA_MASTER_RECORD_ENCODED_SIZE];
    assert_int_equal(ida_master_record_decode(old, sizeof old, &record), IDA_OK);
    ida_master_record_encode(&record, now);
    assert_int_equal(ida_master_record_decode(now, sizeof now, &record), IDA_OK);
    assert_true(record.first_start == IDA_SEQUENCE_START_UNKNOWN);
}

TEST(a_return_has_these_bytes)
{
    const ida_chunk_return rest = {1, 2, 3, 4, {10, 40, 5, 7}, 3};
    uint8_t expected[IDA_CHUNK_RETURN_ENCODED_SIZE] = {4};
    static const uint8_t low[9] = {1, 2, 3, 4, 10, 40, 5, 7, 3};
    for (size_t i = 0; i < 9; i++) {
        expected[1 + 8 * i] = low[i];
    }
    uint8_t bytes[IDA_CHUNK_RETURN_ENCODED_SIZE];
    ida_chunk_return read;
    ida_chunk_return_encode(&rest, bytes);
    assert_memory_equal(bytes, expected, sizeof bytes);
    assert_int_equal(ida_chunk_return_decode(bytes, sizeof bytes, &read), IDA_OK);
    assert_memory_equal(&read, &rest, sizeof read);
}

TEST(returns_that_make_no_sense_are_refused)
{
    static const struct {
        const char *name;
        ida_chunk_return rest;
        ida_status status;
    } bad[] = {
        NAMED({1, 2, 0, 4, {10, 40, 5, 7}, 3}, IDA_MALFORMED),
        NAMED({1, 2, 3, 0, {10, 40, 5, 7}, 3}, IDA_MALFORMED),
        NAMED({1, 2, 3, 4, {10, 40, 5, 7}, 4}, IDA_MALFORMED), /* used up: it has 4 */
        NAMED({1, 2, 3, 4, {10, 40, 5, 7}, UINT64_MAX}, IDA_MALFORMED),
        NAMED({1, 2, 3, 4, {10, 12, 2, 7}, 0}, IDA_MALFORMED), /* it had none */
        NAMED({1, 2, 3, 4, {10, 40, 7, 7}, 0}, IDA_INVALID_CHUNK),
        NAMED({1, 2, 3, 4, {10, 40, 0, 0}, 0}, IDA_INVALID_CHUNK),
        NAMED({1, 2, 3, 4, {40, 40, 0, 1}, 0}, IDA_INVALID_CHUNK),
        NAMED({1, 2, 3, 4, {10, IDA_SEQUENCE_ID_MAX + 1, 0, 1}, 0}, IDA_INVALID_CHUNK),
    };
    uint8_t bytes[IDA_CHUNK_RETURN_ENCODED_SIZE];
    ida_chunk_return read = {.sequence = 9};
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        name_case("%s", bad[i].name);
        ida_chunk_return_encode(&bad[i].rest, bytes);
        assert_int_equal(ida_chunk_return_decode(bytes, sizeof bytes, &read), bad[i].status);
    }
    ida_chunk_return_encode(&(ida_chunk_return){1, 2, 3, 4, {10, 40, 5, 7}, 3}, bytes);
    for (size_t size = 0; size < sizeof bytes; size++) {
        name_case("%zu bytes", size);
        assert_int_equal(ida_chunk_return_decode(bytes, size, &read), IDA_MALFORMED);
    }
    static const uint8_t kinds[] = {0, 1, 2, 3, 5, 255};
    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        name_case("kind %u", kinds[i]);
        bytes[0] = kinds[i];
        assert_int_equal(ida_chunk_return_decode(bytes, sizeof bytes, &read), IDA_MALFORMED);
    }
    assert_int_equal(read.sequence, 9);
    /* And no other reader takes it for its own. */
    bytes[0] = 4;
    ida_chunk_request request;
    ida_chunk_reply reply;
    assert_int_equal(ida_chunk_request_decode(bytes, sizeof bytes, &request), IDA_MALFORMED);
    assert_int_equal(ida_chunk_reply_decode(bytes, sizeof bytes, &reply), IDA_MALFORMED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_request_has_these_bytes),
        cmocka_unit_test(replies_have_these_bytes),
        cmocka_unit_test(requests_that_make_no_sense_are_refused),
        cmocka_unit_test(replies_that_make_no_sense_are_refused),
        cmocka_unit_test(records_come_back),
        cmocka_unit_test(damaged_records_are_refused),
        cmocka_unit_test(a_record_without_a_version_has_none),
        cmocka_unit_test(an_exhausted_reply_has_no_chunk),
        cmocka_unit_test(records_with_numbers_out_of_bounds_are_refused),
        cmocka_unit_test(a_record_of_version_1_is_read_and_does_not_tell_where_it_began),
        cmocka_unit_test(a_return_has_these_bytes),
        cmocka_unit_test(returns_that_make_no_sense_are_refused),
    };
    return RUN_TESTS(tests);
}
