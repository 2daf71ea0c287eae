/* A world's story: its numbered ops, each with what happened in it, in words. */
#ifndef SIM_CMD_STORY_H
#define SIM_CMD_STORY_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "tape/tape.h"

/* An op's line. */
void sim_story_op(FILE *out, sim_scheme scheme, uint64_t index, const sim_op *op);
/* A sentence below it. */
void sim_story_sentence(FILE *out, const char *sentence);
/*
 * Plays a tape and writes its story, without the quiet phase unless to_the_end. It runs in a child
 * process, so a crash still leaves the story up to there. False with errno set if the child could
 * not be started.
 */
bool sim_story_write(FILE *out, const sim_tape *tape, bool to_the_end, double timeout_seconds);

#endif
