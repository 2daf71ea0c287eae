/*
 * Asks a subject: makes the call, compares two answers, names the invariant that a wrong one
 * breaks, and turns both into data. answer.h has the right answers.
 */
#ifndef SIM_ORACLE_QUESTION_H
#define SIM_ORACLE_QUESTION_H

#include <stdbool.h>
#include <stddef.h>

#include "answer.h"
#include "compressor/subject.h"
#include "oracle.h"
#include "wording.h"

/* The subject's answer. */
sim_answer sim_question_ask(const sim_subject *subject, ida_session *session,
                            const sim_question *question);
/* True if got equals expected, and a failed call left its outputs alone. */
bool sim_answers_agree(const sim_question *question, const sim_answer *expected,
                       const sim_answer *got);
/* The most specific invariant that a wrong answer breaks. */
sim_invariant sim_question_breaks(const sim_view *view, const sim_question *question,
                                  const sim_answer *expected, const sim_answer *got);
/* The call, and its argument: an ID, an ID with its origin, or a UUID. */
sim_word sim_question_word(const sim_question *question);
sim_value sim_question_value(const sim_question *question);
/* The ID, the UUID, or the status. */
sim_value sim_answer_value(const sim_question *question, const sim_answer *answer);

#endif
