/*
 * The state of the oracle of lease worlds: every lease that left a registry, and of each process
 * what lease.h says about its clocks.
 *
 * What is promised depends on what a registry can know of those before it:
 *
 *   YES    it started from their newest record when they were gone, or its authority is another
 * one: the spans of their leases and of its own are apart whatever the clocks do TIME   they were
 * gone, and it was told that its record may be old: the same, if all clocks were as good as stated
 *   NO     they were still at work, or it was told a lie: nothing is promised
 *
 * A reading that was refused decides nothing, so only those that were accepted are held against the
 * clocks.
 */
#ifndef SIM_LEASE_ORACLE_INTERNAL_H
#define SIM_LEASE_ORACLE_INTERNAL_H

#include "kernel/id_map.h"
#include "oracle.h"

typedef enum sim_lease_known { SIM_LEASE_NO, SIM_LEASE_TIME, SIM_LEASE_YES } sim_lease_known;

/* A lease that a registry sent. */
typedef struct sim_lease_row {
    uint32_t number;
    uint64_t term;
    uint64_t holder;
    int64_t start_us;
    int64_t end_us;   /* as it was sent last */
    int64_t mark_us;  /* it was returned, and all IDs are below this; INT64_MIN: it was not */
    uint64_t touched; /* bit n: incarnation n granted or renewed it, */
    uint64_t ended;   /* or took it back */
    uint64_t used_at; /* the count of uses when it was used first; 0: never */
    unsigned node;    /* its holder's */
} sim_lease_row;

/* The readings that a process accepted last. */
typedef struct sim_lease_clock {
    int64_t wall_us;
    uint64_t mono_us;
} sim_lease_clock;

/* What a registry, or a record, may say of a number: whose it is, and the latest possible end. */
typedef struct sim_lease_said {
    uint64_t holder; /* 0: nobody's */
    int64_t to_us;
} sim_lease_said;

typedef struct sim_lease_office_model {
    bool up;
    unsigned incarnation;
    sim_lease_clock last;
    int64_t highest_us; /* of the readings it accepted */
    int64_t begin_us;   /* its authority */
    int64_t end_us;
    sim_lease_said said[SIM_LEASE_COUNT_MAX];   /* what it knows, */
    sim_lease_said stored[SIM_LEASE_COUNT_MAX]; /* and what it knows to be in a record */
    bool changed[SIM_LEASE_COUNT_MAX];          /* the two may differ */
} sim_lease_office_model;

typedef struct sim_lease_tenant_model {
    bool up;
    uint64_t id;
    sim_lease_clock last;
    bool asking;
    uint64_t first_request; /* the oldest without an answer, */
    uint64_t asked_us;      /* and when it was sent, by the clock that nobody sets */
    uint64_t request;
    bool has;
    size_t row;           /* of its lease, */
    int64_t end_us;       /* as it was accepted, */
    uint64_t lasts_to_us; /* and by the clock that nobody sets */
    uint64_t given_term;  /* the lease that it gave up last; 0: none */
    uint32_t given_number;
    bool served; /* in the quiet phase it made an ID */
} sim_lease_tenant_model;

struct sim_lease_oracle {
    sim_judgement judgement;
    const sim_lease_world *world;
    sim_lease_row *rows;
    size_t row_count;
    size_t row_capacity;
    uint8_t known[SIM_LEASE_INCARNATIONS][SIM_LEASE_INCARNATIONS]; /* of a later one: an earlier */
    bool clocks_are_good;
    uint64_t uses;
    sim_lease_said records[SIM_LEASE_RECORDS][SIM_LEASE_COUNT_MAX]; /* the newest first */
    sim_lease_office_model offices[SIM_LEASE_REGISTRIES_MAX];
    sim_lease_tenant_model tenants[SIM_NODES_MAX];
    sim_id_map ids; /* of each ID the row of its lease, plus one */
};

/* No lease. */
#define SIM_LEASE_NO_ROW SIZE_MAX

static inline sim_site sim_lease_where_registry(const sim_lease_event *e, sim_word call)
{
    return sim_site_of_actor(SIM_WORD_LEASE_REGISTRY, e->head.node, e->incarnation, call);
}

static inline sim_site sim_lease_where_holder(const sim_lease_event *e, uint64_t id, sim_word call)
{
    return sim_site_of_actor(SIM_WORD_LEASE_HOLDER, e->head.node, id, call);
}

/* --- clocks.c --- */

/* A process starts: its first reading is taken as it is. */
void sim_lease_begin_clock(sim_lease_oracle *oracle, const sim_lease_event *e,
                           sim_lease_clock *clock);
/*
 * A call with a reading: whether it had to be refused, and was, or had to be accepted. True if it
 * was accepted, so that the rest of the answer can be judged.
 */
bool sim_lease_hear_clock(sim_lease_oracle *oracle, const sim_lease_event *e, const sim_site *where,
                          sim_lease_clock *clock);

/* --- rows.c --- */

/* SIM_LEASE_NO_ROW if there is no such lease. */
size_t sim_lease_find_row(const sim_lease_oracle *oracle, const ida_lease *lease);
/* Whether the rules hold between two leases of a number. */
bool sim_lease_are_bound(const sim_lease_oracle *oracle, const sim_lease_row *a,
                         const sim_lease_row *b);
/* A registry started, and knows of those before it. */
void sim_lease_note_start(sim_lease_oracle *oracle, const sim_lease_event *e);
/* A registry sent a lease. */
void sim_lease_hear_sent(sim_lease_oracle *oracle, const sim_lease_event *e);

/* --- registries.c --- */

void sim_lease_hear_served(sim_lease_oracle *oracle, const sim_lease_event *e);
void sim_lease_hear_prolonged(sim_lease_oracle *oracle, const sim_lease_event *e);
void sim_lease_hear_recorded(sim_lease_oracle *oracle, const sim_lease_event *e);
void sim_lease_hear_ceased(sim_lease_oracle *oracle, const sim_lease_event *e);
void sim_lease_hear_granted(sim_lease_oracle *oracle, const sim_lease_event *e);
void sim_lease_hear_renewed(sim_lease_oracle *oracle, const sim_lease_event *e);
void sim_lease_hear_returned(sim_lease_oracle *oracle, const sim_lease_event *e);
void sim_lease_hear_replied(sim_lease_oracle *oracle, const sim_lease_event *e);

/* --- holders.c --- */

void sim_lease_hear_hired(sim_lease_oracle *oracle, const sim_lease_event *e);
void sim_lease_hear_fired(sim_lease_oracle *oracle, const sim_lease_event *e);
void sim_lease_hear_applied(sim_lease_oracle *oracle, const sim_lease_event *e);
void sim_lease_hear_gave_up(sim_lease_oracle *oracle, const sim_lease_event *e);
void sim_lease_hear_accepted(sim_lease_oracle *oracle, const sim_lease_event *e);
void sim_lease_hear_checked(sim_lease_oracle *oracle, const sim_lease_event *e);
void sim_lease_hear_made(sim_lease_oracle *oracle, const sim_lease_event *e);

#endif
