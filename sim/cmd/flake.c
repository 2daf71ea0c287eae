/* Reads Snowflake IDs and layouts. */
#include "flake.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "options.h"
#include "output.h"

#define FIELDS  3u
#define LETTERS "0123456789abcdefABCDEF"
#define DIGITS  "0123456789"

/* --- IDs. --- */

static const char base64url[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

void sim_flake_shortcode(uint64_t id, char text[SIM_SHORTCODE_SIZE])
{
    char reversed[SIM_SHORTCODE_SIZE];
    size_t length = 0;
    do {
        reversed[length++] = base64url[id % 64];
        id /= 64;
    } while (id > 0);
    for (size_t i = 0; i < length; i++) {
        text[i] = reversed[length - 1 - i];
    }
    text[length] = '\0';
}

static bool read_shortcode(const char *text, uint64_t *id)
{
    size_t length = strlen(text);
    uint64_t number = 0;
    if (length == 0 || length >= SIM_SHORTCODE_SIZE) {
        return false;
    }
    for (size_t i = 0; i < length; i++) {
        const char *digit = strchr(base64url, text[i]);
        if (digit == NULL || number > UINT64_MAX / 64) {
            return false;
        }
        number = number * 64 + (uint64_t)(digit - base64url);
    }
    *id = number;
    return true;
}

static bool has_prefix(const char *text)
{
    return text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
}

/* A negative number is the same 64 bits, which a signed column or language shows so. */
static bool read_negative(const char *text, uint64_t *id)
{
    uint64_t number;
    if (text[0] != '-' || strspn(text + 1, DIGITS) != strlen(text + 1) ||
        !sim_parse_number(text + 1, 1, UINT64_C(1) << 63, &number)) {
        return false;
    }
    *id = ~number + 1;
    return true;
}

/* Decimal; hexadecimal after 0x, with a letter among its digits, or if all are. */
static bool read_number(const char *text, bool hex, uint64_t *id)
{
    const char *digits = has_prefix(text) ? text + 2 : text;
    size_t length = strlen(digits);
    bool decimal = strspn(text, DIGITS) == strlen(text);
    if (decimal && !hex) {
        return sim_parse_number(text, 0, UINT64_MAX, id);
    }
    if (length == 0 || length > 16 || strspn(digits, LETTERS) != length) {
        return read_negative(text, id);
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

/* What LinkedIn puts before its numbers, such as "urn:li:activity:". */
static const char *skip_urn(const char *text)
{
    static const char urn[] = "urn:li:";
    const char *colon = strrchr(text, ':');
    return strncmp(text, urn, sizeof urn - 1) == 0 && colon != NULL ? colon + 1 : text;
}

bool sim_flake_read_id(const char *text, const sim_flake_options *options,
                       const sim_flake_chosen *chosen, uint64_t *id)
{
    bool is_shortcode = options->form != NULL;
    if (!is_shortcode && read_number(skip_urn(text), options->hex, id)) {
        return true;
    }
    bool may_be = is_shortcode || (chosen != NULL && chosen->is_instagram && !options->hex);
    if (may_be && read_shortcode(text, id)) {
        return true;
    }
    if (is_shortcode) {
        sim_error("'%s' is not a shortcode: up to 11 letters, digits, '-' and '_'", text);
    } else {
        refuse_id(text, options->hex);
    }
    return false;
}

void sim_flake_explain_id(uint64_t id, sim_explained *what)
{
    /* Text in JSON too: readers' numbers end below 2^64. */
    sim_explain(what, "id", "%" PRIu64, id);
    sim_explain(what, "hex", "0x%016" PRIx64, id);
    if (id > INT64_MAX) {
        sim_explain(what, "signed", "-%" PRIu64, ~id + 1);
    }
}

/* --- Layouts. --- */

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

static const char *const layout_names[] = {"noah",      "twitter",   "sonyflake",
                                           "hazelcast", "discord",   "instagram",
                                           "mastodon",  "cockroach", "linkedin"};

#define LAYOUTS (sizeof layout_names / sizeof layout_names[0])

size_t sim_flake_layout_count(void)
{
    return LAYOUTS;
}

/*
 * snowflake.h says where sonyflake to instagram come from. Mastodon has 48 bits of time, of which
 * the highest is 0 until the year 6429, and a counter that starts anywhere. CockroachDB's
 * unique_rowid() counts 10 us since 2015. LinkedIn has published no more than its time; what is
 * below it is called the sequence here.
 */
sim_flake_layout sim_flake_layout_at(size_t index)
{
    const ida_snowflake_order tsc = IDA_SNOWFLAKE_TIME_SEQUENCE_COORDINATOR;
    const ida_snowflake_order tcs = IDA_SNOWFLAKE_TIME_COORDINATOR_SEQUENCE;
    const ida_snowflake_layout layouts[LAYOUTS] = {
        ida_snowflake_noah(),
        ida_snowflake_twitter(),
        {INT64_C(1409529600000000), 10000, 39, 8, 16, tsc},
        {INT64_C(1514764800000000), 1000, 41, 6, 16, tsc},
        {INT64_C(1420070400000000), 1000, 42, 12, 10, tcs},
        {INT64_C(1314220021721000), 1000, 41, 10, 13, tcs},
        {0, 1000, 47, 16, 0, tsc},
        {INT64_C(1420070400000000), 10, 48, 0, 15, tsc},
        {0, 1000, 41, 22, 0, tsc}};
    /* Where times start long before the service: Mastodon 2.0, and LinkedIn itself. */
    const int64_t born_us[LAYOUTS] = {
        [6] = INT64_C(1508025600000000), [8] = INT64_C(1052092800000000)};
    int64_t epoch_us = layouts[index].epoch_us;
    return (sim_flake_layout){layout_names[index], layouts[index],
                              born_us[index] > epoch_us ? born_us[index] : epoch_us};
}

static void refuse_layout(const char *text, const sim_nearest *nearest)
{
    sim_error("--layout needs a name, or the three fields from the most significant one down, "
              "such as time:41,coordinator:10,sequence:12, not '%s'",
              text);
    sim_nearest_hint(
        nearest, "The names are noah, twitter, sonyflake, hazelcast, discord, instagram, mastodon, "
                 "cockroach and linkedin. "
                 "The orders are time,coordinator,sequence, time,sequence,coordinator and "
                 "coordinator,time,sequence.");
}

bool sim_flake_read_layout(const sim_flake_options *options, sim_flake_chosen *c)
{
    sim_nearest nearest;
    size_t found = sim_name_find(options->layout, layout_names, LAYOUTS, &nearest);
    *c = (sim_flake_chosen){.name = options->layout};
    if (found < LAYOUTS) {
        c->name = layout_names[found];
        c->layout = sim_flake_layout_at(found).layout;
        c->is_discord = strcmp(c->name, "discord") == 0;
        c->is_instagram = strcmp(c->name, "instagram") == 0;
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
