/*
 * Blame: whether the core is wrong, or the harness that reported the failure.
 *
 * A failure means that core and oracle disagree. Three checks tell which one is wrong:
 *    verify      the core's own verify functions, which need no oracle
 *    reference   the oracle's model as the allocator (compressor/reference/). If that fails too,
 * the core is not at fault; if it passes, the core is, unless the failure depends on the bytes of a
 * snapshot each side   of paired worlds, played alone under the oracle
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
    X(WORLD, "world") /* the world or its oracle */                                                \
    X(RELATION, "relation")                                                                        \
    X(CORE_OR_WORLD, "core or world")                                                              \
    X(CORE_OR_RELATION, "core or relation")

typedef enum sim_suspect {
#define SIM_SUSPECT_CONSTANT(constant, name) SIM_SUSPECT_##constant,
    SIM_BLAME_TABLE(SIM_SUSPECT_CONSTANT)
#undef SIM_SUSPECT_CONSTANT
        SIM_SUSPECT_COUNT
} sim_suspect;

/* Large enough for every reason. */
#define SIM_BLAME_TEXT_SIZE ((size_t)2 * SIM_FINDING_TEXT_SIZE)

typedef struct sim_blame {
    sim_suspect suspect;
    sim_value why;
    sim_site where; /* where a verify function failed */
} sim_blame;

const char *sim_suspect_name(sim_suspect suspect);
/* The reason, for people. */
void sim_blame_print(const sim_blame *blame, char text[SIM_BLAME_TEXT_SIZE]);

/*
 * Finds what is to blame for the failure of a tape that was played with these options, of which
 * only the subjects matter. reference is a correct allocator: sim_subject_reference, except in
 * tests of this function. It replays the tape a few times, so a tape that crashes or hangs does so
 * here too.
 */
void sim_blame_find(const sim_tape *tape, const sim_run_options *options,
                    const sim_failure *failure, const sim_subject *reference, sim_blame *blame);

#endif
