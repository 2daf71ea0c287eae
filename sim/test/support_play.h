/* Tapes that are written in a test, and played in worlds of whichever scheme they name. */
#ifndef SIM_TEST_SUPPORT_PLAY_H
#define SIM_TEST_SUPPORT_PLAY_H

#include "result.h"
#include "run.h"
#include "support_cmocka.h"

/* The tape of a text, which must be one. */
sim_tape tape_of(const char *text);
sim_tape tape_of_format(const char *format, ...) CMOCKA_PRINTF_ATTRIBUTE(1, 2);

/* Plays it with a subject of its scheme, or with the core if that is NULL. */
sim_result play(const char *text, const void *subject);
sim_result play_judged(const char *text, const void *subject, sim_invariant_set only);

/* Plays it with the core, which must pass. */
sim_result pass(const char *text);

/* The core passes, and the subject breaks the invariant. */
void assert_caught(const char *text, const void *subject, sim_invariant invariant);

/* The same of a subject that is the core of a scheme but for one function. */
#define ASSERT_CAUGHT(scheme, text, member, function, invariant)                                   \
    do {                                                                                           \
        sim_##scheme##_subject wrong = sim_##scheme##_core;                                        \
        wrong.member = (function);                                                                 \
        name_case("%s", #member ", which is " #function);                                          \
        assert_caught(text, &wrong, SIM_INVARIANT_##invariant);                                    \
    } while (0)

#endif
