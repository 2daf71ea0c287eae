/* The largest worlds. */
#ifndef SIM_LIMITS_H
#define SIM_LIMITS_H

#include <stddef.h>
#include <stdint.h>

#define SIM_NODES_MAX 16u
#define SIM_SLOTS_MAX 64u
/* A number of ops, or a position, that no world reaches. */
#define SIM_NEVER UINT64_MAX
/* The memory that a subject may use before its allocator refuses. */
#define SIM_MEMORY_LIMIT ((size_t)256 << 20)

#endif
