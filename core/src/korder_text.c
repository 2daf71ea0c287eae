/*
 * The texts of k-ordered IDs: six bits a digit, from the front. The last digit of 8 bytes has two
 * bits that are always 0.
 */
#include <assert.h>
#include <string.h>

#include <idalloc/korder.h>

#define DIGITS 64u

/* In the order of ASCII, which is what keeps the order of the bytes. */
static const char d64_digits[] = ".0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";

static const char base64url_digits[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

static bool is_form(ida_korder_text form)
{
    return form == IDA_KORDER_D64 || form == IDA_KORDER_BASE64URL;
}

static const char *digits_of(ida_korder_text form)
{
    assert(is_form(form));
    return form == IDA_KORDER_D64 ? d64_digits : base64url_digits;
}

static void write_text(const uint8_t *bytes, size_t size, ida_korder_text form, char *text)
{
    const char *digits = digits_of(form);
    uint32_t pending = 0; /* bits that have no digit yet, and how many */
    uint32_t pending_bits = 0;
    for (size_t i = 0; i < size; i++) {
        pending = (pending << 8 | bytes[i]) & 0xffff;
        pending_bits += 8;
        while (pending_bits >= 6) {
            pending_bits -= 6;
            *text++ = digits[pending >> pending_bits & 63];
        }
    }
    if (pending_bits != 0) {
        *text++ = digits[pending << (6 - pending_bits) & 63];
    }
    *text = '\0';
}

/* Reads size bytes from as many digits as write_text writes for them; false if they are not. */
static bool read_text(const char *text, ida_korder_text form, uint8_t *bytes, size_t size)
{
    const char *digits = digits_of(form);
    uint32_t pending = 0;
    uint32_t pending_bits = 0;
    for (size_t i = 0; i < size; i++) {
        while (pending_bits < 8) {
            const char *digit = memchr(digits, *text, DIGITS);
            if (digit == NULL) {
                return false;
            }
            pending = (pending << 6 | (uint32_t)(digit - digits)) & 0xffff;
            pending_bits += 6;
            text++;
        }
        pending_bits -= 8;
        bytes[i] = (uint8_t)(pending >> pending_bits & 0xff);
    }
    return (pending & ((1u << pending_bits) - 1)) == 0;
}

void ida_korder_local_format(ida_korder_local local, ida_korder_text form,
                             char text[IDA_KORDER_LOCAL_TEXT_SIZE])
{
    uint8_t bytes[IDA_KORDER_LOCAL_SIZE];
    ida_korder_local_to_bytes(local, bytes);
    write_text(bytes, sizeof(bytes), form, text);
    assert(text[IDA_KORDER_LOCAL_TEXT_LENGTH] == '\0');
}

ida_status ida_korder_local_parse(const char *text, size_t length, ida_korder_text form,
                                  ida_korder_local *local)
{
    uint8_t bytes[IDA_KORDER_LOCAL_SIZE];
    if (!is_form(form)) {
        return IDA_INVALID_ARGUMENT;
    }
    if (length != IDA_KORDER_LOCAL_TEXT_LENGTH || !read_text(text, form, bytes, sizeof(bytes))) {
        return IDA_MALFORMED;
    }
    return ida_korder_local_from_bytes(bytes, sizeof(bytes), local);
}

void ida_korder_global_format(const ida_korder_global *global, ida_korder_text form,
                              char text[IDA_KORDER_GLOBAL_TEXT_SIZE])
{
    write_text(global->bytes, sizeof(global->bytes), form, text);
    assert(text[IDA_KORDER_GLOBAL_TEXT_LENGTH] == '\0');
}

ida_status ida_korder_global_parse(const char *text, size_t length, ida_korder_text form,
                                   uint32_t drift, ida_korder_global *global)
{
    uint8_t bytes[IDA_KORDER_GLOBAL_SIZE];
    if (!is_form(form)) {
        return IDA_INVALID_ARGUMENT;
    }
    if (length != IDA_KORDER_GLOBAL_TEXT_LENGTH || !read_text(text, form, bytes, sizeof(bytes))) {
        return IDA_MALFORMED;
    }
    return ida_korder_global_from_bytes(bytes, sizeof(bytes), drift, global);
}
