/* The names of marks and faults, and sums of tallies. */
#include "marks.h"

#include <stddef.h>

typedef struct mark_row {
    const char *name;
    const char *sentence;
} mark_row;

#define MARK_ROW(constant, name, sentence) {name, sentence},
static const mark_row mark_rows[] = {SIM_EVERY_MARK(MARK_ROW)};
static const mark_row fault_rows[] = {SIM_EVERY_FAULT(MARK_ROW)};
#undef MARK_ROW

const char *sim_mark_name(sim_mark mark)
{
    return mark_rows[mark].name;
}

const char *sim_mark_sentence(sim_mark mark)
{
    return mark_rows[mark].sentence;
}

const char *sim_fault_name(sim_fault fault)
{
    return fault_rows[fault].name;
}

const char *sim_fault_sentence(sim_fault fault)
{
    return fault_rows[fault].sentence;
}

void sim_tally_add(sim_tally *sum, const sim_tally *part)
{
    for (size_t i = 0; i < SIM_MARK_COUNT; i++) {
        sum->marks[i] += part->marks[i];
    }
    for (size_t i = 0; i < SIM_FAULT_COUNT; i++) {
        sum->faults[i] += part->faults[i];
    }
}
