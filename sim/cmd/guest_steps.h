/* The steps of "idsim guest check": each is printed, and is right or off. */
#ifndef SIM_CMD_GUEST_STEPS_H
#define SIM_CMD_GUEST_STEPS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include <idalloc/idalloc.h>

typedef struct sim_dialogue {
    FILE *out;
    unsigned steps;
    unsigned off;
} sim_dialogue;

/* Prints a step; from the first trouble on nothing more is learned. False if it is off. */
bool sim_step(sim_dialogue *d, bool right, const char *what, const char *expected);
bool sim_step_status(sim_dialogue *d, ida_status got, ida_status expected, const char *what);
bool sim_step_number(sim_dialogue *d, int64_t got, int64_t expected, const char *what);

#endif
