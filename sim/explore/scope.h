/*
 * A scope: how large the worlds are that an exhaustive search plays, which ops it tries, and where
 * its tapes begin.
 */
#ifndef SIM_SCOPE_H
#define SIM_SCOPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "alphabet.h"
#include "describing.h"
#include "tape/tape.h"

#define SIM_SCOPE_SLOTS_MAX 4u
#define SIM_SCOPE_OPS_MAX   32u

/* The ops before the first letter, which are not counted. */
typedef enum sim_begin {
    SIM_BEGIN_EMPTY,     /* every node is down */
    SIM_BEGIN_CONNECTED, /* every node is connected and knows the whole log */
    SIM_BEGIN_SESSIONS,  /* ... and has a session in every slot, with nothing generated */
    SIM_BEGIN_UP,        /* other schemes than the ID compressor's: every node is up and has what it
                            needs to make IDs: a number, a lease, a chunk that a master granted */
} sim_begin;

typedef struct sim_scope {
    const char *name;
    const char *sentence;
    const char *alphabet;
    sim_config config;
    sim_begin begin;
    uint32_t ops; /* the depth that it is searched to unless --ops says otherwise */
} sim_scope;

size_t sim_scope_count(void);
const sim_scope *sim_scope_at(size_t index);
/* NULL if there is none of that name. */
const sim_scope *sim_scope_find(const char *name);

/* Whether a config is that of a scope: wrapped, with no more nodes and sessions than above. */
bool sim_scope_holds(const sim_config *config);

/* Whether worlds of a scheme can begin so. */
bool sim_begin_applies(sim_begin begin, sim_scheme scheme);
const char *sim_begin_name(sim_begin begin);
/* False if no beginning has that name. */
bool sim_begin_find(const char *name, sim_begin *begin);
/* Appends the ops of a beginning, which applies, to a tape; false without memory. */
bool sim_begin_append(sim_begin begin, sim_tape *tape);

#endif
