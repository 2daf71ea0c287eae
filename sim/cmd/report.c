/* Chooses the directory for results and tapes, and writes them there. */
#include "report.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "output.h"

/* directory/name, to be freed; NULL without memory. */
static char *join(const char *directory, const char *name)
{
    size_t size = strlen(directory) + strlen(name) + 2;
    char *path = malloc(size);
    if (path != NULL) {
        (void)snprintf(path, size, "%s/%s", directory, name);
    }
    return path;
}

static bool make_directory(const char *path)
{
    struct stat status;
    if (mkdir(path, 0777) == 0) {
        return true;
    }
    int why = errno;
    if (stat(path, &status) == 0) {
        if (S_ISDIR(status.st_mode)) {
            return true;
        }
        why = ENOTDIR;
    }
    errno = why;
    return false;
}

/* Creates the directory and its parents; false with errno set. */
static bool make_path(const char *path)
{
    char *copy = strdup(path);
    if (copy == NULL) {
        return false;
    }
    bool made = true;
    for (char *at = copy + 1; made && *copy != '\0' && *at != '\0'; at++) {
        if (*at == '/' && at[-1] != '/') {
            *at = '\0';
            made = make_directory(copy);
            *at = '/';
        }
    }
    made = made && make_directory(copy) && access(copy, W_OK | X_OK) == 0;
    int why = errno;
    free(copy);
    errno = why;
    return made;
}

bool sim_report_open(sim_report *report, const char *directory)
{
    memset(report, 0, sizeof *report);
    if (directory == NULL) {
        return true;
    }
    report->asked = true;
    if (!make_path(directory)) {
        sim_error("cannot write to the directory '%s': %s", directory, strerror(errno));
        return false;
    }
    report->directory = strdup(directory);
    if (report->directory == NULL) {
        sim_error("no memory");
        return false;
    }
    return true;
}

void sim_report_close(sim_report *report)
{
    free(report->directory);
    memset(report, 0, sizeof *report);
}

/* A new directory that nobody can have prepared; NULL with errno set. */
static char *temporary_directory(void)
{
    const char *parent = getenv("TMPDIR");
    if (parent == NULL || parent[0] == '\0') {
        parent = "/tmp";
    }
    char *path = join(parent, "idsim-XXXXXX");
    if (path != NULL && mkdtemp(path) == NULL) {
        free(path);
        return NULL;
    }
    return path;
}

static bool choose_directory(sim_report *report)
{
    if (report->directory != NULL || report->useless) {
        return report->directory != NULL;
    }
    report->directory =
        make_path(SIM_REPORT_DEFAULT) ? strdup(SIM_REPORT_DEFAULT) : temporary_directory();
    if (report->directory == NULL) {
        report->useless = true;
        sim_error("the tapes of failures cannot be written to any directory: %s", strerror(errno));
        sim_hint("Choose one with --report DIR. The failures themselves are printed below.");
    }
    return report->directory != NULL;
}

char *sim_report_tape(sim_report *report, const sim_scenario *scenario, uint64_t seed,
                      const sim_tape *tape)
{
    return sim_report_named_tape(report, scenario->name, seed, tape);
}

char *sim_report_named_tape(sim_report *report, const char *what, uint64_t number,
                            const sim_tape *tape)
{
    char name[160];
    if (!choose_directory(report)) {
        return NULL;
    }
    (void)snprintf(name, sizeof name, "idsim-%s-%" PRIu64 ".tape", what, number);
    char *path = join(report->directory, name);
    if (path == NULL || !sim_tape_write_file(path, tape, false)) {
        sim_error("the tape '%s' could not be written: %s", path == NULL ? name : path,
                  strerror(errno));
        free(path);
        return NULL;
    }
    return path;
}

bool sim_report_result_begin(const sim_report *report, sim_wholefile *result)
{
    char *path = join(report->directory, "result.json");
    bool begun = path != NULL && sim_wholefile_open(result, path);
    if (!begun) {
        sim_error("cannot write '%s': %s", path == NULL ? "result.json" : path, strerror(errno));
    }
    free(path);
    return begun;
}

bool sim_report_result_end(const sim_report *report, sim_wholefile *result, bool whole)
{
    /* An incomplete file is dropped; closing it cannot fail, and errno still has the reason. */
    if (!sim_wholefile_close(result, whole) || !whole) {
        sim_error("'%s/result.json' could not be written: %s", report->directory, strerror(errno));
        return false;
    }
    return true;
}
