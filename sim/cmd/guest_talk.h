/*
 * The conversation with a guest behind a pipe: requests and answers (sim/guest/PROTOCOL.md).
 *
 * Each process that plays worlds has a guest process of its own; it is started by the first call. A
 * guest that ends, is silent or answers nonsense is in trouble: from then on it is not called, and
 * every call fails, until the next world begins with a new guest process.
 */
#ifndef SIM_CMD_GUEST_TALK_H
#define SIM_CMD_GUEST_TALK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <idalloc/idalloc.h>
#include <jansson.h>

#include "subjects.h"

#define SIM_GUEST_PROTOCOL 1u

/* What a guest says of itself. */
typedef struct sim_guest_hello {
    char name[80];
    bool has[SIM_SCHEME_COUNT];
    uint64_t unclaimed; /* bits of claims */
    bool has_layout;
    ida_snowflake_layout layout;
} sim_guest_hello;

/* Sets how guests are started, and how long each may take for a line. command must stay. */
void sim_talk_begin(const char *command, uint64_t deadline_ms);
/* Starts the guest, if it does not run, and greets it. False: it is in trouble. */
bool sim_talk_hello(sim_guest_hello *hello);
/* Ends the guest of this process. */
void sim_talk_end(void);

/* What the guest of this process is in trouble with; SIM_WORD_NONE if it is not. */
sim_word sim_talk_trouble(void);
/* The same in words, with what exactly was wrong; "" if nothing is. */
const char *sim_talk_trouble_text(void);
/* Says that an answer has another form; what: which. */
void sim_talk_other_form(const char *what);

/* A world begins: a guest in trouble is replaced, and told the seed. */
void sim_talk_world(sim_scheme scheme, uint64_t seed);

/* A request for a call, to which arguments are added. */
json_t *sim_talk_request(const char *call);
/* A call that reads, with its arguments: two keys are equal if the calls are. */
#define SIM_CALL_PARTS 6u
typedef struct sim_call_key {
    const char *name; /* NULL: it has an argument that no key holds */
    size_t count;
    uint64_t parts[SIM_CALL_PARTS];
} sim_call_key;

/*
 * Whether a call need not be made: it was since something changed last, and this is its answer; or
 * calls are collected, and it is one of them already, and has no answer yet (NULL).
 */
bool sim_talk_knows(const sim_call_key *key, const json_t **answer);
/*
 * Makes a call, and releases the request. The answer is valid until the next call; NULL: trouble. A
 * call that reads changes nothing that another call could tell, so that its answer is kept, by its
 * key, until a call changes something. key is NULL for a call that changes, or is not to be kept.
 */
const json_t *sim_talk_call(json_t *request, const sim_call_key *key);
/*
 * From collect(true) to collect(false) calls with a key are not made but collected, and have no
 * answer yet; collect(false) asks them all in one line, and the same calls then find their answers,
 * as long as nothing changes.
 */
void sim_talk_collect(bool begins);

/* How many calls were made, and in how many lines. */
typedef struct sim_talk_count {
    uint64_t calls;
    uint64_t lines;
} sim_talk_count;

sim_talk_count sim_talk_counted(void);

/* The status of an answer; IDA_MALFORMED if there is none. */
ida_status sim_talk_status(const json_t *answer);

#endif
