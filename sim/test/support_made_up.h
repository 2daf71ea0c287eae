/* Failures for the shrinker that are made up: of the looks of a tape, without a world. */
#ifndef SIM_TEST_SUPPORT_MADE_UP_H
#define SIM_TEST_SUPPORT_MADE_UP_H

#include "shrink/shrink.h"

/* Says what is wrong with a tape. */
typedef bool (*fault)(const sim_tape *tape, sim_symptom *symptom);

typedef struct made_up {
    fault look;
    fault first; /* what shows before it, unless nothing else counts; NULL: nothing */
    fault quiet; /* what is wrong in the quiet phase besides; NULL: nothing */
    sim_shrink_keep keep;
    /* It is a drawn question's: it shows in long tapes and with seed 11, else with so many rounds,
       and without a quiet phase unless late. */
    uint32_t rounds;
    bool late;
    uint64_t cost; /* of each play */
    uint64_t plays;
    uint64_t plays_allowed; /* 0: any number, */
    bool stopped;           /* unless none are */
    uint64_t break_at;      /* the play that cannot be done; 0: none */
    size_t longest;         /* tape that was played */
    bool moody;             /* fails every other time */
} made_up;

sim_shrunk shrink_made_up(sim_tape *tape, made_up *m);

void add(sim_tape *tape, unsigned code, uint32_t a, uint32_t b, uint32_t c);

/* 60 ops of many kinds in a world of four nodes with four slots. */
sim_tape long_tape(void);

bool fail_at(sim_symptom *symptom, size_t op, sim_invariant invariant);

/* Fails in the quiet phase if there is a SAVE. */
bool any_save(const sim_tape *tape, sim_symptom *symptom);

/* Fails at the first SAVE after a GENERATE of 300 or more on node 2. */
bool big_generate_then_save(const sim_tape *tape, sim_symptom *symptom);

/* Fails in the quiet phase if there is any TAKE; with a SAVE before the first one, otherwise. */
bool two_bugs(const sim_tape *tape, sim_symptom *symptom);

#endif
