/* Prints the contents of an ID as rows, as a line, or as JSON. */
#include "explained.h"

#include <assert.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "json.h"
#include "utc.h"

static sim_explained_row *add_row(sim_explained *what, const char *name)
{
    assert(what->count < SIM_EXPLAINED_ROWS);
    sim_explained_row *row = &what->rows[what->count++];
    *row = (sim_explained_row){.name = name};
    return row;
}

void sim_explain(sim_explained *what, const char *name, const char *format, ...)
{
    sim_explained_row *row = add_row(what, name);
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(row->text, sizeof row->text, format, arguments);
    va_end(arguments);
}

void sim_explain_number_as(sim_explained *what, const char *name, uint64_t number,
                           const char *format, ...)
{
    sim_explained_row *row = add_row(what, name);
    row->is_number = true;
    row->number = number;
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(row->text, sizeof row->text, format, arguments);
    va_end(arguments);
}

void sim_explain_number(sim_explained *what, const char *name, uint64_t number)
{
    sim_explain_number_as(what, name, number, "%" PRIu64, number);
}

void sim_explain_time(sim_explained *what, const char *name, int64_t microseconds)
{
    sim_explained_row *row = add_row(what, name);
    char time[SIM_UTC_SIZE];
    sim_utc_format(microseconds, time);
    (void)snprintf(row->text, sizeof row->text, "%s", time);
}

/* A row's name for programs. */
static void key_of(const sim_explained_row *row, char key[32])
{
    (void)snprintf(key, 32, "%s", row->name);
    for (char *at = strchr(key, ' '); at != NULL; at = strchr(at, ' ')) {
        *at = '_';
    }
}

static json_t *json_explained(const sim_explained *what)
{
    json_t *object = json_object();
    for (size_t i = 0; i < what->count; i++) {
        const sim_explained_row *row = &what->rows[i];
        char key[32];
        key_of(row, key);
        (void)json_object_set_new(
            object, key, row->is_number ? sim_json_number(row->number) : sim_json_text(row->text));
    }
    return object;
}

bool sim_explained_write_line(const sim_explained *what, FILE *lines)
{
    return sim_json_write_line(lines, json_explained(what));
}

void sim_explained_print(const sim_explained *what)
{
    int width = 0;
    for (size_t i = 0; i < what->count; i++) {
        int length = (int)strlen(what->rows[i].name);
        width = length > width ? length : width;
    }
    for (size_t i = 0; i < what->count; i++) {
        (void)printf("  %-*s  %s\n", width, what->rows[i].name, what->rows[i].text);
    }
}

void sim_explained_print_line(const sim_explained *what)
{
    for (size_t i = 0; i < what->count; i++) {
        const sim_explained_row *row = &what->rows[i];
        char key[32];
        key_of(row, key);
        if (i == 0) {
            (void)printf("%s", row->text);
        } else if (row->is_number) {
            (void)printf("\t%s=%" PRIu64, key, row->number);
        } else {
            (void)printf("\t%s=%s", key, row->text);
        }
    }
    (void)printf("\n");
}
