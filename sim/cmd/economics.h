/* What IDs cost at each point of a grid, as a table for people, as CSV and as JSON. */
#ifndef SIM_CMD_ECONOMICS_H
#define SIM_CMD_ECONOMICS_H

#include <stdint.h>
#include <stdio.h>

#include <jansson.h>

#include "amounts.h"
#include "grid.h"
#include "options.h"

typedef struct sim_economics {
    sim_grid grid;
    sim_seeds seeds;                                    /* that every point plays */
    uint64_t ops;                                       /* of a world */
    uint64_t amounts[SIM_POINTS_MAX][SIM_AMOUNT_COUNT]; /* of all worlds of a point */
} sim_economics;

void sim_economics_print(FILE *out, const sim_economics *e);
/* A line of names, and a line for each point. What was not measured is empty. */
void sim_economics_print_csv(FILE *out, const sim_economics *e);
json_t *sim_economics_json(const sim_economics *e);

#endif
