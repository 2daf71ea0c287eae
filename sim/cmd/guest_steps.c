/* Prints the steps of a dialogue with a guest. */
#include "guest_steps.h"

#include <inttypes.h>

#include "guest_talk.h"
#include "output.h"

bool sim_step(sim_dialogue *d, bool right, const char *what, const char *expected)
{
    bool trouble = sim_talk_trouble() != SIM_WORD_NONE;
    d->steps++;
    if (right && !trouble) {
        (void)fprintf(d->out, "  ok   %s\n", what);
        return true;
    }
    d->off++;
    (void)fprintf(d->out, "%s  OFF  %s%s: ", sim_colour_on(d->out, SIM_COLOUR_RED), what,
                  sim_colour_off(d->out));
    if (trouble) {
        (void)fprintf(d->out, "%s\n", sim_talk_trouble_text());
    } else {
        (void)fprintf(d->out, "expected %s\n", expected);
    }
    return false;
}

bool sim_step_status(sim_dialogue *d, ida_status got, ida_status expected, const char *what)
{
    char text[120];
    (void)snprintf(text, sizeof text, "\"%s\", got \"%s\"", ida_status_name(expected),
                   ida_status_name(got));
    return sim_step(d, got == expected, what, text);
}

bool sim_step_number(sim_dialogue *d, int64_t got, int64_t expected, const char *what)
{
    char text[120];
    (void)snprintf(text, sizeof text, "%" PRId64 ", got %" PRId64, expected, got);
    return sim_step(d, got == expected, what, text);
}
