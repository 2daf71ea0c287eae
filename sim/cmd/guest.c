/* Puts the guest of a command in the place of the core. */
#include "guest.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <idsim/subject.h>

#include "guest_client.h"
#include "guest_compare.h"
#include "guest_library.h"
#include "guest_talk.h"
#include "known.h"
#include "output.h"

/* Longer ones are not repeated. */
#define COMMAND_LINE_MAX 400u

static char command_line[COMMAND_LINE_MAX];
static bool is_used;
static bool is_compared;

/* Appends " --option 'value'" as a shell reads it. */
static void remember(const char *option, const char *value)
{
    size_t at = strlen(command_line);
    at += (size_t)snprintf(command_line + at, sizeof command_line - at, " --%s '", option);
    for (size_t i = 0; value[i] != '\0' && at + 6 < sizeof command_line; i++) {
        const char *piece = value[i] == '\'' ? "'\\''" : (const char[]){value[i], '\0'};
        at += (size_t)snprintf(command_line + at, sizeof command_line - at, "%s", piece);
    }
    (void)snprintf(command_line + at, sizeof command_line - at, "'");
}

/* A line of the file: a cause, and perhaps a comment. False after an error message. */
static bool add_known(const char *path, char *line)
{
    line[strcspn(line, "#\n")] = '\0';
    size_t length = strlen(line);
    while (length > 0 && (line[length - 1] == ' ' || line[length - 1] == '\t')) {
        line[--length] = '\0';
    }
    if (length > 0 && !sim_known_add(line)) {
        sim_error("'%s' has a cause that is too long, or too many of them", path);
        return false;
    }
    return true;
}

static bool read_known(const char *path)
{
    char line[400];
    bool well = true;
    FILE *file = fopen(path, "r");
    if (file == NULL) {
        sim_error("cannot read '%s': %s", path, strerror(errno));
        return false;
    }
    while (well && fgets(line, sizeof line, file) != NULL) {
        well = add_known(path, line);
    }
    (void)fclose(file);
    return well;
}

/* --- Side by side with the core. --- */

static const sim_guest_watch *watch_of_guest;

static void compared_world_begins(sim_scheme scheme, uint64_t seed)
{
    sim_guest_compare_anew();
    if (watch_of_guest != NULL) {
        watch_of_guest->world_begins(scheme, seed);
    }
}

static sim_word compared_trouble(void)
{
    sim_word trouble = watch_of_guest == NULL ? SIM_WORD_NONE : watch_of_guest->trouble();
    return trouble == SIM_WORD_NONE ? sim_guest_difference() : trouble;
}

static const sim_guest_watch *compare(sim_subjects *subjects, const sim_guest_watch *watch)
{
    static const sim_guest_watch both = {.world_begins = compared_world_begins,
                                         .trouble = compared_trouble};
    if (subjects->of[SIM_SCHEME_COMPRESSOR] == NULL) {
        sim_error("--compare is for guests that are ID compressors");
        is_used = false;
        return NULL;
    }
    size_t at = strlen(command_line);
    (void)snprintf(command_line + at, sizeof command_line - at, " --compare");
    watch_of_guest = watch;
    subjects->of[SIM_SCHEME_COMPRESSOR] = sim_guest_compare(subjects->of[SIM_SCHEME_COMPRESSOR]);
    is_compared = true;
    return &both;
}

bool sim_guest_is_compared(void)
{
    return is_compared;
}

bool sim_guest_use(const sim_guest_arguments *arguments)
{
    sim_subjects subjects;
    const sim_guest_watch *watch = NULL;
    uint64_t deadline_ms = arguments->deadline_ms;
    if (arguments->known != NULL && !read_known(arguments->known)) {
        return false;
    }
    if (arguments->library == NULL && arguments->command == NULL) {
        return true;
    }
    if (arguments->library != NULL && arguments->command != NULL) {
        sim_error("--subject and --guest cannot be used together");
        return false;
    }
    if (arguments->library != NULL) {
        is_used = sim_guest_library_open(arguments->library, &subjects);
        remember("subject", arguments->library);
    } else {
        is_used = sim_guest_client_open(arguments->command,
                                        deadline_ms == 0 ? SIM_GUEST_DEADLINE_MS : deadline_ms,
                                        &subjects, &watch);
        remember("guest", arguments->command);
    }
    if (arguments->known != NULL) {
        remember("known", arguments->known);
    }
    if (is_used && arguments->compare) {
        watch = compare(&subjects, watch);
    }
    if (is_used) {
        sim_subjects_use(&subjects, watch);
    }
    return is_used;
}

bool sim_guest_is_used(void)
{
    return is_used;
}

uint64_t sim_guest_unclaimed(sim_scheme scheme)
{
    const void *subject = sim_subjects_of(scheme, NULL);
    if (subject == NULL) {
        return 0;
    }
    switch (scheme) {
    case SIM_SCHEME_COMPRESSOR:
        return ((const idsim_compressor *)subject)->unclaimed;
    case SIM_SCHEME_SEQUENCE:
        return ((const idsim_sequence *)subject)->unclaimed;
    case SIM_SCHEME_SNOWFLAKE:
        return ((const idsim_snowflake *)subject)->unclaimed;
    case SIM_SCHEME_KORDER:
        return ((const idsim_korder *)subject)->unclaimed;
    case SIM_SCHEME_LEASE: /* it has no guests */
    case SIM_SCHEME_COUNT:
        break;
    }
    return 0;
}

const char *sim_guest_command_line(void)
{
    return command_line;
}

const char *sim_guest_trouble_text(void)
{
    const char *difference = sim_guest_difference_text();
    return difference[0] == '\0' ? sim_talk_trouble_text() : difference;
}
