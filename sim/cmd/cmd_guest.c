/* idsim guest: allocators that are processes of their own. */
#include "command.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "guest_check.h"
#include "guest_serve.h"
#include "output.h"

static const char help[] =
    "idsim guest check -- COMMAND...\n"
    "idsim guest serve\n"
    "\n"
    "A guest is an allocator that is a process of its own. It reads requests and writes answers,\n"
    "one JSON object a line (sim/guest/PROTOCOL.md in the source). run, sweep, replay, shrink and\n"
    "explore play it instead of the core: --guest 'COMMAND'.\n"
    "\n"
    "  check            talks to a guest, and says in words what is off\n"
    "  serve            is a guest itself: it answers with the built-in core\n"
    "  COMMAND...       how the guest is started\n"
    "\n"
    "Examples\n"
    "  idsim guest check -- node my-guest.mjs\n"
    "  idsim sweep swarm --seeds 0..100 --guest 'node my-guest.mjs'\n"
    "  idsim sweep swarm --seeds 0..100 --guest 'idsim guest serve'\n"
    "\n"
    "Exit status\n"
    "  0      done, or the guest answers as it should\n"
    "  1      something is off\n"
    "  2      wrong arguments\n"
    "  4      the environment failed\n";

/* The words of a command, as a shell reads them: one is a line of its own. */
static bool join(int count, char **words, char *line, size_t size)
{
    size_t at = 0;
    for (int i = 0; i < count; i++) {
        char *word = count == 1 ? NULL : sim_shell_word(words[i]);
        int length = snprintf(line + at, size - at, "%s%s", i == 0 ? "" : " ",
                              word == NULL ? words[i] : word);
        free(word);
        if (length < 0 || (size_t)length >= size - at) {
            return false;
        }
        at += (size_t)length;
    }
    return true;
}

static int check(int argc, char **argv)
{
    char line[4000];
    if (argc > 0 && strcmp(argv[0], "--") == 0) {
        argc--;
        argv++;
    }
    if (argc == 0) {
        sim_error("guest check needs a command");
        sim_hint("Such as: idsim guest check -- node my-guest.mjs");
        return SIM_EXIT_USAGE;
    }
    if (!join(argc, argv, line, sizeof line)) {
        sim_error("the command is too long");
        return SIM_EXIT_USAGE;
    }
    return sim_guest_check(line, stdout) ? 0 : 1;
}

static int run(int argc, char **argv)
{
    if (argc >= 1 && strcmp(argv[0], "check") == 0) {
        return check(argc - 1, argv + 1);
    }
    if (argc == 1 && strcmp(argv[0], "serve") == 0) {
        return sim_guest_serve(stdin, stdout) ? 0 : SIM_EXIT_ENVIRONMENT;
    }
    sim_error("guest needs \"check -- COMMAND\" or \"serve\"");
    return SIM_EXIT_USAGE;
}

const sim_command sim_command_guest = {"guest", "check or be an allocator behind a pipe", help,
                                       NULL, run};
