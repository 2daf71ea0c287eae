/* The case that a test has come to, and how a failure tells it: see the header. */
#include "support_cmocka.h"

#include <stdio.h>

/* Empty where no test runs, and where the test that runs has not named a case. */
static char case_name[256];

void name_case(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(case_name, sizeof(case_name), format, arguments);
    va_end(arguments);
}

/* cmocka leaves it by a jump if the test fails: then the name of the case stays. */
static void call_test(void **state)
{
    struct CMUnitTest *test = *state;
    case_name[0] = '\0';
    test->test_func(&test->initial_state);
    case_name[0] = '\0';
}

static int print_case(void **state)
{
    (void)state;
    if (case_name[0] != '\0') {
        print_error("[   CASE   ] %s\n", case_name);
    }
    return 0;
}

int run_named_tests(const struct CMUnitTest *tests, size_t count)
{
    struct CMUnitTest *inner = calloc(count, sizeof(*inner));
    struct CMUnitTest *outer = calloc(count, sizeof(*outer));
    if (inner == NULL || outer == NULL) {
        abort();
    }
    for (size_t i = 0; i < count; i++) {
        inner[i] = tests[i];
        outer[i] = (struct CMUnitTest){tests[i].name, call_test, NULL, print_case, &inner[i]};
    }
    int failures = _cmocka_run_group_tests("tests", outer, count, NULL, NULL);
    free(inner);
    free(outer);
    return failures;
}
