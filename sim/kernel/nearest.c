/* Compares names that people wrote with those that there are. */
#include "nearest.h"

#include <stdint.h>
#include <string.h>

static char small(char letter)
{
    return letter >= 'A' && letter <= 'Z' ? (char)(letter - 'A' + 'a') : letter;
}

bool sim_name_part_is(const char *written, size_t length, const char *name)
{
    if (strlen(name) != length) {
        return false;
    }
    for (size_t i = 0; i < length; i++) {
        if (small(written[i]) != small(name[i])) {
            return false;
        }
    }
    return true;
}

bool sim_name_is(const char *written, const char *name)
{
    return sim_name_part_is(written, strlen(written), name);
}

/* How many letters must be inserted, removed or replaced to turn one name into the other. */
static size_t edit_distance(const char *a, size_t a_length, const char *b, size_t b_length)
{
    size_t row[SIM_NAME_LENGTH_MAX + 1];
    for (size_t j = 0; j <= b_length; j++) {
        row[j] = j;
    }
    for (size_t i = 1; i <= a_length; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= b_length; j++) {
            size_t replaced = diagonal + (small(a[i - 1]) == small(b[j - 1]) ? 0 : 1);
            size_t removed = row[j] + 1;
            size_t inserted = row[j - 1] + 1;
            diagonal = row[j];
            row[j] = replaced < removed ? replaced : removed;
            row[j] = inserted < row[j] ? inserted : row[j];
        }
    }
    return row[b_length];
}

sim_nearest sim_nearest_to(const char *wanted)
{
    return (sim_nearest){.wanted = wanted, .best = NULL, .distance = SIZE_MAX};
}

void sim_nearest_try(sim_nearest *nearest, const char *candidate)
{
    size_t wanted_length = strlen(nearest->wanted);
    size_t length = strlen(candidate);
    if (wanted_length == 0 || wanted_length > SIM_NAME_LENGTH_MAX || length > SIM_NAME_LENGTH_MAX) {
        return;
    }
    size_t distance = edit_distance(nearest->wanted, wanted_length, candidate, length);
    if (length >= wanted_length && sim_name_part_is(candidate, wanted_length, nearest->wanted)) {
        distance = 1; /* a name begun but not finished */
    }
    if (distance <= length / 3 + 1 && distance < nearest->distance) {
        nearest->best = candidate;
        nearest->distance = distance;
    }
}

size_t sim_name_find(const char *written, const char *const *names, size_t count,
                     sim_nearest *nearest)
{
    *nearest = sim_nearest_to(written);
    for (size_t i = 0; i < count; i++) {
        if (sim_name_is(written, names[i])) {
            return i;
        }
        sim_nearest_try(nearest, names[i]);
    }
    return count;
}
