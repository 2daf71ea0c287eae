/*
 * Putting a question to a subject: the call itself, whether two answers to it agree, which
 * invariant a wrong one breaks, and both in words. answer.h has the right answers.
 */
#ifndef SIM_ORACLE_QUESTION_H
#define SIM_ORACLE_QUESTION_H

#include <stdbool.h>
#include <stddef.h>

#include "answer.h"
#include "compressor/subject.h"
#include "oracle.h"

/* Room for any question and any answer in words. */
#define SIM_QUESTION_TEXT_SIZE 120u
#define SIM_ANSWER_TEXT_SIZE   80u

/* The subject's answer. */
sim_answer sim_question_ask(const sim_subject *subject, ida_session *session,
                            const sim_question *question);
/* True if got says the same as expected, and left the outputs of a failed call alone. */
bool sim_answers_agree(const sim_question *question, const sim_answer *expected,
                       const sim_answer *got);
/* The invariant that a wrong answer breaks, the most specific one. */
sim_invariant sim_question_breaks(const sim_view *view, const sim_question *question,
                                  const sim_answer *expected, const sim_answer *got);
/* "to_session_space(-3, origin UUID)" */
void sim_question_text(const sim_question *question, char *text, size_t size);
/* The ID, the UUID, or the status' name. */
void sim_answer_text(const sim_question *question, const sim_answer *answer, char *text,
                     size_t size);

#endif
