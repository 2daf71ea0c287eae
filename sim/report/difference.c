/* Compares two recordings event by event. */
#include "difference.h"

#include <stdlib.h>
#include <string.h>

/* Where each line of a column begins, to be freed; NULL without memory. */
static size_t *starts_of(const sim_column *lines)
{
    size_t *starts = malloc(((size_t)lines->count + 1) * sizeof *starts);
    size_t at = 0;
    for (uint64_t i = 0; starts != NULL && i <= lines->count; i++) {
        starts[i] = at;
        while (at < lines->size && lines->bytes[at++] != '\n') {
        }
    }
    return starts;
}

/* A recording with its words by index. */
typedef struct side {
    const sim_recording *r;
    size_t *strings;
    size_t *uuids;
} side;

static bool is_same_line(const sim_column *a, const size_t *a_starts, int64_t i,
                         const sim_column *b, const size_t *b_starts, int64_t k)
{
    size_t size = a_starts[i + 1] - a_starts[i];
    return size == b_starts[k + 1] - b_starts[k] &&
           memcmp(a->bytes + a_starts[i], b->bytes + b_starts[k], size) == 0;
}

static bool is_same_field(const side *a, uint64_t i, const side *b, uint64_t k)
{
    const sim_field *field = &a->r->fields[sim_column_at(&a->r->field_name, i)];
    const sim_field *other = &b->r->fields[sim_column_at(&b->r->field_name, k)];
    int64_t x = sim_column_at(&a->r->field_value, i);
    int64_t y = sim_column_at(&b->r->field_value, k);
    if (field->type != other->type || strcmp(field->name, other->name) != 0) {
        return false;
    }
    switch (field->type) {
    case SIM_FIELD_WORD:
        return is_same_line(&a->r->strings.lines, a->strings, x, &b->r->strings.lines, b->strings,
                            y);
    case SIM_FIELD_UUID:
        return is_same_line(&a->r->uuids.lines, a->uuids, x, &b->r->uuids.lines, b->uuids, y);
    case SIM_FIELD_WIDE:
    case SIM_FIELD_WIDE_INTEGER:
        return sim_column_at(&a->r->big, (uint64_t)x) == sim_column_at(&b->r->big, (uint64_t)y);
    default:
        return x == y;
    }
}

static bool is_same_event(const side *a, uint64_t i, const side *b, uint64_t k)
{
    const char *kind = a->r->kinds[sim_column_at(&a->r->kind, i)];
    const char *other = b->r->kinds[sim_column_at(&b->r->kind, k)];
    uint64_t at = (uint64_t)sim_column_at(&a->r->field_at, i);
    uint64_t end = (uint64_t)sim_column_at(&a->r->field_at, i + 1);
    uint64_t there = (uint64_t)sim_column_at(&b->r->field_at, k);
    uint64_t there_end = (uint64_t)sim_column_at(&b->r->field_at, k + 1);
    bool same = strcmp(kind, other) == 0 && end - at == there_end - there;
    while (same && at < end) {
        same = is_same_field(a, at++, b, there++);
    }
    return same;
}

static void compare(const side *a, const side *b, uint64_t only_in_a, sim_difference *d)
{
    uint64_t i = 0;
    uint64_t k = 0;
    uint64_t count = a->r->op.count;
    for (;;) {
        while (i < count && (uint64_t)sim_column_at(&a->r->op, i) == only_in_a) {
            i++;
        }
        if (i == count || k == b->r->op.count || !is_same_event(a, i, b, k)) {
            break;
        }
        i++;
        k++;
    }
    *d = (sim_difference){i < count || k < b->r->op.count, {i, k}};
}

bool sim_difference_find(const sim_recording *a, const sim_recording *b, uint64_t only_in_a,
                         sim_difference *d)
{
    side first = {a, starts_of(&a->strings.lines), starts_of(&a->uuids.lines)};
    side second = {b, starts_of(&b->strings.lines), starts_of(&b->uuids.lines)};
    bool well = first.strings != NULL && first.uuids != NULL && second.strings != NULL &&
                second.uuids != NULL;
    *d = (sim_difference){.found = false};
    if (well) {
        compare(&first, &second, only_in_a, d);
    }
    free(first.strings);
    free(first.uuids);
    free(second.strings);
    free(second.uuids);
    return well;
}
