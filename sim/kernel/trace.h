/*
 * The trace: a running digest over everything that happens in a world.
 *
 * Events are short arrays of numbers. The digest chains XXH3-64 over their little-endian bytes, so
 * it is the same on every machine. The oracle's questions are not events.
 */
#ifndef SIM_TRACE_H
#define SIM_TRACE_H

#include <stddef.h>
#include <stdint.h>

#define SIM_EVENT_NUMBERS 6

/* X(constant, name). The meaning of an event's numbers stands where it is recorded. */
#define SIM_EVENT_TABLE(X)                                                                         \
    X(OP, "op")                                                                                    \
    X(NODE, "node")                                                                                \
    X(OPENED, "opened")                                                                            \
    X(GENERATED, "generated")                                                                      \
    X(TAKEN, "taken")                                                                              \
    X(SUBMITTED, "submitted")                                                                      \
    X(SEQUENCED, "sequenced")                                                                      \
    X(REFUSED, "refused")                                                                          \
    X(APPLIED, "applied")                                                                          \
    X(NORMALIZED, "normalized")                                                                    \
    X(SAVED, "saved")                                                                              \
    X(LOADED, "loaded")                                                                            \
    X(DOCUMENT, "document")                                                                        \
    X(OTHER, "other")

typedef enum sim_event_kind {
#define SIM_EVENT_CONSTANT(constant, name) SIM_EVENT_##constant,
    SIM_EVENT_TABLE(SIM_EVENT_CONSTANT)
#undef SIM_EVENT_CONSTANT
} sim_event_kind;

typedef struct sim_trace {
    uint64_t digest;
    uint64_t events;
} sim_trace;

void sim_trace_init(sim_trace *trace);
/* Chains an event of count numbers (at most SIM_EVENT_NUMBERS) into the digest. */
void sim_trace_event(sim_trace *trace, sim_event_kind kind, const uint64_t *numbers, size_t count);
/* Chains bytes (such as a saved document) into the digest. */
void sim_trace_bytes(sim_trace *trace, sim_event_kind kind, const uint8_t *bytes, size_t size);
/* The digest now, as 16 hex digits and a NUL. */
void sim_trace_format(uint64_t digest, char text[17]);

#endif
