/* Reads tapes from files and standard input, and writes them. */
#include "tapefile.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "output.h"

/* The exit status for a tape that was not read, after an error message. */
static int refuse(const char *path, const sim_tape_error *error)
{
    if (error->outside) {
        sim_error("cannot read '%s': %s", path, error->message);
        return SIM_EXIT_ENVIRONMENT;
    }
    if (error->line == 0) {
        sim_error("%s: %s", path, error->message);
        if (error->hint != NULL) {
            sim_hint("%s", error->hint);
        }
    } else {
        sim_error("%s:%zu:%zu: %s", path, error->line, error->column, error->message);
        sim_hint("All ops and world lines: idsim list ops");
    }
    return SIM_EXIT_USAGE;
}

int sim_tapefile_read(const char *path, bool bare, sim_tape *tape, sim_tape_form *form)
{
    sim_tape_error error;
    sim_tape_form found = SIM_TAPE_TEXT;
    bool standard_input = strcmp(path, "-") == 0;
    FILE *file = standard_input ? stdin : fopen(path, "rb");
    if (file == NULL) {
        sim_error("cannot read '%s': %s", path, strerror(errno));
        return SIM_EXIT_ENVIRONMENT;
    }
    bool read = sim_tape_read_stream(file, bare, tape, &found, &error);
    if (!standard_input) {
        (void)fclose(file);
    }
    if (!read) {
        return refuse(path, &error);
    }
    /* Any bytes are ops, so print a note in case the file was not meant as a tape. */
    if (found == SIM_TAPE_BARE) {
        sim_error("'%s' has no tape header and is read as bare bytes of ops (--bare)", path);
    }
    if (form != NULL) {
        *form = found;
    }
    return 0;
}

int sim_tapefile_write(const char *path, const sim_tape *tape, bool binary)
{
    if (strcmp(path, "-") != 0) {
        if (sim_tape_write_file(path, tape, binary)) {
            return 0;
        }
        if (errno == EPIPE) {
            return SIM_EXIT_UNREAD; /* a named pipe, such as /dev/stdout */
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
