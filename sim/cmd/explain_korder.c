/* The contents of a k-ordered ID. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <idalloc/korder.h>

#include "explained.h"
#include "options.h"
#include "output.h"

#define LOCAL_DIGITS  (2 * (size_t)IDA_KORDER_LOCAL_SIZE)
#define GLOBAL_DIGITS (2 * (size_t)IDA_KORDER_GLOBAL_SIZE)
#define HEX           "0123456789abcdefABCDEF"

/* The text form of an ID. */
typedef enum form { FORM_HEX, FORM_D64, FORM_BASE64URL, FORM_UNKNOWN } form;

/*
 * Lengths tell local from global. 16 characters that are all hex digits are read as a local ID in
 * hex; a global ID in d64 looks like that once in a hundred million times. Only d64 has a dot, and
 * only base64url a dash.
 */
static form guess_form(const char *text, size_t length)
{
    bool hex = strspn(text, HEX) == length;
    if (hex && (length == LOCAL_DIGITS || length == GLOBAL_DIGITS)) {
        return FORM_HEX;
    }
    return strchr(text, '-') != NULL ? FORM_BASE64URL : FORM_D64;
}

static form named_form(const char *name, sim_nearest *nearest)
{
    static const char *const names[] = {"hex", "d64", "base64url"};
    return (form)sim_name_find(name, names, FORM_UNKNOWN, nearest);
}

bool sim_korder_form_check(const char *name)
{
    sim_nearest nearest;
    if (name == NULL || named_form(name, &nearest) != FORM_UNKNOWN) {
        return true;
    }
    sim_error("--form needs hex, d64 or base64url, not '%s'", name);
    sim_nearest_hint(&nearest, "See idsim id --help");
    return false;
}

static uint8_t digit_of(char character)
{
    if (character <= '9') {
        return (uint8_t)(character - '0');
    }
    return (uint8_t)((character | 0x20) - 'a' + 10);
}

static bool read_hex(const char *text, size_t length, uint8_t *bytes)
{
    if (strspn(text, HEX) != length || (length != LOCAL_DIGITS && length != GLOBAL_DIGITS)) {
        return false;
    }
    for (size_t i = 0; i < length / 2; i++) {
        bytes[i] = (uint8_t)(digit_of(text[2 * i]) << 4 | digit_of(text[2 * i + 1]));
    }
    return true;
}

/* An ID, local or global. */
typedef struct found {
    bool is_global;
    ida_korder_local local;
    ida_korder_global global;
} found;

static bool read_bytes(const uint8_t *bytes, size_t size, uint32_t drift, found *id)
{
    id->is_global = size == IDA_KORDER_GLOBAL_SIZE;
    ida_status status = id->is_global
                            ? ida_korder_global_from_bytes(bytes, size, drift, &id->global)
                            : ida_korder_local_from_bytes(bytes, size, &id->local);
    return status == IDA_OK;
}

static bool read_text(const char *text, size_t length, form written, uint32_t drift, found *id)
{
    if (written == FORM_HEX) {
        uint8_t bytes[IDA_KORDER_GLOBAL_SIZE];
        return read_hex(text, length, bytes) && read_bytes(bytes, length / 2, drift, id);
    }
    ida_korder_text digits = written == FORM_D64 ? IDA_KORDER_D64 : IDA_KORDER_BASE64URL;
    id->is_global = length == IDA_KORDER_GLOBAL_TEXT_LENGTH;
    ida_status status = id->is_global
                            ? ida_korder_global_parse(text, length, digits, drift, &id->global)
                            : ida_korder_local_parse(text, length, digits, &id->local);
    return status == IDA_OK;
}

static void explain_local(ida_korder_local local, sim_explained *what)
{
    char d64[IDA_KORDER_LOCAL_TEXT_SIZE];
    ida_korder_local_format(local, IDA_KORDER_D64, d64);
    sim_explain(what, "id", "%016" PRIx64, local);
    sim_explain(what, "d64", "%s", d64);
    sim_explain(what, "kind", "local");
    sim_explain(what, "unique", "on its node only");
}

static void explain_global(const ida_korder_global *global, uint32_t drift, uint32_t node,
                           sim_explained *what)
{
    char hex[GLOBAL_DIGITS + 1];
    char d64[IDA_KORDER_GLOBAL_TEXT_SIZE];
    for (size_t i = 0; i < IDA_KORDER_GLOBAL_SIZE; i++) {
        (void)snprintf(hex + 2 * i, 3, "%02x", global->bytes[i]);
    }
    ida_korder_global_format(global, IDA_KORDER_D64, d64);
    sim_explain(what, "id", "%s", hex);
    sim_explain(what, "d64", "%s", d64);
    sim_explain(what, "kind", "global");
    sim_explain_number_as(what, "node", node, "%" PRIu32 " = 0x%08" PRIx32, node, node);
    sim_explain_number_as(what, "drift", drift, "%" PRIu32 ": read as if made with windows of %u s",
                          drift, 1u << drift);
}

bool sim_explain_korder(const char *text, const char *form_name, uint32_t drift,
                        sim_explained *what)
{
    sim_nearest nearest;
    found id;
    if (!sim_korder_form_check(form_name)) {
        return false;
    }
    /* No ID without 0x is that long. */
    bool prefixed = text[0] == '0' && (text[1] == 'x' || text[1] == 'X') &&
                    (strlen(text) == 2 + LOCAL_DIGITS || strlen(text) == 2 + GLOBAL_DIGITS);
    const char *digits = prefixed ? text + 2 : text;
    size_t length = strlen(digits);
    form written = form_name == NULL ? guess_form(digits, length) : named_form(form_name, &nearest);
    if (!read_text(digits, length, written, drift, &id)) {
        sim_error("'%s' is not a k-ordered ID: 16 or 24 hex digits, or 11 or 16 characters of d64 "
                  "or base64url, with a time in range",
                  text);
        return false;
    }
    if (id.is_global) {
        uint32_t node;
        if (ida_korder_split(&id.global, drift, &id.local, &node) != IDA_OK) {
            sim_error("'%s' is not a k-ordered ID with drift %" PRIu32, text, drift);
            return false;
        }
        explain_global(&id.global, drift, node, what);
    } else {
        explain_local(id.local, what);
    }
    sim_explain_time(what, "time", (int64_t)ida_korder_time_us(id.local));
    sim_explain_number_as(what, "tick", IDA_KORDER_TICK_US,
                          "%u us; the clock showed up to %u us more", IDA_KORDER_TICK_US,
                          IDA_KORDER_TICK_US - 1);
    sim_explain_number(what, "sequence", ida_korder_sequence(id.local));
    return true;
}
