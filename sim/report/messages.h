/*
 * The messages of a world, found in its events: which one an event begins, carries on or ends, and
 * what became of each.
 */
#ifndef SIM_REPORT_MESSAGES_H
#define SIM_REPORT_MESSAGES_H

#include <stdint.h>

#include "column.h"
#include "kernel/id_map.h"
#include "scene.h"

/* The most lanes of a world: two of each node's number, and a hub. */
#define SIM_LANES_MAX (2u * SIM_NODES_MAX + 1u)

typedef struct sim_messages {
    /* An element for each message, as reports/FORMAT.md has them. */
    sim_column kind;
    sim_column from;
    sim_column to;
    sim_column sent;
    sim_column end;
    sim_column fate;
    sim_column number;
    /* Its own. */
    sim_column previous;            /* the message before it with the same key, or -1 */
    sim_column held;                /* 1: a cut link held it back */
    sim_column logged;              /* by log position: the event at which it entered the log */
    int64_t fetched[SIM_NODES_MAX]; /* by node: the last event at which its log was sent again, */
    int64_t fetched_from[SIM_NODES_MAX];        /* and from which position on */
    int64_t newest[SIM_PARCELS][SIM_LANES_MAX]; /* by receiver: the newest that has arrived */
    sim_id_map by_key;                          /* the newest of each key, plus 1 */
    bool failed;                                /* memory ran out */
} sim_messages;

/* An event, as this needs it. facts: -1 where it has none. */
typedef struct sim_message_event {
    int64_t index;
    const sim_scene_row *row;
    int lane;
    int peer;
    int64_t facts[SIM_FACTS];
    bool is_reply;       /* the fact WHAT */
    bool is_crowded_out; /* the fact LOSS */
    bool is_unheard;     /* likewise */
} sim_message_event;

void sim_messages_init(sim_messages *messages);
/* The message that the event is of, or -1. */
int64_t sim_messages_hear(sim_messages *messages, const sim_message_event *event);
void sim_messages_free(sim_messages *messages);

#endif
