/* The names of measures, and which of two is nearer to its bound. */
#include "measures.h"

static const struct {
    const char *name;
    const char *sentence;
    sim_scheme scheme;
} measures[SIM_MEASURE_COUNT] = {
#define SNOWFLAKE_ROW(constant, name, sentence) {name, sentence, SIM_SCHEME_SNOWFLAKE},
#define KORDER_ROW(constant, name, sentence)    {name, sentence, SIM_SCHEME_KORDER},
    SIM_SNOWFLAKE_MEASURE_TABLE(SNOWFLAKE_ROW) SIM_KORDER_MEASURE_TABLE(KORDER_ROW)
#undef SNOWFLAKE_ROW
#undef KORDER_ROW
};

const char *sim_measure_name(sim_measure measure)
{
    return measures[measure].name;
}

const char *sim_measure_sentence(sim_measure measure)
{
    return measures[measure].sentence;
}

sim_scheme sim_measure_scheme(sim_measure measure)
{
    return measures[measure].scheme;
}

bool sim_measured_nearer(const sim_measured *a, const sim_measured *b)
{
    if (!a->is_known || !b->is_known) {
        return a->is_known;
    }
    /* Nothing is out of order here, or nothing could be: that shows less than anything else. */
    if (a->measured == 0 || b->measured == 0) {
        return a->measured > b->measured;
    }
    uint64_t left = a->measured * b->bound;
    uint64_t right = b->measured * a->bound;
    return left != right ? left > right : a->bound > b->bound;
}
