/* idsim id: what an ID says that somebody found in a log. */
#include "command.h"

#include <stdio.h>
#include <string.h>

#include <idalloc/korder.h>

#include "explained.h"
#include "output.h"

static const char help[] =
    "idsim id snowflake decode ID [--layout LAYOUT] [--epoch-ms N] [--unit-us N]\n"
    "idsim id korder decode ID [--drift X] [--form hex|d64|base64url]\n"
    "idsim id uuid decode ID\n"
    "\n"
    "Explains an ID that was found in a log: when it was made, by whom, and which one of its tick\n"
    "it was.\n"
    "\n"
    "  snowflake            a number, or hex digits after 0x; without --layout, what it would say "
    "in\n"
    "                       Noah's layout and in Twitter's\n"
    "      --layout LAYOUT  noah, twitter, sonyflake, hazelcast, discord, instagram, or the "
    "fields\n"
    "                       from the most significant on, such as\n"
    "                       time:41,coordinator:10,sequence:12 (Twitter's epoch and unit)\n"
    "      --epoch-ms N     when its time began, in milliseconds since 1970\n"
    "      --unit-us N      how long a tick is, in microseconds\n"
    "  korder               16 hex digits, or 11 characters: local; 24, or 16: global\n"
    "      --drift X        5 to 10 (default 8): it is not in the ID, and with another one the\n"
    "                       node and the time are wrong\n"
    "      --form FORM      how it is written, if that cannot be told from its characters\n"
    "  uuid                 32 hex digits, as 8-4-4-4-12 or in one\n"
    "      --json           an object with the same names, \"_\" for a blank; times are text in "
    "UTC,\n"
    "                       the tick is in microseconds, the ID itself is text\n"
    "\n"
    "Examples\n"
    "  idsim id snowflake decode 175928847299117063 --layout discord\n"
    "  idsim id snowflake decode 175928847299117063 \\\n"
    "        --layout time:42,coordinator:10,sequence:12 --epoch-ms 1420070400000\n"
    "  idsim id korder decode 0060398a7b698001\n"
    "  idsim id korder decode 0060398a03eb27327b698001 --drift 8\n"
    "  idsim id uuid decode 8f0a4c3e-7b21-4f5a-9c3d-2e1f0a9b8c7d --json\n"
    "\n"
    "Exit status\n"
    "  0 it was explained   2 wrong arguments, or no such ID   4 the output could not be written\n";

/* The options of all schemes; given says which ones were. */
typedef struct arguments {
    bool json;
    const char *form;
    uint64_t drift;
    sim_flake_options flake;
} arguments;

enum { JSON, LAYOUT, EPOCH, UNIT, DRIFT, FORM, OPTIONS };

/* Options of other schemes are mistakes; allowed has a bit for each of those that are not. */
static bool only_allowed(const sim_option *options, const char *scheme, unsigned allowed)
{
    for (unsigned i = 0; i < OPTIONS; i++) {
        if (options[i].given && (allowed >> i & 1u) == 0) {
            sim_error("--%s says nothing about a %s ID", options[i].name, scheme);
            return false;
        }
    }
    return true;
}

static int decode(const char *scheme, const char *text, const sim_option *options, arguments *a)
{
    sim_explained what = {.count = 0};
    bool explained;
    if (strcmp(scheme, "snowflake") == 0) {
        a->flake.has_epoch = options[EPOCH].given;
        a->flake.has_unit = options[UNIT].given;
        explained =
            only_allowed(options, scheme, 1u << JSON | 1u << LAYOUT | 1u << EPOCH | 1u << UNIT) &&
            sim_explain_snowflake(text, &a->flake, &what);
    } else if (strcmp(scheme, "korder") == 0) {
        explained = only_allowed(options, scheme, 1u << JSON | 1u << DRIFT | 1u << FORM) &&
                    sim_explain_korder(text, a->form, (uint32_t)a->drift, &what);
    } else {
        explained = only_allowed(options, scheme, 1u << JSON) && sim_explain_uuid(text, &what);
    }
    return explained ? sim_explained_print(&what, a->json) : SIM_EXIT_USAGE;
}

static bool is_scheme(const char *name)
{
    static const char *const schemes[] = {"snowflake", "korder", "uuid"};
    sim_nearest nearest = sim_nearest_to(name);
    for (size_t i = 0; i < sizeof schemes / sizeof schemes[0]; i++) {
        if (strcmp(name, schemes[i]) == 0) {
            return true;
        }
        sim_nearest_try(&nearest, schemes[i]);
    }
    sim_error("there are no '%s' IDs here", name);
    sim_hint("There are snowflake, korder and uuid.%s%s%s",
             nearest.best == NULL ? "" : " Did you mean '",
             nearest.best == NULL ? "" : nearest.best, nearest.best == NULL ? "" : "'?");
    return false;
}

static int run(int argc, char **argv)
{
    arguments a = {.drift = IDA_KORDER_DRIFT_DEFAULT};
    int words = 0;
    sim_option options[OPTIONS] = {
        [JSON] = {"json", &a.json, 0, 0, SIM_OPTION_FLAG, 0, false},
        [LAYOUT] = {"layout", &a.flake.layout, 0, 0, SIM_OPTION_TEXT, 0, false},
        [EPOCH] = {"epoch-ms", &a.flake.epoch_ms, 0, INT64_MAX / 1000, SIM_OPTION_NUMBER, 0, false},
        [UNIT] = {"unit-us", &a.flake.unit_us, 1, INT64_MAX, SIM_OPTION_NUMBER, 0, false},
        [DRIFT] = {"drift", &a.drift, IDA_KORDER_DRIFT_MIN, IDA_KORDER_DRIFT_MAX, SIM_OPTION_NUMBER,
                   0, false},
        [FORM] = {"form", &a.form, 0, 0, SIM_OPTION_TEXT, 0, false}};
    if (!sim_options_parse("id", options, OPTIONS, argc, argv, &words)) {
        return SIM_EXIT_USAGE;
    }
    if (words > 0 && !is_scheme(argv[0])) {
        return SIM_EXIT_USAGE;
    }
    if (words != 3 || strcmp(argv[1], "decode") != 0) {
        sim_error("id wants a scheme, the word decode, and one ID");
        sim_hint("See idsim id --help");
        return SIM_EXIT_USAGE;
    }
    return decode(argv[0], argv[2], options, &a);
}

const sim_command sim_command_id = {"id", "what an ID says that was found in a log", help, NULL,
                                    run};
