/* The contents of a ULID and of a KSUID. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "explained.h"
#include "output.h"
#include "sortable.h"

/* Crockford's base 32 has no I, L, O and U; the first three are read as 1, 1 and 0. */
static const char base32[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
static const char base62[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

static int base32_digit(char c)
{
    char upper = c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
    if (upper == 'I' || upper == 'L') {
        return 1;
    }
    if (upper == 'O') {
        return 0;
    }
    const char *digit = upper == '\0' ? NULL : strchr(base32, upper);
    return digit == NULL ? -1 : (int)(digit - base32);
}

/* bytes = bytes * base + digit; false if that is too large. */
static bool append_digit(uint8_t *bytes, size_t size, unsigned base, unsigned digit)
{
    unsigned carry = digit;
    for (size_t i = size; i-- > 0;) {
        carry += bytes[i] * base;
        bytes[i] = (uint8_t)(carry & 0xff);
        carry >>= 8;
    }
    return carry == 0;
}

/* The digits of bytes, the last one first; bytes are 0 afterwards. */
static void take_digits(uint8_t *bytes, size_t size, const char *digits, unsigned base, char *text,
                        size_t length)
{
    for (size_t at = length; at-- > 0;) {
        unsigned rest = 0;
        for (size_t i = 0; i < size; i++) {
            unsigned value = rest << 8 | bytes[i];
            bytes[i] = (uint8_t)(value / base);
            rest = value % base;
        }
        text[at] = digits[rest];
    }
    text[length] = '\0';
}

void sim_ulid_format(const uint8_t bytes[SIM_ULID_BYTES], char text[SIM_ULID_LENGTH + 1])
{
    uint8_t copy[SIM_ULID_BYTES];
    memcpy(copy, bytes, sizeof copy);
    take_digits(copy, sizeof copy, base32, 32, text, SIM_ULID_LENGTH);
}

void sim_ksuid_format(const uint8_t bytes[SIM_KSUID_BYTES], char text[SIM_KSUID_LENGTH + 1])
{
    uint8_t copy[SIM_KSUID_BYTES];
    memcpy(copy, bytes, sizeof copy);
    take_digits(copy, sizeof copy, base62, 62, text, SIM_KSUID_LENGTH);
}

static uint64_t big_endian(const uint8_t *bytes, size_t size)
{
    uint64_t number = 0;
    for (size_t i = 0; i < size; i++) {
        number = number << 8 | bytes[i];
    }
    return number;
}

static void explain_bytes(const char *name, const uint8_t *bytes, size_t size, sim_explained *what)
{
    char hex[2 * SIM_KSUID_BYTES + 1] = "";
    for (size_t i = 0; i < size; i++) {
        (void)snprintf(hex + 2 * i, 3, "%02x", bytes[i]);
    }
    sim_explain(what, name, "%s", hex);
}

bool sim_explain_ulid(const char *text, sim_explained *what)
{
    uint8_t bytes[SIM_ULID_BYTES] = {0};
    size_t length = strlen(text);
    bool valid = length == SIM_ULID_LENGTH;
    for (size_t i = 0; valid && i < length; i++) {
        int digit = base32_digit(text[i]);
        valid = digit >= 0 && append_digit(bytes, sizeof bytes, 32, (unsigned)digit);
    }
    if (!valid) {
        sim_error("'%s' is not a ULID: 26 digits and letters but I, L, O and U, up to "
                  "7ZZZZZZZZZZZZZZZZZZZZZZZZZ",
                  text);
        return false;
    }
    char canonical[SIM_ULID_LENGTH + 1];
    sim_ulid_format(bytes, canonical);
    sim_explain(what, "ulid", "%s", canonical);
    explain_bytes("hex", bytes, sizeof bytes, what);
    sim_explain_time(what, "time", (int64_t)big_endian(bytes, 6) * 1000);
    explain_bytes("random", bytes + 6, 10, what);
    return true;
}

bool sim_explain_ksuid(const char *text, sim_explained *what)
{
    uint8_t bytes[SIM_KSUID_BYTES] = {0};
    size_t length = strlen(text);
    bool valid = length == SIM_KSUID_LENGTH;
    for (size_t i = 0; valid && i < length; i++) {
        const char *digit = strchr(base62, text[i]);
        valid = digit != NULL && append_digit(bytes, sizeof bytes, 62, (unsigned)(digit - base62));
    }
    if (!valid) {
        sim_error("'%s' is not a KSUID: 27 digits and letters, up to aWgEPTl1tmebfsQzFP4bxwgy80V",
                  text);
        return false;
    }
    sim_explain(what, "ksuid", "%s", text);
    explain_bytes("hex", bytes, sizeof bytes, what);
    sim_explain_time(what, "time",
                     ((int64_t)big_endian(bytes, 4) + SIM_KSUID_EPOCH_S) * INT64_C(1000000));
    explain_bytes("random", bytes + 4, 16, what);
    return true;
}
