/* The observers of a world (kernel/observer.h), except its oracle. */
#ifndef SIM_COMPRESSOR_OBSERVERS_H
#define SIM_COMPRESSOR_OBSERVERS_H

#include "event.h"
#include "kernel/trace.h"

/* The numbers of an event, as they enter the digest; digest.c. */
typedef struct sim_compressor_numbers {
    sim_event_kind kind;
    size_t count;
    uint64_t numbers[SIM_EVENT_NUMBERS];
} sim_compressor_numbers;

/* False if the event does not enter the digest. */
bool sim_compressor_numbers_of(const sim_compressor_event *event, sim_compressor_numbers *numbers);

/* self: the sim_trace that the events are chained to. */
bool sim_compressor_digest(void *self, const void *event);
/* self: the sim_narrator that gets the sentences; narrate.c. */
bool sim_compressor_narrate(void *self, const void *event);

#endif
