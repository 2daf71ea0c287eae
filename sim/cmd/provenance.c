/* The identity of idsim. The build passes the flags, the sanitizers and the machine. */
#include "provenance.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <idalloc/version.h>

#include "json.h"
#include "options.h"
#include "tape/tape.h"

#ifdef IDA_COMMIT_IS_GENERATED
#include "idsim_commit.h"
#else
#define IDSIM_COMMIT "unknown"
#endif
#ifndef IDSIM_FLAGS
#define IDSIM_FLAGS "unknown"
#endif
#ifndef IDSIM_SANITIZERS
#define IDSIM_SANITIZERS ""
#endif
#ifndef IDSIM_MACHINE
#define IDSIM_MACHINE "unknown"
#endif

#define TEXT_OF(number)              #number
#define RELEASE(major, minor, patch) TEXT_OF(major) "." TEXT_OF(minor) "." TEXT_OF(patch)

#if defined(__clang__)
#define COMPILER "clang " RELEASE(__clang_major__, __clang_minor__, __clang_patchlevel__)
#elif defined(__GNUC__)
#define COMPILER "gcc " __VERSION__
#else
#define COMPILER "unknown"
#endif

#ifdef NDEBUG
#define ASSERTIONS false
#else
#define ASSERTIONS true
#endif

/* All commands of a version write the same documents, so one number is enough. */
#define SCHEMA_VERSION 1

#define TIME_SIZE 32

static int argument_count;
static char *const *arguments;
static time_t started;

/*
 * SOURCE_DATE_EPOCH replaces the time where the results of two runs must be equal, byte for byte;
 * see reproducible-builds.org.
 */
static time_t time_now(void)
{
    const char *fixed = getenv("SOURCE_DATE_EPOCH");
    uint64_t seconds;
    /* The last second of the year 9999: later years do not have four digits. */
    if (fixed != NULL && sim_parse_number(fixed, 0, UINT64_C(253402300799), &seconds) &&
        (uint64_t)(time_t)seconds == seconds) {
        return (time_t)seconds;
    }
    return time(NULL);
}

void sim_provenance_begin(int argc, char *const *argv)
{
    argument_count = argc;
    arguments = argv;
    started = time_now();
}

static void set(json_t *object, const char *name, json_t *value)
{
    (void)json_object_set_new(object, name, value);
}

static json_t *json_release(const char *version, const char *commit)
{
    json_t *object = json_object();
    set(object, "version", sim_json_text(version));
    set(object, "commit", sim_json_text(commit));
    return object;
}

/* The words of a text between commas. */
static json_t *json_words(const char *text)
{
    json_t *array = json_array();
    while (*text != '\0') {
        size_t length = strcspn(text, ",");
        (void)json_array_append_new(array, json_stringn(text, length));
        text += length + (text[length] == ',' ? 1 : 0);
    }
    return array;
}

static json_t *json_build(void)
{
    json_t *object = json_object();
    set(object, "compiler", sim_json_text(COMPILER));
    set(object, "flags", sim_json_text(IDSIM_FLAGS));
    set(object, "sanitizers", json_words(IDSIM_SANITIZERS));
    set(object, "assertions", json_boolean(ASSERTIONS));
    set(object, "machine", sim_json_text(IDSIM_MACHINE));
    return object;
}

static json_t *json_command_line(void)
{
    json_t *array = json_array();
    for (int i = 0; i < argument_count; i++) {
        (void)json_array_append_new(array, sim_json_text(arguments[i]));
    }
    return array;
}

static json_t *json_started(void)
{
    char text[TIME_SIZE];
    struct tm utc;
    if (gmtime_r(&started, &utc) == NULL ||
        strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc) == 0) {
        return json_null();
    }
    return sim_json_text(text);
}

json_t *sim_json_document(const char *command)
{
    json_t *object = json_object();
    set(object, "schema", json_sprintf("idsim-%s/%d", command, SCHEMA_VERSION));
    set(object, "tool", json_release(IDA_VERSION, IDSIM_COMMIT));
    set(object, "core", json_release(ida_version(), ida_commit()));
    set(object, "build", json_build());
    set(object, "command_line", json_command_line());
    set(object, "started", json_started());
    set(object, "command", sim_json_text(command));
    return object;
}

static void print_row(FILE *out, const char *name, const char *text)
{
    (void)fprintf(out, "  %-12s  %s\n", name, text);
}

static const char *or_none(const char *list)
{
    return list[0] == '\0' ? "none" : list;
}

void sim_provenance_print(FILE *out)
{
    (void)fprintf(out, "idsim %s\n", IDA_VERSION);
    print_row(out, "commit", IDSIM_COMMIT);
    print_row(out, "core", ida_version());
    print_row(out, "core commit", ida_commit());
    print_row(out, "compiler", COMPILER);
    print_row(out, "flags", IDSIM_FLAGS);
    print_row(out, "sanitizers", or_none(IDSIM_SANITIZERS));
    print_row(out, "assertions", ASSERTIONS ? "on" : "off");
    print_row(out, "machine", IDSIM_MACHINE);
    (void)fprintf(out, "  %-12s  %d\n", "tape version", SIM_TAPE_VERSION);
}
