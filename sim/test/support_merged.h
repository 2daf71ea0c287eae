/*
 * Whether merging loses anything: a search that merges like states beside one that plays every
 * tape.
 */
#ifndef SIM_TEST_SUPPORT_MERGED_H
#define SIM_TEST_SUPPORT_MERGED_H

#include "explore/search.h"

/* A scope that is small enough for all its tapes. */
typedef struct merged_scope {
    const char *name;
    sim_search_scope scope;
    const char *list;
} merged_scope;

/*
 * Both searches reach, level by level, the same states with the same verdicts, and all states of
 * one hash go on alike, for every pair of tapes; unless some state fails, both reach the same marks
 * and faults. Fails the test otherwise. who has the subjects of options. Returns how many states
 * failed.
 */
size_t merged_compare(const merged_scope *small, const char *who, const sim_run_options *options);

#endif
