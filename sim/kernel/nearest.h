/* Names that people wrote: which one is it, or which one was probably meant? Case is ignored. */
#ifndef SIM_NEAREST_H
#define SIM_NEAREST_H

#include <stdbool.h>
#include <stddef.h>

/* Longer names are not compared: none of ours is that long. */
#define SIM_NAME_LENGTH_MAX 40u

/* Finds the name that was probably meant. */
typedef struct sim_nearest {
    const char *wanted;
    const char *best; /* NULL as long as no candidate is close */
    size_t distance;
} sim_nearest;

/* wanted and the candidates live as long as the result is used. */
sim_nearest sim_nearest_to(const char *wanted);
void sim_nearest_try(sim_nearest *nearest, const char *candidate);

/* Whether a name that a person typed is this one, ignoring case. */
bool sim_name_is(const char *written, const char *name);
bool sim_name_part_is(const char *written, size_t length, const char *name);
/* The index of the name; or count, and then nearest has the one that was probably meant. */
size_t sim_name_find(const char *written, const char *const *names, size_t count,
                     sim_nearest *nearest);

#endif
