/*
 * Writes report pages: the built template with a head in JSON and with columns in place of its one
 * marker (reports/FORMAT.md).
 */
#ifndef SIM_REPORT_PAGE_H
#define SIM_REPORT_PAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include <jansson.h>

#include "column.h"

/* The template of this idsim, reports/page/report.html. */
extern const unsigned char sim_page_template[];
extern const size_t sim_page_template_size;

/* A page that is being written. */
typedef struct sim_page {
    FILE *file;
    bool failed; /* the template has no marker, or memory ran out; errno says which */
} sim_page;

/* Writes what comes before the data, and the head, which is released. */
void sim_page_begin(sim_page *page, FILE *file, json_t *head);
/* Writes a column of a world. */
void sim_page_column(sim_page *page, unsigned world, const char *name, const sim_column *column);
/* Writes the rest. False with errno set if anything could not be written. */
bool sim_page_end(sim_page *page);

/* JSON in which no text can end a script element; to be freed. NULL without memory. */
char *sim_page_json(const json_t *value);
/* The length of bytes as base64 is (size + 2) / 3 * 4. Writes it; false if writing failed. */
bool sim_page_base64(FILE *file, const unsigned char *bytes, size_t size);

#endif
