/* A binary heap. */
#include "agenda.h"

#include <assert.h>

static bool is_before(const sim_agenda_item *a, const sim_agenda_item *b)
{
    return a->at_us != b->at_us ? a->at_us < b->at_us : a->serial < b->serial;
}

bool sim_agenda_add(sim_agenda *agenda, sim_agenda_item item)
{
    if (agenda->count == SIM_AGENDA_MAX) {
        return false;
    }
    item.serial = agenda->serial++;
    size_t at = agenda->count++;
    while (at > 0 && is_before(&item, &agenda->items[(at - 1) / 2])) {
        agenda->items[at] = agenda->items[(at - 1) / 2];
        at = (at - 1) / 2;
    }
    agenda->items[at] = item;
    return true;
}

bool sim_agenda_take(sim_agenda *agenda, sim_agenda_item *item)
{
    if (agenda->count == 0) {
        return false;
    }
    *item = agenda->items[0];
    const sim_agenda_item last = agenda->items[--agenda->count];
    size_t at = 0;
    for (;;) {
        size_t child = 2 * at + 1;
        if (child + 1 < agenda->count &&
            is_before(&agenda->items[child + 1], &agenda->items[child])) {
            child++;
        }
        if (child >= agenda->count || !is_before(&agenda->items[child], &last)) {
            break;
        }
        agenda->items[at] = agenda->items[child];
        at = child;
    }
    agenda->items[at] = last;
    assert(agenda->count < SIM_AGENDA_MAX);
    return true;
}
