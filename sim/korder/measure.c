/* How far a list of IDs is from sorted. */
#include "measure.h"

#include <stdlib.h>
#include <string.h>

bool sim_korder_below(const sim_korder_entry *a, const sim_korder_entry *b)
{
    return a->high != b->high ? a->high < b->high : a->low < b->low;
}

static int compare(const void *left, const void *right)
{
    const sim_korder_entry *a = left;
    const sim_korder_entry *b = right;
    if (a->high != b->high || a->low != b->low) {
        return sim_korder_below(a, b) ? -1 : 1;
    }
    return a->index < b->index ? -1 : a->index > b->index;
}

static bool is_sorted(const sim_korder_entry *list, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        if (compare(&list[i - 1], &list[i]) > 0) {
            return false;
        }
    }
    return true;
}

static void sort(sim_korder_entry *list, size_t count)
{
    if (!is_sorted(list, count)) {
        qsort(list, count, sizeof *list, compare);
    }
}

void sim_korder_list(sim_korder_entry *list, size_t count)
{
    for (size_t from = 0; from < count;) {
        size_t to = from + 1;
        while (to < count && list[to].at == list[from].at) {
            to++;
        }
        sort(list + from, to - from);
        from = to;
    }
}

size_t sim_korder_radius(const sim_korder_entry *list, size_t count, sim_korder_entry *scratch)
{
    /* scratch[j] is the least ID from j on; what an ID at i is above of is then up to one j. */
    for (size_t j = count; j-- > 0;) {
        bool least = j + 1 == count || sim_korder_below(&list[j], &scratch[j + 1]);
        scratch[j] = least ? list[j] : scratch[j + 1];
    }
    size_t radius = 0;
    size_t j = 0;
    const sim_korder_entry *most = NULL;
    for (size_t i = 0; i < count; i++) {
        if (most != NULL && !sim_korder_below(most, &list[i])) {
            continue;
        }
        most = &list[i];
        while (j + 1 < count && sim_korder_below(&scratch[j + 1], most)) {
            j++;
        }
        radius = j > i && j - i > radius ? j - i : radius;
    }
    return radius;
}

size_t sim_korder_displacement(const sim_korder_entry *list, size_t count,
                               sim_korder_entry *scratch)
{
    memcpy(scratch, list, count * sizeof *list);
    for (size_t i = 0; i < count; i++) {
        scratch[i].index = (uint32_t)i;
    }
    sort(scratch, count);
    size_t most = 0;
    for (size_t i = 0; i < count; i++) {
        size_t was = scratch[i].index;
        size_t distance = was > i ? was - i : i - was;
        most = distance > most ? distance : most;
        scratch[i] = list[was];
    }
    return most;
}

size_t sim_korder_most_within(const sim_korder_entry *list, size_t count, uint64_t time)
{
    size_t most = 0;
    size_t to = 0;
    for (size_t from = 0; from < count; from++) {
        while (to < count && list[to].at - list[from].at < time) {
            to++;
        }
        size_t others = to > from ? to - from - 1 : 0;
        most = others > most ? others : most;
    }
    return most;
}

bool sim_korder_find_early(const sim_korder_entry *list, size_t count, uint64_t time,
                           size_t *earlier, size_t *later)
{
    size_t most = 0; /* the place of the greatest ID before next */
    size_t next = 0;
    for (size_t j = 0; j < count; j++) {
        while (next < j && list[j].at - list[next].at >= time) {
            most = sim_korder_below(&list[most], &list[next]) ? next : most;
            next++;
        }
        if (next > 0 && !sim_korder_below(&list[most], &list[j])) {
            *earlier = most;
            *later = j;
            return true;
        }
    }
    return false;
}
