/* The largest worlds. */
#ifndef SIM_LIMITS_H
#define SIM_LIMITS_H

#include <stddef.h>
#include <stdint.h>

#define SIM_NODES_MAX 16u
#define SIM_SLOTS_MAX 64u
/* Of worlds of the ID compressor whose tape says how many log entries they keep. */
#define SIM_LARGE_NODES_MAX 4096u
#define SIM_LARGE_SLOTS_MAX (1u << 20) /* of all nodes together */
#define SIM_KEPT_MIN        64u
#define SIM_KEPT_MAX        (1u << 24)
/* A number of ops, or a position, that no world reaches. */
#define SIM_NEVER UINT64_MAX
/* The memory that a subject may use before its allocator refuses. */
#define SIM_MEMORY_LIMIT ((size_t)256 << 20)
/* The same in large worlds, where addresses are wide enough. */
#define SIM_LARGE_MEMORY_LIMIT (SIZE_MAX > UINT32_MAX ? SIZE_MAX >> 30 : SIZE_MAX >> 1)

#endif
