/*
 * Identifies files. Everything that reads tapes uses this, so that no two commands disagree.
 *
 * Any bytes can be played as ops, and bytes that were never meant as ops play to a PASS. So bytes
 * without a header are a tape only if the caller says so; otherwise they are refused, with a
 * message that names common mistakes.
 */
#include "tape.h"

#include <string.h>

/* Files with a magic number of their own. */
typedef struct kind {
    const char *begin;
    size_t length;
    const char *what;
    const char *hint;
} kind;

#define BEGIN(bytes) (bytes), sizeof(bytes) - 1

static const char hint_utf_8[] = "To turn it into UTF-8: iconv -f UTF-16 -t UTF-8 OLD > NEW";
static const char utf_16[] = "it is text in UTF-16, and a tape is in UTF-8";
static const char hint_unpack[] = "Unpack it first.";
static const char packed[] = "it is compressed";

static const kind kinds[] = {
    {BEGIN("\xFF\xFE\0\0"), "it is text in UTF-32, and a tape is in UTF-8",
     "To turn it into UTF-8: iconv -f UTF-32 -t UTF-8 OLD > NEW"},
    {BEGIN("\0\0\xFE\xFF"), "it is text in UTF-32, and a tape is in UTF-8",
     "To turn it into UTF-8: iconv -f UTF-32 -t UTF-8 OLD > NEW"},
    {BEGIN("\xFF\xFE"), utf_16, hint_utf_8},
    {BEGIN("\xFE\xFF"), utf_16, hint_utf_8},
    {BEGIN("\x1F\x8B"), packed, hint_unpack},
    {BEGIN("PK\3\4"), packed, hint_unpack},
    {BEGIN("BZh"), packed, hint_unpack},
    {BEGIN("\xFD"
           "7zXZ\0"),
     packed, hint_unpack},
    {BEGIN("\x28\xB5\x2F\xFD"), packed, hint_unpack},
    {BEGIN("\x7F"
           "ELF"),
     "it is a program", NULL},
    {BEGIN("IDSTATE"), "it is the state of a search", "It goes with: idsim explore --state FILE"},
    {BEGIN("IDAL\1"), "it is a snapshot",
     "To see what a fuzz target makes of it: ./dev fuzz repro FILE --target snapshot"},
    {BEGIN("IDT"), "it is a binary tape of a kind that this idsim does not know",
     "A newer idsim may have written it."},
    {BEGIN("idalloc-chain"), "it is a chain of digests",
     "It goes with: idsim replay TAPE --against FILE"},
};

/* Files that begin like this after blanks. */
static const kind text_kinds[] = {
    {BEGIN("{"), "it is JSON",
     "A result.json names the files of its tapes; that of \"idsim shrink --json\" is in .tape"},
    {BEGIN("["), "it is JSON", NULL},
    {BEGIN("<"), "it is HTML or XML", "Perhaps a page was saved in place of the file."},
};

static const kind *find_kind(const kind *all, size_t count, const char *bytes, size_t size)
{
    for (size_t i = 0; i < count; i++) {
        if (size >= all[i].length && memcmp(bytes, all[i].begin, all[i].length) == 0) {
            return &all[i];
        }
    }
    return NULL;
}

/* "idalloc-tape" with a NUL between any two letters, which is how UTF-16 of either order has it. */
static bool has_wide_header(const char *bytes, size_t size)
{
    static const char wide[] = "i\0d\0a\0l\0l\0o\0c\0-\0t\0a\0p\0e";
    const size_t length = sizeof wide - 1;
    while (size >= length) {
        const char *first = memchr(bytes, wide[0], size - length + 1);
        if (first == NULL) {
            return false;
        }
        if (memcmp(first, wide, length) == 0) {
            return true;
        }
        size -= (size_t)(first - bytes) + 1;
        bytes = first + 1;
    }
    return false;
}

/* Bytes above 127 may be letters of some encoding. */
static bool is_printable(const char *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        unsigned char byte = (unsigned char)bytes[i];
        bool space = byte == '\t' || byte == '\r' || byte == '\n';
        if ((byte < ' ' && !space) || byte == 0x7F) {
            return false;
        }
    }
    return true;
}

static bool has_binary_header(const char *bytes, size_t size)
{
    static const char magic[] = "IDT";
    const size_t length = sizeof magic - 1;
    if (size <= length || memcmp(bytes, magic, length) != 0) {
        return false;
    }
    unsigned number = (unsigned char)bytes[length];
    return (number >= 1 && number <= SIM_SCHEME_COUNT) || number == SIM_TAPE_LARGE;
}

static sim_tape_form refuse(sim_tape_alien *alien, const char *what, const char *hint)
{
    *alien = (sim_tape_alien){what, hint};
    return SIM_TAPE_ALIEN;
}

/* A file without a header, when bare ops are not expected. */
static sim_tape_form form_without_header(const char *bytes, size_t size, const kind *found,
                                         sim_tape_alien *alien)
{
    if (size == 0) {
        return refuse(alien, "the file is empty", NULL);
    }
    static const char blank[] = {' ', '\t', '\r', '\n'};
    size_t blanks = 0;
    while (blanks < size && memchr(blank, bytes[blanks], sizeof blank) != NULL) {
        blanks++;
    }
    if (found == NULL && is_printable(bytes, size)) {
        found = find_kind(text_kinds, sizeof text_kinds / sizeof text_kinds[0], bytes + blanks,
                          size - blanks);
        if (found == NULL) {
            return SIM_TAPE_TEXT; /* its parser says at which word it goes wrong */
        }
    }
    if (found != NULL) {
        return refuse(alien, found->what, found->hint);
    }
    return refuse(alien, "it does not begin as a tape",
                  "Bytes of ops without a header, such as a fuzzer's input, are read with --bare.");
}

sim_tape_form sim_tape_form_of(const char *bytes, size_t size, bool bare, sim_tape_alien *alien)
{
    *alien = (sim_tape_alien){NULL, NULL};
    if (sim_tape_begins_as_text(bytes, size)) {
        return SIM_TAPE_TEXT;
    }
    if (has_binary_header(bytes, size)) {
        return SIM_TAPE_BINARY;
    }
    const kind *found = find_kind(kinds, sizeof kinds / sizeof kinds[0], bytes, size);
    bool has_other_kind = found != NULL && found->what != utf_16;
    /* No bytes of ops look like that by chance. A program may have the words inside, as this one.
     */
    if (!has_other_kind && has_wide_header(bytes, size)) {
        return refuse(alien, utf_16, hint_utf_8);
    }
    return bare ? SIM_TAPE_BARE : form_without_header(bytes, size, found, alien);
}

const char *sim_tape_form_name(sim_tape_form form)
{
    static const char *const names[] = {
        [SIM_TAPE_TEXT] = "text",
        [SIM_TAPE_BINARY] = "binary",
        [SIM_TAPE_BARE] = "bare",
        [SIM_TAPE_ALIEN] = "alien",
    };
    return names[form];
}
