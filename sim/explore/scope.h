/*
 * A scope: how large the worlds are that an exhaustive search plays, which ops it tries, and where
 * its tapes begin.
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
