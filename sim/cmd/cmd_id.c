/* idsim id: explains IDs found in a log, and says which IDs a time has. */
#include "command.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <idalloc/korder.h>

#include "explained.h"
#include "json.h"
#include "output.h"
#include "provenance.h"
#include "utc.h"

static const char help[] =
    "idsim id snowflake decode [ID...] [--layout LAYOUT] [--epoch-ms N] [--unit-us N] [--hex]\n"
    "idsim id snowflake compare [ID...] [--hex] [--now TIME]\n"
    "idsim id snowflake encode [TIME...] --layout LAYOUT [--epoch-ms N] [--unit-us N]\n"
    "idsim id korder decode [ID...] [--drift X] [--form hex|d64|base64url]\n"
    "idsim id korder encode [TIME...]\n"
    "idsim id uuid decode [ID...]\n"
    "idsim id uuid encode [TIME...] [--uuid-version 1|6|7]\n"
    "idsim id ulid decode|encode [ID or TIME...]\n"
    "idsim id ksuid decode|encode [ID or TIME...]\n"
    "\n"
    "Explains IDs found in a log: when and where each was made, and its number within the\n"
    "tick. Or the other way about: the first and the last ID of a time, for database queries.\n"
    "\n"
    "  ID..., TIME...       without one, or for \"-\", they are read from standard input, one\n"
    "                       per line\n"
    "  decode               what is in an ID\n"
    "  compare              for a Snowflake ID of unknown origin: what it says in each layout\n"
    "                       that has a name, first those with a likely time\n"
    "      --now TIME       times after this one are not likely (default: now)\n"
    "  encode               a time is as long as it is written: 2026-11-30 is a day,\n"
    "                       2026-11-30T10:00 a minute, 2026-11-30T10:00:00.25Z 10 ms.\n"
    "                       @1700000000 is seconds since 1970\n"
    "  snowflake            a decimal number, or hex digits if they start with 0x or contain\n"
    "                       a letter. A negative number is one that was shown as signed.\n"
    "                       Without --layout it is explained in Noah's and in Twitter's layout\n"
    "      --hex            digits without a letter are hexadecimal, too\n"
    "      --layout LAYOUT  noah, twitter, sonyflake, hazelcast, discord, instagram, mastodon,\n"
    "                       cockroach, linkedin, or the fields from the most significant one\n"
    "                       down, such as time:41,coordinator:10,sequence:12 (Twitter's epoch\n"
    "                       and unit)\n"
    "      --form shortcode the text in the address of an Instagram post; with --layout\n"
    "                       instagram it is known by its characters, mostly\n"
    "      --epoch-ms N     when its time starts, in milliseconds since 1970\n"
    "      --unit-us N      the length of a tick in microseconds\n"
    "  korder               a local ID: 16 hex digits or 11 characters; a global ID: 24 hex\n"
    "                       digits or 16 characters\n"
    "      --drift X        5 to 10 (default 8). It is not part of the ID; with a wrong one,\n"
    "                       node and time are wrong\n"
    "      --form FORM      how the ID is written, if its characters do not tell\n"
    "  uuid                 32 hex digits, with or without dashes (8-4-4-4-12), also in\n"
    "                       braces or after urn:uuid:\n"
    "      --uuid-version V of encode: 1, 6 or 7 (default 7)\n"
    "  ulid, ksuid          26, or 27 characters\n"
    "      --line           one line an ID: the ID, and NAME=VALUE after tabs\n"
    "      --json           print the result as JSON\n"
    "\n"
    "Examples\n"
    "  idsim id snowflake decode 175928847299117063 --layout discord\n"
    "  idsim id snowflake decode 175928847299117063 \\\n"
    "        --layout time:42,coordinator:10,sequence:12 --epoch-ms 1420070400000\n"
    "  grep -o 'id=[0-9]*' log | cut -d = -f 2 | idsim id snowflake decode --layout twitter\n"
    "  idsim id snowflake compare 175928847299117063\n"
    "  idsim id snowflake encode 2026-11-30 --layout discord\n"
    "  idsim id korder decode 0060398a7b698001\n"
    "  idsim id korder decode 0060398a03eb27327b698001 --drift 8\n"
    "  idsim id uuid decode 8f0a4c3e-7b21-4f5a-9c3d-2e1f0a9b8c7d --json\n"
    "  idsim id ulid decode 01ARZ3NDEKTSV4RRFFQ69G5FAV --line\n"
    "\n"
    "Exit status\n"
    "  0      all IDs were explained\n"
    "  2      wrong arguments, or an ID is not of that kind (the others are still explained)\n"
    "  4      the IDs could not be read, or the output could not be written\n"
    "  141    nothing reads the output any more\n"
    "\n";

static const char more[] = SIM_HELP_JSON
    "  ids                  for each ID or time: an object with the names of the text output,\n"
    "                       \"_\" for a blank. An ID is text, times are text in UTC, the tick is "
    "in\n"
    "                       microseconds\n";

/* Longer lines are not IDs; the rest of them is skipped. */
#define LINE_SIZE 200

typedef enum id_scheme { SNOWFLAKE, KORDER, UUID, ULID, KSUID, SCHEMES } id_scheme;
typedef enum id_verb { DECODE, ENCODE, COMPARE, VERBS } id_verb;

/* The options of all schemes; given says which ones were set. */
typedef struct arguments {
    bool json;
    bool line;
    id_scheme scheme;
    id_verb verb;
    const char *form;
    const char *now;
    int64_t now_us;
    uint64_t drift;
    uint64_t uuid_version;
    sim_flake_options flake;
} arguments;

/* The IDs so far. */
typedef struct output {
    FILE *lines; /* json: an object each */
    uint64_t explained;
    uint64_t seen; /* and not empty */
    int status;
} output;

enum { JSON, LINE, LAYOUT, EPOCH, UNIT, HEX, DRIFT, FORM, NOW, UUID_VERSION, OPTIONS };

static const char *const scheme_names[SCHEMES] = {"snowflake", "korder", "uuid", "ulid", "ksuid"};
static const char *const verb_names[VERBS] = {"decode", "encode", "compare"};

#define BIT(option) (1u << (option))
#define OUTPUT      (BIT(JSON) | BIT(LINE))
#define FLAKE       (BIT(LAYOUT) | BIT(EPOCH) | BIT(UNIT))

/* A bit for each option that means something with a scheme and a verb; 0: no such verb. */
static unsigned allowed_options(id_scheme scheme, id_verb verb)
{
    static const unsigned allowed[SCHEMES][VERBS] = {
        [SNOWFLAKE] = {OUTPUT | FLAKE | BIT(HEX) | BIT(FORM), OUTPUT | FLAKE,
                       OUTPUT | BIT(HEX) | BIT(FORM) | BIT(NOW)},
        [KORDER] = {OUTPUT | BIT(DRIFT) | BIT(FORM), OUTPUT, 0},
        [UUID] = {OUTPUT, OUTPUT | BIT(UUID_VERSION), 0},
        [ULID] = {OUTPUT, OUTPUT, 0},
        [KSUID] = {OUTPUT, OUTPUT, 0}};
    return allowed[scheme][verb];
}

static bool only_allowed(const sim_option *options, const arguments *a)
{
    unsigned allowed = allowed_options(a->scheme, a->verb);
    if (allowed == 0) {
        sim_error("%s IDs can't be compared: they are of one layout", scheme_names[a->scheme]);
        return false;
    }
    for (unsigned i = 0; i < OPTIONS; i++) {
        if (options[i].given && (allowed >> i & 1u) == 0) {
            sim_error("--%s does not apply to a %s ID%s%s", options[i].name,
                      scheme_names[a->scheme], a->verb == DECODE ? "" : " with ",
                      a->verb == DECODE ? "" : verb_names[a->verb]);
            return false;
        }
    }
    if (a->json && a->line) {
        sim_error("--json and --line are two forms of the output: take one");
        return false;
    }
    if (a->verb == ENCODE && a->scheme == SNOWFLAKE && a->flake.layout == NULL) {
        sim_error("encode needs --layout");
        return false;
    }
    return true;
}

/* --- One ID, and many. --- */

static bool encode_one(const arguments *a, const char *text, sim_explained *what)
{
    switch (a->scheme) {
    case SNOWFLAKE:
        return sim_encode_snowflake(text, &a->flake, what);
    case KORDER:
        return sim_encode_korder(text, what);
    case ULID:
        return sim_encode_ulid(text, what);
    case KSUID:
        return sim_encode_ksuid(text, what);
    case UUID:
    case SCHEMES:
        break;
    }
    return sim_encode_uuid(text, (uint32_t)a->uuid_version, what);
}

static bool decode_one(const arguments *a, const char *text, sim_explained *what)
{
    switch (a->scheme) {
    case SNOWFLAKE:
        return sim_explain_snowflake(text, &a->flake, what);
    case KORDER:
        return sim_explain_korder(text, a->form, (uint32_t)a->drift, what);
    case ULID:
        return sim_explain_ulid(text, what);
    case KSUID:
        return sim_explain_ksuid(text, what);
    case UUID:
    case SCHEMES:
        break;
    }
    return sim_explain_uuid(text, what);
}

static bool explain(const arguments *a, const char *text, sim_explained *what)
{
    switch (a->verb) {
    case ENCODE:
        return encode_one(a, text, what);
    case COMPARE:
        return sim_compare_snowflake(text, &a->flake, a->now_us, what);
    case DECODE:
    case VERBS:
        break;
    }
    return decode_one(a, text, what);
}

/* A refused ID does not end the work: the others are still explained. */
static bool decode(const arguments *a, const char *text, output *out)
{
    sim_explained what = {.count = 0};
    out->seen++;
    if (!explain(a, text, &what)) {
        out->status = SIM_EXIT_USAGE;
        return false;
    }
    if (a->json) {
        (void)sim_explained_write_line(&what, out->lines);
    } else if (a->line) {
        sim_explained_print_line(&what);
    } else {
        (void)printf("%s", out->explained > 0 ? "\n" : "");
        sim_explained_print(&what);
    }
    out->explained++;
    return true;
}

/*
 * Reads a line without its end; false if there is none. A line that is too long is cut, and a NUL
 * is shown.
 */
static bool read_line(FILE *in, char line[LINE_SIZE])
{
    size_t length = 0;
    int c = getc(in);
    if (c == EOF) {
        return false;
    }
    for (; c != EOF && c != '\n'; c = getc(in)) {
        if (length + 1 < LINE_SIZE) {
            line[length++] = c == '\0' ? '?' : (char)c;
        }
    }
    line[length] = '\0';
    return true;
}

/* The line without leading and trailing blanks, which it cuts off. */
static char *trim(char *line)
{
    static const char blanks[] = " \t\r\v\f";
    char *begin = line + strspn(line, blanks);
    char *end = begin + strlen(begin);
    while (end > begin && strchr(blanks, end[-1]) != NULL) {
        end--;
    }
    *end = '\0';
    return begin;
}

/* Skips what other systems put before the first line of a text: false if no line can be read. */
static bool skip_mark(char **text)
{
    if (strncmp(*text, "\xFF\xFE", 2) == 0 || strncmp(*text, "\xFE\xFF", 2) == 0) {
        sim_error("standard input is UTF-16, but IDs are read as UTF-8");
        sim_hint("To turn it into UTF-8: iconv -f UTF-16 -t UTF-8");
        return false;
    }
    if (strncmp(*text, "\xEF\xBB\xBF", 3) == 0) {
        *text += 3;
    }
    return true;
}

static void decode_input(const arguments *a, output *out)
{
    char line[LINE_SIZE];
    if (isatty(STDIN_FILENO) == 1) {
        sim_error("reading IDs from standard input, one per line");
    }
    for (uint64_t number = 1; read_line(stdin, line); number++) {
        char *text = line;
        if (number == 1 && !skip_mark(&text)) {
            out->status = SIM_EXIT_USAGE;
            return;
        }
        text = trim(text);
        if (*text != '\0' && !decode(a, text, out)) {
            sim_hint("That is line %" PRIu64 " of standard input.", number);
        }
        if (!a->json && ferror(stdout)) {
            return;
        }
    }
    if (ferror(stdin)) {
        sim_error("standard input could not be read");
        out->status = SIM_EXIT_ENVIRONMENT;
    }
}

static void decode_all(const arguments *a, int count, char **texts, output *out)
{
    for (int i = 0; i < count; i++) {
        if (strcmp(texts[i], "-") == 0) {
            decode_input(a, out);
        } else {
            (void)decode(a, texts[i], out);
        }
    }
    if (count == 0) {
        decode_input(a, out);
    }
    if (out->seen == 0 && out->status == 0) {
        sim_error("no ID was given");
        out->status = SIM_EXIT_USAGE;
    }
}

static int run_decode(const arguments *a, int count, char **texts)
{
    output out = {.status = 0};
    if (a->json && (out.lines = tmpfile()) == NULL) {
        sim_error("cannot make a temporary file for the IDs");
        return SIM_EXIT_ENVIRONMENT;
    }
    decode_all(a, count, texts, &out);
    if (a->json) {
        json_t *object = sim_json_document("id");
        bool whole = ferror(out.lines) == 0;
        whole = sim_json_write_with(stdout, object, "ids", out.lines) && whole;
        (void)fclose(out.lines);
        if (!whole && !ferror(stdout)) {
            sim_error("the IDs could not be kept in a temporary file");
            return SIM_EXIT_ENVIRONMENT;
        }
    }
    return out.status;
}

/* --- Arguments. --- */

static bool parse_words(int words, char **argv, arguments *a)
{
    sim_nearest nearest;
    if (words > 0) {
        a->scheme = (id_scheme)sim_name_find(argv[0], scheme_names, SCHEMES, &nearest);
        if (a->scheme == SCHEMES) {
            sim_error("there is no ID scheme '%s'", argv[0]);
            sim_nearest_hint(&nearest, "There are snowflake, korder, uuid, ulid and ksuid.");
            return false;
        }
    }
    if (words > 1) {
        a->verb = (id_verb)sim_name_find(argv[1], verb_names, VERBS, &nearest);
    }
    if (words < 2 || a->verb == VERBS) {
        sim_error("id needs a scheme, the word decode, encode or compare, and IDs or times");
        sim_hint("Such as: idsim id snowflake decode 175928847299117063");
        return false;
    }
    return true;
}

/* The time after which no ID can have been made. */
static bool read_now(arguments *a)
{
    sim_utc_span span;
    if (a->now == NULL) {
        a->now_us = (int64_t)time(NULL) * INT64_C(1000000);
        return true;
    }
    if (!sim_utc_parse(a->now, &span)) {
        sim_error("--now needs a time such as 2026-11-30T10:00, not '%s'", a->now);
        return false;
    }
    a->now_us = span.end - 1;
    return true;
}

/* What is checked once, and not again for each ID. */
static bool check_options(arguments *a)
{
    if (a->uuid_version != 1 && a->uuid_version != 6 && a->uuid_version != 7) {
        sim_error("--uuid-version needs 1, 6 or 7: the others have no time");
        return false;
    }
    if (a->scheme == SNOWFLAKE) {
        a->flake.form = a->form;
        return sim_flake_options_check(&a->flake) && read_now(a);
    }
    return sim_korder_form_check(a->form);
}

static int run(int argc, char **argv)
{
    arguments a = {.drift = IDA_KORDER_DRIFT_DEFAULT, .uuid_version = 7};
    int words = 0;
    sim_option options[OPTIONS] = {
        [JSON] = {"json", &a.json, 0, 0, SIM_OPTION_FLAG, 0, false},
        [LINE] = {"line", &a.line, 0, 0, SIM_OPTION_FLAG, 0, false},
        [LAYOUT] = {"layout", &a.flake.layout, 0, 0, SIM_OPTION_TEXT, 0, false},
        [EPOCH] = {"epoch-ms", &a.flake.epoch_ms, 0, INT64_MAX / 1000, SIM_OPTION_NUMBER, 0, false},
        [UNIT] = {"unit-us", &a.flake.unit_us, 1, INT64_MAX, SIM_OPTION_NUMBER, 0, false},
        [HEX] = {"hex", &a.flake.hex, 0, 0, SIM_OPTION_FLAG, 0, false},
        [DRIFT] = {"drift", &a.drift, IDA_KORDER_DRIFT_MIN, IDA_KORDER_DRIFT_MAX, SIM_OPTION_NUMBER,
                   0, false},
        [FORM] = {"form", &a.form, 0, 0, SIM_OPTION_TEXT, 0, false},
        [NOW] = {"now", &a.now, 0, 0, SIM_OPTION_TEXT, 0, false},
        [UUID_VERSION] = {"uuid-version", &a.uuid_version, 1, 8, SIM_OPTION_NUMBER, 0, false}};
    if (!sim_options_parse("id", options, OPTIONS, argc, argv, &words) ||
        !parse_words(words, argv, &a) || !only_allowed(options, &a)) {
        return SIM_EXIT_USAGE;
    }
    a.flake.has_epoch = options[EPOCH].given;
    a.flake.has_unit = options[UNIT].given;
    if (!check_options(&a)) {
        return SIM_EXIT_USAGE;
    }
    return run_decode(&a, words - 2, argv + 2);
}

const sim_command sim_command_id = {"id", "explain IDs found in a log, and find those of a time",
                                    help, more, run};
