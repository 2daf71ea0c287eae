/* The guest of a command: --subject or --guest. */
#ifndef SIM_CMD_GUEST_H
#define SIM_CMD_GUEST_H

#include <stdbool.h>
#include <stdint.h>

#include "options.h"
#include "scheme.h"

typedef struct sim_guest_arguments {
    const char *library;  /* --subject; NULL: none */
    const char *command;  /* --guest; NULL: none */
    const char *known;    /* --known; NULL: none */
    bool compare;         /* --compare */
    uint64_t deadline_ms; /* 0: SIM_GUEST_DEADLINE_MS */
} sim_guest_arguments;

#define SIM_GUEST_DEADLINE_MS 5000u

/* Rows for the option table of a command that plays worlds; guest: a sim_guest_arguments. */
#define SIM_GUEST_OPTIONS(guest)                                                                   \
    {"subject", &(guest).library, 0, 0, SIM_OPTION_TEXT, 0, false},                                \
        {"guest", &(guest).command, 0, 0, SIM_OPTION_TEXT, 0, false},                              \
        {"compare", &(guest).compare, 0, 0, SIM_OPTION_FLAG, 0, false},                            \
        {"known", &(guest).known, 0, 0, SIM_OPTION_TEXT, 0, false},                                \
    {                                                                                              \
        "deadline", &(guest).deadline_ms, 1, 3600, SIM_OPTION_DURATION, 0, false                   \
    }

#define SIM_HELP_GUEST                                                                             \
    "      --subject FILE   play a shared library instead of the core (idsim/subject.h)\n"         \
    "      --guest COMMAND  play an allocator behind a pipe (idsim guest --help)\n"                \
    "      --deadline T     how long it may take for a line (default 5s)\n"                        \
    "      --compare        only compare its answers with the core's\n"                            \
    "      --known FILE     causes that do not count, a line each, as a sweep lists them\n"

/*
 * Puts the guest, if there is one, in the place of the core for all worlds of this process and its
 * workers. False after an error message.
 */
bool sim_guest_use(const sim_guest_arguments *arguments);

/* Whether there is one. */
bool sim_guest_is_used(void);

/* What the subject of a scheme does not claim: bits of claims; 0 for the core. */
uint64_t sim_guest_unclaimed(sim_scheme scheme);

/* Whether its answers are only compared with the core's: then there is no oracle. */
bool sim_guest_is_compared(void);

/* What exactly was wrong with an answer of the guest; "" if nothing was. */
const char *sim_guest_trouble_text(void);

/* "" or the options that play the same guest again, with a blank before them. */
const char *sim_guest_command_line(void);

#endif
