#include "tapefile.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "output.h"

/* No tape of SIM_TAPE_OPS_MAX ops is larger, comments included, unless somebody means harm. */
#define FILE_MAX ((size_t)256 << 20)

typedef struct buffer {
    char *bytes;
    size_t size;
    size_t capacity;
} buffer;

/* Reads all of a file; false with errno set. */
static bool read_all(FILE *file, buffer *b)
{
    for (;;) {
        if (b->size == b->capacity) {
            size_t capacity = b->capacity == 0 ? 65536 : b->capacity * 2;
            char *bytes = capacity > FILE_MAX ? NULL : realloc(b->bytes, capacity);
            if (bytes == NULL) {
                errno = capacity > FILE_MAX ? EFBIG : ENOMEM;
                return false;
            }
            b->bytes = bytes;
            b->capacity = capacity;
        }
        size_t n = fread(b->bytes + b->size, 1, b->capacity - b->size, file);
        b->size += n;
        if (n == 0) {
            return ferror(file) == 0;
        }
    }
}

static bool read_path(const char *path, buffer *b)
{
    if (strcmp(path, "-") == 0) {
        return read_all(stdin, b);
    }
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        return false;
    }
    bool complete = read_all(file, b);
    int why = errno;
    (void)fclose(file);
    errno = why;
    return complete;
}

static bool starts_with(const buffer *b, const char *prefix)
{
    size_t length = strlen(prefix);
    return b->size >= length && memcmp(b->bytes, prefix, length) == 0;
}

/* Any bytes are a binary tape, so a file that was not meant as one deserves a word. */
static void warn_if_odd(const char *path, const buffer *b)
{
    if (!starts_with(b, "IDT\1")) {
        sim_error("'%s' has no header of a tape; it is read as bare binary ops", path);
    }
}

int sim_tapefile_read(const char *path, sim_tape *tape, bool *is_text)
{
    buffer b = {NULL, 0, 0};
    sim_tape_error error = {0, 0, ""};
    int status = 0;
    if (!read_path(path, &b)) {
        sim_error("cannot read '%s': %s", path, strerror(errno));
        free(b.bytes);
        return SIM_EXIT_ENVIRONMENT;
    }
    bool text = starts_with(&b, "idalloc-tape");
    if (text && !sim_tape_parse(b.bytes, b.size, tape, &error)) {
        sim_error("%s:%zu:%zu: %s", path, error.line, error.column, error.message);
        sim_hint("The words of a tape: idsim list ops");
        status = SIM_EXIT_USAGE;
    } else if (!text) {
        warn_if_odd(path, &b);
        if (!sim_tape_decode((const uint8_t *)b.bytes, b.size, tape)) {
            sim_error("no memory for the tape '%s'", path);
            status = SIM_EXIT_ENVIRONMENT;
        }
    }
    free(b.bytes);
    if (is_text != NULL) {
        *is_text = text;
    }
    return status;
}

int sim_tapefile_write(const char *path, const sim_tape *tape, bool binary)
{
    if (strcmp(path, "-") != 0) {
        if (sim_tape_write_file(path, tape, binary)) {
            return 0;
        }
        sim_error("cannot write '%s': %s", path, strerror(errno));
        return SIM_EXIT_ENVIRONMENT;
    }
    size_t size = 0;
    void *bytes = binary ? (void *)sim_tape_encode(tape, &size) : sim_tape_print(tape, &size);
    if (bytes == NULL) {
        sim_error("no memory to write the tape");
        return SIM_EXIT_ENVIRONMENT;
    }
    /* A failed write shows when standard output is finished. */
    (void)fwrite(bytes, 1, size, stdout);
    free(bytes);
    return 0;
}
