/*
 * Observers of a world. A world emits each happening once, as an event of its scheme (event.h in
 * the scheme's folder). Digest, narrator, oracle and event files all read that one stream.
 *
 * An observer never changes the world or its counters: with or without it, a world has the same
 * digest and the same marks. It may read the world's state, which is the state after the event.
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

/* All zero: no observers. */
typedef struct sim_observers {
    sim_observer of[SIM_OBSERVERS_MAX]; /* in the order in which they are called */
    size_t count;
    bool stopped; /* one of them stopped the run */
} sim_observers;

static inline void sim_observers_add(sim_observers *observers, sim_observer observer)
{
    assert(observer.on_event != NULL);
    assert(observers->count < SIM_OBSERVERS_MAX);
    observers->of[observers->count++] = observer;
}

/* Calls every observer; the event lives as long as the call. */
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
