/* idsim: a deterministic simulator for ID allocators. This file finds and runs the command. */
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "command.h"
#include "completion.h"
#include "json.h"
#include "manpage.h"
#include "output.h"
#include "provenance.h"

static const sim_command *const commands[] = {
    &sim_command_run,      &sim_command_sweep,     &sim_command_merge, &sim_command_explore,
    &sim_command_replay,   &sim_command_shrink,    &sim_command_tape,  &sim_command_list,
    &sim_command_scenario, &sim_command_economics, &sim_command_id,    &sim_command_guest,
};

#define COMMAND_COUNT (sizeof commands / sizeof commands[0])

static void print_help(FILE *out)
{
    (void)fprintf(
        out,
        "idsim COMMAND [ARGUMENTS]\n\n"
        "Tests ID allocators (the ID compressor, sequences, Snowflake, k-order, leases of\n"
        "numbers, time-ordered IDs) in simulated worlds with bad networks, crashes, damaged\n"
        "storage, wrong clocks and hostile peers, and checks every answer against a reference\n"
        "model. A seed is always the same world.\n"
        "\n");
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        (void)fprintf(out, "  %-9s  %s\n", commands[i]->name, commands[i]->sentence);
    }
    (void)fprintf(
        out,
        "\n"
        "More\n"
        "  idsim COMMAND --help              options and examples of a command\n"
        "  idsim help --man [COMMAND]        a man page\n"
        "  idsim help --completion bash|zsh  a completion script\n"
        "  idsim --version [--json]          version, commit and build\n"
        "\n"
        "Examples\n"
        "  idsim sweep --seeds 0..20000      # 20,000 worlds, on all processors\n"
        "  idsim replay swarm --seed 7       # what happens in one of them\n"
        "  idsim shrink swarm --seed 7       # if it fails: the shortest tape that still does\n"
        "  idsim list scenarios\n"
        "\n" SIM_HELP_EXIT);
}

static const sim_command *find_command(const char *name)
{
    sim_nearest nearest = sim_nearest_to(name);
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        if (sim_name_is(name, commands[i]->name)) {
            return commands[i];
        }
        sim_nearest_try(&nearest, commands[i]->name);
    }
    sim_error("there is no command '%s'", name);
    sim_nearest_hint(&nearest, "All of them: idsim --help");
    return NULL;
}

static bool wants_help(int argc, char **argv)
{
    for (int i = 0; i < argc && strcmp(argv[i], "--") != 0; i++) {
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0) {
            return true;
        }
    }
    return false;
}

static int help_on(const char *name)
{
    const sim_command *command = find_command(name);
    if (command == NULL) {
        return SIM_EXIT_USAGE;
    }
    (void)fputs(command->help, stdout);
    if (command->more != NULL) {
        (void)fputs(command->more, stdout);
    }
    return 0;
}

/* The page of idsim itself has the general help. */
static int print_manpage(const char *name)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    bool rendered = out != NULL;
    if (rendered) {
        print_help(out);
        rendered = fclose(out) == 0;
    }
    if (!rendered) {
        sim_error("no memory for the man page");
        return SIM_EXIT_ENVIRONMENT;
    }
    const sim_command whole = {"idsim", "a deterministic simulator for ID allocators", text, NULL,
                               NULL};
    const sim_command *command = name == NULL ? &whole : find_command(name);
    if (command != NULL) {
        sim_manpage_print(stdout, command, &whole, commands, COMMAND_COUNT);
    }
    free(text);
    return command != NULL ? 0 : SIM_EXIT_USAGE;
}

static int print_completion(const char *name)
{
    const sim_shell *shell = name == NULL ? NULL : sim_shell_find(name);
    if (shell == NULL) {
        sim_error("--completion needs bash or zsh");
        return SIM_EXIT_USAGE;
    }
    shell->print(stdout, commands, COMMAND_COUNT);
    return 0;
}

static int help(int argc, char **argv)
{
    if (argc > 2 || (argc == 2 && strncmp(argv[0], "--", 2) != 0)) {
        sim_error("help takes one command; unexpected argument '%s'", argv[argc - 1]);
        return SIM_EXIT_USAGE;
    }
    if (argc > 0 && strcmp(argv[0], "--man") == 0) {
        return print_manpage(argc > 1 ? argv[1] : NULL);
    }
    if (argc > 0 && strcmp(argv[0], "--completion") == 0) {
        return print_completion(argc > 1 ? argv[1] : NULL);
    }
    if (argc > 0) {
        return help_on(argv[0]);
    }
    print_help(stdout);
    return 0;
}

static int version(int argc, char **argv)
{
    if (argc == 1 && strcmp(argv[0], "--json") == 0) {
        return sim_json_write(stdout, sim_json_document("version")) ? 0 : SIM_EXIT_ENVIRONMENT;
    }
    if (argc > 0) {
        sim_error("--version takes no other argument than --json");
        return SIM_EXIT_USAGE;
    }
    sim_provenance_print(stdout);
    return 0;
}

static int dispatch(int argc, char **argv)
{
    const char *name = argc > 1 ? argv[1] : "";
    if (argc < 2) {
        print_help(stderr);
        return SIM_EXIT_USAGE;
    }
    if (strcmp(name, "--version") == 0) {
        return version(argc - 2, argv + 2);
    }
    if (strcmp(name, "help") == 0 || strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0) {
        return help(argc - 2, argv + 2);
    }
    const sim_command *command = find_command(name);
    if (command == NULL) {
        return SIM_EXIT_USAGE;
    }
    if (wants_help(argc - 2, argv + 2)) {
        return help_on(name);
    }
    return command->run(argc - 2, argv + 2);
}

/*
 * An opened file takes the lowest free descriptor. If standard output were closed, output would go
 * to that file; so closed streams are replaced by one that neither reads nor writes.
 */
static bool hold_closed_streams(void)
{
    for (int stream = STDIN_FILENO; stream <= STDERR_FILENO; stream++) {
        int wrong_way = stream == STDIN_FILENO ? O_WRONLY : O_RDONLY;
        if (fcntl(stream, F_GETFD) == -1 && open("/dev/null", wrong_way) != stream) {
            return false;
        }
    }
    return true;
}

int main(int argc, char **argv)
{
    if (!hold_closed_streams()) {
        return SIM_EXIT_ENVIRONMENT;
    }
    struct sigaction ignore;
    memset(&ignore, 0, sizeof ignore);
    ignore.sa_handler = SIG_IGN;
    (void)sigemptyset(&ignore.sa_mask);
    /*
     * Exceeding a file size limit is an error to report. A closed pipe may be a worker's, or close
     * while a report is still to be written. Neither should kill idsim.
     */
    (void)sigaction(SIGPIPE, &ignore, NULL);
    (void)sigaction(SIGXFSZ, &ignore, NULL);
    sim_program_set(argc > 0 ? argv[0] : NULL);
    sim_provenance_begin(argc, argv);
    sim_json_init();
    return sim_output_finish(dispatch(argc, argv));
}
