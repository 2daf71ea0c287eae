/* idsim list: the names that everything else uses, with what they mean. */
#include "command.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "invariants.h"
#include "json.h"
#include "marks.h"
#include "output.h"
#include "provenance.h"
#include "tape/tape.h"

static const char help[] =
    "idsim list scenarios|ops|invariants|faults|marks [-v] [--json]\n"
    "\n"
    "  scenarios            the worlds that seeds give; -v: and what a sweep of each must\n"
    "                       reach\n"
    "  ops                  what tapes are made of: each op with its arguments, below the\n"
    "                       world line of the tapes that can have it; -v: and its number\n"
    "  invariants           what the oracle checks\n"
    "  faults               what can go wrong in a world\n"
    "  marks                situations a world can get into\n"
    "  -v, --verbose        more about scenarios and ops\n"
    "      --json           print the list as JSON\n"
    "\n"
    "Examples\n"
    "  idsim list scenarios -v\n"
    "  idsim list ops -v\n"
    "  idsim list invariants --json\n"
    "\n" SIM_HELP_EXIT_DONE "\n";

static const char more[] = SIM_HELP_JSON
    "  topic                what is listed\n"
    "  items                for each: name, sentence. Scenarios also have default_ops, marks\n"
    "                       and faults (required), idle (invariants it does not test); ops\n"
    "                       also have number, args and schemes\n";

/* One row, for people and for JSON alike. */
typedef struct item {
    const char *name; /* NULL: there is none of that number */
    const char *arguments;
    const char *sentence;
    const sim_scenario *scenario; /* NULL: something else */
    unsigned number;
} item;

typedef struct topic {
    const char *name;
    size_t (*count)(void);
    item (*at)(size_t index);
} topic;

static item scenario_at(size_t index)
{
    const sim_scenario *scenario = sim_scenario_at(index);
    return (item){.name = scenario->name, .sentence = scenario->sentence, .scenario = scenario};
}

/* Op codes have six bits. */
static size_t op_count(void)
{
    return 64;
}

static item op_at(size_t index)
{
    unsigned code = (unsigned)index;
    const char *name = sim_op_name(code);
    if (name == NULL) {
        return (item){.name = NULL};
    }
    return (item){.name = name,
                  .arguments = sim_op_arg_names(code),
                  .sentence = sim_op_sentence(code),
                  .number = code};
}

static size_t invariant_count(void)
{
    return SIM_INVARIANT_COUNT;
}

static item invariant_at(size_t index)
{
    return (item){.name = sim_invariant_name((sim_invariant)index),
                  .sentence = sim_invariant_sentence((sim_invariant)index)};
}

static size_t fault_count(void)
{
    return SIM_FAULT_COUNT;
}

static item fault_at(size_t index)
{
    return (item){.name = sim_fault_name((sim_fault)index),
                  .sentence = sim_fault_sentence((sim_fault)index)};
}

static size_t mark_count(void)
{
    return SIM_MARK_COUNT;
}

static item mark_at(size_t index)
{
    return (item){.name = sim_mark_name((sim_mark)index),
                  .sentence = sim_mark_sentence((sim_mark)index)};
}

static const topic topics[] = {
    {"scenarios", sim_scenario_count, scenario_at},
    {"ops", op_count, op_at},
    {"invariants", invariant_count, invariant_at},
    {"faults", fault_count, fault_at},
    {"marks", mark_count, mark_at},
};

#define TOPIC_COUNT (sizeof topics / sizeof topics[0])

/* Only of the schemes that a scenario plays: the invariants of others do not apply. */
static bool is_idle(const sim_scenario *scenario, sim_invariant invariant)
{
    return sim_scenario_plays(scenario, sim_invariant_scheme(invariant)) &&
           !sim_scenario_tests(scenario, invariant);
}

/* --- JSON. --- */

static void set_scenario(json_t *object, const sim_scenario *scenario)
{
    json_t *marks = json_array();
    json_t *faults = json_array();
    json_t *idle = json_array();
    for (unsigned i = 0; i < SIM_INVARIANT_COUNT; i++) {
        if (is_idle(scenario, (sim_invariant)i)) {
            (void)json_array_append_new(idle, sim_json_text(sim_invariant_name((sim_invariant)i)));
        }
    }
    for (size_t i = 0; i < scenario->mark_count; i++) {
        (void)json_array_append_new(marks, sim_json_text(sim_mark_name(scenario->marks[i])));
    }
    for (size_t i = 0; i < scenario->fault_count; i++) {
        (void)json_array_append_new(faults, sim_json_text(sim_fault_name(scenario->faults[i])));
    }
    (void)json_object_set_new(object, "default_ops", sim_json_number(scenario->default_ops));
    (void)json_object_set_new(object, "marks", marks);
    (void)json_object_set_new(object, "faults", faults);
    (void)json_object_set_new(object, "idle", idle);
}

/* "node slot count" as an array of its words. */
static json_t *words_of(const char *text)
{
    json_t *array = json_array();
    while (*text != '\0') {
        size_t length = strcspn(text, " ");
        (void)json_array_append_new(array, json_stringn(text, length));
        text += length + (text[length] == ' ' ? 1 : 0);
    }
    return array;
}

static json_t *schemes_of(unsigned op)
{
    json_t *array = json_array();
    for (unsigned scheme = 0; scheme < SIM_SCHEME_COUNT; scheme++) {
        if (sim_op_applies((sim_scheme)scheme, op)) {
            (void)json_array_append_new(array, sim_json_text(sim_scheme_name(scheme)));
        }
    }
    return array;
}

static int list_json(const topic *t)
{
    json_t *array = json_array();
    for (size_t i = 0; i < t->count(); i++) {
        item row = t->at(i);
        if (row.name == NULL) {
            continue;
        }
        json_t *object = json_object();
        (void)json_object_set_new(object, "name", sim_json_text(row.name));
        (void)json_object_set_new(object, "sentence", sim_json_text(row.sentence));
        if (row.scenario != NULL) {
            set_scenario(object, row.scenario);
        }
        if (row.arguments != NULL) {
            (void)json_object_set_new(object, "number", sim_json_number(row.number));
            (void)json_object_set_new(object, "args", words_of(row.arguments));
            (void)json_object_set_new(object, "schemes", schemes_of(row.number));
        }
        (void)json_array_append_new(array, object);
    }
    json_t *document = sim_json_document("list");
    (void)json_object_set_new(document, "topic", sim_json_text(t->name));
    (void)json_object_set_new(document, "items", array);
    (void)sim_json_write(stdout, document);
    return 0;
}

/* --- For people. --- */

static void print_requirements(const sim_scenario *scenario)
{
    (void)printf("    %" PRIu64 " ops per world\n", scenario->default_ops);
    for (size_t i = 0; i < scenario->mark_count; i++) {
        (void)printf("    mark   %-22s  %s\n", sim_mark_name(scenario->marks[i]),
                     sim_mark_sentence(scenario->marks[i]));
    }
    for (size_t i = 0; i < scenario->fault_count; i++) {
        (void)printf("    fault  %-22s  %s\n", sim_fault_name(scenario->faults[i]),
                     sim_fault_sentence(scenario->faults[i]));
    }
    for (unsigned i = 0; i < SIM_INVARIANT_COUNT; i++) {
        if (is_idle(scenario, (sim_invariant)i)) {
            (void)printf("    idle   %-22s  the scenario does not test this invariant\n",
                         sim_invariant_name((sim_invariant)i));
        }
    }
}

/* Bit n: it is an op of scheme n. */
static unsigned schemes_with(unsigned op)
{
    unsigned schemes = 0;
    for (unsigned scheme = 0; scheme < SIM_SCHEME_COUNT; scheme++) {
        schemes |= sim_op_applies((sim_scheme)scheme, op) ? 1u << scheme : 0;
    }
    return schemes;
}

/* The world lines of the schemes that the ops below belong to. */
static void print_schemes(unsigned schemes)
{
    for (unsigned scheme = 0; scheme < SIM_SCHEME_COUNT; scheme++) {
        if ((schemes >> scheme & 1u) == 0) {
            continue;
        }
        const sim_scheme_number *numbers = sim_scheme_numbers((sim_scheme)scheme);
        (void)printf("# world%s%s", scheme == SIM_SCHEME_COMPRESSOR ? "" : " scheme=",
                     scheme == SIM_SCHEME_COMPRESSOR ? "" : sim_scheme_name(scheme));
        for (unsigned i = 0; i < SIM_NUMBERS; i++) {
            (void)printf(" %s=N", numbers[i].name);
        }
        (void)printf(" seed=N\n");
    }
}

static int list_people(const topic *t, bool verbose)
{
    unsigned schemes = 0;
    int name_width = 0;
    int argument_width = 0;
    for (size_t i = 0; i < t->count(); i++) {
        item row = t->at(i);
        int name = row.name == NULL ? 0 : (int)strlen(row.name);
        int arguments = row.arguments == NULL ? 0 : (int)strlen(row.arguments);
        name_width = name > name_width ? name : name_width;
        argument_width = arguments > argument_width ? arguments : argument_width;
    }
    for (size_t i = 0; i < t->count(); i++) {
        item row = t->at(i);
        if (row.name == NULL) {
            continue;
        }
        if (row.arguments != NULL && schemes_with(row.number) != schemes) {
            schemes = schemes_with(row.number);
            print_schemes(schemes);
        }
        if (verbose && row.arguments != NULL) {
            (void)printf("%2u  ", row.number);
        }
        (void)printf("%s%-*s%s  ", sim_colour_on(stdout, SIM_COLOUR_BOLD), name_width, row.name,
                     sim_colour_off(stdout));
        if (argument_width > 0) {
            (void)printf("%-*s  ", argument_width, row.arguments);
        }
        (void)printf("%s\n", row.sentence);
        if (verbose && row.scenario != NULL) {
            print_requirements(row.scenario);
        }
    }
    return 0;
}

static const topic *find_topic(const char *name)
{
    sim_nearest nearest = sim_nearest_to(name);
    for (size_t i = 0; i < TOPIC_COUNT; i++) {
        if (sim_name_is(name, topics[i].name)) {
            return &topics[i];
        }
        sim_nearest_try(&nearest, topics[i].name);
    }
    sim_error("there is no list of '%s'", name);
    sim_nearest_hint(&nearest, "There are scenarios, ops, invariants, faults and marks.");
    return NULL;
}

static int run(int argc, char **argv)
{
    bool json = false;
    bool verbose = false;
    int words = 0;
    sim_option options[] = {{"json", &json, 0, 0, SIM_OPTION_FLAG, 0, false},
                            {"verbose", &verbose, 0, 0, SIM_OPTION_FLAG, 'v', false}};
    if (!sim_options_parse("list", options, 2, argc, argv, &words)) {
        return SIM_EXIT_USAGE;
    }
    if (words != 1) {
        sim_error("list needs one of scenarios, ops, invariants, faults and marks");
        return SIM_EXIT_USAGE;
    }
    const topic *t = find_topic(argv[0]);
    if (t == NULL) {
        return SIM_EXIT_USAGE;
    }
    return json ? list_json(t) : list_people(t, verbose);
}

const sim_command sim_command_list = {"list", "list scenarios, ops, invariants, faults or marks",
                                      help, more, run};
