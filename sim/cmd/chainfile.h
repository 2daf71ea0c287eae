/*
 * The chain of a world (chain.h) in a file, so that two builds, or two machines, can be compared:
 * one writes it, the other plays the same world against it and names the first op that differs.
 *
 *   idalloc-chain 1
 *   0 DIGEST STATE start 0        the digests after op 0, and the op
 *   ...
 *   N DIGEST STATE quiet          after the quiet phase
 */
#ifndef SIM_CMD_CHAINFILE_H
#define SIM_CMD_CHAINFILE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "failure.h"
#include "run.h"

typedef struct sim_chainfile {
    FILE *file; /* NULL: no file, and nothing is done */
    const char *path;
    bool against; /* the file is read */
    bool ended;   /* nothing is left to compare with */
    uint64_t begun;
    char op_text[80]; /* of the current op */
    int status;       /* an error with the file, after a message */
    bool diverged;
    sim_failure_note note; /* if it diverged: op, what the file says and what was played */
} sim_chainfile;

/* Creates path, which must not exist; or, if against, reads it. 0, or an exit status after a
 * message. */
int sim_chainfile_open(sim_chainfile *chain, const char *path, bool against);
/* For the options before_op and after_op. */
void sim_chainfile_op(sim_chainfile *chain, sim_scheme scheme, uint64_t index, const sim_op *op);
void sim_chainfile_link(sim_chainfile *chain, uint64_t index, const sim_moment *moment);
/*
 * Closes it. whole: the world was played to its end, so a longer chain is a difference, too. 0, or
 * an exit status after a message; a difference does not count as an error.
 */
int sim_chainfile_close(sim_chainfile *chain, bool whole);

#endif
