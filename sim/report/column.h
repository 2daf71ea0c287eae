/* Columns: long lists of numbers or of lines, as bytes for a report page (reports/FORMAT.md). */
#ifndef SIM_REPORT_COLUMN_H
#define SIM_REPORT_COLUMN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum sim_column_type {
    SIM_COLUMN_U8,
    SIM_COLUMN_I32,
    SIM_COLUMN_I64,
    SIM_COLUMN_TEXT, /* lines, each ended by a newline */
} sim_column_type;

/* Begins as all zeros with its type; numbers are little-endian. */
typedef struct sim_column {
    sim_column_type type;
    bool failed; /* memory ran out: the column is not complete */
    uint8_t *bytes;
    size_t size;
    size_t capacity;
    uint64_t count; /* of numbers or lines */
} sim_column;

/* "u8", "i32", "i64" or "text". */
const char *sim_column_type_name(sim_column_type type);
/* Adds a number, which saturates at the bounds of the type. */
void sim_column_add(sim_column *column, int64_t number);
/* The number at an index; 0 beyond count. */
int64_t sim_column_at(const sim_column *column, uint64_t index);
/* Changes the number at an index; nothing happens beyond count. */
void sim_column_set(sim_column *column, uint64_t index, int64_t number);
/* Adds a line; newlines in it become spaces. */
void sim_column_add_line(sim_column *column, const char *text);
/* Adds text that is lines already. */
void sim_column_add_lines(sim_column *column, const char *text, size_t size);
void sim_column_free(sim_column *column);

#endif
