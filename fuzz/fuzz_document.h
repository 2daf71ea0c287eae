/*
 * fuzz_document: the bytes are a short program of calls of the core, on one document with two
 * sessions and no network, checked against the oracle's reference model.
 *
 *   byte 0       the relation of the two session IDs
 *   byte 1, 2    the sessions' cluster sizes
 *   then ops: a byte (op = low four bits, bit 4: which session, above: a small number p), and
 *   one more byte for those drawn with n; missing bytes are zero
 */
#ifndef FUZZ_DOCUMENT_H
#define FUZZ_DOCUMENT_H

#include "compressor/subject.h"
#include "finding.h"

#define FUZZ_DOCUMENT_OPS      32u
#define FUZZ_DOCUMENT_RESTORES 2u /* later ones do nothing */

/* X(constant, number, what) */
#define FUZZ_DOCUMENT_TABLE(X)                                                                     \
    X(GENERATE, 0, "generate one ID")                                                              \
    X(MANY, 1, "n: generate many; from 128 on powers of two")                                      \
    X(UNIQUE, 2, "generate a document-unique ID")                                                  \
    X(TAKE, 3, "take, and queue the range")                                                        \
    X(RETAKE, 4, "retake, and queue the range")                                                    \
    X(RESET, 5, "reset")                                                                           \
    X(FINALIZE, 6, "finalize the p-th queued range, and drop it")                                  \
    X(AGAIN, 7, "finalize the p-th queued range, and keep it")                                     \
    X(SIZE, 8, "n: set the cluster size")                                                          \
    X(GHOST, 9, "n: a ghost session of p IDs, n away from the session")                            \
    X(FORGE, 10, "n: finalize a forged range")                                                     \
    X(SAVE, 11, "save the document with both sessions")                                            \
    X(RESTORE, 12, "load what was saved, and apply what came after it")                            \
    X(STARVE, 13, "the p-th allocation of the next op fails")                                      \
    X(ASK, 14, "n: a question about any number")                                                   \
    X(REOPEN, 15, "open the session's ID once more")

typedef enum fuzz_document_op {
#define FUZZ_DOCUMENT_CONSTANT(constant, number, what) FUZZ_DOCUMENT_##constant = (number),
    FUZZ_DOCUMENT_TABLE(FUZZ_DOCUMENT_CONSTANT)
#undef FUZZ_DOCUMENT_CONSTANT
} fuzz_document_op;

/* Runs the program in the bytes; false with a finding. */
bool fuzz_document_check(const sim_subject *subject, const uint8_t *bytes, size_t size,
                         fuzz_finding *finding);

#endif
