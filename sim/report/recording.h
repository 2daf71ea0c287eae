/*
 * A world written down for reports while it is played: its events with all their facts, its
 * messages, what its nodes were like after each op, and the words of the narrator. An observer
 * (kernel/observer.h): the world is the same without.
 */
#ifndef SIM_REPORT_RECORDING_H
#define SIM_REPORT_RECORDING_H

#include <stdbool.h>
#include <stdint.h>

#include "column.h"
#include "machine.h"
#include "messages.h"
#include "names.h"
#include "result.h"
#include "scene.h"
#include "tape/tape.h"

/* Later events are left out, and counted. */
#define SIM_RECORDING_EVENTS_MAX (UINT64_C(1) << 21)

/* X(constant, name): the type of a field's value, as reports/FORMAT.md has it. */
#define SIM_FIELD_TYPE_TABLE(X)                                                                    \
    X(NUMBER, "number")                                                                            \
    X(INTEGER, "integer")                                                                          \
    X(TRUTH, "truth")                                                                              \
    X(WORD, "word")                                                                                \
    X(UUID, "uuid")                                                                                \
    X(WIDE, "wide")                                                                                \
    X(WIDE_INTEGER, "wide-integer")                                                                \
    X(LIST, "list")                                                                                \
    X(NEXT, "next")                                                                                \
    X(END, "end")

typedef enum sim_field_type {
#define SIM_FIELD_TYPE_CONSTANT(constant, name) SIM_FIELD_##constant,
    SIM_FIELD_TYPE_TABLE(SIM_FIELD_TYPE_CONSTANT)
#undef SIM_FIELD_TYPE_CONSTANT
} sim_field_type;

const char *sim_field_type_name(sim_field_type type);

/* A field's name with one type of values. */
typedef struct sim_field {
    const char *name;
    sim_field_type type;
    sim_fact fact;
} sim_field;

#define SIM_RECORDING_NAMES 256u /* kinds, and fields */
/* What the recording itself counts, after the machine's gauges of a compressor's world. */
#define SIM_RECORDING_GAUGES 3u

typedef struct sim_recording {
    const sim_machine *machine;
    sim_config config;
    sim_lanes lanes;
    unsigned node_gauges;
    unsigned world_gauges; /* the machine's */
    bool has_clocks;
    const char *kinds[SIM_RECORDING_NAMES];
    const sim_scene_row *rows[SIM_RECORDING_NAMES]; /* of the kinds */
    unsigned kind_count;
    sim_field fields[SIM_RECORDING_NAMES];
    unsigned field_count;
    /* Events. */
    sim_column op;
    sim_column kind;
    sim_column lane;
    sim_column peer;
    sim_column session;
    sim_column position;
    sim_column message;
    sim_column true_us;
    sim_column reading_us;
    sim_column field_at;
    sim_column field_name;
    sim_column field_value;
    sim_column big;
    sim_names strings;
    sim_names uuids;
    sim_messages messages;
    uint64_t left_out; /* events beyond the limit */
    /* State. */
    sim_column state_op;
    sim_column state_cell;
    sim_column state_value;
    int64_t cells[(SIM_NODES_MAX + 1u) * SIM_GAUGES_MAX + SIM_RECORDING_GAUGES];
    int64_t eager;   /* eager finals handed out */
    int64_t finals;  /* IDs that became final */
    int64_t applied; /* up to this log position they are counted */
    ida_cluster *clusters;
    size_t cluster_count;
    size_t cluster_capacity;
    sim_column cluster_op;
    sim_column cluster_first; /* these are written at the end */
    sim_column cluster_capacity_of;
    sim_column cluster_count_of;
    sim_column cluster_session;
    sim_column cluster_gen;
    /* Words. */
    sim_column words;
    sim_column words_event;
    /* The event that is written down. */
    sim_fields receiver;
    sim_message_event event;
    uint64_t op_now;
    sim_fact list; /* SIM_FACTS: in none that matters */
    bool in_list;
    uint64_t list_at; /* where the list began */
    int64_t first;    /* of the list's element */
    int64_t count;
    bool failed; /* memory ran out */
} sim_recording;

/* It must not move until it is freed. */
void sim_recording_init(sim_recording *recording, const sim_config *config);
sim_observer sim_recording_observer(sim_recording *recording);
/* For the options tell and after_op of a run, context (self) being the recording. */
void sim_recording_tell(void *self, const char *sentence);
void sim_recording_after(void *self, uint64_t index, const sim_moment *moment);
/* Completes what is written down, once the world has ended. False if memory ran out. */
bool sim_recording_end(sim_recording *recording);
void sim_recording_free(sim_recording *recording);

/* --- What is written down. --- */

typedef struct sim_named_column {
    const char *name;
    const sim_column *column;
} sim_named_column;

#define SIM_RECORDING_COLUMNS 40u
/* All columns except the tape, which is known without; returns how many. */
size_t sim_recording_columns(const sim_recording *recording,
                             sim_named_column columns[SIM_RECORDING_COLUMNS]);
/* The name of a gauge, the machine's or the recording's own; NULL after the last. */
const char *sim_recording_world_gauge(const sim_recording *recording, unsigned gauge);

#endif
