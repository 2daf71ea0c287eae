/*
 * Who is to blame for a failure: the core, or the harness that raised the alarm.
 *
 * A failure says that core and oracle do not agree. Three things can tell who is wrong:
 *   verify      the core's own verify functions, which need no oracle
 *   reference   the oracle's model as the allocator (compressor/reference/). What still fails then
 *               is not the core's fault; what passes then is, unless it hangs on the bytes of a
 *               snapshot
 *   each side   of paired worlds, played alone under the oracle
 */
#ifndef SIM_BLAME_H
#define SIM_BLAME_H

#include "compressor/subject.h"
#include "finding_text.h"
#include "run.h"

/* X(constant, name) */
#define SIM_BLAME_TABLE(X)                                                                         \
    X(NOT_TOLD, "not told")                                                                        \
    X(CORE, "core")                                                                                \
    X(WORLD, "world") /* or its oracle */                                                          \
    X(RELATION, "relation")                                                                        \
    X(CORE_OR_WORLD, "core or world")                                                              \
    X(CORE_OR_RELATION, "core or relation")

typedef enum sim_suspect {
#define SIM_SUSPECT_CONSTANT(constant, name) SIM_SUSPECT_##constant,
    SIM_BLAME_TABLE(SIM_SUSPECT_CONSTANT)
#undef SIM_SUSPECT_CONSTANT
        SIM_SUSPECT_COUNT
} sim_suspect;

/* Enough for any reason. */
#define SIM_BLAME_TEXT_SIZE ((size_t)2 * SIM_FINDING_TEXT_SIZE)

typedef struct sim_blame {
    sim_suspect suspect;
    sim_value why;
    sim_site where; /* where a verify function finds fault */
} sim_blame;

const char *sim_suspect_name(sim_suspect suspect);
/* Why, for people. */
void sim_blame_print(const sim_blame *blame, char text[SIM_BLAME_TEXT_SIZE]);

/*
 * Finds out who is to blame for the failure of a tape that was played with these options; of them
 * the subjects matter. reference is an allocator that is right, sim_subject_reference but for tests
 * of this. Plays the tape a few times more, so what makes it crash or hang
 * does so here, too.
 */
void sim_blame_find(const sim_tape *tape, const sim_run_options *options,
                    const sim_failure *failure, const sim_subject *reference, sim_blame *blame);

#endif
