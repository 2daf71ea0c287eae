/* The first and the last ID of a time, for the queries of a database. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <idalloc/korder.h>

#include "explained.h"
#include "flake.h"
#include "output.h"
#include "sortable.h"
#include "utc.h"

static bool read_time(const char *text, sim_utc_span *span)
{
    if (sim_utc_parse(text, span)) {
        return true;
    }
    sim_error("'%s' is not a time", text);
    sim_hint("Such as 2026-11-30, 2026-11-30T10:00, 2026-11-30T10:00:00.5Z, or @1700000000 for "
             "seconds since 1970.");
    return false;
}

/* The time that is asked for: its first and its last microsecond. */
static void explain_span(const sim_utc_span *span, sim_explained *what)
{
    sim_explain_time(what, "from", span->begin);
    sim_explain_time(what, "until", span->end - 1);
}

static bool refuse_time(const char *text, const char *of)
{
    sim_error("'%s' is outside the times of %s", text, of);
    return false;
}

static void explain_limit(const char *name, const char *name_signed, uint64_t id,
                          sim_explained *what)
{
    sim_explain(what, name, "%" PRIu64, id);
    if (id > INT64_MAX) {
        sim_explain(what, name_signed, "-%" PRIu64, ~id + 1);
    }
}

bool sim_encode_snowflake(const char *text, const sim_flake_options *options, sim_explained *what)
{
    sim_flake_chosen c;
    sim_utc_span span;
    uint64_t first;
    uint64_t last;
    if (!read_time(text, &span) || !sim_flake_read_layout(options, &c)) {
        return false;
    }
    if (c.layout.order == IDA_SNOWFLAKE_COORDINATOR_TIME_SEQUENCE) {
        sim_error("the IDs of a time are not in one piece: '%s' has the coordinator first", c.name);
        return false;
    }
    ida_snowflake_parts low = {span.begin, 0, 0};
    ida_snowflake_parts high = {span.end - 1, (UINT64_C(1) << c.layout.sequence_bits) - 1,
                                (UINT64_C(1) << c.layout.coordinator_bits) - 1};
    if (ida_snowflake_compose(&c.layout, &low, &first) != IDA_OK ||
        ida_snowflake_compose(&c.layout, &high, &last) != IDA_OK) {
        return refuse_time(text, c.name);
    }
    explain_limit("first", "first signed", first, what);
    explain_limit("last", "last signed", last, what);
    sim_explain(what, "layout", "%s", c.name);
    explain_span(&span, what);
    return true;
}

bool sim_encode_korder(const char *text, sim_explained *what)
{
    sim_utc_span span;
    ida_korder_local first;
    ida_korder_local last;
    if (!read_time(text, &span)) {
        return false;
    }
    if (span.begin < 0 || ida_korder_make((uint64_t)span.begin, 0, &first) != IDA_OK ||
        ida_korder_make((uint64_t)(span.end - 1), IDA_KORDER_SEQUENCE_COUNT - 1, &last) != IDA_OK) {
        return refuse_time(text, "k-ordered IDs");
    }
    sim_explain(what, "first", "%016" PRIx64, first);
    sim_explain(what, "last", "%016" PRIx64, last);
    sim_explain(what, "kind", "local");
    explain_span(&span, what);
    return true;
}

static void explain_uuid_limit(const char *name, uint64_t high, uint64_t low, sim_explained *what)
{
    sim_explain(what, name, "%08" PRIx64 "-%04" PRIx64 "-%04" PRIx64 "-%04" PRIx64 "-%012" PRIx64,
                high >> 32, high >> 16 & 0xFFFF, high & 0xFFFF, low >> 48,
                low & UINT64_C(0xFFFFFFFFFFFF));
}

/* The upper half of a UUID of version 1 or 6 with so many ticks since 1582. */
static uint64_t old_high(uint64_t ticks, uint32_t version)
{
    if (version == 6) {
        return ticks >> 12 << 16 | UINT64_C(0x6000) | (ticks & 0xFFF);
    }
    return (ticks & UINT32_MAX) << 32 | (ticks >> 32 & 0xFFFF) << 16 | UINT64_C(0x1000) |
           ticks >> 48;
}

bool sim_encode_uuid(const char *text, uint32_t uuid_version, sim_explained *what)
{
    sim_utc_span span;
    if (!read_time(text, &span)) {
        return false;
    }
    uint64_t first;
    uint64_t last;
    if (uuid_version == 7) {
        int64_t last_ms = (span.end - 1) / 1000;
        if (span.begin < 0 || last_ms >= INT64_C(1) << 48) {
            return refuse_time(text, "UUIDs of version 7");
        }
        first = (uint64_t)(span.begin / 1000) << 16 | UINT64_C(0x7000);
        last = (uint64_t)last_ms << 16 | UINT64_C(0x7FFF);
    } else {
        int64_t begin = span.begin * 10 + SIM_UUID_EPOCH_TICKS;
        int64_t end = span.end * 10 + SIM_UUID_EPOCH_TICKS;
        if (span.begin < -SIM_UUID_EPOCH_TICKS / 10 || end >= INT64_C(1) << 60) {
            return refuse_time(text, "UUIDs of version 1 and 6");
        }
        first = old_high((uint64_t)begin, uuid_version);
        last = old_high((uint64_t)end - 1, uuid_version);
    }
    explain_uuid_limit("first", first, UINT64_C(0x8000000000000000), what);
    explain_uuid_limit("last", last, UINT64_C(0xBFFFFFFFFFFFFFFF), what);
    sim_explain_number(what, "version", uuid_version);
    if (uuid_version == 1) {
        sim_explain(what, "note", "version 1 does not sort by its time: only for one tick or less");
    }
    explain_span(&span, what);
    return true;
}

static void put_big_endian(uint64_t number, uint8_t *bytes, size_t size)
{
    for (size_t i = size; i-- > 0;) {
        bytes[i] = (uint8_t)(number & 0xff);
        number >>= 8;
    }
}

bool sim_encode_ulid(const char *text, sim_explained *what)
{
    sim_utc_span span;
    if (!read_time(text, &span)) {
        return false;
    }
    if (span.begin < 0 || (span.end - 1) / 1000 >= INT64_C(1) << 48) {
        return refuse_time(text, "ULIDs");
    }
    uint8_t bytes[SIM_ULID_BYTES] = {0};
    char ulid[SIM_ULID_LENGTH + 1];
    put_big_endian((uint64_t)(span.begin / 1000), bytes, 6);
    sim_ulid_format(bytes, ulid);
    sim_explain(what, "first", "%s", ulid);
    memset(bytes, 0xff, sizeof bytes);
    put_big_endian((uint64_t)((span.end - 1) / 1000), bytes, 6);
    sim_ulid_format(bytes, ulid);
    sim_explain(what, "last", "%s", ulid);
    explain_span(&span, what);
    return true;
}

bool sim_encode_ksuid(const char *text, sim_explained *what)
{
    sim_utc_span span;
    if (!read_time(text, &span)) {
        return false;
    }
    int64_t epoch_us = SIM_KSUID_EPOCH_S * INT64_C(1000000);
    int64_t begin = (span.begin - epoch_us) / 1000000;
    int64_t last = (span.end - 1 - epoch_us) / 1000000;
    if (span.begin < epoch_us || last > UINT32_MAX) {
        return refuse_time(text, "KSUIDs");
    }
    uint8_t bytes[SIM_KSUID_BYTES] = {0};
    char ksuid[SIM_KSUID_LENGTH + 1];
    put_big_endian((uint64_t)begin, bytes, 4);
    sim_ksuid_format(bytes, ksuid);
    sim_explain(what, "first", "%s", ksuid);
    memset(bytes, 0xff, sizeof bytes);
    put_big_endian((uint64_t)last, bytes, 4);
    sim_ksuid_format(bytes, ksuid);
    sim_explain(what, "last", "%s", ksuid);
    explain_span(&span, what);
    return true;
}
