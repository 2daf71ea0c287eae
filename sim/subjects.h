/*
 * The subjects of this process: what its worlds drive where a run names no other subject.
 *
 * They are the core's tables, until a command puts a guest in their place, once, before any world
 * begins. A guest that is a process of its own can fail in ways that no answer shows; its watch
 * says so.
 */
#ifndef SIM_SUBJECTS_H
#define SIM_SUBJECTS_H

#include <stdbool.h>
#include <stdint.h>

#include "scheme.h"
#include "wording.h"

/* The subjects, by scheme: a sim_subject, sim_sequence_subject, ... NULL: the core. */
typedef struct sim_subjects {
    const void *of[SIM_SCHEME_COUNT];
} sim_subjects;

/* What is to be known of a guest beside its answers. */
typedef struct sim_guest_watch {
    /* A world begins; the guest's own randomness, if it has any, starts from its seed. */
    void (*world_begins)(sim_scheme scheme, uint64_t seed);
    /* What is wrong with the guest since then; SIM_WORD_NONE if nothing is. */
    sim_word (*trouble)(void);
} sim_guest_watch;

/* What both point to must stay. other_watch may be NULL. */
void sim_subjects_use(const sim_subjects *others, const sim_guest_watch *other_watch);

/* The subject of a scheme: the process's, or else the core's. */
const void *sim_subjects_of(sim_scheme scheme, const void *core);

/* The watch's calls; without one they do nothing, and there is no trouble. */
void sim_subjects_world_begins(sim_scheme scheme, uint64_t seed);
sim_word sim_subjects_trouble(void);

#endif
