/* The names of measures, and which of two measurements is closer to its bound. */
#include "measures.h"

static const struct {
    const char *name;
    const char *sentence;
} measures[] = {
#define ROW(constant, name, sentence) {name, sentence},
    SIM_OF_SCHEMES(MEASURE, ROW)
#undef ROW
};

const char *sim_measure_name(sim_measure measure)
{
    return measures[measure].name;
}

const char *sim_measure_sentence(sim_measure measure)
{
    return measures[measure].sentence;
}

bool sim_measured_nearer(const sim_measured *a, const sim_measured *b)
{
    if (!a->is_known || !b->is_known) {
        return a->is_known;
    }
    /* A measurement of 0 shows the least: nothing was out of order. */
    if (a->measured == 0 || b->measured == 0) {
        return a->measured > b->measured;
    }
    uint64_t left = a->measured * b->bound;
    uint64_t right = b->measured * a->bound;
    return left != right ? left > right : a->bound > b->bound;
}
