/* Shared by the parts of the oracle of k-order worlds. */
#ifndef SIM_KORDER_ORACLE_INTERNAL_H
#define SIM_KORDER_ORACLE_INTERNAL_H

#include "kernel/disorder.h"
#include "kernel/id_map.h"
#include "model.h"
#include "oracle.h"

/* An ID. */
typedef struct sim_korder_record {
    uint64_t at;      /* true time */
    uint64_t reading; /* of the node's clock */
    ida_korder_local local;
    uint64_t high; /* the global ID's first eight bytes as a number, */
    uint32_t low;  /* and its last four */
    uint64_t time; /* that it must contain */
    uint64_t window;
    uint32_t number; /* the node's */
    uint32_t incarnation;
    uint32_t visit;   /* counts the node's visits to a tick; it may visit one again */
    uint32_t in_tick; /* how many it had made in that visit before */
    uint8_t node;
    uint8_t way;
} sim_korder_record;

typedef struct sim_korder_watched {
    bool up;
    sim_korder_generator generator;
    uint32_t crossing; /* so many of the next calls are of threads that met; since they did, */
    uint64_t lost_max; /* at most that many places may have been lost */
    bool may_keep;     /* and since the last call, the generator may be in this state instead: */
    sim_korder_generator keeping;
    uint32_t incarnation; /* counts from 1 */
    uint32_t unmarked;    /* the last incarnation that began without the mark of earlier ones */
    bool made;            /* it has made an ID: */
    sim_korder_record last;
    sim_korder_record greatest; /* the highest by any incarnation */
    bool bounded;               /* calls without a lane must give more than: */
    sim_korder_record bound;
    bool lane_bounded[SIM_KORDER_LANES];
    sim_korder_record lane_bound[SIM_KORDER_LANES];
} sim_korder_watched;

struct sim_korder_oracle {
    sim_judgement judgement;
    const sim_korder_world *world;
    uint32_t drift;
    sim_korder_watched nodes[SIM_NODES_MAX];
    sim_korder_generator before; /* of the node whose threads met last, before they did */
    sim_korder_record *records;  /* in the order they were made */
    size_t count;
    size_t capacity;
    sim_id_map places; /* of each global ID: one more than its record's number */
    uint64_t eps;
    uint64_t lead;  /* the largest time by which an ID was ahead of true time */
    uint32_t cause; /* the cause of the ID made next, or SIM_KORDER_NONE */
    unsigned maker; /* the node that made IDs in this op, or SIM_NODES_MAX */
    bool quiet;     /* marks are no longer counted */
    bool asked;     /* the ID checked last: */
    ida_korder_local asked_local;
    ida_korder_global asked_global;
    /* The IDs made at the last instant: their first and last window. */
    bool instant;
    uint64_t instant_at;
    uint8_t instant_node;
    uint64_t first_window;
    uint64_t last_window;
};

/* A node's call, and its clock's reading. */
sim_site sim_korder_at(const sim_korder_oracle *oracle, unsigned node, sim_word call);
/* "0123456789abcdef01234567 of node 3, made at 17 us" */
sim_value sim_korder_record_value(const sim_korder_record *record);
/* Whether a's global ID is above b's. */
bool sim_korder_above(const sim_korder_record *a, const sim_korder_record *b);
/* S, of all IDs until now. */
uint64_t sim_korder_slack(const sim_korder_oracle *oracle);

/* Counts a mark that only the oracle can see; none in the quiet phase. */
void sim_korder_mark(sim_korder_oracle *oracle, sim_mark mark);

/* laws.c: checks the newest ID, by itself and against its node's earlier ones. */
void sim_korder_check_record(sim_korder_oracle *oracle, unsigned node);

/*
 * ask.c: asks everything about a node's latest ID (bytes, texts, times, conversions) and about each
 * generator: when it is ready, and its mark.
 */
void sim_korder_ask(sim_korder_oracle *oracle, unsigned node);
void sim_korder_ask_all(sim_korder_oracle *oracle);

/* ask_others.c: asks one thing about IDs that no node made, and a generator of its own. */
void sim_korder_ask_others(sim_korder_oracle *oracle);

/* judge.c: checks the list of all IDs against the proven bounds. False without memory. */
bool sim_korder_judge(sim_korder_oracle *oracle);

#endif
