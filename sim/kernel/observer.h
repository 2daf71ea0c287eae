/*
 * Observers of a world. A world emits each happening once, as an event of its scheme (event.h in
 * the scheme's folder). The digest, the narrator, the oracle and event files read that one stream.
 *
 * An observer never changes the world and never writes its counters: with or without it, a world
 * has the same digest and the same marks. It may read the world's state, which is as it is after
 * the happening.
 */
#ifndef SIM_OBSERVER_H
#define SIM_OBSERVER_H

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>

typedef struct sim_observer {
    bool (*on_event)(void *self, const void *event); /* false: stop the run */
    void *self;
} sim_observer;

#define SIM_OBSERVERS_MAX 8u

/* All zero: nobody observes. */
typedef struct sim_observers {
    sim_observer of[SIM_OBSERVERS_MAX]; /* in the order in which they are told */
    size_t count;
    bool stopped; /* one of them wants the run to stop */
} sim_observers;

static inline void sim_observers_add(sim_observers *observers, sim_observer observer)
{
    assert(observer.on_event != NULL);
    assert(observers->count < SIM_OBSERVERS_MAX);
    observers->of[observers->count++] = observer;
}

/* Tells every observer; the event lives as long as the call. */
static inline void sim_emit(sim_observers *observers, const void *event)
{
    assert(event != NULL);
    assert(observers->count <= SIM_OBSERVERS_MAX);
    for (size_t i = 0; i < observers->count; i++) {
        if (!observers->of[i].on_event(observers->of[i].self, event)) {
            observers->stopped = true;
        }
    }
}

#endif
