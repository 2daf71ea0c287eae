/* Worlds of k-ordered IDs that several tests begin with. */
#ifndef SIM_TEST_SUPPORT_KORDER_WORLD_H
#define SIM_TEST_SUPPORT_KORDER_WORLD_H

/*
 * X is 5, true time begins at 1,500,000,016.3 s, and of two nodes 0 has the number 2, and 1 has 1.
 */
#define WORLD(nodes, faithful, lead)                                                               \
    "idalloc-tape 1\nworld scheme=korder nodes=" #nodes " drift=5 faithful=" #faithful             \
    " lead=" #lead " seed=521600004\n"
#define PAIR  WORLD(2, 0, 0) "wake 0 0 0\nwake 1 0 0\n"
#define STORY PAIR "make 0 0 0\npass 2 1\nmake 0 1 0\nmake 1 0 1\n"

/* Nodes that have names, and numbers that are their hashes. */
#define WITH_NAMES(seed)                                                                           \
    "idalloc-tape 1\nworld scheme=korder nodes=2 drift=8 faithful=0 lead=5 seed=" seed "\n"

#endif
