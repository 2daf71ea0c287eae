/* Reads the distributions of timed scenarios. */
#include "timing_text.h"

#include <string.h>

#define SPREAD_MIN 100u
#define SPREAD_MAX 10000u

typedef struct scanner {
    const sim_timing_row *row;
    const char *at;
    size_t line;
    sim_scenario_error *error;
} scanner;

static void skip_blanks(scanner *s)
{
    s->at += strspn(s->at, " \t");
}

/* Whether this word or sign is next; it is skipped if it is. */
static bool take(scanner *s, const char *word)
{
    size_t length = strlen(word);
    skip_blanks(s);
    if (strncmp(s->at, word, length) != 0) {
        return false;
    }
    s->at += length;
    return true;
}

static bool refuse(const scanner *s, const char *what)
{
    return sim_scenario_refuse(s->error, s->line, "%s: %s, at '%.30s'", s->row->name, what, s->at);
}

static bool read_number(scanner *s, uint64_t *number)
{
    skip_blanks(s);
    const char *begin = s->at;
    *number = 0;
    while (*s->at >= '0' && *s->at <= '9') {
        *number = *number * 10 + (uint64_t)(*s->at++ - '0');
        if (*number > SIM_DISTRIBUTION_MAX) {
            return refuse(s, "the number is too large");
        }
    }
    return s->at != begin || refuse(s, "a number is missing");
}

/* How many microseconds the unit has; 1 for counts. */
static bool read_unit(scanner *s, uint64_t *unit)
{
    static const struct {
        const char *name;
        uint64_t us;
    } units[] = {{"us", 1},
                 {"ms", 1000},
                 {"min", 60000000},
                 {"s", 1000000},
                 {"h", UINT64_C(3600000000)},
                 {"d", UINT64_C(86400000000)}};
    *unit = 1;
    if (!s->row->is_time) {
        return true;
    }
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        if (take(s, units[i].name)) {
            *unit = units[i].us;
            return true;
        }
    }
    return refuse(s, "a unit is missing: us, ms, s, min, h or d");
}

/* The option's numbers, in microseconds, are within the limits. */
static bool apply_unit(scanner *s, sim_distribution_option *option)
{
    uint64_t unit;
    if (!read_unit(s, &unit)) {
        return false;
    }
    uint64_t most = SIM_DISTRIBUTION_MAX / unit;
    bool is_range = option->kind == SIM_DISTRIBUTION_UNIFORM;
    if (option->low > most || (is_range && option->high > most)) {
        return refuse(s, "a time is at most 1000 d");
    }
    option->low *= unit;
    option->high *= is_range ? unit : 1;
    if (is_range && option->low > option->high) {
        return refuse(s, "a range ends before it begins");
    }
    return true;
}

static bool read_spread(scanner *s, sim_distribution_option *option)
{
    if (!take(s, "spread")) {
        return refuse(s, "'spread' and a percentage are missing");
    }
    if (!read_number(s, &option->high)) {
        return false;
    }
    if (!take(s, "%") || option->high < SPREAD_MIN || option->high > SPREAD_MAX) {
        return refuse(s, "a spread is a percentage of the median from 100 % to 10000 %");
    }
    return true;
}

/* "3x", if it is there. */
static bool read_share(scanner *s, uint32_t *share)
{
    *share = 1;
    skip_blanks(s);
    size_t digits = strspn(s->at, "0123456789");
    if (digits == 0 || s->at[digits] != 'x') {
        return true;
    }
    uint64_t number;
    if (!read_number(s, &number)) {
        return false;
    }
    s->at++;
    *share = (uint32_t)number;
    return (number >= 1 && number <= SIM_WEIGHT_MAX) || refuse(s, "a share is 1 to 65535");
}

static bool read_option(scanner *s, sim_distribution_option *option)
{
    *option = (sim_distribution_option){0};
    if (!read_share(s, &option->share)) {
        return false;
    }
    if (take(s, "exponential")) {
        option->kind = SIM_DISTRIBUTION_EXPONENTIAL;
        return read_number(s, &option->low) && apply_unit(s, option);
    }
    if (take(s, "log-normal")) {
        option->kind = SIM_DISTRIBUTION_LOG_NORMAL;
        return read_number(s, &option->low) && apply_unit(s, option) && read_spread(s, option);
    }
    if (!read_number(s, &option->low)) {
        return false;
    }
    if (take(s, "..")) {
        option->kind = SIM_DISTRIBUTION_UNIFORM;
        if (!read_number(s, &option->high)) {
            return false;
        }
    }
    return apply_unit(s, option);
}

bool sim_timing_read(const sim_timing_row *row, const char *text, size_t line,
                     sim_distribution *distribution, sim_scenario_error *error)
{
    scanner s = {row, text, line, error};
    *distribution = (sim_distribution){0};
    if (row->is_time && take(&s, "never")) {
        distribution->count = 1;
        distribution->options[0] =
            (sim_distribution_option){.share = 1, .low = SIM_DISTRIBUTION_NEVER};
    } else {
        do {
            if (distribution->count == SIM_DISTRIBUTION_OPTIONS) {
                return refuse(&s, "a distribution has at most 16 options");
            }
            if (!read_option(&s, &distribution->options[distribution->count])) {
                return false;
            }
            distribution->count++;
        } while (take(&s, "|"));
    }
    skip_blanks(&s);
    return *s.at == '\0' || refuse(&s, "the line should end here");
}
