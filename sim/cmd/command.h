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
    const char *more; /* the fields of its JSON result; NULL: it has none */
    /* Receives the arguments after the command's name; returns the exit status. */
    int (*run)(int argc, char **argv);
} sim_command;

extern const sim_command sim_command_run;
extern const sim_command sim_command_sweep;
extern const sim_command sim_command_merge;
extern const sim_command sim_command_replay;
extern const sim_command sim_command_shrink;
extern const sim_command sim_command_tape;
extern const sim_command sim_command_list;
extern const sim_command sim_command_scenario;
extern const sim_command sim_command_economics;
extern const sim_command sim_command_explore;
extern const sim_command sim_command_id;
extern const sim_command sim_command_guest;

/* Defaults of options. */
#define SIM_DEFAULT_SCENARIO    "swarm"
#define SIM_DEFAULT_SCOPE       "tiny"
#define SIM_DEFAULT_TIMEOUT_MS  10000u
#define SIM_DEFAULT_MEMORY_MB   1024u
#define SIM_TIMEOUT_MAX_SECONDS 86400u
#define SIM_TIME_MAX_SECONDS    31536000u
#define SIM_MEMORY_MIN_MB       16u
#define SIM_MEMORY_MAX_MB       (1u << 20)

#define SIM_HELP_NO_SHRINK                                                                         \
    "      --no-shrink      do not shrink the tapes of failures. Otherwise the first failure\n"    \
    "                       of each kind is shrunk, for at most 10 s\n"

#define SIM_HELP_BARE                                                                              \
    "      --bare           read bytes that have no tape header as ops, such as an input of a\n"   \
    "                       fuzzer; without this they are refused\n"

#define SIM_HELP_WORKERS                                                                           \
    "      --timeout T      processor time a world may take before it counts as a hang\n"          \
    "                       (default 10s); the limit by the clock is 30 times that\n"              \
    "      --memory MB      address space of a worker process (default 1024; no limit in\n"        \
    "                       builds with sanitizers)\n"

#define SIM_HELP_FOR_CI                                                                            \
    "      --junit FILE     write FILE as JUnit XML: a test case for each scenario and "           \
    "invariant,\n"                                                                                 \
    "                       never for each seed\n"                                                 \
    "      --summary FILE   write FILE in Markdown, of at most 900 kB, failures first\n"

#define SIM_HELP_INVARIANT                                                                         \
    "      --invariant A,B  check only these invariants (default: all; see \"idsim list\n"         \
    "                       invariants\")\n"

/* The shrinker checks all invariants, so it might keep another failure. */
#define SIM_HELP_INVARIANT_ALONE                                                                   \
    "      --invariant A,B  check only these invariants (default: all; see \"idsim list\n"         \
    "                       invariants\"), and do not shrink\n"

/* Comes first in its section. */
#define SIM_HELP_JSON                                                                              \
    "Fields of the JSON result\n"                                                                  \
    "  schema, tool, core, build, command_line, started, command\n"                                \
    "                       what it is and where it comes from. The schemas are in\n"              \
    "                       share/idalloc/schema (sim/cmd/schema in the source). started is\n"     \
    "                       SOURCE_DATE_EPOCH if that is set, so that two results can be the\n"    \
    "                       same byte for byte. Everywhere, seeds and counts above 2^53 - 1\n"     \
    "                       are text, because many readers have only doubles\n"

/* Of commands that play worlds. */
#define SIM_HELP_EXIT                                                                              \
    "Exit status\n"                                                                                \
    "  0      PASS\n"                                                                              \
    "  1      FAIL\n"                                                                              \
    "  2      wrong arguments, or a file that is not a tape\n"                                     \
    "  3      VACUOUS: nothing failed, but what should have been tested never happened\n"          \
    "  4      the environment failed: disk full, cannot fork, unreadable file\n"                   \
    "  128+n  signal n ended it early\n"                                                           \
    "  141    nothing reads the output any more, as in \"idsim ... | head -1\"\n"

/* Of the others. */
#define SIM_HELP_EXIT_DONE                                                                         \
    "Exit status\n"                                                                                \
    "  0      done\n"                                                                              \
    "  2      wrong arguments, or a file that is not a tape\n"                                     \
    "  4      the environment failed: disk full, unreadable file\n"                                \
    "  141    nothing reads the output any more, as in \"idsim ... | head -1\"\n"

#endif
