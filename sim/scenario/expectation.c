/* Reads and judges expectations, in integers: a limit is in thousandths. */
#include "expectation.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define LIMIT_MAX UINT64_C(1000000000)

/* Names for usual ones. */
static const struct {
    const char *name;
    sim_amount of;
    sim_amount per;
} shares[] = {
    {"eager-share", SIM_AMOUNT_EAGER_IDS, SIM_AMOUNT_IDS},
    {"waste", SIM_AMOUNT_UNUSED_FINALS, SIM_AMOUNT_FINALS},
    {"clusters-per-session", SIM_AMOUNT_CLUSTERS, SIM_AMOUNT_SESSIONS},
    {"wire-bytes-per-id", SIM_AMOUNT_WIRE_BYTES, SIM_AMOUNT_IDS},
    {"snapshot-bytes-per-id", SIM_AMOUNT_SNAPSHOT_BYTES, SIM_AMOUNT_IDS},
    {"in-time", SIM_AMOUNT_IDS_IN_TIME, SIM_AMOUNT_TIMED_IDS},
    {"ms-until-final", SIM_AMOUNT_FINAL_MS, SIM_AMOUNT_TIMED_IDS},
    {"memory-bytes-per-id", SIM_AMOUNT_MEMORY_BYTES, SIM_AMOUNT_IDS},
};

#define SHARE_COUNT (sizeof shares / sizeof shares[0])

/* --- Reading. --- */

static bool find_counted(const char *name, sim_counted *counted, sim_nearest *nearest)
{
    static const unsigned counts[] = {SIM_AMOUNT_COUNT, SIM_MARK_COUNT, SIM_FAULT_COUNT};
    for (unsigned kind = SIM_COUNTED_AMOUNT; kind <= SIM_COUNTED_FAULT; kind++) {
        for (unsigned i = 0; i < counts[kind]; i++) {
            const char *other = kind == SIM_COUNTED_AMOUNT ? sim_amount_name((sim_amount)i)
                                : kind == SIM_COUNTED_MARK ? sim_mark_name((sim_mark)i)
                                                           : sim_fault_name((sim_fault)i);
            if (strcmp(name, other) == 0) {
                counted->kind = kind;
                counted->index = i;
                return true;
            }
            sim_nearest_try(nearest, other);
        }
    }
    return false;
}

static bool find_share(const char *name, sim_expectation *expectation, sim_nearest *nearest)
{
    for (size_t i = 0; i < SHARE_COUNT; i++) {
        if (strcmp(name, shares[i].name) == 0) {
            expectation->of = (sim_counted){SIM_COUNTED_AMOUNT, shares[i].of};
            expectation->per = (sim_counted){SIM_COUNTED_AMOUNT, shares[i].per};
            return true;
        }
        sim_nearest_try(nearest, shares[i].name);
    }
    return false;
}

/* "NAME", or "COUNTED per COUNTED". */
static bool read_name(const char *key, size_t line, sim_expectation *expectation,
                      sim_scenario_error *error)
{
    const char *per = strstr(key, " per ");
    size_t length = per == NULL ? strlen(key) : (size_t)(per - key);
    char first[SIM_NAME_LENGTH_MAX + 1];
    const char *second = per == NULL ? "" : per + 5 + strspn(per + 5, " ");
    if (length > SIM_NAME_LENGTH_MAX || strlen(second) > SIM_NAME_LENGTH_MAX) {
        return sim_scenario_refuse(error, line, "this name is too long");
    }
    memcpy(first, key, length);
    first[length] = '\0';
    (void)snprintf(expectation->name, sizeof expectation->name, "%s", key);
    sim_nearest nearest = sim_nearest_to(first);
    bool found = per == NULL ? find_share(first, expectation, &nearest)
                             : find_counted(first, &expectation->of, &nearest);
    if (found && per != NULL) {
        nearest = sim_nearest_to(second);
        found = find_counted(second, &expectation->per, &nearest);
    }
    if (!found) {
        (void)sim_scenario_refuse(error, line, "nothing that is measured is named '%s'",
                                  nearest.wanted);
        return sim_scenario_suggest(error, &nearest);
    }
    return true;
}

/* A number with up to three decimals; false if it is none or too large. */
static bool read_thousandths(const char **at, uint64_t *thousandths)
{
    const char *begin = *at;
    unsigned decimals = 0;
    uint64_t number = 0;
    bool has_point = false;
    for (; (**at >= '0' && **at <= '9') || (**at == '.' && !has_point); (*at)++) {
        if (**at == '.') {
            has_point = true;
            continue;
        }
        decimals += has_point ? 1 : 0;
        number = number * 10 + (uint64_t)(**at - '0');
        if (number > LIMIT_MAX || decimals > 3) {
            return false;
        }
    }
    for (; decimals < 3; decimals++) {
        number *= 10;
    }
    *thousandths = number;
    return *at != begin && (!has_point || (*at)[-1] != '.');
}

bool sim_expectation_read(const char *key, const char *value, size_t line,
                          sim_expectation *expectation, sim_scenario_error *error)
{
    *expectation = (sim_expectation){.at_least = strncmp(value, "at least ", 9) == 0};
    const char *at = value + (expectation->at_least ? 9 : 8);
    if (!read_name(key, line, expectation, error)) {
        return false;
    }
    if (!expectation->at_least && strncmp(value, "at most ", 8) != 0) {
        return sim_scenario_refuse(error, line,
                                   "an expectation is 'at least' or 'at most' a "
                                   "number, such as 'at most 5 %%'");
    }
    at += strspn(at, " ");
    bool good = read_thousandths(&at, &expectation->thousandths);
    at += strspn(at, " ");
    expectation->percent = *at == '%';
    at += expectation->percent ? 1 : 0;
    if (!good || *at != '\0') {
        return sim_scenario_refuse(error, line,
                                   "a limit is a number with at most three decimals, "
                                   "and '%%' if it is a percentage");
    }
    if (expectation->percent) {
        if (expectation->thousandths % 100 != 0) {
            return sim_scenario_refuse(error, line, "a percentage has at most one decimal");
        }
        expectation->thousandths /= 100;
    }
    return true;
}

/* --- Judging. --- */

static uint64_t count_of(sim_counted counted, const uint64_t amounts[SIM_AMOUNT_COUNT],
                         const sim_tally *tally)
{
    switch (counted.kind) {
    case SIM_COUNTED_AMOUNT:
        return amounts[counted.index];
    case SIM_COUNTED_MARK:
        return tally->marks[counted.index];
    default:
        return tally->faults[counted.index];
    }
}

/* Compares a * b with c * d, each product of 128 bits: below, equal to or above 0. */
static int compare_products(uint64_t a, uint64_t b, uint64_t c, uint64_t d)
{
    uint64_t high[2];
    uint64_t low[2];
    const uint64_t factors[2][2] = {{a, b}, {c, d}};
    for (unsigned i = 0; i < 2; i++) {
        uint64_t x = factors[i][0];
        uint64_t y = factors[i][1];
        uint64_t middle = (x & UINT32_MAX) * (y >> 32);
        uint64_t bottom = (x & UINT32_MAX) * (y & UINT32_MAX);
        uint64_t other = (x >> 32) * (y & UINT32_MAX);
        uint64_t carry = (bottom >> 32) + (middle & UINT32_MAX) + (other & UINT32_MAX);
        low[i] = (bottom & UINT32_MAX) | carry << 32;
        high[i] = (x >> 32) * (y >> 32) + (middle >> 32) + (other >> 32) + (carry >> 32);
    }
    if (high[0] != high[1]) {
        return high[0] < high[1] ? -1 : 1;
    }
    return low[0] == low[1] ? 0 : low[0] < low[1] ? -1 : 1;
}

bool sim_expectation_needs_counting(const sim_expectation *expectation)
{
    return (expectation->of.kind == SIM_COUNTED_AMOUNT &&
            expectation->of.index > SIM_AMOUNT_MEMORY_BYTES) ||
           (expectation->per.kind == SIM_COUNTED_AMOUNT &&
            expectation->per.index > SIM_AMOUNT_MEMORY_BYTES);
}

sim_expectation_outcome sim_expectation_judge(const sim_expectation *expectation,
                                              const uint64_t amounts[SIM_AMOUNT_COUNT],
                                              const sim_tally *tally)
{
    uint64_t of = count_of(expectation->of, amounts, tally);
    uint64_t per = count_of(expectation->per, amounts, tally);
    if (per == 0) {
        return SIM_OUTCOME_UNKNOWN;
    }
    int compared = compare_products(of, 1000, expectation->thousandths, per);
    bool met = expectation->at_least ? compared >= 0 : compared <= 0;
    return met ? SIM_OUTCOME_MET : SIM_OUTCOME_MISSED;
}

/* --- Words. --- */

/* A number of thousandths, without zeros at its end. */
static void print_number(uint64_t thousandths, bool percent, char text[SIM_EXPECTATION_TEXT])
{
    uint64_t whole = percent ? thousandths / 10 : thousandths / 1000;
    unsigned rest = (unsigned)(percent ? thousandths % 10 * 100 : thousandths % 1000);
    char decimals[16] = "";
    if (rest != 0) {
        int digits = 3;
        for (; rest % 10 == 0; rest /= 10) {
            digits--;
        }
        (void)snprintf(decimals, sizeof decimals, ".%0*u", digits, rest);
    }
    (void)snprintf(text, SIM_EXPECTATION_TEXT, "%" PRIu64 "%s%s", whole, decimals,
                   percent ? " %" : "");
}

void sim_expectation_limit(const sim_expectation *expectation, char text[SIM_EXPECTATION_TEXT])
{
    char number[SIM_EXPECTATION_TEXT];
    print_number(expectation->thousandths, expectation->percent, number);
    (void)snprintf(text, SIM_EXPECTATION_TEXT, "at %s %.60s",
                   expectation->at_least ? "least" : "most", number);
}

void sim_expectation_measured(const sim_expectation *expectation,
                              const uint64_t amounts[SIM_AMOUNT_COUNT], const sim_tally *tally,
                              char text[SIM_EXPECTATION_TEXT])
{
    uint64_t of = count_of(expectation->of, amounts, tally);
    uint64_t per = count_of(expectation->per, amounts, tally);
    if (per == 0) {
        (void)snprintf(text, SIM_EXPECTATION_TEXT, "nothing");
        return;
    }
    /* Rounded down; whole and rest, so that no product overflows. */
    uint64_t whole = of / per;
    uint64_t rest = of % per;
    uint64_t thousandths = per <= UINT64_MAX / 1000 ? rest * 1000 / per : rest / (per / 1000);
    print_number(whole <= UINT64_MAX / 2000 ? whole * 1000 + thousandths : UINT64_MAX,
                 expectation->percent, text);
}
