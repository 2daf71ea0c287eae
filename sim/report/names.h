/* Words and UUIDs that are written once, and then named by their index. */
#ifndef SIM_REPORT_NAMES_H
#define SIM_REPORT_NAMES_H

#include <idalloc/uuid.h>

#include "column.h"
#include "kernel/id_map.h"

/* Begins as all zeros, with lines of SIM_COLUMN_TEXT. */
typedef struct sim_names {
    sim_column lines;
    sim_id_map by_value; /* the index, plus 1 */
    bool failed;         /* memory ran out */
} sim_names;

/* The index of a word; words are told apart by a hash of 128 bits. */
int64_t sim_names_word(sim_names *names, const char *word);
/* Invalid ones are written as "invalid:", with both halves in hexadecimal. */
int64_t sim_names_uuid(sim_names *names, ida_uuid uuid);
void sim_names_free(sim_names *names);

#endif
