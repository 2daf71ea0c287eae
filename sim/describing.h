/* Options for a machine that describes its world to an exhaustive search (explore/canon.h). */
#ifndef SIM_DESCRIBING_H
#define SIM_DESCRIBING_H

#include <stdbool.h>
#include <stddef.h>

#include <idalloc/uuid.h>

#include "tape/tape.h"

#define SIM_SCOPE_NODES_MAX 4u /* of the worlds that are searched */
#define SIM_CANON_FORMS     32u
#define SIM_CANON_NAMES     256u

/* The UUID of a session that depends on its node, with each node in that node's place. */
typedef struct sim_canon_name {
    ida_uuid uuid[SIM_SCOPE_NODES_MAX];
} sim_canon_name;

typedef struct sim_describing {
    sim_config config;
    bool numbered; /* the number of ops executed matters */
    bool exact;    /* bytes of snapshots matter */
    bool mentions; /* what applications remember matters */
    bool mirrored; /* images other than the world itself are hashed, and names matter */
    size_t name_count;
    sim_canon_name names[SIM_CANON_NAMES];
} sim_describing;

#endif
