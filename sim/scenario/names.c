/* Finds the names of scenario files: sizes, choices, weights of ops and of layouts. */
#include "names.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

bool sim_scenario_refuse(sim_scenario_error *error, size_t line, const char *format, ...)
{
    va_list arguments;
    error->line = line;
    error->hint[0] = '\0';
    va_start(arguments, format);
    (void)vsnprintf(error->message, sizeof error->message, format, arguments);
    va_end(arguments);
    return false;
}

bool sim_scenario_suggest(sim_scenario_error *error, const sim_nearest *nearest)
{
    if (nearest->best != NULL) {
        (void)snprintf(error->hint, sizeof error->hint, "Did you mean '%s'?", nearest->best);
    }
    return false;
}

const char *sim_group_name(sim_group group)
{
    static const char *const names[] = {"sizes", "choices", "weights", "layouts"};
    assert(group < SIM_GROUPS);
    return names[group];
}

/* The text of the index-th name of a group, or NULL; false after the last one. */
static bool name_at(const sim_recipe *recipe, sim_group group, size_t index, const char **text)
{
    *text = NULL;
    switch (group) {
    case SIM_GROUP_SIZES:
        if (index < SIM_SIZE_COUNT && sim_size_applies(recipe->scheme, (sim_size)index)) {
            *text = sim_size_row_of((sim_size)index)->name;
        }
        return index < SIM_SIZE_COUNT;
    case SIM_GROUP_CHOICES:
        *text = index < recipe->choice_count ? recipe->choices[index] : NULL;
        return index < recipe->choice_count;
    case SIM_GROUP_WEIGHTS:
        /* A nop tests nothing. */
        *text = index == SIM_OP_NOP ? NULL : sim_op_name(recipe->scheme, (unsigned)index);
        return index < SIM_OP_CODES;
    default:
        if (recipe->scheme == SIM_SCHEME_COMPRESSOR) {
            *text = sim_layout_name((unsigned)index);
        }
        return index < SIM_LAYOUT_KINDS;
    }
}

static const uint32_t begins[] = {SIM_NAME_SIZE, SIM_NAME_CHOICE, SIM_NAME_WEIGHT, SIM_NAME_LAYOUT};

bool sim_group_find(const sim_recipe *recipe, sim_group group, const char *text, uint32_t *name,
                    sim_nearest *nearest)
{
    const char *other;
    for (size_t i = 0; name_at(recipe, group, i, &other); i++) {
        if (other != NULL && strcmp(text, other) == 0) {
            *name = begins[group] + (uint32_t)i;
            return true;
        }
        if (other != NULL) {
            sim_nearest_try(nearest, other);
        }
    }
    return false;
}

const char *sim_name_text(const sim_recipe *recipe, uint32_t name)
{
    assert(name < SIM_NAMES);
    if (name == SIM_NAME_WEIGHTS) {
        return "weights";
    }
    if (name == SIM_NAME_NUMBER) {
        return "number";
    }
    unsigned group = SIM_GROUPS - 1;
    while (name < begins[group]) {
        group--;
    }
    const char *text = NULL;
    (void)name_at(recipe, (sim_group)group, name - begins[group], &text);
    return text == NULL ? "" : text;
}

void sim_name_limits(uint32_t name, uint32_t *min, uint32_t *max)
{
    assert(name < SIM_NAMES);
    *min = 0;
    *max = SIM_WEIGHT_MAX;
    if (name < SIM_NAME_CHOICE) {
        *min = sim_size_row_of((sim_size)name)->min;
        *max = sim_size_row_of((sim_size)name)->max;
    } else if (name < SIM_NAME_WEIGHT || name == SIM_NAME_WEIGHTS) {
        *max = SIM_VALUE_MAX;
    }
}
