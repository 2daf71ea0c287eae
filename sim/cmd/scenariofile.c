/*
 * Scenario files. inih splits each line into section, key and value; it cuts what is too long for
 * its buffers and says nothing, so the reader that feeds it refuses such lines first.
 */
#include "scenariofile.h"

#include <assert.h>
#include <errno.h>
#include <ini.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "output.h"
#include "scenario/builtin.h"

/* Of inih's buffers: a line of 200 bytes with its end, a section's name of 50. */
#define LINE_MAX_LENGTH    190u
#define SECTION_MAX_LENGTH 49u
#define LINES_MAX          2048u

static const char ending[] = ".scenario";

typedef struct splitter {
    const char *at; /* the rest of the text */
    uint32_t line;
    uint32_t begins;      /* the line of the section's name */
    size_t section_lines; /* lines with keys in it */
    const char *section;  /* its text, kept */
    sim_scenario_lines *out;
    char *free_words;
    sim_scenario_error *error;
    bool failed;
} splitter;

static void fail(splitter *s, uint32_t line, const char *what)
{
    if (!s->failed) {
        (void)sim_scenario_refuse(s->error, line, "%s", what);
    }
    s->failed = true;
}

static const char *keep(splitter *s, const char *word)
{
    size_t size = strlen(word) + 1;
    char *kept = s->free_words;
    memcpy(kept, word, size);
    s->free_words += size;
    return kept;
}

/* The length of a line without its end, blanks at its end and a comment that follows a blank. */
static size_t trimmed(const char *line, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        bool after_blank = i == 0 || line[i - 1] == ' ' || line[i - 1] == '\t';
        if (after_blank && (line[i] == '#' || line[i] == ';')) {
            length = i;
        }
    }
    while (length > 0 && strchr(" \t\r", line[length - 1]) != NULL) {
        length--;
    }
    return length;
}

static void end_section(splitter *s)
{
    if (s->begins != 0 && s->section_lines == 0) {
        fail(s, s->begins, "this section is empty");
    }
}

static void begin_section(splitter *s, const char *line, size_t length)
{
    end_section(s);
    s->begins = s->line;
    s->section_lines = 0;
    s->section = NULL;
    if (line[length - 1] != ']' || memchr(line, ']', length) != line + length - 1) {
        fail(s, s->line, "a section is a name in brackets, and nothing after them");
    } else if (length - 2 > SECTION_MAX_LENGTH) {
        fail(s, s->line, "the name of a section, with its condition, has at most 49 characters");
    }
}

/* inih's reader: the next line, without what would make it a part of the line before. */
static char *next_line(char *buffer, int size, void *context)
{
    splitter *s = context;
    if (*s->at == '\0' || s->failed) {
        return NULL;
    }
    s->line++;
    size_t whole = strcspn(s->at, "\n");
    const char *line = s->at;
    s->at += whole + (s->at[whole] == '\n' ? 1 : 0);
    if (s->line == 1 && strncmp(line, "\xEF\xBB\xBF", 3) == 0) {
        line += 3;
        whole -= 3;
    }
    size_t indent = strspn(line, " \t");
    line += indent;
    size_t length = trimmed(line, whole - indent);
    if (length > LINE_MAX_LENGTH || length + 2 > (size_t)size) {
        fail(s, s->line, "the line is longer than 190 characters");
        return NULL;
    }
    if (s->line > LINES_MAX) {
        fail(s, s->line, "the file has more than 2048 lines");
        return NULL;
    }
    if (length > 0 && line[0] == '[') {
        begin_section(s, line, length);
    }
    memcpy(buffer, line, length);
    buffer[length] = '\n';
    buffer[length + 1] = '\0';
    return buffer;
}

/* inih's handler. */
static int take_line(void *context, const char *section, const char *key, const char *value)
{
    splitter *s = context;
    if (s->section == NULL) {
        s->section = keep(s, section);
    }
    sim_scenario_line *line = &s->out->lines[s->out->count++];
    line->line = s->line;
    line->begins = s->begins;
    line->section = s->section;
    line->key = keep(s, key);
    line->value = keep(s, value);
    s->section_lines++;
    if (key[0] == '\0') {
        fail(s, s->line, "a name is missing before '='");
    }
    return !s->failed;
}

bool sim_scenariofile_split(const char *text, size_t size, sim_scenario_lines *lines,
                            sim_scenario_error *error)
{
    splitter s = {.at = text, .out = lines, .error = error};
    *lines =
        (sim_scenario_lines){.lines = calloc(LINES_MAX + 1, sizeof *lines->lines),
                             /* Each line keeps at most its bytes, two ends, and a section's. */
                             .words = malloc(2 * size + 3 * ((size_t)LINES_MAX + 1))};
    s.free_words = lines->words;
    if (lines->lines == NULL || lines->words == NULL) {
        fail(&s, 0, "no memory for the file");
        return false;
    }
    if (memchr(text, '\0', size) != NULL) {
        fail(&s, 0, "it is not a text: it has a zero byte");
        return false;
    }
    int wrong = ini_parse_stream(next_line, &s, take_line, &s);
    if (wrong != 0) {
        fail(&s, wrong > 0 ? (uint32_t)wrong : s.line, "neither '[section]' nor 'name = value'");
    }
    end_section(&s);
    return !s.failed;
}

void sim_scenariofile_free(sim_scenario_lines *lines)
{
    free(lines->lines);
    free(lines->words);
    *lines = (sim_scenario_lines){0};
}

/* --- Files. --- */

/* A file that was read. */
typedef struct loaded {
    struct loaded *next;
    char *path;
    bool is_adopted; /* from the text that a result has */
    char *text;      /* followed by a NUL */
    size_t size;
    sim_scenario_made made;
} loaded;

/* All of them, so that a path that is given twice is one scenario. */
static loaded *files;
static int last_status = SIM_EXIT_USAGE;

bool sim_scenariofile_is_named(const char *path)
{
    size_t length = strlen(path);
    size_t end = sizeof ending - 1;
    return length > end && strcmp(path + length - end, ending) == 0;
}

bool sim_scenariofile_is_path(const char *word)
{
    return strchr(word, '/') != NULL || sim_scenariofile_is_named(word);
}

int sim_scenariofile_status(void)
{
    return last_status;
}

static const sim_scenario *cannot_read(const char *path, const char *why)
{
    last_status = SIM_EXIT_ENVIRONMENT;
    sim_error("cannot read '%s': %s", path, why);
    return NULL;
}

static bool refuse(const char *path, const sim_scenario_error *error)
{
    last_status = SIM_EXIT_USAGE;
    if (error->line == 0) {
        sim_error("%s: %s", path, error->message);
    } else {
        sim_error("%s:%zu: %s", path, error->line, error->message);
    }
    if (error->hint[0] != '\0') {
        sim_hint("%s", error->hint);
    }
    return false;
}

static bool make(const char *path, const char *text, size_t size, sim_scenario_made *made)
{
    sim_scenario_lines lines;
    sim_scenario_error error;
    bool good = sim_scenariofile_split(text, size, &lines, &error) &&
                sim_scenario_make(lines.lines, lines.count, sim_scenario_at, made, &error);
    sim_scenariofile_free(&lines);
    return good || refuse(path, &error);
}

/* Reads at most one byte more than is allowed; text has room for a NUL after that. */
static bool read_file(const char *path, char text[SIM_SCENARIO_FILE_MAX + 2], size_t *size)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        return cannot_read(path, strerror(errno)) != NULL;
    }
    errno = 0;
    *size = fread(text, 1, SIM_SCENARIO_FILE_MAX + 1, file);
    int failed = ferror(file) != 0 ? errno : 0;
    (void)fclose(file);
    if (failed != 0) {
        return cannot_read(path, strerror(failed)) != NULL;
    }
    text[*size] = '\0';
    if (*size > SIM_SCENARIO_FILE_MAX) {
        sim_error("'%s' is larger than %u bytes, which no scenario is", path,
                  SIM_SCENARIO_FILE_MAX);
        last_status = SIM_EXIT_USAGE;
        return false;
    }
    return true;
}

const sim_scenario *sim_scenariofile_load(const char *path)
{
    for (const loaded *file = files; file != NULL; file = file->next) {
        if (!file->is_adopted && strcmp(file->path, path) == 0) {
            return &file->made.scenario;
        }
    }
    size_t size = 0;
    loaded *file = calloc(1, sizeof *file);
    char *kept_path = strdup(path);
    char *text = malloc(SIM_SCENARIO_FILE_MAX + 2);
    bool has_memory = file != NULL && kept_path != NULL && text != NULL;
    if (!has_memory) {
        (void)cannot_read(path, "no memory");
    }
    if (!has_memory || !read_file(path, text, &size) || !make(path, text, size, &file->made)) {
        free(file);
        free(kept_path);
        free(text);
        return NULL;
    }
    file->text = text;
    file->size = size;
    file->path = kept_path;
    file->made.scenario.path = kept_path;
    file->next = files;
    files = file;
    return &file->made.scenario;
}

const sim_scenario *sim_scenariofile_adopt(const char *where, const char *text)
{
    for (const loaded *file = files; file != NULL; file = file->next) {
        if (file->is_adopted && strcmp(file->text, text) == 0) {
            return &file->made.scenario;
        }
    }
    size_t size = strlen(text);
    loaded *file = calloc(1, sizeof *file);
    char *kept = strdup(text);
    if (file == NULL || kept == NULL) {
        (void)cannot_read(where, "no memory");
    } else if (make(where, text, size, &file->made)) {
        size_t path_size = strlen(file->made.scenario.name) + sizeof ending;
        file->path = malloc(path_size);
        if (file->path != NULL) {
            (void)snprintf(file->path, path_size, "%s%s", file->made.scenario.name, ending);
            file->text = kept;
            file->size = size;
            file->is_adopted = true;
            file->made.scenario.path = file->path;
            file->next = files;
            files = file;
            return &file->made.scenario;
        }
        (void)cannot_read(where, "no memory");
    }
    free(file);
    free(kept);
    return NULL;
}

static const loaded *file_of(const sim_scenario *scenario)
{
    const loaded *file = files;
    while (file != NULL && &file->made.scenario != scenario) {
        file = file->next;
    }
    return file;
}

const char *sim_scenariofile_text(const sim_scenario *scenario)
{
    const loaded *file = file_of(scenario);
    return file == NULL ? NULL : file->text;
}

/* The text of a built-in scenario, with a NUL behind it; NULL without memory. */
static char *copy_built_in(const sim_scenario *scenario, size_t *size)
{
    const unsigned char *text = sim_scenario_text(scenario, size);
    assert(text != NULL);
    char *copy = malloc(*size + 1);
    if (copy != NULL) {
        memcpy(copy, text, *size);
        copy[*size] = '\0';
    }
    return copy;
}

bool sim_scenariofile_lines(const sim_scenario *scenario, sim_scenario_lines *lines)
{
    sim_scenario_error error = {.message = "no memory"};
    const loaded *file = file_of(scenario);
    size_t size = 0;
    *lines = (sim_scenario_lines){0};
    if (file != NULL) {
        return sim_scenariofile_split(file->text, file->size, lines, &error) ||
               refuse(file->path, &error);
    }
    char *text = copy_built_in(scenario, &size);
    bool good = text != NULL && sim_scenariofile_split(text, size, lines, &error);
    free(text);
    return good || refuse(scenario->name, &error);
}
