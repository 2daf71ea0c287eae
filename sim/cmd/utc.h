/* Times in UTC as text. The calendar is computed here: a time_t ends in 2038 on some machines. */
#ifndef SIM_CMD_UTC_H
#define SIM_CMD_UTC_H

#include <stdbool.h>
#include <stdint.h>

#define SIM_UTC_SIZE 40u

/* "2026-11-30T10:00:00.000000Z", of any number of microseconds since 1970. */
void sim_utc_format(int64_t microseconds, char text[SIM_UTC_SIZE]);

/* A span of time in microseconds since 1970, without its end. */
typedef struct sim_utc_span {
    int64_t begin;
    int64_t end;
} sim_utc_span;

/*
 * Reads a time as precisely as it is written: "2026-11-30" is a day, "2026-11-30T10:00" a minute,
 * "...:00" a second, "...:00.123" a millisecond, up to six digits. A blank may stand for the T.
 * "Z",
 * "+02:00" or nothing (UTC) may follow. "@1700000000" counts seconds since 1970, and may have a
 * fraction. Years from 1 to 9999. False if it is no such time.
 */
bool sim_utc_parse(const char *text, sim_utc_span *span);

#endif
