/*
 * What reports know of events, as tables: where each kind happens (its lane), what it is (its
 * role), and what it does to a message. Kinds are those of the machine's event_kind.
 */
#ifndef SIM_REPORT_SCENE_H
#define SIM_REPORT_SCENE_H

#include <stddef.h>
#include <stdint.h>

#include "tape/tape.h"

/* X(constant, field): what lanes and messages are made of; facts of an event by its field. */
#define SIM_FACT_TABLE(X)                                                                          \
    X(NODE, "node")                                                                                \
    X(COORDINATOR, "coordinator")                                                                  \
    X(MASTER, "master")                                                                            \
    X(FROM, "from")                                                                                \
    X(TO, "to")                                                                                    \
    X(CLIENT, "client")                                                                            \
    X(CLIENT_EPOCH, "client_epoch")                                                                \
    X(NUMBER, "number")                                                                            \
    X(POSITION, "position")                                                                        \
    X(MESSAGE, "message")                                                                          \
    X(WRITE, "write")                                                                              \
    X(INDEX, "index")                                                                              \
    X(AGAIN, "again")                                                                              \
    X(DAMAGED, "damaged")                                                                          \
    X(WHAT, "what")                                                                                \
    X(LOSS, "loss")                                                                                \
    X(SESSION, "session")                                                                          \
    X(TRUE_TIME, "true_us")                                                                        \
    X(READING, "reading_us")                                                                       \
    X(RUNS, "runs")                                                                                \
    X(FINALS, "finals")                                                                            \
    X(IS_FINAL, "is_final")                                                                        \
    X(FIRST, "first")                                                                              \
    X(COUNT, "count")

typedef enum sim_fact {
#define SIM_FACT_CONSTANT(constant, field) SIM_FACT_##constant,
    SIM_FACT_TABLE(SIM_FACT_CONSTANT)
#undef SIM_FACT_CONSTANT
        SIM_FACTS
} sim_fact;

/* SIM_FACTS if the field of that name is none. */
sim_fact sim_fact_of(const char *field);

/* X(constant, name): what events are; a page draws by it. */
#define SIM_ROLE_TABLE(X)                                                                          \
    X(OP, "op")                                                                                    \
    X(OP_DONE, "op-done")                                                                          \
    X(PHASE, "phase")                                                                              \
    X(NODE, "node")                                                                                \
    X(FAULT, "fault")                                                                              \
    X(STORAGE, "storage")                                                                          \
    X(SESSION, "session")                                                                          \
    X(ID, "id")                                                                                    \
    X(MESSAGE, "message")                                                                          \
    X(LOG, "log")                                                                                  \
    X(CLOCK, "clock")                                                                              \
    X(OTHER, "other")

typedef enum sim_role {
#define SIM_ROLE_CONSTANT(constant, name) SIM_ROLE_##constant,
    SIM_ROLE_TABLE(SIM_ROLE_CONSTANT)
#undef SIM_ROLE_CONSTANT
} sim_role;

const char *sim_role_name(sim_role role);

/* Where an event happens: the lane of a fact, or one that follows from what the message is. */
typedef enum sim_lane_place {
    SIM_PLACE_NONE,
    SIM_PLACE_NODE, /* node or coordinator */
    SIM_PLACE_FROM, /* nodes, */
    SIM_PLACE_TO,
    SIM_PLACE_CLIENT,
    SIM_PLACE_MASTER,
    SIM_PLACE_HUB,      /* the sequencer, the storage, the lease master */
    SIM_PLACE_SENDER,   /* of a request or reply, */
    SIM_PLACE_RECEIVER, /* as the fact WHAT says */
} sim_lane_place;

/* X(constant, name) */
#define SIM_PARCEL_TABLE(X)                                                                        \
    X(SUBMISSION, "submission") /* from a node to the sequencer */                                 \
    X(ENTRY, "entry")           /* of the log, to a node */                                        \
    X(REQUEST, "request")                                                                          \
    X(REPLY, "reply")                                                                              \
    X(WRITE, "write")                                                                              \
    X(ID, "id")

typedef enum sim_parcel {
#define SIM_PARCEL_CONSTANT(constant, name) SIM_PARCEL_##constant,
    SIM_PARCEL_TABLE(SIM_PARCEL_CONSTANT)
#undef SIM_PARCEL_CONSTANT
        SIM_PARCELS
} sim_parcel;

const char *sim_parcel_name(sim_parcel parcel);

/* X(constant, name) */
#define SIM_MESSAGE_FATE_TABLE(X)                                                                  \
    X(IN_FLIGHT, "in-flight")                                                                      \
    X(ARRIVED, "arrived")                                                                          \
    X(LATE, "late")   /* after one that was sent later */                                          \
    X(EARLY, "early") /* before its turn: it waits for that */                                     \
    X(LOST, "lost")                                                                                \
    X(CUT, "cut") /* a cut link held it back */                                                    \
    X(REPEATED, "repeated")                                                                        \
    X(OLD, "old") /* of an earlier connection: ignored */                                          \
    X(CROWDED_OUT, "crowded-out")                                                                  \
    X(NOBODY, "nobody") /* its receiver was down */                                                \
    X(DAMAGED, "damaged")

typedef enum sim_message_fate {
#define SIM_MESSAGE_FATE_CONSTANT(constant, name) SIM_MESSAGE_##constant,
    SIM_MESSAGE_FATE_TABLE(SIM_MESSAGE_FATE_CONSTANT)
#undef SIM_MESSAGE_FATE_CONSTANT
        SIM_MESSAGE_FATES
} sim_message_fate;

const char *sim_message_fate_name(sim_message_fate fate);

/* What an event does to a message. */
typedef enum sim_deed {
    SIM_DEED_NONE,
    SIM_DEED_SEND,
    SIM_DEED_COPY, /* a copy is in flight, too */
    SIM_DEED_END,
    SIM_DEED_HOLD,   /* a cut link holds it back */
    SIM_DEED_JUDGE,  /* it has arrived, and this is its fate */
    SIM_DEED_LOGGED, /* an entry is in the log, and on its way to the nodes */
    SIM_DEED_FETCH,  /* the log from there on is on its way to a node */
} sim_deed;

typedef struct sim_scene_row {
    const char *kind; /* NULL: the last row */
    sim_role role;
    sim_lane_place lane;
    sim_lane_place peer;
    sim_deed deed;
    sim_parcel parcel; /* REQUEST: or a reply, as the fact WHAT says */
    sim_message_fate fate;
} sim_scene_row;

/* NULL if the scheme has no such kind. */
const sim_scene_row *sim_scene_row_of(sim_scheme scheme, const char *kind);

/* --- Lanes. --- */

typedef struct sim_lanes {
    unsigned nodes;
    unsigned masters; /* after the nodes */
    bool has_hub;     /* after these */
} sim_lanes;

/* config need not be wrapped. */
sim_lanes sim_lanes_of(const sim_config *config);
unsigned sim_lanes_count(const sim_lanes *lanes);
/* Its name, such as "node 2", and its kind, such as "node". */
void sim_lane_print(sim_scheme scheme, const sim_lanes *lanes, unsigned lane, char name[32]);
const char *sim_lane_kind(sim_scheme scheme, const sim_lanes *lanes, unsigned lane);

#endif
