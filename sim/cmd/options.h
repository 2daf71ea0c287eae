/*
 * Arguments of the commands: a table of options, parsed strictly. Errors say what was wrong, what
 * would be right, and which name was probably meant.
 */
#ifndef SIM_CMD_OPTIONS_H
#define SIM_CMD_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernel/nearest.h"
#include "scenario/scenario.h"

/* The last seed: every number of 64 bits is one. */
#define SIM_SEED_MAX UINT64_MAX

typedef enum sim_option_kind {
    SIM_OPTION_FLAG,     /* bool: no value */
    SIM_OPTION_NUMBER,   /* uint64_t, from min to max */
    SIM_OPTION_DURATION, /* uint64_t milliseconds; "60s", "5m", "1h", or seconds */
    SIM_OPTION_TEXT,     /* const char *, not empty */
    SIM_OPTION_TEXTS,    /* const char *[max], all NULL at first: it may be given max times */
    SIM_OPTION_SEEDS,    /* sim_seeds: "A..B", B excluded and at most 2^64; "A.." has no end */
    SIM_OPTION_SHARD,    /* sim_shard: "I/N", I from 1 */
} sim_option_kind;

/* "A..B" excludes B, and B may be 2^64, which does not fit into a uint64_t. */
typedef struct sim_seeds {
    uint64_t from;
    uint64_t last; /* the last seed included, from on */
    bool open;     /* no end was given */
} sim_seeds;

/* Large enough for the number after a seed, of at most 20 digits. */
#define SIM_SEED_TEXT 24

/* The seed after this one, and 18446744073709551616 after the last: an end to print. */
void sim_format_next_seed(uint64_t seed, char text[SIM_SEED_TEXT]);

#define SIM_SHARD_PARTS_MAX 1000000u

typedef struct sim_shard {
    uint64_t part; /* from 1 */
    uint64_t parts;
} sim_shard;

typedef struct sim_option {
    const char *name; /* without "--" */
    void *value;
    uint64_t min; /* NUMBER, DURATION (seconds) */
    uint64_t max;
    sim_option_kind kind;
    char letter; /* 0: no short form */
    bool given;  /* set by the parser */
} sim_option;

/*
 * Parses the arguments of a command, argv[0] being the first one. Words that are not options are
 * moved to the front of argv, in order, and counted in word_count. Short options work as usual:
 * "-j1" is "-j 1", and "-vj1" is "-v -j 1". False after an error message.
 */
bool sim_options_parse(const char *command, sim_option *options, size_t count, int argc,
                       char **argv, int *word_count);

/* Strict: decimal digits only. False if text is not a number from min to max. */
bool sim_parse_number(const char *text, uint64_t min, uint64_t max, uint64_t *number);

/*
 * The built-in scenario of that name, or that of a file (scenariofile.h) if it is a path; NULL
 * after an error message that suggests one.
 */
const sim_scenario *sim_options_scenario(const char *name);

/*
 * Whether worlds of a scenario can have that many ops: those of large worlds can have more. False
 * after an error message.
 */
bool sim_options_ops(const sim_scenario *scenario, uint64_t ops);

/* Reads "NAME,NAME": invariants, at least one. False after an error message that suggests one. */
bool sim_options_invariants(const char *names, sim_invariant_set *set);

/* "Did you mean 'best'?" if there is one, then other advice. */
void sim_nearest_hint(const sim_nearest *nearest, const char *otherwise);

#endif
