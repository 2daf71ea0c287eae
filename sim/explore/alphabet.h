/*
 * An alphabet: the ops that an exhaustive search tries in every state, as letters, one for each
 * combination of arguments.
 *
 * It is written as a list of op names of the config's scheme. An argument that is not given has its
 * usual small range: all nodes, slots or masters, and one or two values of anything else
 * (tape/ops.h). A given argument has exactly the values in the list:
 *
 *     start,open,generate:count=1/5,take,up:message=1..4
 */
#ifndef SIM_ALPHABET_H
#define SIM_ALPHABET_H

#include <stdbool.h>
#include <stddef.h>

#include "tape/tape.h"

#define SIM_LETTERS_MAX 512u

typedef struct sim_alphabet {
    size_t count;
    sim_op letters[SIM_LETTERS_MAX];
} sim_alphabet;

/* What is wrong with a list. */
typedef struct sim_alphabet_error {
    char message[160];
    char
        word[48]; /* the word that is not an op, so that a similar one can be suggested; or empty */
} sim_alphabet_error;

/* False with error set. config is wrapped; its nodes and slots determine the number of letters. */
bool sim_alphabet_parse(const char *list, const sim_config *config, sim_alphabet *alphabet,
                        sim_alphabet_error *error);
/* True if some letter has this code. */
bool sim_alphabet_has(const sim_alphabet *alphabet, unsigned code);

#endif
