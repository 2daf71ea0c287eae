/* What will happen in a timed world, ordered by time, then by when it was put in: a binary heap. */
#ifndef SIM_AGENDA_H
#define SIM_AGENDA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* More than there are sessions, nodes and messages in flight at any time. */
#define SIM_AGENDA_MAX 8192u

typedef struct sim_agenda_item {
    uint64_t at_us;
    uint64_t serial;
    unsigned kind; /* the caller's */
    unsigned node;
    unsigned slot;
    uint32_t epoch; /* of a message, or of what is in the slot */
    uint32_t number;
} sim_agenda_item;

typedef struct sim_agenda {
    sim_agenda_item items[SIM_AGENDA_MAX];
    size_t count;
    uint64_t serial;
} sim_agenda;

/* False if it is full. O(log count). */
bool sim_agenda_add(sim_agenda *agenda, sim_agenda_item item);
/* Takes out the first item; false if there is none. O(log count). */
bool sim_agenda_take(sim_agenda *agenda, sim_agenda_item *item);

#endif
