/* Growing columns of numbers and lines. */
#include "column.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *name;
    size_t size;
    int64_t min;
    int64_t max;
} types[] = {
    [SIM_COLUMN_U8] = {"u8", 1, 0, UINT8_MAX},
    [SIM_COLUMN_I32] = {"i32", 4, INT32_MIN, INT32_MAX},
    [SIM_COLUMN_I64] = {"i64", 8, INT64_MIN, INT64_MAX},
    [SIM_COLUMN_TEXT] = {"text", 0, 0, 0},
};

const char *sim_column_type_name(sim_column_type type)
{
    return types[type].name;
}

/* Room for that many bytes more; NULL without memory. */
static uint8_t *room_for(sim_column *column, size_t size)
{
    if (column->failed || size > SIZE_MAX / 4 - column->size) {
        column->failed = true;
        return NULL;
    }
    if (column->size + size > column->capacity) {
        size_t capacity = (column->size + size) * 2;
        uint8_t *bytes = realloc(column->bytes, capacity);
        if (bytes == NULL) {
            column->failed = true;
            return NULL;
        }
        column->bytes = bytes;
        column->capacity = capacity;
    }
    uint8_t *at = column->bytes + column->size;
    column->size += size;
    return at;
}

static void put(const sim_column *column, uint8_t *at, int64_t number)
{
    int64_t min = types[column->type].min;
    int64_t max = types[column->type].max;
    uint64_t bits = (uint64_t)(number < min ? min : number > max ? max : number);
    for (size_t i = 0; i < types[column->type].size; i++) {
        at[i] = (uint8_t)(bits >> 8 * i);
    }
}

void sim_column_add(sim_column *column, int64_t number)
{
    assert(column->type != SIM_COLUMN_TEXT);
    uint8_t *at = room_for(column, types[column->type].size);
    if (at != NULL) {
        put(column, at, number);
        column->count++;
    }
}

int64_t sim_column_at(const sim_column *column, uint64_t index)
{
    assert(column->type != SIM_COLUMN_TEXT);
    if (index >= column->count) {
        return 0;
    }
    size_t size = types[column->type].size;
    const uint8_t *at = column->bytes + (size_t)index * size;
    uint64_t bits = 0;
    for (size_t i = 0; i < size; i++) {
        bits |= (uint64_t)at[i] << 8 * i;
    }
    if (column->type == SIM_COLUMN_I32) {
        return (int32_t)(uint32_t)bits;
    }
    return (int64_t)bits;
}

void sim_column_set(sim_column *column, uint64_t index, int64_t number)
{
    assert(column->type != SIM_COLUMN_TEXT);
    if (index < column->count) {
        put(column, column->bytes + (size_t)index * types[column->type].size, number);
    }
}

void sim_column_add_line(sim_column *column, const char *text)
{
    assert(column->type == SIM_COLUMN_TEXT);
    size_t length = strlen(text);
    uint8_t *at = room_for(column, length + 1);
    if (at == NULL) {
        return;
    }
    for (size_t i = 0; i < length; i++) {
        at[i] = text[i] == '\n' ? ' ' : (uint8_t)text[i];
    }
    at[length] = '\n';
    column->count++;
}

void sim_column_add_lines(sim_column *column, const char *text, size_t size)
{
    assert(column->type == SIM_COLUMN_TEXT);
    uint8_t *at = size == 0 ? NULL : room_for(column, size);
    if (at == NULL) {
        return;
    }
    memcpy(at, text, size);
    for (size_t i = 0; i < size; i++) {
        column->count += text[i] == '\n' ? 1 : 0;
    }
}

void sim_column_free(sim_column *column)
{
    free(column->bytes);
    *column = (sim_column){.type = column->type};
}
