/* Tapes that are written in a test, and played in worlds of whichever scheme they name. */
#include "support_play.h"

#include <stdio.h>

#include "support_finding.h"

sim_tape tape_of(const char *text)
{
    sim_tape tape;
    sim_tape_error error;
    if (!sim_tape_parse(text, strlen(text), &tape, &error)) {
        fail_msg("line %zu: %s\n%s", error.line, error.message, text);
    }
    return tape;
}

sim_tape tape_of_format(const char *format, ...)
{
    char text[2048];
    va_list arguments;
    va_start(arguments, format);
    int size = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    assert_in_range(size, 1, sizeof text - 1);
    return tape_of(text);
}

sim_result play_judged(const char *text, const void *subject, sim_invariant_set only)
{
    sim_tape tape = tape_of(text);
    sim_run_options options = {.until = SIM_NEVER, .only = only};
    options.subjects.of[tape.config.scheme] = subject;
    sim_result result = sim_run_tape(&tape, &options);
    sim_tape_free(&tape);
    return result;
}

sim_result play(const char *text, const void *subject)
{
    return play_judged(text, subject, SIM_INVARIANTS_ALL);
}

sim_result pass(const char *text)
{
    sim_result result = play(text, NULL);
    if (result.verdict != SIM_PASS) {
        const told_failure it = told(&result.failure);
        fail_msg("%s: %s: %s, not %s\n%s", sim_invariant_name(result.failure.invariant), it.where,
                 it.expected, it.got, text);
    }
    return result;
}

void assert_caught(const char *text, const void *subject, sim_invariant invariant)
{
    (void)pass(text);
    sim_result result = play(text, subject);
    if (result.verdict != SIM_FAIL) {
        fail_msg("%s is not broken by\n%s", sim_invariant_name(invariant), text);
    }
    assert_string_equal(sim_invariant_name(result.failure.invariant),
                        sim_invariant_name(invariant));
}
