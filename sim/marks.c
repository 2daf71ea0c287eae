/* The names of marks and faults, the schemes that have them, and sums of tallies. */
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

/* Whether a scheme's worlds have each. */
#define HAS_MARK(constant, name, sentence)  [SIM_MARK_##constant] = true,
#define HAS_FAULT(constant, name, sentence) [SIM_FAULT_##constant] = true,
static const bool marks_of[SIM_SCHEME_COUNT][SIM_MARK_COUNT] = {
#define MARKS_OF(constant, scheme, number, ...) [number] = {SIM_##constant##_MARK_TABLE(HAS_MARK)},
    SIM_SCHEME_TABLE(MARKS_OF, )
#undef MARKS_OF
};
static const bool marks_of_large[SIM_MARK_COUNT] = {SIM_COMPRESSOR_LARGE_MARK_TABLE(HAS_MARK)};
static const bool faults_of[SIM_SCHEME_COUNT][SIM_FAULT_COUNT] = {
#define FAULTS_OF(constant, scheme, number, ...)                                                   \
    [number] = {SIM_##constant##_SHARED_FAULT_TABLE(HAS_FAULT)                                     \
                    SIM_##constant##_FAULT_TABLE(HAS_FAULT)},
    SIM_SCHEME_TABLE(FAULTS_OF, )
#undef FAULTS_OF
};
#undef HAS_MARK
#undef HAS_FAULT

bool sim_mark_applies(sim_scheme scheme, sim_mark mark)
{
    return marks_of[scheme][mark] || (scheme == SIM_SCHEME_COMPRESSOR && marks_of_large[mark]);
}

bool sim_fault_applies(sim_scheme scheme, sim_fault fault)
{
    return faults_of[scheme][fault];
}

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
