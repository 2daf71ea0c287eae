/*
 * A story that a world goes through: everything that sessions, nodes and the log can do, once or
 * a few times, in an order that makes sense, so that each check of the oracle has its occasion.
 */
#ifndef SIM_TEST_STORY_H
#define SIM_TEST_STORY_H

#include <stdbool.h>

#include "tape/tape.h"

typedef struct story_options {
    bool forged;  /* ranges that nobody took enter the log */
    bool forked;  /* a node comes back from an old snapshot, and a snapshot is loaded twice */
    bool damaged; /* stored snapshots are damaged */
    bool joined;  /* a node joins from a summary */
} story_options;

/* Writes the story; the caller frees the tape. */
sim_tape story_tape(story_options options);

#endif
