/* Writes and reads times in UTC. */
#include "utc.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define SECOND_US       INT64_C(1000000)
#define MINUTE_US       (60 * SECOND_US)
#define HOUR_US         (60 * MINUTE_US)
#define DAY_US          (24 * HOUR_US)
#define FRACTION_DIGITS 6u
/* Seconds of the years that are read, about. */
#define SECONDS_MAX INT64_C(253402300799)

/* The days from 1970-01-01 to a day of the Gregorian calendar; March is month 0 of its year. */
static int64_t days_of(int64_t year, int64_t month, int64_t day)
{
    int64_t shifted = month <= 2 ? year - 1 : year;
    int64_t era = (shifted >= 0 ? shifted : shifted - 399) / 400;
    int64_t of_era = shifted - era * 400;
    int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

static void date_of(int64_t days, int64_t *year, int64_t *month, int64_t *day)
{
    days += 719468;
    int64_t era = (days >= 0 ? days : days - 146096) / 146097;
    int64_t of_era = days - era * 146097;
    int64_t years = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t of_year = of_era - (365 * years + years / 4 - years / 100);
    int64_t shifted = (5 * of_year + 2) / 153;
    *day = of_year - (153 * shifted + 2) / 5 + 1;
    *month = shifted + (shifted < 10 ? 3 : -9);
    *year = years + era * 400 + (*month <= 2 ? 1 : 0);
}

void sim_utc_format(int64_t microseconds, char text[SIM_UTC_SIZE])
{
    int64_t days = microseconds / DAY_US;
    int64_t rest = microseconds % DAY_US;
    if (rest < 0) {
        rest += DAY_US;
        days--;
    }
    int64_t year;
    int64_t month;
    int64_t day;
    date_of(days, &year, &month, &day);
    (void)snprintf(text, SIM_UTC_SIZE,
                   "%04" PRId64 "-%02" PRId64 "-%02" PRId64 "T%02" PRId64 ":%02" PRId64
                   ":%02" PRId64 ".%06" PRId64 "Z",
                   year, month, day, rest / HOUR_US, rest / MINUTE_US % 60, rest / SECOND_US % 60,
                   rest % SECOND_US);
}

/* --- Reading. --- */

/* Exactly so many digits. */
static bool read_digits(const char **at, unsigned count, int64_t *number)
{
    *number = 0;
    for (unsigned i = 0; i < count; i++) {
        if (**at < '0' || **at > '9') {
            return false;
        }
        *number = *number * 10 + (*(*at)++ - '0');
    }
    return true;
}

static bool skip(const char **at, char expected)
{
    if (**at != expected) {
        return false;
    }
    (*at)++;
    return true;
}

static bool read_date(const char **at, int64_t *days)
{
    int64_t year;
    int64_t month;
    int64_t day;
    if (!read_digits(at, 4, &year) || !skip(at, '-') || !read_digits(at, 2, &month) ||
        !skip(at, '-') || !read_digits(at, 2, &day) || year < 1) {
        return false;
    }
    int64_t again[3];
    *days = days_of(year, month, day);
    /* There is no February 30: it would be another day. */
    date_of(*days, &again[0], &again[1], &again[2]);
    return month >= 1 && month <= 12 && again[0] == year && again[1] == month && again[2] == day;
}

/* ".123", if there is a dot; length receives the length of the last digit. */
static bool read_fraction(const char **at, int64_t *fraction, int64_t *length)
{
    *fraction = 0;
    *length = SECOND_US;
    if (!skip(at, '.')) {
        return true;
    }
    unsigned digits = (unsigned)strspn(*at, "0123456789");
    if (digits == 0 || digits > FRACTION_DIGITS || !read_digits(at, digits, fraction)) {
        return false;
    }
    for (unsigned i = 0; i < digits; i++) {
        *length /= 10;
    }
    *fraction *= *length;
    return true;
}

/* "10:00", "10:00:00" or "10:00:00.5" in microseconds, and how long the last part of it is. */
static bool read_clock(const char **at, int64_t *time, int64_t *length)
{
    int64_t hour;
    int64_t minute;
    int64_t second = 0;
    int64_t fraction = 0;
    if (!read_digits(at, 2, &hour) || !skip(at, ':') || !read_digits(at, 2, &minute) || hour > 23 ||
        minute > 59) {
        return false;
    }
    *length = MINUTE_US;
    if (skip(at, ':') &&
        (!read_digits(at, 2, &second) || second > 59 || !read_fraction(at, &fraction, length))) {
        return false;
    }
    *time = hour * HOUR_US + minute * MINUTE_US + second * SECOND_US + fraction;
    return true;
}

/* "Z", "+02:00" or nothing, up to the end. */
static bool read_zone(const char **at, int64_t *offset)
{
    *offset = 0;
    if (**at == '\0') {
        return true;
    }
    if (skip(at, 'Z') || skip(at, 'z')) {
        return **at == '\0';
    }
    int64_t sign = **at == '-' ? -1 : 1;
    int64_t hours;
    int64_t minutes;
    if ((!skip(at, '+') && !skip(at, '-')) || !read_digits(at, 2, &hours) || !skip(at, ':') ||
        !read_digits(at, 2, &minutes) || hours > 23 || minutes > 59) {
        return false;
    }
    *offset = sign * (hours * HOUR_US + minutes * MINUTE_US);
    return **at == '\0';
}

/* "1700000000.25" */
static bool read_seconds(const char *at, sim_utc_span *span)
{
    unsigned digits = (unsigned)strspn(at, "0123456789");
    int64_t seconds;
    int64_t fraction;
    int64_t length;
    if (digits == 0 || digits > 12 || !read_digits(&at, digits, &seconds) ||
        seconds > SECONDS_MAX || !read_fraction(&at, &fraction, &length) || *at != '\0') {
        return false;
    }
    span->begin = seconds * SECOND_US + fraction;
    span->end = span->begin + length;
    return true;
}

bool sim_utc_parse(const char *text, sim_utc_span *span)
{
    const char *at = text;
    int64_t days;
    int64_t time = 0;
    int64_t length = DAY_US;
    int64_t offset = 0;
    if (skip(&at, '@')) {
        return read_seconds(at, span);
    }
    if (!read_date(&at, &days)) {
        return false;
    }
    if ((skip(&at, 'T') || skip(&at, 't') || skip(&at, ' ')) && !read_clock(&at, &time, &length)) {
        return false;
    }
    if (!read_zone(&at, &offset)) {
        return false;
    }
    span->begin = days * DAY_US + time - offset;
    span->end = span->begin + length;
    return true;
}
