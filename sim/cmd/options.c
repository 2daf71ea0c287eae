#include "options.h"

#include <string.h>

#include "output.h"

/* Longer names are not compared: nothing of ours is that long. */
#define NAME_MAX_LENGTH 40u

/* How many letters must be inserted, removed or replaced to make one name of the other. */
static size_t edit_distance(const char *a, size_t a_length, const char *b, size_t b_length)
{
    size_t row[NAME_MAX_LENGTH + 1];
    for (size_t j = 0; j <= b_length; j++) {
        row[j] = j;
    }
    for (size_t i = 1; i <= a_length; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= b_length; j++) {
            size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            size_t removed = row[j] + 1;
            size_t inserted = row[j - 1] + 1;
            diagonal = row[j];
            row[j] = replaced < removed ? replaced : removed;
            row[j] = inserted < row[j] ? inserted : row[j];
        }
    }
    return row[b_length];
}

sim_nearest sim_nearest_to(const char *wanted)
{
    return (sim_nearest){.wanted = wanted, .best = NULL, .distance = SIZE_MAX};
}

void sim_nearest_try(sim_nearest *nearest, const char *candidate)
{
    size_t wanted_length = strlen(nearest->wanted);
    size_t length = strlen(candidate);
    if (wanted_length == 0 || wanted_length > NAME_MAX_LENGTH || length > NAME_MAX_LENGTH) {
        return;
    }
    size_t distance = edit_distance(nearest->wanted, wanted_length, candidate, length);
    if (strncmp(candidate, nearest->wanted, wanted_length) == 0) {
        distance = 1; /* a name that was begun and not finished */
    }
    if (distance <= length / 3 + 1 && distance < nearest->distance) {
        nearest->best = candidate;
        nearest->distance = distance;
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

static bool parse_number_option(const sim_option *option, const char *text)
{
    uint64_t any;
    if (sim_parse_number(text, option->min, option->max, option->value)) {
        return true;
    }
    if (text[0] != '\0' && strspn(text, "0123456789") == strlen(text) &&
        !sim_parse_number(text, 0, option->max, &any)) {
        sim_error("--%s %s is too large: at most %llu is possible", option->name, text,
                  (unsigned long long)option->max);
        return false;
    }
    sim_error("--%s wants a number from %llu to %llu, not '%s'", option->name,
              (unsigned long long)option->min, (unsigned long long)option->max, text);
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
        sim_error("--%s wants a time such as 60s, 5m or 1h, from %llu to %llu s, not '%s'",
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
        sim_error("--%s wants a value that is not empty", option->name);
        return false;
    }
    *(const char **)option->value = text;
    return true;
}

static bool parse_seeds_option(const sim_option *option, const char *text)
{
    sim_seeds seeds = {0, SIM_SEED_MAX, false};
    const char *dots = strstr(text, "..");
    size_t digits = strspn(text, "0123456789");
    if (dots != NULL && digits > 0 && text + digits == dots &&
        !parse_part(text, digits, 0, SIM_SEED_MAX, &seeds.from)) {
        sim_error("--%s %s begins too late: seeds go up to %llu", option->name, text,
                  (unsigned long long)SIM_SEED_MAX - 1);
        return false;
    }
    if (dots == NULL || !parse_part(text, (size_t)(dots - text), 0, SIM_SEED_MAX, &seeds.from)) {
        sim_error("--%s wants A..B, such as 0..20000, not '%s'", option->name, text);
        return false;
    }
    seeds.open = dots[2] == '\0';
    if (!seeds.open && !sim_parse_number(dots + 2, 0, SIM_SEED_MAX, &seeds.to)) {
        sim_error("--%s wants A..B with B from 0 to %llu, not '%s'", option->name,
                  (unsigned long long)SIM_SEED_MAX, text);
        return false;
    }
    if (seeds.to <= seeds.from) {
        sim_error("--%s %s has no seeds: it goes from A up to B, B not included", option->name,
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
        sim_error("--%s wants I/N, such as 1/8 to 8/8, not '%s'", option->name, text);
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
        if (argument[1] != '-') {
            if (argument[1] == options[i].letter && argument[2] == '\0') {
                return &options[i];
            }
        } else if (strlen(options[i].name) == name_length(argument) &&
                   strncmp(argument + 2, options[i].name, name_length(argument)) == 0) {
            return &options[i];
        }
    }
    return NULL;
}

static void report_unknown(const char *command, const sim_option *options, size_t count,
                           const char *argument)
{
    char name[NAME_MAX_LENGTH + 1];
    const char *bare = argument + (argument[1] == '-' ? 2 : 1);
    size_t length = strcspn(bare, "=");
    length = length < NAME_MAX_LENGTH ? length : NAME_MAX_LENGTH;
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

/* Whether an argument is meant as a value or a word: "-" and "-1" are, "-v" and "--json" are not.
 */
static bool is_value(const char *argument)
{
    return argument[0] != '-' || argument[1] == '\0' || (argument[1] >= '0' && argument[1] <= '9');
}

/* Parses the option at argv[*at] and moves *at past it and its value. */
static bool parse_option(const char *command, sim_option *options, size_t count, int argc,
                         char **argv, int *at)
{
    const char *argument = argv[(*at)++];
    sim_option *option = find_option(options, count, argument);
    if (option == NULL) {
        report_unknown(command, options, count, argument);
        return false;
    }
    if (option->given) {
        sim_error("--%s is given twice", option->name);
        return false;
    }
    option->given = true;
    const char *equals = argument[1] == '-' ? strchr(argument, '=') : NULL;
    if (option->kind == SIM_OPTION_FLAG) {
        if (equals != NULL) {
            sim_error("--%s takes no value", option->name);
            return false;
        }
        return parse_value(option, "");
    }
    if (equals != NULL) {
        return parse_value(option, equals + 1);
    }
    if (*at >= argc || !is_value(argv[*at])) {
        sim_error("--%s wants a value", option->name);
        sim_hint("See idsim %s --help", command);
        return false;
    }
    return parse_value(option, argv[(*at)++]);
}

bool sim_options_parse(const char *command, sim_option *options, size_t count, int argc,
                       char **argv, int *word_count)
{
    bool only_words = false;
    int at = 0;
    *word_count = 0;
    while (at < argc) {
        char *argument = argv[at];
        if (only_words || is_value(argument)) {
            argv[(*word_count)++] = argument;
            at++;
        } else if (strcmp(argument, "--") == 0) {
            only_words = true;
            at++;
        } else if (!parse_option(command, options, count, argc, argv, &at)) {
            return false;
        }
    }
    return true;
}

const sim_scenario *sim_options_scenario(const char *name)
{
    const sim_scenario *scenario = sim_scenario_find(name);
    if (scenario != NULL) {
        return scenario;
    }
    sim_nearest nearest = sim_nearest_to(name);
    for (size_t i = 0; i < sim_scenario_count(); i++) {
        sim_nearest_try(&nearest, sim_scenario_at(i)->name);
    }
    sim_error("there is no scenario '%s'", name);
    if (nearest.best != NULL) {
        sim_hint("Did you mean '%s'? All of them: idsim list scenarios", nearest.best);
    } else {
        sim_hint("All of them: idsim list scenarios");
    }
    return NULL;
}

/* The invariant whose name is the first length characters of text; SIM_INVARIANT_COUNT if none. */
static sim_invariant find_invariant(const char *text, size_t length)
{
    size_t found = 0;
    while (found < SIM_INVARIANT_COUNT) {
        const char *name = sim_invariant_name((sim_invariant)found);
        if (strlen(name) == length && strncmp(name, text, length) == 0) {
            break;
        }
        found++;
    }
    return (sim_invariant)found;
}

static void report_no_invariant(const char *text, size_t length)
{
    char name[NAME_MAX_LENGTH + 1];
    length = length < NAME_MAX_LENGTH ? length : NAME_MAX_LENGTH;
    memcpy(name, text, length);
    name[length] = '\0';
    sim_nearest nearest = sim_nearest_to(name);
    for (size_t i = 0; i < SIM_INVARIANT_COUNT; i++) {
        sim_nearest_try(&nearest, sim_invariant_name((sim_invariant)i));
    }
    sim_error("there is no invariant '%s'", name);
    if (nearest.best != NULL) {
        sim_hint("Did you mean '%s'? All of them: idsim list invariants", nearest.best);
    } else {
        sim_hint("All of them: idsim list invariants");
    }
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
        *set |= (sim_invariant_set)1 << invariant;
        at += length;
        if (*at == '\0') {
            return true;
        }
    }
}
