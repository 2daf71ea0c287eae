/* The names of amounts. */
#include "amounts.h"

#include <assert.h>

static const struct {
    const char *name;
    const char *sentence;
} amounts[] = {
#define ROW(constant, name, sentence) {name, sentence},
    SIM_SHARED_AMOUNT_TABLE(ROW) SIM_OF_SCHEMES(AMOUNT, ROW)
#undef ROW
};

const char *sim_amount_name(sim_amount amount)
{
    assert(amount < SIM_AMOUNT_COUNT);
    return amounts[amount].name;
}

const char *sim_amount_sentence(sim_amount amount)
{
    assert(amount < SIM_AMOUNT_COUNT);
    return amounts[amount].sentence;
}
