/* The contents of a Snowflake ID. */
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

static bool has_prefix(const char *text)
{
    return text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
}

/* Decimal; hexadecimal after 0x, with a letter among its digits, or if all are. */
static bool read_id(const char *text, bool hex, uint64_t *id)
{
    const char *digits = has_prefix(text) ? text + 2 : text;
    size_t length = strlen(digits);
    bool decimal = strspn(text, "0123456789") == strlen(text);
    if (decimal && !hex) {
        return sim_parse_number(text, 0, UINT64_MAX, id);
    }
    if (length == 0 || length > 16 || strspn(digits, LETTERS) != length) {
        return false;
    }
    *id = strtoull(digits, NULL, 16);
    return true;
}

/* An ID that a spreadsheet rounded is lost; separators can be removed. */
static void refuse_id(const char *text, bool hex)
{
    size_t digits = strspn(text, "0123456789.,");
    sim_error("'%s' is not a Snowflake ID: a number below 2^64, or up to 16 hex digits, with or "
              "without 0x",
              text);
    if (!hex && digits > 0 && (text[digits] == 'e' || text[digits] == 'E') &&
        strpbrk(text, ".,+") != NULL) {
        sim_hint("It was rounded, perhaps by a spreadsheet: its last digits are lost.");
    } else if (!hex && digits > 0 && text[digits] == '\0' && strpbrk(text, ".,") != NULL) {
        sim_hint("Numbers have digits only.");
    }
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

/* The named layouts; snowflake.h says where the last four come from. */
static const char *const layout_names[] = {"noah",      "twitter", "sonyflake",
                                           "hazelcast", "discord", "instagram"};

#define LAYOUTS (sizeof layout_names / sizeof layout_names[0])

static ida_snowflake_layout named_layout(size_t index)
{
    const ida_snowflake_layout layouts[LAYOUTS] = {
        ida_snowflake_noah(),
        ida_snowflake_twitter(),
        {INT64_C(1409529600000000), 10000, 39, 8, 16, IDA_SNOWFLAKE_TIME_SEQUENCE_COORDINATOR},
        {INT64_C(1514764800000000), 1000, 41, 6, 16, IDA_SNOWFLAKE_TIME_SEQUENCE_COORDINATOR},
        {INT64_C(1420070400000000), 1000, 42, 12, 10, IDA_SNOWFLAKE_TIME_COORDINATOR_SEQUENCE},
        {INT64_C(1314220021721000), 1000, 41, 10, 13, IDA_SNOWFLAKE_TIME_COORDINATOR_SEQUENCE}};
    return layouts[index];
}

static void refuse_layout(const char *text, const sim_nearest *nearest)
{
    sim_error("--layout needs a name, or the three fields from the most significant one down, "
              "such as time:41,coordinator:10,sequence:12, not '%s'",
              text);
    sim_nearest_hint(nearest,
                     "The names are noah, twitter, sonyflake, hazelcast, discord and instagram. "
                     "The orders are time,coordinator,sequence, time,sequence,coordinator and "
                     "coordinator,time,sequence.");
}

/* A layout, and its name. */
typedef struct chosen {
    ida_snowflake_layout layout;
    const char *name;
    bool is_twitter; /* with Twitter's epoch and unit, too */
} chosen;

/* The layout that the options describe; false after an error message. */
static bool read_layout(const sim_flake_options *options, chosen *c)
{
    sim_nearest nearest;
    size_t found = sim_name_find(options->layout, layout_names, LAYOUTS, &nearest);
    *c = (chosen){.name = options->layout};
    if (found < LAYOUTS) {
        c->name = layout_names[found];
        c->layout = named_layout(found);
        c->is_twitter =
            strcmp(c->name, "twitter") == 0 && !options->has_epoch && !options->has_unit;
    } else {
        c->layout = ida_snowflake_twitter();
        if (!read_fields(options->layout, &c->layout)) {
            refuse_layout(options->layout, &nearest);
            return false;
        }
    }
    if (options->has_epoch) {
        c->layout.epoch_us = (int64_t)options->epoch_ms * 1000;
    }
    if (options->has_unit) {
        c->layout.unit_us = options->unit_us;
    }
    if (ida_snowflake_layout_validate(&c->layout) != IDA_OK) {
        sim_error("the layout '%s' is impossible with unit %" PRIu64 " us and epoch %" PRId64 " ms",
                  options->layout, c->layout.unit_us, c->layout.epoch_us / 1000);
        sim_hint("A layout has at least 1 bit of time, at most 63 bits of time and sequence, and "
                 "at most 64 "
                 "bits in all. Its time ends by the year 294247.");
        return false;
    }
    return true;
}

bool sim_flake_options_check(const sim_flake_options *options)
{
    chosen c;
    if (options->layout != NULL) {
        return read_layout(options, &c);
    }
    if (options->has_epoch || options->has_unit) {
        sim_error("--epoch-ms and --unit-us need --layout");
        return false;
    }
    return true;
}

/*
 * Any small number has a time just after the epoch. A scheme's first IDs come later than its epoch:
 * Twitter's, on the evening of that day, when the IDs that it had counted were at 3 * 10^10, which
 * is 7 s.
 */
#define FIRST_US INT64_C(10000000)

static void explain_epoch(const ida_snowflake_layout *layout, int64_t time_us, bool is_twitter,
                          const char *label, sim_explained *what)
{
    if (time_us - layout->epoch_us >= FIRST_US) {
        return;
    }
    if (is_twitter) {
        sim_explain(what, label,
                    "older than the scheme: until 2010-11-04 Twitter IDs were a counter; the time "
                    "is wrong");
    } else {
        sim_explain(
            what, label,
            "within 10 s of the epoch: more likely from a counter than an ID of this layout");
    }
}

static bool explain_as(const chosen *c, uint64_t id, sim_explained *what)
{
    ida_snowflake_parts parts;
    if (ida_snowflake_decompose(&c->layout, id, &parts) != IDA_OK) {
        return false;
    }
    sim_explain_time(what, "time", parts.time_us);
    explain_epoch(&c->layout, parts.time_us, c->is_twitter, "note", what);
    sim_explain_number_as(what, "tick", c->layout.unit_us, "%" PRIu64 " us", c->layout.unit_us);
    sim_explain_number(what, "coordinator", parts.coordinator);
    sim_explain_number(what, "sequence", parts.sequence);
    return true;
}

/* Explains it in both published layouts, if no option says which one it has. */
static bool explain_both(uint64_t id, sim_explained *what)
{
    static const char *const labels[2][4] = {
        {"noah", "noah note", "noah coordinator", "noah sequence"},
        {"twitter", "twitter note", "twitter coordinator", "twitter sequence"}};
    const ida_snowflake_layout layouts[2] = {ida_snowflake_noah(), ida_snowflake_twitter()};
    bool any = false;
    for (size_t i = 0; i < 2; i++) {
        ida_snowflake_parts parts;
        if (ida_snowflake_decompose(&layouts[i], id, &parts) != IDA_OK) {
            continue;
        }
        any = true;
        sim_explain_time(what, labels[i][0], parts.time_us);
        explain_epoch(&layouts[i], parts.time_us, i == 1, labels[i][1], what);
        sim_explain_number(what, labels[i][2], parts.coordinator);
        sim_explain_number(what, labels[i][3], parts.sequence);
    }
    return any;
}

bool sim_explain_snowflake(const char *text, const sim_flake_options *options, sim_explained *what)
{
    uint64_t id;
    if (!sim_flake_options_check(options)) {
        return false;
    }
    if (!read_id(text, options->hex, &id)) {
        refuse_id(text, options->hex);
        return false;
    }
    /* Text in JSON too: readers' numbers end below 2^64. */
    sim_explain(what, "id", "%" PRIu64, id);
    sim_explain(what, "hex", "0x%016" PRIx64, id);
    bool known;
    if (options->layout == NULL) {
        known = explain_both(id, what);
    } else {
        chosen c;
        known = read_layout(options, &c);
        sim_explain(what, "layout", "%s", c.name);
        known = known && explain_as(&c, id, what);
    }
    if (!known) {
        sim_error("'%s' has bits above all fields of %s, so another scheme made it", text,
                  options->layout == NULL ? "both published layouts" : "the layout");
    }
    return known;
}
