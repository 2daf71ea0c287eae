/* idsim scenario: checks scenario files, and prints the built-in ones. */
#include "command.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "output.h"
#include "scenario/builtin.h"
#include "scenario/seed.h"
#include "scenariofile.h"
#include "summary.h"

static const char help[] =
    "idsim scenario show NAME\n"
    "idsim scenario check FILE...\n"
    "idsim scenario draw NAME|FILE [--seed N]\n"
    "\n"
    "A scenario file says which worlds a seed gives: how many nodes, how large the clusters,\n"
    "how often which op; and what a sweep must reach. show prints the file of a built-in\n"
    "scenario, to start from. check says whether files are right, and if not, where and why;\n"
    "nothing is played. draw prints the sizes and weights of one seed.\n"
    "\n"
    "  NAME                 a built-in scenario, see \"idsim list scenarios\"\n"
    "  FILE                 a path, which ends in .scenario or has a '/' in it\n"
    "      --seed N         which seed (default 0)\n"
    "\n"
    "Wherever a command takes a scenario, it takes such a file. The files of the built-in\n"
    "ones are installed in share/idalloc/scenarios; scenario/FORMAT.md says what is in one.\n"
    "\n"
    "Examples\n"
    "  idsim scenario show steady > my.scenario\n"
    "  idsim scenario check my.scenario\n"
    "  idsim sweep my.scenario --seeds 0..1000\n"
    "  idsim replay my.scenario --seed 7\n"
    "\n" SIM_HELP_EXIT_DONE;

/* More files than anyone gives at once. */
#define FILES_MAX 1000

static int show(char **words, int count, uint64_t seed)
{
    (void)count;
    (void)seed;
    size_t size = 0;
    const sim_scenario *scenario = sim_options_scenario(words[0]);
    if (scenario == NULL) {
        return sim_scenariofile_status();
    }
    const unsigned char *text = sim_scenario_text(scenario, &size);
    if (text == NULL) {
        sim_error("'%s' is a file already; show prints a built-in scenario", words[0]);
        return SIM_EXIT_USAGE;
    }
    (void)fwrite(text, 1, size, stdout);
    return 0;
}

static int check(char **words, int count, uint64_t seed)
{
    int status = 0;
    (void)seed;
    for (int i = 0; i < count; i++) {
        const sim_scenario *scenario = sim_scenariofile_load(words[i]);
        if (scenario == NULL) {
            status = sim_scenariofile_status();
        } else {
            (void)printf("%s: right: %s, %s worlds of %" PRIu64 " ops\n", words[i], scenario->name,
                         scenario->part_count > 0 ? "mixed" : sim_scheme_name(scenario->scheme),
                         scenario->default_ops);
        }
    }
    return status;
}

static void print_weights(const sim_recipe *recipe, const sim_drawn *drawn)
{
    for (unsigned code = 0; code < SIM_OP_CODES; code++) {
        uint32_t weight = sim_drawn_weights(drawn)[code];
        if (weight != 0) {
            (void)printf("%s = %" PRIu32 "\n", sim_op_name(recipe->scheme, code), weight);
        }
    }
    if (recipe->scheme != SIM_SCHEME_COMPRESSOR) {
        return;
    }
    (void)printf("\n[layouts]\n");
    for (unsigned i = 0; i < SIM_LAYOUT_KINDS; i++) {
        uint32_t weight = sim_drawn_layouts(drawn)[i];
        if (weight != 0) {
            (void)printf("%s = %" PRIu32 "\n", sim_layout_name(i), weight);
        }
    }
}

static int draw(char **words, int count, uint64_t seed)
{
    (void)count;
    const sim_scenario *scenario = sim_options_scenario(words[0]);
    if (scenario == NULL) {
        return sim_scenariofile_status();
    }
    const sim_scenario *of = sim_scenario_of_seed(scenario, seed);
    sim_drawn drawn;
    sim_seed_draw(of, seed, &drawn);
    (void)printf("# %s, seed %" PRIu64 "%s%s\n[sizes]\n", scenario->name, seed,
                 of == scenario ? "" : ": a world of ", of == scenario ? "" : of->name);
    for (unsigned i = 0; i < SIM_SIZE_COUNT; i++) {
        const sim_size_row *row = sim_size_row_of((sim_size)i);
        if (!sim_size_applies(of->scheme, (sim_size)i) || row->kind == SIM_SIZE_DERIVED) {
            continue;
        }
        uint64_t value =
            row->kind == SIM_SIZE_SEED ? drawn.seed : sim_drawn_size(&drawn, (sim_size)i);
        char line[80];
        (void)snprintf(line, sizeof line, "%s = %" PRIu64, row->name, value);
        (void)printf("%-28s  # %s\n", line, row->sentence);
    }
    (void)printf("\n[weights]\n");
    print_weights(of->recipe, &drawn);
    return 0;
}

typedef struct verb {
    const char *name;
    int most; /* words after it */
    int (*run)(char **words, int count, uint64_t seed);
} verb;

static const verb verbs[] = {{"show", 1, show}, {"check", FILES_MAX, check}, {"draw", 1, draw}};

static int run(int argc, char **argv)
{
    static const char *const names[] = {"show", "check", "draw"};
    int words = 0;
    uint64_t seed = 0;
    sim_option options[] = {{"seed", &seed, 0, SIM_SEED_MAX, SIM_OPTION_NUMBER, 0, false}};
    if (!sim_options_parse("scenario", options, 1, argc, argv, &words)) {
        return SIM_EXIT_USAGE;
    }
    if (words == 0) {
        sim_error("scenario needs show, check or draw");
        sim_hint("See idsim scenario --help");
        return SIM_EXIT_USAGE;
    }
    sim_nearest nearest;
    size_t found = sim_name_find(argv[0], names, 3, &nearest);
    if (found == 3) {
        sim_error("there is no 'scenario %s': there are show, check and draw", argv[0]);
        sim_nearest_hint(&nearest, "See idsim scenario --help");
        return SIM_EXIT_USAGE;
    }
    const verb *chosen = &verbs[found];
    if (words == 1 || words - 1 > chosen->most || (options[0].given && chosen->run != draw)) {
        sim_error("scenario %s needs %s%s", chosen->name,
                  chosen->most > 1 ? "files" : "one scenario",
                  chosen->run == draw ? "" : ", and no --seed");
        sim_hint("See idsim scenario --help");
        return SIM_EXIT_USAGE;
    }
    return chosen->run(argv + 1, words - 1, seed);
}

const sim_command sim_command_scenario = {
    "scenario", "check scenario files, and print the built-in ones", help, NULL, run};
