/* The contents of a UUID. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "explained.h"
#include "options.h"
#include "output.h"
#include "sortable.h"

#define DIGITS      32u
#define TEXT_LENGTH 36u

/* What may surround the digits: "{...}" as in registries, "urn:uuid:..." as in RFC 9562. */
static const char *unwrap(const char *text, size_t *length)
{
    static const char urn[] = "urn:uuid:";
    *length = strlen(text);
    if (*length > sizeof urn - 1 && sim_name_part_is(text, sizeof urn - 1, urn)) {
        text += sizeof urn - 1;
        *length -= sizeof urn - 1;
    }
    if (*length > 1 && text[0] == '{' && text[*length - 1] == '}') {
        text++;
        *length -= 2;
    }
    return text;
}

/* Hex digits of a UUID of any version, with the usual dashes or without any. */
static bool read_digits(const char *text, size_t length, uint64_t *high, uint64_t *low)
{
    static const char digits[] = "0123456789abcdef";
    bool dashed = length == TEXT_LENGTH;
    uint64_t halves[2] = {0, 0};
    size_t seen = 0;
    if (!dashed && length != DIGITS) {
        return false;
    }
    for (size_t i = 0; i < length; i++) {
        if (dashed && (i == 8 || i == 13 || i == 18 || i == 23)) {
            if (text[i] != '-') {
                return false;
            }
            continue;
        }
        char lower = text[i] >= 'A' && text[i] <= 'F' ? (char)(text[i] - 'A' + 'a') : text[i];
        const char *digit = lower == '\0' ? NULL : strchr(digits, lower);
        if (digit == NULL) {
            return false;
        }
        uint64_t *half = &halves[seen++ / 16];
        *half = *half << 4 | (uint64_t)(digit - digits);
    }
    *high = halves[0];
    *low = halves[1];
    return true;
}

static const char *variant_of(uint64_t low)
{
    switch (low >> 61) {
    case 0:
    case 1:
    case 2:
    case 3:
        return "0xx, Apollo NCS";
    case 4:
    case 5:
        return "10x, RFC 4122 and RFC 9562";
    case 6:
        return "110, Microsoft";
    default:
        return "111, reserved";
    }
}

static void explain_stable(uint64_t high, uint64_t low, sim_explained *what)
{
    sim_explain(what, "kind", "can be a session ID or a stable ID of the ID compressor");
    /* A session counts in the bits between version and variant. */
    uint64_t middle = (high >> 16) << 12 | (high & 0xFFF);
    sim_explain(what, "counter", "%015" PRIx64 " %016" PRIx64 " (60 and 62 bits)", middle,
                low & UINT64_C(0x3FFFFFFFFFFFFFFF));
}

/* The time of version 1, 6 or 7, and what else there is besides random bits. */
static void explain_time(unsigned version, uint64_t high, uint64_t low, sim_explained *what)
{
    if (version == 7) {
        sim_explain_time(what, "time", (int64_t)(high >> 16) * 1000);
        return;
    }
    uint64_t ticks = version == 6 ? high >> 16 << 12 | (high & 0xFFF)
                                  : (high & 0xFFF) << 48 | (high >> 16 & 0xFFFF) << 32 | high >> 32;
    int64_t since_1970 = (int64_t)ticks - SIM_UUID_EPOCH_TICKS;
    /* Before 1970 a part of a microsecond counts as the microsecond that it is in. */
    sim_explain_time(what, "time", since_1970 / 10 - (since_1970 % 10 < 0 ? 1 : 0));
    sim_explain_number(what, "clock sequence", low >> 48 & 0x3FFF);
    sim_explain(what, "host", "%012" PRIx64, low & UINT64_C(0xFFFFFFFFFFFF));
}

bool sim_explain_uuid(const char *text, sim_explained *what)
{
    uint64_t high;
    uint64_t low;
    size_t length;
    const char *digits = unwrap(text, &length);
    if (!read_digits(digits, length, &high, &low)) {
        sim_error("'%s' is not a UUID: 32 hex digits, with or without dashes (8-4-4-4-12), "
                  "in braces, or after urn:uuid:",
                  text);
        return false;
    }
    unsigned version = (unsigned)(high >> 12 & 0xF);
    bool standard = low >> 62 == 2;
    char canonical[TEXT_LENGTH + 1];
    (void)snprintf(canonical, sizeof canonical,
                   "%08" PRIx64 "-%04" PRIx64 "-%04" PRIx64 "-%04" PRIx64 "-%012" PRIx64,
                   high >> 32, high >> 16 & 0xFFFF, high & 0xFFFF, low >> 48,
                   low & UINT64_C(0xFFFFFFFFFFFF));
    sim_explain(what, "uuid", "%s", canonical);
    sim_explain(what, "variant", "%s", variant_of(low));
    if (standard) {
        sim_explain_number(what, "version", version);
    }
    if (standard && version == 4) {
        explain_stable(high, low, what);
    } else {
        sim_explain(what, "kind",
                    "neither a session ID nor a stable ID: those have version 4 and variant 10x");
    }
    if (standard && (version == 1 || version == 6 || version == 7)) {
        explain_time(version, high, low, what);
    }
    return true;
}
