/* For the tests of the verify functions: one kind of damage at a time. */
#ifndef IDALLOC_TEST_SUPPORT_DAMAGE_H
#define IDALLOC_TEST_SUPPORT_DAMAGE_H

#include "support_cmocka.h"

/*
 * Gives a variable a wrong value: is_sound, an expression, must be false then, and true again after
 * the repair. It is a macro because the variable has any type, and so that a failure has the line
 * of the test.
 */
#define ASSERT_DAMAGE_IS_SEEN(is_sound, variable, wrong)                                           \
    do {                                                                                           \
        uint8_t good[sizeof(variable)];                                                            \
        memcpy(good, &(variable), sizeof(variable));                                               \
        (variable) = (wrong);                                                                      \
        assert_false(is_sound);                                                                    \
        memcpy(&(variable), good, sizeof(variable));                                               \
        assert_true(is_sound);                                                                     \
    } while (0)

#endif
