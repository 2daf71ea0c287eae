/* idsim list: all names, with their meanings. */
#include "command.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "invariants.h"
#include "json.h"
#include "marks.h"
#include "output.h"
#include "provenance.h"
#include "scenario/builtin.h"
#include "tape/tape.h"

static const char help[] =
    "idsim list scenarios|ops|invariants|faults|marks [-v] [--json]\n"
    "\n"
    "  scenarios            the worlds that seeds give; -v: and what a sweep of each must\n"
    "                       reach\n"
    "  ops                  what tapes are made of: each op with its arguments and the names of\n"
    "                       their values, below the world line of the tapes that can have it;\n"
    "                       -v: and its number\n"
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
    "                       also have number, args, values (for each argument the names of its\n"
    "                       values) and schemes\n";

/* One row, for people and for JSON. */
typedef struct item {
    const char *name; /* NULL: no row has that number */
    const char *sentence;
    const sim_scenario *scenario; /* NULL: something else */
    const sim_arg *args;          /* SIM_OP_ARGS of an op; NULL: something else */
    unsigned number;
    unsigned schemes; /* bit n: it is an op of scheme n */
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

static size_t op_count(void)
{
    return (size_t)SIM_SCHEME_COUNT * SIM_OP_CODES;
}

/* The schemes that share that op: bit n is of scheme n. */
static unsigned schemes_with(const sim_op_row *row, unsigned code)
{
    unsigned schemes = 0;
    for (unsigned scheme = 0; scheme < SIM_SCHEME_COUNT; scheme++) {
        const sim_op_row *its = sim_op_row_of((sim_scheme)scheme, code);
        bool same = its->name != NULL && strcmp(its->name, row->name) == 0 &&
                    strcmp(its->sentence, row->sentence) == 0;
        schemes |= same ? 1u << scheme : 0;
    }
    return schemes;
}

/* An op of more than one scheme is listed with the first of them. */

static item op_at(size_t index)
{
    unsigned scheme = (unsigned)(index / SIM_OP_CODES);
    unsigned code = (unsigned)(index % SIM_OP_CODES);
    const sim_op_row *row = sim_op_row_of((sim_scheme)scheme, code);
    unsigned schemes = row->name == NULL ? 0 : schemes_with(row, code);
    bool first = (schemes & ((1u << scheme) - 1)) == 0;
    return (item){.name = first ? row->name : NULL,
                  .sentence = row->sentence,
                  .args = row->args,
                  .number = code,
                  .schemes = schemes};
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

/* Only for the schemes that a scenario plays: other invariants do not apply. */
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

static json_t *json_args(const sim_arg *args)
{
    json_t *array = json_array();
    for (unsigned i = 0; i < SIM_OP_ARGS && args[i].kind != SIM_ARG_NONE; i++) {
        (void)json_array_append_new(array, sim_json_text(args[i].name));
    }
    return array;
}

/* The named values of each argument that has some. */
static json_t *json_values(const sim_arg *args)
{
    json_t *object = json_object();
    for (unsigned i = 0; i < SIM_OP_ARGS; i++) {
        json_t *names = json_object();
        const sim_arg_value *value;
        for (unsigned k = 0; (value = sim_arg_value_at(args[i].kind, k)) != NULL; k++) {
            (void)json_object_set_new(names, value->name, sim_json_number(value->number));
        }
        if (json_object_size(names) > 0) {
            (void)json_object_set(object, args[i].name, names);
        }
        json_decref(names);
    }
    return object;
}

static json_t *json_schemes(unsigned schemes)
{
    json_t *array = json_array();
    for (unsigned scheme = 0; scheme < SIM_SCHEME_COUNT; scheme++) {
        if ((schemes >> scheme & 1u) != 0) {
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
        if (row.args != NULL) {
            (void)json_object_set_new(object, "number", sim_json_number(row.number));
            (void)json_object_set_new(object, "args", json_args(row.args));
            (void)json_object_set_new(object, "values", json_values(row.args));
            (void)json_object_set_new(object, "schemes", json_schemes(row.schemes));
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

/* The world lines of the schemes of the ops below. */
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

/* "node slot count"; returns its length. */
static int format_arguments(const sim_arg *args, char *text, size_t size)
{
    text[0] = '\0';
    for (unsigned i = 0; args != NULL && i < SIM_OP_ARGS && args[i].kind != SIM_ARG_NONE; i++) {
        size_t used = strlen(text);
        (void)snprintf(text + used, size - used, "%s%s", i == 0 ? "" : " ", args[i].name);
    }
    return (int)strlen(text);
}

/* The names of the values of an op's arguments, a line for each argument; flags are left out. */
static void print_values(const sim_arg *args, int indent)
{
    for (unsigned i = 0; args != NULL && i < SIM_OP_ARGS; i++) {
        const sim_arg_value *value = sim_arg_value_at(args[i].kind, 0);
        if (value == NULL || args[i].kind == SIM_ARG_FLAG) {
            continue;
        }
        (void)printf("%*s%s:", indent, "", args[i].name);
        for (unsigned k = 0; value != NULL; value = sim_arg_value_at(args[i].kind, ++k)) {
            (void)printf("%s %s %" PRIu32, k == 0 ? "" : ",", value->name, value->number);
        }
        (void)printf("\n");
    }
}

static int list_people(const topic *t, bool verbose)
{
    unsigned schemes = 0;
    int name_width = 0;
    int argument_width = 0;
    char arguments[80];
    for (size_t i = 0; i < t->count(); i++) {
        item row = t->at(i);
        int name = row.name == NULL ? 0 : (int)strlen(row.name);
        int length = row.name == NULL ? 0 : format_arguments(row.args, arguments, sizeof arguments);
        name_width = name > name_width ? name : name_width;
        argument_width = length > argument_width ? length : argument_width;
    }
    for (size_t i = 0; i < t->count(); i++) {
        item row = t->at(i);
        if (row.name == NULL) {
            continue;
        }
        if (row.schemes != schemes) {
            schemes = row.schemes;
            print_schemes(schemes);
        }
        if (verbose && row.args != NULL) {
            (void)printf("%2u  ", row.number);
        }
        (void)printf("%s%-*s%s  ", sim_colour_on(stdout, SIM_COLOUR_BOLD), name_width, row.name,
                     sim_colour_off(stdout));
        if (argument_width > 0) {
            (void)format_arguments(row.args, arguments, sizeof arguments);
            (void)printf("%-*s  ", argument_width, arguments);
        }
        (void)printf("%s\n", row.sentence);
        print_values(row.args, name_width + argument_width + (verbose ? 8 : 4));
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
