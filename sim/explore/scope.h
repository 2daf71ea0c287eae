/*
 * A scope: the size of the worlds that an exhaustive search plays, the ops it tries, and where its
 * tapes begin.
 */
#ifndef SIM_SCOPE_H
#define SIM_SCOPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "describing.h"
#include "machine.h"
#include "tape/tape.h"

#define SIM_SCOPE_SLOTS_MAX 4u
#define SIM_SCOPE_OPS_MAX   32u

size_t sim_scope_count(void);
const sim_scope *sim_scope_at(size_t index);
/* NULL if no scope has that name. */
const sim_scope *sim_scope_find(const char *name);

/* Whether a config fits a scope: wrapped, with at most the nodes and slots above. */
bool sim_scope_holds(const sim_config *config);

/* Whether worlds of a scheme can begin that way. */
bool sim_begin_applies(sim_begin begin, sim_scheme scheme);
const char *sim_begin_name(sim_begin begin);
/* False if no beginning has that name. */
bool sim_begin_find(const char *name, sim_begin *begin);
/* Appends the ops of a beginning that applies to a tape; false without memory. */
bool sim_begin_append(sim_begin begin, sim_tape *tape);

#endif
