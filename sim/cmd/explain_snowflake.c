/* What a Snowflake ID says. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <idalloc/snowflake.h>

#include "explained.h"
#include "options.h"
#include "output.h"

#define FIELDS  3u
#define LETTERS "0123456789abcdefABCDEF"

/* Decimal, or hexadecimal after 0x. */
static bool read_id(const char *text, uint64_t *id)
{
    if (text[0] != '0' || (text[1] != 'x' && text[1] != 'X')) {
        return sim_parse_number(text, 0, UINT64_MAX, id);
    }
    const char *digits = text + 2;
    size_t length = strlen(digits);
    if (length == 0 || length > 16 || strspn(digits, LETTERS) != length) {
        return false;
    }
    *id = strtoull(digits, NULL, 16);
    return true;
}

/* The name of a field and its bits: "time:41"; the comma or the end comes next. */
static bool read_field(const char **at, char *kind, uint8_t *bits)
{
    static const char *const names[] = {"time:", "sequence:", "coordinator:"};
    for (size_t i = 0; i < FIELDS; i++) {
        size_t length = strlen(names[i]);
        if (strncmp(*at, names[i], length) != 0) {
            continue;
        }
        const char *number = *at + length;
        size_t digits = strspn(number, "0123456789");
        if (digits == 0 || digits > 2) {
            return false;
        }
        *kind = names[i][0];
        *bits = (uint8_t)strtoul(number, NULL, 10);
        *at = number + digits;
        return true;
    }
    return false;
}

/* "time:41,coordinator:10,sequence:12", the most significant first. */
static bool read_fields(const char *text, ida_snowflake_layout *layout)
{
    char order[FIELDS + 1] = "";
    const char *at = text;
    for (size_t i = 0; i < FIELDS; i++) {
        uint8_t bits;
        if ((i > 0 && *at++ != ',') || !read_field(&at, &order[i], &bits)) {
            return false;
        }
        switch (order[i]) {
        case 't':
            layout->time_bits = bits;
            break;
        case 's':
            layout->sequence_bits = bits;
            break;
        default:
            layout->coordinator_bits = bits;
            break;
        }
    }
    if (*at != '\0') {
        return false;
    }
    static const struct {
        const char *order;
        ida_snowflake_order value;
    } orders[] = {{"tsc", IDA_SNOWFLAKE_TIME_SEQUENCE_COORDINATOR},
                  {"tcs", IDA_SNOWFLAKE_TIME_COORDINATOR_SEQUENCE},
                  {"cts", IDA_SNOWFLAKE_COORDINATOR_TIME_SEQUENCE}};
    for (size_t i = 0; i < sizeof orders / sizeof orders[0]; i++) {
        if (strcmp(order, orders[i].order) == 0) {
            layout->order = orders[i].value;
            return true;
        }
    }
    return false;
}

/* Those that have a name; snowflake.h says where the last four come from. */
static bool find_layout(const char *name, ida_snowflake_layout *layout)
{
    static const char *const names[] = {"noah",      "twitter", "sonyflake",
                                        "hazelcast", "discord", "instagram"};
    const ida_snowflake_layout layouts[] = {
        ida_snowflake_noah(),
        ida_snowflake_twitter(),
        {INT64_C(1409529600000000), 10000, 39, 8, 16, IDA_SNOWFLAKE_TIME_SEQUENCE_COORDINATOR},
        {INT64_C(1514764800000000), 1000, 41, 6, 16, IDA_SNOWFLAKE_TIME_SEQUENCE_COORDINATOR},
        {INT64_C(1420070400000000), 1000, 42, 12, 10, IDA_SNOWFLAKE_TIME_COORDINATOR_SEQUENCE},
        {INT64_C(1314220021721000), 1000, 41, 10, 13, IDA_SNOWFLAKE_TIME_COORDINATOR_SEQUENCE}};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(name, names[i]) == 0) {
            *layout = layouts[i];
            return true;
        }
    }
    return false;
}

/* The layout that the options describe; false after an error message. */
static bool read_layout(const sim_flake_options *options, ida_snowflake_layout *layout)
{
    if (!find_layout(options->layout, layout)) {
        *layout = ida_snowflake_twitter();
        if (!read_fields(options->layout, layout)) {
            sim_error("--layout wants a name, or the three fields from the most significant on, "
                      "such as time:41,coordinator:10,sequence:12, not '%s'",
                      options->layout);
            sim_hint("The names are noah, twitter, sonyflake, hazelcast, discord and instagram. "
                     "The orders are time,coordinator,sequence, time,sequence,coordinator and "
                     "coordinator,time,sequence.");
            return false;
        }
    }
    if (options->has_epoch) {
        layout->epoch_us = (int64_t)options->epoch_ms * 1000;
    }
    if (options->has_unit) {
        layout->unit_us = options->unit_us;
    }
    if (ida_snowflake_layout_validate(layout) != IDA_OK) {
        sim_error("no ID can have the layout '%s', unit %" PRIu64 " us, epoch %" PRId64 " ms",
                  options->layout, layout->unit_us, layout->epoch_us / 1000);
        sim_hint("A layout has at least 1 bit of time, at most 63 of time and sequence and 64 in "
                 "all; its time ends by the year 294247.");
        return false;
    }
    return true;
}

static bool explain_as(const ida_snowflake_layout *layout, uint64_t id, sim_explained *what)
{
    ida_snowflake_parts parts;
    if (ida_snowflake_decompose(layout, id, &parts) != IDA_OK) {
        return false;
    }
    sim_explain_time(what, "time", parts.time_us);
    sim_explain_number_as(what, "tick", layout->unit_us, "%" PRIu64 " us", layout->unit_us);
    sim_explain_number(what, "coordinator", parts.coordinator);
    sim_explain_number(what, "sequence", parts.sequence);
    return true;
}

/* What it would say in both published layouts, for somebody who does not know which it is. */
static bool explain_both(uint64_t id, sim_explained *what)
{
    static const char *const labels[2][3] = {
        {"noah", "noah coordinator", "noah sequence"},
        {"twitter", "twitter coordinator", "twitter sequence"}};
    const ida_snowflake_layout layouts[2] = {ida_snowflake_noah(), ida_snowflake_twitter()};
    bool any = false;
    for (size_t i = 0; i < 2; i++) {
        ida_snowflake_parts parts;
        if (ida_snowflake_decompose(&layouts[i], id, &parts) != IDA_OK) {
            continue;
        }
        any = true;
        sim_explain_time(what, labels[i][0], parts.time_us);
        sim_explain_number(what, labels[i][1], parts.coordinator);
        sim_explain_number(what, labels[i][2], parts.sequence);
    }
    return any;
}

bool sim_explain_snowflake(const char *text, const sim_flake_options *options, sim_explained *what)
{
    uint64_t id;
    if (!read_id(text, &id)) {
        sim_error("'%s' is no Snowflake ID: a number below 2^64, or hex digits after 0x", text);
        return false;
    }
    /* As text in JSON too: its readers' numbers end below 2^64. */
    sim_explain(what, "id", "%" PRIu64, id);
    sim_explain(what, "hex", "0x%016" PRIx64, id);
    bool known;
    if (options->layout == NULL) {
        if (options->has_epoch || options->has_unit) {
            sim_error("--epoch-ms and --unit-us say more about --layout, which is missing");
            return false;
        }
        known = explain_both(id, what);
    } else {
        ida_snowflake_layout layout;
        if (!read_layout(options, &layout)) {
            return false;
        }
        sim_explain(what, "layout", "%s", options->layout);
        known = explain_as(&layout, id, what);
    }
    if (!known) {
        sim_error("'%s' has bits above all fields of %s: another scheme made it", text,
                  options->layout == NULL ? "both published layouts" : "the layout");
    }
    return known;
}
