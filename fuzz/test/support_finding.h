/* What the tests of the targets share: a finding is named as it should be, and seeds to run. */
#ifndef FUZZ_TEST_FINDING_H
#define FUZZ_TEST_FINDING_H

#include "finding.h"

/* A target with something wrong put in must find just that. */
void assert_found(const fuzz_finding *finding, const char *what);
void assert_not_found(const fuzz_finding *finding);

/* A snapshot of a document with one session that has IDs of every kind; returns its size. */
size_t make_snapshot(uint8_t *bytes, size_t capacity);

#endif
