/* Writes files under a temporary name and renames them when they are complete. */
#include "atomic_file.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* PATH.part-PID: two processes that write one path use different temporary files. */
static char *name_part(const char *path)
{
    size_t size = strlen(path) + 32;
    char *part = malloc(size);
    if (part != NULL) {
        (void)snprintf(part, size, "%s.part-%ld", path, (long)getpid());
    }
    return part;
}

/* Whether the existing file may be written; the owner of its directory could replace it anyway. */
static bool may_be_written(const char *path)
{
    int descriptor = open(path, O_WRONLY);
    return descriptor >= 0 && close(descriptor) == 0;
}

/* A stream on a new file, with the mode of the file that it will replace, if any. */
static FILE *create(const char *part, const struct stat *replaced)
{
    /* Left behind by an earlier process of that number; a link would lead elsewhere. */
    (void)unlink(part);
    int descriptor = open(part, O_WRONLY | O_CREAT | O_EXCL, 0666);
    if (descriptor < 0) {
        return NULL;
    }
    if (replaced != NULL) {
        (void)fchmod(descriptor, replaced->st_mode & 0777);
    }
    FILE *file = fdopen(descriptor, "wb");
    if (file == NULL) {
        int why = errno;
        (void)close(descriptor);
        (void)unlink(part);
        errno = why;
    }
    return file;
}

static void forget(sim_wholefile *whole)
{
    int why = errno;
    free(whole->path);
    free(whole->part);
    *whole = (sim_wholefile){0};
    errno = why;
}

bool sim_wholefile_open(sim_wholefile *whole, const char *path)
{
    struct stat there;
    bool exists = lstat(path, &there) == 0;
    bool in_place = exists && !S_ISREG(there.st_mode);
    *whole = (sim_wholefile){.path = strdup(path)};
    if (whole->path != NULL && !in_place) {
        whole->part = name_part(path);
    }
    if (whole->path == NULL || (whole->part == NULL && !in_place)) {
        forget(whole);
        errno = ENOMEM;
        return false;
    }
    if (in_place) {
        whole->file = fopen(path, "wb");
    } else if (!exists || may_be_written(path)) {
        whole->file = create(whole->part, exists ? &there : NULL);
    }
    if (whole->file == NULL) {
        forget(whole);
        return false;
    }
    assert(in_place == (whole->part == NULL));
    return true;
}

bool sim_wholefile_close(sim_wholefile *whole, bool keep)
{
    assert(whole->file != NULL);
    assert(whole->path != NULL);
    bool written = ferror(whole->file) == 0;
    int why = errno;
    /* A full disk often shows only when the last buffer is flushed. */
    if (fclose(whole->file) != 0 && written) {
        written = false;
        why = errno;
    }
    if (whole->part != NULL && written && keep && rename(whole->part, whole->path) != 0) {
        written = false;
        why = errno;
    }
    if (whole->part != NULL && !(written && keep)) {
        (void)unlink(whole->part);
    }
    errno = why;
    forget(whole);
    return written || !keep;
}
