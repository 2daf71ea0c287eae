/* Playing pieces of tapes in a world, for tests. */
#ifndef SIM_TEST_SUPPORT_WORLD_H
#define SIM_TEST_SUPPORT_WORLD_H

#include "compressor/world.h"

/* A world without an oracle over the core. */
sim_world *sim_test_world(unsigned nodes, unsigned slots, uint32_t cluster_size);
/* Executes op lines of the text form; they must parse, and the world must stay well. */
void sim_test_play(sim_world *world, const char *lines);
/* The same for one line made of a format. */
#if defined(__GNUC__)
__attribute__((format(printf, 2, 3)))
#endif
void sim_test_playf(sim_world *world, const char *format, ...);
/* How many IDs of a session are finalized on a node. */
uint64_t sim_test_finalized(const sim_world *world, unsigned node, ida_uuid session);
/* Asserts that all nodes that are up have equal documents at the end of the log. */
void sim_test_assert_converged(const sim_world *world);
/* Stops the world, asserts that the subject kept nothing, and frees it. */
void sim_test_end(sim_world *world);

#endif
