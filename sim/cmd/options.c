/* Parses the arguments of the commands. */
#include "options.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "output.h"
#include "scenario/builtin.h"
#include "scenario/seed.h"
#include "scenariofile.h"

/* One past the last seed, 2^64. */
#define SEED_END "18446744073709551616"

void sim_nearest_hint(const sim_nearest *nearest, const char *otherwise)
{
    if (nearest->best == NULL) {
        sim_hint("%s", otherwise);
    } else {
        sim_hint("Did you mean '%s'? %s", nearest->best, otherwise);
    }
}

bool sim_parse_number(const char *text, uint64_t min, uint64_t max, uint64_t *number)
{
    uint64_t value = 0;
    if (text[0] == '\0') {
        return false;
    }
    for (size_t i = 0; text[i] != '\0'; i++) {
        if (text[i] < '0' || text[i] > '9') {
            return false;
        }
        uint64_t digit = (uint64_t)(text[i] - '0');
        if (value > (UINT64_MAX - digit) / 10) {
            return false;
        }
        value = value * 10 + digit;
    }
    if (value < min || value > max) {
        return false;
    }
    *number = value;
    return true;
}

/* Parses the first length characters of text. */
static bool parse_part(const char *text, size_t length, uint64_t min, uint64_t max,
                       uint64_t *number)
{
    char part[24];
    if (length >= sizeof part) {
        return false;
    }
    memcpy(part, text, length);
    part[length] = '\0';
    return sim_parse_number(part, min, max, number);
}

/* "20,000" and "20_000": which mark separates thousands depends on the country. */
static void hint_separators(const char *text)
{
    char plain[24];
    size_t length = 0;
    bool separated = false;
    for (const char *at = text; *at != '\0'; at++) {
        bool mark = strchr(",._' ", *at) != NULL;
        if ((!mark && (*at < '0' || *at > '9')) || length + 1 == sizeof plain) {
            return;
        }
        separated = separated || mark;
        if (!mark) {
            plain[length++] = *at;
        }
    }
    plain[length] = '\0';
    if (separated && length > 0) {
        sim_hint("Numbers have digits only. Did you mean %s?", plain);
    }
}

static bool refuse_large(const char *name, const char *text, uint64_t max)
{
    sim_error("--%s %s is too large: at most %llu", name, text, (unsigned long long)max);
    return false;
}

static bool parse_number_option(const sim_option *option, const char *text)
{
    uint64_t any;
    if (sim_parse_number(text, option->min, option->max, option->value)) {
        return true;
    }
    if (text[0] != '\0' && strspn(text, "0123456789") == strlen(text) &&
        !sim_parse_number(text, 0, option->max, &any)) {
        return refuse_large(option->name, text, option->max);
    }
    sim_error("--%s needs a number from %llu to %llu, not '%s'", option->name,
              (unsigned long long)option->min, (unsigned long long)option->max, text);
    hint_separators(text);
    return false;
}

static bool parse_duration_option(const sim_option *option, const char *text)
{
    size_t length = strlen(text);
    uint64_t unit = 1;
    char last = length > 0 ? text[length - 1] : '\0';
    if (last == 's' || last == 'm' || last == 'h') {
        unit = last == 's' ? 1 : last == 'm' ? 60 : 3600;
        length--;
    }
    uint64_t number = 0;
    if (!parse_part(text, length, 0, option->max, &number) || number > option->max / unit ||
        number * unit < option->min) {
        sim_error("--%s needs a time such as 60s, 5m or 1h, from %llu to %llu s, not '%s'",
                  option->name, (unsigned long long)option->min, (unsigned long long)option->max,
                  text);
        return false;
    }
    *(uint64_t *)option->value = number * unit * 1000;
    return true;
}

static bool parse_text_option(const sim_option *option, const char *text)
{
    if (text[0] == '\0') {
        sim_error("--%s needs a non-empty value", option->name);
        return false;
    }
    *(const char **)option->value = text;
    return true;
}

void sim_format_next_seed(uint64_t seed, char text[SIM_SEED_TEXT])
{
    if (seed == SIM_SEED_MAX) {
        (void)snprintf(text, SIM_SEED_TEXT, "%s", SEED_END);
    } else {
        (void)snprintf(text, SIM_SEED_TEXT, "%" PRIu64, seed + 1);
    }
}

static bool refuse_seeds(const sim_option *option, const char *text)
{
    uint64_t number;
    sim_error("--%s needs A..B, such as 0..20000, with B at most %s, not '%s'", option->name,
              SEED_END, text);
    if (sim_parse_number(text, 0, SIM_SEED_MAX - 1, &number)) {
        sim_hint("That one seed is --%s %s..%" PRIu64 "; the first %s are --%s 0..%s.",
                 option->name, text, number + 1, text, option->name, text);
    }
    return false;
}

/* The end of "A..B" as the last seed before it; 0 is before none. */
static bool parse_seeds_end(const char *text, bool *none, uint64_t *last)
{
    *none = false;
    if (strcmp(text, SEED_END) == 0) {
        *last = SIM_SEED_MAX;
        return true;
    }
    uint64_t end;
    if (!sim_parse_number(text, 0, UINT64_MAX, &end)) {
        return false;
    }
    *none = end == 0;
    *last = end == 0 ? 0 : end - 1;
    return true;
}

/* The text goes to the first place that is free. */
static bool parse_texts_option(const sim_option *option, const char *text)
{
    const char **texts = option->value;
    uint64_t count = 0;
    while (count < option->max && texts[count] != NULL) {
        count++;
    }
    if (count == option->max) {
        sim_error("--%s can be given at most %" PRIu64 " times", option->name, option->max);
        return false;
    }
    sim_option one = *option;
    one.value = &texts[count];
    return parse_text_option(&one, text);
}

static bool parse_seeds_option(const sim_option *option, const char *text)
{
    sim_seeds seeds = {0, SIM_SEED_MAX, false};
    bool none = false;
    const char *dots = strstr(text, "..");
    if (dots == NULL || !parse_part(text, (size_t)(dots - text), 0, SIM_SEED_MAX, &seeds.from)) {
        return refuse_seeds(option, text);
    }
    seeds.open = dots[2] == '\0';
    if (!seeds.open && !parse_seeds_end(dots + 2, &none, &seeds.last)) {
        return refuse_seeds(option, text);
    }
    if (none || seeds.last < seeds.from) {
        sim_error("--%s %s has no seeds: A..B is from A up to but not including B", option->name,
                  text);
        sim_hint("Zero seeds would prove nothing. One seed, say 7, is --%s 7..8.", option->name);
        return false;
    }
    *(sim_seeds *)option->value = seeds;
    return true;
}

static bool parse_shard_option(const sim_option *option, const char *text)
{
    sim_shard shard = {1, 1};
    const char *slash = strchr(text, '/');
    if (slash == NULL || !sim_parse_number(slash + 1, 1, option->max, &shard.parts) ||
        !parse_part(text, (size_t)(slash - text), 1, shard.parts, &shard.part)) {
        sim_error("--%s needs I/N, such as 1/8 to 8/8, not '%s'", option->name, text);
        return false;
    }
    *(sim_shard *)option->value = shard;
    return true;
}

static bool parse_value(const sim_option *option, const char *text)
{
    switch (option->kind) {
    case SIM_OPTION_NUMBER:
        return parse_number_option(option, text);
    case SIM_OPTION_DURATION:
        return parse_duration_option(option, text);
    case SIM_OPTION_TEXT:
        return parse_text_option(option, text);
    case SIM_OPTION_TEXTS:
        return parse_texts_option(option, text);
    case SIM_OPTION_SEEDS:
        return parse_seeds_option(option, text);
    case SIM_OPTION_SHARD:
        return parse_shard_option(option, text);
    case SIM_OPTION_FLAG:
        break;
    }
    *(bool *)option->value = true;
    return true;
}

/* Length of the name in "--name=value", without the dashes. */
static size_t name_length(const char *argument)
{
    return strcspn(argument + 2, "=");
}

static sim_option *find_option(sim_option *options, size_t count, const char *argument)
{
    for (size_t i = 0; i < count; i++) {
        if (strlen(options[i].name) == name_length(argument) &&
            strncmp(argument + 2, options[i].name, name_length(argument)) == 0) {
            return &options[i];
        }
    }
    return NULL;
}

static sim_option *find_letter(sim_option *options, size_t count, char letter)
{
    for (size_t i = 0; i < count; i++) {
        if (options[i].letter == letter) {
            return &options[i];
        }
    }
    return NULL;
}

static void report_unknown(const char *command, const sim_option *options, size_t count,
                           const char *argument)
{
    char name[SIM_NAME_LENGTH_MAX + 1];
    const char *bare = argument + (argument[1] == '-' ? 2 : 1);
    size_t length = strcspn(bare, "=");
    length = length < SIM_NAME_LENGTH_MAX ? length : SIM_NAME_LENGTH_MAX;
    memcpy(name, bare, length);
    name[length] = '\0';

    sim_nearest nearest = sim_nearest_to(name);
    for (size_t i = 0; i < count; i++) {
        sim_nearest_try(&nearest, options[i].name);
    }
    sim_error("%s has no option '%s'", command, argument);
    if (nearest.best != NULL) {
        sim_hint("Did you mean --%s? All options: idsim %s --help", nearest.best, command);
    } else {
        sim_hint("All options: idsim %s --help", command);
    }
}

/* Whether an argument is a value or a word: "-" and "-1" are, "-v" and "--json" are not. */
static bool is_value(const char *argument)
{
    return argument[0] != '-' || argument[1] == '\0' || (argument[1] >= '0' && argument[1] <= '9');
}

/* The remaining arguments: argv[at] is the next one. */
typedef struct arguments {
    const char *command;
    int argc;
    char **argv;
    int at;
} arguments;

static bool is_first_time(sim_option *option)
{
    if (option->given && option->kind != SIM_OPTION_TEXTS) {
        sim_error("--%s is given twice", option->name);
        return false;
    }
    option->given = true;
    return true;
}

/* The value in the argument after an option. */
static bool parse_next(arguments *a, const sim_option *option)
{
    if (a->at >= a->argc || !is_value(a->argv[a->at])) {
        sim_error("--%s needs a value", option->name);
        sim_hint("See idsim %s --help", a->command);
        return false;
    }
    return parse_value(option, a->argv[a->at++]);
}

/* "--name", "--name value" or "--name=value" */
static bool parse_long(arguments *a, sim_option *options, size_t count, const char *argument)
{
    sim_option *option = find_option(options, count, argument);
    if (option == NULL) {
        report_unknown(a->command, options, count, argument);
        return false;
    }
    if (!is_first_time(option)) {
        return false;
    }
    const char *equals = strchr(argument, '=');
    if (option->kind == SIM_OPTION_FLAG) {
        if (equals != NULL) {
            sim_error("--%s takes no value", option->name);
            return false;
        }
        return parse_value(option, "");
    }
    return equals != NULL ? parse_value(option, equals + 1) : parse_next(a, option);
}

/* "-v", "-j 1", "-j1", "-vj1": flags, and at the end one option with the rest as its value. */
static bool parse_short(arguments *a, sim_option *options, size_t count, const char *argument)
{
    for (const char *letter = argument + 1; *letter != '\0'; letter++) {
        sim_option *option = find_letter(options, count, *letter);
        if (option == NULL) {
            report_unknown(a->command, options, count, argument);
            return false;
        }
        if (!is_first_time(option)) {
            return false;
        }
        if (option->kind != SIM_OPTION_FLAG && letter[1] == '=') {
            sim_error("-%c takes its value without '=': -%c %s, or --%s%s", *letter, *letter,
                      letter + 2, option->name, letter + 1);
            return false;
        }
        if (option->kind != SIM_OPTION_FLAG) {
            return letter[1] != '\0' ? parse_value(option, letter + 1) : parse_next(a, option);
        }
        if (!parse_value(option, "")) {
            return false;
        }
    }
    return true;
}

bool sim_options_parse(const char *command, sim_option *options, size_t count, int argc,
                       char **argv, int *word_count)
{
    arguments a = {command, argc, argv, 0};
    bool only_words = false;
    *word_count = 0;
    while (a.at < argc) {
        char *argument = argv[a.at++];
        if (only_words || is_value(argument)) {
            argv[(*word_count)++] = argument;
        } else if (strcmp(argument, "--") == 0) {
            only_words = true;
        } else if (!(argument[1] == '-' ? parse_long(&a, options, count, argument)
                                        : parse_short(&a, options, count, argument))) {
            return false;
        }
    }
    return true;
}

bool sim_options_ops(const sim_scenario *scenario, uint64_t ops)
{
    uint32_t max = SIM_TAPE_OPS_MAX;
    sim_driver *driver = ops > max ? sim_seed_driver(scenario, 0) : NULL;
    if (driver != NULL) {
        const sim_config config = sim_driver_config(driver);
        max = sim_tape_ops_max(&config);
        sim_driver_destroy(driver);
    }
    char text[24];
    (void)snprintf(text, sizeof text, "%" PRIu64, ops);
    return ops <= max || refuse_large("ops", text, max);
}

const sim_scenario *sim_options_scenario(const char *name)
{
    if (sim_scenariofile_is_path(name)) {
        return sim_scenariofile_load(name);
    }
    sim_nearest nearest = sim_nearest_to(name);
    for (size_t i = 0; i < sim_scenario_count(); i++) {
        if (sim_name_is(name, sim_scenario_at(i)->name)) {
            return sim_scenario_at(i);
        }
        sim_nearest_try(&nearest, sim_scenario_at(i)->name);
    }
    sim_error("there is no scenario '%s'", name);
    if (nearest.best == NULL && access(name, R_OK) == 0) {
        sim_hint("To play a file: ./%s", name);
        return NULL;
    }
    sim_nearest_hint(&nearest, "All of them: idsim list scenarios");
    return NULL;
}

/* The invariant whose name is the first length characters of text; SIM_INVARIANT_COUNT if none. */
static sim_invariant find_invariant(const char *text, size_t length)
{
    size_t found = 0;
    while (found < SIM_INVARIANT_COUNT) {
        if (sim_name_part_is(text, length, sim_invariant_name((sim_invariant)found))) {
            break;
        }
        found++;
    }
    return (sim_invariant)found;
}

static void report_no_invariant(const char *text, size_t length)
{
    char name[SIM_NAME_LENGTH_MAX + 1];
    length = length < SIM_NAME_LENGTH_MAX ? length : SIM_NAME_LENGTH_MAX;
    memcpy(name, text, length);
    name[length] = '\0';
    sim_nearest nearest = sim_nearest_to(name);
    for (size_t i = 0; i < SIM_INVARIANT_COUNT; i++) {
        sim_nearest_try(&nearest, sim_invariant_name((sim_invariant)i));
    }
    sim_error("there is no invariant '%s'", name);
    sim_nearest_hint(&nearest, "All of them: idsim list invariants");
}

bool sim_options_invariants(const char *names, sim_invariant_set *set)
{
    *set = SIM_INVARIANTS_ALL;
    for (const char *at = names;; at++) {
        size_t length = strcspn(at, ",");
        sim_invariant invariant = find_invariant(at, length);
        if (invariant == SIM_INVARIANT_COUNT) {
            report_no_invariant(at, length);
            return false;
        }
        sim_invariants_add(set, (sim_invariant)invariant);
        at += length;
        if (*at == '\0') {
            return true;
        }
    }
}
