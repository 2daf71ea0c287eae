/*
 * Texts as patterns and numbers, as the oracle reads them: written from the description of a form
 * (idsim_time_form) alone.
 */
#ifndef SIM_TIMEORDERED_VALUE_H
#define SIM_TIMEORDERED_VALUE_H

#include <stdbool.h>
#include <stdint.h>

#include <idsim/subject.h>

#define SIM_TIME_LIMBS 13u

/* A number of 64 digits of any alphabet, in parts of 32 bits, the lowest first. */
typedef struct sim_time_number {
    uint32_t limbs[SIM_TIME_LIMBS];
} sim_time_number;

/*
 * Whether a text has the form; number is then what its digits are. folded: letters may be in the
 * other case, and canonical, if not NULL, is the text in the right one.
 */
bool sim_time_match(const idsim_time_form *form, const char *text, bool folded,
                    sim_time_number *number, idsim_time_text *canonical);
/* Whether a number is below 2^bits. */
bool sim_time_fits(const sim_time_number *number, uint32_t bits);
/* count bits (at most 64) above the lowest shift ones. */
uint64_t sim_time_part(const sim_time_number *number, uint32_t shift, uint32_t count);
/* The text of a number in a form that has no "+". */
void sim_time_write(const idsim_time_form *form, const sim_time_number *number,
                    idsim_time_text *text);

#endif
