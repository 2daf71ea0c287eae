/* Standard base64 for the Fluid format: checks a text, reads it in place, and writes one. */
#include "base64.h"

#include <assert.h>

/* No digit has one of these bits in its value, so a check can collect them over a whole text. */
#define BASE64_NO_DIGIT 0xC0u

static const char base64_digits[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static uint32_t base64_value(char digit)
{
    if (digit >= 'A' && digit <= 'Z') {
        return (uint32_t)(digit - 'A');
    }
    if (digit >= 'a' && digit <= 'z') {
        return (uint32_t)(digit - 'a') + 26;
    }
    if (digit >= '0' && digit <= '9') {
        return (uint32_t)(digit - '0') + 52;
    }
    if (digit == '+') {
        return 62;
    }
    return digit == '/' ? 63 : BASE64_NO_DIGIT;
}

bool ida_base64_check(const char *text, size_t size, size_t *byte_count)
{
    if (size % 4 != 0) {
        return false;
    }
    size_t padding = 0;
    if (size != 0 && text[size - 1] == '=') {
        padding = text[size - 2] == '=' ? 2 : 1;
    }
    uint32_t seen = 0;
    for (size_t i = 0; i < size - padding; i++) {
        seen |= base64_value(text[i]);
    }
    if ((seen & BASE64_NO_DIGIT) != 0) {
        return false;
    }
    if (padding != 0) {
        /* One padding character stands for two bits that nothing uses, two of them for four. */
        uint32_t unused = padding == 1 ? 0x3u : 0xFu;
        if ((base64_value(text[size - padding - 1]) & unused) != 0) {
            return false;
        }
    }
    *byte_count = size / 4 * 3 - padding;
    assert(ida_base64_text_size(*byte_count) == size);
    return true;
}

uint8_t ida_base64_byte(const char *text, size_t index)
{
    /* Byte 0, 1 or 2 of a group lies across the digits 0 and 1, 1 and 2, or 2 and 3. */
    size_t within = index % 3;
    const char *digits = text + (index / 3 * 4 + within);
    assert(base64_value(digits[0]) != BASE64_NO_DIGIT);
    assert(base64_value(digits[1]) != BASE64_NO_DIGIT);
    uint32_t twelve_bits = base64_value(digits[0]) << 6 | base64_value(digits[1]);
    return (uint8_t)(twelve_bits >> (4 - 2 * within) & 0xFFu);
}

uint64_t ida_base64_text_size(uint64_t byte_count)
{
    uint64_t groups = byte_count / 3 + (byte_count % 3 != 0 ? 1 : 0);
    return groups > UINT64_MAX / 4 ? UINT64_MAX : groups * 4;
}

/* Writes the digits that three bytes give; pads where fewer are pending. */
static void base64_flush(ida_base64_writer *writer)
{
    assert(writer->pending_count > 0);
    assert(writer->pending >> (8 * writer->pending_count) == 0);
    uint32_t digits = writer->pending_count + 1;
    uint32_t bits = writer->pending << (8 * (3 - writer->pending_count));
    for (uint32_t i = 0; i < 4; i++) {
        uint32_t value = bits >> (18 - 6 * i) & 0x3Fu;
        writer->text[writer->length] = i < digits ? base64_digits[value] : '=';
        writer->length++;
    }
    writer->pending = 0;
    writer->pending_count = 0;
}

void ida_base64_write(ida_base64_writer *writer, uint8_t byte)
{
    assert(writer->pending_count < 3);
    writer->pending = writer->pending << 8 | byte;
    writer->pending_count++;
    if (writer->pending_count == 3) {
        base64_flush(writer);
    }
}

void ida_base64_finish(ida_base64_writer *writer)
{
    if (writer->pending_count != 0) {
        base64_flush(writer);
    }
    assert(writer->length % 4 == 0);
}
