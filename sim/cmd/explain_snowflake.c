/* The contents of a Snowflake ID. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <idalloc/snowflake.h>

#include "explained.h"
#include "flake.h"
#include "options.h"
#include "output.h"
#include "utc.h"

bool sim_flake_options_check(const sim_flake_options *options)
{
    sim_flake_chosen c;
    if (options->form != NULL && strcmp(options->form, "shortcode") != 0) {
        sim_error("--form needs shortcode for a Snowflake ID, not '%s'", options->form);
        return false;
    }
    if (options->layout != NULL) {
        return sim_flake_read_layout(options, &c);
    }
    if (options->has_epoch || options->has_unit) {
        sim_error("--epoch-ms and --unit-us need --layout");
        return false;
    }
    return true;
}

static void explain_epoch(const ida_snowflake_layout *layout, int64_t time_us, bool is_twitter,
                          const char *label, sim_explained *what)
{
    if (time_us - layout->epoch_us >= SIM_FLAKE_FIRST_US) {
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

static bool explain_as(const sim_flake_chosen *c, uint64_t id, sim_explained *what)
{
    ida_snowflake_parts parts;
    if (ida_snowflake_decompose(&c->layout, id, &parts) != IDA_OK) {
        return false;
    }
    sim_explain_time(what, "time", parts.time_us);
    explain_epoch(&c->layout, parts.time_us, c->is_twitter, "note", what);
    sim_explain_number_as(what, "tick", c->layout.unit_us, "%" PRIu64 " us", c->layout.unit_us);
    sim_explain_number(what, "coordinator", parts.coordinator);
    if (c->is_discord) {
        sim_explain_number(what, "worker", parts.coordinator >> 5);
        sim_explain_number(what, "process", parts.coordinator & 31);
    }
    sim_explain_number(what, "sequence", parts.sequence);
    if (c->is_instagram) {
        char shortcode[SIM_SHORTCODE_SIZE];
        sim_flake_shortcode(id, shortcode);
        sim_explain(what, "shortcode", "%s", shortcode);
    }
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
    sim_flake_chosen c;
    bool has_layout = options->layout != NULL;
    if (!sim_flake_options_check(options) || (has_layout && !sim_flake_read_layout(options, &c)) ||
        !sim_flake_read_id(text, options, has_layout ? &c : NULL, &id)) {
        return false;
    }
    sim_flake_explain_id(id, what);
    bool known;
    if (has_layout) {
        sim_explain(what, "layout", "%s", c.name);
        known = explain_as(&c, id, what);
    } else {
        known = explain_both(id, what);
    }
    if (!known) {
        sim_error("'%s' has bits above all fields of %s, so another scheme made it", text,
                  has_layout ? "the layout" : "both published layouts");
    }
    return known;
}

/* --- All layouts. --- */

/* Whether a time is one at which the service made IDs. */
static bool is_plausible(const sim_flake_layout *known, int64_t time_us, int64_t now_us)
{
    return time_us - known->born_us >= SIM_FLAKE_FIRST_US && time_us <= now_us;
}

/* The rows of the layouts whose time is plausible, or of the others; how many those are. */
static size_t compare_rows(uint64_t id, int64_t now_us, bool plausible, sim_explained *what)
{
    size_t count = 0;
    for (size_t i = 0; i < sim_flake_layout_count(); i++) {
        sim_flake_layout known = sim_flake_layout_at(i);
        ida_snowflake_parts parts;
        char time[SIM_UTC_SIZE];
        if (ida_snowflake_decompose(&known.layout, id, &parts) != IDA_OK ||
            is_plausible(&known, parts.time_us, now_us) != plausible) {
            continue;
        }
        sim_utc_format(parts.time_us, time);
        sim_explain(what, known.name, "%s  coordinator %" PRIu64 "  sequence %" PRIu64 "%s", time,
                    parts.coordinator, parts.sequence, plausible ? "" : "  (not likely)");
        count++;
    }
    return count;
}

bool sim_compare_snowflake(const char *text, const sim_flake_options *options, int64_t now_us,
                           sim_explained *what)
{
    uint64_t id;
    if (!sim_flake_read_id(text, options, NULL, &id)) {
        return false;
    }
    sim_flake_explain_id(id, what);
    size_t likely = compare_rows(id, now_us, true, what);
    if (likely + compare_rows(id, now_us, false, what) == 0) {
        sim_error("'%s' has bits above all fields of every known layout", text);
        return false;
    }
    return true;
}
