/* Small searches and the worlds of their tapes, for tests. */
#ifndef SIM_TEST_SUPPORT_EXPLORE_H
#define SIM_TEST_SUPPORT_EXPLORE_H

#include "compressor/world.h"
#include "explore/search.h"

/* A scope of one seed and cluster size 2. */
sim_search_scope explore_scope(unsigned nodes, unsigned slots, sim_begin begin, uint32_t ops);
/* The letters of a list, which must be right. */
void explore_alphabet(const char *list, const sim_search_scope *scope, sim_alphabet *alphabet);
/* A search of 64 MB; options: whose subjects the worlds have, or NULL. */
void explore_open(sim_search *search, const sim_search_scope *scope, const char *list,
                  const sim_run_options *options);

/* A world of the compressor's machine, with an oracle, that has played a scope's beginning, and
 * then lines of ops. */
sim_world *explore_world(const sim_search_scope *scope, const char *lines);
void explore_world_end(sim_world *world);

#endif
