/* The version of the library, as a text and as numbers. */
#include <stdio.h>

#include <idalloc/idalloc.h>

#include "support_cmocka.h"

TEST(the_library_has_the_version_of_its_headers)
{
    char text[40];
    (void)snprintf(text, sizeof text, "%d.%d.%d", IDA_VERSION_MAJOR, IDA_VERSION_MINOR,
                   IDA_VERSION_PATCH);
    assert_string_equal(IDA_VERSION, text);
    assert_string_equal(ida_version(), IDA_VERSION);
    assert_string_equal(ida_version(), PROJECT_VERSION);
}

/* 40 or 64 hex digits, and perhaps that there were changes; or that it is not known. */
TEST(the_commit_is_one_or_unknown)
{
    const char *commit = ida_commit();
    size_t digits = strspn(commit, "0123456789abcdef");
    if (strcmp(commit, "unknown") != 0) {
        assert_true(digits == 40 || digits == 64);
        assert_true(commit[digits] == '\0' || strcmp(commit + digits, "-dirty") == 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_library_has_the_version_of_its_headers),
        cmocka_unit_test(the_commit_is_one_or_unknown),
    };
    return RUN_TESTS(tests);
}
