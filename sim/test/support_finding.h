/* Failures in words, for tests. */
#ifndef SIM_TEST_FINDING_H
#define SIM_TEST_FINDING_H

#include "finding_text.h"
#include "result.h"

typedef struct told_failure {
    char where[SIM_FINDING_TEXT_SIZE];
    char expected[SIM_FINDING_TEXT_SIZE];
    char got[SIM_FINDING_TEXT_SIZE];
} told_failure;

static inline told_failure told(const sim_failure *failure)
{
    told_failure text = {.where = ""};
    sim_site_print(&failure->site, text.where);
    sim_value_print(&failure->expected, text.expected);
    sim_value_print(&failure->got, text.got);
    return text;
}

#endif
