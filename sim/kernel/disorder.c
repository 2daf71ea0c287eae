/* Measures how far a list of IDs is from sorted. */
#include "disorder.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

bool sim_keyed_below(const sim_keyed *a, const sim_keyed *b)
{
    return a->high != b->high ? a->high < b->high : a->low < b->low;
}

static int compare(const void *left, const void *right)
{
    const sim_keyed *a = left;
    const sim_keyed *b = right;
    if (a->high != b->high || a->low != b->low) {
        return sim_keyed_below(a, b) ? -1 : 1;
    }
    return a->index < b->index ? -1 : a->index > b->index;
}

static bool is_sorted(const sim_keyed *list, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        if (compare(&list[i - 1], &list[i]) > 0) {
            return false;
        }
    }
    return true;
}

static void sort(sim_keyed *list, size_t count)
{
    if (!is_sorted(list, count)) {
        qsort(list, count, sizeof *list, compare);
    }
}

void sim_keyed_arrange(sim_keyed *list, size_t count)
{
    for (size_t from = 0; from < count;) {
        size_t to = from + 1;
        while (to < count && list[to].at == list[from].at) {
            to++;
        }
        assert(to == count || list[to].at > list[from].at);
        sort(list + from, to - from);
        from = to;
    }
}

size_t sim_keyed_radius(const sim_keyed *list, size_t count, sim_keyed *scratch)
{
    /* scratch[j] is the least ID from j on, so the entries below an ID at i end at one j. */
    for (size_t j = count; j-- > 0;) {
        bool least = j + 1 == count || sim_keyed_below(&list[j], &scratch[j + 1]);
        scratch[j] = least ? list[j] : scratch[j + 1];
    }
    size_t radius = 0;
    size_t j = 0;
    const sim_keyed *most = NULL;
    for (size_t i = 0; i < count; i++) {
        if (most != NULL && !sim_keyed_below(most, &list[i])) {
            continue;
        }
        most = &list[i];
        while (j + 1 < count && sim_keyed_below(&scratch[j + 1], most)) {
            j++;
        }
        radius = j > i && j - i > radius ? j - i : radius;
    }
    assert(radius < count || count == 0);
    return radius;
}

size_t sim_keyed_displacement(const sim_keyed *list, size_t count, sim_keyed *scratch)
{
    assert(count <= UINT32_MAX);
    memcpy(scratch, list, count * sizeof *list);
    for (size_t i = 0; i < count; i++) {
        scratch[i].index = (uint32_t)i;
    }
    sort(scratch, count);
    size_t most = 0;
    for (size_t i = 0; i < count; i++) {
        size_t was = scratch[i].index;
        assert(was < count);
        size_t distance = was > i ? was - i : i - was;
        most = distance > most ? distance : most;
        scratch[i] = list[was];
    }
    return most;
}

size_t sim_keyed_within(const sim_keyed *list, size_t count, uint64_t time)
{
    size_t most = 0;
    size_t to = 0;
    for (size_t from = 0; from < count; from++) {
        assert(from == 0 || list[from - 1].at <= list[from].at);
        while (to < count && list[to].at - list[from].at < time) {
            to++;
        }
        size_t others = to > from ? to - from - 1 : 0;
        most = others > most ? others : most;
    }
    return most;
}

bool sim_keyed_find_early(const sim_keyed *list, size_t count, uint64_t time, size_t *earlier,
                          size_t *later)
{
    size_t most = 0; /* the place of the greatest ID before next */
    size_t next = 0;
    for (size_t j = 0; j < count; j++) {
        while (next < j && list[j].at - list[next].at >= time) {
            most = sim_keyed_below(&list[most], &list[next]) ? next : most;
            next++;
        }
        assert(next == 0 || most < next);
        if (next > 0 && !sim_keyed_below(&list[most], &list[j])) {
            *earlier = most;
            *later = j;
            return true;
        }
    }
    return false;
}

bool sim_disorder_add(sim_disorder *disorder, sim_keyed event)
{
    assert(disorder->count == 0 || disorder->events[disorder->count - 1].at <= event.at);
    assert(disorder->count <= disorder->capacity);
    if (disorder->count == disorder->capacity) {
        size_t capacity = disorder->capacity == 0 ? 256 : disorder->capacity * 2;
        sim_keyed *events = realloc(disorder->events, capacity * sizeof *events);
        if (events == NULL) {
            return false;
        }
        disorder->events = events;
        disorder->capacity = capacity;
    }
    disorder->events[disorder->count++] = event;
    return true;
}

void sim_disorder_free(sim_disorder *disorder)
{
    free(disorder->events);
    *disorder = (sim_disorder){.events = NULL};
}

bool sim_disorder_radius(const sim_disorder *disorder, size_t *radius)
{
    *radius = 0;
    if (disorder->count == 0) {
        return true;
    }
    sim_keyed *scratch = malloc(disorder->count * sizeof *scratch);
    if (scratch == NULL) {
        return false;
    }
    *radius = sim_keyed_radius(disorder->events, disorder->count, scratch);
    free(scratch);
    return true;
}
