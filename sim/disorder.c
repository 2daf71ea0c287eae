/* How far from sorted a list is. */
#include "disorder.h"

#include <assert.h>
#include <stdlib.h>

bool sim_disorder_add(sim_disorder *disorder, sim_keyed event)
{
    assert(disorder->count == 0 || disorder->events[disorder->count - 1].at <= event.at);
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

static bool is_above(const sim_keyed *a, const sim_keyed *b)
{
    return a->high > b->high || (a->high == b->high && a->low > b->low);
}

/*
 * least[j] is where the least key from j on is. The largest key up to i is above it exactly if some
 * inversion reaches from i or before to j or beyond; as i grows, j only grows.
 */
bool sim_disorder_radius(const sim_disorder *disorder, size_t *radius)
{
    const sim_keyed *events = disorder->events;
    size_t count = disorder->count;
    *radius = 0;
    if (count == 0) {
        return true;
    }
    size_t *least = malloc(count * sizeof *least);
    if (least == NULL) {
        return false;
    }
    least[count - 1] = count - 1;
    for (size_t j = count - 1; j-- > 0;) {
        bool is_less = is_above(&events[least[j + 1]], &events[j]);
        least[j] = is_less ? j : least[j + 1];
    }
    size_t most = 0;
    size_t j = 0;
    for (size_t i = 0; i < count; i++) {
        most = is_above(&events[i], &events[most]) ? i : most;
        while (j + 1 < count && is_above(&events[most], &events[least[j + 1]])) {
            j++;
        }
        if (j > i && j - i > *radius) {
            *radius = j - i;
        }
    }
    free(least);
    return true;
}

size_t sim_disorder_within(const sim_disorder *disorder, uint64_t time)
{
    const sim_keyed *events = disorder->events;
    size_t most = 0;
    size_t end = 0;
    for (size_t i = 0; i < disorder->count; i++) {
        end = end < i ? i : end;
        while (end + 1 < disorder->count && events[end + 1].at - events[i].at < time) {
            end++;
        }
        most = end - i > most ? end - i : most;
    }
    return most;
}
