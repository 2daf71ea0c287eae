/* Numbers of one to ten bytes, and buffers that end where they end. */
#include "../src/varint.h"
#include "support_cmocka.h"
#include "support_random.h"

/* Reads all of bytes as one number. */
static bool reads(const uint8_t *bytes, size_t size, uint64_t *number)
{
    ida_reader reader = {bytes, bytes + size};
    bool read = ida_read_varint(&reader, number);
    assert_ptr_equal(reader.at, read ? reader.end : bytes);
    return read;
}

TEST(numbers_take_seven_bits_a_byte)
{
    for (unsigned bits = 0; bits <= 64; bits++) {
        name_case("%u bits", bits);
        uint64_t number = bits == 64 ? UINT64_MAX : (UINT64_C(1) << bits) - 1;
        size_t expected = bits == 0 ? 1 : (bits + 6) / 7;
        uint8_t bytes[IDA_VARINT_SIZE_MAX + 1] = {0};
        ida_writer writer = {bytes, bytes + sizeof(bytes), false};
        ida_write_varint(&writer, number);
        assert_int_equal(writer.at - bytes, expected);
        assert_false(writer.full);
        uint64_t read = 4711;
        assert_true(reads(bytes, expected, &read));
        assert_true(read == number);
        read = 4711;
        assert_false(reads(bytes, expected - 1, &read));
        assert_int_equal(read, 4711);
    }
}

/* As the format says it, a byte at a time. */
static size_t written_slowly(uint64_t number, uint8_t bytes[IDA_VARINT_SIZE_MAX])
{
    size_t size = 0;
    for (; number >= 128; number /= 128) {
        bytes[size++] = (uint8_t)(128 + number % 128);
    }
    bytes[size++] = (uint8_t)number;
    return size;
}

static void assert_written_and_read(uint64_t number)
{
    name_case("%" PRIx64, number);
    uint8_t expected[IDA_VARINT_SIZE_MAX];
    size_t size = written_slowly(number, expected);
    /* Room for the largest number is all that may be written to. */
    uint8_t bytes[IDA_VARINT_SIZE_MAX + 1];
    bytes[IDA_VARINT_SIZE_MAX] = 0x77;
    assert_ptr_equal(ida_put_varint(bytes, number), bytes + size);
    assert_memory_equal(bytes, expected, size);
    assert_int_equal(bytes[IDA_VARINT_SIZE_MAX], 0x77);
    /* And no more than its own bytes where the writer looks for room. */
    memset(bytes, 0x77, sizeof(bytes));
    ida_writer writer = {bytes, bytes + size, false};
    assert_int_equal(ida_writer_rest(&writer), size);
    ida_write_varint(&writer, number);
    assert_false(writer.full);
    assert_int_equal(ida_writer_rest(&writer), 0);
    assert_memory_equal(bytes, expected, size);
    assert_int_equal(bytes[size], 0x77);
    uint64_t read = ~number;
    assert_true(reads(bytes, size, &read));
    assert_true(read == number);
}

TEST(numbers_of_each_length_are_written_and_read)
{
    for (unsigned bit = 0; bit < 64; bit++) {
        for (uint64_t more = 0; more < 3; more++) {
            assert_written_and_read((UINT64_C(1) << bit) - 1 + more);
        }
    }
    assert_written_and_read(UINT64_MAX);
    uint64_t random = 3;
    for (unsigned i = 0; i < 20000; i++) {
        assert_written_and_read(random_next(&random) >> random_below(&random, 64));
    }
    for (uint64_t number = 0; number < UINT64_C(1) << 16; number++) {
        assert_written_and_read(number);
    }
}

TEST(a_full_writer_has_no_room)
{
    uint8_t bytes[2] = {0};
    ida_writer writer = {bytes, bytes + sizeof(bytes), false};
    ida_write_varint(&writer, 1u << 14);
    assert_true(writer.full);
    assert_int_equal(ida_writer_rest(&writer), 0);
}

TEST(a_number_that_does_not_fit_is_not_written_and_nothing_after_it)
{
    for (size_t room = 0; room <= 2; room++) {
        name_case("room for %zu bytes", room);
        uint8_t bytes[4] = {7, 7, 7, 7};
        ida_writer writer = {bytes, bytes + room, false};
        ida_write_varint(&writer, 300);
        assert_int_equal(writer.full, room < 2);
        assert_int_equal(writer.at - bytes, room < 2 ? 0 : 2);
        ida_write_varint(&writer, 1);
        ida_write_bytes(&writer, bytes, 1);
        assert_true(writer.full);
        assert_int_equal(bytes[0], room < 2 ? 7 : 0xac);
        assert_int_equal(bytes[room], 7);
    }
}

TEST(a_buffer_may_be_filled_to_its_end)
{
    static const uint8_t three[] = {1, 2, 3};
    uint8_t bytes[4] = {0};
    ida_writer writer = {bytes, bytes + sizeof(bytes), false};
    ida_write_varint(&writer, 127);
    ida_write_bytes(&writer, three, sizeof(three));
    assert_false(writer.full);
    assert_ptr_equal(writer.at, writer.end);
    ida_write_bytes(&writer, three, 0);
    assert_false(writer.full);
    ida_reader reader = {bytes, bytes + sizeof(bytes)};
    assert_null(ida_read_bytes(&reader, 5));
    assert_ptr_equal(ida_read_bytes(&reader, 1), bytes);
    assert_int_equal(ida_reader_rest(&reader), 3);
    assert_null(ida_read_bytes(&reader, 4));
    assert_memory_equal(ida_read_bytes(&reader, 3), three, 3);
    assert_int_equal(ida_reader_rest(&reader), 0);
    assert_ptr_equal(ida_read_bytes(&reader, 0), reader.end);
    assert_null(ida_read_bytes(&reader, 1));
}

TEST(a_number_has_one_form)
{
    static const uint8_t longer[] = {0x81, 0x00};
    static const uint8_t zero[] = {0x80, 0x80, 0x00};
    uint64_t number = 4711;
    assert_false(reads(longer, sizeof(longer), &number));
    assert_false(reads(zero, sizeof(zero), &number));
    uint8_t wide[11];
    memset(wide, 0xff, sizeof(wide));
    wide[9] = 2;
    assert_false(reads(wide, 10, &number));
    wide[9] = 0x81;
    wide[10] = 0;
    assert_false(reads(wide, 11, &number));
    assert_int_equal(number, 4711);
    wide[9] = 1;
    assert_true(reads(wide, 10, &number));
    assert_true(number == UINT64_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_take_seven_bits_a_byte),
        cmocka_unit_test(numbers_of_each_length_are_written_and_read),
        cmocka_unit_test(a_full_writer_has_no_room),
        cmocka_unit_test(a_number_that_does_not_fit_is_not_written_and_nothing_after_it),
        cmocka_unit_test(a_buffer_may_be_filled_to_its_end),
        cmocka_unit_test(a_number_has_one_form),
    };
    return RUN_TESTS(tests);
}
