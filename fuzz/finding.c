/* Keeps and prints the findings of the fuzz targets. */
#include "finding.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

bool fuzz_find(fuzz_finding *finding, const char *what, const char *where, const char *expected,
               const char *got)
{
    if (!finding->found) {
        finding->found = true;
        (void)snprintf(finding->what, sizeof finding->what, "%s", what);
        (void)snprintf(finding->where, sizeof finding->where, "%s", where);
        (void)snprintf(finding->expected, sizeof finding->expected, "%s", expected);
        (void)snprintf(finding->got, sizeof finding->got, "%s", got);
    }
    return false;
}

bool fuzz_find_number(fuzz_finding *finding, const char *what, const char *where, uint64_t expected,
                      uint64_t got)
{
    char texts[2][24];
    (void)snprintf(texts[0], sizeof texts[0], "%" PRIu64, expected);
    (void)snprintf(texts[1], sizeof texts[1], "%" PRIu64, got);
    return fuzz_find(finding, what, where, texts[0], texts[1]);
}

bool fuzz_find_status(fuzz_finding *finding, const char *what, const char *where,
                      ida_status expected, ida_status got)
{
    return fuzz_find(finding, what, where, ida_status_name(expected), ida_status_name(got));
}

void fuzz_print(const char *target, const fuzz_finding *finding)
{
    (void)fprintf(stderr, "%s: FAIL %s\n  where:    %s\n  expected: %s\n  got:      %s\n", target,
                  finding->what, finding->where, finding->expected, finding->got);
}

void fuzz_abort(const char *target, const fuzz_finding *finding)
{
    fuzz_print(target, finding);
    abort();
}
