/* idsim id: explains IDs found in a log. */
#include "command.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <idalloc/korder.h>

#include "explained.h"
#include "json.h"
#include "output.h"
#include "provenance.h"

static const char help[] =
    "idsim id snowflake decode [ID...] [--layout LAYOUT] [--epoch-ms N] [--unit-us N] [--hex]\n"
    "idsim id korder decode [ID...] [--drift X] [--form hex|d64|base64url]\n"
    "idsim id uuid decode [ID...]\n"
    "\n"
    "Explains IDs found in a log: when and where each was made, and its number within the\n"
    "tick.\n"
    "\n"
    "  ID...                without one, or for \"-\", IDs are read from standard input, one\n"
    "                       per line\n"
    "  snowflake            a decimal number, or hex digits if they start with 0x or contain\n"
    "                       a letter. Without --layout it is explained in Noah's and in\n"
    "                       Twitter's layout\n"
    "      --hex            digits without a letter are hexadecimal, too\n"
    "      --layout LAYOUT  noah, twitter, sonyflake, hazelcast, discord, instagram, or the\n"
    "                       fields from the most significant one down, such as\n"
    "                       time:41,coordinator:10,sequence:12 (Twitter's epoch and unit)\n"
    "      --epoch-ms N     when its time starts, in milliseconds since 1970\n"
    "      --unit-us N      the length of a tick in microseconds\n"
    "  korder               a local ID: 16 hex digits or 11 characters; a global ID: 24 hex\n"
    "                       digits or 16 characters\n"
    "      --drift X        5 to 10 (default 8). It is not part of the ID; with a wrong one,\n"
    "                       node and time are wrong\n"
    "      --form FORM      how the ID is written, if its characters do not tell\n"
    "  uuid                 32 hex digits, with or without dashes (8-4-4-4-12), also in\n"
    "                       braces or after urn:uuid:\n"
    "      --json           print the result as JSON\n"
    "\n"
    "Examples\n"
    "  idsim id snowflake decode 175928847299117063 --layout discord\n"
    "  idsim id snowflake decode 175928847299117063 \\\n"
    "        --layout time:42,coordinator:10,sequence:12 --epoch-ms 1420070400000\n"
    "  grep -o 'id=[0-9]*' log | cut -d = -f 2 | idsim id snowflake decode --layout twitter\n"
    "  idsim id korder decode 0060398a7b698001\n"
    "  idsim id korder decode 0060398a03eb27327b698001 --drift 8\n"
    "  idsim id uuid decode 8f0a4c3e-7b21-4f5a-9c3d-2e1f0a9b8c7d --json\n"
    "\n"
    "Exit status\n"
    "  0      all IDs were explained\n"
    "  2      wrong arguments, or an ID is not of that kind (the others are still explained)\n"
    "  4      the IDs could not be read, or the output could not be written\n"
    "  141    nothing reads the output any more\n"
    "\n";

static const char more[] = SIM_HELP_JSON
    "  ids                  for each: an object with the names of the text output, \"_\" for\n"
    "                       a blank. The ID is text, times are text in UTC, the tick is in\n"
    "                       microseconds\n";

/* Longer lines are not IDs; the rest of them is skipped. */
#define LINE_SIZE 200

typedef enum id_scheme { SNOWFLAKE, KORDER, UUID, SCHEMES } id_scheme;

/* The options of all schemes; given says which ones were set. */
typedef struct arguments {
    bool json;
    id_scheme scheme;
    const char *form;
    uint64_t drift;
    sim_flake_options flake;
} arguments;

/* The IDs so far. */
typedef struct output {
    FILE *lines; /* json: an object each */
    uint64_t explained;
    uint64_t seen; /* and not empty */
    int status;
} output;

enum { JSON, LAYOUT, EPOCH, UNIT, HEX, DRIFT, FORM, OPTIONS };

static const char *const scheme_names[SCHEMES] = {"snowflake", "korder", "uuid"};

/* Options of other schemes are mistakes; allowed has a bit for each valid one. */
static bool only_allowed(const sim_option *options, id_scheme scheme)
{
    static const unsigned allowed[SCHEMES] = {[SNOWFLAKE] = 1u << JSON | 1u << LAYOUT |
                                                            1u << EPOCH | 1u << UNIT | 1u << HEX,
                                              [KORDER] = 1u << JSON | 1u << DRIFT | 1u << FORM,
                                              [UUID] = 1u << JSON};
    for (unsigned i = 0; i < OPTIONS; i++) {
        if (options[i].given && (allowed[scheme] >> i & 1u) == 0) {
            sim_error("--%s does not apply to a %s ID", options[i].name, scheme_names[scheme]);
            return false;
        }
    }
    return true;
}

/* --- One ID, and many. --- */

static bool explain(const arguments *a, const char *text, sim_explained *what)
{
    switch (a->scheme) {
    case SNOWFLAKE:
        return sim_explain_snowflake(text, &a->flake, what);
    case KORDER:
        return sim_explain_korder(text, a->form, (uint32_t)a->drift, what);
    case UUID:
    case SCHEMES:
        break;
    }
    return sim_explain_uuid(text, what);
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
    static const char *const verbs[] = {"decode"};
    sim_nearest nearest;
    if (words > 0) {
        a->scheme = (id_scheme)sim_name_find(argv[0], scheme_names, SCHEMES, &nearest);
        if (a->scheme == SCHEMES) {
            sim_error("there is no ID scheme '%s'", argv[0]);
            sim_nearest_hint(&nearest, "There are snowflake, korder and uuid.");
            return false;
        }
    }
    if (words < 2 || sim_name_find(argv[1], verbs, 1, &nearest) != 0) {
        sim_error("id needs a scheme, the word decode, and IDs");
        sim_hint("Such as: idsim id snowflake decode 175928847299117063");
        return false;
    }
    return true;
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
        [HEX] = {"hex", &a.flake.hex, 0, 0, SIM_OPTION_FLAG, 0, false},
        [DRIFT] = {"drift", &a.drift, IDA_KORDER_DRIFT_MIN, IDA_KORDER_DRIFT_MAX, SIM_OPTION_NUMBER,
                   0, false},
        [FORM] = {"form", &a.form, 0, 0, SIM_OPTION_TEXT, 0, false}};
    if (!sim_options_parse("id", options, OPTIONS, argc, argv, &words) ||
        !parse_words(words, argv, &a) || !only_allowed(options, a.scheme)) {
        return SIM_EXIT_USAGE;
    }
    a.flake.has_epoch = options[EPOCH].given;
    a.flake.has_unit = options[UNIT].given;
    /* Checked once, and not again for each ID. */
    if (!sim_flake_options_check(&a.flake) || !sim_korder_form_check(a.form)) {
        return SIM_EXIT_USAGE;
    }
    return run_decode(&a, words - 2, argv + 2);
}

const sim_command sim_command_id = {"id", "explain IDs found in a log", help, more, run};
