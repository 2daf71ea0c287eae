/*
 * cmocka with the headers that it needs, and names for the cases of a test: where many cases go
 * through the same lines, a failure tells which of them it was.
 */
#ifndef IDALLOC_TEST_SUPPORT_CMOCKA_H
#define IDALLOC_TEST_SUPPORT_CMOCKA_H

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

/* A row of a table: how the source writes the values, which names the row, and the values. */
#define NAMED(...)                                                                                 \
    {                                                                                              \
#__VA_ARGS__, __VA_ARGS__                                                                  \
    }

/* The head of a test, which needs nothing of what cmocka passes it. */
#define TEST(name) static void name(void **state __attribute__((unused)))

/* The case that the running test has come to. If the test fails, the last name is printed. */
void name_case(const char *format, ...) CMOCKA_PRINTF_ATTRIBUTE(1, 2);

/* Runs an array of tests as cmocka does, and prints the case at which a test failed. */
#define RUN_TESTS(tests) run_named_tests(tests, COUNT_OF(tests))
int run_named_tests(const struct CMUnitTest *tests, size_t count);

#endif
