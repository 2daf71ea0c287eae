/* The commands of idsim, one file each. */
#ifndef SIM_CMD_COMMAND_H
#define SIM_CMD_COMMAND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "options.h"

typedef struct sim_command {
    const char *name;
    const char *sentence;
    const char *help; /* ends with a newline */
    const char *more; /* what follows on it where it is long; NULL: nothing */
    /* Receives the arguments after the command's name; returns the exit status. */
    int (*run)(int argc, char **argv);
} sim_command;

extern const sim_command sim_command_run;
extern const sim_command sim_command_sweep;
extern const sim_command sim_command_replay;
extern const sim_command sim_command_shrink;
extern const sim_command sim_command_tape;
extern const sim_command sim_command_list;
extern const sim_command sim_command_explore;
extern const sim_command sim_command_id;

/* What a scenario is by default. */
#define SIM_DEFAULT_SCENARIO    "swarm"
#define SIM_DEFAULT_SCOPE       "tiny"
#define SIM_DEFAULT_TIMEOUT_MS  10000u
#define SIM_DEFAULT_MEMORY_MB   1024u
#define SIM_TIMEOUT_MAX_SECONDS 86400u
#define SIM_TIME_MAX_SECONDS    31536000u
#define SIM_MEMORY_MIN_MB       16u
#define SIM_MEMORY_MAX_MB       (1u << 20)

#define SIM_HELP_NO_SHRINK                                                                         \
    "      --no-shrink      leave tapes of failures as they are; otherwise the first failure of\n" \
    "                       each kind is shrunk, for 10 s at most\n"

#define SIM_HELP_BARE                                                                              \
    "      --bare           what has no header of a tape is bytes of ops, such as a fuzzer's "     \
    "input;\n"                                                                                     \
    "                       without this it is refused\n"

#define SIM_HELP_WORKERS                                                                           \
    "      --timeout T      processor time that a world may take before it counts as hanging\n"    \
    "                       (default 10s); by the clock it has 30 times as long\n"                 \
    "      --memory MB      address space of a worker process (default 1024; builds with\n"        \
    "                       sanitizers have no limit)\n"

/* A shrinker would find the first failure of all, and not the one that is judged. */
#define SIM_HELP_INVARIANT                                                                         \
    "      --invariant N,N  only these fail a world (default: all of \"idsim list "                \
    "invariants\"),\n"                                                                             \
    "                       and nothing is shrunk\n"

#define SIM_HELP_JSON                                                                              \
    "JSON begins with schema, tool, core, build, command_line, started and command: what it is "   \
    "and\n"                                                                                        \
    "where it comes from. The schemas are in share/idalloc/schema (sim/cmd/schema in the "         \
    "source).\n"                                                                                   \
    "Seeds are text, and so is a count above 2^53 - 1, for readers that have only doubles. "       \
    "started\n"                                                                                    \
    "is SOURCE_DATE_EPOCH if that is set, so that two results can be the same byte for byte.\n\n"

#define SIM_HELP_EXIT                                                                              \
    "Exit status\n"                                                                                \
    "  0 PASS   1 FAIL   2 wrong arguments, or a file that is not a tape   3 VACUOUS\n"            \
    "  4 something outside failed (disk full, no process, unreadable file)\n"                      \
    "  128 + n: signal n ended it before it was complete; 141: nobody reads its output any "       \
    "more,\n"                                                                                      \
    "  as in \"idsim ... | head -1\"\n"

#endif
