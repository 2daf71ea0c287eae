/*
 * An event as named fields, for event files and reports. Each scheme provides its events in this
 * form, so their writers need not know the scheme.
 */
#ifndef SIM_FIELDS_H
#define SIM_FIELDS_H

#include <stdbool.h>
#include <stdint.h>

#include <idalloc/uuid.h>

/* Receives the fields. Names live as long as the program, words as long as the call. */
typedef struct sim_fields {
    void (*number)(void *self, const char *name, uint64_t value);
    void (*integer)(void *self, const char *name, int64_t value);
    void (*truth)(void *self, const char *name, bool value);
    void (*word)(void *self, const char *name, const char *value); /* such as a status by name */
    void (*uuid)(void *self, const char *name, ida_uuid value);
    void (*text)(void *self, const char *name, const char *value); /* in printable ASCII */
    /* A list of objects: begin, then for each object its fields and next, then end. */
    void (*list_begin)(void *self, const char *name);
    void (*list_next)(void *self);
    void (*list_end)(void *self);
    void *self;
} sim_fields;

#endif
