/* The reference model of a sequence: slow, obvious, and written from the rules alone. */
#ifndef SIM_SEQUENCE_MODEL_H
#define SIM_SEQUENCE_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernel/id_map.h"
#include "sequence/state.h"

#define SIM_CHUNKS_HELD 2u
/* No sequence has an ID above this. */
#define SIM_SEQUENCE_LAST UINT64_C(0x7fffffffffffffff)

typedef enum sim_chunk_state {
    SIM_CHUNK_UNDER_WAY, /* granted, not held by a coordinator yet */
    SIM_CHUNK_HELD,
    SIM_CHUNK_RETURNED, /* its coordinator stopped, and handed back what it had not drawn */
    SIM_CHUNK_LOST,     /* its coordinator stopped or never installed it */
    SIM_CHUNK_DONE,     /* every ID of it was drawn */
} sim_chunk_state;

/* A chunk that a master granted. */
typedef struct sim_granted {
    ida_chunk chunk;
    uint64_t term;        /* of the master */
    uint64_t incarnation; /* of the request that it answers */
    uint64_t number;
    uint64_t drawn;
    bool regranted; /* the IDs behind those that were drawn may be granted again */
    sim_chunk_state state;
    uint8_t node;
} sim_granted;

/* What a master knows of a coordinator. */
typedef struct sim_asked {
    bool member;
    bool has_chunk; /* of the current range */
    bool answered;
    bool returned;        /* what it was granted last was taken back */
    uint64_t incarnation; /* of the request that it answered last, */
    uint64_t number;
    ida_chunk_reply reply;     /* and the answer */
    uint64_t seen_incarnation; /* of the latest request that it saw */
    uint64_t seen_number;
} sim_asked;

typedef struct sim_model_master {
    uint64_t term;
    uint64_t next_start;  /* as far as it knows that this is stored, */
    uint64_t stored_term; /* by a master of this term */
    bool pending;         /* a range is cut but not stored yet */
    bool has_range;
    uint64_t starting;
    uint64_t ending;
    uint64_t granted;               /* chunks of the range */
    uint64_t count;                 /* chunks in the range, once one is granted */
    uint64_t floor;                 /* it grants nothing that starts below this */
    uint64_t raise_to;              /* what is pending is this raise; 0: it is a range */
    ida_chunk rests[SIM_NODES_MAX]; /* what was handed back, the lowest first */
    size_t rest_count;
    sim_asked nodes[SIM_NODES_MAX];
} sim_model_master;

typedef struct sim_model_node {
    bool up;
    bool started;  /* its start is confirmed */
    bool unstored; /* its latest chunk, or its start, is not confirmed */
    bool exhausted;
    bool fed; /* drew an ID, or learned that none are left, in the quiet phase */
    uint64_t incarnation;
    uint64_t kept_incarnation; /* its storage's record */
    uint64_t kept_after;
    uint64_t number; /* of its current or next request */
    uint64_t after;
    size_t held[SIM_CHUNKS_HELD]; /* places in the table of chunks; it draws from the first */
    size_t held_count;
    bool drew;
    uint64_t last; /* the last ID drawn, by any incarnation */
} sim_model_node;

typedef struct sim_sequence_model {
    ida_master_config bounds;
    uint32_t prefetch;
    ida_master_record stored; /* term 0 if nothing is */
    sim_model_master masters[SIM_MASTERS_MAX];
    sim_model_node nodes[SIM_NODES_MAX];
    sim_granted *chunks;
    size_t chunk_count;
    size_t chunk_capacity;
    sim_id_map drawn; /* every drawn ID, with 1 */
} sim_sequence_model;

void sim_sequence_model_init(sim_sequence_model *model, const sim_sequence_config *config);
void sim_sequence_model_free(sim_sequence_model *model);

/* The number of IDs in a chunk: counted from the range's end, not by the core's formula. */
uint64_t sim_chunk_ids(const ida_chunk *chunk);
/* False without memory. */
bool sim_sequence_model_add_chunk(sim_sequence_model *model, const sim_granted *row);
/* Puts an ID into the set; was_there says whether it was drawn before. False without memory. */
bool sim_sequence_model_add_id(sim_sequence_model *model, uint64_t id, bool *was_there);
/* The number of IDs that a coordinator can draw now. */
uint64_t sim_sequence_model_left(const sim_sequence_model *model, unsigned node);
/* Drops used-up chunks from what a coordinator holds. */
void sim_sequence_model_tidy(sim_sequence_model *model, unsigned node);
/* Whether a coordinator must have a request. */
bool sim_sequence_model_wants(const sim_sequence_model *model, unsigned node);
/* Keeps a rest, if it has IDs; the lowest is dropped if there are more than members. */
void sim_sequence_model_add_rest(const sim_sequence_model *model, sim_model_master *master,
                                 const ida_chunk *rest);
/* The place of the lowest rest that starts at after or above; rest_count if there is none. */
size_t sim_sequence_model_find_rest(const sim_model_master *master, uint64_t after);
void sim_sequence_model_drop_rest(sim_model_master *master, size_t at);
/* It forgets all that starts below issued, and grants nothing of that. */
void sim_sequence_model_raise(sim_model_master *master, uint64_t issued);
/* The master grants nothing more of its range, and forgets those who left. */
void sim_sequence_model_drop_range(sim_model_master *master);
/* The number of chunks in a range cut now: the master's number of members. */
uint64_t sim_sequence_model_members(const sim_model_master *master);

#endif
