/* Shared by the parts of the oracle of time-ordered IDs. */
#ifndef SIM_TIMEORDERED_ORACLE_INTERNAL_H
#define SIM_TIMEORDERED_ORACLE_INTERNAL_H

#include "claims.h"
#include "kernel/id_map.h"
#include "oracle.h"
#include "value.h"

/* An ID. */
typedef struct sim_time_record {
    idsim_time_text id;
    uint32_t life; /* the process that made it */
    uint32_t setting;
    uint8_t instance;
    bool given; /* it was made for a given time */
    bool has_time;
    int64_t time_us; /* inside */
} sim_time_record;

/*
 * What is known of a generator. A run are the IDs that it has made since the clock showed a tick
 * later than any of its IDs: only within one may it be ahead of the clock.
 */
typedef struct sim_time_generator {
    bool made; /* it has made an ID, not counting those of given times that do not count: */
    idsim_time_text last;
    int64_t last_us;  /* the reading then */
    int64_t high_us;  /* the latest reading or time inside, from which it goes on */
    int64_t run_us;   /* the clock's tick when the run began, */
    uint64_t run_ids; /* and its IDs */
    bool refused;     /* a call was refused since it made its last ID */
    bool has_tick;    /* an ID with a time was made: */
    int64_t tick_us;  /* the time inside the last one */
    uint32_t in_tick; /* how many IDs in a row have that */
} sim_time_generator;

/* A process. */
typedef struct sim_time_life {
    unsigned machine;
    unsigned number; /* with which it, or the process it is a copy of, was started */
    uint32_t root;   /* the process of which it is a copy, or a copy of a copy; its own number */
    uint32_t setting;
    uint32_t entropy;
    bool issued;      /* it has made an ID since it was started or copied */
    int64_t start_us; /* the reading when it was started */
    sim_time_generator generators[SIM_TIME_INSTANCES_MAX];
} sim_time_life;

struct sim_timeordered_oracle {
    sim_judgement judgement;
    const sim_timeordered_world *world;
    sim_time_life lives[SIM_TIME_LIVES + 1]; /* by their numbers */
    sim_time_record *records;                /* in the order in which they were made */
    size_t count;
    size_t capacity;
    sim_id_map makers;          /* of each ID: one more than the number of its first record */
    bool served[SIM_NODES_MAX]; /* in the quiet phase it got an ID, or learned that none is left */
};

/* Whether the subject makes a claim. */
static inline bool sim_time_claims(const sim_timeordered_oracle *oracle, idsim_claim claim)
{
    return sim_claims(oracle->world->subject->unclaimed, claim);
}

static inline const idsim_time_profile *sim_time_profile_at(const sim_timeordered_oracle *oracle,
                                                            uint32_t setting)
{
    return sim_time_profile_of(oracle->world, setting);
}

/* A machine's call, with its clock's reading. */
sim_site sim_time_at(const sim_timeordered_event *e, sim_word call);
/* Counts a mark that only the oracle can see; none in the quiet phase. */
void sim_time_mark(sim_timeordered_oracle *oracle, sim_mark mark);
/* The beginning of a time's tick. */
int64_t sim_time_floor(const idsim_time_profile *profile, int64_t time_us);
/* Whether IDs have a time. */
bool sim_time_is_inside(const idsim_time_profile *profile, int64_t time_us);
/* A time as a value. */
sim_value sim_time_value(sim_word word, int64_t time_us);

/* making.c: an ID, of the clock's time or of a given one, or that there was none. */
void sim_time_hear_issued(sim_timeordered_oracle *oracle, const sim_timeordered_event *e);
void sim_time_hear_denied(sim_timeordered_oracle *oracle, const sim_timeordered_event *e);
/* records.c: keeps an ID, and checks that it is new; false without memory. */
bool sim_time_keep(sim_timeordered_oracle *oracle, const sim_timeordered_event *e,
                   const sim_time_record *record, sim_word call);
/* records.c: checks that all texts sort as the times inside. False without memory. */
bool sim_time_check_sorted(sim_timeordered_oracle *oracle);
/* texts.c: what was decoded, and written in another form. */
void sim_time_hear_decoded(sim_timeordered_oracle *oracle, const sim_timeordered_event *e);
void sim_time_hear_converted(sim_timeordered_oracle *oracle, const sim_timeordered_event *e);

#endif
