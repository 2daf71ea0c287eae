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

/* Whose table each is in. */
#define COMPRESSORS(constant, name, sentence) SIM_SCHEME_COMPRESSOR,
#define SEQUENCES(constant, name, sentence)   SIM_SCHEME_SEQUENCE,
#define SNOWFLAKES(constant, name, sentence)  SIM_SCHEME_SNOWFLAKE,
#define KORDERS(constant, name, sentence)     SIM_SCHEME_KORDER,
/* Those of clocks are in two schemes' worlds; see sim_fault_applies. */
static const uint8_t mark_schemes[] = {SIM_MARK_TABLE(COMPRESSORS) SIM_SEQUENCE_MARK_TABLE(
    SEQUENCES) SIM_SNOWFLAKE_MARK_TABLE(SNOWFLAKES) SIM_KORDER_MARK_TABLE(KORDERS)};
static const uint8_t fault_schemes[] = {SIM_FAULT_TABLE(COMPRESSORS) SIM_SEQUENCE_FAULT_TABLE(
    SEQUENCES) SIM_SNOWFLAKE_FAULT_TABLE(SNOWFLAKES) SIM_KORDER_FAULT_TABLE(KORDERS)
                                            SIM_CLOCK_FAULT_TABLE(SNOWFLAKES)};
#undef COMPRESSORS
#undef SEQUENCES
#undef SNOWFLAKES
#undef KORDERS

bool sim_mark_applies(sim_scheme scheme, sim_mark mark)
{
    return mark_schemes[mark] == scheme;
}

bool sim_fault_applies(sim_scheme scheme, sim_fault fault)
{
    if (fault_schemes[fault] == scheme || fault == SIM_FAULT_CRASH) {
        return true;
    }
    switch (fault) {
    case SIM_FAULT_UP_LOST:
    case SIM_FAULT_UP_REPEATED:
    case SIM_FAULT_UP_REORDERED:
    case SIM_FAULT_DOWN_LOST:
    case SIM_FAULT_DOWN_REPEATED:
    case SIM_FAULT_DOWN_REORDERED:
        return scheme == SIM_SCHEME_SEQUENCE;
    case SIM_FAULT_TRUNCATED:
    case SIM_FAULT_FLIPPED:
        return scheme == SIM_SCHEME_SEQUENCE || scheme == SIM_SCHEME_KORDER;
    default:
        return scheme == SIM_SCHEME_KORDER && fault >= SIM_FAULT_CLOCK_BACK;
    }
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
